/** The rows of the log: reading, checking and writing groups. No policy here; the writer and the opening have it. */
import type { Connection } from './database.ts';
import { checkGroup, damage, EMPTY_HEAD, isOfItsKinds, recordsOf } from './frames.ts';
import type { Damage, FramedGroup, StoredRecord } from './frames.ts';
import { sqliteCode } from './database.ts';

/** Groups read from the database at once. */
const PAGE_GROUPS = 64;

/** A place in the chain: everything up to and with `position` hashes to `head`. */
export interface ChainPoint {
  readonly position: number;
  readonly head: Buffer;
}

export const CHAIN_START: ChainPoint = { position: 0, head: EMPTY_HEAD };

/** What writing a group came to (R5). */
export type Written =
  | { readonly ok: true }
  | { readonly ok: false; readonly outcome: 'refused' | 'unknown'; readonly error: unknown };

export class Log {
  readonly #database: Connection;
  readonly #begin;
  readonly #insert;
  readonly #commit;
  readonly #rollback;
  readonly #page;
  readonly #containing;

  constructor(database: Connection) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#insert = database.prepare('INSERT INTO groups (first, count, head, body) VALUES (?, ?, ?, ?)');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#page = database.prepare(
      'SELECT first, count, head, body FROM groups WHERE first >= ? ORDER BY first LIMIT ?',
    );
    this.#containing = database.prepare(
      'SELECT first, count, head, body FROM groups WHERE first <= ? ORDER BY first DESC LIMIT 1',
    );
  }

  /**
   * One transaction. An error before its COMMIT, cleanly rolled back, is known to have left nothing. Any error from
   * the COMMIT itself, or from the rollback, leaves it open what is on the disk (R5): the row may come back.
   * @param insert what is written; the group usually, a part of a snapshot perhaps
   * @param beforeCommit called between the last write and the sync
   */
  transact(insert: () => void, beforeCommit: () => void): Written {
    try {
      this.#begin.run();
      insert();
    } catch (error) {
      try {
        if (this.#database.inTransaction) this.#rollback.run();
        return { ok: false, outcome: 'refused', error };
      } catch {
        return { ok: false, outcome: 'unknown', error };
      }
    }
    beforeCommit();
    try {
      this.#commit.run();
      return { ok: true };
    } catch (error) {
      return { ok: false, outcome: 'unknown', error };
    }
  }

  insert(group: FramedGroup): void {
    this.#insert.run(group.first, group.count, group.head, group.body);
  }

  /** Groups whose first record stands at `from` or later, in order. */
  groupsFrom(from: number, limit: number = PAGE_GROUPS): FramedGroup[] {
    return this.#page.all(from, limit) as FramedGroup[];
  }

  /** The group that holds a position; undefined after the end. */
  groupWith(position: number): FramedGroup | undefined {
    const group = this.#containing.get(position) as FramedGroup | undefined;
    return group !== undefined && position < group.first + group.count ? group : undefined;
  }

  /** The head after `position` if a group ends there; undefined otherwise. */
  headAfter(position: number): Buffer | undefined {
    if (position === 0) return EMPTY_HEAD;
    const group = this.groupWith(position);
    if (group === undefined || !isOfItsKinds(group)) return undefined;
    return group.first === position - group.count + 1 ? group.head : undefined;
  }

  /** Records from a position on, at most `limit`, without checking the chain. */
  recordsFrom(from: number, limit: number): StoredRecord[] {
    const records: StoredRecord[] = [];
    const start = this.groupWith(from);
    let next = start?.first ?? from;
    while (records.length < limit) {
      const groups = this.groupsFrom(next, PAGE_GROUPS);
      if (groups.length === 0) break;
      for (const group of groups) {
        for (const record of recordsOf(group)) {
          if (record.position >= from && records.length < limit) records.push(record);
        }
        next = group.first + group.count;
        if (records.length >= limit) break;
      }
    }
    return records;
  }
}

/**
 * Walks the chain from a point that is known to be good, checking every group, and hands the good ones on. Stops at
 * the first damage. Call `step` until it says that it is at its end; each call does a bounded amount.
 */
export class ChainWalk {
  readonly #log: Log;
  #at: ChainPoint;
  readonly #through: number;
  readonly #each: (group: FramedGroup) => Damage | null;

  /** @param through the last position to look at */
  constructor(
    log: Log,
    from: ChainPoint,
    through: number,
    each: (group: FramedGroup) => Damage | null = () => null,
  ) {
    this.#log = log;
    this.#at = from;
    this.#through = through;
    this.#each = each;
  }

  /** The last good point so far. */
  get at(): ChainPoint {
    return this.#at;
  }

  /** @param groupsMax how many groups to check at once */
  step(groupsMax: number = PAGE_GROUPS): { readonly done: boolean; readonly damage: Damage | null } {
    let groups: FramedGroup[];
    const next = this.#at.position + 1;
    if (next > this.#through) return { done: true, damage: null };
    try {
      groups = this.#log.groupsFrom(next, groupsMax);
    } catch (error) {
      const why = `SQLite cannot read on (${sqliteCode(error) || String(error)}).`;
      return { done: true, damage: damage(next, 'database_damaged', why) };
    }
    for (const group of groups) {
      // What is read next stands behind the end: whatever led up to it is gone.
      if (group.first > this.#through) return { done: true, damage: this.#missing() };
      const found = checkGroup(group, this.#at.position + 1, this.#at.head) ?? this.#each(group);
      if (found !== null) return { done: true, damage: found };
      this.#at = { position: group.first + group.count - 1, head: group.head };
    }
    const atEnd = groups.length === 0 || this.#at.position >= this.#through;
    if (groups.length === 0 && this.#through !== Number.MAX_SAFE_INTEGER)
      return { done: true, damage: this.#missing() };
    return { done: atEnd, damage: null };
  }

  /** The record that should come next, null where the end is reached. */
  #missing(): Damage | null {
    const position = this.#at.position + 1;
    if (position > this.#through) return null;
    return damage(position, 'record_missing', `Record ${position} is missing.`);
  }
}
