/** The override at every moment of what goes on between a person, an agent and two engines (R28). */
import { expect, test } from 'vitest';
import { isLong, shown } from '#test/evidence/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import { NOBODY } from './plan.ts';
import { plansOf, withoutTwins, wordsOf } from './plans.ts';
import { tell } from './report.ts';
import { search } from './search.ts';
import type { Searched } from './search.ts';
import { PHASES } from './world.ts';
import type { Phase } from './world.ts';

/** Five times what the largest of them comes to. */
const STATES_MAX = 40_000;

/** Without the override, `three-intents.test.ts` goes through every one of them in every run. */
const PLANS = isLong() ? plansOf(2) : withoutTwins(plansOf(2));

const presses = new Map<Phase, number>();

function count(words: string, searched: Searched): void {
  tell(words, searched);
  expect(searched.frontier).toBe(0);
  for (const [phase, times] of searched.presses) presses.set(phase, (presses.get(phase) ?? 0) + times);
}

test.each(PLANS.map((plan) => [wordsOf(plan), { ...plan, halt: 1 }] as const))(
  'AUTH-1, ORD-2, FAIL-4: a halt and its end at every moment of %s at one object',
  (words, plan) => {
    const searched = search({ plan, createCore: createRealCore, isReduced: true, statesMax: STATES_MAX });
    count(words, searched);
    shown({
      ids: ['AUTH-1', 'ORD-2', 'FAIL-4'],
      how: 'a halt and its end at every moment of two intents of four actors: states of a complete search',
      runs: searched.states,
    });
  },
);

test.each(PLANS.map((plan) => [wordsOf(plan), { ...plan, force: 1 }] as const))(
  'AUTH-1, ORD-2, ORD-3: a forced change at every moment of %s at one object',
  (words, plan) => {
    const searched = search({ plan, createCore: createRealCore, isReduced: true, statesMax: STATES_MAX });
    count(words, searched);
    shown({
      ids: ['AUTH-1', 'ORD-2', 'ORD-3'],
      how: 'a forced change at every moment of two intents of four actors: states of a complete search',
      runs: searched.states,
    });
  },
);

test('AUTH-1: a halt meets an intent in each phase of its life, also while the word of the disk is late', () => {
  // Once with nothing left out, so that the halt comes between what engines read as well, and once with a slow disk.
  // What two intents are needed for was met above: this test looks at all of this file.
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
