/** An object as it will be once the own changes on their way are confirmed, and which facets that is about. */
import type { Facet, ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import type { PendingChange } from '../store/room.ts';

export interface Projected {
  readonly object: SceneObject;
  /** Not the shared scene yet: shown as applying. */
  readonly facets: ReadonlySet<Facet>;
}

export function project(
  object: SceneObject,
  pending: readonly Pick<PendingChange, 'operations'>[],
): Projected {
  let projected = object;
  const facets = new Set<Facet>();
  for (const { operations } of pending) {
    for (const operation of operations) {
      if (operation.op === 'create' || operation.op === 'delete' || operation.id !== object.id) continue;
      projected = applied(projected, operation);
      facets.add(facetOf(operation));
    }
  }
  return { object: projected, facets };
}

/** The objects that own changes on their way are about, as they will be; one pass, however many there are. */
export function projected(
  objects: ReadonlyMap<ObjectId, SceneObject>,
  pending: readonly Pick<PendingChange, 'operations'>[],
): Map<ObjectId, SceneObject> {
  const after = new Map<ObjectId, SceneObject>();
  for (const { operations } of pending)
    for (const operation of operations) {
      if (operation.op === 'create' || operation.op === 'delete') continue;
      const object = after.get(operation.id) ?? objects.get(operation.id);
      if (object !== undefined) after.set(operation.id, applied(object, operation));
    }
  return after;
}

type ValueOperation = Exclude<Operation, { op: 'create' | 'delete' }>;

function facetOf(operation: ValueOperation): Facet {
  switch (operation.op) {
    case 'rename':
      return 'name';
    case 'reparent':
      return 'parent';
    case 'set_transform':
      return 'transform';
    case 'set_visibility':
      return 'visibility';
    case 'set_property':
      return `property:${operation.key}`;
  }
}

function applied(object: SceneObject, operation: ValueOperation): SceneObject {
  switch (operation.op) {
    case 'rename':
      return { ...object, name: operation.name };
    case 'reparent':
      return { ...object, parent: operation.parent };
    case 'set_transform':
      return { ...object, transform: operation.transform };
    case 'set_visibility':
      return { ...object, visibility: operation.visibility };
    case 'set_property': {
      const { [operation.key]: _replaced, ...others } = object.properties;
      return {
        ...object,
        properties: operation.value === null ? others : { ...others, [operation.key]: operation.value },
      };
    }
  }
}
