/**
 * What is in the hand, one object or several: taken by a handle or a key, followed until it is let go, and handed in as one
 * change of the person at this window. Until then nothing but this view knows of it.
 */
import { sameValue } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject, Transform } from '#app/scene/index.ts';
import type { AxisIndex, Frame } from '../../axes.ts';
import { topsOf } from '../../model/selection.ts';
import type { EditState } from '../../store/store.ts';
import { strings } from '../../strings.ts';
import { amountOf, amountTo, figuresOf, FREE, grab, hasPlaces, transformsAfter } from './drag.ts';
import type { Amount, Constraint, Grab, Handle, HeldPart, Snap, Taken } from './drag.ts';
import type { Pixel } from './eye.ts';
import { cellOf } from './grid.ts';
import type { Placed } from './placement.ts';
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
    objects: readonly SceneObject[],
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
    // What is drawn would become the person's own change, approved by nobody.
    if (!this.#viewport.isShared) return words.otherVersion;
    const tops = this.#viewport.tops();
    if (tops.length === 0) return words.nothing;
    return this.#lockedOf(tops.map(({ object }) => object)) ?? flatOf(this.#chains(tops));
  }

  #lockedOf(objects: readonly SceneObject[]): string | null {
    const { placement } = this.#viewport;
    return refusalOf(objects, (id) => placement.get(id)?.object, this.#around.isLocked);
  }

  #chains(tops: readonly Placed[]): Taken[] {
    return tops.map((placed) => ({
      placed,
      chain: this.#viewport.chainOf(placed.object),
      frame: this.#around.frameOf(placed.object.id),
    }));
  }

  /** @returns whether it is in the hand now; else why not has been said */
  begin(handle: Handle, constraint: Constraint, start: Pixel): boolean {
    const refusal = this.refusal();
    const [first, ...others] = this.#chains(refusal === null ? this.#viewport.tops() : []);
    if (refusal !== null || first === undefined) {
      this.#say({ kind: 'told', text: refusal ?? strings.space.refused.nothing, isProblem: true });
      return false;
    }
    this.#times += 1;
    this.#held = grab(handle, constraint, [first, ...others], start);
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
    const operations = transformsAfter(held, this.#amount).flatMap((transform, i): Operation[] => {
      const { object } = held.parts[i] as HeldPart;
      return sameValue(transform, object.transform)
        ? []
        : [{ op: 'set_transform', id: object.id, transform }];
    });
    this.#held = null;
    this.#times += 1;
    const time = this.#times;
    // What is allowed may have ended while it was in the hand.
    const refusal = this.refusal();
    if (refusal !== null || operations.length === 0) {
      this.#release();
      this.#say(refusal === null ? null : { kind: 'told', text: refusal, isProblem: true });
      return;
    }
    this.#say(null);
    const problem = await this.#around.submit(
      operations,
      held.handle,
      held.parts.map(({ object }) => object),
    );
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

  /** Something else is selected: what was said is of the one before. */
  forget(): void {
    this.cancel();
    this.#say(null);
  }

  /** After the scene or what is allowed changed: what is in the hand may not be there any more. */
  check(edit: EditState, locks: ReadonlySet<ObjectId>): void {
    const held = this.#held;
    if (held === null) return;
    const words = strings.space.refused;
    if (edit === 'held' || edit === 'read_only' || edit === 'past') return this.cancel(words[edit]);
    if (!this.#viewport.isShared) return this.cancel(words.otherVersion);
    for (const { object, parent } of held.parts) {
      const { id, name } = object;
      const above = object.parent === null ? undefined : this.#viewport.placement.get(object.parent);
      if (this.#viewport.placement.get(id) === undefined) return this.cancel(words.gone(name));
      const isMoved = above !== undefined && !above.world.equals(parent);
      if (isMoved || !this.#viewport.isUnchanged(object)) return this.cancel(words.changed(name));
    }
    const locked = locks.size === 0 ? null : this.#lockedOf(held.parts.map(({ object }) => object));
    if (locked !== null) this.cancel(locked);
  }

  #follow(): void {
    const held = this.#held;
    if (held === null || this.#last === null) return;
    const { eye } = this.#viewport;
    const number = this.#typed === '' ? NaN : Number(this.#typed);
    this.#amount = Number.isFinite(number)
      ? amountOf(held, held.handle === 'move' ? number * this.#around.lengthUnitM() : number, eye)
      : amountTo(held, this.#last.pixel, eye, this.#last.snap);
    const transforms = transformsAfter(held, this.#amount);
    this.#viewport.hold(
      held.parts.map(({ object }, i) => ({ ...object, transform: transforms[i] as Transform })),
    );
    this.#say({
      kind: 'holding',
      handle: held.handle,
      figures: figuresOf(held, this.#amount),
      typed: this.#typed,
    });
  }

  #release(): void {
    this.#amount = null;
    this.#viewport.hold([]);
  }
}

/** Why one of them cannot be told a place; null where each can. */
function flatOf(taken: readonly Taken[]): string | null {
  const flat = taken.find(({ chain }) => !hasPlaces(chain));
  return flat === undefined ? null : strings.space.refused.flat(flat.placed.object.name);
}

type Finding = (id: ObjectId) => SceneObject | undefined;

/** Why a selection cannot be moved as a whole: one of them is locked, or what it hangs below; null where none is. */
export function lockRefusal(
  selected: ReadonlySet<ObjectId>,
  objects: ReadonlyMap<ObjectId, SceneObject>,
  isLocked: (id: ObjectId) => boolean,
): string | null {
  const tops = topsOf(
    [...selected].flatMap((id) => objects.get(id) ?? []),
    (id) => objects.get(id)?.parent,
  );
  return refusalOf(tops, (id) => objects.get(id), isLocked);
}

function refusalOf(
  objects: readonly SceneObject[],
  find: Finding,
  isLocked: (id: ObjectId) => boolean,
): string | null {
  const words = strings.space.refused;
  const found = objects.flatMap((object) => {
    const lock = lockOn(object, find, isLocked);
    return lock === null ? [] : [{ object, lock }];
  });
  const [first] = found;
  if (first === undefined) return null;
  if (objects.length > 1) return words.severalLocked(found.length, first.lock.name);
  return first.lock === first.object
    ? words.locked(first.object.name)
    : words.lockedAbove(first.object.name, first.lock.name);
}

/** A lock is on an object with all that hangs below it (R31). */
function lockOn(object: SceneObject, find: Finding, isLocked: (id: ObjectId) => boolean): SceneObject | null {
  const seen = new Set<SceneObject>();
  for (let at: SceneObject | undefined = object; at !== undefined && !seen.has(at);) {
    if (isLocked(at.id)) return at;
    seen.add(at);
    at = at.parent === null ? undefined : find(at.parent);
  }
  return null;
}
