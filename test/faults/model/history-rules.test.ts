/** The four rules of what clients saw, over simulated runs, and that each rule finds what breaks it. */
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { factoryOf } from '../../simulation/faults/faulty-core.ts';
import { ConfirmsBeforeSync } from '../../simulation/faults/log-faults.ts';
import { BY_CLIENTS, simulate } from '../../simulation/simulate.ts';
import { World } from '../../simulation/world.ts';
import type { Finding } from '../../simulation/checkers/index.ts';
import type { WorldOptions } from '../../simulation/world.ts';
import { brokenRules } from './history-rules.ts';
import type { Broken, ClientHistory, Seen } from './history-rules.ts';
import { seenInSimulation } from './seen.ts';

const SEEDS = 25;
const STEPS = 500;

it('ORD-2 ORD-3 ORD-4 DUR-1: what clients saw in simulated runs is one order, each change of it once', () => {
  let all = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const history = seenInSimulation(new World({ seed, steps: STEPS }).run());
    expect(brokenRules(history), `seed ${seed}`).toEqual([]);
    all += history.seen.length;
  }
  console.log(`${SEEDS} simulated runs, in which clients saw ${all} things`);
  shown({
    ids: ['ORD-2', 'ORD-3', 'ORD-4', 'DUR-1'],
    how: 'what clients saw in simulated runs, against a replay of the log by number',
    runs: SEEDS,
  });
});

it('DUR-1: the simulation asks these rules of each seed: what was confirmed before its sync, and lost, is found by them', () => {
  const { guarantee } = BY_CLIENTS;
  const findings = (createCore?: WorldOptions['createCore']): readonly Finding[] =>
    simulate({ seed: 1, steps: STEPS, ...(createCore === undefined ? {} : { createCore }) }).findings;
  expect(findings()).toEqual([]);
  expect(findings(factoryOf(ConfirmsBeforeSync))).toContainEqual({
    guarantee,
    problem: expect.stringMatching(/^rule d: /) as string,
  });
  shown({
    ids: ['DUR-1'],
    how: 'the simulator finds by what clients saw: confirms before the sync',
    runs: 1,
    control: true,
  });
});

describe('ORD-2 ORD-3 ORD-4 DUR-1 a history that was tampered with', () => {
  const sound = seenInSimulation(new World({ seed: 1, steps: STEPS }).run());
  const first = <Kind extends Seen['saw']>(
    saw: Kind,
    fits: (each: Extract<Seen, { saw: Kind }>) => boolean = () => true,
  ): Extract<Seen, { saw: Kind }> => {
    const found = sound.seen.find((each): each is Extract<Seen, { saw: Kind }> => {
      return each.saw === saw && fits(each as Extract<Seen, { saw: Kind }>);
    });
    if (found === undefined) throw new Error(`nobody saw a ${saw}`);
    return found;
  };
  const swap = (from: Seen, to: Seen): ClientHistory => ({
    ...sound,
    seen: sound.seen.map((each) => (each === from ? to : each)),
  });
  const [one] = sound.committed;
  if (one === undefined) throw new Error('nothing was committed');
  const scene = first('scene', ({ objects }) => objects.size > 0);
  const readBack = first('read_back');
  const confirmed = first('confirmed', ({ id }) => id !== null);
  const toEngine = first('confirmed', ({ id }) => id === null);

  it.each<[what: string, rule: Broken['rule'], tampered: ClientHistory]>([
    [
      'a read that lacks an object',
      'a',
      swap(scene, { ...scene, objects: new Map([...scene.objects].slice(1)) }),
    ],
    ['a read of another revision', 'a', swap(scene, { ...scene, revision: 1_000_000 })],
    [
      'a read-back of another value',
      'a',
      swap(readBack, {
        ...readBack,
        states: readBack.states.map((each) => ({ ...each, value: 'nothing like it' })),
      }),
    ],
    ['a commit that was left out', 'a', { ...sound, committed: sound.committed.slice(1) }],
    [
      'a confirmation of the future',
      'b',
      { ...sound, seen: [{ saw: 'confirmed', id: null, n: 1_000_000 }, ...sound.seen] },
    ],
    [
      'what was committed again',
      'c',
      { ...sound, committed: [...sound.committed, { ...one, n: 1_000_000, operations: [] }] },
    ],
    [
      'a number that was used again',
      'c',
      { ...sound, committed: [...sound.committed, { ...one, ids: ['new'], operations: [] }] },
    ],
    ['a confirmation of another number', 'd', swap(confirmed, { ...confirmed, n: confirmed.n + 1 })],
    [
      'what was confirmed and is lost',
      'd',
      { ...sound, committed: sound.committed.filter(({ n }) => n !== toEngine.n) },
    ],
  ])('shows: %s', (_what, rule, tampered) => {
    expect(brokenRules(sound)).toEqual([]);
    expect(brokenRules(tampered).map((each) => each.rule)).toContain(rule);
    shown({
      ids: ['ORD-2', 'ORD-3', 'ORD-4', 'DUR-1'],
      how: 'a tampered history of what clients saw: the rule finds it',
      runs: 1,
      control: true,
    });
  });
});
