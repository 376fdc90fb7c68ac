/**
 * What is not let in, and what its author hears: a code that programs go by, a sentence for a person, and the field that
 * it is about (architecture's two kinds of wrong: these are invalid, and nobody's session ends).
 */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { AGENT, box, moved, PERSON, Rig, uuid } from './bench-rig.ts';

const move = (x: number, id = 1): Operation => ({ op: 'set_transform', id: uuid(id), transform: moved(x) });
const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });

/** One live engine, and a box that everybody shares. */
function shared(config: ConstructorParameters<typeof Rig>[0] = {}): { rig: Rig; blender: string } {
  const rig = new Rig(config);
  const blender = rig.connect(1);
  commit(rig, blender, 1, { op: 'create', object: box(1) });
  return { rig, blender };
}

function commit(rig: Rig, engine: string, id: number, ...operations: Operation[]): void {
  rig.submit(id, operations);
  rig.playApply(engine);
  rig.sync();
}

/** The reason of the newest answer; null where it was no refusal. */
function lastRefusal(rig: Rig): Reason | null {
  const replies = rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : []));
  const last = replies.at(-1);
  return last === undefined || last.ok ? null : last.reason;
}

function lastAnswer(rig: Rig): unknown {
  return rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : [])).at(-1);
}

const refusal = (code: string, message: string, path: string | null = null): Reason => ({
  code,
  message,
  path,
});

