/**
 * The wire to one engine breaks while a change is taken back there, taken over from its artist, confirmed or set right (R14,
 * R17, R18, R22, R23): whatever of it arrived, the engine is brought to the truth when it is back, and nothing counts twice.
 */
import { strict as assert } from 'node:assert';
import type { ChangeView } from '#app/control-room/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { Cutting } from './cutting.ts';
import { HeldHeight, stubbornObject } from './held-height.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

export function cutOffTests(world: World): Test[] {
  const { room } = world;
  const cutting = new Cutting(world);
  const heldHeight = new HeldHeight(world);

  /** An agent's change that `engine` has voted for and the other one is going to fail, which nobody has heard of yet. */
  const failingElsewhere = async (engine: EngineName): Promise<string> => {
    const other = otherThan(engine);
    const [crate, lid] = [object('Crate', { kind: 'mesh' }), object('Lid', { kind: 'mesh' })];
    const stubborn = stubbornObject();
    await world.fresh(crate, lid, stubborn);
    await heldHeight.holdIn(other);
    world.lines[other].hold('to_host');
    const id = await world.propose(
      moved(crate.id, 1, 2, 3),
      { op: 'rename', id: crate.id, name: 'Kiste' },
      { op: 'delete', id: lid.id, descendants: [] },
      { op: 'create', object: object('New', { kind: 'light' }) },
      moved(stubborn.id, 0, 5, 0),
    );
    await world.approve(id);
    await cutting.waitingFor(other);
    return id;
  };
  /** The other one fails, and it is taken back. */
  const takenBack = async (engine: EngineName): Promise<void> => {
    world.lines[otherThan(engine)].release('to_host');
    await room.until('it to be taken back', () =>
      room.snapshot().status.inFlight.some(({ state }) => state === 'unwinding'),
    );
  };
  /** Nothing is left of it: both are back with what they had, and it is nobody's difference. */
  const nothingIsLeft = async (engine: EngineName, id: string): Promise<void> => {
    await heldHeight.letGo();
    await heldHeight.closeBreaker(otherThan(engine));
    await cutting.back(engine);
    assert.equal(room.change(id)?.state, 'aborted');
    assert.deepEqual([...world.truth.objects.values()].map(({ name }) => name).sort(), [
      'Crate',
      'Lid',
      'Stubborn',
    ]);
    assert.equal(await cutting.heightIn(engine, 'Crate'), 0);
    assert.deepEqual([room.snapshot().conflicts, room.snapshot().shelf], [[], []]);
  };
  /** Its artist's own edit needs its vote no more: it goes on under another number, and is theirs once. */
  const goesOnWithoutIt = async (engine: EngineName, told: () => Promise<ChangeView>): Promise<void> => {
    const { state, earlier } = await told();
    assert.deepEqual([state, earlier.length], ['committed', 1]);
    assert.equal(await cutting.heightIn(otherThan(engine), 'Aside'), 3);
    const { length } = room.snapshot().changes;
    await cutting.back(engine);
    assert.deepEqual(world.named('Aside').transform, at(0, 3, 0));
    assert.equal(room.snapshot().changes.length, length, 'it is not told a second time');
    assert.deepEqual([room.snapshot().conflicts, room.snapshot().shelf], [[], []]);
  };

  const phases = (engine: EngineName): Test[] => {
    const line = world.lines[engine];
    /** From the very turn on in which a number of its artist's is given out. */
    const holdOnceItFlies = (direction: 'to_engine' | 'to_host'): Promise<unknown> =>
      room.until('their edit to have its number', () => {
        const flies = room.snapshot().status.inFlight.length > 0;
        if (flies) line.hold(direction);
        return flies;
      });
    return [
      [
        `${engine} is cut off before it hears that it has to take a change back: it is set back when it is back (R14, FAIL-4)`,
        async () => {
          const id = await failingElsewhere(engine);
          line.hold('to_engine');
          await takenBack(engine);
          await cutting.turns(engine);
          assert.equal(await cutting.heightIn(engine, 'Kiste'), 2, 'it has not heard of it');
          line.cut();
          assert.equal(await room.outcome(id), 'aborted');
          await nothingIsLeft(engine, id);
        },
      ],
      [
        `${engine} is cut off when it has taken a change back, before it can say so: it is found as it was (R14, FAIL-4)`,
        async () => {
          const id = await failingElsewhere(engine);
          line.hold('to_host');
          await takenBack(engine);
          await cutting.hasAgain(engine, 'Crate');
          line.cut();
          assert.equal(await room.outcome(id), 'aborted');
          await nothingIsLeft(engine, id);
        },
      ],
      [
        `${engine} is cut off while it takes a change back, and its artist goes on at the same object: that is kept (R14, ORD-5)`,
        async () => {
          const id = await failingElsewhere(engine);
          line.hold('to_engine');
          await takenBack(engine);
          await cutting.lift(engine, 'Kiste', 9);
          line.cut();
          assert.equal(await room.outcome(id), 'aborted');
          await heldHeight.letGo();
          await heldHeight.closeBreaker(otherThan(engine));
          await cutting.back(engine);
          const crate = world.named('Crate');
          assert.deepEqual(crate.transform, at(0, 0, 0));
          const kept = room.snapshot().shelf.flatMap(({ states }) => states);
          assert.deepEqual(kept, [{ id: crate.id, facet: 'transform', value: at(0, 9, 0) }]);
        },
      ],
      [
        `${engine} is cut off before it is asked about its artist’s own edit, which has its number: that goes on without it, once (R17, R23)`,
        async () => {
          await cutting.crateOf();
          const told = world.told(engine);
          const flies = holdOnceItFlies('to_engine');
          await cutting.lift(engine, 'Aside', 3);
          await flies;
          await cutting.waitingFor(engine);
          line.cut();
          await goesOnWithoutIt(engine, told);
        },
      ],
      [
        `${engine} is cut off when it has vouched for its artist’s own edit, before that arrives: that goes on without it, once (R17, R23)`,
        async () => {
          await cutting.crateOf();
          const told = world.told(engine);
          const flies = holdOnceItFlies('to_host');
          await cutting.lift(engine, 'Aside', 3);
          await flies;
          await cutting.waitingFor(engine);
          await cutting.turns(engine);
          line.cut();
          await goesOnWithoutIt(engine, told);
        },
      ],
      [
        `${engine} is cut off before it hears that a change is confirmed: it holds it, and what it had stashed for it is let go (R17)`,
        async () => {
          const crate = await cutting.crateOf();
          const finishing = room.until('it to be written', () => {
            const isFinishing = room.snapshot().status.inFlight.some(({ state }) => state === 'finishing');
            if (isFinishing) line.hold('to_engine');
            return isFinishing;
          });
          const id = await room.submit(moved(crate, 1, 2, 3), {
            op: 'delete',
            id: world.named('Lamp').id,
            descendants: [],
          });
          await finishing;
          assert.equal(await room.outcome(id), 'committed');
          line.cut();
          await world.state(engine, 'detached');
          await cutting.back(engine);
          assert.equal(await cutting.heightIn(engine, 'Crate'), 2);
          assert.equal(room.change(id)?.earlier.length, 0, 'it took one number');
          if (engine === 'unity')
            assert.deepEqual((await world.unityDump()).apart, [], 'nobody can want the lamp back');
        },
      ],
      [
        `${engine} is cut off while it is set right after a script’s drift: it is set right when it is back, and kept once (ORD-5)`,
        async () => {
          const crate = await cutting.crateOf();
          const drifts = room.until('the drift', () => {
            const isSo = world.session(engine).drift.objects.includes(crate);
            if (isSo) line.hold('to_engine');
            return isSo;
          });
          if (engine === 'blender') await world.blender.python("bpy.data.objects['Crate'].location.z = 5");
          else await world.editor.call('move', { name: 'Crate', position: [0, 5, 0], step: false });
          await drifts;
          await room.until('it to be kept', () => room.snapshot().shelf.length > 0);
          await cutting.turns(engine);
          assert.equal(await cutting.heightIn(engine, 'Crate'), 5, 'it has not heard of it');
          line.cut();
          await world.state(engine, 'detached');
          await cutting.back(engine);
          assert.equal(await cutting.heightIn(engine, 'Crate'), 0);
          const kept = room.snapshot().shelf.flatMap(({ states }) => states);
          assert.deepEqual(kept, [{ id: crate, facet: 'transform', value: at(0, 5, 0) }]);
        },
      ],
      [
        `${engine} is cut off before it hears that its artist’s change was refused: it is set back when it is back, and kept once (R31)`,
        async () => {
          const crate = await cutting.crateOf();
          await room.request('lock', { id: crate, on: true });
          line.hold('to_engine');
          await cutting.lift(engine, 'Crate', 5);
          await room.until('it to be kept', () => room.snapshot().shelf.length > 0);
          line.cut();
          await world.state(engine, 'detached');
          await room.request('lock', { id: crate, on: false });
          await cutting.back(engine);
          assert.equal(await cutting.heightIn(engine, 'Crate'), 0);
          const kept = room.snapshot().shelf.flatMap(({ states }) => states);
          assert.deepEqual(kept, [{ id: crate, facet: 'transform', value: at(0, 5, 0) }]);
          assert.equal(room.snapshot().conflicts.length, 1);
        },
      ],
    ];
  };

  return ENGINES.flatMap(phases);
}
