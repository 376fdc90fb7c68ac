import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from '#main/doors/index.ts';

const START_MS = 5_000;

test('the burst at once, then as much as the rate gives back, and never more than the burst', () => {
  const bucket = new TokenBucket(10, 3, START_MS);
  const takeAll = (nowMs: number): number => {
    let taken = 0;
    while (bucket.take(1, nowMs)) taken += 1;
    return taken;
  };
  expect(takeAll(START_MS)).toBe(3);
  expect(bucket.waitMs(1, START_MS)).toBe(100);
  expect(takeAll(START_MS + 99)).toBe(0);
  expect(takeAll(START_MS + 200)).toBe(2);
  expect(takeAll(START_MS + 60_000)).toBe(3);
});

test('what is not there in full is not taken in part', () => {
  const bucket = new TokenBucket(1, 10, START_MS);
  expect([bucket.take(11, START_MS), bucket.take(10, START_MS)]).toEqual([false, true]);
});

test('what is given back counts up to the burst', () => {
  const bucket = new TokenBucket(1, 10, START_MS);
  bucket.take(4, START_MS);
  bucket.give(100);
  expect([bucket.take(11, START_MS), bucket.take(10, START_MS)]).toEqual([false, true]);
});

test('never gives more than the burst and what time has brought since', () => {
  const steps = fc.array(
    fc.record({
      passedMs: fc.integer({ min: -1_000, max: 5_000 }),
      amount: fc.integer({ min: 0, max: 30 }),
    }),
    { maxLength: 100 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const bucket = new TokenBucket(10, 20, 0);
      let nowMs = 0;
      let latestMs = 0;
      let given = 0;
      for (const { passedMs, amount } of all) {
        nowMs += passedMs;
        latestMs = Math.max(latestMs, nowMs);
        const waitMs = bucket.waitMs(amount, nowMs);
        const took = bucket.take(amount, nowMs);
        expect(took).toBe(waitMs === 0);
        if (took) given += amount;
        expect(given).toBeLessThanOrEqual(20 + latestMs / 100 + 1e-6);
      }
    }),
  );
});
