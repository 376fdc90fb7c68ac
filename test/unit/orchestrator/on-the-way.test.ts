/** What becomes of numbers on their way when holds, disks, agents and other files come between (R4, R5, R14, R16, R28). */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import { viewHalt } from '#main/orchestrator/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const reason = (code: string, message: string, path: string | null = null): Reason => ({
  code,
  message,
  path,
});

describe('a hold', () => {
  test('says of each number that it met what became of it, and of no other', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.submit(10, [moveTo(3)]);
    rig.playApply(rig.blender);
    rig.playApply(rig.unity);
    rig.submit(11, [moveTo(4, 2)]);
    expect([rig.statesOf(10).at(-1), rig.statesOf(11).at(-1)]).toStrictEqual(['finishing', 'applying']);
    rig.command({ do: 'halt', by: 'button' });
    const caught = () => viewHalt(rig.orchestrator.core)?.caught.map(({ became }) => became);
    expect(caught()).toStrictEqual(['finishing', 'aborted']);
    rig.sync();
    expect(caught()).toStrictEqual(['committed', 'aborted']);
    rig.settle();
    expect(caught()).toStrictEqual(['committed', 'aborted']);
    // What is forced under it was not caught by it.
    rig.submit(12, [moveTo(5)], { channel: 'override', reason: 'now' });
    rig.settle();
    expect(caught()).toStrictEqual(['committed', 'aborted']);
  });

  test('is confirmed by each engine once, for the hold that it is', () => {
    const rig = HandsRig.withBoxes(1);
    rig.frame(rig.blender, { type: 'held', halt: 1 });
    expect(rig.session(rig.blender).heldConfirmedMs).toBeNull();
    rig.command({ do: 'halt', by: 'button' });
    const halt = rig.take(rig.blender, ['hold'])?.halt ?? 0;
    rig.frame(rig.blender, { type: 'held', halt: halt + 1 });
    expect(rig.session(rig.blender).heldConfirmedMs).toBeNull();
    rig.tick(300);
    rig.frame(rig.blender, { type: 'held', halt });
    rig.tick(300);
    rig.frame(rig.blender, { type: 'held', halt });
    expect(rig.session(rig.blender).heldConfirmedMs).toBe(300);
    expect(rig.session(rig.unity).heldConfirmedMs).toBeNull();
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.command({ do: 'halt', by: 'button' });
    expect(rig.session(rig.blender).heldConfirmedMs).toBeNull();
  });

  test('pressed again is the same hold, said to every engine once more, and written once', () => {
    const rig = HandsRig.withBoxes(1);
    rig.step({ in: 'connected', session: uuid(0xe07), resumes: null, token: '0'.repeat(64) });
    rig.command({ do: 'halt', by: 'button' });
    rig.command({ do: 'halt', by: 'shortcut' });
    const told = rig.sent.flatMap(({ session, message }) =>
      message.type === 'hold' ? [[session, message.halt]] : [],
    );
    expect(told).toStrictEqual(
      [rig.blender, rig.unity, rig.blender, rig.unity].map((session) => [session, 1]),
    );
    expect(rig.records.filter(({ kind }) => kind === 'halt')).toStrictEqual([
      { kind: 'halt', halt: 1, by: 'button' },
    ]);
    expect(rig.effects.filter(({ fx }) => fx === 'mark_halt')).toStrictEqual([{ fx: 'mark_halt', halt: 1 }]);
    rig.command({ do: 'resume', scope: 'everyone' });
    const released = rig.sent.flatMap(({ session, message }) =>
      message.type === 'release' ? [session] : [],
    );
    expect(released).toStrictEqual([rig.blender, rig.unity]);
    rig.command({ do: 'resume', scope: 'everyone' });
    expect(rig.effects.findLast(({ fx }) => fx === 'reply')).toMatchObject({
      answer: { ok: false, reason: reason('not_halted', 'Nothing is held.') },
    });
  });

  test('puts on the shelf what was in line from an engine that is gone by then', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.frame(rig.unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    rig.move(rig.blender, 10, 7);
    rig.frame(rig.blender, { type: 'bye' });
    rig.command({ do: 'halt', by: 'button' });
    rig.sync();
    expect(rig.statesOf(10).at(-1)).toBe('rejected');
    expect([...rig.state.shelf.values()]).toMatchObject([
      { from: 'engine:blender', why: 'refused', reason: { code: 'halted' }, states: [{ value: moved(7) }] },
    ]);
  });
});

