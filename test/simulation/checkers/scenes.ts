/** Comparing scenes facet by facet, leaving out what a hand inside the engine has just changed. */
import { facetsOf, facetValue, sameValue } from '#app/scene/index.ts';
import type { Facet, FacetValue, ObjectId, SceneObject } from '#app/scene/index.ts';
import type { Objects } from '../history.ts';

const NONE: ReadonlySet<string> = new Set();

/**
 * The first difference between what an engine holds and the shared scene, in words; null when there is none. Objects
 * that the shared scene never knew are the artist's own and no difference.
 */
export function differenceOf(
  engine: Objects,
  truth: Objects,
  known: (id: ObjectId) => boolean,
  exempt: ReadonlySet<string> = NONE,
): string | null {
  for (const [id, expected] of truth) {
    const actual = engine.get(id);
    if (actual === expected || exempt.has(`${id} existence`)) continue;
    if (actual === undefined) return `${id} is missing`;
    if (actual.kind !== expected.kind) return `${id} is a ${actual.kind}, not a ${expected.kind}`;
    for (const facet of new Set([...facetsOf(actual), ...facetsOf(expected)])) {
      if (facet === 'existence' || exempt.has(`${id} ${facet}`)) continue;
      // A parent that is the engine's own, or just deleted there, shows on the child too.
      const [held, wanted] = [valueOf(actual, facet), valueOf(expected, facet)];
      if (sameValue(held, wanted)) continue;
      if (
        facet === 'parent' &&
        [wanted, held].some((parent) => typeof parent === 'string' && exempt.has(`${parent} existence`))
      )
        continue;
      return `${facet} of ${id} is ${JSON.stringify(held)}, not ${JSON.stringify(wanted)}`;
    }
  }
  for (const id of engine.keys()) {
    if (!truth.has(id) && known(id) && !exempt.has(`${id} existence`)) return `${id} should be gone`;
  }
  return null;
}

export function sameObjects(a: Objects, b: Objects): boolean {
  if (a.size !== b.size) return false;
  for (const [id, object] of a) if (!sameValue(object, b.get(id) ?? null)) return false;
  return true;
}

export function valueOf(object: SceneObject, facet: Facet): FacetValue {
  return facetValue({ objects: new Map([[object.id, object]]) }, object.id, facet) ?? null;
}
