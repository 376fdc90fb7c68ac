/** R33: equal to the bit where an object has native quaternions, an identity parent inverse and unit scale 1; else within its bounds. */
import { strict as assert } from 'node:assert';
import type { Kind, Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { object } from '../scripted/objects.ts';
import { randomFrom } from '../vectors/numbers.ts';
import { assertWithinBounds, blenderById, fromBlender, fromUnity, unityById } from './in-step.ts';
import { randomTransform } from './scenes.ts';
import type { World } from './world.ts';

const MANY = 150;

/** `count` objects without parents: of one kind, or of kinds in turn. */
function many(count: number, ...kinds: Kind[]): SceneObject[] {
  return Array.from({ length: count }, (_, index) =>
    object(`E${index}`, { kind: kinds[index % kinds.length] as Kind }),
  );
}

/** Random places by hand in Blender's own numbers, any float that comes. */
const SCATTER = `
import random
dice = random.Random(%SEED%)
for ob in sorted(bpy.context.scene.objects, key=lambda each: each.name):
    ob.location = [dice.uniform(-1, 1) * 10 ** dice.uniform(-3, 4) for _ in range(3)]
    q = [dice.gauss(0, 1) for _ in range(4)]
    length = sum(each * each for each in q) ** 0.5
    ob.rotation_quaternion = [each / length for each in q]
    ob.scale = [dice.choice((-1, 1)) * dice.uniform(0.25, 3) for _ in range(3)]
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Scatter')`;

const scatter = (seed: number): string => SCATTER.replace('%SEED%', String(seed));

export function exactnessTests(world: World): Test[] {
  const { room, editor } = world;
  const blenderRaw = async (): Promise<Map<string, unknown>> => {
    const found = blenderById(await world.blenderDump());
    return new Map(
      [...found].map(([id, [, { location, rotation_quaternion, scale }]]) => [
        id,
        { location, rotation_quaternion, scale },
      ]),
    );
  };
  const unityRaw = async (): Promise<Map<string, unknown>> =>
    new Map(
      [...unityById(await world.unityDump())].map(([id, { place, turn, size }]) => [
        id,
        { place, turn, size },
      ]),
    );

  return [
    [
      'set in the window, hundreds of random places are in both engines to the bit',
      async () => {
        const objects = many(MANY, 'mesh', 'empty');
        await world.fresh(...objects);
        const random = randomFrom(21);
        await room.commit(
          ...objects.map(({ id }): Operation => ({
            op: 'set_transform',
            id,
            transform: randomTransform(random),
          })),
        );
        await world.inStep();
      },
    ],
    [
      'Blender → Unity → Blender: places made by hand come back to the bit when Unity has moved them and undone it',
      async () => {
        await world.fresh(...many(MANY, 'mesh', 'empty'));
        assert.equal((await world.pythonByHand(scatter(1))).state, 'committed');
        await world.inStep();
        const before = await blenderRaw();
        const names = [...world.truth.objects.values()].map(({ name }) => name);
        const turned = await world.byHand('unity', 'move', {
          names,
          rotation: [0.5, 0.5, 0.5, 0.5],
          position: [1, 2, 3],
        });
        assert.equal(turned.state, 'committed');
        await world.settle();
        assert.notDeepEqual(await blenderRaw(), before);
        assert.equal((await world.byHand('unity', 'undo', {})).state, 'committed');
        await world.inStep();
        assert.deepEqual(signless(await blenderRaw()), signless(before));
      },
    ],
    [
      'Unity → Blender → Unity: the same the other way round',
      async () => {
        const objects = many(MANY, 'mesh', 'empty');
        await world.fresh(...objects);
        const random = randomFrom(22);
        const told = world.told('unity');
        await editor.call('all', {
          label: 'Scatter',
          steps: objects.map(({ name }) => {
            const { translation, rotation, scale } = randomTransform(random);
            return { do: 'move', name, position: translation, rotation, scale };
          }),
        });
        assert.equal((await told()).state, 'committed');
        await world.inStep();
        const before = await unityRaw();
        assert.equal((await world.pythonByHand(scatter(2))).state, 'committed');
        await world.inStep();
        assert.notDeepEqual(await unityRaw(), before);
        assert.equal((await world.byHand('blender', 'undo', {})).state, 'committed');
        await world.inStep();
        assert.deepEqual(await unityRaw(), before);
      },
    ],
    [
      'children of ordinary parents too: three levels, turned, mirrored and scaled, to the bit',
      async () => {
        const random = randomFrom(23);
        const objects: SceneObject[] = [];
        for (let index = 0; index < 60; index += 1) {
          const parent = index < 20 ? null : (objects[index - 20]?.id ?? null);
          const place = randomTransform(random);
          // Uneven scale above a turn would be a shear.
          const transform = index < 40 ? { ...place, scale: [-2, 2, 2] as const } : place;
          objects.push(object(`N${index}`, { kind: 'mesh', parent, transform }));
        }
        await world.fresh(...objects);
        await world.inStep();
      },
    ],
    [
      'cameras and lights, and what hangs below them, come back within the bounds, and no rounding becomes an edit',
      async () => {
        const tops = many(60, 'camera', 'light');
        const below = tops.map(({ id }, index) => object(`B${index}`, { kind: 'mesh', parent: id }));
        await world.fresh(...tops, ...below);
        assert.equal(
          (await world.pythonByHand(scatter(3).replace('* dice.uniform(0.25, 3)', '* 1.5'))).state,
          'committed',
        );
        await world.inStep();
        const before = new Map(world.truth.objects);
        const names = [...before.values()].map(({ name }) => name);
        assert.equal(
          (await world.byHand('unity', 'move', { names, rotation: [0.5, 0.5, 0.5, 0.5] })).state,
          'committed',
        );
        await world.inStep();
        assert.equal((await world.byHand('unity', 'undo', {})).state, 'committed');
        await world.inStep();
        for (const [id, { name, transform }] of before)
          assertWithinBounds(transform, world.truth.objects.get(id)?.transform ?? transform, name);
        await rounds();
      },
    ],
    [
      'Euler angles, axis and angle, parent inverses and deltas in Blender: within the bounds there and back',
      async () => {
        await world.fresh();
        const made = await world.pythonByHand(`
def add(name, data=None, parent=None):
    ob = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(ob)
    ob.parent = parent
    return ob
root = add('Root'); root.rotation_mode = 'XYZ'; root.rotation_euler = (0.3, 1.1, -2.2); root.location = (1, 2, 3); root.scale = (2, 2, 2)
bpy.context.view_layer.update()
kept = add('Kept', bpy.data.meshes.new('Kept'), root); kept.matrix_parent_inverse = root.matrix_world.inverted(); kept.location = (4, 5, 6); kept.scale = (-1, 1, 1)
cam = add('Cam', bpy.data.cameras.new('Cam'), root); cam.rotation_mode = 'AXIS_ANGLE'; cam.rotation_axis_angle = (1.2, 0.1, 0.7, -0.4); cam.matrix_parent_inverse = root.matrix_world.inverted()
lamp = add('Lamp', bpy.data.lights.new('Lamp', 'SPOT'), cam); lamp.rotation_mode = 'ZYX'; lamp.rotation_euler = (2, -1, 0.5)
delta = add('Delta', bpy.data.meshes.new('Delta'), lamp); delta.rotation_mode = 'XYZ'; delta.delta_location = (1, 0, 0); delta.delta_rotation_euler = (0.1, 0.2, 0.3); delta.rotation_euler = (1, 1, 1)
for order in ('XYZ', 'XZY', 'YXZ', 'YZX', 'ZXY', 'ZYX'):
    ob = add(order); ob.rotation_mode = order; ob.rotation_euler = (0.4, -0.9, 2.5); ob.location = (7, 8, 9)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Furnish')`);
        assert.equal(made.state, 'committed');
        await world.inStep();
        const before = new Map(world.truth.objects);
        for (const name of ['Root', 'Kept', 'Cam', 'Lamp', 'Delta', 'XYZ', 'ZYX']) {
          const { state } = await world.byHand('unity', 'move', {
            name,
            rotation: [0.1, 0.7, -0.1, 0.7],
            position: [3, 2, 1],
          });
          assert.equal(state, 'committed', name);
        }
        await world.inStep();
        for (let presses = 0; presses < 7; presses += 1)
          assert.equal((await world.byHand('unity', 'undo', {})).state, 'committed');
        await world.inStep();
        for (const [id, { name, transform }] of before)
          assertWithinBounds(transform, world.truth.objects.get(id)?.transform ?? transform, name);
        assert.equal((await world.inBlender('XZY')).rotation_mode, 'XZY');
        await rounds();
      },
    ],
    [
      'a Blender that counts in centimetres: Unity has metres, and a move there comes back within the bounds',
      async () => {
        await world.fresh();
        await world.blender.python('bpy.context.scene.unit_settings.scale_length = 0.01');
        const made = await world.byHand('blender', 'create', { name: 'Crate', location: [150, 30, -70] });
        assert.equal(made.state, 'committed');
        await world.settle();
        const [x = 0, y = 0, z = 0] = (await world.inUnity('Crate')).place;
        const expected = { ...world.named('Crate').transform, translation: [1.5, -0.7, -0.3] as const };
        assertWithinBounds(expected, { ...expected, translation: [-x, y, z] }, 'Crate in Unity');
        const moved = await world.byHand('unity', 'move', { name: 'Crate', position: [-0.123, 4.56, 7.89] });
        assert.equal(moved.state, 'committed');
        await world.settle();
        const { location } = await world.inBlender('Crate');
        [12.3, -789, 456].forEach((want, axis) =>
          assert.ok(Math.abs(want - (location[axis] ?? NaN)) < 1e-3, String(location)),
        );
        assert.deepEqual((await world.inUnity('Crate')).place, [-0.123, 4.56, 7.89].map(Math.fround));
        await rounds();
      },
    ],
    [
      'what conversions.md says of a quarter turn and of a camera that looks straight down, from Blender to Unity',
      async () => {
        const half = Math.fround(Math.SQRT1_2);
        await world.fresh();
        const made = await world.pythonByHand(`
for name, data in (('Camera', bpy.data.cameras.new('Camera')), ('Crate', bpy.data.meshes.new('Crate'))):
    ob = bpy.data.objects.new(name, data)
    ob.rotation_mode = 'QUATERNION'
    bpy.context.scene.collection.objects.link(ob)
bpy.data.objects['Crate'].rotation_quaternion = (0.5 ** 0.5, 0, 0, 0.5 ** 0.5)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Add')`);
        assert.equal(made.state, 'committed');
        await world.inStep();
        assert.deepEqual((await world.inUnity('Crate')).turn, [0, -half, 0, half]);
        const { turn } = await world.inUnity('Camera');
        [0, half, -half, 0].forEach((want, axis) =>
          assert.ok(Math.abs(want - (turn[axis] ?? NaN)) < 1e-7, String(turn)),
        );
        assert.deepEqual(
          [fromBlender(await world.inBlender('Crate')), fromUnity(await world.inUnity('Crate'))],
          [world.named('Crate').transform, world.named('Crate').transform],
        );
      },
    ],
  ];

  /** Looked at again and again, nothing is told that nobody did (R25). */
  async function rounds(): Promise<void> {
    const { revision } = room.snapshot().status;
    const { length } = room.snapshot().changes;
    await world.settle();
    await world.settle();
    assert.deepEqual([room.snapshot().status.revision, room.snapshot().changes.length], [revision, length]);
  }
}

/** q and −q are one rotation, and Blender is given the one with w ≥ 0 (R32). */
function signless(places: ReadonlyMap<string, unknown>): Map<string, unknown> {
  return new Map(
    [...places].map(([id, value]) => {
      const { rotation_quaternion: q, ...rest } = value as { rotation_quaternion: number[] };
      return [id, { ...rest, rotation_quaternion: (q[0] ?? 0) < 0 ? q.map((each) => 0 - each) : q }];
    }),
  );
}
