/** What each kind of record does to the durable state, and that it survives a snapshot. */
import { describe, expect, test } from 'vitest';
import type { Intent } from '#app/intents/index.ts';
import {
  DURABLE_LIMITS,
  emptyDurableState,
  foldRecord,
  outcomeKey,
  reviveDurableState,
  serialiseDurableState,
} from '#app/ledger/index.ts';
import type {
  Conflict,
  Differing,
  DurableState,
  LedgerRecord,
  SessionRecord,
  ShelfEntry,
} from '#app/ledger/index.ts';
import { contentHash } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';
import { BY, intentOf, REASON, uuid } from './histories.ts';

const [A, B] = IDS as [string, string];
const OBJECT: SceneObject = {
  id: A,
  kind: 'mesh',
  name: 'cube',
  parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: {},
};
const OPENING: LedgerRecord[] = [
  { kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'Courtyard' }, format: 1 },
  { kind: 'lease', lo: 1, hi: 100 },
];
const blender = { session: uuid(3), engine: 'blender' };
const unity = { session: uuid(4), engine: 'unity' };

const throughSnapshot = (state: DurableState): DurableState =>
  reviveDurableState(JSON.parse(JSON.stringify(serialiseDurableState(state))));

/** The state after the records, having gone through a snapshot after each of them as well. */
function fold(...records: LedgerRecord[]): DurableState {
  const state = emptyDurableState();
  for (const record of [...OPENING, ...records]) {
    foldRecord(state, state.position + 1, record, contentHash);
    expect(throughSnapshot(state)).toStrictEqual(state);
  }
  return state;
}
const begin = (n: number, ...participants: (typeof blender)[]): LedgerRecord => ({
  kind: 'begin',
  n,
  intent: intentOf(n, []),
  participants,
});
const abort = (n: number): LedgerRecord => ({
  kind: 'abort',
  n,
  reason: REASON,
  fault: null,
  ends: 'aborted',
});
const commit = (n: number): LedgerRecord => ({ kind: 'commit', n, participants: [], stale: [] });

describe('a new ledger', () => {
  test('knows what it is called, and holds nothing', () => {
    const state = emptyDurableState();
    foldRecord(state, 1, OPENING[0] as LedgerRecord, contentHash);
    expect(state).toStrictEqual({
      ...emptyDurableState(),
      position: 1,
      ledger: uuid(1),
      project: { id: uuid(2), name: 'Courtyard' },
    });
    const { objects, revision, leasedTo, begunTo, halted, agentsFrozen, lastHalt } = emptyDurableState();
    expect([objects.size, revision, leasedTo, begunTo, halted, agentsFrozen, lastHalt]).toStrictEqual([
      ...[0, 0, 0, 0, null],
      ...[false, 0],
    ]);
  });
});

describe('the halt and the pause (R28)', () => {
  const halt = (number: number): LedgerRecord => ({ kind: 'halt', halt: number, by: BY });
  const resume = (scope: 'people' | 'everyone'): LedgerRecord => ({ kind: 'resume', halt: 3, scope, by: BY });
  const pause = (agent: string | null, on: boolean): LedgerRecord => ({ kind: 'pause', agent, on, by: BY });
  const held = ({ halted, lastHalt, agentsFrozen }: DurableState) => [halted, lastHalt, agentsFrozen];

  test('holds until it is resumed, agents until they may go on too', () => {
    expect(held(fold(halt(3)))).toStrictEqual([3, 3, true]);
    expect(held(fold(halt(3), resume('people')))).toStrictEqual([null, 3, true]);
    expect(held(fold(halt(3), resume('everyone')))).toStrictEqual([null, 3, false]);
    expect(held(fold(halt(3), halt(2)))).toStrictEqual([2, 3, true]);
  });

  test('agents that stay frozen go on when all of them are let go, and not when one is', () => {
    const frozen = [halt(3), resume('people')];
    expect(fold(...frozen, pause(null, false)).agentsFrozen).toBe(false);
    expect(fold(...frozen, pause(null, true)).agentsFrozen).toBe(true);
    expect(fold(...frozen, pause('agent:1', false)).agentsFrozen).toBe(true);
  });

  test('pauses one agent, or all', () => {
    expect(fold(pause('agent:1', true), pause(null, true)).paused).toStrictEqual(new Set(['agent:1', null]));
    expect(fold(pause('agent:1', true), pause(null, true), pause('agent:1', false)).paused).toStrictEqual(
      new Set([null]),
    );
  });
});

