/** Who hangs on whom: the questions that are answered by looking, and those that an index answers. */
import { describe, expect, test } from 'vitest';
import {
  ancestorsOf,
  apply,
  applyOrThrow,
  childrenOf,
  descendantsOf,
  facetsOf,
  LIMITS,
  Lookups,
  operationsToward,
  parentsFirst,
} from '#app/scene/index.ts';
import type { Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';

const [A, B, C, D, E, F] = IDS as [string, string, string, string, string, string];

function object(id: string, parent: string | null = null, more: Partial<SceneObject> = {}): SceneObject {
  return {
    id,
    kind: 'empty',
    name: `name of ${id.slice(0, 8)}`,
    parent,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
    ...more,
  };
}

/** In the order given, which is no order of ids. */
const sceneOf = (...objects: SceneObject[]): Scene => ({
  objects: new Map(objects.map((each) => [each.id, each])),
});

/** A has C and B, B has E and D; F stands alone. */
const FAMILY = sceneOf(object(C, A), object(E, B), object(D, B), object(B, A), object(F), object(A));

/** The same questions, before an index is worth its making and after. */
function answersOf<Answer>(scene: Scene, ask: (lookups: Lookups) => Answer): [Answer, Answer] {
  const asked = new Lookups(scene.objects);
  for (let index = 0; index < 20; index += 1) {
    asked.childrenOf(F);
    asked.otherOfName('nobody', F);
  }
  return [ask(new Lookups(scene.objects)), ask(asked)];
}

describe('children and descendants', () => {
  test('come in id order, parents before children, whatever the order of the map', () => {
    expect(childrenOf(FAMILY, A)).toStrictEqual([B, C]);
    expect(descendantsOf(FAMILY, A)).toStrictEqual([B, C, D, E]);
    expect(descendantsOf(FAMILY, F)).toStrictEqual([]);
    expect(parentsFirst(FAMILY)).toStrictEqual([A, B, D, E, C, F]);
  });

  test('are the same asked once and asked often', () => {
    for (const answers of [
      answersOf(FAMILY, (lookups) => lookups.childrenOf(A)),
      answersOf(FAMILY, (lookups) => lookups.childrenOf(B)),
      answersOf(FAMILY, (lookups) => lookups.descendantsOf(A)),
      answersOf(FAMILY, (lookups) => lookups.descendantsOf(F)),
      answersOf(FAMILY, (lookups) => lookups.otherOfName(object(B).name, A)),
      answersOf(FAMILY, (lookups) => lookups.otherOfName(object(B).name, B)),
      answersOf(FAMILY, (lookups) => lookups.otherOfName('nobody', A)),
    ])
      expect(answers[1]).toStrictEqual(answers[0]);
  });

  test('follow what is said to have changed', () => {
    const objects = new Map(FAMILY.objects);
    const lookups = new Lookups(objects);
    for (let index = 0; index < 20; index += 1) {
      lookups.childrenOf(A);
      lookups.otherOfName('nobody', A);
    }
    const put = (after: SceneObject) => {
      const before = objects.get(after.id);
      objects.set(after.id, after);
      lookups.changed(before, after);
    };
    put(object(E, F));
    expect([lookups.childrenOf(B), lookups.childrenOf(F)]).toStrictEqual([[D], [E]]);
    put(object(E));
    expect(lookups.childrenOf(F)).toStrictEqual([]);
    put(object(E, null, { name: 'new' }));
    expect(lookups.otherOfName('new', A)).toBe(E);
    expect(lookups.otherOfName(object(E).name, A)).toBeNull();
    // A takes the name that E gives up in the same breath: what E leaves behind is no longer E's.
    put(object(A, null, { name: 'new' }));
    put(object(E, null, { name: 'newer' }));
    expect(lookups.otherOfName('new', E)).toBe(A);
    objects.delete(D);
    lookups.changed(object(D, B), undefined);
    expect([lookups.childrenOf(B), lookups.otherOfName(object(D).name, A)]).toStrictEqual([[], null]);
  });

  test('of a name that is said to be as it was, nothing changes', () => {
    const lookups = new Lookups(FAMILY.objects);
    for (let index = 0; index < 20; index += 1) lookups.otherOfName('nobody', A);
    lookups.changed(object(B, A), object(B, C));
    expect(lookups.otherOfName(object(B).name, A)).toBe(B);
  });
});

describe('the facets of an object', () => {
  test('are its existence, what every object has, and its properties in the order of their keys', () => {
    expect(facetsOf(object(A, null, { properties: { b: 1, c: 2, a: 3 } }))).toStrictEqual([
      ...['existence', 'name', 'parent', 'transform', 'visibility'],
      ...['property:a', 'property:b', 'property:c'],
    ]);
  });
});

describe('ancestors', () => {
  test('come nearest first', () => {
    expect(ancestorsOf(FAMILY, E)).toStrictEqual([B, A]);
    expect(ancestorsOf(FAMILY, A)).toStrictEqual([]);
    expect(ancestorsOf(FAMILY, 'nobody')).toStrictEqual([]);
  });

  test('end, also where objects hang in a circle', () => {
    const circle = sceneOf(object(A, B), object(B, A));
    expect(ancestorsOf(circle, A)).toHaveLength(LIMITS.depth + 1);
  });
});

describe('a list of operations that is long enough for an index', () => {
  test('deletes whole families that it has hung together itself', () => {
    const made: Operation[] = Array.from({ length: 12 }, (_, index) => ({
      op: 'create',
      object: object(`${index}`, index === 0 ? A : `${index - 1}`),
    }));
    const below = Array.from({ length: 12 }, (_, index) => `${index}`);
    const scene = sceneOf(object(A));
    expect(applyOrThrow(scene, [...made, { op: 'delete', id: A, descendants: below }]).objects.size).toBe(0);
    expect(apply(scene, [...made, { op: 'delete', id: A, descendants: below.slice(1) }])).toMatchObject({
      ok: false,
      refusal: { path: 'operations[12].descendants' },
    });
  });
});

describe('the way to how a few objects are wanted', () => {
  const toward = (scene: Scene, ...wanted: (SceneObject | string)[]): Operation[] => {
    const objects = new Map(scene.objects);
    const way = operationsToward(
      objects,
      new Map(wanted.map((each) => (typeof each === 'string' ? [each, null] : [each.id, each]))),
    );
    expect(objects).toStrictEqual(scene.objects);
    if (!way.ok) throw new Error(way.refusal.message);
    return way.operations;
  };

  test('is no way at all where they are so', () => {
    expect(toward(FAMILY, object(B, A), object(F))).toStrictEqual([]);
    expect(toward(FAMILY, 'never there')).toStrictEqual([]);
  });

  test('leaves the others alone, and reaches it', () => {
    const wanted = [object(B, C, { properties: { mass: 1 } }), object(D, A)];
    const operations = toward(FAMILY, ...wanted);
    const after = applyOrThrow(FAMILY, operations);
    for (const each of wanted) expect(after.objects.get(each.id)).toStrictEqual(each);
    for (const id of [A, C, E, F]) expect(after.objects.get(id)).toBe(FAMILY.objects.get(id));
  });

  test('goes from one parent to the next without a stop, where no circle is in the way', () => {
    expect(toward(FAMILY, object(D, F))).toStrictEqual([{ op: 'reparent', id: D, parent: F }]);
    expect(toward(FAMILY, object(B, F), object(E, A))).toStrictEqual([
      { op: 'reparent', id: E, parent: A },
      { op: 'reparent', id: B, parent: F },
    ]);
  });

  test('steps out of the hierarchy where it has to, to turn a chain around', () => {
    const operations = toward(FAMILY, object(A, D), object(B));
    const after = applyOrThrow(FAMILY, operations);
    expect([after.objects.get(A)?.parent, after.objects.get(B)?.parent]).toStrictEqual([D, null]);
    const swapped = toward(FAMILY, object(A, B), object(B));
    expect(applyOrThrow(FAMILY, swapped).objects.get(A)?.parent).toBe(B);
  });

  test('takes away, and makes what is wanted below what is made', () => {
    expect(toward(FAMILY, F)).toStrictEqual([{ op: 'delete', id: F, descendants: [] }]);
    const child = object('1', '2');
    const parent = object('2', F);
    expect(toward(FAMILY, child, parent)).toStrictEqual([
      { op: 'create', object: parent },
      { op: 'create', object: child },
    ]);
    expect(toward(FAMILY, D, E, B, object('2', A, { name: object(B).name }))).toStrictEqual([
      { op: 'delete', id: B, descendants: [D, E] },
      { op: 'create', object: object('2', A, { name: object(B).name }) },
    ]);
  });

  test('is refused, with the place, where what is wanted is no scene: a person is told why', () => {
    const nameless = new Map([[D, object(D, B, { name: '' })]]);
    expect(operationsToward(new Map(FAMILY.objects), nameless)).toMatchObject({
      ok: false,
      refusal: { path: 'operations[0].name' },
    });
  });

  test('that fails otherwise is a mistake of the program, and none that a person is told of', () => {
    const broken = { ...object(D, B), transform: undefined } as never;
    expect(() => operationsToward(new Map(FAMILY.objects), new Map([[D, broken]]))).toThrow(TypeError);
  });
});
