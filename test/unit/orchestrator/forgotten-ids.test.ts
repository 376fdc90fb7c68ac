/** R8: an id that made room for newer ones is answered from what the history knows, and never taken for a new one. */
import { beforeAll, describe, expect, test } from 'vitest';
import { intentHash } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { DURABLE_LIMITS } from '#app/ledger/index.ts';
import type { LedgerRecord, PastOutcome } from '#app/ledger/index.ts';
import type { Effect, SubmitInput } from '#main/orchestrator/index.ts';
import { AGENT, box, PERSON, Rig, uuid } from './bench-rig.ts';

const COUNT = DURABLE_LIMITS.outcomes + 1;

function intentOf(n: number): Intent {
  return {
    id: uuid(100_000 + n),
    actor: PERSON,
    authority: 'human',
    base: { revision: 0, after: [] },
    reason: '',
    task: null,
    operations: [{ op: 'create', object: box(n) }],
    class: 'structural',
    observation: null,
    force: false,
  };
}

describe('the core remembers the newest outcomes only', () => {
  let rig: Rig;
  beforeAll(() => {
    const records: LedgerRecord[] = [
      { kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'Old' }, format: 1 },
      { kind: 'lease', lo: 1, hi: COUNT },
    ];
    for (let n = 1; n <= COUNT; n += 1) {
      const intent = n === 1 ? intentOf(1) : { ...intentOf(n), operations: [] };
      records.push({ kind: 'begin', n, intent, participants: [] });
      records.push({ kind: 'commit', n, participants: [], stale: [] });
    }
    rig = new Rig({ records });
  });

  const submit = (intent: Intent, more: Partial<SubmitInput> = {}): Effect[] => {
    const { id, base, reason, task, operations } = intent;
    const submission = { id, base, reason, task, operations };
    return rig
      .step({ in: 'submit', channel: 'human', actor: PERSON, reply: 'r', submission, ...more })
      .filter(({ fx }) => fx === 'reply' || fx === 'look_up');
  };
  const answers = (effects: readonly Effect[]) =>
    effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : []));
  const first: PastOutcome = {
    actor: PERSON.id,
    hash: intentHash(intentOf(1)),
    state: 'committed',
    n: 1,
    position: 4,
    reason: null,
  };

  test('asks for what it may have forgotten, and for nothing that is based later', () => {
    expect(submit(intentOf(1))).toMatchObject([{ fx: 'look_up', input: { reply: 'r' } }]);
    const later = { ...intentOf(30_000), base: { revision: COUNT, after: [] } };
    expect(answers(submit(later))).toMatchObject([{ ok: true, state: 'queued' }]);
  });

  test('AUTH-1: forces without asking', () => {
    const forced = { ...intentOf(30_001), reason: 'now' };
    expect(answers(submit(forced, { channel: 'override' }))).toMatchObject([{ ok: true }]);
  });

  test('R29: lets nothing in of an agent that was revoked while it was looked up, whatever a rule allows', () => {
    rig.command({
      do: 'add_rule',
      rule: { id: uuid(40_000), agent: null, most: 'structural', objects: null },
    });
    const byAgent = { channel: 'ai', actor: AGENT } as const;
    expect(submit(intentOf(30_004), byAgent)).toMatchObject([{ fx: 'look_up' }]);
    rig.command({ do: 'revoke_agent', agent: AGENT.id });
    expect(answers(submit(intentOf(30_004), { ...byAgent, past: null }))).toMatchObject([
      { ok: false, reason: { code: 'agent_revoked' } },
    ]);
    expect(rig.statesOf(130_004)).toEqual([]);
    expect(rig.orchestrator.core.proposals.size).toBe(0);
    // Another one is none of its business.
    const other = { ...AGENT, id: 'agent:other' };
    expect(answers(submit(intentOf(30_005), { channel: 'ai', actor: other, past: null }))).toMatchObject([
      { ok: true },
    ]);
  });

  test('refuses what could not be looked up', () => {
    expect(answers(submit(intentOf(1), { past: 'unavailable' }))).toMatchObject([
      { ok: false, reason: { code: 'history_not_ready' } },
    ]);
  });

  test('gives the first answer again where that was a refusal', () => {
    const reason = { code: 'name_taken', message: 'Another object has that name.', path: null };
    const refused: PastOutcome = { ...first, state: 'rejected', n: null, reason };
    expect(answers(submit(intentOf(1), { past: refused }))).toEqual([{ ok: false, reason }]);
  });

  test('gives the first answer, and refuses other content', () => {
    expect(answers(submit(intentOf(1), { past: first }))).toEqual([
      { ok: true, state: 'committed', receipt: null, position: 4, n: 1 },
    ]);
    expect(answers(submit(intentOf(1), { past: { ...first, hash: 'other' } }))).toMatchObject([
      { ok: false, reason: { code: 'id_reused' } },
    ]);
  });

  test('R4: what had no end in the history is tried anew, and what nobody knows is new', () => {
    expect(answers(submit(intentOf(30_002), { past: { ...first, state: 'queued' } }))).toMatchObject([
      { ok: true, state: 'queued' },
    ]);
    expect(answers(submit(intentOf(30_003), { past: null }))).toMatchObject([{ ok: true, state: 'queued' }]);
  });
});
