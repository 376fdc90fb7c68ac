/**
 * Made `format-0.sqlite`, which is kept: a ledger as the version before groups and snapshots wrote it. Run again only to
 * understand it; a kept file that changed would test nothing.
 *
 *   node test/ledger/kept/make-format-0.ts FILE
 */
import Database from 'better-sqlite3';
import { APPLICATION_ID } from '#main/ledger/database.ts';
import { format0Hash } from '#main/ledger/format-0.ts';
import { abort, begin, commit, isAborted, uuid } from '../rig.ts';

const INTENTS = 40;

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Where to?');
const database = new Database(file);
database.pragma('page_size = 4096');
database.pragma('journal_mode = WAL');
database.exec('CREATE TABLE log (position INTEGER PRIMARY KEY, time TEXT, body TEXT, hash BLOB)');
database.pragma(`application_id = ${APPLICATION_ID}`);
database.pragma('user_version = 0');
const insert = database.prepare('INSERT INTO log VALUES (?, ?, ?, ?)');
let previous: Buffer = Buffer.alloc(32);
let position = 0;
const write = (record: object): void => {
  position += 1;
  const time = new Date(Date.UTC(2025, 0, 1, 0, 0, position)).toISOString();
  const row = { position, time, body: JSON.stringify(record) };
  previous = format0Hash(previous, row);
  insert.run(row.position, row.time, row.body, previous);
};

database.exec('BEGIN');
write({ kind: 'genesis', ledger: uuid(7, 1), project: { id: uuid(7, 2), name: 'Kept' }, format: 0 });
write({ kind: 'lease', from: 1, to: 64 });
for (let n = 1; n <= INTENTS; n += 1) {
  write(begin(n));
  write(isAborted(n) ? abort(n) : commit(n));
}
database.exec('COMMIT');
database.close();