describe('a submission is refused', () => {
  test('for a base that is not there yet (R13)', () => {
    const { rig } = shared();
    rig.submit(2, [move(1)], { base: { revision: 9, after: [] } });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('future_base', 'Revision 9 does not exist yet.', 'base.revision'),
    );
    expect(rig.statesOf(2)).toStrictEqual(['rejected']);
    expect(rig.records.at(-1)).toStrictEqual({
      kind: 'settle',
      id: uuid(2),
      actor: PERSON,
      state: 'rejected',
      reason: lastRefusal(rig),
      by: 'orchestrator',
    });
  });

  test('for a base on an intent that its author never made (R13)', () => {
    const { rig } = shared();
    rig.submit(2, [move(1)], { base: { revision: 1, after: [uuid(1), uuid(7)] } });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('unknown_base', `${uuid(7)} is no intent of yours.`, 'base.after'),
    );
    rig.submit(3, [move(1)], { channel: 'ai', base: { revision: 1, after: [uuid(1)] } });
    expect(lastRefusal(rig)?.code).toBe('unknown_base');
    rig.submit(4, [move(1)], { base: { revision: 1, after: [uuid(1)] } });
    expect(lastRefusal(rig)).toBeNull();
  });

  test('where another has changed the same facet since, and not where it was another facet (R12, R13)', () => {
    const { rig, blender } = shared();
    commit(rig, blender, 2, move(5));
    rig.submit(3, [move(6)], { channel: 'ai', base: { revision: 1, after: [] } });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('stale_base', 'Box_1: transform was changed by someone else since.', 'base'),
    );
    expect(rig.statesOf(3)).toStrictEqual(['conflicted']);
    rig.submit(4, [rename('Crate')], { channel: 'ai', base: { revision: 1, after: [] } });
    expect(lastRefusal(rig)).toBeNull();
    rig.submit(5, [move(6)], { channel: 'ai', base: { revision: 2, after: [] } });
    expect(lastRefusal(rig)).toBeNull();
  });

  test('as a conflict where its object was deleted since, as a mistake where it never was (R13)', () => {
    const { rig, blender } = shared();
    commit(rig, blender, 2, { op: 'delete', id: uuid(1), descendants: [] });
    rig.submit(3, [move(6)], { channel: 'ai', base: { revision: 1, after: [] } });
    expect([rig.statesOf(3), lastRefusal(rig)?.code]).toStrictEqual([['conflicted'], 'stale_base']);
    rig.submit(4, [move(6)], { channel: 'ai', base: { revision: 2, after: [] } });
    expect([rig.statesOf(4), lastRefusal(rig)]).toStrictEqual([
      ['rejected'],
      refusal('unknown_object', `There is no object ${uuid(1)}.`, 'operations[0].id'),
    ]);
    rig.submit(5, [move(6)], { channel: 'override' });
    expect([rig.statesOf(5), lastRefusal(rig)?.code]).toStrictEqual([['rejected'], 'unknown_object']);
  });

  test('where what it touches, or what it hangs on, is locked for its author (R31)', () => {
    const { rig, blender } = shared();
    commit(rig, blender, 2, { op: 'create', object: box(2, { parent: uuid(1) }) });
    commit(rig, blender, 3, { op: 'create', object: box(3) });
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.sync();
    const locked = (name: string) => refusal('locked', `${name} is locked.`, 'operations');
    rig.submit(10, [move(1)], { channel: 'ai' });
    expect(lastRefusal(rig)).toStrictEqual(locked('Box_1'));
    rig.submit(11, [move(1, 2)], { channel: 'ai' });
    expect(lastRefusal(rig)).toStrictEqual(locked('Box_2'));
    rig.submit(12, [{ op: 'reparent', id: uuid(3), parent: uuid(2) }], { channel: 'ai' });
    expect(lastRefusal(rig)).toStrictEqual(locked('Box_2'));
    rig.submit(13, [{ op: 'create', object: box(4, { parent: uuid(1) }) }], { channel: 'ai' });
    expect(lastRefusal(rig)).toStrictEqual(locked('Box_1'));
    rig.submit(14, [{ op: 'create', object: box(5) }, move(1, 3)], { channel: 'ai' });
    expect(lastRefusal(rig)).toBeNull();
    rig.submit(15, [move(1)]);
    expect(lastRefusal(rig)).toBeNull();
  });

  test('where an engine drives the value, and not where the object goes as a whole (rule 10)', () => {
    const { rig, blender } = shared();
    rig.frame(blender, {
      type: 'declare',
      objects: [{ id: uuid(1), driven: ['transform'], bounded: false }],
    });
    rig.submit(10, [move(1)]);
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('driven', 'Box_1: transform is driven inside an engine and read-only here.', 'operations'),
    );
    rig.submit(11, [rename('Crate')], { channel: 'ai' });
    expect(lastRefusal(rig)).toBeNull();
    rig.submit(12, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'ai' });
    expect(lastRefusal(rig)).toBeNull();
    rig.lose(blender);
    rig.submit(13, [move(1)], { channel: 'ai' });
    expect(lastRefusal(rig)).toBeNull();
  });

  test('where its id stands for something else, or for somebody else’s', () => {
    const { rig } = shared();
    const ofAnother = { kind: 'agent', id: 'agent:other', name: 'other' } as const;
    rig.submit(2, [move(1)], { channel: 'ai' });
    rig.submit(2, [move(2)], { channel: 'ai' });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('id_reused', 'This id stands for something else already.', 'id'),
    );
    rig.submit(2, [move(1)], { channel: 'ai', actor: ofAnother });
    expect(lastRefusal(rig)).toStrictEqual(refusal('id_reused', 'This id belongs to another author.', 'id'));
    rig.submit(2, [move(1)], { channel: 'ai', base: { revision: 1, after: [] } });
    expect(lastAnswer(rig)).toStrictEqual({
      ok: true,
      state: 'awaiting_approval',
      receipt: null,
      position: null,
    });
  });

  test('where too much waits or is in line already', () => {
    const one = shared({ config: { maxWaitingPerAgent: 1 } }).rig;
    one.submit(2, [move(1)], { channel: 'ai' });
    one.submit(3, [move(1)], { channel: 'ai' });
    const message = (most: number) =>
      refusal('too_many_waiting', `At most ${most} suggestions of one agent wait at a time.`);
    expect(lastRefusal(one)).toStrictEqual(message(1));
    one.submit(4, [move(1)], { channel: 'ai', actor: { ...AGENT, id: 'agent:other' } });
    expect(lastRefusal(one)).toBeNull();
    const all = shared({ config: { maxWaiting: 1 } }).rig;
    all.submit(2, [move(1)], { channel: 'ai' });
    all.submit(3, [move(1)], { channel: 'ai', actor: { ...AGENT, id: 'agent:other' } });
    expect(lastRefusal(all)).toStrictEqual(message(200));
    const steps = shared({ config: { maxWaitingOperationsPerAgent: 2, maxWaitingOperations: 3 } }).rig;
    steps.submit(2, [move(1), move(2)], { channel: 'ai' });
    expect(lastRefusal(steps)).toBeNull();
    steps.submit(3, [move(1)], { channel: 'ai' });
    expect(lastRefusal(steps)).toMatchObject({ code: 'too_many_waiting' });
    expect(lastRefusal(steps)?.message).toContain('at most 2 operations of one agent wait at a time');
    const other = { ...AGENT, id: 'agent:other' };
    steps.submit(4, [move(1), move(2)], { channel: 'ai', actor: other });
    expect(lastRefusal(steps)).toMatchObject({ code: 'too_many_waiting' });
    steps.submit(5, [move(1)], { channel: 'ai', actor: other });
    expect(lastRefusal(steps)).toBeNull();
    const line = shared({ config: { maxQueued: 1 } }).rig;
    line.submit(2, [move(1)]);
    line.submit(3, [rename('Crate')]);
    line.submit(4, [rename('Chest')]);
    expect(lastRefusal(line)).toStrictEqual(refusal('queue_full', 'At most 1 changes queue at a time.'));
    line.submit(5, [rename('Chest')], { channel: 'override' });
    expect(lastRefusal(line)).toBeNull();
  });

  test('while agents are paused, one or all, and agents alone', () => {
    const paused = refusal('agents_paused', 'Agents are paused by a person.');
    for (const agent of [null, AGENT.id]) {
      const { rig } = shared();
      rig.command({ do: 'pause', agent, on: true });
      rig.submit(2, [move(1)], { channel: 'ai' });
      expect(lastRefusal(rig)).toStrictEqual(paused);
      rig.submit(3, [move(1)], { channel: 'ai', actor: { ...AGENT, id: 'agent:other' } });
      expect(lastRefusal(rig)).toStrictEqual(agent === null ? paused : null);
      rig.submit(4, [move(1)]);
      expect(lastRefusal(rig)).toBeNull();
    }
    const { rig } = shared();
    rig.command({ do: 'halt', by: 'person' });
    rig.sync();
    rig.command({ do: 'resume', scope: 'people' });
    rig.sync();
    rig.submit(2, [move(1)], { channel: 'ai' });
    expect(lastRefusal(rig)).toStrictEqual(paused);
    rig.submit(3, [move(1)]);
    expect(lastRefusal(rig)).toBeNull();
  });

  test('while everything is held, unless it is forced with a reason (R28)', () => {
    const { rig } = shared();
    rig.command({ do: 'halt', by: 'person' });
    rig.submit(2, [move(1)]);
    expect(lastRefusal(rig)).toStrictEqual(refusal('halted', 'Everything is held: nothing new is let in.'));
    rig.submit(3, [move(1)], { channel: 'override', reason: '  ' });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('reason_required', 'Forcing a change needs a reason.', 'reason'),
    );
    rig.submit(4, [move(1)], { channel: 'override', reason: 'it must' });
    expect(lastRefusal(rig)).toBeNull();
  });

  test('while the disk takes nothing, and forced or not (R28)', () => {
    const { rig } = shared({
      readOnly: { code: 'damaged', message: 'Record 7 is damaged.', path: null },
    });
    for (const channel of ['human', 'override'] as const) {
      rig.submit(2, [move(1)], { channel });
      expect(lastRefusal(rig)).toStrictEqual(
        refusal('ledger_read_only', 'The history is read-only: nothing can be written. Record 7 is damaged.'),
      );
    }
  });
});

