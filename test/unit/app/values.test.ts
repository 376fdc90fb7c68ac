import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  apply,
  canonicalJson,
  canonicalNumber,
  canonicalObject,
  canonicalOperation,
  canonicalProperty,
  canonicalQuat,
  canonicalTransform,
  classify,
  classifyOperation,
  contentHash,
  digestObject,
  encodeObject,
  LIMITS,
  OPERATION_CLASSES,
  sameValue,
  utf8,
  utf8Length,
} from '#app/scene/index.ts';
import type { Facet, FacetValue, Operation, Quat, Scene, SceneObject } from '#app/scene/index.ts';
import { IDS, number, operation, propertyValue, quat, sceneObject, transform } from './arbitraries.ts';

const RUNS = { numRuns: 400 };
const [A, B] = IDS as [string, string];

const OBJECT: SceneObject = {
  id: A,
  kind: 'mesh',
  name: 'cube',
  parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: {},
};

const hex = (object: SceneObject, masked?: ReadonlySet<Facet>) =>
  Buffer.from(encodeObject(object, masked)).toString('hex');

/** Tells −0 from 0, which `toStrictEqual` does as well; one helper so that every place says so. */
function expectSameBits(actual: unknown, expected: unknown): void {
  expect(actual).toStrictEqual(expected);
}

