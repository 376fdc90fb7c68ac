/** Ids are made by authors, and two may make the same one: what becomes of one’s change is nothing to the other’s (SEC-2). */
import { describe, expect, test } from 'vitest';
import { box, uuid } from './bench-rig.ts';
import { HandsRig } from './hands-rig.ts';

/** Blender’s artist has changed something, and an agent’s suggestion has the id of that edit. */
function named(first: (rig: HandsRig) => void = () => undefined): HandsRig {
  const rig = HandsRig.withBoxes(1, 2);
  first(rig);
  rig.move(rig.blender, 50, 3);
  rig.submit(50, [{ op: 'rename', id: uuid(2), name: 'Crate' }], { channel: 'ai' });
  expect(rig.statesOf(50).at(-1)).toBe('awaiting_approval');
  return rig;
}

describe('a suggestion with the id of somebody else’s change waits', () => {
  const waits = (rig: HandsRig): void => {
    expect([...rig.orchestrator.core.proposals.values()]).toMatchObject([
      { intent: { actor: { kind: 'agent' } }, asks: false },
    ]);
    expect([...rig.state.waiting.keys()]).toEqual([uuid(50)]);
  };

  test('though that is committed', () => {
    const rig = named();
    rig.settle();
    expect(rig.sharedX).toBe(3);
    waits(rig);
  });

  test('though that comes to nothing', () => {
    const rig = named();
    const n = rig.take(rig.blender, ['adopt'])?.n ?? 0;
    rig.frame(rig.blender, { type: 'failed', n, code: 'broken', message: 'It broke.' });
    rig.settle();
    expect(rig.sharedX).toBe(0);
    waits(rig);
  });

  test.each<[string, (rig: HandsRig) => void]>([
    [
      'is refused',
      (rig) =>
        rig.submit(61, [{ op: 'delete', id: uuid(1), descendants: [] }], {
          channel: 'override',
          reason: 'now',
        }),
    ],
    ['is taken out of the line by a halt', (rig) => rig.command({ do: 'halt', by: 'person' })],
  ])('though that %s before it has a number', (_how, ends) => {
    const rig = named((each) =>
      each.frame(each.unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null }),
    );
    expect(rig.orchestrator.core.queue.human).toHaveLength(1);
    ends(rig);
    rig.frame(rig.unity, { type: 'ready' });
    rig.settle();
    expect(rig.orchestrator.core.queue.human).toHaveLength(0);
    waits(rig);
  });
});

test('a suggestion is not let in under the id of what waits for hands', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.hold(rig.blender, 1);
  rig.submit(50, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
  rig.passTime(31_000);
  expect([...rig.state.waiting.keys()]).toEqual([uuid(50)]);
  rig.submit(50, [{ op: 'create', object: box(9) }], { channel: 'ai' });
  const answer = rig.effects.findLast((effect) => effect.fx === 'reply')?.answer;
  expect(answer).toMatchObject({ ok: false, reason: { code: 'id_reused' } });
  expect(rig.state.waiting.get(uuid(50))?.intent.actor.kind).toBe('person');
});
