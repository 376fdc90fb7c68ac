/** Applying, inverting and diffing: three pure functions over operations and scenes. */
import { Lookups } from './lookups.ts';
import { ancestorsOf, descendantsOf, LIMITS, propertyOf } from './model.ts';
import type { ObjectId, PropertyValue, Scene, SceneObject } from './model.ts';
import { objectsTouched } from './operations.ts';
import type { Operation } from './operations.ts';
import { sameValue } from './values.ts';

/** Why an operation cannot be applied to a scene: an invalid intent, never a violation of the protocol. */
export type RefusalCode =
  | 'unknown_object'
  | 'object_exists'
  | 'unknown_parent'
  | 'cycle'
  | 'too_deep'
  | 'scene_full'
  | 'closure_incomplete'
  | 'name_taken'
  | 'name_invalid'
  | 'value_invalid'
  | 'too_many_properties'
  | 'no_effect';

/** `path` leads to the field in the list of operations, e.g. `operations[2].parent`, or in the one that was refused. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly path: string;
}

export type Applied =
  { readonly ok: true; readonly scene: Scene } | { readonly ok: false; readonly refusal: Refusal };

/**
 * Applies the operations in order, all or nothing. The scene given is unchanged; objects that are not touched are
 * shared between both. Cost: one shallow copy of the object map, plus O(objects) for names and closures to check.
 */
export function apply(scene: Scene, operations: readonly Operation[]): Applied {
  const objects = new Map(scene.objects);
  const refusal = applyAllTo(objects, operations);
  return refusal === null ? { ok: true, scene: { objects } } : { ok: false, refusal };
}

/** Applies operations to a mutable map, in order. Null when done; else the refusal, with those before it applied. */
export function applyAllTo(
  objects: Map<ObjectId, SceneObject>,
  operations: readonly Operation[],
): Refusal | null {
  const lookups = new Lookups(objects);
  for (const [index, operation] of operations.entries()) {
    const refusal = applyTo(objects, operation, lookups);
    if (refusal !== null) return inOperation(index, refusal);
  }
  return null;
}

/** A refusal by `applyTo` with the place of its operation in front of the path. */
export function inOperation(index: number, { code, message, path }: Refusal): Refusal {
  const operation = `operations[${index}]`;
  return { code, message, path: path === '' ? operation : `${operation}.${path}` };
}

/** Why a value of these can be no object's, whatever the scene holds; null where each can. */
export function refusalOfValues(operations: readonly Operation[]): Refusal | null {
  for (const [index, operation] of operations.entries()) {
    const refusal = checkValues(operation);
    if (refusal !== null) return inOperation(index, refusal);
  }
  return null;
}

function checkValues(operation: Operation): Refusal | null {
  switch (operation.op) {
    case 'create': {
      const { object } = operation;
      return (
        checkTransform(object.transform, 'object.transform') ?? checkProperties(object, 'object.properties')
      );
    }
    case 'set_transform':
      return checkTransform(operation.transform, 'transform');
    case 'set_property':
      return checkValue(operation.value, '');
    default:
      return null;
  }
}

/** `apply` for operations that are known to fit (a durable record, an inverse): throws where they do not. */
export function applyOrThrow(scene: Scene, operations: readonly Operation[]): Scene {
  const applied = apply(scene, operations);
  if (!applied.ok) throw new Error(`${applied.refusal.path}: ${applied.refusal.message}`);
  return applied.scene;
}

/**
 * Applies one operation to a mutable map. Null when done, else the refusal, its path within the operation, with the map
 * unchanged.
 * @param lookups kept from one operation of a list to the next
 */
