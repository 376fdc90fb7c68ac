/** When changes began, by the computer's clock: read for the numbers that are labelled, and held for a while. */
import type { ClockView, Result } from '#app/control-room/index.ts';

/** Numbers asked for at once. */
const AT_ONCE = 64;
/** Beyond so many they are asked for anew. */
const HELD = 2_000;

export class Times {
  readonly #ask: (numbers: readonly number[]) => Promise<Result<ClockView>>;
  readonly #arrived: () => void;
  readonly #failed: (message: string | null) => void;
  #held = new Map<number, string>();
  #isAsking = false;

  constructor(
    ask: (numbers: readonly number[]) => Promise<Result<ClockView>>,
    arrived: () => void,
    failed: (message: string | null) => void,
  ) {
    this.#ask = ask;
    this.#arrived = arrived;
    this.#failed = failed;
  }

  /** Those that are known; the others are asked for. */
  of(numbers: readonly number[], newest: number): ReadonlyMap<number, string> {
    const missing = numbers.filter((n) => n <= newest && !this.#held.has(n)).slice(0, AT_ONCE);
    if (missing.length > 0 && !this.#isAsking) this.#read(missing);
    return this.#held;
  }

  forget(): void {
    this.#held = new Map();
  }

  #read(numbers: readonly number[]): void {
    const held = this.#held;
    this.#isAsking = true;
    void this.#ask(numbers).then((answer) => {
      this.#isAsking = false;
      if (held !== this.#held) return;
      if (!answer.ok) return this.#failed(answer.reason.message);
      if (held.size > HELD) held.clear();
      // Where nobody used the numbers up to the newest there is no time, now and later.
      for (const [index, time] of answer.value.times.entries())
        held.set(numbers[index] as number, time ?? '');
      this.#arrived();
    });
  }
}
