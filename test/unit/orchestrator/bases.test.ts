/** What an intent was made against, and what may have happened since (R13, ORD-4): whose change stands in whose way. */
import { describe, expect, test } from 'vitest';
import type { Actor } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

const OTHER: Actor = { ...AGENT, id: 'agent:other', name: 'other' };
const move = (x: number): Operation => ({ op: 'set_transform', id: uuid(1), transform: moved(x) });
const rename = (name: string): Operation => ({ op: 'rename', id: uuid(1), name });
const since = (revision: number, ...after: number[]) => ({ base: { revision, after: after.map(uuid) } });

/** Box_1 and Box_2, shared as revision 1. */
function shared(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [
    { op: 'create', object: box(1) },
    { op: 'create', object: box(2) },
  ]);
  land(rig, blender);
  return { rig, blender };
}

function land(rig: Rig, engine: string): void {
  rig.playApply(engine);
  rig.sync();
}

/** An agent's change, approved and committed. */
function commitAsAgent(rig: Rig, engine: string, id: number, operation: Operation, actor = AGENT): void {
  rig.submit(id, [operation], { channel: 'ai', actor });
  rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
  rig.sync();
  land(rig, engine);
  expect(rig.statesOf(id).at(-1)).toBe('committed');
}

describe('what an agent changed', () => {
  test('stands in no person’s way', () => {
    const { rig, blender } = shared();
    commitAsAgent(rig, blender, 2, move(5));
    rig.submit(3, [move(6)], since(1));
    land(rig, blender);
    expect(rig.statesOf(3).at(-1)).toBe('committed');
  });

  test('stands in another agent’s, and in its own unless it names what it builds on', () => {
    const { rig, blender } = shared();
    commitAsAgent(rig, blender, 2, move(5));
    commitAsAgent(rig, blender, 3, rename('Crate'));
    rig.submit(10, [move(6)], { channel: 'ai', actor: OTHER, ...since(1) });
    rig.submit(11, [move(6)], { channel: 'ai', ...since(1) });
    rig.submit(12, [move(6)], { channel: 'ai', ...since(1, 3) });
    rig.submit(13, [move(6)], { channel: 'ai', ...since(1, 3, 2) });
    expect([10, 11, 12, 13].map((id) => rig.statesOf(id).at(-1))).toStrictEqual([
      ...['conflicted', 'conflicted', 'conflicted'],
      'awaiting_approval',
    ]);
  });

  test('may be built upon before it has come to anything', () => {
    const { rig } = shared();
    rig.submit(2, [{ op: 'create', object: box(3) }], { channel: 'ai' });
    rig.submit(3, [{ op: 'rename', id: uuid(3), name: 'Chest' }], { channel: 'ai', ...since(1, 2) });
    rig.submit(4, [{ op: 'rename', id: uuid(3), name: 'Chest' }], { channel: 'ai', ...since(1) });
    expect([3, 4].map((id) => rig.statesOf(id).at(-1))).toStrictEqual(['awaiting_approval', 'rejected']);
  });
});

describe('an intent from before another’s change', () => {
  test('is stale though it wants the same: its author has not seen that', () => {
    const { rig, blender } = shared();
    rig.submit(2, [move(5)]);
    land(rig, blender);
    rig.submit(3, [move(5)], { channel: 'ai', ...since(1) });
    expect(rig.statesOf(3)).toStrictEqual(['conflicted']);
  });

  test('is a mistake all the same where it could not be applied to any scene', () => {
    const { rig, blender } = shared();
    rig.submit(2, [rename('Crate')]);
    land(rig, blender);
    rig.submit(3, [rename('Box_2')], { channel: 'ai', ...since(1) });
    const answer = rig.effects.findLast((effect) => effect.fx === 'reply')?.answer;
    expect([rig.statesOf(3), answer]).toMatchObject([['rejected'], { reason: { code: 'name_taken' } }]);
  });
});

describe('FORCE (R28)', () => {
  test('passes what an engine drives and what is on its way', () => {
    const { rig, blender } = shared();
    rig.frame(blender, {
      type: 'declare',
      objects: [{ id: uuid(1), driven: ['transform'], bounded: false }],
    });
    rig.submit(2, [rename('Crate')]);
    rig.submit(3, [move(7), rename('Chest')], { channel: 'override', reason: 'it must' });
    expect(rig.statesOf(3)[0]).not.toBe('rejected');
    land(rig, blender);
    land(rig, blender);
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Chest', transform: moved(7) });
  });
});

test('a change to what is gone is kept on a card, unless it holds what no object can have: it could not be written down', () => {
  const { rig, blender } = shared();
  rig.submit(2, [{ op: 'delete', id: uuid(1), descendants: [] }]);
  land(rig, blender);
  const beside = (x: number): Operation => ({ op: 'set_transform', id: uuid(2), transform: moved(x) });
  rig.submit(3, [move(5), beside(1e39)], since(1));
  rig.submit(4, [move(5), { op: 'set_property', id: uuid(2), key: 'much', value: [1, -1e39] }], since(1));
  rig.submit(5, [move(5), { op: 'create', object: box(6, { transform: moved(1e39) }) }], since(1));
  expect([3, 4, 5].map((id) => rig.statesOf(id))).toEqual([['rejected'], ['rejected'], ['rejected']]);
  rig.sync();
  expect(rig.state.conflicts.size).toBe(0);
  rig.submit(7, [move(5), beside(7)], since(1));
  rig.sync();
  expect(rig.statesOf(7)).toEqual(['conflicted']);
  expect(rig.state.conflicts.size).toBe(1);
});
