/** Draws the axis: numbers, pauses as breaks in it, and on a second line the computer's clock. */
import type { PauseView } from '#app/control-room/index.ts';
import { tickStep } from '../model/timeline.ts';
import { formatClock, formatCount } from '../numbers.ts';
import type { Palette } from './palette.ts';
import { numbersIn, xOf } from './view.ts';
import type { Frame } from './view.ts';

export const RULER_PX = 26;
export const CLOCK_PX = 16;
const LABEL_LEAST_PX = 110;
const MINOR_LEAST_PX = 40;
export const NUMBER_UP_PX = 9;
const WORDS_APART_PX = 6;
/** Pauses that lie closer together are one break. */
const BREAK_LEAST_PX = 14;

type Context = CanvasRenderingContext2D;

/** Numbers at which a label stands, ascending. */
export function labelledNumbers(frame: Frame): number[] {
  return ticks(frame, tickStep(frame.pxPerNumber, LABEL_LEAST_PX));
}

function ticks(frame: Frame, step: number): number[] {
  const { from } = numbersIn(frame);
  const to = Math.ceil(frame.right) + step;
  const found: number[] = [];
  for (let n = Math.max(step, Math.floor(from / step) * step); n <= to; n += step) found.push(n);
  return found;
}

/** Lines behind the clips. */
export function paintGrid(context: Context, palette: Palette, frame: Frame, heightPx: number): void {
  context.fillStyle = palette.line;
  for (const n of labelledNumbers(frame)) context.fillRect(Math.round(xOf(frame, n)), 0, 1, heightPx);
}

export interface RulerScene {
  readonly frame: Frame;
  readonly pauses: readonly PauseView[];
  /** Times by number; null where the second line is not shown. */
  readonly clock: ReadonlyMap<number, string> | null;
  readonly playhead: number | null;
  readonly isHeld: boolean;
  /** Where names of versions stand, in pixels. */
  readonly named: readonly Span[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

export function paintRuler(context: Context, palette: Palette, scene: RulerScene): void {
  const { frame, pauses, clock, playhead, isHeld, named } = scene;
  const major = tickStep(frame.pxPerNumber, LABEL_LEAST_PX);
  context.fillStyle = palette.tick;
  for (const n of ticks(frame, tickStep(frame.pxPerNumber, MINOR_LEAST_PX))) {
    const height = n % major === 0 ? 7 : 4;
    context.fillRect(Math.round(xOf(frame, n)), RULER_PX - height, 1, height);
  }
  context.textAlign = 'center';
  context.font = palette.figures;
  context.fillStyle = palette.quiet;
  for (const n of ticks(frame, major))
    paintWords(context, frame, formatCount(n), xOf(frame, n), RULER_PX - NUMBER_UP_PX, named);
  if (clock !== null) paintClock(context, frame, clock);
  context.textAlign = 'left';
  for (const pause of breaksIn(frame, pauses)) paintBreak(context, palette, xOf(frame, pause.n));
  if (frame.isFollowing)
    triangle(context, isHeld ? palette.override : palette.text, xOf(frame, frame.newest + 1));
  if (playhead !== null) triangle(context, palette.accent, xOf(frame, playhead + 1));
}

function paintClock(context: Context, frame: Frame, clock: ReadonlyMap<number, string>): void {
  for (const n of labelledNumbers(frame)) {
    const time = clock.get(n);
    if (time === undefined) continue;
    paintWords(context, frame, formatClock(time), xOf(frame, n), RULER_PX + CLOCK_PX - 4);
  }
}

/** Whole or not at all, since a part of a number is another one; at now it makes room for itself. */
function paintWords(
  context: Context,
  { widthPx }: Frame,
  words: string,
  x: number,
  y: number,
  taken: readonly Span[] = [],
): void {
  const half = context.measureText(words).width / 2;
  if (x < half || x > widthPx + half) return;
  const middle = Math.min(x, widthPx - half);
  if (
    taken.some(({ from, to }) => middle + half + WORDS_APART_PX > from && middle - half < to + WORDS_APART_PX)
  )
    return;
  context.fillText(words, middle, y);
}

/** The longest of those that lie too close together, ascending. */
export function breaksIn(frame: Frame, pauses: readonly PauseView[]): PauseView[] {
  const kept: PauseView[] = [];
  for (const pause of pauses) {
    const x = xOf(frame, pause.n);
    if (x < 0 || x > frame.widthPx) continue;
    const last = kept.at(-1);
    if (last === undefined || x - xOf(frame, last.n) >= BREAK_LEAST_PX) kept.push(pause);
    else if (pause.ms > last.ms) kept[kept.length - 1] = pause;
  }
  return kept;
}

/** What the pointer is over, for its card. */
export function pauseAt(frame: Frame, pauses: readonly PauseView[], x: number): PauseView | undefined {
  return breaksIn(frame, pauses).find((pause) => Math.abs(xOf(frame, pause.n) - x) <= BREAK_LEAST_PX / 2);
}

/** Two slanted strokes: the axis is broken here, and what was between takes no room. */
function paintBreak(context: Context, palette: Palette, x: number): void {
  context.strokeStyle = palette.quiet;
  context.lineWidth = 1.2;
  context.beginPath();
  for (const dx of [-2, 2]) {
    context.moveTo(x + dx - 2.5, RULER_PX);
    context.lineTo(x + dx + 2.5, RULER_PX - 8);
  }
  context.stroke();
}

function triangle(context: Context, colour: string, x: number): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - 5, RULER_PX - 7);
  context.lineTo(x + 5, RULER_PX - 7);
  context.lineTo(x, RULER_PX);
  context.fill();
}
