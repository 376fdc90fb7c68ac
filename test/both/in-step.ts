/**
 * Whether both engines hold the truth, judged by dumps in each engine's own words: conversions.md's table for what is
 * equal to the bit (R33), multiplied world matrices for the rest. Nothing here comes from an adapter.
 */
import { strict as assert } from 'node:assert';
import { isBounded, matches } from '#app/scene/index.ts';
import type { Kind, ObjectId, PropertyValue, Scene, SceneObject, Transform } from '#app/scene/index.ts';
import type { Dump as BlenderDump, RawObject as BlenderObject } from '../blender/world.ts';
import type { Dump as UnityDump, RawObject as UnityObject } from '../unity/editor.ts';
import { canonicalWorld, unityWorld } from '../vectors/conversions.ts';

type Matrix = readonly (readonly number[])[];

/** Of a world place that a few products of 32-bit floats lead to; metres, or share of the largest value on the way. */
const WORLD_TOLERANCE = 2e-5;

const BLENDER_KINDS: Readonly<Record<string, Kind>> = {
  MESH: 'mesh',
  EMPTY: 'empty',
  LIGHT: 'light',
  CAMERA: 'camera',
};
/** The component that makes an object what it is. */
const UNITY_KINDS: readonly (readonly [type: string, kind: Kind])[] = [
  ['Camera', 'camera'],
  ['Light', 'light'],
  ['MeshFilter', 'mesh'],
];
const IDENTITY: Matrix = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];

export function blenderById(dump: BlenderDump): Map<ObjectId, [name: string, object: BlenderObject]> {
  const found = new Map<ObjectId, [string, BlenderObject]>();
  for (const [name, each] of Object.entries(dump.raw)) {
    const id = dump.ids[name];
    if (id !== null && id !== undefined) found.set(id, [name, each]);
  }
  return found;
}

export function unityById(dump: UnityDump): Map<ObjectId, UnityObject> {
  return new Map(dump.objects.flatMap((each) => (each.id === null ? [] : [[each.id, each]])));
}

/** Every value of every shared object in Blender is the truth's, and there are no others. */
export function assertBlenderHolds(dump: BlenderDump, truth: Scene, own: ReadonlySet<ObjectId>): void {
  const found = blenderById(dump);
  const shared = [...found.keys()].filter((id) => !own.has(id));
  assert.deepEqual(shared.sort(), [...truth.objects.keys()].sort(), 'Blender’s shared objects');
  const worlds = new Worlds(truth);
  for (const object of truth.objects.values()) {
    const [name, raw] = found.get(object.id) as [string, BlenderObject];
    assert.equal(name, object.name);
    assert.equal(BLENDER_KINDS[raw.type], object.kind, name);
    assert.equal(raw.parent, parentName(truth, object), `${name}: parent`);
    assert.deepEqual(
      { viewport: !raw.hide_viewport, render: !raw.hide_render },
      object.visibility,
      `${name}: visibility`,
    );
    assert.deepEqual(
      plain(ownOf(raw.properties, (key) => !key.startsWith('vibesync_'))),
      plain(object.properties),
      `${name}: properties`,
    );
    const isNative = raw.rotation_mode === 'QUATERNION' && sameMatrix(raw.matrix_parent_inverse, IDENTITY);
    if (isNative && !isBounded(truth, object, new Set()))
      assert.deepEqual(fromBlender(raw), object.transform, `${name}: place, to the bit`);
    // What is switched off in the viewport Blender does not evaluate: it has the place in the world of before.
    if (raw.hide_viewport) continue;
    assertNear(
      canonicalWorld(raw.matrix_world, object.kind),
      worlds.of(object),
      worlds.largest(object),
      `${name} in Blender`,
    );
  }
}

/** The same of Unity. */
export function assertUnityHolds(dump: UnityDump, truth: Scene, own: ReadonlySet<ObjectId>): void {
  const found = unityById(dump);
  const shared = [...found.keys()].filter((id) => !own.has(id));
  assert.deepEqual(shared.sort(), [...truth.objects.keys()].sort(), 'Unity’s shared objects');
  const worlds = new Worlds(truth);
  const shown = new Map<string, Matrix>();
  const ids = new Map(dump.objects.map(({ path, id }) => [path.join(), id]));
  for (const each of dump.objects) {
    const above = shown.get(each.path.slice(0, -1).join()) ?? IDENTITY;
    shown.set(each.path.join(), product(above, matrixOf(each.place, each.turn, each.size)));
  }
  for (const object of truth.objects.values()) {
    const raw = found.get(object.id) as UnityObject;
    const { name } = object;
    assert.equal(sharedNameIn(raw), name);
    assert.equal(unityKind(raw), object.kind, name);
    assert.equal(ids.get(raw.path.slice(0, -1).join()) ?? null, object.parent, `${name}: parent`);
    assert.equal(raw.raw.active, object.visibility.render, `${name}: active`);
    assert.deepEqual(plain(unityProperties(raw)), plain(object.properties), `${name}: properties`);
    if (!isBounded(truth, object, new Set()))
      assert.deepEqual(fromUnity(raw), object.transform, `${name}: place, to the bit`);
    assertNear(
      shown.get(raw.path.join()) as Matrix,
      unityWorld(worlds.of(object) as number[][], object.kind),
      worlds.largest(object),
      `${name} in Unity`,
    );
  }
}

