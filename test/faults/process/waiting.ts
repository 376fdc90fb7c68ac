/** Waiting for what happens, never for time to pass; the limit is for what never does. */
const LIMIT_MS = 30_000;

export class Happenings {
  #waiting: (() => void)[] = [];
  #failure: Error | null = null;
  readonly #limitMs: number;

  constructor(limitMs = LIMIT_MS) {
    this.#limitMs = limitMs;
  }

  /** Something happened: whoever waits looks again. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }

  /** What must not happen has: whoever waits, now or later, is told. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
    this.wake();
  }

  /** @param state what a failure says about where things stand */
  async until(holds: () => boolean, what: string, state: () => string = () => ''): Promise<void> {
    const deadlineMs = performance.now() + this.#limitMs;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      if (holds()) return;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new Error(`it never came to this: ${what}. ${state()}`);
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, leftMs);
        this.#waiting.push(() => {
          clearTimeout(late);
          resolve();
        });
      });
    }
  }
}
