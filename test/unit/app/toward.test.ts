/** The way to a scene in which a few objects are otherwise: as short as it can be, and without a look at all the others. */
import { describe, expect, test } from 'vitest';
import { LIMITS, operationsToward } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { box, chain, moved, uuid } from '../orchestrator/bench-rig.ts';

const sceneOf = (...objects: SceneObject[]): Map<ObjectId, SceneObject> =>
  new Map(objects.map((object) => [object.id, object]));
const wanted = (...entries: [number, SceneObject | null][]): Map<ObjectId, SceneObject | null> =>
  new Map(entries.map(([id, object]) => [uuid(id), object]));
const hang = (id: number, parent: number | null): Operation => ({
  op: 'reparent',
  id: uuid(id),
  parent: parent === null ? null : uuid(parent),
});

/** The operations there; fails where there is no way. */
function way(objects: Map<ObjectId, SceneObject>, to: Map<ObjectId, SceneObject | null>): Operation[] {
  const before = new Map(objects);
  const found = operationsToward(objects, to);
  expect(objects).toStrictEqual(before);
  if (!found.ok) throw new Error(found.refusal.message);
  return found.operations;
}

describe('the way is', () => {
  test('none where all is so already, objects that are gone included', () => {
    expect(way(sceneOf(box(1)), wanted([1, box(1)], [2, null]))).toStrictEqual([]);
    expect(way(sceneOf(box(1)), new Map())).toStrictEqual([]);
  });

  test('about what differs, and nothing else of an object or of others', () => {
    const objects = sceneOf(box(1), box(2), box(3, { parent: uuid(2) }));
    expect(way(objects, wanted([1, box(1)], [2, box(2, { transform: moved(3) })]))).toStrictEqual([
      { op: 'set_transform', id: uuid(2), transform: moved(3) },
    ]);
  });

  test('straight from one parent to the next, though that is below what hangs there now', () => {
    const objects = sceneOf(box(1), box(2, { parent: uuid(1) }), box(3));
    expect(way(objects, wanted([2, box(2, { parent: uuid(3) })]))).toStrictEqual([hang(2, 3)]);
  });

  test('out of the hierarchy on the way only where a cycle would be closed', () => {
    const objects = sceneOf(box(1), box(2, { parent: uuid(1) }));
    const operations = way(objects, wanted([1, box(1, { parent: uuid(2) })], [2, box(2)]));
    expect(operations.at(-1)).toStrictEqual(hang(1, 2));
    expect(operations).toContainEqual(hang(2, null));
    expect(operations).toHaveLength(2);
  });

  test('for a turned-round chain without a step that is not needed', () => {
    const objects = sceneOf(box(1), box(2, { parent: uuid(1) }), box(3, { parent: uuid(2) }), box(4));
    const operations = way(
      objects,
      wanted([1, box(1, { parent: uuid(2) })], [2, box(2, { parent: uuid(3) })], [3, box(3)]),
    );
    const last = (id: number): Operation | undefined =>
      operations.findLast((operation) => operation.op === 'reparent' && operation.id === uuid(id));
    expect([last(1), last(2), last(3)]).toStrictEqual([hang(1, 2), hang(2, 3), hang(3, null)]);
  });

  test('out of the hierarchy too where what it hung from goes before that to which it comes is made', () => {
    const objects = sceneOf(box(1), box(2, { parent: uuid(1) }));
    expect(way(objects, wanted([1, null], [2, box(2, { parent: uuid(3) })], [3, box(3)]))).toStrictEqual([
      hang(2, null),
      { op: 'delete', id: uuid(1), descendants: [] },
      { op: 'create', object: box(3) },
      hang(2, 3),
    ]);
  });
});

test('what would be no scene is refused with why, by what is there above and not only by what is wanted', () => {
  const deep = chain(LIMITS.depth);
  const objects = sceneOf(...deep, box(1));
  const below = operationsToward(objects, wanted([1, box(1, { parent: deep.at(-1)?.id ?? null })]));
  expect(below).toMatchObject({ ok: false, refusal: { code: 'too_deep' } });
  expect(objects).toStrictEqual(sceneOf(...deep, box(1)));
});

test('of a large scene only the objects that differ, and those above them, are looked at', () => {
  const objects = sceneOf(...Array.from({ length: 500 }, (_, index) => box(index + 1)));
  const asked = new Set<ObjectId>();
  const get = objects.get.bind(objects);
  objects.get = (id) => {
    asked.add(id);
    return get(id);
  };
  const found = operationsToward(objects, wanted([7, box(7, { parent: uuid(9), transform: moved(1) })]));
  expect(found).toMatchObject({ ok: true });
  expect([...asked].sort()).toStrictEqual([uuid(7), uuid(9)]);
});
