/** Makes a failing run smaller: fewer steps, fewer kinds of trouble, the same guarantee broken. */
import { simulate } from './simulate.ts';
import { TROUBLES } from './mischief.ts';
import type { Trouble } from './mischief.ts';

export interface Shrunk {
  readonly seed: number;
  readonly steps: number;
  readonly without: readonly Trouble[];
  readonly guarantee: string;
  readonly problem: string;
}

/** Null where the run does not fail at all. Tries each smaller run once; a few dozen runs. */
export function shrink(seed: number, steps: number): Shrunk | null {
  const first = simulate({ seed, steps }).findings[0];
  if (first === undefined) return null;
  const { guarantee } = first;
  let best: Shrunk = { seed, steps, without: [], guarantee, problem: first.problem };
  const attempt = (candidate: { steps: number; without: readonly Trouble[] }): boolean => {
    const found = simulate({ seed, steps: candidate.steps, without: new Set(candidate.without) }).findings;
    const same = found.find((finding) => finding.guarantee === guarantee);
    if (same !== undefined) best = { seed, ...candidate, guarantee, problem: same.problem };
    return same !== undefined;
  };
  for (const trouble of TROUBLES) attempt({ steps: best.steps, without: [...best.without, trouble] });
  for (let cut = best.steps / 2; cut >= 1; cut /= 2) {
    while (best.steps > cut && attempt({ steps: Math.floor(best.steps - cut), without: best.without }));
  }
  return best;
}
