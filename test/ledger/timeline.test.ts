/** The timeline as it is counted from afar, and what a change came from and led to, against the plain records. */
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGE_SHAPES, laneOf, NO_FILTER } from '#app/control-room/index.ts';
import type { ChangeShape, TimelineFilter } from '#app/control-room/index.ts';
import type { Actor, Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { IDENTITY_TRANSFORM, OPERATION_CLASSES } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { CausalityReader } from '#main/history/causality.ts';
import { LaneReader } from '#main/history/lanes.ts';
import { RecordReader } from '#main/history/record-reader.ts';
import { openHistoryFile } from '#main/history/store.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { intentOf, uuid } from './rig.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const BLENDER: Actor = { kind: 'engine', id: 'engine:blender', name: 'Blender' };
const AGENT: Actor = { kind: 'agent', id: 'agent:dresser', name: 'dresser' };
const ACTORS = [PERSON, BLENDER, AGENT] as const;
const REASON = { code: 'test', message: 'No.', path: null };
const MINUTE_MS = 60_000;

type Database = ReturnType<typeof openHistoryFile>;

/** Reads records into a new history, so many at once, a second apart unless told otherwise. */
function historyOf(
  records: readonly LedgerRecord[],
  atOnce = 7,
  atMs: (index: number) => number = (index) => index * 1_000,
): Database {
  const database = openHistoryFile(path.join(temporaryFolder(), 'history.db'));
  const reader = new RecordReader(database);
  const told = records.map((record, index) => ({
    position: index + 1,
    time: new Date(atMs(index)).toISOString(),
    json: JSON.stringify(record),
  }));
  for (let from = 0; from < told.length; from += atOnce) reader.read(told.slice(from, from + atOnce));
  return database;
}

const move = (object: number, x: number): Operation => ({
  op: 'set_transform',
  id: uuid(1, object),
  transform: { ...IDENTITY_TRANSFORM, translation: [x, 0, 0] },
});
const remove = (object: number): Operation => ({ op: 'delete', id: uuid(1, object), descendants: [] });

function intent(
  id: number,
  actor: Actor,
  operations: readonly Operation[],
  more: Partial<Intent> = {},
): Intent {
  const authority = actor.kind === 'agent' ? 'ai' : 'human';
  const operationClass = operations.some(({ op }) => op === 'delete') ? 'destructive' : 'cosmetic';
  return { ...intentOf(id), actor, authority, operations, class: operationClass, ...more };
}

const begin = (n: number, of: Intent): LedgerRecord => ({ kind: 'begin', n, intent: of, participants: [] });
const commit = (n: number): LedgerRecord => ({ kind: 'commit', n, participants: [], stale: [] });
const abort = (n: number, ends: 'aborted' | 'superseded' | 'requeued'): LedgerRecord => ({
  kind: 'abort',
  n,
  reason: REASON,
  fault: null,
  ends,
});

/** How one change goes: what it takes on its way, and how it ends. */
interface Course {
  readonly actor: Actor;
  readonly object: number;
  readonly deletes: boolean;
  readonly tries: number;
  readonly skips: number;
  readonly ends: 'commit' | 'abort' | 'supersede' | 'requeue' | 'void' | 'deny' | 'flying';
}

const courses = fc.array(
  fc.record<Course>({
    actor: fc.constantFrom(...ACTORS),
    object: fc.integer({ min: 1, max: 4 }),
    deletes: fc.boolean(),
    tries: fc.integer({ min: 0, max: 2 }),
    skips: fc.integer({ min: 0, max: 40 }),
    ends: fc.constantFrom('commit', 'abort', 'supersede', 'requeue', 'void', 'deny', 'flying'),
  }),
  { minLength: 1, maxLength: 40 },
);

interface Counted {
  readonly lane: string;
  readonly class: string;
  readonly shape: ChangeShape;
  readonly object: string;
}

/** The records of those courses, and what every number is in the end, worked out beside them. */
function play(all: readonly Course[]): { records: LedgerRecord[]; slots: Map<number, Counted> } {
  const records: LedgerRecord[] = [];
  const slots = new Map<number, Counted>();
  let n = 0;
  for (const [index, course] of all.entries()) {
    const { actor, object, ends } = course;
    const its = intent(index + 1, actor, [course.deletes ? remove(object) : move(object, index)]);
    const is = (shape: ChangeShape): Counted => ({
      lane: laneOf(actor),
      class: its.class,
      shape,
      object: uuid(1, object),
    });
    if (ends === 'deny') {
      records.push({ kind: 'propose', intent: its });
      records.push({ kind: 'settle', id: its.id, actor, state: 'denied', reason: REASON, by: 'person' });
      continue;
    }
    n += course.skips;
    for (let i = 0; i < course.tries; i += 1) {
      n += 1;
      records.push(begin(n, its), abort(n, 'requeued'));
      slots.set(n, is('failed'));
    }
    n += 1;
    records.push(begin(n, its));
    if (ends === 'commit') records.push(commit(n));
    else if (ends === 'abort') records.push(abort(n, 'aborted'));
    else if (ends === 'supersede') records.push(abort(n, 'superseded'));
    else if (ends === 'requeue') records.push(abort(n, 'requeued'));
    else if (ends === 'void') records.push({ kind: 'void', lo: n, hi: n, reason: 'recovered' });
    const shapes = {
      commit: 'done',
      abort: 'failed',
      supersede: 'superseded',
      requeue: 'waiting',
      void: 'failed',
      flying: 'applying',
    } as const;
    slots.set(n, is(shapes[ends]));
  }
  return { records, slots };
}

const filters = fc.record<TimelineFilter>({
  lanes: fc.option(fc.subarray([...ACTORS.map(laneOf), 'agent:nobody'])),
  classes: fc.option(fc.subarray([...OPERATION_CLASSES])),
  shapes: fc.option(fc.subarray([...CHANGE_SHAPES])),
  object: fc.option(fc.integer({ min: 1, max: 5 }).map((object) => uuid(1, object))),
});

const stretches = fc.record({
  level: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 22, max: 40 })),
  first: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
  buckets: fc.integer({ min: 1, max: 64 }),
  filter: filters,
});

