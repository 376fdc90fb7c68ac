/** Writes a table of changes, a slice at a time: the history's other questions are answered in between. */
import type { HistoryFilter, TableFormat } from '#app/control-room/index.ts';
import { AtomicFile, whyNotWritten } from '#main/atomic-file.ts';
import type { TableEnd } from './messages.ts';
import type { HistorySearch } from './search.ts';
import { headOf, lineOf } from './table-text.ts';

const ROWS_AT_ONCE = 256;
/** Rows between two words about how far it has come. */
const TOLD_EVERY = 2_048;

export interface TableQuery {
  readonly filter: HistoryFilter;
  readonly format: TableFormat;
  readonly file: string;
}

interface Told {
  readonly came: (done: number, of: number) => void;
  readonly ended: (end: TableEnd) => void;
}

export class TableJob {
  readonly #query: TableQuery;
  readonly #search: HistorySearch;
  readonly #told: Told;
  #file: AtomicFile | null = null;
  #keys: Uint32Array = new Uint32Array();
  #next = 0;
  #isOver = false;

  constructor(query: TableQuery, search: HistorySearch, told: Told) {
    this.#query = query;
    this.#search = search;
    this.#told = told;
    setImmediate(() => this.#attempt(() => this.#begin()));
  }

  /** @param why null where the person wanted it */
  giveUp(why: string | null): void {
    const code = why === null ? 'cancelled' : 'not_written';
    this.#end({ ok: false, reason: { code, message: why ?? 'Cancelled: no file was written.', path: null } });
  }

  #begin(): void {
    const { file, format, filter } = this.#query;
    this.#file = new AtomicFile(file);
    this.#keys = this.#search.keys(filter);
    this.#file.write(Buffer.from(headOf(format)));
    this.#told.came(0, this.#keys.length);
    this.#goOn();
  }

  #goOn(): void {
    const to = Math.min(this.#keys.length, this.#next + ROWS_AT_ONCE);
    const lines: string[] = [];
    for (; this.#next < to; this.#next += 1)
      lines.push(lineOf(this.#query.format, this.#search.whole(this.#keys[this.#next] as number)));
    this.#file?.write(Buffer.from(lines.join('')));
    if (this.#next % TOLD_EVERY === 0) this.#told.came(this.#next, this.#keys.length);
    if (this.#next < this.#keys.length) {
      setImmediate(() => this.#attempt(() => this.#goOn()));
      return;
    }
    this.#file?.finish();
    this.#file = null;
    this.#end({ ok: true, rows: this.#keys.length });
  }

  #attempt(step: () => void): void {
    if (this.#isOver) return;
    try {
      step();
    } catch (error) {
      this.#end({
        ok: false,
        reason: { code: 'not_written', message: whyNotWritten(error), path: this.#query.file },
      });
    }
  }

  #end(end: TableEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#file?.discard();
    this.#file = null;
    this.#told.ended(end);
  }
}