describe('what is kept for a person', () => {
  const entry: ShelfEntry = {
    id: uuid(9),
    from: 'blender',
    why: 'drift',
    states: [],
    truth: [],
    revision: 0,
  };
  const conflict: Conflict = {
    id: uuid(9),
    engine: 'blender',
    shelf: entry.id,
    items: [],
    revision: 0,
    why: 'drift',
  };
  const differing: Differing = {
    id: uuid(9),
    engine: 'blender',
    edit: uuid(10),
    undo: { kind: 'step', name: 'Move' },
    operations: [],
    before: [],
    reason: REASON,
    revision: 0,
  };

  test('is there until it is answered', () => {
    const state = fold(
      { kind: 'shelve', entry },
      { kind: 'conflict', conflict },
      { kind: 'differs', differing },
    );
    expect([state.shelf, state.conflicts, state.differing]).toStrictEqual([
      new Map([[entry.id, entry]]),
      new Map([[conflict.id, conflict]]),
      new Map([[differing.id, differing]]),
    ]);
    const answered = fold(
      { kind: 'shelve', entry },
      { kind: 'conflict', conflict },
      { kind: 'differs', differing },
      { kind: 'unshelve', id: entry.id, how: 'discarded', by: BY },
      { kind: 'decide', id: conflict.id, choice: 'truth', intent: null, by: BY },
      { kind: 'settle_differing', id: differing.id, answer: 'moot', intent: null, reason: REASON, by: BY },
    );
    expect([answered.shelf.size, answered.conflicts.size, answered.differing.size]).toStrictEqual([0, 0, 0]);
  });

  test('of the same id, the newer one stands', () => {
    const less = { ...differing, revision: 1 };
    const state = fold({ kind: 'differs', differing }, { kind: 'differs', differing: less });
    expect([...state.differing.values()]).toStrictEqual([less]);
  });
});

describe('engines, locks and files', () => {
  test('an engine is known from its session or from its part in a change', () => {
    const opened: LedgerRecord = { kind: 'session', ...unity, event: 'opened', reason: null };
    expect(fold(opened).engines).toStrictEqual(new Set(['unity']));
    expect(fold(begin(1, blender, unity)).engines).toStrictEqual(new Set(['blender', 'unity']));
  });

  test('being left out of a change alters nothing by itself', () => {
    const record: LedgerRecord = {
      kind: 'leave_out',
      id: uuid(5),
      actor: intentOf(1, []).actor,
      engines: ['blender'],
      by: BY,
    };
    expect(fold(record)).toStrictEqual({ ...fold(), position: 3 });
  });

  test('a lock has its owner, until it is opened', () => {
    const lock = (id: string, on: boolean): LedgerRecord => ({ kind: 'lock', id, on, by: BY });
    expect(fold(lock(A, true), lock(B, true), lock(B, false)).locks).toStrictEqual(new Map([[A, BY]]));
  });

  test('the newest word on trust and on a scene’s files stands; scenes of an engine add up', () => {
    const file = (title: string) => ({ file: title.repeat(64), title });
    const state = fold(
      { kind: 'trust', engine: 'blender', level: 'ask', by: BY },
      { kind: 'trust', engine: 'blender', level: 'off', by: BY },
      { kind: 'bind', engine: 'blender', scene: A, by: BY },
      { kind: 'bind', engine: 'blender', scene: B, by: BY },
      { kind: 'bind', engine: 'unity', scene: A, by: BY },
      { kind: 'files', scene: A, live: file('a'), others: [], by: BY },
      { kind: 'files', scene: A, live: file('b'), others: [{ ...file('a'), answered: true }], by: BY },
    );
    expect(state.trust).toStrictEqual(new Map([['blender', 'off']]));
    expect(state.scenes).toStrictEqual(
      new Map([
        ['blender', new Set([A, B])],
        ['unity', new Set([A])],
      ]),
    );
    expect(state.files).toStrictEqual(
      new Map([[A, { live: file('b'), others: [{ ...file('a'), answered: true }] }]]),
    );
  });
});

