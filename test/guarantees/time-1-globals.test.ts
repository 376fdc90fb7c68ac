import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { run } from '#test/unit/app/app-program.ts';
import type { Input } from '#test/unit/app/app-program.ts';
import { operation, scene } from '#test/unit/app/arbitraries.ts';
import { historyOf, steps } from '#test/unit/app/histories.ts';
import { run as runCore } from '#test/unit/orchestrator/core-program.ts';

const SEED = 7;
const RUNNER = fileURLToPath(new URL('../unit/app/without-globals.ts', import.meta.url));
const CORE_PROGRAM = new URL('../unit/orchestrator/core-program.ts', import.meta.url).href;
const PROGRAM = new URL('../unit/app/app-program.ts', import.meta.url).href;

function randomInput(): Input {
  const scenes = fc.sample(fc.tuple(scene, scene), { seed: SEED, numRuns: 40 });
  const [script = []] = fc.sample(fc.array(steps, { minLength: 4, maxLength: 4 }), {
    seed: SEED,
    numRuns: 1,
  });
  return JSON.parse(
    JSON.stringify({
      pairs: scenes.map((pair) => pair.map(({ objects }) => [...objects.values()])),
      operations: fc.sample(operation, { seed: SEED, numRuns: 300 }),
      records: historyOf(script.flat()).records,
      frames: [
        { type: 'ready' },
        { type: 'ready', extra: 1 },
        { type: 'hands', objects: [], mode: 'edit' },
        7,
      ],
    }),
  ) as Input;
}

function runChild(mode: string, program: string, input: unknown) {
  const child = spawnSync(process.execPath, [RUNNER, mode, program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  return { code: child.status, stdout: child.stdout, stderr: child.stderr };
}

test.each(['whole', 'deleted', 'trapped'])(
  'TIME-1: app/ computes the same in another process with clock, chance and timers %s',
  (mode) => {
    const input = randomInput();
    const expected = run(input);
    expect(expected.steps).toBeGreaterThan(300);
    const { code, stdout, stderr } = runChild(mode, PROGRAM, input);
    expect(stderr).not.toMatch(/touched|Error/);
    expect([code, JSON.parse(stdout)]).toStrictEqual([0, expected]);
    shown({
      ids: ['TIME-1'],
      how: `app/ with clock, chance and timers ${mode}: steps`,
      runs: expected.steps,
    });
  },
);

test.each(['whole', 'deleted', 'trapped'])(
  'TIME-1: the orchestrator decides the same in another process with clock, chance and timers %s',
  (mode) => {
    const seed = { stridesMs: [0, 17, 300, 1_000] };
    const expected = runCore(seed);
    expect(expected.effects).toBeGreaterThan(100);
    const { code, stdout, stderr } = runChild(mode, CORE_PROGRAM, seed);
    expect(stderr).not.toMatch(/touched|Error/);
    expect([code, JSON.parse(stdout)]).toStrictEqual([0, expected]);
    shown({
      ids: ['TIME-1'],
      how: `the orchestrator with clock, chance and timers ${mode}: effects`,
      runs: expected.effects,
    });
  },
);

test.each([
  'Date.now()',
  'Math.random()',
  'performance.now()',
  'setTimeout(() => {})',
  'crypto.randomUUID()',
  'typeof Date',
])('TIME-1: the trap would have caught %s', (expression) => {
  const program = `data:text/javascript,export const run = () => ${encodeURIComponent(expression)}`;
  expect(runChild('trapped', program, {}).stderr).toMatch(/touched/);
  shown({ ids: ['TIME-1'], how: `the trap catches ${expression}`, runs: 1, control: true });
});
