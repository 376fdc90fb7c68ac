/** What the running system says of its guarantees can come out badly: each count is shown to count what breaks it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { EvidenceView } from '#app/control-room/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { emptyDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { REVOCATIONS } from '#main/gateway/index.ts';
import { checkTokens } from '#main/host/check-tokens.ts';
import { Evidence } from '#main/host/evidence.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { World } from '../../simulation/world.ts';
import { box, moved, PERSON, Rig, uuid } from '../orchestrator/bench-rig.ts';

const COUNTERS = {
  groups: 3,
  checkpoints: 1,
  leases: 1,
  flushes: 0,
  records: 9,
  checkpointFailures: 0,
  receiptFailures: 0,
};

/** Evidence of a system whose disk holds everything up to `position`. */
function evidenceAt(
  position: number,
  nowMs: () => number = () => 0,
  wallMs: () => number = () => 0,
  uptimeMs: () => number = nowMs,
): Evidence {
  const clocks = { monotonicMs: nowMs, uptimeMs, wallMs };
  return new Evidence(() => ({ position, receipt: null, counters: COUNTERS }), clocks);
}

/** What the core says while a person’s change, and an approved suggestion, take effect. */
function dayOfWork(): { effects: readonly Effect[]; rig: Rig } {
  const rig = new Rig();
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.sync();
  rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(2), hash: rig.shownHash(2) });
  rig.sync();
  return { effects: rig.effects, rig };
}

/** The same with an engine that applies two changes and makes one itself. */
function dayWithAnEngine(): readonly Effect[] {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.effects = [];
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
  rig.playApply(blender);
  rig.sync();
  const crate = box(1, { name: 'Crate', transform: moved(3) });
  rig.engines.set(blender, { objects: new Map([[crate.id, crate]]) });
  rig.frame(blender, {
    type: 'observed',
    edit: uuid(50),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Move' },
    before: [],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(3) }],
  });
  rig.playApply(blender);
  rig.sync();
  return rig.effects;
}

function intent(n: number): Intent {
  return {
    id: uuid(n),
    actor: PERSON,
    authority: 'human',
    base: { revision: 0, after: [] },
    reason: '',
    task: null,
    operations: [],
    class: 'cosmetic',
    observation: null,
    force: false,
  };
}

