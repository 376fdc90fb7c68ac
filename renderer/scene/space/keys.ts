/** The keys of the 3D view: as in Blender, with the row of digits where there is no block of them. */
import type { KeyboardEvent } from 'react';
import type { AxisIndex } from '../../axes.ts';
import { isShortcut } from '../../shortcuts.ts';
import type { Band } from './band.ts';
import type { Comparison } from './comparison.ts';
import { FREE } from './drag.ts';
import type { Handle } from './drag.ts';
import type { Editing } from './editing.ts';
import type { Pixel } from './eye.ts';
import { lookedAtFrom, orbited, panned, zoomed } from './view.ts';
import type { Side } from './view.ts';
import type { Viewport } from './viewport.ts';

const ORBIT_RADIANS = Math.PI / 12;
/** Of the picture's height. */
const PAN_SHARE = 0.08;
const ZOOM = 1.25;

const HANDLES: readonly Handle[] = ['move', 'turn', 'scale'];
const AXIS_OF: ReadonlyMap<string, AxisIndex> = new Map([
  ['x', 0],
  ['y', 1],
  ['z', 2],
]);
/** From the named side, and with Ctrl from the other one. */
const SIDE_OF: ReadonlyMap<string, readonly [Side, Side]> = new Map([
  ['1', ['front', 'back']],
  ['3', ['right', 'left']],
  ['7', ['top', 'bottom']],
]);
const ARROWS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, 1]],
  ['ArrowDown', [0, -1]],
]);

export interface KeyTargets {
  readonly viewport: Viewport;
  readonly editing: Editing;
  readonly frameSelected: () => void;
  readonly lookThroughCamera: () => void;
  readonly selectAll: () => void;
  readonly selectNone: () => void;
  readonly band: Band;
  readonly help: () => void;
  readonly comparison: Comparison;
  /** Where the pointer was last, or the middle. */
  readonly pointer: () => Pixel;
}

/** @returns whether the key was one of the view's */
export function pressed(event: KeyboardEvent, targets: KeyTargets): boolean {
  // A key of the digits' block means the same whether it is locked to digits or not.
  const digit = /^(?:Numpad|Digit)(\d)$/u.exec(event.code)?.[1];
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (targets.editing.isHolding) return whileHolding(event, digit ?? event.key, isPlain, targets.editing);
  const key = digit ?? event.key;
  if (key === 'Escape' && (targets.band.cancel() || targets.comparison.leave())) return true;
  const { viewport } = targets;
  const { view } = viewport;
  const sides = SIDE_OF.get(key);
  if (sides !== undefined && !event.altKey && !event.shiftKey) {
    viewport.look(lookedAtFrom(view, sides[event.ctrlKey || event.metaKey ? 1 : 0], viewport.axes), true);
    return true;
  }
  const command = commandOf(event, targets);
  if (command !== null) {
    command();
    return true;
  }
  if (!isPlain) return false;
  const arrow = ARROWS.get(event.key);
  if (arrow !== undefined) {
    const [x, y] = arrow;
    if (event.shiftKey) {
      const metres = viewport.eye.metresPerPixel(view.target) * viewport.eye.size.height * PAN_SHARE;
      viewport.look(panned(view, x * metres, y * metres));
    } else viewport.look(orbited(view, x * ORBIT_RADIANS, y * ORBIT_RADIANS), true);
    return true;
  }
  switch (key) {
    case '5':
      viewport.look({ ...view, isOrthographic: !view.isOrthographic, side: null });
      return true;
    case '0':
      targets.lookThroughCamera();
      return true;
    case '+':
    case '=':
      viewport.look(zoomed(view, 1 / ZOOM), true);
      return true;
    case '-':
      viewport.look(zoomed(view, ZOOM), true);
      return true;
    case ' ':
      targets.comparison.press(event.timeStamp, event.repeat);
      return true;
    default:
      return false;
  }
}

function commandOf(event: KeyboardEvent, targets: KeyTargets): (() => void) | null {
  const handle = HANDLES.find((each) => isShortcut(event, each));
  if (handle !== undefined)
    return () => (event.repeat ? undefined : targets.editing.begin(handle, FREE, targets.pointer()));
  // As in Blender, beside the key that can be changed.
  const isBlocksPoint = event.code === 'NumpadDecimal' && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isBlocksPoint || isShortcut(event, 'frame_selected')) return targets.frameSelected;
  if (isShortcut(event, 'frame_all')) return () => targets.viewport.frameAll();
  if (isShortcut(event, 'select_all')) return targets.selectAll;
  if (isShortcut(event, 'select_none')) return targets.selectNone;
  if (isShortcut(event, 'select_box')) return () => targets.band.wait();
  return isShortcut(event, 'space_keys') ? targets.help : null;
}

export function released(event: KeyboardEvent, { comparison }: KeyTargets): void {
  if (event.key === ' ') comparison.release(event.timeStamp);
}

function whileHolding(event: KeyboardEvent, key: string, isPlain: boolean, editing: Editing): boolean {
  if (key === 'Escape') editing.cancel();
  else if (key === 'Enter') void editing.finish();
  else if (!isPlain) return false;
  else if (/^\d$/u.test(key) || key === '.' || key === '-' || key === 'Backspace') editing.type(key);
  else {
    const axis = AXIS_OF.get(key.toLowerCase());
    if (axis !== undefined) editing.constrain(event.shiftKey ? 'plane' : 'axis', axis);
  }
  // Nothing else happens while something is in the hand.
  return true;
}
