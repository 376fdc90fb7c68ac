/** One record of every kind, for what is fuzzed: whoever adds a kind is asked for its example by the types. */
import { emptyDurableState, serialiseDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { BY, intentOf, REASON, uuid } from '#test/unit/app/histories.ts';
import { object } from '#test/scripted/objects.ts';

const HASH = 'a'.repeat(64);
const ENGINE = 'blender';
const AGENT = { kind: 'agent', id: 'agent:1', name: 'an agent' } as const;
const BOX = object('Box', { id: uuid(40) });
const CREATE: Operation = { op: 'create', object: BOX };
const STATE: FacetState = { id: BOX.id, facet: 'transform', value: BOX.transform };
const PARTICIPANTS = [{ session: uuid(3), engine: ENGINE }];
const UNDO = { kind: 'step', name: 'Move', step: 4 } as const;

const EXAMPLES: { readonly [Kind in LedgerRecord['kind']]: Extract<LedgerRecord, { kind: Kind }> } = {
  genesis: { kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'test' }, format: 1 },
  restore: {
    kind: 'restore',
    from: { ledger: uuid(4), revision: 3, position: 9, head: HASH },
    lost_through: 7,
    state: serialiseDurableState(emptyDurableState()),
    by: 'person',
  },
  lease: { kind: 'lease', lo: 1, hi: 64 },
  void: { kind: 'void', lo: 3, hi: 5, reason: 'recovered' },
  close_lease: { kind: 'close_lease', through: 6 },
  propose: { kind: 'propose', intent: intentOf(50, [CREATE], 0, true), waits_for: [ENGINE] },
  leave_out: { kind: 'leave_out', id: uuid(50), actor: AGENT, engines: [ENGINE], by: BY },
  approve: {
    kind: 'approve',
    id: uuid(50),
    hash: HASH,
    by: BY,
    under: uuid(60),
    left_out: [1],
    edited: [{ place: 0, operation: CREATE }],
  },
  grant: {
    kind: 'grant',
    grant: {
      id: uuid(60),
      agent: AGENT.id,
      task: 'dress',
      most: 'structural',
      objects: [BOX.id],
      changes: 20,
      for_ms: 600_000,
    },
    by: BY,
  },
  end_grant: { kind: 'end_grant', id: uuid(60), reason: REASON, by: BY },
  rule: { kind: 'rule', rule: { id: uuid(61), agent: null, most: 'cosmetic', objects: null }, by: BY },
  end_rule: { kind: 'end_rule', id: uuid(61), by: BY },
  void_approval: { kind: 'void_approval', id: uuid(50), reason: REASON },
  settle: { kind: 'settle', id: uuid(50), actor: AGENT, state: 'denied', reason: REASON, by: BY },
  begin: { kind: 'begin', n: 1, intent: intentOf(51, [CREATE]), participants: PARTICIPANTS },
  commit: { kind: 'commit', n: 1, participants: PARTICIPANTS, stale: ['unity'] },
  abort: { kind: 'abort', n: 1, reason: REASON, fault: uuid(3), ends: 'requeued' },
  halt: { kind: 'halt', halt: 1, by: BY },
  resume: { kind: 'resume', halt: 1, scope: 'everyone', by: BY },
  pause: { kind: 'pause', agent: AGENT.id, on: true, by: BY },
  shelve: {
    kind: 'shelve',
    entry: {
      id: 'blender-1',
      from: ENGINE,
      why: 'played',
      reason: REASON,
      states: [STATE],
      truth: [STATE],
      revision: 1,
      asks: true,
    },
  },
  unshelve: { kind: 'unshelve', id: 'blender-1', how: 'proposed', by: BY },
  conflict: {
    kind: 'conflict',
    conflict: {
      id: 'conflict-1',
      engine: ENGINE,
      shelf: 'blender-1',
      items: [{ id: BOX.id, facet: 'transform', before: STATE, truth: BOX.transform, engine: BOX.transform }],
      revision: 1,
      why: 'edited_both',
    },
  },
  decide: {
    kind: 'decide',
    id: 'conflict-1',
    choice: 'mixed',
    intent: uuid(52),
    by: 'rule',
    under: uuid(62),
  },
  conflict_rule: {
    kind: 'conflict_rule',
    rule: {
      id: uuid(62),
      engine: ENGINE,
      why: 'edited_both',
      choices: [{ facet: 'transform', keep: 'engine' }],
      objects: [BOX.id],
      span: { for_ms: 600_000 },
    },
    by: BY,
  },
  checkpoint: {
    kind: 'checkpoint',
    checkpoint: { id: uuid(63), name: 'Before lighting', revision: 1 },
    by: BY,
  },
  remove_checkpoint: { kind: 'remove_checkpoint', id: uuid(63), by: BY },
  end_conflict_rule: { kind: 'end_conflict_rule', id: uuid(62), reason: REASON, by: BY },
  differs: {
    kind: 'differs',
    differing: {
      id: 'blender-2',
      engine: ENGINE,
      edit: uuid(53),
      undo: UNDO,
      operations: [{ op: 'set_transform', id: BOX.id, transform: BOX.transform }],
      before: [STATE],
      reason: REASON,
      revision: 1,
    },
  },
  settle_differing: {
    kind: 'settle_differing',
    id: 'blender-2',
    answer: 'try_again',
    intent: uuid(54),
    reason: REASON,
    by: BY,
  },
  session: { kind: 'session', session: uuid(3), engine: ENGINE, event: 'set_aside', reason: REASON },
  lock: { kind: 'lock', id: BOX.id, on: true, by: BY },
  trust: { kind: 'trust', engine: ENGINE, level: 'off', by: BY },
  bind: { kind: 'bind', engine: ENGINE, scene: uuid(5), by: BY },
  files: {
    kind: 'files',
    scene: uuid(5),
    live: { file: HASH, title: 'a.blend' },
    others: [{ file: 'b'.repeat(64), title: 'b.blend', answered: true }],
    by: BY,
  },
  epoch: { kind: 'epoch', lost_through: 9, found_through: 4, by: BY },
};

export const recordExamples: readonly LedgerRecord[] = Object.values(EXAMPLES);
