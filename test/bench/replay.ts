/** Replay and readiness: how long a start takes, from the whole log and from a snapshot. */
import fs from 'node:fs';
import path from 'node:path';
import { BenchProcess } from './processes.ts';
import type { Replayed } from './replay-process.ts';
import type { Seed, SeedOptions } from './seed.ts';
import { median } from './statistics.ts';

const REPLAY_WITHIN_MS = 300_000;

export interface ReplayFigures {
  readonly records: number;
  readonly smallRecords: number;
  readonly foldMs: number;
  readonly verifiedMs: number;
  readonly readyMs: number;
  readonly readySmallMs: number;
}

export interface ReplayOptions {
  readonly folder: string;
  /** A seed that was closed in order; the smaller of the two starts. */
  readonly small: { readonly userData: string; readonly seed: Seed };
  readonly intents: number;
  readonly objects: number;
  readonly repetitions: number;
}

export async function measureReplay(options: ReplayOptions): Promise<ReplayFigures> {
  const { folder, small, intents, objects, repetitions } = options;
  const whole = path.join(folder, 'whole');
  const closed = path.join(folder, 'closed');
  await seed({ userData: whole, intents, objects, plain: true, snapshot: false });
  fs.cpSync(whole, closed, { recursive: true });
  await once('settle', { userData: closed }, true);

  const fold: number[] = [];
  const verified: number[] = [];
  const ready: number[] = [];
  const readySmall: number[] = [];
  let found: Replayed | null = null;
  for (let i = 0; i < repetitions; i += 1) {
    const plain = await once<Replayed>('plain', { userData: whole });
    const replayed = await once<Replayed>('open', { userData: whole });
    const fromSnapshot = await once<Replayed>('open', { userData: closed });
    for (const each of [replayed, fromSnapshot]) {
      if (
        each.position !== plain.position ||
        each.revision !== plain.revision ||
        each.objects !== plain.objects
      )
        throw new Error(`two replays of one log differ: ${JSON.stringify([plain, each])}`);
    }
    fold.push(plain.ms);
    verified.push(replayed.ms);
    ready.push(fromSnapshot.ms);
    readySmall.push((await once<Replayed>('open', { userData: small.userData })).ms);
    found = plain;
  }
  return {
    records: found?.position ?? 0,
    smallRecords: small.seed.records,
    foldMs: median(fold),
    verifiedMs: median(verified),
    readyMs: median(ready),
    readySmallMs: median(readySmall),
  };
}

export function seed(options: SeedOptions): Promise<Seed> {
  return once('seed', options, true);
}

/** Asks a process that is new, and ends it: in order, or so that it leaves everything as it found it. */
async function once<Answer>(what: string, detail: unknown, inOrder = false): Promise<Answer> {
  const one = new BenchProcess('replay-process.ts');
  try {
    return await one.ask<Answer>(what, detail, REPLAY_WITHIN_MS);
  } finally {
    await (inOrder ? one.end() : one.kill());
  }
}
