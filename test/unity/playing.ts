/** Play mode: what hands change in it is offered when it ends, and nothing else of it is (rule 7). */
import { strict as assert } from 'node:assert';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import type { Session } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, at as place, moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

type Offered = AdapterMessageOf<'offered'>;

const byKey = (a: FacetState, b: FacetState): number => (a.id + a.facet < b.id + b.facet ? -1 : 1);

export function playingTests(world: World): Test[] {
  const { editor } = world;

  /** Plays, lets `hands` do what they do, and stops. Returns what is offered on the way out. */
  const play = async (session: Session, hands: () => Promise<void>): Promise<Offered> => {
    await editor.call('play');
    assert.equal((await session.next('busy')).activity, 'play mode');
    await hands();
    await editor.frames();
    assert.deepEqual(session.unread('offered'), [], 'nothing is said before the end');
    await editor.call('stop');
    await session.next('ready');
    // It came before: what there is to say of play mode is said in it.
    const [offered] = session.unread('offered');
    assert.ok(offered !== undefined);
    return session.next('offered');
  };
  const values = ({ states }: Offered): FacetState[] => [...states].sort(byKey);
  const at = (id: string, x: number, y: number, z: number): FacetState => ({
    id,
    facet: 'transform',
    value: place(x, y, z),
  });

  return [
    [
      'what a hand changed in play mode is offered as the hand left it; what scripts moved is not, nor what came or went (rule 7)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const c = object('C', { properties: { mass: 1, gone: 2 } });
        const session = await world.fresh(sceneOf(a, b, c));
        const through = await session.commit([moved(b.id, 1, 1, 1)]);
        const offered = await play(session, async () => {
          await editor.call('move', { name: 'A', position: [4, 5, 6] });
          await editor.call('move', { name: 'A', position: [9, 9, 9], step: false });
          await editor.call('move', { name: 'B', position: [8, 8, 8], step: false });
          await editor.call('rename', { name: 'B', to: 'Barrel', step: false });
          await editor.call('toggle', { name: 'C', active: false });
          await editor.call('set_property', { name: 'C', key: 'mass', value: 7 });
          await editor.call('set_property', { name: 'C', key: 'gone', value: null });
          await editor.call('create', { name: 'Bullet' });
          await editor.call('move', { name: 'Bullet', position: [1, 1, 1] });
          await editor.call('delete', { name: 'Barrel', step: false });
        });
        assert.deepEqual([offered.applied_through, offered.last], [through, true]);
        assert.deepEqual(
          values(offered),
          [
            at(a.id, -4, 5, 6),
            { id: c.id, facet: 'name', value: 'C' } as const,
            { id: c.id, facet: 'visibility', value: { viewport: false, render: false } } as const,
            { id: c.id, facet: 'property:mass', value: 7 } as const,
            { id: c.id, facet: 'property:gone', value: null } as const,
          ].sort(byKey),
        );
        assert.deepEqual(session.unread('observed'), []);
        assert.deepEqual((await session.resync()).patched, [], 'and everything is as it was');
        await session.barrier();
        session.send({ type: 'offer_kept', offer: offered.offer, values: 4 });
        await session.barrier();
        assert.match(
          (await world.notes()).at(-1) ?? '',
          /^What you changed while playing waits .*\(4 values\)/,
        );
        await world.silence();
      },
    ],
    [
      'a hand that hangs an object elsewhere in play mode moves its place and its parent; an undo there counts as a hand',
      async () => {
        const [a, b, c] = [object('A', { kind: 'mesh' }), object('B'), object('C')];
        const session = await world.fresh(sceneOf(a, b, c));
        const offered = await play(session, async () => {
          await editor.call('reparent', { name: 'B', parent: 'A' });
          await editor.call('move', { name: 'C', position: [4, 5, 6] });
          await editor.call('undo');
        });
        const parent: FacetState = { id: b.id, facet: 'parent', value: a.id };
        assert.deepEqual(values(offered), [parent, at(b.id, 0, 0, 0), at(c.id, 0, 0, 0)].sort(byKey));
        session.send({ type: 'offer_kept', offer: offered.offer, values: 1 });
        assert.deepEqual((await session.resync()).patched, []);
        await world.silence();
      },
    ],
    [
      'what a copy is given in play mode is not taken for its original’s',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        const offered = await play(session, async () => {
          await editor.call('duplicate', { name: 'A', step: false });
          await editor.call('move', { name: 'A (1)', position: [7, 7, 7] });
          await editor.call('move', { name: 'A', position: [1, 0, 0] });
          await editor.call('duplicate', { name: 'A', position: [5, 5, 5] });
        });
        assert.deepEqual(offered.states, [at(a.id, -1, 0, 0)]);
        session.send({ type: 'offer_kept', offer: offered.offer, values: 1 });
        assert.deepEqual((await session.resync()).patched, []);
        await world.silence();
      },
    ],
    [
      'after play mode it is the scene of before, at its number: no other scene is told of, and what others did is caught up with',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await session.commit([moved(a.id, 1, 0, 0)]);
        await editor.call('move', { name: 'B', position: [3, 0, 0] });
        const edit = await session.next('observed');
        await editor.call('play');
        await session.next('busy');
        await editor.call('stop');
        await session.next('ready');
        session.truth = applied(session.truth, [moved(a.id, 2, 0, 0), moved(b.id, -3, 0, 0)]);
        assert.deepEqual((await session.resync()).patched, [a.id], 'the artist’s own edit of before stands');
        await session.barrier();
        assert.deepEqual(session.unread('scene'), []);
        // What it was told of the edit of before still counts.
        session.send({
          type: 'decided',
          edit: edit.edit,
          outcome: 'conflicted',
          n: null,
          code: 'stale_base',
          message: 'B was changed elsewhere.',
        });
        await session.barrier();
        assert.equal((await world.notes()).at(-1), 'B was changed elsewhere.');
        await editor.call('move', { name: 'A', position: [5, 0, 0] });
        assert.deepEqual((await session.take()).operations, [moved(a.id, -5, 0, 0)]);
        await world.silence();
      },
    ],
    [
      'play mode in the middle of a comparison begins it anew',
      async () => {
        const a = object('A');
        const session = await world.fresh(sceneOf(a));
        await session.inventory();
        await editor.call('play');
        await session.next('busy');
        await editor.call('stop');
        await session.next('ready');
        await session.next('scene');
        assert.deepEqual((await session.resync()).patched, []);
        await session.barrier();
        await editor.call('move', { name: 'A', position: [5, 0, 0] });
        assert.deepEqual((await session.take()).operations, [moved(a.id, -5, 0, 0)]);
        await world.silence();
      },
    ],
    [
      'a domain reload takes nothing of it: what hands did before is offered, and again until it is safe',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const first = await world.fresh(sceneOf(a, b));
        const through = await first.commit([moved(a.id, 1, 0, 0)]);
        await editor.call('play');
        await first.next('busy');
        await editor.call('reload_domain');
        const second = await world.server.session();
        second.adoptNumbersOf(first);
        await second.greet();
        await second.next('busy');
        await editor.call('move', { name: 'A', position: [4, 5, 6] });
        await editor.frames();
        // Scripts are compiled in the middle of it.
        await editor.call('reload_domain');
        const told = await second.next('offered');
        assert.deepEqual([told.applied_through, told.states], [through, [at(a.id, -4, 5, 6)]]);
        const third = await world.server.session();
        third.adoptNumbersOf(second);
        await third.greet();
        await third.next('busy');
        assert.deepEqual(await third.next('offered'), told, 'nobody had said that it is safe');
        await editor.call('move', { name: 'B', position: [1, 2, 3] });
        await editor.frames();
        await editor.call('stop');
        const rest = await third.next('offered', (each) => each.offer !== told.offer);
        assert.deepEqual(rest.states, [at(b.id, -1, 2, 3)]);
        await third.next('ready');
        for (const { offer } of [told, rest]) third.send({ type: 'offer_kept', offer, values: 1 });
        assert.deepEqual((await third.resync()).patched, []);
        await third.barrier();
        world.session = third;
        const fourth = await world.reloadDomain();
        assert.deepEqual(fourth.unread('offered'), [], 'what is safe is forgotten');
        await world.silence();
      },
    ],
    [
      'a broken line takes nothing of it: it is offered after the next hello',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await editor.call('play');
        await session.next('busy');
        await editor.call('move', { name: 'A', position: [4, 5, 6] });
        await editor.frames();
        session.cut();
        await editor.call('stop');
        const again = await world.server.session();
        again.adoptNumbersOf(session);
        await again.greet();
        assert.equal(
          again.frames.some(({ type }) => type === 'hello'),
          false,
        );
        const offered = await again.next('offered');
        assert.deepEqual(offered.states, [at(a.id, -4, 5, 6)]);
        again.send({ type: 'offer_kept', offer: offered.offer, values: 1 });
        assert.deepEqual((await again.resync()).patched, []);
        await again.barrier();
        world.session = again;
        await world.silence();
      },
    ],
    [
      'in a scene that is linked to no project nothing is offered',
      async () => {
        const session = await world.fresh(sceneOf(object('A')));
        await editor.call('open');
        await session.next('scene');
        session.send({ type: 'foreign', message: 'This scene is not linked.' });
        await editor.call('create', { name: 'Mine' });
        await editor.call('play');
        await session.next('busy');
        await editor.call('move', { name: 'Mine', position: [4, 5, 6] });
        await editor.frames();
        await editor.call('stop');
        await session.next('ready');
        assert.deepEqual(session.unread('offered'), []);
        await world.fresh();
      },
    ],
  ];
}
