/** RULE-5: what is taken back is what one confirmed change had set and nobody has set since; all of it, or it is named. Of
 * several that are taken back together, what they had set and nobody else since. */
import { sameValue, touchKey } from '#app/scene/index.ts';
import type { Touch } from '#app/scene/index.ts';
import type { RecordedTaken } from '../history.ts';
import type { Checker, Committed, Facts } from './facts.ts';
import { isDetour } from './taken.ts';
import { valueIn, writerBefore, writesOf, writtenBy } from './rule-2.ts';
import type { Writes } from './rule-2.ts';

export const rule5: Checker = {
  guarantee: 'RULE-5',
  *check(facts) {
    const writes = writesOf(facts);
    for (const [intent, { n, taken }] of clicksOf(facts)) {
      const commit = facts.commitOfId.get(`person ${intent}`);
      if (commit === undefined) continue;
      const takenBack = facts.commitOf.get(n);
      if (takenBack === undefined) yield `${commit.n} takes back ${n}, which was never confirmed`;
      else {
        yield* othersAreLeftAlone(writes, commit, takenBack);
        if (taken !== undefined) yield* nothingIsLeftOut(writes, commit, takenBack, taken);
      }
    }
    for (const { numbers, why } of togetherIn(facts))
      yield* togetherIsOnlyTheirs(facts, writes, numbers, why);
  },
};

interface Together {
  readonly numbers: ReadonlySet<number>;
  /** With what its pieces begin to say why. */
  readonly why: string;
}

function* togetherIn(facts: Facts): Iterable<Together> {
  for (const { command, answer } of facts.clicks)
    if (command.do === 'undo_changes' && answer?.ok === true)
      yield { numbers: new Set(command.changes), why: command.why ?? '' };
}

/** Whatever comes out otherwise was set by one of these last, or by an earlier piece, and is what it was before the first
 * of these that nobody else came after. */
function* togetherIsOnlyTheirs(
  facts: Facts,
  writes: Writes,
  numbers: ReadonlySet<number>,
  why: string,
): Iterable<string> {
  const pieces = facts.commits.filter(
    ({ intent }) => intent.actor.kind === 'person' && intent.reason.startsWith(why),
  );
  const own = new Set(pieces.map(({ n }) => n));
  for (const commit of pieces)
    for (const touch of writtenBy(commit)) {
      if (sameValue(valueIn(commit.before, touch), valueIn(commit.after, touch))) continue;
      const before = (writes.get(touchKey(touch)) ?? []).filter(({ n }) => n < commit.n).reverse();
      const others = before.findIndex(({ n }) => !numbers.has(n) && !own.has(n));
      const theirs = (others < 0 ? before : before.slice(0, others)).filter(({ n }) => numbers.has(n));
      const first = theirs.at(-1);
      const what = `${commit.n} takes back ${[...numbers].join(', ')}, and with it ${touch.facet} of ${touch.id}`;
      if (first === undefined) yield `${what}, which ${before[0]?.n ?? 'nobody'} has set since`;
      else if (!isBack(commit, first, touch)) yield `${what}, but not to what was before ${first.n}`;
    }
}

/** An object as a whole is there or not; what it is then, its values say, of which some are others'. One that goes takes its
 * values along: whether it may go is asked of its existence. */
function isBack({ after }: Committed, { before }: Committed, touch: Touch): boolean {
  const [is, was] = [valueIn(after, touch), valueIn(before, touch)];
  if (touch.facet !== 'existence' && valueIn(after, { id: touch.id, facet: 'existence' }) === null)
    return true;
  if (touch.facet === 'existence') return (is === null) === (was === null);
  return sameValue(is, was) || isDetour({ ...touch, value: is });
}

interface Click {
  readonly n: number;
  readonly taken: RecordedTaken | undefined;
}

/** By the id of what takes back. Clicked again after it came to nothing, it is tried anew: the last word counts. */
function clicksOf(facts: Facts): ReadonlyMap<string, Click> {
  const clicks = new Map<string, Click>();
  for (const { command, answer } of facts.clicks) {
    if (command.do !== 'take_back_change' || answer?.ok !== true) continue;
    const { intent = '', n = 0 } = command;
    clicks.set(intent, { n, taken: answer.taken ?? clicks.get(intent)?.taken });
  }
  return clicks;
}

/** Whatever comes out otherwise was set by that change last, and is what it was before it. */
function* othersAreLeftAlone(writes: Writes, commit: Committed, takenBack: Committed): Iterable<string> {
  for (const touch of writtenBy(commit)) {
    if (sameValue(valueIn(commit.before, touch), valueIn(commit.after, touch))) continue;
    const writer = writerBefore(writes, touch, commit.n);
    if (writer?.n !== takenBack.n)
      yield `${commit.n} takes back ${takenBack.n}, and with it ${touch.facet} of ${touch.id}, which ${writer?.n ?? 'nobody'} has set since`;
    else if (!sameValue(valueIn(commit.after, touch), valueIn(takenBack.before, touch)))
      yield `${commit.n} takes back ${touch.facet} of ${touch.id} to something else than was before ${takenBack.n}`;
  }
}

/** What stands as that change left it is as it was before, unless the answer says that it stays. */
function* nothingIsLeftOut(
  writes: Writes,
  commit: Committed,
  takenBack: Committed,
  { taken, of, staying }: RecordedTaken,
): Iterable<string> {
  // Of many that stay the answer names the first few.
  if (of - taken > staying.length) return;
  const isNamed = ({ id, facet }: Touch): boolean =>
    staying.some((each) => each.id === id && (each.facet === facet || each.facet === 'existence'));
  for (const touch of writtenBy(takenBack)) {
    if (writerBefore(writes, touch, commit.n)?.n !== takenBack.n || isNamed(touch)) continue;
    if (!sameValue(valueIn(commit.after, touch), valueIn(takenBack.before, touch)))
      yield `${commit.n} takes back ${takenBack.n}, but leaves ${touch.facet} of ${touch.id} and does not say so`;
  }
}
