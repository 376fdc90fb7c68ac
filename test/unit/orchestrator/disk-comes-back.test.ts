/** A log that took nothing for a while, or for good, or whose end was lost: what is said meanwhile, and what holds afterwards (R5, R7, R28). */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { DEFAULT_CONFIG, viewHalt } from '#main/orchestrator/index.ts';
import type { Effect } from '#main/orchestrator/index.ts';
import { AGENT, box, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const reason = (code: string, message: string, path: string | null = null): Reason => ({
  code,
  message,
  path,
});

/** An engine shows a true receipt of a change that the history lacks. */
function proveLoss(rig: Rig, n: number): void {
  rig.step({ in: 'connected', session: uuid(0xe0f), resumes: null, token: '0'.repeat(64) });
  rig.frame(uuid(0xe0f), {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'godot', version: '4' },
    scene: { project: null, scene: null, saved_revision: null, title: 'yard', unsaved: false },
    applied_through: null,
    receipt: { ledger: rig.state.ledger, n, head: 'a'.repeat(64), mac: 'f'.repeat(64) },
    masked: [],
  });
}

const answers = (rig: Rig) => rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : []));
const kinds = (rig: Rig, from: number): string[] => rig.records.slice(from).map(({ kind }) => kind);

describe('a start', () => {
  const halted = (records: LedgerRecord[], haltMark: number | null): Rig => new Rig({ records, haltMark });
  const genesis = (): LedgerRecord[] => new Rig().records.slice(0, 1);

  test('with the mark of a hold alone is held, and writes what it found', () => {
    const rig = halted(genesis(), 4);
    expect(viewHalt(rig.orchestrator.core)).toMatchObject({ halt: 4, by: 'before the restart', caught: [] });
    expect(rig.records.filter(({ kind }) => kind === 'halt')).toStrictEqual([
      { kind: 'halt', halt: 4, by: 'mark' },
    ]);
    expect(rig.effects).toContainEqual({ fx: 'mark_halt', halt: 4 });
  });

  test('with the record of one is held, and writes no other', () => {
    const before: LedgerRecord[] = [...genesis(), { kind: 'halt', halt: 3, by: 'button' }];
    const rig = halted(before, null);
    expect(viewHalt(rig.orchestrator.core)?.halt).toBe(3);
    expect(rig.records.filter(({ kind }) => kind === 'halt')).toHaveLength(1);
    expect(rig.effects).toContainEqual({ fx: 'mark_halt', halt: 3 });
  });

  test('with neither is not', () => {
    const rig = halted(genesis(), null);
    expect(viewHalt(rig.orchestrator.core)).toBeNull();
    expect(rig.effects.some(({ fx }) => fx === 'mark_halt')).toBe(false);
  });
});

