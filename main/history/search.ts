/**
 * The history as a table of all changes, newest first: found by words, narrowed by field, read by range. A change without
 * a number stands between those that it ended between, since no clock orders anything here (TIME-1).
 */
import type Database from 'better-sqlite3';
import { HISTORY_LIMITS, shapeOfState, TIMELINE_LIMITS } from '#app/control-room/index.ts';
import type { HistoryFilter, HistoryPage, HistoryRowView } from '#app/control-room/index.ts';
import { INTENT_STATES } from '#app/intents/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { CHANGE, changeOf } from './store.ts';
import type { ChangeRow } from './store.ts';
import { expressionOf } from './words.ts';

/** Few enough to be looked up one by one; more are met on the way through all. */
const FEW = 20_000;
/** A list that took longer to find is good for so many times as long, while the log goes on. */
const QUICK_MS = 50;
const REST = 10;

interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** The rows that passed, newest first. */
interface Found {
  readonly key: string;
  readonly rows: Uint32Array;
  readonly position: number;
  readonly tookMs: number;
  readonly foundMs: number;
}

interface TableRow extends ChangeRow {
  readonly record: string;
}

/** A row with all that the history has of it. */
export interface WholeRow {
  readonly view: HistoryRowView;
  /** The record that brought it, as the ledger has it: JSON. */
  readonly record: string;
}

export class HistorySearch {
  readonly #database;
  readonly #nowMs;
  readonly #count;
  readonly #newest;
  readonly #oldest;
  readonly #row;
  readonly #place;
  readonly #above;
  readonly #name;
  readonly #position;
  readonly #actors;
  #found: Found | null = null;

