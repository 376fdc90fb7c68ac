/**
 * Watches the order of things on their way past: what is sent to engines is what the log holds (ORD-1), no number begins before
 * the last one is settled (ORD-3), and numbers alone are the order (TIME-1), also once the computer's clock has jumped (TIME-3).
 */
import type { EvidenceView } from '#app/control-room/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Effect, SettledEffect } from '#main/orchestrator/index.ts';

/** Clocks are set by this much now and then to keep them right, and the machine's uptime is told in whole seconds by some
 * systems: that is no jump. */
const JUMP_MS = 2_000;

/** Each tells milliseconds from a start of its own. */
export interface Clocks {
  /** Never goes back. Whether it goes on while the machine sleeps is up to the system: on Linux it stands still. */
  readonly monotonicMs: () => number;
  /** Since the machine was started, its sleep included. */
  readonly uptimeMs: () => number;
  /** The computer's clock, which may be set to anything. */
  readonly wallMs: () => number;
}

type Message = Extract<Effect, { fx: 'send' }>['message'];

export class OrderWatch {
  readonly #clocks: Clocks;
  /** What began and is neither committed nor aborted, by its number. */
  readonly #open = new Map<number, readonly Operation[]>();
  /** The numbers that were written and confirmed last. */
  #committed = 0;
  #confirmed = 0;
  /** By how much the computer's clock was ahead of each of the other two. */
  #ahead: readonly [monotonic: number, uptime: number] | null = null;
  readonly #sent = { changes: 0, unlogged: 0 };
  readonly #written = { changes: 0, outOfOrder: 0 };
  readonly #clock = { jumps: 0, largestMs: 0, changes: 0, outOfOrder: 0 };
  #mixed = 0;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
  }

  /** What was on its way ended with the orchestrator, or with records that the disk did not take: the log says void of it. */
  forgetOpen(): void {
    this.#open.clear();
  }

  goOnFrom(revision: number): void {
    this.forgetOpen();
    this.#committed = Math.max(this.#committed, revision);
    this.#confirmed = Math.max(this.#confirmed, revision);
  }

  /**
   * Called again and again: between two calls the computer's clock goes on by as much as another clock does, or it jumped.
   * A machine that wakes has slept by one of them at least, and with that one the computer's clock agrees.
   */
  noteTime(): void {
    const { monotonicMs, uptimeMs, wallMs } = this.#clocks;
    const wall = wallMs();
    const ahead = [wall - monotonicMs(), wall - uptimeMs()] as const;
    const before = this.#ahead ?? ahead;
    const jumpMs = Math.min(Math.abs(ahead[0] - before[0]), Math.abs(ahead[1] - before[1]));
    if (jumpMs >= JUMP_MS) {
      this.#clock.jumps += 1;
      this.#clock.largestMs = Math.max(this.#clock.largestMs, jumpMs);
    }
    this.#ahead = ahead;
  }

  noteRecord(record: LedgerRecord): void {
    switch (record.kind) {
      case 'begin':
        if (this.#open.size > 0) this.#mixed += 1;
        this.#open.set(record.n, record.intent.operations);
        return;
      case 'commit':
        this.#open.delete(record.n);
        this.#count(record.n > this.#committed);
        this.#committed = Math.max(this.#committed, record.n);
        return;
      case 'abort':
        this.#open.delete(record.n);
        return;
      default:
        return;
    }
  }

  noteSent(message: Message): void {
    if (message.type !== 'apply' && message.type !== 'adopt') return;
    this.#sent.changes += 1;
    const logged = this.#open.get(message.n);
    const isLogged =
      logged !== undefined && (message.type === 'adopt' || areTheSame(logged, message.operations));
    if (!isLogged) this.#sent.unlogged += 1;
  }

  /** The newest version that anybody was told of. */
  get confirmed(): number {
    return this.#confirmed;
  }

  /** Of what became one, each is told under the same number. */
  noteConfirmed({ n }: Pick<SettledEffect, 'n'>): void {
    if (n === null) return;
    if (n < this.#confirmed) this.#late();
    this.#confirmed = Math.max(this.#confirmed, n);
  }

  view(): Pick<EvidenceView, 'sent' | 'mixed' | 'written' | 'clock'> {
    return {
      sent: { ...this.#sent },
      mixed: this.#mixed,
      written: { ...this.#written },
      clock: { ...this.#clock },
    };
  }

  #count(isInOrder: boolean): void {
    this.#written.changes += 1;
    if (this.#clock.jumps > 0) this.#clock.changes += 1;
    if (!isInOrder) this.#late();
  }

  #late(): void {
    this.#written.outOfOrder += 1;
    if (this.#clock.jumps > 0) this.#clock.outOfOrder += 1;
  }
}

/** Operations are never made anew on their way from the log to an engine. */
function areTheSame(logged: readonly Operation[], sent: readonly Operation[]): boolean {
  return logged.length === sent.length && sent.every((operation, index) => operation === logged[index]);
}
