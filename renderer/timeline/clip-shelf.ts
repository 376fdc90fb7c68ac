/** Keeps the clips around the view ready, so that moving it folds nothing anew. */
import { CHANGE_SHAPES, laneOf, shapeOfState } from '#app/control-room/change-shapes.ts';
import type { ChangeView, TimelineFilter } from '#app/control-room/index.ts';
import { changesBetween } from '../model/changes.ts';
import type { Changes } from '../model/changes.ts';
import { clipsOf } from '../model/timeline.ts';
import type { Clip } from '../model/timeline.ts';
import { countsIn, TILE_BUCKETS } from './tiles.ts';
import type { Tiles } from './tiles.ts';
import { numbersIn } from './view.ts';
import type { Frame } from './view.ts';

/** Numbers on both sides of the view that are made ready with it. */
const AROUND = 256;
/** A change names no more objects than this; whether it touches another one only the history knows. */
const OBJECTS_NAMED = 256;

export interface ClipSource {
  readonly changes: Changes;
  readonly filter: TimelineFilter;
  readonly nameOf: (id: string) => string | undefined;
}

export class ClipShelf {
  #source: ClipSource | null = null;
  #from = 0;
  #to = -1;
  #clips: readonly Clip[] = [];

  forget(): void {
    this.#source = null;
  }

  around(frame: Frame, source: ClipSource, tiles: Tiles): readonly Clip[] {
    const { from, to } = numbersIn(frame);
    const isSame =
      this.#source !== null &&
      this.#source.changes === source.changes &&
      this.#source.filter === source.filter &&
      this.#source.nameOf === source.nameOf;
    if (isSame && from >= this.#from && to <= this.#to) return this.#clips;
    this.#source = source;
    this.#from = Math.max(0, from - AROUND);
    this.#to = to + AROUND;
    const changes = changesBetween(source.changes, this.#from, this.#to);
    const { filter } = source;
    const clips = clipsOf(
      changes.filter((change) => isWithin(change, filter, tiles)),
      source.nameOf,
    );
    // A try is a failure of its own, whatever its change has become.
    this.#clips =
      filter.shapes === null ? clips : clips.filter(({ shape }) => filter.shapes?.includes(shape) === true);
    return this.#clips;
  }
}

/** What the shape of a clip decides is left to the clip: a change and its tries differ there. */
function isWithin(change: ChangeView, filter: TimelineFilter, tiles: Tiles): boolean {
  const { lanes, classes, object } = filter;
  if (lanes !== null && !lanes.includes(laneOf(change.actor))) return false;
  if (classes !== null && !classes.includes(change.class)) return false;
  if (object === null || change.objects.includes(object)) return true;
  return change.objects.length >= OBJECTS_NAMED && isCounted(change, tiles);
}

/** The history has counted it among those that pass the filter. */
function isCounted(change: ChangeView, tiles: Tiles): boolean {
  const n = change.n ?? 0;
  const lane = tiles.tile(0, Math.floor(n / TILE_BUCKETS))?.lanes.get(laneOf(change.actor));
  const shape = CHANGE_SHAPES.indexOf(shapeOfState(change.state));
  return lane !== undefined && (countsIn(lane, n % TILE_BUCKETS)[shape] ?? 0) > 0;
}
