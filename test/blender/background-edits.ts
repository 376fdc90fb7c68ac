/** What people do in Blender, believed only where a step shows it: edits, drift, copies, deletions, names, files. */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { apply } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

/** Object > Convert > Curve, of what is a mesh of one edge. It stays the same object, with its properties. */
const convert = (name: string, step: boolean): string => `
ob = bpy.data.objects['${name}']
ob.data.clear_geometry()
ob.data.from_pydata([(0, 0, 0), (1, 0, 0)], [(0, 1)], [])
for each in bpy.context.view_layer.objects:
    each.select_set(each == ob)
bpy.context.view_layer.objects.active = ob
bpy.ops.object.convert(target='CURVE')
if ${step ? 'True' : 'False'}:
    bpy.ops.ed.undo_push(message='Convert To')`;

export function adoptionTests(world: World): Test[] {
  const { blender } = world;
  return [
    [
      'what a person converts in its place into something without a kind stays shared as what it was, with what hangs on it',
      async () => {
        const a = object('A', { kind: 'mesh', transform: at(1, 0, 0) });
        const b = object('B', { kind: 'mesh', parent: a.id });
        const session = await world.fresh(sceneOf(a, b));
        // Before anything else is looked at, and after it.
        const read = `vibesync.adapter().observer.peek('${a.id}').object['kind']`;
        assert.deepEqual(await blender.python(`${convert('A', true)}\nresult = [ob.type, ${read}]`), [
          'CURVE',
          'mesh',
        ]);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        assert.ok(
          (await world.notes()).includes('Of “A” this is not shared: what it was converted into.'),
          (await world.notes()).join('\n'),
        );
        await session.commit([moved(a.id, 5, 0, 0)]);
        await blender.call('move', { name: 'A', location: [0, 0, 2] });
        assert.equal((await session.take()).undo?.kind, 'step');
        await blender.call('duplicate', { name: 'A' });
        await world.idle();
        assert.equal(session.unread('observed').length, 0, 'a copy is a curve like any other');
        assert.deepEqual(await session.differences(), []);
        await blender.call('undo', { times: 2 });
        assert.equal((await session.take()).undo?.kind, 'undo', 'the move');
        await blender.call('undo', { times: 2 });
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        assert.equal((await world.raw('A')).type, 'MESH');
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'nor is it a deletion where a script converts it, without a step',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.python(convert('A', false));
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an edit with its undo step is told once, with before and after, and read back when it is adopted (R23)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.call('move', { name: 'A', location: [1, 2, 3], label: 'Grab it' });
        const edit = await session.next('observed');
        assert.deepEqual(edit.undo, { kind: 'step', name: 'Grab it' });
        assert.deepEqual(edit.before, [{ id: a.id, facet: 'transform', value: a.transform }]);
        assert.deepEqual(edit.operations, [moved(a.id, 1, 3, -2)]);
        assert.equal((await session.adopt(edit)).type, 'applied');
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        assert.equal((await blender.call<{ undecided: number }>('status')).undecided, 0);
      },
    ],
    [
      'the same write without a step is drift: told as such, never as a person’s (R24, ORD-5)',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await blender.call('move', { name: 'A', location: [1, 2, 3], step: false });
        const edit = await session.next('observed');
        assert.equal(edit.undo, null);
        assert.deepEqual(edit.operations, [moved(a.id, 1, 3, -2)]);
        await session.patch([a.id]);
        assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
        // A step for something else vouches for nothing that comes after it.
        await blender.call('move', { name: 'B', location: [1, 0, 0] });
        assert.equal((await session.take()).undo?.kind, 'step');
        await blender.call('move', { name: 'A', location: [4, 0, 0], step: false });
        assert.equal((await session.next('observed')).undo, null);
        await session.patch([a.id]);
        // Selecting is a step as well, and no evidence for a script's write afterwards.
        await blender.call('push', { label: 'Select' });
        await world.idle();
        await blender.call('move', { name: 'A', location: [5, 0, 0], step: false });
        assert.equal((await session.next('observed')).undo, null);
        await session.patch([a.id]);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'an adapter’s own step, and one that only has its name, are told apart (R24)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await session.commit([moved(a.id, 1, 0, 0)], 'Move A');
        const { names } = await blender.call<{ names: string[] }>('steps');
        assert.equal(names.at(-1), 'VibeSync: Move A');
        await blender.call('move', { name: 'A', location: [2, 0, 0], label: 'VibeSync: Move A' });
        assert.deepEqual((await session.take()).undo, { kind: 'step', name: 'VibeSync: Move A' });
      },
    ],
    [
      'an artist who has gone on since answers moved_on, and the newer edit is already told (R23)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        const first = await session.next('observed');
        await blender.call('move', { name: 'A', location: [2, 0, 0] });
        const second = await session.next('observed');
        assert.deepEqual(second.before[0]?.value, at(1, 0, 0));
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
          await blender.call('move', { name: 'A', location: [x, 0, 0] });
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
        const session = await world.fresh(sceneOf());
        await blender.call('create', { name: 'A', location: [1, 0, 0] });
        const made = await session.next('observed');
        await blender.call('move', { name: 'A', location: [2, 0, 0] });
        const moved = await session.next('observed');
        const first = await session.adopt(made);
        assert.equal(first.type === 'failed' && first.code, 'moved_on');
        assert.equal((await session.adopt(moved)).type, 'applied');
        await blender.call('rename', { name: 'A', to: 'B' });
        const renamed = await session.next('observed');
        await blender.call('delete', { name: 'B' });
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
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        const moved = await session.next('observed');
        // What a script does is told once it has stood still; with a window that takes seconds.
        await blender.python('vibesync.adapter().observer.settle_s = 60');
        await blender.python("bpy.data.objects.remove(bpy.data.objects['A'])");
        const answer = await session.adopt(moved);
        await blender.python('vibesync.adapter().observer.settle_s = None');
        assert.equal(answer.type === 'failed' && answer.code, 'moved_on');
      },
    ],
    [
      'everything that people do to an object is told: name, parent, place, visibility, properties, creation, deletion',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await blender.call('rename', { name: 'A', to: 'Kiste' });
        assert.deepEqual((await session.take()).operations, [{ op: 'rename', id: a.id, name: 'Kiste' }]);
        await blender.python(`
ob, parent = bpy.data.objects['Kiste'], bpy.data.objects['B']
parent.location = (1, 1, 1)
bpy.context.view_layer.update()
ob.parent = parent
ob.matrix_parent_inverse = parent.matrix_world.inverted()
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Make Parent')`);
        const parenting = await session.take();
        assert.deepEqual(
          parenting.operations.map((each) => each.op),
          ['reparent', 'set_transform', 'set_transform'],
        );
        await blender.python(
          `bpy.data.objects['B'].hide_viewport = True; bpy.ops.ed.undo_push(message='Disable')`,
        );
        assert.deepEqual((await session.take()).operations, [
          { op: 'set_visibility', id: b.id, visibility: { viewport: false, render: true } },
        ]);
        await blender.call('set_property', { name: 'B', key: 'height', value: 1.5 });
        assert.deepEqual((await session.take()).operations, [
          { op: 'set_property', id: b.id, key: 'height', value: 1.5 },
        ]);
        await blender.call('set_property', { name: 'B', key: 'height', value: null });
        assert.deepEqual((await session.take()).operations, [
          { op: 'set_property', id: b.id, key: 'height', value: null },
        ]);
        await blender.call('create', { name: 'New', kind: 'camera', parent: 'B' });
        const creation = await session.take();
        assert.equal(creation.operations[0]?.op, 'create');
        const made =
          creation.operations[0]?.op === 'create' ? (creation.operations[0].object as SceneObject) : null;
        assert.deepEqual([made?.kind, made?.name, made?.parent], ['camera', 'New', b.id]);
        assert.equal((await world.dump()).ids['New'], made?.id);
        await blender.call('delete', { names: ['Kiste', 'New', 'B'] });
        const deletion = await session.take();
        assert.deepEqual(deletion.operations, [
          { op: 'delete', id: b.id, descendants: [a.id, made?.id ?? ''].sort() },
        ]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what is the artist’s own view never leaves: hiding, selecting, collections, playing, scrubbing (rules 4, 10, 12)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        await blender.python(`
ob = bpy.data.objects['A']
ob.hide_set(True)
bpy.data.objects['B'].select_set(True)
bpy.data.objects['B'].hide_select = True
extra = bpy.data.collections.new('Extra')
bpy.context.scene.collection.children.link(extra)
extra.objects.link(ob)
bpy.context.view_layer.layer_collection.children['Extra'].exclude = True
bpy.context.scene.collection.objects.unlink(ob)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Exclude')
b = bpy.data.objects['B']
for frame, x in ((1, 0), (10, 9)):
    b.location.x = x
    b.keyframe_insert('location', frame=frame)
bpy.ops.ed.undo_push(message='Insert Keyframe')
for frame in (2, 5, 9):
    bpy.context.scene.frame_set(frame)
bpy.ops.ed.undo_push(message='Change Frame')`);
        await world.idle();
        const declared = session.driven.get(b.id);
        assert.deepEqual([...(declared ?? [])], ['transform'], 'a channel with a curve is declared');
        assert.equal(session.unread('observed').length, 0, JSON.stringify(session.unread('observed')));
        const { answer } = await session.apply([moved(b.id, 5, 5, 5)]);
        assert.equal(answer.type, 'applied');
        assert.notDeepEqual((await world.raw('B')).location, [5, -5, 5], 'what Blender owns is not written');
        await session.barrier();
        assert.equal((await session.readValues([a.id])).size, 1, 'an excluded object is still there');
      },
    ],
    [
      'what left the scene is a deletion only where a step says so; without one it is drift and comes back (rule 4)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.python(
          `bpy.data.objects['A'].data.vertices[0].co = (6, 6, 6); bpy.context.scene.collection.objects.unlink(bpy.data.objects['A'])`,
        );
        const drift = await session.next('observed');
        assert.equal(drift.undo, null);
        await session.patch([a.id]);
        assert.deepEqual((await world.raw('A')).vertices?.[0], [6, 6, 6], 'it was put back, not made anew');
        await blender.python(
          `bpy.context.scene.collection.objects.unlink(bpy.data.objects['A']); bpy.ops.ed.undo_push(message='Unlink')`,
        );
        assert.deepEqual((await session.take()).operations, [{ op: 'delete', id: a.id, descendants: [] }]);
        assert.deepEqual((await world.dump()).all, ['A'], 'the file still has it');
      },
    ],
    [
      'a copy gets an id of its own, the original keeps its, and redo gives the copy the same again (rule 11)',
      async () => {
        const a = object('A', { kind: 'mesh', properties: { kept: 1 } });
        const session = await world.fresh(sceneOf(a));
        const name = await blender.call<string>('duplicate', { name: 'A', location: [5, 0, 0] });
        const edit = await session.take();
        assert.equal(edit.operations.length, 1, 'duplicate and move is one change (rule 9)');
        const copy = edit.operations[0]?.op === 'create' ? (edit.operations[0].object as SceneObject) : null;
        assert.notEqual(copy?.id, a.id);
        assert.deepEqual(
          [copy?.name, copy?.transform.translation, copy?.properties],
          [name, [5, 0, 0], { kept: 1 }],
        );
        assert.equal((await world.dump()).ids['A'], a.id);
        await blender.call('undo');
        const undone = await session.take();
        assert.equal(undone.undo?.kind, 'undo');
        assert.deepEqual(undone.operations, [{ op: 'delete', id: copy?.id, descendants: [] }]);
        await blender.call('redo');
        const redone = await session.take();
        assert.equal(redone.undo?.kind, 'redo');
        assert.deepEqual(redone.operations, edit.operations);
        const dump = await world.dump();
        assert.deepEqual([dump.ids['A'], dump.ids[name]], [a.id, copy?.id]);
        // Another step, undone, goes back to a state in which the copy still carried the original's id.
        await blender.call('move', { name: 'A', location: [1, 1, 1] });
        await session.take();
        await blender.call('undo');
        assert.deepEqual((await session.take()).operations, [moved(a.id, 0, 0, 0)]);
        assert.deepEqual((await world.dump()).ids, dump.ids);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a copy that a script makes is not shared until a step of the artist holds it, and takes nothing from the original (R21)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const name = await blender.call<string>('duplicate', { name: 'A', step: false });
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        const dump = await world.dump();
        assert.deepEqual([dump.ids['A'], dump.ids[name]], [a.id, null]);
        // The artist's next step holds it, in Blender's history too: from there on it is their work.
        await blender.call('push', { label: 'Select' });
        const edit = await session.take();
        assert.deepEqual([edit.operations.map((each) => each.op), edit.undo?.name], [['create'], 'Select']);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what is appended with an id of another project gets one of its own; what is linked is left alone (rule 11)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const file = `${fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-append-'))}/other.blend`;
        await blender.call('save', { path: file, copy: true });
        const other = await world.fresh();
        assert.equal(other, session);
        await blender.python(`
with bpy.data.libraries.load('${file}', link=False) as (source, target):
    target.objects = ['A']
bpy.context.scene.collection.objects.link(target.objects[0])
target.objects[0]['vibesync_id'] = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
with bpy.data.libraries.load('${file}', link=True) as (source, target):
    target.objects = ['A']
bpy.context.scene.collection.objects.link(target.objects[0])
bpy.ops.ed.undo_push(message='Append')`);
        const edit = await session.take();
        fs.rmSync(path.dirname(file), { recursive: true });
        assert.deepEqual(
          edit.operations.map((each) => each.op),
          ['create'],
        );
        const made = edit.operations[0]?.op === 'create' ? edit.operations[0].object : null;
        assert.ok(made !== null && made.id !== 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' && made.id !== a.id);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an object whose name cannot be shared is not counted among those that could be',
      async () => {
        const session = await world.fresh();
        await blender.call('create', { name: 'Two\nlines', kind: 'empty', step: false });
        await blender.call('create', { name: 'One', kind: 'empty', step: false });
        await session.resync();
        assert.equal(session.unmanaged, 1);
        const values = await session.adoptUnmanaged();
        assert.deepEqual(
          [...values.values()].map((each) => each.name),
          ['One'],
        );
        assert.match((await world.notes()).at(-1) ?? '', /a name that cannot be shared/);
      },
    ],
    [
      'how many are not shared is told when a script makes some, and again when they have gone or are shared',
      async () => {
        const session = await world.fresh();
        await session.resync();
        assert.equal(session.unmanaged, 0);
        await blender.call('create', { name: 'One', kind: 'empty', step: false });
        assert.equal((await session.next('unmanaged')).count, 1);
        await blender.call('create', { name: 'Two', kind: 'empty', step: false });
        assert.equal((await session.next('unmanaged')).count, 2);
        await blender.python(`bpy.data.objects.remove(bpy.data.objects['One'])`);
        assert.equal((await session.next('unmanaged')).count, 1);
        await session.adoptUnmanaged();
        assert.equal((await session.next('unmanaged')).count, 0);
      },
    ],
    [
      'objects that truth never knew are counted, kept, and shared only at a person’s word (R21)',
      async () => {
        const session = await world.fresh();
        await blender.call('create', { name: 'Old', kind: 'empty', step: false });
        await blender.call('create', { name: 'Child', parent: 'Old', step: false });
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
        assert.equal(session.unread('observed').length, 0);
        // Undoing what was before must not make strangers of them.
        const before = (await world.dump()).ids;
        await blender.call('undo', { times: 5 });
        await world.idle();
        assert.deepEqual((await world.dump()).ids, before);
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
        await blender.python(`
a, b, c = (bpy.data.objects[name] for name in 'ABC')
a.name, b.name, c.name = 'x', 'y', 'z'
a.name, b.name, c.name = 'B', 'C', 'A'
c.parent = None
b.parent = c
a.parent = b
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Shuffle')`);
        const edit = await session.take();
        assert.ok(apply(sceneOf(a, b, c), edit.operations as Operation[]).ok);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a thousand objects moved at once are one change, and ten thousand are still told (rule 9)',
      async () => {
        const many = Array.from({ length: 1_000 }, (_, i) => object(`M${i}`));
        const session = await world.fresh(sceneOf(...many));
        await blender.python(`
for ob in bpy.context.scene.objects:
    ob.location.z = 1
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Move all')`);
        const edit = await session.take();
        assert.equal(edit.operations.length, 1_000);
        assert.deepEqual(edit.undo, { kind: 'step', name: 'Move all' });
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'an edit that passes a patch on the wire stands until it is decided, and so does a deletion; then the patch comes again',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, b));
        await blender.call('move', { name: 'A', location: [0, 5, 0] });
        const edit = await session.next('observed');
        await blender.call('delete', { name: 'B' });
        const deletion = await session.next('observed');
        // As the application had it when it knew of neither.
        const states = await session.patch([a.id, b.id]);
        assert.notEqual(states.get(a.id), session.digest(a.id));
        assert.equal(states.get(b.id), null);
        assert.deepEqual((await world.raw('A')).location, [0, 5, 0]);
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
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
      },
    ],
  ];
}
