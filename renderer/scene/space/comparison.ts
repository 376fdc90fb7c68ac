/**
 * Before and after in turn, from where the artist looks in their engine: by a key that is tapped or held, or by a button.
 * Where no engine tells that, and once a person has moved the view themselves, it stays where it is.
 */
import type { EngineViewpoint } from '#app/control-room/index.ts';
import type { View } from './view.ts';
import type { Viewport } from './viewport.ts';

/** Longer than this a key is held: letting go of it shows again what was there. */
export const HELD_AFTER_MS = 350;

/** From where both are looked at: an engine's view, or that of this window. */
export type ComparedFrom = { readonly engine: string } | 'here';

export interface ComparisonSurroundings {
  /** Shows the other one. @returns whether there are two */
  readonly flip: () => boolean;
  /** Shows what is shown when nothing is compared. */
  readonly settle: () => void;
  /** From where an artist looks now; null where no engine tells it. */
  readonly viewpoint: () => Promise<EngineViewpoint | null>;
  readonly say: (from: ComparedFrom | null) => void;
  readonly nothingToCompare: () => void;
}

type Looking = Pick<Viewport, 'view' | 'takenFrom' | 'look' | 'lookFrom'>;

export class Comparison {
  readonly #viewport: Looking;
  #around: ComparisonSurroundings | null = null;
  /** What the two are of: a suggestion's or a conflict's id, a version. */
  #of: string | null = null;
  /** Where the view was before; null while nothing is compared. */
  #before: View | null = null;
  #pressedMs: number | null = null;
  #isHeld = false;
  /** Counts beginnings and ends, so that an answer that comes late moves nothing. */
  #times = 0;

  constructor(viewport: Looking) {
    this.#viewport = viewport;
  }

  /** What it asks and tells from now on. */
  attend(around: ComparisonSurroundings): void {
    this.#around = around;
  }

  /** The key went down. @param isAgain by itself, since it is held */
  press(atMs: number, isAgain: boolean): void {
    if (isAgain) {
      // A key that found nothing to compare shows nothing that letting go of it could end.
      this.#isHeld = this.#pressedMs !== null;
      return;
    }
    if (this.toggle()) this.#pressedMs = atMs;
  }

  release(atMs: number): void {
    if (this.#pressedMs === null) return;
    const isHeld = this.#isHeld || atMs - this.#pressedMs >= HELD_AFTER_MS;
    this.#letGo();
    if (isHeld) this.#around?.flip();
  }

  /** The key is heard no more, wherever it is let go. */
  lose(): void {
    if (this.#pressedMs === null) return;
    this.#letGo();
    this.#around?.flip();
  }

  /** @returns whether there was anything to compare */
  toggle(): boolean {
    if (this.#around?.flip() !== true) {
      this.#around?.nothingToCompare();
      return false;
    }
    const isFirst = this.#before === null;
    this.#before ??= this.#viewport.view;
    // Whoever has moved since wants to compare from there.
    if (isFirst || this.#viewport.takenFrom !== null) void this.#take();
    return true;
  }

  /** Back to where the view was, and to what is shared. @returns whether anything was compared */
  leave(): boolean {
    const before = this.#before;
    if (before === null) return false;
    if (this.#viewport.takenFrom !== null) this.#viewport.look(before, true);
    this.#end();
    this.#around?.settle();
    return true;
  }

  /** Where it is something else that could be compared, or nothing, it is over. */
  compare(of: string | null): void {
    if (of === this.#of) return;
    this.#of = of;
    if (this.#before !== null && this.#viewport.takenFrom !== null) this.#viewport.look(this.#before, true);
    this.#end();
  }

  async #take(): Promise<void> {
    this.#times += 1;
    const times = this.#times;
    const seen = (await this.#around?.viewpoint()) ?? null;
    if (this.#times !== times) return;
    if (seen !== null) this.#viewport.lookFrom(seen);
    this.#around?.say(seen === null ? 'here' : { engine: seen.engine });
  }

  #end(): void {
    this.#times += 1;
    this.#before = null;
    this.#letGo();
    this.#around?.say(null);
  }

  #letGo(): void {
    this.#pressedMs = null;
    this.#isHeld = false;
  }
}
