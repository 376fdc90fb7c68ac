/** Makes the receipts of one ledger and keeps its high-water mark (R7). */
import type { KeyObject } from 'node:crypto';
import type { Receipt } from '#app/ledger/index.ts';
import { OpenFailure } from './database.ts';
import type { Counters, WorkerOptions } from './messages.ts';
import { placeOf, ReceiptFile } from './receipt-file.ts';
import type { HighWater } from './receipt-file.ts';
import { makeReceipt, readOrMakeKey } from './receipts.ts';

export class ReceiptKeeper {
  readonly #key: KeyObject;
  readonly #ledger: string;
  readonly #project: string;
  readonly #place: Pick<HighWater, 'folder' | 'at'>;
  readonly #counters: Counters;
  readonly #file: ReceiptFile | null;

  /**
   * @param keeps false where nothing may be written: then receipts are only made
   * @throws OpenFailure: without a place for its receipts a ledger would lose its only guard against a lying disk
   */
  constructor(
    options: WorkerOptions,
    of: { readonly ledger: string; readonly project: { readonly id: string } },
    counters: Counters,
    keeps: boolean,
  ) {
    this.#key = keyFrom(options.keyFile);
    this.#ledger = of.ledger;
    this.#project = of.project.id;
    this.#place = placeOf(options.folder);
    this.#counters = counters;
    this.#file = keeps ? fileIn(options.receiptFolder, of.ledger) : null;
  }

  make(n: number, head: Buffer): Receipt {
    return makeReceipt(this.#key, this.#ledger, n, head);
  }

  /** Notes how far the log is confirmed. A mark that cannot be written costs no record: the log is synced already. What
   * is weaker then is only the guard against a disk that loses it later.
   * @param receipt of the last commit, with the head after `position` */
  mark(position: number, { n, head, mac }: Receipt, leased: number, timeMs: number): void {
    const [ledger, project, place] = [this.#ledger, this.#project, this.#place];
    try {
      this.#file?.write({ ledger, project, ...place, position, n, leased, head, mac }, timeMs);
    } catch {
      this.#counters.receiptFailures += 1;
    }
  }

  /** A mark that the disk does not take holds up nothing else, as in `mark`. @returns whether there was something to sync */
  sync(): boolean {
    try {
      return this.#file?.sync() ?? false;
    } catch {
      this.#counters.receiptFailures += 1;
      return true;
    }
  }

  close(): void {
    this.#file?.close();
  }
}

function keyFrom(file: string): KeyObject {
  try {
    return readOrMakeKey(file);
  } catch (error) {
    throw new OpenFailure('key_unusable', `The key for receipts cannot be used: ${wordsOf(error)}`, file);
  }
}

function fileIn(folder: string, ledger: string): ReceiptFile {
  try {
    return new ReceiptFile(folder, ledger);
  } catch (error) {
    throw new OpenFailure(
      'folder_unusable',
      `The folder of the receipts cannot be used: ${wordsOf(error)}`,
      folder,
    );
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
