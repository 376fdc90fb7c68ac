/** Where a read-back stops counting as the expected value (R33). */
import { describe, expect, test } from 'vitest';
import { differingFacets, isBounded, matches } from '#app/scene/index.ts';
import type { Facet, FacetValue, Scene, SceneObject, Transform } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';

const NOTHING: ReadonlySet<Facet> = new Set();
const [A, B] = IDS as [string, string];
const OBJECT: SceneObject = {
  id: A,
  kind: 'mesh',
  name: 'cube',
  parent: null,
  transform: { translation: [1_000, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 0, 1] },
  visibility: { viewport: true, render: true },
  properties: {},
};

const isNear = (expected: Partial<Transform>, actual: Partial<Transform>): boolean =>
  matches(
    'transform',
    { ...OBJECT.transform, ...expected } as unknown as FacetValue,
    { ...OBJECT.transform, ...actual } as unknown as FacetValue,
    true,
    NOTHING,
  );

describe('bounds', () => {
  test('of a place grow with the distance from the origin, and a part that is nothing stays nothing', () => {
    expect(isNear({}, { translation: [1_000.001, 0, 0] })).toBe(true);
    expect(isNear({}, { translation: [1_000.01, 0, 0] })).toBe(false);
    expect(isNear({}, { translation: [1_000, 0.000_009, 0] })).toBe(true);
    expect(isNear({}, { translation: [1_000.001, 0, 0], scale: [1, 1e-9, 1] })).toBe(false);
  });

  test('know a rotation by both of its names, also where it turns by half a circle', () => {
    const [one, other] = [[1, 0, 0, 1e-7] as const, [-1, 0, 0, 1e-7] as const];
    expect(isNear({ rotation: one }, { rotation: other })).toBe(true);
    expect(isNear({ rotation: one }, { rotation: [-1, 1e-4, 0, 1e-7] })).toBe(false);
  });

  test('hold for the child of a light as for that of a camera, and not for what hangs on nothing', () => {
    const scene: Scene = { objects: new Map([[B, { ...OBJECT, id: B, kind: 'light' }]]) };
    expect(isBounded(scene, { ...OBJECT, parent: B }, new Set())).toBe(true);
    expect(isBounded(scene, OBJECT, new Set())).toBe(false);
    expect(isBounded(scene, { ...OBJECT, parent: 'gone' }, new Set())).toBe(false);
  });
});

describe('a property', () => {
  test('is compared as a 32-bit float, as an engine may read it back in 64', () => {
    const same = (expected: FacetValue, actual: FacetValue) =>
      matches('property:mass', expected, actual, false, NOTHING);
    expect(same(Math.fround(0.1), 0.1)).toBe(true);
    expect(same([Math.fround(0.1), 0], [0.1, -0])).toBe(true);
    expect(same(null, null)).toBe(true);
    expect(same(1, null)).toBe(false);
    expect(same(null, false)).toBe(false);
  });

  test('differs in the order of keys, whichever side has which', () => {
    const one = { ...OBJECT, properties: { b: 1, d: 1 } };
    const other = { ...OBJECT, properties: { c: 1, a: 1 } };
    const keys = ['property:a', 'property:b', 'property:c', 'property:d'];
    expect(differingFacets(one, other, false, NOTHING)).toStrictEqual(keys);
  });

  test('is no other facet: a name is compared as it is', () => {
    expect(matches('name', 'a', 'a', false, NOTHING)).toBe(true);
    expect(matches('parent', null, A, false, NOTHING)).toBe(false);
  });
});
