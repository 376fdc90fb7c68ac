/** Moves SQLite's write-ahead file into the database before it grows long, and books what that costs in syncs (R3). */
import { CHECKPOINT_PAGES, PAGE_BYTES } from './database.ts';
import type { Connection } from './database.ts';
import type { Counters } from './messages.ts';
import { trace } from './trace.ts';

/** Pages of a transaction besides those that its bytes fill: the leaf that holds the row, now and then its parent. */
const OVERHEAD_PAGES = 2;
/** A checkpoint syncs the write-ahead file and the database. */
const CHECKPOINT_SYNCS = 2;

export class Checkpointer {
  readonly #database: Connection;
  readonly #counters: Counters;
  readonly #syncReceipts: () => boolean;
  #pages = 0;
  /** The file begins anew: its header costs the next commit one sync more. */
  #reset = true;

  /** @param syncReceipts brings the receipts' marks to disk; says whether that took a sync */
  constructor(database: Connection, counters: Counters, syncReceipts: () => boolean) {
    this.#database = database;
    this.#counters = counters;
    this.#syncReceipts = syncReceipts;
  }

  /** A transaction of so many bytes was committed. */
  committed(bytes: number): void {
    if (this.#reset) this.#counters.checkpoints += 1;
    this.#reset = false;
    this.#pages += Math.floor(bytes / PAGE_BYTES) + OVERHEAD_PAGES;
  }

  get due(): boolean {
    return this.#pages >= CHECKPOINT_PAGES;
  }

  /** @param position the last durable one */
  checkpoint(kind: 'PASSIVE' | 'TRUNCATE', position: number): void {
    trace('checkpointing', position);
    const dirty = this.#pages > 0;
    this.#pages = 0;
    try {
      if (this.#syncReceipts()) this.#counters.checkpoints += 1;
      this.#database.pragma(`wal_checkpoint(${kind})`);
      if (dirty) this.#counters.checkpoints += CHECKPOINT_SYNCS;
      this.#reset = true;
    } catch {
      // Nothing is lost: the file keeps what could not be moved, and the next checkpoint writes it all again.
      this.#counters.checkpointFailures += 1;
    }
  }
}