describe('an edit whose engine is gone', () => {
  test('and that is denied is on the shelf as not let in; one that collides as what did not go through', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.move(rig.blender, 10, 7);
    rig.move(rig.blender, 11, 8);
    rig.frame(rig.blender, { type: 'bye' });
    rig.sync();
    rig.command({ do: 'deny', id: uuid(10), reason: 'not there' });
    rig.submit(20, [moveTo(3)]);
    rig.settle();
    rig.command({ do: 'approve', id: uuid(11), hash: rig.shownHash(11) });
    rig.settle();
    expect(
      [...rig.state.shelf.values()].map(({ from, why, reason: because }) => [from, why, because]),
    ).toStrictEqual([
      ['engine:blender', 'refused', reason('denied', 'not there')],
      [
        'engine:blender',
        'aborted',
        reason('stale_base', 'Box_1: transform was changed by someone else since.'),
      ],
    ]);
    expect(rig.state.conflicts.size).toBe(0);
  });
});

describe('numbers of a life that ended', () => {
  test('are void in as few ranges as there are, whatever order they are known in', () => {
    const genesis: LedgerRecord = {
      kind: 'genesis',
      ledger: uuid(1),
      project: { id: uuid(2), name: 'Old' },
      format: 1,
    };
    const begin = (n: number): LedgerRecord => ({
      kind: 'begin',
      n,
      participants: [],
      intent: {
        id: uuid(100 + n),
        actor: AGENT,
        authority: 'human',
        base: { revision: 0, after: [] },
        reason: '',
        task: null,
        operations: [{ op: 'create', object: box(n) }],
        class: 'structural',
        observation: null,
        force: false,
      },
    });
    const voidsOf = (records: LedgerRecord[]): unknown[] => {
      const rig = new Rig({ records: [genesis, ...records] });
      return rig.records.flatMap((record) =>
        record.kind === 'void' ? [[record.lo, record.hi, record.reason]] : [],
      );
    };
    const lease: LedgerRecord = { kind: 'lease', lo: 1, hi: 12 };
    const commit = (n: number): LedgerRecord => ({ kind: 'commit', n, participants: [], stale: [] });
    // Two that were under way, one that landed in between, and the rest of the lease.
    const many = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(begin);
    expect(voidsOf([lease, ...many, commit(3)])).toStrictEqual([
      [1, 2, 'recovered'],
      [4, 12, 'recovered'],
    ]);
    expect(voidsOf([lease, ...many, commit(10)])).toStrictEqual([
      [1, 9, 'recovered'],
      [11, 12, 'recovered'],
    ]);
    expect(voidsOf([{ kind: 'lease', lo: 1, hi: 10 }, ...many])).toStrictEqual([[1, 10, 'recovered']]);
  });
});

test('an agent’s change that a person overrules while it is taken back ends as that, once', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(10, [moveTo(3)], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
  rig.playApply(rig.blender);
  rig.frame(rig.unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  expect(rig.orchestrator.core.unwinding).toBe(true);
  rig.submit(20, [moveTo(9)]);
  rig.settle();
  expect(rig.statesOf(10).filter((state) => state === 'superseded')).toHaveLength(1);
  expect(rig.records.find((record) => record.kind === 'settle' && record.id === uuid(10))).toMatchObject({
    state: 'superseded',
    by: 'person',
    reason: { code: 'superseded', message: 'you changed the same object first.' },
  });
  expect(rig.sharedX).toBe(9);
});

test('a task’s suggestions that are approved while something flies are synced at once', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.submit(9, [{ op: 'create', object: box(5) }]);
  expect(rig.statesOf(9).at(-1)).toBe('applying');
  for (const [id, box_] of [
    [10, 1],
    [11, 2],
  ] as const)
    rig.submit(id, [moveTo(3, box_)], { channel: 'ai', task: 'dress' });
  rig.sync();
  rig.effects.length = 0;
  rig.command({
    do: 'approve_task',
    agent: AGENT.id,
    task: 'dress',
    cards: [10, 11].map((id) => ({ id: uuid(id), hash: rig.shownHash(id) })),
  });
  expect(rig.effects.filter(({ fx }) => fx === 'append')).toMatchObject([
    {
      flush: true,
      records: [
        { kind: 'approve', id: uuid(10) },
        { kind: 'approve', id: uuid(11) },
      ],
    },
  ]);
  expect(rig.effects.some(({ fx }) => fx === 'reply')).toBe(false);
  rig.sync();
  expect(rig.effects.find(({ fx }) => fx === 'reply')).toMatchObject({
    answer: { ok: true, state: 'done', approved: { approved: 2, left: [] } },
  });
});
