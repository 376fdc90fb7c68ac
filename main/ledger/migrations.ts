/**
 * From older formats to this one. A migration never touches the old file: it writes a new one beside it, replays it to
 * the end, keeps a copy of the old one, and only then lets the new one take its name. Interrupted anywhere, it starts
 * over.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Reason } from '#app/intents/index.ts';
import { LEDGER_FORMAT } from '#app/ledger/index.ts';
import { connect, createSchema, DATABASE_NAME, OpenFailure } from './database.ts';
import { syncFile, syncFolder } from './durable-files.ts';
import { readFormat0 } from './format-0.ts';
import { frameGroup } from './frames.ts';
import type { RecordBody } from './frames.ts';
import { CHAIN_START, ChainWalk, Log } from './log.ts';
import type { Connection } from './database.ts';

/** Records framed together in a migrated ledger. */
const GROUP_RECORDS = 512;

/** Readers of older formats: each checks its own chain and gives its records in today's words.
 * They throw where the old ledger is damaged, naming the record. */
const READERS: Readonly<Record<number, (database: Connection) => Iterable<RecordBody>>> = {
  0: readFormat0,
};

/** The name that the file of an older format is kept under. */
export function keptName(format: number): string {
  return `ledger.format-${format}.sqlite`;
}

/** Brings a ledger of an older format up to date. The folder is locked. @throws OpenFailure `migration_failed` */
export function migrate(folder: string, format: number): Reason {
  const file = path.join(folder, DATABASE_NAME);
  const draft = path.join(folder, `${DATABASE_NAME}.migrating`);
  const kept = path.join(folder, keptName(format));
  try {
    for (const leftover of [draft, `${draft}-wal`]) fs.rmSync(leftover, { force: true });
    convert(file, draft, format);
    fs.copyFileSync(file, kept);
    syncFile(kept);
    fs.renameSync(draft, file);
    syncFolder(folder);
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

function convert(file: string, draft: string, format: number): void {
  const reader = READERS[format];
  if (reader === undefined) throw new Error(`format ${format} is unknown.`);
  const source = connect(file);
  try {
    // Everything into the one file that is going to be kept.
    source.pragma('wal_checkpoint(TRUNCATE)');
    const target = connect(draft);
    try {
      write(target, reader(source));
    } finally {
      target.close();
    }
  } finally {
    source.close();
  }
}

function write(target: Connection, records: Iterable<RecordBody>): void {
  target.exec('BEGIN IMMEDIATE');
  createSchema(target);
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
  for (const record of records) {
    pending.push(record);
    if (pending.length >= GROUP_RECORDS) flush();
  }
  flush();
  target.exec('COMMIT');
  const walk = new ChainWalk(log, CHAIN_START, at.position);
  for (let step = walk.step(); ; step = walk.step()) {
    if (step.damage !== null) throw new Error(`the new file is not what was written: ${step.damage.message}`);
    if (step.done) break;
  }
  target.pragma('wal_checkpoint(TRUNCATE)');
}