describe('a click is refused', () => {
  test('on a card that is gone, approved already, or no longer what it showed (R29)', () => {
    const { rig } = shared();
    const gone = refusal('not_waiting', 'Nothing waits under this id any more.');
    rig.command({ do: 'approve', id: uuid(2), hash: 'h' });
    expect(lastRefusal(rig)).toStrictEqual(gone);
    rig.command({ do: 'deny', id: uuid(2), reason: '' });
    expect(lastRefusal(rig)).toStrictEqual(gone);
    rig.submit(2, [move(1)], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(2), hash: 'another' });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('values_changed', 'The values have changed since the card was shown; look again.'),
    );
    // Something else is on its way, so that the approved one stays in line.
    rig.submit(3, [{ op: 'create', object: box(3) }]);
    const hash = rig.shownHash(2);
    rig.command({ do: 'approve', id: uuid(2), hash });
    rig.command({ do: 'approve', id: uuid(2), hash });
    expect(lastRefusal(rig)).toStrictEqual(refusal('already_approved', 'It is approved already.'));
  });

  test('while everything is held', () => {
    const { rig } = shared();
    rig.submit(2, [move(1)], { channel: 'ai' });
    const hash = rig.shownHash(2);
    rig.command({ do: 'halt', by: 'person' });
    rig.command({ do: 'approve', id: uuid(2), hash });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('halted', 'Everything is held; it can be approved after the hold.'),
    );
  });

  test('to take back what is on its way, what is another’s, or what never waited', () => {
    const { rig, blender } = shared();
    rig.submit(2, [move(1)], { channel: 'ai' });
    rig.command({ do: 'withdraw', id: uuid(2), agent: 'agent:other' });
    expect(lastRefusal(rig)).toStrictEqual(refusal('not_waiting', 'Nothing of yours waits under this id.'));
    rig.command({ do: 'approve', id: uuid(2), hash: rig.shownHash(2) });
    rig.sync();
    expect(rig.take(blender, ['apply'])).not.toBeNull();
    rig.command({ do: 'deny', id: uuid(2), reason: 'no' });
    expect(lastRefusal(rig)).toStrictEqual(refusal('under_way', 'It is on its way already.'));
  });

  test('on what is not there: an object, a connection, a card, a shelf', () => {
    const { rig, blender } = shared();
    const over = refusal('no_session', 'This connection is over.');
    const shelf = refusal('not_on_shelf', 'It is not on the shelf any more.');
    for (const [command, why] of [
      [{ do: 'lock', id: uuid(9), on: true }, refusal('unknown_object', 'There is no such object.')],
      [{ do: 'revoke_session', session: uuid(9) }, over],
      [{ do: 'close_breaker', session: uuid(9) }, over],
      [{ do: 'close_breaker', session: blender }, refusal('not_set_aside', 'This engine is not set aside.')],
      [
        { do: 'decide', conflict: 'c', take: [], intent: uuid(8) },
        refusal('no_conflict', 'It is decided already.'),
      ],
      [{ do: 'propose_shelved', shelf: 's', intent: uuid(8) }, shelf],
      [{ do: 'discard_shelved', shelf: 's' }, shelf],
      [{ do: 'accept_loss', lostThrough: 9 }, refusal('no_loss', 'Nothing is known to be missing.')],
    ] as const) {
      rig.command(command);
      expect([command.do, lastRefusal(rig)]).toStrictEqual([command.do, why]);
    }
    rig.command({ do: 'lock', id: uuid(9), on: false });
    rig.sync();
    expect(lastRefusal(rig)).toBeNull();
  });

  test('while nothing can be written, but for what stops things and lets go of them (R28)', () => {
    const { rig } = shared({ readOnly: { code: 'damaged', message: 'Record 7 is damaged.', path: null } });
    rig.command({ do: 'approve', id: uuid(2), hash: 'h' });
    expect(lastRefusal(rig)).toStrictEqual(
      refusal('ledger_read_only', 'Nothing can be written at the moment. Record 7 is damaged.'),
    );
    for (const command of [
      { do: 'halt', by: 'person' },
      { do: 'resume', scope: 'everyone' },
      { do: 'pause', agent: null, on: true },
      { do: 'trust', engine: 'blender', level: 'off' },
      { do: 'set_patience', busyLimitMs: 5 },
      { do: 'set_hands_patience', handsLimitMs: 5 },
      { do: 'set_caution', askDeletions: 2, purgeWithoutAsking: 0 },
    ] as const) {
      rig.command(command);
      expect([command.do, lastRefusal(rig)]).toStrictEqual([command.do, null]);
    }
    expect(rig.orchestrator.core.config).toMatchObject({
      busyLimitMs: 5,
      handsLimitMs: 5,
      askDeletions: 2,
      purgeWithoutAsking: 0,
    });
  });
});

