/**
 * What an artist reads instead of the canonical frame: Blender's axes (right-handed, Z up, Euler XYZ) or Unity's
 * (left-handed, Y up, Euler ZXY), both in degrees. Locations and scales only change sign and place, so they are exact
 * both ways; rotations pass through Euler angles and are written only when a person typed one (R33).
 *
 * Cameras and lights look along −Z in Blender and in the canonical frame and along +Z in Unity. They keep that while
 * the frame around them turns, so their own axes and those of their children need one more quarter or half turn.
 */
import { canonicalTransform } from '#app/scene/index.ts';
import type { Kind, Quat, Transform, Vec3 } from '#app/scene/index.ts';

export const AXES = ['blender', 'unity'] as const;
export type Axes = (typeof AXES)[number];

/** Whose axes, and what decides about the extra turn: the object's kind and its parent's. */
export interface Frame {
  readonly axes: Axes;
  readonly kind: Kind;
  /** Null at the root. */
  readonly parentKind: Kind | null;
}

/** A transform in an engine's axes: metres, degrees, factors. */
export interface EngineTransform {
  readonly location: Vec3;
  readonly euler: Vec3;
  readonly scale: Vec3;
}

export type AxisIndex = 0 | 1 | 2;

/** Engine component i = `sign[i]` × canonical component `from[i]`. */
interface SignedSwap {
  readonly from: readonly [AxisIndex, AxisIndex, AxisIndex];
  readonly sign: readonly [1 | -1, 1 | -1, 1 | -1];
}

const HALF_ROOT = Math.SQRT1_2;
const IDENTITY: Quat = [0, 0, 0, 1];
/** −90° about X: from Blender's frame around a camera or light to the canonical one. */
const CAMERA_TURN_BLENDER: Quat = [-HALF_ROOT, 0, 0, HALF_ROOT];
/** 180° about Y: from the canonical frame around a camera or light to Unity's. */
const CAMERA_TURN_UNITY: Quat = [0, 1, 0, 0];

const BLENDER: SignedSwap = { from: [0, 2, 1], sign: [1, -1, 1] };
const UNITY: SignedSwap = { from: [0, 1, 2], sign: [-1, 1, 1] };
const SAME: SignedSwap = { from: [0, 1, 2], sign: [1, 1, 1] };
const UNITY_BELOW_CAMERA: SignedSwap = { from: [0, 1, 2], sign: [1, 1, -1] };

/** The three rows of the inspector, in the artist's axes. */
export function toEngine(transform: Transform, frame: Frame): EngineTransform {
  return {
    location: swap(transform.translation, locationSwap(frame)),
    euler: eulerOf(transform.rotation, frame),
    scale: swap(transform.scale, scaleSwap(frame)),
  };
}

/** One component of the location replaced; every other number of the transform keeps its bits. */
export function withLocation(transform: Transform, frame: Frame, axis: AxisIndex, metres: number): Transform {
  const translation = replaced(transform.translation, locationSwap(frame), axis, metres);
  return { ...transform, translation };
}

/** One factor of the scale replaced; every other number of the transform keeps its bits. */
export function withScale(transform: Transform, frame: Frame, axis: AxisIndex, factor: number): Transform {
  return { ...transform, scale: replaced(transform.scale, scaleSwap(frame), axis, factor) };
}

/** The rotation replaced by Euler angles in degrees, in the engine's order; location and scale keep their bits. */
export function withEuler(transform: Transform, frame: Frame, euler: Vec3): Transform {
  const rotation = fromEngineRotation(quaternionOf(euler, frame.axes), frame);
  return { ...transform, rotation: canonicalTransform({ ...transform, rotation }).rotation };
}

/** Euler angles in degrees, in the engine's order, of a canonical local rotation. */
export function eulerOf(rotation: Quat, frame: Frame): Vec3 {
  const quaternion = toEngineRotation(rotation, frame);
  return frame.axes === 'blender' ? eulerXyz(quaternion) : eulerZxy(quaternion);
}

/** A canonical local rotation as the engine's quaternion, x y z w. */
export function toEngineRotation(rotation: Quat, frame: Frame): Quat {
  const { parent, own } = turns(frame);
  if (frame.axes === 'blender') {
    const [x, y, z, w] = multiply(multiply(parent, rotation), conjugate(own));
    return [x, 0 - z, y, w];
  }
  const [x, y, z, w] = multiply(multiply(conjugate(parent), rotation), own);
  return [x, 0 - y, 0 - z, w];
}

/** The inverse of `toEngineRotation`. */
export function fromEngineRotation(rotation: Quat, frame: Frame): Quat {
  const { parent, own } = turns(frame);
  const [x, y, z, w] = rotation;
  if (frame.axes === 'blender') return multiply(multiply(conjugate(parent), [x, z, 0 - y, w]), own);
  return multiply(multiply(parent, [x, 0 - y, 0 - z, w]), conjugate(own));
}

