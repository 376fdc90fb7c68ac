/**
 * The derived history's own SQLite file: what an intent became, and who wrote which facet when. It holds nothing that
 * the ledger does not, so it may lose its end or be thrown away at any time.
 */
import Database from 'better-sqlite3';
import fs from 'node:fs';
import type { BlameView, ChangeView } from '#app/control-room/index.ts';
import { membersOf } from '#app/intents/index.ts';
import type { Actor, Intent, IntentState, Reason } from '#app/intents/index.ts';
import type { PastOutcome } from '#app/ledger/index.ts';
import type { Facet, FacetState, FacetValue, ObjectId, OperationClass } from '#app/scene/index.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { makeOwnerOnly } from '#main/owner-only.ts';
import { OWN_STEPS_SCHEMA } from './own-steps.ts';
import { SLOTS_SCHEMA } from './slots.ts';
import { TOLD_SCHEMA } from './told.ts';
import { WORDS_SCHEMA } from './words.ts';
import { intentIn, writesOf } from './writes.ts';

/** Raised whenever a row's meaning changes: an older file is thrown away and built anew. */
const HISTORY_FORMAT = 8;
/** Changes handed out at once. */
const CHANGES_MAX = 500;

const SCHEMA = `
  CREATE TABLE place (only INTEGER PRIMARY KEY CHECK (only = 1), ledger TEXT, position INTEGER, head TEXT) STRICT;
  CREATE TABLE intents (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    n INTEGER,                -- its newest number
    earlier TEXT NOT NULL,    -- JSON: numbers under which it was taken back before
    joined TEXT NOT NULL,     -- JSON: ids of what joined it before it had a number
    state TEXT NOT NULL,
    position INTEGER,         -- of its commit record
    actor TEXT NOT NULL,      -- JSON
    class TEXT NOT NULL,
    label TEXT NOT NULL,
    objects TEXT NOT NULL,    -- JSON
    reason TEXT,              -- JSON: why it ended as it did
    why TEXT NOT NULL,        -- its author's words
    forced INTEGER NOT NULL,
    takes_back INTEGER,       -- the number of the change that it takes back
    approved_by TEXT,
    time TEXT NOT NULL,       -- advisory
    touched INTEGER NOT NULL, -- position of the last record about it
    place INTEGER NOT NULL,   -- its number; before it has one, or where it never had, the highest that was given
    lane INTEGER NOT NULL,
    record TEXT NOT NULL,     -- the record that brought it, as the ledger has it; last, since it may be long
    UNIQUE (id, actor_id)
  ) STRICT;
  CREATE INDEX intents_by_number ON intents (n);
  CREATE INDEX intents_by_touch ON intents (touched);
  -- As the table lists them, with all that narrows it.
  CREATE INDEX intents_in_order ON intents (place, touched, row, n, lane, class, state, forced, approved_by);
  CREATE INDEX intents_by_taking ON intents (takes_back) WHERE takes_back IS NOT NULL;
  CREATE TABLE joined (
    id TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    into_id TEXT NOT NULL,    -- the intent that it became a part of
    PRIMARY KEY (id, actor_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE objects (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT                 -- what it was called last
  ) STRICT;
  CREATE TABLE writes (
    object INTEGER NOT NULL,
    facet TEXT NOT NULL,
    n INTEGER NOT NULL,
    value TEXT,               -- JSON, where the record of n does not say it
    PRIMARY KEY (object, facet, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE scenes (
    n INTEGER PRIMARY KEY,
    commits INTEGER NOT NULL, -- of this log, up to n
    objects BLOB NOT NULL     -- all of them at n, packed; nothing for the empty scene
  ) STRICT;
  INSERT INTO scenes (n, commits, objects) VALUES (0, 0, x'');
`;

/** How far the history has read, and in which ledger. */
export interface Place {
  readonly ledger: string;
  readonly position: number;
  readonly head: string | null;
}

/** What a change shows of an intent. */
export interface ChangeRow {
  id: string;
  n: number | null;
  earlier: string;
  joined: string;
  state: IntentState;
  actor: string;
  class: OperationClass;
  label: string;
  objects: string;
  reason: string | null;
  why: string;
  forced: number;
  takes_back: number | null;
  approved_by: string | null;
  time: string;
}

