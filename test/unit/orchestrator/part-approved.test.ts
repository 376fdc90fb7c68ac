import { describe, expect, test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import type { Adjustment } from '#main/orchestrator/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

const LAMP = box(7, { name: 'Lamp' });
/** A lamp is made and turned off, and Box_1 moved and renamed. */
const STEPS: Operation[] = [
  { op: 'create', object: LAMP },
  { op: 'set_property', id: LAMP.id, key: 'lit', value: false },
  { op: 'set_transform', id: uuid(1), transform: moved(4) },
  { op: 'rename', id: uuid(1), name: 'Crate' },
];

function suggested(steps = STEPS): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  rig.submit(2, steps, { channel: 'ai' });
  return { rig, blender };
}

function approve(rig: Rig, adjust: Partial<Adjustment>): void {
  rig.command({
    do: 'approve',
    id: uuid(2),
    hash: rig.shownHash(2),
    adjust: { leave: [], edits: [], ...adjust },
  });
}

function lastRefusal(rig: Rig): { code: string; message: string } | undefined {
  const refused = rig.effects.findLast((effect) => effect.fx === 'reply' && !effect.answer.ok);
  return refused?.fx === 'reply' && !refused.answer.ok ? refused.answer.reason : undefined;
}

describe('AUTH-4: a part of a suggestion', () => {
  test('only what was taken takes effect, the log says what was not, and its author hears both', () => {
    const { rig, blender } = suggested();
    const hash = rig.shownHash(2);
    approve(rig, { leave: [3] });
    expect(rig.records.findLast(({ kind }) => kind === 'approve')).toStrictEqual({
      kind: 'approve',
      id: uuid(2),
      hash,
      by: 'person',
      left_out: [3],
    });
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Box_1', transform: moved(4) });
    expect(rig.state.objects.has(LAMP.id)).toBe(true);
    const end = rig.effects.findLast((effect) => effect.fx === 'settled' && effect.state === 'committed');
    expect(end).toMatchObject({ id: uuid(2), intent: { adjusted: { leftOut: [3], edited: [], words: '' } } });
    expect(rig.state.outcomes.get(`${AGENT.id} ${uuid(2)}`)?.adjusted?.leftOut).toEqual([3]);
  });

  test('handed in again under its own id it is the same suggestion, and gets the answer of the first', () => {
    const { rig, blender } = suggested();
    approve(rig, { leave: [3] });
    rig.playApply(blender);
    rig.sync();
    rig.submit(2, STEPS, { channel: 'ai', base: { revision: 1, after: [] } });
    expect(rig.effects.findLast((effect) => effect.fx === 'reply')).toMatchObject({
      answer: { ok: true, state: 'committed' },
    });
  });

  test('what does not go without what is left out is refused, and says which of the two needs the other', () => {
    const { rig, blender } = suggested();
    approve(rig, { leave: [0] });
    expect(lastRefusal(rig)).toMatchObject({
      code: 'part_not_alone',
      message: '“set lit of Lamp” does not go without “create Lamp”, which is left out.',
    });
    expect(rig.take(blender, ['apply'])).toBeNull();
    approve(rig, { leave: [0, 1] });
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.has(LAMP.id)).toBe(false);
    expect(rig.state.objects.get(uuid(1))?.name).toBe('Crate');
  });

  test.each([
    ['nothing of it', { leave: [0, 1, 2, 3] }, 'nothing_taken'],
    ['a step that it has not', { leave: [4] }, 'unknown_step'],
    ['a step twice', { leave: [1, 1] }, 'unknown_step'],
    [
      'a step that is left out, with another value',
      { leave: [3], edits: [{ place: 3, operation: STEPS[3] as Operation }] },
      'unknown_step',
    ],
  ])('%s cannot be taken', (_, adjust, code) => {
    const { rig, blender } = suggested();
    approve(rig, adjust);
    expect(lastRefusal(rig)?.code).toBe(code);
    expect(rig.take(blender, ['apply'])).toBeNull();
  });

  test('R29: the hash binds to the whole card as it was shown', () => {
    const { rig, blender } = suggested();
    rig.command({
      do: 'approve',
      id: uuid(2),
      hash: '0'.repeat(64),
      adjust: { leave: [3], edits: [] },
    });
    expect(lastRefusal(rig)?.code).toBe('values_changed');
    expect(rig.take(blender, ['apply'])).toBeNull();
  });

  test('R28: after a halt the whole of it waits again', () => {
    const { rig } = suggested();
    rig.command({ do: 'pause', agent: AGENT.id, on: true });
    approve(rig, { leave: [3] });
    const whole = rig.orchestrator.core.proposals.get(uuid(2))?.intent;
    rig.command({ do: 'halt', by: 'button' });
    expect(rig.orchestrator.core.proposals.get(uuid(2))).toMatchObject({ approval: null, intent: whole });
    expect(rig.effects.findLast((effect) => effect.fx === 'settled')).toMatchObject({
      state: 'awaiting_approval',
      intent: { operations: STEPS },
    });
  });

  test('AUTH-2: a person’s change of what was left out does not take the rest out of the way', () => {
    const { rig, blender } = suggested();
    rig.command({ do: 'pause', agent: AGENT.id, on: true });
    approve(rig, { leave: [2, 3] });
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Chest' }]);
    rig.playApply(blender);
    rig.command({ do: 'pause', agent: AGENT.id, on: false });
    rig.playApply(blender);
    rig.sync();
    expect([2, 3].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'committed']);
  });

  test('AUTH-2: and one of what was taken ends it', () => {
    const { rig } = suggested();
    rig.command({ do: 'pause', agent: AGENT.id, on: true });
    approve(rig, { leave: [3] });
    rig.submit(3, [{ op: 'rename', id: uuid(1), name: 'Chest' }]);
    expect(rig.statesOf(2).at(-1)).toBe('superseded');
    expect(rig.orchestrator.core.queue.ai).toHaveLength(0);
  });

  test('a person’s own change that waits for a click goes as it is', () => {
    const { rig, blender } = suggested();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    const { revision } = rig.state;
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(60),
      applied_through: revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [
        { op: 'set_transform', id: uuid(1), transform: moved(2) },
        { op: 'rename', id: uuid(1), name: 'Box' },
      ],
    });
    rig.command({
      do: 'approve',
      id: uuid(60),
      hash: rig.shownHash(60),
      adjust: { leave: [0], edits: [] },
    });
    expect(lastRefusal(rig)?.code).toBe('not_a_suggestion');
  });
});