describe('numbers (ORD-2, R2)', () => {
  const numbers = ({ leasedTo, begunTo, acceptedLossThrough }: DurableState) => [
    leasedTo,
    begunTo,
    acceptedLossThrough,
  ];

  test('a clean stop hands back those that never left, up to the last that did', () => {
    expect(numbers(fold(begin(5), { kind: 'close_lease', through: 5 }))).toStrictEqual([5, 5, 0]);
    expect(numbers(fold({ kind: 'close_lease', through: 100 }))).toStrictEqual([100, 0, 0]);
    expect(() => fold(begin(5), { kind: 'close_lease', through: 4 })).toThrow(
      'fold: a lease from 6 to 100 cannot end at 4',
    );
    expect(() => fold({ kind: 'close_lease', through: 101 })).toThrow('cannot end at 101');
  });

  test('the last number of a lease is in it, and the next one is not', () => {
    expect(numbers(fold(begin(100)))).toStrictEqual([100, 100, 0]);
    expect(() => fold(begin(101))).toThrow('fold: number 101 was never leased');
  });

  test('a void ends what is open in it, its ends included, and nothing beside it', () => {
    const open = (lo: number, hi: number): number[] => [
      ...fold(begin(3), begin(4), begin(5), begin(6), {
        kind: 'void',
        lo,
        hi,
        reason: 'recovered',
      }).open.keys(),
    ];
    expect(open(4, 5)).toStrictEqual([3, 6]);
    // A record that was bent ends in no time all the same.
    expect(open(4, Number.MAX_SAFE_INTEGER)).toStrictEqual([3]);
  });

  test('what was void is spent, and what was begun later stays so', () => {
    expect(numbers(fold({ kind: 'void', lo: 1, hi: 7, reason: 'recovered' }))).toStrictEqual([100, 7, 0]);
    expect(numbers(fold(begin(9), { kind: 'void', lo: 1, hi: 7, reason: 'refused' }))).toStrictEqual([
      ...[100, 9, 0],
    ]);
  });

  test('a loss that a person accepted spends all that may have been seen outside (R7)', () => {
    const epoch = (lost: number): LedgerRecord => ({
      kind: 'epoch',
      lost_through: lost,
      found_through: 0,
      by: BY,
    });
    expect(numbers(fold(epoch(150)))).toStrictEqual([150, 150, 150]);
    expect(numbers(fold(begin(60), epoch(50)))).toStrictEqual([100, 60, 50]);
    expect(numbers(fold(epoch(150), epoch(120)))).toStrictEqual([150, 150, 150]);
  });

  test('a ledger that goes on from a damaged one has its truth, its own name, and no number twice', () => {
    const damaged = fold(begin(1), commit(1), begin(2));
    const restore = (lost: number): LedgerRecord => ({
      kind: 'restore',
      from: { ledger: uuid(1), revision: 1, position: 4, head: '0'.repeat(64) },
      lost_through: lost,
      state: JSON.parse(JSON.stringify(serialiseDurableState(damaged))),
      by: 'person',
    });
    const goneOn = (lost: number) => {
      const state = emptyDurableState();
      foldRecord(state, 1, { ...OPENING[0], ledger: uuid(7) } as LedgerRecord, contentHash);
      foldRecord(state, 2, restore(lost), contentHash);
      return state;
    };
    expect(goneOn(150)).toStrictEqual({
      ...damaged,
      ledger: uuid(7),
      position: 2,
      leasedTo: 150,
      begunTo: 150,
      acceptedLossThrough: 150,
    });
    expect(numbers(goneOn(50))).toStrictEqual([100, 100, 50]);
  });

  test('what a number was void for is said as the reason of its end', () => {
    const state = fold(begin(1), { kind: 'void', lo: 1, hi: 1, reason: 'refused' });
    expect(state.outcomes.get(outcomeKey('person', uuid(1)))).toStrictEqual({
      actor: 'person',
      hash: contentHash(intentOf(1, [])),
      state: 'aborted',
      n: 1,
      position: null,
      revision: 0,
      reason: {
        code: 'refused',
        message: 'The application ended before it was confirmed.',
        path: null,
      },
    });
  });

  test('a void ends its author’s intent, though another’s suggestion has the same id', () => {
    const suggested = { ...intentOf(1, [], 0, true), id: uuid(1) };
    const approve: LedgerRecord = { kind: 'approve', id: uuid(1), hash: 'h', by: BY };
    const voided: LedgerRecord = { kind: 'void', lo: 1, hi: 1, reason: 'recovered' };
    const state = fold({ kind: 'propose', intent: suggested }, approve, begin(1), voided);
    expect(state.outcomes.get(outcomeKey('person', uuid(1)))?.state).toBe('aborted');
    expect(state.waiting.get(uuid(1))?.approval).toBe('h');
  });

  test('only the numbers of a void come to nothing', () => {
    const state = fold(begin(1), begin(2), begin(3), { kind: 'void', lo: 2, hi: 2, reason: 'recovered' });
    expect([...state.open.keys()]).toStrictEqual([1, 3]);
  });
});

