/** Longer stories, of which each has its order but for a few surprises. */
import { describe, expect, test } from 'vitest';
import { budget, isLong, shown } from '#test/evidence/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import { NOBODY } from './plan.ts';
import type { Plan } from './plan.ts';
import { plansOf, wordsOf } from './plans.ts';
import { tell } from './report.ts';
import { search } from './search.ts';
import type { Bound } from './search.ts';

const IDS = ['ORD-2', 'ORD-3', 'ORD-4', 'ORD-5', 'AUTH-2', 'AUTH-4', 'DUR-1', 'FAIL-4'] as const;
const STATES_MAX = 1_000_000;
const PART_LIMIT_MS = 1_800_000;

/** In the short form: everybody once; everybody, and those with authority twice; and those two alone. */
const FOUR = { ...NOBODY, person: 1, agent: 1, blender: 1, unity: 1 };
const SIX = { ...NOBODY, person: 2, agent: 2, blender: 1, unity: 1 };
const SIX_OF_TWO = { ...NOBODY, person: 5, agent: 1 };

/**
 * Six intents with two interruptions at any moments are some hundred thousand states for each of 84 plans: too many. So six
 * have two departures from the rota, which are a part of those orders, or one interruption; and five have two interruptions.
 */
describe.each<[name: string, words: string, bound: Bound, short: Plan, long: readonly Plan[]]>([
  [
    'search-six-intents',
    'six intents, two departures from the rota',
    { of: 'departures', max: 2 },
    SIX,
    plansOf(6),
  ],
  [
    'search-five-intents',
    'four or five intents, two interruptions at any moments',
    { of: 'interruptions', max: 2 },
    FOUR,
    [...plansOf(4), ...plansOf(5)],
  ],
  [
    'search-six-one-interruption',
    'six intents, one interruption at any moment',
    { of: 'interruptions', max: 1 },
    SIX_OF_TWO,
    plansOf(6),
  ],
])('%s', (name, bounds, bound, short, long) => {
  const plans = isLong() ? long : [short];
  const share = budget(name, 1, long.length);

  test.each(
    share.parts.flatMap((part) =>
      plans.slice(part, part + 1).map((plan) => [wordsOf(plan), plan, part] as const),
    ),
  )(`${IDS.join(', ')}: ${bounds}: %s at one object`, { timeout: PART_LIMIT_MS }, (words, plan, part) => {
    const searched = search({
      plan,
      createCore: createRealCore,
      isReduced: true,
      statesMax: STATES_MAX,
      bound,
    });
    tell(words, searched);
    expect(searched.frontier).toBe(0);
    expect(searched.terminals.size).toBeGreaterThan(0);
    shown({
      ids: [...IDS],
      how: `${bounds}, of four actors at one object: states of a complete search`,
      runs: searched.states,
      part: share.named(part),
    });
    share.finish(part);
  });
});
