/**
 * What lies under the pointer, or in a box that is drawn with it: boxes met by a ray and lines cut by edges, without the
 * graphics card and without the meshes that it draws.
 */
import { Matrix4, Vector3, Vector4 } from 'three';
import type { ObjectId, Vec3 } from '#app/scene/index.ts';
import type { Eye, Pixel, Ray, Size } from './eye.ts';
import type { Placed } from './placement.ts';
import { EXTENTS, isDrawn, LINES } from './proxies.ts';
import type { Extent } from './proxies.ts';

/** What is only lines is met this far beside them. */
const TOLERANCE_PX = 5;

const inverse = new Matrix4();
const from = new Vector3();
const along = new Vector3();
const centre = new Vector3();

/** The drawn objects under a pixel, nearest first. */
export function picked(placed: Iterable<Placed>, eye: Eye, pixel: Pixel): ObjectId[] {
  const ray = eye.ray(pixel);
  const hits: { readonly id: ObjectId; readonly distanceM: number }[] = [];
  for (const { object, world } of placed) {
    if (!isDrawn(object)) continue;
    const extent = EXTENTS[object.kind];
    const scale = world.getMaxScaleOnAxis();
    centre.set(0, 0, 0).applyMatrix4(world);
    const margin =
      object.kind === 'mesh' ? 0 : TOLERANCE_PX * eye.metresPerPixel([centre.x, centre.y, centre.z]);
    if (isFarFrom(ray, centre, radiusOf(extent) * scale + margin)) continue;
    const distanceM = distanceTo(ray, extent, world, scale === 0 ? 0 : margin / scale);
    if (distanceM !== null) hits.push({ id: object.id, distanceM });
  }
  return hits.sort((a, b) => a.distanceM - b.distanceM).map(({ id }) => id);
}

/** Upright, in pixels of the picture. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function boxBetween(a: Pixel, b: Pixel): PixelBox {
  return {
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    right: Math.max(a.x, b.x),
    bottom: Math.max(a.y, b.y),
  };
}

/** The drawn objects that a box touches: by a line of their shape, or by a face in the middle of which it lies whole. */
export function pickedWithin(placed: Iterable<Placed>, eye: Eye, box: PixelBox): ObjectId[] {
  const all = [...placed];
  const around = new Set(picked(all, eye, { x: box.left, y: box.top }));
  const toPicture = new Matrix4();
  return all.flatMap(({ object, world }) => {
    if (!isDrawn(object)) return [];
    toPicture.multiplyMatrices(eye.matrix, world);
    const lines = LINES[object.kind];
    for (let i = 0; i < lines.length; i += 2)
      if (isCut(lines[i] as Vec3, lines[i + 1] as Vec3, toPicture, eye.size, box)) return object.id;
    return around.has(object.id) ? object.id : [];
  });
}

const one = new Vector4();
const other = new Vector4();

/** Whether a part of a line lies before the eye and within the box. */
function isCut(from: Vec3, to: Vec3, toPicture: Matrix4, size: Size, box: PixelBox): boolean {
  one.set(...from, 1).applyMatrix4(toPicture);
  other.set(...to, 1).applyMatrix4(toPicture);
  // Not divided by the depth, a line stays a line where it passes the eye (Liang and Barsky).
  let [enters, leaves] = [0, 1];
  for (let edge = 0; edge < 5; edge += 1) {
    const [start, end] = [inside(one, edge, size, box), inside(other, edge, size, box)];
    if (start < 0 && end < 0) return false;
    if (start < 0) enters = Math.max(enters, start / (start - end));
    else if (end < 0) leaves = Math.min(leaves, start / (start - end));
    if (enters > leaves) return false;
  }
  return true;
}

/** How far within an edge of the box, or before the eye, as a multiple of the depth. */
function inside({ x, y, w }: Vector4, edge: number, { width, height }: Size, box: PixelBox): number {
  switch (edge) {
    case 0:
      return ((x + w) / 2) * width - box.left * w;
    case 1:
      return box.right * w - ((x + w) / 2) * width;
    case 2:
      return ((w - y) / 2) * height - box.top * w;
    case 3:
      return box.bottom * w - ((w - y) / 2) * height;
    default:
      return w;
  }
}

/** Of several under the pointer, the next one behind what is selected already. */
export function nextPicked(hits: readonly ObjectId[], selected: ObjectId | null): ObjectId | null {
  const at = selected === null ? -1 : hits.indexOf(selected);
  return hits[(at + 1) % hits.length] ?? null;
}

function radiusOf({ least, most }: Extent): number {
  return Math.hypot(...least.map((each, i) => Math.max(Math.abs(each), Math.abs(most[i] ?? 0))));
}

function isFarFrom({ origin, direction }: Ray, point: Vector3, radius: number): boolean {
  const [x, y, z] = [point.x - origin[0], point.y - origin[1], point.z - origin[2]];
  const t = x * direction[0] + y * direction[1] + z * direction[2];
  const away = (x - t * direction[0]) ** 2 + (y - t * direction[1]) ** 2 + (z - t * direction[2]) ** 2;
  return away > radius * radius;
}

/** Along the ray to where it enters the box, or leaves it when it starts inside; null where it misses. */
function distanceTo(
  { origin, direction }: Ray,
  { least, most }: Extent,
  world: Matrix4,
  margin: number,
): number | null {
  if (world.determinant() === 0) return null;
  inverse.copy(world).invert();
  from.set(...origin).applyMatrix4(inverse);
  along.set(...direction).transformDirection(inverse);
  // Directions lose their length in that, so the way is measured in the world.
  let [enters, leaves] = [-Infinity, Infinity];
  for (const axis of [0, 1, 2] as const) {
    const [start, step] = [from.getComponent(axis), along.getComponent(axis)];
    const [low, high] = [least[axis] - margin, most[axis] + margin];
    if (Math.abs(step) < 1e-12) {
      if (start < low || start > high) return null;
      continue;
    }
    const [one, other] = [(low - start) / step, (high - start) / step];
    enters = Math.max(enters, Math.min(one, other));
    leaves = Math.min(leaves, Math.max(one, other));
  }
  if (enters > leaves || leaves < 0) return null;
  along
    .multiplyScalar(enters >= 0 ? enters : leaves)
    .add(from)
    .applyMatrix4(world);
  return Math.hypot(along.x - origin[0], along.y - origin[1], along.z - origin[2]);
}
