/** Engines that do something else than they are asked to: one outcome for each change, and the other engine is not harmed. */
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { moved, object } from '#test/scripted/objects.ts';
import { EngineScene } from '#test/bench/adapter-scene.ts';
import { onceAsked, onceFailing } from './engine.ts';
import type { Kind, Quirk } from './engine.ts';
import { KINDS, otherThan, sharedRig, victims } from './rig.ts';
import type { Rig } from './rig.ts';

/** Longer than any time-out of the core. */
const FOUND_OUT_MS = 8_000;

/** With an end that nobody has to wait for. */
const FAULTY: readonly [string, Quirk][] = [
  [
    'applies half of it and says so',
    onceAsked(({ n, operations }, engine) => {
      engine.send({ type: 'applied', n, states: engine.scene.apply(operations.slice(0, 1)) });
    }),
  ],
  [
    'applies half of it and says that it failed',
    onceAsked(({ n, operations }, engine) => {
      engine.scene.apply(operations.slice(0, 1));
      engine.send({ type: 'failed', n, code: 'engine_error', message: 'It stopped in the middle.' });
    }),
  ],
  [
    'applies another value and reads it back',
    onceAsked((apply, engine) => {
      const { translation } = { translation: [9, 9, 9] as const };
      const operations = apply.operations.map((each) =>
        each.op === 'set_transform' ? { ...each, transform: { ...each.transform, translation } } : each,
      );
      engine.send({ type: 'applied', n: apply.n, states: engine.scene.apply(operations) });
    }),
  ],
  [
    'says that it failed, and has applied all of it',
    onceAsked((apply, engine) => {
      engine.vote(apply);
      engine.send({ type: 'failed', n: apply.n, code: 'engine_error', message: 'It did not work.' });
    }),
  ],
  [
    'reads back what it was told, and applies nothing',
    onceAsked((apply, engine) => {
      const copy = new EngineScene();
      for (const each of engine.objects()) copy.put(each);
      engine.send({ type: 'applied', n: apply.n, states: copy.apply(apply.operations) });
    }),
  ],
  [
    'reads back an object that it was not asked about',
    onceAsked((apply, engine) => {
      const vote = engine.vote(apply);
      const [crate] = engine.objects();
      if (vote.type !== 'applied' || crate === undefined) throw new Error('It has nothing.');
      engine.send({
        ...vote,
        states: [...vote.states, { id: crate.id, facet: 'visibility', value: crate.visibility }],
      });
    }),
  ],
  [
    'takes each step twice and reads back where that leads',
    onceAsked((apply, engine) => {
      const { n } = apply;
      engine.scene.apply(apply.operations);
      engine.send({ type: 'applied', n, states: engine.scene.apply(twiceAsFar(apply.operations)) });
    }),
  ],
  [
    'votes, and then takes each step once more',
    onceAsked((apply, engine) => {
      engine.send(engine.vote(apply));
      engine.scene.apply(twiceAsFar(apply.operations));
    }),
  ],
  [
    'is loaded anew in the middle of it',
    onceAsked((apply, engine) => {
      engine.vote(apply);
      engine.reload();
    }),
  ],
];

/** Where steps lead that are taken from where the first ones have led. */
function twiceAsFar(operations: readonly Operation[]): Operation[] {
  return operations.map((each) => {
    if (each.op !== 'set_transform') return each;
    const [x, y, z] = each.transform.translation;
    return { ...each, transform: { ...each.transform, translation: [2 * x, 2 * y, 2 * z] } };
  });
}

/** Answers that end the session at once (SEC-2). */
const LYING: readonly [string, Quirk][] = [
  [
    'acknowledges it twice',
    onceAsked((apply, engine) => [1, 2].forEach(() => engine.send(engine.vote(apply)))),
  ],
  [
    'acknowledges and then says that it failed',
    onceAsked((apply, engine) => {
      engine.send(engine.vote(apply));
      engine.send({
        type: 'failed',
        n: apply.n,
        code: 'engine_error',
        message: 'It did not work after all.',
      });
    }),
  ],
  [
    'acknowledges another number, which was over long ago',
    onceAsked((apply, engine) => engine.send({ ...engine.vote(apply), n: 1 } as never)),
  ],
  [
    'acknowledges the number after it, which nobody has',
    onceAsked((apply, engine) => engine.send({ ...engine.vote(apply), n: apply.n + 1 } as never)),
  ],
  [
    'takes back what nobody asked back',
    onceAsked(({ n }, engine) => engine.send({ type: 'compensated', n, outcomes: [] })),
  ],
  [
    'answers a question that was never asked',
    onceAsked((_apply, engine) => engine.send({ type: 'digests', request: 999_999, states: [] })),
  ],
  [
    'answers a ping that was never sent',
    onceAsked((_apply, engine) => engine.send({ type: 'pong', ping: 999_999, main_thread_age_ms: 0 })),
  ],
];

const theRig = sharedRig();

describe('AUTH-3 AUTH-5 FAIL-4 an engine that', () => {
  it.each(FAULTY)(
    '%s: the change goes on without it, and it is set to the truth (row 17)',
    async (what, quirk) => {
      const those = victims(FAULTY.findIndex(([each]) => each === what));
      for (const victim of those) {
        const rig = theRig();
        const crate = await rig.commitObject('Crate');
        rig.engines[victim].quirk = quirk;
        const id = await rig.submit(moved(crate, 1, 2, 3), {
          op: 'rename',
          id: crate,
          name: `Kiste ${crate}`,
        });
        expect(await rig.room.outcome(id)).toBe('committed');
        expect(rig.problems([otherThan(victim)])).toEqual([]);
        // What it holds is found out at the latest by the next audit.
        await rig.pass(FOUND_OUT_MS, KINDS);
        await rig.settle();
        expect(rig.problems()).toEqual([]);
      }
      shown({
        ids: ['AUTH-3', 'AUTH-5', 'FAIL-4'],
        row: 17,
        how: 'one engine applies, the other fails in its own way',
        runs: those.length,
      });
    },
  );
});

