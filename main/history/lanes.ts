/** The timeline counted: by lane and shape in stretches of numbers, with what narrows it, from the counts that are kept. */
import type Database from 'better-sqlite3';
import { TIMELINE_LIMITS } from '#app/control-room/index.ts';
import type { ClockView, LanesView, PauseView, TimelineFilter } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { codeOf, codeOfClass, COUNTED_LEVELS } from './slots.ts';

export interface Stretches {
  /** Each is 2^level numbers long. */
  readonly level: number;
  readonly first: number;
  readonly buckets: number;
  readonly filter: TimelineFilter;
}

interface CountRow {
  readonly lane: number;
  readonly bucket: number;
  readonly shape: number;
  readonly count: number;
}

/** A part of a `WHERE`, with what it is asked with. */
interface Condition {
  readonly sql: string;
  readonly values: readonly number[];
}

export class LaneReader {
  readonly #database;
  readonly #lanes;
  readonly #object;
  readonly #pauses;
  readonly #clock;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#lanes = database.prepare('SELECT key, id, actor FROM lanes ORDER BY key');
    this.#object = database.prepare('SELECT key FROM objects WHERE id = ?').pluck();
    this.#pauses = database.prepare(
      'SELECT n, ms FROM pauses WHERE n BETWEEN ? AND ? ORDER BY ms DESC, n LIMIT ?',
    );
    this.#clock = database.prepare('SELECT at FROM slots WHERE n >= ? ORDER BY n LIMIT 1').pluck();
  }

  lanes(asked: Stretches): LanesView {
    const { level, first, buckets, filter } = asked;
    const from = first * 2 ** level;
    const to = Math.min(Number.MAX_SAFE_INTEGER, (first + buckets) * 2 ** level - 1);
    const lanes = this.#lanes.all() as { key: number; id: string; actor: string }[];
    const rows = this.#counted(asked, from, to, conditionsOf(filter, lanes));
    const counts = new Map<number, number[]>();
    for (const { lane, bucket, shape, count } of rows) {
      const triples = counts.get(lane);
      if (triples === undefined) counts.set(lane, [bucket - first, shape, count]);
      else triples.push(bucket - first, shape, count);
    }
    return {
      lanes: lanes.flatMap(({ key, id, actor }) => {
        const triples = counts.get(key);
        return triples === undefined
          ? []
          : [{ lane: id, actor: JSON.parse(actor) as Actor, counts: triples }];
      }),
      pauses: (this.#pauses.all(from, to, TIMELINE_LIMITS.pauses) as PauseView[]).sort((a, b) => a.n - b.n),
    };
  }

  clock(numbers: readonly number[]): ClockView {
    return {
      times: numbers.map((n) => {
        const at = this.#clock.get(n) as number | undefined;
        return at === undefined ? null : new Date(at).toISOString();
      }),
    };
  }

  #counted(
    { level, first, buckets, filter }: Stretches,
    from: number,
    to: number,
    conditions: readonly Condition[],
  ): CountRow[] {
    const values = conditions.flatMap((each) => each.values);
    const narrowed = conditions.map(({ sql }) => ` AND ${sql}`).join('');
    // As the rows lie, so that nothing is sorted.
    const order = 'GROUP BY bucket, lane, shape ORDER BY bucket, lane, shape';
    if (filter.object !== null) {
      const object = this.#object.get(filter.object) as number | undefined;
      if (object === undefined) return [];
      // One that touches an object has it once a number: each slot is met once.
      return this.#all(
        `SELECT lane, touches.n >> ? AS bucket, shape, count(*) AS count
         FROM touches JOIN slots ON slots.n = touches.n AND slots.intent = touches.intent
         WHERE touches.object = ? AND touches.n BETWEEN ? AND ?${narrowed} ${order}`,
        [level, object, Math.max(1, from), to, ...values],
      );
    }
    if (level < COUNTED_LEVELS.finest)
      return this.#all(
        `SELECT lane, n >> ? AS bucket, shape, count(*) AS count FROM slots WHERE n BETWEEN ? AND ?${narrowed} ${order}`,
        [level, from, to, ...values],
      );
    if (level <= COUNTED_LEVELS.coarsest)
      return this.#all(
        `SELECT lane, bucket, shape, sum(count) AS count FROM counts
         WHERE level = ? AND bucket BETWEEN ? AND ?${narrowed} ${order}`,
        [level, first, first + buckets - 1, ...values],
      );
    const finer = 2 ** (level - COUNTED_LEVELS.coarsest);
    return this.#all(
      `SELECT lane, stretch AS bucket, shape, sum(count) AS count
       FROM (SELECT lane, bucket >> ? AS stretch, shape, class, count FROM counts WHERE level = ? AND bucket BETWEEN ? AND ?)
       WHERE TRUE${narrowed} GROUP BY stretch, lane, shape ORDER BY stretch, lane, shape`,
      [
        level - COUNTED_LEVELS.coarsest,
        COUNTED_LEVELS.coarsest,
        first * finer,
        (first + buckets) * finer - 1,
        ...values,
      ],
    );
  }

  #all(sql: string, values: readonly number[]): CountRow[] {
    return this.#database.prepare(sql).all(...values) as CountRow[];
  }
}

function conditionsOf(filter: TimelineFilter, lanes: readonly { key: number; id: string }[]): Condition[] {
  const among = (column: string, values: readonly number[] | null): Condition[] =>
    values === null ? [] : [{ sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }];
  return [
    ...among(
      'lane',
      filter.lanes === null
        ? null
        : lanes.filter(({ id }) => filter.lanes?.includes(id) === true).map(({ key }) => key),
    ),
    ...among('class', filter.classes?.map(codeOfClass) ?? null),
    ...among('shape', filter.shapes?.map(codeOf) ?? null),
  ];
}