describe('what engines may still show of numbers that came to nothing (R10, R22)', () => {
  const left = (state: DurableState) => state.leftOver.map(({ n, engines }) => [n, ...engines]);

  test('stays until each that it was sent to takes part again', () => {
    const ends = [begin(1, blender, unity, blender), abort(1)];
    expect(left(fold(...ends))).toStrictEqual([[1, 'blender', 'unity']]);
    expect(left(fold(...ends, begin(2, unity)))).toStrictEqual([[1, 'blender']]);
    expect(left(fold(...ends, begin(2, unity), begin(3, blender)))).toStrictEqual([]);
    expect(left(fold(...ends, begin(2)))).toStrictEqual([[1, 'blender', 'unity']]);
    expect(left(fold(...ends, begin(2, { session: uuid(8), engine: 'godot' })))).toStrictEqual([
      [1, 'blender', 'unity'],
    ]);
  });

  test('stays where an engine comes and goes, until it is said to be in step', () => {
    const session = (event: SessionRecord['event']): LedgerRecord => {
      return { kind: 'session', session: uuid(7), engine: 'unity', event, reason: null };
    };
    const ends = [begin(1, blender, unity), abort(1)];
    const comes = (['opened', 'resumed', 'set_aside', 'tried_again', 'closed'] as const).map(session);
    expect(left(fold(...ends, ...comes))).toStrictEqual([[1, 'blender', 'unity']]);
    expect(left(fold(...ends, ...comes, session('in_step')))).toStrictEqual([[1, 'blender']]);
  });

  test('is nothing of what was sent to nobody, and of what was void as of what was aborted', () => {
    expect(left(fold(begin(1), abort(1)))).toStrictEqual([]);
    const voided: LedgerRecord = { kind: 'void', lo: 1, hi: 1, reason: 'recovered' };
    expect(left(fold(begin(1, blender), voided))).toStrictEqual([[1, 'blender']]);
  });

  test('is kept of the newest only', () => {
    const state = emptyDurableState();
    const records: LedgerRecord[] = [OPENING[0] as LedgerRecord, { kind: 'lease', lo: 1, hi: 1_000 }];
    for (let n = 1; n <= DURABLE_LIMITS.leftOver + 1; n += 1) records.push(begin(n, unity));
    for (let n = 1; n <= DURABLE_LIMITS.leftOver + 1; n += 1) records.push(abort(n));
    for (const record of records) foldRecord(state, state.position + 1, record, contentHash);
    expect([state.leftOver.length, state.leftOver[0]?.n]).toStrictEqual([DURABLE_LIMITS.leftOver, 2]);
  });
});