/** A local place in Blender's own numbers, as conversions.md turns it: for objects that are neither camera nor light nor below one. */
export function fromBlender({ location, rotation_quaternion, scale }: BlenderObject): Transform {
  const [x = 0, y = 0, z = 0] = location;
  const [qw = 1, qx = 0, qy = 0, qz = 0] = rotation_quaternion;
  const [sx = 1, sy = 1, sz = 1] = scale;
  return { translation: clean([x, z, -y]), rotation: oneSign([qx, qz, -qy, qw]), scale: clean([sx, sz, sy]) };
}

export function fromUnity({ place, turn, size }: UnityObject): Transform {
  const [x = 0, y = 0, z = 0] = place;
  const [qx = 0, qy = 0, qz = 0, qw = 1] = turn;
  const [sx = 1, sy = 1, sz = 1] = size;
  return {
    translation: clean([-x, y, z]),
    rotation: oneSign([qx, -qy, -qz, qw]),
    scale: clean([sx, sy, sz]),
  };
}

/** Within R33's table of bounds. */
export function assertWithinBounds(expected: Transform, actual: Transform, what: string): void {
  assert.ok(
    matches('transform', expected, actual, true, new Set()),
    `${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`,
  );
}

function clean(values: readonly [number, number, number]): [number, number, number] {
  return values.map((value) => value + 0) as [number, number, number];
}

/** q and −q are one rotation; the shared scene writes it with w ≥ 0 (R32). */
function oneSign(q: readonly [number, number, number, number]): [number, number, number, number] {
  const leading = [q[3], q[0], q[1], q[2]].find((value) => value !== 0) ?? 1;
  return q.map((value) => (leading < 0 ? 0 - value : value + 0)) as [number, number, number, number];
}

function parentName(truth: Scene, { parent }: SceneObject): string | null {
  return parent === null ? null : (truth.objects.get(parent)?.name ?? null);
}

/** Several may be called alike there: then the scene says beside the id by what the others know each. */
function sharedNameIn({ raw }: UnityObject): unknown {
  const fields = raw.components.find(({ type }) => type === 'VibeSyncIdentity')?.fields;
  return fields?.['own_name'] === raw.name ? fields['shared_name'] : raw.name;
}

function unityKind({ raw }: UnityObject): Kind {
  const types = raw.components.map(({ type }) => type);
  return UNITY_KINDS.find(([type]) => types.includes(type))?.[1] ?? 'empty';
}

function unityProperties({ raw }: UnityObject): Record<string, PropertyValue> {
  const identity = raw.components.find(({ type }) => type === 'VibeSyncIdentity');
  const prefix = 'property:';
  return Object.fromEntries(
    Object.entries(identity?.fields ?? {}).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value as PropertyValue]] : [],
    ),
  );
}

function ownOf(
  properties: Readonly<Record<string, unknown>>,
  isOwn: (key: string) => boolean,
): Record<string, PropertyValue> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (isOwn(key) ? [[key, value as PropertyValue]] : [])),
  );
}

/** Blender keeps yes and no as 1 and 0. */
function plain(properties: Readonly<Record<string, PropertyValue>>): Record<string, PropertyValue> {
  return Object.fromEntries(
    Object.entries(properties)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, typeof value === 'boolean' ? Number(value) : value]),
  );
}

/** World matrices of the truth, in its own frame. */
class Worlds {
  readonly #truth: Scene;
  readonly #known = new Map<ObjectId, Matrix>();

  constructor(truth: Scene) {
    this.#truth = truth;
  }

  of({ id, parent, transform: { translation, rotation, scale } }: SceneObject): Matrix {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const above = parent === null ? undefined : this.#truth.objects.get(parent);
    const own = matrixOf(translation, rotation, scale);
    const world = above === undefined ? own : product(this.of(above), own);
    this.#known.set(id, world);
    return world;
  }

  /** What is rounded on the way to an object's world place is at most so large. */
  largest({ parent, transform: { translation, scale } }: SceneObject): number {
    const above = parent === null ? undefined : this.#truth.objects.get(parent);
    const own = Math.max(1, ...translation.map(Math.abs), ...scale.map(Math.abs));
    return above === undefined
      ? own
      : own * Math.max(1, ...above.transform.scale.map(Math.abs)) + this.largest(above);
  }
}

function matrixOf(
  [px = 0, py = 0, pz = 0]: readonly number[],
  [x = 0, y = 0, z = 0, w = 1]: readonly number[],
  [sx = 1, sy = 1, sz = 1]: readonly number[],
): Matrix {
  return [
    [(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y - w * z) * sy, 2 * (x * z + w * y) * sz, px],
    [2 * (x * y + w * z) * sx, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z - w * x) * sz, py],
    [2 * (x * z - w * y) * sx, 2 * (y * z + w * x) * sy, (1 - 2 * (x * x + y * y)) * sz, pz],
    [0, 0, 0, 1],
  ];
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    [0, 1, 2, 3].map((c) => row.reduce((sum, value, k) => sum + value * (b[k]?.[c] ?? 0), 0)),
  );
}

function sameMatrix(a: Matrix, b: Matrix): boolean {
  return a.every((row, r) => row.every((value, c) => value === b[r]?.[c]));
}

function assertNear(have: Matrix, want: Matrix, largest: number, what: string): void {
  for (let r = 0; r < 3; r += 1)
    for (let c = 0; c < 4; c += 1) {
      const [expected, found] = [want[r]?.[c] ?? NaN, have[r]?.[c] ?? NaN];
      assert.ok(
        Math.abs(expected - found) <= WORLD_TOLERANCE * largest,
        `${what} [${r}][${c}]: ${found} instead of ${expected}`,
      );
    }
}