/** A whole row of `intents`. */
export interface IntentRow extends ChangeRow {
  actor_id: string;
  position: number | null;
  touched: number;
  place: number;
  lane: number;
  record: string;
}

export const CHANGE =
  'id, n, earlier, joined, state, actor, class, label, objects, reason, why, forced, takes_back, approved_by, time';

type Connection = Database.Database;

/** Opens the file, or begins a new one where it is damaged, of another format, or missing. */
export function openHistoryFile(file: string): Connection {
  try {
    return connect(file);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    discardHistoryFile(file);
    return connect(file);
  }
}

export function discardHistoryFile(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) fs.rmSync(`${file}${suffix}`, { force: true });
}

function connect(file: string): Connection {
  makeOwnerOnly(file);
  const database = new Database(file, { timeout: 0 });
  try {
    // A new file's: records are long, and what is written at once shares pages.
    database.pragma('page_size = 16384');
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    // Losing the end costs nothing here: it is read again from the ledger.
    database.pragma('synchronous = NORMAL');
    const format = database.pragma('user_version', { simple: true });
    const known = database.prepare('SELECT count(*) FROM sqlite_master').pluck().get() !== 0;
    if (known && format === HISTORY_FORMAT) return database;
    rebuild(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Empties the history, to be filled from the ledger's first record. */
export function rebuild(database: Connection): void {
  // What a virtual table keeps in tables of its own goes with it.
  const tables = database
    .prepare(
      "SELECT name FROM pragma_table_list WHERE type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all() as string[];
  database.transaction(() => {
    for (const table of tables) database.exec(`DROP TABLE "${table}"`);
    database.exec(SCHEMA + OWN_STEPS_SCHEMA + SLOTS_SCHEMA + TOLD_SCHEMA + WORDS_SCHEMA);
    database.exec("INSERT INTO place (only, ledger, position, head) VALUES (1, '', 0, NULL)");
    database.pragma(`user_version = ${HISTORY_FORMAT}`);
  })();
}

/** Reads; the writing is in `RecordReader`. */
export class HistoryStore {
  readonly #timeline;
  readonly #newest;
  readonly #byAuthor;
  readonly #byJoined;
  readonly #byNumber;
  readonly #latest;
  readonly #previous;
  readonly #place;

  constructor(database: Connection) {
    this.#timeline = database.prepare(
      `SELECT ${CHANGE} FROM intents WHERE n BETWEEN ? AND ? ORDER BY n DESC LIMIT ?`,
    );
    this.#newest = database.prepare(`SELECT ${CHANGE} FROM intents ORDER BY touched DESC LIMIT ?`);
    this.#byAuthor = database.prepare('SELECT * FROM intents WHERE actor_id = ? AND id = ?');
    this.#byJoined = database.prepare(
      'SELECT intents.* FROM joined JOIN intents ON intents.id = into_id AND intents.actor_id = joined.actor_id WHERE joined.actor_id = ? AND joined.id = ?',
    );
    this.#byNumber = database.prepare('SELECT * FROM intents WHERE n = ?');
    this.#latest = database.prepare(
      'SELECT facet, max(n) AS written FROM writes WHERE object = (SELECT key FROM objects WHERE id = ?) GROUP BY facet ORDER BY facet',
    );
    this.#previous = database.prepare(
      'SELECT n, value FROM writes WHERE object = (SELECT key FROM objects WHERE id = ?) AND facet = ? AND n < ? ORDER BY n DESC LIMIT 1',
    );
    this.#place = database.prepare('SELECT ledger, position, head FROM place');
  }

  place(): Place {
    return this.#place.get() as Place;
  }

  /** Changes with numbers from…to, the newest `limit` of them, lowest number first. */
  timeline(from: number, to: number, limit: number): ChangeView[] {
    const rows = this.#timeline.all(from, to, bounded(limit)) as ChangeRow[];
    return rows.map(changeOf).reverse();
  }

  /** The changes that something happened to last, also those without a number; the most recent at the end. */
  newest(limit: number): ChangeView[] {
    const rows = this.#newest.all(bounded(limit)) as ChangeRow[];
    return rows.map(changeOf).reverse();
  }

  /** What became of an intent, by its author's id (idempotency beyond what the state keeps). */
  outcome(actor: string, id: string): PastOutcome | null {
    const row = (this.#byAuthor.get(actor, id) ?? this.#byJoined.get(actor, id)) as IntentRow | undefined;
    if (row === undefined) return null;
    const { state, n, position, reason } = row;
    return {
      actor,
      hash: hashOfMember(intentIn(row.record), id),
      state,
      n,
      position,
      reason: reason === null ? null : (JSON.parse(reason) as Reason),
    };
  }

  /** Who set each facet of an object last, and what it held before. What an earlier life of the object wrote is left out. */
  blame(object: ObjectId): BlameView[] {
    const latest = this.#latest.all(object) as { facet: Facet; written: number }[];
    const bornAt = latest.find(({ facet }) => facet === 'existence')?.written ?? 0;
    const views: BlameView[] = [];
    for (const { facet, written } of latest) {
      const by = this.#byNumber.get(written) as IntentRow | undefined;
      if (written < bornAt || by === undefined) continue;
      views.push({
        facet,
        revision: written,
        actor: JSON.parse(by.actor) as Actor,
        intent: by.id,
        why: by.why,
        approvedBy: by.approved_by,
        ...(isEdited(intentIn(by.record), object, facet) ? { edited: true } : {}),
        before: this.#before(object, facet, written, bornAt),
      });
    }
    return views;
  }

  #before(object: ObjectId, facet: Facet, written: number, bornAt: number): FacetState | null {
    const previous = this.#previous.get(object, facet, written) as
      { n: number; value: string | null } | undefined;
    if (previous === undefined) return null;
    if (facet !== 'existence' && previous.n < bornAt) return null;
    const { n, value } = previous;
    return { id: object, facet, value: value === null ? this.#valueBy(n, object, facet) : parsed(value) };
  }

  /** What the intent of a number set a facet to. */
  #valueBy(n: number, object: ObjectId, facet: Facet): FacetValue {
    const { record } = this.#byNumber.get(n) as IntentRow;
    let value: FacetValue = null;
    for (const operation of intentIn(record).operations)
      for (const write of writesOf(operation))
        if (write.id === object && write.facet === facet) ({ value } = write);
    return value;
  }
}

