/** DUR-1 and the four rules of a history that can be checked in one pass, the counter being the claimed order. */
import { ENDS, idsOf } from './facts.ts';
import type { Checker, Facts } from './facts.ts';
import { confirmations } from './fail.ts';
import { readBacks } from './ord-3.ts';
import { reads } from './ord-4.ts';

/** DUR-1: nobody hears of a commit before it is on stable storage. */
export const dur1: Checker = {
  guarantee: 'DUR-1',
  *check(facts) {
    const onDisk = new Map(facts.records('commit').map((each) => [each.record.n, each.onDisk]));
    for (const { n, at, by } of confirmations(facts)) {
      if (n === null) continue;
      const synced = onDisk.get(n);
      // A commit from before the first life that was watched was on disk all along.
      if (synced === undefined && facts.commitOf.has(n)) continue;
      if (synced === null || synced === undefined)
        yield `${n} was confirmed (${by}) and never reached the disk`;
      else if (synced > at) yield `${n} was confirmed (${by}) before it was on disk`;
    }
    for (const { answer, submission, actor } of facts.handedIn) {
      if (answer?.ok !== true || answer.state !== 'committed') continue;
      if (!facts.commitOfId.has(`${actor.id} ${submission.id}`))
        yield `${submission.id} was said to be committed and is not`;
    }
  },
};

/** Rule a: replay by number gives every read and every read-back. */
export const ruleA: Checker = {
  guarantee: 'HISTORY-a',
  *check(facts) {
    yield* reads(facts);
    yield* readBacks(facts);
  },
};

/** Rule b: what was confirmed before something else was handed in has the smaller number. */
export const ruleB: Checker = {
  guarantee: 'HISTORY-b',
  *check(facts) {
    let highest = 0;
    const confirmed = [...confirmations(facts)].sort((a, b) => a.at - b.at);
    const first = new Set<string>();
    let next = 0;
    for (const { at, actor, submission } of facts.handedIn) {
      const key = `${actor.id} ${submission.id}`;
      if (first.has(key)) continue;
      first.add(key);
      for (; next < confirmed.length && (confirmed[next]?.at ?? at) < at; next += 1)
        highest = Math.max(highest, confirmed[next]?.n ?? 0);
      const n = facts.commitOfId.get(key)?.n;
      if (n !== undefined && n <= highest)
        yield `${submission.id} became ${n}, though ${highest} was confirmed before it was handed in`;
    }
  },
};

/** Rule c: nothing is committed twice, however often it was asked for. */
export const ruleC: Checker = {
  guarantee: 'HISTORY-c',
  *check(facts) {
    const seen = new Map<string, number>();
    for (const commit of facts.commits) {
      for (const id of idsOf(commit.intent)) {
        const key = `${commit.intent.actor.id} ${id}`;
        const before = seen.get(key);
        if (before !== undefined) yield `${id} was committed as ${before} and again as ${commit.n}`;
        seen.set(key, commit.n);
      }
    }
  },
};

/** Rule d: what was confirmed is in the log exactly once, under the number and at the place that were said. */
export const ruleD: Checker = {
  guarantee: 'HISTORY-d',
  *check(facts) {
    yield* said(facts);
    yield* saidToEach(facts);
  },
};

/** What became one has one end: each id of it is told that end in the same step, and its engine of each edit. */
function* saidToEach(facts: Facts): Iterable<string> {
  for (const event of facts.events) {
    if (event.at !== 'step') continue;
    for (const settled of event.effects) {
      if (settled.fx !== 'settled' || settled.intent.joined === undefined || !ENDS.has(settled.state))
        continue;
      const { intent, state, n } = settled;
      const ids = idsOf(intent);
      const told = event.effects.flatMap((each) =>
        each.fx === 'settled' && each.state === state && each.n === n ? [each.id] : [],
      );
      const lacks = ids.find((id) => !told.includes(id));
      if (lacks !== undefined) yield `${intent.id} is ${state}, and ${lacks}, which is part of it, is not`;
      const decided = event.effects.flatMap((each) =>
        each.fx === 'send' && each.message.type === 'decided' && each.session === intent.observation?.session
          ? [each.message.edit]
          : [],
      );
      const unheard = ids.find((id) => !decided.includes(id));
      if (unheard !== undefined && ids.some((id) => decided.includes(id)))
        yield `the engine heard what became of ${intent.id}, and not of ${unheard}, which is part of it`;
    }
  }
}

function* said(facts: Facts): Iterable<string> {
  for (const { n, id, position, by } of confirmations(facts)) {
    if (n === null) {
      yield `a commit was confirmed (${by}) without its number`;
      continue;
    }
    const commit = facts.commitOf.get(n);
    if (commit === undefined) yield `${n} was confirmed (${by}) and the log does not have it`;
    else if (id !== null && !idsOf(commit.intent).includes(id))
      yield `${n} was confirmed to ${id}, but it is ${commit.intent.id}`;
    else if (position !== null && commit.position !== position)
      yield `${n} was confirmed at ${position}, but stands at ${commit.position}`;
  }
}
