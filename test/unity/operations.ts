/** Every operation, all or nothing, read back from the engine; taking back; names; what is not shared. */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { canonicalOperation, EMPTY_SCENE, expectedStates, touches } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { RawObject } from './editor.ts';
import { comparable, field, idsOf, namesOf, property } from './world.ts';
import type { World } from './world.ts';

const TURN: SceneObject['transform'] = {
  translation: [1, 2, 3],
  rotation: [0, 0.6, 0, 0.8],
  scale: [1, 2, 0.5],
};

export function operationTests(world: World): Test[] {
  const { editor } = world;
  return [
    [
      'every operation is applied, read back exactly and confirmed',
      async () => {
        const session = await world.fresh();
        const root = object('Root', { transform: TURN });
        const cube = object('Würfel', {
          kind: 'mesh',
          parent: root.id,
          transform: at(0, 1, -2),
          properties: { count: 3, lit: true, note: 'é\n✓', tint: [1, 0.5, 0.25], zero: false },
        });
        const light = object('Light', { kind: 'light', transform: at(4, 5, 6) });
        const camera = object('Camera', {
          kind: 'camera',
          transform: at(-4, 5, 6),
          visibility: { viewport: false, render: true },
        });
        await session.commit(
          [root, cube, light, camera].map((each): Operation => ({ op: 'create', object: each })),
          'Create four',
        );
        await session.commit([
          { op: 'rename', id: cube.id, name: 'Crate' },
          {
            op: 'set_transform',
            id: cube.id,
            transform: {
              ...TURN,
              translation: [-0.1, 1e-7, 12345.678].map(Math.fround) as [number, number, number],
            },
          },
          { op: 'set_visibility', id: cube.id, visibility: { viewport: true, render: false } },
          { op: 'set_property', id: cube.id, key: 'note', value: null },
          { op: 'set_property', id: cube.id, key: 'lit', value: false },
          { op: 'set_property', id: cube.id, key: 'count', value: [1, 2] },
          { op: 'reparent', id: cube.id, parent: light.id },
          { op: 'delete', id: root.id, descendants: [] },
        ]);
        await session.barrier();
        const crate = await world.raw('Crate');
        assert.deepEqual((await world.names()).sort(), ['Camera', 'Crate', 'Light']);
        assert.deepEqual([crate.raw.active, crate.parent], [false, 'Light']);
        assert.deepEqual([property(crate, 'lit'), property(crate, 'count')], [false, [1, 2]]);
        assert.ok(crate.raw.components.some((each) => each.type === 'MeshFilter'));
        assert.deepEqual((await world.raw('Camera')).place, [4, 5, 6], 'X is mirrored');
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'a batch is one named undo step, and what refuses in the middle of it leaves nothing (all or nothing)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await editor.call('prefab', { name: 'House', parts: ['Door', 'Roof'] });
        const shared = (await session.take()).operations;
        const idOf = (name: string): string =>
          shared.flatMap((each) =>
            each.op === 'create' && each.object.name === name ? [each.object.id] : [],
          )[0] ?? '';
        await session.commit([moved(a.id, 1, 0, 0), { op: 'rename', id: a.id, name: 'B' }], 'Two at once');
        await session.barrier();
        const before = await world.dump();
        assert.equal(before.undo.at(-1), 'VibeSync: Two at once');
        const inside = await session.apply([
          moved(a.id, 9, 9, 9),
          { op: 'rename', id: a.id, name: 'Other' },
          { op: 'set_property', id: a.id, key: 'k', value: 1 },
          { op: 'create', object: object('New', { kind: 'light', parent: a.id }) },
          { op: 'reparent', id: idOf('Door'), parent: null },
        ]);
        assert.equal(inside.answer.type === 'failed' && inside.answer.code, 'fixed_part');
        const unforeseen = await session.apply([
          moved(a.id, 9, 9, 9),
          { op: 'delete', id: a.id, descendants: [] },
          { op: 'set_property', id: a.id, key: 'y', value: 1 },
        ]);
        assert.equal(unforeseen.answer.type, 'failed');
        const after = await world.dump();
        assert.deepEqual(comparable(after), comparable(before));
        assert.deepEqual(after.undo, before.undo, 'no step is left of it');
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'the vote is what the engine holds: a script that fights back and a constraint show (R25)',
      async () => {
        const [driven, fought] = [object('Driven', { kind: 'mesh' }), object('Fought', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(driven, fought));
        await editor.call('add_component', {
          name: 'Driven',
          type: 'PositionConstraint',
          fields: { height: 7 },
        });
        await editor.call('keep_height', { name: 'Fought', height: 0.25 });
        await world.idle();
        assert.deepEqual([...(session.driven.get(driven.id) ?? [])], ['transform'], 'it is declared');
        const one = await session.apply([moved(driven.id, 1, 1, 1)]);
        const value = one.answer.type === 'applied' ? one.answer.states[0]?.value : null;
        assert.deepEqual((value as SceneObject['transform']).translation, [0, 7, 0]);
        const two = await session.apply([moved(fought.id, 1, 5, 1)]);
        const kept = two.answer.type === 'applied' ? two.answer.states[0]?.value : null;
        assert.deepEqual((kept as SceneObject['transform']).translation, [1, 0.25, 1]);
      },
    ],
    [
      'a populated hierarchy that is deleted, reparented and renamed comes back whole (R14, R15, FAIL-4)',
      async () => {
        const house = object('House');
        const wall = object('Wall', { kind: 'mesh', parent: house.id, transform: TURN });
        const window = object('Window', {
          kind: 'mesh',
          parent: wall.id,
          transform: at(0.5, 0, 0),
          properties: { open: true, size: [1, 2] },
        });
        const lamp = object('Lamp', { kind: 'light', parent: wall.id, transform: at(0, 2, 0) });
        const other = object('Other');
        const session = await world.fresh(sceneOf(house, wall, window, lamp, other));
        await editor.call('set_fields', {
          name: 'Wall',
          type: 'MeshFilter',
          fields: { m_Mesh: 'edited.asset' },
        });
        await editor.call('add_component', {
          name: 'Wall',
          type: 'BoxCollider',
          fields: { size: [1, 2, 3] },
        });
        await editor.call('add_component', { name: 'Lamp', type: 'Flicker', fields: { speed: 0.5 } });
        await editor.call('create', { name: 'Unshared', parent: 'Wall', step: false });
        await editor.call('select', { names: ['Wall', 'Lamp'] });
        await world.silence();
        const before = comparable(await world.dump());
        const steps: Operation[][] = [
          [{ op: 'delete', id: house.id, descendants: [wall.id, window.id, lamp.id].sort() }],
          [
            { op: 'reparent', id: wall.id, parent: other.id },
            { op: 'rename', id: wall.id, name: 'Mauer' },
            { op: 'set_transform', id: wall.id, transform: at(8, 8, 8) },
            { op: 'set_transform', id: window.id, transform: TURN },
            { op: 'set_property', id: window.id, key: 'open', value: 'now a text' },
            { op: 'delete', id: lamp.id, descendants: [] },
          ],
          [
            { op: 'reparent', id: wall.id, parent: null },
            { op: 'delete', id: house.id, descendants: [] },
            { op: 'create', object: object('House', { id: randomUUID(), kind: 'mesh' }) },
            { op: 'rename', id: window.id, name: 'A' },
            { op: 'rename', id: lamp.id, name: 'Window' },
          ],
        ];
        for (const operations of steps) {
          const { n, answer } = await session.apply(operations);
          assert.equal(answer.type, 'applied', JSON.stringify(answer).slice(0, 300));
          assert.notDeepEqual(comparable(await world.dump()), before);
          const { outcomes } = await session.compensate(n, session.truth, operations);
          assert.ok(!outcomes.some((each) => each.outcome === 'diverged'), JSON.stringify(outcomes));
          assert.deepEqual(comparable(await world.dump()), before);
        }
        await world.silence();
      },
    ],
    [
      'compensation is compare-and-set and idempotent: a newer edit is left alone (R14)',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const operations = [moved(a.id, 1, 0, 0), moved(b.id, 1, 0, 0)];
        const { n } = await session.apply(operations);
        await editor.call('move', { name: 'B', position: [0, 5, 0] });
        const edit = await session.next('observed');
        assert.equal(edit.undo?.kind, 'step');
        const outcomes = async (): Promise<string[]> =>
          (await session.compensate(n, session.truth, operations)).outcomes.map((each) => each.outcome);
        assert.deepEqual(await outcomes(), ['restored', 'diverged']);
        assert.deepEqual(await outcomes(), ['already', 'diverged']);
        assert.deepEqual((await world.raw('B')).place, [0, 5, 0]);
      },
    ],
    [
      'an edit that was told and written over comes back when the number is taken back (R23)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('move', { name: 'A', position: [0, 5, 0] });
        const edit = await session.next('observed');
        const operations = [moved(a.id, 1, 0, 0)];
        const { n, answer } = await session.apply(operations);
        assert.equal(answer.type, 'applied');
        const { outcomes } = await session.compensate(n, session.truth, operations);
        assert.equal(outcomes[0]?.outcome, 'diverged');
        assert.equal((await session.adopt(edit)).type, 'applied');
        assert.deepEqual((await world.raw('A')).place, [0, 5, 0]);
      },
    ],
    [
      'an edit of the very frame in which a number comes is told before it is written over (R23)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await editor.call('freeze');
        await editor.call('set_property', { name: 'A', key: 'k', value: 'mine' });
        const operations: Operation[] = [{ op: 'set_property', id: a.id, key: 'k', value: 'theirs' }];
        const applying = session.apply(operations);
        await editor.call('thaw');
        const { n } = await applying;
        const edit = session.unread('observed')[0];
        assert.deepEqual(
          edit?.operations,
          [{ op: 'set_property', id: a.id, key: 'k', value: 'mine' }],
          'their own value was lost without a word',
        );
        await session.compensate(n, session.truth, operations);
        assert.equal(property(await world.raw('A'), 'k'), 'mine', 'it is back with the other taken back');
        await session.take();
      },
    ],
    [
      'a deletion is kept until it is confirmed, and the same id brings it back until then (R15)',
      async () => {
        const mesh = object('Mesh', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(mesh));
        await editor.call('set_fields', {
          name: 'Mesh',
          type: 'MeshFilter',
          fields: { m_Mesh: 'kept.asset' },
        });
        const isKept = async (name: string): Promise<boolean> =>
          field(await world.raw(name), 'MeshFilter', 'm_Mesh') === 'kept.asset';
        const deletion: Operation[] = [{ op: 'delete', id: mesh.id, descendants: [] }];
        const one = await session.apply(deletion);
        assert.equal(one.answer.type, 'applied');
        const gone = await world.dump();
        assert.deepEqual([gone.objects.length, gone.apart.length], [0, 1]);
        const fresh = { ...mesh, name: 'Renamed' };
        await session.compensate(one.n, session.truth, deletion);
        assert.ok(await isKept('Mesh'));
        const two = await session.apply([...deletion, { op: 'create', object: fresh }]);
        assert.equal(two.answer.type, 'applied', JSON.stringify(two.answer));
        assert.ok(await isKept('Renamed'));
        session.truth = sceneOf(fresh);
        session.confirm(two.n);
        await session.commit(deletion);
        await session.barrier();
        const { objects, apart } = await world.dump();
        assert.deepEqual([objects, apart], [[], []], 'confirmed: nothing of it is left');
      },
    ],
    [
      'what is not shared keeps its place and its name: a child of what is deleted, and one of a shared one’s name',
      async () => {
        const parent = object('Parent', { transform: at(3, 0, 0) });
        const session = await world.fresh(sceneOf(parent));
        await editor.call('create', { name: 'Mine', parent: 'Parent', step: false });
        await editor.call('create', { name: 'Taken', step: false });
        await world.silence();
        await session.commit([{ op: 'delete', id: parent.id, descendants: [] }]);
        await session.barrier();
        const mine = await world.raw('Mine');
        assert.deepEqual([mine.place, mine.parent], [[-3, 0, 0], null]);
        const newcomer = object('Taken');
        const { n, answer } = await session.apply([{ op: 'create', object: newcomer }]);
        assert.equal(answer.type, 'applied');
        assert.deepEqual(
          (await world.dump()).objects.filter((each) => each.raw.name === 'Taken').map((each) => each.id),
          [null, newcomer.id],
          'Unity lets both have it',
        );
        await session.compensate(n, session.truth, [{ op: 'create', object: newcomer }]);
        assert.deepEqual(await world.names(), ['Taken', 'Mine']);
      },
    ],
    [
      'an unknown object, a taken id, a ring and an incomplete deletion fail with their codes',
      async () => {
        const a = object('A');
        const b = object('B', { parent: a.id });
        const session = await world.fresh(sceneOf(a, b));
        const code = async (operations: Operation[]): Promise<string> => {
          const { answer } = await session.apply(operations);
          return answer.type === 'failed' ? answer.code : answer.type;
        };
        assert.equal(await code([moved(randomUUID(), 0, 0, 0)]), 'unknown_object');
        assert.equal(await code([{ op: 'create', object: { ...a, name: 'C' } }]), 'object_exists');
        assert.equal(await code([{ op: 'reparent', id: a.id, parent: b.id }]), 'cycle');
        assert.equal(await code([{ op: 'delete', id: a.id, descendants: [] }]), 'closure_incomplete');
        assert.equal(
          await code([{ op: 'create', object: object('D', { parent: randomUUID() }) }]),
          'unknown_parent',
        );
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'one number, one answer: sent again it is answered as before and changes nothing (R18)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        const { n, answer } = await session.apply([moved(a.id, 1, 2, 3)]);
        await editor.call('move', { name: 'A', position: [5, 5, 5] });
        await session.take();
        session.send({ type: 'apply', n, label: 'again', by: 'a test', operations: [moved(a.id, 1, 2, 3)] });
        assert.deepEqual(await session.next('applied', (each) => each.n === n), answer);
        assert.deepEqual((await world.raw('A')).place, [5, 5, 5]);
      },
    ],
    [
      'a creation that stands already is voted for as it stands, and not made twice (R18)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const { handle } = await world.raw('A');
        const { answer } = await session.apply([{ op: 'create', object: a }]);
        assert.equal(answer.type, 'applied');
        assert.equal((await world.raw('A')).handle, handle);
      },
    ],
    [
      'a number that a domain reload forgot is judged by what stands: all of it is a vote, none is applied, a part is mixed (R18)',
      async () => {
        const [a, b, parent] = [object('A', { kind: 'mesh' }), object('B'), object('Parent')];
        let session = await world.fresh(sceneOf(a, b, parent));
        const made = object('Made', { kind: 'light' });
        const operations: Operation[] = [
          moved(a.id, 1, 2, 3),
          { op: 'rename', id: b.id, name: 'Renamed' },
          { op: 'reparent', id: a.id, parent: parent.id },
          { op: 'set_property', id: b.id, key: 'k', value: 0.1 },
          { op: 'create', object: made },
          { op: 'set_visibility', id: made.id, visibility: { viewport: false, render: true } },
        ];
        const n = await session.commit(operations);
        const again = async (): Promise<AdapterMessageOf<'applied'> | AdapterMessageOf<'failed'>> => {
          session = await world.reloadDomain();
          await editor.call('writes');
          session.send({ type: 'apply', n, label: 'again', by: 'a test', operations });
          return session.answer(n);
        };
        const whole = await again();
        assert.equal(whole.type, 'applied', JSON.stringify(whole));
        const expected = expectedStates(
          session.truth,
          touches(session.truth, operations.slice(0, 4).map(canonicalOperation)).writes,
        );
        const read = whole.type === 'applied' ? whole.states : [];
        assert.deepEqual(
          read.filter((each) => each.id !== made.id),
          expected,
        );
        assert.deepEqual(await editor.call('writes'), {}, 'nothing was written');
        assert.equal((await world.names()).filter((name) => name === 'Made').length, 1);

        await session.commit([moved(a.id, 7, 7, 7)]);
        await session.barrier();
        const part = await again();
        assert.equal(part.type === 'failed' && part.code, 'mixed', JSON.stringify(part));
        assert.match(part.type === 'failed' ? part.message : '', /Before: transform of “A”/);
        assert.deepEqual(await editor.call('writes'), {}, 'nothing is written over');

        const next = n + 2;
        const unseen: Operation[] = [moved(b.id, 4, 4, 4)];
        session = await world.reloadDomain();
        session.send({ type: 'apply', n: next, label: 'new', by: 'a test', operations: unseen });
        assert.equal((await session.answer(next)).type, 'applied', 'as before: it is carried out');
        session.truth = applied(session.truth, unseen);
        session.skipTo(next);
        session.confirm(next);
        assert.deepEqual((await world.raw('Renamed')).place, [-4, 4, 4]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a resync writes only what differs: components, selection and handles survive, the rest gets no write (R22, ORD-5)',
      async () => {
        const [a, b, c, gone] = [
          object('A', { kind: 'mesh' }),
          object('B', { kind: 'mesh' }),
          object('C', { kind: 'mesh' }),
          object('Gone', { kind: 'mesh' }),
        ];
        const session = await world.fresh(sceneOf(a, b, c, gone));
        for (const name of ['A', 'B'])
          await editor.call('add_component', { name, type: 'Spin', fields: { speed: 2 } });
        await editor.call('select', { names: ['A', 'B'] });
        await world.silence();
        const before = [await world.raw('A'), await world.raw('B'), await world.raw('C')];
        const came = object('Came');
        session.truth = applied(session.truth, [
          moved(a.id, 3, 3, 3),
          { op: 'delete', id: gone.id, descendants: [] },
          { op: 'create', object: came },
        ]);
        await editor.call('writes');
        const { patched } = await session.resync();
        assert.deepEqual([...patched].sort(), [a.id, gone.id, came.id].sort());
        await session.barrier();
        const writes = await editor.call<Record<string, number>>('writes');
        assert.deepEqual(Object.keys(writes).sort(), ['A', 'Came'], 'only these were written to');
        assert.equal(writes['A'], 1, 'its place alone');
        const after = [await world.raw('A'), await world.raw('B'), await world.raw('C')];
        const place = ({ path: _path, ...rest }: RawObject): unknown => rest;
        assert.deepEqual(after.slice(1).map(place), before.slice(1).map(place));
        assert.deepEqual(
          { ...after[0], path: [], place: 0, raw: 0 },
          { ...before[0], path: [], place: 0, raw: 0 },
        );
        assert.deepEqual(after[0]?.raw.components, before[0]?.raw.components);
        assert.deepEqual(after[0]?.place, [-3, 3, 3]);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'an empty shared scene empties Unity of what was shared, and of nothing else',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await editor.call('create', { name: 'Mine', step: false });
        await world.silence();
        session.truth = EMPTY_SCENE;
        await session.resync();
        await session.barrier();
        assert.deepEqual(await world.names(), ['Mine']);
      },
    ],
    [
      'a prefab’s instance goes as a whole and comes back as a whole',
      async () => {
        const session = await world.fresh();
        await editor.call('prefab', { name: 'House', parts: ['Door', 'Roof'] });
        await session.take();
        const before = await world.dump();
        const ids = idsOf(before);
        const deletion: Operation[] = [
          {
            op: 'delete',
            id: ids['House'] ?? '',
            descendants: [ids['Door'] ?? '', ids['Roof'] ?? ''].sort(),
          },
        ];
        const one = await session.apply(deletion);
        assert.equal(one.answer.type, 'applied', JSON.stringify(one.answer));
        assert.deepEqual(namesOf(await world.dump()), []);
        await session.compensate(one.n, session.truth, deletion);
        assert.deepEqual(comparable(await world.dump()), comparable(before));
        const part: Operation[] = [{ op: 'delete', id: ids['Door'] ?? '', descendants: [] }];
        const two = await session.apply(part);
        assert.equal(two.answer.type === 'failed' && two.answer.code, 'fixed_part');
        assert.deepEqual(comparable(await world.dump()), comparable(before));
        await session.commit(deletion);
        await session.barrier();
        const { objects, apart } = await world.dump();
        assert.deepEqual([objects, apart], [[], []]);
      },
    ],
    [
      'a hundred random batches, each taken back, leave every bit as it was (FAIL-4)',
      async () => {
        const parts = ['P', 'Q', 'R', 'S', 'T'].map((name, index) =>
          object(name, { kind: (['empty', 'mesh', 'light', 'camera', 'mesh'] as const)[index] ?? 'mesh' }),
        );
        const session = await world.fresh(sceneOf(...parts));
        let seed = 20_250_101;
        const random = (below: number): number => {
          seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
          return (seed >>> 8) % below;
        };
        const before = comparable(await world.dump());
        for (let round = 0; round < 100; round += 1) {
          const operations = randomBatch(session.truth, random, round);
          if (operations.length === 0) continue;
          const { n, answer } = await session.apply(operations);
          assert.equal(answer.type, 'applied', JSON.stringify({ answer, operations }));
          const { outcomes } = await session.compensate(n, session.truth, operations);
          assert.ok(
            outcomes.every((each) => each.outcome !== 'diverged'),
            JSON.stringify({ operations, outcomes }),
          );
          assert.deepEqual(comparable(await world.dump()), before, JSON.stringify(operations));
        }
        await world.silence();
      },
    ],
  ];
}

