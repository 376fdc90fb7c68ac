/**
 * Moving, turning and scaling objects by the pointer or by a typed amount. What comes out are their new local transforms and
 * nothing else: numbers that the hand did not change keep their bits, as where one is typed in the inspector.
 */
import { Matrix4, Quaternion, Vector3 } from 'three';
import { canonicalTransform, canonicalVec3 } from '#app/scene/index.ts';
import type { Quat, SceneObject, Transform, Vec3 } from '#app/scene/index.ts';
import { toEngine, withScale } from '../../axes.ts';
import type { Axes, AxisIndex, Frame } from '../../axes.ts';
import { cross, meetPlane } from './eye.ts';
import type { Eye, Pixel } from './eye.ts';
import type { Placed } from './placement.ts';
import { added, directionsOf, dot, scaled } from './view.ts';

export const TOOLS = ['select', 'move', 'turn', 'scale'] as const;
export type Tool = (typeof TOOLS)[number];
export type Handle = Exclude<Tool, 'select'>;

/** `free`: in the picture's plane, about the line of sight, by one factor. `plane`: along both axes but this one. */
export type Constraint =
  { readonly along: 'free' } | { readonly along: 'axis' | 'plane'; readonly axis: AxisIndex };

export const FREE: Constraint = { along: 'free' };

/** One of the objects in the hand, as it was when it was taken. */
export interface HeldPart {
  readonly object: SceneObject;
  readonly frame: Frame;
  /** Where it stands in the world. */
  readonly world: Matrix4;
  /** Its parent's place; the identity at the root. */
  readonly parent: Matrix4;
  /** From the world into that. */
  readonly toParent: Matrix4;
  /** Of the parent in the world, without scales. */
  readonly parentTurn: Quaternion;
}

/** What is in the hand: one object, or several that are moved, turned and scaled about one point. */
export interface Grab {
  readonly handle: Handle;
  readonly constraint: Constraint;
  /** Whose axes it goes along. */
  readonly axes: Axes;
  readonly parts: readonly [HeldPart, ...HeldPart[]];
  /** About what it turns and scales: the object's own place, or the median of several. */
  readonly middle: Vec3;
  readonly start: Pixel;
}

/** What is to be taken in hand: an object, the objects above it, nearest first, and how its axes are read. */
export interface Taken {
  readonly placed: Placed;
  readonly chain: readonly Placed[];
  readonly frame: Frame;
}

/**
 * How far: metres along each axis of the engine, radians about one direction, or a factor for each axis: the object's own
 * ones, or of several those of the engine.
 */
export type Amount =
  | { readonly handle: 'move'; readonly metres: Vec3 }
  | { readonly handle: 'turn'; readonly about: Vec3; readonly radians: number }
  | { readonly handle: 'scale'; readonly factors: Vec3 };

/** Steps that an amount is rounded to. */
export interface Snap {
  readonly metres: number;
  readonly radians: number;
  readonly factor: number;
}

/** Two numbers this near, measured by the larger, are one that went through a matrix. */
const SAME_WITHIN = 1e-6;
/** Below this many pixels from its middle, the way to the pointer says nothing of an angle or a factor. */
const NEAR_MIDDLE_PX = 2;
const FACTOR_LEAST = 0.001;

export function grab(
  handle: Handle,
  constraint: Constraint,
  taken: readonly [Taken, ...Taken[]],
  start: Pixel,
): Grab {
  const parts = taken.map(partOf) as [HeldPart, ...HeldPart[]];
  return {
    handle,
    constraint,
    axes: taken[0].frame.axes,
    parts,
    middle: medianOf(taken.map(({ placed }) => placed)),
    start,
  };
}

function partOf({ placed, chain, frame }: Taken): HeldPart {
  const parentTurn = new Quaternion();
  // From the root down: each ancestor turns what is below it.
  for (let i = chain.length - 1; i >= 0; i -= 1)
    parentTurn.multiply(new Quaternion(...(chain[i] as Placed).object.transform.rotation));
  const parent = chain[0]?.world.clone() ?? new Matrix4();
  return {
    object: placed.object,
    frame,
    world: placed.world.clone(),
    parent,
    toParent: parent.clone().invert(),
    parentTurn,
  };
}

