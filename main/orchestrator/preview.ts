/** What a refresh would change in an engine, counted for the person who is asked about it (rule 2). */
import type { DifferingPart, PreviewView } from '#app/control-room/index.ts';
import type { Facet, FacetState } from '#app/scene/index.ts';
import type { Core } from './core.ts';

/**
 * @param differing facets in which the engine differs, with the values that it holds
 * @param own those of them that only it has
 */
export function previewOf(
  core: Core,
  differing: readonly FacetState[],
  own: readonly FacetState[],
): PreviewView {
  const counts = { transform: 0, name: 0, parent: 0, visibility: 0, properties: 0 };
  let missing = 0;
  let extra = 0;
  const counted = new Set<string>();
  for (const { id, facet, value } of differing) {
    if (facet === 'existence') {
      if (value === null) missing += 1;
      else if (!core.durable.objects.has(id)) extra += 1;
      continue;
    }
    const part = partOf(facet);
    if (counted.has(`${id} ${part}`)) continue;
    counted.add(`${id} ${part}`);
    counts[part] += 1;
  }
  const objects = new Set(differing.map(({ id }) => id)).size;
  return { objects, missing, extra, differing: counts, kept: new Set(own.map(({ id }) => id)).size };
}

export function partOf(facet: Exclude<Facet, 'existence'>): DifferingPart {
  return facet.startsWith('property:') ? 'properties' : (facet as DifferingPart);
}
