/** Rings when the core asked to be called. */
export class Alarm {
  readonly #nowMs: () => number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** On the core's clock; null where it does not ring. */
  #ringsAtMs: number | null = null;

  constructor(nowMs: () => number, ring: () => void) {
    this.#nowMs = nowMs;
    this.#ring = ring;
  }

  /** In place of the moment before; most steps ask for the one that the last one asked for. */
  setAt(atMs: number): void {
    if (this.#ringsAtMs === atMs) return;
    clearTimeout(this.#timer);
    this.#ringsAtMs = atMs;
    this.#timer = setTimeout(
      () => {
        this.#ringsAtMs = null;
        this.#ring();
      },
      Math.max(1, atMs - this.#nowMs()),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#ringsAtMs = null;
  }
}