function passes({ lanes, classes, shapes, object }: TimelineFilter, slot: Counted): boolean {
  return (
    (lanes === null || lanes.includes(slot.lane)) &&
    (classes === null || (classes as readonly string[]).includes(slot.class)) &&
    (shapes === null || shapes.includes(slot.shape)) &&
    (object === null || object === slot.object)
  );
}

describe('the timeline, counted', () => {
  it('counts what is there, by lane and shape, in stretches of any length and however it was read', () => {
    fc.assert(
      fc.property(
        courses,
        fc.integer({ min: 1, max: 50 }),
        fc.array(stretches, { minLength: 4, maxLength: 8 }),
        (all, atOnce, asked) => {
          const { records, slots } = play(all);
          const database = historyOf(records, atOnce);
          const reader = new LaneReader(database);
          for (const each of asked) {
            const naive = new Map<string, number>();
            for (const [n, slot] of slots) {
              const bucket = Math.floor(n / 2 ** each.level) - each.first;
              if (bucket < 0 || bucket >= each.buckets || !passes(each.filter, slot)) continue;
              const key = `${slot.lane} ${bucket} ${slot.shape}`;
              naive.set(key, (naive.get(key) ?? 0) + 1);
            }
            const told = new Map<string, number>();
            for (const { lane, counts } of reader.lanes(each).lanes)
              for (let i = 0; i < counts.length; i += 3)
                told.set(
                  `${lane} ${counts[i]} ${CHANGE_SHAPES[counts[i + 1] as number]}`,
                  counts[i + 2] as number,
                );
            expect(told).toEqual(naive);
          }
          database.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('finds the pauses between changes, and when each began', () => {
    const records = [1, 2, 3, 4].flatMap((n) => [
      begin(n * 10, intent(n, PERSON, [move(1, n)])),
      commit(n * 10),
    ]);
    // Two minutes, an hour and then eleven minutes pass between the four.
    const began = [0, 2, 62, 73].map((minutes) => Date.UTC(2026, 0, 2) + minutes * MINUTE_MS);
    for (const atOnce of [1, 3, 100]) {
      const database = historyOf(records, atOnce, (index) => began[index >> 1] as number);
      const reader = new LaneReader(database);
      const asked = { level: 4, first: 0, buckets: 8, filter: NO_FILTER };
      expect(reader.lanes(asked).pauses).toEqual([
        { n: 30, ms: 60 * MINUTE_MS },
        { n: 40, ms: 11 * MINUTE_MS },
      ]);
      expect(reader.lanes({ ...asked, buckets: 2 }).pauses).toEqual([{ n: 30, ms: 60 * MINUTE_MS }]);
      expect(reader.clock([0, 10, 11, 40, 41]).times).toEqual(
        [0, 0, 1, 3].map((index) => new Date(began[index] as number).toISOString()).concat([null] as never[]),
      );
      database.close();
    }
  });
});

describe('what a change came from and led to', () => {
  const records: LedgerRecord[] = [
    begin(1, intent(1, PERSON, [{ op: 'create', object: { ...created(1), parent: null } }])),
    commit(1),
    begin(2, intent(2, BLENDER, [move(1, 2)])),
    commit(2),
    begin(3, intent(3, PERSON, [{ op: 'rename', id: uuid(1, 1), name: 'Box' }])),
    commit(3),
    // An agent's suggestion, an agent's try on its way, and the person's change before which both made way.
    { kind: 'propose', intent: intent(4, AGENT, [move(1, 4)], { base: { revision: 3, after: [] } }) },
    begin(4, intent(5, AGENT, [move(1, 5)], { base: { revision: 3, after: [] } })),
    { kind: 'settle', id: uuid(2, 4), actor: AGENT, state: 'superseded', reason: REASON, by: 'person' },
    abort(4, 'superseded'),
    begin(5, intent(6, PERSON, [move(1, 6)], { base: { revision: 3, after: [uuid(2, 3)] } })),
    commit(5),
    begin(6, intent(7, PERSON, [move(1, 2)], { takesBack: 5 })),
    commit(6),
    begin(7, intent(8, PERSON, [{ op: 'create', object: { ...created(9), parent: uuid(1, 1) } }])),
    commit(7),
    begin(8, intent(9, PERSON, [remove(1)])),
    commit(8),
  ];
  const numbers = (links: readonly { n: number | null }[]) => links.map(({ n }) => n);

  function created(object: number) {
    return {
      id: uuid(1, object),
      kind: 'mesh' as const,
      name: `Crate_${object}`,
      transform: IDENTITY_TRANSFORM,
      visibility: { viewport: true, render: true },
      properties: {},
    };
  }

  it.each([1, 4, 100])(
    'links values, who made way for whom, and what was taken back, read %i at once',
    (atOnce) => {
      const database = historyOf(records, atOnce);
      const reader = new CausalityReader(database);
      const of = (id: number, actor: Actor = PERSON) => reader.read(actor.id, uuid(2, id));
      expect(numbers(of(1)?.ledTo ?? [])).toEqual([2, 3, 8]);
      expect(numbers(of(2, BLENDER)?.basedOn ?? [])).toEqual([1]);
      expect(numbers(of(2, BLENDER)?.ledTo ?? [])).toEqual([5]);
      // A name is none of what a place was set on top of.
      expect(numbers(of(6)?.basedOn ?? [])).toEqual([2]);
      expect(numbers(of(6)?.superseded ?? [])).toEqual([4, null]);
      expect(numbers(of(6)?.takenBackBy ?? [])).toEqual([6]);
      expect(of(7)?.takesBack).toMatchObject({ n: 5, actor: PERSON, state: 'committed' });
      expect(of(7)?.superseded).toEqual([]);
      expect(of(4, AGENT)?.supersededBy).toMatchObject({ n: 5, id: uuid(2, 6) });
      expect(of(5, AGENT)?.supersededBy).toMatchObject({ n: 5 });
      // What hangs under an object was made on top of it.
      expect(numbers(of(8)?.basedOn ?? [])).toEqual([1]);
      expect(numbers(of(9)?.basedOn ?? [])).toEqual([1]);
      expect(of(9)?.isPart).toBe(false);
      expect(of(4, PERSON)).toBe(null);
      database.close();
    },
  );
});
