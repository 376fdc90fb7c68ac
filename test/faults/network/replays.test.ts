/** Frames that come twice, late or again over a new connection, and connections that come and go. */
import { describe, expect, it } from 'vitest';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { shown } from '#test/evidence/index.ts';
import { moved } from '#test/scripted/objects.ts';
import { onceFailing } from './engine.ts';
import { flap, goesOn, ROUNDS } from './flapping.ts';
import { KINDS, sharedRig } from './rig.ts';

const DOUBLED: readonly AdapterMessage['type'][] = [
  'hello',
  'inventory',
  'patched',
  'applied',
  'compensated',
  'digests',
  'pong',
];
const FOUND_OUT_MS = 3_000;

const theRig = sharedRig();

describe('SEC-1 ORD-2 what an engine says twice', () => {
  it.each(DOUBLED)('%s: counts once, and nothing else comes of it (row 21)', async (type) => {
    const rig = theRig();
    const crate = await rig.commitObject('Crate');
    const [victim, other] = ['blender', 'unity'] as const;
    let doubled = 0;
    rig.wires[victim].rule = (direction, message) => {
      if (direction === 'to_engine' || message.type !== type || doubled > 0) return 'pass';
      doubled += 1;
      return [message, message];
    };
    if (type === 'compensated') {
      // An agent's change that the other engine fails at is taken back here, and not tried again.
      rig.engines[other].quirk = onceFailing();
      await rig.approve((await rig.ask(moved(crate, 7, 7, 7))).id);
    } else if (type === 'hello' || type === 'inventory' || type === 'patched') {
      rig.wires[victim].cut();
      await rig.room.outcome(await rig.submit(moved(crate, 7, 7, 7)));
      rig.wires[victim].mend();
    }
    if (type === 'pong' || type === 'digests') await rig.pass(FOUND_OUT_MS, [other]);
    else if (type === 'applied') await rig.room.outcome(await rig.submit(moved(crate, 1, 2, 3)));
    await rig.room.until('it to be said twice', () => doubled > 0);
    await rig.room.until('it to be judged', () => {
      const state = rig.session(victim)?.state;
      return state === 'live' || state === 'revoked';
    });
    expect(await rig.room.outcome(await rig.submit(moved(crate, 4, 5, 6)))).toBe('committed');
    if (rig.session(victim)?.state === 'revoked') await rig.join(victim);
    await rig.settle();
    expect(rig.problems()).toEqual([]);
    shown({ ids: ['SEC-1', 'ORD-2'], row: 21, how: 'frames that come twice', runs: 1 });
  });
});

describe('SEC-2 ORD-2 what is said again over a new connection', () => {
  it('a vote of the connection before ends the session, and counts for nothing (row 21)', async () => {
    for (const victim of KINDS) {
      const rig = theRig();
      const crate = await rig.commitObject('Crate');
      const said: AdapterMessage[] = [];
      const wire = rig.wires[victim];
      wire.rule = (direction, message) => {
        if (direction === 'to_host') said.push(message as AdapterMessage);
        return 'pass';
      };
      expect(await rig.room.outcome(await rig.submit(moved(crate, 1, 2, 3)))).toBe('committed');
      const votes = said.filter(({ type }) => type === 'applied');
      expect(votes).toHaveLength(1);
      wire.cut();
      expect(await rig.room.outcome(await rig.submit(moved(crate, 4, 5, 6)))).toBe('committed');
      wire.mend();
      await rig.live(victim);
      const { session = '' } = rig.session(victim) ?? {};
      for (const vote of votes) wire.forge('to_host', vote);
      await rig.out(victim, session);
      await rig.join(victim);
      await rig.settle();
      expect(rig.problems()).toEqual([]);
    }
    shown({
      ids: ['SEC-2', 'ORD-2'],
      row: 21,
      how: 'a vote is replayed over a new connection',
      runs: KINDS.length,
    });
  });

  it('a vote that was on its way while the line broke is lost with it; a change goes on without it (row 21)', async () => {
    for (const victim of KINDS) {
      const rig = theRig();
      const crate = await rig.commitObject('Crate');
      const wire = rig.wires[victim];
      let late: AdapterMessage | null = null;
      wire.rule = (direction, message) => {
        if (direction === 'to_engine' || message.type !== 'applied' || late !== null) return 'pass';
        late = message as AdapterMessage;
        wire.drop();
        return [];
      };
      const id = await rig.submit(moved(crate, 1, 2, 3));
      expect(await rig.room.outcome(id)).toBe('committed');
      await rig.live(victim);
      const { session = '' } = rig.session(victim) ?? {};
      if (late !== null) wire.forge('to_host', late);
      await rig.out(victim, session);
      await rig.join(victim);
      await rig.settle();
      expect(rig.problems()).toEqual([]);
    }
    shown({
      ids: ['SEC-2', 'ORD-2'],
      row: 21,
      how: 'a vote comes after the next connection',
      runs: KINDS.length,
    });
  });
});

describe('FAIL-4 ORD-5 connections that come and go', () => {
  it('every change is committed meanwhile, and after healing both are in step (row 22)', async () => {
    for (const victim of KINDS) {
      const rig = theRig();
      const crate = await rig.commitObject('Crate');
      await flap(rig, victim, crate);
      await goesOn(rig, crate);
    }
    shown({
      ids: ['FAIL-4', 'ORD-5'],
      row: 22,
      how: 'a line that breaks again whenever it is whole, and heals',
      runs: KINDS.length * ROUNDS,
    });
  });
});
