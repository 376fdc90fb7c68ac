/** Everything that is measured on one running system: throughput, latency, delay, memory, and a flood beside it. */
import type { HostCounts } from './host-process.ts';
import { inspectLog, diskBytes } from './inspect.ts';
import type { DiskBytes, Logged, Range } from './inspect.ts';
import type { PhaseResult } from './load-process.ts';
import { Rig } from './rig.ts';
import type { Accounts, Cost } from './rig.ts';
import type { ReferenceMeter, References } from './references.ts';
import type { Seed } from './seed.ts';
import { Histogram, median } from './statistics.ts';

export const OUTSTANDING = 512;
export const LARGE_OPERATIONS = 64;
/** So many intents of 64 operations at a time: as many operations on their way as the ledger's groups could take. */
export const LARGE_OUTSTANDING = 32;
export const STEADY_PER_SECOND = 1_000;
const FLOOD_RATE_PER_SECOND = 250;
/** Just below what revokes a session. */
const FLOOD_FRAMES_PER_SECOND = 1_800;
const FLOOD_IDS = 50;
const REFERENCE_MS = 350;
const WARM_MS = 800;
/** A state remembers 20,000 outcomes: what it holds after fewer commits than these is still growing to its bound. */
const TURNOVER_INTENTS = 20_500;
const TURNOVER_PHASES_MAX = 12;

/** One repetition, and the references measured right before it. */
export interface Pair {
  readonly result: PhaseResult;
  readonly references: References;
}

export interface Repeated {
  readonly pairs: readonly Pair[];
  readonly cost: Cost;
}

export interface Figures {
  readonly ones: Repeated;
  readonly singles: Repeated;
  readonly larges: Repeated;
  readonly loaded: { readonly p50Ms: number; readonly p99Ms: number; readonly seconds: number };
  readonly steady: {
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly perSecond: number;
    readonly skipped: number;
  };
  readonly loopDelay: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number };
  readonly flood: {
    readonly quietP99Ms: number;
    readonly floodedP99Ms: number;
    readonly framesPerSecond: number;
  };
  /** Growth of the main thread's heap after collection, and of the whole process, per 100,000 committed intents. */
  readonly memory: { readonly heapMb: number; readonly residentMb: number; readonly intents: number };
  /** What an adapter takes from a frame's arrival to its answer's departure. */
  readonly applyMs: number;
  readonly logged: { readonly one: Logged; readonly large: Logged; readonly all: Logged };
  readonly disk: DiskBytes;
  readonly intentsOnDisk: number;
  readonly accounts: Accounts;
}

export interface UnderLoadOptions {
  readonly folder: string;
  readonly userData: string;
  readonly seed: Seed;
  readonly objects: number;
  readonly repetitions: number;
  readonly phaseMs: number;
  readonly longMs: number;
  readonly meter: ReferenceMeter;
  readonly hostFlags: readonly string[];
  readonly progress: (what: string) => void;
}

