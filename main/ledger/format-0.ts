/**
 * Format 0: one row a record, its hash over the row before. It knew neither groups nor snapshots, and a lease said
 * `from` and `to`. Kept only to be read: `test/ledger/kept/` holds such a file.
 */
import { LEDGER_FORMAT } from '#app/ledger/index.ts';
import type { Connection } from './database.ts';
import { millisecondsOf, sha256 } from './frames.ts';
import type { ChainedRecord } from './frames.ts';

const PAGE_ROWS = 512;

interface Row {
  readonly position: number;
  readonly time: string;
  readonly body: string;
  readonly hash: Buffer;
}

/** The records in today's words. @throws where the chain is broken, naming the record */
export function* readFormat0(database: Connection): Generator<ChainedRecord> {
  const page = database.prepare(
    'SELECT position, time, body, hash FROM log WHERE position > ? ORDER BY position LIMIT ?',
  );
  let previous: Buffer = Buffer.alloc(32);
  let position = 0;
  for (;;) {
    const rows = page.all(position, PAGE_ROWS) as Row[];
    if (rows.length === 0) return;
    for (const row of rows) {
      position += 1;
      if (row.position !== position) throw new Error(`record ${position} is missing.`);
      const expected = format0Hash(previous, row);
      if (!expected.equals(row.hash)) throw new Error(`record ${position} is not what was written.`);
      previous = expected;
      yield { timeMs: millisecondsOf(row.time), json: inTodaysWords(row.body), head: expected };
    }
  }
}

/** The hash of a row of format 0. */
export function format0Hash(previous: Buffer, row: Omit<Row, 'hash'>): Buffer {
  return sha256(Buffer.concat([previous, Buffer.from(`${row.position}\n${row.time}\n${row.body}`)]));
}

function inTodaysWords(body: string): string {
  const record = JSON.parse(body) as Record<string, unknown>;
  if (record['kind'] === 'genesis') return JSON.stringify({ ...record, format: LEDGER_FORMAT });
  if (record['kind'] !== 'lease') return body;
  const { from, to, ...rest } = record;
  return JSON.stringify({ ...rest, lo: from, hi: to });
}
