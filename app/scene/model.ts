/**
 * The shared scene: a forest of objects in glTF 2.0's frame (metres, right-handed, +Y up, quaternions x y z w).
 *
 * Every value here is immutable. A scene is changed only by `apply` (apply.ts), so a reader that holds one holds a
 * version that nobody can alter under its hands.
 */

/** Lower-case UUID; the identity of an object in every engine. */
export type ObjectId = string;

export type Vec3 = readonly [x: number, y: number, z: number];
/** Unit quaternion, x y z w. */
export type Quat = readonly [x: number, y: number, z: number, w: number];

/** Local to the parent: translation in metres, rotation, scale. */
export interface Transform {
  readonly translation: Vec3;
  readonly rotation: Quat;
  readonly scale: Vec3;
}

/** Authored visibility only; what an artist hides for themselves never leaves their engine. */
export interface Visibility {
  readonly viewport: boolean;
  readonly render: boolean;
}

export const KINDS = ['empty', 'mesh', 'light', 'camera'] as const;
export type Kind = (typeof KINDS)[number];

/** A custom property: numbers are 32-bit floats, vectors have 2 to 16 of them. */
export type PropertyValue = boolean | number | string | readonly number[];

export interface SceneObject {
  readonly id: ObjectId;
  readonly kind: Kind;
  readonly name: string;
  readonly parent: ObjectId | null;
  readonly transform: Transform;
  readonly visibility: Visibility;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

/** `objects` leaves room beside it for collections. */
export interface Scene {
  readonly objects: ReadonlyMap<ObjectId, SceneObject>;
}

/** The grain of conflict (R12): what one operation can change of an object without touching the rest. */
export type Facet = 'existence' | 'name' | 'parent' | 'transform' | 'visibility' | `property:${string}`;

/** What a facet holds; `null` is "absent" for existence and properties, "no parent" for parent. */
export type FacetValue = SceneObject | Transform | Visibility | PropertyValue | null;

/** One facet of one object with its value. */
export interface FacetState {
  readonly id: ObjectId;
  readonly facet: Facet;
  readonly value: FacetValue;
}

/** Limits that every engine can hold; a value beyond them is refused at admission. */
export const LIMITS = {
  /** Blender before 5.0 keeps 63 bytes of an object's name. */
  nameBytes: 63,
  propertyKeyBytes: 63,
  propertyTextBytes: 1024,
  propertiesPerObject: 256,
  vectorMin: 2,
  vectorMax: 16,
  objects: 100_000,
  depth: 256,
} as const;

export const IDENTITY_TRANSFORM: Transform = {
  translation: [0, 0, 0],
  rotation: [0, 0, 0, 1],
  scale: [1, 1, 1],
};

export const EMPTY_SCENE: Scene = { objects: new Map() };

/** A facet's value in a scene; `undefined` when the object does not exist and the facet is not existence. */
export function facetValue(scene: Scene, id: ObjectId, facet: Facet): FacetValue | undefined {
  const object = scene.objects.get(id);
  if (facet === 'existence') return object ?? null;
  if (object === undefined) return undefined;
  switch (facet) {
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

/** An object's own property, null when it has none of that key; names that JavaScript's objects inherit are no properties. */
export function propertyOf(object: SceneObject, key: string): PropertyValue | null {
  return Object.hasOwn(object.properties, key) ? (object.properties[key] ?? null) : null;
}

/** All facets that an existing object has, existence first, properties in key order. */
export function facetsOf(object: SceneObject): Facet[] {
  const keys = Object.keys(object.properties).sort();
  return [
    'existence',
    'name',
    'parent',
    'transform',
    'visibility',
    ...keys.map((key): Facet => `property:${key}`),
  ];
}

/** The children of an object, in id order. O(objects). */
export function childrenOf(scene: Scene, id: ObjectId): ObjectId[] {
  const children: ObjectId[] = [];
  for (const object of scene.objects.values()) if (object.parent === id) children.push(object.id);
  return children.sort();
}

/** An object's descendants without itself, parents before children, siblings in id order. O(objects). */
export function descendantsOf(scene: Scene, id: ObjectId): ObjectId[] {
  // Most objects are leaves; telling so costs no map of the whole scene.
  if (!hasChildren(scene, id)) return [];
  const byParent = new Map<ObjectId, ObjectId[]>();
  for (const object of scene.objects.values()) {
    if (object.parent === null) continue;
    const siblings = byParent.get(object.parent);
    if (siblings === undefined) byParent.set(object.parent, [object.id]);
    else siblings.push(object.id);
  }
  const found: ObjectId[] = [];
  const queue: ObjectId[] = [id];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const children = (byParent.get(next) ?? []).sort();
    found.push(...children);
    queue.push(...children);
  }
  return found;
}

function hasChildren(scene: Scene, id: ObjectId): boolean {
  for (const object of scene.objects.values()) if (object.parent === id) return true;
  return false;
}

/** An object's ancestors, nearest first. */
export function ancestorsOf(scene: Scene, id: ObjectId): ObjectId[] {
  const chain: ObjectId[] = [];
  let parent = scene.objects.get(id)?.parent ?? null;
  while (parent !== null && chain.length <= LIMITS.depth) {
    chain.push(parent);
    parent = scene.objects.get(parent)?.parent ?? null;
  }
  return chain;
}
