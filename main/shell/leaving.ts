/**
 * A person who leaves while something exists only in an engine is asked once, in the window, and goes when they say so
 * (rule 13). The question holds nothing up but the leaving itself. An end that is nobody's wish, by the system or by a
 * signal, asks nobody.
 */

/** So long a window may take to show the question; then whoever asks again to leave is not kept by a page that hangs. */
export const SHOWN_WITHIN_MS = 3_000;

export type LeavingAnswer = 'seen' | 'stay' | 'leave';

export interface Leaving {
  /**
   * The person wants to leave: the application or, where `then` says what comes instead, the project.
   * @returns whether they may at once; if not, they are asked, and it is done when they say so
   */
  mayGo(then?: () => void): boolean;
  answer(answer: LeavingAnswer): void;
  /** The page that showed the question is gone; the next one has to show it anew. */
  pageGone(): void;
}

interface LeavingOptions {
  /** Whether something exists only in an engine, at this moment. */
  readonly isAtRisk: () => boolean;
  /** The question is to be seen, or no longer is. */
  readonly onAsking: (asking: boolean) => void;
  readonly onLeave: () => void;
  readonly nowMs?: () => number;
}

export function createLeaving({
  isAtRisk,
  onAsking,
  onLeave,
  nowMs = () => performance.now(),
}: LeavingOptions): Leaving {
  /** Since when the question waits to be seen; null while nobody is asked. */
  let askedMs: number | null = null;
  let seen = false;
  let decided = false;
  /** What the person wanted last. */
  let wanted = onLeave;

  const close = (): void => {
    askedMs = null;
    seen = false;
    onAsking(false);
  };
  return {
    mayGo(then = onLeave) {
      if (decided || !isAtRisk()) return true;
      wanted = then;
      // Whoever only goes to another project can wait for the page, which shows that one as well.
      const isKept = askedMs !== null && !seen && nowMs() - askedMs >= SHOWN_WITHIN_MS;
      if (isKept && then === onLeave) return true;
      askedMs ??= nowMs();
      onAsking(true);
      return false;
    },
    answer(answer) {
      // A page cannot end the application by itself.
      if (askedMs === null) return;
      if (answer === 'seen') seen = true;
      else if (answer === 'stay') close();
      else {
        // In the next project they are asked anew.
        decided = wanted === onLeave;
        close();
        wanted();
      }
    },
    pageGone() {
      seen = false;
      if (askedMs !== null) askedMs = nowMs();
    },
  };
}
