/** All that can happen between a person, an agent and two engines whose intents meet at one object. */
import { expect, test } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import { plansOf, wordsOf } from './plans.ts';
import { tell } from './report.ts';
import { search } from './search.ts';

const INTENTS = 3;
/** Five times what the largest of them comes to. */
const STATES_MAX = 20_000;

test.each(plansOf(INTENTS).map((plan) => [wordsOf(plan), plan] as const))(
  'ORD-2, ORD-3, ORD-4, ORD-5, AUTH-2, AUTH-3, AUTH-4, AUTH-5, DUR-1, FAIL-4: every order of %s at one object',
  (words, plan) => {
    const searched = search({ plan, createCore: createRealCore, isReduced: true, statesMax: STATES_MAX });
    tell(words, searched);
    expect(searched.frontier).toBe(0);
    expect(searched.terminals.size).toBeGreaterThan(0);
    shown({
      ids: ['ORD-2', 'ORD-3', 'ORD-4', 'ORD-5', 'AUTH-2', 'AUTH-3', 'AUTH-4', 'AUTH-5', 'DUR-1', 'FAIL-4'],
      how: 'three intents of four actors at one object, in every order: states of a complete search',
      runs: searched.states,
    });
  },
);
