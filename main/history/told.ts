/** What the log tells beside changes: when something was put on the shelf, what became of connections, what collided. */
import type Database from 'better-sqlite3';
import type { PastConnectionsView } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { CollisionCause, LedgerRecord, SessionRecord } from '#app/ledger/index.ts';

export const TOLD_SCHEMA = `
  CREATE TABLE shelved (
    id TEXT PRIMARY KEY,
    time TEXT NOT NULL        -- advisory
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shelved_by_time ON shelved (time);
  CREATE TABLE connections (
    row INTEGER PRIMARY KEY,
    session TEXT NOT NULL UNIQUE,
    engine TEXT NOT NULL,
    began TEXT NOT NULL,      -- advisory, as ended
    ended TEXT,               -- nothing where the log does not say that it did
    how TEXT NOT NULL,        -- the newest event
    reason TEXT               -- JSON
  ) STRICT;
  CREATE TABLE collisions (
    engine TEXT NOT NULL,
    why TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (engine, why)
  ) STRICT, WITHOUT ROWID;
`;

const ENDS: ReadonlySet<SessionRecord['event']> = new Set(['closed', 'revoked']);

/** Within the caller's transaction. */
export class ToldWriter {
  readonly #shelve;
  readonly #unshelve;
  readonly #open;
  readonly #follow;
  readonly #collide;

  constructor(database: Database.Database) {
    // What is left of an entry goes back under its id: it lies there since the first time.
    this.#shelve = database.prepare('INSERT OR IGNORE INTO shelved (id, time) VALUES (?, ?)');
    this.#unshelve = database.prepare('DELETE FROM shelved WHERE id = ?');
    this.#open = database.prepare(
      'INSERT OR IGNORE INTO connections (session, engine, began, ended, how, reason) VALUES (?, ?, ?, NULL, ?, NULL)',
    );
    this.#follow = database.prepare(
      'UPDATE connections SET engine = @engine, ended = @ended, how = @how, reason = @reason WHERE session = @session',
    );
    this.#collide = database.prepare(
      'INSERT INTO collisions (engine, why, count) VALUES (?, ?, 1) ON CONFLICT (engine, why) DO UPDATE SET count = count + 1',
    );
  }

  note(record: LedgerRecord, time: string): void {
    switch (record.kind) {
      case 'shelve':
        this.#shelve.run(record.entry.id, time);
        return;
      case 'unshelve':
        this.#unshelve.run(record.id);
        return;
      case 'conflict':
        this.#collide.run(record.conflict.engine, record.conflict.why);
        return;
      case 'session': {
        const { session, engine, event: how } = record;
        this.#open.run(session, engine, time, how);
        const ended = ENDS.has(how) ? time : null;
        const reason = record.reason === null ? null : JSON.stringify(record.reason);
        this.#follow.run({ session, engine, ended, how, reason });
        return;
      }
      default:
        return;
    }
  }
}

interface ConnectionRow {
  readonly row: number;
  readonly session: string;
  readonly engine: string;
  readonly began: string;
  readonly ended: string | null;
  readonly how: SessionRecord['event'];
  readonly reason: string | null;
}

export class ToldReader {
  readonly #times;
  readonly #since;
  readonly #connections;
  readonly #collisions;

  constructor(database: Database.Database) {
    this.#times = database.prepare('SELECT time FROM shelved WHERE id = ?').pluck();
    this.#since = database.prepare('SELECT id FROM shelved WHERE time >= ?').pluck();
    this.#connections = database.prepare('SELECT * FROM connections WHERE row < ? ORDER BY row DESC LIMIT ?');
    this.#collisions = database.prepare('SELECT engine, why, count FROM collisions ORDER BY engine, why');
  }

  /** When these were put on the shelf; null for one that is not known. */
  shelvedAt(ids: readonly string[]): (string | null)[] {
    return ids.map((id) => (this.#times.get(id) as string | undefined) ?? null);
  }

  shelvedSince(time: string): string[] {
    return this.#since.all(time) as string[];
  }

  /** @param before where the page before ended; null for the newest */
  connections(before: number | null, most: number): PastConnectionsView {
    const rows = this.#connections.all(before ?? Number.MAX_SAFE_INTEGER, most) as ConnectionRow[];
    return {
      connections: rows.map(({ session, engine, began, ended, how, reason }) => ({
        session,
        engine,
        began,
        ended,
        how,
        reason: reason === null ? null : (JSON.parse(reason) as Reason),
      })),
      next: rows.length < most ? null : (rows.at(-1)?.row ?? null),
      collisions: this.#collisions.all() as { engine: string; why: CollisionCause; count: number }[],
    };
  }
}
