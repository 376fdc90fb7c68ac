/** What a person takes of values – from a card, the shelf, a file – as the operations of one change. */
import {
  descendantsOf,
  differingFacets,
  facetValue,
  operationsToward,
  refusalOf,
  withFacet,
} from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation, Scene, SceneObject } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { misfits, wantedObjects } from './taking-back-fit.ts';

/** Operations that bring facets to the given values from the projected scene; what is there already is not made again, but
 * gets the values in which it is another. */
export function operationsFor(core: Core, states: readonly FacetState[]): Operation[] {
  const values = states.flatMap((state) => valuesOf(core, state) ?? []);
  return applicable(core, values, oneByOne(core, values));
}

/** What a value comes to today, value by value: none where it is so already; null where an object would have to become one of
 * another kind. */
export function valuesOf({ scene }: Core, state: FacetState): readonly FacetState[] | null {
  const { id, facet, value } = state;
  if (facet !== 'existence') return [state];
  const object = scene.objects.get(id);
  if (value === null || object === undefined)
    return (value === null) === (object === undefined) ? [] : [state];
  const wanted = value as SceneObject;
  if (wanted.kind !== object.kind) return null;
  const then: Scene = { objects: new Map([[id, wanted]]) };
  return differingFacets(wanted, object, false, new Set()).map((each) => ({
    id,
    facet: each,
    value: facetValue(then, id, each) ?? null,
  }));
}

/**
 * The same operations where they can be applied in their order. Where they cannot, and the values make a scene all the same
 * – names that change places, a hierarchy that is turned round –, others that get there. What makes no scene stays as it
 * is: admission says why.
 */
export function applicable(
  core: Core,
  states: readonly FacetState[],
  operations: readonly Operation[],
): Operation[] {
  const { projected } = core;
  if (refusalOf(projected, operations) === null) return [...operations];
  const due = states.filter(
    ({ id, facet, value }) => facet !== 'existence' || (value === null) === projected.has(id),
  );
  if (misfits(core, due).length > 0) return [...operations];
  const way = operationsToward(projected, wantedObjects(core, due));
  return way.ok ? way.operations : [...operations];
}

/** With an object goes what hangs below it; what is made is made with the values that follow. */
function oneByOne({ scene }: Core, states: readonly FacetState[]): Operation[] {
  const operations: Operation[] = [];
  const madeAt = new Map<ObjectId, number>();
  const gone = new Set<ObjectId>();
  for (const state of states) {
    const { id, facet, value } = state;
    const isThere = scene.objects.has(id) && !gone.has(id);
    if (facet === 'existence') {
      if (value === null && isThere) {
        const descendants = descendantsOf(scene, id).filter((each) => !gone.has(each));
        for (const each of [id, ...descendants]) gone.add(each);
        operations.push({ op: 'delete', id, descendants });
      }
      if (value !== null && !isThere) {
        madeAt.set(id, operations.length);
        operations.push({ op: 'create', object: value as SceneObject });
      }
      continue;
    }
    const index = madeAt.get(id);
    const made = index === undefined ? undefined : operations[index];
    if (index !== undefined && made?.op === 'create')
      operations[index] = { op: 'create', object: withFacet(made.object, state) };
    else if (isThere) operations.push(operationFor(state));
  }
  return operations;
}

/** The operation that gives an object that exists this value; of any facet but `existence`. */
export function operationFor({ id, facet, value }: FacetState): Operation {
  switch (facet) {
    case 'existence':
      throw new Error('operationFor: an object as a whole is no value');
    case 'name':
      return { op: 'rename', id, name: value as string };
    case 'parent':
      return { op: 'reparent', id, parent: value as ObjectId | null };
    case 'transform':
      return { op: 'set_transform', id, transform: value as SceneObject['transform'] };
    case 'visibility':
      return { op: 'set_visibility', id, visibility: value as SceneObject['visibility'] };
    default: {
      const key = facet.slice('property:'.length);
      return {
        op: 'set_property',
        id,
        key,
        value: value as SceneObject['properties'][string] | null,
      };
    }
  }
}