export function applyTo(
  objects: Map<ObjectId, SceneObject>,
  operation: Operation,
  lookups = new Lookups(objects),
): Refusal | null {
  switch (operation.op) {
    case 'create': {
      const { object } = operation;
      if (objects.has(object.id))
        return refuse('object_exists', `An object ${object.id} exists already.`, 'object.id');
      if (objects.size >= LIMITS.objects)
        return refuse('scene_full', `The scene holds ${LIMITS.objects} objects at most.`, '');
      const refusal =
        checkName(lookups, object.id, object.name, 'object.name') ??
        checkParent(objects, lookups, object.id, object.parent, 'object.parent') ??
        checkTransform(object.transform, 'object.transform') ??
        checkProperties(object, 'object.properties');
      if (refusal !== null) return refusal;
      objects.set(object.id, object);
      lookups.changed(undefined, object);
      return null;
    }
    case 'delete': {
      if (!objects.has(operation.id)) return unknownObject(operation.id);
      const named = new Set(operation.descendants);
      const actual = lookups.descendantsOf(operation.id);
      if (operation.descendants.length !== actual.length || !actual.every((id) => named.has(id))) {
        return refuse(
          'closure_incomplete',
          `Deleting ${operation.id} deletes ${actual.length} descendants; the operation must name exactly these.`,
          'descendants',
        );
      }
      for (const id of [operation.id, ...actual]) {
        lookups.changed(objects.get(id), undefined);
        objects.delete(id);
      }
      return null;
    }
    case 'rename': {
      const object = objects.get(operation.id);
      if (object === undefined) return unknownObject(operation.id);
      const refusal = checkName(lookups, operation.id, operation.name, 'name');
      if (refusal !== null) return refusal;
      const next = { ...object, name: operation.name };
      objects.set(operation.id, next);
      lookups.changed(object, next);
      return null;
    }
    case 'reparent': {
      const object = objects.get(operation.id);
      if (object === undefined) return unknownObject(operation.id);
      const refusal = checkParent(objects, lookups, operation.id, operation.parent, 'parent');
      if (refusal !== null) return refusal;
      const next = { ...object, parent: operation.parent };
      objects.set(operation.id, next);
      lookups.changed(object, next);
      return null;
    }
    case 'set_transform': {
      const object = objects.get(operation.id);
      if (object === undefined) return unknownObject(operation.id);
      const refusal = checkTransform(operation.transform, 'transform');
      if (refusal !== null) return refusal;
      objects.set(operation.id, { ...object, transform: operation.transform });
      return null;
    }
    case 'set_visibility': {
      const object = objects.get(operation.id);
      if (object === undefined) return unknownObject(operation.id);
      objects.set(operation.id, { ...object, visibility: operation.visibility });
      return null;
    }
    case 'set_property': {
      const object = objects.get(operation.id);
      if (object === undefined) return unknownObject(operation.id);
      const kept = Object.entries(object.properties).filter(([key]) => key !== operation.key);
      if (operation.value !== null) kept.push([operation.key, operation.value]);
      kept.sort(([a], [b]) => (a < b ? -1 : 1));
      const next = { ...object, properties: Object.fromEntries(kept) };
      // What it had was looked at when it got it: a change of many properties would read all of them for each.
      const refusal =
        checkKey(operation.key, 'key') ?? checkCount(next, '') ?? checkValue(operation.value, '');
      if (refusal !== null) return refusal;
      objects.set(operation.id, next);
      return null;
    }
  }
}

