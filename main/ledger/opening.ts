/**
 * Opening a ledger: lock, migrate, connect, find the newest whole snapshot, check and fold what follows it, compare
 * with the receipt. Whatever is wrong is named; nothing that is wrong is ever written to.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Intent, Reason } from '#app/intents/index.ts';
import { emptyDurableState, foldRecord, LEDGER_FORMAT } from '#app/ledger/index.ts';
import type { DurableState, LedgerRecord } from '#app/ledger/index.ts';
import {
  assertSqlite,
  connect,
  createSchema,
  DATABASE_NAME,
  formatOf,
  isBusy,
  isEmpty,
  keepEvidence,
  OpenFailure,
  openToLook,
  refusesSecond,
  sqliteCode,
  sqliteVersion,
} from './database.ts';
import type { Connection, SqliteFacts } from './database.ts';
import { DeferredHashes } from './deferred-hashes.ts';
import { damage, frameGroup, EMPTY_HEAD, recordsOf } from './frames.ts';
import type { Damage, FramedGroup } from './frames.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { CHAIN_START, ChainWalk, Log } from './log.ts';
import type { ChainPoint } from './log.ts';
import type { LedgerMode, Loss, WorkerOptions } from './messages.ts';
import { answersFor, migrate } from './migrations.ts';
import { findHighWaterOf, folderDigest, readHighWater } from './receipt-file.ts';
import type { HighWater } from './receipt-file.ts';
import { installSuccessor } from './successor-file.ts';
import { readSnapshot, snapshotRows } from './snapshots.ts';

/** What SQLite takes for an empty database. */
const EMPTY_BYTES_MAX = 1;

export interface OpenedStore {
  readonly database: Connection;
  readonly log: Log;
  readonly file: string;
  readonly state: DurableState;
  /** The end of what is good. */
  readonly end: ChainPoint;
  /** Where the fold began: the prefix up to here is still to be verified. */
  readonly verifiedFrom: ChainPoint;
  readonly mode: LedgerMode;
  readonly problem: Reason | null;
  /** The chain is broken, and `problem` says where; a disk that is merely full leaves it whole. */
  readonly damaged: boolean;
  readonly loss: Loss | null;
  readonly lastGoodSnapshot: number | null;
  readonly lastSnapshotPosition: number;
  readonly highWater: HighWater | null;
  readonly sqlite: SqliteFacts;
  readonly notes: readonly Reason[];
}

/** Opens the database of a folder that is locked already. @throws OpenFailure where nothing can be shown at all */
export function openStore(options: WorkerOptions): OpenedStore {
  const file = path.join(options.folder, DATABASE_NAME);
  const notes: Reason[] = [];
  const succeeded = successorIn(options.folder);
  if (succeeded !== null) notes.push(succeeded);
  if (options.wasOpen === true && !fs.existsSync(file)) throw gone(file);
  refuseEmptied(options, file);
  const { database, migrated } = connectCurrent(options, file);
  if (migrated !== null) notes.push(migrated);
  try {
    const sqlite = assertSqlite(sqliteVersion(database), options.packaged, () => refusesSecond(file));
    let lost: HighWater | null = null;
    if (isEmpty(database)) {
      if (options.wasOpen === true) throw gone(file);
      // A folder that a receipt remembers is not a new one: its history is gone, and that must be said.
      lost = findHighWaterOf(options.receiptFolder, options.folder);
      create(database, options, lost);
    } else checkFormat(database, file);
    return read(database, file, options, sqlite, notes);
  } catch (error) {
    database.close();
    if (error instanceof OpenFailure) throw error;
    throw unreadable(file, error);
  }
}

