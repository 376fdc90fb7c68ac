/** An intent that one engine fails: whoever had done it already is where it was, to the last component (R14, R15, R23). */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { HeldHeight, stubbornObject } from './held-height.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

interface House {
  readonly house: SceneObject;
  readonly wall: SceneObject;
  readonly window: SceneObject;
  readonly lamp: SceneObject;
  readonly other: SceneObject;
  readonly stubborn: SceneObject;
}

function houseObjects(): House {
  const house = object('House');
  const wall = object('Wall', { kind: 'mesh', parent: house.id, transform: at(1, 2, 3) });
  return {
    house,
    wall,
    window: object('Window', {
      kind: 'mesh',
      parent: wall.id,
      transform: at(0.5, 0, 0),
      properties: { open: true, size: [1, 2] },
    }),
    lamp: object('Lamp', { kind: 'light', parent: wall.id, transform: at(0, 2, 0) }),
    other: object('Other'),
    stubborn: stubbornObject(),
  };
}

const POPULATE_BLENDER = `
ob = bpy.data.objects['Wall']
ob.data.vertices[0].co = (3, 4, 5)
ob.modifiers.new('Bevel', 'BEVEL')
ob.modifiers.new('Array', 'ARRAY').count = 3
ob.data.materials.append(bpy.data.materials.new('Brick'))
ob.data.materials.append(bpy.data.materials.new('Mortar'))
extra = bpy.data.collections.new('Extra')
bpy.context.scene.collection.children.link(extra)
extra.objects.link(ob)
ob.select_set(True)
bpy.context.view_layer.objects.active = ob
bpy.data.objects['Window'].rotation_mode = 'XYZ'
bpy.data.objects['Window'].data = ob.data
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Populate')`;

