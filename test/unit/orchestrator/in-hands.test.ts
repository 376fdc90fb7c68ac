/** Rule 6: what touches what an artist has in hand waits, up to a limit, and then asks. */
import { describe, expect, test } from 'vitest';
import { viewWaiting } from '#main/orchestrator/index.ts';
import { box, moved, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

/** Unity's artist moves Box_1, which Blender's has in hand. */
function waiting(...boxes: number[]): HandsRig {
  const rig = HandsRig.withBoxes(1, ...boxes);
  rig.hold(rig.blender, 1);
  rig.move(rig.unity, 20, 5);
  rig.settle();
  return rig;
}

function asked(...boxes: number[]): HandsRig {
  const rig = waiting(...boxes);
  rig.passTime(30_000);
  return rig;
}

/** Numbers that an engine was sent since the last look. */
function numbersTo(rig: HandsRig, session: string): number[] {
  const numbers: number[] = [];
  for (const { session: to, message } of rig.sent)
    if (to === session && (message.type === 'apply' || message.type === 'adopt')) numbers.push(message.n);
  return numbers;
}

describe('a change of what is in hand', () => {
  test('waits without a number, durable, and asks once it has waited for the limit', () => {
    const rig = waiting();
    expect([numbersTo(rig, rig.blender), rig.statesOf(20)]).toEqual([[], ['queued']]);
    expect(rig.records.findLast(({ kind }) => kind === 'propose')).toMatchObject({
      intent: { id: uuid(20) },
      waits_for: ['blender'],
    });
    rig.passTime(29_000);
    expect(rig.inHands.waits).toEqual([]);
    rig.passTime(1_000);
    expect(rig.inHands.waits).toMatchObject([
      {
        actor: { id: 'engine:unity' },
        intents: [uuid(20)],
        label: 'move Box_1',
        objects: [{ id: uuid(1), name: 'Box_1' }],
        engines: ['blender'],
        waitedMs: 30_000,
      },
    ]);
    expect(rig.xIn(rig.unity)).toBe(5);
  });

  test('goes by itself when they let go, before the limit and after it; the card folds', () => {
    for (const rig of [waiting(), asked()]) {
      const wasAsked = rig.inHands.waits.length > 0;
      rig.hold(rig.blender);
      rig.settle();
      expect([rig.sharedX, rig.xIn(rig.blender), rig.inHands.waits]).toEqual([5, 5, []]);
      expect(rig.statesOf(20).at(-1)).toBe('committed');
      expect(rig.inHands.ended.map(({ id }) => id)).toEqual(wasAsked ? [uuid(20)] : []);
      expect(rig.state.waiting.size).toBe(0);
    }
  });

  test('holds up nothing else: not its author, and nobody else', () => {
    const rig = waiting(2, 3);
    rig.edit(rig.unity, 21, [moveTo(4, 2)]);
    rig.submit(30, [moveTo(6, 3)]);
    rig.settle();
    expect(rig.statesOf(21).at(-1)).toBe('committed');
    expect(rig.statesOf(30).at(-1)).toBe('committed');
    expect(rig.statesOf(20)).toEqual(['queued']);
  });

  test('holds up what its own engine did to the same objects later, so that the newest stands in the end', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.hold(rig.blender, 1);
    rig.edit(rig.unity, 20, [moveTo(5), moveTo(5, 2)]);
    rig.edit(rig.unity, 21, [moveTo(6, 2)]);
    rig.settle();
    expect(rig.statesOf(21)).toEqual(['queued']);
    // In the same hands, and as durable.
    expect(rig.state.waiting.get(uuid(21))?.waitsFor).toEqual(['blender']);
    rig.passTime(30_000);
    expect(rig.inHands.waits).toMatchObject([{ intents: [uuid(20), uuid(21)], engines: ['blender'] }]);
    rig.hold(rig.blender);
    rig.settle();
    expect(rig.state.objects.get(uuid(2))?.transform).toEqual(moved(6));
    expect(rig.engines.get(rig.unity)?.objects.get(uuid(2))?.transform).toEqual(moved(6));
  });

  test('holds up neither what another artist did to those objects, nor what a person did here', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.hold(rig.blender, 1);
    rig.edit(rig.unity, 20, [moveTo(5), moveTo(5, 2)]);
    rig.edit(rig.blender, 21, [moveTo(6, 2)]);
    rig.submit(30, [moveTo(7), { op: 'rename', id: uuid(2), name: 'Lamp' }]);
    rig.submit(31, [{ op: 'set_property', id: uuid(2), key: 'lit', value: true }]);
    rig.settle();
    expect([20, 30].map((id) => rig.statesOf(id))).toEqual([['queued'], ['queued']]);
    expect([21, 31].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'committed']);
  });

  test('names all in whose hands it is, also where it comes after another that is in hand', () => {
    const rig = HandsRig.withBoxes(1, 2);
    const godot = rig.connect(3, 'godot', [box(1), box(2)]);
    rig.command({ do: 'set_hands_patience', handsLimitMs: 2_000 });
    rig.hold(rig.blender, 1);
    rig.hold(godot, 2);
    rig.edit(rig.unity, 20, [moveTo(5)]);
    rig.edit(rig.unity, 21, [moveTo(6), moveTo(6, 2)]);
    rig.passTime(2_000);
    expect(rig.inHands.waits).toMatchObject([
      { intents: [uuid(20), uuid(21)], engines: ['blender', 'godot'] },
    ]);
    expect(rig.records.findLast(({ kind }) => kind === 'propose')).toMatchObject({
      intent: { id: uuid(21) },
      waits_for: ['blender', 'godot'],
    });
  });

  test('that a hold takes out of the line does not say that it goes on', () => {
    const rig = asked();
    expect(rig.inHands.waits).toHaveLength(1);
    rig.command({ do: 'halt', by: 'button' });
    expect([rig.inHands.waits, rig.inHands.ended]).toEqual([[], []]);
    expect(rig.effects.findLast(({ fx }) => fx === 'settled')).toMatchObject({
      id: uuid(20),
      state: 'awaiting_approval',
      reason: { code: 'halted' },
    });
    expect(viewWaiting(rig.orchestrator.core)).toMatchObject([{ id: uuid(20), waitedFor: ['blender'] }]);
    rig.command({ do: 'resume', scope: 'people' });
    rig.hold(rig.blender);
    rig.settle();
    expect([rig.statesOf(20).at(-1), rig.inHands.ended]).toEqual(['awaiting_approval', []]);
  });

  test('of the window waits alike, and asks in one card for each author', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.hold(rig.blender, 1, 2);
    rig.submit(30, [moveTo(3)]);
    rig.submit(31, [moveTo(3, 2)]);
    rig.edit(rig.unity, 20, [{ op: 'rename', id: uuid(2), name: 'Lamp' }]);
    rig.passTime(31_000);
    expect(rig.inHands.waits).toMatchObject([
      { actor: { id: 'person' }, intents: [uuid(30), uuid(31)], objects: [{ id: uuid(1) }, { id: uuid(2) }] },
      { actor: { id: 'engine:unity' }, intents: [uuid(20)] },
    ]);
  });

  test('asks after the limit that was set', () => {
    const rig = waiting();
    rig.command({ do: 'set_hands_patience', handsLimitMs: 2_000 });
    rig.passTime(2_000);
    expect(rig.inHands.waits).toHaveLength(1);
  });
});

