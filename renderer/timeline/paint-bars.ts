/** Draws many changes from afar: a bar a stretch and lane, as high as the stretch is full; what is not done stands out in it. */
import { CHANGE_SHAPES } from '#app/control-room/change-shapes.ts';
import type { ChangeShape } from '#app/control-room/change-shapes.ts';
import { toneOf } from '../model/actors.ts';
import { CLIP_PX, CLIP_TOP_PX, LANE_PX } from './geometry.ts';
import { hatch } from './paint-clips.ts';
import type { Palette } from './palette.ts';
import { countsIn, TILE_BUCKETS } from './tiles.ts';
import type { Tile, TileLane } from './tiles.ts';
import { xOf } from './view.ts';
import type { Frame } from './view.ts';

const BAR_LEAST_PX = 2;
/** What is not done can be seen among a thousand that are. */
const ODD_LEAST_PX = 4;
const EDGE_PX = 2;

type Context = CanvasRenderingContext2D;

export interface BarScene {
  readonly frame: Frame;
  readonly laneAt: ReadonlyMap<string, number>;
  /** What is drawn of each: a coarser tile stands in where the right one is not there yet. */
  readonly tiles: readonly { readonly tile: Tile; readonly from: number; readonly to: number }[];
}

export function paintBars(context: Context, palette: Palette, { frame, laneAt, tiles }: BarScene): void {
  for (const { tile, from, to } of tiles)
    for (const [id, lane] of tile.lanes) {
      const at = laneAt.get(id);
      if (at !== undefined) paintLane(context, palette, frame, { tile, lane, at, from, to });
    }
}

interface LaneOfTile {
  readonly tile: Tile;
  readonly lane: TileLane;
  readonly at: number;
  /** Numbers that are drawn of it. */
  readonly from: number;
  readonly to: number;
}

function paintLane(
  context: Context,
  palette: Palette,
  frame: Frame,
  { tile, lane, at, from, to }: LaneOfTile,
): void {
  const numbers = 2 ** tile.level;
  const origin = tile.index * TILE_BUCKETS;
  const first = Math.max(0, Math.floor(from / numbers) - origin);
  const last = Math.min(TILE_BUCKETS - 1, Math.floor(to / numbers) - origin);
  const tone = palette.tones[toneOf(lane.actor)];
  const gap = numbers * frame.pxPerNumber > 3 ? 1 : 0;
  const bottom = at * LANE_PX + CLIP_TOP_PX + CLIP_PX;
  for (let bucket = first; bucket <= last; bucket += 1) {
    const counts = countsIn(lane, bucket);
    const total = totalOf(counts);
    if (total === 0) continue;
    const x = Math.max(0, xOf(frame, (origin + bucket) * numbers));
    const width = Math.max(1, xOf(frame, (origin + bucket + 1) * numbers) - x - gap);
    const height = barHeight(total / numbers);
    context.fillStyle = palette.bar;
    context.fillRect(x, bottom - height, width, height);
    context.fillStyle = tone;
    context.fillRect(x, bottom - height, width, EDGE_PX);
    if (counts[0] !== total) paintOdd(context, palette, counts, { x, width, bottom, height, total });
  }
}

/** A lane that has every second number to itself looks nearly full: what is rare is still seen. */
export function barHeight(share: number): number {
  return Math.max(BAR_LEAST_PX + EDGE_PX, Math.sqrt(Math.min(1, share)) * CLIP_PX);
}

export function totalOf(counts: Int32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

interface Bar {
  readonly x: number;
  readonly width: number;
  readonly bottom: number;
  readonly height: number;
  readonly total: number;
}

function paintOdd(context: Context, palette: Palette, counts: Int32Array, bar: Bar): void {
  let { bottom } = bar;
  for (const [index, shape] of CHANGE_SHAPES.entries()) {
    const count = counts[index] as number;
    if (shape === 'done' || count === 0) continue;
    const height = Math.max(ODD_LEAST_PX, (count / bar.total) * bar.height);
    paintPart(context, palette, shape, { x: bar.x, y: bottom - height, width: bar.width, height });
    bottom -= height;
  }
}

/** Colour and shape both, as the clips have them. */
function paintPart(
  context: Context,
  palette: Palette,
  shape: ChangeShape,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): void {
  const colour = palette.shapes[shape];
  context.fillStyle = colour;
  switch (shape) {
    case 'superseded':
      return hatch(context, colour, { x, y, width }, height);
    case 'waiting':
      for (let at = y; at < y + height; at += 3) context.fillRect(x, at, width, 1.5);
      return;
    case 'conflict':
      context.beginPath();
      context.moveTo(x, y + height / 2);
      context.lineTo(x + width / 2, y);
      context.lineTo(x + width, y + height / 2);
      context.lineTo(x + width / 2, y + height);
      context.fill();
      return;
    case 'failed':
      context.fillRect(x, y, width, height);
      context.strokeStyle = palette.failedGround;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + width, y + height);
      context.moveTo(x + width, y);
      context.lineTo(x, y + height);
      context.stroke();
      return;
    case 'applying':
      context.fillRect(x, y + height - 2, width, 2);
      return;
    case 'done':
      context.fillRect(x, y, width, height);
  }
}
