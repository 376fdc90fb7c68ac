/** The box that selects: drawn by a drag, at once or after a key, and given up by Escape. */
import type { Pixel } from './eye.ts';
import { boxBetween } from './pick.ts';
import type { PixelBox } from './pick.ts';

/** What shows of it. */
export interface ShownBand {
  /** The next drag draws one. */
  readonly isWaiting: boolean;
  /** Null where nothing is drawn. */
  readonly box: PixelBox | null;
}

export class Band {
  readonly #show: (shown: ShownBand) => void;
  #isWaiting = false;
  #start: Pixel | null = null;
  #box: PixelBox | null = null;

  constructor(show: (shown: ShownBand) => void) {
    this.#show = show;
  }

  /** The next drag begins a box wherever it begins. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  wait(): void {
    this.#isWaiting = true;
    this.#tell();
  }

  begin(at: Pixel): void {
    this.#isWaiting = false;
    this.#start = at;
    this.moveTo(at);
  }

  moveTo(at: Pixel): void {
    if (this.#start === null) return;
    this.#box = boxBetween(this.#start, at);
    this.#tell();
  }

  /** @returns what was drawn; null where it was given up */
  end(): PixelBox | null {
    const box = this.#box;
    this.cancel();
    return box;
  }

  /** @returns whether there was anything to give up */
  cancel(): boolean {
    const was = this.#isWaiting || this.#start !== null;
    this.#isWaiting = false;
    this.#start = null;
    this.#box = null;
    if (was) this.#tell();
    return was;
  }

  #tell(): void {
    this.#show({ isWaiting: this.#isWaiting, box: this.#box });
  }
}
