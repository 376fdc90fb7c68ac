/** What is in the artist's hands, in a real Blender in edit mode: told, and written to by nobody (rules 1 and 6). */
import { strict as assert } from 'node:assert';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function handsTests(world: World): Test[] {
  const { blender } = world;
  const enter = (name: string): Promise<unknown> =>
    blender.python(`
bpy.context.view_layer.objects.active = bpy.data.objects['${name}']
bpy.ops.object.mode_set(mode='EDIT')`);
  const leave = (): Promise<unknown> => blender.python("bpy.ops.object.mode_set(mode='OBJECT')");

  /** As the application says it of what stays where it is. */
  const staysOpen = ({ edit }: AdapterMessageOf<'observed'>): void => {
    world.session.send({
      type: 'decided',
      edit,
      outcome: 'waiting',
      n: null,
      code: 'did_not_go_through',
      message: 'It stays as you have it.',
    });
    world.session.send({ type: 'note', message: 'move A did not go through. It stays as you have it.' });
  };

  return [
    [
      'what is selected is told when that changes, the active object first, and of what is not shared nothing',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        await blender.python(`
for name in ('A', 'B'):
    bpy.data.objects[name].select_set(True)
bpy.context.view_layer.objects.active = bpy.data.objects['B']`);
        assert.deepEqual((await session.next('selected')).objects, [b.id, a.id]);
        await blender.python(`
bpy.data.objects['A'].select_set(False)
bpy.ops.object.mode_set(mode='EDIT')`);
        await session.next('hands');
        assert.deepEqual((await session.next('selected')).objects, [b.id]);
        await leave();
        await session.next('hands');
        await session.commit([moved(b.id, 2, 2, 2)]);
        await blender.python(`bpy.data.objects['B'].select_set(False)`);
        assert.deepEqual((await session.next('selected')).objects, []);
      },
    ],
    [
      'objects in edit mode are in the artist’s hands: told, not written, written afterwards (rule 6)',
      async () => {
        const [a, twin, free] = [
          object('A', { kind: 'mesh' }),
          object('Twin', { kind: 'mesh' }),
          object('Free', { kind: 'mesh' }),
        ];
        const session = await world.fresh(sceneOf(a, twin, free));
        await blender.python(`
bpy.data.objects['Twin'].data = bpy.data.objects['A'].data
bpy.context.view_layer.objects.active = bpy.data.objects['A']
bpy.ops.object.mode_set(mode='EDIT')`);
        const hands = await session.next('hands');
        assert.deepEqual([hands.objects, hands.mode], [[a.id, twin.id].sort(), 'edit']);
        const held = await session.apply([moved(twin.id, 1, 1, 1)]);
        assert.equal(held.answer.type === 'failed' && held.answer.code, 'in_hands');
        session.truth = applied(session.truth, [moved(a.id, 9, 9, 9)]);
        assert.notEqual(
          (await session.patch([a.id])).get(a.id),
          session.digest(a.id),
          'a refresh leaves it alone too',
        );
        assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
        await session.commit([moved(free.id, 2, 2, 2)]);
        assert.equal((await blender.call<{ mode: string }>('status')).mode, 'EDIT_MESH');
        await blender.python(`bpy.ops.object.mode_set(mode='OBJECT')`);
        assert.deepEqual((await session.next('hands')).objects, []);
        assert.equal((await session.patch([a.id])).get(a.id), session.digest(a.id));
        await session.commit([moved(twin.id, 1, 1, 1)]);
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'what did not go through stays in edit mode: nothing is written over it, and tried again it is only read back (rule 1)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        await enter('A');
        await session.next('hands');
        await blender.call('move', { name: 'A', location: [7, 0, 0] });
        const edit = await session.next('observed');
        staysOpen(edit);
        // What others share meanwhile passes it by.
        await session.commit([moved(b.id, 2, 2, 2)]);
        assert.notEqual((await session.patch([a.id])).get(a.id), session.digest(a.id));
        assert.deepEqual((await world.raw('A')).location, [7, 0, 0]);
        assert.match((await world.notes()).join('\n'), /move A did not go through/);
        const answer = await session.adopt(edit);
        assert.equal(answer.type, 'applied');
        assert.equal((await blender.call<{ mode: string }>('status')).mode, 'EDIT_MESH');
        assert.deepEqual((await world.raw('A')).location, [7, 0, 0]);
        await leave();
        assert.deepEqual((await session.next('hands')).objects, []);
        assert.deepEqual(await session.differences(), []);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'what did not go through stays when the artist lets go of it, until its end is said; then the patch takes (rule 1)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await enter('A');
        await session.next('hands');
        await blender.call('move', { name: 'A', location: [7, 0, 0] });
        const edit = await session.next('observed');
        staysOpen(edit);
        await leave();
        await session.next('hands');
        assert.notEqual(
          (await session.patch([a.id])).get(a.id),
          session.digest(a.id),
          'a refresh passes it by',
        );
        assert.deepEqual((await world.raw('A')).location, [7, 0, 0]);
        session.send({
          type: 'decided',
          edit: edit.edit,
          outcome: 'aborted',
          n: null,
          code: 'put_back',
          message: 'The shared scene comes back.',
        });
        assert.equal((await session.patch([a.id])).get(a.id), session.digest(a.id));
        assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'a number that is taken back leaves what is in edit mode alone, and takes the rest back (rule 6)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        const operations: Operation[] = [moved(a.id, 3, 0, 0), moved(b.id, 3, 0, 0)];
        const before = session.truth;
        const { n } = await session.apply(operations);
        await enter('A');
        await session.next('hands');
        const { outcomes } = await session.compensate(n, before, operations);
        const of = (id: string): unknown => outcomes.find((each) => each.id === id)?.outcome;
        assert.deepEqual([of(a.id), of(b.id)], ['diverged', 'restored']);
        assert.deepEqual((await world.raw('A')).location, [3, 0, 0]);
        assert.deepEqual((await world.raw('B')).location, [0, 0, 0]);
        await leave();
        await session.next('hands');
        assert.equal((await session.patch([a.id])).get(a.id), session.digest(a.id));
      },
    ],
    [
      'an object in edit mode is in the artist’s hands over a lost connection too: told first, and not refreshed (rule 6)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.python(`
bpy.context.view_layer.objects.active = bpy.data.objects['A']
bpy.ops.object.mode_set(mode='EDIT')`);
        await session.next('hands');
        session.cut();
        const again = await world.server.session();
        again.adoptNumbersOf(session);
        again.truth = applied(again.truth, [moved(a.id, 9, 9, 9)]);
        await again.greet();
        await again.inventory();
        assert.deepEqual(again.unread('hands')[0]?.objects, [a.id], 'before the inventory');
        assert.notEqual((await again.patch([a.id])).get(a.id), again.digest(a.id));
        assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
        again.clear();
        await blender.python(`bpy.ops.object.mode_set(mode='OBJECT')`);
        assert.equal((await again.patch([a.id])).get(a.id), again.digest(a.id));
        assert.deepEqual((await again.next('hands')).objects, []);
        again.send({ type: 'live', revision: again.revision });
        await again.barrier();
        world.session = again;
      },
    ],
  ];
}
