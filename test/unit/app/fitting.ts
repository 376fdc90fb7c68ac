/** Turns random wishes into lists of operations that a scene accepts, so that properties of `apply` are not vacuous. */
import { apply, descendantsOf } from '#app/scene/index.ts';
import type { Operation, Scene } from '#app/scene/index.ts';
import type { Wish } from './arbitraries.ts';

/** Aims each wish at an object that exists and completes closures; drops what the scene would refuse all the same. */
export function fitting(scene: Scene, wishes: readonly Wish[]): { operations: Operation[]; after: Scene } {
  const operations: Operation[] = [];
  let after = scene;
  for (const wish of wishes) {
    const operation = aimed(after, wish);
    const applied = apply(after, [operation]);
    if (!applied.ok) continue;
    operations.push(operation);
    after = applied.scene;
  }
  return { operations, after };
}

/** The wish as an operation on an object that exists, where there is one. */
export function aimed(scene: Scene, { operation, at }: Wish): Operation {
  const ids = [...scene.objects.keys()].sort();
  const id = ids[at % Math.max(1, ids.length)];
  if (operation.op === 'create') {
    const parent = at % 3 === 0 ? null : (id ?? null);
    return { ...operation, object: { ...operation.object, parent } };
  }
  if (id === undefined) return operation;
  if (operation.op === 'delete') return { ...operation, id, descendants: descendantsOf(scene, id) };
  if (operation.op === 'reparent') {
    return { ...operation, id, parent: at % 4 === 0 ? null : (ids[(at >> 3) % ids.length] ?? null) };
  }
  return { ...operation, id };
}

/** A scene as plain data, in id order and with sorted keys, for comparison to the bit and for messages. */
export function plain(scene: Scene): unknown[] {
  return [...scene.objects.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((object) => ({
      ...object,
      properties: Object.entries(object.properties).sort(([a], [b]) => (a < b ? -1 : 1)),
    }));
}
