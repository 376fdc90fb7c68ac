/** What an artist makes in one engine, with an undo step, stands in the other: every kind of operation, both ways. */
import { strict as assert } from 'node:assert';
import type { ChangeView } from '#app/control-room/index.ts';
import type { Test } from '../scripted/harness.ts';
import { object } from '../scripted/objects.ts';
import { furnished } from './scenes.ts';
import type { EngineName, World } from './world.ts';

/** Python that ends in a step of the artist's. */
const step = (label: string, code: string): string =>
  `${code}\nbpy.context.view_layer.update()\nbpy.ops.ed.undo_push(message='${label}')`;

export function byHandTests(world: World): Test[] {
  const { room, blender } = world;
  const committed = async (change: Promise<ChangeView>): Promise<void> => {
    const { state, reason } = await change;
    assert.equal(state, 'committed', reason?.message);
    await world.inStep();
  };
  const byHand = (
    engine: EngineName,
    verb: string,
    command: Readonly<Record<string, unknown>>,
  ): Promise<void> => committed(world.byHand(engine, verb, command));
  const python = (label: string, code: string): Promise<void> =>
    committed(world.pythonByHand(step(label, code)));

  const kindsMade = (engine: EngineName): Test => [
    `made in ${engine}: an empty, a mesh, a light and a camera, the last two with children`,
    async () => {
      await world.fresh();
      await byHand(engine, 'create', { name: 'Root', kind: 'empty' });
      await byHand(engine, 'create', { name: 'Crate', kind: 'mesh', parent: 'Root' });
      await byHand(engine, 'create', { name: 'Lamp', kind: 'light', parent: 'Root' });
      await byHand(engine, 'create', { name: 'Camera', kind: 'camera' });
      await byHand(engine, 'create', { name: 'Below light', kind: 'mesh', parent: 'Lamp' });
      await byHand(engine, 'create', { name: 'Below camera', kind: 'empty', parent: 'Camera' });
      assert.equal(world.truth.objects.size, 6);
    },
  ];
  const renamed = (engine: EngineName): Test => [
    `renamed and given properties in ${engine}, and taken away again`,
    async () => {
      await world.fresh(object('A', { kind: 'mesh' }), object('B', { kind: 'light' }));
      await byHand(engine, 'rename', { name: 'A', to: 'Würfel' });
      await byHand(engine, 'set_property', { name: 'Würfel', key: 'mass', value: 0.5 });
      await byHand(engine, 'set_property', { name: 'B', key: 'tag', value: 'ä€' });
      await byHand(engine, 'set_property', { name: 'B', key: 'pivot', value: [1, 2, 0.25] });
      await byHand(engine, 'set_property', { name: 'Würfel', key: 'mass', value: null });
      assert.deepEqual(
        [world.named('Würfel').properties, world.named('B').properties],
        [{}, { pivot: [1, 2, 0.25], tag: 'ä€' }],
      );
    },
  ];
  const calledAlike: Test = [
    'Unity’s artist calls two objects alike: Blender knows them apart, and who renames one there renames that one in Unity',
    async () => {
      const crate = object('Crate', { kind: 'mesh' });
      await world.fresh(crate, object('Lamp', { kind: 'light' }));
      const calledInUnity = async (): Promise<string[]> =>
        (await world.unityDump()).objects.map(({ raw }) => raw.name);
      const inBlender = async (): Promise<string[]> => Object.keys((await world.blenderDump()).raw).sort();
      await byHand('unity', 'rename', { name: 'Lamp', to: 'Crate' });
      assert.deepEqual(await calledInUnity(), ['Crate', 'Crate']);
      assert.deepEqual(await inBlender(), ['Crate', 'Crate (1)']);
      const id = world.named('Crate (1)').id;
      await byHand('blender', 'rename', { name: 'Crate (1)', to: 'Lampe' });
      assert.deepEqual(await calledInUnity(), ['Crate', 'Lampe']);
      await byHand('blender', 'undo', {});
      assert.equal(world.named('Crate (1)').id, id);
      assert.deepEqual(await calledInUnity(), ['Crate', 'Crate'], 'as their artist had them');
    },
  ];
  const deleted = (engine: EngineName, names: readonly string[]): Test => [
    `deleted in ${engine} with children, and a copy made there is an object of its own in both`,
    async () => {
      await world.fresh(...furnished());
      await byHand(engine, 'duplicate', { name: 'Lid' });
      assert.equal(world.truth.objects.size, 8);
      await byHand(engine, 'delete', { names });
      const left = [...world.truth.objects.values()].map(({ name }) => name);
      assert.deepEqual(
        ['Lamp', 'Below light', 'Camera', 'Below camera'].filter((name) => left.includes(name)),
        [],
      );
      assert.equal(left.length, 4);
    },
  ];
  return [
    kindsMade('blender'),
    kindsMade('unity'),
    calledAlike,
    [
      'moved, turned, scaled and mirrored in Blender: the same in Unity, each of the four kinds',
      async () => {
        await world.fresh(...furnished());
        await byHand('blender', 'move', { name: 'Root', location: [3, -2, 1] });
        for (const name of ['Crate', 'Lid', 'Below light', 'Below camera'])
          await python(
            'Turn',
            `
ob = bpy.data.objects['${name}']
ob.rotation_quaternion = (0.5, -0.5, 0.5, 0.5)
ob.scale = (2, -2, 2)`,
          );
        for (const name of ['Lamp', 'Camera'])
          await python(
            'Turn',
            `
ob = bpy.data.objects['${name}']
ob.location = (1, 2, 3)
ob.rotation_quaternion = (0.8, 0, 0.6, 0)`,
          );
      },
    ],
    [
      'moved, turned, scaled and mirrored in Unity: the same in Blender, each of the four kinds',
      async () => {
        await world.fresh(...furnished());
        await byHand('unity', 'move', { name: 'Root', position: [3, -2, 1] });
        for (const name of ['Crate', 'Lid', 'Below light', 'Below camera'])
          await byHand('unity', 'move', { name, rotation: [0.5, -0.5, 0.5, 0.5], scale: [2, -2, 2] });
        for (const name of ['Lamp', 'Camera'])
          await byHand('unity', 'move', { name, position: [1, 2, 3], rotation: [0, 0.6, 0, 0.8] });
      },
    ],
    renamed('blender'),
    renamed('unity'),
    [
      'hidden in Blender: in the viewport and in renders',
      async () => {
        await world.fresh(object('A', { kind: 'mesh' }));
        await python('Hide', `bpy.data.objects['A'].hide_viewport = True`);
        await python('Hide', `bpy.data.objects['A'].hide_render = True`);
        assert.deepEqual(world.named('A').visibility, { viewport: false, render: false });
        await python('Show', `bpy.data.objects['A'].hide_viewport = False`);
        assert.equal((await world.inUnity('A')).raw.active, false);
        await python('Show', `bpy.data.objects['A'].hide_render = False`);
      },
    ],
    [
      'switched off and on in Unity: both of Blender’s switches follow, and come back as they were',
      async () => {
        await world.fresh(object('A', { kind: 'mesh' }), object('Lamp', { kind: 'light' }));
        await byHand('unity', 'toggle', { name: 'Lamp', active: false });
        await byHand('unity', 'toggle', { name: 'A', active: false });
        const { hide_viewport, hide_render } = await world.inBlender('A');
        assert.deepEqual([hide_viewport, hide_render], [true, true]);
        await byHand('unity', 'toggle', { name: 'A', active: true });
      },
    ],
    [
      'hung elsewhere in Blender with “keep transform”: the place in the world stays in Unity',
      async () => {
        await world.fresh(...furnished());
        await python(
          'Parent',
          `
ob, to = bpy.data.objects['Camera'], bpy.data.objects['Crate']
ob.parent = to
ob.matrix_parent_inverse = to.matrix_world.inverted()`,
        );
        await python(
          'Parent',
          `
ob, to = bpy.data.objects['Lid'], bpy.data.objects['Camera']
ob.parent = to
ob.matrix_parent_inverse = to.matrix_world.inverted()`,
        );
        await python('Clear Parent', `bpy.data.objects['Below light'].parent = None`);
        assert.equal(world.named('Below light').parent, null);
      },
    ],
    [
      'hung elsewhere in Unity, dragged and left where it is: the same in Blender',
      async () => {
        await world.fresh(...furnished());
        await byHand('unity', 'reparent', { name: 'Camera', parent: 'Crate' });
        await byHand('unity', 'reparent', { name: 'Lid', parent: 'Camera' });
        await byHand('unity', 'reparent', { name: 'Below light', parent: null });
        await byHand('unity', 'reparent', { name: 'Crate', parent: null, world_stays: true });
      },
    ],
    deleted('blender', ['Below light', 'Lamp', 'Below camera', 'Camera']),
    deleted('unity', ['Lamp', 'Camera']),
    [
      'a hierarchy copied in either engine is a hierarchy of its own in both',
      async () => {
        await world.fresh(...furnished());
        await byHand('unity', 'duplicate', { name: 'Camera' });
        assert.equal(world.truth.objects.size, 9);
        await python(
          'Duplicate',
          `
made = {}
for name in ('Crate', 'Lid'):
    copy = bpy.data.objects[name].copy()
    bpy.context.scene.collection.objects.link(copy)
    made[name] = copy
made['Lid'].parent = made['Crate']`,
        );
        assert.equal(world.truth.objects.size, 11);
        const copy = [...world.truth.objects.values()].find(({ name }) => name === 'Lid.001');
        assert.equal(world.truth.objects.get(copy?.parent ?? '')?.name, 'Crate.001');
        assert.deepEqual(world.named('Crate.001').properties, world.named('Crate').properties);
      },
    ],
    [
      'a prefab placed in Unity is an instance there and plain objects in Blender, moved from either side',
      async () => {
        await world.fresh();
        await byHand('unity', 'prefab', { name: 'Chair', parts: ['Seat', 'Back'] });
        await byHand('blender', 'move', { name: 'Seat', location: [0, 0, 1] });
        await byHand('unity', 'move', { name: 'Back', position: [0, 2, 0] });
        await byHand('blender', 'move', { name: 'Chair', location: [4, 0, 0] });
        assert.equal((await world.inUnity('Seat')).raw.prefab, 'part');
        await byHand('blender', 'delete', { names: ['Seat', 'Back', 'Chair'] });
        assert.equal(world.truth.objects.size, 0);
      },
    ],
    [
      'what was there before in either engine is offered, and adopted it stands in the other as well',
      async () => {
        await world.fresh();
        await blender.call('create', { name: 'Old crate', kind: 'mesh', step: false, location: [1, 2, 3] });
        await world.editor.call('create', { name: 'Old lamp', kind: 'light', step: false });
        await world.settle();
        assert.equal(world.truth.objects.size, 0);
        for (const engine of ['blender', 'unity'] as const) {
          const { session } = world.session(engine);
          await world.refresh(engine);
          await room.until(`${engine} to offer what it has`, () => {
            const now = room.session(session);
            return now?.state === 'live' && now.unmanaged === 1;
          });
          const told = world.told(engine);
          await room.request('adopt_objects', { session });
          await committed(told());
        }
        assert.deepEqual(world.named('Old crate').transform.translation, [1, 3, -2]);
        assert.equal(world.named('Old lamp').kind, 'light');
      },
    ],
  ];
}
