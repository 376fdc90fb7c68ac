/**
 * A third engine, attached by someone who had only assets/adapters/PROTOCOL.md: a real Godot beside the real host. What
 * Godot holds is read by a hand of its own from the scene tree, never from the adapter.
 */
import { expect, test } from 'vitest';
import { digestObject } from '#app/scene/index.ts';
import { shown } from '#test/evidence/index.ts';
import { AT_REST, AWKWARD, movedTo, object } from './objects.ts';
import { Rig } from './rig.ts';

test('objects that a person wants shared get ids and become part of the scene as they are', async () => {
  const rig = await Rig.start();
  const godot = await rig.startGodot();
  godot.step('Add', { change: 'add', under: '.', name: 'House', kind: 'mesh' });
  godot.step('Add', { change: 'add', under: 'House', name: 'House', kind: 'empty' });
  const { session } = await rig.pair(godot);
  await rig.request('link_scene', { session });
  await rig.frame(godot, 'live');
  await rig.request('adopt_objects', { session });
  await rig.frame(godot, 'confirm');
  const [house, door] = rig.host.snapshot().objects;
  // Names are unique in the project, in Godot only among siblings: the node keeps its own.
  expect([house, door]).toMatchObject([
    { name: 'House', kind: 'mesh', parent: null },
    { name: 'House.001', kind: 'empty', parent: house?.id },
  ]);
  expect((await rig.node(godot, 'House/House'))?.metas).toMatchObject({ _vibesync: { id: door?.id } });
});

test('what is created, changed and deleted in the window is so in Godot’s own tree, to the bit', async () => {
  const rig = await Rig.start();
  const { godot } = await rig.join();
  const cube = object('Cube.001/a:b', {
    transform: AWKWARD,
    properties: { mass: Math.fround(0.1), _tag: 'a"\\\n€' },
  });
  const lamp = object('Lamp', { kind: 'light', parent: cube.id });
  const camera = object('Camera', { kind: 'camera' });
  await rig.commit(
    { op: 'create', object: cube },
    { op: 'create', object: lamp },
    { op: 'create', object: camera },
    { op: 'set_visibility', id: camera.id, visibility: { viewport: false, render: true } },
  );
  const { nodes } = await rig.dump(godot);
  expect(nodes.map(({ path, class: kind, visible }) => [path, kind, visible])).toEqual([
    ['Cube001ab', 'MeshInstance', true],
    ['Cube001ab/Lamp', 'OmniLight', true],
    ['Camera', 'Camera', false],
  ]);
  expect(nodes[0]?.origin).toEqual(AWKWARD.translation);
  // The rotation's matrix times the scale, one column an axis; the middle one is mirrored.
  expect(nodes[0]?.basis.flat().map((each) => Number(each.toFixed(5)))).toEqual([
    0.17333, 1.21333, -0.43333, 0.46667, -0.23333, -0.46667, 1.54, 0.28, 1.4,
  ]);
  expect(nodes[0]?.metas).toMatchObject({ mass: Math.fround(0.1), 'shared:_tag': 'a"\\\n€' });

  await rig.commit(
    { op: 'rename', id: lamp.id, name: 'Sun' },
    { op: 'reparent', id: lamp.id, parent: camera.id },
  );
  await rig.commit(
    { op: 'set_transform', id: lamp.id, transform: movedTo(1, 2, -3) },
    { op: 'set_property', id: cube.id, key: 'mass', value: null },
    { op: 'set_property', id: cube.id, key: 'pivot', value: [0, 0.5] },
  );
  expect((await rig.node(godot, 'Camera/Sun'))?.origin).toEqual([1, 2, -3]);
  const { metas } = (await rig.node(godot, 'Cube001ab')) ?? {};
  expect([metas?.['mass'], metas?.['pivot']]).toEqual([undefined, [0, 0.5]]);

  await rig.commit({ op: 'delete', id: camera.id, descendants: [lamp.id] });
  expect((await rig.dump(godot)).nodes.map(({ path }) => path)).toEqual(['Cube001ab']);
});

