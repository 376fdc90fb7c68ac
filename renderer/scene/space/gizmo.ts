/** The handles of the selected object, as lines and areas of the picture. They keep their size in pixels. */
import type { Vec3 } from '#app/scene/index.ts';
import type { AxisIndex } from '../../axes.ts';
import type { Constraint, Handle } from './drag.ts';
import { cross } from './eye.ts';
import type { Eye, Pixel } from './eye.ts';
import { added, dot, scaled } from './view.ts';

export const GIZMO_PX = 76;
const INNER_PX = 12;
const HEAD_PX = { length: 12, half: 4.5 } as const;
const KNOB_PX = 4.5;
const PLANE_SHARE = { from: 0.34, to: 0.52 } as const;
const RING_STEPS = 48;
const OUTER_RING_PX = GIZMO_PX + 14;
/** An axis that runs at the eye has no handle: a hand could not tell along from across. */
const SHORTEST_PX = 16;
/** A plane that is seen from its edge has none either. */
const PLANE_SINE_LEAST = 0.12;

export const HANDLES = ['free', 'axis-0', 'axis-1', 'axis-2', 'plane-0', 'plane-1', 'plane-2'] as const;
export type HandleKey = (typeof HANDLES)[number];

/** SVG paths; `hit` is what the pointer takes hold of, drawn wide and unseen. */
export interface HandleShape {
  readonly line: string;
  readonly fill: string;
  readonly hit: string;
}

export function constraintOf(key: HandleKey): Constraint {
  if (key === 'free') return { along: 'free' };
  const [along, axis] = key.split('-') as ['axis' | 'plane', '0' | '1' | '2'];
  return { along, axis: Number(axis) as AxisIndex };
}

/** @returns what is to be drawn, by handle; none where the object is behind the eye */
export function handlesOf(
  handle: Handle,
  middle: Vec3,
  directions: readonly [Vec3, Vec3, Vec3],
  eye: Eye,
): ReadonlyMap<HandleKey, HandleShape> {
  const shapes = new Map<HandleKey, HandleShape>();
  const centre = eye.project(middle);
  if (centre === null) return shapes;
  const reach = GIZMO_PX * eye.metresPerPixel(middle);
  const at = (...parts: readonly (readonly [Vec3, number])[]): Pixel | null =>
    eye.project(added(middle, ...parts.map(([direction, share]) => scaled(direction, share * reach))));
  shapes.set('free', handle === 'turn' ? outerRing(centre) : knob(centre, handle === 'scale' ? 5.5 : 6.5));
  for (const axis of [0, 1, 2] as const) {
    const direction = directions[axis];
    if (handle === 'turn') {
      shapes.set(`axis-${axis}`, ring(middle, direction, eye, reach));
      continue;
    }
    const tip = at([direction, 1]);
    if (tip !== null) {
      const shape = arm(centre, tip, handle === 'move');
      if (shape !== null) shapes.set(`axis-${axis}`, shape);
    }
    const [one, other] = [directions[(axis + 1) % 3] as Vec3, directions[(axis + 2) % 3] as Vec3];
    if (handle !== 'move' || Math.abs(dot(direction, eye.towardsEye(middle))) < PLANE_SINE_LEAST) continue;
    const { from, to } = PLANE_SHARE;
    const corners = [
      at([one, from], [other, from]),
      at([one, to], [other, from]),
      at([one, to], [other, to]),
      at([one, from], [other, to]),
    ];
    if (corners.every((each) => each !== null)) {
      const area = `${path(corners)}Z`;
      shapes.set(`plane-${axis}`, { line: area, fill: area, hit: area });
    }
  }
  return shapes;
}

function arm(centre: Pixel, tip: Pixel, isArrow: boolean): HandleShape | null {
  const [x, y] = [tip.x - centre.x, tip.y - centre.y];
  const length = Math.hypot(x, y);
  if (length < SHORTEST_PX) return null;
  const [ux, uy] = [x / length, y / length];
  const along = (px: number, side = 0): Pixel => ({
    x: centre.x + ux * px - uy * side,
    y: centre.y + uy * px + ux * side,
  });
  const head = isArrow
    ? [
        along(length + HEAD_PX.length * 0.4),
        along(length - HEAD_PX.length * 0.6, HEAD_PX.half),
        along(length - HEAD_PX.length * 0.6, -HEAD_PX.half),
      ]
    : [
        along(length - KNOB_PX, -KNOB_PX),
        along(length - KNOB_PX, KNOB_PX),
        along(length + KNOB_PX, KNOB_PX),
        along(length + KNOB_PX, -KNOB_PX),
      ];
  const inner = Math.min(INNER_PX, length / 3);
  const line = path([along(inner), along(length - (isArrow ? HEAD_PX.length * 0.6 : KNOB_PX))]);
  return { line, fill: `${path(head)}Z`, hit: path([along(inner), along(length + KNOB_PX)]) };
}

/** The half of a circle about an axis that faces the eye. */
function ring(middle: Vec3, axis: Vec3, eye: Eye, reach: number): HandleShape {
  const towards = eye.towardsEye(middle);
  const helper: Vec3 = Math.abs(axis[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const first = unit(cross(axis, helper));
  const second = cross(axis, first);
  const isFacing = Math.abs(dot(axis, towards)) > 0.98;
  let line = '';
  let isDown = false;
  for (let step = 0; step <= RING_STEPS; step += 1) {
    const angle = (step / RING_STEPS) * 2 * Math.PI;
    const out = added(scaled(first, Math.cos(angle)), scaled(second, Math.sin(angle)));
    const pixel = eye.project(added(middle, scaled(out, reach)));
    if (pixel === null || (!isFacing && dot(out, towards) < -0.02)) {
      isDown = false;
      continue;
    }
    line += `${isDown ? 'L' : 'M'}${place(pixel)}`;
    isDown = true;
  }
  return { line, fill: '', hit: line };
}

function outerRing({ x, y }: Pixel): HandleShape {
  const r = OUTER_RING_PX;
  const line = `M${place({ x: x - r, y })}A${r} ${r} 0 1 0 ${place({ x: x + r, y })}A${r} ${r} 0 1 0 ${place({ x: x - r, y })}`;
  return { line, fill: '', hit: line };
}

function knob({ x, y }: Pixel, r: number): HandleShape {
  const line = `M${place({ x: x - r, y })}A${r} ${r} 0 1 0 ${place({ x: x + r, y })}A${r} ${r} 0 1 0 ${place({ x: x - r, y })}Z`;
  return { line, fill: '', hit: line };
}

function path(points: readonly Pixel[]): string {
  return points.map((point, i) => `${i === 0 ? 'M' : 'L'}${place(point)}`).join('');
}

function place({ x, y }: Pixel): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function unit(vector: Vec3): Vec3 {
  return scaled(vector, 1 / (Math.hypot(...vector) || 1));
}
