/** ORD-2: one counter, persisted; no number twice, over every restart; number order is effect order; all accounted. */
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Checker, Facts } from './facts.ts';

export const ord2: Checker = {
  guarantee: 'ORD-2',
  *check(facts) {
    yield* increasing(facts);
    yield* leased(facts);
    yield* inOrderToEngines(facts);
    yield* accounted(facts);
  },
};

/** Also numbers whose begin was lost in a crash: an engine may have seen them. */
function* increasing(facts: Facts): Iterable<string> {
  let highest = 0;
  for (const record of facts.history.log.slice(0, facts.starts[0]?.event.position ?? 0)) {
    if (record.kind === 'begin') highest = Math.max(highest, record.n);
  }
  for (const { record } of facts.records('begin')) {
    if (record.n <= highest) yield `number ${record.n} was given out after ${highest}`;
    highest = Math.max(highest, record.n);
  }
}

function* leased(facts: Facts): Iterable<string> {
  const leases = facts.records('lease').filter((each) => each.onDisk !== null);
  const earlier = earlierLeases(facts);
  for (const { record, at } of facts.records('begin')) {
    const found = leases.some(
      (lease) => record.n >= lease.record.lo && record.n <= lease.record.hi && (lease.onDisk ?? at) < at,
    );
    if (!found && record.n > earlier) yield `number ${record.n} left before a lease of it was on disk`;
  }
}

/** What the log held before the first life that was watched. */
function earlierLeases(facts: Facts): number {
  const found = facts.starts[0]?.event.position ?? 0;
  let to = 0;
  for (const record of facts.history.log.slice(0, found)) {
    if (record.kind === 'lease') to = record.hi;
    if (record.kind === 'close_lease') to = record.through;
  }
  return to;
}

function* inOrderToEngines(facts: Facts): Iterable<string> {
  const last = new Map<string, number>();
  for (const { session, message } of facts.sent) {
    if (message.type !== 'apply' && message.type !== 'adopt') continue;
    const before = last.get(session) ?? 0;
    if (message.n <= before) yield `${message.n} was sent after ${before} to the same engine`;
    last.set(session, Math.max(before, message.n));
  }
}

/** Each number up to the highest has exactly one outcome, whenever the log was closed in good order. */
function* accounted(facts: Facts): Iterable<string> {
  yield* outcomesIn(facts.history.log, false);
  for (const { event } of facts.starts) {
    if (event.started === 'clean') yield* outcomesIn(facts.history.log.slice(0, event.position), true);
  }
}

function* outcomesIn(log: readonly LedgerRecord[], closed: boolean): Iterable<string> {
  const outcomes = new Map<number, number>();
  const count = (n: number): void => void outcomes.set(n, (outcomes.get(n) ?? 0) + 1);
  let highest = 0;
  for (const record of log) {
    if (record.kind === 'commit' || record.kind === 'abort') count(record.n);
    if (record.kind === 'void') for (let n = record.lo; n <= record.hi; n += 1) count(n);
    if (record.kind === 'begin') highest = Math.max(highest, record.n);
    if (record.kind === 'void') highest = Math.max(highest, record.hi);
    if (record.kind === 'close_lease') highest = Math.max(highest, record.through);
  }
  for (let n = 1; n <= highest; n += 1) {
    const times = outcomes.get(n) ?? 0;
    if (times > 1) yield `number ${n} has ${times} outcomes`;
    if (times === 0 && closed) yield `nothing says what became of number ${n}`;
  }
}