test('an artist’s edit in Godot is committed with its undo step, and so are undo and redo', async () => {
  const rig = await Rig.start();
  const { godot } = await rig.join();
  const cube = object('Cube', { transform: AWKWARD });
  await rig.commit({ op: 'create', object: cube });
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [9, 0.3, 1] });
  expect(await rig.frame(godot, 'decided')).toMatchObject({ outcome: 'committed', n: 2 });
  expect(rig.object(cube.id)?.transform).toEqual({ ...AWKWARD, translation: [9, Math.fround(0.3), 1] });
  godot.do({ do: 'undo' });
  expect(await rig.frame(godot, 'decided', 1)).toMatchObject({ outcome: 'committed', n: 3 });
  expect(rig.object(cube.id)?.transform).toEqual(AWKWARD);
  godot.do({ do: 'redo' });
  await rig.frame(godot, 'decided', 2);
  expect(godot.frames('sent', 'observed').map(({ undo }) => undo)).toEqual([
    { kind: 'step', name: 'Move' },
    { kind: 'undo', name: 'Move' },
    { kind: 'redo', name: 'Move' },
  ]);
  expect(godot.frames('frame', 'patch')).toEqual([]);

  const post = object('Post', { transform: movedTo(1, 0, 0) });
  await rig.commit({ op: 'create', object: post });
  godot.step('Turn', { change: 'turn', node: 'Post', radians: Math.PI / 2 });
  expect(await rig.frame(godot, 'decided', 3)).toMatchObject({ outcome: 'committed' });
  const turned = rig.object(post.id)?.transform.rotation.map((each) => Number(each.toFixed(6)));
  expect(turned).toEqual([0, Number(Math.SQRT1_2.toFixed(6)), 0, Number(Math.SQRT1_2.toFixed(6))]);

  // What VibeSync applied is a step in Godot's history, too.
  await rig.commit({ op: 'set_transform', id: cube.id, transform: AT_REST });
  await rig.frame(godot, 'confirm', 6);
  godot.do({ do: 'undo' });
  expect(await rig.frame(godot, 'decided', 4)).toMatchObject({ outcome: 'committed' });
  expect(godot.frames('sent', 'observed')[4]).toMatchObject({ undo: { kind: 'undo', name: 'move Cube' } });
  expect(rig.object(cube.id)?.transform).toEqual({ ...AWKWARD, translation: [9, Math.fround(0.3), 1] });
});

test('a copy made in Godot is an object of its own, and a deletion there takes the children along', async () => {
  const rig = await Rig.start();
  const { godot } = await rig.join();
  const cube = object('Cube', { properties: { tag: 'prop' } });
  const lamp = object('Lamp', { kind: 'light', parent: cube.id });
  await rig.commit({ op: 'create', object: cube }, { op: 'create', object: lamp });
  godot.step('Duplicate', { change: 'duplicate', node: 'Cube' });
  expect(await rig.frame(godot, 'decided')).toMatchObject({ outcome: 'committed' });
  const copies = rig.host.snapshot().objects.filter(({ id }) => id !== cube.id && id !== lamp.id);
  expect(copies).toMatchObject([
    { name: 'Cube2', parent: null, properties: { tag: 'prop' } },
    { name: 'Lamp.001', parent: copies[0]?.id, kind: 'light' },
  ]);
  godot.step('Delete', { change: 'remove', node: 'Cube' });
  expect(await rig.frame(godot, 'decided', 1)).toMatchObject({ outcome: 'committed' });
  expect(godot.frames('sent', 'observed')[1]).toMatchObject({
    operations: [{ op: 'delete', id: cube.id, descendants: [lamp.id] }],
  });
  expect(rig.host.snapshot().objects.map(({ id }) => id)).toEqual(copies.map(({ id }) => id));
});

test('what a script changes without an undo step is put back, and Godot stays live (ORD-5)', async () => {
  const rig = await Rig.start();
  const { godot } = await rig.join();
  const cube = object('Cube');
  await rig.commit({ op: 'create', object: cube });
  godot.do({
    do: 'script',
    changes: [{ change: 'set', node: 'Cube', key: 'translation', value: [5, 5, 5] }],
  });
  expect(await rig.frame(godot, 'decided')).toMatchObject({ outcome: 'rejected', code: 'drift' });
  await rig.until('Godot to answer the patch', () => godot.frames('sent', 'patched')[0]);
  expect((await rig.node(godot, 'Cube'))?.origin).toEqual([0, 0, 0]);
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [1, 1, 1] });
  expect(await rig.frame(godot, 'decided', 1)).toMatchObject({ outcome: 'committed' });
  expect(rig.object(cube.id)?.transform).toEqual(movedTo(1, 1, 1));
  shown({ ids: ['ORD-5'], how: 'a script in a real Godot, without an undo step', runs: 1 });
});