  /** @param nowMs a clock that only goes on; how old a list is decides when it is found anew, and nothing else */
  constructor(database: Database.Database, nowMs: () => number = () => performance.now()) {
    this.#database = database;
    this.#nowMs = nowMs;
    // No row is ever deleted.
    this.#count = database.prepare('SELECT max(row) FROM intents').pluck();
    const list = (order: 'ASC' | 'DESC') =>
      database
        .prepare(
          `SELECT row FROM intents INDEXED BY intents_in_order ORDER BY place ${order}, touched ${order}, row ${order} LIMIT ? OFFSET ?`,
        )
        .pluck();
    this.#newest = list('DESC');
    this.#oldest = list('ASC');
    this.#row = database.prepare(`SELECT ${CHANGE}, record FROM intents WHERE row = ?`);
    this.#place = database.prepare(
      'SELECT row, place, touched FROM intents WHERE id = ? ORDER BY touched DESC LIMIT 1',
    );
    this.#above = database
      .prepare(
        'SELECT count(*) FROM intents INDEXED BY intents_in_order WHERE place >= @place AND (place, touched, row) > (@place, @touched, @row)',
      )
      .pluck();
    this.#name = database.prepare('SELECT name FROM objects WHERE id = ?').pluck();
    this.#position = database.prepare('SELECT position FROM place').pluck();
    this.#actors = database.prepare('SELECT actor FROM lanes ORDER BY key LIMIT ?').pluck();
  }

  page(filter: HistoryFilter, first: number, rows: number): HistoryPage {
    const found = this.#find(filter);
    const count = found === null ? this.#all() : found.length;
    const most = Math.max(0, Math.min(rows, HISTORY_LIMITS.rows, count - first));
    const keys = found === null ? this.#range(first, most, count) : [...found.subarray(first, first + most)];
    return {
      count,
      first,
      rows: keys.map((key) => this.#viewOf(this.#row.get(key) as TableRow, HISTORY_LIMITS.names)),
      actors: (this.#actors.all(TIMELINE_LIMITS.lanes) as string[]).map(
        (actor) => JSON.parse(actor) as Actor,
      ),
    };
  }

  /** @returns the row that a change stands in among those that pass; null where it is none of them */
  locate(filter: HistoryFilter, id: string): number | null {
    const at = this.#place.get(id) as { row: number; place: number; touched: number } | undefined;
    if (at === undefined) return null;
    const found = this.#find(filter);
    if (found === null) return this.#above.get(at) as number;
    const index = found.indexOf(at.row);
    return index < 0 ? null : index;
  }

  /** The keys of all that pass, newest first, at this moment. */
  keys(filter: HistoryFilter): Uint32Array {
    this.#found = null;
    return this.#find(filter) ?? Uint32Array.from(this.#range(0, this.#all(), this.#all()));
  }

  /** The row of a key, with the names of all the objects that it names. */
  whole(key: number): WholeRow {
    const row = this.#row.get(key) as TableRow;
    return { view: this.#viewOf(row, row.objects.length), record: row.record };
  }

  #all(): number {
    return (this.#count.get() as number | null) ?? 0;
  }

  /** From the nearer end: what lies before is stepped over. */
  #range(first: number, rows: number, count: number): number[] {
    if (rows === 0) return [];
    if (first <= count / 2) return this.#newest.all(rows, first) as number[];
    return (this.#oldest.all(rows, count - first - rows) as number[]).reverse();
  }

  #viewOf(row: TableRow, named: number): HistoryRowView {
    const change = changeOf(row);
    const names = change.objects.slice(0, named).flatMap((id) => this.#nameOf(id) ?? []);
    return { ...change, approvedBy: row.approved_by, names };
  }

  #nameOf(id: ObjectId): string | null {
    return (this.#name.get(id) as string | null | undefined) ?? null;
  }

  /** Null where nothing narrows it. */
  #find(filter: HistoryFilter): Uint32Array | null {
    const expression = expressionOf(filter.words);
    const conditions = this.#conditions(filter);
    if (expression === '' && conditions.length === 0) return null;
    const key = JSON.stringify(filter);
    const position = this.#position.get() as number;
    const nowMs = this.#nowMs();
    const last = this.#found;
    if (last?.key === key) {
      const rests = last.tookMs > QUICK_MS && nowMs - last.foundMs < REST * last.tookMs;
      if (rests || last.position === position) return last.rows;
    }
    const rows =
      expression === null ? new Uint32Array() : this.#search(expression, conditions, filter.object !== null);
    const foundMs = this.#nowMs();
    this.#found = { key, rows, position, foundMs, tookMs: foundMs - nowMs };
    return rows;
  }

  #search(expression: string, conditions: readonly Condition[], isOfObject: boolean): Uint32Array {
    const values = conditions.flatMap((each) => each.values);
    const narrowed = conditions.map(({ sql }) => ` AND ${sql}`).join('');
    const order = 'ORDER BY place DESC, touched DESC, row DESC';
    const all = (sql: string, asked: readonly (string | number)[]): Uint32Array =>
      Uint32Array.from(
        this.#database
          .prepare(sql)
          .pluck()
          .all(...asked) as number[],
      );
    if (expression === '') {
      // What touches one object is mostly little, and lies together elsewhere.
      const index = isOfObject ? '' : 'INDEXED BY intents_in_order';
      return all(`SELECT row FROM intents ${index} WHERE TRUE${narrowed} ${order}`, values);
    }
    const some = this.#database
      .prepare(`SELECT rowid FROM words WHERE words MATCH ? LIMIT ${FEW + 1}`)
      .pluck()
      .all(expression);
    if (some.length <= FEW)
      return all(
        `SELECT row FROM words CROSS JOIN intents ON intents.row = words.rowid WHERE words MATCH ?${narrowed} ${order}`,
        [expression, ...values],
      );
    return all(
      `SELECT row FROM intents INDEXED BY intents_in_order
       WHERE row IN (SELECT rowid FROM words WHERE words MATCH ?)${narrowed} ${order}`,
      [expression, ...values],
    );
  }

  #conditions(filter: HistoryFilter): Condition[] {
    const among = (column: string, values: readonly (string | number)[] | null): Condition[] =>
      values === null ? [] : [{ sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }];
    const { lanes, classes, shapes, object, from, to, forced, approvedBy } = filter;
    return [
      ...(lanes === null
        ? []
        : [
            {
              sql: `lane IN (SELECT key FROM lanes WHERE id IN (${lanes.map(() => '?').join(', ')}))`,
              values: lanes,
            },
          ]),
      ...among('class', classes),
      ...among(
        'state',
        shapes === null ? null : INTENT_STATES.filter((state) => shapes.includes(shapeOfState(state))),
      ),
      ...(object === null
        ? []
        : [
            {
              sql: 'row IN (SELECT intent FROM touches WHERE object = (SELECT key FROM objects WHERE id = ?))',
              values: [object],
            },
          ]),
      ...(from === null ? [] : [{ sql: 'place >= ?', values: [from] }]),
      ...(to === null ? [] : [{ sql: 'place <= ?', values: [to] }]),
      ...(forced ? [{ sql: 'forced = 1', values: [] }] : []),
      ...among('approved_by', approvedBy),
    ];
  }
}
