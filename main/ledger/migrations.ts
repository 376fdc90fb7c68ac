/**
 * From older formats to this one. A migration never touches the old file: it writes a new one beside it, replays it to
 * the end, keeps a copy of the old one, and only then lets the new one take its name. Interrupted anywhere, it starts
 * over.
 *
 * It keeps every record's position, but the chain is another one, and the mark outside the database speaks of the old
 * chain. So the mark is checked against the old chain while that is read, and noted in the new file as one that it
 * answers for; a mark that the old file did not answer for stays a loss.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Reason } from '#app/intents/index.ts';
import { LEDGER_FORMAT } from '#app/ledger/index.ts';
import { connect, createSchema, DATABASE_NAME, OpenFailure } from './database.ts';
import { syncFile, syncFolder } from './durable-files.ts';
import { readFormat0 } from './format-0.ts';
import { frameGroup } from './frames.ts';
import type { ChainedRecord, RecordBody } from './frames.ts';
import { CHAIN_START, ChainWalk, Log } from './log.ts';
import { readHighWater, syncHighWater } from './receipt-file.ts';
import { trace } from './trace.ts';
import type { HighWater } from './receipt-file.ts';
import type { Connection } from './database.ts';

/** Records framed together in a migrated ledger. */
const GROUP_RECORDS = 512;

const ANSWERED_MARK = 'answered_mark';

/** Readers of older formats: each checks its own chain and gives its records, in today's words, with that chain's heads.
 * They throw where the old ledger is damaged, naming the record. */
const READERS: Readonly<Record<number, (database: Connection) => Iterable<ChainedRecord>>> = {
  0: readFormat0,
};

/** The name that the file of an older format is kept under. */
export function keptName(format: number): string {
  return `ledger.format-${format}.sqlite`;
}

/** Brings a ledger of an older format up to date. The folder is locked. @throws OpenFailure `migration_failed` */
export function migrate(folder: string, receiptFolder: string, format: number): Reason {
  const file = path.join(folder, DATABASE_NAME);
  const draft = path.join(folder, `${DATABASE_NAME}.migrating`);
  const kept = path.join(folder, keptName(format));
  try {
    for (const leftover of [draft, `${draft}-wal`]) fs.rmSync(leftover, { force: true });
    convert(file, draft, receiptFolder, format);
    fs.copyFileSync(file, kept);
    syncFile(kept);
    // The copy has its name on the disk before the old file loses its own.
    syncFolder(folder);
    trace('migration_kept', 0);
    fs.renameSync(draft, file);
    syncFolder(folder);
    trace('migration_done', 0);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OpenFailure(
      'migration_failed',
      `The history could not be brought up to this version: ${why}`,
      file,
    );
  }
  return {
    code: 'migrated',
    message: `The history was brought from format ${format} to ${LEDGER_FORMAT}; the old file is kept.`,
    path: kept,
  };
}

/** Whether a migrated ledger answers for a mark that was made of the file before it. */
export function answersFor(database: Connection, mark: HighWater): boolean {
  const noted = database.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(ANSWERED_MARK);
  return noted === placeOf(mark);
}

function placeOf({ position, head }: Pick<HighWater, 'position' | 'head'>): string {
  return `${position} ${head}`;
}

function convert(file: string, draft: string, receiptFolder: string, format: number): void {
  const reader = READERS[format];
  if (reader === undefined) throw new Error(`format ${format} is unknown.`);
  const source = connect(file);
  try {
    // Everything into the one file that is going to be kept.
    source.pragma('wal_checkpoint(TRUNCATE)');
    const target = connect(draft);
    try {
      write(target, reader(source), receiptFolder);
    } finally {
      target.close();
    }
  } finally {
    source.close();
  }
}

function write(target: Connection, records: Iterable<ChainedRecord>, receiptFolder: string): void {
  target.exec('BEGIN IMMEDIATE');
  createSchema(target);
  trace('migration_begun', 0);
  const log = new Log(target);
  let at = CHAIN_START;
  let pending: RecordBody[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    const group = frameGroup(at.position + 1, pending, at.head);
    log.insert(group);
    at = { position: at.position + pending.length, head: group.head };
    pending = [];
  };
  let mark: HighWater | null = null;
  let position = 0;
  for (const record of records) {
    position += 1;
    if (position === 1) mark = markOf(record, receiptFolder);
    if (position === mark?.position && record.head.toString('hex') === mark.head) noteAnswered(target, mark);
    pending.push(record);
    if (pending.length >= GROUP_RECORDS) flush();
  }
  flush();
  target.exec('COMMIT');
  trace('migration_written', at.position);
  const walk = new ChainWalk(log, CHAIN_START, at.position);
  for (let step = walk.step(); ; step = walk.step()) {
    if (step.damage !== null) throw new Error(`the new file is not what was written: ${step.damage.message}`);
    if (step.done) break;
  }
  target.pragma('wal_checkpoint(TRUNCATE)');
  trace('migration_verified', at.position);
}

/** The mark outside, on the disk: one that fell back to an older one in a power failure would find no answer. */
function markOf(genesis: ChainedRecord, receiptFolder: string): HighWater | null {
  const { ledger } = JSON.parse(genesis.json) as { ledger: string };
  syncHighWater(receiptFolder, ledger);
  return readHighWater(receiptFolder, ledger);
}

function noteAnswered(target: Connection, mark: HighWater): void {
  target.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run(ANSWERED_MARK, placeOf(mark));
}
