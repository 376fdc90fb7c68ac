/** What lies under the pointer: boxes met by a ray, without the graphics card and without the meshes that it draws. */
import { Matrix4, Vector3 } from 'three';
import type { ObjectId } from '#app/scene/index.ts';
import type { Eye, Pixel, Ray } from './eye.ts';
import type { Placed } from './placement.ts';
import { EXTENTS, isDrawn } from './proxies.ts';
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
