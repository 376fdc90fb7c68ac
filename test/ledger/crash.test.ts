import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { budget, partSeed, shown } from '#test/evidence/index.ts';
import type { PositionedRecord, ReadonlyDurableState } from '#app/ledger/index.ts';
import { copyOf, intentOf, isAborted, makePlace, open, recoveryRecords } from './rig.ts';
import type { Place } from './rig.ts';
import { runWriter } from './processes.ts';
import { seededRandom } from './random.ts';

/** Named points that the process is killed at on purpose: how often each may pass before, at most. */
const POINTS: Readonly<Record<string, number>> = {
  begin_sent: 200,
  queued: 200,
  commit_sent: 200,
  commit_queued: 200,
  writing: 60,
  syncing: 60,
  synced: 60,
  receipt_written: 60,
  reported: 60,
  confirmed: 120,
  checkpointing: 2,
  snapshotting: 2,
  recovering: 1,
};
const SEED = 1_105;
const PARTS_LONG = 20;
const LEDGERS = 4;
const RANDOM_KILLS = 6;
const RANDOM_KILL_MS = 120;
/** More than a process that is not killed would need: each must die. */
const INTENTS = 20_000;

const search = budget('ledger-crash', 1, PARTS_LONG);

describe('kill -9 in a loop', () => {
  it.each(search.parts)(
    'FAIL-3, ORD-2: nothing confirmed is lost, nothing uncommitted returns, every number has one outcome (part %i) (rows 1 and 13)',
    async (part) => {
      const seed = LEDGERS * partSeed(SEED, part);
      const histogram = new Map<string, number>();
      const counts = { kills: 0, inFlight: 0, confirmed: 0 };
      const runs = Array.from({ length: LEDGERS }, (_, run) => lives(seed + run, run, histogram, counts));
      await Promise.all(runs);
      const table = [...histogram].map(([point, kills]) => `${point} ${kills}`).sort();
      console.log(
        `seed ${seed}: ${counts.kills} kills, ${counts.inFlight} in flight, ${counts.confirmed} confirmed; ${table.join(', ')}`,
      );
      for (const point of Object.keys(POINTS)) expect(histogram.get(point) ?? 0, point).toBeGreaterThan(0);
      expect(counts.inFlight / counts.kills).toBeGreaterThan(0.5);
      expect(counts.confirmed).toBeGreaterThan(counts.kills);
      const ids = ['FAIL-3', 'ORD-2'] as const;
      const how = 'SIGKILL of a process with the ledger alone, at its named points and at random';
      shown({ ids: [...ids], row: 1, how, runs: counts.kills, part: search.named(part) });
      const snapshots = histogram.get('snapshotting') ?? 0;
      const inSnapshot = 'SIGKILL in a snapshot';
      shown({ ids: [...ids], row: 13, how: inSnapshot, runs: snapshots, part: search.named(part) });
      search.finish(part);
    },
  );
});

/** One ledger that is killed again and again, each life going on from what the last one left. */
async function lives(
  seed: number,
  run: number,
  histogram: Map<string, number>,
  counts: { kills: number; inFlight: number; confirmed: number },
): Promise<void> {
  const random = seededRandom(seed);
  const place = makePlace();
  // A first life in peace, for the object that all the others move.
  const first = await runWriter({ place, mode: 'serial', count: 1 });
  const confirmed = new Set<number>(first.confirmed);
  expect(confirmed.size).toBe(1);
  const targets = Object.keys(POINTS).filter((_, index) => index % LEDGERS === run);
  const deaths = [...targets, ...Array.from({ length: RANDOM_KILLS }, () => null)];
  while (deaths.length > 0) {
    const [target = null] = deaths.splice(random(deaths.length), 1);
    // Nothing is there to recover before somebody has died.
    if (target === 'recovering' && confirmed.size === 1) {
      deaths.push(target);
      continue;
    }
    const pointsFile = path.join(place.root, 'point');
    const writer = await runWriter({
      place,
      mode: 'stream',
      count: INTENTS,
      hooks: ['points'],
      environment: {
        POINTS_FILE: pointsFile,
        KILL_AT: target === null ? '' : `${target}:${1 + random(POINTS[target] ?? 1)}`,
      },
      ...(target === null ? { killAfterMs: random(RANDOM_KILL_MS) } : {}),
    });
    expect(writer.errors).toBe('');
    expect(writer.signal).toBe('SIGKILL');
    // Killed on purpose, it was there, whatever its other thread still wrote; killed at random, it was where it wrote last.
    const point = target ?? fs.readFileSync(pointsFile, 'utf8').trim();
    histogram.set(point, (histogram.get(point) ?? 0) + 1);
    counts.kills += 1;
    counts.confirmed += writer.confirmed.length;
    for (const n of writer.confirmed) {
      expect(confirmed.has(n), `number ${n} was confirmed twice`).toBe(false);
      confirmed.add(n);
    }
    if ((await inspect(place, confirmed)) > 0) counts.inFlight += 1;
  }
  fs.rmSync(place.root, { recursive: true });
}

