/**
 * The writer: the one place where records become durable. It runs in the ledger's worker, owns the only connection,
 * and says `durable` after the sync and never before (DUR-1).
 *
 * Group commit needs no timer: while one group is being synced the next collects in the port's queue. Records that
 * need no sync of their own (R3) wait for the next that does. Everything else (folding, snapshots, verifying, reading)
 * happens in short slices between groups.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Reason } from '#app/intents/index.ts';
import type { Receipt } from '#app/ledger/index.ts';
import { Background } from './background.ts';
import { Checkpointer } from './checkpointer.ts';
import { diskReason, lockFolder } from './database.ts';
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
import { openStore, prepareFolder, reasonOf, settle } from './opening.ts';
import type { OpenedStore } from './opening.ts';
import { prepareSuccessor } from './successor.ts';
import { serveReader } from './reader-port.ts';
import type { ReaderPort } from './reader-port.ts';
import { ReceiptKeeper } from './receipt-keeper.ts';
import { freeBytes, SPACE_RESERVE_BYTES } from './space.ts';
import { trace } from './trace.ts';

/** Records since the last snapshot that make another one worth its time at a clean end. */
const CLOSING_SNAPSHOT_RECORDS = 1_024;
/** More to fold than this, and the end does without a snapshot: the next start replays a little more instead. */
const CLOSING_LAG_RECORDS = 16_384;
/** While writing does not pause, every so many groups a slice of the background's work is done. */
const GROUPS_PER_SLICE = 4;

interface Life {
  readonly store: OpenedStore;
  readonly receipts: ReceiptKeeper;
  readonly checkpointer: Checkpointer;
  readonly background: Background;
}

export class Writer {
  readonly #options: WorkerOptions;
  readonly #post: (message: FromWorker) => void;
  readonly #lock: Connection;
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
  #receipts: ReceiptKeeper;
  #checkpointer: Checkpointer;
  #mode: LedgerMode;
  #problem: Reason | null;
  #loss: Loss | null;
  /** Records are wrong. */
  #broken: boolean;
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
  #groupsSinceSlice = 0;
  #closed = false;

  /** Takes the folder and opens the ledger in it. @throws OpenFailure */
  constructor(options: WorkerOptions, post: (message: FromWorker) => void) {
    this.#options = options;
    this.#post = post;
    prepareFolder(options);
    this.#lock = lockFolder(options.folder);
    try {
      const life = this.#open(options.timeMs);
      this.#store = life.store;
      this.#receipts = life.receipts;
      this.#checkpointer = life.checkpointer;
      this.#background = life.background;
    } catch (error) {
      this.#lock.close();
      throw error;
    }
    const { mode, problem, loss, damaged, end, state } = this.#store;
    this.#mode = mode;
    this.#problem = problem;
    this.#loss = loss;
    this.#broken = damaged;
    this.#end = end;
    this.#revision = state.revision;
    this.#leased = state.leasedTo;
    this.#expected = end.position + 1;
    this.#begin(options.timeMs);
  }

