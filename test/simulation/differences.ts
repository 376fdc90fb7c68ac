/** Small questions about scenes that an adapter asks before it speaks. */
import { ancestorsOf, descendantsOf, facetsOf, facetValue, sameValue } from '#app/scene/index.ts';
import type {
  Facet,
  FacetState,
  FacetValue,
  ObjectId,
  Operation,
  Scene,
  SceneObject,
  Touch,
} from '#app/scene/index.ts';

/** What became of some objects, facet by facet: what is new, what changed, what is gone. */
export function changesOf(ids: ReadonlySet<ObjectId>, from: Scene, to: Scene): Operation[] {
  const created: SceneObject[] = [];
  const changes: Operation[] = [];
  const gone = [...ids].filter((id) => from.objects.has(id) && !to.objects.has(id));
  for (const id of ids) {
    const was = from.objects.get(id);
    const is = to.objects.get(id);
    if (is === undefined) continue;
    if (was === undefined) {
      created.push(is);
      continue;
    }
    for (const facet of new Set([...facetsOf(was), ...facetsOf(is)])) {
      const value = facetValue(to, id, facet) ?? null;
      if (facet === 'existence' || sameValue(facetValue(from, id, facet) ?? null, value)) continue;
      changes.push(operationFor(id, facet, value));
    }
  }
  const creates = parentsFirst(created).map((object): Operation => ({ op: 'create', object }));
  const deletes: Operation[] = [];
  for (const id of gone) {
    if (ancestorsOf(from, id).some((each) => gone.includes(each))) continue;
    deletes.push({ op: 'delete', id, descendants: descendantsOf(from, id) });
  }
  return [...creates, ...changes, ...deletes];
}

export function operationFor(id: ObjectId, facet: Facet, value: FacetState['value']): Operation {
  switch (facet) {
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
      return { op: 'set_property', id, key, value: value as SceneObject['properties'][string] | null };
    }
  }
}

/** What an operation sets a facet to; undefined where it does not. */
export function valueSetBy(operation: Operation, id: ObjectId, facet: Facet): FacetValue | undefined {
  if (operation.op === 'create')
    return operation.object.id === id && facet === 'existence' ? operation.object : undefined;
  if (operation.op === 'delete')
    return facet === 'existence' && [operation.id, ...operation.descendants].includes(id) ? null : undefined;
  if (operation.id !== id) return undefined;
  switch (operation.op) {
    case 'rename':
      return facet === 'name' ? operation.name : undefined;
    case 'reparent':
      return facet === 'parent' ? operation.parent : undefined;
    case 'set_transform':
      return facet === 'transform' ? operation.transform : undefined;
    case 'set_visibility':
      return facet === 'visibility' ? operation.visibility : undefined;
    case 'set_property':
      return facet === `property:${operation.key}` ? operation.value : undefined;
  }
}

export function statesBefore(before: Scene, written: readonly Touch[]): FacetState[] {
  const whole = new Set(written.filter(({ facet }) => facet === 'existence').map(({ id }) => id));
  const states: FacetState[] = [];
  for (const { id, facet } of written) {
    if (whole.has(id) && facet !== 'existence') continue;
    const value = facetValue(before, id, facet);
    if (value !== undefined) states.push({ id, facet, value });
  }
  return states;
}

export function parentsFirst(objects: readonly SceneObject[]): SceneObject[] {
  const left = new Map(objects.map((object) => [object.id, object]));
  const sorted: SceneObject[] = [];
  const put = (object: SceneObject): void => {
    if (!left.delete(object.id)) return;
    const parent = object.parent === null ? undefined : left.get(object.parent);
    if (parent !== undefined) put(parent);
    sorted.push(object);
  };
  for (const object of objects) put(object);
  return sorted;
}

/** The facets that an operation sets, with their values. */
export function statesSetBy(operation: Operation): FacetState[] {
  switch (operation.op) {
    case 'create':
      return [{ id: operation.object.id, facet: 'existence', value: operation.object }];
    case 'delete':
      return [operation.id, ...operation.descendants].map((id) => ({ id, facet: 'existence', value: null }));
    default: {
      const facet = facetOf(operation);
      return [{ id: operation.id, facet, value: valueSetBy(operation, operation.id, facet) ?? null }];
    }
  }
}

function facetOf(operation: Exclude<Operation, { op: 'create' | 'delete' }>): Facet {
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
