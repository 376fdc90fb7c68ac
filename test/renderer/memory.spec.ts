/**
 * The window is as large after two rounds of work as after one: it would catch whatever keeps a batch, a card, a row, a
 * picture or a listener of a place that was left. Eight whole hours of it are measured by `npm run bench`.
 */
import type { Page } from '@playwright/test';
import { heldBy } from './harness/heap.ts';
import type { Held } from './harness/heap.ts';
import { expect, test } from './harness/room.ts';

/** Fills whatever has a bound. */
const ROUND = 1_200;
const GROWTH_MOST = 1.1;

// A round takes three seconds where nothing else runs.
test.describe.configure({ timeout: 180_000 });

async function rounds(page: Page): Promise<[first: Held, second: Held]> {
  const live = async (from: number): Promise<Held> => {
    await page.evaluate(async ([begin, end]) => window.day.live(begin, end), [from, from + ROUND] as const);
    return heldBy(page);
  };
  return [await live(0), await live(ROUND)];
}

test('a second round of work leaves the heap, the nodes and the listeners of the first', async ({ room }) => {
  await room.open('main');
  const [first, last] = await rounds(room.page);
  expect(last.dataBytes / first.dataBytes).toBeLessThanOrEqual(GROWTH_MOST);
  expect(last.nodes / first.nodes).toBeLessThanOrEqual(GROWTH_MOST);
  expect(last.listeners / first.listeners).toBeLessThanOrEqual(GROWTH_MOST);
});

test('that is seen of a window that keeps half of what it is told', async ({ room }) => {
  await room.open('main');
  await room.page.evaluate(() => {
    const kept: unknown[] = [];
    Object.assign(window, { kept });
    let batches = 0;
    window.vibesync?.onFeed((batch) => {
      batches += 1;
      if (batches % 2 === 0) kept.push(structuredClone(batch));
    });
  });
  const [first, last] = await rounds(room.page);
  expect(last.dataBytes / first.dataBytes).toBeGreaterThan(GROWTH_MOST);
});
