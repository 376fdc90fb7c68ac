/** Every operation, all or nothing, read back from the engine; taking back; stashing; names. */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { Facet, FacetState, Operation, SceneObject } from '#app/scene/index.ts';
import { canonicalOperation, EMPTY_SCENE, facetValue, touches } from '#app/scene/index.ts';
import type { Session } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { Dump, World } from './world.ts';

const TURN: SceneObject['transform'] = {
  translation: [1, 2, 3],
  rotation: [0, 0.6, 0, 0.8],
  scale: [1, 2, 0.5],
};

/** What a vote on these operations has to say, as the truth of the session has them now. */
function expectedOf(session: Session, operations: readonly Operation[]): FacetState[] {
  const writes = new Map<string, { id: string; facet: Facet }>();
  for (const each of operations.map(canonicalOperation)) {
    if (each.op === 'create') writes.set(each.object.id, { id: each.object.id, facet: 'existence' });
    else if (!writes.has(each.id))
      for (const { id, facet } of touches(session.truth, [each]).writes)
        writes.set(`${id} ${facet}`, { id, facet });
  }
  return [...writes.values()].map(({ id, facet }) => ({
    id,
    facet,
    value: facetValue(session.truth, id, facet) ?? null,
  })) as FacetState[];
}

/** What must be the same after something was taken back: everything but addresses that Blender gives out anew. */
function comparable(dump: Dump): unknown {
  const strip = Object.fromEntries(
    Object.entries(dump.raw).map(([name, { pointer: _pointer, ...rest }]) => [name, rest]),
  );
  return { raw: strip, canonical: dump.canonical, all: dump.all };
}

