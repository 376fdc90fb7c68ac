/** A rate limit: `burst` at once, then `perSecond`. The monotonic clock is handed in, in milliseconds. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #level: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#level = burst;
    this.#atMs = nowMs;
  }

  /** Takes one; false when there is none. */
  take(nowMs: number): boolean {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs += passedMs;
    this.#level = Math.min(this.#burst, this.#level + (passedMs * this.#perSecond) / 1_000);
    if (this.#level < 1) return false;
    this.#level -= 1;
    return true;
  }
}
