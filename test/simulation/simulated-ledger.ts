/**
 * A disk with a log on it, by the rules of the real ledger: records are collected while a group is being synced, then
 * go as the next group; a crash keeps a prefix of the groups; and it can refuse, fail without saying how, or turn
 * read-only.
 */
import { contentHash } from '#app/scene/index.ts';
import type { LedgerRecord, Receipt } from '#app/ledger/index.ts';
import type { HistoryEvent } from './history.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

export interface LedgerPort {
  /** Whatever the orchestrator still writes before it hears of a failure goes nowhere. */
  aboutToFail(): void;
  durable(position: number, receipts: readonly Receipt[]): void;
  failed(outcome: 'refused' | 'unknown' | 'read_only', from: number): void;
  record(event: HistoryEvent): void;
}

export type LedgerTrouble = 'refuse' | 'unknown' | 'read_only';

/** What only this ledger can have said. */
export function macOf({ ledger, n, head }: Omit<Receipt, 'mac'>): string {
  return contentHash([ledger, n, head, 'key']);
}

export class SimulatedLedger {
  /** What the disk holds. */
  readonly log: LedgerRecord[];
  readonly id: string;
  /** Appended and not yet on disk: what is being synced, then what waits for it. */
  #syncing: LedgerRecord[] = [];
  #collecting: LedgerRecord[] = [];
  #wanted = false;
  /** Position up to which the orchestrator was told. */
  #toldTo: number;
  /** Counts the lives of the connection: what a dead one had asked for never happens. */
  #epoch = 0;
  #state: 'open' | 'failing' | 'read_only' = 'open';
  #trouble: LedgerTrouble | null = null;
  #stalledUntilMs = 0;
  #lastWordMs = 0;
  readonly #random: Random;
  readonly #schedule: Schedule;
  readonly #port: LedgerPort;
  readonly #syncMs: number;
  readonly #tellsEarly: boolean;

  constructor(options: {
    id: string;
    log: LedgerRecord[];
    random: Random;
    schedule: Schedule;
    port: LedgerPort;
    syncMs: number;
    /** A disk that lies: it says so when it has only begun (a deliberate fault, FAIL-5). */
    tellsEarly: boolean;
  }) {
    this.id = options.id;
    this.log = options.log;
    this.#toldTo = options.log.length;
    this.#random = options.random;
    this.#schedule = options.schedule;
    this.#port = options.port;
    this.#syncMs = options.syncMs;
    this.#tellsEarly = options.tellsEarly;
  }

  get state(): 'open' | 'failing' | 'read_only' {
    return this.#state;
  }

  /** Position of the last record appended, durable or not. */
  get end(): number {
    return this.log.length + this.#syncing.length + this.#collecting.length;
  }

  /** The next group meets this. */
  trouble(kind: LedgerTrouble | null): void {
    this.#trouble = kind;
  }

  stall(forMs: number): void {
    this.#stalledUntilMs = this.#schedule.nowMs + forMs;
  }

