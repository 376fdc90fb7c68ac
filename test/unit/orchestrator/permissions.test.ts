import { describe, expect, test } from 'vitest';
import { cardsOf } from '#app/control-room/cards.ts';
import type { Grant } from '#app/ledger/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { viewWaiting } from '#main/orchestrator/index.ts';
import type { Command } from '#main/orchestrator/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

const OTHER: Actor = { kind: 'agent', id: 'agent:other', name: 'other' };
const FREE_HAND: Grant = {
  id: uuid(900),
  agent: AGENT.id,
  task: 'dress',
  most: 'structural',
  objects: [uuid(1)],
  changes: 3,
  for_ms: 60_000,
};

const move = (id: number, x = 4): Operation => ({ op: 'set_transform', id: uuid(id), transform: moved(x) });

/** Box_1 with Box_2 below it, and Box_3 beside them; nobody has touched them for long. */
function studio(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(100, [
    { op: 'create', object: box(1) },
    { op: 'create', object: box(2, { parent: uuid(1) }) },
    { op: 'create', object: box(3) },
  ]);
  rig.playApply(blender);
  rig.wait(10_000);
  return { rig, blender };
}

function give(rig: Rig, more: Partial<Grant> = {}): void {
  rig.command({ do: 'give_free_hand', grant: { ...FREE_HAND, ...more } });
  rig.sync();
}

/** Suggested by the agent at the task of the free hand; whether it went on by itself. */
function goes(
  rig: Rig,
  id: number,
  operations: Operation[],
  more: { task?: string | null; actor?: Actor } = {},
): boolean {
  rig.submit(id, operations, { channel: 'ai', task: 'dress', ...more });
  return rig.statesOf(id).includes('queued');
}

function land(rig: Rig, blender: string): void {
  while (rig.playApply(blender) !== null) rig.sync();
}

function lastRefusal(rig: Rig): string | undefined {
  const refused = rig.effects.findLast((effect) => effect.fx === 'reply');
  return refused?.fx === 'reply' && !refused.answer.ok ? refused.answer.reason.code : undefined;
}

