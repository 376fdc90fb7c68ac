/** What a refused operation says: a code that programs go by, a sentence for a person, and the field that it is about. */
import { describe, expect, test } from 'vitest';
import { apply, applyOrThrow, invert, LIMITS, revertInPlace } from '#app/scene/index.ts';
import type { Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';

const [A, B, C, D] = IDS as [string, string, string, string];

function object(id: string, more: Partial<SceneObject> = {}): SceneObject {
  return {
    id,
    kind: 'mesh',
    name: `name of ${id.slice(0, 8)}`,
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
    ...more,
  };
}

const sceneOf = (...objects: SceneObject[]): Scene => ({
  objects: new Map(objects.map((each) => [each.id, each])),
});
const FAMILY = sceneOf(object(A), object(B, { parent: A }), object(C, { parent: B }));

const create = (more: Partial<SceneObject>): Operation => ({ op: 'create', object: object(D, more) });
const set = (key: string, value: number | string | number[] | null): Operation => ({
  op: 'set_property',
  id: A,
  key,
  value,
});
const properties = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index]));
const FLOATS = 'Every number must fit a 32-bit float.';
const NAMES = 'A name has 1 to 63 bytes of UTF-8 and no control characters.';
const KEYS = "A property's key has 1 to 63 bytes and no control characters.";
const TEXTS = "A property's text is UTF-8 of 1024 bytes at most.";
const VECTORS = 'A vector has 2 to 16 numbers.';
const { transform } = object(A);

const REFUSED: [string, Operation, { code: string; path: string; message: string }][] = [
  [
    'a second object of an id',
    { op: 'create', object: object(A) },
    { code: 'object_exists', path: '.object.id', message: `An object ${A} exists already.` },
  ],
  [
    'a name that another has',
    create({ name: object(A).name }),
    { code: 'name_taken', path: '.object.name', message: `“${object(A).name}” is the name of ${A}.` },
  ],
  [
    'a name of no length',
    create({ name: '' }),
    { code: 'name_invalid', path: '.object.name', message: NAMES },
  ],
  [
    'a parent that is not there',
    create({ parent: D.replace('3', '9') }),
    {
      code: 'unknown_parent',
      path: '.object.parent',
      message: `There is no object ${D.replace('3', '9')}.`,
    },
  ],
  [
    'a place that no float holds',
    create({ transform: { ...transform, translation: [0, 1e39, 0] } }),
    { code: 'value_invalid', path: '.object.transform', message: FLOATS },
  ],
  [
    'a rotation without a direction',
    create({ transform: { ...transform, rotation: [0, 0, 0, 0] } }),
    {
      code: 'value_invalid',
      path: '.object.transform.rotation',
      message: 'A rotation of length zero is none.',
    },
  ],
  [
    'properties without end',
    create({ properties: properties(257) }),
    {
      code: 'too_many_properties',
      path: '.object.properties',
      message: 'An object has 256 properties at most.',
    },
  ],
  [
    'a key of an object that is made',
    create({ properties: { 'a\tb': 1 } }),
    { code: 'name_invalid', path: '.object.properties', message: KEYS },
  ],
  [
    'a deletion that leaves a child out',
    { op: 'delete', id: A, descendants: [B] },
    {
      code: 'closure_incomplete',
      path: '.descendants',
      message: `Deleting ${A} deletes 2 descendants; the operation must name exactly these.`,
    },
  ],
  [
    'a deletion that names another in its place',
    { op: 'delete', id: A, descendants: [B, D] },
    {
      code: 'closure_incomplete',
      path: '.descendants',
      message: `Deleting ${A} deletes 2 descendants; the operation must name exactly these.`,
    },
  ],
  [
    'hanging below itself',
    { op: 'reparent', id: A, parent: C },
    { code: 'cycle', path: '.parent', message: `${A} cannot hang below itself.` },
  ],
  [
    'renaming to a taken name',
    { op: 'rename', id: A, name: object(B).name },
    { code: 'name_taken', path: '.name', message: `“${object(B).name}” is the name of ${B}.` },
  ],
  [
    'moving to no place',
    { op: 'set_transform', id: A, transform: { ...transform, scale: [Number.NaN, 1, 1] } },
    { code: 'value_invalid', path: '.transform', message: FLOATS },
  ],
  [
    'a key that JavaScript reads otherwise',
    set('__proto__', 1),
    { code: 'name_invalid', path: '.key', message: KEYS },
  ],
  ['text that is too long', set('k', 'x'.repeat(1_025)), { code: 'value_invalid', path: '', message: TEXTS }],
  ['text that is not Unicode', set('k', '\ud800'), { code: 'value_invalid', path: '', message: TEXTS }],
  ['a vector of one', set('k', [1]), { code: 'value_invalid', path: '', message: VECTORS }],
  [
    'a vector of too many',
    set('k', Array(17).fill(0)),
    { code: 'value_invalid', path: '', message: VECTORS },
  ],
  ['a number that no float holds', set('k', 1e39), { code: 'value_invalid', path: '', message: FLOATS }],
  ['a vector that no float holds', set('k', [0, 1e39]), { code: 'value_invalid', path: '', message: FLOATS }],
];