export function failingTests(world: World): Test[] {
  const { room, blender, editor } = world;

  const heldHeight = new HeldHeight(world);

  const withHouse = async (): Promise<House> => {
    const house = houseObjects();
    await world.fresh(...Object.values(house));
    await blender.python(POPULATE_BLENDER);
    await editor.call('set_fields', { name: 'Wall', type: 'MeshFilter', fields: { m_Mesh: 'edited.asset' } });
    await editor.call('add_component', { name: 'Wall', type: 'BoxCollider', fields: { size: [1, 2, 3] } });
    await editor.call('add_component', { name: 'Lamp', type: 'Flicker', fields: { speed: 0.5 } });
    await editor.call('create', { name: 'Only in Unity', parent: 'Wall', step: false });
    await editor.call('select', { names: ['Wall', 'Lamp'] });
    await world.byHand('unity', 'prefab', { name: 'Chair', parts: ['Seat', 'Back'] });
    await world.inStep();
    return house;
  };
  const changesOf = ({
    house,
    wall,
    window,
    lamp,
    other,
  }: House): [what: string, operations: Operation[]][] => [
    [
      'deleted',
      [
        { op: 'delete', id: house.id, descendants: [wall.id, window.id, lamp.id].sort() },
        {
          op: 'delete',
          id: world.named('Chair').id,
          descendants: [world.named('Seat').id, world.named('Back').id].sort(),
        },
      ],
    ],
    [
      'hung elsewhere, renamed, moved and given other values',
      [
        { op: 'reparent', id: wall.id, parent: other.id },
        { op: 'rename', id: wall.id, name: 'Mauer' },
        moved(wall.id, 8, 8, 8),
        { op: 'set_property', id: window.id, key: 'open', value: 'now a text' },
        { op: 'set_visibility', id: lamp.id, visibility: { viewport: false, render: false } },
        moved(world.named('Chair').id, 1, 2, 3),
        { op: 'rename', id: world.named('Seat').id, name: 'Sitz' },
      ],
    ],
    [
      'taken apart and built anew under the same names',
      [
        { op: 'reparent', id: wall.id, parent: null },
        { op: 'delete', id: house.id, descendants: [] },
        { op: 'create', object: object('House', { kind: 'mesh' }) },
        { op: 'rename', id: window.id, name: 'A' },
        { op: 'rename', id: lamp.id, name: 'Window' },
      ],
    ],
  ];

  /** An agent's intent is not tried again without the engine at fault (R30), so that nothing but the way back is left. */
  const comesBack = (engine: EngineName, index: number): Test => [
    `${engine} fails an agent’s change (${['deleted', 'rearranged', 'rebuilt'][index]}): both are back where they were, a populated hierarchy and all (FAIL-4, AUTH-5)`,
    async () => {
      const house = await withHouse();
      await heldHeight.holdIn(engine);
      const before = await world.wholeState();
      const [what, operations] = changesOf(house)[index] ?? ['', []];
      assert.ok(operations.length > 0);
      const id = await world.propose(...operations, moved(house.stubborn.id, 0, 5, 0));
      await world.approve(id);
      assert.equal(await room.outcome(id), 'aborted', what);
      await heldHeight.closeBreaker(engine);
      assert.deepEqual(await world.wholeState(), before, what);
      await heldHeight.letGo();
      await world.inStep();
      assert.deepEqual(room.snapshot().conflicts, []);
    },
  ];

  const notSnappedBack = (engine: EngineName): Test => [
    `an artist’s edit in ${otherThan(engine)} that ${engine} fails stays: queued once more without ${engine}, which follows later (R23, AUTH-5)`,
    async () => {
      const source = otherThan(engine);
      const stubborn = stubbornObject();
      const crate = object('Crate', { kind: 'mesh' });
      await world.fresh(stubborn, crate);
      await heldHeight.holdIn(engine);
      const lifted = source === 'blender' ? { location: [1, 2, 6] } : { position: [1, 6, 2] };
      const edit = await world.byHand(source, 'move', { name: 'Stubborn', ...lifted });
      assert.equal(edit.state, 'committed');
      assert.equal(edit.earlier.length, 1, 'the number before came to nothing');
      assert.equal(world.session(engine).breaker === 'closed', false);
      const place =
        source === 'blender'
          ? (await world.inBlender('Stubborn')).location
          : (await world.inUnity('Stubborn')).place;
      assert.deepEqual(place, Object.values(lifted)[0]);
      await heldHeight.letGo();
      await heldHeight.closeBreaker(engine);
      await world.inStep();
      assert.deepEqual(world.named('Stubborn').transform.translation[1], 6);
    },
  ];

  const humanGoesOn = (engine: EngineName): Test => [
    `a change from the window that ${engine} fails is committed without it, and ${engine} is brought to it later (AUTH-5)`,
    async () => {
      const stubborn = stubbornObject();
      await world.fresh(stubborn);
      await heldHeight.holdIn(engine);
      const id = await room.submit(moved(stubborn.id, 3, 4, 5), {
        op: 'rename',
        id: stubborn.id,
        name: 'Stubborn',
      });
      assert.equal(await room.outcome(id), 'committed');
      assert.deepEqual(world.session(engine).inDoubt, [stubborn.id]);
      await heldHeight.letGo();
      await heldHeight.closeBreaker(engine);
      await world.inStep();
      assert.deepEqual(world.session(engine).inDoubt, []);
    },
  ];

  return [
    ...ENGINES.flatMap((engine) => [0, 1, 2].map((index) => comesBack(engine, index))),
    ...ENGINES.map(notSnappedBack),
    ...ENGINES.map(humanGoesOn),
    [
      'both fail a change from the window, one after the other: it is aborted, and kept on the shelf (AUTH-5)',
      async () => {
        const stubborn = stubbornObject();
        const crate = object('Crate', { kind: 'mesh' });
        await world.fresh(stubborn, crate);
        for (const engine of ENGINES) await heldHeight.holdIn(engine);
        const before = await world.wholeState();
        const id = await room.submit(moved(stubborn.id, 0, 7, 0), moved(crate.id, 7, 7, 7));
        assert.equal(await room.outcome(id), 'aborted');
        for (const engine of ENGINES) await heldHeight.closeBreaker(engine);
        assert.deepEqual(await world.wholeState(), before);
        const [kept] = room.snapshot().shelf;
        assert.deepEqual(
          [kept?.from, kept?.states.map((state) => state.id).sort()],
          ['person', [stubborn.id, crate.id].sort()],
        );
        await heldHeight.letGo();
        await world.inStep();
      },
    ],
    [
      'an artist’s newer edit in the engine that had done it outlives the taking back (R14)',
      async () => {
        const stubborn = stubbornObject();
        const [crate, lamp] = [object('Crate', { kind: 'mesh' }), object('Lamp', { kind: 'light' })];
        await world.fresh(stubborn, crate, lamp);
        await heldHeight.holdIn('unity');
        world.lines.unity.hold('to_host');
        const id = await world.propose(
          moved(stubborn.id, 0, 5, 0),
          { op: 'rename', id: crate.id, name: 'Kiste' },
          moved(lamp.id, 1, 1, 1),
        );
        await world.approve(id);
        await room.until('Blender to have voted', () =>
          room.snapshot().status.inFlight.some(({ waitingFor }) => waitingFor.join() === 'unity'),
        );
        const told = world.told('blender');
        await blender.python(`
bpy.data.objects['Lamp'].location = (9, 9, 9)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Move')`);
        await blender.call('idle', { turns: 10 });
        world.lines.unity.release('to_host');
        assert.notEqual(await room.outcome(id), 'committed');
        assert.equal((await told()).state, 'committed');
        await heldHeight.letGo();
        if (world.session('unity').breaker !== 'closed') await heldHeight.closeBreaker('unity');
        await world.inStep();
        assert.deepEqual(
          [world.named('Crate').id, world.named('Lamp').transform.translation],
          [crate.id, [9, 9, -9]],
        );
      },
    ],
  ];
}