describe('canonical values (R32)', () => {
  test('are 32-bit floats with one zero', () => {
    fc.assert(
      fc.property(number, (value) => {
        const canonical = canonicalNumber(value);
        expect(Math.fround(canonical)).toBe(canonical);
        expect(Object.is(canonical, -0)).toBe(false);
      }),
      RUNS,
    );
  });

  test('are the same to the bit when made canonical twice', () => {
    fc.assert(
      fc.property(transform, propertyValue, sceneObject, operation, (a, b, c, d) => {
        expectSameBits(canonicalTransform(canonicalTransform(a)), canonicalTransform(a));
        expectSameBits(canonicalProperty(canonicalProperty(b)), canonicalProperty(b));
        expectSameBits(canonicalObject(c), c);
        expectSameBits(canonicalOperation(d), d);
      }),
      RUNS,
    );
  });

  test('a rotation has unit length, w ≥ 0, and one form for q and −q', () => {
    fc.assert(
      fc.property(quat, (value) => {
        const [x, y, z, w] = canonicalQuat(value);
        expect(Math.abs(Math.sqrt(x * x + y * y + z * z + w * w) - 1)).toBeLessThan(1e-6);
        expect([w, x, y, z].find((each) => each !== 0)).toBeGreaterThan(0);
        expectSameBits(canonicalQuat(value.map((each) => -each) as unknown as Quat), [x, y, z, w]);
        expectSameBits(canonicalQuat([x, y, z, w]), [x, y, z, w]);
      }),
      RUNS,
    );
  });

  test.each([
    [
      [0, 0, 0, -1],
      [0, 0, 0, 1],
    ],
    [
      [-1, 0, 0, 0],
      [1, 0, 0, 0],
    ],
    [
      [0, -1, 0, 0],
      [0, 1, 0, 0],
    ],
    [
      [0, 0, -1, -0],
      [0, 0, 1, 0],
    ],
    [
      [0, 0, 0, 5],
      [0, 0, 0, 1],
    ],
    [
      [-3, 0, 0, 4],
      [Math.fround(-0.6), 0, 0, Math.fround(0.8)],
    ],
    [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
  ] as [Quat, Quat][])('%j becomes %j', (value, canonical) => {
    expectSameBits(canonicalQuat(value), canonical);
  });

  test('a key that would set a prototype stays a key, and is refused by apply', () => {
    const sneaky = JSON.parse('{"__proto__": [1, 2]}') as SceneObject['properties'];
    const object = canonicalObject({ ...OBJECT, properties: sneaky });
    expect(Object.keys(object.properties)).toStrictEqual(['__proto__']);
    const empty: Scene = { objects: new Map() };
    const refusal = { ok: false, refusal: { code: 'name_invalid' } };
    expect(apply(empty, [{ op: 'create', object }])).toMatchObject(refusal);
    const scene: Scene = { objects: new Map([[A, OBJECT]]) };
    expect(apply(scene, [{ op: 'set_property', id: A, key: '__proto__', value: [1, 2] }])).toMatchObject(
      refusal,
    );
    expect(apply(scene, [{ op: 'set_property', id: A, key: '__proto__', value: null }])).toMatchObject(
      refusal,
    );
  });
});

describe('the canonical encoding', () => {
  test('is equal exactly where the objects are', () => {
    let equal = 0;
    fc.assert(
      fc.property(sceneObject, sceneObject, fc.boolean(), (a, other, twin) => {
        const b = twin ? canonicalObject({ ...other, ...a }) : other;
        const same = sameValue(a as unknown as FacetValue, b as unknown as FacetValue);
        if (same) equal += 1;
        expect(hex(a) === hex(b)).toBe(same);
        expect(digestObject(a) === digestObject(b)).toBe(same);
      }),
      RUNS,
    );
    expect(equal).toBeGreaterThan(0);
  });

  test('changes with every single facet', () => {
    const variants: Partial<SceneObject>[] = [
      { id: B },
      { kind: 'light' },
      { name: 'cubf' },
      { parent: B },
      { transform: { ...OBJECT.transform, translation: [0, 0, 2 ** -149] } },
      { transform: { ...OBJECT.transform, scale: [1, 1, -1] } },
      { visibility: { viewport: false, render: true } },
      { visibility: { viewport: true, render: false } },
      ...[false, true, 0, 1, '', '1', [0, 0], [0, 0, 0]].map((mass) => ({ properties: { mass } })),
      { properties: { mast: 0 } },
    ];
    const encodings = [OBJECT, ...variants.map((variant) => ({ ...OBJECT, ...variant }))].map((each) =>
      hex(each),
    );
    expect(new Set(encodings).size).toBe(encodings.length);
  });

  test('does not depend on the order of keys, nor on the sign of a zero or of a quaternion', () => {
    fc.assert(
      fc.property(sceneObject, (object) => {
        const reversed = Object.fromEntries(Object.entries(object.properties).reverse());
        const { rotation, translation, scale } = object.transform;
        const negative = <Vector extends readonly number[]>(vector: Vector) =>
          vector.map((each) => (each === 0 ? -0 : each)) as unknown as Vector;
        const disguised = canonicalObject({
          properties: reversed,
          visibility: object.visibility,
          transform: {
            scale: negative(scale),
            rotation: rotation.map((each) => -each) as unknown as Quat,
            translation: negative(translation),
          },
          parent: object.parent,
          name: object.name,
          kind: object.kind,
          id: object.id,
        });
        expect(hex(disguised)).toBe(hex(object));
      }),
      RUNS,
    );
  });

  test('sorts properties by the bytes of their keys, not by code units', () => {
    // U+FFFF comes after U+1F600 in code units, before it in UTF-8.
    const keys = ['\u{1F600}', '\uFFFF', '10', '9'];
    const object = { ...OBJECT, properties: Object.fromEntries(keys.map((key) => [key, true])) };
    const places = ['3130', '39', 'efbfbf', 'f09f9880'].map((bytes) => hex(object).lastIndexOf(bytes));
    expect(places).toStrictEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  test('has the bytes that other languages are told to write', () => {
    const object: SceneObject = {
      ...OBJECT,
      name: 'é',
      parent: B,
      properties: { a: [1, 2], b: 'x', c: 0.5, d: false },
      visibility: { viewport: false, render: true },
    };
    const float = { 0: '00000000', 1: '0000803f', 2: '00000040' };
    expect(hex(object)).toBe(
      [
        '01',
        A.replaceAll('-', ''),
        '01',
        '02000000c3a9',
        '01',
        B.replaceAll('-', ''),
        ...[0, 0, 0, 0, 0, 0, 1, 1, 1, 1].map((each) => float[each as 0 | 1]),
        '02',
        '04000000',
        `0100000061${'04'}02000000${float[1]}${float[2]}`,
        `0100000062${'03'}0100000078`,
        `0100000063${'02'}0000003f`,
        `0100000064${'00'}`,
      ].join(''),
    );
    expect(digestObject(object)).toMatch(/^[0-9a-f]{32}$/);
  });

  test('leaves masked facets out: what an engine cannot hold makes no difference (R26)', () => {
    const masked = new Set<Facet>(['name', 'parent', 'transform', 'visibility', 'property:mass']);
    fc.assert(
      fc.property(sceneObject, sceneObject, (a, b) => {
        const disguised: SceneObject = {
          ...b,
          id: a.id,
          kind: a.kind,
          properties: Object.fromEntries(Object.entries(a.properties).filter(([key]) => key !== 'mass')),
        };
        expect(digestObject(disguised, masked)).toBe(digestObject(a, masked));
      }),
      RUNS,
    );
    expect(digestObject({ ...OBJECT, properties: { size: 1 } }, masked)).not.toBe(
      digestObject(OBJECT, masked),
    );
  });
});

describe('text', () => {
  test('becomes the bytes that the platform makes of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(Buffer.from(utf8(value)).toString('hex')).toBe(Buffer.from(value, 'utf8').toString('hex'));
        expect(utf8Length(value)).toBe(Buffer.byteLength(value));
      }),
      RUNS,
    );
  });

  test('with half a surrogate pair has no bytes', () => {
    expect(() => utf8('a\ud800')).toThrow(/surrogate/);
  });
});

