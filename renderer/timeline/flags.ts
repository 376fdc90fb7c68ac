/** Where the flags of named versions stand. A version stands at the end of its number's slot. */
import type { Checkpoint } from '#app/ledger/index.ts';
import { xOf } from './view.ts';
import type { Frame } from './view.ts';

/** So near to a flag the playhead goes to it. */
const REACH_PX = 6;

export interface Flag {
  readonly checkpoint: Checkpoint;
  readonly x: number;
}

/** Those in view, from left to right. */
export function flagsIn(frame: Frame, checkpoints: readonly Checkpoint[]): Flag[] {
  return checkpoints
    .map((checkpoint) => ({ checkpoint, x: xOf(frame, checkpoint.revision + 1) }))
    .filter(({ x }) => x >= 0 && x <= frame.widthPx)
    .sort((a, b) => a.x - b.x);
}

/** The one that lies nearest, within reach. */
export function flagAt(frame: Frame, checkpoints: readonly Checkpoint[], x: number): Flag | undefined {
  let nearest: Flag | undefined;
  for (const flag of flagsIn(frame, checkpoints)) {
    const distance = Math.abs(flag.x - x);
    if (distance <= REACH_PX && (nearest === undefined || distance < Math.abs(nearest.x - x))) nearest = flag;
  }
  return nearest;
}

/** @param from a version @returns the nearest named one before or after it */
export function neighbourFlag(
  checkpoints: readonly Checkpoint[],
  from: number,
  step: 1 | -1,
): Checkpoint | undefined {
  return checkpoints
    .filter(({ revision }) => (step > 0 ? revision > from : revision < from))
    .sort((a, b) => (a.revision - b.revision) * step)[0];
}
