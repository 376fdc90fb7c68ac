/**
 * The writer: the one place where records become durable. It runs in the ledger's worker, owns the only connection,
 * and says `durable` after the sync and never before (DUR-1).
 *
 * Group commit needs no timer: while one group is being synced the next collects in the port's queue. Records that
 * need no sync of their own (R3) wait for the next that does. Everything else (folding, snapshots, verifying, reading)
 * happens in short slices between groups.
 */
import type { KeyObject } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import type { Reason } from '#app/intents/index.ts';
import type { Receipt } from '#app/ledger/index.ts';
import { Background } from './background.ts';
import { CHECKPOINT_PAGES, diskReason, lockFolder, OpenFailure, PAGE_BYTES } from './database.ts';
import type { Connection } from './database.ts';
import { damage, frameGroup, isoOf } from './frames.ts';
import type { Damage, FramedGroup } from './frames.ts';
import { accountOf, GroupQueue } from './group-queue.ts';
import type { ChainPoint } from './log.ts';
import type {
  AppendMessage,
  Counters,
  FailedEvent,
  FromWorker,
  LedgerMode,
  Loss,
  OpenedMessage,
  WorkerOptions,
} from './messages.ts';
import { openStore, prepareFolder, reasonOf } from './opening.ts';
import type { OpenedStore } from './opening.ts';
import { serveReader } from './reader-port.ts';
import type { ReaderPort } from './reader-port.ts';
import { folderDigest, ReceiptFile } from './receipt-file.ts';
import { makeReceipt, readOrMakeKey } from './receipts.ts';
import { freeBytes, SPACE_RESERVE_BYTES } from './space.ts';
import { trace } from './trace.ts';

/** Records since the last snapshot that make another one worth its time at a clean end. */
const CLOSING_SNAPSHOT_RECORDS = 1_024;
/** More to fold than this, and the end does without a snapshot: the next start replays a little more instead. */
const CLOSING_LAG_RECORDS = 16_384;
/** Pages of a transaction besides those that its bytes fill: the leaf that holds the row, now and then its parent. */
const OVERHEAD_PAGES = 2;
/** A checkpoint syncs the WAL and the database. */
const CHECKPOINT_SYNCS = 2;
/** While writing does not pause, every so many groups a slice of the background's work is done. */
const GROUPS_PER_SLICE = 4;

