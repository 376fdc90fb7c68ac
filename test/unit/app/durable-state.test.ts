import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Intent } from '#app/intents/index.ts';
import {
  cloneDurableState,
  DURABLE_LIMITS,
  emptyDurableState,
  foldRecord,
  outcomeKey,
  reviveDurableState,
  serialiseDurableState,
  valueAt,
} from '#app/ledger/index.ts';
import type { DurableState, LedgerRecord, Outcome } from '#app/ledger/index.ts';
import { contentHash, facetsOf, facetValue } from '#app/scene/index.ts';
import type { Facet, Operation, Scene } from '#app/scene/index.ts';
import { IDS, KEYS } from './arbitraries.ts';
import { plain } from './fitting.ts';
import { BY, historyOf, intentOf, REASON, steps, uuid } from './histories.ts';

function foldAll(records: readonly LedgerRecord[], state: DurableState = emptyDurableState()): DurableState {
  for (const record of records) foldRecord(state, state.position + 1, record, contentHash);
  return state;
}

/** Through JSON, as a snapshot on the disk goes. */
const throughSnapshot = (state: DurableState) =>
  reviveDurableState(JSON.parse(JSON.stringify(serialiseDurableState(state))));

describe('folding the log (FAIL-3, R4)', () => {
  test('a snapshot at any place and the records after it give what the whole log gives', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (script, cut) => {
        const { records } = historyOf(script);
        const at = cut % (records.length + 1);
        const whole = foldAll(records);
        const revived = foldAll(records.slice(at), throughSnapshot(foldAll(records.slice(0, at))));
        expect(revived).toStrictEqual(whole);
        expect(throughSnapshot(whole)).toStrictEqual(whole);
      }),
      { numRuns: 120 },
    );
  });

  test('the truth is what was committed, in number order, and nothing else', () => {
    let commits = 0;
    fc.assert(
      fc.property(steps, (script) => {
        const { records, scenes } = historyOf(script);
        const state = emptyDurableState();
        for (const record of records) {
          foldRecord(state, state.position + 1, record, contentHash);
          expect(plain(state)).toStrictEqual(plain(scenes.get(state.revision) as Scene));
        }
        expect(state.revision).toBe(Math.max(...scenes.keys()));
        commits += state.revision;
      }),
      { numRuns: 300 },
    );
    expect(commits).toBeGreaterThan(300);
  });

  test('remembers of every facet who wrote it last', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { records, scenes, written } = historyOf(script);
        const state = foldAll(records);
        const last = scenes.get(state.revision) as Scene;
        for (const object of last.objects.values()) {
          for (const facet of facetsOf(object)) {
            const revisions = [...written]
              .filter(([, keys]) => keys.has(`${object.id} ${facet}`))
              .map(([n]) => n);
            expect(state.lastWrites.get(object.id)?.get(facet)?.revision).toBe(Math.max(...revisions));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('knows every value at every earlier revision', () => {
    const facets: Facet[] = ['existence', 'name', 'parent', 'transform', 'visibility'];
    for (const key of KEYS) facets.push(`property:${key}`);
    let compared = 0;
    fc.assert(
      fc.property(steps, (script) => {
        const { records, scenes } = historyOf(script);
        const state = foldAll(records);
        for (const [revision, scene] of scenes) {
          for (const id of IDS) {
            for (const facet of facets) {
              expect(valueAt(state, revision, id, facet)).toStrictEqual(facetValue(scene, id, facet));
              if (scene.objects.has(id)) compared += 1;
            }
          }
        }
        expect(valueAt(state, state.revision + 1, IDS[0] as string, 'name')).toBeUndefined();
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  test('a copy goes its own way', () => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const state = foldAll(historyOf(before).records);
        const stored = JSON.stringify(serialiseDurableState(state));
        const copy = cloneDurableState(state);
        expect(copy).toStrictEqual(state);
        for (const record of historyOf(after).records.slice(2)) {
          if (
            record.kind === 'begin' ||
            record.kind === 'commit' ||
            record.kind === 'abort' ||
            record.kind === 'void'
          )
            continue;
          foldRecord(copy, copy.position + 1, record, contentHash);
        }
        expect(JSON.stringify(serialiseDurableState(state))).toBe(stored);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what became of an intent', () => {
  const participants = [{ session: uuid(3), engine: 'blender' }];
  const rename = (id: number, ai = false) => intentOf(id, [], 0, ai);
  const opening: LedgerRecord[] = [
    { kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'x' }, format: 1 },
    { kind: 'lease', lo: 1, hi: 10 },
  ];
  const outcomeOf = (state: DurableState, intent: Intent) =>
    state.outcomes.get(outcomeKey(intent.actor.id, intent.id));

  test('committed: with number and log position', () => {
    const intent = rename(50);
    const state = foldAll([
      ...opening,
      { kind: 'begin', n: 1, intent, participants },
      { kind: 'commit', n: 1, participants, stale: [] },
    ]);
    expect(outcomeOf(state, intent)).toMatchObject({
      state: 'committed',
      n: 1,
      position: 4,
      hash: contentHash(intent),
    });
    expect(state.open.size).toBe(0);
  });

  test.each<[string, LedgerRecord, Partial<Outcome>]>([
    [
      'committed',
      { kind: 'commit', n: 1, participants, stale: [] },
      { state: 'committed', n: 1, position: 4, reason: null },
    ],
    [
      'aborted',
      { kind: 'abort', n: 1, reason: REASON, fault: null, ends: 'aborted' },
      { state: 'aborted', n: 1, reason: REASON },
    ],
    ['voided', { kind: 'void', lo: 1, hi: 1, reason: 'recovered' }, { state: 'aborted', n: 1 }],
  ])('%s: so is each of what became one, under its own hash (R4)', (_, record, end) => {
    const joined = [uuid(60), uuid(61), uuid(62)].map((id) => ({ id, hash: `of ${id}` }));
    const intent: Intent = { ...rename(60), id: uuid(60), joined };
    const state = foldAll([...opening, { kind: 'begin', n: 1, intent, participants }, record]);
    for (const { id, hash } of joined)
      expect(state.outcomes.get(outcomeKey(intent.actor.id, id))).toMatchObject({ ...end, hash });
    expect(state.outcomes.size).toBe(joined.length);
    expect(throughSnapshot(state)).toStrictEqual(state);
  });

  test.each([
    ['aborted', 'aborted', 0],
    ['superseded', 'superseded', 0],
    ['requeued', 'awaiting_approval', 1],
  ] as const)('an approved proposal whose number is %s is then %s', (ends, state, waiting) => {
    const intent = rename(51, true);
    const folded = foldAll([
      ...opening,
      { kind: 'propose', intent },
      { kind: 'approve', id: intent.id, hash: 'h', by: BY },
      { kind: 'begin', n: 1, intent, participants },
      { kind: 'abort', n: 1, reason: REASON, fault: null, ends },
    ]);
    expect(outcomeOf(folded, intent)?.state).toBe(state);
    expect(folded.waiting.size).toBe(waiting);
  });

  test('voided: its suggestion waits again, without the approval (R4, R29)', () => {
    const intent = rename(52, true);
    const state = foldAll([
      ...opening,
      { kind: 'propose', intent },
      { kind: 'approve', id: intent.id, hash: 'h', by: BY },
      { kind: 'begin', n: 1, intent, participants },
      { kind: 'void', lo: 1, hi: 10, reason: 'recovered' },
    ]);
    expect(outcomeOf(state, intent)).toMatchObject({ state: 'awaiting_approval' });
    expect(state.waiting.get(intent.id)).toMatchObject({ approval: null, approvedBy: null });
    expect([state.waiting.size, state.open.size, state.begunTo]).toStrictEqual([1, 0, 10]);
  });

  test.each<[string, (intent: Intent) => LedgerRecord[]]>([
    [
      'refused',
      ({ id, actor }) => [{ kind: 'settle', id, actor, state: 'rejected', reason: REASON, by: BY }],
    ],
    [
      'committed',
      (intent) => [
        { kind: 'begin', n: 1, intent, participants },
        { kind: 'commit', n: 1, participants, stale: [] },
      ],
    ],
    [
      'aborted',
      (intent) => [
        { kind: 'begin', n: 1, intent, participants },
        { kind: 'abort', n: 1, reason: REASON, fault: null, ends: 'aborted' },
      ],
    ],
    [
      'voided',
      (intent) => [
        { kind: 'begin', n: 1, intent, participants },
        { kind: 'void', lo: 1, hi: 1, reason: 'recovered' },
      ],
    ],
  ])('another author’s intent with the same id does not end a proposal by being %s', (_, records) => {
    const intent = rename(54, true);
    const twin = rename(54);
    const state = foldAll([...opening, { kind: 'propose', intent }, ...records(twin)]);
    expect(state.waiting.get(intent.id)?.intent).toStrictEqual(intent);
    expect(outcomeOf(state, intent)?.state).toBe('awaiting_approval');
  });

  test('an approval that was voided is gone, the proposal still waits (R29)', () => {
    const intent = rename(53, true);
    const state = foldAll([
      ...opening,
      { kind: 'propose', intent },
      { kind: 'approve', id: intent.id, hash: 'h', by: BY },
      { kind: 'void_approval', id: intent.id, reason: REASON },
    ]);
    expect(state.waiting.get(intent.id)).toStrictEqual({ intent, approval: null, approvedBy: null });
  });
});

describe('a log that this program did not write', () => {
  const participants = [{ session: uuid(3), engine: 'blender' }];
  const begin = (n: number, operations: Operation[] = []): LedgerRecord => ({
    kind: 'begin',
    n,
    intent: intentOf(60 + n, operations),
    participants,
  });
  const commit = (n: number): LedgerRecord => ({ kind: 'commit', n, participants, stale: [] });
  const lease: LedgerRecord = { kind: 'lease', lo: 1, hi: 10 };
  const unknown: Operation = { op: 'rename', id: IDS[0] as string, name: 'x' };

  test.each<[string, LedgerRecord[], RegExp]>([
    ['a number that was never leased', [begin(1)], /never leased/],
    ['a number used twice (ORD-2)', [lease, begin(1), begin(1)], /used twice/],
    ['a number after a higher one (ORD-2)', [lease, begin(2), begin(1)], /used twice/],
    [
      'numbers that were voided',
      [lease, { kind: 'void', lo: 1, hi: 10, reason: 'recovered' }, begin(5)],
      /used twice/,
    ],
    ['a commit without its begin', [lease, commit(1)], /without its begin/],
    ['a second commit', [lease, begin(1), commit(1), commit(1)], /without its begin/],
    ['commits out of order', [lease, begin(1), begin(2), commit(2), commit(1)], /commit of 1 after 2/],
    [
      'an abort without its begin',
      [lease, { kind: 'abort', n: 1, reason: REASON, fault: null, ends: 'aborted' }],
      /without its begin/,
    ],
    ['a lease that overlaps', [lease, { kind: 'lease', lo: 10, hi: 20 }], /lease from 10 after 10/],
    ['a lease that leaves a gap', [lease, { kind: 'lease', lo: 12, hi: 20 }], /lease from 12 after 10/],
    [
      'a lease that ends before numbers in use',
      [lease, begin(5), { kind: 'close_lease', through: 4 }],
      /cannot end at 4/,
    ],
    [
      'operations that do not fit',
      [lease, begin(1, [unknown]), commit(1)],
      /fold: 1 does not apply: operations\[0\]\.id/,
    ],
  ])('is refused: %s', (_, records, message) => {
    expect(() => foldAll(records)).toThrow(message);
  });

  test('is refused: a record that is missing or comes twice', () => {
    const state = foldAll([lease]);
    expect(() => foldRecord(state, 1, lease, contentHash)).toThrow(/record 1 after 1/);
    expect(() => foldRecord(state, 3, lease, contentHash)).toThrow(/record 3 after 1/);
  });
});

describe('bounds', () => {
  const participants = [{ session: uuid(3), engine: 'blender' }];
  const [id] = IDS as [string];
  const object = {
    id,
    kind: 'mesh',
    name: 'cube',
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
  } as const;

  test('overwritten values and outcomes are kept up to their limits, and what is forgotten is not made up', () => {
    const state = foldAll([{ kind: 'lease', lo: 1, hi: 100_000 }]);
    const count = DURABLE_LIMITS.overwritten + 10;
    const append = (record: LedgerRecord) => foldRecord(state, state.position + 1, record, () => 'h');
    for (let n = 1; n <= count; n += 1) {
      const operation: Operation =
        n === 1 ? { op: 'create', object } : { op: 'set_property', id, key: 'n', value: n };
      append({ kind: 'begin', n, intent: intentOf(n, [operation]), participants });
      append({ kind: 'commit', n, participants, stale: [] });
    }
    expect(state.overwritten).toHaveLength(DURABLE_LIMITS.overwritten);
    expect(valueAt(state, count - 1, id, 'property:n')).toBe(count - 1);
    expect(valueAt(state, 11, id, 'property:n')).toBe(11);
    expect(valueAt(state, 5, id, 'property:n')).toBeUndefined();
    for (let index = 0; index < DURABLE_LIMITS.outcomes + 5; index += 1)
      append({ kind: 'propose', intent: intentOf(200_000 + index, []) });
    expect(state.outcomes.size).toBe(DURABLE_LIMITS.outcomes);
    expect(state.outcomes.has(outcomeKey('person', uuid(200_004)))).toBe(false);
    expect(state.outcomes.has(outcomeKey('person', uuid(200_005)))).toBe(true);
  });

  test('the oldest outcome goes first, one that was said again is young again, and copies forget by themselves', () => {
    const state = foldAll([]);
    const append = (to: typeof state, index: number) => {
      const record: LedgerRecord = { kind: 'propose', intent: intentOf(200_000 + index, []) };
      foldRecord(to, to.position + 1, record, () => 'h');
    };
    const has = (of: typeof state, index: number) =>
      of.outcomes.has(outcomeKey('person', uuid(200_000 + index)));
    const { outcomes: most } = DURABLE_LIMITS;
    for (let index = 0; index < most + 3; index += 1) append(state, index);
    append(state, 4);
    const copy = cloneDurableState(state);
    for (let index = 0; index < 3; index += 1) append(state, most + 3 + index);
    expect([3, 4, 5, 6, 7].map((index) => has(state, index))).toEqual([false, true, false, false, true]);
    expect([2, 3, 4, 5, 6].map((index) => has(copy, index))).toEqual([false, true, true, true, true]);
    append(copy, most + 3);
    expect([3, 4, 5].map((index) => has(copy, index))).toEqual([false, true, true]);
    expect([state.outcomes.size, copy.outcomes.size]).toEqual([most, most]);
  });

  test('last writes of deleted objects are forgotten with the values that they overwrote', () => {
    const state = foldAll([{ kind: 'lease', lo: 1, hi: 100_000 }]);
    const append = (record: LedgerRecord) => foldRecord(state, state.position + 1, record, () => 'h');
    const commitAs = (n: number, operations: Operation[]) => {
      append({ kind: 'begin', n, intent: intentOf(n, operations), participants });
      append({ kind: 'commit', n, participants, stale: [] });
    };
    commitAs(1, [{ op: 'create', object }]);
    commitAs(2, [{ op: 'delete', id, descendants: [] }]);
    for (let n = 3; n <= DURABLE_LIMITS.overwritten + 1; n += 1) commitAs(n, []);
    expect(state.lastWrites.get(id)?.get('existence')?.revision).toBe(2);
    commitAs(DURABLE_LIMITS.overwritten + 2, []);
    expect(state.lastWrites.has(id)).toBe(false);
  });
});

test('an earlier value is found among the many that a large commit overwrote, of each object its own', () => {
  const many = Array.from({ length: 80 }, (_, index) => uuid(1_000 + index));
  const named = (id: string, name: string): Operation => ({ op: 'rename', id, name });
  const create = many.map((id, index): Operation => ({
    op: 'create',
    object: {
      id,
      kind: 'empty',
      name: `first ${index}`,
      parent: null,
      transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
      visibility: { viewport: true, render: index % 2 === 0 },
      properties: {},
    },
  }));
  const change = many.flatMap((id, index): Operation[] => [
    named(id, `second ${index}`),
    { op: 'set_visibility', id, visibility: { viewport: false, render: false } },
  ]);
  const state = foldAll([
    { kind: 'genesis', ledger: uuid(1), project: { id: uuid(2), name: 'test' }, format: 1 },
    { kind: 'lease', lo: 1, hi: 9 },
    { kind: 'begin', n: 1, intent: intentOf(2_000, create), participants: [] },
    { kind: 'commit', n: 1, participants: [], stale: [] },
    { kind: 'begin', n: 2, intent: intentOf(2_001, change), participants: [] },
    { kind: 'commit', n: 2, participants: [], stale: [] },
  ]);
  for (const [index, id] of many.entries()) {
    expect(valueAt(state, 1, id, 'name')).toBe(`first ${index}`);
    expect(valueAt(state, 1, id, 'visibility')).toEqual({ viewport: true, render: index % 2 === 0 });
    expect(valueAt(state, 2, id, 'name')).toBe(`second ${index}`);
    expect(valueAt(state, 0, id, 'name')).toBeUndefined();
  }
});
