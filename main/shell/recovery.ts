/** Small decisions about the window that need no window: how often it is loaded again, and where it may stand. */

/** A page that fails more often than this within the time is not loaded again by itself. */
export const RELOADS_MAX = 3;
export const RELOADS_WITHIN_MS = 60_000;

/** Counts reloads, so that a page that crashes at once does not keep a computer busy. */
export function createReloadBudget(nowMs: () => number = () => performance.now()): { take(): boolean } {
  const taken: number[] = [];
  return {
    take() {
      const now = nowMs();
      while (taken[0] !== undefined && now - taken[0] > RELOADS_WITHIN_MS) taken.shift();
      if (taken.length >= RELOADS_MAX) return false;
      taken.push(now);
      return true;
    },
  };
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** So much of the window's title area has to be on a screen for a hand to reach it, in pixels. */
const REACHABLE_PX = 64;

/** Where a remembered window may stand now: null when the screen that it stood on is gone. */
export function fitOnScreen({ x, y, width, height }: Place, screens: readonly Place[]): Place | null {
  for (const screen of screens) {
    const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
    const topIsOn = y >= screen.y && y + REACHABLE_PX <= screen.y + screen.height;
    if (across >= REACHABLE_PX && topIsOn) {
      return { x, y, width: Math.min(width, screen.width), height: Math.min(height, screen.height) };
    }
  }
  return null;
}
