/**
 * An object in the hand: taken by a handle or a key, followed until it is let go, and handed in as one change of the person
 * at this window. Until then nothing but this view knows of it.
 */
import { sameValue } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject, Transform } from '#app/scene/index.ts';
import type { AxisIndex, Frame } from '../../axes.ts';
import type { EditState } from '../../store/store.ts';
import { strings } from '../../strings.ts';
import { amountOf, amountTo, figuresOf, FREE, grab, transformAfter } from './drag.ts';
import type { Amount, Constraint, Grab, Handle, Snap } from './drag.ts';
import type { Pixel } from './eye.ts';
import { cellOf } from './grid.ts';
import type { Viewport } from './viewport.ts';

/** What the window allows and how it reads, asked at the moment of need. */
export interface Surroundings {
  readonly edit: () => EditState;
  readonly isLocked: (id: ObjectId) => boolean;
  readonly frameOf: (id: ObjectId) => Frame;
  /** In metres: what a number that is typed counts. */
  readonly lengthUnitM: () => number;
  readonly submit: (
    operations: readonly Operation[],
    part: Handle,
    object: SceneObject,
  ) => Promise<string | null>;
}

/** What is said of it: in the hand with how far, or why not. */
export type Said =
  | {
      readonly kind: 'holding';
      readonly handle: Handle;
      readonly figures: readonly (number | null)[];
      readonly typed: string;
    }
  | { readonly kind: 'told'; readonly text: string; readonly isProblem: boolean };

const SNAP_DEGREES = 5;
const SNAP_FACTOR = 0.1;
/** Of a visible cell of the ground. */
const SNAP_CELLS = 0.25;
const FINER = 0.2;

export class Editing {
  readonly #viewport: Viewport;
  readonly #around: Surroundings;
  readonly #say: (said: Said | null) => void;
  #held: Grab | null = null;
  #amount: Amount | null = null;
  #last: { readonly pixel: Pixel; readonly snap: Snap | null } | null = null;
  #typed = '';
  /** Counts what was let go, so that an answer that comes late ends nothing newer. */
  #times = 0;

  constructor(viewport: Viewport, around: Surroundings, say: (said: Said | null) => void) {
    this.#viewport = viewport;
    this.#around = around;
    this.#say = say;
  }

  get isHolding(): boolean {
    return this.#held !== null;
  }

  /** Why nothing can be taken in hand now; null where something can. */
  refusal(): string | null {
    const words = strings.space.refused;
    const edit = this.#around.edit();
    if (edit === 'held' || edit === 'read_only' || edit === 'past') return words[edit];
    const selected = this.#viewport.selected;
    if (selected === undefined) return words.nothing;
    return this.#around.isLocked(selected.object.id) ? words.locked(selected.object.name) : null;
  }

  /** @returns whether it is in the hand now; else why not has been said */
  begin(handle: Handle, constraint: Constraint, start: Pixel): boolean {
    const refusal = this.refusal();
    const placed = this.#viewport.selected;
    if (refusal !== null || placed === undefined) {
      this.#say({ kind: 'told', text: refusal ?? strings.space.refused.nothing, isProblem: true });
      return false;
    }
    this.#times += 1;
    const chain = this.#viewport.chainOf(placed);
    this.#held = grab(handle, constraint, placed, chain, this.#around.frameOf(placed.object.id), start);
    this.#typed = '';
    this.#last = { pixel: start, snap: null };
    this.#follow();
    return true;
  }

  moveTo(pixel: Pixel, snap: Snap | null): void {
    this.#last = { pixel, snap };
    if (this.#typed === '') this.#follow();
  }

  /** Along one axis, or all but one; the same again sets it free. */
  constrain(along: 'axis' | 'plane', axis: AxisIndex): void {
    const held = this.#held;
    if (held === null) return;
    const { constraint } = held;
    const isSame = constraint.along === along && constraint.axis === axis;
    this.#held = { ...held, constraint: isSame ? FREE : { along, axis } };
    this.#follow();
  }

  /** Another figure of how far, or one taken back. */
  type(key: string): void {
    if (this.#held === null) return;
    if (key === 'Backspace') this.#typed = this.#typed.slice(0, -1);
    else if (key === '-')
      this.#typed = this.#typed.startsWith('-') ? this.#typed.slice(1) : `-${this.#typed}`;
    else if (key !== '.' || !this.#typed.includes('.')) this.#typed += key;
    this.#follow();
  }

  /** Steps for a person who holds Ctrl, finer with Shift. */
  snap(isFine: boolean): Snap {
    const by = isFine ? FINER : 1;
    return {
      metres: cellOf(this.#viewport.view) * SNAP_CELLS * by,
      radians: (SNAP_DEGREES * by * Math.PI) / 180,
      factor: SNAP_FACTOR * by,
    };
  }

  /** Lets it go where it is: one change, or none where it stands where it stood. */
  async finish(): Promise<void> {
    const held = this.#held;
    if (held === null || this.#amount === null) return;
    const transform = transformAfter(held, this.#amount);
    this.#held = null;
    this.#times += 1;
    const time = this.#times;
    const { object } = held;
    // What is allowed may have ended while it was in the hand.
    const refusal = this.refusal();
    if (refusal !== null || sameValue(transform, object.transform)) {
      this.#release();
      this.#say(refusal === null ? null : { kind: 'told', text: refusal, isProblem: true });
      return;
    }
    this.#say(null);
    const operation: Operation = { op: 'set_transform', id: object.id, transform };
    const problem = await this.#around.submit([operation], held.handle, object);
    if (this.#times !== time) return;
    this.#release();
    if (problem !== null) this.#say({ kind: 'told', text: problem, isProblem: true });
  }

  cancel(text: string | null = null): void {
    if (this.#held === null) return;
    this.#held = null;
    this.#times += 1;
    this.#release();
    this.#say({ kind: 'told', text: text ?? strings.space.putBack, isProblem: text !== null });
  }

  /** Another object is selected: what was said is of the one before. */
  forget(): void {
    this.cancel();
    this.#say(null);
  }

  /** After the scene or what is allowed changed: what is in the hand may not be there any more. */
  check(edit: EditState, locks: ReadonlySet<ObjectId>): void {
    const held = this.#held;
    if (held === null) return;
    const words = strings.space.refused;
    const { id, name } = held.object;
    if (edit === 'held' || edit === 'read_only' || edit === 'past') this.cancel(words[edit]);
    else if (this.#viewport.placement.get(id) === undefined) this.cancel(words.gone(name));
    else if (locks.has(id)) this.cancel(words.locked(name));
    else if (!this.#viewport.isUnchanged(held.object)) this.cancel(words.changed(name));
  }

  #follow(): void {
    const held = this.#held;
    if (held === null || this.#last === null) return;
    const { eye } = this.#viewport;
    const number = this.#typed === '' ? NaN : Number(this.#typed);
    this.#amount = Number.isFinite(number)
      ? amountOf(held, held.handle === 'move' ? number * this.#around.lengthUnitM() : number, eye)
      : amountTo(held, this.#last.pixel, eye, this.#last.snap);
    const transform: Transform = transformAfter(held, this.#amount);
    this.#viewport.hold({ object: held.object, transform });
    this.#say({
      kind: 'holding',
      handle: held.handle,
      figures: figuresOf(held, this.#amount),
      typed: this.#typed,
    });
  }

  #release(): void {
    this.#amount = null;
    this.#viewport.hold(null);
  }
}
