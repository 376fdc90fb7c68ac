/** One seed, run and judged. */
import { judge } from './checkers/index.ts';
import type { Finding } from './checkers/index.ts';
import { coverageOf } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import type { History } from './history.ts';
import { World } from './world.ts';
import type { WorldOptions } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly history: History;
}

export function simulate(options: WorldOptions): Outcome {
  const history = new World(options).run();
  const { findings, facts } = judge(history);
  return { seed: options.seed, steps: options.steps, findings, coverage: coverageOf(facts), history };
}
