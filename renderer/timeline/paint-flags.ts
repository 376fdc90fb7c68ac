/** Draws the flags of named versions over the axis, with their names where there is room. */
import type { Checkpoint } from '#app/ledger/index.ts';
import { flagsIn } from './flags.ts';
import type { Flag } from './flags.ts';
import { RULER_PX } from './paint-ruler.ts';
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
  const flags = flagsIn(frame, checkpoints);
  context.textAlign = 'left';
  context.font = palette.font;
  for (const [index, flag] of flags.entries()) {
    const next = flags[index + 1]?.x ?? frame.widthPx;
    paintName(context, palette, flag, Math.min(NAME_MOST_PX, next - flag.x - PENNANT_PX - 2 * GAP_PX));
    paintPole(context, palette, flag.x);
  }
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

/** On ground of its own: where a number of the axis stood, the name stands instead. */
function paintName(context: Context, palette: Palette, { checkpoint, x }: Flag, roomPx: number): void {
  const words = fitting(context, checkpoint.name, roomPx);
  if (words === null) return;
  const left = Math.round(x) + PENNANT_PX + GAP_PX;
  context.fillStyle = palette.ground;
  context.fillRect(
    left - PENNANT_PX,
    0,
    context.measureText(words).width + PENNANT_PX + GAP_PX,
    RULER_PX - 4,
  );
  context.fillStyle = palette.text;
  context.fillText(words, left, 12);
}

function fitting(context: Context, name: string, roomPx: number): string | null {
  if (context.measureText(name).width <= roomPx) return name;
  if (roomPx < NAME_LEAST_PX) return null;
  const letters = [...name];
  while (letters.length > 1 && context.measureText(`${letters.join('')}…`).width > roomPx) letters.pop();
  return `${letters.join('')}…`;
}
