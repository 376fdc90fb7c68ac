/** Draws the flags of named versions over the axis, with their names where there is room. */
import type { Checkpoint } from '#app/ledger/index.ts';
import { flagsIn } from './flags.ts';
import { NUMBER_UP_PX, RULER_PX } from './paint-ruler.ts';
import type { Palette } from './palette.ts';
import type { Frame } from './view.ts';

const PENNANT_PX = 6;
const NAME_MOST_PX = 150;
/** Of less than this nothing can be read. */
const NAME_LEAST_PX = 30;
const GAP_PX = 4;

type Context = CanvasRenderingContext2D;

export function paintFlags(
  context: Context,
  palette: Palette,
  frame: Frame,
  checkpoints: readonly Checkpoint[],
): void {
  const named = flagNames(context, palette, frame, checkpoints);
  context.textAlign = 'left';
  context.fillStyle = palette.text;
  for (const { words, from } of named)
    context.fillText(words, from + PENNANT_PX + GAP_PX, RULER_PX - NUMBER_UP_PX);
  for (const { x } of flagsIn(frame, checkpoints)) paintPole(context, palette, x);
}

export interface FlagName {
  readonly words: string;
  /** From the pole to the end of the words, in pixels. */
  readonly from: number;
  readonly to: number;
}

/** The names that have room, each where it stands: no number of the axis stands there as well. */
export function flagNames(
  context: Context,
  palette: Palette,
  frame: Frame,
  checkpoints: readonly Checkpoint[],
): FlagName[] {
  const flags = flagsIn(frame, checkpoints);
  context.font = palette.font;
  return flags.flatMap(({ checkpoint, x }, index) => {
    const next = flags[index + 1]?.x ?? frame.widthPx;
    const words = fitting(
      context,
      checkpoint.name,
      Math.min(NAME_MOST_PX, next - x - PENNANT_PX - 2 * GAP_PX),
    );
    if (words === null) return [];
    const from = Math.round(x);
    return [{ words, from, to: from + PENNANT_PX + GAP_PX + context.measureText(words).width }];
  });
}

/** Lines through the lanes. */
export function paintFlagLines(
  context: Context,
  palette: Palette,
  frame: Frame,
  checkpoints: readonly Checkpoint[],
  heightPx: number,
): void {
  context.fillStyle = palette.tick;
  for (const { x } of flagsIn(frame, checkpoints))
    for (let y = 0; y < heightPx; y += 6) context.fillRect(Math.round(x), y, 1, 3);
}

function paintPole(context: Context, palette: Palette, x: number): void {
  const at = Math.round(x);
  context.fillStyle = palette.flag;
  context.fillRect(at, 2, 1.5, RULER_PX - 2);
  context.beginPath();
  context.moveTo(at, 2);
  context.lineTo(at + PENNANT_PX + 1, 5.5);
  context.lineTo(at, 9);
  context.fill();
}

function fitting(context: Context, name: string, roomPx: number): string | null {
  if (context.measureText(name).width <= roomPx) return name;
  if (roomPx < NAME_LEAST_PX) return null;
  const letters = [...name];
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > roomPx) letters.pop();
  return `${letters.join('')}…`;
}