export type AppliedInPlace =
  | { readonly ok: true; readonly inverse: readonly Operation[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** Applies the operations to a mutable map and returns what takes them back; refused, the map is as it was. */
export function applyInPlace(
  objects: Map<ObjectId, SceneObject>,
  operations: readonly Operation[],
): AppliedInPlace {
  const lookups = new Lookups(objects);
  const inverses: Operation[][] = [];
  for (const [index, operation] of operations.entries()) {
    const inverse = objectExists(objects, operation) ? invertOne(objects, operation, lookups) : [];
    const refusal = applyTo(objects, operation, lookups);
    if (refusal !== null) {
      revertInPlace(objects, inverses.reverse().flat());
      return { ok: false, refusal: inOperation(index, refusal) };
    }
    inverses.push(inverse);
  }
  return { ok: true, inverse: inverses.reverse().flat() };
}

/** Applies an inverse that must fit, since it came from `applyInPlace` on the same map. */
export function revertInPlace(objects: Map<ObjectId, SceneObject>, inverse: readonly Operation[]): void {
  const refusal = applyAllTo(objects, inverse);
  if (refusal !== null) throw new Error(`revertInPlace: ${refusal.message}`);
}

/** Why the operations cannot be applied to a mutable map, all of them in order; null where they can. The map is as it was
 * afterwards. */
export function refusalOf(
  objects: Map<ObjectId, SceneObject>,
  operations: readonly Operation[],
): Refusal | null {
  const before = objectsTouched(operations).map((id) => [id, objects.get(id)] as const);
  const refusal = applyAllTo(objects, operations);
  for (const [id, object] of before) {
    if (object === undefined) objects.delete(id);
    else objects.set(id, object);
  }
  return refusal;
}

function objectExists(objects: ReadonlyMap<ObjectId, SceneObject>, operation: Operation): boolean {
  return operation.op === 'create' || objects.has(operation.id);
}

/**
 * The operations that undo `operations`, given the scene from before them.
 * `apply(apply(before, operations), invert(before, operations))` equals `before`.
 * @throws if the operations do not apply to `before`.
 */
export function invert(before: Scene, operations: readonly Operation[]): Operation[] {
  const objects = new Map(before.objects);
  const lookups = new Lookups(objects);
  const inverse: Operation[][] = [];
  for (const [index, operation] of operations.entries()) {
    inverse.push(invertOne(objects, operation, lookups));
    const refusal = applyTo(objects, operation, lookups);
    if (refusal !== null) throw new Error(`invert: ${inOperation(index, refusal).path}: ${refusal.message}`);
  }
  return inverse.reverse().flat();
}

function invertOne(
  before: ReadonlyMap<ObjectId, SceneObject>,
  operation: Operation,
  lookups: Lookups,
): Operation[] {
  if (operation.op === 'create') return [{ op: 'delete', id: operation.object.id, descendants: [] }];
  const object = before.get(operation.id);
  if (object === undefined) throw new Error(`invert: no object ${operation.id}`);
  const id = operation.id;
  switch (operation.op) {
    case 'delete':
      // Parents come before their children, so that each create finds its parent.
      return [id, ...lookups.descendantsOf(id)].map((each) => ({
        op: 'create',
        object: before.get(each) as SceneObject,
      }));
    case 'rename':
      return [{ op: 'rename', id, name: object.name }];
    case 'reparent':
      return [{ op: 'reparent', id, parent: object.parent }];
    case 'set_transform':
      return [{ op: 'set_transform', id, transform: object.transform }];
    case 'set_visibility':
      return [{ op: 'set_visibility', id, visibility: object.visibility }];
    case 'set_property':
      return [{ op: 'set_property', id, key: operation.key, value: propertyOf(object, operation.key) }];
  }
}

/** There is no way to what is wanted: it is no scene, or more than one may hold. */
export class NoWay extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`diff: ${refusal.path}: ${refusal.message}`);
    this.refusal = refusal;
  }
}

/**
 * Operations that turn `from` into `to`; empty when they are equal. Deterministic. Objects whose kind differs are
 * deleted and created anew, since no operation changes a kind. Names and parents pass through a free place where a
 * direct way would collide or close a cycle.
 * @throws NoWay where `to` is no scene
 */
export function diff(from: Scene, to: Scene): Operation[] {
  const operations: Operation[] = [];
  const objects = new Map(from.objects);
  const lookups = new Lookups(objects);
  const push = (operation: Operation): void => {
    const refusal = applyTo(objects, operation, lookups);
    if (refusal !== null) throw new NoWay(inOperation(operations.length, refusal));
    operations.push(operation);
  };
  const survives = (id: ObjectId): boolean => {
    const target = to.objects.get(id);
    return target !== undefined && target.kind === from.objects.get(id)?.kind;
  };
  const ids = [...from.objects.keys()].sort();

  // What stays leaves its doomed or re-arranged parent first; then nothing that goes takes anything along.
  for (const id of ids) {
    const object = from.objects.get(id) as SceneObject;
    if (
      survives(id) &&
      object.parent !== (to.objects.get(id) as SceneObject).parent &&
      object.parent !== null
    ) {
      push({ op: 'reparent', id, parent: null });
    }
  }
  for (const id of ids) {
    if (!survives(id) && objects.has(id)) {
      const parent = (objects.get(id) as SceneObject).parent;
      if (parent !== null && !survives(parent)) continue; // goes with the root of its doomed tree
      const scene: Scene = { objects };
      for (const child of descendantsOf(scene, id)) {
        // A child that stays and keeps this (recreated) parent waits outside meanwhile.
        if (survives(child) && !survives((objects.get(child) as SceneObject).parent as ObjectId)) {
          push({ op: 'reparent', id: child, parent: null });
        }
      }
      push({ op: 'delete', id, descendants: descendantsOf({ objects }, id) });
    }
  }
  for (const operation of renames(objects, to)) push(operation);

  for (const id of parentsFirst(to)) {
    const target = to.objects.get(id) as SceneObject;
    const current = objects.get(id);
    if (current === undefined) {
      push({ op: 'create', object: target });
      continue;
    }
    if (current.parent !== target.parent) push({ op: 'reparent', id, parent: target.parent });
    if (!sameValue(current.transform, target.transform))
      push({ op: 'set_transform', id, transform: target.transform });
    if (!sameValue(current.visibility, target.visibility))
      push({ op: 'set_visibility', id, visibility: target.visibility });
    // What goes makes room for what comes: an object may be full.
    for (const key of Object.keys(current.properties).sort()) {
      if (propertyOf(target, key) === null) push({ op: 'set_property', id, key, value: null });
    }
    for (const key of Object.keys(target.properties).sort()) {
      const value = propertyOf(target, key);
      if (!sameValue(propertyOf(current, key), value)) push({ op: 'set_property', id, key, value });
    }
  }
  return operations;
}

