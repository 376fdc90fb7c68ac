/**
 * What each number of the timeline is, and how many there are of a kind in stretches of 16, 32, 64 … numbers: kept as
 * the records are read, so that a view of any width is a sum of few rows.
 */
import type Database from 'better-sqlite3';
import { CHANGE_SHAPES, laneOf, PAUSE_LEAST_MS, shapeOfState } from '#app/control-room/index.ts';
import type { ChangeShape } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { OPERATION_CLASSES } from '#app/scene/index.ts';
import type { OperationClass } from '#app/scene/index.ts';
import type { IntentRow } from './store.ts';

/** Counts are kept of stretches of 2^level numbers; what is finer is counted number by number, what is coarser summed. */
export const COUNTED_LEVELS = { finest: 4, coarsest: 24 } as const;

export const SLOTS_SCHEMA = `
  CREATE TABLE lanes (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    actor TEXT NOT NULL       -- JSON, as it called itself first
  ) STRICT;
  CREATE TABLE slots (
    n INTEGER PRIMARY KEY,
    lane INTEGER NOT NULL,
    class INTEGER NOT NULL,   -- its place in OPERATION_CLASSES
    shape INTEGER NOT NULL,   -- its place in CHANGE_SHAPES
    begun INTEGER NOT NULL,   -- position of the record that gave the number
    at INTEGER NOT NULL,      -- when that was, milliseconds of the epoch, advisory
    intent INTEGER NOT NULL   -- row of the intent that has it, or was tried under it
  ) STRICT;
  CREATE TABLE counts (
    level INTEGER NOT NULL,
    bucket INTEGER NOT NULL,  -- n >> level
    lane INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    class INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (level, bucket, lane, shape, class) -- as they are grouped
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE touches (
    object INTEGER NOT NULL,
    n INTEGER NOT NULL,       -- 0 before it has a number
    intent INTEGER NOT NULL,
    PRIMARY KEY (object, n, intent)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE pauses (
    n INTEGER PRIMARY KEY,    -- the first number after it
    ms INTEGER NOT NULL
  ) STRICT;
`;

/** Where and when a number was given. */
export interface Begun {
  readonly position: number;
  readonly time: string;
}

interface Slot {
  readonly lane: number;
  readonly class: number;
  readonly shape: number;
  readonly begun: number;
  readonly at: number;
  readonly intent: number;
}

export class SlotWriter {
  readonly #slot;
  readonly #setSlot;
  readonly #newest;
  readonly #lane;
  readonly #addLane;
  readonly #count;
  readonly #dropEmpty;
  readonly #touch;
  readonly #untouch;
  readonly #pause;
  readonly #lanes = new Map<string, number>();
  /** By lane, class and shape, then by number: what has come and gone since the counts were written. */
  readonly #deltas = new Map<string, Map<number, number>>();
  /** When the newest number was given; null before it was looked up. */
  #lastAt: number | null = null;

