/** The bytes of an object, written out: what Python and C# must make of it too. */
import { describe, expect, test } from 'vitest';
import {
  canonicalJson,
  classify,
  contentHash,
  digestObject,
  encodeObject,
  expectedStates,
  facetsOf,
  facetValue,
  objectsTouched,
  touches,
  touchesOf,
  touchKey,
  utf8,
  utf8Length,
  writesOf,
} from '#app/scene/index.ts';
import type { Facet, Operation, Scene, SceneObject } from '#app/scene/index.ts';

const ID = '01234567-89ab-4cde-8f01-23456789abcd';
const PARENT = 'fedcba98-7654-4321-8fed-cba987654321';
const OBJECT: SceneObject = {
  id: ID,
  kind: 'camera',
  name: 'é',
  parent: PARENT,
  transform: { translation: [1, -2, 0.5], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: false, render: true },
  properties: { ab: 'x', a: true, b: 1, c: [1, -1], d: false },
};
const bytes = (text: string): string => text.replaceAll(/\s/g, '');
const hex = (object: SceneObject, masked?: ReadonlySet<Facet>): string =>
  Buffer.from(encodeObject(object, masked)).toString('hex');

const HEAD = '01 0123456789ab4cde8f0123456789abcd 03';
const NAME = '02000000 c3a9';
const PARENTED = '01 fedcba98765443218fedcba987654321';
const TRANSFORM = '0000803f 000000c0 0000003f 00000000 00000000 00000000 0000803f 0000803f 0000803f 0000803f';
const A_TRUE = '01000000 61 01';
const AB_X = '02000000 6162 03 01000000 78';
const B_ONE = '01000000 62 02 0000803f';
const C_VECTOR = '01000000 63 04 02000000 0000803f 000080bf';
const D_FALSE = '01000000 64 00';

describe('the encoding', () => {
  test('is of these bytes, properties by the bytes of their keys', () => {
    expect(hex(OBJECT)).toBe(
      bytes(
        `${HEAD} ${NAME} ${PARENTED} ${TRANSFORM} 02 05000000 ${A_TRUE} ${AB_X} ${B_ONE} ${C_VECTOR} ${D_FALSE}`,
      ),
    );
  });

  test('has one byte for no parent, and two bits for what is seen', () => {
    const plain = { ...OBJECT, parent: null, properties: {} };
    for (const [viewport, render, bits] of [
      [false, false, '00'],
      [true, false, '01'],
      [false, true, '02'],
      [true, true, '03'],
    ] as const)
      expect(hex({ ...plain, visibility: { viewport, render } })).toBe(
        bytes(`${HEAD} ${NAME} 00 ${TRANSFORM} ${bits} 00000000`),
      );
  });

  test('has the byte 255 for what an engine cannot hold, and nothing at all for a property (R26)', () => {
    const masked = new Set<Facet>(['name', 'parent', 'transform', 'visibility', 'property:b', 'property:c']);
    expect(hex(OBJECT, masked)).toBe(bytes(`${HEAD} ff ff ff ff 03000000 ${A_TRUE} ${AB_X} ${D_FALSE}`));
    expect(digestObject(OBJECT, masked)).not.toBe(digestObject(OBJECT));
    expect(digestObject(OBJECT, masked)).toMatch(/^[0-9a-f]{32}$/);
    expect(digestObject(OBJECT, new Set<Facet>(['name']))).not.toBe(digestObject(OBJECT, masked));
  });

  test('goes on where it outgrows its first buffer', () => {
    const name = 'n'.repeat(63);
    const text = 't'.repeat(1_000);
    expect(hex({ ...OBJECT, name, properties: { text, z: 1 } })).toBe(
      bytes(
        `${HEAD} 3f000000 ${'6e'.repeat(63)} ${PARENTED} ${TRANSFORM} 02 02000000
         04000000 74657874 03 e8030000 ${'74'.repeat(1_000)} 01000000 7a 02 0000803f`,
      ),
    );
  });

  test('of an object is digested once, whoever asks', () => {
    const digest = digestObject(OBJECT);
    expect(digestObject(OBJECT)).toBe(digest);
    expect(digestObject(structuredClone(OBJECT))).toBe(digest);
    expect(digestObject({ ...OBJECT, id: PARENT })).not.toBe(digest);
  });
});

describe('text', () => {
  const EDGES = [
    '',
    '\u0000',
    '\u007f',
    '\u0080',
    '\u07ff',
    '\u0800',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
    'aé',
  ];

  test.each(EDGES)('%j has the bytes of UTF-8', (text) => {
    expect(Buffer.from(utf8(text)).toString('hex')).toBe(Buffer.from(text, 'utf8').toString('hex'));
    expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'));
  });

  test.each(['\ud800', '\udbff', '\udc00', '\udfff', 'é\udfff'])('%j has none', (text) => {
    expect(() => utf8(text)).toThrow(new Error('utf8: the text has a lone surrogate'));
  });

  test.each(['\ud7ff', '\ue000'])('%j stands beside the surrogates', (text) => {
    expect(Buffer.from(utf8(text)).toString()).toBe(text);
  });
});

