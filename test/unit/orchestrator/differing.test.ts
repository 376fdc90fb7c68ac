/** Rule 1: what did not go through while it was in its artist's hands stays there, and asks. */
import { describe, expect, test } from 'vitest';
import { box, moved, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

/** Blender's artist moves Box_1 while it is locked, and goes on working on it. */
function refused(): HandsRig {
  const rig = HandsRig.withBoxes(1, 2);
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.hold(rig.blender, 1);
  rig.move(rig.blender, 10, 7);
  rig.settle();
  return rig;
}

/** Unity's move went through without Blender, whose artist moves it too. */
function collided(): HandsRig {
  const rig = HandsRig.withBoxes(1, 2);
  rig.hold(rig.blender, 1);
  rig.move(rig.unity, 20, 5);
  rig.passTime(31_000);
  rig.answerWait('without');
  rig.settle();
  expect(rig.sharedX).toBe(5);
  rig.move(rig.blender, 10, 7);
  rig.settle();
  return rig;
}

describe('a change that did not go through while its object is in hand', () => {
  test('is on the shelf, stays in its engine, and asks', () => {
    const rig = refused();
    expect(rig.onShelf).toEqual([{ from: 'engine:blender', why: 'in_hands', x: 7 }]);
    expect(rig.xIn(rig.blender)).toBe(7);
    expect(rig.sharedX).toBe(0);
    expect(rig.inHands.differing).toMatchObject([
      {
        engine: 'blender',
        label: 'move Box_1',
        objects: [{ id: uuid(1), name: 'Box_1' }],
        changes: [{ before: { value: moved(0) }, after: { value: moved(7) } }],
        reason: { code: 'locked' },
        inHands: true,
        overwrites: false,
      },
    ]);
    expect(rig.differsIn(rig.blender)).toEqual([uuid(1)]);
    expect(rig.state.conflicts.size).toBe(0);
    expect(rig.take(rig.blender, ['decided'])).toMatchObject({
      outcome: 'waiting',
      code: 'did_not_go_through',
    });
    expect(rig.take(rig.blender, ['note'])?.message).toContain(
      'move Box_1 did not go through: Box_1 is locked.',
    );
  });

  test('is set back at once where it is in nobody’s hands, after it is on the shelf', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.move(rig.blender, 10, 7);
    rig.settle();
    expect([rig.xIn(rig.blender), rig.inHands.differing.length, rig.onShelf.length]).toEqual([0, 0, 1]);
  });

  test('goes on asking when its artist lets go: the audit takes it for no drift, a comparison leaves it alone', () => {
    const rig = refused();
    rig.hold(rig.blender);
    rig.wait(3_000);
    const audited = rig.take(rig.blender, ['audit']);
    expect(audited?.ids).toEqual([uuid(2)]);
    rig.command({ do: 'refresh_engine', session: rig.blender });
    rig.settle();
    expect(rig.xIn(rig.blender)).toBe(7);
    expect(rig.inHands.differing).toMatchObject([{ inHands: false }]);
    expect(rig.session(rig.blender).drift.size).toBe(0);
  });

  test('says nothing of drift, which is nobody’s', () => {
    const rig = HandsRig.withBoxes(1);
    rig.hold(rig.blender, 1);
    rig.frame(rig.blender, {
      type: 'observed',
      edit: uuid(10),
      applied_through: rig.state.revision,
      undo: null,
      before: [],
      operations: [moveTo(7)],
    });
    rig.settle();
    expect([rig.inHands.differing.length, rig.state.conflicts.size]).toEqual([0, 1]);
  });
});

