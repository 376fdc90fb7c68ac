/** Longer stories, of which each has its order but for a few surprises. */
import { expect, test } from 'vitest';
import { budget, isLong, shown } from '#test/evidence/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import { NOBODY } from './plan.ts';
import { plansOf, wordsOf } from './plans.ts';
import { tell } from './report.ts';
import { search } from './search.ts';

const INTENTS = 6;
const INTERRUPTIONS_MAX = 2;
const STATES_MAX = 200_000;
const PART_LIMIT_MS = 600_000;

/** The short form has the one in which everybody acts and the two with authority act twice. */
const EVERYBODY = { ...NOBODY, person: 2, agent: 2, blender: 1, unity: 1 };
const share = budget('search-six-intents', 1, plansOf(INTENTS).length);
const plans = isLong() ? plansOf(INTENTS) : [EVERYBODY];

test.each(share.parts.map((part) => [wordsOf(plans[part] ?? EVERYBODY), part] as const))(
  'ORD-2, ORD-3, ORD-4, ORD-5, AUTH-2, AUTH-4, DUR-1, FAIL-4: %s at one object with two interruptions at any moments',
  { timeout: PART_LIMIT_MS },
  (words, part) => {
    const searched = search({
      plan: plans[part] ?? EVERYBODY,
      createCore: createRealCore,
      isReduced: true,
      statesMax: STATES_MAX,
      interruptionsMax: INTERRUPTIONS_MAX,
    });
    tell(words, searched);
    expect(searched.frontier).toBe(0);
    expect(searched.terminals.size).toBeGreaterThan(0);
    shown({
      ids: ['ORD-2', 'ORD-3', 'ORD-4', 'ORD-5', 'AUTH-2', 'AUTH-4', 'DUR-1', 'FAIL-4'],
      how: 'six intents of four actors at one object, two interruptions at any moments: states of a complete search',
      runs: searched.states,
      part: share.named(part),
    });
    share.finish(part);
  },
);