describe('canonical JSON', () => {
  test('is equal exactly where the values are, whatever the order of keys', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((each) => JSON.parse(JSON.stringify(each)) as unknown);
    const turned = (each: unknown): unknown =>
      each === null || typeof each !== 'object'
        ? each
        : Array.isArray(each)
          ? each.map(turned)
          : Object.fromEntries(
              Object.entries(each)
                .reverse()
                .map(([key, inner]) => [key, turned(inner)]),
            );
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(canonicalJson(turned(a))).toBe(canonicalJson(a));
        expect(JSON.parse(canonicalJson(a))).toStrictEqual(a);
        expect(contentHash(a) === contentHash(b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
      RUNS,
    );
  });

  test('refuses what has no JSON rather than hashing it as something else', () => {
    for (const value of [undefined, () => 1, Symbol('x'), [undefined]]) {
      expect(() => canonicalJson(value)).toThrow(/has no JSON/);
    }
  });
});

describe('classify', () => {
  const operations: Operation[] = [
    { op: 'set_transform', id: A, transform: OBJECT.transform },
    { op: 'set_visibility', id: A, visibility: OBJECT.visibility },
    { op: 'set_property', id: A, key: 'mass', value: 1 },
    { op: 'create', object: OBJECT },
    { op: 'rename', id: A, name: 'x' },
    { op: 'reparent', id: A, parent: null },
    { op: 'delete', id: A, descendants: [] },
    { op: 'set_property', id: A, key: 'mass', value: null },
  ];

  test('each operation has the class of what it does', () => {
    expect(operations.map(classifyOperation)).toStrictEqual([
      ...['cosmetic', 'cosmetic', 'cosmetic'],
      ...['structural', 'structural', 'structural'],
      ...['destructive', 'destructive'],
    ]);
  });

  test('a list is as grave as its gravest operation, in any order', () => {
    fc.assert(
      fc.property(fc.subarray(operations), (chosen) => {
        const grades = chosen.map((each) => OPERATION_CLASSES.indexOf(classifyOperation(each)));
        const expected = OPERATION_CLASSES[Math.max(0, ...grades)];
        expect(classify(chosen)).toBe(expected);
        expect(classify([...chosen].reverse())).toBe(expected);
      }),
    );
  });
});

