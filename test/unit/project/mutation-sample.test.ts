/** How `npm run mutate -- --sample` chooses mutants and what it says of the rest: test/mutation/sampling.mjs. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AREAS } from '../../mutation/areas.mjs';
import { lastRank, rankOf, scoreInterval } from '../../mutation/sampling.mjs';
import type { Change } from '../../mutation/sampling.mjs';

function change(line: number, more: Partial<Change> = {}): Change {
  const location = { start: { line, column: 2 }, end: { line, column: 9 } };
  return {
    fileName: path.resolve('app/a.ts'),
    mutatorName: 'BooleanLiteral',
    replacement: 'true',
    location,
    ...more,
  };
}

const ALL = Array.from({ length: 1_000 }, (_, line) => change(line));

function sampleOf(all: readonly Change[], count: number, seed: number): Change[] {
  const last = lastRank(all, count, seed);
  return all.filter((each) => rankOf(seed, each) <= last);
}

describe('a sample', () => {
  test('has as many mutants as were asked for, or all that there are', () => {
    expect(sampleOf(ALL, 50, 1)).toHaveLength(50);
    expect(sampleOf(ALL, 1_000, 1)).toHaveLength(1_000);
    expect(sampleOf(ALL, 2_000, 1)).toHaveLength(1_000);
  });

  test('is the same for the same seed, in whatever order the mutants are listed', () => {
    const other = sampleOf(ALL.toReversed(), 50, 1).toReversed();
    expect(other).toEqual(sampleOf(ALL, 50, 1));
  });

  test('is another one for another seed', () => {
    const both = new Set([...sampleOf(ALL, 50, 1), ...sampleOf(ALL, 50, 2)]);
    expect(both.size).toBeGreaterThan(90);
  });

  test('is part of the larger one of its seed, so that what was measured counts there too', () => {
    const larger = new Set(sampleOf(ALL, 120, 1));
    expect(sampleOf(ALL, 50, 1).filter((each) => !larger.has(each))).toEqual([]);
  });

  test('takes every mutant as often as any other', () => {
    const all = ALL.slice(0, 300);
    const taken = new Map(all.map((each) => [each, 0]));
    for (let seed = 0; seed < 100; seed += 1)
      for (const each of sampleOf(all, 30, seed)) taken.set(each, (taken.get(each) ?? 0) + 1);
    // Each is expected ten times of a hundred, with a variance of nine.
    const counts = [...taken.values()];
    const variance = counts.reduce((sum, count) => sum + (count - 10) ** 2, 0) / counts.length;
    expect(variance).toBeGreaterThan(7);
    expect(variance).toBeLessThan(11);
    const half = counts.slice(0, 150).reduce((sum, count) => sum + count, 0);
    expect(Math.abs(half - 1_500)).toBeLessThan(100);
  });

  test('tells mutants of one place apart, and those of one line in two files', () => {
    const alike = [
      change(1),
      change(1, { replacement: 'false' }),
      change(1, { mutatorName: 'ConditionalExpression' }),
      change(1, { fileName: path.resolve('app/b.ts') }),
      change(1, { location: { start: { line: 1, column: 2 }, end: { line: 2, column: 9 } } }),
      change(1, { location: { start: { line: 1, column: 3 }, end: { line: 1, column: 9 } } }),
    ];
    expect(new Set(alike.map((each) => rankOf(1, each))).size).toBe(alike.length);
  });

  test('of nothing is an error, not a score', () => {
    expect(() => lastRank([], 5, 1)).toThrow('nothing');
  });
});

test('a mutant has the same place wherever the project is', () => {
  const [here, elsewhere] = [process.cwd(), path.resolve('..')];
  const rank = rankOf(1, change(7));
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(elsewhere);
  onTestFinished(() => cwd.mockRestore());
  expect(here).not.toBe(elsewhere);
  expect(rankOf(1, change(7, { fileName: path.join(elsewhere, 'app/a.ts') }))).toBe(rank);
});

describe('the interval of a score', () => {
  // By Wilson's formula, computed by another program.
  test.each([
    { noticed: 81, counted: 100, low: 0.7222, high: 0.8749 },
    { noticed: 50, counted: 100, low: 0.4038, high: 0.5962 },
    { noticed: 10, counted: 10, low: 0.7225, high: 1 },
    { noticed: 0, counted: 10, low: 0, high: 0.2775 },
    { noticed: 360, counted: 400, low: 0.8668, high: 0.9258 },
  ])('of $noticed of $counted', ({ noticed, counted, low, high }) => {
    const [from, to] = scoreInterval(noticed, counted);
    expect(from).toBeCloseTo(low, 3);
    expect(to).toBeCloseTo(high, 3);
  });

  test('has the true score in about 95 of 100 samples', () => {
    const all = ALL.slice(0, 250);
    const isNoticed = new Set(sampleOf(all, 220, 77));
    let hits = 0;
    for (let seed = 100; seed < 300; seed += 1) {
      const sample = sampleOf(all, 40, seed);
      const [low, high] = scoreInterval(sample.filter((each) => isNoticed.has(each)).length, sample.length);
      if (low <= 0.88 && 0.88 <= high) hits += 1;
    }
    expect(hits / 200).toBeGreaterThan(0.92);
  });
});

test('the tests that mutants are not shown exist: a renamed one would run for each mutant, unnoticed', () => {
  const missing = Object.values(AREAS).flatMap(({ tests, skipped = [] }) => {
    const text = tests.flatMap((glob) => fs.globSync(glob)).map((file) => fs.readFileSync(file, 'utf8'));
    return skipped.filter((name) => !text.some((each) => each.includes(`'${name}'`)));
  });
  expect(missing).toEqual([]);
});
