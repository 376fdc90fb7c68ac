/**
 * What stands for an object in the 3D view. The shared scene holds where things are and not what they look like, so each
 * kind has one calm shape, in the object's own frame: metres, +Y up, cameras and lights looking along −Z.
 */
import { Box3, Vector3 } from 'three';
import type { Matrix4 } from 'three';
import type { Kind, SceneObject, Vec3 } from '#app/scene/index.ts';
import type { Ball } from './view.ts';

/** Half of the edge of the box that stands for a mesh. */
const HALF_M = 0.5;
const EMPTY_ARM_M = 0.4;
const LIGHT_RADIUS_M = 0.16;
const LIGHT_RAY_M = [0.24, 0.36] as const;
const CIRCLE_STEPS = 12;
const CAMERA = { halfWidthM: 0.32, halfHeightM: 0.18, depthM: 0.5, markM: 0.1 } as const;

/** Of everything that stands for an object of this kind: least and greatest corner. */
export interface Extent {
  readonly least: Vec3;
  readonly most: Vec3;
}

export const EXTENTS: Readonly<Record<Kind, Extent>> = {
  mesh: cube(HALF_M),
  empty: cube(EMPTY_ARM_M),
  light: cube(LIGHT_RAY_M[1]),
  camera: {
    least: [-CAMERA.halfWidthM, -CAMERA.halfHeightM, -CAMERA.depthM],
    most: [CAMERA.halfWidthM, CAMERA.halfHeightM + CAMERA.markM, 0],
  },
};

/** Ends of lines, two points a line. */
export const LINES: Readonly<Record<Kind, readonly Vec3[]>> = {
  mesh: boxEdges(HALF_M),
  empty: crossOf(EMPTY_ARM_M),
  light: lightLines(),
  camera: cameraLines(),
};

function cube(half: number): Extent {
  return { least: [-half, -half, -half], most: [half, half, half] };
}

function boxEdges(half: number): Vec3[] {
  const lines: Vec3[] = [];
  for (const axis of [0, 1, 2] as const)
    for (const one of [-half, half])
      for (const other of [-half, half]) {
        const at = (along: number): Vec3 => {
          const point: [number, number, number] = [one, one, one];
          point[axis] = along;
          point[(axis + 1) % 3] = one;
          point[(axis + 2) % 3] = other;
          return point;
        };
        lines.push(at(-half), at(half));
      }
  return lines;
}

function crossOf(arm: number): Vec3[] {
  return [
    [-arm, 0, 0],
    [arm, 0, 0],
    [0, -arm, 0],
    [0, arm, 0],
    [0, 0, -arm],
    [0, 0, arm],
  ];
}

function circle(place: (cos: number, sin: number) => Vec3): Vec3[] {
  return Array.from({ length: CIRCLE_STEPS }, (_, step): Vec3[] => {
    const at = (by: number): Vec3 => {
      const angle = ((step + by) / CIRCLE_STEPS) * 2 * Math.PI;
      return place(Math.cos(angle) * LIGHT_RADIUS_M, Math.sin(angle) * LIGHT_RADIUS_M);
    };
    return [at(0), at(1)];
  }).flat();
}

function lightLines(): Vec3[] {
  const [from, to] = LIGHT_RAY_M;
  const rays = crossOf(1).map((each, i): Vec3[] => {
    // All but the one that shows where it shines, which is longer.
    if (i === 4) return [scaledBy(each, from), scaledBy(each, to * 2)];
    return [scaledBy(each, from), scaledBy(each, to)];
  });
  return [
    ...circle((cos, sin) => [cos, sin, 0]),
    ...circle((cos, sin) => [cos, 0, sin]),
    ...circle((cos, sin) => [0, cos, sin]),
    ...rays.flat(),
  ];
}

function scaledBy([x, y, z]: Vec3, by: number): Vec3 {
  return [x * by, y * by, z * by];
}

function cameraLines(): Vec3[] {
  const { halfWidthM: w, halfHeightM: h, depthM: d, markM: mark } = CAMERA;
  const corners: Vec3[] = [
    [-w, -h, -d],
    [w, -h, -d],
    [w, h, -d],
    [-w, h, -d],
  ];
  const frame = corners.flatMap((corner, i): Vec3[] => [corner, corners[(i + 1) % 4] as Vec3]);
  const sides = corners.flatMap((corner): Vec3[] => [[0, 0, 0], corner]);
  const above: Vec3[] = [
    [-w * 0.5, h + mark * 0.2, -d],
    [w * 0.5, h + mark * 0.2, -d],
    [w * 0.5, h + mark * 0.2, -d],
    [0, h + mark, -d],
    [0, h + mark, -d],
    [-w * 0.5, h + mark * 0.2, -d],
  ];
  return [...frame, ...sides, ...above];
}

/** The lines of an object's shape in the world, six numbers a line, appended to `into`. */
export function linesInWorld(kind: Kind, world: Matrix4, into: number[]): void {
  // Written out: while thousands are moved this is done for each of their points, each frame.
  const [xx, xy, xz, , yx, yy, yz, , zx, zy, zz, , ox, oy, oz] = world.elements;
  for (const [x, y, z] of LINES[kind])
    into.push(xx * x + yx * y + zx * z + ox, xy * x + yy * y + zy * z + oy, xz * x + yz * y + zz * z + oz);
}

/** A ball in which an object's shape fits, in the world. */
export function ballOf(kind: Kind, world: Matrix4): Ball {
  const { least, most } = EXTENTS[kind];
  const box = new Box3(new Vector3(...least), new Vector3(...most)).applyMatrix4(world);
  const { x, y, z } = box.getCenter(new Vector3());
  return { centre: [x, y, z], radiusM: box.getSize(new Vector3()).length() / 2 };
}

/** Whether an object is drawn at all: what is hidden for everybody in the viewport is not. */
export function isDrawn({ visibility }: SceneObject): boolean {
  return visibility.viewport;
}

const COLOUR_KEY = /^(?:base_?)?colou?r$/iu;

/** The colour that an object has by a property of that name: linear components from 0 to 1, else null. */
export function colourOf({ properties }: SceneObject): Vec3 | null {
  for (const [key, value] of Object.entries(properties)) {
    if (!COLOUR_KEY.test(key) || typeof value !== 'object') continue;
    const [r, g, b] = value;
    if (r === undefined || g === undefined || b === undefined || value.length > 4) continue;
    if ([r, g, b].every((each) => each >= 0 && each <= 1)) return [r, g, b];
  }
  return null;
}