test('a deletion that another engine cannot do is taken back with everything that only Godot knew of it (FAIL-4)', async () => {
  const rig = await Rig.start();
  const { godot: one } = await rig.join();
  const cube = object('Cube', { transform: AWKWARD });
  const lamp = object('Lamp', { kind: 'light', parent: cube.id });
  await rig.commit({ op: 'create', object: cube }, { op: 'create', object: lamp });
  const { godot: other } = await rig.join();
  one.step(
    'Furnish',
    { change: 'set', node: 'Cube/Lamp', key: 'omni_range', value: 77 },
    { change: 'set', node: 'Cube', key: 'layers', value: 5 },
  );
  other.step('Lock', { change: 'meta', node: 'Cube', key: '_edit_lock_', value: true });
  const before = await rig.dump(one);
  const id = await rig.submit({ op: 'delete', id: cube.id, descendants: [lamp.id] });
  await rig.until('the deletion to be taken back', () => one.frames('sent', 'compensated')[0]);
  const failed = await rig.until('the refusal', () => other.frames('sent', 'failed')[0]);
  expect(failed).toMatchObject({ code: 'locked_object' });
  expect(one.frames('sent', 'compensated')).toMatchObject([
    {
      outcomes: [
        { id: cube.id, outcome: 'restored' },
        { id: lamp.id, outcome: 'restored' },
      ],
    },
  ]);
  // The hand looks at once after that, before the deletion comes again without the other engine.
  const after = await rig.until('the dump after it', () =>
    one.told.findLast(({ event }) => event === 'dump'),
  );
  expect(after).toEqual(before);
  expect(await rig.outcome(id)).toBe('committed');
  expect((await rig.dump(one)).nodes).toEqual([]);
  expect((await rig.node(other, 'Cube/Lamp'))?.path).toBe('Cube/Lamp');
  shown({ ids: ['FAIL-4'], how: 'a real Godot applied what another engine fails', runs: 1 });
});

test('where an artist went on from what another engine cannot do, their value stays when it is taken back (R14)', async () => {
  const rig = await Rig.start();
  const { godot: one } = await rig.join();
  const cube = object('Cube');
  await rig.commit({ op: 'create', object: cube });
  const { godot: other } = await rig.join();
  other.step('Lock', { change: 'meta', node: 'Cube', key: '_edit_lock_', value: true });
  other.do({ do: 'hang' });
  await rig.dump(other);
  await rig.submit({ op: 'set_transform', id: cube.id, transform: movedTo(5, 0, 0) });
  await rig.until('the vote of one', () => one.frames('sent', 'applied').find(({ n }) => n === 2));
  await rig.until('the other to be waited for', () => other.told.find(({ event }) => event === 'waiting'));
  one.step('Move on', { change: 'set', node: 'Cube', key: 'translation', value: [0, 7, 0] });
  await rig.until('the edit', () => one.frames('sent', 'observed')[0]);
  other.do({ do: 'end_work' });
  const told = await rig.until('it to be taken back', () => one.frames('sent', 'compensated')[0]);
  expect(told).toMatchObject({ n: 2, outcomes: [{ id: cube.id, outcome: 'diverged' }] });
  // The hand looks at once after that.
  const after = await rig.until('the dump after it', () =>
    one.told.findLast(({ event }) => event === 'dump'),
  );
  expect(after).toMatchObject({ nodes: [{ path: 'Cube', origin: [0, 7, 0] }] });
});

test('the comparison that never ends finds awkward values in Godot as they are shared', async () => {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  const properties = {
    odd: Math.fround(1e-45),
    big: 3.4028234663852886e38,
    list: [0, Math.fround(0.1)],
    said: '🎲',
  };
  const cube = object('Cube', { transform: AWKWARD, properties });
  const lamp = object('Lamp 🎲', { kind: 'light', parent: cube.id, transform: AWKWARD });
  await rig.commit({ op: 'create', object: cube }, { op: 'create', object: lamp });
  const told = await rig.until('digests of both', () =>
    godot.frames('sent', 'digests').find(({ states }) => Array.isArray(states) && states.length === 2),
  );
  const digests = new Map(told['states'] as [string, string][]);
  expect([digests.get(cube.id), digests.get(lamp.id)]).toEqual([digestObject(cube), digestObject(lamp)]);
  expect(rig.session(session)?.drift.objects).toEqual([]);
});

test('a shear is declared as Godot’s own and never sent as something else', async () => {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  const cube = object('Cube');
  await rig.commit({ op: 'create', object: cube });
  godot.step('Shear', { change: 'shear', node: 'Cube' });
  await rig.until('the declaration', () => rig.session(session)?.driven.find(({ id }) => id === cube.id));
  godot.step('Tag', { change: 'meta', node: 'Cube', key: 'tag', value: 'leaning' });
  await rig.until('the tag to be committed', () => rig.object(cube.id)?.properties['tag'] === 'leaning');
  expect(rig.object(cube.id)?.transform).toEqual(AT_REST);
  // What was declared is declared again to the next session, and its digest leaves the transform out.
  godot.do({ do: 'break_off', stays_away: false });
  await rig.frame(godot, 'live', 1);
  expect(godot.frames('frame', 'patch')).toEqual([]);
  expect(godot.frames('frame', 'read_values')).toEqual([]);
  expect((await rig.node(godot, 'Cube'))?.basis[1]).toEqual([0.5, 1, 0]);
});
