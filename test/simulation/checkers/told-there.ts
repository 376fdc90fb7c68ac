/** What an engine's artist told and nobody has decided: the one thing beside the shared scene that may stand there. */
import { canonicalOperation, facetsOf, sameValue } from '#app/scene/index.ts';
import type { Facet, Operation, SceneObject } from '#app/scene/index.ts';
import type { Facts, Moment } from './facts.ts';
import { valueSetBy } from '../differences.ts';
import { valueOf } from './scenes.ts';

/** Facets in which what was sent to an engine is neither as shared nor as that engine's own open edits have it. */
export function foreignFacets(
  facts: Facts,
  to: { readonly session: string; readonly at: Moment },
  sent: SceneObject,
  shared: SceneObject | undefined,
): Facet[] {
  if (shared === undefined || shared.kind !== sent.kind) return ['existence'];
  const facets = [...new Set([...facetsOf(shared), ...facetsOf(sent)])].filter(
    (facet) => facet !== 'existence' && !sameValue(valueOf(shared, facet), valueOf(sent, facet)),
  );
  if (facets.length === 0) return [];
  const told = openOperations(facts, to.session, to.at);
  return facets.filter(
    (facet) =>
      !told.some((each) => {
        const value = valueSetBy(each, sent.id, facet);
        return value !== undefined && sameValue(value, valueOf(sent, facet));
      }),
  );
}

/** Operations of edits told by a session, or by those that it resumed, of which no end had been said. */
function openOperations(facts: Facts, session: string, at: Moment): Operation[] {
  const line = new Set<string>();
  for (let each: string | null = session; each !== null && !line.has(each);) {
    line.add(each);
    each = facts.sessions.get(each)?.resumes ?? null;
  }
  const ended = new Set<string>();
  for (const { message, session: heard, at: when } of facts.sent) {
    if (message.type !== 'decided' || when >= at || !line.has(heard)) continue;
    if (message.outcome !== 'waiting' && message.outcome !== 'collected') ended.add(message.edit);
  }
  const engine = facts.sessions.get(session)?.engine ?? '';
  return [...stayingIn(facts, engine, at), ...toldBy(facts, line, ended, at)];
}

/** What did not go through and stays in this engine's artist's hands, whichever connection it was told on (rule 1). */
export function stayingIn(facts: Facts, engine: string, at: Moment): Operation[] {
  const settled = new Set(
    facts.records('settle_differing').flatMap((each) => (each.at < at ? [each.record.id] : [])),
  );
  return facts
    .records('differs')
    .flatMap(({ record: { differing }, at: when }) =>
      when < at && differing.engine === engine && !settled.has(differing.id) ? differing.operations : [],
    );
}

function toldBy(
  facts: Facts,
  line: ReadonlySet<string>,
  ended: ReadonlySet<string>,
  at: Moment,
): Operation[] {
  return facts.frames.flatMap(({ message, session: by, at: when }) =>
    message.type === 'observed' && when < at && line.has(by) && !ended.has(message.edit)
      ? message.operations.map(canonicalOperation)
      : [],
  );
}
