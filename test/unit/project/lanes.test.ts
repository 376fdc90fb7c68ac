/** How `npm test` runs suites beside each other and shows what they print: test/run/lanes.mjs. */
import { expect, test } from 'vitest';
import { runInLanes } from '../../run/lanes.mjs';

/** Jobs that print and end when the test says so, and everything that was shown. */
function play(names: readonly string[], cores: number, each: Readonly<Record<string, number>> = {}) {
  const shown: string[] = [];
  const running = new Map<string, { say: (text: string) => void; end: (result: string) => void }>();
  const jobs = names.map((name) => ({
    name,
    cores: each[name] ?? 1,
    run: (say: (text: string) => void) =>
      new Promise<string>((resolve) => running.set(name, { say, end: resolve })),
  }));
  const results = runInLanes(
    jobs,
    cores,
    (text) => shown.push(text.replace(/^\n── (\w+) ─+\n$/, 'begin $1').trim()),
    (result) => result,
  );
  const job = (name: string) => {
    const found = running.get(name);
    if (found === undefined) throw new Error(`${name} does not run`);
    return found;
  };
  const end = async (name: string, result: string): Promise<void> => {
    job(name).end(result);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { shown, running, results, say: (name: string, text: string) => job(name).say(text), end };
}

test('so many jobs run at a time, in their order, each as soon as there is a place', async () => {
  const { running, results, end } = play(['a', 'b', 'c', 'd'], 2);
  expect([...running.keys()]).toEqual(['a', 'b']);
  await end('b', 'B');
  expect([...running.keys()]).toEqual(['a', 'b', 'c']);
  await end('a', 'A');
  await end('d', 'D');
  await end('c', 'C');
  expect(await results).toEqual(['A', 'B', 'C', 'D']);
});

test('what waits most of the time leaves room for the first of those that fit beside it', async () => {
  const { running, results, end } = play(['a', 'b', 'c', 'd', 'e', 'f'], 2, { b: 0.7, d: 0.3, e: 4, f: 0.3 });
  expect([...running.keys()]).toEqual(['a', 'b', 'd']);
  await end('d', 'D');
  expect([...running.keys()]).toEqual(['a', 'b', 'd', 'f']);
  await end('b', 'B');
  expect([...running.keys()]).not.toContain('c');
  await end('f', 'F');
  expect([...running.keys()]).toContain('c');
  // More than there are: alone.
  await end('a', 'A');
  expect([...running.keys()]).not.toContain('e');
  await end('c', 'C');
  await end('e', 'E');
  expect(await results).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
});

test('the first is shown as it speaks; what another says follows whole, and its end is told at once', async () => {
  const { shown, results, say, end } = play(['a', 'b', 'c'], 2);
  say('b', 'b1');
  say('a', 'a1');
  say('b', 'b2');
  expect(shown.splice(0)).toEqual(['begin a', 'a1']);
  await end('b', 'one failed');
  say('c', 'c1');
  say('a', 'a2');
  expect(shown.splice(0)).toEqual(['── b has ended: one failed; what it said follows ──', 'a2']);
  await end('a', 'done');
  expect(shown.splice(0)).toEqual(['begin b', 'b1', 'b2', 'begin c', 'c1']);
  say('c', 'c2');
  expect(shown.splice(0)).toEqual(['c2']);
  await end('c', 'done');
  await results;
  expect(shown).toEqual([]);
});

test('one core shows one job after the other', async () => {
  const { shown, results, say, end } = play(['a', 'b'], 1);
  say('a', 'a1');
  await end('a', 'done');
  say('b', 'b1');
  await end('b', 'done');
  await results;
  expect(shown).toEqual(['begin a', 'a1', 'begin b', 'b1']);
});
