/** The history as a table: what is found, in which order and by which range, against the plain changes. */
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HISTORY_LIMITS, laneOf, NO_HISTORY_FILTER, shapeOfState } from '#app/control-room/index.ts';
import type { HistoryFilter, HistoryRowView } from '#app/control-room/index.ts';
import type { Actor, Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { HistorySearch } from '#main/history/search.ts';
import { openHistoryFile } from '#main/history/store.ts';
import { expressionOf } from '#main/history/words.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { intentOf, uuid } from './rig.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const AGENT: Actor = { kind: 'agent', id: 'agent:dresser', name: 'Set Dresser' };

function searchOf(records: readonly LedgerRecord[], nowMs?: () => number) {
  const database = openHistoryFile(path.join(temporaryFolder(), 'history.db'));
  const reader = new RecordReader(database);
  let position = 0;
  const read = (more: readonly LedgerRecord[]): void => {
    const told = more.map((record) => {
      position += 1;
      return { position, time: new Date(position * 1_000).toISOString(), json: JSON.stringify(record) };
    });
    database.transaction(() => {
      reader.read(told);
      reader.setPlace({ ledger: 'one', position, head: null });
    })();
  };
  read(records);
  return { search: new HistorySearch(database, nowMs), read, database };
}

const named = (id: number, name: string): Operation => ({
  op: 'create',
  object: {
    id: uuid(1, id),
    kind: 'mesh',
    name,
    parent: null,
    transform: IDENTITY_TRANSFORM,
    visibility: { viewport: true, render: true },
    properties: {},
  },
});
const move = (id: number, x: number): Operation => ({
  op: 'set_transform',
  id: uuid(1, id),
  transform: { ...IDENTITY_TRANSFORM, translation: [x, 0, 0] },
});
function intent(id: number, operations: readonly Operation[], more: Partial<Intent> = {}): Intent {
  return { ...intentOf(id), actor: PERSON, reason: '', operations, class: 'cosmetic', ...more };
}
const byAgent = { actor: AGENT, authority: 'ai' } as const;
const done = (n: number, of: Intent): LedgerRecord[] => [
  { kind: 'begin', n, intent: of, participants: [] },
  { kind: 'commit', n, participants: [], stale: [] },
];
const numbersOf = (rows: readonly HistoryRowView[]): (number | null)[] => rows.map(({ n }) => n);
const where = (part: Partial<HistoryFilter>): HistoryFilter => ({ ...NO_HISTORY_FILTER, ...part });

/** Crate_014 and a lamp are made and moved; an agent's change fails, another one is denied between 3 and 4. */
function story(): LedgerRecord[] {
  const denied = intent(50, [move(1, 9)], { ...byAgent, reason: 'Rück näher an die Tür' });
  return [
    ...done(1, intent(1, [named(1, 'Crate_014')], { class: 'structural' })),
    ...done(2, intent(2, [named(2, 'Lamp “tall”')], { class: 'structural', reason: 'needs light' })),
    { kind: 'propose', intent: denied },
    ...done(3, intent(3, [move(1, 1)], { force: true })),
    {
      kind: 'settle',
      actor: AGENT,
      id: denied.id,
      state: 'denied',
      reason: { code: 'denied', message: 'Not there.', path: null },
    } as LedgerRecord,
    { kind: 'begin', n: 4, intent: intent(4, [move(2, 2)], byAgent), participants: [] },
    {
      kind: 'abort',
      n: 4,
      reason: { code: 'engine', message: 'Unity was compiling.', path: null },
      fault: null,
      ends: 'aborted',
    },
    ...done(5, intent(5, [move(2, 3)])),
  ];
}

describe('the history as a table', () => {
  it('lists all changes newest first; what has no number stands where it ended', () => {
    const { search } = searchOf(story());
    const page = search.page(NO_HISTORY_FILTER, 0, 100);
    expect(page.count).toBe(6);
    expect(numbersOf(page.rows)).toEqual([5, 4, null, 3, 2, 1]);
    expect(page.rows[1]).toMatchObject({ state: 'aborted', names: ['Lamp “tall”'], approvedBy: null });
    expect(numbersOf(search.page(NO_HISTORY_FILTER, 2, 2).rows)).toEqual([null, 3]);
    expect(numbersOf(search.page(NO_HISTORY_FILTER, 5, 4).rows)).toEqual([1]);
    expect(search.page(NO_HISTORY_FILTER, 6, 4)).toEqual({
      count: 6,
      first: 6,
      rows: [],
      actors: [PERSON, AGENT],
    });
  });

  it.each([
    ['a name, whole or begun', 'crate_01', [null, 3, 1]],
    ['a name of which only a part is given', 'lamp', [5, 4, 2]],
    ['why it was made, without its accents', 'ruck tur', [null]],
    ['why it failed', 'compiling', [4]],
    ['its author', 'dresser', [4, null]],
    ['its number, and no number that begins so', '5', [5]],
    ['every word, in any order', 'light lamp', [2]],
    ['words of which one is not there', 'light crate', []],
    ['nothing but signs', '"*) -', []],
    ['operators, which are words like others', 'lamp OR crate', []],
    ['quotes within', 'lamp “tall”', [5, 4, 2]],
  ])('finds %s', (_, words, expected) => {
    expect(numbersOf(searchOf(story()).search.page(where({ words }), 0, 100).rows)).toEqual(expected);
  });

  it.each<[string, Partial<HistoryFilter>, (number | null)[]]>([
    ['who', { lanes: ['agent:dresser'] }, [4, null]],
    ['kind', { classes: ['structural'] }, [2, 1]],
    ['state', { shapes: ['failed'] }, [4, null]],
    ['object', { object: uuid(1, 1) }, [null, 3, 1]],
    ['an object that there never was', { object: uuid(1, 99) }, []],
    ['span', { from: 3, to: 4 }, [4, null, 3]],
    ['force', { forced: true }, [3]],
    ['several at once', { lanes: ['agent:dresser'], words: 'lamp', from: 2 }, [4]],
  ])('narrows by %s', (_, part, expected) => {
    expect(numbersOf(searchOf(story()).search.page(where(part), 0, 100).rows)).toEqual(expected);
  });

  it('narrows by whose word a change went on', () => {
    const { search } = searchOf([
      ...story(),
      { kind: 'propose', intent: intent(60, [move(1, 4)], byAgent) },
      { kind: 'approve', id: uuid(2, 60), hash: 'h', by: 'grant' },
      ...done(6, intent(60, [move(1, 4)], byAgent)),
    ]);
    const { rows } = search.page(where({ approvedBy: ['grant'] }), 0, 100);
    expect(rows).toMatchObject([{ n: 6, approvedBy: 'grant' }]);
    expect(search.page(where({ approvedBy: ['rule'] }), 0, 100).count).toBe(0);
  });

  it('finds a change again under the number that it was tried under before, and by the reason of its last end', () => {
    const twice = intent(70, [move(1, 5)]);
    const { search, read } = searchOf([
      ...story(),
      { kind: 'begin', n: 6, intent: twice, participants: [] },
      {
        kind: 'abort',
        n: 6,
        reason: { code: 'late', message: 'Blender was late.', path: null },
        fault: null,
        ends: 'requeued',
      },
    ]);
    expect(numbersOf(search.page(where({ words: 'late' }), 0, 9).rows)).toEqual([6]);
    read(done(7, twice));
    expect(search.page(where({ words: 'late' }), 0, 9).count).toBe(0);
    for (const words of ['6', '7']) expect(numbersOf(search.page(where({ words }), 0, 9).rows)).toEqual([7]);
  });

  it('locates every row in what passes', () => {
    const { search } = searchOf(story());
    for (const filter of [NO_HISTORY_FILTER, where({ words: 'lamp' }), where({ shapes: ['done'] })]) {
      const { rows } = search.page(filter, 0, 100);
      expect(rows.map(({ id }) => search.locate(filter, id))).toEqual(rows.map((_row, index) => index));
    }
    expect(search.locate(where({ words: 'lamp' }), uuid(2, 1))).toBe(null);
    expect(search.locate(NO_HISTORY_FILTER, uuid(2, 999))).toBe(null);
  });

  it('tells at once what came since; of a list that took long, when it has rested', () => {
    let clock = 0;
    let step = 0;
    const { search, read } = searchOf(story(), () => (clock += step));
    const count = (): number => search.page(where({ words: 'lamp' }), 0, 9).count;
    expect(count()).toBe(3);
    read(done(6, intent(6, [move(2, 4)])));
    expect(count()).toBe(4);
    step = 100;
    read(done(7, intent(7, [move(2, 5)])));
    expect(count()).toBe(5);
    read(done(8, intent(8, [move(2, 6)])));
    expect(count()).toBe(5);
    clock += 5_000;
    expect(count()).toBe(6);
  });

  it('takes any text for words, and never for syntax', () => {
    const { search } = searchOf(story());
    const text = fc.string({
      unit: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 1 }),
        fc.constantFrom(
          '"',
          '*',
          '^',
          ':',
          '-',
          '(',
          ')',
          '{',
          '}',
          '+',
          ' ',
          '\0',
          'NOT ',
          'NEAR(',
          ' AND ',
          'text:',
          'crate',
        ),
      ),
      maxLength: HISTORY_LIMITS.words,
    });
    fc.assert(
      fc.property(text, (words) => {
        const { count, rows } = search.page(where({ words }), 0, 100);
        expect(rows).toHaveLength(count);
        if (expressionOf(words) === '') expect(count).toBe(6);
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes to the same as looking at every change', () => {
    const lanes = fc.constantFrom(
      null,
      [] as string[],
      ['person'],
      ['agent:dresser'],
      ['person', 'agent:dresser'],
    );
    const filters = fc.record({
      lanes,
      classes: fc.constantFrom(null, ['cosmetic'] as const, ['structural', 'destructive'] as const),
      shapes: fc.constantFrom(null, ['done'] as const, ['failed', 'waiting'] as const),
      object: fc.constantFrom(null, uuid(1, 1), uuid(1, 2)),
      words: fc.constantFrom('', 'move', 'crate', 'zzz'),
      from: fc.option(fc.nat(9)),
      to: fc.option(fc.nat(9)),
      forced: fc.boolean(),
      approvedBy: fc.constantFrom(null, ['person'] as const),
    });
    const { search } = searchOf(story());
    const all = search.page(NO_HISTORY_FILTER, 0, 100).rows;
    // Of what has no number: the highest that was given when it ended.
    const placeOf = ({ n }: HistoryRowView): number => n ?? 3;
    const passes = (row: HistoryRowView, filter: HistoryFilter): boolean =>
      (filter.lanes?.includes(laneOf(row.actor)) ?? true) &&
      (filter.classes?.includes(row.class) ?? true) &&
      (filter.shapes?.includes(shapeOfState(row.state)) ?? true) &&
      (filter.object === null || row.objects.includes(filter.object)) &&
      (filter.words === '' || `${row.label} ${row.names.join(' ')}`.toLowerCase().includes(filter.words)) &&
      placeOf(row) >= (filter.from ?? 0) &&
      placeOf(row) <= (filter.to ?? 9) &&
      (!filter.forced || row.forced) &&
      (filter.approvedBy === null || filter.approvedBy.some((by) => by === row.approvedBy));
    fc.assert(
      fc.property(filters, (drawn) => {
        const filter = drawn as HistoryFilter;
        const expected = all.filter((row) => passes(row, filter));
        expect(search.page(filter, 0, 100).rows).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