/** Whether something below these can be told a place at all: a scale of zero above it leaves one place only. */
export function hasPlaces(chain: readonly Placed[]): boolean {
  return chain[0] === undefined || chain[0].world.determinant() !== 0;
}

/** The mean of where they stand, as Blender's median point; of one object exactly its place. */
export function medianOf(placed: readonly Pick<Placed, 'world'>[]): Vec3 {
  const [first] = placed;
  if (placed.length === 1 && first !== undefined) return middleOf(first);
  let [x, y, z] = [0, 0, 0];
  for (const { world } of placed) {
    x += world.elements[12];
    y += world.elements[13];
    z += world.elements[14];
  }
  return scaled([x, y, z], 1 / placed.length);
}

export function middleOf({ world }: Pick<Placed, 'world'>): Vec3 {
  const { elements } = world;
  return [elements[12], elements[13], elements[14]];
}

/** By how much the pointer has moved, turned or scaled it. */
export function amountTo(held: Grab, to: Pixel, eye: Eye, snap: Snap | null): Amount {
  switch (held.handle) {
    case 'move':
      return moveTo(held, to, eye, snap);
    case 'turn':
      return turnTo(held, to, eye, snap);
    case 'scale':
      return scaleTo(held, to, eye, snap);
  }
}

/** The same by a number that was typed, or by a step: metres, degrees or a factor, along the first axis where none is chosen. */
export function amountOf(held: Grab, number: number, eye: Eye): Amount {
  const { constraint } = held;
  switch (held.handle) {
    case 'move': {
      const metres = [0, 1, 2].map((axis) => (axis === axisOf(constraint) ? number : 0));
      return { handle: 'move', metres: metres as unknown as Vec3 };
    }
    case 'turn':
      return {
        handle: 'turn',
        about: turnAxis(held, eye),
        radians: (number * Math.PI * handedness(held)) / 180,
      };
    case 'scale': {
      const factors = [0, 1, 2].map((axis) =>
        constraint.along === 'free' || isAlong(constraint, axis as AxisIndex) ? number : 1,
      );
      return { handle: 'scale', factors: factors as unknown as Vec3 };
    }
  }
}

/** The number that stands for an amount, for people: metres, degrees or a factor by axis; of a turn one alone. */
export function figuresOf(held: Grab, amount: Amount): readonly (number | null)[] {
  switch (amount.handle) {
    case 'move':
      return amount.metres.map((each, axis) =>
        held.constraint.along === 'free' || isAlong(held.constraint, axis as AxisIndex) ? each : null,
      );
    case 'turn':
      return [(amount.radians * 180 * handedness(held)) / Math.PI];
    case 'scale':
      return amount.factors.map((each, axis) =>
        held.constraint.along === 'free' || isAlong(held.constraint, axis as AxisIndex) ? each : null,
      );
  }
}

/** The new local transforms, in the order of the parts. */
export function transformsAfter(held: Grab, amount: Amount): Transform[] {
  if (amount.handle !== 'move') return held.parts.map((part) => transformOf(held, part, amount));
  const directions = directionsOf(held.axes);
  const way = added(...directions.map((each, axis) => scaled(each, amount.metres[axis] ?? 0)));
  return held.parts.map((part) => placedAt(part, added(middleOf(part), way)));
}

