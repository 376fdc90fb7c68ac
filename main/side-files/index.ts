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
  /** Null once it has ended by itself: the next writing starts another one. */
  #worker: Worker | null;
  readonly #words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT));
  readonly #problem: (file: string, reason: Reason | null) => void;
  /** What is not known to be written, by file. */
  readonly #wanted = new Map<string, Writing>();
  /** By file, the ticket of what is being written. */
  readonly #tickets = new Map<string, { readonly ticket: number; readonly writing: Writing }>();
  readonly #failing = new Set<string>();
  #ticket = 0;
  #closing = false;
  #retry: NodeJS.Timeout | undefined;
  #emptied: (() => void) | null = null;

  constructor(problem: (file: string, reason: Reason | null) => void) {
    this.#problem = problem;
    const { worker, started } = this.#start();
    this.#worker = worker;
    this.started = started;
  }

  #start(): { readonly worker: Worker; readonly started: Promise<void> } {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#words });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let why: unknown = 'its thread ended';
    worker.on('message', (message: FromWriter) => {
      if (message !== 'ready') return this.#answered(message);
      worker.unref();
      resolve();
    });
    worker.on('error', (error) => {
      why = error;
    });
    worker.once('exit', () => {
      reject(why instanceof Error ? why : new Error(String(why)));
      this.#ended(String(why));
    });
    return { worker, started: promise };
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
    this.#closing = true;
    await this.#worker?.terminate();
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
    this.#worker ??= this.#startAgain();
    this.#worker.postMessage(message);
    return this.#ticket;
  }

  #startAgain(): Worker {
    const { worker, started } = this.#start();
    // Where this one ends as well, that is told as the end of any is: by what it has not written.
    started.catch(() => undefined);
    worker.unref();
    return worker;
  }

  /** Nothing that the thread was told counts as written; another one is told it again. */
  #ended(why: string): void {
    this.#worker = null;
    if (this.#closing) return;
    Atomics.store(this.#words, FAILED, 1);
    Atomics.store(this.#words, OVER, this.#ticket);
    for (const [file, { ticket }] of this.#tickets) this.#answered({ ticket, file, error: why });
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
