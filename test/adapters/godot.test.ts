/**
 * A third engine, attached by someone who had only assets/adapters/PROTOCOL.md: a real Godot beside the real host. What
 * Godot holds is read by a hand of its own from the scene tree, never from the adapter.
 */
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { expect, test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import { AT_REST, AWKWARD, movedTo, object } from './objects.ts';
import { Rig } from './rig.ts';

test('a wrong code is refused, a right one pairs, and the file is bound when a person links it', async () => {
  const rig = await Rig.start();
  const godot = await rig.startGodot();
  godot.step('Add', { change: 'add', under: '.', name: 'Mine', kind: 'mesh' });
  const { endpoint } = await rig.request('pair_engine', {});
  godot.do({ do: 'pair', url: endpoint, code: 'AAAA-AAAA' });
  const refused = await rig.until('a refusal', () => godot.told.find(({ event }) => event === 'refused'));
  expect(refused).toMatchObject({ status: 401, body: 'unauthorized' });

  const { session } = await rig.pair(godot);
  await rig.frame(godot, 'foreign');
  expect(godot.frames('sent', 'hello')).toMatchObject([
    { engine: { kind: 'godot' }, scene: { project: null } },
  ]);
  await rig.request('link_scene', { session });
  await rig.frame(godot, 'live');
  const { kept, nodes } = await rig.dump(godot);
  const { project, scene } = await rig.frame(godot, 'bind');
  expect(kept).toEqual({ _vibesync_project: { project, scene } });
  expect(godot.frames('sent', 'inventory')).toMatchObject([{ objects: [], unmanaged: 1 }]);
  expect(nodes).toMatchObject([{ path: 'Mine', metas: {} }]);
});

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
  const camera = object('Camera', { kind: 'camera', visibility: { viewport: false, render: true } });
  await rig.commit(
    { op: 'create', object: cube },
    { op: 'create', object: lamp },
    { op: 'create', object: camera },
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

  // What VibeSync applied is a step in Godot's history, too.
  await rig.commit({ op: 'set_transform', id: cube.id, transform: AT_REST });
  await rig.frame(godot, 'confirm', 4);
  godot.do({ do: 'undo' });
  expect(await rig.frame(godot, 'decided', 3)).toMatchObject({ outcome: 'committed' });
  expect(godot.frames('sent', 'observed')[3]).toMatchObject({ undo: { kind: 'undo', name: 'move Cube' } });
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

test('what a script changes without an undo step is put back, and Godot stays live', async () => {
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
});

test('under the emergency override edits are collected; of two of one value the first has moved on', async () => {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  const cube = object('Cube');
  await rig.commit({ op: 'create', object: cube });
  rig.host.override('button');
  await rig.until('Godot to have answered `held`', () => {
    const engines = rig.host.snapshot().status.halted?.engines ?? [];
    return engines.some((each) => each.session === session && each.confirmedAfterMs !== null);
  });
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [1, 1, 1] });
  expect(await rig.frame(godot, 'decided')).toMatchObject({ outcome: 'collected' });
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [2, 2, 2] });
  expect(await rig.frame(godot, 'decided', 1)).toMatchObject({ outcome: 'collected' });
  expect(godot.frames('frame', 'adopt')).toEqual([]);
  await rig.request('resume', { scope: 'everyone' });
  const [first, second] = godot.frames('sent', 'observed').map(({ edit }) => edit);
  const outcome = (edit: unknown) =>
    rig.until('a decision', () =>
      godot
        .frames('frame', 'decided')
        .find((each) => each['edit'] === edit && each['outcome'] !== 'collected'),
    );
  expect(await outcome(first)).toMatchObject({ outcome: 'committed' });
  expect(await outcome(second)).toMatchObject({ outcome: 'committed' });
  expect(godot.frames('sent', 'failed')).toMatchObject([{ n: 2, code: 'moved_on' }]);
  expect(rig.object(cube.id)?.transform).toEqual(movedTo(2, 2, 2));
  expect((await rig.node(godot, 'Cube'))?.origin).toEqual([2, 2, 2]);
});

test('a deletion that another engine cannot do is taken back with everything that only Godot knew of it', async () => {
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
});