describe('canonical JSON', () => {
  test('sorts keys at every depth, and leaves out what is not there', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null, e: undefined })).toBe(
      '{"a":null,"b":[{"c":2,"d":1}]}',
    );
    expect(canonicalJson({ a: undefined })).toBe('{}');
    expect(canonicalJson({ a: 1, b: undefined, c: 'x' })).toBe('{"a":1,"c":"x"}');
    expect(canonicalJson({ a: { c: 1, b: true } })).toBe('{"a":{"b":true,"c":1}}');
    expect(canonicalJson([null, [true, 'é'], {}])).toBe('[null,[true,"é"],{}]');
  });

  test('names what it refuses', () => {
    expect(() => canonicalJson({ a: () => 1 })).toThrow(new Error('canonicalJson: function has no JSON'));
    expect(() => canonicalJson(undefined)).toThrow(new Error('canonicalJson: undefined has no JSON'));
  });

  test('is what the hash of a value is over', () => {
    expect(contentHash({ b: 1, a: [] })).toBe(contentHash({ a: [], b: 1 }));
    // printf '{"a":[],"b":1}' | sha256sum
    expect(contentHash({ a: [], b: 1 })).toBe(
      '1c8f8816506a8ccbc55140d8a7bb70214a8942c7030fc0fc2914cec675cd1c15',
    );
  });
});

describe('what operations touch (R12)', () => {
  const child = { ...OBJECT, id: PARENT, parent: null, properties: { z: 1, a: 2 } };
  const scene: Scene = {
    objects: new Map([
      [ID, OBJECT],
      [PARENT, child],
    ]),
  };
  const keys = (operation: Operation) => {
    const { writes, reads } = touchesOf(scene, operation);
    return [writes.map(({ facet }) => facet), reads.map(touchKey)];
  };
  const exists = [`${ID} existence`];

  test('is one facet for each that sets one, and the existence of its object', () => {
    expect(keys({ op: 'rename', id: ID, name: 'x' })).toStrictEqual([['name'], exists]);
    expect(keys({ op: 'set_transform', id: ID, transform: OBJECT.transform })).toStrictEqual([
      ['transform'],
      exists,
    ]);
    expect(keys({ op: 'set_visibility', id: ID, visibility: OBJECT.visibility })).toStrictEqual([
      ['visibility'],
      exists,
    ]);
    expect(keys({ op: 'set_property', id: ID, key: 'a', value: null })).toStrictEqual([
      ['property:a'],
      exists,
    ]);
    expect(keys({ op: 'reparent', id: ID, parent: null })).toStrictEqual([['parent'], exists]);
  });

  test('is every facet of what goes, and existence alone where it was not there', () => {
    expect(keys({ op: 'delete', id: PARENT, descendants: ['gone'] })).toStrictEqual([
      [
        ...['existence', 'name', 'parent', 'transform', 'visibility', 'property:z', 'property:a'],
        'existence',
      ],
      [],
    ]);
  });

  test('ends, also where ancestors hang in a circle', () => {
    const circle: Scene = {
      objects: new Map([
        [ID, OBJECT],
        [PARENT, { ...child, parent: ID }],
      ]),
    };
    const { reads } = touchesOf(circle, { op: 'reparent', id: 'other', parent: ID });
    expect(reads.map(touchKey)).toStrictEqual([
      'other existence',
      ...[ID, PARENT].flatMap((id) => [`${id} existence`, `${id} parent`]),
    ]);
  });

  test('names each facet and each object once, by first mention', () => {
    const operations: Operation[] = [
      { op: 'rename', id: ID, name: 'x' },
      { op: 'rename', id: ID, name: 'y' },
      { op: 'set_property', id: ID, key: 'a', value: 1 },
      { op: 'delete', id: PARENT, descendants: [ID] },
      { op: 'create', object: child },
    ];
    expect(writesOf(scene, operations)).toStrictEqual(touches(scene, operations).writes);
    expect(writesOf(scene, operations.slice(0, 3)).map(touchKey)).toStrictEqual([
      `${ID} name`,
      `${ID} property:a`,
    ]);
    expect(objectsTouched(operations)).toStrictEqual([ID, PARENT]);
    expect(objectsTouched([{ op: 'create', object: OBJECT }])).toStrictEqual([ID]);
    expect(classify([])).toBe('cosmetic');
  });

  test('must hold afterwards what is there then, and nothing can be said of what is not', () => {
    const written = facetsOf(OBJECT).map((facet) => ({ id: ID, facet }));
    expect(expectedStates(scene, written)).toStrictEqual([{ id: ID, facet: 'existence', value: OBJECT }]);
    const facets = written.filter(({ facet }) => facet !== 'existence');
    expect(expectedStates(scene, facets)).toStrictEqual(
      facets.map(({ id, facet }) => ({ id, facet, value: facetValue(scene, ID, facet) })),
    );
    expect(() => expectedStates(scene, [{ id: 'gone', facet: 'name' }])).toThrow(
      new Error('expectedStates: gone is written but does not exist afterwards'),
    );
  });
});