describe('the evidence of a running system', () => {
  test('counts confirmations that came after their sync (DUR-1), numbers in order (ORD-2), approved agents (AUTH-4)', () => {
    const { effects, rig } = dayOfWork();
    const evidence = evidenceAt(rig.state.position);
    for (const effect of effects) evidence.note(effect);
    expect(evidence.view()).toMatchObject({
      confirmations: { told: 2, early: 0 },
      numbers: { given: 2, outOfOrder: 0, last: 2 },
      agentChanges: { committed: 1, unapproved: 0 },
      syncs: { groups: 3, checkpoints: 1, leases: 1, flushes: 0 },
      ended: { committed: 2 },
    });
  });

  test('says so where the disk had not yet told of the commit (DUR-1)', () => {
    const { effects } = dayOfWork();
    const evidence = evidenceAt(1);
    for (const effect of effects) evidence.note(effect);
    expect(evidence.view().confirmations).toEqual({ told: 2, early: 2 });
  });

  test('says so where a number is not higher than all before it, also of a life before (ORD-2)', () => {
    const { effects } = dayOfWork();
    const evidence = evidenceAt(0);
    evidence.goOnFrom({ ...emptyDurableState(), begunTo: 2 }, null);
    for (const effect of effects) evidence.note(effect);
    expect(evidence.view().numbers).toEqual({ given: 2, outOfOrder: 2, last: 2 });
  });

  test('says so where an agent’s change took effect that nobody approved (AUTH-4)', () => {
    const { effects } = dayOfWork();
    const isApproval = ({ kind }: LedgerRecord): boolean => kind === 'approve';
    const evidence = evidenceAt(1_000);
    for (const effect of effects)
      evidence.note(
        effect.fx === 'append'
          ? { ...effect, records: effect.records.filter((record) => !isApproval(record)) }
          : effect,
      );
    expect(evidence.view().agentChanges).toEqual({ committed: 1, unapproved: 1 });
  });

  test('counts what is sent to engines as the log has it (ORD-1), one after the other (ORD-3), in the order of numbers (TIME-1)', () => {
    const evidence = evidenceAt(1_000);
    for (const effect of dayWithAnEngine()) evidence.note(effect);
    expect(evidence.view()).toMatchObject({
      sent: { changes: 3, unlogged: 0 },
      mixed: 0,
      written: { changes: 3, outOfOrder: 0 },
      clock: { jumps: 0, changes: 0 },
    });
  });

  test('says so where an engine is sent what the log does not have, or has otherwise (ORD-1)', () => {
    const effects = dayWithAnEngine();
    const unlogged = (bend: (effect: Effect) => Effect[]): number => {
      const evidence = evidenceAt(1_000);
      for (const effect of effects) for (const each of bend(effect)) evidence.note(each);
      return evidence.view().sent.unlogged;
    };
    expect(unlogged((effect) => (effect.fx === 'append' ? [] : [effect]))).toBe(3);
    const otherwise = (effect: Effect): Effect[] =>
      effect.fx === 'send' && effect.message.type === 'apply'
        ? [
            {
              ...effect,
              message: { ...effect.message, operations: [{ op: 'rename', id: uuid(1), name: 'x' }] },
            },
          ]
        : [effect];
    expect(unlogged(otherwise)).toBe(2);
  });

  test('says so where a number begins before the last is settled (ORD-3), or comes before a lower one (TIME-1)', () => {
    const begin = (n: number): LedgerRecord => ({
      kind: 'begin',
      n,
      intent: intent(n),
      participants: [],
    });
    const commit = (n: number): LedgerRecord => ({ kind: 'commit', n, participants: [], stale: [] });
    const seen = (...records: LedgerRecord[]) => {
      const evidence = evidenceAt(1_000);
      evidence.note({ fx: 'append', position: 1, records, flush: false });
      const { mixed, written } = evidence.view();
      return { mixed, late: written.outOfOrder };
    };
    expect(seen(begin(1), commit(1), begin(2), commit(2))).toEqual({ mixed: 0, late: 0 });
    expect(seen(begin(1), begin(2), commit(1), commit(2))).toEqual({ mixed: 1, late: 0 });
    expect(seen(begin(2), commit(2), begin(1), commit(1))).toEqual({ mixed: 0, late: 1 });
  });

  test('counts jumps of the computer clock, and what came in order since (TIME-3)', () => {
    let [nowMs, wallMs] = [0, 1_000_000];
    const evidence = evidenceAt(
      1_000,
      () => nowMs,
      () => wallMs,
    );
    const pass = (ms: number, jumpMs = 0): void => {
      nowMs += ms;
      wallMs += ms + jumpMs;
      evidence.noteInput({ in: 'tick', nowMs });
    };
    pass(500);
    pass(500, 400);
    expect(evidence.view().clock.jumps).toBe(0);
    pass(500, -7_200_000);
    pass(500);
    for (const effect of dayWithAnEngine()) evidence.note(effect);
    expect(evidence.view().clock).toEqual({ jumps: 1, largestMs: 7_200_000, changes: 3, outOfOrder: 0 });
  });

  test.each([
    ['stands still', 0],
    ['goes on', 1],
  ])(
    'a machine that wakes is no clock that jumped, where the monotonic clock %s in its sleep',
    (_, share) => {
      let [nowMs, upMs, wallMs] = [0, 70_000, 1_000_000];
      const evidence = evidenceAt(
        1_000,
        () => nowMs,
        () => wallMs,
        // Whole seconds, as some systems tell it.
        () => Math.floor(upMs / 1_000) * 1_000,
      );
      const pass = (ms: number, sleptMs = 0, jumpMs = 0): void => {
        nowMs += ms + share * sleptMs;
        upMs += ms + sleptMs;
        wallMs += ms + sleptMs + jumpMs;
        evidence.noteInput({ in: 'tick', nowMs });
      };
      pass(500);
      pass(700, 28_800_000);
      pass(900);
      expect(evidence.view().clock.jumps).toBe(0);
      // Set anew while it slept, it jumped.
      pass(500, 28_800_000, 3_600_000);
      expect(evidence.view().clock).toMatchObject({ jumps: 1 });
      expect(Math.abs(evidence.view().clock.largestMs - 3_600_000)).toBeLessThan(1_000);
    },
  );

  /** What comes in, and what goes out with it, one after the other. */
  function watched(...steps: readonly (Input | Effect)[]): EvidenceView {
    const evidence = evidenceAt(1_000);
    for (const each of steps) {
      if ('in' in each) evidence.noteInput(each);
      else evidence.note(each);
    }
    return evidence.view();
  }
  const [blender, unity] = [uuid(70), uuid(71)];
  const connected = (session: string): Input => ({ in: 'connected', session, resumes: null, token: '' });
  const sent = (session: string, message: Extract<Effect, { fx: 'send' }>['message']): Effect => ({
    fx: 'send',
    session,
    message,
  });
  const framed = (session: string, message: Extract<Input, { in: 'frame' }>['message']): Input => ({
    in: 'frame',
    session,
    message,
  });
  const revoked = (session: string): Effect => ({ fx: 'revoke', session, code: 'gone', message: '' });
  const begun = (n: number): Effect => ({
    fx: 'append',
    position: n,
    records: [{ kind: 'begin', n, intent: intent(n), participants: [] }],
    flush: false,
  });
  const ended = (n: number, state: 'committed' | 'aborted'): Effect => ({
    fx: 'settled',
    actor: PERSON.id,
    id: uuid(n),
    intent: intent(n),
    state,
    n,
    position: n,
    receipt: null,
    reason: null,
  });

  test('counts connections that end, and says so where another is ended with one (FAIL-1)', () => {
    const gone: Input = { in: 'disconnected', session: blender };
    const both = [connected(blender), connected(unity)];
    expect(watched(...both, gone, gone).endedConnections).toEqual({ connections: 1, others: 0 });
    const later: Input = { in: 'tick', nowMs: 0 };
    expect(watched(...both, gone, later, revoked(unity)).endedConnections.others).toBe(0);
    expect(watched(...both, gone, revoked(unity)).endedConnections).toEqual({ connections: 1, others: 1 });
  });

  test('says so where an engine comes into step behind what was confirmed (FAIL-2)', () => {
    const live = (revision: number): Effect => sent(blender, { type: 'live', revision });
    expect(watched(live(0), ended(2, 'committed'), live(2)).joined).toEqual({ times: 2, behind: 0 });
    expect(watched(ended(2, 'committed'), live(1)).joined).toEqual({ times: 1, behind: 1 });
  });

  test('says so where a change is sent to an engine that has not taken the last one back (FAIL-4)', () => {
    const takesBack = sent(blender, { type: 'compensate', n: 1, entries: [] });
    const next = (session: string): Effect =>
      sent(session, { type: 'apply', n: 2, label: '', by: '', operations: [] });
    const has = framed(blender, { type: 'compensated', n: 1, outcomes: [] });
    const live = sent(blender, { type: 'live', revision: 0 });
    const takenBack = (...steps: readonly (Input | Effect)[]) => watched(...steps).takenBack;
    expect(takenBack(takesBack, has, next(blender))).toEqual({ changes: 1, builtUpon: 0 });
    expect(takenBack(takesBack, next(unity), live, next(blender))).toEqual({ changes: 1, builtUpon: 0 });
    expect(takenBack(takesBack, next(blender))).toEqual({ changes: 1, builtUpon: 1 });
  });

  test('says so where anything comes of a message by a connection that broke the rules (SEC-2)', () => {
    const violation: Input = { in: 'violation', session: blender, code: 'not_json', message: '' };
    const ready = (session: string): Input => framed(session, { type: 'ready' });
    const note = sent(unity, { type: 'note', message: '' });
    expect(watched(violation, ready(blender), ready(unity), note).takenAfter).toBe(0);
    expect(watched(violation, ready(blender), note, note).takenAfter).toBe(1);
    const lie: Effect = { fx: 'revoke', session: blender, code: 'double_answer', message: '' };
    expect(REVOCATIONS.double_answer.violation).toBe(true);
    expect(watched(lie, ready(blender), note)).toMatchObject({ takenAfter: 1, messages: { violations: 1 } });
  });

  test('counts changes that an engine failed, and those that went on (AUTH-5)', () => {
    const failed = (n: number): Input => framed(blender, { type: 'failed', n, code: 'x', message: '' });
    const failures = (...steps: readonly (Input | Effect)[]) => watched(...steps).failures;
    expect(failures(begun(1), failed(1), failed(1), ended(1, 'committed'))).toEqual({
      changes: 1,
      wentOn: 1,
    });
    expect(failures(begun(1), failed(1), ended(1, 'aborted'))).toEqual({ changes: 1, wentOn: 0 });
    expect(failures(begun(1), ended(1, 'committed'), failed(2))).toEqual({ changes: 0, wentOn: 0 });
  });

  test('tells up to where the log was there when it was read last, and what was missing (FAIL-5)', () => {
    let nowMs = 5;
    const evidence = evidenceAt(0, () => nowMs);
    evidence.goOnFrom({ ...emptyDurableState(), revision: 7 }, null);
    nowMs = 30;
    expect(evidence.view().opened).toEqual({ changes: 7, problem: null, agoMs: 25 });
    evidence.goOnFrom(emptyDurableState(), 'The history ends at change 4.');
    expect(evidence.view().opened).toMatchObject({ problem: 'The history ends at change 4.', agoMs: 0 });
  });

  test('finds nothing wrong in whatever a simulated day brings', () => {
    let [sent, ended, back, undone] = [0, 0, 0, 0];
    for (const seed of [3, 14, 15, 92]) {
      const { events } = new World({ seed, steps: 300 }).run();
      let evidence = evidenceAt(Number.POSITIVE_INFINITY);
      const judge = (): void => {
        const { sent: seen, mixed, written, ...view } = evidence.view();
        const { endedConnections, joined, takenBack, takenAfter } = view;
        expect({ seed, unlogged: seen.unlogged, mixed, late: written.outOfOrder }).toEqual({
          seed,
          unlogged: 0,
          mixed: 0,
          late: 0,
        });
        expect({ seed, others: endedConnections.others, behind: joined.behind, takenAfter }).toEqual({
          seed,
          others: 0,
          behind: 0,
          takenAfter: 0,
        });
        expect(takenBack.builtUpon, `seed ${seed}`).toBe(0);
        sent += seen.changes;
        ended += endedConnections.connections;
        back += joined.times;
        undone += takenBack.changes;
      };
      for (const event of events) {
        if (event.at === 'start') {
          judge();
          evidence = evidenceAt(Number.POSITIVE_INFINITY);
        }
        if (event.at !== 'step' && event.at !== 'start') continue;
        if (event.at === 'step') evidence.noteInput(event.input as Input);
        for (const effect of event.effects) evidence.note(effect as Effect);
      }
      judge();
    }
    expect(sent).toBeGreaterThan(30);
    for (const count of [ended, back, undone]) expect(count).toBeGreaterThan(0);
  });

  test('tells a check that runs, one that ended and how long ago, and one that came to nothing', () => {
    let nowMs = 100;
    const evidence = evidenceAt(0, () => nowMs);
    expect(evidence.view().checks.chain).toMatchObject({ state: 'never', endedAgoMs: null });
    expect(evidence.begin('chain')).toBe(true);
    expect(evidence.begin('chain')).toBe(false);
    evidence.progress('chain', 0.5);
    expect(evidence.view().checks.chain).toMatchObject({ state: 'running', progress: 0.5 });
    evidence.end('chain', { count: 12, problem: null });
    nowMs = 350;
    expect(evidence.view().checks.chain).toMatchObject({ state: 'held', count: 12, endedAgoMs: 250 });
    evidence.begin('chain');
    evidence.end('chain', { count: 4, problem: 'Record 5 is missing.' });
    expect(evidence.view().checks.chain).toMatchObject({ state: 'failed', problem: 'Record 5 is missing.' });
    evidence.begin('chain');
    evidence.giveUp('chain');
    expect(evidence.view().checks.chain.state).toBe('failed');
    evidence.begin('replay');
    evidence.giveUp('replay');
    expect(evidence.view().checks.replay.state).toBe('never');
  });
});

