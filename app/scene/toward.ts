/** The way from a scene to one in which a few objects are otherwise, without looking at all the others. */
import { diff, NoWay, refusalOf } from './apply.ts';
import type { Refusal } from './apply.ts';
import type { ObjectId, Scene, SceneObject } from './model.ts';
import type { Operation } from './operations.ts';
import { sameValue } from './values.ts';

export type Way =
  | { readonly ok: true; readonly operations: Operation[] }
  /** What is wanted is no scene all the same: too deep, too many properties, too many objects. */
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Operations that bring some objects to how they are wanted, null for gone, and leave the others alone; empty where all
 * are so already. The caller sees to it that the outcome is a scene: every name once, every parent there and not below
 * its own child, nothing left below what goes.
 * @param objects as it was again when this returns
 */
export function operationsToward(
  objects: Map<ObjectId, SceneObject>,
  wanted: ReadonlyMap<ObjectId, SceneObject | null>,
): Way {
  const differing = new Map(
    [...wanted].filter(([id, object]) => !sameValue(objects.get(id) ?? null, object)),
  );
  if (differing.size === 0) return { ok: true, operations: [] };
  const from = new Map<ObjectId, SceneObject>();
  /** An object and all above it, as the hierarchy is or as it is wanted. */
  const take = (id: ObjectId, parentOf: (id: ObjectId) => ObjectId | null, met: Set<ObjectId>): void => {
    for (let at: ObjectId | null = id; at !== null && !met.has(at); at = parentOf(at)) {
      met.add(at);
      const object = objects.get(at);
      if (object !== undefined) from.set(at, object);
    }
  };
  const parentNow = (id: ObjectId): ObjectId | null => objects.get(id)?.parent ?? null;
  const parentThen = (id: ObjectId): ObjectId | null =>
    (differing.get(id) ?? objects.get(id))?.parent ?? null;
  const [metNow, metThen] = [new Set<ObjectId>(), new Set<ObjectId>()];
  for (const id of differing.keys()) {
    take(id, parentNow, metNow);
    take(id, parentThen, metThen);
  }
  const to = new Map(from);
  for (const [id, object] of differing) {
    if (object === null) to.delete(id);
    else to.set(id, object);
  }
  const way = wayBetween({ objects: from }, { objects: to });
  if (!way.ok) return way;
  const direct = withoutDetours(way.operations);
  return refusalOf(objects, direct) === null ? { ok: true, operations: direct } : way;
}

/** Where there is none a person is told why: what they ask for is no mistake of the program’s. */
function wayBetween(from: Scene, to: Scene): Way {
  try {
    return { ok: true, operations: diff(from, to) };
  } catch (error) {
    if (error instanceof NoWay) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/** Without stepping out of the hierarchy on the way from one parent to the next: that is needed only where they would
 * close a cycle. */
function withoutDetours(operations: readonly Operation[]): Operation[] {
  const last = new Map<ObjectId, number>();
  for (const [index, operation] of operations.entries())
    if (operation.op === 'reparent') last.set(operation.id, index);
  return operations.filter(
    (operation, index) => operation.op !== 'reparent' || last.get(operation.id) === index,
  );
}