  constructor(database: Database.Database) {
    this.#slot = database.prepare('SELECT lane, class, shape, begun, at, intent FROM slots WHERE n = ?');
    this.#setSlot = database.prepare(`
      INSERT OR REPLACE INTO slots (n, lane, class, shape, begun, at, intent)
      VALUES (@n, @lane, @class, @shape, @begun, @at, @intent)`);
    this.#newest = database.prepare('SELECT at FROM slots ORDER BY n DESC LIMIT 1').pluck();
    this.#lane = database.prepare('SELECT key FROM lanes WHERE id = ?').pluck();
    this.#addLane = database.prepare('INSERT INTO lanes (id, actor) VALUES (?, ?)');
    this.#count = database.prepare(`
      INSERT INTO counts (level, bucket, lane, class, shape, count) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count`);
    this.#dropEmpty = database.prepare('DELETE FROM counts WHERE level = ? AND bucket = ? AND count = 0');
    this.#touch = database.prepare('INSERT OR IGNORE INTO touches (object, n, intent) VALUES (?, ?, ?)');
    this.#untouch = database.prepare('DELETE FROM touches WHERE object = ? AND n = 0 AND intent = ?');
    this.#pause = database.prepare('INSERT OR REPLACE INTO pauses (n, ms) VALUES (?, ?)');
  }

  /** In the order in which numbers are given. */
  notePause(n: number, time: string): void {
    const at = millisecondsOf(time);
    const before = this.#lastAt ?? (this.#newest.get() as number | undefined) ?? at;
    if (at - before >= PAUSE_LEAST_MS) this.#pause.run(n, at - before);
    this.#lastAt = at;
  }

  /**
   * The numbers of an intent as it stands now, each a slot: what it was tried under before is a failure of its own.
   * @param intent its row
   * @param given where a number was given, where that is news
   */
  put(row: IntentRow, intent: number, given: ReadonlyMap<number, Begun>): void {
    if (row.n === null) return;
    const same = {
      lane: row.lane,
      class: codeOfClass(row.class),
      intent,
    };
    for (const n of triesOf(row)) this.#set(n, { ...same, shape: codeOf('failed') }, given.get(n));
    this.#set(row.n, { ...same, shape: codeOf(shapeOfState(row.state)) }, given.get(row.n));
  }

  /** @param objects their keys */
  touch(row: IntentRow, intent: number, objects: readonly number[]): void {
    for (const object of objects) {
      if (row.n !== null) this.#untouch.run(object, intent);
      for (const n of [...triesOf(row), row.n ?? 0]) this.#touch.run(object, n, intent);
    }
  }

  /** Writes the counts; at the end of what is read at once, within its transaction. */
  flush(): void {
    for (const [kind, byNumber] of this.#deltas) {
      const [lane, operationClass, shape] = kind.split(' ').map(Number);
      let deltas: ReadonlyMap<number, number> = byNumber;
      for (let level = 1; level <= COUNTED_LEVELS.coarsest; level += 1) {
        deltas = halved(deltas);
        if (level < COUNTED_LEVELS.finest) continue;
        for (const [bucket, delta] of deltas) {
          if (delta === 0) continue;
          this.#count.run(level, bucket, lane, operationClass, shape, delta);
          if (delta < 0) this.#dropEmpty.run(level, bucket);
        }
      }
    }
    this.#deltas.clear();
  }

  #set(n: number, slot: Omit<Slot, 'begun' | 'at'>, begun: Begun | undefined): void {
    const before = this.#slot.get(n) as Slot | undefined;
    const known = before?.intent === slot.intent;
    if (known && before.shape === slot.shape && before.class === slot.class) return;
    const given = begun === undefined ? before : { begun: begun.position, at: millisecondsOf(begun.time) };
    if (given === undefined) throw new Error(`history: number ${n} was never given`);
    this.#setSlot.run({ n, ...slot, begun: given.begun, at: given.at });
    if (before !== undefined) this.#add(before, n, -1);
    this.#add(slot, n, 1);
  }

  #add(slot: Pick<Slot, 'lane' | 'class' | 'shape'>, n: number, delta: number): void {
    const kind = `${slot.lane} ${slot.class} ${slot.shape}`;
    const byNumber = this.#deltas.get(kind) ?? new Map<number, number>();
    this.#deltas.set(kind, byNumber);
    byNumber.set(n, (byNumber.get(n) ?? 0) + delta);
  }

  /** The lane of an author; a new one's is made. */
  laneKey(actor: Actor): number {
    const id = laneOf(actor);
    let key = this.#lanes.get(id) ?? (this.#lane.get(id) as number | undefined);
    key ??= Number(this.#addLane.run(id, JSON.stringify(actor)).lastInsertRowid);
    this.#lanes.set(id, key);
    return key;
  }
}

/** By stretches twice as long. */
function halved(deltas: ReadonlyMap<number, number>): Map<number, number> {
  const found = new Map<number, number>();
  for (const [bucket, delta] of deltas) {
    const half = Math.floor(bucket / 2);
    found.set(half, (found.get(half) ?? 0) + delta);
  }
  return found;
}

/** The numbers under which it was taken back before. */
function triesOf(row: IntentRow): number[] {
  return row.earlier === '[]' ? [] : (JSON.parse(row.earlier) as number[]);
}

export function codeOf(shape: ChangeShape): number {
  return CHANGE_SHAPES.indexOf(shape);
}

export function codeOfClass(operationClass: OperationClass): number {
  return OPERATION_CLASSES.indexOf(operationClass);
}

/** A record's own clock is always written the same way; whatever it were, it decides nothing. */
function millisecondsOf(time: string): number {
  const at = Date.parse(time);
  return Number.isNaN(at) ? 0 : at;
}