describe('the kept keys (SEC-3)', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-tokens-'));
  const places = {
    tokens: path.join(folder, 'connections.json'),
    agents: path.join(folder, 'agents.json'),
    ledger: path.join(folder, 'ledger'),
    history: path.join(folder, 'history.db'),
  };
  const hash = 'ab'.repeat(32);
  const write = (file: string, content: unknown, mode = 0o600): void => {
    fs.rmSync(file, { force: true });
    fs.writeFileSync(file, JSON.stringify(content), { mode });
  };
  afterEach(() => {
    for (const file of Object.values(places)) fs.rmSync(file, { force: true });
  });

  test('are counted where nothing but their hashes is kept', () => {
    expect(checkTokens(places)).toEqual({ count: 0, problem: null });
    write(places.tokens, [
      { session: uuid(1), hash },
      { session: uuid(2), hash, former: hash },
    ]);
    write(places.agents, { format: 1, port: 5_000, agents: [{ agent: 'agent:1', name: 'a', hash }] });
    expect(checkTokens(places)).toEqual({ count: 4, problem: null });
  });

  test('are named by their file where something else is in it, or others can read it', () => {
    write(places.tokens, [{ session: uuid(1), hash, token: 'cd'.repeat(32) }]);
    expect(checkTokens(places).problem).toContain(places.tokens);
    write(places.tokens, [{ session: uuid(1), hash: 'cd'.repeat(16) }]);
    expect(checkTokens(places).problem).toContain(places.tokens);
    write(places.tokens, [{ session: uuid(1), hash }]);
    fs.chmodSync(places.tokens, 0o644);
    expect(checkTokens(places).problem).toMatch(/^Other users/u);
  });
});
