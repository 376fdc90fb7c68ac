/**
 * One rotation has many triples of Euler angles. What a person typed is what they expect to read again, so the triple is
 * remembered for as long as the object still has exactly the rotation that it made.
 */
import { sameValue } from '#app/scene/index.ts';
import type { ObjectId, Quat, Vec3 } from '#app/scene/index.ts';
import { eulerOf } from '../axes.ts';
import type { Axes, Frame } from '../axes.ts';

const REMEMBERED_LIMIT = 500;
const remembered = new Map<string, { readonly rotation: Quat; readonly euler: Vec3 }>();

export function rememberEuler(id: ObjectId, axes: Axes, rotation: Quat, euler: Vec3): void {
  const key = `${id} ${axes}`;
  remembered.delete(key);
  remembered.set(key, { rotation, euler });
  if (remembered.size > REMEMBERED_LIMIT) {
    const oldest = remembered.keys().next().value;
    if (oldest !== undefined) remembered.delete(oldest);
  }
}

export function shownEuler(id: ObjectId, rotation: Quat, frame: Frame): Vec3 {
  const known = remembered.get(`${id} ${frame.axes}`);
  return known !== undefined && sameValue(known.rotation, rotation) ? known.euler : eulerOf(rotation, frame);
}
