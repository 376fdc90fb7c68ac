/** Sessions of a real Godot with the real host: how they begin, break, are resumed and end. */
import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { expect, test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import { shown } from '#test/evidence/index.ts';
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

/** Joined and held, with a cube; `resumed` tells the end of each edit, in the order in which they were told. */
async function heldWithCube() {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  const cube = object('Cube');
  await rig.commit({ op: 'create', object: cube });
  rig.host.override('button');
  await rig.until('Godot to have answered `held`', () => {
    const engines = rig.host.snapshot().status.halted?.engines ?? [];
    return engines.some((each) => each.session === session && each.confirmedAfterMs !== null);
  });
  const resumed = async () => {
    expect(godot.frames('frame', 'adopt')).toEqual([]);
    await rig.request('resume', { scope: 'everyone' });
    const ends = godot
      .frames('sent', 'observed')
      .map(({ edit }) =>
        rig.until('a decision', () =>
          godot
            .frames('frame', 'decided')
            .find((each) => each['edit'] === edit && each['outcome'] !== 'collected'),
        ),
      );
    return Promise.all(ends);
  };
  return { rig, godot, cube, resumed };
}

test('under the emergency override edits are collected; of two that overlap the first has moved on (AUTH-1)', async () => {
  const { rig, godot, cube, resumed } = await heldWithCube();
  godot.step(
    'Move and hide',
    { change: 'set', node: 'Cube', key: 'translation', value: [1, 1, 1] },
    { change: 'set', node: 'Cube', key: 'visible', value: false },
  );
  expect(await rig.frame(godot, 'decided')).toMatchObject({ outcome: 'collected' });
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [2, 2, 2] });
  expect(await rig.frame(godot, 'decided', 1)).toMatchObject({ outcome: 'collected' });
  expect(await resumed()).toMatchObject([
    { outcome: 'committed', n: 2 },
    { outcome: 'committed', n: 3 },
  ]);
  expect(godot.frames('sent', 'failed')).toMatchObject([{ n: 2, code: 'moved_on' }]);
  expect(rig.object(cube.id)?.transform).toEqual(movedTo(2, 2, 2));
  expect((await rig.node(godot, 'Cube'))?.origin).toEqual([2, 2, 2]);
  shown({ ids: ['AUTH-1'], how: 'the override over a real Godot, whose artist goes on', runs: 1 });
});

test('edits of one value that follow each other at once become one number (rule 9)', async () => {
  const { rig, godot, cube, resumed } = await heldWithCube();
  // However slow this computer is.
  const { core } = rig.host.orchestrator;
  core.config = { ...core.config, joinWithinMs: 60_000 };
  for (const x of [1, 2, 3]) {
    godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [x, 0, 0] });
    await rig.frame(godot, 'decided', x - 1);
  }
  const ends = await resumed();
  expect(ends.map(({ outcome, n }) => [outcome, n])).toEqual(
    Array.from({ length: 3 }, () => ['committed', 2]),
  );
  const newest = godot.frames('sent', 'observed').at(-1)?.edit;
  expect(godot.frames('frame', 'adopt')).toMatchObject([{ n: 2, edit: newest }]);
  expect(godot.frames('sent', 'failed')).toEqual([]);
  expect(rig.object(cube.id)?.transform).toEqual(movedTo(3, 0, 0));
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

test('what an artist did while Godot was cut off is put on the shelf when it comes back (ORD-5)', async () => {
  const rig = await Rig.start();
  const { godot } = await rig.join();
  const cube = object('Cube');
  await rig.commit({ op: 'create', object: cube });
  godot.do({ do: 'break_off', stays_away: true });
  await rig.until('the line to be cut', () => godot.told.find(({ event }) => event === 'closed'));
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [7, 7, 7] });
  godot.do({ do: 'come_back' });
  await rig.frame(godot, 'live', 1);
  expect(godot.frames('sent', 'observed')).toEqual([]);
  expect((await rig.node(godot, 'Cube'))?.origin).toEqual([0, 0, 0]);
  expect(rig.host.snapshot().shelf).toMatchObject([
    { from: 'engine:godot', states: [{ id: cube.id, facet: 'transform', value: movedTo(7, 7, 7) }] },
  ]);
  shown({ ids: ['ORD-5'], how: 'an artist goes on in a real Godot that is cut off', runs: 1 });
});

test('an answer to what was never asked ends the session, and its token with it (SEC-2, SEC-3)', async () => {
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
  shown({
    ids: ['SEC-2', 'SEC-3'],
    how: 'a real Godot answers what was never asked, and comes back with its token',
    runs: 1,
  });
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
