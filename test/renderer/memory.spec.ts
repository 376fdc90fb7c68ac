/**
 * The window is as large after four rounds of work as after one: it would catch whatever keeps a batch, a card, a row, a
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

async function rounds(page: Page, count: number): Promise<Held[]> {
  const held: Held[] = [];
  for (let round = 0; round < count; round += 1) {
    await page.evaluate(async ([from, to]) => window.day.live(from, to), [
      round * ROUND,
      (round + 1) * ROUND,
    ] as const);
    held.push(await heldBy(page));
  }
  return held;
}

test('four rounds of work leave the heap, the nodes and the listeners of the first', async ({ room }) => {
  await room.open('main');
  const [first, , , last] = (await rounds(room.page, 4)) as [Held, Held, Held, Held];
  expect(last.dataBytes / first.dataBytes).toBeLessThanOrEqual(GROWTH_MOST);
  expect(last.nodes / first.nodes).toBeLessThanOrEqual(GROWTH_MOST);
  expect(last.listeners / first.listeners).toBeLessThanOrEqual(GROWTH_MOST);
});

test('that is seen of a window that keeps what it is told', async ({ room }) => {
  await room.open('main');
  await room.page.evaluate(() => {
    const kept: unknown[] = [];
    Object.assign(window, { kept });
    window.vibesync?.onFeed((batch) => kept.push(structuredClone(batch)));
  });
  const [first, , last] = (await rounds(room.page, 3)) as [Held, Held, Held];
  expect(last.dataBytes / first.dataBytes).toBeGreaterThan(GROWTH_MOST);
});