describe('a suggestion', () => {
  const intent: Intent = intentOf(30, [], 0, true);
  const propose: LedgerRecord = { kind: 'propose', intent };
  const waiting = (state: DurableState) => state.waiting.get(intent.id);

  test('waits without an approval, for the hands that it is told to wait for', () => {
    expect(waiting(fold(propose))).toStrictEqual({ intent, approval: null, approvedBy: null });
    expect(waiting(fold({ ...propose, waits_for: ['blender'] }))).toStrictEqual({
      intent,
      approval: null,
      approvedBy: null,
      waitsFor: ['blender'],
    });
    const through = fold(propose, { ...begin(1), intent } as LedgerRecord, commit(1));
    expect([through.waiting.size, through.outcomes.size]).toStrictEqual([0, 1]);
    const state = fold({ kind: 'approve', id: intent.id, hash: 'h', by: BY });
    expect([state.waiting.size, state.outcomes.size]).toStrictEqual([0, 0]);
    expect(fold({ kind: 'void_approval', id: intent.id, reason: REASON }).waiting.size).toBe(0);
  });

  test('is approved by someone, for what was shown', () => {
    const approved = fold(propose, { kind: 'approve', id: intent.id, hash: 'h', by: BY });
    expect(waiting(approved)).toStrictEqual({ intent, approval: 'h', approvedBy: BY });
  });

  test('is settled with its reason, and what never waited leaves no trace', () => {
    const settle: LedgerRecord = {
      kind: 'settle',
      id: intent.id,
      actor: intent.actor,
      state: 'denied',
      reason: REASON,
      by: BY,
    };
    const outcome = fold(propose, settle).outcomes.get(outcomeKey(intent.actor.id, intent.id));
    expect(outcome).toMatchObject({ state: 'denied', n: null, position: null, reason: REASON });
    expect(fold(propose, settle).waiting.size).toBe(0);
    expect(fold(settle).outcomes.size).toBe(0);
  });
});

describe('a snapshot from an older version', () => {
  const stored = (state: DurableState, ...without: string[]): DurableState =>
    reviveDurableState(
      Object.fromEntries(
        Object.entries(JSON.parse(JSON.stringify(serialiseDurableState(state)))).filter(
          ([key]) => !without.includes(key),
        ),
      ),
    );

  test('has nothing of what was not noted then', () => {
    const state = fold(begin(1, blender), abort(1), {
      kind: 'files',
      scene: A,
      live: { file: 'a', title: 'a' },
      others: [],
      by: BY,
    });
    expect(stored(state, 'leftOver', 'files', 'differing')).toStrictEqual({
      ...state,
      leftOver: [],
      files: new Map(),
    });
  });

  test('may have forgotten outcomes up to itself where it is full of them, and else none', () => {
    const state = fold(begin(1), commit(1));
    expect(stored(state, 'forgottenThrough').forgottenThrough).toBe(0);
    const { forgottenThrough: _, ...full } = JSON.parse(JSON.stringify(serialiseDurableState(state)));
    const [, outcome] = full.outcomes[0];
    full.outcomes = Array.from({ length: DURABLE_LIMITS.outcomes }, (_, index) => [`${index}`, outcome]);
    expect(reviveDurableState(full).forgottenThrough).toBe(1);
    full.outcomes.pop();
    expect(reviveDurableState(full).forgottenThrough).toBe(0);
    expect(stored({ ...state, forgottenThrough: 7 }).forgottenThrough).toBe(7);
  });

  test('takes an outcome without its revision for one of its own', () => {
    const state = fold(begin(1), commit(1), begin(2), abort(2));
    const body = JSON.parse(JSON.stringify(serialiseDurableState(state)));
    for (const [, outcome] of body.outcomes) delete outcome.revision;
    expect([...reviveDurableState(body).outcomes.values()].map(({ revision }) => revision)).toStrictEqual([
      ...[1, 1],
    ]);
  });
});

describe('what was forgotten', () => {
  test('is known by the revision that it cannot be later than', () => {
    const state = fold(begin(1), commit(1));
    const append = (record: LedgerRecord) => foldRecord(state, state.position + 1, record, () => 'h');
    for (let index = 0; index < DURABLE_LIMITS.outcomes - 1; index += 1)
      append({ kind: 'propose', intent: intentOf(1_000 + index, []) });
    expect([state.outcomes.size, state.forgottenThrough]).toStrictEqual([DURABLE_LIMITS.outcomes, 0]);
    append({ kind: 'propose', intent: intentOf(900_000, []) });
    expect([state.outcomes.size, state.forgottenThrough]).toStrictEqual([DURABLE_LIMITS.outcomes, 1]);
  });
});

test('an object that was folded is the one of the record', () => {
  const intent = intentOf(1, [{ op: 'create', object: OBJECT }]);
  const state = fold({ kind: 'begin', n: 1, intent, participants: [] }, commit(1));
  expect(state.objects).toStrictEqual(new Map([[A, OBJECT]]));
});
