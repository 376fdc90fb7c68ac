/**
 * What is worth knowing and asks nothing (rules 2 and 13): that VibeSync had a fault, that two sides were kept, and what
 * an engine that was disconnected holds alone.
 */
// Not by the folder's door: the contract's schemas make code at run time, which the page's policy forbids.
import { goneKey, isGoneWithSomething } from '#app/control-room/cards.ts';
import type {
  DecidedView,
  FaultView,
  MergeSideView,
  MergeView,
  PermissionsView,
  SessionView,
  StatusView,
} from '#app/control-room/index.ts';
import type { Facet } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { engineName, engineOf } from './actors.ts';
import { byRule } from './conflict-rules.ts';
import { namesOf } from './only-there.ts';

export type Notice =
  | { readonly kind: 'failed'; readonly key: string; readonly failure: LostChange }
  | { readonly kind: 'fault'; readonly key: string; readonly fault: FaultView }
  | { readonly kind: 'merge'; readonly key: string; readonly merge: MergeView }
  | { readonly kind: 'decided'; readonly key: string; readonly decided: readonly DecidedView[] }
  | { readonly kind: 'gone'; readonly key: string; readonly session: SessionView };

/** A change of the person's that had been taken, and came to nothing when main began a new life. */
export interface LostChange {
  readonly label: string;
  readonly reason: string;
}

export interface NoticeSource {
  readonly status: Pick<StatusView, 'fault'> | null;
  readonly sessions: readonly SessionView[];
  readonly merges: readonly MergeView[];
  readonly permissions: Pick<PermissionsView, 'decided'>;
  readonly failures: readonly { readonly id: string; readonly lost: LostChange | null }[];
}

/** Those that were not folded away, in the order in which they came. */
export function noticesOf(source: NoticeSource, dismissed: ReadonlySet<string>): Notice[] {
  const back = new Set(source.sessions.flatMap(({ state, engine }) => (state === 'revoked' ? [] : [engine])));
  const notices: Notice[] = source.sessions
    // Connected again it says so itself.
    .filter((session) => isGoneWithSomething(session) && !session.lost && !back.has(session.engine))
    .map((session) => ({ kind: 'gone', key: goneKey(session), session }));
  const fault = source.status?.fault ?? null;
  if (fault !== null) notices.unshift({ kind: 'fault', key: `fault ${fault.at}`, fault });
  for (const { id, lost } of source.failures)
    if (lost !== null) notices.push({ kind: 'failed', key: `failed ${id}`, failure: lost });
  for (const merge of source.merges) notices.push({ kind: 'merge', key: `merge ${merge.id}`, merge });
  // The same notice for as long as the first of them stands in it, however many follow.
  for (const decided of byRule(source.permissions.decided))
    notices.push({ kind: 'decided', key: `decided ${decided[0]?.id ?? ''}`, decided });
  return notices.filter(({ key }) => !dismissed.has(key));
}

/** `your move in Blender`. */
export function sidePhrase({ actor, facets }: Pick<MergeSideView, 'actor' | 'facets'>): string {
  const words = strings.notices.by;
  const what = changePhrase(facets);
  switch (actor.kind) {
    case 'person':
      return words.you(what);
    case 'override':
      return words.override(what);
    case 'engine':
      return words.engine(what, engineName(engineOf(actor)));
    case 'agent':
      return words.other(what, actor.name);
  }
}

function changePhrase(facets: readonly Facet[]): string {
  const [facet, ...more] = facets;
  const words = strings.notices.what;
  if (facet === undefined || facet === 'existence' || more.length > 0) return words.several;
  return facet.startsWith('property:')
    ? words.property(facet.slice('property:'.length))
    : words[facet as Exclude<Facet, 'existence' | `property:${string}`>];
}

/** `Crate_014` or `12 objects`. */
export function mergeSubject({ objects }: MergeView, nameOf: (id: string) => string | undefined): string {
  return objects.count === 1 ? namesOf(objects, nameOf) : strings.notices.objects(objects.count);
}

export function mergePhrase({ sides: [one, other] }: MergeView): string {
  return strings.notices.bothKept(sidePhrase(one), sidePhrase(other));
}