  /** What the opening found, for the main thread. The state is copied on its way. */
  opened(): OpenedMessage {
    const damaged = this.#broken;
    const { state, lastGoodSnapshot, sqlite, notes } = this.#store;
    return {
      mode: this.#mode,
      problem: this.#problem,
      loss: this.#loss,
      damaged,
      lastGoodSnapshot,
      state,
      receipt: this.#revision === 0 ? null : this.#receipts.make(this.#revision, this.#end.head),
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
      this.#reject('read_only', refusal);
      return;
    }
    this.#rejecting = false;
    this.#queue.push(batch);
    this.#expected += batch.bodies.length;
    trace(batch.commits.length > 0 ? 'commit_queued' : 'queued', this.#expected - 1);
    this.#schedule();
  }

  /** Lonely records have waited long enough: they get a sync of their own (R3). */
  flush(): void {
    if (this.#stopped || this.#closed) return;
    this.#queue.hurry();
    this.#schedule();
  }

  /** The main thread holds too much that is not durable: nothing that is not yet written is taken. */
  refuse(position: number): void {
    if (this.#stopped || this.#closed || position !== this.#expected) return;
    this.#reject('refused', {
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

  /**
   * Checks the whole chain as it stands now. A log that is known to be damaged is good up to there at most.
   * @param request by which it can be stopped
   */
  verifyAll(
    request: number,
    came: (progress: number) => void,
    done: (records: number, problem: string | null) => void,
  ): void {
    this.#background.verify({ target: this.#end, beyond: 0, request }, (event, found) => {
      if (event.progress < 1 && found === null) return came(event.progress);
      if (found !== null) this.#damaged(found);
      const known = this.#broken ? (this.#problem?.message ?? null) : null;
      done(event.records, event.problem ?? known);
    });
    this.#schedule();
  }

  stopVerifying(request: number): void {
    this.#background.stopVerifying(request);
  }

  /** Whether what a disk did not take at the opening is on it by now. */
  settles(): boolean {
    const isWhole = this.#mode === 'read_only' && !this.#broken && !this.#stopped;
    return isWhole && settle(this.#store.database) === null;
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

  /**
   * A new ledger takes the place of the damaged one, with the state up to which that can be trusted, and is opened.
   * @param ledger the new one's id
   * @throws OpenFailure
   */
  restart(timeMs: number, ledger: string): OpenedMessage {
    this.#receipts.close();
    this.#store.database.close();
    this.#stopped = true;
    try {
      prepareSuccessor({ ...this.#options, timeMs }, ledger, this.#store.state.ledger);
    } catch (error) {
      // As before: read-only, and to be tried again.
      this.reopen(timeMs);
      throw error;
    }
    return this.reopen(timeMs);
  }

  /** After an unknown outcome: closes the connection and lets a replay decide what the disk holds. @throws OpenFailure */
  reopen(timeMs: number): OpenedMessage {
    this.#queue.clear();
    this.#stopped = true;
    this.#receipts.close();
    this.#store.database.close();
    const life = this.#open(timeMs, true);
    this.#store = life.store;
    this.#receipts = life.receipts;
    this.#checkpointer = life.checkpointer;
    this.#background = life.background;
    const { mode, problem, loss, damaged, end, state } = this.#store;
    this.#mode = mode;
    this.#problem = problem;
    this.#loss = loss;
    this.#broken = damaged;
    this.#end = end;
    this.#revision = state.revision;
    this.#leased = state.leasedTo;
    this.#expected = end.position + 1;
    this.#rejecting = false;
    this.#accepting = false;
    this.#stopped = false;
    this.#begin(timeMs);
    for (const reader of this.#readers) reader.durable();
    return this.opened();
  }

  /** Writes what waits, leaves a snapshot and an empty WAL behind, and lets go of the folder. */
  close(): Counters {
    if (!this.#closed && this.#mode === 'ok' && !this.#stopped) {
      while (this.#queue.records > 0 && !this.#stopped) this.#writeGroup();
      if (this.#healthy()) this.#closingSnapshot();
      if (this.#healthy()) this.#checkpointer.checkpoint('TRUNCATE', this.#end.position);
    }
    this.#closed = true;
    this.#receipts.close();
    this.#store.database.close();
    this.#lock.close();
    for (const reader of this.#readers) reader.close();
    return { ...this.#counters };
  }

  #healthy(): boolean {
    return this.#mode === 'ok' && !this.#stopped;
  }

  /** One life of the connection, with all that belongs to it. @throws OpenFailure */
  #open(timeMs: number, wasOpen = this.#options.wasOpen === true): Life {
    const options = this.#options;
    const store = openStore({ ...options, timeMs, wasOpen });
    try {
      const { database, log, state } = store;
      const receipts = new ReceiptKeeper(options, state, this.#counters, store.mode !== 'read_only');
      const checkpointer = new Checkpointer(database, this.#counters, () => receipts.sync());
      const background = new Background(log, state, store.lastSnapshotPosition, options.snapshotEvery);
      return { store, receipts, checkpointer, background };
    } catch (error) {
      store.database.close();
      throw error;
    }
  }

  /** What follows every opening. */
  #begin(timeMs: number): void {
    const { damaged, problem, verifiedFrom, end } = this.#store;
    const beyond = end.position - verifiedFrom.position;
    if (this.#mode === 'ok')
      this.#receipts.mark(end.position, this.#receipts.make(this.#revision, end.head), this.#leased, timeMs);
    if (damaged) {
      const event = { problem: problem?.message ?? '', records: end.position, progress: 0 };
      // After the opening has been told.
      setImmediate(() => this.#post({ tell: 'verified', event }));
    } else {
      this.#background.verify({ target: verifiedFrom, beyond, request: null }, (event, found) => {
        if (found !== null) this.#damaged(found);
        this.#post({ tell: 'verified', event });
      });
    }
    this.#schedule();
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
      this.#reject('refused', {
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
      if (written.outcome === 'refused') this.#reject('refused', reason);
      else this.#stop(reason);
      return;
    }
    trace('synced', last);
    this.#counters[accountOf(batches)] += 1;
    this.#checkpointer.committed(bytes);
    if (draft !== null) this.#background.partTaken();
    this.#durable(group, batches);
    this.#checkpointIfDue();
  }

  /** The group is on stable storage: only now may anybody hear of it. */
  #durable(group: FramedGroup, batches: readonly AppendMessage[]): void {
    this.#counters.records += group.count;
    this.#end = { position: group.first + group.count - 1, head: group.head };
    const receipts: Receipt[] = [];
    for (const { commits, leased } of batches) {
      for (const { n } of commits) {
        receipts.push(this.#receipts.make(n, group.head));
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
    const timeMs = batches[batches.length - 1]?.timeMs ?? 0;
    const newest = receipts.at(-1) ?? this.#receipts.make(this.#revision, group.head);
    this.#receipts.mark(this.#end.position, newest, this.#leased, timeMs);
    trace('receipt_written', this.#end.position);
    this.#post({ tell: 'durable', position: this.#end.position, receipts, counters: { ...this.#counters } });
    trace('reported', this.#end.position);
    this.#background.written(this.#end.position);
    for (const reader of this.#readers) reader.durable();
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
      this.#checkpointer.committed(bytes);
      this.#background.partTaken();
      this.#checkpointIfDue();
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

  /** After the confirmation has left: a checkpoint may take its time. */
  #checkpointIfDue(): void {
    if (this.#checkpointer.due) this.#checkpointer.checkpoint('PASSIVE', this.#end.position);
  }

  /** All that waits is known not to be durable (R5). */
  #reject(outcome: 'refused' | 'read_only', reason: Reason): void {
    const from = this.#end.position + 1;
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
    // Between two lives of the connection nothing can be read, which says nothing about what is written.
    if (this.#stopped) return;
    const why = error instanceof Error ? error.message : String(error);
    this.#damaged(damage(from, 'database_damaged', `SQLite cannot read record ${from} (${why}).`));
  }

  #damaged(found: Damage): void {
    if (this.#mode === 'read_only') return;
    this.#mode = 'read_only';
    this.#broken = true;
    this.#problem = reasonOf(found);
    this.#reject('read_only', this.#problem);
  }

  #fail(event: FailedEvent): void {
    const damaged = this.#broken;
    this.#post({ tell: 'failed', event, mode: this.#mode, problem: this.#problem, damaged });
  }
}
