/** What several objects have in common, in the artist's axes, and in what they differ. */
import { sameValue } from '#app/scene/index.ts';
import type { Kind, ObjectId, PropertyValue, SceneObject, Vec3 } from '#app/scene/index.ts';
import { toEngine } from '../axes.ts';
import { frameOf } from './facets.ts';
import type { Reading } from './facets.ts';

/** Null: they differ. */
export type CommonVec3 = readonly [number | null, number | null, number | null];

export interface Common {
  /** How many there are of each kind that there is. */
  readonly kinds: readonly (readonly [Kind, number])[];
  readonly location: CommonVec3;
  readonly euler: CommonVec3;
  readonly scale: CommonVec3;
  /** Of the parents: one is common to all, which may be none. */
  readonly parents: ReadonlySet<ObjectId | null>;
  readonly viewport: boolean | null;
  readonly render: boolean | null;
  /** Those that all of them have, by name; a value of null differs. */
  readonly properties: readonly (readonly [string, PropertyValue | null])[];
}

const KINDS: readonly Kind[] = ['mesh', 'light', 'camera', 'empty'];
const DIFFERS: CommonVec3 = [null, null, null];

export function commonOf(objects: readonly SceneObject[], reading: Reading): Common {
  const counts = new Map<Kind, number>();
  const parents = new Set<ObjectId | null>();
  for (const { kind, parent } of objects) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    parents.add(parent);
  }
  return {
    kinds: KINDS.flatMap((kind) => (counts.has(kind) ? [[kind, counts.get(kind) ?? 0] as const] : [])),
    ...transformOf(objects, reading),
    parents,
    viewport: oneOf(objects, ({ visibility }) => visibility.viewport),
    render: oneOf(objects, ({ visibility }) => visibility.render),
    properties: propertiesOf(objects),
  };
}

function transformOf(
  objects: readonly SceneObject[],
  reading: Reading,
): Pick<Common, 'location' | 'euler' | 'scale'> {
  let common: Pick<Common, 'location' | 'euler' | 'scale'> | null = null;
  for (const { id, transform } of objects) {
    const next = toEngine(transform, frameOf(id, reading));
    common =
      common === null
        ? next
        : {
            location: same(common.location, next.location),
            euler: same(common.euler, next.euler),
            scale: same(common.scale, next.scale),
          };
    // Nothing is left that another one could take away.
    if ([common.location, common.euler, common.scale].every((each) => each === DIFFERS)) break;
  }
  return common ?? { location: DIFFERS, euler: DIFFERS, scale: DIFFERS };
}

function same(common: CommonVec3, next: Vec3): CommonVec3 {
  const left = common.map((value, axis) => (value === next[axis] ? value : null)) as unknown as CommonVec3;
  return left.every((value) => value === null) ? DIFFERS : left;
}

function oneOf(objects: readonly SceneObject[], read: (object: SceneObject) => boolean): boolean | null {
  const [first] = objects;
  if (first === undefined) return null;
  const value = read(first);
  return objects.every((object) => read(object) === value) ? value : null;
}

function propertiesOf(objects: readonly SceneObject[]): Common['properties'] {
  const [first, ...others] = objects;
  if (first === undefined) return [];
  return Object.keys(first.properties)
    .sort()
    .filter((key) => others.every(({ properties }) => Object.hasOwn(properties, key)))
    .map((key) => {
      const value = first.properties[key] as PropertyValue;
      return [key, others.every(({ properties }) => sameValue(properties[key], value)) ? value : null];
    });
}
