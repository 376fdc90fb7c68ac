/** The pointer in the 3D view: turns, moves and zooms it, selects by clicks and boxes, and moves what is in the hand. */
import type { ObjectId } from '#app/scene/index.ts';
import type { Choosing } from '../../model/selection.ts';
import type { Band } from './band.ts';
import type { Editing } from './editing.ts';
import type { Constraint, Handle } from './drag.ts';
import type { Pixel } from './eye.ts';
import { constraintOf } from './gizmo.ts';
import type { HandleKey } from './gizmo.ts';
import { nextPicked } from './pick.ts';
import { orbited, panned, zoomed } from './view.ts';
import type { Viewport } from './viewport.ts';

const RADIANS_PER_PX = 0.008;
const ZOOM_PER_PX = 1.0016;
const ZOOM_PER_DRAGGED_PX = 1.006;
/** A wheel that counts in lines or pages. */
const PX_OF_MODE = [1, 16, 320] as const;
/** A hand that clicks moves a little. */
const CLICK_WITHIN_PX = 4;

type Gesture = 'orbit' | 'pan' | 'zoom' | 'press' | 'band' | 'handle';

export interface PointerTargets {
  readonly select: (ids: readonly ObjectId[], how: Choosing) => void;
  /** The one that was selected last. */
  readonly active: () => ObjectId | null;
  readonly isSelected: (id: ObjectId) => boolean;
  readonly handle: () => Handle;
}

/** @param element whose pixels the view counts in. @returns a function that ends it */
export function followPointer(
  element: HTMLElement,
  viewport: Viewport,
  editing: Editing,
  band: Band,
  targets: PointerTargets,
): () => void {
  let gesture: Gesture | null = null;
  let start: Pixel = { x: 0, y: 0 };
  let last: Pixel = start;
  const pixelOf = (event: MouseEvent): Pixel => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  const down = (event: PointerEvent): void => {
    element.focus({ preventScroll: true });
    start = pixelOf(event);
    last = start;
    if (editing.isHolding) {
      if (event.button === 0) void editing.finish();
      else editing.cancel();
      event.preventDefault();
      return;
    }
    gesture = gestureOf(event);
    if (gesture === null) return;
    if (gesture === 'press' && band.isWaiting) {
      gesture = 'band';
      band.begin(start);
    }
    const constraint = gesture === 'press' ? constraintAt(event) : null;
    if (constraint !== null) gesture = editing.begin(targets.handle(), constraint, start) ? 'handle' : null;
    if (gesture !== null) element.setPointerCapture(event.pointerId);
    event.preventDefault();
  };

  const move = (event: PointerEvent): void => {
    const now = pixelOf(event);
    const [dx, dy] = [now.x - last.x, now.y - last.y];
    last = now;
    const { view, eye } = viewport;
    switch (gesture) {
      case 'orbit':
        viewport.look(orbited(view, -dx * RADIANS_PER_PX, dy * RADIANS_PER_PX));
        return;
      case 'pan': {
        const metres = eye.metresPerPixel(view.target);
        viewport.look(panned(view, -dx * metres, dy * metres));
        return;
      }
      case 'zoom':
        viewport.look(zoomed(view, ZOOM_PER_DRAGGED_PX ** dy));
        return;
      case 'press':
        if (!isFar(start, now)) return;
        gesture = 'band';
        viewport.point(null);
        band.begin(start);
        band.moveTo(now);
        return;
      case 'band':
        band.moveTo(now);
        return;
      case 'handle':
      case null:
    }
    if (editing.isHolding) {
      editing.moveTo(now, event.ctrlKey || event.metaKey ? editing.snap(event.shiftKey) : null);
      return;
    }
    viewport.point(constraintAt(event) === null ? (viewport.pick(now)[0] ?? null) : null);
  };

  const up = (event: PointerEvent): void => {
    const ended = gesture;
    gesture = null;
    if (ended === 'handle') void editing.finish();
    if (ended === 'band') {
      const box = band.end();
      if (box !== null) targets.select(viewport.pickWithin(box), howOf(event, 'remove'));
    }
    if (ended !== 'press') return;
    const hits = viewport.pick(pixelOf(event));
    const how = howOf(event, 'toggle');
    if (how === 'only') {
      const next = nextPicked(hits, targets.active());
      targets.select(next === null ? [] : [next], how);
      return;
    }
    // Of several behind each other, the nearest one that is not selected yet.
    const next = (how === 'add' ? hits.find((id) => !targets.isSelected(id)) : undefined) ?? hits[0];
    if (next !== undefined) targets.select([next], how);
  };

  const lost = (): void => {
    if (gesture === 'handle') editing.cancel();
    band.cancel();
    gesture = null;
  };
  const left = (): void => viewport.point(null);
  const menu = (event: Event): void => event.preventDefault();
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const by = ZOOM_PER_PX ** (event.deltaY * (PX_OF_MODE[event.deltaMode] ?? 1) * (event.ctrlKey ? 4 : 1));
    const { eye, view } = viewport;
    viewport.look(zoomed(view, by, eye.onPlaneThrough(view.target, pixelOf(event))));
  };

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', lost);
  element.addEventListener('pointerleave', left);
  element.addEventListener('contextmenu', menu);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', lost);
    element.removeEventListener('pointerleave', left);
    element.removeEventListener('contextmenu', menu);
    element.removeEventListener('wheel', wheel);
  };
}

/** Shift adds to what is selected. */
function howOf(event: PointerEvent, withControl: 'toggle' | 'remove'): Choosing {
  if (event.ctrlKey || event.metaKey) return withControl;
  return event.shiftKey ? 'add' : 'only';
}

function isFar(a: Pixel, b: Pixel): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) > CLICK_WITHIN_PX;
}

/** As Blender's middle button does; Alt and the left one stand in where there is none. */
function gestureOf(event: PointerEvent): Gesture | null {
  if (event.button !== 1 && event.button !== 0) return null;
  if (event.button === 0 && !event.altKey) return 'press';
  if (event.shiftKey) return 'pan';
  return event.ctrlKey || event.metaKey ? 'zoom' : 'orbit';
}

function constraintAt({ target }: Event): Constraint | null {
  const key = target instanceof Element ? target.getAttribute('data-handle') : null;
  return key === null ? null : constraintOf(key as HandleKey);
}