/** Whether a person set it otherwise than its author had suggested. */
function isEdited({ adjusted }: Intent, object: ObjectId, facet: Facet): boolean {
  const edited = adjusted?.edited ?? [];
  return edited.some(({ suggested }) =>
    [...writesOf(suggested)].some((write) => write.id === object && write.facet === facet),
  );
}

/** Of what was handed in under an id, which may be a part of what it became. */
function hashOfMember(intent: Intent, id: string): string {
  const member = membersOf(intent, hashOfIntent).find((each) => each.id === id);
  if (member === undefined) throw new Error(`history: ${intent.id} does not stand for ${id}`);
  return member.hash;
}

function parsed(value: string): FacetValue {
  return JSON.parse(value) as FacetValue;
}

export function changeOf(row: ChangeRow): ChangeView {
  const actor = JSON.parse(row.actor) as Actor;
  return {
    n: row.n,
    earlier: JSON.parse(row.earlier) as number[],
    id: row.id,
    joined: JSON.parse(row.joined) as string[],
    actor,
    state: row.state,
    label: row.label,
    class: row.class,
    objects: JSON.parse(row.objects) as ObjectId[],
    reason: row.reason === null ? null : (JSON.parse(row.reason) as Reason),
    why: row.why,
    forced: row.forced === 1,
    takesBack: row.takes_back,
    // What an agent suggested is its own, whoever approved it.
    ...(actor.kind === 'person' && row.approved_by === 'rule' ? { byRule: true as const } : {}),
    time: row.time,
  };
}

function bounded(limit: number): number {
  return Math.max(0, Math.min(CHANGES_MAX, Math.trunc(limit)));
}
