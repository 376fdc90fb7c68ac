/**
 * Where the 3D view is looked from: a turntable about a point, in the canonical frame (metres, +Y up). Every way of
 * moving it is a function from one view to the next, so that pointer, keys and buttons end in the same place.
 */
import { Quaternion, Vector3 } from 'three';
import type { EngineViewpoint } from '#app/control-room/index.ts';
import type { Vec3 } from '#app/scene/index.ts';
import type { Axes } from '../../axes.ts';

type Viewpoint = Pick<EngineViewpoint, 'position' | 'rotation' | 'lens'>;

export const SIDES = ['front', 'back', 'right', 'left', 'top', 'bottom'] as const;
/** Views along an axis, named as in the engine whose axes are shown. */
export type Side = (typeof SIDES)[number];

export interface View {
  readonly target: Vec3;
  /** From the target to the eye. */
  readonly distanceM: number;
  /** About +Y, from +Z towards +X. */
  readonly azimuthRadians: number;
  /** Above the ground. */
  readonly elevationRadians: number;
  /** Chosen; a side is looked at without perspective all the same. */
  readonly isOrthographic: boolean;
  /** The side that is looked at exactly; turning leaves it. */
  readonly side: Side | null;
  /** Of the picture to its left, about the line of sight; only a view that was taken over has one. */
  readonly rollRadians: number;
  /** Whole height of what the eye sees, in perspective. */
  readonly fieldRadians: number;
}

const FIELD_RADIANS = (40 * Math.PI) / 180;

/** The drawn height is this many distances: at the target it is the same with and without perspective. */
export function heightPerDistance({ fieldRadians }: View): number {
  return 2 * Math.tan(fieldRadians / 2);
}

const DISTANCE_M = { least: 0.02, most: 200_000 } as const;
const QUARTER = Math.PI / 2;
/** Room around what is framed: around everything, and around one thing among others. */
export const ROOM_AROUND = { all: 1.12, one: 1.9 } as const;
/** A point is framed as if it were this large. */
const FRAMED_RADIUS_LEAST_M = 0.35;

/** Something round, in which an object fits. */
export interface Ball {
  readonly centre: Vec3;
  readonly radiusM: number;
}

export const FIRST_VIEW: View = {
  target: [0, 0, 0],
  distanceM: 18,
  azimuthRadians: (38 * Math.PI) / 180,
  elevationRadians: (28 * Math.PI) / 180,
  isOrthographic: false,
  side: null,
  rollRadians: 0,
  fieldRadians: FIELD_RADIANS,
};

/** Whether what is drawn has no perspective: chosen, or as long as a side is looked at. */
export function isFlat(view: View): boolean {
  return view.isOrthographic || view.side !== null;
}

export function orbited(view: View, azimuthBy: number, elevationBy: number): View {
  return {
    ...view,
    azimuthRadians: wrapped(view.azimuthRadians + azimuthBy),
    elevationRadians: clamp(view.elevationRadians + elevationBy, -QUARTER, QUARTER),
    side: null,
    rollRadians: 0,
  };
}

/** @param right along the drawn picture, in metres at the target's depth @param up the same */
export function panned(view: View, right: number, up: number): View {
  const basis = basisOf(view);
  return { ...view, target: added(view.target, scaled(basis.right, right), scaled(basis.up, up)) };
}

/** Nearer or farther by a factor; `about` keeps its place in the picture. */
export function zoomed(view: View, factor: number, about: Vec3 = view.target): View {
  const distanceM = clamp(view.distanceM * factor, DISTANCE_M.least, DISTANCE_M.most);
  const by = distanceM / view.distanceM;
  const target = about.map((at, i) => at + ((view.target[i] ?? 0) - at) * by) as unknown as Vec3;
  return { ...view, target, distanceM };
}

/**
 * Turned as it is, as near as all of the balls are in the picture.
 * @param aspect width ÷ height of the picture
 * @param share of its height that they have to fit in, from its top: something else covers the rest
 * @param room factor by which they are away from the edges
 */
export function framed(
  view: View,
  balls: readonly Ball[],
  aspect: number,
  share = 1,
  room: number = ROOM_AROUND.all,
): View {
  if (balls.length === 0) return view;
  const { right, up, towards } = basisOf(view);
  const along = [right, up, towards] as const;
  const seen = balls.map(({ centre, radiusM }) => ({
    at: along.map((axis) => dot(centre, axis)) as unknown as Vec3,
    radiusM: Math.max(radiusM, FRAMED_RADIUS_LEAST_M),
  }));
  const middle = [0, 1, 2].map((axis) => {
    const least = Math.min(...seen.map(({ at, radiusM }) => (at[axis] ?? 0) - radiusM));
    const most = Math.max(...seen.map(({ at, radiusM }) => (at[axis] ?? 0) + radiusM));
    return (least + most) / 2;
  }) as unknown as Vec3;
  const tangent = heightPerDistance(view) / 2;
  /** To the middle of what is not covered, seen from the eye. */
  const aside = tangent * (1 - share);
  let distance = 0;
  for (const { at, radiusM } of seen) {
    const across = (Math.abs(at[0] - middle[0]) + radiusM) / (tangent * aspect);
    const nearer = isFlat(view) ? 0 : at[2] - middle[2];
    const above = (Math.abs(at[1] - middle[1] + aside * nearer) + radiusM) / (tangent * share);
    distance = Math.max(distance, Math.max(across, above) * room + nearer);
  }
  const distanceM = clamp(distance, DISTANCE_M.least, DISTANCE_M.most);
  const target = added(
    scaled(right, middle[0]),
    scaled(up, middle[1] - aside * distanceM),
    scaled(towards, middle[2]),
  );
  return { ...view, target, distanceM };
}

