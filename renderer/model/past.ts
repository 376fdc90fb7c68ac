/** How two versions of the shared scene differ, object by object. */
import { facetsOf, facetValue, sameValue } from '#app/scene/index.ts';
import type { Facet, ObjectId, Scene, SceneObject } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { valueRows } from './facets.ts';
import type { Reading, ValueRow } from './facets.ts';

export interface Difference {
  readonly id: ObjectId;
  /** As it was then, or as it is where it was not there. */
  readonly name: string;
  /** Only then, only in what it is compared with, or in both and otherwise. */
  readonly what: 'only_then' | 'only_since' | 'changed';
  /** Of what is in both. */
  readonly facets: readonly Facet[];
}

/** Those that were there then come first, in the order of their names. */
export function differencesOf(then: Scene, since: Scene): Difference[] {
  const differences: Difference[] = [];
  for (const object of then.objects.values()) {
    const other = since.objects.get(object.id);
    if (other === undefined) differences.push({ ...called(object), what: 'only_then', facets: [] });
    else {
      const facets = differingFacets(object, other);
      if (facets.length > 0) differences.push({ ...called(object), what: 'changed', facets });
    }
  }
  for (const object of since.objects.values())
    if (!then.objects.has(object.id)) differences.push({ ...called(object), what: 'only_since', facets: [] });
  const order = { only_then: 0, changed: 0, only_since: 1 };
  return differences.sort((a, b) => order[a.what] - order[b.what] || byName(a.name, b.name));
}

/** Facets of an object whose values differ, by either side's. */
export function differingFacets(then: SceneObject, since: SceneObject): Facet[] {
  if (then === since) return [];
  const [one, other] = [sceneOf(then), sceneOf(since)];
  const facets = new Set([...facetsOf(then), ...facetsOf(since)]);
  facets.delete('existence');
  return [...facets].filter(
    (facet) => !sameValue(facetValue(one, then.id, facet), facetValue(other, since.id, facet)),
  );
}

/** What an object was, and is in what it is compared with; no row where both are alike. */
export function differingRows(then: SceneObject, since: SceneObject, reading: Reading): ValueRow[] {
  const [one, other] = [sceneOf(then), sceneOf(since)];
  return differingFacets(then, since).flatMap((facet) =>
    valueRows(
      then.id,
      facet,
      facetValue(one, then.id, facet) ?? null,
      facetValue(other, since.id, facet) ?? null,
      reading,
    ),
  );
}

/** In a few words, for a line in a list. */
export function differenceWords({ what, facets }: Difference): string {
  if (what !== 'changed') return strings.past.what[what];
  const named = facets.map((facet) =>
    facet.startsWith('property:')
      ? facet.slice('property:'.length)
      : strings.facets[facet as 'name' | 'parent' | 'transform' | 'visibility'].toLowerCase(),
  );
  return named.join(', ');
}

function called({ id, name }: SceneObject): Pick<Difference, 'id' | 'name'> {
  return { id, name };
}

function sceneOf(object: SceneObject): Scene {
  return { objects: new Map([[object.id, object]]) };
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
