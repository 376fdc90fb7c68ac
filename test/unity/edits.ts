/** What people do in Unity, believed only where a step shows it: edits, drift, copies, deletions, names. */
import { strict as assert } from 'node:assert';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { apply } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, at, moved, object, sceneOf } from '../scripted/objects.ts';
import { idsOf, made } from './world.ts';
import type { World } from './world.ts';

type Observed = AdapterMessageOf<'observed'>;

export function editTests(world: World): Test[] {
  const { editor } = world;
  const kinds = (edit: Observed): string[] => edit.operations.map((each) => each.op);
  return [
    [
      'an edit with its undo step is told once, with before and after, and read back when it is adopted (R23)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await editor.call('move', { name: 'A', position: [1, 2, 3], label: 'Grab it' });
        const edit = await session.next('observed');
        assert.deepEqual(edit.undo, { kind: 'step', name: 'Grab it' });
        assert.deepEqual(edit.before, [{ id: a.id, facet: 'transform', value: a.transform }]);
        assert.deepEqual(edit.operations, [moved(a.id, -1, 2, 3)]);
        assert.equal((await session.adopt(edit)).type, 'applied');
        await world.silence();
        assert.equal((await editor.status()).undecided, 0);
      },
    ],
    [
      'the same write without a step is drift: told as such, never as a person’s (R24)',
      async () => {
        const [a, b] = [object('A'), object('B', { parent: null })];
        const session = await world.fresh(sceneOf(a, b));
        const drift = async (x: number): Promise<void> => {
          await editor.call('move', { name: 'A', position: [x, 0, 0], step: false });
          const edit = await session.next('observed');
          assert.equal(edit.undo, null);
          assert.deepEqual(edit.operations, [moved(a.id, -x, 0, 0)]);
          await session.patch([a.id]);
          assert.deepEqual((await world.raw('A')).place, [0, 0, 0]);
        };
        await drift(1);
        // A step for something else vouches for nothing that comes after it, nor does one on the same object that is over.
        await editor.call('move', { name: 'B', position: [1, 0, 0] });
        assert.equal((await session.take()).undo?.kind, 'step');
        await drift(4);
        await editor.call('toggle', { name: 'A', active: false });
        await session.take();
        await editor.call('toggle', { name: 'A', active: true });
        await session.take();
        await world.idle();
        await drift(5);
        await world.silence();
      },
    ],
    [
      'a step on a parent vouches for no child that a script moves, makes or deletes (R24)',
      async () => {
        const parent = object('Parent');
        const [child, other] = [
          object('Child', { parent: parent.id }),
          object('Other', { parent: parent.id }),
        ];
        const session = await world.fresh(sceneOf(parent, child, other));
        await editor.call('move', { name: 'Parent', position: [1, 0, 0] });
        await session.take();
        await editor.call('move', { name: 'Child', position: [3, 0, 0], step: false });
        await editor.call('create', { name: 'Stray', parent: 'Parent', step: false });
        await editor.call('delete', { name: 'Other', step: false });
        const told: Observed[] = [];
        for (let facets = 0; facets < 2;) {
          const edit = await session.next('observed');
          told.push(edit);
          facets += edit.operations.length;
        }
        assert.deepEqual(
          told.map((each) => each.undo),
          told.map(() => null),
        );
        assert.deepEqual(told.flatMap(kinds).sort(), ['delete', 'set_transform'], 'the stray is not shared');
        await session.patch([child.id, other.id]);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'an adapter’s own step, and one that only has its name, are told apart (R24)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await session.commit([moved(a.id, 1, 0, 0)], 'Move A');
        await session.barrier();
        assert.equal((await world.dump()).undo.at(-1), 'VibeSync: Move A');
        await editor.call('move', { name: 'A', position: [2, 0, 0], label: 'VibeSync: Move A' });
        assert.deepEqual((await session.take()).undo, { kind: 'step', name: 'VibeSync: Move A' });
      },
    ],
    [
      'an artist who has gone on since answers moved_on, and the newer edit is already told (R23)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('move', { name: 'A', position: [1, 0, 0] });
        const first = await session.next('observed');
        await editor.call('move', { name: 'A', position: [2, 0, 0] });
        const second = await session.next('observed');
        assert.deepEqual(second.before[0]?.value, at(-1, 0, 0));
        const answer = await session.adopt(first);
        assert.equal(answer.type === 'failed' && answer.code, 'moved_on');
        assert.equal((await session.adopt(second)).type, 'applied');
      },
    ],
    [
      'edits that become one number are vouched for as the newest left it, and none of them stays open (rule 9)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        const edits = [];
        for (const x of [1, 2, 3]) {
          await editor.call('move', { name: 'A', position: [x, 0, 0] });
          edits.push(await session.next('observed'));
        }
        const newest = edits.pop();
        assert(newest !== undefined);
        assert.equal((await session.adopt(newest, edits)).type, 'applied');
        // What is open is not set back.
        const elsewhere = [moved(a.id, 9, 0, 0)];
        const { n } = await session.apply(elsewhere);
        const { outcomes } = await session.compensate(n, session.truth, elsewhere);
        assert.deepEqual(outcomes, [{ id: a.id, facet: 'transform', outcome: 'restored' }]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an object that was made and moved, or deleted, before its making had a number has moved on as well (R23)',
      async () => {
        const session = await world.fresh();
        await editor.call('create', { name: 'A', position: [1, 0, 0] });
        const creation = await session.next('observed');
        await editor.call('move', { name: 'A', position: [2, 0, 0] });
        const move = await session.next('observed');
        const first = await session.adopt(creation);
        assert.equal(first.type === 'failed' && first.code, 'moved_on');
        assert.equal((await session.adopt(move)).type, 'applied');
        await editor.call('rename', { name: 'A', to: 'B' });
        const renamed = await session.next('observed');
        await editor.call('delete', { name: 'B' });
        const deleted = await session.next('observed');
        const second = await session.adopt(renamed);
        assert.equal(second.type === 'failed' && second.code, 'moved_on');
        assert.equal((await session.adopt(deleted)).type, 'applied');
      },
    ],
    [
      'an object that is gone untold is vouched for by nobody: the session lives (R23)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('move', { name: 'A', position: [1, 0, 0] });
        const edit = await session.next('observed');
        await editor.call('freeze');
        await editor.call('delete', { name: 'A', step: false });
        const adopting = session.adopt(edit);
        await editor.call('thaw');
        const answer = await adopting;
        assert.equal(answer.type === 'failed' && answer.code, 'moved_on');
        const drift = await session.next('observed');
        assert.deepEqual([drift.undo, kinds(drift)], [null, ['delete']]);
      },
    ],
    [
      'everything that people do to an object is told: name, parent, place, visibility, properties, creation, deletion',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await editor.call('rename', { name: 'A', to: 'Kiste' });
        assert.deepEqual((await session.take()).operations, [{ op: 'rename', id: a.id, name: 'Kiste' }]);
        await editor.call('all', {
          label: 'Set Parent',
          steps: [
            { do: 'move', name: 'B', position: [1, 1, 1] },
            { do: 'reparent', name: 'Kiste', parent: 'B', world_stays: true },
          ],
        });
        const parenting = await session.take();
        assert.deepEqual(kinds(parenting), ['reparent', 'set_transform', 'set_transform']);
        assert.equal(parenting.undo?.name, 'Set Parent');
        await editor.call('toggle', { name: 'B', active: false });
        assert.deepEqual((await session.take()).operations, [
          { op: 'set_visibility', id: b.id, visibility: { viewport: false, render: false } },
        ]);
        await editor.call('set_property', { name: 'B', key: 'height', value: 1.5 });
        assert.deepEqual((await session.take()).operations, [
          { op: 'set_property', id: b.id, key: 'height', value: 1.5 },
        ]);
        await editor.call('set_property', { name: 'B', key: 'height', value: null });
        assert.deepEqual((await session.take()).operations, [
          { op: 'set_property', id: b.id, key: 'height', value: null },
        ]);
        await editor.call('create', { name: 'New', kind: 'camera', parent: 'B' });
        const camera = made(await session.take());
        assert.deepEqual([camera.kind, camera.name, camera.parent], ['camera', 'New', b.id]);
        assert.equal(idsOf(await world.dump())['New'], camera.id);
        await editor.call('delete', { name: 'B' });
        const deletion = await session.take();
        assert.deepEqual(deletion.operations, [
          { op: 'delete', id: b.id, descendants: [a.id, camera.id].sort() },
        ]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'components, selection and order are Unity’s own: no word of them (rules 9, 12)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'empty' })];
        const session = await world.fresh(sceneOf(a, b));
        await editor.call('add_component', { name: 'A', type: 'Rigidbody', fields: { mass: 3 } });
        await editor.call('set_fields', { name: 'A', type: 'Rigidbody', fields: { mass: 4 } });
        await editor.call('add_component', { name: 'B', type: 'Light' });
        await editor.call('select', { names: ['A'] });
        await editor.call('reparent', { name: 'B', parent: null, index: 0 });
        await world.silence();
        assert.equal(
          (await session.readValues([b.id])).get(b.id)?.kind,
          'empty',
          'no operation changes a kind',
        );
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a copy gets an id of its own, the original keeps its, and redo gives the copy the same again (rule 11)',
      async () => {
        const a = object('A', { kind: 'mesh', properties: { kept: 1 } });
        const session = await world.fresh(sceneOf(a));
        const name = await editor.call<string>('duplicate', { name: 'A', position: [5, 0, 0] });
        const edit = await session.take();
        const copy = made(edit);
        assert.notEqual(copy.id, a.id);
        assert.deepEqual(
          [copy.name, copy.transform.translation, copy.properties],
          ['A (1)', [-5, 0, 0], { kept: 1 }],
          'duplicate and move is one change (rule 9)',
        );
        const ids = idsOf(await world.dump());
        assert.deepEqual([ids['A'], ids[name]], [a.id, copy.id]);
        for (let round = 0; round < 2; round += 1) {
          await editor.call('undo');
          const undone = await session.take();
          assert.deepEqual(
            [undone.undo?.kind, undone.operations],
            ['undo', [{ op: 'delete', id: copy.id, descendants: [] }]],
          );
          await editor.call('redo');
          const redone = await session.take();
          assert.deepEqual([redone.undo?.kind, redone.operations], ['redo', edit.operations]);
          assert.deepEqual(idsOf(await world.dump()), ids);
        }
        await editor.call('move', { name: 'A', position: [1, 1, 1] });
        await session.take();
        await editor.call('undo');
        assert.deepEqual((await session.take()).operations, [moved(a.id, 0, 0, 0)]);
        assert.deepEqual(idsOf(await world.dump()), ids);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a hierarchy that is copied becomes one of its own, whole (rule 11)',
      async () => {
        const a = object('A');
        const [b, c] = [
          object('B', { parent: a.id, kind: 'mesh' }),
          object('C', { parent: a.id, kind: 'light' }),
        ];
        const session = await world.fresh(sceneOf(a, b, c));
        await editor.call('duplicate', { name: 'A' });
        const edit = await session.take();
        assert.deepEqual(kinds(edit), ['create', 'create', 'create']);
        assert.deepEqual(
          [...session.truth.objects.values()].map((each) => each.name).sort(),
          ['A', 'A (1)', 'B', 'B (1)', 'C', 'C (1)'],
          'names are unique among what is shared',
        );
        const copies = [...session.truth.objects.values()].filter((each) => each.name.endsWith('(1)'));
        const root = copies.find((each) => each.name === 'A (1)');
        assert.deepEqual(
          copies.filter((each) => each !== root).map((each) => each.parent),
          [root?.id, root?.id],
        );
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'a copy that a script makes is not shared, also when the artist moves it, and takes nothing from the original (R21)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const name = await editor.call<string>('duplicate', { name: 'A', step: false });
        await world.silence();
        const ids = idsOf(await world.dump());
        assert.deepEqual([ids['A'], ids[name]], [a.id, null]);
        await editor.call('move', { name, position: [1, 0, 0], label: 'Move the copy' });
        await world.silence();
        await session.resync();
        assert.equal(session.unmanaged, 1, 'it is offered');
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what is pasted with an id of another project gets one of its own (rule 11)',
      async () => {
        const session = await world.fresh(sceneOf(object('A', { kind: 'mesh' })));
        await editor.call('all', {
          label: 'Paste',
          steps: [
            { do: 'create', name: 'Pasted' },
            {
              do: 'add_component',
              name: 'Pasted',
              type: 'VibeSyncIdentity',
              fields: { id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', kind: 'mesh' },
            },
          ],
        });
        const pasted = made(await session.take());
        assert.notEqual(pasted.id, 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa');
        assert.equal(idsOf(await world.dump())['Pasted'], pasted.id);
        await world.silence();
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'objects that truth never knew are counted, kept, and shared only at a person’s word (R21)',
      async () => {
        const session = await world.fresh();
        await editor.call('create', { name: 'Old', kind: 'empty', step: false });
        await editor.call('create', { name: 'Child', parent: 'Old', step: false });
        await session.resync();
        assert.equal(session.unmanaged, 2);
        const values = await session.adoptUnmanaged();
        assert.deepEqual(
          [...values.values()].map((each) => each.name),
          ['Old', 'Child'],
        );
        const operations = [...values.values()].map((each): Operation => ({ op: 'create', object: each }));
        const { answer } = await session.apply(operations);
        assert.equal(answer.type, 'applied', 'they stand already, and are voted for as they stand');
        session.truth = applied(session.truth, operations);
        assert.deepEqual(await session.differences(), []);
        await session.resync();
        assert.equal(session.unmanaged, 0);
        // Undoing what was before must not make strangers of them.
        const before = idsOf(await world.dump());
        await editor.call('undo', { times: 5 });
        await world.silence();
        assert.deepEqual(idsOf(await world.dump()), before);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'names turned in a ring and a hierarchy turned over are told in an order that applies',
      async () => {
        const a = object('A');
        const b = object('B', { parent: a.id });
        const c = object('C', { parent: b.id });
        const session = await world.fresh(sceneOf(a, b, c));
        await editor.call('all', {
          label: 'Shuffle',
          steps: [
            { do: 'reparent', name: 'C', parent: null },
            { do: 'reparent', name: 'B', parent: 'C' },
            { do: 'reparent', name: 'A', parent: 'B' },
            { do: 'rename', name: 'A', to: 'x' },
            { do: 'rename', name: 'B', to: 'y' },
            { do: 'rename', name: 'C', to: 'A' },
            { do: 'rename', name: 'x', to: 'B' },
            { do: 'rename', name: 'y', to: 'C' },
          ],
        });
        const edit = await session.take();
        assert.ok(apply(sceneOf(a, b, c), edit.operations as Operation[]).ok);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'what the artist does while the scene is compared has its step still when it is live; a script’s work has none',
      async () => {
        const [moved, scripted] = [object('Moved', { kind: 'mesh' }), object('Scripted', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(moved, scripted));
        await session.inventory();
        await editor.call('move', { name: 'Moved', position: [0, 1, 0], label: 'Lift' });
        await editor.call('create', { name: 'New', label: 'Make' });
        await editor.call('move', { name: 'Scripted', position: [0, 2, 0], step: false });
        await editor.frames();
        session.send({ type: 'live', revision: session.revision });
        const edits = [await session.take(), await session.take()];
        const told = edits.map(({ undo, operations }) => [
          undo?.kind,
          operations.map((each) => (each.op === 'create' ? each.object.name : 'id' in each ? each.id : '')),
        ]);
        assert.deepEqual(told, [
          ['step', ['New', moved.id]],
          [undefined, [scripted.id]],
        ]);
        await world.silence();
      },
    ],
    [
      'an edit that passes a patch on the wire stands until it is decided, and so does a deletion; then the patch comes again',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        await editor.call('move', { name: 'A', position: [0, 5, 0] });
        const edit = await session.next('observed');
        await editor.call('delete', { name: 'B' });
        const deletion = await session.next('observed');
        // As the application had it when it knew of neither.
        const states = await session.patch([a.id, b.id]);
        assert.notEqual(states.get(a.id), session.digest(a.id));
        assert.equal(states.get(b.id), null);
        assert.deepEqual((await world.raw('A')).place, [0, 5, 0]);
        assert.equal((await session.adopt(edit)).type, 'applied');
        session.send({
          type: 'decided',
          edit: deletion.edit,
          outcome: 'conflicted',
          n: null,
          code: 'changed_on_both_sides',
          message: 'It is on the shelf.',
        });
        assert.equal((await session.patch([b.id])).get(b.id), session.digest(b.id));
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'a thousand objects moved at once are one change (rule 9)',
      async () => {
        const many = Array.from({ length: 1_000 }, (_, i) => object(`M${i}`));
        const session = await world.fresh(sceneOf(...many));
        await editor.call('move', {
          names: many.map((each) => each.name),
          position: [0, 1, 0],
          label: 'Move all',
        });
        const edit = await session.take();
        assert.equal(edit.operations.length, 1_000);
        assert.deepEqual(edit.undo, { kind: 'step', name: 'Move all' });
        await world.silence();
        await world.fresh();
      },
    ],
  ];
}
