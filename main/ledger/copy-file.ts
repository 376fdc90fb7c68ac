/** Makes a ledger of groups that were written elsewhere, for looking at. It is thrown away, so nothing waits for a disk. */
import path from 'node:path';
import { connect, createSchema, DATABASE_NAME } from './database.ts';
import type { FramedGroup } from './frames.ts';
import { Log } from './log.ts';

/** Written at once, so that what SQLite keeps beside its file stays small. */
const TRANSACTION_BYTES = 64 * 1_024 * 1_024;

export interface CopyFile {
  /** A group that was checked, and follows the last one. */
  take(group: FramedGroup): void;
  /** From here on it is a whole ledger. */
  finish(): void;
  close(): void;
}

/** @param folder where no ledger lies yet */
export function beginCopy(folder: string): CopyFile {
  const database = connect(path.join(folder, DATABASE_NAME));
  database.exec('BEGIN IMMEDIATE');
  createSchema(database);
  const log = new Log(database);
  let waitingBytes = 0;
  return {
    take: (group) => {
      log.insert(group);
      waitingBytes += group.body.length;
      if (waitingBytes < TRANSACTION_BYTES) return;
      waitingBytes = 0;
      database.exec('COMMIT; BEGIN IMMEDIATE');
    },
    finish: () => {
      database.exec('COMMIT');
      database.pragma('wal_checkpoint(TRUNCATE)');
    },
    close: () => database.close(),
  };
}
