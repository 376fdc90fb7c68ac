/** Whether anybody looks at the window, by what this computer can tell of that. */
import type { AwayHow } from '#app/control-room/index.ts';

/** Nobody has touched keyboard or pointer for so long: they may have gone. */
export const IDLE_AFTER_MS = 60_000;

export interface Signs {
  /** The window has the focus, and is to be seen. */
  readonly isFocused: boolean;
  readonly isLocked: boolean;
  readonly isAsleep: boolean;
  /** Since keyboard or pointer were used last, in whichever program. */
  readonly idleMs: number;
}

export interface Presence {
  readonly isHere: boolean;
  /** Of somebody who is not: at work in another window, or not at this computer at all. */
  readonly how: AwayHow;
  /** For how long nobody had moved, where that is the sign by which it is known. */
  readonly idleMs?: number;
}

export function presenceOf({ isFocused, isLocked, isAsleep, idleMs }: Signs): Presence {
  const isIdle = idleMs >= IDLE_AFTER_MS;
  const isGone = isLocked || isAsleep || isIdle;
  return {
    isHere: isFocused && !isGone,
    how: isGone ? 'gone' : 'behind',
    ...(isIdle ? { idleMs } : {}),
  };
}

/** Tells what changes of it, and nothing twice. */
export class PresenceWatch {
  #signs: Signs = { isFocused: false, isLocked: false, isAsleep: false, idleMs: 0 };
  #told: Presence | null = null;
  readonly #tell: (presence: Presence) => void;

  constructor(tell: (presence: Presence) => void) {
    this.#tell = tell;
  }

  heed(signs: Partial<Signs>): void {
    this.#signs = { ...this.#signs, ...signs };
    const presence = presenceOf(this.#signs);
    if (presence.isHere === this.#told?.isHere && presence.how === this.#told.how) return;
    this.#told = presence;
    this.#tell(presence);
  }
}
