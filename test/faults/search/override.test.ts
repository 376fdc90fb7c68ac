/** The override at every moment of what goes on between a person, an agent and two engines (R28). */
import { expect, test } from 'vitest';
import { budget, shown } from '#test/evidence/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import type { Budget } from '#test/evidence/budget.ts';
import { NOBODY } from './plan.ts';
import type { Plan } from './plan.ts';
import { plansOf, withoutTwins, wordsOf } from './plans.ts';
import { tell } from './report.ts';
import { search } from './search.ts';
import type { Searched } from './search.ts';
import { PHASES } from './world.ts';
import type { Phase } from './world.ts';

/** Five times what the largest of them comes to. */
const STATES_MAX = 40_000;

/** Without the override, `three-intents.test.ts` goes through every one of them in every run. */
const SHORT_PLANS = withoutTwins(plansOf(2));
/** The long form goes on with those that say the same of a twin. */
const PLANS = [
  ...SHORT_PLANS,
  ...plansOf(2).filter((plan) => !SHORT_PLANS.map(wordsOf).includes(wordsOf(plan))),
];

const halts = budget('search-override-halt', SHORT_PLANS.length, PLANS.length);
const forces = budget('search-override-force', SHORT_PLANS.length, PLANS.length);

/** The plans of a search's parts, in words, and which of them it is. */
function planned(search: Budget): (readonly [words: string, part: number, plan: Plan])[] {
  return search.parts.map((part) => [wordsOf(PLANS[part] ?? NOBODY), part, PLANS[part] ?? NOBODY]);
}

const presses = new Map<Phase, number>();

function count(words: string, searched: Searched): number {
  tell(words, searched);
  expect(searched.frontier).toBe(0);
  for (const [phase, times] of searched.presses) presses.set(phase, (presses.get(phase) ?? 0) + times);
  return searched.states;
}

/** @returns the states of a complete search */
function searchAll(plan: Plan): number {
  const options = { createCore: createRealCore, isReduced: true, statesMax: STATES_MAX };
  return count(wordsOf(plan), search({ plan, ...options }));
}

test.each(planned(halts))(
  'AUTH-1, ORD-2, FAIL-4: a halt and its end at every moment of %s at one object',
  (_words, part, plan) => {
    const runs = searchAll({ ...plan, halt: 1 });
    const how =
      'a halt and its end at every moment of two intents of four actors: states of a complete search';
    shown({ ids: ['AUTH-1', 'ORD-2', 'FAIL-4'], how, runs, part: halts.named(part) });
    halts.finish(part);
  },
);

test.each(planned(forces))(
  'AUTH-1, ORD-2, ORD-3: a forced change at every moment of %s at one object',
  (_words, part, plan) => {
    const runs = searchAll({ ...plan, force: 1 });
    const how = 'a forced change at every moment of two intents of four actors: states of a complete search';
    shown({ ids: ['AUTH-1', 'ORD-2', 'ORD-3'], how, runs, part: forces.named(part) });
    forces.finish(part);
  },
);

test('AUTH-1: a halt meets an intent in each phase of its life, also while the word of the disk is late', () => {
  // Once with nothing left out, so that the halt comes between what engines read as well, and once with a slow disk.
  // What two intents are needed for was met above, or else is met again: this test looks at all of this file.
  const missed = SHORT_PLANS.filter((_, part) => !halts.parts.includes(part));
  for (const each of missed) searchAll({ ...each, halt: 1 });
  const plan = { ...NOBODY, person: 1, halt: 1 };
  for (const isDiskLate of [false, true]) {
    const options = { plan, createCore: createRealCore, statesMax: STATES_MAX, isDiskLate };
    count(wordsOf(plan), search({ ...options, isReduced: isDiskLate }));
  }
  console.log(PHASES.map((phase) => `${phase}: ${presses.get(phase) ?? 0}`).join('\n'));
  expect(PHASES.filter((phase) => !presses.has(phase))).toEqual([]);
  shown({
    ids: ['AUTH-1'],
    how: `the override pressed in each of the ${PHASES.length} phases of an intent`,
    runs: [...presses.values()].reduce((sum, times) => sum + times, 0),
  });
});
