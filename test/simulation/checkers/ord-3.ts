/** ORD-3: no reader, no confirmed history and no engine at rest can tell the run from a serial one in number order. */
import { expectedStates, facetValue, sameValue, touches } from '#app/scene/index.ts';
import type { Checker, Facts } from './facts.ts';
import { differenceOf } from './scenes.ts';

export const ord3: Checker = {
  guarantee: 'ORD-3',
  *check(facts) {
    if (facts.logProblem !== null) yield `the log cannot be replayed serially: ${facts.logProblem}`;
    yield* readBacks(facts);
    yield* enginesAtRest(facts);
  },
};

/** Every vote that a commit rests on shows what a serial replay gives. */
export function* readBacks(facts: Facts): Iterable<string> {
  for (const { record, at, life } of facts.records('commit')) {
    const commit = facts.commitOf.get(record.n);
    if (commit === undefined) continue;
    const { writes } = touches({ objects: commit.before }, commit.intent.operations);
    const made = new Set(writes.filter(({ facet }) => facet === 'existence').map(({ id }) => id));
    const missing = writes.find(({ id }) => !made.has(id) && !commit.after.has(id));
    if (missing !== undefined) {
      yield `${record.n} was committed though ${missing.id}, of which it sets ${missing.facet}, is not there`;
      continue;
    }
    const expected = expectedStates({ objects: commit.after }, writes);
    for (const { session } of record.participants) {
      const vote = facts.frames.find(
        (frame) =>
          frame.life === life &&
          frame.session === session &&
          frame.at < at &&
          frame.message.type === 'applied' &&
          frame.message.n === record.n,
      );
      if (vote === undefined || vote.message.type !== 'applied') continue;
      const { states } = vote.message;
      for (const { id, facet, value } of expected) {
        const state = states.find((each) => each.id === id && each.facet === facet);
        if (state === undefined)
          yield `${record.n} was committed though ${session} did not read ${facet} of ${id} back`;
        else if (!sameValue(state.value, value)) {
          yield `${record.n} was committed though ${session} read back ${JSON.stringify(state.value)} for ${facet} of ${id}, not ${JSON.stringify(value)}`;
        }
      }
      for (const { id, facet, value } of states) {
        const replayed = facetValue({ objects: commit.after }, id, facet);
        if (replayed !== undefined && !sameValue(replayed, value))
          yield `${record.n}: ${session} read another ${facet} of ${id} than the replay has`;
      }
    }
  }
}

/** What an engine shows when nothing is under way in it is the fold of the log at its number. */
function* enginesAtRest(facts: Facts): Iterable<string> {
  const last = facts.commits.at(-1)?.after ?? new Map();
  const patches = patchedNext(facts);
  for (const { event } of facts.engineEvents) {
    if (!event.honest) continue;
    if (event.did === 'confirmed' && event.atRest) {
      const truth = facts.truthAt(event.n);
      const exempt = new Set(event.exempt);
      // An object with an edit of its own under way is refreshed, whole, when that is decided.
      for (const key of event.exempt) exempt.add(`${key.slice(0, key.indexOf(' '))} existence`);
      for (const id of patches.get(`${event.session} ${event.n}`) ?? []) exempt.add(`${id} existence`);
      const difference =
        truth === undefined
          ? 'that number is not committed'
          : differenceOf(event.objects, truth, facts.knownBy(event.n), exempt);
      if (difference !== null) yield `${event.engine} at rest after ${event.n}: ${difference}`;
    } else if (event.did === 'rests') {
      const difference = event.live
        ? differenceOf(event.objects, last, facts.knownBy(Infinity))
        : 'it is not live';
      if (difference !== null) yield `${event.engine} at the end: ${difference}`;
    }
  }
}

/**
 * The objects of refreshes that an engine gets after a confirmation and before any further number, by session and
 * number: what was held back for an edit of its own, or for its answer to a question, comes before anything else.
 */
function patchedNext(facts: Facts): Map<string, string[]> {
  const patches = new Map<string, string[]>();
  const last = new Map<string, string[]>();
  for (const { session, message } of facts.sent) {
    if (message.type === 'confirm') {
      const ids: string[] = [];
      last.set(session, ids);
      patches.set(`${session} ${message.n}`, ids);
    } else if (message.type === 'apply' || message.type === 'adopt') last.delete(session);
    else if (message.type === 'patch') {
      last.get(session)?.push(...message.objects.map(({ id }) => id), ...message.removed);
    }
  }
  return patches;
}