describe('a disk that refuses', () => {
  test('is tried again after a second, and not before', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.refuse();
    expect(rig.orchestrator.core.ledger).toBe('stalled');
    rig.tick(999);
    expect(rig.orchestrator.core.ledger).toBe('stalled');
    rig.tick(1);
    expect(rig.orchestrator.core).toMatchObject({ ledger: 'ok', ledgerReason: null, stalledSinceMs: null });
    expect(rig.records.findLast(({ kind }) => kind === 'lock')).toMatchObject({ id: uuid(1), on: true });
  });

  test('and refuses once more, is told of each number once: what became of it, and of its lease', () => {
    const rig = HandsRig.withBoxes(1);
    const before = rig.records.length;
    rig.submit(10, [moveTo(3)]);
    rig.refuse();
    for (const session of [rig.blender, rig.unity]) {
      const n = rig.take(session, ['compensate'])?.n ?? 0;
      rig.frame(session, { type: 'compensated', n, outcomes: [] });
    }
    for (let refusal = 0; refusal < 2; refusal += 1) {
      rig.tick(1_000);
      expect(kinds(rig, before)).toContain('void');
      rig.refuse();
      expect(kinds(rig, before)).toEqual([]);
    }
    rig.tick(1_000);
    rig.sync();
    const said = kinds(rig, before);
    expect(said.filter((kind) => kind === 'void')).toHaveLength(1);
    expect(said.filter((kind) => kind === 'lease').length).toBeLessThan(2);
    expect(said.filter((kind) => ['begin', 'commit', 'abort', 'close_lease'].includes(kind))).toEqual([]);
    rig.submit(11, [moveTo(4)]);
    rig.settle();
    expect(rig.sharedX).toBe(4);
  });

  test('leaves what it took already, and its end, as they are', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.submit(10, [moveTo(3)]);
    rig.playApply(rig.blender);
    rig.playApply(rig.unity);
    // Its commit is written, and on its way to the disk, when the next record is refused.
    const written = rig.records.length;
    rig.command({ do: 'lock', id: uuid(2), on: true });
    rig.step({
      in: 'ledger_failed',
      outcome: 'refused',
      from: written + 1,
      reason: reason('disk_full', 'The disk is full.'),
    });
    rig.records.length = written;
    expect(rig.statesOf(10).at(-1)).toBe('finishing');
    rig.sync();
    expect(rig.statesOf(10).at(-1)).toBe('committed');
    expect(rig.sharedX).toBe(3);
    expect(rig.orchestrator.core.ahead.locks.has(uuid(2))).toBe(true);
    rig.wait(2_000);
    expect(rig.state.locks.has(uuid(2))).toBe(true);
  });

  test('under a hold lets in nothing of what was collected when it takes things again', () => {
    const rig = HandsRig.withBoxes(1);
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.refuse();
    rig.move(rig.blender, 10, 7);
    rig.command({ do: 'halt', by: 'button' });
    rig.wait(2_000);
    expect(rig.orchestrator.core.ledger).toBe('ok');
    expect(rig.statesOf(10)).toStrictEqual([]);
    expect(rig.session(rig.blender).collected).toHaveLength(1);
    rig.command({ do: 'resume', scope: 'people' });
    rig.settle();
    expect(rig.statesOf(10).at(-1)).toBe('committed');
  });

  test('keeps of trust, pauses, locks, rules and free hands what is said, and nothing else', () => {
    const rig = HandsRig.withBoxes(1);
    const rule = { id: uuid(800), agent: null, most: 'cosmetic', objects: null } as const;
    rig.command({ do: 'add_rule', rule });
    rig.sync();
    const before = rig.records.length;
    rig.command({ do: 'lock', id: uuid(1), on: false });
    rig.refuse();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.command({ do: 'pause', agent: AGENT.id, on: true });
    rig.command({ do: 'lock', id: uuid(1), on: true });
    rig.command({ do: 'end_rule', rule: rule.id });
    const { ahead } = rig.orchestrator.core;
    const said = () => [
      ahead.trust.get('blender'),
      ahead.paused.has(AGENT.id),
      ahead.locks.has(uuid(1)),
      ahead.rules.has(rule.id),
    ];
    expect(said()).toStrictEqual(['ask', true, true, false]);
    expect(rig.records).toHaveLength(before);
    expect(
      answers(rig)
        .slice(-4)
        .every(({ ok }) => ok),
    ).toBe(true);
    rig.command({ do: 'add_rule', rule: { ...rule, id: uuid(801) } });
    expect(answers(rig).at(-1)).toStrictEqual({
      ok: false,
      reason: reason('ledger_read_only', 'Nothing can be written at the moment. The disk is full.'),
    });
    rig.wait(2_000);
    expect(kinds(rig, before).filter((kind) => kind !== 'session')).toStrictEqual([
      'lock',
      'trust',
      'pause',
      'lock',
      'end_rule',
      'lease',
    ]);
    expect(rig.orchestrator.core.ledger).toBe('ok');
  });
});

test('a log that is damaged takes nothing more, says why to whoever hands in, and ends what agents may do by themselves', () => {
  const rig = HandsRig.withBoxes(1);
  rig.command({
    do: 'give_free_hand',
    grant: {
      id: uuid(900),
      agent: AGENT.id,
      task: null,
      most: 'structural',
      objects: null,
      changes: 5,
      for_ms: 60_000,
    },
  });
  rig.sync();
  rig.submit(10, [moveTo(3)]);
  rig.step({
    in: 'ledger_failed',
    outcome: 'read_only',
    from: rig.records.length - rig.unsynced + 1,
    reason: reason('damaged', 'Record 7 is damaged.'),
  });
  const { core } = rig.orchestrator;
  expect(core).toMatchObject({ ledger: 'read_only', ledgerReason: { code: 'damaged' } });
  expect(core.grants.size).toBe(0);
  rig.settle();
  expect(rig.statesOf(10).at(-1)).toBe('aborted');
  rig.submit(11, [moveTo(4)]);
  expect(answers(rig).at(-1)).toStrictEqual({
    ok: false,
    reason: reason(
      'ledger_read_only',
      'The history is read-only: nothing can be written. Record 7 is damaged.',
    ),
  });
  rig.command({ do: 'halt', by: 'button' });
  expect(viewHalt(core)).not.toBeNull();
});

describe('a proven loss', () => {
  test('that a person accepts is written first, and they hear of it once it is on disk', () => {
    const rig = HandsRig.withBoxes(1);
    const { revision } = rig.state;
    proveLoss(rig, revision + 4);
    const before = rig.records.length;
    rig.effects.length = 0;
    rig.command({ do: 'accept_loss', lostThrough: revision + 4 });
    expect(rig.records[before]).toStrictEqual({
      kind: 'epoch',
      lost_through: revision + 4,
      found_through: revision,
      by: 'person',
    });
    expect(answers(rig)).toStrictEqual([]);
    rig.sync();
    expect(answers(rig)).toMatchObject([{ ok: true, state: 'done' }]);
    rig.submit(10, [moveTo(3)]);
    expect(rig.orchestrator.core.highestNumber).toBeGreaterThan(revision + 4);
    rig.command({ do: 'accept_loss', lostThrough: revision + 4 });
    expect(answers(rig).at(-1)).toStrictEqual({
      ok: false,
      reason: reason('no_loss', 'Nothing is known to be missing.'),
    });
  });

  test('keeps before a person what waits, though the disk had refused to take it', () => {
    const rig = HandsRig.withBoxes(1);
    rig.submit(10, [moveTo(3)], { channel: 'ai' });
    proveLoss(rig, rig.state.revision + 4);
    rig.refuse();
    rig.command({ do: 'accept_loss', lostThrough: rig.state.revision + 4 });
    rig.sync();
    expect(rig.state.waiting.has(uuid(10))).toBe(true);
    expect(rig.orchestrator.core.proposals.has(uuid(10))).toBe(true);
    rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
    rig.settle();
    expect(rig.statesOf(10).at(-1)).toBe('committed');
  });
});

