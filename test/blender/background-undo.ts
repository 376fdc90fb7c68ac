/** Undo belongs to its author (rule 5, R24): fifty undos, collateral, redo, and what a person's undo means. */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function undoTests(world: World): Test[] {
  const { blender } = world;
  /** More steps than Blender's default of 32 are kept, as an artist would set it. */
  const keepSteps = (): Promise<unknown> => blender.python('bpy.context.preferences.edit.undo_steps = 200');
  return [
    [
      'an undo of one’s own is a change that goes back, a redo one that goes forth',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.call('move', { name: 'A', location: [1, 0, 0], label: 'Move' });
        await session.take();
        await blender.call('undo');
        const undone = await session.take();
        assert.deepEqual(undone.undo, { kind: 'undo', name: 'Move' });
        assert.deepEqual(undone.operations, [moved(a.id, 0, 0, 0)]);
        await blender.call('redo');
        const redone = await session.take();
        assert.deepEqual(redone.undo, { kind: 'redo', name: 'Move' });
        assert.deepEqual(redone.operations, [moved(a.id, 1, 0, 0)]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'fifty undos with remote commits in between take back the artist’s own alone',
      async () => {
        await keepSteps();
        const mine = object('Mine', { kind: 'mesh' });
        const theirs = object('Theirs', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(mine, theirs));
        for (let step = 1; step <= 50; step += 1) {
          await blender.call('move', { name: 'Mine', location: [step, 0, 0], label: `Move ${step}` });
          await session.take();
          if (step % 5 === 0) await session.commit([moved(theirs.id, step, 0, 0)], `Remote ${step}`);
        }
        // Ten remote steps lie between the artist's fifty; each press of Ctrl+Z is one of them.
        let presses = 0;
        let told = 0;
        for (; told < 50 && presses < 70; presses += 1) {
          await blender.call('undo');
          await session.barrier();
          assert.deepEqual((await world.raw('Theirs')).location, [50, 0, 0], `after ${presses + 1} undos`);
          for (const edit of session.unread('observed')) {
            const taken = await session.next('observed', (each) => each.edit === edit.edit);
            assert.equal(taken.undo?.kind, 'undo');
            assert.deepEqual(
              taken.operations.map((each) => (each.op === 'set_transform' ? each.id : each.op)),
              [mine.id],
            );
            await session.adopt(taken);
            told += 1;
          }
        }
        assert.deepEqual([told, presses], [50, 60]);
        assert.deepEqual((await world.raw('Mine')).location, [0, 0, 0]);
        assert.deepEqual(await session.differences(), []);
        assert.match((await world.notes()).join('\n'), /Kept what a test changed of “Theirs”/);
        // And all the way forth again.
        await blender.call('redo', { times: 60 });
        await session.barrier();
        const again = session.unread('observed');
        for (const edit of again)
          await session.adopt(await session.next('observed', (each) => each.edit === edit.edit));
        assert.equal(again.length, 50);
        assert.deepEqual((await world.raw('Mine')).location, [50, 0, 0]);
        assert.deepEqual((await world.raw('Theirs')).location, [50, 0, 0]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'fifty undos between two turns of the add-on end in the same place',
      async () => {
        await keepSteps();
        const [mine, theirs] = [object('Mine'), object('Theirs')];
        const session = await world.fresh(sceneOf(mine, theirs));
        for (let step = 1; step <= 50; step += 1) {
          await blender.call('move', { name: 'Mine', location: [step, 0, 0] });
          await session.take();
          if (step % 7 === 0) await session.commit([moved(theirs.id, 0, step, 0)]);
        }
        assert.equal(await blender.call<number>('undo', { times: 57, pump: false }), 57);
        const edit = await session.take();
        assert.deepEqual(edit.operations, [moved(mine.id, 0, 0, 0)]);
        assert.deepEqual((await world.raw('Theirs')).location, [0, 0, 49]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a remote change that came after one’s own on the same value outlives its undo and its redo',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        await session.take();
        await session.commit([moved(a.id, 5, 5, 5)]);
        for (const press of ['undo', 'undo', 'redo', 'redo']) {
          await blender.call(press);
          await world.idle();
          assert.equal(session.unread('observed').length, 0, press);
          assert.deepEqual((await world.raw('A')).location, [5, -5, 5], press);
        }
      },
    ],
    [
      'what others made, deleted, renamed and rearranged stands when the artist goes back over it',
      async () => {
        const [mine, doomed, kept] = [object('Mine'), object('Doomed', { kind: 'mesh' }), object('Kept')];
        const session = await world.fresh(sceneOf(mine, doomed, kept));
        await blender.call('move', { name: 'Mine', location: [1, 0, 0], label: 'First' });
        await session.take();
        const made = object('Made', {
          kind: 'mesh',
          parent: kept.id,
          transform: at(1, 2, 3),
          properties: { p: 1 },
        });
        await session.commit([
          { op: 'create', object: made },
          { op: 'delete', id: doomed.id, descendants: [] },
          { op: 'rename', id: kept.id, name: 'Doomed' },
          { op: 'set_visibility', id: kept.id, visibility: { viewport: true, render: false } },
          { op: 'set_property', id: mine.id, key: 'note', value: 'theirs' },
        ]);
        await blender.call('move', { name: 'Mine', location: [2, 0, 0], label: 'Second' });
        await session.take();
        await blender.call('undo', { times: 3 });
        await session.barrier();
        const told = session.unread('observed');
        assert.deepEqual(
          told.map((each) => each.undo?.name),
          ['Second', 'First'],
        );
        for (const each of told)
          await session.adopt(await session.next('observed', (other) => other.edit === each.edit));
        assert.deepEqual(await session.differences(), []);
        const { raw } = await world.dump();
        assert.deepEqual(Object.keys(raw).sort(), ['Doomed', 'Made', 'Mine']);
        assert.equal(raw['Made']?.vertices?.length, 8);
        assert.equal(raw['Mine']?.properties['note'], 'theirs');
        await blender.call('redo', { times: 3 });
        await session.barrier();
        for (const each of session.unread('observed'))
          await session.adopt(await session.next('observed', (other) => other.edit === each.edit));
        assert.deepEqual(await session.differences(), []);
        assert.deepEqual((await world.raw('Mine')).location, [2, 0, 0]);
      },
    ],
    [
      'what others made in a collection of the artist’s, and hung on what they made, stands however far one goes back',
      async () => {
        const [mine, yard, hung] = [object('Mine'), object('In yard'), object('Hung', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(mine, yard, hung));
        await blender.python(`
yard = bpy.data.collections.new('Yard')
bpy.context.scene.collection.children.link(yard)
for name in ('In yard', 'Hung'):
    bpy.context.scene.collection.objects.unlink(bpy.data.objects[name])
    yard.objects.link(bpy.data.objects[name])
bpy.ops.ed.undo_push(message='Yard')`);
        // Between these, Blender has nothing to read anew of the collection and what is in it.
        for (const x of [1, 2, 3]) {
          await blender.call('move', { name: 'Mine', location: [x, 0, 0], label: `Move ${x}` });
          await session.take();
        }
        const made = object('Made', { kind: 'mesh', parent: yard.id, transform: at(1, 2, 3) });
        const inner = object('Inner', { kind: 'light', parent: made.id });
        await session.commit([
          { op: 'create', object: made },
          { op: 'create', object: inner },
          { op: 'reparent', id: hung.id, parent: made.id },
        ]);
        for (const key of ['undo', 'redo', 'undo'])
          for (let press = 1; press <= 4; press += 1) {
            await blender.call(key);
            await session.barrier();
            for (const edit of session.unread('observed'))
              await session.adopt(await session.next('observed', (each) => each.edit === edit.edit));
            assert.deepEqual(await session.differences(), [], `${key} ${press}`);
            const { raw } = await world.dump();
            assert.deepEqual(Object.keys(raw).sort(), ['Hung', 'In yard', 'Inner', 'Made', 'Mine']);
            assert.deepEqual(
              [raw['Made']?.parent, raw['Inner']?.parent, raw['Hung']?.parent],
              ['In yard', 'Made', 'Made'],
              `${key} ${press}`,
            );
          }
        assert.deepEqual((await world.raw('Mine')).location, [0, 0, 0]);
        const kept = (await world.notes()).filter((note) => note.includes('“Made”'));
        assert.ok(kept.length > 0);
        for (const note of kept) assert.match(note, /while “VibeSync: /, 'said where the undo is about it');
      },
    ],
    [
      'what others made while the artist was in edit mode stands when they go back to before it',
      async () => {
        const [mine, yard] = [object('Mine', { kind: 'mesh' }), object('In yard')];
        const session = await world.fresh(sceneOf(mine, yard));
        await blender.python(`
yard = bpy.data.collections.new('Yard')
bpy.context.scene.collection.children.link(yard)
bpy.context.scene.collection.objects.unlink(bpy.data.objects['In yard'])
yard.objects.link(bpy.data.objects['In yard'])
bpy.ops.ed.undo_push(message='Yard')`);
        for (const x of [1, 2]) {
          await blender.call('move', { name: 'Mine', location: [x, 0, 0] });
          await session.take();
        }
        await blender.python(`
bpy.context.view_layer.objects.active = bpy.data.objects['Mine']
bpy.ops.object.mode_set(mode='EDIT')
bpy.ops.ed.undo_push(message='Toggle Edit Mode')
bpy.ops.mesh.select_all(action='SELECT')
bpy.ops.ed.undo_push(message='Select All')`);
        const made = object('Made', { kind: 'mesh', parent: yard.id, transform: at(1, 2, 3) });
        await session.commit([{ op: 'create', object: made }]);
        for (let press = 1; press <= 5; press += 1) {
          await blender.call('undo');
          await session.barrier();
          for (const edit of session.unread('observed'))
            await session.adopt(await session.next('observed', (each) => each.edit === edit.edit));
          assert.deepEqual(await session.differences(), [], `undo ${press}`);
          const { raw } = await world.dump();
          assert.deepEqual(
            [Object.keys(raw).sort(), raw['Made']?.parent],
            [['In yard', 'Made', 'Mine'], 'In yard'],
          );
        }
        assert.deepEqual((await world.raw('Mine')).location, [0, 0, 0]);
      },
    ],
    [
      'what an undo took along and got back is in the history once nobody is connected: a later undo finds it there',
      async () => {
        const [mine, yard, other] = [object('Mine'), object('In yard'), object('Other')];
        const hung = object('Hung', { kind: 'mesh', parent: yard.id });
        const session = await world.fresh(sceneOf(mine, yard, other, hung));
        for (const x of [1, 2]) {
          await blender.call('move', { name: 'Mine', location: [x, 0, 0] });
          await session.take();
        }
        await session.commit([{ op: 'reparent', id: hung.id, parent: other.id }]);
        await blender.call('undo');
        await session.barrier();
        assert.equal((await world.raw('Hung')).parent, 'Other');
        await blender.call('disconnect');
        await session.next('bye');
        const parents: (string | null)[] = [];
        for (const press of ['undo', 'undo', 'redo', 'redo']) {
          await blender.call(press);
          parents.push((await world.raw('Hung')).parent);
        }
        assert.deepEqual(parents, ['In yard', 'In yard', 'In yard', 'Other']);
        await blender.call('connect', { url: world.server.url, code: world.server.code });
        const again = await world.server.session();
        again.adoptNumbersOf(session);
        await again.join();
        await again.barrier();
        world.session = again;
      },
    ],
    [
      'what a comparison took away does not show again under its kept name, however far one goes back',
      async () => {
        const [mine, gone] = [object('Mine'), object('Gone', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(mine, gone));
        for (const x of [1, 2, 3]) {
          await blender.call('move', { name: 'Mine', location: [x, 0, 0] });
          await session.take();
        }
        session.truth = sceneOf(...[...session.truth.objects.values()].filter(({ id }) => id !== gone.id));
        await session.patch([gone.id]);
        for (const press of ['undo', 'undo', 'undo', 'undo', 'redo', 'redo', 'redo', 'redo']) {
          await blender.call(press);
          await session.barrier();
          for (const edit of session.unread('observed'))
            await session.adopt(await session.next('observed', (each) => each.edit === edit.edit));
          assert.deepEqual(Object.keys((await world.dump()).raw), ['Mine'], press);
        }
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what hangs on what others moved is where it hangs, however far one goes back',
      async () => {
        const root = object('Root');
        const crate = object('Crate', { kind: 'mesh', parent: root.id });
        const lid = object('Lid', { kind: 'mesh', parent: crate.id, transform: at(0, 1, 0) });
        const session = await world.fresh(sceneOf(root, crate, lid));
        const names = ['Lid', 'Cover', 'Top', 'Roof'];
        for (const [index, to] of names.slice(1).entries()) {
          await blender.call('rename', { name: names[index], to });
          await session.take();
        }
        await session.commit([moved(root.id, 5, 0, 0)]);
        for (const press of ['undo', 'undo', 'undo', 'undo', 'redo', 'redo', 'redo', 'redo']) {
          await blender.call(press);
          await session.barrier();
          for (const edit of session.unread('observed'))
            await session.adopt(await session.next('observed', (each) => each.edit === edit.edit));
          const { raw } = await world.dump();
          const shown = Object.values(raw).find(({ parent }) => parent === 'Crate');
          assert.deepEqual(
            shown?.matrix_world.map((line) => line[3]),
            [5, 0, 1, 1],
            press,
          );
        }
      },
    ],
    [
      'one’s own creations and deletions go back and forth with their ids',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const b = object('B', { kind: 'mesh', parent: a.id });
        const session = await world.fresh(sceneOf(a, b));
        await blender.call('push', { label: 'Select' });
        await blender.python(
          `bpy.data.objects['B'].data.vertices[0].co = (4, 4, 4); bpy.ops.ed.undo_push(message='Sculpt')`,
        );
        await blender.call('delete', { names: ['A', 'B'] });
        const deletion = await session.take();
        assert.deepEqual(deletion.operations, [{ op: 'delete', id: a.id, descendants: [b.id] }]);
        await blender.call('undo');
        const back = await session.take();
        assert.deepEqual(
          back.operations.map((each) => (each.op === 'create' ? (each.object as SceneObject) : each)),
          [a, b],
        );
        assert.deepEqual((await world.raw('B')).vertices?.[0], [4, 4, 4]);
        await blender.call('redo');
        assert.equal((await session.take()).operations[0]?.op, 'delete');
        await blender.call('undo');
        await session.take();
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an undo of a creation goes back even when others have changed what was made',
      async () => {
        const session = await world.fresh();
        await blender.call('push', { label: 'Select' });
        await blender.call('create', { name: 'New' });
        const creation = await session.take();
        const id = creation.operations[0]?.op === 'create' ? creation.operations[0].object.id : '';
        await session.commit([moved(id, 3, 3, 3)]);
        await blender.call('undo', { times: 2 });
        const undone = await session.take();
        assert.deepEqual(undone.operations, [{ op: 'delete', id, descendants: [] }]);
        assert.deepEqual((await world.dump()).all, []);
      },
    ],
    [
      'what was made and deleted comes back shared by undo and by redo, with what hangs on it (rule 11)',
      async () => {
        const session = await world.fresh();
        const existing = async (): Promise<string[]> => Object.keys((await world.dump()).canonical).sort();
        await blender.call('push', { label: 'Select' });
        await blender.call('create', { name: 'New', kind: 'empty' });
        const made = await session.take();
        const ids = await existing();
        assert.equal(ids.length, 1);
        await blender.call('undo');
        const unmade = await session.take();
        assert.deepEqual(unmade.operations, [{ op: 'delete', id: ids[0], descendants: [] }]);
        await blender.call('redo');
        assert.deepEqual((await session.take()).operations, made.operations);
        assert.deepEqual(await existing(), ids);

        await blender.call('create', { name: 'Child', kind: 'mesh', parent: 'New' });
        await session.take();
        const both = await existing();
        await blender.call('delete', { names: ['New'] });
        await session.take();
        await blender.call('undo');
        await session.take();
        assert.deepEqual(await existing(), both);
        assert.equal((await world.raw('Child')).parent, 'New');
        await blender.call('delete', { names: ['Child', 'New'] });
        await session.take();
        await blender.call('undo');
        await session.take();
        assert.deepEqual(await existing(), both);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an object by the name of a deleted one that an undo does not bring back stays unshared',
      async () => {
        const session = await world.fresh();
        await blender.call('push', { label: 'Select' });
        await blender.call('create', { name: 'New' });
        await session.take();
        await blender.call('delete', { names: ['New'] });
        await session.take();
        await blender.call('push', { label: 'Select' });
        await blender.call('create', { name: 'New', step: false });
        await blender.call('undo');
        await session.barrier();
        assert.deepEqual((await world.dump()).canonical, {});
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an edit counts whose step has a line break in its name',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.call('move', { name: 'A', location: [1, 0, 0], label: 'Mo\nve' });
        assert.deepEqual((await session.take()).operations, [moved(a.id, 1, 0, 0)]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'one step that touched two values keeps the one that somebody else has changed since',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await blender.python(`
bpy.data.objects['A'].location = (1, 0, 0)
bpy.data.objects['B'].location = (1, 0, 0)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Both')`);
        await session.take();
        await session.commit([moved(b.id, 9, 0, 0)]);
        await blender.call('undo', { times: 2 });
        const edit = await session.take();
        assert.deepEqual(edit.operations, [moved(a.id, 0, 0, 0)]);
        assert.deepEqual((await world.raw('B')).location, [9, 0, 0]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'going back over the linking and sharing of the file takes neither away (R21)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        const before = await world.dump();
        const { active } = await blender.call<{ active: number }>('steps');
        await blender.call('undo', { times: active });
        await world.idle();
        const after = await world.dump();
        assert.deepEqual(after.scene, before.scene);
        assert.deepEqual(after.ids, before.ids);
        assert.equal(session.unread('observed').length, 0);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'stashes of deletions long confirmed do not come back as orphans (SEC-4)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const deletion: Operation[] = [{ op: 'delete', id: a.id, descendants: [] }];
        await session.commit(deletion);
        await blender.call('move', { name: 'B', location: [1, 0, 0] });
        await session.take();
        await blender.call('undo');
        await session.take();
        assert.deepEqual((await world.dump()).all, ['B']);
        await blender.call('undo');
        await world.idle();
        assert.deepEqual((await world.dump()).all, ['B']);
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
