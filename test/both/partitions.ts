/**
 * The wire to one engine breaks, in every phase of a change (R17, R18, R20, FAIL-1): the other goes on by the rule, and
 * the one that was cut off is brought to the truth when it is back, with what its artist did meanwhile.
 */
import { strict as assert } from 'node:assert';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { Cutting } from './cutting.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

/** More than a handful. */
const MANY = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'] as const;

export function partitionTests(world: World): Test[] {
  const { room, blender, editor } = world;
  const cutting = new Cutting(world);

  const phases = (engine: EngineName): Test[] => {
    const line = world.lines[engine];
    const other = otherThan(engine);
    return [
      [
        `${engine} is cut off before the number reaches it: the change goes on without it (FAIL-4)`,
        async () => {
          const crate = await cutting.crateOf();
          line.hold('to_engine');
          const id = await room.submit(moved(crate, 1, 2, 3));
          await cutting.waitingFor(engine);
          line.cut();
          assert.equal(await room.outcome(id), 'committed');
          assert.equal((room.change(id)?.earlier ?? []).length, 1, 'what it was sent for came to nothing');
          assert.equal(await cutting.heightIn(engine, 'Crate'), 0);
          await room.commit(moved(crate, 4, 5, 6));
          assert.equal(await cutting.heightIn(other, 'Crate'), 5);
          await cutting.back(engine);
          assert.equal(await cutting.heightIn(engine, 'Crate'), 5);
        },
      ],
      [
        `${engine} is cut off when it has applied, before its vote comes: no vote, no number; what was approved goes on without it (R29, FAIL-4)`,
        async () => {
          const crate = await cutting.crateOf();
          line.hold('to_host');
          const id = await world.propose(moved(crate, 1, 2, 3), { op: 'rename', id: crate, name: 'Kiste' });
          await world.approve(id);
          await cutting.waitingFor(engine);
          await cutting.turns(engine);
          assert.equal(await cutting.heightIn(engine, 'Kiste'), 2, 'it has applied it');
          line.cut();
          assert.equal(await room.outcome(id), 'committed');
          assert.equal((room.change(id)?.earlier ?? []).length, 1, 'what it was sent for came to nothing');
          assert.equal(await cutting.heightIn(other, 'Kiste'), 2);
          await cutting.back(engine);
          assert.equal(await cutting.heightIn(engine, 'Kiste'), 2);
          assert.equal(world.named('Kiste').id, crate);
          assert.deepEqual(room.snapshot().conflicts, [], 'what was left over of it is nobody’s own');
        },
      ],
      [
        `${engine} is cut off after its vote, while ${other} still applies: the vote stands, the change is committed (R17, FAIL-4)`,
        async () => {
          const crate = await cutting.crateOf();
          world.lines[other].hold('to_host');
          const id = await room.submit(moved(crate, 1, 2, 3));
          await cutting.waitingFor(other);
          line.cut();
          await world.state(engine, 'detached');
          world.lines[other].release('to_host');
          assert.equal(await room.outcome(id), 'committed');
          assert.deepEqual(room.change(id)?.earlier ?? [], []);
          await cutting.back(engine);
          assert.equal(await cutting.heightIn(engine, 'Crate'), 2);
        },
      ],
      [
        `${engine} is cut off while its change is being written: it is committed, and ${engine} hears of it when it is back (FAIL-4)`,
        async () => {
          await cutting.crateOf();
          const told = world.told(engine);
          const finishing = room.until('it to be written', () => {
            const isFinishing = room.snapshot().status.inFlight.some(({ state }) => state === 'finishing');
            // In this very turn: the disk has not answered.
            if (isFinishing) line.cut();
            return isFinishing;
          });
          await cutting.lift(engine, 'Aside', 3);
          await finishing;
          const { state } = await told();
          assert.equal(state, 'committed');
          await cutting.back(engine);
          const { length } = room.snapshot().changes;
          await world.settle();
          assert.equal(await cutting.heightIn(engine, 'Aside'), 3);
          assert.equal(room.snapshot().changes.length, length, 'it is not told a second time');
          assert.deepEqual(room.snapshot().conflicts, []);
        },
      ],
      [
        `${engine} is cut off while it is compared, and again while it is patched: at last it is live and in step (FAIL-4)`,
        async () => {
          const crate = await cutting.crateOf();
          line.cut();
          await world.state(engine, 'detached');
          await room.commit(moved(crate, 1, 2, 3), { op: 'rename', id: crate, name: 'Kiste' });
          const cutWhile = (what: string): Promise<unknown> =>
            room.until(`${engine} to be ${what}`, () => {
              const isSo =
                room.snapshot().sessions.findLast((each) => each.engine === engine)?.state === what;
              if (isSo) line.cut();
              return isSo;
            });
          const compared = cutWhile('comparing');
          line.mend();
          await compared;
          await room.commit(moved(crate, 4, 5, 6));
          const patched = cutWhile('refreshing');
          line.mend();
          await patched;
          await room.commit({ op: 'set_property', id: crate, key: 'mass', value: 2 });
          await cutting.back(engine);
          assert.equal(await cutting.heightIn(engine, 'Kiste'), 5);
        },
      ],
      [
        `what the artist does in ${engine} while it is cut off is found when it is back: kept on the shelf and on a card, and the truth stands (ORD-5)`,
        async () => {
          const crate = await cutting.crateOf();
          line.cut();
          await world.state(engine, 'detached');
          await cutting.lift(engine, 'Aside', 3);
          if (engine === 'blender') await blender.call('move', { name: 'Crate', location: [7, 7, 7] });
          else await editor.call('move', { name: 'Crate', position: [7, 7, 7] });
          await room.commit(moved(crate, 1, 2, 3));
          const { session } = world.session(engine);
          line.mend();
          const state = await room.until(`${engine} to be compared`, () => {
            const now = room.snapshot().sessions.findLast((each) => each.engine === engine);
            return now?.session !== session && now?.state === 'live' ? now : null;
          });
          assert.equal(state.preview, null, 'nobody is asked');
          await world.inStep();
          const kept = room.snapshot().shelf.flatMap(({ states }) => states.map(({ id }) => id));
          assert.deepEqual(kept.sort(), [crate, world.named('Aside').id].sort());
          const cards = room.snapshot().conflicts.map((each) => [each.engine, each.why]);
          assert.deepEqual(cards, [[engine, 'differs_at_handshake']]);
          assert.equal(await cutting.heightIn(engine, 'Aside'), 0);
          assert.deepEqual(world.named('Crate').transform, at(1, 2, 3));
        },
      ],
      [
        `what the artist does to many objects in ${engine} while it is cut off is counted, and set only after a click (ORD-5)`,
        async () => {
          await world.fresh(...MANY.map((name) => object(name, { kind: 'mesh' })));
          line.cut();
          await world.state(engine, 'detached');
          for (const name of MANY) {
            if (engine === 'blender') await blender.call('move', { name, location: [7, 7, 7] });
            else await editor.call('move', { name, position: [7, 7, 7] });
          }
          line.mend();
          const { preview, onlyThere } = await room.until(`${engine} to ask`, () => {
            const now = room.snapshot().sessions.findLast((each) => each.engine === engine);
            return now === undefined || now.preview === null ? null : now;
          });
          const differing = { transform: MANY.length, name: 0, parent: 0, visibility: 0, properties: 0 };
          assert.deepEqual(preview, {
            objects: MANY.length,
            missing: 0,
            extra: 0,
            differing,
            kept: MANY.length,
          });
          assert.equal(onlyThere.differing, MANY.length);
          assert.equal(await cutting.heightIn(engine, MANY[0]), 7, 'nothing is set before');
          await world.refresh(engine);
          await world.state(engine, 'live');
          await world.inStep();
          assert.equal(await cutting.heightIn(engine, MANY[0]), 0);
          assert.equal(room.snapshot().shelf.flatMap(({ states }) => states).length, MANY.length);
        },
      ],
      [
        `an artist works on in ${engine} while it is compared: what they make then is shared with its step`,
        async () => {
          await cutting.crateOf();
          line.cut();
          await world.state(engine, 'detached');
          await room.commit({ op: 'rename', id: world.named('Lamp').id, name: 'Lampe' });
          line.mend();
          await room.until(`${engine} to be patched`, () => {
            const now = room.snapshot().sessions.findLast((each) => each.engine === engine);
            // Its `live` stays on the way until the artist has worked.
            if (now?.state === 'refreshing') line.hold('to_engine');
            return now?.state === 'refreshing';
          });
          const told = world.told(engine);
          await world.process(engine).call('create', { name: 'New', kind: 'mesh' });
          await cutting.turns(engine);
          line.release('to_engine');
          assert.equal((await told()).state, 'committed');
          await world.inStep();
          assert.equal(world.named('New').kind, 'mesh');
        },
      ],
    ];
  };

  return [
    ...ENGINES.flatMap(phases),
    [
      'both are cut off and come back one after the other: each is brought to what was committed without them (FAIL-4)',
      async () => {
        const crate = await cutting.crateOf();
        for (const engine of ENGINES) world.lines[engine].cut();
        for (const engine of ENGINES) await world.state(engine, 'detached');
        await room.commit(moved(crate, 1, 2, 3));
        await room.commit({ op: 'delete', id: world.named('Aside').id, descendants: [] });
        world.lines.unity.mend();
        await world.state('unity', 'live');
        assert.equal(
          (await world.byHand('unity', 'rename', { name: 'Lamp', to: 'Lampe' })).state,
          'committed',
        );
        await cutting.back('blender');
      },
    ],
    [
      'Unity’s domain is loaded anew in mid-change: nothing is lost, the others go on (FAIL-1)',
      async () => {
        const crate = await cutting.crateOf();
        world.lines.unity.hold('to_host');
        const id = await room.submit(moved(crate, 1, 2, 3));
        await cutting.waitingFor('unity');
        await editor.frames(10);
        await editor.call('reload_domain');
        world.lines.unity.release('to_host');
        assert.equal(await room.outcome(id), 'committed');
        await world.state('unity', 'live');
        await world.inStep();
      },
    ],
    ...ENGINES.map((engine): Test => [
      `the process of ${engine} is frozen in mid-change: set aside after its time, the others go on, and it comes back in step (FAIL-4)`,
      async () => {
        const crate = await cutting.crateOf();
        const frozen = world.process(engine);
        frozen.kill('SIGSTOP');
        const id = await room.submit(moved(crate, 1, 2, 3));
        assert.equal(await room.outcome(id), 'committed');
        assert.equal(world.session(engine).breaker, 'open');
        await room.commit(moved(crate, 4, 5, 6));
        assert.equal(await cutting.heightIn(otherThan(engine), 'Crate'), 5);
        frozen.kill('SIGCONT');
        await world.state(engine, 'live');
        await world.inStep();
      },
    ]),
  ];
}
