/**
 * The hand on the track, as in an editor: the wheel zooms at the pointer, with Shift or sideways it pans; the middle
 * button or Space drags the view, the left one selects, with a band where it is dragged.
 */
import type { Clip } from '../model/timeline.ts';
import { flagAt } from './flags.ts';
import { clipAt, clipsIn } from './geometry.ts';
import type { Stage } from './stage.ts';
import { fit, numberAt, panBy, zoomAt } from './view.ts';

/** Wheels and pinches tell pixels or lines; so much of them doubles or halves. */
const ZOOM_PER_PX = { wheel: 0.0022, pinch: 0.012 } as const;
const LINE_PX = 16;
/** What a finger shakes is no drag. */
const DRAG_LEAST_PX = 4;

export interface Chosen {
  readonly clips: readonly Clip[];
  /** How it changes what is selected. */
  readonly how: 'only' | 'toggle' | 'to' | 'add';
}

export interface GestureEvents {
  readonly choose: (chosen: Chosen) => void;
  /** The pointer rests over something else now; null outside. */
  readonly hover: (at: { readonly x: number; readonly y: number } | null) => void;
}

interface Drag {
  readonly kind: 'pan' | 'band';
  readonly from: { readonly x: number; readonly y: number };
  readonly pointer: number;
  last: { readonly x: number; readonly y: number };
  moved: boolean;
}

/** @returns a function that takes the hand off */
export function attachGestures(area: HTMLElement, stage: Stage, events: GestureEvents): () => void {
  let drag: Drag | null = null;
  let isSpaceDown = false;
  let hasDragged = false;

  const pointOf = (event: MouseEvent): { x: number; y: number } => {
    const box = area.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const onWheel = (event: WheelEvent): void => {
    turnWheel(stage, event, pointOf(event).x);
    events.hover(null);
  };
  const onDown = (event: PointerEvent): void => {
    hasDragged = false;
    const pans = event.button === 1 || (event.button === 0 && isSpaceDown);
    if (!pans && event.button !== 0) return;
    if (pans) event.preventDefault();
    const at = pointOf(event);
    drag = { kind: pans ? 'pan' : 'band', from: at, last: at, pointer: event.pointerId, moved: false };
  };
  const onMove = (event: PointerEvent): void => {
    const at = pointOf(event);
    if (drag === null) return events.hover(at);
    if (!drag.moved) {
      if (Math.hypot(at.x - drag.from.x, at.y - drag.from.y) < DRAG_LEAST_PX) return;
      drag.moved = true;
      hasDragged = true;
      area.setPointerCapture(drag.pointer);
      area.dataset['dragging'] = drag.kind;
      events.hover(null);
    }
    if (drag.kind === 'pan') stage.look(panBy(stage.frame, at.x - drag.last.x));
    else stage.band(drag.from, at);
    drag.last = at;
  };
  const onUp = (event: PointerEvent): void => {
    const ended = drag;
    drag = null;
    delete area.dataset['dragging'];
    if (ended?.kind !== 'band' || !ended.moved) return;
    const band = stage.band(ended.from, pointOf(event));
    stage.band(null, null);
    if (band === null) return;
    // Single changes are not to be seen from afar: the band is what the person wants to see from near.
    if (stage.isAfar) {
      const [from, to] = [numberAt(stage.frame, band.fromX), numberAt(stage.frame, band.toX)];
      stage.look(
        fit(stage.frame, Math.max(1, Math.floor(from)), Math.min(stage.frame.newest, Math.ceil(to))),
      );
      return;
    }
    const clips = clipsIn(stage.clips, stage.lanes, stage.frame, band);
    events.choose({ clips, how: isAdding(event) || event.shiftKey ? 'add' : 'only' });
  };
  const onCancel = (): void => {
    drag = null;
    delete area.dataset['dragging'];
    stage.band(null, null);
  };
  const onClick = (event: MouseEvent): void => {
    // What keys and screen readers press is the button itself.
    if (event.detail === 0) return;
    if (hasDragged) return;
    const clip = clipAt(stage.clips, stage.lanes, stage.frame, pointOf(event));
    const how = event.shiftKey ? 'to' : isAdding(event) ? 'toggle' : 'only';
    if (clip !== undefined) events.choose({ clips: [clip], how });
    else if (how === 'only' && !stage.isAfar) events.choose({ clips: [], how });
  };
  const onDouble = (event: MouseEvent): void => {
    const { x } = pointOf(event);
    if (stage.isAfar) stage.look(zoomAt(stage.frame, 4, x));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.code !== 'Space') return;
    isSpaceDown = event.type === 'keydown' && area.contains(document.activeElement);
    // On the track itself Space only drags; on a clip it is also its own key, unless it has dragged.
    if (event.target === area || (hasDragged && area.contains(event.target as Node))) event.preventDefault();
  };
  const onLeave = (): void => events.hover(null);

  area.addEventListener('wheel', onWheel, { passive: false });
  area.addEventListener('pointerdown', onDown);
  area.addEventListener('pointermove', onMove);
  area.addEventListener('pointerup', onUp);
  area.addEventListener('pointercancel', onCancel);
  area.addEventListener('pointerleave', onLeave);
  area.addEventListener('click', onClick);
  area.addEventListener('dblclick', onDouble);
  window.addEventListener('keydown', onKey);
  window.addEventListener('keyup', onKey);
  return () => {
    area.removeEventListener('wheel', onWheel);
    area.removeEventListener('pointerdown', onDown);
    area.removeEventListener('pointermove', onMove);
    area.removeEventListener('pointerup', onUp);
    area.removeEventListener('pointercancel', onCancel);
    area.removeEventListener('pointerleave', onLeave);
    area.removeEventListener('click', onClick);
    area.removeEventListener('dblclick', onDouble);
    window.removeEventListener('keydown', onKey);
    window.removeEventListener('keyup', onKey);
  };
}

function turnWheel(stage: Stage, event: WheelEvent, x: number): void {
  event.preventDefault();
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
  const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  if (isSideways && !event.ctrlKey) {
    stage.look(panBy(stage.frame, -(event.deltaX || event.deltaY) * unit));
    return;
  }
  const rate = event.ctrlKey ? ZOOM_PER_PX.pinch : ZOOM_PER_PX.wheel;
  stage.look(zoomAt(stage.frame, Math.exp(-event.deltaY * unit * rate), x));
}

/**
 * The hand on the ruler: it drags the playhead, and turns the wheel as over the track.
 * @param scrub with the version that lies nearest
 * @returns a function that takes the hand off
 */
export function attachRuler(ruler: HTMLElement, stage: Stage, scrub: (version: number) => void): () => void {
  const xOfEvent = (event: MouseEvent): number => event.clientX - ruler.getBoundingClientRect().left;
  const onMove = (event: PointerEvent): void => {
    if ((event.buttons & 1) === 0) return;
    const x = xOfEvent(event);
    const flag = flagAt(stage.frame, stage.checkpoints, x);
    // A version stands at the end of its number's slot.
    scrub(flag?.checkpoint.revision ?? Math.round(numberAt(stage.frame, x) - 1));
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    ruler.setPointerCapture(event.pointerId);
    onMove(event);
  };
  const onWheel = (event: WheelEvent): void => turnWheel(stage, event, xOfEvent(event));
  ruler.addEventListener('pointerdown', onDown);
  ruler.addEventListener('pointermove', onMove);
  ruler.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    ruler.removeEventListener('pointerdown', onDown);
    ruler.removeEventListener('pointermove', onMove);
    ruler.removeEventListener('wheel', onWheel);
  };
}

function isAdding(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey;
}
