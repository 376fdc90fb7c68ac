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
/** Twice what the largest is reckoned to come to, below. A search that comes to more fails, and says so. */
const STATES_MAX = 5_000_000;
const PART_LIMIT_MS = 7_200_000;

/** In the short form: everybody once; everybody, and those with authority twice; and one alone, six times. */
const FOUR = { ...NOBODY, person: 1, agent: 1, blender: 1, unity: 1 };
const SIX = { ...NOBODY, person: 2, agent: 2, blender: 1, unity: 1 };
const SIX_OF_ONE = { ...NOBODY, person: 6 };

/**
 * All 84 ways in which six intents can be shared out are gone through with any two interruptions. Of those that were searched
 * to their end, six of a person came to 6,395 states, five and one of an agent to 34,046, and 2 person, 2 agent, 1 blender,
 * 1 unity to 390,335, in minutes and at about a kilobyte each. With one interruption that last one has 102,263, and the largest
 * that was found, 1 person, 1 agent, 2 blender, 2 unity, 545,228: with two it is to have two million. Departures from the rota
 * are a part of those orders, and take seconds for everybody together.
 */
describe.each<[name: string, words: string, bound: Bound, short: Plan, long: readonly Plan[]]>([
  [
    'search-six-intents',
    'six intents, two interruptions at any moments',
    { of: 'interruptions', max: 2 },
    SIX_OF_ONE,
    plansOf(6),
  ],
  [
    'search-six-departures',
    'six intents, two departures from the rota',
    { of: 'departures', max: 2 },
    SIX,
    [SIX],
  ],
  [
    'search-five-intents',
    'four or five intents, two interruptions at any moments',
    { of: 'interruptions', max: 2 },
    FOUR,
    [...plansOf(4), ...plansOf(5)],
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