describe('Try again', () => {
  test('shares it against today’s truth: its engine is only read back', () => {
    const rig = refused();
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.sync();
    rig.answer('try_again');
    const adopt = rig.sent.find(({ message }) => message.type === 'adopt');
    expect(adopt).toMatchObject({ session: rig.blender, message: { edit: uuid(10) } });
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.unity), rig.xIn(rig.blender)]).toEqual([7, 7, 7]);
    expect(rig.statesOf(90).at(-1)).toBe('committed');
    expect(rig.records.findLast(({ kind }) => kind === 'begin')).toMatchObject({
      intent: { reason: 'tried again', task: null, force: false },
    });
    expect([rig.inHands.differing, rig.onShelf, rig.differsIn(rig.blender)]).toEqual([[], [], []]);
  });

  test('is refused while what stood in its way does, and the card stays', () => {
    const rig = refused();
    rig.answer('try_again');
    const answer = rig.effects.findLast((effect) => effect.fx === 'reply');
    expect(answer).toMatchObject({ answer: { ok: false, reason: { code: 'locked' } } });
    expect([rig.inHands.differing.length, rig.onShelf.length]).toEqual([1, 1]);
  });

  test('that fails is the same question once more, in hands or not, with one copy on the shelf', () => {
    const rig = refused();
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.hold(rig.blender);
    rig.sync();
    rig.answer('try_again');
    const n = rig.take(rig.blender, ['adopt'])?.n ?? 0;
    rig.frame(rig.blender, { type: 'failed', n, code: 'engine_error', message: 'It could not be read.' });
    rig.sync();
    rig.playResync(rig.unity);
    const entry = { id: uuid(1), facet: 'transform', outcome: 'restored' } as const;
    rig.frame(rig.unity, { type: 'compensated', n, outcomes: [entry] });
    rig.sync();
    expect(rig.inHands.differing).toMatchObject([{ reason: { code: 'engine_engine_error' } }]);
    expect(rig.onShelf).toEqual([{ from: 'engine:blender', why: 'in_hands', x: 7 }]);
  });

  test('goes through where its engine is gone, to whoever is there', () => {
    const rig = refused();
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.frame(rig.blender, { type: 'bye' });
    rig.sync();
    rig.answer('try_again');
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.unity)]).toEqual([7, 7]);
  });

  test('from the shelf is the same: what stays in hands is answered once', () => {
    const rig = refused();
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.sync();
    const [shelf = ''] = rig.state.shelf.keys();
    rig.command({ do: 'propose_shelved', shelf, intent: uuid(90) });
    rig.settle();
    expect([rig.sharedX, rig.inHands.differing.length, rig.onShelf.length]).toEqual([7, 0, 0]);
  });
});

describe('Put back', () => {
  test('brings the shared scene back as soon as the artist lets go, and drops the copy', () => {
    const rig = refused();
    rig.answer('put_back');
    rig.settle();
    expect([rig.xIn(rig.blender), rig.onShelf, rig.inHands.differing]).toEqual([7, [], []]);
    // It differs until they let go, though nothing is asked any more.
    expect(rig.differsIn(rig.blender)).toEqual([uuid(1)]);
    rig.hold(rig.blender);
    rig.settle();
    expect([rig.xIn(rig.blender), rig.differsIn(rig.blender)]).toEqual([0, []]);
  });

  test('asks nothing once more where the engine is away, and is compared later', () => {
    const rig = refused();
    rig.lose(rig.blender);
    rig.answer('put_back');
    rig.sync();
    rig.blender = rig.resume(rig.blender, 3);
    rig.settle();
    expect([rig.xIn(rig.blender), rig.state.conflicts.size, rig.onShelf]).toEqual([0, 0, []]);
  });
});

test('Shelf brings the shared scene back as well, and keeps the copy', () => {
  const rig = refused();
  rig.answer('shelf');
  rig.hold(rig.blender);
  rig.settle();
  expect([rig.xIn(rig.blender), rig.inHands.differing.length]).toEqual([0, 0]);
  expect(rig.onShelf).toEqual([{ from: 'engine:blender', why: 'in_hands', x: 7 }]);
});

describe('There is nothing left to ask', () => {
  test('when the artist changes the same again and that goes through', () => {
    const rig = refused();
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.sync();
    rig.move(rig.blender, 11, 8, 7);
    rig.settle();
    expect([rig.sharedX, rig.inHands.differing]).toEqual([8, []]);
    expect(rig.inHands.ended).toMatchObject([{ label: 'move Box_1', reason: { code: 'changed_again' } }]);
    expect(rig.onShelf).toHaveLength(1);
  });

  test('about the first when the artist changes the same again in vain: about the newest alone', () => {
    const rig = refused();
    rig.move(rig.blender, 11, 8, 7);
    rig.settle();
    expect(rig.inHands.differing).toMatchObject([{ changes: [{ after: { value: moved(8) } }] }]);
    rig.answer('put_back');
    rig.hold(rig.blender);
    rig.settle();
    expect(rig.xIn(rig.blender)).toBe(0);
    expect(rig.onShelf).toEqual([{ from: 'engine:blender', why: 'in_hands', x: 7 }]);
  });

  test('when somebody else’s later change was applied there', () => {
    const rig = refused();
    rig.hold(rig.blender);
    rig.submit(30, [moveTo(3)]);
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.blender), rig.inHands.differing]).toEqual([3, 3, []]);
    expect(rig.inHands.ended).toMatchObject([
      { reason: { code: 'changed_since', message: 'It was changed here since. Yours is on the shelf.' } },
    ]);
    expect(rig.onShelf).toHaveLength(1);
  });

  test('of one value; of the others there is', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.hold(rig.blender, 1);
    rig.edit(rig.blender, 10, [moveTo(7), { op: 'rename', id: uuid(1), name: 'Crate' }]);
    rig.settle();
    rig.hold(rig.blender);
    rig.submit(30, [moveTo(3)]);
    rig.settle();
    expect(rig.inHands.differing).toMatchObject([{ label: 'rename Box_1 to Crate' }]);
  });

  test('when the engine no longer shows it', () => {
    const rig = refused();
    rig.lose(rig.blender);
    rig.engines.set(rig.blender, { objects: new Map([box(1), box(2)].map((each) => [each.id, each])) });
    rig.blender = rig.resume(rig.blender, 3);
    rig.settle();
    expect(rig.inHands.differing).toEqual([]);
    expect(rig.inHands.ended).toMatchObject([
      { reason: { message: 'Blender no longer shows it. It is on the shelf.' } },
    ]);
  });
});