describe('AUTH-4: a suggestion with other values', () => {
  test('the person’s value is committed as the agent’s change, and both are on record', () => {
    const { rig, blender } = suggested();
    approve(rig, {
      edits: [{ place: 2, operation: { op: 'set_transform', id: uuid(1), transform: moved(3) } }],
    });
    rig.playApply(blender);
    rig.sync();
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Crate', transform: moved(3) });
    expect(rig.state.lastWrites.get(uuid(1))?.get('transform')).toMatchObject({
      actor: AGENT,
      authority: 'ai',
    });
    const begun = rig.records.findLast(({ kind }) => kind === 'begin');
    expect(begun).toMatchObject({ intent: { adjusted: { edited: [{ place: 2, suggested: STEPS[2] }] } } });
    const approved = rig.records.findLast(({ kind }) => kind === 'approve');
    expect(approved).toMatchObject({ edited: [{ place: 2, operation: { transform: moved(3) } }] });
    expect(approved).not.toHaveProperty('left_out');
  });

  test.each<[string, number, Operation]>([
    ['another object', 2, { op: 'set_transform', id: LAMP.id, transform: moved(3) }],
    ['another kind of step', 3, { op: 'set_transform', id: uuid(1), transform: moved(3) }],
    ['another property', 1, { op: 'set_property', id: LAMP.id, key: 'other', value: true }],
    ['taking a property away', 1, { op: 'set_property', id: LAMP.id, key: 'lit', value: null }],
    ['making something else', 0, { op: 'create', object: { ...LAMP, kind: 'camera' } }],
    ['putting it elsewhere', 0, { op: 'create', object: { ...LAMP, parent: uuid(1) } }],
  ])('%s is no other value of the same', (_, place, operation) => {
    const { rig, blender } = suggested();
    approve(rig, { edits: [{ place, operation }] });
    expect(lastRefusal(rig)?.code).toBe('other_step');
    expect(rig.take(blender, ['apply'])).toBeNull();
  });

  test('a value that no object can have is refused with its sentence', () => {
    const { rig, blender } = suggested();
    approve(rig, { edits: [{ place: 3, operation: { op: 'rename', id: uuid(1), name: '' } }] });
    expect(lastRefusal(rig)?.code).toBe('part_not_alone');
    expect(rig.take(blender, ['apply'])).toBeNull();
  });

  test('is named by what the person made of it, and by no step before it', () => {
    const { rig } = suggested([STEPS[2] as Operation, ...STEPS.slice(0, 2)]);
    approve(rig, { leave: [1] });
    expect(lastRefusal(rig)).toMatchObject({
      code: 'part_not_alone',
      message: '“set lit of Lamp” does not go without “create Lamp”, which is left out.',
    });
    approve(rig, {
      edits: [
        { place: 0, operation: { op: 'set_transform', id: uuid(1), transform: moved(3) } },
        { place: 1, operation: { op: 'create', object: { ...LAMP, name: 'Torch'.repeat(20) } } },
      ],
    });
    expect(lastRefusal(rig)?.message).toMatch(/^“create Torch/u);
  });

  test('the same value again changes nothing of it: all was taken as it was suggested', () => {
    const { rig } = suggested();
    approve(rig, { edits: [{ place: 3, operation: STEPS[3] as Operation }] });
    expect(rig.records.findLast(({ kind }) => kind === 'approve')).not.toHaveProperty('edited');
  });
});

