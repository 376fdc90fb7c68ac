/**
 * Canonical values (R32): the same value has one form, so equality, digests and traces agree between JavaScript
 * engines, Python and C#. Only correctly rounded arithmetic is used here, no transcendental functions. Keys are written
 * in code-unit order, so that hashing a value finds its canonical text already made (encoding.ts).
 */
import type { FacetState, FacetValue, PropertyValue, Quat, SceneObject, Transform, Vec3 } from './model.ts';

/** Squared norms this close to one are left alone: normalising twice would walk over the last bits. */
const UNIT_TOLERANCE = 1e-6;

/** The nearest 32-bit float, with one zero. */
export function canonicalNumber(value: number): number {
  return Math.fround(value) + 0;
}

export function canonicalVec3(value: Vec3): Vec3 {
  return [canonicalNumber(value[0]), canonicalNumber(value[1]), canonicalNumber(value[2])];
}

/** Unit length, w ≥ 0, and at w = 0 the first of x, y, z that is not zero is positive. A zero quaternion has no
 * direction and is returned unchanged, for admission to refuse. */
export function canonicalQuat(value: Quat): Quat {
  let [x, y, z, w] = value.map(canonicalNumber) as unknown as [number, number, number, number];
  const norm = x * x + y * y + z * z + w * w;
  if (norm === 0 || !Number.isFinite(norm)) return [x, y, z, w];
  if (Math.abs(norm - 1) > UNIT_TOLERANCE) {
    const length = Math.sqrt(norm);
    [x, y, z, w] = [x / length, y / length, z / length, w / length].map(canonicalNumber) as [
      number,
      number,
      number,
      number,
    ];
  }
  const leading = w !== 0 ? w : x !== 0 ? x : y !== 0 ? y : z;
  return leading < 0 ? [0 - x, 0 - y, 0 - z, 0 - w] : [x, y, z, w];
}

export function canonicalTransform(value: Transform): Transform {
  return {
    rotation: canonicalQuat(value.rotation),
    scale: canonicalVec3(value.scale),
    translation: canonicalVec3(value.translation),
  };
}

export function canonicalProperty(value: PropertyValue): PropertyValue {
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'object') return value.map(canonicalNumber);
  return value;
}

/** Property keys in code-unit order, every value canonical. */
export function canonicalObject(object: SceneObject): SceneObject {
  const entries = Object.entries(object.properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    id: object.id,
    kind: object.kind,
    name: object.name,
    parent: object.parent,
    // Not by assignment: a key `__proto__` must stay visible, for admission to refuse.
    properties: Object.fromEntries(entries.map(([key, value]) => [key, canonicalProperty(value)])),
    transform: canonicalTransform(object.transform),
    visibility: { render: object.visibility.render, viewport: object.visibility.viewport },
  };
}

/** An object with one of its facets set, its existence excepted; a property that is set to null is gone. */
export function withFacet(object: SceneObject, { facet, value }: FacetState): SceneObject {
  if (!facet.startsWith('property:')) return { ...object, [facet]: value };
  const key = facet.slice('property:'.length);
  const kept = Object.entries(object.properties).filter(([each]) => each !== key);
  if (value !== null) kept.push([key, value as PropertyValue]);
  return canonicalObject({ ...object, properties: Object.fromEntries(kept) });
}

/** Structural equality of two facet values; numbers by value, so both sides should be canonical. */
export function sameValue(a: FacetValue | undefined, b: FacetValue | undefined): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => item === b[index]);
  }
  const left = a as unknown as Record<string, FacetValue>;
  const right = b as unknown as Record<string, FacetValue>;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key], right[key]));
}