/** Up to five operations that apply to this scene one after the other. */
function randomBatch(
  truth: World['session']['truth'],
  random: (below: number) => number,
  round: number,
): Operation[] {
  let scene = truth;
  const operations: Operation[] = [];
  for (let count = 1 + random(5); count > 0; count -= 1) {
    const ids = [...scene.objects.keys()];
    const id = ids[random(ids.length)] ?? '';
    const children = [...scene.objects.values()].filter((each) => each.parent === id).map((each) => each.id);
    const candidates: Operation[] = [
      moved(id, random(9), random(9), random(9)),
      {
        op: 'set_transform',
        id,
        transform: { translation: [random(5), 1, 2], rotation: [0.5, -0.5, 0.5, 0.5], scale: [1, -1, 2] },
      },
      { op: 'rename', id, name: `N${random(1000)}-${round}` },
      { op: 'reparent', id, parent: ids[random(ids.length)] ?? null },
      { op: 'set_visibility', id, visibility: { viewport: random(2) === 0, render: random(2) === 0 } },
      { op: 'set_property', id, key: `k${random(3)}`, value: random(2) === 0 ? random(100) : 'text' },
      { op: 'create', object: object(`C${round}-${count}`, { kind: 'mesh', parent: id }) },
      { op: 'delete', id, descendants: children },
    ];
    const chosen = candidates[random(candidates.length)] as Operation;
    try {
      scene = applied(scene, [chosen]);
      operations.push(chosen);
    } catch {
      continue; // Not every combination is a valid one.
    }
  }
  return operations;
}
