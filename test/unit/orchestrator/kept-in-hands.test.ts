/** What stays in an artist's hands (rule 1): what ends the question about it, with which words, and where no question may come of it. */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import { box, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const reason = (code: string, message: string, path: string | null = null): Reason => ({
  code,
  message,
  path,
});

/** Box_1 is locked and in hand in Blender, whose artist moved it to 7. */
function refused(config: ConstructorParameters<typeof HandsRig>[0] = {}): HandsRig {
  const rig = new HandsRig(config);
  rig.blender = rig.connect(1);
  for (const number of [1, 2]) {
    rig.submit(number, [{ op: 'create', object: box(number) }]);
    rig.playApply(rig.blender);
    rig.sync();
  }
  rig.unity = rig.connect(2, 'unity', [box(1), box(2)]);
  rig.hold(rig.blender, 1);
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.sync();
  rig.move(rig.blender, 10, 7);
  rig.settle();
  return rig;
}

const endedWith = (rig: HandsRig): Reason | undefined => rig.inHands.ended.at(-1)?.reason;

/** The last words about an edit to its engine. */
const decided = (rig: HandsRig, edit = 10) =>
  rig.effects.findLast(
    (effect) =>
      effect.fx === 'send' && effect.message.type === 'decided' && effect.message.edit === uuid(edit),
  );

describe('the question ends', () => {
  test('when somebody else’s change of the same arrives there, and says whose that was', () => {
    for (const [from, words] of [
      ['agent', 'set-dresser changed it since. Yours is on the shelf.'],
      ['window', 'It was changed here since. Yours is on the shelf.'],
      ['unity', 'It was changed in Unity since. Yours is on the shelf.'],
    ] as const) {
      const rig = refused();
      rig.hold(rig.blender);
      rig.command({ do: 'lock', id: uuid(1), on: false });
      rig.settle();
      if (from === 'unity') rig.move(rig.unity, 20, 3);
      else rig.submit(20, [moveTo(3)], from === 'agent' ? { channel: 'ai' } : {});
      if (from === 'agent') rig.command({ do: 'approve', id: uuid(20), hash: rig.shownHash(20) });
      rig.settle();
      expect(rig.inHands.differing).toStrictEqual([]);
      expect(endedWith(rig)).toStrictEqual(reason('changed_since', words));
      expect(decided(rig)).toMatchObject({ message: { outcome: 'aborted', code: 'changed_since' } });
      expect(rig.onShelf).toStrictEqual([{ from: 'engine:blender', why: 'in_hands', x: 7 }]);
    }
  });

  test('when it has become so in the shared scene, though its engine had no part in that', () => {
    const rig = refused();
    rig.submit(20, [moveTo(7)], { channel: 'override', reason: 'now' });
    rig.settle();
    expect(endedWith(rig)).toStrictEqual(reason('agreed', 'It is so in the shared scene by now.'));
  });

  test('when its artist changes it again and that goes through', () => {
    const rig = refused();
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.sync();
    rig.move(rig.blender, 11, 9);
    rig.settle();
    expect(endedWith(rig)).toStrictEqual(
      reason('changed_again', 'You changed it again since, and that went through.'),
    );
    expect(rig.sharedX).toBe(9);
  });

  test('when its engine no longer shows it, as a comparison finds', () => {
    const rig = refused();
    rig.hold(rig.blender);
    rig.engines.set(rig.blender, { objects: new Map([1, 2].map((id) => [uuid(id), box(id)])) });
    rig.command({ do: 'refresh_engine', session: rig.blender });
    rig.settle();
    expect(endedWith(rig)).toStrictEqual(
      reason('no_longer_there', 'Blender no longer shows it. It is on the shelf.'),
    );
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('when it stands in the way of what was shared meanwhile: the engine is refreshed, and it is on the shelf', () => {
    const rig = refused();
    rig.hold(rig.blender);
    // What Blender alone holds does not take, until it gives way.
    let patches = 0;
    rig.refusesToPatch = () => (patches += 1) < 5;
    rig.submit(20, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'override', reason: 'now' });
    rig.settle();
    rig.command({ do: 'refresh_engine', session: rig.blender });
    rig.settle();
    expect(endedWith(rig)).toStrictEqual(
      reason('stands_in_the_way', 'It does not go together with what was shared meanwhile.'),
    );
    expect(rig.inHands.differing).toStrictEqual([]);
    expect(rig.onShelf).toContainEqual({ from: 'engine:blender', why: 'in_hands', x: 7 });
    expect(rig.xIn(rig.blender)).toBe(0);
  });
});

describe('there is none', () => {
  test('beyond so many of one engine: it is set back as ever', () => {
    const rig = refused({ config: { maxObservedPerSession: 1 } });
    rig.hold(rig.blender, 1, 2);
    rig.command({ do: 'lock', id: uuid(2), on: true });
    rig.edit(rig.blender, 11, [moveTo(4, 2)]);
    rig.settle();
    expect(rig.inHands.differing).toHaveLength(1);
    expect(rig.state.conflicts.size).toBe(1);
  });

  test('where the log takes nothing for good', () => {
    const rig = HandsRig.withBoxes(1);
    rig.hold(rig.blender, 1);
    rig.move(rig.blender, 10, 7);
    rig.playApply(rig.blender);
    const { orchestrator, records } = rig;
    expect(orchestrator.core.applying).not.toBeNull();
    rig.step({
      in: 'ledger_failed',
      outcome: 'read_only',
      from: records.length - rig.unsynced + 1,
      reason: reason('damaged', 'The history is damaged.'),
    });
    rig.settle();
    expect(rig.inHands.differing).toStrictEqual([]);
    expect(orchestrator.core.applying).toBeNull();
  });
});

describe('Try again', () => {
  test('of what is gone by now is refused, and it stays', () => {
    const rig = refused();
    rig.submit(20, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'override', reason: 'now' });
    rig.sync();
    expect(rig.inHands.differing).toHaveLength(1);
    rig.answer('try_again');
    expect(rig.effects.findLast(({ fx }) => fx === 'reply')).toMatchObject({
      answer: {
        ok: false,
        reason: {
          code: 'nothing_left',
          message: 'Its objects are gone from the shared scene. Put it back, or keep it on the shelf.',
        },
      },
    });
  });

  test('of what was made there, put back, leaves it the artist’s own', () => {
    const rig = HandsRig.withBoxes(1);
    rig.hold(rig.blender, 9);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.sync();
    rig.edit(rig.blender, 10, [{ op: 'create', object: box(9, { parent: uuid(1) }) }]);
    rig.settle();
    expect(rig.inHands.differing).toMatchObject([{ objects: [{ id: uuid(9) }] }]);
    rig.answer('put_back');
    rig.hold(rig.blender);
    rig.settle();
    expect(rig.engines.get(rig.blender)?.objects.has(uuid(9))).toBe(true);
    expect([...rig.session(rig.blender).unshared]).toStrictEqual([uuid(9)]);
    expect(rig.onShelf).toStrictEqual([]);
  });
});

test('what is tried again is that alone: what its artist does next gets a number of its own', () => {
  const rig = refused();
  rig.command({ do: 'lock', id: uuid(1), on: false });
  rig.sync();
  rig.submit(20, [{ op: 'rename', id: uuid(2), name: 'Busy' }]);
  rig.answer('try_again', 21);
  rig.move(rig.blender, 11, 9, 7);
  expect(rig.orchestrator.core.queue.human.map(({ intent }) => [intent.id, intent.joined])).toEqual([
    [uuid(21), undefined],
    [uuid(11), undefined],
  ]);
});
