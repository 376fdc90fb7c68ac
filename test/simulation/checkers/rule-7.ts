/** Rule 7: what hands changed in play mode is safe before its engine hears so, is taken only as picked, and stays. */
import { sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId } from '#app/scene/index.ts';
import type { ShelfEntry } from '#app/ledger/index.ts';
import { valueSetBy } from '../differences.ts';
import type { Checker, Facts, Moment } from './facts.ts';
import { valueOf } from './scenes.ts';

export const rule7: Checker = {
  guarantee: 'RULE-7',
  *check(facts) {
    yield* toldSafe(facts);
    yield* takenAsPicked(facts);
    yield* staysOnShelf(facts);
  },
};

/** What an engine may forget is on the disk, or was shared already when it was played. */
function* toldSafe(facts: Facts): Iterable<string> {
  const shelved = facts.records('shelve');
  for (const { at, session, message } of facts.sent) {
    if (message.type !== 'offer_kept') continue;
    const told = facts.frames.flatMap((frame) =>
      frame.at < at && frame.message.type === 'offered' && frame.message.offer === message.offer
        ? frame.message.states.map((state) => ({ ...state, at: frame.at }))
        : [],
    );
    const lost = told.find(
      (state) =>
        isKnown(facts, state.id, state.at) &&
        !wasShared(facts, state) &&
        !shelved.some(
          ({ record, onDisk }) =>
            onDisk !== null && onDisk < at && record.entry.states.some((each) => isSame(each, state)),
        ),
    );
    if (lost !== undefined)
      yield `${session} was told that an offer is safe, and ${lost.facet} of ${lost.id} is on no shelf`;
  }
}

/** What became shared by an answer is what its click had picked, with the values that were offered. */
function* takenAsPicked(facts: Facts): Iterable<string> {
  for (const { record } of facts.records('begin')) {
    const click = facts.clicks.find(
      ({ command }) => command.do === 'answer_offer' && command.intent === record.intent.id,
    );
    if (click === undefined) continue;
    const picked = new Set(click.command.take?.map(({ id, facet }) => `${id} ${facet}`));
    const offered = facts
      .records('shelve')
      .flatMap((each) => (each.record.entry.id === click.command.shelf ? each.record.entry.states : []))
      .filter(({ id, facet }) => picked.has(`${id} ${facet}`));
    for (const operation of record.intent.operations) {
      const isOffered = offered.some((state) => {
        const value = valueSetBy(operation, state.id, state.facet);
        return value !== undefined && sameValue(value, state.value);
      });
      if (!isOffered) yield `${record.n} takes more of what was played than was picked: ${operation.op}`;
    }
  }
}

/** Nothing of it leaves the shelf but by a person's word, or because it is shared. */
function* staysOnShelf(facts: Facts): Iterable<string> {
  const shelf = new Map<string, ShelfEntry>();
  for (const [index, record] of facts.history.log.entries()) {
    if (record.kind !== 'shelve' && record.kind !== 'unshelve') continue;
    const id = record.kind === 'shelve' ? record.entry.id : record.id;
    const before = shelf.get(id);
    const kept = record.kind === 'shelve' ? record.entry.states : [];
    if (record.kind === 'shelve') shelf.set(id, record.entry);
    else shelf.delete(id);
    if (before?.why !== 'played') continue;
    if (record.kind === 'unshelve' && record.how === 'discarded') {
      const isClicked = facts.clicks.some(
        ({ command }) =>
          (command.do === 'discard_shelved' && command.shelf === id) ||
          (command.do === 'discard_many' && command.shelves?.includes(id) === true),
      );
      if (!isClicked) yield `what was played was discarded, and nobody clicked`;
      continue;
    }
    const elsewhere = [...shelf.values()].flatMap((entry) => (entry.id === id ? [] : entry.states));
    for (const state of before.states) {
      if ([...kept, ...elsewhere].some((each) => isSame(each, state))) continue;
      if (!isShared(facts, state, index + 1))
        yield `${state.facet} of ${state.id} was played, left the shelf, and is not shared`;
    }
  }
}

function isSame(a: FacetState, b: FacetState): boolean {
  return a.id === b.id && a.facet === b.facet && sameValue(a.value, b.value);
}

/** Whether the shared scene had the object when it was offered: of any other nothing can be. */
function isKnown(facts: Facts, id: ObjectId, at: Moment): boolean {
  const since = facts.knownSince.get(id);
  if (since === undefined) return false;
  const commit = facts.records('commit').find(({ record, onDisk }) => record.n === since && onDisk !== null);
  // Without a record in this run it is of an earlier life.
  return commit === undefined || (commit.onDisk ?? at) < at;
}

/** Whether the shared scene held this value at some time. */
function wasShared(facts: Facts, state: FacetState): boolean {
  return facts.commits.some(({ after }) => holds(after, state));
}

/** Whether a commit before this position of the log gave it this value. */
function isShared(facts: Facts, state: FacetState, before: number): boolean {
  return facts.commits.some(({ position, after }) => position < before && holds(after, state));
}

function holds(objects: ReadonlyMap<ObjectId, Parameters<typeof valueOf>[0]>, state: FacetState): boolean {
  const object = objects.get(state.id);
  return object !== undefined && sameValue(valueOf(object, state.facet), state.value);
}
