/** The ledger as the main thread sees it: appends go in, confirmations come out, and nothing here ever waits for a disk. */
import { randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Reason } from '#app/intents/index.ts';
import type { DurableState, LedgerRecord, PositionedRecord, Receipt } from '#app/ledger/index.ts';
import type { SqliteFacts } from './database.ts';
import { appendMessage } from './append-message.ts';
import type {
  Counters,
  FailedEvent,
  FromWorker,
  LedgerMode,
  Loss,
  OpenedMessage,
  ToWorker,
  VerifiedEvent,
  WorkerOptions,
} from './messages.ts';
import { readOrMakeKey, verifyReceipt } from './receipts.ts';

/** Records between snapshots: how much a start replays at most, against how often the state is written out. */
const SNAPSHOT_EVERY_RECORDS = 16_384;
/** What may wait for the disk before more is refused, in UTF-16 units of record bodies. */
const PENDING_UNITS_MAX = 128 * 1_024 * 1_024;

export interface LedgerOptions {
  /** Holds the database and its lock; nothing else should write there. */
  readonly folder: string;
  /** Where the high-water receipt is kept: outside `folder`, on another volume if there is one (R7). */
  readonly receiptFolder: string;
  /** The key of the receipts' MAC, made at the first start with mode 0600; outside `folder`. */
  readonly keyFile: string;
  /** The ids of a ledger that does not exist yet. */
  readonly create: {
    readonly ledger: string;
    readonly project: { readonly id: string; readonly name: string };
  };
  /** Folders of other ledgers with receipts in the same place, any of which this one may be a copy of. */
  readonly others?: readonly string[];
  /** Milliseconds since 1970 UTC; advisory (TIME-2). */
  readonly nowMs: () => number;
  /** Packaged builds insist on SQLite's version (R35). */
  readonly packaged: boolean;
  readonly events: LedgerEvents;
  /** Why nothing may be written to it, though it is whole: a copy that is looked at. Null where it may be. */
  readonly readOnly?: Reason | null;
  /** Records between snapshots; the default suits everything but tests. */
  readonly snapshotEvery?: number;
}

export interface LedgerEvents {
  /** Everything up to `position` is on stable storage; one receipt for each commit among it, in order. */
  durable(event: { readonly position: number; readonly receipts: readonly Receipt[] }): void;
  /** Records from `from` on did not get in (R5): see `LedgerFailedInput`. */
  failed(event: FailedEvent): void;
  /** How far the chain's verification has come; it ends with progress 1 or with a problem (R6). */
  verified(event: VerifiedEvent): void;
}

export type OpenLedgerResult =
  { readonly ok: true; readonly ledger: Ledger } | { readonly ok: false; readonly reason: Reason };

/**
 * Opens the ledger in a folder, or makes it. Never throws for what can be wrong with a folder: a broken ledger opens
 * read-only (`mode`), and what does not open at all says why (`locked`, `unreadable`, `newer_format`, …).
 */
export async function openLedger(options: LedgerOptions): Promise<OpenLedgerResult> {
  const ledger = new Ledger(options);
  const reason = await ledger.start();
  return reason === null ? { ok: true, ledger } : { ok: false, reason };
}

export class Ledger {
  readonly #options: LedgerOptions;
  readonly #requests = new Map<number, (answer: FromWorker | null) => void>();
  /** Who is told how far a verification has come. */
  readonly #checking = new Map<number, (progress: number) => void>();
  readonly #followers = new Set<(port: MessagePort) => void>();
  #worker: Worker | null = null;
  #outbox: ToWorker[] = [];
  /** The outbox leaves when this turn of the loop has ended. */
  #posting = false;
  #opened: OpenedMessage | null = null;
  #key: KeyObject | null = null;
  #nextRequest = 1;
  #position = 0;
  #receipt: Receipt | null = null;
  #mode: LedgerMode = 'ok';
  #problem: Reason | null = null;
  #damaged = false;
  #loss: Loss | null = null;
  #counters: Counters = NO_COUNTERS;
  /** Appends that are not durable yet: their last position and size. */
  #pending: { readonly through: number; readonly units: number }[] = [];
  #pendingUnits = 0;
  /** Too much waited: nothing more is handed on until the worker has said where that began. */
  #refusing = false;
  #closing = false;
  /** A replay decides at this moment what the disk holds: what the old orchestrator still says is not heard. */
  #reopening = false;

