/** From figures to the rows of the table, with what binds where a bar is missed. Pure. */
import { GOALS } from './goals.ts';
import type { References } from './references.ts';
import type { ReplayFigures } from './replay.ts';
import type { StartUpFigures } from './start-up.ts';
import type { SyncFigures } from './syncs.ts';
import { figure } from './table.ts';
import type { Row } from './table.ts';
import { LARGE_OPERATIONS, OUTSTANDING, STEADY_PER_SECOND } from './under-load.ts';
import type { Figures, Repeated } from './under-load.ts';
import type { Cost } from './rig.ts';
import type { PhaseResult } from './load-process.ts';
import { Histogram, median } from './statistics.ts';
import type { Logged } from './inspect.ts';

export function rowsUnderLoad(figures: Figures, references: References): Row[] {
  const { applyMs } = figures;
  const { one, large } = figures.logged;
  const ones = compare(
    figures.ones,
    ({ perSecond }) => perSecond,
    (each) => ceilingOf(each, applyMs),
  );
  const larges = compare(
    figures.larges,
    ({ perSecond }) => perSecond * LARGE_OPERATIONS,
    ({ rowsPerSecond }) => rowsPerSecond[512],
  );
  const singles = compare(
    figures.singles,
    ({ latency }) => Histogram.of(latency).quantile(0.5),
    ({ commitMs, roundTripMs }) => 2 * roundTripMs + commitMs,
  );
  return [
    {
      name: `durable intents/s, ${OUTSTANDING} outstanding`,
      measured: `${figure(ones.measured)}/s`,
      reference: `ceiling 1/(W + apply) ${figure(ones.reference)}/s`,
      ratio: ones.ratio,
      bar: GOALS.intentsPerSecond.bar,
      goal: null,
      notes: [
        groupsNote(one),
        costNote(figures.ones.cost),
        `goal ≥ 1.0 G(512): it is ${figure(ones.measured / references.rowsPerSecond[512])} of ${figure(references.rowsPerSecond[512])}/s`,
      ],
    },
    {
      name: `durable operations/s, ${LARGE_OPERATIONS} an intent`,
      measured: `${figure(larges.measured)}/s`,
      reference: `G(512) ${figure(larges.reference)}/s`,
      ratio: larges.ratio,
      ...GOALS.operationsPerSecond,
      notes: [groupsNote(large), costNote(figures.larges.cost)],
    },
    {
      name: 'one outstanding, p50',
      measured: `${figure(singles.measured)} ms`,
      reference: `2W + S1 ${figure(singles.reference)} ms`,
      ratio: singles.ratio,
      ...GOALS.oneOutstanding,
      notes: [costNote(figures.singles.cost)],
    },
    {
      name: `commit latency p99/p50, ${OUTSTANDING} outstanding, ${figures.loaded.seconds} s`,
      measured: `${figure(figures.loaded.p99Ms)} ms`,
      reference: `p50 ${figure(figures.loaded.p50Ms)} ms`,
      ratio: figures.loaded.p99Ms / figures.loaded.p50Ms,
      ...GOALS.latencySpread,
      notes: [],
    },
    {
      name: `commit latency p99/p50 at ${STEADY_PER_SECOND} intents/s`,
      measured: `${figure(figures.steady.p99Ms)} ms`,
      reference: `p50 ${figure(figures.steady.p50Ms)} ms`,
      ratio: figures.steady.p99Ms / figures.steady.p50Ms,
      ...GOALS.latencySpread,
      notes:
        figures.steady.perSecond < STEADY_PER_SECOND * 0.99
          ? [
              `only ${figure(figures.steady.perSecond)}/s were committed; ${figures.steady.skipped} were not submitted`,
            ]
          : [],
    },
    {
      name: `memory per 100,000 committed intents`,
      measured: `${figure(figures.memory.heapMb)} MB`,
      reference: 'heap after collection',
      ratio: Math.max(0, figures.memory.heapMb),
      ...GOALS.memory,
      notes: [
        `over ${figure(figures.memory.intents)} intents; the whole process grew by ${figure(figures.memory.residentMb)} MB per 100,000`,
      ],
    },
    {
      name: `main-loop delay p99 at ${STEADY_PER_SECOND} intents/s`,
      measured: `${figure(figures.loopDelay.p99Ms)} ms`,
      reference: 'absolute',
      ratio: figures.loopDelay.p99Ms,
      ...GOALS.loopDelay,
      notes: [`p50 ${figure(figures.loopDelay.p50Ms)} ms, longest ${figure(figures.loopDelay.maxMs)} ms`],
    },
    {
      name: 'healthy p99 while another adapter floods',
      measured: `${figure(figures.flood.floodedP99Ms)} ms`,
      reference: `quiet p99 ${figure(figures.flood.quietP99Ms)} ms`,
      ratio: figures.flood.floodedP99Ms / figures.flood.quietP99Ms,
      ...GOALS.flood,
      notes: [`${figure(figures.flood.framesPerSecond)} legal frames/s from a session of its own`],
    },
    {
      name: 'log bytes per intent of one operation',
      measured: `${figure(one.bytes / one.commits)} B`,
      reference: `64 operations: ${figure(large.bytes / large.commits)} B`,
      ratio: one.bytes / one.commits,
      ...GOALS.disk,
      notes: [
        `on disk for ${figure(figures.intentsOnDisk)} intents of both: ledger ${figure(figures.disk.ledger / 1e6)} MB, of that snapshots ${figure(figures.disk.snapshots / 1e6)} MB; derived history ${figure(figures.disk.history / 1e6)} MB`,
      ],
    },
  ];
}