describe('what an author hears of an end that others made', () => {
  const endOf = (rig: Rig, id: number) =>
    rig.effects.flatMap((effect) =>
      effect.fx === 'settled' && effect.id === uuid(id)
        ? [{ state: effect.state, reason: effect.reason }]
        : [],
    );

  test('denied, with a person’s words or without', () => {
    const { rig } = shared();
    rig.submit(2, [move(1)], { channel: 'ai' });
    rig.submit(3, [move(2)], { channel: 'ai' });
    rig.command({ do: 'deny', id: uuid(2), reason: '' });
    rig.command({ do: 'deny', id: uuid(3), reason: 'too far' });
    expect(endOf(rig, 2).at(-1)).toStrictEqual({
      state: 'denied',
      reason: refusal('denied', 'A person denied it.'),
    });
    expect(endOf(rig, 3).at(-1)).toStrictEqual({ state: 'denied', reason: refusal('denied', 'too far') });
    expect(rig.records.at(-1)).toMatchObject({ kind: 'settle', by: 'person', state: 'denied' });
  });

  test('taken back by its agent, or ended with it', () => {
    const { rig } = shared();
    const other = { ...AGENT, id: 'agent:other' };
    rig.submit(2, [move(1)], { channel: 'ai' });
    rig.submit(3, [move(2)], { channel: 'ai' });
    rig.submit(4, [move(2)], { channel: 'ai', actor: other });
    rig.command({ do: 'withdraw', id: uuid(2), agent: AGENT.id });
    expect(endOf(rig, 2).at(-1)).toStrictEqual({
      state: 'denied',
      reason: refusal('withdrawn', 'The agent took it back.'),
    });
    rig.command({ do: 'revoke_agent', agent: AGENT.id });
    expect(endOf(rig, 3).at(-1)).toStrictEqual({
      state: 'denied',
      reason: refusal('agent_revoked', 'The agent was disconnected.'),
    });
    expect(endOf(rig, 4).at(-1)?.state).toBe('awaiting_approval');
  });

  test('superseded by a person on the same object, in line or waiting, and on no other (AUTH-2)', () => {
    const { rig } = shared();
    rig.submit(2, [{ op: 'create', object: box(2) }]);
    for (const [id, operation] of [
      [10, move(1)],
      [11, rename('Crate')],
      [12, { op: 'create', object: box(4) } as Operation],
    ] as const)
      rig.submit(id, [operation], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
    rig.submit(3, [move(7)]);
    const superseded = {
      state: 'superseded',
      reason: refusal('superseded', 'you changed the same object first.'),
    };
    expect([endOf(rig, 10).at(-1), endOf(rig, 11).at(-1)]).toStrictEqual([superseded, superseded]);
    expect(endOf(rig, 12).at(-1)?.state).toBe('awaiting_approval');
    expect(rig.orchestrator.core.queue.ai).toStrictEqual([]);
  });
});
