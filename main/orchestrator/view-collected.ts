/** What was edited in an engine while everything is held (rule 8), folded by object for the panel. */
import type { CollectedObjectView, CollectedView } from '#app/control-room/index.ts';
import type { Facet, ObjectId } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { statesOf } from './observed.ts';
import type { Session } from './session.ts';

/** Objects of one engine that are named; the rest is counted. */
const OBJECTS_NAMED = 24;

/** Null where nothing was. */
export function viewCollected(core: Core, { id, engine, collected }: Session): CollectedView | null {
  if (collected.length === 0) return null;
  const objects = new Map<
    ObjectId,
    { name: string; what: CollectedObjectView['what']; facets: Set<Facet> }
  >();
  for (const { message } of collected) {
    for (const state of statesOf(message.operations)) {
      const known = objects.get(state.id);
      const object = known ?? { name: core.nameOf(state.id) ?? '', what: 'changed', facets: new Set() };
      objects.set(state.id, object);
      if (state.facet === 'existence') {
        // Made and deleted again it is as it was; which of the two it says is the last word.
        object.what = state.value === null ? 'deleted' : 'created';
        if (state.value !== null && typeof state.value === 'object' && 'name' in state.value)
          object.name = state.value.name;
      } else if (object.what === 'changed') object.facets.add(state.facet);
      else if (state.facet === 'name') object.name = state.value as string;
    }
  }
  return {
    session: id,
    engine,
    edits: collected.reduce((sum, { joined }) => sum + Math.max(1, joined.length), 0),
    objects: objects.size,
    first: [...objects]
      .slice(0, OBJECTS_NAMED)
      .map(([object, { name, what, facets }]) => ({ id: object, name, what, facets: [...facets] })),
  };
}
