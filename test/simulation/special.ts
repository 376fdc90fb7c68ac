/**
 * Runs of their own for what the usual ones are too short for, or must not meet: an engine that holds all others up for as long
 * as it may, and a disk that lost the end of what was confirmed.
 */
import { spellsOf } from './checkers/budgets.ts';
import { Facts, judge } from './checkers/index.ts';
import type { Finding } from './checkers/index.ts';
import { proofsIn } from './checkers/losses.ts';
import type { Fault } from './faults/faults.ts';
import type { History } from './history.ts';
import { TROUBLES } from './mischief.ts';
import type { Trouble } from './mischief.ts';
import type { Special, WorldOptions } from './world.ts';
import { World } from './world.ts';

interface SpecialRun {
  readonly runs: number;
  /** What they have to have met, and how often at least in all of them together. */
  readonly floors: Readonly<Record<string, number>>;
  readonly steps: number;
  /** Trouble that they have beside their own. */
  readonly with: readonly Trouble[];
  /** Checkers that judge them; all where nobody is named. */
  readonly named?: readonly string[];
}

export const SPECIAL_RUNS: Readonly<Record<Special, SpecialRun>> = {
  hog: {
    runs: 24,
    floors: { 'busy and waited for': 12, 'hanging and waited for': 12 },
    steps: 2_500,
    with: [],
  },
  // What was confirmed is gone: who looks for it finds that, and rightly.
  loss: {
    runs: 40,
    floors: { 'losses proven': 5, 'losses accepted': 5 },
    steps: 1_200,
    with: ['network', 'engine', 'restart', 'liar', 'agents', 'edits', 'clicks'],
    named: ['R7', 'INVARIANTS'],
  },
};

export function runSpecial(
  special: Special,
  seed: number,
  fault: Pick<Fault, 'createCore'> = {},
): { readonly findings: readonly Finding[]; readonly history: History } {
  const { steps, with: kept, named } = SPECIAL_RUNS[special];
  const options: WorldOptions = {
    seed,
    steps,
    special,
    without: new Set(TROUBLES.filter((trouble) => !kept.includes(trouble))),
    ...(fault.createCore === undefined ? {} : { createCore: fault.createCore }),
  };
  const history = new World(options).run();
  const { findings } = judge(history, named === undefined ? undefined : new Set(named));
  return { findings, history };
}

/** How often a run met what its floors ask for. */
export function metIn(special: Special, history: History): Readonly<Record<string, number>> {
  const facts = new Facts(history);
  if (special === 'hog') {
    const spells = spellsOf(facts);
    return {
      'busy and waited for': spells.filter(({ kind }) => kind === 'busy').length,
      'hanging and waited for': spells.filter(({ kind }) => kind === 'hung').length,
    };
  }
  return { 'losses proven': proofsIn(facts), 'losses accepted': facts.records('epoch').length };
}
