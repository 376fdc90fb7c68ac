/** Undo belongs to its author (rule 5, R24): fifty undos, collateral, redo, and what a person's undo means. */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object, sceneOf } from '../scripted/objects.ts';
import { field, idsOf, property } from './world.ts';
import type { World } from './world.ts';

export function undoTests(world: World): Test[] {
  const { editor } = world;
  const place = async (name: string): Promise<readonly number[]> => (await world.raw(name)).place;
  return [
    [
      'an undo of one’s own is a change that goes back, a redo one that goes forth',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('move', { name: 'A', position: [1, 0, 0], label: 'Move' });
        await session.take();
        await editor.call('undo');
        const undone = await session.take();
        assert.deepEqual(undone.undo, { kind: 'undo', name: 'Move' });
        assert.deepEqual(undone.operations, [moved(a.id, 0, 0, 0)]);
        await editor.call('redo');
        const redone = await session.take();
        assert.deepEqual(redone.undo, { kind: 'redo', name: 'Move' });
        assert.deepEqual(redone.operations, [moved(a.id, -1, 0, 0)]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'fifty undos with fifty remote commits in between take back the artist’s own alone, and fifty redos bring it forth',
      async () => {
        const [mine, theirs] = [object('Mine', { kind: 'mesh' }), object('Theirs', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(mine, theirs));
        for (let step = 1; step <= 50; step += 1) {
          await editor.call('move', { name: 'Mine', position: [step, 0, 0], label: `Move ${step}` });
          await session.take();
          await session.commit([moved(theirs.id, step, 0, 0)], `Remote ${step}`);
        }
        await session.barrier();
        for (const [press, stop] of [
          ['undo', 0],
          ['redo', 50],
        ] as const) {
          let told = 0;
          for (let presses = 1; presses <= 100; presses += 1) {
            assert.equal(await editor.call<number>(press), 1);
            await world.idle(2);
            assert.deepEqual(await place('Theirs'), [-50, 0, 0], `after ${presses} times ${press}`);
            for (const edit of await world.takeAll(session)) {
              assert.equal(edit.undo?.kind, press);
              assert.deepEqual(
                edit.operations.map((each) => (each.op === 'set_transform' ? each.id : each.op)),
                [mine.id],
              );
              told += 1;
            }
          }
          assert.equal(told, 50);
          assert.deepEqual(await place('Mine'), [stop, 0, 0]);
          assert.deepEqual(await session.differences(), []);
        }
        assert.match((await world.notes()).join('\n'), /Kept what a test changed of “Theirs”/);
      },
    ],
    [
      'a hundred undos between two turns of the adapter end in the same place',
      async () => {
        const [mine, theirs] = [object('Mine'), object('Theirs')];
        const session = await world.fresh(sceneOf(mine, theirs));
        for (let step = 1; step <= 50; step += 1) {
          await editor.call('move', { name: 'Mine', position: [step, 0, 0] });
          await session.take();
          await session.commit([moved(theirs.id, 0, step, 0)]);
        }
        await session.barrier();
        assert.equal(await editor.call<number>('undo', { times: 100, frames: false }), 100);
        const edit = await session.take();
        assert.deepEqual(edit.operations, [moved(mine.id, 0, 0, 0)]);
        assert.deepEqual(await place('Theirs'), [0, 50, 0]);
        await world.silence();
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a remote change that came after one’s own on the same value outlives its undo and its redo',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('move', { name: 'A', position: [1, 0, 0] });
        await session.take();
        await session.commit([moved(a.id, 5, 5, 5)]);
        await session.barrier();
        for (const press of ['undo', 'undo', 'redo', 'redo']) {
          assert.equal(await editor.call<number>(press), 1);
          await world.silence();
          assert.deepEqual(await place('A'), [-5, 5, 5], press);
        }
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what others made, deleted, renamed and rearranged stands when the artist goes back over it',
      async () => {
        const [mine, doomed, kept] = [object('Mine'), object('Doomed', { kind: 'mesh' }), object('Kept')];
        const session = await world.fresh(sceneOf(mine, doomed, kept));
        await editor.call('move', { name: 'Mine', position: [1, 0, 0], label: 'First' });
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
        await editor.call('set_fields', { name: 'Made', type: 'MeshFilter', fields: { m_Mesh: 'edited' } });
        await editor.call('move', { name: 'Mine', position: [2, 0, 0], label: 'Second' });
        await session.take();
        const names: (string | undefined)[] = [];
        for (let presses = 0; presses < 4; presses += 1) {
          await editor.call('undo');
          await world.idle(2);
          for (const edit of await world.takeAll(session)) names.push(edit.undo?.name);
        }
        assert.deepEqual(names, ['Second', 'First']);
        assert.deepEqual(await session.differences(), []);
        assert.deepEqual((await world.names()).sort(), ['Doomed', 'Made', 'Mine']);
        assert.equal(property(await world.raw('Mine'), 'note'), 'theirs');
        await editor.call('redo', { times: 4 });
        await session.barrier();
        await world.takeAll(session);
        assert.deepEqual(await session.differences(), []);
        assert.deepEqual(await place('Mine'), [2, 0, 0]);
        assert.equal(
          field(await world.raw('Made'), 'MeshFilter', 'm_Mesh'),
          'edited',
          'what only Unity knew of it went back and came forth with it',
        );
        await world.silence();
      },
    ],
    [
      'one’s own creations and deletions go back and forth with their ids',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const b = object('B', { kind: 'mesh', parent: a.id });
        const session = await world.fresh(sceneOf(a, b));
        await editor.call('set_fields', { name: 'B', type: 'MeshFilter', fields: { m_Mesh: 'edited' } });
        await editor.call('delete', { name: 'A' });
        const deletion = await session.take();
        assert.deepEqual(deletion.operations, [{ op: 'delete', id: a.id, descendants: [b.id] }]);
        for (let round = 0; round < 2; round += 1) {
          await editor.call('undo');
          const back = await session.take();
          assert.deepEqual(
            back.operations.map((each) => (each.op === 'create' ? (each.object as SceneObject) : each)),
            [a, b],
          );
          assert.equal(field(await world.raw('B'), 'MeshFilter', 'm_Mesh'), 'edited');
          await editor.call('redo');
          assert.equal((await session.take()).operations[0]?.op, 'delete');
        }
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'an undo of a creation goes back even when others have changed what was made',
      async () => {
        const session = await world.fresh();
        await editor.call('create', { name: 'New' });
        const creation = await session.take();
        const id = creation.operations[0]?.op === 'create' ? creation.operations[0].object.id : '';
        await session.commit([moved(id, 3, 3, 3)]);
        await session.barrier();
        await editor.call('undo');
        await world.silence();
        await editor.call('undo');
        const undone = await session.take();
        assert.deepEqual(undone.operations, [{ op: 'delete', id, descendants: [] }]);
        assert.deepEqual(await world.names(), []);
      },
    ],
    [
      'one step that touched two values keeps the one that somebody else has changed since',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await editor.call('move', { names: ['A', 'B'], position: [1, 0, 0], label: 'Both' });
        await session.take();
        await session.commit([moved(b.id, 9, 0, 0)]);
        await session.barrier();
        await editor.call('undo', { times: 2 });
        const edit = await session.take();
        assert.deepEqual(edit.operations, [moved(a.id, 0, 0, 0)]);
        assert.deepEqual(await place('B'), [-9, 0, 0]);
        await world.silence();
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an artist’s redo survives what their undo took along: it is set back without a step (R24)',
      async () => {
        const [mine, theirs] = [object('Mine'), object('Theirs')];
        const session = await world.fresh(sceneOf(mine, theirs));
        await editor.call('move', { name: 'Mine', position: [1, 0, 0], label: 'Mine' });
        await session.take();
        await session.commit([moved(theirs.id, 2, 0, 0)], 'Theirs');
        await session.barrier();
        await editor.call('undo', { times: 2 });
        await session.take();
        await world.silence();
        const { undo, redo } = await world.dump();
        assert.deepEqual(redo, ['VibeSync: Theirs', 'Mine']);
        assert.ok(!undo.includes('VibeSync: Theirs'));
      },
    ],
    [
      'Undo theirs makes an edit of the artist’s of what their undo had brought, with a step that goes back and forth',
      async () => {
        const a = object('Theirs', { properties: { note: 'first' } });
        const session = await world.fresh(sceneOf(a));
        await session.commit([
          moved(a.id, 2, 0, 0),
          { op: 'set_property', id: a.id, key: 'note', value: 'second' },
        ]);
        await session.barrier();
        assert.equal(await editor.call('theirs'), null, 'nothing was undone yet');
        await editor.call('undo');
        await world.silence();
        assert.deepEqual(await place('Theirs'), [-2, 0, 0]);
        assert.equal(await editor.call('theirs'), '“Theirs”');
        assert.match(
          (await world.notes()).at(-1) ?? '',
          /^Kept what a test changed of “Theirs”.*undone or redone\.$/,
        );
        await editor.call('undo_theirs');
        const edit = await session.take();
        assert.deepEqual(edit.undo, { kind: 'step', name: 'Undo theirs' });
        assert.deepEqual(edit.before, [
          { id: a.id, facet: 'transform', value: at(2, 0, 0) },
          { id: a.id, facet: 'property:note', value: 'second' },
        ]);
        assert.deepEqual(edit.operations, [
          moved(a.id, 0, 0, 0),
          { op: 'set_property', id: a.id, key: 'note', value: 'first' },
        ]);
        assert.equal(await editor.call('theirs'), null, 'it was taken');
        await editor.call('undo');
        assert.deepEqual((await session.take()).undo, { kind: 'undo', name: 'Undo theirs' });
        assert.deepEqual(await place('Theirs'), [-2, 0, 0]);
        await editor.call('redo');
        assert.deepEqual((await session.take()).undo, { kind: 'redo', name: 'Undo theirs' });
        assert.deepEqual(await place('Theirs'), [0, 0, 0]);
        await world.silence();
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what is kept of others is said in their names, as far as these are known',
      async () => {
        const all = [object('A'), object('B'), object('C'), object('D')];
        const [a, b, c, d] = all.map(({ id }) => id);
        assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined);
        const session = await world.fresh(sceneOf(...all));
        const undone = async (steps: number): Promise<string> => {
          await session.barrier();
          await editor.call('undo', { times: steps, frames: false });
          await world.silence();
          return /^Kept (.*) of “/.exec((await world.notes()).at(-1) ?? '')?.[1] ?? '';
        };
        await session.commit([moved(a, 1, 0, 0)], 'One', 'Ada');
        await session.commit([moved(b, 1, 0, 0)], 'Two', 'Ben');
        assert.equal(await undone(2), 'what Ada and Ben changed');
        await session.commit([moved(a, 2, 0, 0)], 'One', 'Ada');
        await session.commit([moved(b, 2, 0, 0)], 'Two', 'Ben');
        await session.commit([moved(c, 2, 0, 0)], 'Three', 'Cleo');
        assert.equal(await undone(3), 'what Ada, Ben and others changed');
        await session.commit([moved(a, 3, 0, 0)], 'One', 'Ada');
        await session.commit([moved(a, 4, 0, 0)], 'Two', 'Ben');
        assert.equal(await undone(1), 'what Ben changed', 'the last to have set it');
        session.truth = sceneOf(
          ...all.map((each) => ({ ...each, visibility: { viewport: false, render: false } })),
        );
        await session.resync();
        assert.equal(await undone(1), 'the shared scene’s values', 'a refreshing is nobody’s');
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'Undo theirs that the editor refuses changes nothing, says of which object, and can be asked for again',
      async () => {
        const parent = object('Parent');
        const [child, other] = [object('Child', { parent: parent.id }), object('Other')];
        const session = await world.fresh(sceneOf(parent, child, other));
        await session.commit([moved(other.id, 2, 0, 0), { op: 'reparent', id: child.id, parent: null }]);
        await session.barrier();
        await editor.call('undo');
        await world.silence();
        assert.equal(await editor.call('theirs'), '“Child”, “Other”');
        await editor.call('reparent', { name: 'Parent', parent: 'Child' });
        await session.take();
        const before = await world.dump();
        await editor.call('undo_theirs');
        await world.silence();
        assert.match((await world.notes()).at(-1) ?? '', /^Unity does not take the change of “Child”: /);
        assert.deepEqual(await world.dump(), before);
        assert.equal(await editor.call('theirs'), '“Child”, “Other”', 'it is offered still');
        await editor.call('reparent', { name: 'Parent' });
        await session.take();
        await editor.call('undo_theirs');
        const mine = await session.take();
        assert.deepEqual(mine.operations.map(({ op }) => op).sort(), ['reparent', 'set_transform']);
        assert.equal(await editor.call('theirs'), null);
        await world.silence();
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'Undo theirs is offered until somebody changes one of its values, and of what has a value alone',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        let x = 1;
        const undoneTheirs = async () => {
          x += 1;
          await session.commit([moved(a.id, x, 0, 0), moved(b.id, x, 0, 0)]);
          await session.barrier();
          await editor.call('undo');
          await world.silence();
          assert.equal(await editor.call('theirs'), '“A”, “B”');
        };
        const ends: Readonly<Record<string, () => Promise<unknown>>> = {
          'by others, and back': async () => {
            await session.commit([moved(b.id, 9, 0, 0)]);
            await session.commit([moved(b.id, x, 0, 0)]);
            await session.barrier();
          },
          'by the artist': async () => {
            await editor.call('move', { name: 'B', position: [1, 1, 1] });
            await session.take();
          },
          'by a redo of it': async () => {
            await editor.call('redo');
            await world.silence();
          },
        };
        for (const [how, end] of Object.entries(ends)) {
          await undoneTheirs();
          await end();
          assert.equal(await editor.call('theirs'), null, how);
          await editor.call('undo_theirs');
          await world.silence();
        }
        // What the artist has done in this very frame is theirs, and stays.
        await undoneTheirs();
        await editor.call('move', { name: 'A', position: [4, 4, 4], label: 'Mine' });
        await editor.call('undo_theirs');
        assert.deepEqual((await session.take()).undo, { kind: 'step', name: 'Mine' });
        assert.equal((await world.notes()).at(-1), 'It was changed since, and stays as it is.');
        assert.deepEqual(
          [await place('A'), await place('B')],
          [
            [4, 4, 4],
            [-x, 0, 0],
          ],
        );
        // Another property of the same object is nothing to it.
        await undoneTheirs();
        await session.commit([{ op: 'set_property', id: a.id, key: 'note', value: 'new' }]);
        await session.barrier();
        assert.equal(await editor.call('theirs'), '“A”, “B”');
        await editor.call('drag', { names: ['A'] });
        await editor.frames();
        assert.equal(await editor.call('theirs'), null, 'it is in the artist’s hands');
        await editor.call('drop');
        await editor.frames();
        assert.equal(await editor.call('theirs'), '“A”, “B”');
        session.send({ type: 'hold', halt: 1 });
        await session.next('held');
        assert.equal(await editor.call('theirs'), null, 'everything is held');
        session.send({ type: 'release', halt: 1 });
        await session.barrier();
        await session.commit([{ op: 'create', object: object('Made') }]);
        await session.barrier();
        await editor.call('undo');
        await world.silence();
        assert.equal(await editor.call('theirs'), null, 'what was made is taken back in VibeSync');
        assert.match((await world.notes()).at(-1) ?? '', /To undo theirs, take it back in VibeSync\.$/);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'collapsed steps go back as the one that they have become',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const { group } = await editor.call<{ group: number }>('steps');
        await editor.call('move', { name: 'A', position: [1, 0, 0], label: 'One' });
        await session.take();
        await editor.call('move', { name: 'B', position: [1, 0, 0], label: 'Two' });
        await session.take();
        await editor.call('collapse', { group: group + 1 });
        await editor.call('undo');
        await world.idle();
        const told = await world.takeAll(session);
        assert.deepEqual(
          told
            .flatMap((each) => each.operations)
            .map((each) => (each.op === 'set_transform' ? each.id : ''))
            .sort(),
          [a.id, b.id].sort(),
        );
        assert.deepEqual(await place('A'), [0, 0, 0]);
        assert.deepEqual(await place('B'), [0, 0, 0]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'going back over the linking and sharing of the scene takes neither away (R21)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        const before = await world.dump();
        await editor.call('undo', { times: before.undo.length });
        await world.silence();
        const after = await world.dump();
        assert.deepEqual([after.hints, idsOf(after)], [before.hints, idsOf(before)]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an artist who goes back over a confirmed deletion does not bring it back (SEC-4)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const deletion: Operation[] = [{ op: 'delete', id: a.id, descendants: [] }];
        await session.commit(deletion);
        await editor.call('move', { name: 'B', position: [1, 0, 0] });
        await session.take();
        await editor.call('undo');
        await session.take();
        await editor.call('undo');
        await world.silence();
        const { objects, apart } = await world.dump();
        assert.deepEqual([objects.map((each) => each.raw.name), apart], [['B'], []]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'after a domain reload an undo of what was done before it is still the artist’s, and a remote one is not',
      async () => {
        const [mine, theirs] = [object('Mine'), object('Theirs')];
        let session = await world.fresh(sceneOf(mine, theirs));
        await editor.call('move', { name: 'Mine', position: [1, 0, 0], label: 'Before' });
        await session.take();
        await session.commit([moved(theirs.id, 2, 0, 0)], 'Theirs');
        session = await world.reloadDomain();
        await editor.call('undo');
        await world.silence();
        assert.deepEqual(await place('Theirs'), [-2, 0, 0]);
        await editor.call('undo');
        const edit = await session.take();
        assert.deepEqual(
          [edit.undo, edit.operations],
          [{ kind: 'undo', name: 'Before' }, [moved(mine.id, 0, 0, 0)]],
        );
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
