/** Where clips and bars lie in the track, for drawing them and for finding them under the pointer. Pure. */
import type { Clip, Lane } from '../model/timeline.ts';
import { xOf } from './view.ts';
import type { Frame } from './view.ts';

export const LANE_PX = 24;
export const CLIP_TOP_PX = 3;
export const CLIP_PX = 18;
const CLIP_LEAST_PX = 3;
/** The edge in the actor's colour. */
export const CLIP_EDGE_PX = 3;
/** A clip that must show its sign is at least this wide. */
const SIGN_PX = 16;
/** From so close a narrow clip is hit. */
const REACH_PX = 3;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export function isSigned({ shape }: Clip): boolean {
  return shape === 'failed' || shape === 'conflict' || shape === 'superseded';
}

/** @returns null where it lies left of the view */
export function boxOf(clip: Clip, frame: Frame, laneIndex: number): Box | null {
  const signed = isSigned(clip);
  // What begins left of the view is cut there, so that its label is in view.
  const start = Math.max(-CLIP_EDGE_PX, xOf(frame, clip.from));
  const slots = xOf(frame, clip.to + 1) - start;
  if (slots < 0) return null;
  const width = Math.max(
    signed ? SIGN_PX : CLIP_LEAST_PX,
    slots - (frame.pxPerNumber >= CLIP_LEAST_PX ? 1 : 0),
  );
  const x = start - (signed && slots < SIGN_PX ? (SIGN_PX - slots) / 2 : 0);
  return { x, y: laneIndex * LANE_PX + CLIP_TOP_PX, width };
}

/** The clip under a point: of those that overlap there the one that is drawn last. */
export function clipAt(
  clips: readonly Clip[],
  lanes: readonly Lane[],
  frame: Frame,
  point: { readonly x: number; readonly y: number },
): Clip | undefined {
  const index = Math.floor(point.y / LANE_PX);
  const lane = lanes[index];
  if (lane === undefined) return undefined;
  let nearest: Clip | undefined;
  let nearestPx = REACH_PX;
  for (const clip of clips) {
    const box = clip.lane === lane.id ? boxOf(clip, frame, index) : null;
    if (box === null) continue;
    const outsidePx = Math.max(box.x - point.x, point.x - (box.x + box.width), 0);
    if (outsidePx <= nearestPx) {
      nearest = clip;
      nearestPx = outsidePx;
    }
  }
  return nearest;
}

export interface Band {
  readonly fromX: number;
  readonly toX: number;
  readonly fromY: number;
  readonly toY: number;
}

/** A rubber band between two points. */
export function bandOf(one: { x: number; y: number }, other: { x: number; y: number }): Band {
  return {
    fromX: Math.min(one.x, other.x),
    toX: Math.max(one.x, other.x),
    fromY: Math.min(one.y, other.y),
    toY: Math.max(one.y, other.y),
  };
}

/** Clips that a band meets, tries that were taken back left out: these are their changes' other places. */
export function clipsIn(
  clips: readonly Clip[],
  lanes: readonly Lane[],
  frame: Frame,
  band: Band,
): readonly Clip[] {
  const indexOf = new Map(lanes.map((lane, index) => [lane.id, index]));
  return clips.filter((clip) => {
    const index = indexOf.get(clip.lane);
    const box = index === undefined || clip.wentOnAs !== null ? null : boxOf(clip, frame, index);
    return (
      box !== null &&
      box.x <= band.toX &&
      box.x + box.width >= band.fromX &&
      box.y <= band.toY &&
      box.y + CLIP_PX >= band.fromY
    );
  });
}