/** @throws OpenFailure where the disk does not let it be looked for, or put in its place */
function successorIn(folder: string): Reason | null {
  try {
    return installSuccessor(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/**
 * SQLite takes a database without a byte for a new one, and removes the changes that wait beside it. None is ever new beside
 * such: its first page is on the disk before there are any. Where the folder's mark is found, that says what is lost.
 * @throws OpenFailure
 */
function refuseEmptied({ folder, receiptFolder }: WorkerOptions, file: string): void {
  if (sizeOf(file) > EMPTY_BYTES_MAX || sizeOf(`${file}-wal`) === 0) return;
  if (findHighWaterOf(receiptFolder, folder) !== null) return;
  throw new OpenFailure(
    'unreadable',
    'The history is gone from its file; changes that were to go there still lie beside it.',
    file,
  );
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function gone(file: string): OpenFailure {
  return new OpenFailure('unreadable', 'The history is not where it was: its disk may be gone.', file);
}

/** A connection to a ledger of this version's format: an older one is migrated first, its file kept beside. */
function connectCurrent(
  { folder, receiptFolder }: WorkerOptions,
  file: string,
): { database: Connection; migrated: Reason | null } {
  const database = connectReadably(file);
  let format: number | null;
  try {
    format = formatOf(database);
  } catch (error) {
    database.close();
    throw unreadable(file, error);
  }
  if (format === null || format >= LEDGER_FORMAT) return { database, migrated: null };
  database.close();
  const migrated = migrate(folder, receiptFolder, format);
  return { database: connectReadably(file), migrated };
}

function connectReadably(file: string): Connection {
  try {
    return connect(file);
  } catch (error) {
    if (isBusy(error)) {
      throw new OpenFailure('locked', 'Another program has the history open.', file);
    }
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): OpenFailure {
  const why = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  return new OpenFailure('unreadable', `The history cannot be read: ${code} ${why}`.replace('  ', ' '), file);
}

function checkFormat(database: Connection, file: string): void {
  const format = formatOf(database);
  if (format === null)
    throw new OpenFailure('unreadable', 'This file is not a history of this application.', file);
  if (format !== LEDGER_FORMAT) {
    const message = `The history was written by another version (format ${format}); this one reads up to ${LEDGER_FORMAT}.`;
    throw new OpenFailure('newer_format', message, file);
  }
}

/** The first record names the ledger. One that was lost keeps its name, so that receipts still speak of it. */
function create(database: Connection, options: WorkerOptions, lost: HighWater | null): void {
  const genesis: LedgerRecord = {
    kind: 'genesis',
    ledger: lost?.ledger ?? options.create.ledger,
    project: options.create.project,
    format: LEDGER_FORMAT,
  };
  const group = frameGroup(1, [{ timeMs: options.timeMs, json: JSON.stringify(genesis) }], EMPTY_HEAD);
  database.exec('BEGIN IMMEDIATE');
  createSchema(database);
  new Log(database).insert(group);
  database.exec('COMMIT');
}

function read(
  database: Connection,
  file: string,
  options: WorkerOptions,
  sqlite: SqliteFacts,
  notes: Reason[],
): OpenedStore {
  const log = new Log(database);
  const replayed = replay(database, log, notes);
  const { state, end } = replayed;
  // Where not even its name can be read, the folder says which mark is this ledger's: its numbers stay used.
  const mark =
    state.ledger === ''
      ? findHighWaterOf(options.receiptFolder, options.folder)
      : readHighWater(options.receiptFolder, state.ledger);
  if (mark !== null) refuseCopy(mark, options);
  let mode: LedgerMode = 'ok';
  let problem: Reason | null = null;
  let loss: Loss | null = null;
  if (replayed.damage !== null) {
    mode = 'read_only';
    problem = reasonOf(replayed.damage);
  } else if ((options.readOnly ?? null) !== null) {
    mode = 'read_only';
    problem = options.readOnly ?? null;
  } else if (mark !== null && !agrees(database, log, end, mark)) {
    mode = 'loss';
    loss = lossOf(state, mark);
    problem = reasonOfLoss(loss);
  }
  if (mode === 'ok') {
    problem = settle(database);
    if (problem !== null) mode = 'read_only';
  } else if ((options.readOnly ?? null) === null) {
    const kept = keepEvidence(file);
    if (kept !== null) {
      notes.push({
        code: 'evidence_kept',
        message: 'What was on the disk is kept for inspection.',
        path: kept,
      });
    }
  }
  return {
    database,
    log,
    file,
    state,
    end,
    verifiedFrom: replayed.from,
    mode,
    problem,
    damaged: replayed.damage !== null,
    loss,
    lastGoodSnapshot: replayed.lastGoodSnapshot,
    lastSnapshotPosition: replayed.from.position,
    highWater: mark,
    sqlite,
    notes,
  };
}

/**
 * Two folders with one ledger's name would write their receipts over each other's, and neither would find what it lost (R7).
 * Where the mark was made elsewhere and that ledger still lies there, this is a copy; where none does, or another one, it was
 * moved.
 * @throws OpenFailure `copied`
 */
function refuseCopy(mark: HighWater, { folder, others = [] }: WorkerOptions): void {
  if (mark.folder === folderDigest(folder)) return;
  // The list of projects may have been lost, or have forgotten it: the mark says where it was by itself.
  const places = mark.at === undefined ? others : [mark.at, ...others];
  const original = places.find(
    (other) =>
      fs.existsSync(path.join(other, DATABASE_NAME)) &&
      folderDigest(other) === mark.folder &&
      mayBe(mark.ledger, other),
  );
  if (original === undefined) return;
  throw new OpenFailure(
    'copied',
    'This is a copy of a project that is still where it was. Open that one, or move it away first.',
    original,
  );
}

/** Whether the ledger in a folder is this one, by its own first record. Where that cannot be read it may be. */
function mayBe(ledger: string, folder: string): boolean {
  let database: Connection | null = null;
  try {
    database = openToLook(path.join(folder, DATABASE_NAME));
    const [first] = new Log(database).recordsFrom(1, 1);
    if (first === undefined) return true;
    const record = JSON.parse(first.json) as LedgerRecord;
    return record.kind !== 'genesis' || record.ledger === ledger;
  } catch {
    // It is open elsewhere, or damaged: nobody knows then that it is another one.
    return true;
  } finally {
    database?.close();
  }
}

/**
 * What was replayed may stand in the operating system's cache only: a killed process leaves commits there that were
 * written and never synced. Before any of it is confirmed to anybody, it goes into the database and is synced.
 */
export function settle(database: Connection): Reason | null {
  try {
    const [row] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (row?.busy === 0) return null;
    return {
      code: 'disk_error',
      message: 'The history could not be brought onto the disk at start.',
      path: null,
    };
  } catch (error) {
    const why = sqliteCode(error) || String(error);
    const full = why === 'SQLITE_FULL';
    return {
      code: full ? 'disk_full' : 'disk_error',
      message: full
        ? 'The disk that holds the history is full. Free some space.'
        : `The history could not be brought onto the disk at start (${why}).`,
      path: null,
    };
  }
}

interface FoldedTail {
  readonly state: DurableState;
  readonly end: ChainPoint;
  readonly damage: Damage | null;
}

interface Replayed extends FoldedTail {
  readonly from: ChainPoint;
  readonly lastGoodSnapshot: number | null;
}

/** Folds the log from the newest snapshot that is whole and stands where the chain says it does. */
function replay(database: Connection, log: Log, notes: Reason[]): Replayed {
  const { from, state, revision } = newestSnapshot(database, log, notes);
  const tail = foldTail(log, state, from);
  if (state.position === tail.end.position) return { ...tail, from, lastGoodSnapshot: revision };
  // A record in the middle of a group did not fit: the fold is half way into that group. What is shown is the state
  // before it.
  const again = newestSnapshot(database, log, []);
  return {
    ...foldTail(log, again.state, from, tail.end.position),
    from,
    damage: tail.damage,
    lastGoodSnapshot: revision,
  };
}

interface FoldStart {
  readonly from: ChainPoint;
  readonly state: DurableState;
  readonly revision: number | null;
}

function newestSnapshot(database: Connection, log: Log, notes: Reason[]): FoldStart {
  for (const row of snapshotRows(database)) {
    const snapshot = readSnapshot(database, row);
    if (snapshot !== null && log.headAfter(row.position)?.equals(row.head) === true) {
      return {
        from: { position: row.position, head: row.head },
        state: snapshot.state,
        revision: snapshot.revision,
      };
    }
    notes.push({
      code: 'snapshot_damaged',
      message: `The snapshot at record ${row.position} is damaged; an older one, or the whole log, was used.`,
      path: null,
    });
  }
  return { from: CHAIN_START, state: emptyDurableState(), revision: null };
}

function foldTail(
  log: Log,
  state: DurableState,
  from: ChainPoint,
  through = Number.MAX_SAFE_INTEGER,
): FoldedTail {
  const hashes = new DeferredHashes(state);
  const walk = new ChainWalk(log, from, through, (group) => foldGroup(state, group, hashes.hashOf));
  for (;;) {
    const step = walk.step();
    if (!step.done) continue;
    hashes.settle();
    // No ledger is without the record that names it: what is readable and empty has lost everything.
    const missing = walk.at.position === 0 ? damage(1, 'record_missing', 'Record 1 is missing.') : null;
    return { state, end: walk.at, damage: step.damage ?? missing };
  }
}

/** Folds a group whose bytes are as written. Null when it fitted; else the record that contradicts what came before. */
function foldGroup(
  state: DurableState,
  group: FramedGroup,
  hashOf: (intent: Intent) => string,
): Damage | null {
  for (const { position, json } of recordsOf(group)) {
    const found = foldStored(state, position, json, hashOf);
    if (found !== null) return found;
  }
  return null;
}

export function foldStored(
  state: DurableState,
  position: number,
  json: string,
  hashOf: (intent: Intent) => string = hashOfIntent,
): Damage | null {
  let record: LedgerRecord;
  try {
    record = JSON.parse(json) as LedgerRecord;
  } catch {
    return damage(position, 'record_unreadable', `Record ${position} is not JSON.`);
  }
  try {
    foldRecord(state, position, record, hashOf);
    return null;
  } catch (error) {
    return damage(
      position,
      'record_contradicts',
      `Record ${position} contradicts those before it: ${(error as Error).message}`,
    );
  }
}

/** The log holds what was confirmed, at the place where it was. A mark in the middle of a group cannot be: none is made there. */
function agrees(database: Connection, log: Log, end: ChainPoint, mark: HighWater): boolean {
  if (mark.position > end.position) return false;
  return log.headAfter(mark.position)?.toString('hex') === mark.head || answersFor(database, mark);
}

function lossOf(state: DurableState, mark: HighWater): Loss {
  return {
    confirmed: mark.n,
    found: state.revision,
    confirmedPosition: mark.position,
    foundPosition: state.position,
    lostThrough: Math.max(mark.n, mark.leased),
  };
}

function reasonOfLoss(loss: Loss): Reason {
  const behind = loss.confirmedPosition - loss.foundPosition;
  const changes = loss.confirmed - loss.found;
  const message =
    behind <= 0
      ? `The history is not the one in which change ${loss.confirmed} was confirmed: it was replaced by another copy.`
      : changes > 0
        ? `The history ends at change ${loss.found}, but change ${loss.confirmed} was confirmed: ${changes} changes (${behind} records) are missing.`
        : `The last ${behind} records of the history are missing; no change is among them.`;
  return {
    code: behind > 0 ? 'history_lost' : 'history_replaced',
    message,
    path: `record ${loss.foundPosition + 1}`,
  };
}

export function reasonOf(found: Damage): Reason {
  return { code: found.code, message: found.message, path: `record ${found.position}` };
}

/** The folder exists, belongs to its user alone, and may be written. @throws OpenFailure */
export function prepareFolder({ folder, wasOpen }: WorkerOptions): void {
  try {
    if (wasOpen !== true) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK);
  } catch (error) {
    throw new OpenFailure(
      'folder_unusable',
      `The folder of the history cannot be used: ${(error as Error).message}`,
      folder,
    );
  }
}