export class Writer {
  readonly #options: WorkerOptions;
  readonly #post: (message: FromWorker) => void;
  readonly #lock: Connection;
  readonly #key: KeyObject;
  readonly #folder: string;
  readonly #queue = new GroupQueue();
  readonly #readers = new Set<ReaderPort>();
  readonly #counters: Counters = {
    groups: 0,
    checkpoints: 0,
    leases: 0,
    flushes: 0,
    records: 0,
    checkpointFailures: 0,
    receiptFailures: 0,
  };
  #store: OpenedStore;
  #background: Background;
  #receiptFile: ReceiptFile | null;
  #mode: LedgerMode;
  #problem: Reason | null;
  #loss: Loss | null;
  #end: ChainPoint;
  #revision: number;
  #leased: number;
  /** Position that the next append has to begin at. */
  #expected: number;
  /** A failure was told; what was sent before that was heard is dropped. */
  #rejecting = false;
  /** An epoch record that gives up what is lost is on its way to the disk. */
  #accepting = false;
  /** The outcome of a commit is open: nothing is done until `reopen`. */
  #stopped = false;
  #scheduled = false;
  #walPages = 0;
  /** The WAL begins anew: its header costs the next group one sync more. */
  #walReset = true;
  #groupsSinceSlice = 0;
  #closed = false;

  /** Takes the folder and opens the ledger in it. @throws OpenFailure */
  constructor(options: WorkerOptions, post: (message: FromWorker) => void) {
    this.#options = options;
    this.#post = post;
    prepareFolder(options.folder);
    this.#lock = lockFolder(options.folder);
    try {
      this.#folder = folderDigest(options.folder);
      this.#key = keyFrom(options.keyFile);
      this.#store = openStore(options);
      this.#receiptFile = this.#openReceipts();
    } catch (error) {
      this.#lock.close();
      throw error;
    }
    const store = this.#store;
    this.#mode = store.mode;
    this.#problem = store.problem;
    this.#loss = store.loss;
    this.#end = store.end;
    this.#revision = store.state.revision;
    this.#leased = store.state.leasedTo;
    this.#expected = store.end.position + 1;
    this.#background = this.#begin(store);
  }

  /** What the opening found, for the main thread. The state is copied on its way. */
  opened(): OpenedMessage {
    const { state, lastGoodSnapshot, sqlite, notes } = this.#store;
    return {
      mode: this.#mode,
      problem: this.#problem,
      loss: this.#loss,
      lastGoodSnapshot,
      state,
      receipt: this.#revision === 0 ? null : this.#receipt(this.#revision, this.#end.head),
      sqlite,
      notes,
      counters: { ...this.#counters },
    };
  }

  append(batch: AppendMessage): void {
    if (this.#stopped || this.#closed) return;
    if (batch.position !== this.#expected) {
      // After a failure was told, appends that were on their way when it was are known to be out of place.
      if (!this.#rejecting)
        this.#stop({
          code: 'position_mismatch',
          message: `Record ${batch.position} was appended where ${this.#expected} was due.`,
          path: null,
        });
      return;
    }
    const refusal = this.#refusalOf(batch);
    if (refusal !== null) {
      this.#reject('read_only', this.#expected, refusal);
      return;
    }
    this.#rejecting = false;
    this.#queue.push(batch);
    this.#expected += batch.bodies.length;
    trace(batch.commits.length > 0 ? 'commit_queued' : 'queued', this.#expected - 1);
    this.#schedule();
  }

  /** The main thread holds too much that is not durable: nothing from here on. */
  refuse(position: number): void {
    if (this.#stopped || this.#closed || position !== this.#expected) return;
    this.#reject('refused', position, {
      code: 'ledger_busy',
      message: 'Too much waits for the disk. Try again when it has caught up.',
      path: null,
    });
  }

  records(from: number, limit: number): { position: number; time: string; json: string }[] {
    try {
      return this.#store.log
        .recordsFrom(from, limit)
        .filter(({ position }) => position <= this.#end.position)
        .map(({ position, timeMs, json }) => ({ position, time: isoOf(timeMs), json }));
    } catch (error) {
      this.#unreadable(from, error);
      return [];
    }
  }

  /** Checks the whole chain as it stands now. */
  verifyAll(done: (records: number, problem: string | null) => void): void {
    this.#background.verify(this.#end, 0, (event, found) => {
      if (event.progress < 1 && found === null) return;
      if (found !== null) this.#damaged(found);
      done(event.records, event.problem);
    });
    this.#schedule();
  }

  attach(port: MessagePort): void {
    const reader = serveReader(
      port,
      () => ({ log: this.#store.log, end: this.#end.position, ledger: this.#store.state.ledger }),
      (from, error) => this.#unreadable(from, error),
    );
    this.#readers.add(reader);
    port.once('close', () => this.#readers.delete(reader));
  }

  /** After an unknown outcome: closes the connection and lets a replay decide what the disk holds. @throws OpenFailure */
  reopen(timeMs: number): OpenedMessage {
    this.#queue.clear();
    this.#stopped = true;
    this.#receiptFile?.close();
    this.#receiptFile = null;
    this.#store.database.close();
    this.#store = openStore({ ...this.#options, timeMs });
    this.#receiptFile = this.#openReceipts();
    const store = this.#store;
    this.#mode = store.mode;
    this.#problem = store.problem;
    this.#loss = store.loss;
    this.#end = store.end;
    this.#revision = store.state.revision;
    this.#leased = store.state.leasedTo;
    this.#expected = store.end.position + 1;
    this.#rejecting = false;
    this.#accepting = false;
    this.#walReset = true;
    this.#walPages = 0;
    this.#background = this.#begin(store);
    this.#stopped = false;
    for (const reader of this.#readers) reader.durable();
    return this.opened();
  }

  /** Writes what waits, leaves a snapshot and an empty WAL behind, and lets go of the folder. */
  close(): Counters {
    if (!this.#closed && this.#mode === 'ok' && !this.#stopped) {
      while (this.#queue.records > 0 && !this.#stopped) this.#writeGroup();
      if (this.#healthy()) this.#closingSnapshot();
      if (this.#healthy()) this.#checkpoint('TRUNCATE');
    }
    this.#closed = true;
    this.#receiptFile?.close();
    this.#store.database.close();
    this.#lock.close();
    for (const reader of this.#readers) reader.close();
    return { ...this.#counters };
  }

  #healthy(): boolean {
    return this.#mode === 'ok' && !this.#stopped;
  }

  /** What follows every opening. */
  #begin(store: OpenedStore): Background {
    const background = new Background(
      store.log,
      store.state,
      store.lastSnapshotPosition,
      this.#options.snapshotEvery,
    );
    if (store.mode !== 'read_only') {
      background.verify(
        store.verifiedFrom,
        store.end.position - store.verifiedFrom.position,
        (event, found) => {
          if (found !== null) this.#damaged(found);
          this.#post({ tell: 'verified', event });
        },
      );
    }
    if (store.mode === 'ok') this.#writeMark(this.#options.timeMs);
    this.#schedule();
    return background;
  }

  /** @throws OpenFailure: without a place for its receipts a ledger would lose its only guard against a lying disk */
  #openReceipts(): ReceiptFile | null {
    if (this.#store.mode === 'read_only') return null;
    try {
      return new ReceiptFile(this.#options.receiptFolder, this.#store.state.ledger);
    } catch (error) {
      this.#store.database.close();
      const why = error instanceof Error ? error.message : String(error);
      throw new OpenFailure(
        'folder_unusable',
        `The folder of the receipts cannot be used: ${why}`,
        this.#options.receiptFolder,
      );
    }
  }

  #refusalOf(batch: AppendMessage): Reason | null {
    if (this.#mode === 'read_only') return this.#problem;
    if (this.#mode === 'loss' && this.#loss !== null && !this.#accepting) {
      const given = batch.acceptsLossThrough;
      if (given === null || given < this.#loss.lostThrough) return this.#problem;
      this.#accepting = true;
    }
    return null;
  }

  #schedule(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    // After the port's messages, all of them: what came in during the last sync becomes one group.
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#closed || this.#stopped) return;
    if (this.#queue.due) {
      const before = this.#end.position;
      this.#writeGroup();
      this.#groupsSinceSlice += 1;
      if (this.#background.pressed) this.#act(this.#background.keepUp(this.#end.position - before));
      else if (this.#groupsSinceSlice >= GROUPS_PER_SLICE) this.#slice();
    } else this.#slice();
    if (this.#queue.due || this.#background.busy) this.#schedule();
  }

  #slice(): void {
    this.#groupsSinceSlice = 0;
    if (this.#act(this.#background.slice())) return;
    if (!this.#queue.due && this.#background.draft !== null && this.#healthy()) this.#writePart();
  }

  /** @returns whether the background found damage */
  #act(found: Damage | null): boolean {
    if (found !== null) this.#damaged(found);
    return found !== null;
  }

  #writeGroup(): void {
    const batches = this.#queue.take();
    const records = batches.flatMap(({ bodies, timeMs }) => bodies.map((json) => ({ timeMs, json })));
    const group = frameGroup(this.#end.position + 1, records, this.#end.head);
    const last = group.first + group.count - 1;
    if (freeBytes(this.#options.folder) < group.body.length + SPACE_RESERVE_BYTES) {
      this.#reject('refused', group.first, {
        code: 'disk_full',
        message: 'The disk that holds the history is full. Free some space.',
        path: this.#store.file,
      });
      return;
    }
    trace('writing', last);
    const { log, database, file } = this.#store;
    const draft = this.#background.draft;
    if (draft !== null) trace('snapshotting', last);
    let bytes = group.body.length;
    const written = log.transact(
      () => {
        log.insert(group);
        if (draft !== null) bytes += this.#background.writePart(database);
      },
      () => trace('syncing', last),
    );
    if (!written.ok) {
      const reason = diskReason(written.error, file);
      if (written.outcome === 'refused') this.#reject('refused', group.first, reason);
      else this.#stop(reason);
      return;
    }
    trace('synced', last);
    this.#counters[accountOf(batches)] += 1;
    this.#bookHeader();
    if (draft !== null) this.#background.partTaken();
    this.#durable(group, batches);
    this.#checkpointAfter(bytes);
  }

  /** The group is on stable storage: only now may anybody hear of it. */
  #durable(group: FramedGroup, batches: readonly AppendMessage[]): void {
    this.#counters.records += group.count;
    this.#end = { position: group.first + group.count - 1, head: group.head };
    const receipts: Receipt[] = [];
    for (const { commits, leased } of batches) {
      for (const { n } of commits) {
        receipts.push(this.#receipt(n, group.head));
        this.#revision = n;
      }
      this.#leased = Math.max(this.#leased, leased);
    }
    if (this.#mode === 'loss') {
      this.#mode = 'ok';
      this.#problem = null;
      this.#loss = null;
      this.#accepting = false;
      this.#post({ tell: 'mode', mode: 'ok', problem: null });
    }
    this.#writeMark(batches[batches.length - 1]?.timeMs ?? 0);
    trace('receipt_written', this.#end.position);
    this.#post({ tell: 'durable', position: this.#end.position, receipts, counters: { ...this.#counters } });
    trace('reported', this.#end.position);
    this.#background.written(this.#end.position);
    for (const reader of this.#readers) reader.durable();
  }

  #receipt(n: number, head: Buffer): Receipt {
    return makeReceipt(this.#key, this.#store.state.ledger, n, head);
  }

  #writeMark(timeMs: number): void {
    const { ledger, project } = this.#store.state;
    const { n, head, mac } = this.#receipt(this.#revision, this.#end.head);
    const position = this.#end.position;
    const mark = {
      ledger,
      project: project.id,
      folder: this.#folder,
      position,
      n,
      leased: this.#leased,
      head,
      mac,
    };
    try {
      this.#receiptFile?.write(mark, timeMs);
    } catch {
      // The record is durable all the same; what is weaker is only the guard against a disk that loses it later.
      this.#counters.receiptFailures += 1;
    }
  }

  #writePart(): void {
    const { log, database, file } = this.#store;
    if (freeBytes(this.#options.folder) < 2 * SPACE_RESERVE_BYTES) {
      this.#background.dropDraft();
      return;
    }
    trace('snapshotting', this.#end.position);
    let bytes = 0;
    const written = log.transact(
      () => {
        bytes = this.#background.writePart(database);
      },
      () => undefined,
    );
    if (written.ok) {
      this.#counters.flushes += 1;
      this.#bookHeader();
      this.#background.partTaken();
      this.#checkpointAfter(bytes);
    } else if (written.outcome === 'unknown') this.#stop(diskReason(written.error, file));
    else this.#background.dropDraft();
  }

  #closingSnapshot(): void {
    if (this.#background.lag > CLOSING_LAG_RECORDS) return;
    const found = this.#background.catchUp();
    if (found !== null) {
      this.#damaged(found);
      return;
    }
    this.#background.startDraft(
      this.#end.head,
      Math.min(CLOSING_SNAPSHOT_RECORDS, this.#options.snapshotEvery),
    );
    while (this.#background.draft !== null && this.#healthy()) this.#writePart();
  }

  /** The first commit after a checkpoint begins the WAL anew and syncs its header before itself. */
  #bookHeader(): void {
    if (this.#walReset) this.#counters.checkpoints += 1;
    this.#walReset = false;
  }

  /** Makes a checkpoint when the WAL is long enough. */
  #checkpointAfter(bytes: number): void {
    this.#walPages += Math.floor(bytes / PAGE_BYTES) + OVERHEAD_PAGES;
    if (this.#walPages >= CHECKPOINT_PAGES) this.#checkpoint('PASSIVE');
  }

  #checkpoint(kind: 'PASSIVE' | 'TRUNCATE'): void {
    trace('checkpointing', this.#end.position);
    const dirty = this.#walPages > 0;
    this.#walPages = 0;
    try {
      if (this.#receiptFile?.sync() === true) this.#counters.checkpoints += 1;
      this.#store.database.pragma(`wal_checkpoint(${kind})`);
      if (dirty) this.#counters.checkpoints += CHECKPOINT_SYNCS;
      this.#walReset = true;
    } catch {
      // Nothing is lost: the WAL keeps what could not be moved, and the next checkpoint writes it all again.
      this.#counters.checkpointFailures += 1;
    }
  }

  /** Known not to be durable, and the ledger goes on (R5). */
  #reject(outcome: 'refused' | 'read_only', from: number, reason: Reason): void {
    this.#queue.clear();
    this.#background.dropDraft();
    this.#rejecting = true;
    this.#accepting = false;
    this.#expected = from;
    this.#fail({ outcome, from, reason });
  }

  /** Nobody knows what is on the disk. Nothing more is done here until a replay has looked (R5). */
  #stop(reason: Reason): void {
    this.#queue.clear();
    this.#stopped = true;
    this.#fail({ outcome: 'unknown', from: this.#end.position + 1, reason });
  }

  #unreadable(from: number, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#damaged(damage(from, 'database_damaged', `SQLite cannot read record ${from} (${why}).`));
  }

  #damaged(found: Damage): void {
    if (this.#mode === 'read_only') return;
    this.#mode = 'read_only';
    this.#problem = reasonOf(found);
    this.#reject('read_only', this.#end.position + 1, this.#problem);
  }

  #fail(event: FailedEvent): void {
    this.#post({ tell: 'failed', event, mode: this.#mode, problem: this.#problem });
  }
}

function keyFrom(file: string): KeyObject {
  try {
    return readOrMakeKey(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OpenFailure('key_unusable', `The key for receipts cannot be used: ${why}`, file);
  }
}
