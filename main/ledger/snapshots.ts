/**
 * Snapshots: the folded state at the end of a group, so that opening replays a short tail instead of the whole log.
 * A snapshot is JSON lines in parts of bounded size; the parts ride in the transactions of ordinary groups, so that a
 * big state never holds up a commit, and its header is written with the last of them.
 */
import { createHash } from 'node:crypto';
import { reviveDurableState, serialiseDurableState } from '#app/ledger/index.ts';
import type { DurableState } from '#app/ledger/index.ts';
import type { Connection } from './database.ts';

const SNAPSHOTS_KEPT = 3;
const PART_BYTES = 512 * 1_024;
/** Entries of a list serialised at once. */
const SLICE_ENTRIES = 256;

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
 * Reads one snapshot; null where it is not what was written, down to the kind of its values, or says what this version
 * makes no state of. @throws SqliteError where SQLite cannot read its own file: then the log is in doubt as well
 */
export function readSnapshot(database: Connection, row: SnapshotRow): Snapshot | null {
  const bodies = database
    .prepare('SELECT body FROM snapshot_parts WHERE position = ? ORDER BY part')
    .pluck()
    .all(row.position) as Buffer[];
  if (bodies.length !== row.parts) return null;
  // A bit makes text of bytes: SQLite gives that as another type.
  if (![row.head, row.digest, ...bodies].every((bytes) => Buffer.isBuffer(bytes))) return null;
  const digest = startDigest(row.position, row.head);
  for (const body of bodies) digest.update(body);
  if (!digest.digest().equals(row.digest)) return null;
  const state = stateOf(Buffer.concat(bodies).toString('utf8'));
  if (state === null) return null;
  if (state.position !== row.position || state.revision !== row.revision) return null;
  return { position: row.position, revision: row.revision, head: row.head, state };
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

/** Null for a body that is no state: a snapshot is a shortcut, and never the reason that a whole log cannot be read. */
function stateOf(text: string): DurableState | null {
  try {
    return reviveDurableState(bodyOf(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

function startDigest(position: number, head: Buffer): ReturnType<typeof createHash> {
  return createHash('sha256').update(`vibesync snapshot 1\n${position}\n`).update(head);
}

/** Line by line: `["key",value]` for what is small, `["key","+",[entries]]` for slices of a list. */
function* linesOf(body: Record<string, unknown>): Generator<string> {
  for (const [key, value] of Object.entries(body)) {
    if (!Array.isArray(value)) {
      yield `${JSON.stringify([key, value])}\n`;
      continue;
    }
    const entries = value as readonly unknown[];
    yield `${JSON.stringify([key, '+', []])}\n`;
    for (let start = 0; start < entries.length; start += SLICE_ENTRIES) {
      yield `${JSON.stringify([key, '+', entries.slice(start, start + SLICE_ENTRIES)])}\n`;
    }
  }
}

function bodyOf(text: string): Record<string, unknown> {
  const body = new Map<string, unknown>();
  const lists = new Map<string, unknown[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [key, value, entries] = JSON.parse(line) as [string, unknown, unknown[] | undefined];
    if (entries === undefined) body.set(key, value);
    else {
      const list = lists.get(key) ?? [];
      list.push(...entries);
      lists.set(key, list);
    }
  }
  return Object.fromEntries([...body, ...lists]);
}
