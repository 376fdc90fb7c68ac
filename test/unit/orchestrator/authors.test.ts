/** What authors may build on, and what they cannot do to each other (R13, R29, R31, ORD-4). */
import { describe, expect, test } from 'vitest';
import type { Actor } from '#app/intents/index.ts';
import { shownHash } from '#main/orchestrator/gate.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const OTHER: Actor = { kind: 'agent', id: 'agent:other', name: 'other' };
const UNITY: Actor = { kind: 'engine', id: 'engine:unity', name: 'unity' };

/** A rig with one live engine that holds Box_1. */
function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function approve(rig: Rig, id: number): void {
  const proposal = rig.orchestrator.core.proposals.get(uuid(id));
  if (proposal === undefined) throw new Error(`nothing waits as ${id}`);
  rig.command({ do: 'approve', id: uuid(id), hash: shownHash(rig.orchestrator.core, proposal.intent) });
}

function commit(rig: Rig, engine: string): void {
  rig.playApply(engine);
  rig.sync();
}

describe('ids are made by authors, and two may make the same one', () => {
  test("another agent's id neither replaces a waiting suggestion nor ends it", () => {
    const { rig } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'A' }], { channel: 'ai' });
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'B' }], { channel: 'ai', actor: OTHER });
    rig.submit(2, [{ op: 'rename', id: uuid(77), name: 'C' }], { channel: 'ai', actor: OTHER });
    rig.sync();
    expect(rig.orchestrator.core.proposals.get(uuid(2))?.intent.actor.id).toBe('agent:dresser');
    expect(rig.state.waiting.get(uuid(2))?.intent.actor.id).toBe('agent:dresser');
  });

  test('R13: `after` names one’s own intents only, whatever id somebody else took', () => {
    const { rig, blender } = withBox();
    rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(1) }]);
    commit(rig, blender);
    rig.submit(3, [{ op: 'set_property', id: uuid(1), key: 'x', value: 1 }], { channel: 'ai' });
    rig.submit(4, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }], {
      channel: 'ai',
      base: { revision: 1, after: [uuid(3)] },
    });
    expect(rig.statesOf(4)).toEqual(['conflicted']);
  });

  test('R23: an edit that an earlier session committed is not committed again', () => {
    const { rig, blender } = withBox();
    const edit = {
      type: 'observed',
      edit: uuid(600),
      applied_through: 1,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(5) }],
    } as const;
    rig.engines.set(blender, { objects: new Map([[uuid(1), box(1, { transform: moved(5) })]]) });
    rig.frame(blender, edit);
    commit(rig, blender);
    rig.frame(blender, { type: 'bye' });
    const again = rig.connect(1);
    rig.frame(again, { ...edit, applied_through: rig.state.revision });
    rig.sync();
    expect(rig.state.revision).toBe(2);
    const decided = rig.sent.filter(({ message }) => message.type === 'decided').at(-1)?.message;
    expect(decided).toMatchObject({ outcome: 'committed', n: 2 });
  });
});

describe('R13: building upon what is there', () => {
  test('an agent builds on its own suggestion that still waits', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'create', object: box(2) }], { channel: 'ai' });
    rig.submit(3, [{ op: 'rename', id: uuid(2), name: 'Z' }], {
      channel: 'ai',
      base: { revision: 1, after: [uuid(2)] },
    });
    expect(rig.statesOf(3)).toEqual(['awaiting_approval']);
    // The later one approved first goes second all the same.
    approve(rig, 3);
    approve(rig, 2);
    commit(rig, blender);
    commit(rig, blender);
    expect(rig.statesOf(3).at(-1)).toBe('committed');
    expect(rig.state.objects.get(uuid(2))?.name).toBe('Z');
  });

  test('ORD-4: an agent’s write does not hide that two people wrote the same value', () => {
    const { rig, blender } = withBox();
    rig.submit(10, [{ op: 'set_transform', id: uuid(1), transform: moved(1) }], { actor: UNITY });
    commit(rig, blender);
    rig.submit(11, [{ op: 'set_transform', id: uuid(1), transform: moved(2) }], { channel: 'ai' });
    approve(rig, 11);
    commit(rig, blender);
    rig.submit(12, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }], {
      base: { revision: 1, after: [] },
    });
    expect(rig.statesOf(12)).toEqual(['conflicted']);
    // Who saw the other person's value, and only not the agent's, goes before the agent.
    rig.submit(13, [{ op: 'set_transform', id: uuid(1), transform: moved(4) }], {
      base: { revision: 2, after: [] },
    });
    commit(rig, blender);
    expect(rig.statesOf(13).at(-1)).toBe('committed');
  });
});

describe('R31: a lock holds for what is below it', () => {
  test.each([
    ['creating below it', [{ op: 'create', object: box(2, { parent: uuid(1) }) }]],
    ['moving something below it', [{ op: 'reparent', id: uuid(9), parent: uuid(1) }]],
    ['changing it', [{ op: 'rename', id: uuid(1), name: 'q' }]],
  ] as const)('an agent is refused %s', (_what, operations) => {
    const { rig, blender } = withBox();
    rig.submit(9, [{ op: 'create', object: box(9) }]);
    commit(rig, blender);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.submit(2, [...operations], { channel: 'ai' });
    expect(rig.statesOf(2)).toEqual(['rejected']);
  });
});

describe('R29: a click shows as done only once it is on disk', () => {
  test('disconnecting an agent ends its suggestions first', () => {
    const { rig } = withBox();
    rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'A' }], { channel: 'ai' });
    rig.sync();
    const before = rig.effects.filter(({ fx }) => fx === 'reply').length;
    rig.command({ do: 'revoke_agent', agent: 'agent:dresser' });
    expect(rig.statesOf(2).at(-1)).toBe('denied');
    expect(rig.effects.filter(({ fx }) => fx === 'reply')).toHaveLength(before);
    rig.sync();
    expect(rig.effects.filter(({ fx }) => fx === 'reply')).toHaveLength(before + 1);
    expect(rig.state.waiting.size).toBe(0);
  });
});

test('an artist goes on with what they made before it has a number, and nobody else does', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(30, [moveTo(3)]);
  rig.edit(rig.unity, 20, [{ op: 'create', object: box(5) }]);
  rig.edit(rig.unity, 21, [moveTo(4, 5)]);
  expect([20, 21].map((id) => rig.statesOf(id))).toEqual([['queued'], ['queued']]);
  rig.submit(31, [moveTo(6, 5)]);
  expect(rig.statesOf(31)).toEqual(['rejected']);
  rig.frame(rig.blender, {
    type: 'observed',
    edit: uuid(22),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Move' },
    before: [],
    operations: [moveTo(7, 5)],
  });
  expect(rig.take(rig.blender, ['decided'])).toMatchObject({ outcome: 'rejected', code: 'unknown_object' });
  for (const session of [rig.blender, rig.unity]) rig.playApply(session);
  rig.sync();
  const n = rig.take(rig.unity, ['adopt'])?.n ?? 0;
  rig.frame(rig.unity, { type: 'failed', n, code: 'moved_on', message: 'It was moved since.' });
  rig.settle();
  expect(rig.state.objects.get(uuid(5))?.transform).toEqual(moved(4));
});
