/** From figures to the rows of the table, with what binds where a bar is missed. Pure. */
import { GOALS } from './goals.ts';
import type { References } from './references.ts';
import type { ReplayFigures } from './replay.ts';
import type { StartUpFigures } from './start-up.ts';
import type { SyncFigures } from './syncs.ts';
import { figure } from './table.ts';
import type { Row } from './table.ts';
import { LARGE_OPERATIONS, OUTSTANDING, STEADY_PER_SECOND } from './under-load.ts';
import type { Figures } from './under-load.ts';
import type { Logged } from './inspect.ts';

export function rowsUnderLoad(figures: Figures, references: References): Row[] {
  const { rowsPerSecond, commitMs, roundTripMs } = references;
  const ceiling = 1_000 / (roundTripMs + figures.applyMs);
  const floorMs = 2 * roundTripMs + commitMs;
  const { one, large } = figures.logged;
  return [
    {
      name: `durable intents/s, ${OUTSTANDING} outstanding`,
      measured: `${figure(figures.intentsPerSecond)}/s`,
      reference: `ceiling 1/(W + apply) ${figure(ceiling)}/s`,
      ratio: figures.intentsPerSecond / ceiling,
      bar: GOALS.intentsPerSecond.bar,
      goal: null,
      notes: [
        groupsNote(one),
        `goal ≥ 1.0 G(512): it is ${figure(figures.intentsPerSecond / rowsPerSecond[512])} of ${figure(rowsPerSecond[512])}/s`,
      ],
    },
    {
      name: `durable operations/s, ${LARGE_OPERATIONS} an intent`,
      measured: `${figure(figures.operationsPerSecond)}/s`,
      reference: `G(512) ${figure(rowsPerSecond[512])}/s`,
      ratio: figures.operationsPerSecond / rowsPerSecond[512],
      ...GOALS.operationsPerSecond,
      notes: [groupsNote(large)],
    },
    {
      name: 'one outstanding, p50',
      measured: `${figure(figures.oneOutstandingMs)} ms`,
      reference: `2W + S1 ${figure(floorMs)} ms`,
      ratio: figures.oneOutstandingMs / floorMs,
      ...GOALS.oneOutstanding,
      notes: [],
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
      ...GOALS.ready,
      notes: records < BAR_RECORDS ? [`the bar is meant for ${figure(BAR_RECORDS)} records (--long)`] : [],
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
