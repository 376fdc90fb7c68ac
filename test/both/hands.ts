/** What an artist has in hand, between a real Blender in edit mode and the editor of Unity's rules (rules 1 and 6). */
import { strict as assert } from 'node:assert';
import type { DifferingView, HandsWaitView } from '#app/control-room/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function handsTests(world: World): Test[] {
  const { room, blender, editor } = world;
  const enter = async (name: string): Promise<void> => {
    await blender.python(`
bpy.context.view_layer.objects.active = bpy.data.objects['${name}']
bpy.ops.object.mode_set(mode='EDIT')`);
    await room.until('it to be in hand', () => world.session('blender').inHands.length > 0);
  };
  const leave = async (): Promise<void> => {
    await blender.python("bpy.ops.object.mode_set(mode='OBJECT')");
    await room.until('it to be let go of', () => world.session('blender').inHands.length === 0);
  };
  const differing = (): Promise<DifferingView> =>
    room.until('a change to stay', () => room.snapshot().inHands.differing[0]);
  const waits = (): Promise<HandsWaitView> =>
    room.until('a change to ask', () => room.snapshot().inHands.waits[0]);
  const nothingAsked = (): Promise<unknown> =>
    room.until('nothing to be asked', () => {
      const { inHands } = room.snapshot();
      return inHands.differing.length === 0 && inHands.waits.length === 0;
    });

  /** Blender's artist is in edit mode, and moves the crate while it is locked. */
  const refused = async (): Promise<DifferingView> => {
    const crate = object('Crate', { kind: 'mesh' });
    await world.fresh(crate);
    await room.request('lock', { id: crate.id, on: true });
    await enter('Crate');
    await blender.call('move', { name: 'Crate', location: [1, 2, 3] });
    const card = await differing();
    await room.request('lock', { id: crate.id, on: false });
    return card;
  };
  /** Unity's artist moves the crate that Blender's has in edit mode, and it has waited long enough. */
  const asked = async (): Promise<HandsWaitView> => {
    await world.fresh(object('Crate', { kind: 'mesh' }));
    await room.request('set_hands_patience', { handsLimitMs: 0 });
    await enter('Crate');
    await editor.call('move', { name: 'Crate', position: [0, 7, 0] });
    return waits();
  };
  const answer = (
    { actor, intents }: HandsWaitView,
    said: 'wait' | 'without' | 'take_back',
  ): Promise<unknown> =>
    room.request('answer_wait', { actor: actor.id, intents: [...intents], answer: said });

  return [
    [
      'what did not go through in edit mode stays there, differs, and tried again is shared from there (rule 1)',
      async () => {
        const card = await refused();
        assert.deepEqual((await world.inBlender('Crate')).location, [1, 2, 3]);
        assert.equal(world.session('blender').differing.length, 1);
        assert.match(await world.notes('blender'), /move Crate did not go through: Crate is locked/u);
        await room.request('answer_differing', { differing: card.id, answer: 'try_again' });
        await room.until('Unity to show it', () => world.named('Crate').transform.translation[0] === 1);
        assert.deepEqual(world.named('Crate').transform, at(1, 3, -2));
        await nothingAsked();
        assert.equal(await blender.python('result = bpy.context.mode'), 'EDIT_MESH');
        await leave();
        await world.inStep();
        assert.deepEqual(room.snapshot().shelf, []);
      },
    ],
    [
      'put back or left on the shelf, the shared scene comes back when the artist leaves edit mode, and not before (rule 1)',
      async () => {
        for (const [said, kept] of [
          ['put_back', 0],
          ['shelf', 1],
        ] as const) {
          const card = await refused();
          await room.request('answer_differing', { differing: card.id, answer: said });
          await blender.call('idle', { turns: 16 });
          assert.deepEqual((await world.inBlender('Crate')).location, [1, 2, 3]);
          await leave();
          await world.inStep();
          assert.deepEqual((await world.inBlender('Crate')).location, [0, 0, 0]);
          assert.equal(room.snapshot().shelf.length, kept);
        }
      },
    ],
    [
      'let go of without an answer it goes on differing, through an audit and a comparison (rule 1)',
      async () => {
        const card = await refused();
        await leave();
        await world.refresh('blender');
        await world.state('blender', 'live');
        const { core } = room.host.orchestrator;
        const round = core.sessions.get(world.session('blender').session)?.round;
        const since = round?.beganMs ?? 0;
        await room.until('a round of the audit', () => (round?.comparedMs ?? 0) > since);
        assert.deepEqual((await world.inBlender('Crate')).location, [1, 2, 3]);
        assert.equal(room.snapshot().inHands.differing[0]?.inHands, false);
        assert.deepEqual(room.snapshot().conflicts, []);
        await room.request('answer_differing', { differing: card.id, answer: 'put_back' });
        await world.inStep();
      },
    ],
    [
      'what waits for edit mode holds nobody else up, and goes when it is left (rule 6)',
      async () => {
        const [crate, lamp] = [object('Crate', { kind: 'mesh' }), object('Lamp')];
        await world.fresh(crate, lamp);
        await enter('Crate');
        await editor.call('move', { name: 'Crate', position: [0, 7, 0] });
        await room.until('it to wait', () => room.snapshot().status.queued === 1);
        await room.commit(moved(lamp.id, 1, 1, 1));
        assert.deepEqual(world.named('Crate').transform, at(0, 0, 0));
        await leave();
        await room.until('it to be shared', () => world.named('Crate').transform.translation[1] === 7);
        await world.inStep();
      },
    ],
    [
      'gone on without Blender it is shared, and Blender follows when edit mode is left (rule 6)',
      async () => {
        await answer(await asked(), 'without');
        await room.until('it to be shared', () => world.named('Crate').transform.translation[1] === 7);
        await nothingAsked();
        assert.equal(world.session('blender').differing.length, 1);
        await blender.call('idle', { turns: 16 });
        assert.deepEqual((await world.inBlender('Crate')).location, [0, 0, 0]);
        await leave();
        await world.inStep();
        assert.deepEqual((await world.inBlender('Crate')).location, [0, 0, 7]);
      },
    ],
    [
      'taken back it is on the shelf, and its own engine is set back (rule 6)',
      async () => {
        await answer(await asked(), 'take_back');
        await nothingAsked();
        await leave();
        await world.inStep();
        assert.deepEqual((await world.inUnity('Crate')).place, [0, 0, 0]);
        assert.deepEqual(
          room.snapshot().shelf.map(({ why, from }) => [why, from]),
          [['taken_back', 'engine:unity']],
        );
        assert.deepEqual(room.snapshot().conflicts, []);
        await room.request('set_hands_patience', { handsLimitMs: 30_000 });
      },
    ],
  ];
}
