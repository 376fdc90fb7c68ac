/** What a person's click took from a file or from the shelf, for the judges: which values it may set, and no others. */
import type { Intent } from '#app/intents/index.ts';
import { canonicalObject, facetsOf, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { statesSetBy } from '../differences.ts';
import type { Appended, Click, Facts, Moment } from './facts.ts';
import { valueOf } from './scenes.ts';

const TAKEN_FROM = /^from (?:the shelf|.*, saved at version \d+)(?: \(part (\d+) of \d+\))?$/su;

export function isTakenByClick({ actor, reason, observation }: Intent): boolean {
  return actor.kind === 'person' && observation === null && TAKEN_FROM.test(reason);
}

/** Whether it, or that of which it is a later piece, carries what the click took, and nothing else. */
export function hasTakenValues(facts: Facts, at: Moment, intent: Intent): boolean {
  const piece = Number(TAKEN_FROM.exec(intent.reason)?.[1] ?? 1);
  return facts.clicks.flatMap(oneByOne).some((click) => {
    const first = click.command.intent ?? '';
    // A later piece follows the first, which has the click's own id.
    const isOf = piece === 1 ? first === intent.id : facts.commitOfId.has(`${intent.actor.id} ${first}`);
    if (click.at >= at || !isOf) return false;
    const may = mayTake(facts, click, at);
    return intent.operations.flatMap(statesSetBy).every((state) => may(state) || isDetour(state));
  });
}

/** On the way out of a circle an object hangs nowhere for a moment, or has a name that nobody has. */
export function isDetour({ facet, value }: FacetState): boolean {
  return (
    (facet === 'parent' && value === null) ||
    (facet === 'name' && typeof value === 'string' && /^~\d+$/u.test(value))
  );
}

/** A click on several entries is one on each. */
function oneByOne(click: Click): Click[] {
  const { command } = click;
  if (command.do !== 'propose_many') return [click];
  return (command.shelves ?? []).flatMap((each) =>
    typeof each === 'string' ? [] : [{ ...click, command: { do: 'propose_shelved', ...each } }],
  );
}

function mayTake(facts: Facts, click: Click, at: Moment): (state: FacetState) => boolean {
  if (click.command.do === 'answer_file') return fromFile(facts, click, at);
  if (click.command.do === 'propose_shelved') return fromShelf(keptAt(facts, click));
  return () => false;
}

/** Of the objects that were picked, what their engine told of them, or that it does not have them. */
function fromFile(facts: Facts, { command }: Click, at: Moment): (state: FacetState) => boolean {
  const picked = new Set(command.fromFile);
  const told = new Map<ObjectId, SceneObject[]>();
  let listed = new Set<ObjectId>();
  let request = -1;
  for (const frame of facts.frames) {
    if (frame.at >= at || frame.session !== command.session) continue;
    const { message } = frame;
    if (message.type === 'inventory') {
      if (message.request !== request) listed = new Set();
      ({ request } = message);
      for (const [id] of message.objects) listed.add(id);
    } else if (message.type === 'values')
      for (const object of message.objects)
        told.set(object.id, [...(told.get(object.id) ?? []), canonicalObject(object)]);
  }
  return ({ id, facet, value }) => {
    if (!picked.has(id)) return false;
    if (facet === 'existence' && value === null) return !listed.has(id);
    return told.get(id)?.some((object) => sameValue(valueOf(object, facet), value)) === true;
  };
}

/** What lay on the shelf when it was clicked, and was picked; none of what had left it. The shelf outlives a life as far as it
 * came to disk. */
export function keptAt(facts: Facts, { at, life, command }: Click): readonly FacetState[] {
  const stands = (each: Appended): boolean => each.at < at && (each.life === life || each.onDisk !== null);
  const kept = facts
    .records('shelve')
    .findLast((each) => stands(each) && each.record.entry.id === command.shelf);
  const left = facts.records('unshelve').findLast((each) => stands(each) && each.record.id === command.shelf);
  if (kept === undefined || (left !== undefined && left.at > kept.at)) return [];
  const picked =
    command.take === undefined ? null : new Set(command.take.map(({ id, facet }) => `${id} ${facet}`));
  return kept.record.entry.states.filter(({ id, facet }) => picked === null || picked.has(`${id} ${facet}`));
}

/** An object is made with the values that are kept beside it, and one that is there gets those of the whole. */
function fromShelf(states: readonly FacetState[]): (state: FacetState) => boolean {
  const may = ({ id, facet, value }: FacetState): boolean =>
    states.some(
      (each) =>
        each.id === id &&
        ((each.facet === facet && sameValue(each.value, value)) ||
          (each.facet === 'existence' &&
            each.value !== null &&
            sameValue(valueOf(each.value as SceneObject, facet), value))),
    );
  return (state) => {
    if (state.facet !== 'existence' || state.value === null) return may(state);
    const object = state.value as SceneObject;
    const whole = states.find(
      ({ id, facet, value }) => id === state.id && facet === 'existence' && value !== null,
    );
    return (
      whole !== undefined &&
      (whole.value as SceneObject).kind === object.kind &&
      facetsOf(object).every(
        (facet) => facet === 'existence' || may({ id: state.id, facet, value: valueOf(object, facet) }),
      )
    );
  };
}
