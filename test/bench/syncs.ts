/** R3: every sync of the ledger is booked once. What the ledger booked is compared with what the kernel saw. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Counters } from '#main/ledger/index.ts';
import { isSync, readSystemCalls } from '../ledger/system-calls.ts';
import { Rig } from './rig.ts';
import type { Seed } from './seed.ts';

const RUN_MS = 1_500;

export interface SyncFigures {
  readonly booked: Counters;
  /** groups + checkpoints + leases + flushes. */
  readonly bookedInAll: number;
  /** By the kernel, between the opening and the end, on the ledger's files and its receipt. Null without strace. */
  readonly seen: number | null;
  /** The derived history's own, which promises nothing. */
  readonly seenOfHistory: number;
  readonly intents: number;
}

export function hasStrace(): boolean {
  return spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;
}

/** A short run of its own, since tracing slows everything down. */
export async function measureSyncs(
  folder: string,
  userData: string,
  seed: Seed,
  objects: number,
): Promise<SyncFigures> {
  const trace = path.join(folder, 'trace');
  const strace = hasStrace();
  const under = strace
    ? ['strace', '-f', '-y', '--seccomp-bpf', '-e', 'trace=fsync,fdatasync,pwrite64', '-o', trace]
    : [];
  const rig = await Rig.start({ userData, seed, adapters: 2, objects, hostUnder: under });
  const result = await rig.run({
    operations: 1,
    outstanding: 8,
    ratePerSecond: 0,
    warmMs: 0,
    measuredMs: RUN_MS,
  });
  const { counters } = await rig.host.ask<{ counters: Counters }>('close');
  await rig.end();
  const booked = counters;
  const bookedInAll = booked.groups + booked.checkpoints + booked.leases + booked.flushes;
  const intents = result.committedInAll;
  if (!strace) return { booked, bookedInAll, seen: null, seenOfHistory: 0, intents };
  const calls = readSystemCalls(trace);
  const syncs = calls.filter(isSync);
  const ofLedger = syncs.filter(({ file }) => file.includes('/ledger/') || file.endsWith('.receipt'));
  return {
    booked,
    bookedInAll,
    seen: ofLedger.length - openingSyncs(calls),
    seenOfHistory: syncs.filter(({ file }) => file.includes('history.db')).length,
    intents,
  };
}

/** What the opening syncs before it counts: everything before the first write to the receipt, which ends it. */
function openingSyncs(calls: ReturnType<typeof readSystemCalls>): number {
  const end = calls.findIndex(({ call, file }) => call === 'pwrite64' && file.endsWith('.receipt'));
  return calls.slice(0, end).filter((call) => isSync(call) && call.file.includes('/ledger/')).length;
}
