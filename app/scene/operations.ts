/**
 * Operations: the only words in which a change to the scene can be said. Their class is derived here and never
 * claimed by their author.
 */
import type {
  Facet,
  FacetState,
  ObjectId,
  PropertyValue,
  Scene,
  SceneObject,
  Transform,
  Visibility,
} from './model.ts';
import { propertyOf } from './model.ts';
import { canonicalObject, canonicalProperty, canonicalTransform } from './values.ts';

export interface CreateOperation {
  readonly op: 'create';
  readonly object: SceneObject;
}

/** `descendants` names everything that goes with the object, exactly: a deletion never implies a child. */
export interface DeleteOperation {
  readonly op: 'delete';
  readonly id: ObjectId;
  readonly descendants: readonly ObjectId[];
}

export interface RenameOperation {
  readonly op: 'rename';
  readonly id: ObjectId;
  readonly name: string;
}

/** Local transform stays as it is; to keep the place in the world, pair it with a set_transform. */
export interface ReparentOperation {
  readonly op: 'reparent';
  readonly id: ObjectId;
  readonly parent: ObjectId | null;
}

export interface SetTransformOperation {
  readonly op: 'set_transform';
  readonly id: ObjectId;
  readonly transform: Transform;
}

export interface SetVisibilityOperation {
  readonly op: 'set_visibility';
  readonly id: ObjectId;
  readonly visibility: Visibility;
}

/** A `null` value removes the property. */
export interface SetPropertyOperation {
  readonly op: 'set_property';
  readonly id: ObjectId;
  readonly key: string;
  readonly value: PropertyValue | null;
}

export type Operation =
  | CreateOperation
  | DeleteOperation
  | RenameOperation
  | ReparentOperation
  | SetTransformOperation
  | SetVisibilityOperation
  | SetPropertyOperation;

/** From harmless to grave: values only; adds or rearranges; deletes or overwrites. */
export const OPERATION_CLASSES = ['cosmetic', 'structural', 'destructive'] as const;
export type OperationClass = (typeof OPERATION_CLASSES)[number];

export function classifyOperation(operation: Operation): OperationClass {
  switch (operation.op) {
    case 'set_transform':
    case 'set_visibility':
      return 'cosmetic';
    case 'set_property':
      return operation.value === null ? 'destructive' : 'cosmetic';
    case 'create':
    case 'rename':
    case 'reparent':
      return 'structural';
    case 'delete':
      return 'destructive';
  }
}

/** The gravest class among the operations; an empty list is cosmetic. */
export function classify(operations: readonly Operation[]): OperationClass {
  let gravest = 0;
  for (const operation of operations) {
    gravest = Math.max(gravest, OPERATION_CLASSES.indexOf(classifyOperation(operation)));
  }
  return OPERATION_CLASSES[gravest] ?? 'cosmetic';
}

/** One facet that an operation reads or writes. */
export interface Touch {
  readonly id: ObjectId;
  readonly facet: Facet;
}

export interface Touches {
  readonly writes: readonly Touch[];
  /** Beyond the writes: what the operation depends on (R12). */
  readonly reads: readonly Touch[];
}

/** The facets that one operation writes and reads. Deletion writes every facet that the object has in `scene`;
 * creation and reparenting read the existence and the parents of their ancestors, so that a cycle or a vanished
 * parent is a conflict. */
export function touchesOf(scene: Scene, operation: Operation): Touches {
  switch (operation.op) {
    case 'create':
      return {
        writes: facetsWritten(operation.object),
        reads: ancestorReads(scene, operation.object.parent),
      };
    case 'delete': {
      const writes: Touch[] = [];
      for (const id of [operation.id, ...operation.descendants]) {
        const object = scene.objects.get(id);
        if (object === undefined) writes.push({ id, facet: 'existence' });
        else writes.push(...facetsWritten(object));
      }
      return { writes, reads: [] };
    }
    case 'rename':
      return write(operation.id, 'name');
    case 'reparent':
      return {
        writes: [{ id: operation.id, facet: 'parent' }],
        reads: [{ id: operation.id, facet: 'existence' }, ...ancestorReads(scene, operation.parent)],
      };
    case 'set_transform':
      return write(operation.id, 'transform');
    case 'set_visibility':
      return write(operation.id, 'visibility');
    case 'set_property':
      return write(operation.id, `property:${operation.key}`);
  }
}