export function lookedAtFrom(view: View, side: Side, axes: Axes): View {
  // What an engine calls right is its +X, which is −X of the canonical frame in Unity; “up” in its view from above is the
  // axis that leads away from the eye of its front view in Blender, and towards it in Unity.
  const turn = axes === 'blender' ? 1 : -1;
  const above = axes === 'blender' ? 0 : Math.PI;
  const angles = {
    front: [0, 0],
    back: [Math.PI, 0],
    right: [turn * QUARTER, 0],
    left: [-turn * QUARTER, 0],
    top: [above, QUARTER],
    bottom: [above, -QUARTER],
  } as const satisfies Record<Side, readonly [number, number]>;
  const [azimuthRadians, elevationRadians] = angles[side];
  return { ...view, azimuthRadians, elevationRadians, side, rollRadians: 0 };
}

/** From where a camera of the scene stands, in its direction; a camera's roll is not taken over. */
export function lookedThrough(view: View, position: Vec3, direction: Vec3): View {
  const away = scaled(direction, -1);
  return {
    ...view,
    target: added(position, scaled(direction, view.distanceM)),
    azimuthRadians: Math.hypot(away[0], away[2]) < 1e-6 ? view.azimuthRadians : Math.atan2(away[0], away[2]),
    elevationRadians: Math.asin(clamp(away[1], -1, 1)),
    isOrthographic: false,
    side: null,
    rollRadians: 0,
  };
}

/**
 * Exactly from where an artist looks in their engine, with their lens and as they hold their head.
 * @param distanceM to what is looked at there; without perspective the lens decides it
 */
export function viewedFrom({ position, rotation, lens }: Viewpoint, distanceM: number): View {
  const turn = new Quaternion(...rotation).normalize();
  const [towards, up] = [new Vector3(0, 0, 1), new Vector3(0, 1, 0)].map((each): Vec3 => {
    const { x, y, z } = each.applyQuaternion(turn);
    return [x, y, z];
  }) as [Vec3, Vec3];
  const isUpright = Math.hypot(towards[0], towards[2]) < 1e-6;
  const level: View = {
    ...FIRST_VIEW,
    // Straight up or down there is no direction but that of the picture's upper edge.
    azimuthRadians: isUpright
      ? Math.atan2(-up[0] * towards[1], -up[2] * towards[1])
      : Math.atan2(towards[0], towards[2]),
    elevationRadians: isUpright ? Math.sign(towards[1]) * QUARTER : Math.asin(clamp(towards[1], -1, 1)),
    isOrthographic: 'height_m' in lens,
    fieldRadians: 'height_m' in lens ? FIELD_RADIANS : lens.vertical_radians,
  };
  const basis = basisOf(level);
  const distance = clamp(
    'height_m' in lens ? lens.height_m / heightPerDistance(level) : distanceM,
    DISTANCE_M.least,
    DISTANCE_M.most,
  );
  return {
    ...level,
    rollRadians: Math.atan2(-dot(up, basis.right), dot(up, basis.up)),
    distanceM: distance,
    target: added(position, scaled(towards, -distance)),
  };
}

/** Unit vectors of the picture: to its right, up, and towards the eye. */
export function basisOf(view: View): { readonly right: Vec3; readonly up: Vec3; readonly towards: Vec3 } {
  const { azimuthRadians: azimuth, elevationRadians: elevation } = view;
  const [sa, ca, se, ce] = [Math.sin(azimuth), Math.cos(azimuth), Math.sin(elevation), Math.cos(elevation)];
  const level = {
    right: [ca, 0, -sa],
    up: [-sa * se, ce, -ca * se],
    towards: [sa * ce, se, ca * ce],
  } as const;
  if (view.rollRadians === 0) return level;
  const [sr, cr] = [Math.sin(view.rollRadians), Math.cos(view.rollRadians)];
  return {
    right: added(scaled(level.right, cr), scaled(level.up, sr)),
    up: added(scaled(level.up, cr), scaled(level.right, -sr)),
    towards: level.towards,
  };
}

/** The axes of an engine as directions of the canonical frame, in the engine's order. */
export function directionsOf(axes: Axes): readonly [Vec3, Vec3, Vec3] {
  return axes === 'blender'
    ? [
        [1, 0, 0],
        [0, 0, -1],
        [0, 1, 0],
      ]
    : [
        [-1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ];
}

/** Part of the way from one view to another, the short way round; `share` from 0 to 1. */
export function between(from: View, to: View, share: number): View {
  if (share >= 1) return to;
  const mix = (a: number, b: number): number => a + (b - a) * share;
  return {
    ...to,
    target: from.target.map((at, i) => mix(at, to.target[i] ?? 0)) as unknown as Vec3,
    distanceM: from.distanceM * (to.distanceM / from.distanceM) ** share,
    azimuthRadians: from.azimuthRadians + wrapped(to.azimuthRadians - from.azimuthRadians) * share,
    elevationRadians: mix(from.elevationRadians, to.elevationRadians),
    rollRadians: mix(from.rollRadians, to.rollRadians),
    fieldRadians: mix(from.fieldRadians, to.fieldRadians),
  };
}

export function added(...vectors: readonly Vec3[]): Vec3 {
  return vectors.reduce((sum, each) => [sum[0] + each[0], sum[1] + each[1], sum[2] + each[2]]);
}

export function scaled([x, y, z]: Vec3, by: number): Vec3 {
  return [x * by, y * by, z * by];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function wrapped(radians: number): number {
  return radians - 2 * Math.PI * Math.round(radians / (2 * Math.PI));
}