describe('limits', () => {
  const empty: Scene = { objects: new Map() };
  const one: Scene = { objects: new Map([[A, OBJECT]]) };
  const refused = (code: string, path?: string) => ({
    ok: false,
    refusal: { code, ...(path === undefined ? {} : { path }) },
  });
  const named = (name: string) => apply(empty, [{ op: 'create', object: { ...OBJECT, name } }]);
  const property = (value: SceneObject['properties'][string], key = 'key') =>
    apply(one, [{ op: 'set_property', id: A, key, value }]);

  test('a name is counted in bytes, not in characters', () => {
    expect(named('x'.repeat(63)).ok).toBe(true);
    expect(named('é'.repeat(31)).ok).toBe(true);
    const path = 'operations[0].object.name';
    for (const name of ['', 'x'.repeat(64), 'é'.repeat(32), 'a\nb', 'a\u0000', 'a\u009f', 'a\ud800']) {
      expect(named(name)).toMatchObject(refused('name_invalid', path));
      expect(apply(one, [{ op: 'rename', id: A, name }])).toMatchObject(refused('name_invalid'));
    }
  });

  test('a name belongs to one object', () => {
    const second = { ...OBJECT, id: B };
    expect(apply(one, [{ op: 'create', object: second }])).toMatchObject(refused('name_taken'));
    expect(apply(one, [{ op: 'rename', id: A, name: OBJECT.name }]).ok).toBe(true);
  });

  test('numbers fit a 32-bit float, and a rotation has a direction', () => {
    const { transform: base } = OBJECT;
    const path = 'operations[0].transform';
    for (const bad of [Number.NaN, Infinity, -Infinity, 1e39]) {
      for (const changed of [
        { ...base, translation: [bad, 0, 0] as const },
        { ...base, scale: [1, bad, 1] as const },
        { ...base, rotation: [0, 0, 0, bad] as const },
      ]) {
        expect(apply(one, [{ op: 'set_transform', id: A, transform: changed }])).toMatchObject(
          refused('value_invalid', path),
        );
      }
      expect(property(bad)).toMatchObject(refused('value_invalid'));
      expect(property([0, bad])).toMatchObject(refused('value_invalid'));
    }
    expect(
      apply(one, [{ op: 'set_transform', id: A, transform: { ...base, rotation: [0, 0, 0, 0] } }]),
    ).toMatchObject(refused('value_invalid', `${path}.rotation`));
  });

  test('properties are bounded in number, key, text and length', () => {
    expect(property('x'.repeat(1_024)).ok).toBe(true);
    expect(property('é'.repeat(513))).toMatchObject(refused('value_invalid'));
    expect(property('a\udfff')).toMatchObject(refused('value_invalid'));
    expect(property(Array.from({ length: 16 }, () => 0)).ok).toBe(true);
    expect(property(Array.from({ length: 17 }, () => 0))).toMatchObject(refused('value_invalid'));
    expect(property([0])).toMatchObject(refused('value_invalid'));
    for (const key of ['', 'x'.repeat(64), 'a\tb', 'a\ud800']) {
      expect(property(1, key)).toMatchObject(refused('name_invalid', 'operations[0].key'));
    }
    const properties = Object.fromEntries(Array.from({ length: 256 }, (_, index) => [`p${index}`, index]));
    const full: Scene = { objects: new Map([[A, { ...OBJECT, properties }]]) };
    const set = (key: string, value: number | null): Operation => ({ op: 'set_property', id: A, key, value });
    expect(apply(full, [set('p0', 7)]).ok).toBe(true);
    expect(apply(full, [set('new', 7)])).toMatchObject(refused('too_many_properties'));
    expect(apply(full, [set('p0', null), set('new', 7)]).ok).toBe(true);
  });

  test('a change of many properties reads the text of each, and not of all of them for each', () => {
    const properties = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, 'before']));
    const full: Scene = { objects: new Map([[A, { ...OBJECT, properties }]]) };
    const operations = Object.keys(properties).map((key): Operation => ({
      op: 'set_property',
      id: A,
      key,
      value: 'after',
    }));
    const reads = vi.spyOn(String.prototype, 'isWellFormed');
    const result = apply(full, operations);
    const times = reads.mock.calls.length;
    reads.mockRestore();
    expect(result.ok).toBe(true);
    // Its key and its value, and before anything is applied whatever needs no scene.
    expect(times).toBeGreaterThan(operations.length);
    expect(times).toBeLessThanOrEqual(3 * operations.length);
  });

  test('the hierarchy is only so deep, also when a whole branch is hung lower', () => {
    const idOf = (index: number) => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const chain = (from: number, length: number): [string, SceneObject][] =>
      Array.from({ length }, (_, index) => {
        const id = idOf(from + index);
        return [id, { ...OBJECT, id, name: id, parent: index === 0 ? null : idOf(from + index - 1) }];
      });
    const half = LIMITS.depth / 2;
    const fits: Scene = { objects: new Map([...chain(0, half), ...chain(1_000, half)]) };
    const hang: Operation = { op: 'reparent', id: idOf(1_000), parent: idOf(half - 1) };
    expect(apply(fits, [hang]).ok).toBe(true);
    const over: Scene = { objects: new Map([...chain(0, half), ...chain(1_000, half + 1)]) };
    expect(apply(over, [hang])).toMatchObject(refused('too_deep', 'operations[0].parent'));
    const deepest: Scene = { objects: new Map(chain(0, LIMITS.depth)) };
    const below = { ...OBJECT, id: idOf(5_000), name: 'below', parent: idOf(LIMITS.depth - 1) };
    expect(apply(deepest, [{ op: 'create', object: below }])).toMatchObject(refused('too_deep'));
  });
});
