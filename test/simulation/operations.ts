/** Operations that people and agents might make: mostly sensible, at times foolish. */
import { applyTo, descendantsOf } from '#app/scene/index.ts';
import type { ObjectId, Operation, PropertyValue, Quat, SceneObject, Transform } from '#app/scene/index.ts';
import type { Objects } from './history.ts';
import type { Random } from './random.ts';

/** Exact in 32 bits and of unit length, so that an honest engine returns them to the bit. */
const ROTATIONS: readonly Quat[] = [
  [0, 0, 0, 1],
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0.5, 0.5, 0.5, 0.5],
  [-0.5, 0.5, 0.5, 0.5],
];
const KEYS = ['weight', 'label', 'locked', 'tint'] as const;
const KINDS = ['empty', 'mesh', 'light', 'camera'] as const;
/** Scenes are kept small, so that hands meet. */
const OBJECTS_MAX = 14;

export function randomTransform(random: Random): Transform {
  return {
    translation: [random.between(-20, 20) / 2, random.between(-20, 20) / 2, random.between(-4, 4) / 4],
    rotation: random.pick(ROTATIONS),
    scale: random.chance(0.8) ? [1, 1, 1] : [1, random.between(1, 4) / 2, 2],
  };
}

function randomProperty(random: Random): PropertyValue {
  switch (random.between(0, 3)) {
    case 0:
      return random.between(-100, 100) / 4;
    case 1:
      return random.chance(0.5);
    case 2:
      return `text ${random.between(0, 9)}`;
    default:
      return [random.between(0, 4) / 4, random.between(0, 4) / 4, 1];
  }
}

export function randomObject(random: Random, objects: Objects): SceneObject {
  const id = random.uuid();
  const properties: Record<string, PropertyValue> = {};
  if (random.chance(0.3)) properties[random.pick(KEYS)] = randomProperty(random);
  return {
    id,
    kind: random.pick(KINDS),
    name: random.chance(0.03) ? 'Twin' : `Object ${id.slice(0, 6)}`,
    parent: random.chance(0.5) ? random.pickOr([...objects.keys()], null) : null,
    transform: randomTransform(random),
    visibility: { viewport: true, render: random.chance(0.8) },
    properties,
  };
}

/** One operation that fits the objects, if there are any to change. */
export function randomOperation(random: Random, objects: Objects): Operation {
  const ids = [...objects.keys()];
  const id = random.pickOr(ids, null);
  if (id === null) return { op: 'create', object: randomObject(random, objects) };
  const kind = random.weighted({
    set_transform: 40,
    set_property: 15,
    set_visibility: 8,
    rename: 8,
    reparent: 12,
    create: ids.length < OBJECTS_MAX ? 10 : 0,
    delete: ids.length > 3 ? 7 : 0,
  });
  switch (kind) {
    case 'create':
      return { op: 'create', object: randomObject(random, objects) };
    case 'delete':
      return { op: 'delete', id, descendants: descendantsOf({ objects }, id) };
    case 'rename':
      return { op: 'rename', id, name: `Name ${random.between(0, 60)}` };
    case 'reparent':
      return { op: 'reparent', id, parent: random.chance(0.4) ? null : random.pick(ids) };
    case 'set_transform':
      return { op: 'set_transform', id, transform: randomTransform(random) };
    case 'set_visibility':
      return {
        op: 'set_visibility',
        id,
        visibility: { viewport: random.chance(0.5), render: random.chance(0.5) },
      };
    case 'set_property':
      return {
        op: 'set_property',
        id,
        key: random.pick(KEYS),
        value: random.chance(0.2) ? null : randomProperty(random),
      };
  }
}

export type ValueOperation = Extract<Operation, { op: 'set_transform' | 'set_visibility' | 'set_property' }>;

/** A value of one of the objects, set; null where there is none. */
export function valueOperation(random: Random, objects: Objects): ValueOperation | null {
  const ids = [...objects.keys()];
  // Everybody moves the same one now and then, so that hands meet.
  const [first] = ids;
  if (first !== undefined && random.chance(0.4))
    return { op: 'set_transform', id: first, transform: randomTransform(random) };
  const id = random.pickOr(ids, null);
  if (id === null) return null;
  switch (random.between(0, 3)) {
    case 0:
      return { op: 'set_visibility', id, visibility: { viewport: random.chance(0.5), render: true } };
    case 1:
      return { op: 'set_property', id, key: random.pick(KEYS), value: randomProperty(random) };
    default:
      return { op: 'set_transform', id, transform: randomTransform(random) };
  }
}

/** The same value of the same object, set to something else. */
export function sameAgain(random: Random, operation: ValueOperation): ValueOperation {
  switch (operation.op) {
    case 'set_visibility':
      return { ...operation, visibility: { viewport: random.chance(0.5), render: random.chance(0.5) } };
    case 'set_property':
      return { ...operation, value: randomProperty(random) };
    case 'set_transform':
      return { ...operation, transform: randomTransform(random) };
  }
}

/** One to four operations that apply in their order to `objects`. Empty where chance found none. */
export function randomOperations(random: Random, objects: Objects, most = 4): Operation[] {
  const working = new Map(objects);
  const operations: Operation[] = [];
  const wanted = random.chance(0.7) ? 1 : random.between(1, most);
  for (let attempt = 0; attempt < wanted + 3 && operations.length < wanted; attempt += 1) {
    const operation = randomOperation(random, working);
    if (applyTo(working, operation) === null) operations.push(operation);
  }
  return operations;
}

/** Something that no admission may let through. */
export function foolishOperation(random: Random, objects: Objects): Operation {
  const id: ObjectId = random.pickOr([...objects.keys()], random.uuid());
  switch (random.between(0, 4)) {
    case 0:
      return { op: 'rename', id: random.uuid(), name: 'Nobody' };
    case 1:
      return { op: 'reparent', id, parent: id };
    case 2:
      return { op: 'delete', id, descendants: [random.uuid()] };
    case 3:
      return { op: 'rename', id, name: '' };
    default:
      return {
        op: 'set_transform',
        id,
        transform: {
          translation: [Number.POSITIVE_INFINITY, 0, 0],
          rotation: [0, 0, 0, 1],
          scale: [1, 1, 1],
        },
      };
  }
}