describe('Where the shared scene has moved on', () => {
  test('the card says that trying again writes over it', () => {
    const rig = collided();
    expect(rig.inHands.differing).toMatchObject([
      { overwrites: true, reason: { code: 'changed_on_both_sides' } },
    ]);
    rig.answer('try_again');
    rig.settle();
    expect([rig.sharedX, rig.xIn(rig.unity)]).toEqual([7, 7]);
  });

  test('a later edit of the same asks as well, also once it was to be put back: nobody has seen what is shared', () => {
    const rig = collided();
    rig.move(rig.blender, 11, 8, 7);
    rig.settle();
    expect([rig.sharedX, rig.inHands.differing.length]).toEqual([5, 1]);
    rig.answer('put_back');
    rig.move(rig.blender, 12, 9, 8);
    rig.settle();
    expect([rig.sharedX, rig.inHands.differing.length]).toEqual([5, 1]);
  });
});

test('A restart asks again, and leaves the engine alone: in its process, and in a new one of the same file', () => {
  for (const appliedThrough of [2, null]) {
    const before = refused();
    const rig = new HandsRig({ records: before.records });
    expect(rig.inHands.differing).toMatchObject([{ engine: 'blender', label: 'move Box_1' }]);
    const engine = before.engines.get(before.blender);
    rig.step({ in: 'connected', session: uuid(0xe05), resumes: uuid(0xfff), token: '1'.repeat(64) });
    rig.frame(uuid(0xe05), {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: {
        project: rig.state.project.id,
        scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
        saved_revision: null,
        title: 'untitled',
        unsaved: false,
      },
      applied_through: appliedThrough,
      receipt: null,
      masked: [],
    });
    rig.blender = uuid(0xe05);
    if (engine !== undefined) rig.engines.set(rig.blender, engine);
    rig.settle();
    expect([rig.xIn(rig.blender), rig.inHands.differing.length]).toEqual([7, 1]);
    rig.answer('put_back');
    rig.settle();
    expect(rig.xIn(rig.blender)).toBe(0);
  }
});

test('A halt lays what is being tried again before its artist once more', () => {
  const rig = refused();
  rig.command({ do: 'lock', id: uuid(1), on: false });
  rig.sync();
  // Somebody else holds it, so that it waits in line.
  rig.hold(rig.unity, 1);
  rig.answer('try_again');
  rig.tick(1_000);
  rig.command({ do: 'halt', by: 'person' });
  rig.settle();
  rig.command({ do: 'resume', scope: 'everyone' });
  rig.settle();
  expect(rig.xIn(rig.blender)).toBe(7);
  expect(rig.statesOf(90).at(-1)).toBe('awaiting_approval');
});

test('Nothing stays in hand where the log takes nothing for good: there is no card to come, and its artist hears the end', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.hold(rig.blender, 1);
  rig.move(rig.blender, 10, 7);
  expect(rig.take(rig.blender, ['adopt'])).not.toBeNull();
  rig.sent.length = 0;
  rig.step({
    in: 'ledger_failed',
    outcome: 'read_only',
    from: rig.records.length - rig.unsynced + 1,
    reason: { code: 'ledger_damaged', message: 'The history is damaged.', path: null },
  });
  const back = rig.take(rig.unity, ['compensate']);
  rig.frame(rig.unity, { type: 'compensated', n: back?.n ?? 0, outcomes: [] });
  expect(rig.take(rig.blender, ['decided'])).toMatchObject({ edit: uuid(10), outcome: 'aborted' });
  expect(rig.take(rig.blender, ['note'])).toBeNull();
  expect(rig.inHands.differing).toEqual([]);
});