describe('all that one task has waiting', () => {
  function waiting(): { rig: Rig; blender: string } {
    const { rig, blender } = suggested([{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    rig.command({ do: 'deny', id: uuid(2), reason: '' });
    for (const [index, name] of ['One', 'Two'].entries())
      rig.submit(10 + index, [{ op: 'create', object: box(20 + index, { name }) }], {
        channel: 'ai',
        task: 'dress',
      });
    rig.submit(12, [{ op: 'create', object: box(22) }], { channel: 'ai', task: 'light' });
    rig.submit(13, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'ai', task: 'dress' });
    return { rig, blender };
  }
  const all = (rig: Rig) => [10, 11, 12, 13].map((id) => ({ id: uuid(id), hash: rig.shownHash(id) }));

  test('goes on with one click, but for what deletes and what is of another task', () => {
    const { rig, blender } = waiting();
    rig.command({ do: 'approve_task', agent: AGENT.id, task: 'dress', cards: all(rig) });
    rig.sync();
    expect(rig.effects.findLast((effect) => effect.fx === 'reply')).toMatchObject({
      answer: {
        ok: true,
        approved: {
          approved: 2,
          left: [
            { id: uuid(12), reason: { code: 'not_waiting' } },
            { id: uuid(13), reason: { code: 'asks_alone' } },
          ],
        },
      },
    });
    for (let n = 0; n < 2; n += 1) {
      rig.playApply(blender);
      rig.sync();
    }
    expect([10, 11, 12, 13].map((id) => rig.statesOf(id).at(-1))).toEqual([
      'committed',
      'committed',
      'awaiting_approval',
      'awaiting_approval',
    ]);
  });

  test('R29: one that is not as it was shown stays', () => {
    const { rig } = waiting();
    const cards = all(rig).map((card, index) => (index === 0 ? { ...card, hash: '0'.repeat(64) } : card));
    rig.command({ do: 'approve_task', agent: AGENT.id, task: 'dress', cards });
    expect(rig.records.filter(({ kind }) => kind === 'approve')).toMatchObject([{ id: uuid(11) }]);
  });

  test('and nothing at all of another agent’s', () => {
    const { rig } = waiting();
    rig.command({ do: 'approve_task', agent: 'agent:other', task: 'dress', cards: all(rig) });
    expect(lastRefusal(rig)?.code).toBe('not_waiting');
    expect(rig.records.filter(({ kind }) => kind === 'approve')).toHaveLength(0);
  });

  test('is denied with one click, and the agent reads why', () => {
    const { rig } = waiting();
    rig.command({
      do: 'deny_task',
      agent: AGENT.id,
      task: 'dress',
      ids: [10, 11, 12, 13].map(uuid),
      reason: 'Not this room.',
    });
    expect([10, 11, 12, 13].map((id) => rig.statesOf(id).at(-1))).toEqual([
      'denied',
      'denied',
      'awaiting_approval',
      'denied',
    ]);
    expect(rig.records.filter(({ kind }) => kind === 'settle')).toContainEqual(
      expect.objectContaining({
        id: uuid(13),
        reason: { code: 'denied', message: 'Not this room.', path: null },
      }),
    );
  });
});