describe('Keep waiting', () => {
  test('asks again after twice as long, each time', () => {
    const rig = asked();
    rig.answerWait('wait');
    rig.passTime(59_000);
    expect(rig.inHands.waits).toEqual([]);
    rig.passTime(1_000);
    expect(rig.inHands.waits).toMatchObject([{ waitedMs: 90_000 }]);
    rig.answerWait('wait');
    rig.passTime(119_000);
    expect(rig.inHands.waits).toEqual([]);
    expect(rig.statesOf(20)).toEqual(['queued']);
    expect(rig.inHands.ended).toEqual([]);
  });
});

describe('Go on without the engine', () => {
  test('shares it; that engine is behind on it, writes nothing, and is refreshed when its artist lets go', () => {
    const rig = asked(2);
    rig.answerWait('without');
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.unity), rig.xIn(rig.blender)]).toEqual([5, 5, 0]);
    expect(rig.records.filter(({ kind }) => kind === 'leave_out')).toMatchObject([
      { id: uuid(20), engines: ['blender'], by: 'person' },
    ]);
    expect(rig.records.findLast(({ kind }) => kind === 'commit')).toMatchObject({ stale: ['blender'] });
    expect(rig.differsIn(rig.blender)).toEqual([uuid(1)]);
    // It takes part in everything else meanwhile.
    rig.submit(30, [moveTo(4, 2)]);
    rig.settle();
    expect(rig.engines.get(rig.blender)?.objects.get(uuid(2))?.transform).toEqual(moved(4));
    rig.hold(rig.blender);
    rig.settle();
    expect([rig.xIn(rig.blender), rig.differsIn(rig.blender)]).toEqual([5, []]);
    expect(rig.inHands.ended).toEqual([]);
  });

  test('of an object that it makes: that engine has it at once, the rest when its artist lets go', () => {
    const rig = HandsRig.withBoxes(1);
    rig.hold(rig.blender, 1);
    const created = { ...(rig.state.objects.get(uuid(1)) ?? { properties: {} }), id: uuid(5), name: 'New' };
    rig.submit(30, [{ op: 'create', object: created as never }, moveTo(5)]);
    rig.passTime(31_000);
    rig.answerWait('without');
    rig.settle();
    expect(rig.engines.get(rig.blender)?.objects.has(uuid(5))).toBe(true);
    expect(rig.xIn(rig.blender)).toBe(0);
  });
});

