/**
 * Snapshots: the folded state at the end of a group, so that opening replays a short tail instead of the whole log.
 * A snapshot is JSON lines in parts of bounded size; the parts ride in the transactions of ordinary groups, so that a
 * big state never holds up a commit, and its header is written with the last of them.
 */
import { createHash } from 'node:crypto';
import { reviveDurableState, serialiseDurableState } from '#app/ledger/index.ts';
import type { DurableState } from '#app/ledger/index.ts';
import { sqliteCode } from './database.ts';
import type { Connection } from './database.ts';

const SNAPSHOTS_KEPT = 3;
/** Of the body: the digest is of it as well, so that a version of the application takes no snapshot whose form it does not know.
 * From 2 on a body says from where on it knows what commits overwrote. */
const FORMAT = 2;
const FIRST_FORMAT = 1;
/** There was no bound on what commits overwrote in that one: it may be more than memory holds. */
const FIRST_FORMAT_BYTES_MAX = 512 * 1_024 * 1_024;
/** A part is full from here on, at the end of a line. */
const PART_BYTES = 512 * 1_024;
/** The same of a slice of a list, at the end of an entry. */
const SLICE_BYTES = 64 * 1_024;

export interface Snapshot {
  readonly position: number;
  readonly revision: number;
  readonly head: Buffer;
  readonly state: DurableState;
}

interface SnapshotRow {
  readonly position: number;
  readonly revision: number;
  readonly head: Buffer;
  readonly parts: number;
  readonly digest: Buffer;
}

/** Writes one snapshot, part by part. The state may go on changing meanwhile: its values are immutable. */
export class SnapshotDraft {
  readonly position: number;
  readonly #revision: number;
  readonly #head: Buffer;
  readonly #lines: Iterator<string>;
  readonly #digest;
  #parts = 0;
  #next: Part | null;

  constructor(state: DurableState, head: Buffer) {
    this.position = state.position;
    this.#revision = state.revision;
    this.#head = head;
    const body = serialiseDurableState(state) as Record<string, unknown>;
    // Lists may be the state's own, which goes on changing while the parts are written.
    for (const [key, value] of Object.entries(body))
      if (Array.isArray(value)) body[key] = [...(value as unknown[])];
    this.#lines = linesOf(body);
    this.#digest = startDigest(state.position, head);
    this.#next = this.#fill();
  }

  get done(): boolean {
    return this.#next === null;
  }

