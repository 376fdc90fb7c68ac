/** Draws many changes from afar: a bar a stretch and lane, as high as the stretch is full; what is not done stands out in it. */
import { CHANGE_SHAPES } from '#app/control-room/change-shapes.ts';
import { toneOf } from '../model/actors.ts';
import { CLIP_PX, CLIP_TOP_PX, LANE_PX } from './geometry.ts';
import { hatch } from './paint-clips.ts';
import type { Palette } from './palette.ts';
import { countsIn, TILE_BUCKETS } from './tiles.ts';
import type { Tile, TileLane } from './tiles.ts';
import { xOf } from './view.ts';
import type { Frame } from './view.ts';

const BAR_LEAST_PX = 2;
/** What is not done can be seen among a thousand that are, and is strong from a tenth on. */
const ODD_LEAST_PX = 2;
const ODD_FAINTEST = 0.35;
const ODD_STRONG_AT = 6.5;
const TIP_PX = 3;
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

/**
 * Each shape has a place of its own, since at this size there is room for little else: what failed lies at the foot, a
 * conflict points out of the top, what made way is hatched, what is on its way stands below. How much of it there is, is
 * how strong it is: of ten thousand changes a few always fail, and that is no alarm.
 */
function paintOdd(context: Context, palette: Palette, counts: Int32Array, bar: Bar): void {
  const { x, width, bottom, height, total } = bar;
  for (const [index, shape] of CHANGE_SHAPES.entries()) {
    const count = counts[index] as number;
    if (shape === 'done' || count === 0) continue;
    const share = count / total;
    context.globalAlpha = Math.min(1, ODD_FAINTEST + share * ODD_STRONG_AT);
    context.fillStyle = palette.shapes[shape];
    const part = Math.max(ODD_LEAST_PX, share * height);
    switch (shape) {
      case 'failed':
        context.fillRect(x, bottom - part, width, part);
        break;
      case 'conflict':
        context.beginPath();
        context.moveTo(x, bottom - height);
        context.lineTo(x + width / 2, bottom - height - TIP_PX);
        context.lineTo(x + width, bottom - height);
        context.fill();
        break;
      case 'superseded':
        if (part > ODD_LEAST_PX)
          hatch(context, palette.shapes[shape], { x, y: bottom - height, width }, part);
        break;
      case 'waiting':
        for (let at = bottom - height; at < bottom; at += 3) context.fillRect(x, at, width, 1.5);
        break;
      case 'applying':
        context.fillRect(x, bottom - 2, width, 3);
    }
  }
  context.globalAlpha = 1;
}
