/** What the running system says of its guarantees can come out badly: each count is shown to count what breaks it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Intent } from '#app/intents/index.ts';
import { emptyDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
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
    evidence.goOnFrom({ ...emptyDurableState(), begunTo: 2 });
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

  test('finds nothing wrong in whatever a simulated day brings', () => {
    let sent = 0;
    for (const seed of [3, 14, 15, 92]) {
      const { events } = new World({ seed, steps: 300 }).run();
      let evidence = evidenceAt(Number.POSITIVE_INFINITY);
      const judge = (): void => {
        const { sent: seen, mixed, written } = evidence.view();
        expect({ seed, unlogged: seen.unlogged, mixed, late: written.outOfOrder }).toEqual({
          seed,
          unlogged: 0,
          mixed: 0,
          late: 0,
        });
        sent += seen.changes;
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
  const places = { tokens: path.join(folder, 'connections.json'), agents: path.join(folder, 'agents.json') };
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