/** Degrees in the engine's order to a unit quaternion x y z w in the engine's frame. */
export function quaternionOf(euler: Vec3, axes: Axes): Quat {
  const [x, y, z] = euler.map((degrees, axis) => aboutAxis(axis as AxisIndex, degrees)) as [Quat, Quat, Quat];
  // Blender turns about X, then Y, then Z; Unity about Z, then X, then Y.
  return axes === 'blender' ? multiply(z, multiply(y, x)) : multiply(y, multiply(x, z));
}

function turns(frame: Frame): { readonly parent: Quat; readonly own: Quat } {
  const turn = frame.axes === 'blender' ? CAMERA_TURN_BLENDER : CAMERA_TURN_UNITY;
  return { parent: looks(frame.parentKind) ? turn : IDENTITY, own: looks(frame.kind) ? turn : IDENTITY };
}

function looks(kind: Kind | null): boolean {
  return kind === 'camera' || kind === 'light';
}

function locationSwap(frame: Frame): SignedSwap {
  if (frame.axes === 'blender') return looks(frame.parentKind) ? SAME : BLENDER;
  return looks(frame.parentKind) ? UNITY_BELOW_CAMERA : UNITY;
}

function scaleSwap(frame: Frame): SignedSwap {
  return frame.axes === 'blender' && !looks(frame.kind) ? { from: [0, 2, 1], sign: [1, 1, 1] } : SAME;
}

function swap(value: Vec3, { from, sign }: SignedSwap): Vec3 {
  // `+ 0` keeps a turned zero from showing as −0.
  return [sign[0] * value[from[0]] + 0, sign[1] * value[from[1]] + 0, sign[2] * value[from[2]] + 0];
}

function replaced(value: Vec3, { from, sign }: SignedSwap, axis: AxisIndex, component: number): Vec3 {
  const next: [number, number, number] = [...value];
  next[from[axis]] = Math.fround(sign[axis] * component) + 0;
  return next;
}

function aboutAxis(axis: AxisIndex, degrees: number): Quat {
  const half = (degrees * Math.PI) / 360;
  const quaternion: [number, number, number, number] = [0, 0, 0, Math.cos(half)];
  quaternion[axis] = Math.sin(half);
  return quaternion;
}

function multiply(a: Quat, b: Quat): Quat {
  if (a === IDENTITY) return b;
  if (b === IDENTITY) return a;
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

function conjugate(a: Quat): Quat {
  return a === IDENTITY ? a : [0 - a[0], 0 - a[1], 0 - a[2], a[3]];
}

/** Beyond this sine the middle angle stands upright and the outer two turn about one axis. */
const GIMBAL_SINE = 1 - 1e-7;

function eulerXyz([x, y, z, w]: Quat): Vec3 {
  const sine = 2 * (w * y - z * x);
  if (Math.abs(sine) > GIMBAL_SINE) {
    return degrees(2 * Math.atan2(x, w), (Math.sign(sine) * Math.PI) / 2, 0);
  }
  const alpha = Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y));
  const beta = Math.asin(sine);
  const gamma = Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));
  return degrees(...nearer([alpha, beta, gamma], [alpha + Math.PI, Math.PI - beta, gamma + Math.PI]));
}

function eulerZxy([x, y, z, w]: Quat): Vec3 {
  const sine = 2 * (w * x - y * z);
  if (Math.abs(sine) > GIMBAL_SINE) return degrees((Math.sign(sine) * Math.PI) / 2, 2 * Math.atan2(y, w), 0);
  const alpha = Math.asin(sine);
  const beta = Math.atan2(2 * (w * y + x * z), 1 - 2 * (x * x + y * y));
  const gamma = Math.atan2(2 * (w * z + x * y), 1 - 2 * (x * x + z * z));
  return degrees(...nearer([alpha, beta, gamma], [Math.PI - alpha, beta + Math.PI, gamma + Math.PI]));
}

/** Two triples turn alike; people expect the one that turns less. */
function nearer(one: Vec3, other: Vec3): [number, number, number] {
  const effort = (angles: Vec3): number => angles.reduce((sum, angle) => sum + Math.abs(wrapped(angle)), 0);
  const chosen = effort(one) <= effort(other) + 1e-9 ? one : other;
  return [wrapped(chosen[0]), wrapped(chosen[1]), wrapped(chosen[2])];
}

function wrapped(angle: number): number {
  return Math.abs(angle) <= Math.PI ? angle : angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

function degrees(...radians: [number, number, number]): Vec3 {
  return radians.map((angle) => (wrapped(angle) * 180) / Math.PI + 0) as unknown as Vec3;
}