describe('AUTH-5 ORD-2 an engine that applies it twice and votes once', () => {
  it('holds the same as if it had applied it once, and is at no fault (row 21)', async () => {
    for (const twice of KINDS) {
      const rig = theRig();
      const [crate, gone] = [await rig.commitObject('Crate'), await rig.commitObject('Gone')];
      const { session } = rig.session(twice) ?? {};
      const failures = failuresOf(rig, session);
      rig.engines[twice].quirk = onceAsked((apply, engine) => {
        const vote = engine.vote(apply);
        expect(engine.scene.apply(apply.operations)).toEqual(vote.type === 'applied' ? vote.states : null);
        engine.send(vote);
      });
      const made = object(`Made for ${twice}`);
      const id = await rig.submit(
        { op: 'create', object: made },
        { op: 'reparent', id: crate, parent: made.id },
        moved(crate, 1, 2, 3),
        { op: 'set_property', id: crate, key: 'mass', value: 2 },
        { op: 'delete', id: gone, descendants: [] },
      );
      expect(await rig.room.outcome(id)).toBe('committed');
      await rig.pass(FOUND_OUT_MS, KINDS);
      await rig.settle();
      expect(rig.session(twice)).toMatchObject({ session, state: 'live', breaker: 'closed' });
      expect(failuresOf(rig, session)).toBe(failures);
      expect(rig.problems()).toEqual([]);
    }
    const how = 'an engine applies a change twice and votes once';
    shown({ ids: ['AUTH-5', 'ORD-2'], row: 21, how, runs: KINDS.length });
  });
});

describe('SEC-2 ORD-1 an engine that', () => {
  it.each(LYING)('%s: its session is over, and nothing of it counts (row 28)', async (what, quirk) => {
    const those = victims(LYING.findIndex(([each]) => each === what));
    for (const liar of those) {
      const rig = theRig();
      const crate = await rig.commitObject('Crate');
      const { session = '' } = rig.session(liar) ?? {};
      rig.engines[liar].quirk = quirk;
      const id = await rig.submit(moved(crate, 1, 2, 3));
      expect(await rig.room.outcome(id)).toBe('committed');
      await rig.out(liar, session);
      expect(rig.room.session(session)?.reason).not.toBeNull();
      expect(rig.problems([otherThan(liar)])).toEqual([]);
      await rig.join(liar);
      await rig.settle();
      expect(rig.problems()).toEqual([]);
    }
    shown({ ids: ['SEC-2', 'ORD-1'], row: 28, how: 'an engine lies about a change', runs: those.length });
  });
});

describe('FAIL-4 AUTH-5 SEC-2 an engine that answers late after the abort', () => {
  it('and takes it back in time: it stays in step, and nobody but the one that failed is set aside (row 17)', async () => {
    for (const late of KINDS) {
      const rig = theRig();
      const { session } = rig.session(late) ?? {};
      const failures = failuresOf(rig, session);
      const id = await abortedMeanwhile(rig, late);
      rig.wires[late].mend();
      expect(await rig.room.outcome(id)).toBe('aborted');
      expect(rig.session(late)).toMatchObject({ session, state: 'live', breaker: 'closed' });
      expect(failuresOf(rig, session)).toBe(failures);
      await inStep(rig, late, session);
    }
    const how = 'one engine fails, the vote of the other comes after the abort';
    shown({ ids: ['FAIL-4', 'AUTH-5', 'SEC-2'], row: 17, how, runs: KINDS.length });
  });

  it('and after it was given up: it is in fault and no liar, and is compared before anything else is asked of it (row 17)', async () => {
    for (const late of KINDS) {
      const rig = theRig();
      const { session } = rig.session(late) ?? {};
      const id = await abortedMeanwhile(rig, late);
      await rig.pass(FOUND_OUT_MS, [otherThan(late)]);
      expect(await rig.room.outcome(id)).toBe('aborted');
      expect(rig.session(late)).toMatchObject({ session, breaker: 'open' });
      rig.wires[late].mend();
      // Its breaker tries again later each time that it opened, and these tests have opened it often.
      await rig.pass(FOUND_OUT_MS, KINDS);
      await inStep(rig, late, session);
    }
    const how = 'one engine fails, the vote of the other comes after everybody was told of the abort';
    shown({ ids: ['FAIL-4', 'AUTH-5', 'SEC-2'], row: 17, how, runs: KINDS.length });
  });
});

/** An agent's change, which ends with the failure of one engine while what the other says is on its way. */
async function abortedMeanwhile(rig: Rig, late: Kind): Promise<string> {
  const crate = await rig.commitObject('Crate');
  rig.wires[late].hold('to_host');
  rig.engines[otherThan(late)].quirk = onceFailing();
  const aborted = rig.when('the abort', (event) => event.at === 'log' && event.record.kind === 'abort');
  const { id } = await rig.ask(moved(crate, 1, 2, 3));
  await rig.approve(id);
  await aborted;
  return id;
}

function failuresOf({ host }: Rig, session = ''): number | undefined {
  return host.orchestrator.core.sessions.get(session)?.failuresMs.length;
}

async function inStep(rig: Rig, late: Kind, session: string | undefined): Promise<void> {
  await rig.settle();
  for (const kind of KINDS) expect(rig.session(kind)).toMatchObject({ state: 'live', breaker: 'closed' });
  expect(rig.session(late)).toMatchObject({ session });
  expect(rig.problems()).toEqual([]);
}
