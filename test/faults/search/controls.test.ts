/** That the search can fail, and that what it leaves out makes no difference. */
import { expect, test } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import type { GuaranteeId } from '#test/evidence/catalogue.ts';
import type { Effect } from '#main/orchestrator/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import type { CoreFactory } from '#test/simulation/core.ts';
import {
  DoesNotSupersede,
  IgnoresTheHalt,
  LetsAgentsThrough,
  TakesStaleBases,
} from '#test/simulation/faults/authority-faults.ts';
import { AppliesOutOfOrder } from '#test/simulation/faults/engine-faults.ts';
import { factoryOf, FaultyCore } from '#test/simulation/faults/faulty-core.ts';
import { ConfirmsBeforeSync } from '#test/simulation/faults/log-faults.ts';
import { NOBODY } from './plan.ts';
import type { Plan } from './plan.ts';
import { wordsOf } from './plans.ts';
import { search, searchShortest } from './search.ts';
import type { Searched, SearchOptions } from './search.ts';

const STATES_MAX = 20_000;

/** An engine is told to take a number back, and not what of it. */
class TakesNothingBack extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'send' || effect.message.type !== 'compensate') return [effect];
    return [{ ...effect, message: { ...effect.message, entries: [] } }];
  }
}

const FAULTS: readonly [GuaranteeId, string, CoreFactory, Partial<Plan>][] = [
  ['DUR-1', 'confirms before the sync', factoryOf(ConfirmsBeforeSync), { person: 1 }],
  ['AUTH-4', 'lets agents through', factoryOf(LetsAgentsThrough), { agent: 1 }],
  ['AUTH-2', 'lets an agent’s stand beside a person’s', factoryOf(DoesNotSupersede), { person: 1, agent: 1 }],
  ['ORD-4', 'takes stale bases', factoryOf(TakesStaleBases), { person: 1, agent: 1 }],
  ['ORD-2', 'lets numbers overtake each other', factoryOf(AppliesOutOfOrder), { person: 2 }],
  ['FAIL-4', 'takes nothing back', factoryOf(TakesNothingBack), { person: 1, halt: 1 }],
  ['AUTH-1', 'ignores the halt', factoryOf(IgnoresTheHalt), { person: 1, halt: 1 }],
];

test.each(FAULTS)('%s: the search finds an orchestrator that %s', (id, how, createCore, parts) => {
  const plan = { ...NOBODY, ...parts };
  let problem = '';
  try {
    searchShortest({ plan, createCore, statesMax: STATES_MAX });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  console.log(problem);
  expect(problem).toMatch(new RegExp(`^${id}: `));
  searchShortest({ plan, createCore: createRealCore, statesMax: STATES_MAX });
  shown({ ids: [id], how: `a search finds an orchestrator that ${how}`, runs: 1, control: true });
});

test.each([
  [{ person: 1, agent: 1 }],
  [{ person: 1, blender: 1 }],
  [{ agent: 1, unity: 1 }],
  [{ blender: 1, unity: 1 }],
])(
  'the search comes to the same ends when it leaves nothing out, and to the same states without copies: %o',
  (parts) => {
    const options = { plan: { ...NOBODY, ...parts }, createCore: createRealCore, statesMax: STATES_MAX };
    const reduced = search({ ...options, isReduced: true });
    const full = search({ ...options, isReduced: false });
    const grouping = search({ ...options, isReduced: true, isDiskLate: true });
    // What is not the real one by name is never copied.
    const anew = search({ ...options, isReduced: true, createCore: (made) => createRealCore(made) });
    console.log(
      `${wordsOf(options.plan)}: ${reduced.states} states reduced, ${full.states} in full, ` +
        `${grouping.states} with groups on a slow disk; ${full.terminals.size} ends`,
    );
    const { seconds: _, ...all } = anew;
    expect(reduced).toMatchObject(all);
    expect(reduced.states).toBeLessThan(full.states);
    expect(reduced.terminals).toEqual(full.terminals);
    expect(reduced.terminals).toEqual(grouping.terminals);
  },
);

test.each<Partial<SearchOptions>>([
  {},
  { bound: { of: 'interruptions', max: 2 } },
  { bound: { of: 'departures', max: 2 } },
])('a search that stops early says that something is left: %o', (how) => {
  const plan = { ...NOBODY, person: 1, agent: 1 };
  const options = { plan, createCore: createRealCore, isReduced: true, ...how };
  const whole = search({ ...options, statesMax: STATES_MAX });
  expect(whole.frontier).toBe(0);
  const cut = search({ ...options, statesMax: Math.floor(whole.states / 2) });
  expect(cut.frontier).toBeGreaterThan(0);
  expect(cut.states).toBeLessThan(whole.states);
});

test('orders with more interruptions are more, those of a rota are some of them, and in the end it is any order', () => {
  const plan = { ...NOBODY, person: 1, agent: 1, blender: 1 };
  const options = { plan, createCore: createRealCore, isReduced: true, statesMax: STATES_MAX };
  const upTo = (of: 'interruptions' | 'departures', max: number): Searched =>
    search({ ...options, bound: { of, max } });
  const any = search(options);
  const most = upTo('interruptions', 1_000);
  expect(most.terminals).toEqual(any.terminals);
  let before = 0;
  for (let max = 0; max <= 2; max += 1) {
    const interrupted = upTo('interruptions', max);
    expect(interrupted.states).toBeGreaterThan(before);
    before = interrupted.states;
    const departed = upTo('departures', max);
    expect(departed.states).toBeLessThan(interrupted.states);
    expect([...interrupted.terminals]).toEqual(expect.arrayContaining([...departed.terminals]));
    expect([...any.terminals]).toEqual(expect.arrayContaining([...interrupted.terminals]));
  }
});
