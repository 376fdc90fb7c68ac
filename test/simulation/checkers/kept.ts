/** KEPT: whatever a person had handed in and what was let in is on the shelf if it does not go through (rule 1). */
import { canonicalOperation, sameValue } from '#app/scene/index.ts';
import type { Facet, FacetState, FacetValue, Operation } from '#app/scene/index.ts';
import type { Appended, Checker, Facts, Told } from './facts.ts';
import { ENDS, eventOf } from './facts.ts';
import { statesSetBy } from '../differences.ts';
import type { ShelveRecord } from '#app/ledger/index.ts';

export const kept: Checker = {
  guarantee: 'KEPT',
  *check(facts) {
    const letIn = new Set<string>();
    const shelved = facts.records('shelve');
    for (const told of facts.told) {
      const key = `${told.life} ${told.actor} ${told.id}`;
      if (told.state === 'queued' || told.state === 'awaiting_approval') letIn.add(key);
      if (!ENDS.has(told.state) || told.state === 'committed' || !letIn.has(key)) continue;
      // Handed in again after its end it is another one, and is turned away at the door.
      letIn.delete(key);
      // On a log that takes nothing nothing can be kept.
      if (told.actor.startsWith('agent:') || facts.ledgerTrouble.some(({ life }) => life === told.life))
        continue;
      const later = endedWith(facts, told).flatMap((each) => statesOf(facts, each));
      const isKeptAs = (state: FacetState): boolean =>
        [state, ...later.filter(({ id, facet }) => id === state.id && facet === state.facet)].some((each) =>
          isShelved(shelved, each, told),
        );
      const lost = statesOf(facts, told).find((state) => !isKeptAs(state));
      if (lost !== undefined)
        yield `${told.id} of ${told.actor} ended ${told.state}, and its ${lost.facet} of ${lost.id} is not on the shelf`;
    }
  },
};

/** What its author handed in and what ended with it, in one step and alike: they may have become one change (rule 9), of
 * which the last value counts. */
function endedWith(facts: Facts, told: Told): Told[] {
  return facts.told.filter(
    (each) =>
      each !== told &&
      each.actor === told.actor &&
      each.state === told.state &&
      eventOf(each.at) === eventOf(told.at),
  );
}

function statesOf(facts: Facts, { actor, id, at, life }: Told): FacetState[] {
  const isBefore = (each: Appended): boolean => each.life === life && each.at < at;
  const handed = facts.handedIn.find((each) => each.submission.id === id && each.actor.id === actor);
  const begun = facts
    .records('begin')
    .findLast(
      (each) => each.record.intent.id === id && each.record.intent.actor.id === actor && isBefore(each),
    );
  // What waits is laid down anew with each one that joins it.
  const proposed = facts.records('propose').findLast((each) => each.record.intent.id === id && each.at < at);
  const operations: readonly Operation[] =
    begun?.record.intent.operations ??
    proposed?.record.intent.operations ??
    handed?.submission.operations.map(canonicalOperation) ??
    [];
  // What another operation of the same change sets anew is no more than a step on the way; of what it makes or deletes,
  // the whole object counts.
  const states = new Map<string, FacetState>();
  for (const state of operations.flatMap(statesSetBy)) states.set(`${state.id} ${state.facet}`, state);
  const whole = new Set([...states.values()].flatMap(({ id, facet }) => (facet === 'existence' ? [id] : [])));
  return [...states.values()].filter(({ id, facet }) => facet === 'existence' || !whole.has(id));
}

function isShelved(
  shelved: readonly Appended<ShelveRecord>[],
  { id, facet, value }: FacetState,
  { at, life }: Told,
): boolean {
  return shelved.some(
    (each) =>
      // The shelf outlives a life, as far as it came to disk.
      (each.life === life || each.onDisk !== null) &&
      each.at < at &&
      each.record.entry.states.some(
        (state) => state.id === id && state.facet === facet && isKept(state.value, value, facet),
      ),
  );
}

/** What is made by a change may be set anew by it: then it is kept as it came to be. */
function isKept(onShelf: FacetValue, value: FacetValue, facet: Facet): boolean {
  return facet === 'existence' ? (onShelf === null) === (value === null) : sameValue(onShelf, value);
}
