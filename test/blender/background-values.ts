/** Values through a real Blender: exact where they can be, within bounds where not, against Blender's own matrices. */
import { strict as assert } from 'node:assert';
import { canonicalTransform } from '#app/scene/index.ts';
import type { Kind, Operation, SceneObject, Transform } from '#app/scene/index.ts';
import { canonicalWorld } from '../vectors/conversions.ts';
import type { Test } from '../scripted/harness.ts';
import { at, object, sceneOf } from '../scripted/objects.ts';
import type { Dump, World } from './world.ts';

type Matrix = number[][];

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

function randomTransform(random: () => number): Transform {
  const mirrored = (): number => (random() < 0 ? -1 : 1) * (0.25 + Math.abs(random()) * 3);
  return canonicalTransform({
    translation: [random() * 40, random() * 40, random() * 40],
    rotation: [random(), random(), random(), random()],
    scale: [mirrored(), mirrored(), mirrored()],
  });
}

function matrixOf({ translation, rotation: [x, y, z, w], scale: [sx, sy, sz] }: Transform): Matrix {
  return [
    [(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y - w * z) * sy, 2 * (x * z + w * y) * sz, translation[0]],
    [2 * (x * y + w * z) * sx, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z - w * x) * sz, translation[1]],
    [2 * (x * z - w * y) * sx, 2 * (y * z + w * x) * sy, (1 - 2 * (x * x + y * y)) * sz, translation[2]],
    [0, 0, 0, 1],
  ];
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    [0, 1, 2, 3].map((c) => row.reduce((sum, value, k) => sum + value * (b[k]?.[c] ?? 0), 0)),
  );
}

/** The world matrix that the canonical objects say, against the one that Blender shows. */
function compareWorlds(dump: Dump, tolerance: number): void {
  let compared = 0;
  for (const [id, each] of Object.entries(dump.canonical)) {
    let world = matrixOf(each.transform);
    for (let parent = each.parent; parent !== null; parent = dump.canonical[parent]?.parent ?? null) {
      world = product(matrixOf(dump.canonical[parent]?.transform as Transform), world);
    }
    const raw = Object.values(dump.raw).find((other) => other.properties['vibesync_id'] === id);
    const shown = canonicalWorld(raw?.matrix_world as Matrix, each.kind);
    for (let r = 0; r < 3; r += 1) {
      for (let c = 0; c < 4; c += 1) {
        const [want, have] = [shown[r]?.[c] ?? NaN, world[r]?.[c] ?? NaN];
        assert.ok(
          Math.abs(want - have) <= tolerance * Math.max(1, Math.abs(want)),
          `${each.name} [${r}][${c}]: ${have} instead of ${want}`,
        );
        compared += 1;
      }
    }
  }
  assert.ok(compared > 0);
}

const KINDS: readonly Kind[] = ['empty', 'mesh', 'light', 'camera'];