/** Renames that give the objects their names in `to`. Whoever holds a wanted name moves on first; where that goes in a
 * circle, one of them steps aside to a name that nobody has or gets. All of `objects` are in `to`. */
function renames(objects: ReadonlyMap<ObjectId, SceneObject>, to: Scene): Operation[] {
  const operations: Operation[] = [];
  const target = (id: ObjectId): string => (to.objects.get(id) as SceneObject).name;
  const holders = new Map([...objects.values()].map((object) => [object.name, object.id]));
  const taken = new Set([...holders.keys(), ...[...to.objects.values()].map((object) => object.name)]);
  const free = (): string => {
    let index = 0;
    while (taken.has(`~${index}`)) index += 1;
    taken.add(`~${index}`);
    return `~${index}`;
  };
  const pending = new Set([...objects.keys()].sort().filter((id) => objects.get(id)?.name !== target(id)));
  for (const first of pending) {
    const chain = [first];
    for (
      let holder = holders.get(target(first));
      holder !== undefined;
      holder = holders.get(target(holder))
    ) {
      if (holder === first) {
        operations.push({ op: 'rename', id: first, name: free() });
        break;
      }
      chain.push(holder);
    }
    for (const id of chain.reverse()) {
      pending.delete(id);
      holders.delete((objects.get(id) as SceneObject).name);
      operations.push({ op: 'rename', id, name: target(id) });
    }
  }
  return operations;
}

/** Every object's id, parents before children, otherwise in id order. */
export function parentsFirst(scene: Scene): ObjectId[] {
  const byParent = new Map<ObjectId | null, ObjectId[]>();
  for (const object of scene.objects.values()) {
    const siblings = byParent.get(object.parent);
    if (siblings === undefined) byParent.set(object.parent, [object.id]);
    else siblings.push(object.id);
  }
  const order: ObjectId[] = [];
  const stack = [...(byParent.get(null) ?? [])].sort().reverse();
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    order.push(id);
    stack.push(...(byParent.get(id) ?? []).sort().reverse());
  }
  return order;
}

/** Null when the hierarchy is a forest with known parents, else what is wrong with it. An invariant, not a check. */
export function forestProblem(scene: Scene): string | null {
  for (const object of scene.objects.values()) {
    if (object.parent !== null && !scene.objects.has(object.parent))
      return `${object.id} hangs on unknown ${object.parent}`;
  }
  return parentsFirst(scene).length === scene.objects.size ? null : 'the hierarchy has a cycle';
}

function checkName(lookups: Lookups, id: ObjectId, name: string, path: string): Refusal | null {
  if (!isName(name, LIMITS.nameBytes)) {
    return refuse(
      'name_invalid',
      `A name has 1 to ${LIMITS.nameBytes} bytes of UTF-8 and no control characters.`,
      path,
    );
  }
  const holder = lookups.otherOfName(name, id);
  return holder === null ? null : refuse('name_taken', `“${name}” is the name of ${holder}.`, path);
}