/** Looks at a copy of what was left, so that the next life finds it as it is. @returns intents that were in flight */
async function inspect(place: Place, confirmed: ReadonlySet<number>): Promise<number> {
  const copy = copyOf(place);
  const { ledger, listener } = await open(copy);
  expect(ledger.problem).toBeNull();
  const inFlight = ledger.state.open.size;
  const leasedTo = ledger.state.leasedTo;
  const records = await ledger.readRange(1, Number.MAX_SAFE_INTEGER);
  expect(records.map(({ position }) => position)).toEqual(records.map((_, index) => index + 1));
  checkReplay(ledger.state, records, confirmed);
  const recovery = recoveryRecords(ledger.state);
  if (recovery.length > 0) {
    ledger.append(ledger.position + 1, recovery, true);
    await listener.durableTo(records.length + recovery.length);
  }
  checkOutcomes([...records.map(({ record }) => record), ...recovery], leasedTo);
  expect(await ledger.verifyAll()).toEqual({ records: records.length + recovery.length, problem: null });
  await ledger.close();
  fs.rmSync(path.dirname(copy.root), { recursive: true });
  return inFlight;
}

/** The replayed state, from the commits alone and without the fold: the author's intents are known by their number. */
function checkReplay(
  state: ReadonlyDurableState,
  records: readonly PositionedRecord[],
  confirmed: ReadonlySet<number>,
): void {
  const committed: number[] = [];
  let begun = 0;
  for (const { record } of records) {
    if (record.kind === 'begin') {
      expect(record.n, 'a number is used twice').toBeGreaterThan(begun);
      expect(record.intent).toEqual(intentOf(record.n));
      begun = record.n;
    }
    if (record.kind === 'commit') committed.push(record.n);
  }
  const durable = new Set(committed);
  for (const n of confirmed) expect(durable.has(n), `confirmed ${n} is lost`).toBe(true);
  for (const n of committed) expect(isAborted(n), `${n} was never to be committed`).toBe(false);
  expect(state.revision).toBe(committed.at(-1) ?? 0);
  const created = committed.filter((n) => intentOf(n).operations[0]?.op === 'create');
  expect(state.objects.size).toBe(created.length);
  const moved = committed.findLast((n) => intentOf(n).operations[0]?.op === 'set_transform');
  if (moved !== undefined) {
    const [operation] = intentOf(moved).operations;
    if (operation?.op !== 'set_transform') throw new Error('the author moves nothing');
    expect(state.objects.get(operation.id)?.transform).toEqual(operation.transform);
  }
}

/** ORD-2: after recovery, what became of every number from 1 to the highest leased is in the log, once. */
function checkOutcomes(records: readonly PositionedRecord['record'][], leasedTo: number): void {
  const outcomes = new Map<number, string>();
  const end = (n: number, outcome: string): void => {
    expect(outcomes.get(n), `${n} ends twice`).toBeUndefined();
    outcomes.set(n, outcome);
  };
  for (const record of records) {
    if (record.kind === 'commit' || record.kind === 'abort') end(record.n, record.kind);
    else if (record.kind === 'void') for (let n = record.lo; n <= record.hi; n += 1) end(n, 'void');
  }
  for (let n = 1; n <= leasedTo; n += 1) expect(outcomes.has(n), `${n} has no outcome`).toBe(true);
  expect(outcomes.size).toBe(leasedTo);
}