describe('a refusal', () => {
  test.each(REFUSED)('of %s: code, sentence and place', (_, operation, { code, path, message }) => {
    expect(apply(FAMILY, [operation])).toStrictEqual({
      ok: false,
      refusal: { code, message, path: `operations[0]${path}` },
    });
  });

  test('names the operation by its place in the list', () => {
    expect(apply(FAMILY, [set('k', 1), set('k', 1e39)])).toMatchObject({
      refusal: { path: 'operations[1]' },
    });
  });

  test.each<Operation>([
    { op: 'delete', id: D, descendants: [] },
    { op: 'rename', id: D, name: 'x' },
    { op: 'reparent', id: D, parent: null },
    { op: 'set_transform', id: D, transform },
    { op: 'set_visibility', id: D, visibility: { viewport: true, render: true } },
    { op: 'set_property', id: D, key: 'k', value: 1 },
  ])('of an object that is not there: $op', (operation) => {
    const refusal = { code: 'unknown_object', message: `There is no object ${D}.`, path: 'operations[0].id' };
    expect(apply(FAMILY, [operation])).toStrictEqual({ ok: false, refusal });
  });

  test('of a full scene and of a hierarchy that is too deep says how much fits', () => {
    const crowd = new Map<string, SceneObject>();
    for (let index = 0; index < LIMITS.objects; index += 1) crowd.set(String(index), object(A));
    expect(apply({ objects: crowd }, [create({})])).toStrictEqual({
      ok: false,
      refusal: {
        code: 'scene_full',
        message: 'The scene holds 100000 objects at most.',
        path: 'operations[0]',
      },
    });
    const chain = Array.from({ length: LIMITS.depth }, (_, index) =>
      object(`${index}`, { parent: index === 0 ? null : `${index - 1}` }),
    );
    expect(apply(sceneOf(...chain), [create({ parent: `${LIMITS.depth - 1}` })])).toStrictEqual({
      ok: false,
      refusal: {
        code: 'too_deep',
        message: 'A hierarchy is 256 deep at most.',
        path: 'operations[0].object.parent',
      },
    });
  });

  test('where there may be none says where and why, and is no silent loss', () => {
    const unknown: Operation = { op: 'rename', id: D, name: 'x' };
    const why = `operations[1].id: There is no object ${D}.`;
    expect(() => applyOrThrow(FAMILY, [set('k', 1), unknown])).toThrow(new Error(why));
    expect(() => invert(FAMILY, [set('k', 1), unknown])).toThrow(new Error(`invert: no object ${D}`));
    expect(() => invert(FAMILY, [create({ name: '' })])).toThrow(
      new Error(`invert: operations[0].object.name: ${NAMES}`),
    );
    expect(() => revertInPlace(new Map(), [unknown])).toThrow(
      new Error(`revertInPlace: There is no object ${D}.`),
    );
  });
});

describe('what fits to the last', () => {
  test.each<[string, Operation]>([
    ['a name of 63 bytes', create({ name: 'x'.repeat(63) })],
    ['a name of the characters beside the control characters', create({ name: ' ~\u00a0' })],
    ['a key of 63 bytes', set('k'.repeat(63), 1)],
    ['a text of 1,024 bytes', set('k', 'é'.repeat(512))],
    ['a text of no length', set('k', '')],
    ['a vector of two', set('k', [1, 2])],
    ['a vector of sixteen', set('k', Array(16).fill(1))],
    ['the largest number', set('k', 3.402_823_466_385_288_6e38)],
    ['a rotation with one part', create({ transform: { ...transform, rotation: [1, 0, 0, 0] } })],
    ['all the properties that there may be', create({ properties: properties(256) })],
  ])('%s', (_, operation) => {
    expect(apply(FAMILY, [operation]).ok).toBe(true);
  });

  test('each part of a rotation gives it a direction', () => {
    for (const rotation of [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ] as const)
      expect(apply(FAMILY, [create({ transform: { ...transform, rotation } })]).ok).toBe(true);
  });
});
