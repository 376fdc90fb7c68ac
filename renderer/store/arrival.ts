/** When parts of the feed came in, on this page's own clock: main says how long ago something was, and it grows older here. */
import type { FeedBatch, Snapshot } from '#app/control-room/index.ts';

const arrivals = new WeakMap<object, number>();

export function noteArrival({ evidence, sessions, permissions, attention }: FeedBatch | Snapshot): void {
  for (const part of [evidence, sessions, permissions, attention])
    if (part !== undefined) arrivals.set(part, performance.now());
}

/** @param part what came with `agoMs` in it. @returns how long ago that is now */
export function ageOf(part: object, agoMs: number): number {
  const arrivedMs = arrivals.get(part);
  return arrivedMs === undefined ? agoMs : agoMs + performance.now() - arrivedMs;
}
