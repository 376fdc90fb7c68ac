/**
 * Comparing what an engine read back with what it should hold (R33). Equality is the rule; where a value went through
 * √½ (cameras, lights and their children), Euler angles, a parent inverse or a unit scale, these bounds apply.
 */
import { propertyOf } from './model.ts';
import type { Facet, FacetValue, ObjectId, Scene, SceneObject, Transform } from './model.ts';
import { canonicalObject, canonicalProperty, canonicalTransform, sameValue } from './values.ts';

export const BOUNDS = {
  /** Each component of a unit quaternion: 32-bit Euler angles and a few products of √½ stay below it. */
  rotation: 4e-6,
  /** Metres, or this share of the larger value. */
  translation: 1e-5,
  translationShare: 2e-6,
  /** Share of the value. */
  scaleShare: 4e-6,
} as const;

/** Whether rotations of this object can only be compared within bounds, given what its engine declared. */
export function isBounded(scene: Scene, object: SceneObject, declared: ReadonlySet<ObjectId>): boolean {
  if (declared.has(object.id) || object.kind === 'camera' || object.kind === 'light') return true;
  const parent = object.parent === null ? undefined : scene.objects.get(object.parent);
  return parent?.kind === 'camera' || parent?.kind === 'light';
}

/** True when an engine's value counts as the expected one. `actual` need not be canonical. */
export function matches(
  facet: Facet,
  expected: FacetValue,
  actual: FacetValue,
  bounded: boolean,
  masked: ReadonlySet<Facet>,
): boolean {
  if (masked.has(facet)) return true;
  if (facet === 'existence') {
    if (expected === null || actual === null) return expected === actual;
    return matchesObject(expected as SceneObject, actual as SceneObject, bounded, masked);
  }
  if (facet === 'transform') return matchesTransform(expected as Transform, actual as Transform, bounded);
  if (facet.startsWith('property:')) {
    const value = actual as Parameters<typeof canonicalProperty>[0] | null;
    return sameValue(expected, value === null ? null : canonicalProperty(value));
  }
  return sameValue(expected, actual);
}

/** The facets of an existing object in which an engine's copy differs from the expected one. */
export function differingFacets(
  expected: SceneObject,
  actual: SceneObject,
  bounded: boolean,
  masked: ReadonlySet<Facet>,
): Facet[] {
  const differing: Facet[] = [];
  const facets: [Facet, FacetValue, FacetValue][] = [
    ['name', expected.name, actual.name],
    ['parent', expected.parent, actual.parent],
    ['transform', expected.transform, actual.transform],
    ['visibility', expected.visibility, actual.visibility],
  ];
  const keys = new Set([...Object.keys(expected.properties), ...Object.keys(actual.properties)]);
  for (const key of [...keys].sort()) {
    facets.push([`property:${key}`, propertyOf(expected, key), propertyOf(actual, key)]);
  }
  for (const [facet, want, have] of facets)
    if (!matches(facet, want, have, bounded, masked)) differing.push(facet);
  return differing;
}

function matchesObject(
  expected: SceneObject,
  actual: SceneObject,
  bounded: boolean,
  masked: ReadonlySet<Facet>,
): boolean {
  return (
    expected.id === actual.id &&
    expected.kind === actual.kind &&
    differingFacets(expected, canonicalObject(actual), bounded, masked).length === 0
  );
}

function sameTransform(a: Transform, b: Transform): boolean {
  return (
    sameValue(a.translation, b.translation) &&
    sameValue(a.rotation, b.rotation) &&
    sameValue(a.scale, b.scale)
  );
}

function matchesTransform(expected: Transform, actualRaw: Transform, bounded: boolean): boolean {
  // What is equal as it came is equal in canonical form; almost every vote is, and needs no copy made.
  if (sameTransform(expected, actualRaw)) return true;
  const actual = canonicalTransform(actualRaw);
  if (sameTransform(expected, actual)) return true;
  if (!bounded) return false;
  const near = (a: readonly number[], b: readonly number[], absolute: number, share: number): boolean =>
    a.every((value, i) => {
      const other = b[i] as number;
      return (
        Math.abs(value - other) <= Math.max(absolute, share * Math.max(Math.abs(value), Math.abs(other)))
      );
    });
  const flipped = actual.rotation.map((value) => 0 - value);
  return (
    near(expected.translation, actual.translation, BOUNDS.translation, BOUNDS.translationShare) &&
    near(expected.scale, actual.scale, 0, BOUNDS.scaleShare) &&
    (near(expected.rotation, actual.rotation, BOUNDS.rotation, 0) ||
      near(expected.rotation, flipped, BOUNDS.rotation, 0))
  );
}