test('a loss that is proven while the disk takes nothing keeps the log closed once it would take things again', () => {
  const rig = HandsRig.withBoxes(1);
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.refuse();
  const before = rig.records.length;
  const proven = rig.state.revision + 4;
  proveLoss(rig, proven);
  rig.wait(3_000);
  expect(rig.orchestrator.core).toMatchObject({
    ledger: 'read_only',
    ledgerReason: { code: 'history_behind_receipt' },
  });
  expect(rig.records).toHaveLength(before);
  rig.command({ do: 'accept_loss', lostThrough: proven });
  rig.sync();
  expect(rig.state.locks.has(uuid(1))).toBe(true);
  // Nothing is left to be tried again.
  const written = rig.records.length;
  rig.wait(3_000);
  expect(kinds(rig, written)).toEqual([]);
});

test('where nothing was lost by it, a disk that takes things again is asked to write nothing', () => {
  const rig = new Rig();
  rig.sync();
  expect(rig.unsynced).toBe(0);
  rig.refuse();
  rig.effects.length = 0;
  rig.tick(1_000);
  expect(rig.orchestrator.core.ledger).toBe('ok');
  expect(rig.effects.filter((effect) => effect.fx === 'append' && effect.records.length === 0)).toEqual([]);
});

test('R3: of a disk that takes nothing no sync is asked for, though something is on its way to it still', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.submit(10, [moveTo(3)]);
  rig.playApply(rig.blender);
  rig.playApply(rig.unity);
  const written = rig.records.length;
  rig.command({ do: 'lock', id: uuid(2), on: true });
  rig.step({
    in: 'ledger_failed',
    outcome: 'refused',
    from: written + 1,
    reason: reason('disk_full', 'The disk is full.'),
  });
  rig.records.length = written;
  rig.effects.length = 0;
  rig.tick(DEFAULT_CONFIG.flushAfterMs);
  expect(rig.orchestrator.core).toMatchObject({ ledger: 'stalled', flushAskedFor: 0 });
  expect(rig.effects.filter(({ fx }) => fx === 'append')).toEqual([]);
});

test('R3: what would wait for a commit that does not come gets a sync of its own, when it has waited so long, and once', () => {
  const rig = HandsRig.withBoxes(1);
  const syncs = (effects: readonly Effect[]): Effect[] => effects.filter(({ fx }) => fx === 'append');
  rig.tick(100);
  // Refused, which nobody syncs for.
  rig.submit(10, [{ op: 'rename', id: uuid(9), name: 'Nobody' }]);
  expect(rig.unsynced).toBe(1);
  expect(syncs(rig.tick(DEFAULT_CONFIG.flushAfterMs - 1))).toEqual([]);
  expect(syncs(rig.tick(1))).toEqual([
    { fx: 'append', position: rig.orchestrator.core.ahead.position + 1, records: [], flush: true },
  ]);
  expect(syncs(rig.tick(DEFAULT_CONFIG.flushAfterMs))).toEqual([]);
  rig.sync();
  rig.submit(11, [{ op: 'rename', id: uuid(9), name: 'Nobody' }]);
  expect(syncs(rig.tick(DEFAULT_CONFIG.flushAfterMs))).toHaveLength(1);
});

test('a disk that refused is not tried again before every engine has taken the number back', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(10, [moveTo(3)]);
  rig.playApply(rig.blender);
  rig.refuse();
  rig.tick(2_000);
  expect(rig.orchestrator.core.ledger).toBe('stalled');
  rig.settle();
  rig.tick(1_000);
  expect(rig.orchestrator.core.ledger).toBe('ok');
});

test('a log that takes nothing for good keeps no card for later, so that none of them counts', () => {
  const rig = new Rig({ config: { maxCards: 2 } });
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  const fail = (outcome: 'read_only' | 'refused'): void => {
    const cause = reason('ledger_damaged', 'The history is damaged.');
    rig.step({ in: 'ledger_failed', outcome, from: rig.records.length + 1, reason: cause });
  };
  const drift = (edit: number): void => {
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(edit),
      applied_through: 1,
      undo: null,
      before: [],
      operations: [moveTo(edit)],
    });
  };
  fail('read_only');
  for (const edit of [500, 501, 502, 503]) drift(edit);
  expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
  expect(rig.orchestrator.core.backlog).toEqual([]);
});