function transformOf(held: Grab, part: HeldPart, amount: Exclude<Amount, { handle: 'move' }>): Transform {
  const { transform } = part.object;
  switch (amount.handle) {
    case 'turn': {
      if (amount.radians === 0) return transform;
      const turn = new Quaternion().setFromAxisAngle(new Vector3(...amount.about), amount.radians);
      const { parentTurn } = part;
      const local = parentTurn.clone().invert().multiply(turn).multiply(parentTurn);
      const { x, y, z, w } = local.multiply(new Quaternion(...transform.rotation)).normalize();
      const rotation: Quat = [x, y, z, w];
      const turned = { ...transform, rotation: canonicalTransform({ ...transform, rotation }).rotation };
      if (isOne(held)) return turned;
      const away = new Vector3(...added(middleOf(part), scaled(held.middle, -1))).applyQuaternion(turn);
      const { translation } = placedAt(part, added(held.middle, [away.x, away.y, away.z]));
      return { ...turned, translation };
    }
    case 'scale': {
      const before = toEngine(transform, part.frame).scale;
      const factors = isOne(held) ? amount.factors : ownFactors(held, part, amount.factors);
      let after = transform;
      for (const axis of [0, 1, 2] as const)
        if (factors[axis] !== 1) after = withScale(after, part.frame, axis, before[axis] * factors[axis]);
      if (isOne(held)) return after;
      const away = added(middleOf(part), scaled(held.middle, -1));
      const { translation } = placedAt(
        part,
        added(held.middle, scaledAlong(held.axes, away, amount.factors)),
      );
      return { ...after, translation };
    }
  }
}

const inParent = new Vector3();

/** With its middle elsewhere in the world; numbers that this does not change keep their bits. */
function placedAt({ object: { transform }, toParent }: HeldPart, middle: Vec3): Transform {
  const { x, y, z } = inParent.set(middle[0], middle[1], middle[2]).applyMatrix4(toParent);
  const [beforeX, beforeY, beforeZ] = transform.translation;
  const translation = canonicalVec3([kept(beforeX, x), kept(beforeY, y), kept(beforeZ, z)]);
  return { ...transform, translation };
}

/** What scaling along the engine's axes makes of an object's own ones: as Blender does, what shears is left out. */
function ownFactors(held: Grab, { object, world, frame }: HeldPart, factors: Vec3): Vec3 {
  if (factors[0] === factors[1] && factors[1] === factors[2]) return factors;
  return ownDirections(object, world, frame).map((direction) => {
    const after = scaledAlong(held.axes, direction, factors);
    return Math.hypot(...after) * (dot(after, direction) < 0 ? -1 : 1);
  }) as unknown as Vec3;
}

function scaledAlong(axes: Axes, vector: Vec3, factors: Vec3): Vec3 {
  return added(
    ...directionsOf(axes).map((each, axis) => scaled(each, dot(vector, each) * (factors[axis] ?? 1))),
  );
}

function isOne({ parts }: Grab): boolean {
  return parts.length === 1;
}

/**
 * Unit directions of the three handles in the world: of the engine's axes, or for scaling of the object's own.
 * @param one the only object that is selected; undefined where there are several
 */
export function handleDirections(
  one: Placed | undefined,
  handle: Handle,
  frame: Frame,
): readonly [Vec3, Vec3, Vec3] {
  return handle !== 'scale' || one === undefined
    ? directionsOf(frame.axes)
    : ownDirections(one.object, one.world, frame);
}

function ownDirections(object: SceneObject, world: Matrix4, frame: Frame): readonly [Vec3, Vec3, Vec3] {
  // Which of the canonical factors an engine's axis holds, asked of the one place that knows.
  const from = toEngine({ ...object.transform, scale: [0, 1, 2] }, frame).scale;
  return from.map((column): Vec3 => {
    const axis = new Vector3().setFromMatrixColumn(world, column);
    if (axis.lengthSq() === 0) return directionsOf(frame.axes)[column] ?? [1, 0, 0];
    axis.normalize();
    return [axis.x, axis.y, axis.z];
  }) as unknown as readonly [Vec3, Vec3, Vec3];
}

/** Turning to the left about a direction is a positive angle in Blender and a negative one in Unity. */
function handedness({ axes }: Grab): 1 | -1 {
  return axes === 'unity' ? -1 : 1;
}