export async function measureUnderLoad(options: UnderLoadOptions): Promise<Figures> {
  const { folder, userData, seed, objects, repetitions, phaseMs, longMs, meter, hostFlags, progress } =
    options;
  const rig = await Rig.start({ userData, seed, adapters: 2, objects, hostFlags });
  const position = (): Promise<number> => rig.host.ask<number>('position');
  const first = (await position()) + 1;
  const costs: Cost[] = [];
  const closed = async (operations: number, outstanding: number, ms: number): Promise<PhaseResult> => {
    const phase = { operations, outstanding, ratePerSecond: 0, warmMs: WARM_MS, measuredMs: ms };
    const { result, cost } = await rig.runCosted(phase);
    costs.push(cost);
    return result;
  };
  /** Each repetition beside references of the same moment. Costs are the last one's. */
  const repeated = async (operations: number, outstanding: number): Promise<Repeated> => {
    const pairs: Pair[] = [];
    for (let i = 0; i < repetitions; i += 1) {
      const references = await meter.sample(folder, REFERENCE_MS);
      pairs.push({ result: await closed(operations, outstanding, phaseMs), references });
    }
    return { pairs, cost: costs.at(-1) as Cost };
  };
  const paced = (ratePerSecond: number, ms: number): Promise<PhaseResult> =>
    rig.run({ operations: 1, outstanding: null, ratePerSecond, warmMs: 500, measuredMs: ms });

  progress(`one operation an intent, ${OUTSTANDING} outstanding`);
  const ones = await repeated(1, OUTSTANDING);
  const oneRange: Range = { from: first, to: await position() };
  const handling = Histogram.of((await rig.accounts()).adapters[0]?.handling ?? { buckets: [], maxMs: 0 });

  progress('one outstanding');
  const singles = await repeated(1, 1);
  progress(`latency under load, ${longMs / 1_000} s`);
  const loaded = await closed(1, OUTSTANDING, longMs);
  progress('until everything that a state remembers is of this run');
  for (let i = 0; i < TURNOVER_PHASES_MAX && (await committed(rig)) < TURNOVER_INTENTS; i += 1)
    await closed(1, OUTSTANDING, phaseMs);

  progress(`${STEADY_PER_SECOND} intents a second`);
  const before = await memory(rig);
  await rig.host.ask('delayStart');
  const steady = await paced(STEADY_PER_SECOND, longMs);
  const loopDelay = await rig.host.ask<Figures['loopDelay']>('delayStop');
  await closed(1, OUTSTANDING, longMs);
  const after = await memory(rig);

  progress('one adapter floods');
  const flood = await measureFlood(rig, repetitions, phaseMs, paced);

  progress(`${LARGE_OPERATIONS} operations an intent`);
  const largeFrom = (await position()) + 1;
  const larges = await repeated(LARGE_OPERATIONS, LARGE_OUTSTANDING);
  const last = await position();
  const accounts = await rig.accounts();
  await rig.end();

  const one = inspectLog(userData, oneRange);
  const all = inspectLog(userData, { from: first, to: last });
  checkAccounts(accounts, all);
  const latency = Histogram.of(loaded.latency);
  const steadyLatency = Histogram.of(steady.latency);
  const grown = after.counts.committed - before.counts.committed;
  const perHundredThousand = (bytes: number): number => (bytes / 1e6) * (100_000 / grown);
  return {
    ones,
    singles,
    larges,
    loaded: { p50Ms: latency.quantile(0.5), p99Ms: latency.quantile(0.99), seconds: loaded.seconds },
    steady: {
      p50Ms: steadyLatency.quantile(0.5),
      p99Ms: steadyLatency.quantile(0.99),
      perSecond: steady.perSecond,
      skipped: steady.skipped,
    },
    loopDelay,
    flood,
    memory: {
      heapMb: perHundredThousand(after.heap - before.heap),
      residentMb: perHundredThousand(after.resident - before.resident),
      intents: grown,
    },
    applyMs: handling.quantile(0.5),
    logged: { one, large: inspectLog(userData, { from: largeFrom, to: last }), all },
    disk: diskBytes(userData),
    intentsOnDisk: seed.revision + all.commits,
    accounts,
  };
}

async function committed(rig: Rig): Promise<number> {
  return (await rig.host.ask<HostCounts>('counts')).committed;
}

interface Memory {
  readonly heap: number;
  readonly resident: number;
  readonly counts: HostCounts;
}

async function memory(rig: Rig): Promise<Memory> {
  const usage = await rig.host.ask<NodeJS.MemoryUsage>('memory');
  const counts = await rig.host.ask<HostCounts>('counts');
  return { heap: usage.heapUsed + usage.external, resident: usage.rss, counts };
}

/** Quiet and flooded in turn, so that both saw the same machine. The flooder is a stranger: paired, never linked. */
async function measureFlood(
  rig: Rig,
  repetitions: number,
  phaseMs: number,
  paced: (ratePerSecond: number, ms: number) => Promise<PhaseResult>,
): Promise<Figures['flood']> {
  const flooder = await rig.connect('godot', false);
  const quiet: number[] = [];
  const flooded: number[] = [];
  let frames = 0;
  for (let i = 0; i < repetitions; i += 1) {
    quiet.push(Histogram.of((await paced(FLOOD_RATE_PER_SECOND, phaseMs)).latency).quantile(0.99));
    const startMs = performance.now();
    await flooder.ask('flood', { framesPerSecond: FLOOD_FRAMES_PER_SECOND, ids: FLOOD_IDS });
    flooded.push(Histogram.of((await paced(FLOOD_RATE_PER_SECOND, phaseMs)).latency).quantile(0.99));
    frames = (await flooder.ask<number>('calm')) / ((performance.now() - startMs) / 1_000);
  }
  await flooder.end();
  return { quietP99Ms: median(quiet), floodedP99Ms: median(flooded), framesPerSecond: frames };
}

/** A run in which anything was confirmed that is not in the log, or not read back and compared, is no result. */
function checkAccounts({ host, adapters, committedByAuthor }: Accounts, logged: Logged): void {
  const problems: string[] = [];
  const same = (what: string, a: number, b: number): void => {
    if (a !== b) problems.push(`${what}: ${a} and ${b}`);
  };
  same('committed by author and log', committedByAuthor, logged.commits);
  same('committed by core and log', host.committed, logged.commits);
  same('votes and commits × adapters', host.votes, logged.commits * adapters.length);
  same(
    'read-backs received and sent',
    host.readBacks,
    adapters.reduce((sum, each) => sum + each.readBacks, 0),
  );
  same('aborted', host.aborted + logged.aborts, 0);
  for (const adapter of adapters) {
    same('confirmed to an adapter and log', adapter.confirmed, logged.commits);
    same('taken back', adapter.compensated, 0);
  }
  if (problems.length > 0) throw new Error(`the accounts do not agree: ${problems.join('; ')}`);
}
