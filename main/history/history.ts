/** The derived history as the main thread sees it (R8): questions go in, answers come out, the ledger is never held up. */
import { Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type {
  AwayPart,
  AwayPartChanges,
  AwayView,
  BlameView,
  CausalityView,
  ChangeView,
  ClockView,
  HistoryFilter,
  HistoryPage,
  LanesView,
  OwnStepsView,
  PastConnectionsView,
  TableFormat,
} from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { OverwrittenTogether, OverwrittenValue, PastOutcome } from '#app/ledger/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { AwayQuery } from './unseen.ts';
import type { Stretches } from './lanes.ts';
import type { Answers, FromHistory, Query, TableEnd, ToHistory } from './messages.ts';
import type { FoundChanges, Which } from './finding.ts';
import type { PastScene } from './past-scenes.ts';

export interface HistoryOptions {
  /** Its own SQLite file. May be deleted at any time while the application is not running. */
  readonly file: string;
  /** Where it reads from: it follows every durable group by itself, also after the ledger was reopened. */
  readonly ledger: Followed;
  /** Told when the file had to be rebuilt, or when the history has stopped. */
  readonly problem: (reason: Reason) => void;
}

/** What hands out ports to the log (`ToReader`, `FromReader`): one now, and another whenever the first has died. */
interface Followed {
  /** Which ledger it is now. */
  readonly state: { readonly ledger: string };
  follow(take: (port: MessagePort) => void): () => void;
}

/** Opens the history beside a ledger; it catches up in the background and can be asked at once. */
export function openHistory(options: HistoryOptions): History {
  return new History(options);
}

export class History {
  readonly #ledger: HistoryOptions['ledger'];
  readonly #worker: Worker;
  readonly #requests = new Map<number, (answer: Answers[keyof Answers] | null) => void>();
  readonly #unfollow: () => void;
  /** Who is told how far the writing of a table has come. */
  readonly #writing = new Map<number, (done: number, of: number) => void>();
  #nextRequest = 1;
  #ended = false;
  #closing = false;

  /** @internal use `openHistory` */
  constructor({ file, ledger, problem }: HistoryOptions) {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { file },
      name: 'history',
    });
    this.#ledger = ledger;
    this.#worker = worker;
    worker.on('message', (message: FromHistory) => {
      if ('problem' in message) problem(message.problem);
      else if ('table' in message) this.#writing.get(message.table)?.(message.done, message.of);
      else this.#answer(message.request, message.answer);
    });
    const died = (why: string): void => {
      if (this.#ended) return;
      this.#ended = true;
      for (const answer of this.#requests.values()) answer(null);
      this.#requests.clear();
      if (this.#closing) return;
      problem({ code: 'history_stopped', message: `The timeline has stopped: ${why}.`, path: file });
    };
    worker.on('error', (error) => died(String(error)));
    worker.on('exit', () => died('its thread ended'));
    this.#unfollow = ledger.follow((reader) => worker.postMessage({ reader } satisfies ToHistory, [reader]));
  }

  /** Changes with numbers from…to, the newest `limit` (at most 500) of them, lowest number first. */
  async timeline(from: number, to: number, limit: number): Promise<readonly ChangeView[]> {
    return (await this.#ask({ ask: 'timeline', from, to, limit })) ?? [];
  }

  /** The timeline counted by lane and shape; null while the history cannot be read. */
  lanes(stretches: Stretches): Promise<LanesView | null> {
    return this.#ask({ ask: 'lanes', stretches });
  }

  /** When changes began, by the computer's clock; null while the history cannot be read. */
  clock(numbers: readonly number[]): Promise<ClockView | null> {
    return this.#ask({ ask: 'clock', numbers });
  }

  /** What a change came from and led to; null where there is none of this author and id. */
  causality(actor: string, id: string): Promise<CausalityView | null> {
    return this.#ask({ ask: 'causality', actor, id });
  }

  /** The changes that something happened to last, at most 500, the most recent at the end. */
  async newest(limit: number): Promise<readonly ChangeView[]> {
    return (await this.#ask({ ask: 'newest', limit })) ?? [];
  }

  /** Who set each facet of an object last. */
  async blame(object: ObjectId): Promise<readonly BlameView[]> {
    return (await this.#ask({ ask: 'blame', object })) ?? [];
  }

  /** What became of an intent by its author's id; null where the log has none. Ask after `catchUp`. */
  outcome(actor: string, id: string): Promise<PastOutcome | null> {
    return this.#ask({ ask: 'outcome', actor, id });
  }

  /** What a commit overwrote, each value with the number that wrote there last; null where it is no commit's, or where it
   * began a log: what was before that is another log's. Ask after `catchUp`. */
  overwritten(n: number): Promise<readonly OverwrittenValue[] | null> {
    return this.#ask({ ask: 'overwritten', n });
  }

  /** The same of several commits together, or of what they did to some objects; null while the history cannot be read. Ask
   * after `catchUp`. */
  overwrittenTogether(
    changes: readonly number[],
    only: readonly ObjectId[] | null,
  ): Promise<OverwrittenTogether | null> {
    return this.#ask({ ask: 'overwritten_together', changes, only });
  }

  /** The scene of a version; null where it is earlier than all that this log tells of. Ask after `catchUp`. */
  scene(revision: number): Promise<PastScene | null> {
    return this.#ask({ ask: 'scene', revision });
  }

  /** Of some objects those that were ever shared; null while the history cannot be read. Ask after `catchUp`. */
  sharedOnce(objects: readonly ObjectId[]): Promise<readonly ObjectId[] | null> {
    return this.#ask({ ask: 'shared_once', objects });
  }

  /** Confirmed changes by their numbers; null while the history cannot be read. Ask after `catchUp`. */
  find(which: Which): Promise<FoundChanges | null> {
    return this.#ask({ ask: 'find', which });
  }

  /** What the person's own undo and redo take next; null while the history cannot be read. Ask after `catchUp`. */
  ownSteps(): Promise<OwnStepsView | null> {
    return this.#ask({ ask: 'own_steps' });
  }

  /** What others changed in a stretch of versions, net; null while the history cannot be read. Ask after `catchUp`. */
  away(of: AwayQuery): Promise<AwayView | null> {
    return this.#ask({ ask: 'away', of });
  }

  /** Which changes a part of that is made of. */
  awayPart(of: AwayQuery, part: AwayPart): Promise<AwayPartChanges | null> {
    return this.#ask({ ask: 'away_part', of, part });
  }

  /** When entries of the shelf were put there, by the computer's clock; null while the history cannot be read. */
  shelvedAt(ids: readonly string[]): Promise<readonly (string | null)[] | null> {
    return this.#ask({ ask: 'shelved_at', ids });
  }

  /** Those that were put there at this time or later; null while the history cannot be read. */
  shelvedSince(time: string): Promise<readonly string[] | null> {
    return this.#ask({ ask: 'shelved_since', time });
  }

  /** Connections, the newest first, and what collided; null while the history cannot be read. */
  connections(before: number | null, most: number): Promise<PastConnectionsView | null> {
    return this.#ask({ ask: 'connections', before, most });
  }

  /** Rows of the changes that pass, newest first; null while the history cannot be read. */
  page(filter: HistoryFilter, first: number, rows: number): Promise<HistoryPage | null> {
    return this.#ask({ ask: 'page', filter, first, rows });
  }

  /** Which row a change is among those that pass; null where it is none of them. */
  locate(filter: HistoryFilter, id: string): Promise<number | null> {
    return this.#ask({ ask: 'locate', filter, id });
  }

  /**
   * Writes the changes that pass into a file, which is there as a whole or not at all. Ask after `catchUp`.
   * @param came told now and then how many rows of how many are written
   * @returns how many rows it has, or why there is none; null where the history has ended
   */
  async writeTable(
    table: { readonly filter: HistoryFilter; readonly format: TableFormat; readonly file: string },
    came: (done: number, of: number) => void,
    signal: AbortSignal,
  ): Promise<TableEnd | null> {
    const request = this.#nextRequest;
    const stop = (): void => void this.#ask({ ask: 'stop', table: request });
    this.#writing.set(request, came);
    signal.addEventListener('abort', stop, { once: true });
    const end = await this.#ask({ ask: 'table', ...table });
    signal.removeEventListener('abort', stop);
    this.#writing.delete(request);
    return end;
  }

  /** Resolves to true once everything up to `position` has been read; false where that cannot be, for now. */
  async catchUp(position: number): Promise<boolean> {
    return (await this.#ask({ ask: 'catch_up', ledger: this.#ledger.state.ledger, position })) ?? false;
  }

  async close(): Promise<void> {
    if (this.#closing || this.#ended) return;
    this.#closing = true;
    this.#unfollow();
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    await this.#ask({ ask: 'close' });
    await ended;
  }

  #ask<Asked extends Query>(query: Asked): Promise<Answers[Asked['ask']] | null> {
    if (this.#ended) return Promise.resolve(null);
    const request = this.#nextRequest;
    this.#nextRequest += 1;
    return new Promise((resolve) => {
      this.#requests.set(request, (answer) => resolve(answer as Answers[Asked['ask']] | null));
      this.#worker.postMessage({ request, query } satisfies ToHistory);
    });
  }

  #answer(request: number, answer: Answers[keyof Answers]): void {
    const resolve = this.#requests.get(request);
    this.#requests.delete(request);
    resolve?.(answer);
  }
}
