/**
 * What stands in an engine beside the truth while it is compared: its artist's open edits. A comparison neither sets
 * them back nor asks about them; what becomes of them is said when they are decided (R22, R23).
 */
import { sameValue, withFacet } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { facetKey } from './core.ts';
import type { Core } from './core.ts';
import { statesOf } from './observed.ts';
import { openOperations } from './open-edits.ts';
import type { Session } from './session.ts';

/** By facet, what the newest open edit of a session makes it. */
export type OpenValues = ReadonlyMap<string, FacetState>;

export function openValues(core: Core, session: Session): OpenValues {
  const states = openOperations(core, session).flatMap(statesOf);
  return new Map(states.map((state) => [facetKey(state.id, state.facet), state]));
}

/** An object that open edits bring in, as they have it; null where they bring none of this id. */
export function openObject(open: OpenValues, id: ObjectId): SceneObject | null {
  const created = open.get(facetKey(id, 'existence'))?.value ?? null;
  if (created === null) return null;
  const later = [...open.values()].filter((state) => state.id === id && state.facet !== 'existence');
  return later.reduce(withFacet, created as SceneObject);
}

/** Whether an engine holds a value because its artist has it open. Of a new object, later edits may have changed the rest. */
export function isOpenValue(open: OpenValues, { id, facet, value }: FacetState): boolean {
  const newest = open.get(facetKey(id, facet));
  if (newest === undefined) return false;
  return facet === 'existence' && value !== null ? newest.value !== null : sameValue(newest.value, value);
}

/** What an engine is to hold of an object: the truth, and in it what stands there. */
export function targetFor(core: Core, session: Session, id: ObjectId): SceneObject | null {
  const truth = core.durable.objects.get(id) ?? null;
  return truth === null ? null : standingOf(core, session, id).reduce(withFacet, truth);
}

/** Whether an object is new or gone there by an open edit: then nothing of it is written. */
export function isLeftAlone(core: Core, session: Session, id: ObjectId): boolean {
  return standingOf(core, session, id).some(({ facet }) => facet === 'existence');
}

function standingOf(core: Core, session: Session, id: ObjectId): readonly FacetState[] {
  const stands = session.resync?.stands.get(id) ?? [];
  if (stands.length === 0) return stands;
  // It may have been decided since it was read.
  const open = openValues(core, session);
  return stands.filter((state) => isOpenValue(open, state));
}
