/** That what these tests look at can fail: wires that lie in the host's name, where the judge has to see it. */
import { describe, expect, it } from 'vitest';
import { digestObject } from '#app/scene/index.ts';
import { shown } from '#test/evidence/index.ts';
import type { GuaranteeId } from '#test/evidence/catalogue.ts';
import type { FaultRow } from '#test/evidence/fault-matrix.ts';
import { moved } from '#test/scripted/objects.ts';
import { onceAsked, onceFailing } from './engine.ts';
import { flap, goesOn } from './flapping.ts';
import { ownRig } from './rig.ts';
import type { Rig } from './rig.ts';
import type { Rule } from './wire.ts';

describe('the judge sees', () => {
  it('DUR-1 a confirmation that was never given', async () => {
    const rig = await ownRig();
    const crate = await rig.commitObject('Crate');
    rig.wires.blender.rule = (direction, message) => {
      if (direction === 'to_host' && message.type === 'applied') {
        const receipt = { ledger: crate, n: message.n, head: 'a'.repeat(64), mac: 'b'.repeat(64) };
        rig.wires.blender.forge('to_engine', { type: 'confirm', n: message.n, receipt });
      }
      return 'pass';
    };
    await rig.room.outcome(await rig.submit(moved(crate, 1, 2, 3)));
    await rig.settle();
    expect(rig.problems().map(({ id }) => id)).toEqual(['DUR-1']);
    seen(['DUR-1'], [], 'a forged confirmation');
  });

  it('FAIL-4 ORD-5 a change that is not taken back where it was applied (row 17)', async () => {
    const rig = await ownRig();
    const crate = await rig.commitObject('Crate');
    rig.wires.blender.rule = answering((message) => {
      if (message.type !== 'compensate') return null;
      const outcomes = message.entries.map(({ id, facet }) => ({ id, facet, outcome: 'restored' as const }));
      return { type: 'compensated', n: message.n, outcomes };
    }, rig);
    rig.engines.unity.quirk = onceFailing();
    const { id } = await rig.ask(moved(crate, 1, 2, 3));
    await rig.approve(id);
    expect(await rig.room.outcome(id)).toBe('aborted');
    await rig.settle();
    expect(new Set(rig.problems().map((each) => each.id))).toEqual(new Set(['FAIL-4', 'ORD-5']));
    seen(['FAIL-4', 'ORD-5'], [17], 'a compensation that never arrives');
  });

  it('ORD-5 an engine that is not brought to the truth after it was cut off (rows 19 and 20)', async () => {
    const rig = await ownRig();
    const crate = await rig.commitObject('Crate');
    rig.wires.blender.cut();
    await rig.room.outcome(await rig.submit(moved(crate, 1, 2, 3)));
    rig.wires.blender.rule = answering((message) => {
      if (message.type !== 'patch') return null;
      const states = message.objects.map((each): [string, string] => [each.id, digestObject(each)]);
      return { type: 'patched', request: message.request, states };
    }, rig);
    rig.wires.blender.mend();
    await rig.settle();
    expect(rig.problems().map(({ id }) => id)).toEqual(['ORD-5']);
    seen(['ORD-5'], [19, 20], 'a patch that never arrives');
  });

  it('ORD-5 an engine that applies once more what was replayed to it (row 21)', async () => {
    const rig = await ownRig();
    const crate = await rig.commitObject('Crate');
    const applies: Parameters<Rule>[1][] = [];
    rig.wires.unity.rule = (_direction, message) => {
      if (message.type === 'apply') applies.push(message);
      return message.type === 'audit' ? [] : 'pass';
    };
    await rig.room.outcome(await rig.submit(moved(crate, 1, 2, 3)));
    await rig.room.outcome(await rig.submit(moved(crate, 4, 5, 6)));
    rig.engines.unity.quirk = (message, engine) => {
      if (message.type === 'apply') engine.scene.apply(message.operations);
      return message.type === 'apply';
    };
    const replayed = rig.when(
      'the replay to arrive',
      (event) => event.at === 'wire' && event.news.what === 'message' && event.news.message.type === 'note',
    );
    const [first] = applies;
    if (first === undefined) throw new Error('Nothing was applied.');
    rig.wires.unity.forge('to_engine', first);
    rig.wires.unity.forge('to_engine', { type: 'note', message: '' });
    await replayed;
    await rig.room.until('it to be applied once more', () =>
      rig.engines.unity.objects().some(({ transform }) => transform.translation[0] === 1),
    );
    expect(rig.problems().map(({ id }) => id)).toEqual(['ORD-5']);
    seen(['ORD-5'], [21], 'a replayed change that is applied once more');
  });
});

describe('a host is found that', () => {
  it('FAIL-4 says nothing to a line that has come back three times (row 22)', async () => {
    let resumes = 0;
    const mute = new Set<string>();
    const rig = await ownRig({
      around: (step) => (input) => {
        if (input.in === 'connected' && input.resumes !== null && (resumes += 1) > 3) mute.add(input.session);
        return step(input).filter((effect) => effect.fx !== 'send' || !mute.has(effect.session));
      },
    });
    const crate = await rig.commitObject('Crate');
    await flap(rig, 'blender', crate);
    expect(mute.size).toBeGreaterThan(0);
    await expect(goesOn(rig, crate, 2_000)).rejects.toThrow('Waited in vain for blender to be live.');
    seen(['FAIL-4'], [22], 'a line that is whole again, and nothing comes through it');
  });

  it('SEC-2 leaves a liar its line (row 28)', async () => {
    const rig = await ownRig({
      around: (step) => (input) => step(input).filter((effect) => effect.fx !== 'revoke'),
    });
    const crate = await rig.commitObject('Crate');
    const { session = '' } = rig.session('blender') ?? {};
    rig.engines.blender.quirk = onceAsked((apply, engine) =>
      [1, 2].forEach(() => engine.send(engine.vote(apply))),
    );
    await rig.submit(moved(crate, 1, 2, 3));
    await expect(rig.out('blender', session, 2_000)).rejects.toThrow('Waited in vain for blender to be out.');
    seen(['SEC-2'], [28], 'a liar that is told that it is out, and is not');
  });
});

/** The wire answers some messages itself, in the engine's name, and lets nobody look whether that is true. */
function answering(answer: (message: Parameters<Rule>[1]) => Parameters<Rule>[1] | null, rig: Rig): Rule {
  return (direction, message) => {
    if (direction === 'to_host') return 'pass';
    if (message.type === 'audit') return [];
    const forged = answer(message);
    if (forged === null) return 'pass';
    rig.wires.blender.forge('to_host', forged);
    return [];
  };
}

function seen(ids: readonly GuaranteeId[], rows: readonly FaultRow[], how: string): void {
  const control = { ids: [...ids], how: `it is seen: ${how}`, runs: 1, control: true };
  if (rows.length === 0) shown(control);
  for (const row of rows) shown({ ...control, row });
}