describe('AUTH-4: a free hand', () => {
  test('lets through what it is about, and the approval says by which', () => {
    const { rig, blender } = studio();
    give(rig);
    expect(goes(rig, 10, [move(1), move(2)])).toBe(true);
    land(rig, blender);
    expect(rig.statesOf(10).at(-1)).toBe('committed');
    expect(rig.records.findLast(({ kind }) => kind === 'approve')).toMatchObject({
      id: uuid(10),
      by: 'grant',
      under: FREE_HAND.id,
    });
  });

  test('and shows no card of it: nobody is asked; one that comes back is a card again', () => {
    const { rig } = studio();
    give(rig);
    goes(rig, 10, [move(1)]);
    goes(rig, 11, [move(2)]);
    const waiting = () => viewWaiting(rig.orchestrator.core);
    const source = { sessions: [], conflicts: [], shelf: [], lost: [] };
    const inHands = { differing: [], waits: [], ended: [] };
    const cards = () => cardsOf({ ...source, inHands, waiting: waiting() }, new Set()).map(({ key }) => key);
    expect(waiting().map(({ byItself }) => byItself)).toEqual([true, true]);
    expect(cards()).toEqual([]);
    rig.command({ do: 'end_free_hand', grant: FREE_HAND.id });
    expect(cards()).toEqual([uuid(11)]);
  });

  test.each<[string, Operation[], { task?: string | null; actor?: Actor }?]>([
    ['another task', [move(1)], { task: 'light' }],
    ['no task', [move(1)], { task: null }],
    ['another agent', [move(1)], { actor: OTHER }],
    ['another object', [move(3)]],
    ['another object besides', [move(1), move(3)]],
    ['an object at the top of the scene', [{ op: 'create', object: box(9) }]],
    ['taking something out of it', [{ op: 'reparent', id: uuid(2), parent: uuid(3) }]],
    ['taking something in', [{ op: 'reparent', id: uuid(3), parent: uuid(1) }]],
    ['a deletion', [{ op: 'delete', id: uuid(2), descendants: [] }]],
    ['taking a property away', [{ op: 'set_property', id: uuid(1), key: 'lit', value: null }]],
    [
      'more objects than are left of it',
      [
        move(1),
        move(2),
        { op: 'create', object: box(8, { parent: uuid(1) }) },
        { op: 'create', object: box(9, { parent: uuid(1) }) },
      ],
    ],
  ])('does not let through %s', (_, operations, more) => {
    const { rig, blender } = studio();
    give(rig);
    rig.submit(99, [{ op: 'set_property', id: uuid(1), key: 'lit', value: true }]);
    land(rig, blender);
    rig.wait(10_000);
    expect(goes(rig, 10, operations, more)).toBe(false);
    rig.wait(5_000);
    expect(rig.statesOf(10)).toEqual(['awaiting_approval']);
  });

  test('says of what it does not let through why that asks, while it lasts; a deletion always does', () => {
    const { rig, blender } = studio();
    const asks = (): unknown[] => viewWaiting(rig.orchestrator.core).map((each) => each.asks);
    goes(rig, 10, [move(1)]);
    expect(asks()).toEqual([undefined]);
    rig.command({ do: 'deny', id: uuid(10), reason: '' });
    give(rig, { most: 'cosmetic', changes: 2 });
    goes(rig, 11, [move(1), move(2)]);
    land(rig, blender);
    rig.tick(1_000);
    give(rig, { id: uuid(901), most: 'cosmetic', changes: 2 });
    goes(rig, 12, [move(3)]);
    goes(rig, 13, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    goes(rig, 14, [move(1, 5), move(2, 5), move(3, 5)]);
    goes(rig, 15, [{ op: 'delete', id: uuid(2), descendants: [] }]);
    expect(asks()).toEqual([
      { code: 'elsewhere', most: null },
      { code: 'other_kind', most: null },
      { code: 'used_up', most: 2 },
      undefined,
    ]);
    rig.command({ do: 'end_free_hand', grant: uuid(901) });
    rig.sync();
    expect(asks()).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('of values does not let through what adds or rearranges', () => {
    const { rig } = studio();
    give(rig, { most: 'cosmetic' });
    expect(goes(rig, 10, [{ op: 'rename', id: uuid(1), name: 'Crate' }])).toBe(false);
    expect(goes(rig, 11, [move(2)])).toBe(true);
  });

  test('of the whole scene lets an agent add to it, and change what it added', () => {
    const { rig, blender } = studio();
    give(rig, { objects: null });
    expect(goes(rig, 10, [{ op: 'create', object: box(9) }, move(9)])).toBe(true);
    land(rig, blender);
    expect(rig.state.objects.get(uuid(9))?.transform).toEqual(moved(4));
  });

  test('is used up by the objects that it changed, and what is waiting for it then asks', () => {
    const { rig, blender } = studio();
    give(rig, { changes: 2 });
    expect(goes(rig, 10, [move(1)])).toBe(true);
    land(rig, blender);
    expect(goes(rig, 11, [move(1, 5)])).toBe(true);
    land(rig, blender);
    expect(goes(rig, 12, [move(1, 6)])).toBe(false);
    rig.tick(1_000);
    expect(rig.records.findLast(({ kind }) => kind === 'end_grant')).toMatchObject({
      reason: { code: 'used_up' },
    });
  });

  test('is over when its time is up, to the millisecond that the clock tells', () => {
    const { rig } = studio();
    give(rig);
    rig.wait(59_000);
    rig.step({ in: 'clock', nowMs: (rig.nowMs += 999) });
    expect(goes(rig, 10, [move(1)])).toBe(true);
    rig.step({ in: 'clock', nowMs: (rig.nowMs += 1) });
    expect(goes(rig, 11, [move(2)])).toBe(false);
    rig.tick(1);
    expect(rig.records.findLast(({ kind }) => kind === 'end_grant')).toMatchObject({
      reason: { code: 'time_over' },
    });
  });

  test('goes on running out while the machine sleeps', () => {
    const { rig } = studio();
    give(rig);
    rig.effects.length = 0;
    rig.tick(60_000);
    // Whoever counts down what is left slept as well.
    expect(rig.effects).toContainEqual({ fx: 'changed', what: 'permissions' });
    rig.tick(3_600_000);
    expect(goes(rig, 10, [move(1)])).toBe(false);
  });

  test.each<[string, Command]>([
    ['a click', { do: 'end_free_hand', grant: FREE_HAND.id }],
    ['a halt', { do: 'halt', by: 'button' }],
    ['a pause of all agents', { do: 'pause', agent: null, on: true }],
    ['a pause of its agent', { do: 'pause', agent: AGENT.id, on: true }],
    ['the end of its agent', { do: 'revoke_agent', agent: AGENT.id }],
  ])('R29: %s ends it at once, on record', (_, command) => {
    const { rig } = studio();
    give(rig);
    rig.command(command);
    expect(rig.orchestrator.core.grants.size).toBe(0);
    expect(rig.records.filter(({ kind }) => kind === 'end_grant')).toHaveLength(1);
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.command({ do: 'pause', agent: null, on: false });
    rig.command({ do: 'pause', agent: AGENT.id, on: false });
    expect(goes(rig, 10, [move(1)])).toBe(false);
  });

  test('a pause of another agent does not', () => {
    const { rig } = studio();
    give(rig);
    rig.command({ do: 'pause', agent: OTHER.id, on: true });
    expect(goes(rig, 10, [move(1)])).toBe(true);
  });

  test('ended, what it had let through and has no number yet asks after all', () => {
    const { rig, blender } = studio();
    give(rig);
    expect(goes(rig, 10, [move(1)])).toBe(true);
    // The second is in line behind the first.
    expect(goes(rig, 11, [move(2)])).toBe(true);
    rig.command({ do: 'end_free_hand', grant: FREE_HAND.id });
    land(rig, blender);
    expect([10, 11].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'awaiting_approval']);
    expect(rig.orchestrator.core.proposals.get(uuid(11))?.approval).toBeNull();
    give(rig, { id: uuid(901) });
    expect(rig.statesOf(11).at(-1)).toBe('awaiting_approval');
  });

  test('what is in line when its time is up asks after all', () => {
    const { rig, blender } = studio();
    give(rig, { for_ms: 1_500 });
    expect(goes(rig, 10, [move(1)])).toBe(true);
    expect(goes(rig, 11, [move(2)])).toBe(true);
    rig.step({ in: 'clock', nowMs: (rig.nowMs += 1_500) });
    land(rig, blender);
    expect(rig.records.findLast(({ kind }) => kind === 'void_approval')).toMatchObject({
      id: uuid(11),
      reason: { code: 'permission_over' },
    });
    expect(rig.statesOf(11).at(-1)).toBe('awaiting_approval');
  });

  test('what a person has taken out of it in the meantime asks after all', () => {
    const { rig, blender } = studio();
    rig.submit(99, [{ op: 'create', object: box(4, { parent: uuid(2) }) }]);
    land(rig, blender);
    rig.wait(10_000);
    give(rig);
    rig.submit(98, [move(3)]);
    expect(goes(rig, 10, [move(4)])).toBe(true);
    // It goes before, and takes Box_4 along without touching it.
    rig.submit(97, [{ op: 'reparent', id: uuid(2), parent: uuid(3) }]);
    land(rig, blender);
    expect(rig.statesOf(97).at(-1)).toBe('committed');
    expect(rig.statesOf(10).at(-1)).toBe('awaiting_approval');
  });

  test('R29: it ends with its life, on record, and what waited then asks', () => {
    const { rig } = studio();
    rig.submit(10, [move(1)], { channel: 'ai', task: 'dress' });
    give(rig, { objects: [uuid(3)] });
    rig.sync();
    const later = new Rig({ records: rig.records });
    expect(later.records.at(-1)).not.toMatchObject({ kind: 'grant' });
    expect(later.records.filter(({ kind }) => kind === 'end_grant')).toMatchObject([
      { id: FREE_HAND.id, reason: { code: 'restarted' } },
    ]);
    expect(later.orchestrator.core.grants.size).toBe(0);
    expect(later.state.grants.size).toBe(0);
  });

  test('R5: a disk that takes nothing ends it', () => {
    const { rig } = studio();
    give(rig);
    rig.refuse();
    rig.wait(3_000);
    rig.sync();
    expect(rig.state.grants.size).toBe(0);
    expect(goes(rig, 10, [move(1)])).toBe(false);
  });

  test('goes for what waits already, but not for what came back from an approval', () => {
    const { rig, blender } = studio();
    rig.submit(10, [move(1)], { channel: 'ai', task: 'dress' });
    give(rig);
    expect(rig.statesOf(10)).toContain('queued');
    land(rig, blender);
    expect(rig.statesOf(10).at(-1)).toBe('committed');
  });

  test.each<[string, Command[], string]>([
    ['during a halt', [{ do: 'halt', by: 'button' }], 'halted'],
    ['to agents that are paused', [{ do: 'pause', agent: null, on: true }], 'agents_paused'],
    ['twice', [{ do: 'give_free_hand', grant: FREE_HAND }], 'id_reused'],
  ])('cannot be given %s', (_, before, code) => {
    const { rig } = studio();
    for (const command of before) rig.command(command);
    rig.command({ do: 'give_free_hand', grant: FREE_HAND });
    expect(lastRefusal(rig)).toBe(code);
  });

  test('R31: a lock stands above it', () => {
    const { rig } = studio();
    give(rig);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    expect(goes(rig, 10, [move(2)])).toBe(false);
  });
});

describe('AUTH-4: a rule', () => {
  const rule = { id: uuid(950), agent: AGENT.id, most: 'cosmetic', objects: [uuid(1)] } as const;

  test('stands over a restart, for what comes then; what waits from before asks', () => {
    const { rig } = studio();
    rig.submit(10, [move(2)], { channel: 'ai' });
    rig.command({ do: 'pause', agent: AGENT.id, on: true });
    rig.command({ do: 'add_rule', rule });
    rig.sync();
    rig.command({ do: 'pause', agent: AGENT.id, on: false });
    rig.sync();
    const later = new Rig({ records: rig.records });
    later.wait(10_000);
    const before = later.orchestrator.core.proposals.get(uuid(10));
    if (before !== undefined) expect(before.approval).toBeNull();
    expect(goes(later, 11, [move(1)], { task: null })).toBe(true);
    expect(later.records.findLast(({ kind }) => kind === 'approve')).toMatchObject({
      by: 'rule',
      under: rule.id,
    });
  });

  test('for every agent, and taken back with one click', () => {
    const { rig, blender } = studio();
    rig.command({ do: 'add_rule', rule: { ...rule, agent: null, objects: null } });
    expect(goes(rig, 10, [move(3)], { actor: OTHER })).toBe(true);
    expect(goes(rig, 11, [move(1)])).toBe(true);
    rig.command({ do: 'end_rule', rule: rule.id });
    land(rig, blender);
    expect([10, 11].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'awaiting_approval']);
    expect(goes(rig, 12, [move(2)])).toBe(false);
  });

  test('does not let through what deletes, nor what touches more objects than anyone looks after', () => {
    const { rig, blender } = studio();
    rig.command({ do: 'add_rule', rule: { ...rule, most: 'structural', objects: null } });
    expect(goes(rig, 10, [{ op: 'delete', id: uuid(3), descendants: [] }])).toBe(false);
    const many = Array.from({ length: 26 }, (_, index): Operation => ({
      op: 'create',
      object: box(200 + index),
    }));
    expect(goes(rig, 11, many)).toBe(false);
    expect(goes(rig, 12, many.slice(1))).toBe(true);
    land(rig, blender);
  });

  test('goes with its agent', () => {
    const { rig } = studio();
    rig.command({ do: 'add_rule', rule });
    rig.command({ do: 'revoke_agent', agent: AGENT.id });
    rig.sync();
    expect(rig.state.rules.size).toBe(0);
  });

  test('can be taken back though nothing can be written, and stays so', () => {
    const { rig } = studio();
    rig.command({ do: 'add_rule', rule });
    rig.sync();
    rig.refuse();
    rig.command({ do: 'end_rule', rule: rule.id });
    expect(lastRefusal(rig)).toBeUndefined();
    rig.wait(3_000);
    rig.sync();
    expect(rig.state.rules.size).toBe(0);
    expect(goes(rig, 10, [move(1)])).toBe(false);
  });
});

describe('what a person is at with their hands', () => {
  test('waits though there is a free hand, says why, and goes on when the hands rest', () => {
    const { rig, blender } = studio();
    give(rig);
    rig.submit(50, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    land(rig, blender);
    expect(goes(rig, 10, [move(1)])).toBe(false);
    expect(rig.orchestrator.core.proposals.get(uuid(10))?.guarded?.message).toBe(
      'You changed Crate a moment ago: it waits until your hands rest.',
    );
    rig.wait(6_000);
    expect(rig.statesOf(10)).toContain('queued');
  });

  test('an artist’s own edit in an engine counts the same', () => {
    const { rig, blender } = studio();
    give(rig);
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(60),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [move(1, 2)],
    });
    rig.playApply(blender);
    rig.sync();
    expect(goes(rig, 10, [{ op: 'rename', id: uuid(1), name: 'Crate' }])).toBe(false);
  });

  test('so does what they select here', () => {
    const { rig } = studio();
    give(rig);
    rig.command({ do: 'select', objects: [uuid(1)] });
    expect(goes(rig, 10, [move(1)])).toBe(false);
    expect(rig.orchestrator.core.proposals.get(uuid(10))?.guarded?.message).toBe(
      'You selected Box_1 a moment ago: it waits until your hands rest.',
    );
    rig.wait(6_000);
    expect(rig.statesOf(10)).toContain('queued');
  });

  test('what was let through and is in line waits as well when it is selected then', () => {
    const { rig, blender } = studio();
    give(rig);
    expect(goes(rig, 10, [move(1)])).toBe(true);
    expect(goes(rig, 11, [move(2)])).toBe(true);
    rig.command({ do: 'select', objects: [uuid(2)] });
    land(rig, blender);
    expect(rig.statesOf(11).at(-1)).toBe('queued');
    rig.wait(6_000);
    land(rig, blender);
    expect(rig.statesOf(11).at(-1)).toBe('committed');
  });

  test('a click on the card is a look at it, and goes before', () => {
    const { rig, blender } = studio();
    rig.command({ do: 'select', objects: [uuid(1)] });
    expect(goes(rig, 10, [move(1)])).toBe(false);
    rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
    land(rig, blender);
    expect(rig.statesOf(10).at(-1)).toBe('committed');
  });

  test('so is what an artist has selected in an engine, as long as they are at work there', () => {
    const { rig, blender } = studio();
    give(rig, { for_ms: 600_000 });
    rig.frame(blender, { type: 'selected', objects: [uuid(1)] });
    expect(goes(rig, 10, [move(1)])).toBe(false);
    expect(rig.orchestrator.core.proposals.get(uuid(10))?.guarded?.message).toBe(
      'You have Box_1 selected in Blender: it waits until you are done with it.',
    );
    // What is beside it goes on.
    expect(goes(rig, 11, [move(2)])).toBe(true);
    land(rig, blender);
    rig.wait(59_000);
    expect(rig.statesOf(10)).not.toContain('queued');
    rig.wait(2_000);
    expect(rig.statesOf(10)).toContain('queued');
  });

  test('and it goes at once when something else is selected there, or the engine is gone', () => {
    const { rig, blender } = studio();
    give(rig);
    rig.frame(blender, { type: 'selected', objects: [uuid(1)] });
    expect(goes(rig, 10, [move(1)])).toBe(false);
    rig.tick(100);
    rig.frame(blender, { type: 'selected', objects: [uuid(2)] });
    expect(rig.statesOf(10)).toContain('queued');
    land(rig, blender);
    expect(goes(rig, 11, [move(2)])).toBe(false);
    rig.lose(blender);
    expect(rig.statesOf(11)).toContain('queued');
  });

  test('rule 6: and what is in hand in an engine waits at the gate', () => {
    const { rig, blender } = studio();
    give(rig);
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'grab' });
    expect(goes(rig, 10, [move(1)])).toBe(false);
    rig.tick(100);
    rig.frame(blender, { type: 'hands', objects: [], mode: '' });
    expect(rig.statesOf(10)).toContain('queued');
  });

  test('SEC-1: an engine that says so all the time has what waits gone through ten times a second', () => {
    const { rig, blender } = studio();
    give(rig);
    const says = (object: number): void => {
      rig.frame(blender, { type: 'selected', objects: [uuid(object)] });
    };
    says(1);
    expect(goes(rig, 10, [move(1)])).toBe(false);
    says(2);
    expect(rig.statesOf(10)).not.toContain('queued');
    // What is looked at then is what is so then.
    says(1);
    rig.tick(100);
    expect(rig.statesOf(10)).not.toContain('queued');
    says(2);
    expect(rig.statesOf(10)).not.toContain('queued');
    rig.tick(100);
    expect(rig.statesOf(10)).toContain('queued');
  });
});

