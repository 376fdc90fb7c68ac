/** Equality of values, their one form, and a facet set on an object: the cases in which they could go wrong unseen (R32). */
import { describe, expect, test } from 'vitest';
import { canonicalObject, canonicalQuat, sameValue, withFacet } from '#app/scene/index.ts';
import type { Facet, FacetValue, SceneObject } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';

const [A, B] = IDS as [string, string];
const OBJECT: SceneObject = {
  id: A,
  kind: 'mesh',
  name: 'cube',
  parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: { b: 1, d: 2 },
};

describe('two values are the same', () => {
  const values: unknown[] = [
    ...[null, true, false, 0, 1, '', '1', 'length'],
    ...[[], [0], [0, 0], [0, 1], [1, 0]],
    ...[
      {},
      { 0: 0 },
      { 0: 0, 1: 0 },
      { a: 0 },
      { a: 0, b: 0 },
      { a: 0, c: 0 },
      { a: { b: [0] } },
      { a: { b: [1] } },
    ],
    { toString: 0 },
  ];

  test('where they hold the same, and in no other case, whichever comes first', () => {
    for (const [left, one] of values.entries())
      for (const [right, other] of values.entries())
        expect([
          left,
          right,
          sameValue(structuredClone(one) as FacetValue, structuredClone(other) as FacetValue),
        ]).toStrictEqual([left, right, left === right]);
  });

  test('where nothing is there on either side, and an absent one is not null', () => {
    expect(sameValue(undefined, undefined)).toBe(true);
    expect([sameValue(undefined, null), sameValue(null, undefined)]).toStrictEqual([false, false]);
    expect([sameValue(undefined, [0]), sameValue([0], undefined)]).toStrictEqual([false, false]);
  });

  test('whatever the order of their keys', () => {
    expect(sameValue({ viewport: true, render: false }, { render: false, viewport: true })).toBe(true);
  });
});

describe('the one form of a value', () => {
  test('has its properties in the order of their keys', () => {
    const turned = canonicalObject({ ...OBJECT, properties: { d: 2, a: 0, c: 3, b: 1 } });
    expect(Object.keys(turned.properties)).toStrictEqual(['a', 'b', 'c', 'd']);
  });

  test('leaves a rotation of as good as unit length alone, to the bit', () => {
    // Dividing by its length would move the last bits, once more each time.
    const almost = [0, 0, Math.fround(0.6), Math.fround(0.800_000_3)] as const;
    expect(canonicalQuat(almost)).toStrictEqual(almost);
  });
});

describe('an object with one facet set', () => {
  const set = (facet: Facet, value: FacetValue) => withFacet(OBJECT, { id: A, facet, value });

  test('is otherwise as it was', () => {
    expect(set('name', 'x')).toStrictEqual({ ...OBJECT, name: 'x' });
    expect(set('parent', B)).toStrictEqual({ ...OBJECT, parent: B });
    expect(set('parent', null)).toStrictEqual(OBJECT);
    expect(OBJECT.name).toBe('cube');
  });

  test('has a property more, another value of one, or one less', () => {
    expect(set('property:c', 3).properties).toStrictEqual({ b: 1, c: 3, d: 2 });
    expect(Object.keys(set('property:c', 3).properties)).toStrictEqual(['b', 'c', 'd']);
    expect(set('property:b', [1, 2]).properties).toStrictEqual({ b: [1, 2], d: 2 });
    expect(set('property:b', null).properties).toStrictEqual({ d: 2 });
    expect(set('property:gone', null)).toStrictEqual(OBJECT);
    expect(set('property:property:', true).properties).toStrictEqual({ b: 1, d: 2, 'property:': true });
  });
});
