/** What the running system says of its guarantees can come out badly: each count is shown to count what breaks it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { emptyDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { checkTokens } from '#main/host/check-tokens.ts';
import { Evidence } from '#main/host/evidence.ts';
import type { Effect } from '#main/orchestrator/index.ts';
import { box, Rig, uuid } from '../orchestrator/bench-rig.ts';

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
function evidenceAt(position: number, nowMs: () => number = () => 0): Evidence {
  return new Evidence(() => ({ position, receipt: null, counters: COUNTERS }), nowMs);
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
