/** What a person has named and what they let decide itself, in the fold, in snapshots, and in those from before there was any. */
import { describe, expect, it } from 'vitest';
import { intentHash } from '#app/intents/index.ts';
import {
  cloneDurableState,
  emptyDurableState,
  foldRecord,
  isLike,
  likenessOf,
  reviveDurableState,
  serialiseDurableState,
  takenAlike,
} from '#app/ledger/index.ts';
import type { Conflict, ConflictItem, ConflictRule, DurableState, LedgerRecord } from '#app/ledger/index.ts';
import { BY, REASON, uuid } from './histories.ts';

const RULE: ConflictRule = {
  id: uuid(1),
  engine: 'blender',
  why: 'edited_both',
  choices: [{ facet: 'name', keep: 'engine' }],
  objects: null,
  span: { until: 'ended' },
};
const CHECKPOINT = { id: uuid(2), name: 'Before lighting', revision: 0 };

function folded(records: readonly LedgerRecord[], state: DurableState = emptyDurableState()): DurableState {
  for (const record of records) foldRecord(state, state.position + 1, record, intentHash);
  return state;
}

const STANDING: readonly LedgerRecord[] = [
  { kind: 'conflict_rule', rule: RULE, by: BY },
  { kind: 'checkpoint', checkpoint: CHECKPOINT, by: BY },
];

describe('rules for collisions and named versions', () => {
  it('stand until the log ends them, and a rule counts what it decided', () => {
    const state = folded([
      ...STANDING,
      { kind: 'decide', id: 'c', choice: 'engine', intent: uuid(3), by: 'rule', under: RULE.id },
      { kind: 'decide', id: 'd', choice: 'truth', intent: null, by: BY },
    ]);
    expect([...state.conflictRules.values()]).toEqual([{ rule: RULE, used: 1, lastUsed: 0 }]);
    expect([...state.checkpoints.values()]).toEqual([CHECKPOINT]);
    const renamed = { ...CHECKPOINT, name: 'After' };
    folded([{ kind: 'checkpoint', checkpoint: renamed, by: BY }], state);
    expect([...state.checkpoints.values()]).toEqual([renamed]);
    folded(
      [
        { kind: 'end_conflict_rule', id: RULE.id, reason: REASON, by: BY },
        { kind: 'remove_checkpoint', id: CHECKPOINT.id, by: BY },
      ],
      state,
    );
    expect([state.conflictRules.size, state.checkpoints.size]).toEqual([0, 0]);
  });

  it('are in a snapshot, and a copy of the state has its own', () => {
    const state = folded(STANDING);
    expect(reviveDurableState(JSON.parse(JSON.stringify(serialiseDurableState(state))))).toEqual(state);
    const copy = cloneDurableState(state);
    folded([{ kind: 'remove_checkpoint', id: CHECKPOINT.id, by: BY }], copy);
    folded([{ kind: 'end_conflict_rule', id: RULE.id, reason: REASON, by: BY }], copy);
    expect([state.conflictRules.size, state.checkpoints.size]).toEqual([1, 1]);
  });

  it('are none in a snapshot from before there were any', () => {
    const {
      conflictRules: _,
      checkpoints: __,
      ...older
    } = serialiseDurableState(folded([])) as Record<string, unknown>;
    const revived = reviveDurableState(JSON.parse(JSON.stringify(older)));
    expect([revived.conflictRules.size, revived.checkpoints.size]).toEqual([0, 0]);
  });
});

describe('what makes collisions alike', () => {
  const item = (facet: ConflictItem['facet'], id = 5, more: Partial<ConflictItem> = {}): ConflictItem => ({
    id: uuid(id),
    facet,
    before: null,
    truth: 'here',
    engine: 'there',
    ...more,
  });
  const conflict = (items: readonly ConflictItem[], more: Partial<Conflict> = {}): Conflict => ({
    id: 'c',
    engine: 'blender',
    shelf: 's',
    items,
    revision: 1,
    why: 'edited_both',
    ...more,
  });

  it('is the engine, the cause, and that each value is one that was decided', () => {
    const [name, mass] = [item('name'), item('property:mass')];
    const like = likenessOf(conflict([name, mass]), new Set([mass]));
    if (like === null) throw new Error('it stands for no others');
    const other = conflict([item('property:mass', 6), item('name', 7)]);
    expect(isLike(like, other)).toBe(true);
    expect(takenAlike(like, other).map(({ id }) => id)).toEqual([uuid(6)]);
    expect(isLike(like, conflict([item('name', 6)]))).toBe(true);
    expect(isLike(like, conflict([item('transform')]))).toBe(false);
    expect(isLike(like, conflict([name], { engine: 'unity' }))).toBe(false);
    expect(isLike(like, conflict([name], { why: 'drift' }))).toBe(false);
  });

  it.each<[string, Conflict, readonly number[]]>([
    ['about an object that is made or deleted', conflict([item('existence')]), []],
    ['about a property that one side has not', conflict([item('property:mass', 5, { truth: null })]), []],
    ['one kind of value two ways', conflict([item('name', 5), item('name', 6)]), [0]],
    ['what a rule refused', conflict([item('name')], { why: 'refused' }), []],
    ['what came to nothing on its way', conflict([item('name')], { why: 'in_flight' }), []],
  ])('a decision %s stands for no others', (_, decided, taken) => {
    const items = taken.flatMap((index) => decided.items[index] ?? []);
    expect(likenessOf(decided, new Set(items))).toBeNull();
  });

  it('hanging nowhere is a place like any other', () => {
    const decided = conflict([item('parent', 5, { truth: null })]);
    expect(likenessOf(decided, new Set())).not.toBeNull();
  });
});
