/**
 * How fast the simulation runs: a million steps in less than two minutes. On a clock that would say what else the
 * machine does, so it is judged by the processor time of the threads themselves, and against a fixed piece of work that
 * each of them does in between: a machine of half the pace needs twice the time for both.
 */
import { contentHash } from '#app/scene/index.ts';

/** Two thousand seeds of 500 steps; fewer are held against their share of it. */
export const PROMISED_STEPS = 1_000_000;
/** Of one thread; two of them are through in half of it. */
export const PROMISED_S = 120;
/** Of all threads, for all that the suite does beside its seeds too: less than two minutes of two quiet cores. */
export const SUITE_S = 220;
/** What the piece of work takes a processor for which the promise is made: a server’s of 2020 or later. */
const REFERENCE_US = 10_000;
/** Below so many steps warming up is too much of it. */
const JUDGED_FROM_STEPS = 250_000;

export interface Pace {
  readonly steps: number;
  /** Processor time of the steps. */
  readonly stepsUs: number;
  /** Of the piece of work, each time that it was done. */
  readonly referencesUs: readonly number[];
}

/** Processor time that this thread has used, in microseconds. */
export function threadUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** The piece of work: what the orchestrator does most, hashing and copying, of made-up objects. */
export function referenceUs(): number {
  const beganUs = threadUs();
  let objects = new Map<string, { readonly id: string; readonly at: readonly number[] }>();
  let digits = 0;
  for (let turn = 0; turn < REFERENCE_TURNS; turn += 1) {
    const id = `object ${turn % 200}`;
    objects = new Map(objects).set(id, { id, at: [turn, turn / 2, turn / 4] });
    digits += contentHash([...objects.values()].slice(-8)).length;
  }
  if (digits !== 64 * REFERENCE_TURNS) throw new Error('a hash has 64 digits');
  return threadUs() - beganUs;
}
const REFERENCE_TURNS = 400;

/**
 * Seconds of processor time that the promised number of steps would take on the machine of the promise; null where there
 * were too few of them to tell.
 */
export function promisedStepsS(pace: Pace): number | null {
  if (pace.steps < JUDGED_FROM_STEPS) return null;
  return onPromisedS((pace.stepsUs / pace.steps) * PROMISED_STEPS, pace.referencesUs);
}

/**
 * Seconds of processor time that this much would be on the machine of the promise: what else the machine does counts for
 * nothing. Null where the piece of work was never done.
 */
export function onPromisedS(us: number, referencesUs: readonly number[]): number | null {
  const sorted = [...referencesUs].sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)];
  return median === undefined ? null : (us * (REFERENCE_US / median)) / 1_000_000;
}