test('a lost connection is resumed, and only what differs is read and patched', async () => {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  const objects = Array.from({ length: 20 }, (_, index) =>
    object(`Object ${index} 🎲`, {
      transform: AWKWARD,
      properties: { odd: Math.fround(1e-45), big: 3.4028234663852886e38 },
    }),
  );
  await rig.commit(...objects.map((each): Operation => ({ op: 'create', object: each })));
  const [moved, gone, kept] = objects as [(typeof objects)[0], (typeof objects)[0], (typeof objects)[0]];
  await rig.frame(godot, 'confirm');
  godot.do({ do: 'break_off', stays_away: true });
  await rig.until('the loss to be noticed', () => rig.session(session)?.state === 'detached');
  await rig.commit({ op: 'set_transform', id: moved.id, transform: movedTo(1, 1, 1) });
  await rig.commit({ op: 'delete', id: gone.id, descendants: [] });
  godot.do({ do: 'come_back' });
  await rig.frame(godot, 'live', 1);
  expect(godot.frames('frame', 'welcome')[1]).toMatchObject({ resumed: true, revision: 3 });
  expect(godot.frames('sent', 'hello')[1]).toMatchObject({ applied_through: 1, receipt: { n: 1 } });
  const patches = godot.frames('frame', 'patch');
  expect(patches).toMatchObject([{ objects: [{ id: moved.id }], removed: [gone.id] }]);
  const { nodes } = await rig.dump(godot);
  expect(nodes.map(({ origin }) => origin)).toEqual([
    [1, 1, 1],
    ...objects.slice(2).map(() => [...AWKWARD.translation]),
  ]);
  // In step: what is done now gets its number as if nothing had been.
  await rig.commit({ op: 'set_transform', id: kept.id, transform: AT_REST });
  await rig.frame(godot, 'confirm', 1);
  expect(godot.frames('sent', 'applied').at(-1)).toMatchObject({ n: 4 });
});

test('what an artist did while Godot was cut off is put on the shelf, and Godot comes back by itself', async () => {
  const rig = await Rig.start();
  const { godot } = await rig.join();
  const cube = object('Cube');
  await rig.commit({ op: 'create', object: cube });
  godot.do({ do: 'break_off', stays_away: false });
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [7, 7, 7] });
  await rig.frame(godot, 'live', 1);
  expect(godot.frames('sent', 'observed')).toEqual([]);
  expect((await rig.node(godot, 'Cube'))?.origin).toEqual([0, 0, 0]);
  expect(rig.host.snapshot().shelf).toMatchObject([
    { from: 'engine:godot', states: [{ id: cube.id, facet: 'transform', value: movedTo(7, 7, 7) }] },
  ]);
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
  expect((await rig.node(godot, 'Cube'))?.basis[1]).toEqual([0.5, 1, 0]);
});

test('an answer to what was never asked ends the session, and its token with it', async () => {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  godot.do({ do: 'send', text: JSON.stringify({ type: 'applied', n: 99, states: [] }) });
  expect(await rig.frame(godot, 'revoked')).toMatchObject({ code: 'unsent_number' });
  await rig.until('the socket to close', () => godot.told.find(({ event }) => event === 'closed'));
  expect(godot.told.at(-1)).toEqual({ event: 'closed', code: 4000 });
  expect(rig.session(session)).toMatchObject({ state: 'revoked', reason: { code: 'unsent_number' } });
  const token = String((await rig.frame(godot, 'welcome'))['token']);
  const { endpoint } = await rig.request('pair_engine', {});
  expect(await statusOfUpgrade(endpoint, `Bearer ${token}`)).toBe(401);
});

test('a good-bye ends the session', async () => {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  godot.do({ do: 'bye' });
  await rig.until('the socket to close', () => godot.told.find(({ event }) => event === 'closed'));
  expect(godot.told.at(-1)).toEqual({ event: 'closed', code: 1000 });
  expect(rig.session(session)).toMatchObject({ state: 'revoked', reason: { code: 'bye' } });
});

/** With which status an upgrade is refused. */
function statusOfUpgrade(endpoint: string, authorization: string): Promise<number | undefined> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': 'vibesync.v1',
    Authorization: authorization,
  };
  return new Promise((resolve, reject) => {
    get(endpoint.replace('ws:', 'http:'), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('upgrade', (response) => resolve(response.statusCode))
      .once('error', reject);
  });
}
