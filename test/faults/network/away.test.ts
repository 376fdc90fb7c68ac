/** One engine of two is late, is busy for ever, or comes back with another file, in every phase of a change. */
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { EngineScene } from '#test/bench/adapter-scene.ts';
import { object } from '#test/scripted/objects.ts';
import type { Kind } from './engine.ts';
import { catchIn, PHASES } from './phases.ts';
import type { Caught, Phase } from './phases.ts';
import { KINDS, otherThan, sharedRig, victims } from './rig.ts';
import type { Rig } from './rig.ts';
import type { Message } from './wire.ts';

/** Less than any time-out of the core: everything arrives, and so much later. */
const LATE_MS = 3_000;
/** Longer than a busy engine is waited for, and for the answer that it owes. */
const PASSED_OVER_MS = 17_000;
/** Longer than any time-out of the core, the retry of the breaker included. */
const FOUND_OUT_MS = 8_000;

const theRig = sharedRig();

describe.each(PHASES)('while a change is %s', (phase) => {
  const those = victims(PHASES.indexOf(phase));

  it('FAIL-4 ORD-3: an engine whose wire is slow is waited for, and nobody is at fault (row 19)', async () => {
    for (const victim of those) await late(theRig(), victim, phase);
    const how = 'a wire delays all that is on it, in each phase of a change';
    shown({ ids: ['FAIL-4', 'ORD-3'], row: 19, how, runs: those.length });
  });

  it('AUTH-5 FAIL-4: an engine that is busy for ever is passed over, and catches up when it is back (row 17)', async () => {
    for (const victim of those) await busyForEver(theRig(), victim, phase);
    const how = 'an engine is busy for ever from each phase of a change on';
    shown({ ids: ['AUTH-5', 'FAIL-4'], row: 17, how, runs: those.length });
  });

  it('FAIL-4 ORD-5: an engine that comes back with another file open is left alone, and in step when it opens the right one (row 19)', async () => {
    for (const victim of those) await anotherFile(theRig(), victim, phase);
    const how = 'an engine is cut off in each phase of a change, and comes back with another file open';
    shown({ ids: ['FAIL-4', 'ORD-5'], row: 19, how, runs: those.length });
  });
});

async function late(rig: Rig, victim: Kind, phase: Phase): Promise<void> {
  const wire = rig.wires[victim];
  const { session } = rig.session(victim) ?? {};
  const caught = await catchIn(rig, victim, phase, {
    takesMessage: false,
    begin: () => wire.hold('to_engine', 'to_host'),
  });
  await rig.pass(LATE_MS, [otherThan(victim)]);
  expect(rig.session(victim)).toMatchObject({ session, state: 'live', breaker: 'closed' });
  heal(rig, victim);
  expect(await rig.room.outcome(caught.first)).toBe(phase === 'taken back' ? 'aborted' : 'committed');
  await rig.settle();
  expect(rig.session(victim)).toMatchObject({ session, state: 'live', breaker: 'closed' });
  expect(rig.problems()).toEqual([]);
}

async function busyForEver(rig: Rig, victim: Kind, phase: Phase): Promise<void> {
  const engine = rig.engines[victim];
  const { session } = rig.session(victim) ?? {};
  /** What its main thread has not read. */
  const unread: Message[] = [];
  const caught = await catchIn(rig, victim, phase, {
    takesMessage: false,
    begin: () => {
      engine.send({ type: 'busy', kind: 'short', activity: 'rendering', last_begun: null });
      engine.quirk = (message) => {
        // Another thread answers for it that it is there.
        if (message.type === 'ping')
          engine.send({ type: 'pong', ping: message.ping, main_thread_age_ms: PASSED_OVER_MS });
        else unread.push(message);
        return true;
      };
    },
  });
  await rig.pass(PASSED_OVER_MS, KINDS);
  await othersGoOn(rig, victim, phase, caught);
  expect(rig.session(victim)).toMatchObject({ session });
  expect(rig.session(victim)?.state).not.toBe('live');
  // It reads in turn what was told meanwhile.
  engine.quirk = () => false;
  for (const message of unread) engine.act(message as never);
  engine.send({ type: 'ready' });
  heal(rig, victim);
  await rig.settle();
  expect(rig.problems()).toEqual([]);
}

async function anotherFile(rig: Rig, victim: Kind, phase: Phase): Promise<void> {
  const engine = rig.engines[victim];
  const right = { scene: engine.scene, file: engine.file };
  const own = object('Its own');
  const caught = await catchIn(rig, victim, phase, {
    takesMessage: true,
    begin: () => {
      rig.wires[victim].cut();
      engine.scene = new EngineScene();
      engine.scene.put(own);
      engine.file = { project: null, scene: null, saved_revision: null, title: 'another', unsaved: true };
    },
  });
  heal(rig, victim);
  await rig.room.until(`${victim} to be asked about`, () => rig.session(victim)?.state === 'foreign');
  await othersGoOn(rig, victim, phase, caught);
  // Nothing of the truth is told to a file that is not of it, and nothing in it is touched.
  await rig.pass(FOUND_OUT_MS, KINDS);
  expect(engine.objects()).toEqual([own]);
  expect(rig.session(victim)?.state).toBe('foreign');
  Object.assign(engine, right);
  engine.send({ type: 'scene', scene: engine.file });
  await rig.settle();
  expect(rig.problems()).toEqual([]);
}

async function othersGoOn(rig: Rig, victim: Kind, phase: Phase, { crate, first }: Caught): Promise<void> {
  if (phase !== 'taken back') expect(await rig.room.outcome(first)).toBe('committed');
  const aside = await rig.submit({ op: 'set_property', id: crate, key: 'mass', value: 2 });
  expect(await rig.room.outcome(aside)).toBe('committed');
  expect(rig.problems([otherThan(victim)])).toEqual([]);
}

function heal(rig: Rig, victim: Kind): void {
  rig.wires[victim].rule = () => 'pass';
  rig.wires[victim].mend();
}