function isAlong(constraint: Constraint, axis: AxisIndex): boolean {
  if (constraint.along === 'free') return true;
  return (constraint.axis === axis) === (constraint.along === 'axis');
}

function axisOf(constraint: Constraint): AxisIndex {
  return constraint.along === 'axis' ? constraint.axis : 0;
}

function moveTo(held: Grab, to: Pixel, eye: Eye, snap: Snap | null): Amount {
  const { constraint, middle } = held;
  const directions = directionsOf(held.axes);
  const normal = planeNormal(constraint, directions, eye.towardsEye(middle));
  const [from, now] = [held.start, to].map((pixel) => meetPlane(eye.ray(pixel), middle, normal)) as [
    Vec3 | null,
    Vec3 | null,
  ];
  const way: Vec3 = from === null || now === null ? [0, 0, 0] : added(now, scaled(from, -1));
  const metres = directions.map((each, axis) =>
    isAlong(constraint, axis as AxisIndex) ? rounded(dot(way, each), snap?.metres) : 0,
  );
  return { handle: 'move', metres: metres as unknown as Vec3 };
}

/** Of the plane on which the pointer is followed: through the axis and as much towards the eye as that allows. */
function planeNormal(constraint: Constraint, directions: readonly Vec3[], towardsEye: Vec3): Vec3 {
  if (constraint.along === 'free') return towardsEye;
  const axis = directions[constraint.axis] ?? towardsEye;
  if (constraint.along === 'plane') return axis;
  const across = cross(axis, cross(towardsEye, axis));
  const length = Math.hypot(...across);
  return length < 1e-4 ? towardsEye : scaled(across, 1 / length);
}

function turnTo(held: Grab, to: Pixel, eye: Eye, snap: Snap | null): Amount {
  const about = turnAxis(held, eye);
  const { middle } = held;
  const centre = eye.project(middle);
  if (centre === null || isNear(held.start, centre) || isNear(to, centre))
    return { handle: 'turn', about, radians: 0 };
  const angle = ({ x, y }: Pixel): number => Math.atan2(centre.y - y, x - centre.x);
  const turned = angle(to) - angle(held.start);
  const facing = dot(about, eye.towardsEye(middle)) < 0 ? -1 : 1;
  const radians = (turned - 2 * Math.PI * Math.round(turned / (2 * Math.PI))) * facing;
  return { handle: 'turn', about, radians: rounded(radians, snap?.radians) };
}

function turnAxis(held: Grab, eye: Eye): Vec3 {
  const { constraint, axes, middle } = held;
  return constraint.along === 'free' ? eye.towardsEye(middle) : directionsOf(axes)[constraint.axis];
}

function scaleTo(held: Grab, to: Pixel, eye: Eye, snap: Snap | null): Amount {
  const centre = eye.project(held.middle);
  let factor = 1;
  if (centre !== null && !isNear(held.start, centre)) {
    const [x, y] = [held.start.x - centre.x, held.start.y - centre.y];
    const length = Math.hypot(x, y);
    // Along the way on which it was taken hold of; through the middle and on the other side it mirrors, as engines do.
    const along = ((to.x - centre.x) * x + (to.y - centre.y) * y) / length;
    factor = rounded(along / length, snap?.factor);
    if (Math.abs(factor) < FACTOR_LEAST) factor = factor < 0 ? -FACTOR_LEAST : FACTOR_LEAST;
  }
  const factors = [0, 1, 2].map((axis) => (isAlong(held.constraint, axis as AxisIndex) ? factor : 1));
  return { handle: 'scale', factors: factors as unknown as Vec3 };
}

function isNear(a: Pixel, b: Pixel): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < NEAR_MIDDLE_PX;
}

function rounded(value: number, step: number | undefined): number {
  return step === undefined ? value : Math.round(value / step) * step;
}

function kept(before: number, after: number): number {
  return Math.abs(after - before) <= SAME_WITHIN * Math.max(1, Math.abs(before)) ? before : after;
}
