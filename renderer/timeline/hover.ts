/** What lies under the pointer. */
import type { PauseView } from '#app/control-room/index.ts';
import type { Checkpoint } from '#app/ledger/index.ts';
import type { Clip, Lane } from '../model/timeline.ts';
import type { Stretch } from './counted.ts';
import { flagAt } from './flags.ts';
import { clipAt, LANE_PX } from './geometry.ts';
import { totalOf } from './paint-bars.ts';
import { pauseAt } from './paint-ruler.ts';
import type { Stage } from './stage.ts';
import { countsIn } from './tiles.ts';

export type Hovered =
  | { readonly over: 'clip'; readonly clip: Clip; readonly x: number }
  | { readonly over: 'stretch'; readonly stretch: Stretch; readonly lane: Lane; readonly x: number }
  | { readonly over: 'flag'; readonly flag: Checkpoint; readonly x: number }
  | { readonly over: 'pause'; readonly pause: PauseView; readonly x: number };

/** What lies under a point of the track. */
export function hoveredAt(
  stage: Stage,
  { x, y }: { readonly x: number; readonly y: number },
): Hovered | null {
  if (!stage.isAfar) {
    const clip = clipAt(stage.clips, stage.lanes, stage.frame, { x, y });
    return clip === undefined ? null : { over: 'clip', clip, x };
  }
  const lane = stage.lanes[Math.floor(y / LANE_PX)];
  const stretch = stage.stretchAt(x);
  if (lane === undefined || stretch === undefined) return null;
  const counted = stretch.tile.lanes.get(lane.id);
  if (counted === undefined || totalOf(countsIn(counted, stretch.bucket)) === 0) return null;
  return { over: 'stretch', stretch, lane, x };
}

/** What lies under a place of the axis: a flag, which is drawn over a pause. */
export function axisHovered(stage: Stage, x: number): Hovered | null {
  const flag = flagAt(stage.frame, stage.checkpoints, x);
  if (flag !== undefined) return { over: 'flag', flag: flag.checkpoint, x: flag.x };
  const pause = pauseAt(stage.frame, stage.pauses, x);
  return pause === undefined ? null : { over: 'pause', pause, x };
}

/** Whether it is the same thing that is hovered: the card stays where it opened. */
export function isSameHover(one: Hovered | null, other: Hovered | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.over === 'clip') return other.over === 'clip' && one.clip === other.clip;
  if (one.over === 'flag') return other.over === 'flag' && one.flag === other.flag;
  if (one.over === 'pause') return other.over === 'pause' && one.pause.n === other.pause.n;
  return (
    other.over === 'stretch' &&
    one.lane === other.lane &&
    one.stretch.bucket === other.stretch.bucket &&
    one.stretch.tile === other.stretch.tile
  );
}
