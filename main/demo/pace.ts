/** How fast the studio lives. Whatever waits here ends at once when the demo does. */
import { setTimeout as afterMs } from 'node:timers/promises';

export interface Pace {
  readonly ended: AbortSignal;
  /** @param ms in a studio of ordinary speed */
  wait(ms: number): Promise<void>;
}

/** The demo ends: who works in it stops where they are. */
export class Ended extends Error {
  constructor() {
    super('the demo has ended');
  }
}

/** @param speed how many times faster than people work */
export function paceOf(speed: number, ended: AbortSignal): Pace {
  return {
    ended,
    async wait(ms) {
      try {
        await afterMs(ms / speed, undefined, { signal: ended });
      } catch (error) {
        if (ended.aborted) throw new Ended();
        throw error;
      }
    },
  };
}
