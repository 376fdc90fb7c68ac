/** Goes through the legal crash states of a recording, in two threads. */
import path from 'node:path';
import { crashStates } from './crash-states.ts';
import type { Loss } from './crash-states.ts';
import { RecordedDisk } from './recorded-disk.ts';
import { changesOf } from './recording.ts';
import type { Recording } from './recording.ts';
import { inThread } from './threads.ts';

/** What a thread goes through. */
export interface Share {
  readonly recording: Recording;
  /** A folder of its own, best in memory. */
  readonly root: string;
  /** The moments after these changes. */
  readonly from: number;
  readonly to: number;
  /** Each so many-th state. */
  readonly stride: number;
}

export interface Tally {
  /** Distinct ones. */
  states: number;
  lost: number;
  wrong: number;
}

export interface Explored {
  readonly hashes: readonly string[];
  readonly tally: Readonly<Record<Loss, Tally>>;
  /** Of what is not as it should be. */
  readonly examples: readonly string[];
}

export interface Summary {
  readonly possible: number;
  readonly distinct: number;
  readonly tally: Readonly<Record<Loss, Tally>>;
  readonly lost: number;
  readonly wrong: number;
  readonly examples: readonly string[];
}

export const EMPTY_TALLY: Readonly<Tally> = { states: 0, lost: 0, wrong: 0 };

/** @param wanted about so many states at most, spread evenly over all */
export async function explore(
  recording: Recording,
  root: string,
  wanted = Number.POSITIVE_INFINITY,
): Promise<Summary> {
  const ends = endsOf(recording);
  const possible = ends.at(-1) ?? 0;
  const half = ends.findIndex((end) => end >= possible / 2) + 1;
  const stride = Math.max(1, Math.floor(possible / wanted));
  const shares = [
    { from: 0, to: half },
    { from: half, to: ends.length },
  ];
  const parts = await Promise.all(
    shares.map((share, index) => {
      const own: Share = { ...share, recording, root: path.join(root, `thread-${index}`), stride };
      return inThread<Explored>('./explorer-worker.ts', own);
    }),
  );
  const tally = {
    lost: sumOf(parts, 'lost'),
    torn: sumOf(parts, 'torn'),
    reordered: sumOf(parts, 'reordered'),
  };
  const all = Object.values(tally);
  return {
    possible,
    distinct: new Set(parts.flatMap(({ hashes }) => hashes)).size,
    tally,
    lost: all.reduce((sum, { lost }) => sum + lost, 0),
    wrong: all.reduce((sum, { wrong }) => sum + wrong, 0),
    examples: parts.flatMap(({ examples }) => examples),
  };
}

/** How many states there are up to and with each change. */
function endsOf(recording: Recording): number[] {
  const disk = new RecordedDisk();
  let sum = 0;
  return changesOf(recording).map((change) => {
    disk.take(change);
    const states = crashStates(disk);
    while (states.next().done !== true) sum += 1;
    return sum;
  });
}

function sumOf(parts: readonly Explored[], loss: Loss): Tally {
  const sum = { ...EMPTY_TALLY };
  for (const { tally } of parts) {
    sum.states += tally[loss].states;
    sum.lost += tally[loss].lost;
    sum.wrong += tally[loss].wrong;
  }
  return sum;
}
