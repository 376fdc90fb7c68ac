/** The person asked not to be disturbed: since when and for how long, on the computer's clock. No schemas: the page reads it too. */

/** Minutes to choose from, beside the person's own. */
export const QUIET_SHORT_MINUTES = 15;
export const QUIET_MINUTES = { least: 5, usual: 45, most: 480 } as const;
export const AWAY_MINUTES = { least: 1, usual: 5, most: 480 } as const;

/** Milliseconds of the epoch, advisory; `untilMs` is null until it is switched off. */
export interface Quiet {
  readonly sinceMs: number;
  readonly untilMs: number | null;
}

/** Of somebody who does not look: at work in another window of this computer, or not at it at all. */
export type AwayHow = 'behind' | 'gone';

/** What is left of it. */
export interface QuietLeft {
  /** Null: until it is switched off. */
  readonly leftMs: number | null;
}

/**
 * @returns null where it is over, or never was. A clock that was set back gives it no more time than it was asked for.
 */
export function quietLeft(quiet: Quiet | null, nowMs: number): QuietLeft | null {
  if (quiet === null) return null;
  const { sinceMs, untilMs } = quiet;
  if (untilMs === null) return { leftMs: null };
  const leftMs = Math.min(untilMs - nowMs, untilMs - sinceMs);
  return leftMs > 0 ? { leftMs } : null;
}