  /** @internal use `openLedger` */
  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** What the records amounted to when the ledger was opened, or last reopened. The caller owns and advances it. */
  get state(): DurableState {
    return this.#found.state;
  }
  /** `read_only`: damaged, or its disk takes nothing. `loss`: confirmed records are missing, see `loss`. */
  get mode(): LedgerMode {
    return this.#mode;
  }
  get problem(): Reason | null {
    return this.#problem;
  }
  /** Records are wrong: `restart` is the one way on. */
  get damaged(): boolean {
    return this.#mode === 'read_only' && this.#damaged;
  }
  get loss(): Loss | null {
    return this.#mode === 'loss' ? this.#loss : null;
  }
  /** Revision of the newest snapshot that was whole at the opening; null where there was none. */
  get lastGoodSnapshot(): number | null {
    return this.#found.lastGoodSnapshot;
  }
  /** That of the last commit; null before the first. */
  get receipt(): Receipt | null {
    return this.#receipt;
  }
  /** The last durable position. */
  get position(): number {
    return this.#position;
  }
  get sqlite(): SqliteFacts {
    return this.#found.sqlite;
  }
  /** What the opening found odd and got around. */
  get notes(): readonly Reason[] {
    return this.#found.notes;
  }
  /** Syncs so far, each booked once, as of the last durable group. */
  get counters(): Readonly<Counters> {
    return this.#counters;
  }

