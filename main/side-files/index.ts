/**
 * Small files beside the ledger: who may come back, where adapters knock, whether a halt is in force. None of them is
 * worth a life or a wait: a disk that is full, read-only or silent costs only what the file is for. So a thread of its own
 * writes them; who asks waits for it as long as nobody notices, which is long enough for any disk that answers.
 */
import { Worker } from 'node:worker_threads';
import type { Reason } from '#app/intents/index.ts';
import type { Writing } from './files.ts';
import { FAILED, OVER, WORDS } from './messages.ts';
import type { FromWriter, ToWriter, Written } from './messages.ts';

export { writeNow } from './files.ts';
export type { Writing } from './files.ts';

/** `late`: not yet, and it is not waited for any longer. What failed or is late is tried until it is there. */
export type Kept = 'kept' | 'failed' | 'late';

export interface SideFiles {
  /**
   * Of each file only the newest content counts. Never throws, and takes no longer than `patienceMs`; a disk that has
   * not answered yet is not waited for again.
   */
  keep(writing: Writing, patienceMs?: number): Kept;
  /** Resolves when everything is written or refused once more, or after `CLOSING_MS`. Nothing is written afterwards. */
  close(): Promise<void>;
}

const PATIENCE_MS = 100;
const RETRY_MS = 1_000;
const CLOSING_MS = 2_000;

/**
 * Resolves when the thread is there; rejects where it cannot be had.
 * @param problem is told once when a file cannot be written, and with null once it could be again
 */
export async function openSideFiles(
  problem: (file: string, reason: Reason | null) => void,
): Promise<SideFiles> {
  const files = new ThreadedFiles(problem);
  await files.started;
  return files;
}

class ThreadedFiles implements SideFiles {
  readonly started: Promise<void>;
  readonly #worker: Worker;
  readonly #words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  readonly #problem: (file: string, reason: Reason | null) => void;
  /** What is not known to be written, by file. */
  readonly #wanted = new Map<string, Writing>();
  /** By file, the ticket of what is being written. */
  readonly #tickets = new Map<string, { readonly ticket: number; readonly writing: Writing }>();
  readonly #failing = new Set<string>();
  #ticket = 0;
  #retry: NodeJS.Timeout | undefined;
  #emptied: (() => void) | null = null;

  constructor(problem: (file: string, reason: Reason | null) => void) {
    this.#problem = problem;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#words });
    this.started = new Promise((resolve, reject) => {
      this.#worker.once('error', reject);
      this.#worker.on('message', (message: FromWriter) => {
        if (message !== 'ready') return this.#answered(message);
        this.#worker.unref();
        resolve();
      });
    });
  }

  keep(writing: Writing, patienceMs = PATIENCE_MS): Kept {
    this.#wanted.set(writing.file, writing);
    const before = this.#tickets.get(writing.file);
    // It goes once the one before it is over: of two at once nobody knew which is the newest.
    if (before !== undefined && !this.#isOver(before.ticket)) return 'late';
    // A thread that is behind is not waited for twice.
    const mayWait = this.#isOver(this.#ticket);
    const ticket = this.#begin(writing);
    if (mayWait) Atomics.wait(this.#words, OVER, ticket - 1, patienceMs);
    if (!this.#isOver(ticket)) return 'late';
    return Atomics.load(this.#words, FAILED) === 0 ? 'kept' : 'failed';
  }

  async close(): Promise<void> {
    const late = Promise.withResolvers<void>();
    const limit = setTimeout(late.resolve, CLOSING_MS);
    await Promise.race([this.#idle(), late.promise]);
    // What the disk refused is tried once more.
    this.#beginAll();
    await Promise.race([this.#idle(), late.promise]);
    clearTimeout(limit);
    clearTimeout(this.#retry);
    await this.#worker.terminate();
  }

  /** Resolves when nothing is being written. */
  #idle(): Promise<void> {
    if (this.#tickets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied = resolve;
    });
  }

  #isOver(ticket: number): boolean {
    return Atomics.load(this.#words, OVER) >= ticket;
  }

  #begin(writing: Writing): number {
    this.#ticket += 1;
    this.#tickets.set(writing.file, { ticket: this.#ticket, writing });
    const message: ToWriter = { ...writing, ticket: this.#ticket };
    this.#worker.postMessage(message);
    return this.#ticket;
  }

  #answered({ ticket, file, error }: Written): void {
    const going = this.#tickets.get(file);
    if (going?.ticket !== ticket) return; // a newer one is on its way
    this.#tickets.delete(file);
    const isNewest = this.#wanted.get(file) === going.writing;
    if (error === null) {
      if (isNewest) this.#wanted.delete(file);
      if (this.#failing.delete(file)) this.#problem(file, null);
      if (!isNewest) this.#beginAll();
    } else {
      if (!this.#failing.has(file))
        this.#problem(file, { code: 'file_not_written', message: error, path: file });
      this.#failing.add(file);
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.#beginAll();
      }, RETRY_MS);
    }
    if (this.#tickets.size === 0) this.#emptied?.();
  }

  #beginAll(): void {
    for (const writing of this.#wanted.values()) if (!this.#tickets.has(writing.file)) this.#begin(writing);
  }
}
