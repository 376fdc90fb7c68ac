import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalTransform, differingFacets, isBounded, matches } from '#app/scene/index.ts';
import type { Facet, FacetValue, Quat, Scene, SceneObject, Transform } from '#app/scene/index.ts';
import { IDS, sceneObject, transform } from './arbitraries.ts';

const RUNS = { numRuns: 500 };
const NOTHING: ReadonlySet<Facet> = new Set();
const [A, B, C] = IDS as [string, string, string];

const OBJECT: SceneObject = {
  id: A,
  kind: 'mesh',
  name: 'cube',
  parent: null,
  transform: { translation: [1, 2, 3], rotation: [0.5, 0.5, 0.5, 0.5], scale: [1, 2, 4] },
  visibility: { viewport: true, render: true },
  properties: { mass: 1 },
};

const nudged = (part: keyof Transform, by: number): Transform => {
  const [first = 0, ...rest] = OBJECT.transform[part];
  return { ...OBJECT.transform, [part]: [Math.fround(first + by), ...rest] };
};
const matchesTransform = (actual: Transform, bounded: boolean): boolean =>
  matches(
    'transform',
    OBJECT.transform as unknown as FacetValue,
    actual as unknown as FacetValue,
    bounded,
    NOTHING,
  );

describe('reading back (R33)', () => {
  test('an object is like itself, bounded or not, and also before its values are canonical', () => {
    fc.assert(
      fc.property(sceneObject, transform, (object, raw) => {
        expect(differingFacets(object, object, false, NOTHING)).toStrictEqual([]);
        expect(differingFacets(object, object, true, NOTHING)).toStrictEqual([]);
        const expected = canonicalTransform(raw) as unknown as FacetValue;
        expect(matches('transform', expected, raw as unknown as FacetValue, false, NOTHING)).toBe(true);
      }),
      RUNS,
    );
  });

  test('without bounds the last bit counts', () => {
    for (const part of ['translation', 'rotation', 'scale'] as const) {
      expect(matchesTransform(nudged(part, 2 ** -22), false)).toBe(false);
    }
    const opposite = OBJECT.transform.rotation.map((each) => -each) as unknown as Quat;
    expect(matchesTransform({ ...OBJECT.transform, rotation: opposite }, false)).toBe(true);
  });

  test('bounds let rounding pass and nothing that an eye or a script could mean', () => {
    for (const part of ['translation', 'rotation', 'scale'] as const) {
      expect([part, matchesTransform(nudged(part, 2 ** -22), true)]).toStrictEqual([part, true]);
      expect([part, matchesTransform(nudged(part, 1e-4), true)]).toStrictEqual([part, false]);
    }
    expect(matchesTransform({ ...OBJECT.transform, scale: [-1, 2, 4] }, true)).toBe(false);
  });

  test('names every facet that differs, properties absent on either side included', () => {
    const other: SceneObject = {
      ...OBJECT,
      name: 'sphere',
      parent: B,
      transform: nudged('translation', 1),
      visibility: { viewport: true, render: false },
      properties: { toString: true },
    };
    expect(differingFacets(OBJECT, other, false, NOTHING)).toStrictEqual([
      ...['name', 'parent', 'transform', 'visibility', 'property:mass'],
      'property:toString',
    ]);
    const masked = new Set<Facet>(['name', 'property:mass', 'visibility']);
    expect(differingFacets(OBJECT, other, false, masked)).toStrictEqual([
      'parent',
      'transform',
      'property:toString',
    ]);
  });

  test('existence compares whole objects, and absence with nothing else', () => {
    const compare = (expected: SceneObject | null, actual: SceneObject | null, mask = NOTHING) =>
      matches('existence', expected, actual, false, mask);
    expect(compare(null, null)).toBe(true);
    expect(compare(OBJECT, null)).toBe(false);
    expect(compare(null, OBJECT)).toBe(false);
    expect(compare(OBJECT, { ...OBJECT })).toBe(true);
    expect(compare(OBJECT, { ...OBJECT, id: B })).toBe(false);
    expect(compare(OBJECT, { ...OBJECT, kind: 'light' })).toBe(false);
    expect(compare(OBJECT, { ...OBJECT, name: 'x' })).toBe(false);
    expect(compare(OBJECT, { ...OBJECT, name: 'x' }, new Set<Facet>(['name']))).toBe(true);
  });

  test('cameras, lights, their children and what an engine declared are bounded, nothing else', () => {
    const scene: Scene = {
      objects: new Map([
        [A, { ...OBJECT, kind: 'camera' }],
        [B, { ...OBJECT, id: B, parent: A }],
        [C, { ...OBJECT, id: C, parent: B }],
      ]),
    };
    const bounded = (id: string, declared: readonly string[] = []) =>
      isBounded(scene, scene.objects.get(id) as SceneObject, new Set(declared));
    expect([bounded(A), bounded(B), bounded(C), bounded(C, [C])]).toStrictEqual([true, true, false, true]);
    expect(isBounded(scene, { ...OBJECT, id: C, kind: 'light' }, new Set())).toBe(true);
  });
});
