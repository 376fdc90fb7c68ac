/** What takes longer than a moment with a whole history, one at a time: what the window is told of it, and how it is ended. */
import type { HistoryWorkView } from '#app/control-room/index.ts';

/** How a piece of work came out; `state` is never `running`. */
export type WorkEnd = Pick<HistoryWorkView, 'reason' | 'bundle'> & {
  readonly state: Exclude<HistoryWorkView['state'], 'running'>;
  /** How many records or rows there were, where that is known only now. */
  readonly count?: number;
};

export type Came = (done: number, of: number) => void;

export class HistoryWork {
  readonly #changed: () => void;
  #view: HistoryWorkView | null = null;
  #isOver = false;
  #running: { readonly abort: AbortController; readonly ended: Promise<WorkEnd> } | null = null;

  /** @param changed told whenever `view` says something new */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** What runs, or what ran last; null before anything did. */
  view(): HistoryWorkView | null {
    return this.#view;
  }

  /**
   * @param file the name of the file that it is about
   * @param task tells how far it has come, and ends soon after its signal
   * @returns its end; null where something else runs, or what it would work on is closed
   */
  begin(
    kind: HistoryWorkView['kind'],
    file: string | null,
    task: (came: Came, signal: AbortSignal) => Promise<WorkEnd>,
  ): Promise<WorkEnd> | null {
    if (this.#running !== null || this.#isOver) return null;
    const abort = new AbortController();
    this.#tell({ kind, state: 'running', done: 0, of: 0, file, reason: null, bundle: null });
    const came: Came = (done, of) => {
      if (this.#view?.state === 'running') this.#tell({ ...this.#view, done, of });
    };
    const ended = task(came, abort.signal).then((end) => {
      this.#running = null;
      const { count, ...rest } = end;
      const last = this.#view ?? { done: 0, of: 0 };
      const [done, of] = count === undefined ? [last.done, last.of] : [count, count];
      this.#tell({ kind, done, of, file, ...rest });
      return end;
    });
    this.#running = { abort, ended };
    return ended;
  }

  /** Ends what runs, and waits for that. */
  async stop(): Promise<void> {
    this.#running?.abort.abort();
    await this.#running?.ended;
  }

  /** Ends what runs; nothing begins any more, also where a person only now says into which file. */
  close(): Promise<void> {
    this.#isOver = true;
    return this.stop();
  }

  #tell(view: HistoryWorkView): void {
    this.#view = view;
    this.#changed();
  }
}
