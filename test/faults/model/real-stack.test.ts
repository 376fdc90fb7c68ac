/**
 * The real application under a random load, over real sockets and a real disk, against two models: the pure core, which
 * has to say the same to the byte, and the four rules of what clients saw.
 */
import { expect, it } from 'vitest';
import { budget, longSeed, shown } from '#test/evidence/index.ts';
import { Rig } from '../network/rig.ts';
import { brokenRules } from './history-rules.ts';
import { Load } from './load.ts';
import type { Entry, Turn } from './recording.ts';
import { replay } from './replaying.ts';
import { seenOnWires } from './seen.ts';

const PARTS_SHORT = 1;
const PARTS_LONG = 400;
const STEPS = 36;
const SEED = 20_261_129;

const search = budget('model-load', PARTS_SHORT, PARTS_LONG);

it.each(search.parts)(
  'ORD-1 ORD-2 ORD-3 ORD-4 FAIL-3 TIME-1: a loaded application says what the pure core says, and clients saw one order (part %i)',
  async (part) => {
    const seed = longSeed(SEED);
    const { counts, turns, lives, seen } = await runPart(seed + part);
    console.log(
      `part ${part} of seed ${seed}: ${turns} turns in ${lives} lives, ${seen} things seen; ${wordsOf(counts)}`,
    );
    shown({
      ids: ['ORD-1', 'FAIL-3', 'TIME-1'],
      how: 'inputs of the real application under load, given to the pure core: the same effects and records, to the byte',
      runs: turns,
      part: search.named(part),
    });
    shown({
      ids: ['ORD-2', 'ORD-3', 'ORD-4'],
      how: 'what clients of the real application saw, against a replay of its log by number',
      runs: seen,
      part: search.named(part),
    });
    search.finish(part);
  },
);

interface Part {
  readonly counts: ReadonlyMap<string, number>;
  readonly lives: number;
  readonly turns: number;
  readonly seen: number;
}

async function runPart(seed: number): Promise<Part> {
  const rig = await Rig.start();
  const load = new Load(rig, seed);
  try {
    await load.run(STEPS);
    expect(rig.problems()).toEqual([]);
  } finally {
    // Here the model is asked as well.
    await rig.close();
  }
  const history = seenOnWires(rig.events, rig.disk);
  expect(brokenRules(history)).toEqual([]);
  const kinds = new Set(history.seen.map(({ saw }) => saw));
  expect(kinds).toEqual(new Set(['handed_in', 'confirmed', 'scene', 'read_back']));
  const { lives, turns } = replay(rig.recording.entries);
  return { counts: load.counts, lives, turns, seen: history.seen.length };
}

function wordsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, times]) => `${name} ${times}`).join(', ');
}

/** Of its input: for a frame, the message's. */
function typeOf({ input }: Turn): string | null {
  if (input === null) return null;
  return input.in === 'frame' ? input.message.type : input.in;
}

it('ORD-1 TIME-1: the model notices each input that is left out, changed, or given in another place', async () => {
  const rig = await Rig.start();
  const load = new Load(rig, SEED);
  await load.run(STEPS / 3);
  await rig.close();
  const { entries } = rig.recording;
  let tampered = 0;
  const differs = (changed: readonly Entry[], what: string): void => {
    tampered += 1;
    expect(replay(changed).difference, what).not.toBeNull();
  };
  expect(replay(entries).difference).toBeNull();
  for (const [index, entry] of entries.entries()) {
    if (entry.is === 'beginning') continue;
    const before = entries.slice(0, index);
    const after = entries.slice(index + 1);
    const type = typeOf(entry);
    const isFelt = type === 'durable' ? entry.effects.includes('"confirm"') : type === 'applied';
    if (isFelt || type === 'submit') differs([...before, ...after], `without ${type} ${index}`);
    if (entry.input?.in !== 'submit') continue;
    const { submission } = entry.input;
    const input = { ...entry.input, submission: { ...submission, reason: 'another' } };
    if (entry.effects.includes('"settled"') || entry.effects.includes('"append"'))
      differs([...before, { ...entry, input }, ...after], `another submission ${index}`);
    const [next] = after;
    if (next?.is === 'turn' && typeOf(next) === 'submit')
      differs([...before, next, entry, ...after.slice(1)], `the order of ${index}`);
  }
  expect(tampered).toBeGreaterThan(30);
  shown({
    ids: ['ORD-1', 'TIME-1'],
    how: 'an input of the real application left out, changed or in another place: the model notices',
    runs: tampered,
    control: true,
  });
});
