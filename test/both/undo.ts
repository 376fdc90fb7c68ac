/** Undo belongs to its author, with another artist at work in the other engine (rule 5, R24). */
import { strict as assert } from 'node:assert';
import type { ChangeView } from '#app/control-room/index.ts';
import type { Test } from '../scripted/harness.ts';
import { PRESS_UNDO_THEIRS } from '../blender/background-theirs.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { furnished } from './scenes.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

/** So many steps of the artist's, each followed by one of somebody else's. */
const STEPS = 6;

export function undoTests(world: World): Test[] {
  const { room } = world;
  const place = async (engine: EngineName, name: string): Promise<readonly number[]> =>
    engine === 'blender' ? (await world.inBlender(name)).location : (await world.inUnity(name)).place;
  const move = (engine: EngineName, name: string, x: number): Promise<ChangeView> =>
    engine === 'blender'
      ? world.byHand('blender', 'move', { name, location: [x, 0, 0] })
      : world.byHand('unity', 'move', { name, position: [-x, 0, 0] });
  const shown = (engine: EngineName, x: number): number[] => [engine === 'unity' ? 0 - x : x, 0, 0];

  /** Presses until the artist's own is taken back; what Ctrl+Z meets of others' on the way changes nothing. */
  const undoOwn = async (engine: EngineName, key: 'undo' | 'redo', still: () => boolean): Promise<number> => {
    let presses = 0;
    for (; still() && presses <= 3 * STEPS; presses += 1) {
      assert.equal(await world.process(engine).call<number>(key), 1, 'there is a step');
      await world.settle();
    }
    return presses;
  };

  const takesBackOwn = (engine: EngineName): Test => [
    `undone in ${engine} step by step, with the artist of ${otherThan(engine)} in between: only one’s own goes back, and comes forth`,
    async () => {
      await world.fresh(object('Mine', { kind: 'mesh' }), object('Theirs', { kind: 'mesh' }));
      const other = otherThan(engine);
      for (let count = 1; count <= STEPS; count += 1) {
        assert.equal((await move(engine, 'Mine', count)).state, 'committed');
        assert.equal((await move(other, 'Theirs', count)).state, 'committed');
      }
      await world.settle();
      const mine = (): number => world.named('Mine').transform.translation[0];
      assert.ok((await undoOwn(engine, 'undo', () => mine() !== 0)) >= STEPS);
      await world.inStep();
      assert.deepEqual(await place(engine, 'Theirs'), shown(engine, STEPS));
      assert.ok((await undoOwn(engine, 'redo', () => mine() !== STEPS)) >= STEPS);
      await world.inStep();
      assert.deepEqual(await place(other, 'Theirs'), shown(other, STEPS));
      const changes = room.snapshot().changes.slice(-2 * STEPS);
      assert.deepEqual(
        [...new Set(changes.map(({ actor, objects }) => `${actor.name} ${objects.length}`))],
        [`${engine} 1`],
        'nobody else’s was touched',
      );
    },
  ];
  const deletionComesBack = (engine: EngineName): Test => [
    `a deletion with children undone in ${engine} brings all of it back under the same ids, in both`,
    async () => {
      await world.fresh(...furnished());
      const before = new Map(world.truth.objects);
      const names = engine === 'blender' ? ['Below light', 'Lamp', 'Lid', 'Crate'] : ['Lamp', 'Crate'];
      assert.equal((await world.byHand(engine, 'delete', { names })).state, 'committed');
      await room.commit(moved(world.named('Camera').id, 1, 1, 1));
      await world.inStep();
      assert.equal(world.truth.objects.size, 3);
      await undoOwn(engine, 'undo', () => world.truth.objects.size < before.size);
      await world.inStep();
      assert.deepEqual(
        [...world.truth.objects.values()].map(({ id }) => id).sort(),
        [...before.keys()].sort(),
      );
      assert.deepEqual(world.named('Camera').transform, at(1, 1, 1));
    },
  ];
  const remoteOnSame = (engine: EngineName): Test => [
    `what the other engine set on the same value since outlives an undo in ${engine}`,
    async () => {
      await world.fresh(object('Crate', { kind: 'mesh' }));
      assert.equal((await move(engine, 'Crate', 1)).state, 'committed');
      assert.equal((await move(otherThan(engine), 'Crate', 5)).state, 'committed');
      await world.settle();
      const { revision } = room.snapshot().status;
      // Under one's own step lies the other's: the first press goes back over that.
      await world.process(engine).call('undo', { times: 2 });
      await world.inStep();
      const last = room.snapshot().changes.at(-1);
      const undone = world.named('Crate').transform.translation[0];
      if (room.snapshot().status.revision === revision) assert.equal(undone, 5);
      else assert.deepEqual([last?.actor.name, last?.state], [engine, 'committed']);
      assert.deepEqual(await place('blender', 'Crate'), shown('blender', undone));
    },
  ];

  /** Whose values the undo left alone, and the offer of them: the names of the objects, or null. */
  const offerOf = async (engine: EngineName): Promise<string | null> =>
    engine === 'unity'
      ? world.editor.call<string | null>('theirs')
      : world.blender.python<string | null>(`
offer = vibesync.adapter().observer.theirs.offer
names = sorted({vibesync.adapter().view.find(oid).name for oid, _facet in offer.values}) if offer else []
result = ', '.join('“%s”' % each for each in names) or None`);
  const takesTheirs = (engine: EngineName): Test => [
    `Undo theirs in ${engine} after an undo that left ${otherThan(engine)}’s move alone is a change of ${engine}’s artist, in both`,
    async () => {
      const other = otherThan(engine);
      await world.fresh(object('Crate', { kind: 'mesh' }));
      assert.equal((await move(other, 'Crate', 5)).state, 'committed');
      await world.settle();
      await world.process(engine).call('undo');
      await world.settle();
      await world.inStep();
      assert.deepEqual(await place(engine, 'Crate'), shown(engine, 5));
      const notes = await world.process(engine).call<string[]>('notes');
      assert.ok(notes.at(-1)?.startsWith(`Kept what ${other} changed of “Crate” `), notes.at(-1));
      assert.equal(await offerOf(engine), '“Crate”');
      const change =
        engine === 'unity'
          ? await world.byHand('unity', 'undo_theirs', {})
          : await world.pythonByHand(PRESS_UNDO_THEIRS);
      assert.deepEqual([change.actor.name, change.state], [engine, 'committed']);
      await world.inStep();
      assert.deepEqual(await place(other, 'Crate'), shown(other, 0));
      assert.equal(await offerOf(engine), null);
    },
  ];

  return [
    ...ENGINES.map(takesBackOwn),
    ...ENGINES.map(deletionComesBack),
    ...ENGINES.map(remoteOnSame),
    ...ENGINES.map(takesTheirs),
    [
      'both artists undo everything at once: the scene is as it began, in both',
      async () => {
        await world.fresh(object('B', { kind: 'mesh' }), object('U', { kind: 'mesh' }));
        for (let count = 1; count <= 4; count += 1) {
          await move('blender', 'B', count);
          await move('unity', 'U', count);
        }
        await world.settle();
        const x = (name: string): number => world.named(name).transform.translation[0];
        for (let round = 0; round < 2 * STEPS && (x('B') !== 0 || x('U') !== 0); round += 1) {
          if (x('B') !== 0) await world.blender.call('undo');
          if (x('U') !== 0) await world.editor.call('undo');
          await world.settle();
        }
        await world.inStep();
        assert.deepEqual([x('B'), x('U')], [0, 0]);
      },
    ],
  ];
}
