/** What each kind of operation reads, writes and leaves behind, said exactly: a touch too few is a conflict that nobody sees,
 * one too many a conflict that is none. */
import { describe, expect, test } from 'vitest';
import {
  applyOrThrow,
  canonicalOperation,
  classify,
  classifyOperation,
  expectedStates,
  facetsOf,
  objectsTouched,
  touches,
  touchesOf,
  touchKey,
  TouchSet,
  writesOf,
} from '#app/scene/index.ts';
import type { Operation, Scene, SceneObject, Touch } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';

const [A, B, C, D] = IDS as [string, string, string, string];
const AT = { translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 1] } as const;
const HIDDEN = { viewport: false, render: true };

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

function sceneOf(...objects: SceneObject[]): Scene {
  return { objects: new Map(objects.map((each) => [each.id, each])) };
}

const touch = (id: string, ...facets: Touch['facet'][]): Touch[] => facets.map((facet) => ({ id, facet }));

/** B with a mass hangs on A; C stands alone. */
const SCENE = sceneOf(object(A), object(B, A, { properties: { mass: 2 } }), object(C));

describe('what one operation touches', () => {
  test('a value: that facet, and that its object exists', () => {
    const cases: [Operation, Touch['facet']][] = [
      [{ op: 'rename', id: B, name: 'Crate' }, 'name'],
      [{ op: 'set_transform', id: B, transform: AT }, 'transform'],
      [{ op: 'set_visibility', id: B, visibility: HIDDEN }, 'visibility'],
      [{ op: 'set_property', id: B, key: 'mass', value: 3 }, 'property:mass'],
      [{ op: 'set_property', id: B, key: 'mass', value: null }, 'property:mass'],
    ];
    for (const [operation, facet] of cases)
      expect(touchesOf(SCENE, operation)).toStrictEqual({
        writes: touch(B, facet),
        reads: touch(B, 'existence'),
      });
  });

  test('a new parent: it, and all above that', () => {
    expect(touchesOf(SCENE, { op: 'reparent', id: C, parent: B })).toStrictEqual({
      writes: touch(C, 'parent'),
      reads: [
        ...touch(C, 'existence'),
        ...touch(B, 'existence', 'parent'),
        ...touch(A, 'existence', 'parent'),
      ],
    });
    expect(touchesOf(SCENE, { op: 'reparent', id: B, parent: null })).toStrictEqual({
      writes: touch(B, 'parent'),
      reads: touch(B, 'existence'),
    });
  });

  test('a new object: each of its facets, its properties too, and all above it', () => {
    const made = object(D, A, { properties: { mass: 1, tag: 'x' } });
    expect(touchesOf(SCENE, { op: 'create', object: made })).toStrictEqual({
      writes: touch(
        D,
        ...(['existence', 'name', 'parent', 'transform', 'visibility'] as const),
        'property:mass',
        'property:tag',
      ),
      reads: touch(A, 'existence', 'parent'),
    });
  });

  test('a deletion: each facet of all that it names; of what is not there that it exists', () => {
    expect(touchesOf(SCENE, { op: 'delete', id: A, descendants: [B, D] })).toStrictEqual({
      writes: [
        ...touch(A, 'existence', 'name', 'parent', 'transform', 'visibility'),
        ...touch(B, 'existence', 'name', 'parent', 'transform', 'visibility', 'property:mass'),
        ...touch(D, 'existence'),
      ],
      reads: [],
    });
  });

  test('above a parent that is not there there is nothing, and a circle of an engine has an end', () => {
    expect(touchesOf(SCENE, { op: 'reparent', id: C, parent: D }).reads).toStrictEqual([
      ...touch(C, 'existence'),
      ...touch(D, 'existence', 'parent'),
    ]);
    const circle = sceneOf(object(A, B), object(B, A));
    expect(touchesOf(circle, { op: 'reparent', id: C, parent: A }).reads).toStrictEqual([
      ...touch(C, 'existence'),
      ...touch(A, 'existence', 'parent'),
      ...touch(B, 'existence', 'parent'),
    ]);
  });
});

describe('what a list of operations touches', () => {
  const operations: Operation[] = [
    { op: 'rename', id: C, name: 'Crate' },
    { op: 'reparent', id: C, parent: B },
    { op: 'reparent', id: B, parent: null },
    { op: 'rename', id: C, name: 'Chest' },
  ];

  test('is each facet once, by first mention; what is written is not also read', () => {
    expect(touches(SCENE, operations)).toStrictEqual({
      writes: [...touch(C, 'name', 'parent'), ...touch(B, 'parent')],
      reads: [...touch(C, 'existence'), ...touch(B, 'existence'), ...touch(A, 'existence', 'parent')],
    });
  });

  test('is as many writes when only they are asked for', () => {
    expect(writesOf(SCENE, operations)).toStrictEqual(touches(SCENE, operations).writes);
    expect(writesOf(SCENE, [])).toStrictEqual([]);
  });

  test('are these objects, each once', () => {
    expect(objectsTouched(operations)).toStrictEqual([C, B]);
    const others: Operation[] = [
      { op: 'create', object: object(D) },
      { op: 'delete', id: A, descendants: [B, C] },
      { op: 'set_visibility', id: A, visibility: HIDDEN },
    ];
    expect(objectsTouched(others)).toStrictEqual([D, A, B, C]);
  });

  test('a set of touches tells objects and facets apart', () => {
    const set = new TouchSet();
    set.addAll([...touch(A, 'name', 'name', 'parent'), ...touch(B, 'name')]);
    set.addAll(touch(A, 'parent', 'visibility'));
    expect(set.list).toStrictEqual([
      ...touch(A, 'name', 'parent'),
      ...touch(B, 'name'),
      ...touch(A, 'visibility'),
    ]);
    const asked = [
      ...touch(A, 'visibility', 'transform'),
      ...touch(B, 'name', 'parent'),
      ...touch(C, 'name'),
    ];
    expect(asked.map((each) => set.has(each))).toStrictEqual([true, false, true, false, false]);
    expect(touchKey({ id: A, facet: 'property:mass' })).toBe(`${A} property:mass`);
  });
});