  /** Starts the worker and waits for what it finds. @internal */
  start(): Promise<Reason | null> {
    const {
      folder,
      receiptFolder,
      keyFile,
      create,
      others = [],
      packaged,
      nowMs,
      snapshotEvery,
      readOnly,
    } = this.#options;
    const workerData: WorkerOptions = {
      folder,
      receiptFolder,
      keyFile,
      create,
      others,
      packaged,
      wasOpen: this.#opened !== null,
      readOnly: readOnly ?? null,
      snapshotEvery: snapshotEvery ?? SNAPSHOT_EVERY_RECORDS,
      timeMs: nowMs(),
    };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, name: 'ledger' });
    return new Promise<Reason | null>((resolve) => {
      worker.on('message', (message: FromWorker) => {
        if (message.tell === 'not_opened') resolve(message.reason);
        else if (message.tell === 'opened') {
          this.#worker = worker;
          this.#take(message.opened);
          for (const take of this.#followers) this.#serve(take);
          resolve(null);
        } else this.#hear(message);
      });
      const died = (why: string): void => {
        resolve(workerFailed(why));
        this.#died(worker, why);
      };
      worker.on('error', (error) => died(String(error)));
      worker.on('exit', () => died('its thread ended'));
    });
  }

  /**
   * Hands records to the disk, in this order. Confirmed by `durable`, or refused by `failed`; which position they get
   * is the caller's business and is checked.
   * @param position of the first; one more than the last position appended, or the `from` of the last failure
   * @param flush a sync of their own even where none of them needs one (R3); with no records at all, for what waits
   */
  append(position: number, records: readonly LedgerRecord[], flush: boolean): void {
    if (this.#refusing || this.#reopening || this.#worker === null) return;
    if (records.length === 0) {
      if (flush) this.#tell({ ask: 'flush' });
      return;
    }
    if (this.#pendingUnits > PENDING_UNITS_MAX) {
      this.#refusing = true;
      this.#tell({ ask: 'refuse', position });
      return;
    }
    const message = appendMessage(position, records, flush, this.#options.nowMs());
    let units = 0;
    for (const body of message.bodies) units += body.length;
    this.#pending.push({ through: position + records.length - 1, units });
    this.#pendingUnits += units;
    // What rides along anyway (R3) stays back until something is to be synced: the worker sleeps meanwhile.
    if (message.wakes) this.#tell(message);
    else this.#outbox.push(message);
  }

  /** Records from a position on, at most `limit` of them, read from the disk. */
  async readRange(from: number, limit: number): Promise<PositionedRecord[]> {
    const answer = await this.#request((request) => ({ ask: 'range', request, from, limit }));
    if (answer?.tell !== 'range') return [];
    return answer.records.map(({ position, time, json }) => ({
      position,
      time,
      record: JSON.parse(json) as LedgerRecord,
    }));
  }

  /**
   * Serves the log to a derived reader in another thread (`ToReader`, `FromReader`): hands out a port now, and another
   * one whenever the worker had to be replaced.
   * @returns ends that; ports handed out are the reader's to close
   */
  follow(take: (port: MessagePort) => void): () => void {
    this.#followers.add(take);
    this.#serve(take);
    return () => this.#followers.delete(take);
  }

  /**
   * Checks every record from the first to the last.
   * @param came told now and then how far it has come, 0 to 1
   * @param signal ends it before; what was found until then is not told
   * @returns how many held, and the first that did not, in words
   */
  async verifyAll(
    came: (progress: number) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<{ readonly records: number; readonly problem: string | null }> {
    const answer = await this.#request((request) => {
      this.#checking.set(request, came);
      const stop = (): void => {
        this.#tell({ ask: 'stop_verifying', request });
        this.#answer(request, null);
      };
      signal?.addEventListener('abort', stop, { once: true });
      return { ask: 'verify', request };
    });
    if (answer?.tell !== 'checked')
      return { records: 0, problem: 'The history was closed before all of it was checked.' };
    return { records: answer.records, problem: answer.problem };
  }

  /** Whether the disk that keeps a whole ledger read-only can be written to again: then `reopen` goes on. */
  async settles(): Promise<boolean> {
    const answer = await this.#request((request) => ({ ask: 'settle', request }));
    return answer?.tell === 'settled' && answer.isSettled;
  }

  /** Whether a receipt was made by this installation (R7). */
  verifyReceipt(receipt: Receipt): boolean {
    this.#key ??= readOrMakeKey(this.#options.keyFile);
    return verifyReceipt(this.#key, receipt);
  }

  /**
   * After a failure of unknown outcome, or to try a read-only ledger again: closes, opens and replays (R5). Afterwards
   * `state` and the rest are what the disk holds, and the next append follows `state.position`.
   * @returns why it did not open again; null when it did
   */
  async reopen(): Promise<Reason | null> {
    this.#forgetPending();
    return this.#worker === null ? this.start() : this.#again('reopen');
  }

  /**
   * Goes on with a new ledger where a damaged one can still be trusted; the damaged file is kept beside it. Afterwards
   * everything is as after `reopen`.
   * @returns why it cannot be done; null when it was
   */
  async restart(): Promise<Reason | null> {
    if (!this.damaged) return { code: 'not_damaged', message: 'The history is not damaged.', path: null };
    this.#forgetPending();
    return this.#again('restart');
  }

  async #again(ask: 'reopen' | 'restart'): Promise<Reason | null> {
    const timeMs = this.#options.nowMs();
    const ledger = randomUUID();
    this.#reopening = true;
    const answer = await this.#request((request) => ({ ask, request, timeMs, ledger }));
    this.#reopening = false;
    // What was being checked is no more.
    for (const request of [...this.#checking.keys()]) this.#answer(request, null);
    if (answer?.tell !== 'reopened') return workerFailed('it ended while reopening');
    if (answer.opened === null) return answer.reason;
    this.#take(answer.opened);
    return null;
  }

  /** Writes what waits, with a sync, and lets go of the folder. */
  async close(): Promise<void> {
    if (this.#closing || this.#worker === null) return;
    this.#closing = true;
    const worker = this.#worker;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await this.#request((request) => ({ ask: 'close', request }));
    await ended;
  }

  get #found(): OpenedMessage {
    if (this.#opened === null) throw new Error('The ledger was never opened.');
    return this.#opened;
  }

  #take(opened: OpenedMessage): void {
    this.#opened = opened;
    this.#position = opened.state.position;
    this.#receipt = opened.receipt;
    this.#mode = opened.mode;
    this.#problem = opened.problem;
    this.#damaged = opened.damaged;
    this.#loss = opened.loss;
    this.#counters = opened.counters;
    this.#forgetPending();
  }

  #serve(take: (port: MessagePort) => void): void {
    if (this.#worker === null) return;
    const { port1, port2 } = new MessageChannel();
    this.#worker.postMessage([{ ask: 'reader', port: port1 }] satisfies ToWorker[], [port1]);
    take(port2);
  }

  #forgetPending(): void {
    this.#outbox = this.#outbox.filter(({ ask }) => ask !== 'append');
    this.#pending = [];
    this.#pendingUnits = 0;
    this.#refusing = false;
  }

  #hear(message: Exclude<FromWorker, { tell: 'opened' | 'not_opened' }>): void {
    switch (message.tell) {
      case 'durable':
        this.#position = message.position;
        this.#counters = message.counters;
        this.#receipt = message.receipts[message.receipts.length - 1] ?? this.#receipt;
        this.#settlePending(message.position);
        this.#options.events.durable({ position: message.position, receipts: message.receipts });
        return;
      case 'failed':
        this.#mode = message.mode;
        this.#problem = message.problem;
        this.#damaged = message.damaged;
        this.#forgetPending();
        this.#options.events.failed(message.event);
        return;
      case 'mode':
        this.#mode = message.mode;
        this.#problem = message.problem;
        return;
      case 'verified':
        this.#options.events.verified(message.event);
        return;
      case 'closed':
        this.#counters = message.counters;
        this.#answer(message.request, message);
        return;
      case 'checking':
        this.#checking.get(message.request)?.(message.progress);
        return;
      case 'checked':
      case 'range':
      case 'reopened':
      case 'settled':
        this.#answer(message.request, message);
        return;
    }
  }

  #settlePending(position: number): void {
    let settled = 0;
    for (const { through, units } of this.#pending) {
      if (through > position) break;
      this.#pendingUnits -= units;
      settled += 1;
    }
    this.#pending.splice(0, settled);
  }

  #request(ask: (request: number) => ToWorker): Promise<FromWorker | null> {
    if (this.#worker === null) return Promise.resolve(null);
    const request = this.#nextRequest;
    this.#nextRequest += 1;
    return new Promise((resolve) => {
      this.#requests.set(request, resolve);
      this.#tell(ask(request));
    });
  }

  #answer(request: number, message: FromWorker | null): void {
    const resolve = this.#requests.get(request);
    this.#requests.delete(request);
    this.#checking.delete(request);
    resolve?.(message);
  }

  /** Messages of one turn of the loop go together, and with what stayed back before: what the orchestrator decides in one
   * step is one message. */
  #tell(message: ToWorker): void {
    this.#outbox.push(message);
    if (this.#posting) return;
    this.#posting = true;
    queueMicrotask(() => this.#post());
  }

  #post(): void {
    const messages = this.#outbox;
    this.#outbox = [];
    this.#posting = false;
    this.#worker?.postMessage(messages);
  }

  /** The thread is gone, and with it the knowledge of what its last commit came to. */
  #died(worker: Worker, why: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const resolve of this.#requests.values()) resolve(null);
    this.#requests.clear();
    this.#checking.clear();
    this.#forgetPending();
    if (this.#closing) return;
    this.#options.events.failed({ outcome: 'unknown', from: this.#position + 1, reason: workerFailed(why) });
  }
}

const NO_COUNTERS: Counters = {
  groups: 0,
  checkpoints: 0,
  leases: 0,
  flushes: 0,
  records: 0,
  checkpointFailures: 0,
  receiptFailures: 0,
};

function workerFailed(why: string): Reason {
  return { code: 'worker_failed', message: `The part that writes the history failed: ${why}.`, path: null };
}
