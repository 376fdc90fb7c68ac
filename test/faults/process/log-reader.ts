/**
 * The log as it lies on the disk, read past the product: a copy of SQLite's files, the frames and the chain over them by
 * their description alone (main/ledger/frames.ts).
 */
import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const HEADER_BYTES = 26;
const LENGTH_AT = 0;
const FIRST_BYTES = 6;

export interface ReadRecord {
  readonly position: number;
  readonly record: Readonly<Record<string, unknown>> & { readonly kind: string };
}

interface Row {
  readonly first: number;
  readonly count: number;
  readonly head: Buffer;
  readonly body: Buffer;
}

export class LogReader {
  readonly #folder: string;
  readonly #copy: string;
  #head: Buffer = Buffer.alloc(32);
  #position = 0;
  #lastFirst = 0;

  /** @param folder the ledger's; nobody writes there while it is read */
  constructor(folder: string) {
    this.#folder = folder;
    this.#copy = `${folder}-copy`;
  }

  /** What was added since the last look. Throws where what was read before is another now, or the chain is broken. */
  more(): ReadRecord[] {
    const database = this.#open();
    try {
      this.#isAsBefore(database);
      const rows = database
        .prepare('SELECT first, count, head, body FROM groups WHERE first > ? ORDER BY first')
        .all(this.#lastFirst) as Row[];
      return rows.flatMap((row) => this.#take(row));
    } finally {
      database.close();
      fs.rmSync(this.#copy, { recursive: true });
    }
  }

  #open(): Database.Database {
    fs.mkdirSync(this.#copy);
    const file = path.join(this.#copy, 'ledger.sqlite');
    const original = path.join(this.#folder, 'ledger.sqlite');
    fs.copyFileSync(original, file);
    if (fs.existsSync(`${original}-wal`)) fs.copyFileSync(`${original}-wal`, `${file}-wal`);
    return new Database(file);
  }

  #isAsBefore(database: Database.Database): void {
    if (this.#lastFirst === 0) return;
    const row = database.prepare('SELECT head FROM groups WHERE first = ?').get(this.#lastFirst) as
      Pick<Row, 'head'> | undefined;
    if (row?.head.equals(this.#head) !== true)
      throw new Error(`DUR-2: the group from record ${this.#lastFirst} on is not what it was`);
  }

  #take(row: Row): ReadRecord[] {
    if (row.first !== this.#position + 1)
      throw new Error(`DUR-2: record ${row.first} follows ${this.#position}`);
    const prefix = Buffer.alloc(FIRST_BYTES + 4);
    prefix.writeUIntBE(row.first, 0, FIRST_BYTES);
    prefix.writeUInt32BE(row.count, FIRST_BYTES);
    const head = createHash('sha256').update(this.#head).update(prefix).update(row.body).digest();
    if (!head.equals(row.head)) throw new Error(`DUR-2: the chain breaks at record ${row.first}`);
    this.#head = head;
    this.#lastFirst = row.first;
    const records: ReadRecord[] = [];
    for (let offset = 0; offset < row.body.length;) {
      const length = row.body.readUInt32BE(offset + LENGTH_AT);
      const from = offset + HEADER_BYTES;
      this.#position += 1;
      const record = JSON.parse(row.body.toString('utf8', from, from + length)) as ReadRecord['record'];
      records.push({ position: this.#position, record });
      offset = from + length;
    }
    if (this.#position !== row.first + row.count - 1)
      throw new Error(`DUR-2: the group from record ${row.first} on does not hold ${row.count} records`);
    return records;
  }
}