export function operationTests(world: World): Test[] {
  const { blender } = world;
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
          { op: 'set_visibility', id: cube.id, visibility: { viewport: false, render: false } },
          { op: 'set_property', id: cube.id, key: 'note', value: null },
          { op: 'set_property', id: cube.id, key: 'lit', value: false },
          { op: 'set_property', id: cube.id, key: 'count', value: [1, 2] },
          { op: 'reparent', id: cube.id, parent: light.id },
          { op: 'delete', id: root.id, descendants: [] },
        ]);
        await session.barrier();
        const { raw, all } = await world.dump();
        assert.deepEqual(all, ['Camera', 'Crate', 'Light']);
        assert.deepEqual(
          [raw['Crate']?.hide_viewport, raw['Crate']?.hide_render, raw['Crate']?.parent],
          [true, true, 'Light'],
        );
        assert.equal(raw['Crate']?.vertices?.length, 8);
        assert.deepEqual(raw['Camera']?.location, [-4, -6, 5]);
        assert.deepEqual(await session.differences(), []);
        assert.equal(session.unread('observed').length, 0, 'its own writing came back as an edit (R25)');
      },
    ],
    [
      'nothing of a batch that fails is left (all or nothing)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const before = comparable(await world.dump());
        const { answer } = await session.apply([
          { op: 'create', object: object('B', { kind: 'light' }) },
          moved(a.id, 9, 9, 9),
          { op: 'rename', id: a.id, name: 'Other' },
          { op: 'set_property', id: a.id, key: 'x', value: 1 },
          { op: 'delete', id: a.id, descendants: [] },
          { op: 'set_property', id: a.id, key: 'y', value: 1 },
        ]);
        assert.equal(answer.type, 'failed');
        const inside = await session.apply([
          moved(a.id, 9, 9, 9),
          { op: 'rename', id: a.id, name: 'Other' },
          { op: 'set_property', id: a.id, key: 'vibesync_id', value: 'x' },
        ]);
        assert.equal(inside.answer.type === 'failed' && inside.answer.code, 'reserved_property');
        assert.deepEqual(comparable(await world.dump()), before);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'the vote is what the engine holds: a driver and a script that fights back show as a mismatch',
      async () => {
        const [driven, fought] = [object('Driven', { kind: 'mesh' }), object('Fought', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(driven, fought));
        await blender.python(`
ob = bpy.data.objects['Driven']
ob.driver_add('location', 0).driver.expression = '7.0'
def hold(scene, depsgraph=None):
    bpy.data.objects['Fought'].location.z = 0.25
bpy.app.handlers.depsgraph_update_pre.append(hold)
bpy.context.view_layer.update()`);
        const one = await session.apply([moved(driven.id, 1, 1, 1)]);
        assert.equal(one.answer.type, 'applied');
        const value =
          one.answer.type === 'applied' ? (one.answer.states[0]?.value as SceneObject['transform']) : null;
        assert.equal(value?.translation[0], 7);
        assert.deepEqual(
          [...(session.driven.get(driven.id) ?? [])],
          ['transform'],
          'the driven facet is declared',
        );
        const two = await session.apply([moved(fought.id, 1, 5, 1)]);
        const kept =
          two.answer.type === 'applied' ? (two.answer.states[0]?.value as SceneObject['transform']) : null;
        await blender.python('bpy.app.handlers.depsgraph_update_pre.pop()');
        assert.deepEqual(kept?.translation, [1, 0.25, 1]);
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
        await blender.python(`
ob = bpy.data.objects['Wall']
ob.data.vertices[0].co = (3, 4, 5)
ob.modifiers.new('Bevel', 'BEVEL')
ob.data.materials.append(bpy.data.materials.new('Brick'))
extra = bpy.data.collections.new('Extra')
bpy.context.scene.collection.children.link(extra)
extra.objects.link(ob)
ob.select_set(True)
bpy.context.view_layer.objects.active = ob
bpy.data.objects['Window'].rotation_mode = 'XYZ'
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Populate')`);
        await session.barrier();
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
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'compensation is compare-and-set and idempotent: a newer edit is left alone (R14)',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const operations = [moved(a.id, 1, 0, 0), moved(b.id, 1, 0, 0)];
        const { n } = await session.apply(operations);
        await blender.call('move', { name: 'B', location: [0, 0, 5] });
        const edit = await session.next('observed');
        assert.equal(edit.undo?.kind, 'step');
        const first = await session.compensate(n, session.truth, operations);
        assert.deepEqual(
          first.outcomes.map((each) => each.outcome),
          ['restored', 'diverged'],
        );
        const again = await session.compensate(n, session.truth, operations);
        assert.deepEqual(
          again.outcomes.map((each) => each.outcome),
          ['already', 'diverged'],
        );
        assert.deepEqual((await world.raw('B')).location, [0, 0, 5]);
      },
    ],
    [
      'an edit that was told and written over comes back when the number is taken back (R23)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await blender.call('move', { name: 'A', location: [0, 0, 5] });
        const edit = await session.next('observed');
        const operations = [moved(a.id, 1, 0, 0)];
        const { n, answer } = await session.apply(operations);
        assert.equal(answer.type, 'applied');
        const { outcomes } = await session.compensate(n, session.truth, operations);
        assert.equal(outcomes[0]?.outcome, 'diverged');
        const taken = await session.adopt(edit);
        assert.equal(taken.type, 'applied');
        assert.deepEqual((await world.raw('A')).location, [0, 0, 5]);
      },
    ],
    [
      'a deletion is kept until it is confirmed, and the same id brings it back until then (R15)',
      async () => {
        const mesh = object('Mesh', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(mesh));
        await blender.python(`bpy.data.objects['Mesh'].data.vertices[0].co = (9, 9, 9)`);
        const deletion: Operation[] = [{ op: 'delete', id: mesh.id, descendants: [] }];
        const one = await session.apply(deletion);
        assert.equal(one.answer.type, 'applied');
        assert.equal((await world.dump()).all.length, 1, 'the datablock is kept');
        const fresh = { ...mesh, name: 'Renamed' };
        await session.compensate(one.n, session.truth, deletion);
        assert.deepEqual((await world.raw('Mesh')).vertices?.[0], [9, 9, 9]);
        const two = await session.apply([...deletion, { op: 'create', object: fresh }]);
        assert.equal(two.answer.type, 'applied', JSON.stringify(two.answer));
        assert.deepEqual((await world.raw('Renamed')).vertices?.[0], [9, 9, 9]);
        session.truth = sceneOf(fresh);
        session.confirm(two.n);
        await session.commit(deletion);
        await session.barrier();
        assert.deepEqual((await world.dump()).all, [], 'confirmed: nothing of it is left');
      },
    ],
    [
      'what is not shared keeps its place: a child of a deleted object, and who held a name the shared scene needs',
      async () => {
        const parent = object('Parent', { transform: at(3, 0, 0) });
        const session = await world.fresh(sceneOf(parent));
        await blender.python(`
for name in ('Mine', 'Taken'):
    ob = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(ob)
bpy.data.objects['Mine'].parent = bpy.data.objects['Parent']
bpy.context.view_layer.update()`);
        await world.idle();
        assert.equal(session.unread('observed').length, 0, 'what a script makes is not shared (R21)');
        await session.commit([{ op: 'delete', id: parent.id, descendants: [] }]);
        await session.barrier();
        assert.deepEqual(
          (await world.raw('Mine')).matrix_world.map((row) => row[3]),
          [3, 0, 0, 1],
        );
        const newcomer = object('Taken');
        const { n, answer } = await session.apply([{ op: 'create', object: newcomer }]);
        assert.equal(answer.type, 'applied');
        let dump = await world.dump();
        assert.equal(dump.ids['Taken'], newcomer.id);
        assert.equal(dump.ids['Taken.001'], null);
        assert.match(
          (await world.notes()).join('\n'),
          /“Taken”, which is not shared, is now called “Taken.001”/,
        );
        await session.compensate(n, session.truth, [{ op: 'create', object: newcomer }]);
        dump = await world.dump();
        assert.deepEqual(dump.all, ['Mine', 'Taken.001']);
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
        await blender.call('move', { name: 'A', location: [5, 5, 5] });
        await session.take();
        session.send({ type: 'apply', n, label: 'again', by: 'a test', operations: [moved(a.id, 1, 2, 3)] });
        assert.deepEqual(await session.next('applied', (each) => each.n === n), answer);
        assert.deepEqual((await world.raw('A')).location, [5, 5, 5]);
      },
    ],
    [
      'a creation that stands already is voted for as it stands, and not made twice (R18)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const pointer = (await world.raw('A')).data_pointer;
        const { answer } = await session.apply([{ op: 'create', object: a }]);
        assert.equal(answer.type, 'applied');
        assert.equal((await world.raw('A')).data_pointer, pointer);
      },
    ],
    [
      'a number that was forgotten is judged by what stands: all of it is a vote, nothing is applied, a part is mixed (R18)',
      async () => {
        const [a, b, parent] = [object('A', { kind: 'mesh' }), object('B'), object('Parent')];
        const session = await world.fresh(sceneOf(a, b, parent));
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
          await session.barrier();
          await blender.python('vibesync.adapter().turns._answers.clear()');
          session.send({ type: 'apply', n, label: 'again', by: 'a test', operations });
          return session.answer(n);
        };
        const pointer = (await world.raw('Made')).data_pointer;
        const whole = await again();
        assert.equal(whole.type, 'applied', JSON.stringify(whole));
        assert.equal(
          whole.type === 'applied' && session.mismatch(expectedOf(session, operations), whole.states),
          null,
        );
        assert.equal((await world.raw('Made')).data_pointer, pointer);

        const later = await session.commit([moved(a.id, 7, 7, 7)]);
        assert.ok(later > n);
        await session.barrier();
        const before = await world.dump();
        const part = await again();
        assert.equal(part.type === 'failed' && part.code, 'mixed', JSON.stringify(part));
        assert.match(part.type === 'failed' ? part.message : '', /Before: transform of “A”/);
        assert.deepEqual(await world.dump(), before, 'nothing is written over');

        await blender.call('set_property', { name: 'Renamed', key: 'k', value: 5.5 });
        const edit = await session.next('observed');
        const neither = await again();
        assert.match(neither.type === 'failed' ? neither.message : '', /Neither: property:k of “Renamed”/);
        await session.adopt(edit);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an edit that the next turn would have found is told before it is written over (R23)',
      async () => {
        const many = Array.from({ length: 2_000 }, (_, index) => object(`N${index}`));
        const session = await world.fresh(sceneOf(...many));
        const chosen = many[1_000] as SceneObject;
        await blender.python(`
observer = vibesync.adapter().observer
observer._next_whole_s = observer._next_stack_s = float('inf')
bpy.data.objects['N1000']['k'] = 'mine'
bpy.ops.ed.undo_push(message='Custom Property')
observer._scan = [oid for oid in observer.shadow if oid != '${chosen.id}']`);
        const operations: Operation[] = [{ op: 'set_property', id: chosen.id, key: 'k', value: 'theirs' }];
        const { n } = await session.apply(operations);
        const edit = session.unread('observed')[0];
        assert.deepEqual(
          edit?.operations,
          [{ op: 'set_property', id: chosen.id, key: 'k', value: 'mine' }],
          'their own value was lost without a word',
        );
        await session.compensate(n, session.truth, operations);
        assert.equal(
          (await world.raw('N1000')).properties['k'],
          'mine',
          'it is back with the other taken back',
        );
        session.clear();
        await world.fresh();
      },
    ],
    [
      'a resync touches only what differs: meshes, modifiers and selection survive, the rest gets no update (R22, ORD-5)',
      async () => {
        const [a, b, c, gone] = [
          object('A', { kind: 'mesh' }),
          object('B', { kind: 'mesh' }),
          object('C', { kind: 'mesh' }),
          object('Gone', { kind: 'mesh' }),
        ];
        const session = await world.fresh(sceneOf(a, b, c, gone));
        await blender.python(`
for name in 'AB':
    bpy.data.objects[name].modifiers.new('Array', 'ARRAY')
    bpy.data.objects[name].select_set(True)
bpy.data.objects['A'].data.vertices[0].co = (7, 7, 7)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Dress')`);
        await session.barrier();
        const before = (await world.dump()).raw;
        const came = object('Came');
        session.truth = applied(session.truth, [
          moved(a.id, 3, 3, 3),
          { op: 'delete', id: gone.id, descendants: [] },
          { op: 'create', object: came },
        ]);
        await blender.python(`
updates = bpy.app.driver_namespace['updates'] = []
def note(scene, depsgraph):
    updates.extend(each.id.name for each in depsgraph.updates if isinstance(each.id, bpy.types.Object))
bpy.app.driver_namespace['note'] = note
bpy.app.handlers.depsgraph_update_post.append(note)`);
        const { patched } = await session.resync();
        assert.deepEqual([...patched].sort(), [a.id, gone.id, came.id].sort());
        await session.barrier();
        const updates = await blender.python<string[]>(`
bpy.app.handlers.depsgraph_update_post.remove(bpy.app.driver_namespace['note'])
result = sorted(set(bpy.app.driver_namespace['updates']))`);
        assert.ok(updates.includes('A') && !updates.includes('B') && !updates.includes('C'), String(updates));
        const after = (await world.dump()).raw;
        for (const name of ['A', 'B', 'C']) {
          assert.equal(after[name]?.data_pointer, before[name]?.data_pointer);
          assert.deepEqual(after[name]?.modifiers, before[name]?.modifiers);
          assert.equal(after[name]?.selected, before[name]?.selected);
        }
        assert.deepEqual(after['A']?.vertices?.[0], [7, 7, 7]);
        assert.deepEqual(after['A']?.location, [3, -3, 3]);
        assert.deepEqual({ ...after['B'], pointer: 0 }, { ...before['B'], pointer: 0 });
        assert.equal(session.unread('observed').length, 0);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a hundred random batches, each taken back, leave every byte as it was (FAIL-4)',
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
          let scene = session.truth;
          const operations: Operation[] = [];
          for (let count = 1 + random(5); count > 0; count -= 1) {
            const ids = [...scene.objects.keys()];
            const id = ids[random(ids.length)] ?? '';
            const candidates: Operation[] = [
              moved(id, random(9), random(9), random(9)),
              {
                op: 'set_transform',
                id,
                transform: {
                  translation: [random(5), 1, 2],
                  rotation: [0.5, -0.5, 0.5, 0.5],
                  scale: [1, -1, 2],
                },
              },
              { op: 'rename', id, name: `N${random(1000)}-${round}` },
              { op: 'reparent', id, parent: ids[random(ids.length)] ?? null },
              {
                op: 'set_visibility',
                id,
                visibility: { viewport: random(2) === 0, render: random(2) === 0 },
              },
              { op: 'set_property', id, key: `k${random(3)}`, value: random(2) === 0 ? random(100) : 'text' },
              { op: 'create', object: object(`C${round}-${count}`, { kind: 'mesh', parent: id }) },
              {
                op: 'delete',
                id,
                descendants: [...scene.objects.values()]
                  .filter((each) => each.parent === id)
                  .map((each) => each.id),
              },
            ];
            const chosen = candidates[random(candidates.length)] as Operation;
            try {
              scene = applied(scene, [chosen]);
              operations.push(chosen);
            } catch {
              continue; // Not every combination is a valid one.
            }
          }
          if (operations.length === 0) continue;
          const { n, answer } = await session.apply(operations);
          assert.equal(answer.type, 'applied', JSON.stringify({ answer, operations }));
          const { outcomes } = await session.compensate(n, session.truth, operations);
          assert.ok(
            outcomes.every((each) => each.outcome !== 'diverged'),
            JSON.stringify({ operations, outcomes }),
          );
        }
        assert.deepEqual(comparable(await world.dump()), before);
      },
    ],
    [
      'an empty shared scene empties Blender of what was shared, and of nothing else',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.python(`bpy.context.scene.collection.objects.link(bpy.data.objects.new('Mine', None))`);
        await world.idle();
        session.truth = EMPTY_SCENE;
        await session.resync();
        await session.barrier();
        const { raw } = await world.dump();
        assert.deepEqual(Object.keys(raw), ['Mine']);
      },
    ],
  ];
}