  /** Writes the next part, within the caller's transaction. Nothing is taken until `taken` is called. */
  write(database: Connection): number {
    const part = this.#next;
    if (part === null) return 0;
    if (this.#parts === 0) removeFrom(database, this.position);
    database
      .prepare('INSERT INTO snapshot_parts (position, part, body) VALUES (?, ?, ?)')
      .run(this.position, this.#parts, part.body);
    if (part.last) {
      database
        .prepare('INSERT INTO snapshots (position, revision, head, parts, digest) VALUES (?, ?, ?, ?, ?)')
        .run(this.position, this.#revision, this.#head, this.#parts + 1, part.digest);
      removeOlder(database);
    }
    return part.body.length;
  }

  /** The transaction with the last part written is durable. */
  taken(): void {
    const last = this.#next?.last ?? true;
    this.#parts += 1;
    this.#next = last ? null : this.#fill();
  }

  #fill(): Part {
    const pieces: string[] = [];
    let size = 0;
    let last = false;
    while (size < PART_BYTES) {
      const line = this.#lines.next();
      if (line.done === true) {
        last = true;
        break;
      }
      pieces.push(line.value);
      size += line.value.length;
    }
    const body = Buffer.from(pieces.join(''));
    this.#digest.update(body);
    return { body, last, digest: last ? this.#digest.copy().digest() : EMPTY };
  }
}

interface Part {
  readonly body: Buffer;
  readonly last: boolean;
  readonly digest: Buffer;
}

const EMPTY = Buffer.alloc(0);

/** The positions of the snapshots there are, newest first. */
export function snapshotRows(database: Connection): SnapshotRow[] {
  return database
    .prepare('SELECT position, revision, head, parts, digest FROM snapshots ORDER BY position DESC')
    .all() as SnapshotRow[];
}

/**
 * Reads one snapshot, part by part; null where it is not what was written, down to the kind of its values, or anything else
 * keeps it from being read: a snapshot is a shortcut, and never the reason that a whole log cannot be.
 * @throws SqliteError where SQLite cannot read its own file: then the log is in doubt as well
 */
export function readSnapshot(database: Connection, row: SnapshotRow): Snapshot | null {
  try {
    if (!isAsWritten(database, row)) return null;
    const state = reviveDurableState(bodyOf(partsOf(database, row)));
    if (state.position !== row.position || state.revision !== row.revision) return null;
    return { position: row.position, revision: row.revision, head: row.head, state };
  } catch (error) {
    if (sqliteCode(error) !== '') throw error;
    return null;
  }
}

function isAsWritten(database: Connection, row: SnapshotRow): boolean {
  // A bit makes text of bytes: SQLite gives that as another type.
  if (!Buffer.isBuffer(row.head) || !Buffer.isBuffer(row.digest)) return false;
  const digest = startDigest(row.position, row.head);
  const first = startDigest(row.position, row.head, FIRST_FORMAT);
  let [parts, bytes] = [0, 0];
  for (const body of partsOf(database, row)) {
    if (!Buffer.isBuffer(body)) return false;
    digest.update(body);
    first.update(body);
    parts += 1;
    bytes += body.length;
  }
  if (parts !== row.parts) return false;
  if (digest.digest().equals(row.digest)) return true;
  return bytes <= FIRST_FORMAT_BYTES_MAX && first.digest().equals(row.digest);
}

function partsOf(database: Connection, { position }: SnapshotRow): IterableIterator<Buffer> {
  return database
    .prepare('SELECT body FROM snapshot_parts WHERE position = ? ORDER BY part')
    .pluck()
    .iterate(position) as IterableIterator<Buffer>;
}

/** Parts whose snapshot was never finished. Within the caller's transaction. */
export function removeUnfinished(database: Connection): void {
  database.exec('DELETE FROM snapshot_parts WHERE position NOT IN (SELECT position FROM snapshots)');
}

function removeOlder(database: Connection): void {
  const rows = snapshotRows(database);
  for (const { position } of rows.slice(SNAPSHOTS_KEPT)) {
    database.prepare('DELETE FROM snapshots WHERE position = ?').run(position);
    database.prepare('DELETE FROM snapshot_parts WHERE position = ?').run(position);
  }
}

/** Whatever claims to stand where a snapshot is being made, or after it, is damaged: what it stands for was not there yet. */
function removeFrom(database: Connection, position: number): void {
  database.prepare('DELETE FROM snapshots WHERE position >= ?').run(position);
  database.prepare('DELETE FROM snapshot_parts WHERE position >= ?').run(position);
}

function startDigest(position: number, head: Buffer, format = FORMAT): ReturnType<typeof createHash> {
  return createHash('sha256').update(`vibesync snapshot ${format}\n${position}\n`).update(head);
}

/** Line by line: `["key",value]` for what is small, `["key","+",[entries]]` for slices of a list. */
function* linesOf(body: Record<string, unknown>): Generator<string> {
  for (const [key, value] of Object.entries(body)) {
    if (!Array.isArray(value)) {
      yield `${JSON.stringify([key, value])}\n`;
      continue;
    }
    const sliceOf = (entries: readonly string[]): string =>
      `[${JSON.stringify(key)},"+",[${entries.join(',')}]]\n`;
    yield sliceOf([]);
    let slice: string[] = [];
    let size = 0;
    for (const entry of value as readonly unknown[]) {
      const text = JSON.stringify(entry);
      slice.push(text);
      size += text.length;
      if (size < SLICE_BYTES) continue;
      yield sliceOf(slice);
      slice = [];
      size = 0;
    }
    if (slice.length > 0) yield sliceOf(slice);
  }
}

/** @param parts each of whole lines: a string cannot be as long as all of them together may be */
function bodyOf(parts: Iterable<Buffer>): Record<string, unknown> {
  const body = new Map<string, unknown>();
  const lists = new Map<string, unknown[]>();
  for (const part of parts) {
    for (const line of part.toString('utf8').split('\n')) {
      if (line === '') continue;
      const [key, value, entries] = JSON.parse(line) as [string, unknown, unknown[] | undefined];
      if (entries === undefined) body.set(key, value);
      else {
        const list = lists.get(key) ?? [];
        for (const entry of entries) list.push(entry);
        lists.set(key, list);
      }
    }
  }
  return Object.fromEntries([...body, ...lists]);
}