  append(position: number, records: readonly LedgerRecord[], flush: boolean): void {
    if (this.#state !== 'open') return; // nobody takes it; the answer is on its way or was given
    if (position !== this.end + 1) {
      this.#port.record({ at: 'bug', what: `append at ${position} where ${this.end + 1} is next` });
    }
    this.#collecting.push(...records);
    this.#wanted ||= flush || records.some((record) => record.kind === 'commit') || this.#random.chance(0.5);
    this.#startSync();
  }

  /** The process died. Of what was not synced, any prefix of groups is kept. */
  crash(): { untold: boolean } {
    this.#epoch += 1;
    if (this.#syncing.length > 0 && this.#random.chance(0.5)) this.#toDisk(this.#syncing);
    const untold = this.log.slice(this.#toldTo).some((record) => record.kind === 'commit');
    if (this.#syncing.length + this.#collecting.length > 0) {
      this.#port.record({ at: 'lost', from: this.log.length + 1, why: 'crash' });
    }
    this.#reset();
    return { untold };
  }

  /** Opens again after a clean end, a crash or a failure; a disk that was full or broken has been seen to. */
  reopen(): void {
    this.#epoch += 1;
    this.#reset();
    this.#state = 'open';
    this.#trouble = null;
    this.#toldTo = this.log.length;
  }

  /** Found damaged at the start: it is read, and takes nothing. */
  closeForWriting(): void {
    this.#state = 'read_only';
  }

  /** What waits for a commit to ride with goes by itself. */
  flush(): void {
    this.#wanted = true;
    this.#startSync();
  }

  /** The last commits, and all that follows the one before them, are not there any more; a log without so many stays. */
  lose(changes: number): void {
    const commits = this.log.flatMap(({ kind }, index) => (kind === 'commit' ? [index] : []));
    const keptThrough = commits.at(-1 - changes);
    if (keptThrough === undefined) return;
    this.log.length = keptThrough + 1;
    this.#toldTo = this.log.length;
    this.#port.record({ at: 'lost', from: this.log.length + 1, why: 'lied' });
  }

  receipt(n: number, position: number): Receipt {
    const told = { ledger: this.id, n, head: contentHash([this.id, position]) };
    return { ...told, mac: macOf(told) };
  }

  verify = (receipt: Receipt): boolean => receipt.mac === macOf(receipt);

  #startSync(): void {
    if (this.#syncing.length > 0 || this.#collecting.length === 0 || !this.#wanted || this.#state !== 'open')
      return;
    this.#syncing = this.#collecting;
    this.#collecting = [];
    this.#wanted = false;
    const epoch = this.#epoch;
    if (this.#tellsEarly) this.#sayDurable(this.log.length + 1, this.#syncing, epoch);
    const stalledMs = Math.max(0, this.#stalledUntilMs - this.#schedule.nowMs);
    this.#schedule.after(stalledMs + this.#random.delayMs(this.#syncMs), () => {
      if (epoch !== this.#epoch) return;
      if (this.#trouble === null) this.#synced(epoch);
      else this.#fail(this.#trouble);
    });
  }

  #synced(epoch: number): void {
    const first = this.log.length + 1;
    const group = this.#syncing;
    this.#toDisk(group);
    if (!this.#tellsEarly) this.#sayDurable(first, group, epoch);
    this.#startSync();
  }

  /** The worker's message takes its time: the group is on disk, and nobody knows yet. */
  #sayDurable(first: number, group: readonly LedgerRecord[], epoch: number): void {
    const position = first + group.length - 1;
    const receipts: Receipt[] = [];
    for (const [index, record] of group.entries()) {
      if (record.kind === 'commit') receipts.push(this.receipt(record.n, first + index));
    }
    this.#tell(() => {
      if (epoch !== this.#epoch) return;
      this.#toldTo = position;
      this.#port.durable(position, receipts);
    });
  }

  #fail(trouble: LedgerTrouble): void {
    this.#trouble = null;
    this.#state = 'failing';
    const epoch = this.#epoch;
    const from = this.log.length + 1;
    // Of a COMMIT that threw, nobody knows whether it happened.
    if (trouble === 'unknown' && this.#random.chance(0.5)) this.#toDisk(this.#syncing);
    const outcome = trouble === 'refuse' ? 'refused' : trouble;
    this.#tell(() => {
      if (epoch !== this.#epoch) return;
      this.#port.aboutToFail();
      if (epoch !== this.#epoch) return;
      if (this.#syncing.length + this.#collecting.length > 0) {
        this.#port.record({ at: 'lost', from: this.log.length + 1, why: outcome });
      }
      this.#reset();
      this.#state = trouble === 'refuse' ? 'open' : trouble === 'read_only' ? 'read_only' : 'failing';
      this.#port.failed(outcome, from);
    });
  }

  /** What the worker says arrives a little later, in the order in which it was said. */
  #tell(say: () => void): void {
    const atMs = Math.max(this.#lastWordMs, this.#schedule.nowMs + this.#random.between(0, 3));
    this.#lastWordMs = atMs;
    this.#schedule.after(atMs - this.#schedule.nowMs, say);
  }

  #toDisk(group: readonly LedgerRecord[]): void {
    this.log.push(...group);
    this.#port.record({ at: 'disk', position: this.log.length });
    this.#syncing = [];
  }

  #reset(): void {
    this.#syncing = [];
    this.#collecting = [];
    this.#wanted = false;
  }
}
