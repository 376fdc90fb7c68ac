/** What an editor is busy with, what the artist holds, and the reloads in between (rules 6 and 7). */
import { strict as assert } from 'node:assert';
import type { Operation } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, moved, object, sceneOf } from '../scripted/objects.ts';
import { comparable } from './world.ts';
import type { World } from './world.ts';

export function busyTests(world: World): Test[] {
  const { editor } = world;
  return [
    [
      'while it compiles or imports it is busy for short and writes nothing; afterwards what waited is done in order (rule 7)',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await session.commit([moved(a.id, 1, 0, 0)]);
        for (const [what, activity] of [
          ['compiling', 'compiling'],
          ['importing', 'importing assets'],
        ] as const) {
          await editor.call(what, { on: true });
          const busy = await session.next('busy');
          assert.deepEqual([busy.kind, busy.activity, busy.last_begun], ['short', activity, session.n]);
          await editor.call('writes');
          const n = session.n + 1;
          const waiting = [session.apply([moved(a.id, n, 0, 0)]), session.apply([moved(a.id, n, 1, 0)])];
          session.send({ type: 'ping', ping: n });
          await session.next('pong', (each) => each.ping === n);
          await editor.frames();
          assert.deepEqual(await editor.call('writes'), {});
          await editor.call(what, { on: false });
          await session.next('ready');
          for (const each of waiting) {
            const { n: number, answer } = await each;
            assert.equal(answer.type, 'applied');
            session.confirm(number);
          }
          assert.deepEqual((await world.raw('A')).place, [-n, 1, 0]);
          session.truth = applied(session.truth, [moved(a.id, n, 1, 0)]);
        }
        await world.silence();
      },
    ],
    [
      'baking parks it at once (rule 7)',
      async () => {
        const session = await world.fresh();
        await editor.call('baking', { on: true });
        const busy = await session.next('busy');
        assert.deepEqual([busy.kind, busy.activity], ['parked', 'baking']);
        await editor.call('baking', { on: false });
        await session.next('ready');
        await session.resync();
      },
    ],
    [
      'in play mode nothing is observed and nothing written; what it changed is gone afterwards, and the truth is caught up with (rule 7)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await editor.call('play');
        const busy = await session.next('busy');
        assert.deepEqual([busy.kind, busy.activity], ['parked', 'play mode']);
        await editor.call('move', { name: 'A', position: [9, 9, 9], step: false });
        await editor.call('move', { name: 'B', position: [8, 8, 8] });
        await editor.call('create', { name: 'Bullet' });
        await editor.call('delete', { name: 'B', step: false });
        await editor.frames();
        assert.deepEqual(session.unread('observed'), []);
        await editor.call('stop');
        await session.next('ready');
        const { offer } = await session.next('offered');
        session.send({ type: 'offer_kept', offer, values: 1 });
        session.truth = applied(session.truth, [moved(b.id, 1, 2, 3)]);
        const { patched } = await session.resync();
        assert.deepEqual(patched, [b.id], 'nothing of play mode is left');
        await session.barrier();
        assert.deepEqual((await world.raw('B')).place, [-1, 2, 3]);
        assert.deepEqual(session.unread('observed'), []);
        assert.deepEqual(await session.differences(), []);
        // And it goes on observing.
        await editor.call('move', { name: 'A', position: [4, 0, 0] });
        assert.deepEqual((await session.take()).operations, [moved(a.id, -4, 0, 0)]);
        await world.silence();
      },
    ],
    [
      'entering play mode reloads the domain: the session is taken up parked, and goes on afterwards (R20)',
      async () => {
        const a = object('A');
        const first = await world.fresh(sceneOf(a));
        await first.commit([moved(a.id, 1, 0, 0)]);
        await editor.call('play');
        await editor.call('reload_domain');
        const session = await world.server.session();
        assert.equal(session.resumed, true);
        session.adoptNumbersOf(first);
        await session.greet();
        assert.equal((await session.next('busy')).kind, 'parked');
        await editor.call('move', { name: 'A', position: [9, 9, 9], step: false });
        await editor.call('stop');
        await session.next('ready');
        assert.deepEqual((await session.resync()).patched, []);
        await session.barrier();
        world.session = session;
        assert.deepEqual((await world.raw('A')).place, [-1, 0, 0]);
        await world.silence();
      },
    ],
    [
      'compiling ends in a domain reload: what was applied and not confirmed is judged by what stands (R18)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const first = await world.fresh(sceneOf(a));
        const operations: Operation[] = [moved(a.id, 1, 2, 3)];
        const { n, answer } = await first.apply(operations, 'In flight');
        assert.equal(answer.type, 'applied');
        await editor.call('compiling', { on: true });
        await first.next('busy');
        first.truth = applied(first.truth, operations);
        const session = await world.reloadDomain();
        await editor.call('writes');
        session.send({ type: 'apply', n, label: 'In flight', by: 'a test', operations });
        assert.equal((await session.answer(n)).type, 'applied');
        assert.deepEqual(await editor.call('writes'), {});
        session.confirm(n);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'edits that nobody had decided on before a domain reload are found at the comparison, and it says how far it was (rule 3)',
      async () => {
        const a = object('A');
        const first = await world.fresh(sceneOf(a));
        const n = await first.commit([moved(a.id, 1, 0, 0)]);
        await first.barrier();
        await editor.call('move', { name: 'A', position: [7, 0, 0] });
        await first.next('observed');
        await editor.call('reload_domain');
        const session = await world.server.session();
        session.adoptNumbersOf(first);
        session.driven.clear();
        const hello = await session.greet();
        assert.deepEqual(
          [hello.applied_through, hello.receipt?.n],
          [n, n],
          'the scene is no file of yesterday',
        );
        const inventory = await session.inventory();
        assert.notEqual(inventory.get(a.id), session.digest(a.id));
        assert.deepEqual((await session.readValues([a.id])).get(a.id)?.transform.translation, [-7, 0, 0]);
        await session.patch([a.id]);
        session.send({ type: 'live', revision: session.revision });
        world.session = session;
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'a reload changes no object: ids, values and order are as they were, every handle is another',
      async () => {
        const a = object('A', { properties: { p: [1, 2] }, visibility: { viewport: false, render: true } });
        const b = object('B', { kind: 'camera', parent: a.id });
        await world.fresh(sceneOf(a, b));
        const before = await world.dump();
        await world.reloadDomain();
        const after = await world.dump();
        const handleless = (dump: typeof before): unknown =>
          dump.objects.map((each) => ({ ...each, handle: 0 }));
        assert.deepEqual(handleless(after), handleless(before));
        assert.ok(after.objects.every((each, index) => each.handle !== before.objects[index]?.handle));
        await editor.call('duplicate', { name: 'A' });
        const { session } = world;
        await session.take();
        assert.equal(session.truth.objects.size, 4);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what the artist types a value of is in their hands for others, while each value counts as soon as it stands (rule 6)',
      async () => {
        const [a, free] = [object('A', { kind: 'mesh' }), object('Free', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, free));
        await editor.call('select', { names: ['A'] });
        await editor.call('type', { on: true });
        const hands = await session.next('hands');
        assert.deepEqual([hands.objects, hands.mode], [[a.id], 'editing']);
        await editor.call('move', { name: 'A', position: [1, 0, 0] });
        assert.deepEqual((await session.take()).operations, [moved(a.id, -1, 0, 0)]);
        await editor.call('move', { name: 'A', position: [12, 0, 0] });
        assert.deepEqual((await session.take()).operations, [moved(a.id, -12, 0, 0)]);
        // Nobody waits for Unity meanwhile, however long the caret rests there.
        await session.commit([moved(free.id, 2, 2, 2)]);
        assert.deepEqual(session.unread('busy'), []);
        await editor.call('type', { on: false });
        assert.deepEqual((await session.next('hands')).objects, []);
        await editor.call('select', { names: [] });
        await world.silence();
      },
    ],
    [
      'what the artist drags is in their hands: what comes waits, the drag is told once, at its end, and before that (rules 6, 9)',
      async () => {
        const [a, free] = [object('A', { kind: 'mesh' }), object('Free', { kind: 'mesh' })];
        const session = await world.fresh(sceneOf(a, free));
        await editor.call('drag', { names: ['A'] });
        await editor.call('drag_by', { by: [1, 0, 0] });
        assert.deepEqual((await session.next('hands')).objects, [a.id]);
        assert.deepEqual((await session.next('busy')).kind, 'short');
        const operations = [moved(a.id, 1, 1, 1), moved(free.id, 2, 2, 2)];
        const waiting = session.apply(operations);
        session.send({ type: 'ping', ping: 5 });
        await session.next('pong', (each) => each.ping === 5);
        await editor.call('drag_by', { by: [1, 0, 0] });
        await editor.frames();
        assert.deepEqual((await world.raw('A')).place, [2, 0, 0]);
        assert.deepEqual((await world.raw('Free')).place, [0, 0, 0]);
        assert.deepEqual(session.unread('observed'), [], 'no word before the mouse is up');
        await editor.call('drop');
        assert.deepEqual((await session.next('hands')).objects, []);
        const { n, answer } = await waiting;
        assert.equal(answer.type, 'applied');
        const edit = session.unread('observed')[0];
        assert.deepEqual([edit?.operations, edit?.undo?.name], [[moved(a.id, -2, 0, 0)], 'Move']);
        session.truth = applied(session.truth, operations);
        session.confirm(n);
        assert.deepEqual((await world.raw('A')).place, [-1, 1, 1]);
        assert.deepEqual(await session.differences(), []);
        session.clear();
        await world.silence();
      },
    ],
    [
      'a drag that is escaped was no edit, and leaves nothing held',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const before = comparable(await world.dump());
        await editor.call('drag', { names: ['A'] });
        await editor.call('drag_by', { by: [1, 0, 0] });
        await session.next('hands', (each) => each.objects.length > 0);
        await editor.call('drop', { escape: true });
        await session.next('hands', (each) => each.objects.length === 0);
        await world.silence();
        assert.deepEqual(comparable(await world.dump()), before);
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