/** The most that one number at a time can give: a round trip and the adapter's work for each. */
function ceilingOf({ roundTripMs }: References, applyMs: number): number {
  return 1_000 / (roundTripMs + applyMs);
}

/** Medians of both, and of the ratios of what was measured in the same moment. */
function compare(
  { pairs }: Repeated,
  measure: (result: PhaseResult) => number,
  refer: (references: References) => number,
): { readonly measured: number; readonly reference: number; readonly ratio: number } {
  return {
    measured: median(pairs.map(({ result }) => measure(result))),
    reference: median(pairs.map(({ references }) => refer(references))),
    ratio: median(pairs.map(({ result, references }) => measure(result) / refer(references))),
  };
}

/** What binds: where nobody is idle, it is the processors. */
function costNote({ hostMs, adapterMs, authorMs, ownShare, idleShare }: Cost): string {
  const others = Math.max(0, 1 - ownShare - idleShare);
  const share = (each: number): string => `${Math.round(each * 100)} %`;
  return (
    `processor time an intent: host ${figure(hostMs)} ms, each adapter ${figure(adapterMs)} ms, author ${figure(authorMs)} ms; ` +
    `processors ${share(ownShare)} ours, ${share(others)} others, ${share(idleShare)} idle`
  );
}

function groupsNote({ commits, groups, commitsAGroup: { p50, p95, max } }: Logged): string {
  return `${figure(commits)} commits in ${figure(groups)} groups; commits a group p50 ${p50}, p95 ${p95}, most ${max}`;
}

/** The accounts that make a run a result. */
export function accountsLine({ accounts: { host, committedByAuthor }, logged }: Figures): string {
  return (
    `${figure(committedByAuthor)} confirmed to the author = ${figure(logged.all.commits)} commits in the log; ` +
    `${figure(host.votes)} votes, ${figure(host.readBacks)} facets read back from the engines and compared; none failed`
  );
}

export function rowsOfReplay(figures: ReplayFigures): Row[] {
  const { records, smallRecords, foldMs, verifiedMs, readyMs, readySmallMs } = figures;
  const bothFull = smallRecords >= FULL_RECORDS;
  return [
    {
      name: `chain-verified replay of ${figure(records)} records`,
      measured: `${figure(verifiedMs)} ms`,
      reference: `plain fold ${figure(foldMs)} ms`,
      ratio: verifiedMs / foldMs,
      ...GOALS.verifiedReplay,
      notes: ['with the worker’s start and the state’s way to the main thread'],
    },
    {
      name: 'ready from a snapshot',
      measured: `${figure(readyMs)} ms`,
      reference: `plain fold ${figure(foldMs)} ms`,
      ratio: readyMs / foldMs,
      ...(records < BAR_RECORDS ? UNJUDGED : GOALS.ready),
      notes:
        records < BAR_RECORDS
          ? [
              `the bar, ≤ 0.1, is meant for ${figure(BAR_RECORDS)} records (--long): a fold grows with them, this does not`,
            ]
          : [],
    },
    {
      name: `ready(${figure(records)}) / ready(${figure(smallRecords)})`,
      measured: `${figure(readyMs)} ms`,
      reference: `${figure(readySmallMs)} ms`,
      ratio: readyMs / readySmallMs,
      ...GOALS.readyGrowth,
      notes: bothFull ? [] : ['the smaller one is not yet at the bounds of what a state remembers'],
    },
  ];
}

const BAR_RECORDS = 1_000_000;
const UNJUDGED = { bar: null, goal: null };
/** From here on the state holds as many outcomes as it ever keeps. */
const FULL_RECORDS = 40_000;

export function rowOfSyncs({ booked, bookedInAll, seen, seenOfHistory, intents }: SyncFigures): Row {
  const { groups, checkpoints, leases, flushes } = booked;
  return {
    name: 'syncs = groups + checkpoints + leases + flushes',
    measured: seen === null ? '–' : `${seen} seen by the kernel`,
    reference: `${groups} + ${checkpoints} + ${leases} + ${flushes} = ${bookedInAll}`,
    ratio: seen === null ? Number.NaN : seen / bookedInAll,
    ...GOALS.syncs,
    notes:
      seen === null
        ? ['strace is not installed: nobody counted but the ledger itself']
        : [`${figure(intents)} intents; besides, the derived history synced ${seenOfHistory} times`],
  };
}

export function rowOfStartUp({ applicationMs, emptyMs }: StartUpFigures): Row {
  return {
    name: 'start-up to first paint',
    measured: `${figure(applicationMs)} ms`,
    reference: `empty window ${figure(emptyMs)} ms`,
    ratio: applicationMs / emptyMs,
    ...GOALS.startUp,
    notes: [],
  };
}

/** A row that could not be measured, with the reason. */
export function rowNotMeasured(name: string, why: string): Row {
  return { name, measured: '–', reference: '–', ratio: Number.NaN, bar: null, goal: null, notes: [why] };
}
