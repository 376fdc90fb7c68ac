/** Ledgers that older versions wrote, kept beside these tests, and what they have left outside of themselves. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { connect } from '#main/ledger/database.ts';
import { folderDigest, ReceiptFile } from '#main/ledger/receipt-file.ts';
import { makePlace, uuid } from './rig.ts';
import type { Place } from './rig.ts';

const KEPT = path.join(import.meta.dirname, 'kept');
/** Of every kept ledger. */
export const INTENTS = 40;

export function placeWith(format: number): Place {
  const place = makePlace();
  fs.mkdirSync(place.folder);
  fs.copyFileSync(path.join(KEPT, `format-${format}.sqlite`), place.database);
  return place;
}

interface OldRow {
  readonly position: number;
  readonly hash: Buffer;
}

/** Leaves the mark outside that the older version would have left at one of its records. */
export function markOld(place: Place, at: (rows: readonly OldRow[]) => number, head?: Buffer): void {
  const old = connect(place.database);
  const rows = old.prepare('SELECT position, hash FROM log ORDER BY position').all() as OldRow[];
  old.close();
  const row = rows[at(rows)];
  if (row === undefined) throw new Error('No such record.');
  const file = new ReceiptFile(place.receiptFolder, uuid(7, 1));
  file.write(
    {
      ledger: uuid(7, 1),
      project: uuid(7, 2),
      folder: folderDigest(place.folder),
      position: row.position,
      n: INTENTS - 1,
      leased: 64,
      head: (head ?? row.hash).toString('hex'),
      mac: '',
    },
    0,
  );
  file.close();
}

export const digest = (file: string): string =>
  createHash('sha256').update(fs.readFileSync(file)).digest('hex');
