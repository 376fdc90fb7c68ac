/** A thread that runs what it is given: a range of seeds, pairs of clocks, or faults. */
import { parentPort } from 'node:worker_threads';
import { sameUnderAnotherClock } from './checkers/index.ts';
import type { Finding } from './checkers/index.ts';
import { addCoverage, noCoverage } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import { FAULTS } from './faults/faults.ts';
import { ANOTHER_CLOCK, tryFault } from './faults/try-fault.ts';
import type { Clock } from './shell.ts';
import { referenceUs, threadUs } from './pace.ts';
import type { Pace } from './pace.ts';
import { simulate } from './simulate.ts';
import { metIn, runSpecial } from './special.ts';
import { World } from './world.ts';
import type { Special } from './world.ts';
import type { Trouble } from './mischief.ts';

export type Task =
  | {
      readonly kind: 'seeds';
      readonly from: number;
      readonly to: number;
      readonly steps: number;
      readonly without?: readonly Trouble[];
      /** Of the budget, that these seeds belong to. */
      readonly part?: number;
    }
  | { readonly kind: 'clocks'; readonly seed: number; readonly steps: number }
  | { readonly kind: 'special'; readonly special: Special; readonly seed: number }
  | { readonly kind: 'fault'; readonly index: number; readonly steps: number };

export interface Failure {
  readonly seed: number;
  readonly steps: number;
  readonly without?: readonly Trouble[];
  readonly findings: readonly Finding[];
}

export type TaskResult =
  | {
      readonly kind: 'seeds';
      readonly part: number | null;
      readonly seeds: number;
      readonly pace: Pace;
      readonly coverage: Coverage;
      readonly failures: readonly Failure[];
    }
  | { readonly kind: 'clocks'; readonly failures: readonly Failure[] }
  | {
      readonly kind: 'special';
      readonly special: Special;
      readonly seed: number;
      readonly findings: readonly Finding[];
      readonly met: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'fault';
      readonly name: string;
      readonly caughtBy: string;
      readonly seed: number | null;
      readonly problem: string;
      readonly also: readonly string[];
      readonly control: readonly string[];
    };

/** The core's clock at three times the pace, and every time-out with it. */
const FASTER_CLOCK: Clock = { originMs: 5, rate: 3 };
/** Waits of the disk have a pace of their own. */
const WITHOUT_LEDGER: ReadonlySet<Trouble> = new Set(['ledger']);

export function perform(task: Task): TaskResult {
  switch (task.kind) {
    case 'seeds': {
      const { steps, without = [] } = task;
      const coverage = noCoverage();
      const failures: Failure[] = [];
      const referencesUs = [referenceUs()];
      const beganUs = threadUs();
      for (let seed = task.from; seed <= task.to; seed += 1) {
        const { findings, coverage: met } = simulate({ seed, steps, without: new Set(without) });
        addCoverage(coverage, met);
        if (findings.length > 0) failures.push({ seed, steps, without, findings });
      }
      const seeds = task.to - task.from + 1;
      const pace = { steps: seeds * steps, stepsUs: threadUs() - beganUs, referencesUs };
      return { kind: 'seeds', part: task.part ?? null, seeds, pace, coverage, failures };
    }
    case 'clocks': {
      const { seed, steps } = task;
      const shifted = [
        ...sameUnderAnotherClock(
          new World({ seed, steps }).run(),
          new World({ seed, steps, clock: ANOTHER_CLOCK }).run(),
        ),
      ];
      const plain = new World({ seed, steps, without: WITHOUT_LEDGER }).run();
      const faster = new World({ seed, steps, without: WITHOUT_LEDGER, clock: FASTER_CLOCK }).run();
      const findings = [
        ...shifted.map((problem): Finding => ({ guarantee: 'TIME-1', problem })),
        ...[...sameUnderAnotherClock(plain, faster)].map((problem): Finding => ({
          guarantee: 'TIME-3',
          problem,
        })),
      ];
      return { kind: 'clocks', failures: findings.length === 0 ? [] : [{ seed, steps, findings }] };
    }
    case 'special': {
      const { special, seed } = task;
      const { findings, history } = runSpecial(special, seed);
      return { kind: 'special', special, seed, findings, met: metIn(special, history) };
    }
    case 'fault': {
      const fault = FAULTS[task.index];
      if (fault === undefined) throw new Error(`there is no fault ${task.index}`);
      const { seed, problem, also, control } = tryFault(fault, task.steps);
      return { kind: 'fault', name: fault.name, caughtBy: fault.caughtBy, seed, problem, also, control };
    }
  }
}

parentPort?.on('message', (task: Task) => parentPort?.postMessage(perform(task)));
