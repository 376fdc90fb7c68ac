/** A token bucket: `burst` at once, then `perSecond`. Deterministic: the clock is handed in, in monotonic milliseconds. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #level: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1_000;
    this.#burst = burst;
    this.#level = burst;
    this.#atMs = nowMs;
  }

  /** Takes `amount`; false, with nothing taken, when the bucket does not hold it. */
  take(amount: number, nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#level < amount) return false;
    this.#level -= amount;
    return true;
  }

  /** Puts `amount` back, up to the burst. */
  give(amount: number): void {
    this.#level = Math.min(this.#burst, this.#level + amount);
  }

  /** Milliseconds until `amount` can be taken; 0 when it can be now. */
  waitMs(amount: number, nowMs: number): number {
    this.#refill(nowMs);
    return this.#level >= amount ? 0 : (amount - this.#level) / this.#perMs;
  }

  #refill(nowMs: number): void {
    // A clock that stands or is handed in late adds nothing; it never takes away.
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = Math.max(this.#atMs, nowMs);
    this.#level = Math.min(this.#burst, this.#level + passedMs * this.#perMs);
  }
}