describe('Take back', () => {
  test('keeps it on the shelf, sets its engine back, and asks nothing more', () => {
    const rig = asked();
    rig.answerWait('take_back');
    rig.settle();
    expect(rig.onShelf).toEqual([{ from: 'engine:unity', why: 'taken_back', x: 5 }]);
    expect([rig.xIn(rig.unity), rig.sharedX, rig.state.conflicts.size]).toEqual([0, 0, 0]);
    expect(rig.statesOf(20).at(-1)).toBe('denied');
    expect([rig.inHands.waits, rig.inHands.ended, rig.state.waiting.size]).toEqual([[], [], 0]);
  });

  test('of the window’s own keeps it on the shelf', () => {
    const rig = HandsRig.withBoxes(1);
    rig.hold(rig.blender, 1);
    rig.submit(30, [moveTo(3)]);
    rig.passTime(31_000);
    rig.answerWait('take_back');
    rig.sync();
    expect(rig.onShelf).toEqual([{ from: 'person', why: 'taken_back', x: 3 }]);
  });

  test('is about what was shown, and about nothing that came since', () => {
    const rig = asked();
    const [card] = rig.inHands.waits;
    rig.move(rig.unity, 21, 6, 5);
    rig.command({
      do: 'answer_wait',
      actor: card?.actor.id ?? '',
      intents: card?.intents ?? [],
      answer: 'take_back',
    });
    rig.settle();
    expect([rig.statesOf(20).at(-1), rig.statesOf(21)]).toEqual(['denied', ['queued']]);
    expect(rig.xIn(rig.unity)).toBe(6);
    rig.hold(rig.blender);
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.unity)]).toEqual([6, 6]);
  });

  test('is refused once it is on its way', () => {
    const rig = asked();
    const [card] = rig.inHands.waits;
    rig.hold(rig.blender);
    rig.command({
      do: 'answer_wait',
      actor: card?.actor.id ?? '',
      intents: card?.intents ?? [],
      answer: 'take_back',
    });
    const answer = rig.effects.findLast((effect) => effect.fx === 'reply');
    expect(answer).toMatchObject({ answer: { ok: false, reason: { code: 'not_waiting' } } });
  });
});

describe('what waited', () => {
  test('is laid before a person after a restart, in order or not, and goes with a click', () => {
    for (const how of ['crash', 'close'] as const) {
      const before = asked();
      if (how === 'close') before.step({ in: 'close' });
      before.sync();
      const rig = new HandsRig({ records: before.records });
      const { core } = rig.orchestrator;
      expect(core.proposals.get(uuid(20))).toMatchObject({ approval: null, waitedFor: ['blender'] });
      rig.command({ do: 'approve', id: uuid(20), hash: rig.shownHash(20) });
      rig.sync();
      expect(rig.sharedX).toBe(5);
    }
  });

  test('is laid before a person by a halt, and goes with a click', () => {
    const rig = asked();
    rig.command({ do: 'halt', by: 'person' });
    rig.settle();
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.hold(rig.blender);
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.unity), rig.inHands.waits]).toEqual([0, 5, []]);
    rig.command({ do: 'approve', id: uuid(20), hash: rig.shownHash(20) });
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.blender)]).toEqual([5, 5]);
  });
});

describe('taking in hand is no veto (AUTH-5)', () => {
  test('the second time that a number meets it, the engine is left behind', () => {
    const rig = HandsRig.withBoxes(1);
    rig.submit(30, [moveTo(3)]);
    for (let times = 1; times <= 2; times += 1) {
      const n = rig.take(rig.blender, ['apply'])?.n ?? 0;
      rig.hold(rig.blender, 1);
      rig.frame(rig.blender, {
        type: 'failed',
        n,
        code: 'in_hands',
        message: 'The artist is working on it.',
      });
      rig.take(rig.unity, ['apply']);
      for (const session of [rig.blender, rig.unity]) {
        rig.take(session, ['compensate']);
        rig.frame(session, { type: 'compensated', n, outcomes: [] });
      }
      rig.sync();
      if (times === 1) expect(rig.statesOf(30).at(-1)).toBe('queued');
      if (times === 1) rig.hold(rig.blender);
    }
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.unity), rig.xIn(rig.blender)]).toEqual([3, 3, 0]);
    rig.hold(rig.blender);
    rig.settle();
    expect(rig.xIn(rig.blender)).toBe(3);
  });
});

test('what is taken back elsewhere is not written to what is in hand there', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.submit(30, [moveTo(3), moveTo(3, 2)]);
  rig.playApply(rig.unity);
  rig.hold(rig.unity, 1);
  const n = rig.take(rig.blender, ['apply'])?.n ?? 0;
  rig.frame(rig.blender, { type: 'failed', n, code: 'engine_error', message: 'No.' });
  const compensate = rig.take(rig.unity, ['compensate']);
  expect(compensate?.entries.map(({ id }) => id)).toEqual([uuid(2)]);
  rig.frame(rig.unity, {
    type: 'compensated',
    n,
    outcomes: [{ id: uuid(2), facet: 'transform', outcome: 'restored' }],
  });
  expect(rig.differsIn(rig.unity)).toEqual([uuid(1)]);
  expect(rig.session(rig.unity).phase).toBe('live');
});
