/**
 * The counted timeline in tiles, as maps are drawn: a tile is 256 stretches of 2^level numbers. What is held is drawn at
 * once, coarser where the right one is still on its way; only what is in view is asked for, a few at a time.
 */
import { CHANGE_SHAPES } from '#app/control-room/change-shapes.ts';
import type { LanesView, PauseView, Result, TimelineFilter } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';

export const TILE_BUCKETS = 256;
const SHAPES = CHANGE_SHAPES.length;
const LIMITS = {
  /** Tiles held; the least recently drawn goes first. */
  held: 128,
  asking: 3,
  /** What happens to numbers that lie further back than this is over. */
  liveNumbers: 1_024,
  /** A tile that has changed is asked for again at most so often. */
  againMs: 500,
} as const;

export interface TileLane {
  readonly actor: Actor;
  /** How many there are of shape s in stretch b, at b × shapes + s. */
  readonly counts: Int32Array;
}

export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly lanes: ReadonlyMap<string, TileLane>;
  readonly pauses: readonly PauseView[];
  /** What was the newest number, and the change of the history, when it was asked for. */
  readonly newest: number;
  readonly turn: number;
  readonly askedMs: number;
}

export interface TileQuestion {
  readonly level: number;
  readonly first: number;
  readonly buckets: number;
  readonly filter: TimelineFilter;
}

export interface TileSource {
  readonly ask: (question: TileQuestion) => Promise<Result<LanesView>>;
  /** Something has come that can be drawn. */
  readonly arrived: () => void;
  /** Why the last question was not answered; null once one is. */
  readonly failed: (message: string | null) => void;
  readonly nowMs: () => number;
  /** After so many milliseconds `arrived` is called, so that what is stale is asked for again. */
  readonly later: (ms: number) => void;
}

export class Tiles {
  readonly #source: TileSource;
  #filter: TimelineFilter;
  /** In the order in which they were drawn last. */
  #held = new Map<string, Tile>();
  readonly #asking = new Set<string>();
  /** Counts what would make an answer that is on its way one of another question. */
  #life = 0;
  #newest = 0;
  #turn = 0;

  constructor(source: TileSource, filter: TimelineFilter) {
    this.#source = source;
    this.#filter = filter;
  }

  get filter(): TimelineFilter {
    return this.#filter;
  }

  /** Everything that is held was counted otherwise. */
  setFilter(filter: TimelineFilter): void {
    this.#filter = filter;
    this.forget(this.#newest);
  }

  /** The history is another one now, or was counted otherwise. */
  forget(newest: number): void {
    this.#newest = newest;
    this.#life += 1;
    this.#held = new Map();
    this.#asking.clear();
  }

  /** The history has gone on. */
  noteChange(newest: number): void {
    this.#newest = Math.max(newest, this.#newest);
    this.#turn += 1;
  }

  /** The tile as it is held, asked for where it is missing or no longer right. */
  tile(level: number, index: number): Tile | undefined {
    const key = `${level} ${index}`;
    const held = this.#held.get(key);
    if (held !== undefined) {
      this.#held.delete(key);
      this.#held.set(key, held);
    }
    if (held === undefined || this.#isStale(held)) this.#ask(level, index, held);
    return held;
  }

  /** The tile that lies over this one, at the nearest level that is held: nothing is asked for. */
  coarser(level: number, index: number): Tile | undefined {
    for (let above = 1; above <= 24; above += 1) {
      const found = this.#held.get(`${level + above} ${Math.floor(index / 2 ** above)}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #isStale(tile: Tile): boolean {
    const end = (tile.index + 1) * TILE_BUCKETS * 2 ** tile.level;
    return tile.turn !== this.#turn && end >= tile.newest - LIMITS.liveNumbers;
  }

  #ask(level: number, index: number, held: Tile | undefined): void {
    const key = `${level} ${index}`;
    if (this.#asking.has(key) || this.#asking.size >= LIMITS.asking) return;
    const askedMs = this.#source.nowMs();
    const waitsMs = held === undefined ? 0 : held.askedMs + LIMITS.againMs - askedMs;
    if (waitsMs > 0) return this.#source.later(waitsMs);
    this.#asking.add(key);
    const life = this.#life;
    const asked = { newest: this.#newest, turn: this.#turn, askedMs };
    const question = { level, first: index * TILE_BUCKETS, buckets: TILE_BUCKETS, filter: this.#filter };
    void this.#source.ask(question).then((answer) => {
      if (life !== this.#life) return;
      this.#asking.delete(key);
      if (answer.ok) this.#hold({ level, index, ...decoded(answer.value), ...asked });
      // What could not be read is asked for again when something else is drawn, and not at once for ever.
      this.#source.failed(answer.ok ? null : answer.reason.message);
      if (answer.ok) this.#source.arrived();
      else this.#source.later(LIMITS.againMs * 4);
    });
  }

  #hold(tile: Tile): void {
    const key = `${tile.level} ${tile.index}`;
    this.#held.delete(key);
    this.#held.set(key, tile);
    const oldest = this.#held.keys().next().value;
    if (this.#held.size > LIMITS.held && oldest !== undefined) this.#held.delete(oldest);
  }
}

export function decoded(view: LanesView): Pick<Tile, 'lanes' | 'pauses'> {
  const lanes = new Map<string, TileLane>();
  for (const { lane, actor, counts } of view.lanes) {
    const all = new Int32Array(TILE_BUCKETS * SHAPES);
    for (let i = 0; i < counts.length; i += 3) {
      const [bucket, shape, count] = [counts[i], counts[i + 1], counts[i + 2]] as [number, number, number];
      all[bucket * SHAPES + shape] = count;
    }
    lanes.set(lane, { actor, counts: all });
  }
  return { lanes, pauses: view.pauses };
}

/** How many of each shape a lane has in one stretch of a tile; the place is that of `CHANGE_SHAPES`. */
export function countsIn(lane: TileLane, bucket: number): Int32Array {
  return lane.counts.subarray(bucket * SHAPES, (bucket + 1) * SHAPES);
}

/** The level at which a stretch is at least so wide. */
export function levelFor(pxPerNumber: number, leastPx: number): number {
  return Math.max(0, Math.ceil(Math.log2(leastPx / pxPerNumber)));
}