describe('what was let through by what was allowed, and is in line, asks after all', () => {
  const RULE = { id: uuid(800), agent: AGENT.id, most: 'cosmetic', objects: [uuid(1)] } as const;

  test.each(['free hand', 'rule'])('where it is not within the %s any more', (by) => {
    const { rig, blender } = studio();
    // Box_4 below Box_1, and Box_2 below that.
    rig.submit(50, [
      { op: 'create', object: box(4, { parent: uuid(1) }) },
      { op: 'reparent', id: uuid(2), parent: uuid(4) },
    ]);
    land(rig, blender);
    rig.wait(10_000);
    if (by === 'rule') rig.command({ do: 'add_rule', rule: RULE });
    else give(rig);
    rig.submit(51, [{ op: 'rename', id: uuid(3), name: 'Busy' }]);
    expect(goes(rig, 10, [move(2)])).toBe(true);
    expect(goes(rig, 11, [move(1)])).toBe(true);
    rig.submit(52, [{ op: 'reparent', id: uuid(4), parent: null }]);
    land(rig, blender);
    expect([10, 11].map((id) => rig.statesOf(id).at(-1))).toEqual(['awaiting_approval', 'committed']);
    const settled = rig.effects.findLast((effect) => effect.fx === 'settled' && effect.id === uuid(10));
    expect(settled).toMatchObject({ reason: { code: 'permission_over' } });
  });

  test.each(['free hand', 'rule'])(
    'where the %s ended while it was taken back for an engine that is lost',
    (by) => {
      const { rig, blender } = studio();
      const unity = rig.connect(2, 'unity', [...rig.state.objects.values()]);
      if (by === 'rule') rig.command({ do: 'add_rule', rule: RULE });
      else give(rig);
      expect(goes(rig, 10, [move(1)])).toBe(true);
      const n = rig.playApply(blender) ?? 0;
      rig.lose(unity);
      expect(rig.take(blender, ['compensate'])).toMatchObject({ n });
      if (by === 'rule') rig.command({ do: 'end_rule', rule: RULE.id });
      else rig.command({ do: 'end_free_hand', grant: FREE_HAND.id });
      rig.frame(blender, { type: 'compensated', n, outcomes: [] });
      rig.sync();
      expect(rig.statesOf(10).at(-1)).toBe('awaiting_approval');
      expect(rig.take(blender, ['apply'])).toBeNull();
    },
  );

  test.each(['free hand', 'rule'])('and not where the %s stands: it goes on without that engine', (by) => {
    const { rig, blender } = studio();
    const unity = rig.connect(2, 'unity', [...rig.state.objects.values()]);
    if (by === 'rule') rig.command({ do: 'add_rule', rule: RULE });
    else give(rig);
    expect(goes(rig, 10, [move(1)])).toBe(true);
    const n = rig.playApply(blender) ?? 0;
    rig.lose(unity);
    rig.take(blender, ['compensate']);
    rig.engines.set(blender, { objects: new Map(rig.state.objects) });
    rig.frame(blender, { type: 'compensated', n, outcomes: [] });
    land(rig, blender);
    expect(rig.statesOf(10).at(-1)).toBe('committed');
  });

  test.each<[string, (rig: Rig) => void]>([
    [
      'a log that takes nothing any more',
      (rig) =>
        rig.step({
          in: 'ledger_failed',
          outcome: 'read_only',
          from: rig.records.length + 1,
          reason: { code: 'damaged', message: 'Record 7 is damaged.', path: null },
        }),
    ],
    ['an application that closes', (rig) => rig.step({ in: 'close' })],
  ])('nothing is let through by %s', (_what, then) => {
    const { rig } = studio();
    rig.command({ do: 'add_rule', rule: RULE });
    rig.command({ do: 'select', objects: [uuid(1)] });
    expect(goes(rig, 10, [move(1)])).toBe(false);
    // Under way, so that closing waits.
    rig.submit(51, [{ op: 'rename', id: uuid(3), name: 'Busy' }]);
    rig.sync();
    then(rig);
    for (let passed = 0; passed < 4; passed += 1) rig.tick(1_500);
    expect(rig.statesOf(10)).toEqual(['awaiting_approval']);
    expect(rig.records.some(({ kind }) => kind === 'approve')).toBe(false);
  });
});
