/** The ledger's one SQLite connection: how it is opened, what is insisted upon, and the lock on its folder. */
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { LEDGER_FORMAT } from '#app/ledger/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { makeOwnerOnly } from '#main/owner-only.ts';

/** "VSyn" in SQLite's header: says whose file this is. */
export const APPLICATION_ID = 0x5653796e;
/** From here on SQLite has the fix for the corruption when a WAL is reset (R35). */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;
export const PAGE_BYTES = 16_384;
/** A small WAL that wraps is faster than one that grows. */
const WAL_BYTES_MAX = 16 * 1_024 * 1_024;
export const CHECKPOINT_PAGES = 200;

export const DATABASE_NAME = 'ledger.sqlite';
const LOCK_NAME = 'ledger.lock';

export type Connection = Database.Database;

const SCHEMA = `
  CREATE TABLE groups (
    first INTEGER PRIMARY KEY, -- position of its first record
    count INTEGER NOT NULL,
    head BLOB NOT NULL,        -- of the chain after it
    body BLOB NOT NULL         -- framed records: frames.ts
  ) STRICT;
  CREATE TABLE snapshots (
    position INTEGER PRIMARY KEY, -- of the last record folded into it, the last of its group
    revision INTEGER NOT NULL,
    head BLOB NOT NULL,           -- of the chain after that record
    parts INTEGER NOT NULL,
    digest BLOB NOT NULL          -- over position, head and parts
  ) STRICT;
  CREATE TABLE snapshot_parts (
    position INTEGER NOT NULL,
    part INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (position, part)
  ) STRICT;
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** Why a ledger did not open at all. */
export class OpenFailure extends Error {
  readonly reason: Reason;

  constructor(code: OpenFailureCode, message: string, place: string | null = null) {
    super(message);
    this.reason = { code, message, path: place };
  }
}

export type OpenFailureCode =
  | 'locked'
  | 'sqlite_too_old'
  | 'not_exclusive'
  | 'newer_format'
  | 'unreadable'
  | 'migration_failed'
  | 'copied'
  | 'folder_unusable'
  | 'key_unusable'
  | 'worker_failed';

/**
 * Takes the folder for this process, before anything in it is looked at. The lock is the operating system's on an
 * empty database, so it ends with the process, however that ends; nothing has to be cleaned up.
 * @throws OpenFailure `locked` where another process, or this one, holds it
 */
export function lockFolder(folder: string): Connection {
  const file = path.join(folder, LOCK_NAME);
  makeOwnerOnly(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    // Nothing is ever written to it, not even a journal.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) {
      throw new OpenFailure(
        'locked',
        'VibeSync is running with this project already, perhaps without a window.',
        folder,
      );
    }
    throw error;
  }
}

/**
 * Opens a database for durable writing. `synchronous = FULL` is said on every open: better-sqlite3 is built to fall
 * back to NORMAL in WAL mode, and reading the pragma back proves nothing (only counting syncs does).
 */
export function connect(file: string): Connection {
  makeOwnerOnly(file);
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma(`page_size = ${PAGE_BYTES}`);
    // Before the WAL is touched: then no shared memory is used and no second connection can ever get in.
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    if (process.platform === 'darwin') {
      // There, a plain fsync leaves the data in the drive's cache.
      database.pragma('fullfsync = 1');
      database.pragma('checkpoint_fullfsync = 1');
    }
    // Checkpoints are made by the writer after `CHECKPOINT_PAGES`, when the confirmation has left and where an error
    // can be seen; SQLite's own would delay it and swallow errors.
    database.pragma('wal_autocheckpoint = 0');
    database.pragma(`journal_size_limit = ${WAL_BYTES_MAX}`);
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens a database of another folder to read a little of it: nothing of what it says is changed. @throws SQLite's error */
export function openToLook(file: string): Connection {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function isEmpty(database: Connection): boolean {
  return database.prepare('SELECT count(*) FROM sqlite_master').pluck().get() === 0;
}

/** Format of a database; null where it is no ledger. */
export function formatOf(database: Connection): number | null {
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) return null;
  return database.pragma('user_version', { simple: true }) as number;
}

/** To be called within a transaction. */
export function createSchema(database: Connection): void {
  database.exec(SCHEMA);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma(`user_version = ${LEDGER_FORMAT}`);
}

/**
 * R35: a SQLite without the fix is refused where it ships, and elsewhere only used once a second connection was
 * refused: the corruption needs two. @throws OpenFailure
 */
export function assertSqlite(
  version: string,
  packaged: boolean,
  provesExclusive: () => boolean,
): SqliteFacts {
  if (isRecent(version)) return { version, recent: true, exclusive: 'locked' };
  if (packaged) {
    throw new OpenFailure(
      'sqlite_too_old',
      `SQLite ${version} can corrupt a history; ${SQLITE_VERSION_MIN.join('.')} or newer is needed.`,
    );
  }
  if (provesExclusive()) return { version, recent: false, exclusive: 'proven' };
  throw new OpenFailure(
    'not_exclusive',
    `SQLite ${version} is only safe with one connection, and a second one was let in.`,
  );
}

export function sqliteVersion(database: Connection): string {
  return database.prepare('SELECT sqlite_version()').pluck().get() as string;
}

/** For `doctor`. `exclusive` is `proven` where a second connection was tried and refused. */
export interface SqliteFacts {
  readonly version: string;
  readonly recent: boolean;
  readonly exclusive: 'locked' | 'proven';
}

function isRecent(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of SQLITE_VERSION_MIN.entries()) {
    const found = parts[index] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}

/** Tries a second connection to a file that should be held exclusively. */
export function refusesSecond(file: string): boolean {
  let second: Connection | null = null;
  try {
    second = new Database(file, { timeout: 0, fileMustExist: true });
    second.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    second?.close();
  }
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** SQLite's extended code of an error; empty for errors that are not SQLite's. */
export function sqliteCode(error: unknown): string {
  const code = error instanceof Database.SqliteError ? error.code : '';
  return typeof code === 'string' ? code : '';
}

/** An error of the disk in words for a person. */
export function diskReason(error: unknown, file: string): Reason {
  const code = sqliteCode(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'SQLITE_FULL') {
    return {
      code: 'disk_full',
      message: 'The disk that holds the history is full. Free some space.',
      path: file,
    };
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return {
      code: 'disk_error',
      message: `The disk that holds the history reports an error (${code}).`,
      path: file,
    };
  }
  return {
    code: 'ledger_error',
    message: `The history could not be written: ${code} ${message}`.trim(),
    path: file,
  };
}

/** Copies what a broken ledger still has on disk, since closing a connection folds SQLite's WAL into the database. */
export function keepEvidence(file: string): string | null {
  const wal = `${file}-wal`;
  const kept = `${wal}.damaged`;
  if (!fs.existsSync(wal) || fs.statSync(wal).size === 0 || fs.existsSync(kept)) return null;
  fs.copyFileSync(wal, kept, fs.constants.COPYFILE_EXCL);
  return kept;
}