/** The facets that a list of operations, applied in order to `scene`, writes and reads; each once, by first mention. */
export function touches(scene: Scene, operations: readonly Operation[]): Touches {
  const writes = new TouchSet();
  const reads = new TouchSet();
  for (const operation of operations) {
    const touched = touchesOf(scene, operation);
    writes.addAll(touched.writes);
    reads.addAll(touched.reads);
  }
  return { writes: writes.list, reads: reads.list.filter((touch) => !writes.has(touch)) };
}

/** The writes alone. */
export function writesOf(scene: Scene, operations: readonly Operation[]): readonly Touch[] {
  const writes = new TouchSet();
  for (const operation of operations) writes.addAll(touchesOf(scene, operation).writes);
  return writes.list;
}

/** Touches, each once, by first mention. Told apart by object and then by facet: one text made of both costs more than all
 * else that is done with a touch. */
export class TouchSet {
  readonly list: Touch[] = [];
  readonly #facets = new Map<ObjectId, Set<Facet>>();

  addAll(touches: readonly Touch[]): void {
    for (const touch of touches) {
      const facets = this.#facets.get(touch.id);
      if (facets === undefined) this.#facets.set(touch.id, new Set([touch.facet]));
      else if (facets.has(touch.facet)) continue;
      else facets.add(touch.facet);
      this.list.push(touch);
    }
  }

  has({ id, facet }: Touch): boolean {
    return this.#facets.get(id)?.has(facet) === true;
  }
}

export function touchKey(touch: Touch): string {
  return `${touch.id} ${touch.facet}`;
}

/** The ids that a list of operations writes, each once, in order. */
export function objectsTouched(operations: readonly Operation[]): ObjectId[] {
  const ids = new Set<ObjectId>();
  for (const operation of operations) {
    if (operation.op === 'create') ids.add(operation.object.id);
    else ids.add(operation.id);
    if (operation.op === 'delete') for (const id of operation.descendants) ids.add(id);
  }
  return [...ids];
}

/** The same operation with every value in canonical form. */
export function canonicalOperation(operation: Operation): Operation {
  switch (operation.op) {
    case 'create':
      return { object: canonicalObject(operation.object), op: 'create' };
    case 'set_transform':
      return { id: operation.id, op: 'set_transform', transform: canonicalTransform(operation.transform) };
    case 'set_property':
      return operation.value === null
        ? operation
        : {
            id: operation.id,
            key: operation.key,
            op: 'set_property',
            value: canonicalProperty(operation.value),
          };
    default:
      return operation;
  }
}

/** What each written facet must hold after `operations`, given the scene after them. */
export function expectedStates(after: Scene, written: readonly Touch[]): FacetState[] {
  const states: FacetState[] = [];
  const whole = new Set<ObjectId>();
  for (const { id, facet } of written) {
    if (facet !== 'existence') continue;
    whole.add(id);
    states.push({ id, facet, value: after.objects.get(id) ?? null });
  }
  for (const { id, facet } of written) {
    if (whole.has(id)) continue;
    const object = after.objects.get(id);
    if (object === undefined)
      throw new Error(`expectedStates: ${id} is written but does not exist afterwards`);
    states.push({ id, facet, value: valueOf(object, facet) });
  }
  return states;
}

function valueOf(object: SceneObject, facet: Facet): FacetState['value'] {
  switch (facet) {
    case 'existence':
      return object;
    case 'name':
      return object.name;
    case 'parent':
      return object.parent;
    case 'transform':
      return object.transform;
    case 'visibility':
      return object.visibility;
    default:
      return propertyOf(object, facet.slice('property:'.length));
  }
}

function facetsWritten(object: SceneObject): Touch[] {
  const id = object.id;
  const facets: Facet[] = ['existence', 'name', 'parent', 'transform', 'visibility'];
  for (const key of Object.keys(object.properties)) facets.push(`property:${key}`);
  return facets.map((facet) => ({ id, facet }));
}

function ancestorReads(scene: Scene, parent: ObjectId | null): Touch[] {
  const reads: Touch[] = [];
  const seen = new Set<ObjectId>();
  for (let id = parent; id !== null && !seen.has(id); id = scene.objects.get(id)?.parent ?? null) {
    seen.add(id);
    reads.push({ id, facet: 'existence' }, { id, facet: 'parent' });
  }
  return reads;
}

function write(id: ObjectId, facet: Facet): Touches {
  return { writes: [{ id, facet }], reads: [{ id, facet: 'existence' }] };
}
