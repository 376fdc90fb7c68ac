/** What a page holds, once everything that nobody holds was given back. */
import type { Page } from '@playwright/test';

export interface Held {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** Collections until nothing more comes of one: what ends in one is often what held something else. */
const COLLECTIONS_MOST = 8;
const STILL_COMING = 0.002;

export async function heldBy(page: Page): Promise<Held> {
  const session = await page.context().newCDPSession(page);
  try {
    let heapBytes = Number.POSITIVE_INFINITY;
    for (let collections = 0; collections < COLLECTIONS_MOST; collections += 1) {
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      const isDone = usedSize > heapBytes * (1 - STILL_COMING);
      heapBytes = Math.min(heapBytes, usedSize);
      if (isDone) break;
    }
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
    return { heapBytes, nodes, listeners: jsEventListeners };
  } finally {
    await session.detach();
  }
}
