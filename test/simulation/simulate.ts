/** One seed, run and judged: by all that the checkers know, and once more by what clients saw alone. */
import { brokenRules } from '../faults/model/history-rules.ts';
import { seenInSimulation } from '../faults/model/seen.ts';
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

/** Judged by code that shares nothing with what it judges, nor with the checkers. */
export const BY_CLIENTS = {
  guarantee: 'ORD-2, ORD-3, ORD-4, DUR-1 by what clients saw',
  how: 'what clients saw in simulated runs, against a replay of the log by number',
} as const;
/** Findings of a run that are kept. */
const FINDINGS_MAX = 5;

export function simulate(options: WorldOptions): Outcome {
  const history = new World(options).run();
  const { findings, facts } = judge(history);
  const { guarantee } = BY_CLIENTS;
  const broken = brokenRules(seenInSimulation(history)).slice(0, FINDINGS_MAX);
  findings.push(...broken.map(({ rule, what }) => ({ guarantee, problem: `rule ${rule}: ${what}` })));
  return { seed: options.seed, steps: options.steps, findings, coverage: coverageOf(facts), history };
}
