/** What of the counted timeline lies in view. */
import type { PauseView } from '#app/control-room/index.ts';
import { levelFor, TILE_BUCKETS } from './tiles.ts';
import type { Tile, Tiles } from './tiles.ts';
import { numberAt, numbersIn } from './view.ts';
import type { Frame } from './view.ts';

/** Stretches are at least so wide when they are drawn. */
const BAR_LEAST_PX = 4;

export interface TileInView {
  readonly tile: Tile;
  /** Numbers that are drawn of it. */
  readonly from: number;
  readonly to: number;
}

export interface Stretch {
  readonly tile: Tile;
  readonly bucket: number;
}

/** The right ones where they are held, and coarser ones in their place until they are. */
export function tilesInView(tiles: Tiles, frame: Frame): TileInView[] {
  const level = levelFor(frame.pxPerNumber, BAR_LEAST_PX);
  const { from, to } = numbersIn(frame);
  const numbers = TILE_BUCKETS * 2 ** level;
  const found: TileInView[] = [];
  for (let index = Math.floor(from / numbers); index * numbers <= to; index += 1) {
    const tile = tiles.tile(level, index) ?? tiles.coarser(level, index);
    if (tile !== undefined)
      found.push({
        tile,
        from: Math.max(from, index * numbers),
        to: Math.min(to, (index + 1) * numbers - 1),
      });
  }
  return found;
}

/** Ascending, each once. */
export function pausesIn(tiles: Tiles, frame: Frame): PauseView[] {
  const found = new Map<number, PauseView>();
  for (const { tile } of tilesInView(tiles, frame))
    for (const pause of tile.pauses) found.set(pause.n, pause);
  return [...found.values()].sort((a, b) => a.n - b.n);
}

export function stretchAt(tiles: Tiles, frame: Frame, x: number): Stretch | undefined {
  const n = Math.floor(numberAt(frame, x));
  const found = tilesInView(tiles, frame).find(({ from, to }) => n >= from && n <= to);
  if (found === undefined) return undefined;
  const { tile } = found;
  return { tile, bucket: Math.floor(n / 2 ** tile.level) - tile.index * TILE_BUCKETS };
}
