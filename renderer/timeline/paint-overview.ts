/** Draws the whole history in one line. */
import { CHANGE_SHAPES } from '#app/control-room/change-shapes.ts';
import { barHeight, totalOf } from './paint-bars.ts';
import type { Palette } from './palette.ts';
import type { Surface } from './surface.ts';
import { countsIn, TILE_BUCKETS } from './tiles.ts';
import type { Tile } from './tiles.ts';

const FULL_PX = 18;
const MARGIN_PX = 2;
/** Height of a stretch that is there and has not been counted yet, as a share. */
const UNREAD = 0.25;
const GAP_LEAST_PX = 3;

/** The level at which all numbers lie in one tile. */
export function overviewLevel(newest: number): number {
  return Math.max(0, Math.ceil(Math.log2((newest + 1) / TILE_BUCKETS)));
}

export function paintOverview(
  { context, widthPx, heightPx }: Surface,
  palette: Palette,
  tile: Tile | undefined,
  newest: number,
): void {
  context.fillStyle = palette.line;
  context.fillRect(0, heightPx / 2, widthPx, 1);
  if (newest === 0) return;
  const numbers = 2 ** overviewLevel(newest);
  const bars = Math.ceil((newest + 1) / numbers);
  const pxPerNumber = widthPx / newest;
  const roomPx = heightPx - 2 * MARGIN_PX;
  for (let bar = 0; bar < bars; bar += 1) {
    const x = Math.max(0, (bar * numbers - 1) * pxPerNumber);
    const end = Math.min(widthPx, ((bar + 1) * numbers - 1) * pxPerNumber);
    const width = Math.max(1, end - x - (end - x >= GAP_LEAST_PX ? 1 : 0));
    const sum = tile === undefined ? null : sumOf(tile, bar);
    const counted = sum === null ? 0 : totalOf(sum);
    const share = sum === null ? UNREAD : barHeight(counted / numbers) / FULL_PX;
    if (sum !== null && counted === 0) continue;
    const height = Math.min(1, share) * roomPx;
    context.fillStyle = sum === null ? palette.unread : palette.bar;
    context.fillRect(x, heightPx - MARGIN_PX - height, width, height);
    if (sum !== null) paintOdd(context, palette, sum, { x, width, bottom: heightPx - MARGIN_PX });
  }
}

/** Of all lanes together. */
function sumOf(tile: Tile, bar: number): Int32Array {
  const sum = new Int32Array(CHANGE_SHAPES.length);
  for (const lane of tile.lanes.values())
    for (const [shape, count] of countsIn(lane, bar).entries()) sum[shape] = (sum[shape] as number) + count;
  return sum;
}

/** Where something needs or needed somebody: a line at the foot. */
function paintOdd(
  context: CanvasRenderingContext2D,
  palette: Palette,
  sum: Int32Array,
  { x, width, bottom }: { x: number; width: number; bottom: number },
): void {
  for (const shape of ['conflict', 'failed'] as const) {
    if (sum[CHANGE_SHAPES.indexOf(shape)] === 0) continue;
    context.fillStyle = palette.shapes[shape];
    context.fillRect(x, bottom - 2, width, 2);
    return;
  }
}