function checkParent(
  objects: ReadonlyMap<ObjectId, SceneObject>,
  lookups: Lookups,
  id: ObjectId,
  parent: ObjectId | null,
  path: string,
): Refusal | null {
  if (parent === null) return null;
  if (!objects.has(parent)) return refuse('unknown_parent', `There is no object ${parent}.`, path);
  const chain = [parent, ...ancestorsOf({ objects }, parent)];
  if (chain.includes(id)) return refuse('cycle', `${id} cannot hang below itself.`, path);
  // What does not exist yet is a leaf.
  const height = objects.has(id) ? heightOf(lookups, id) : 1;
  if (chain.length + height > LIMITS.depth)
    return refuse('too_deep', `A hierarchy is ${LIMITS.depth} deep at most.`, path);
  return null;
}

/** Levels below and including the object, 1 for a leaf. */
function heightOf(lookups: Lookups, id: ObjectId): number {
  let height = 1;
  let level = lookups.childrenOf(id);
  while (level.length > 0) {
    height += 1;
    level = level.flatMap((child) => lookups.childrenOf(child));
  }
  return height;
}

function checkTransform(transform: SceneObject['transform'], path: string): Refusal | null {
  const { translation, rotation, scale } = transform;
  if (!translation.every(fitsFloat) || !rotation.every(fitsFloat) || !scale.every(fitsFloat))
    return refuse('value_invalid', 'Every number must fit a 32-bit float.', path);
  const [x, y, z, w] = rotation;
  if (x === 0 && y === 0 && z === 0 && w === 0)
    return refuse('value_invalid', 'A rotation of length zero is none.', `${path}.rotation`);
  return null;
}

function checkCount({ properties }: SceneObject, path: string): Refusal | null {
  if (Object.keys(properties).length <= LIMITS.propertiesPerObject) return null;
  return refuse(
    'too_many_properties',
    `An object has ${LIMITS.propertiesPerObject} properties at most.`,
    path,
  );
}

function checkProperties(object: SceneObject, path: string): Refusal | null {
  const tooMany = checkCount(object, path);
  if (tooMany !== null) return tooMany;
  for (const key of Object.keys(object.properties)) {
    const value = propertyOf(object, key);
    const refusal = checkKey(key, path);
    if (refusal !== null) return refusal;
    const invalid = checkValue(value, path);
    if (invalid !== null) return invalid;
  }
  return null;
}

function checkValue(value: PropertyValue | null, path: string): Refusal | null {
  if (typeof value === 'string' && (utf8Length(value) > LIMITS.propertyTextBytes || !value.isWellFormed())) {
    return refuse(
      'value_invalid',
      `A property's text is UTF-8 of ${LIMITS.propertyTextBytes} bytes at most.`,
      path,
    );
  }
  if (Array.isArray(value) && (value.length < LIMITS.vectorMin || value.length > LIMITS.vectorMax)) {
    return refuse('value_invalid', `A vector has ${LIMITS.vectorMin} to ${LIMITS.vectorMax} numbers.`, path);
  }
  const numbers = typeof value === 'number' ? [value] : Array.isArray(value) ? value : [];
  return numbers.every(fitsFloat)
    ? null
    : refuse('value_invalid', 'Every number must fit a 32-bit float.', path);
}

function checkKey(key: string, path: string): Refusal | null {
  if (isName(key, LIMITS.propertyKeyBytes) && key !== '__proto__') return null;
  return refuse(
    'name_invalid',
    `A property's key has 1 to ${LIMITS.propertyKeyBytes} bytes and no control characters.`,
    path,
  );
}

function fitsFloat(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}

function isName(text: string, maxBytes: number): boolean {
  const bytes = utf8Length(text);
  // oxlint-disable-next-line no-control-regex -- naming the control characters is the point of this line
  return bytes > 0 && bytes <= maxBytes && text.isWellFormed() && !/[\u0000-\u001f\u007f-\u009f]/u.test(text);
}

/** Bytes of a string in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function unknownObject(id: ObjectId): Refusal {
  return refuse('unknown_object', `There is no object ${id}.`, 'id');
}

function refuse(code: RefusalCode, message: string, path: string): Refusal {
  return { code, message, path };
}
