/** Whether a fault is found by the checker named for it, and the same run without it passes that checker. */
import { judge, sameUnderAnotherClock } from '../checkers/index.ts';
import type { Finding } from '../checkers/index.ts';
import type { Clock } from '../shell.ts';
import { runSpecial } from '../special.ts';
import { World } from '../world.ts';
import type { WorldOptions } from '../world.ts';
import type { Fault } from './faults.ts';

export interface Trial {
  readonly fault: Fault;
  /** The first seed on which the named checker found it; null when it found it on none. */
  readonly seed: number | null;
  readonly problem: string;
  /** Others that reported on that seed too. */
  readonly also: readonly string[];
  /** What the named checker says of the same seed without the fault: must be nothing. */
  readonly control: readonly string[];
}

/** Seeds that are tried for one fault; rare ones need a crash or a liar at the right moment. */
export const FAULT_SEEDS_MAX = 360;
/** Odd, so that a clock that decides anything shows. */
export const ANOTHER_CLOCK: Clock = { originMs: 77_777_777, rate: 1 };

export function tryFault(fault: Fault, steps: number, firstSeed = fault.from ?? 1): Trial {
  let also: readonly string[] = [];
  for (let seed = firstSeed; seed < firstSeed + FAULT_SEEDS_MAX; seed += 1) {
    const found = findingsOf(fault, { seed, steps, ...faultOptions(fault) });
    also = [...new Set(found.map(({ guarantee }) => guarantee))].filter(
      (guarantee) => guarantee !== fault.caughtBy,
    );
    const named = found.find(({ guarantee }) => guarantee === fault.caughtBy);
    if (named === undefined) continue;
    const control = findingsOf(fault, { seed, steps })
      .filter(({ guarantee }) => guarantee === fault.caughtBy)
      .map(({ problem }) => problem);
    return { fault, seed, problem: named.problem, also, control };
  }
  return { fault, seed: null, problem: '', also, control: [] };
}

function faultOptions(fault: Fault): Partial<WorldOptions> {
  return {
    ...(fault.createCore === undefined ? {} : { createCore: fault.createCore }),
    ...(fault.ledgerTellsEarly === undefined ? {} : { ledgerTellsEarly: fault.ledgerTellsEarly }),
  };
}

function findingsOf(fault: Fault, options: WorldOptions): Finding[] {
  if (fault.special !== undefined) return [...runSpecial(fault.special, options.seed, options).findings];
  const history = new World(options).run();
  if (fault.comparesClocks !== true) {
    // Most seeds show nothing of a fault: what all the others say is asked only where the named one has found it.
    const { findings } = judge(history, new Set([fault.caughtBy]));
    return findings.length === 0 ? [] : judge(history).findings;
  }
  const other = new World({ ...options, clock: ANOTHER_CLOCK }).run();
  return [...sameUnderAnotherClock(history, other)].map((problem) => ({ guarantee: 'TIME-1', problem }));
}
