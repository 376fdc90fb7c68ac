/** What a person has allowed, folded from the log and over a snapshot. */
import { describe, expect, it } from 'vitest';
import {
  cloneDurableState,
  emptyDurableState,
  foldRecord,
  reviveDurableState,
  serialiseDurableState,
} from '#app/ledger/index.ts';
import type { DurableState, Grant, LedgerRecord, Rule } from '#app/ledger/index.ts';
import { intentHash } from '#app/intents/index.ts';
import { BY, REASON, uuid } from './histories.ts';

const GRANT: Grant = {
  id: uuid(60),
  agent: 'agent:1',
  task: null,
  most: 'cosmetic',
  objects: null,
  changes: 3,
  for_ms: 60_000,
};
const RULE: Rule = { id: uuid(61), agent: null, most: 'structural', objects: [uuid(1)] };
const GIVEN: readonly LedgerRecord[] = [
  { kind: 'grant', grant: GRANT, by: BY },
  { kind: 'rule', rule: RULE, by: BY },
];

function folded(records: readonly LedgerRecord[], state: DurableState = emptyDurableState()): DurableState {
  for (const record of records) foldRecord(state, state.position + 1, record, intentHash);
  return state;
}

describe('what is allowed', () => {
  it('stands in the log until it is ended there', () => {
    const state = folded(GIVEN);
    expect([...state.grants.values(), ...state.rules.values()]).toEqual([GRANT, RULE]);
    folded(
      [
        { kind: 'end_grant', id: GRANT.id, reason: REASON, by: BY },
        { kind: 'end_rule', id: RULE.id, by: BY },
      ],
      state,
    );
    expect([state.grants.size, state.rules.size]).toEqual([0, 0]);
  });

  it('is in a snapshot, and a copy of the state has its own', () => {
    const state = folded(GIVEN);
    const revived = reviveDurableState(JSON.parse(JSON.stringify(serialiseDurableState(state))));
    expect(revived).toEqual(state);
    const copy = cloneDurableState(state);
    folded([{ kind: 'end_rule', id: RULE.id, by: BY }], copy);
    expect(state.rules.size).toBe(1);
  });

  it('is nothing in a snapshot from before there was any', () => {
    const { grants: _, rules: __, ...older } = serialiseDurableState(folded([])) as Record<string, unknown>;
    const revived = reviveDurableState(JSON.parse(JSON.stringify(older)));
    expect([revived.grants.size, revived.rules.size]).toEqual([0, 0]);
  });
});