test('the class of an operation is what it does to what was there', () => {
  const classes = [
    [{ op: 'set_transform', id: A, transform: AT }, 'cosmetic'],
    [{ op: 'set_visibility', id: A, visibility: HIDDEN }, 'cosmetic'],
    [{ op: 'set_property', id: A, key: 'k', value: false }, 'cosmetic'],
    [{ op: 'set_property', id: A, key: 'k', value: null }, 'destructive'],
    [{ op: 'create', object: object(D) }, 'structural'],
    [{ op: 'rename', id: A, name: 'x' }, 'structural'],
    [{ op: 'reparent', id: A, parent: null }, 'structural'],
    [{ op: 'delete', id: A, descendants: [] }, 'destructive'],
  ] as const satisfies [Operation, string][];
  for (const [operation, expected] of classes) {
    expect(classifyOperation(operation)).toBe(expected);
    expect(classify([{ op: 'set_transform', id: B, transform: AT }, operation])).toBe(expected);
  }
  expect(classify([])).toBe('cosmetic');
});

describe('the canonical form of an operation', () => {
  /** As text, since the order of the keys is part of the form: a hash is of the text. */
  const textOf = (operation: Operation) => JSON.stringify(canonicalOperation(operation));

  test('has its keys in code-unit order and its values canonical', () => {
    const transform = { translation: [-0, 0.1, 2], rotation: [0, 0, 0, -2], scale: [1, 1, 1] } as const;
    const canonical = `{"rotation":[0,0,0,1],"scale":[1,1,1],"translation":[0,${Math.fround(0.1)},2]}`;
    expect(textOf({ transform, op: 'set_transform', id: A })).toBe(
      `{"id":"${A}","op":"set_transform","transform":${canonical}}`,
    );
    expect(textOf({ value: [0.1, -0], op: 'set_property', key: 'k', id: A })).toBe(
      `{"id":"${A}","key":"k","op":"set_property","value":[${Math.fround(0.1)},0]}`,
    );
    const made = object(A, null, { transform, properties: { b: true, a: -0 } });
    const text = textOf({ op: 'create', object: made });
    expect(text).toMatch(/^\{"object":\{"id":.*\},"op":"create"\}$/);
    expect(text).toContain(`"properties":{"a":0,"b":true},"transform":${canonical}`);
  });

  test('is the operation itself where it holds no number', () => {
    const same: Operation[] = [
      { op: 'set_property', id: A, key: 'k', value: null },
      { op: 'rename', id: A, name: 'x' },
      { op: 'reparent', id: A, parent: B },
      { op: 'set_visibility', id: A, visibility: HIDDEN },
      { op: 'delete', id: A, descendants: [B] },
    ];
    for (const operation of same) expect(canonicalOperation(operation)).toBe(operation);
  });
});

describe('what has to be there afterwards', () => {
  test('is the value of each facet that was written', () => {
    const operations: Operation[] = [
      { op: 'rename', id: B, name: 'Crate' },
      { op: 'reparent', id: B, parent: C },
      { op: 'set_transform', id: B, transform: AT },
      { op: 'set_visibility', id: B, visibility: HIDDEN },
      { op: 'set_property', id: B, key: 'mass', value: null },
      { op: 'set_property', id: B, key: 'tag', value: 'x' },
    ];
    const after = applyOrThrow(SCENE, operations);
    expect(expectedStates(after, touches(SCENE, operations).writes)).toEqual([
      { id: B, facet: 'name', value: 'Crate' },
      { id: B, facet: 'parent', value: C },
      { id: B, facet: 'transform', value: AT },
      { id: B, facet: 'visibility', value: HIDDEN },
      { id: B, facet: 'property:mass', value: null },
      { id: B, facet: 'property:tag', value: 'x' },
    ]);
  });

  test('is an object as a whole where it came or went, and nothing of it beside', () => {
    const operations: Operation[] = [
      { op: 'set_transform', id: A, transform: AT },
      { op: 'create', object: object(D) },
      { op: 'rename', id: D, name: 'Crate' },
      { op: 'delete', id: C, descendants: [] },
    ];
    const after = applyOrThrow(SCENE, operations);
    expect(expectedStates(after, touches(SCENE, operations).writes)).toEqual([
      { id: D, facet: 'existence', value: { ...object(D), name: 'Crate' } },
      { id: C, facet: 'existence', value: null },
      { id: A, facet: 'transform', value: AT },
    ]);
  });

  test('is the object where its existence is all that is asked for', () => {
    expect(expectedStates(SCENE, touch(B, 'existence', 'name'))).toEqual([
      { id: B, facet: 'existence', value: SCENE.objects.get(B) },
    ]);
  });

  test('is a mistake of the program where a facet is written of what is not there', () => {
    expect(() => expectedStates(SCENE, touch(D, 'name'))).toThrow(
      `expectedStates: ${D} is written but does not exist afterwards`,
    );
  });

  test('names as many facets as the object has', () => {
    expect(writesOf(SCENE, [{ op: 'create', object: object(D) }]).map(({ facet }) => facet)).toEqual([
      'existence',
      ...facetsOf(object(D)).filter((facet) => facet !== 'existence'),
    ]);
  });
});