export function conversionTests(world: World): Test[] {
  const { blender } = world;
  return [
    [
      'a camera without rotation looks straight down, a quarter turn about Blender’s Z is one about Y',
      async () => {
        const session = await world.fresh();
        await blender.call('create', { name: 'Camera', kind: 'camera', step: false });
        await blender.call('create', { name: 'Cube', step: false });
        await blender.python(
          `bpy.data.objects['Cube'].rotation_mode = 'QUATERNION'; bpy.data.objects['Cube'].rotation_quaternion = (0.5 ** 0.5, 0, 0, 0.5 ** 0.5)`,
        );
        await world.idle();
        const shared = [...(await session.adoptUnmanaged()).values()];
        const half = Math.fround(Math.SQRT1_2);
        assert.deepEqual(shared.find((each) => each.kind === 'camera')?.transform.rotation, [
          -half,
          0,
          0,
          half,
        ]);
        assert.deepEqual(shared.find((each) => each.kind === 'mesh')?.transform.rotation, [0, half, 0, half]);
      },
    ],
    [
      'canonical places multiply to Blender’s own matrix_world: below cameras and lights, with mirrored scale',
      async () => {
        const random = randomFrom(1);
        const objects: SceneObject[] = [];
        for (const parentKind of KINDS) {
          const parent = object(`Parent ${parentKind}`, {
            kind: parentKind,
            transform: { ...randomTransform(random), scale: [1, 1, 1] },
          });
          objects.push(parent);
          for (const kind of KINDS) {
            const child = object(`${parentKind} ${kind}`, {
              kind,
              parent: parent.id,
              transform: { ...randomTransform(random), scale: [2, 2, 2] },
            });
            objects.push(
              child,
              object(`${parentKind} ${kind} leaf`, {
                kind: 'mesh',
                parent: child.id,
                transform: randomTransform(random),
              }),
            );
          }
        }
        await world.fresh(sceneOf(...objects));
        const dump = await world.dump();
        assert.equal(Object.keys(dump.canonical).length, objects.length);
        compareWorlds(dump, 2e-5);
      },
    ],
    [
      'what an artist makes has the same places: Euler angles, axis and angle, parent inverses, deltas, a unit scale',
      async () => {
        const session = await world.fresh();
        await blender.python(`
import math
bpy.context.scene.unit_settings.scale_length = 1.0
def add(name, data=None, parent=None):
    ob = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(ob)
    ob.parent = parent
    return ob
root = add('Root'); root.rotation_euler = (0.3, 1.1, -2.2); root.location = (1, 2, 3); root.scale = (2, 2, 2)
bpy.context.view_layer.update()
kept = add('Kept', bpy.data.meshes.new('Kept'), root); kept.matrix_parent_inverse = root.matrix_world.inverted(); kept.location = (4, 5, 6); kept.scale = (-1, 2, 3)
cam = add('Cam', bpy.data.cameras.new('Cam'), root); cam.rotation_mode = 'AXIS_ANGLE'; cam.rotation_axis_angle = (1.2, 0.1, 0.7, -0.4); cam.matrix_parent_inverse = root.matrix_world.inverted()
below = add('Below', None, cam); below.rotation_mode = 'ZYX'; below.rotation_euler = (2, -1, 0.5); below.scale = (1, -1, 1)
delta = add('Delta', None, below); delta.delta_location = (1, 0, 0); delta.delta_rotation_euler = (0.1, 0.2, 0.3); delta.delta_scale = (2, 1, 1); delta.rotation_euler = (1, 1, 1)
for order in ('XYZ', 'XZY', 'YXZ', 'YZX', 'ZXY', 'ZYX'):
    ob = add(order); ob.rotation_mode = order; ob.rotation_euler = (0.4, -0.9, 2.5); ob.location = (7, 8, 9)
bpy.context.view_layer.update()`);
        await world.idle();
        const shared = await session.adoptUnmanaged();
        assert.equal(shared.size, 11);
        compareWorlds(await world.dump(), 1e-5);
        assert.equal(session.bounded.size, 11, 'all of them are declared to be within bounds');
        session.truth = { objects: shared };
        const ids = [...shared.keys()];
        // Now from the other side: every place is set anew, and has to be found again within the bounds.
        const random = randomFrom(2);
        for (let round = 0; round < 5; round += 1) {
          await session.commit(
            ids.map((id): Operation => ({
              op: 'set_transform',
              id,
              transform: { ...randomTransform(random), scale: [1.5, 1.5, 1.5] },
            })),
          );
        }
        compareWorlds(await world.dump(), 2e-5);
        assert.equal(session.unread('observed').length, 0, 'rounding came back as an edit (R25)');
        await blender.python('bpy.context.scene.unit_settings.scale_length = 0.01');
        const scaled = (await session.readValues(ids)).get(shared.keys().next().value as string);
        const unscaled = session.truth.objects.get(scaled?.id ?? '');
        assert.ok(
          Math.abs(
            (scaled?.transform.translation[0] ?? 0) - 0.01 * (unscaled?.transform.translation[0] ?? 1),
          ) < 1e-5,
        );
        await blender.python('bpy.context.scene.unit_settings.scale_length = 1.0');
        await world.idle();
      },
    ],
    [
      'quaternions come back to the bit for ordinary objects, and within the bounds for cameras and lights (R33)',
      async () => {
        const random = randomFrom(3);
        const count = 500;
        const exact = Array.from({ length: count }, (_, i) =>
          object(`E${i}`, { transform: randomTransform(random) }),
        );
        const pairs = Array.from({ length: count }, (_, i) =>
          object(`C${i}`, { kind: i % 2 === 0 ? 'camera' : 'light', transform: randomTransform(random) }),
        );
        const session = await world.fresh();
        await session.commit(exact.map((each): Operation => ({ op: 'create', object: each })));
        const values = await session.readValues([...session.truth.objects.keys()].slice(0, 500));
        for (const [id, value] of values) assert.deepEqual(value, session.truth.objects.get(id));
        assert.equal(values.size, 500);
        await session.commit(pairs.map((each): Operation => ({ op: 'create', object: each })));
        assert.deepEqual(await differencesInParts(session, [...pairs.map((each) => each.id)]), []);
      },
    ],
    [
      'an artist’s way of turning stays: a move leaves Euler angles alone, a turn is written as Euler angles',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.python(`
ob = bpy.data.objects['A']
ob.rotation_mode = 'XYZ'
ob.rotation_euler = (0.1, 0.2, 0.3)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Rotate')`);
        await session.take();
        const before = (await world.raw('A')).rotation_euler;
        const current = session.truth.objects.get(a.id) as SceneObject;
        await session.commit([
          { op: 'set_transform', id: a.id, transform: { ...current.transform, translation: [1, 2, 3] } },
        ]);
        const after = await world.raw('A');
        assert.deepEqual([after.rotation_mode, after.rotation_euler], ['XYZ', before]);
        await session.commit([{ op: 'set_transform', id: a.id, transform: at(0, 0, 0) }]);
        assert.equal((await world.raw('A')).rotation_mode, 'XYZ');
        assert.ok((await world.raw('A')).rotation_euler.every((angle) => Math.abs(angle) < 1e-6));
      },
    ],
    [
      'custom properties keep their types; what cannot be shared is named in a note and left alone',
      async () => {
        const a = object('A', {
          properties: { yes: true, no: false, number: 0.1, text: 'ä', vector: [1, 2, 3] },
        });
        const session = await world.fresh(sceneOf(a));
        await blender.python(`
ob = bpy.data.objects['A']
ob['whole'] = 7
ob['group'] = {'a': 1}
ob['long'] = 'x' * 2000
ob['one'] = [1.0]
ob['cycles'] = {'x': 1}
ob['_RNA_UI'] = {'x': {}}
bpy.ops.ed.undo_push(message='Custom Property')`);
        const edit = await session.take();
        assert.deepEqual(edit.operations, [{ op: 'set_property', id: a.id, key: 'whole', value: 7 }]);
        assert.match((await world.notes()).join('\n'), /Of “A” this is not shared: .*“group”.*“long”.*“one”/);
        await session.commit([
          { op: 'set_property', id: a.id, key: 'whole', value: 8 },
          { op: 'set_property', id: a.id, key: 'yes', value: false },
          { op: 'set_property', id: a.id, key: 'no', value: 2 },
          { op: 'set_property', id: a.id, key: 'text', value: null },
        ]);
        const { properties } = await world.raw('A');
        assert.deepEqual(
          [properties['whole'], properties['yes'], properties['no'], properties['text']],
          [8, 0, 2, undefined],
        );
        assert.deepEqual((await session.readValues([a.id])).get(a.id)?.properties, {
          whole: 8,
          yes: false,
          no: 2,
          number: Math.fround(0.1),
          vector: [1, 2, 3],
        });
        assert.equal(
          await blender.python<string>(`result = type(bpy.data.objects['A']['whole']).__name__`),
          'int',
        );
      },
    ],
    [
      'shear is said and not dropped: the place is read-only then (rule 10)',
      async () => {
        const parent = object('P', {
          transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 3, 1] },
        });
        const child = object('Child', { parent: parent.id });
        const session = await world.fresh(sceneOf(parent, child));
        await blender.python(`
from mathutils import Matrix
ob = bpy.data.objects['Child']
ob.matrix_parent_inverse = Matrix(((1, 0.5, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)))
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Shear')`);
        await session.next('declare', (each) =>
          each.objects.some(({ id, driven }) => id === child.id && driven.includes('transform')),
        );
        assert.match((await world.notes()).join('\n'), /“Child” this is not shared: its place holds shear/);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
      },
    ],
  ];
}

async function differencesInParts(session: World['session'], ids: readonly string[]): Promise<string[]> {
  const whole = session.truth;
  const found: string[] = [];
  for (let start = 0; start < ids.length; start += 500) {
    session.truth = {
      objects: new Map(ids.slice(start, start + 500).map((id) => [id, whole.objects.get(id) as SceneObject])),
    };
    found.push(...(await session.differences()));
  }
  session.truth = whole;
  return found;
}
