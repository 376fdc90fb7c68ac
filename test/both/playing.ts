/**
 * Unity plays while Blender goes on (rule 7): nothing that is played is observed or written; what hands changed in it
 * waits for a person afterwards, and is nowhere else until they keep it.
 */
import { strict as assert } from 'node:assert';
import type { FacetState } from '#app/scene/index.ts';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, object } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function playingTests(world: World): Test[] {
  const { room, editor } = world;

  const scene = async (): Promise<{ crate: string; lamp: string; barrel: string }> => {
    const crate = object('Crate', { kind: 'mesh' });
    const [lamp, barrel] = [object('Lamp', { kind: 'light' }), object('Barrel', { kind: 'mesh' })];
    await world.fresh(crate, lamp, barrel);
    return { crate: crate.id, lamp: lamp.id, barrel: barrel.id };
  };
  /** Unity plays, and `meanwhile` whoever does what they do. Afterwards it is in step again, without a question. */
  const play = async (meanwhile: () => Promise<void>): Promise<void> => {
    await editor.call('play');
    await world.state('unity', 'parked');
    await meanwhile();
    await editor.frames();
    await editor.call('stop');
    await world.state('unity', 'live');
    await world.inStep();
  };
  const onlyOffer = (): ShelfEntry => {
    const { shelf } = room.snapshot();
    assert.deepEqual(
      shelf.map(({ why, from, asks }) => [why, from, asks]),
      [['played', 'engine:unity', true]],
    );
    return shelf[0] as ShelfEntry;
  };
  const answer = (offer: ShelfEntry, take: Pick<FacetState, 'id' | 'facet'>[]): Promise<unknown> =>
    room.request('answer_offer', { shelf: offer.id, take });
  const moveInBlender = async (name: string, location: readonly number[]): Promise<void> => {
    const { state, reason } = await world.byHand('blender', 'move', { name, location });
    assert.equal(state, 'committed', reason?.message);
  };
  const byFacet = (states: readonly FacetState[]): FacetState[] =>
    [...states].sort((a, b) => (a.facet < b.facet ? -1 : 1));
  const placed = (id: string, x: number, y: number, z: number): FacetState => ({
    id,
    facet: 'transform',
    value: at(x, y, z),
  });

  return [
    [
      'what a hand changed in play mode is offered, and what scripts and Blender’s artist did is not: kept it stands in both',
      async () => {
        const { crate, lamp } = await scene();
        await play(async () => {
          await editor.call('move', { name: 'Crate', position: [4, 5, 6] });
          await editor.call('rename', { name: 'Lamp', to: 'Sun' });
          await editor.call('move', { name: 'Barrel', position: [9, 9, 9], step: false });
          await moveInBlender('Barrel', [0, 0, 3]);
          assert.deepEqual(world.named('Crate').transform, at(0, 0, 0), 'nothing of it is observed');
          assert.equal((await world.inUnity('Barrel')).place[1], 9, 'and nothing is written');
        });
        assert.equal((await world.inUnity('Barrel')).place[1], 3);
        assert.deepEqual(room.snapshot().conflicts, []);
        const offer = onlyOffer();
        const name: FacetState = { id: lamp, facet: 'name', value: 'Sun' };
        assert.deepEqual(byFacet(offer.states), [name, placed(crate, -4, 5, 6)]);
        assert.match(await world.notes('unity'), /What you changed while playing waits .*\(2 values\)/);

        await answer(offer, [{ id: crate, facet: 'transform' }]);
        const kept = await room.until('the change', () =>
          room.snapshot().changes.find(({ why }) => why === 'changed while playing in Unity'),
        );
        assert.deepEqual([await room.outcome(kept.id), kept.actor.kind], ['committed', 'person']);
        await world.inStep();
        assert.deepEqual(
          [world.named('Crate').transform, world.named('Lamp').name],
          [at(-4, 5, 6), 'Lamp'],
          'what was not picked is not taken',
        );
        assert.deepEqual(
          room.snapshot().shelf.map(({ id, asks, states }) => [id, asks, states]),
          [[offer.id, undefined, [name]]],
        );
      },
    ],
    [
      'what Blender’s artist changed meanwhile is not overwritten by what is kept: both are seen, and a person decides',
      async () => {
        const { crate } = await scene();
        await play(async () => {
          await editor.call('move', { name: 'Crate', position: [4, 5, 6] });
          await moveInBlender('Crate', [0, 0, 2]);
        });
        const offer = onlyOffer();
        await answer(offer, [{ id: crate, facet: 'transform' }]);
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform, at(0, 2, 0));
        const [conflict] = await room.until('a card', () => {
          const { conflicts } = room.snapshot();
          return conflicts.length > 0 ? conflicts : null;
        });
        assert.deepEqual(
          conflict?.items.map(({ facet, truth, engine }) => [facet, truth, engine]),
          [['transform', at(0, 2, 0), at(-4, 5, 6)]],
        );
        await room.request('decide_conflict', {
          conflict: conflict.id,
          take: [{ id: crate, facet: 'transform' }],
        });
        await room.until('the decision', () => world.named('Crate').transform.translation[1] === 5);
        await world.inStep();
        assert.deepEqual(room.snapshot().shelf, []);
      },
    ],
    [
      'what is left is taken by nobody, and waits on the shelf; a line that breaks while Unity plays takes nothing of it',
      async () => {
        const { crate } = await scene();
        await editor.call('play');
        await world.state('unity', 'parked');
        await editor.call('move', { name: 'Crate', position: [4, 5, 6] });
        await editor.frames();
        world.lines.unity.cut();
        await editor.call('stop');
        await moveInBlender('Barrel', [0, 0, 3]);
        world.lines.unity.mend();
        await world.state('unity', 'live');
        await room.until('the offer', () => room.snapshot().shelf.length > 0);
        await world.inStep();
        const offer = onlyOffer();
        await answer(offer, []);
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform, at(0, 0, 0));
        assert.deepEqual(
          room.snapshot().shelf.map(({ id, asks, states }) => [id, asks, states]),
          [[offer.id, undefined, [placed(crate, -4, 5, 6)]]],
        );
        await room.request('propose_shelved', { shelf: offer.id });
        await room.until('it to be taken from the shelf', () => room.snapshot().shelf.length === 0);
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform, at(-4, 5, 6));
      },
    ],
    [
      'scripts compiled while Unity plays take nothing of what hands did',
      async () => {
        const { crate, barrel } = await scene();
        await play(async () => {
          await editor.call('move', { name: 'Crate', position: [4, 5, 6] });
          await editor.frames();
          const before = world.session('unity').session;
          await editor.call('reload_domain');
          await room.until('Unity to be back, and to play', () =>
            room
              .snapshot()
              .sessions.some(
                ({ session, engine, activity }) =>
                  engine === 'unity' && session !== before && activity === 'play mode',
              ),
          );
          await editor.call('move', { name: 'Barrel', position: [1, 2, 3] });
        });
        assert.deepEqual(
          onlyOffer().states,
          [placed(crate, -4, 5, 6), placed(barrel, -1, 2, 3)],
          'one card asks about all of it',
        );
      },
    ],
  ];
}
