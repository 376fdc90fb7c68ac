/**
 * The history's worker thread: asks the ledger for the groups that it has not read, and answers the main thread's
 * questions in between. It asks for more only when it has taken what it got, so nothing piles up.
 */
import Database from 'better-sqlite3';
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { UNDO_CHANGES_MAX, UNDO_VALUES_MAX } from '#app/control-room/index.ts';
import type { AwayPartChanges, AwayView } from '#app/control-room/index.ts';
import type { FromReader, ToReader } from '#app/ledger/index.ts';
import { AwayJob } from './away.ts';
import { AwayPartJob } from './away-part.ts';
import { CausalityReader } from './causality.ts';
import { LaneReader } from './lanes.ts';
import type { Answers, FromHistory, Query, ToHistory } from './messages.ts';
import { findChanges } from './finding.ts';
import { overwrittenBy, overwrittenTogether, sharedOnce } from './overwritten.ts';
import { TableJob } from './table-job.ts';
import { HistorySearch } from './search.ts';
import { readOwnSteps } from './own-steps.ts';
import { sceneAt, UnreadableScene } from './past-scenes.ts';
import { RecordReader } from './record-reader.ts';
import { ToldReader } from './told.ts';
import { discardHistoryFile, HistoryStore, openHistoryFile, rebuild } from './store.ts';

/** Records asked for at once: one transaction, and the longest that a question has to wait. */
const RECORDS_AT_ONCE = 512;
/** New records gather this long before they are read: their rows share pages, and a transaction for each group would
 * take as much of the disk as the ledger itself. Whoever asks a question meanwhile ends the wait. */
const GATHER_MS = 200;
/** After which a disk that refused is asked again. */
const TRY_AGAIN_MS = 1_000;
/** What the disk does to a file that is as good as ever. */
const REFUSAL = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY|LOCKED|PERM|NOMEM)/;

const port = parentPort;
if (port === null) throw new Error('The history runs in a worker thread only.');
const { file } = workerData as { readonly file: string };

/** What is answered at once, out of the file. */
type Question = Exclude<Query, { ask: 'catch_up' | 'close' | 'table' | 'away' | 'away_part' | 'stop' }>;

class History {
  #database = openHistoryFile(file);
  #store = new HistoryStore(this.#database);
  #lanes = new LaneReader(this.#database);
  #causality = new CausalityReader(this.#database);
  #told = new ToldReader(this.#database);
  #records = new RecordReader(this.#database);
  #search = new HistorySearch(this.#database);
  #place = this.#store.place();
  #reader: MessagePort | null = null;
  /** The ledger has shown that what was read is its own past. */
  #confirmed = false;
  #waiting: {
    readonly ledger: string;
    readonly position: number;
    readonly resolve: (reached: boolean) => void;
  }[] = [];
  #gathering: NodeJS.Timeout | null = null;
  /** Runs while the disk refuses: nothing is waited for until it has been asked again. */
  #refused: NodeJS.Timeout | null = null;
  /** Questions that wait for what had gathered when they were asked. */
  #hurried: (() => void)[] = [];

  attach(reader: MessagePort): void {
    this.#reader?.close();
    this.#reader = reader;
    this.#confirmed = false;
    reader.on('message', (message: ToReader) => this.#hear(reader, message));
    reader.on('close', () => {
      if (this.#reader === reader) this.#release();
    });
  }

  /** Resolves once what has gathered is read; at once where nothing has, and soon where the log cannot be read. */
  refresh(): Promise<void> {
    if (this.#gathering === null) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.#hurried.push(() => {
        clearTimeout(timer);
        resolve();
      });
      this.#hurry();
    });
  }

  /** Begins to write a table of what is there now. */
  table(request: number, query: Query & { readonly ask: 'table' }): TableJob {
    return new TableJob(query, this.#search, {
      came: (done, of) => post({ table: request, done, of }),
      ended: (answer) => {
        tables.delete(request);
        post({ request, answer });
      },
    });
  }

  /** Begins to look at what others changed. What the disk refuses meanwhile, or is beyond reading, is answered by null. */
  away(request: number, query: Query & { readonly ask: 'away' | 'away_part' }): void {
    const ended = (answer: AwayView | AwayPartChanges | null, error?: unknown): void => {
      looks.delete(job);
      if (error !== undefined) this.#mend(error);
      post({ request, answer });
    };
    const job =
      query.ask === 'away'
        ? new AwayJob(this.#database, query.of, ended)
        : new AwayPartJob(this.#database, query.of, query.part, ended);
    looks.add(job);
  }

  /** Every answer but `catch_up` and `close`; null while the disk refuses. A damaged file is thrown away and filled again;
   * until then it is empty. */
  answer(query: Question): Answers[keyof Answers] | null {
    try {
      return this.#read(query);
    } catch (error) {
      return this.#mend(error) ? this.#read(query) : null;
    }
  }

  /** Resolves to true once everything of this ledger up to `position` has been read; to false where the ledger has gone away. */
  catchUp(ledger: string, position: number): Promise<boolean> {
    if (this.#confirmed && this.#place.ledger === ledger && this.#place.position >= position)
      return Promise.resolve(true);
    if (this.#refused !== null) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting.push({ ledger, position, resolve });
      if (this.#gathering !== null) this.#hurry();
    });
  }

  close(): void {
    if (this.#refused !== null) clearTimeout(this.#refused);
    this.#reader?.close();
    this.#reader = null;
    this.#release();
    this.#database.close();
  }

  #read(query: Question): Answers[keyof Answers] {
    switch (query.ask) {
      case 'timeline':
        return this.#store.timeline(query.from, query.to, query.limit);
      case 'lanes':
        return this.#lanes.lanes(query.stretches);
      case 'clock':
        return this.#lanes.clock(query.numbers);
      case 'causality':
        return this.#causality.read(query.actor, query.id);
      case 'newest':
        return this.#store.newest(query.limit);
      case 'blame':
        return this.#store.blame(query.object);
      case 'outcome':
        return this.#store.outcome(query.actor, query.id);
      case 'overwritten':
        return overwrittenBy(this.#database, query.n);
      case 'overwritten_together':
        return overwrittenTogether(this.#database, query.changes, UNDO_VALUES_MAX, query.only);
      case 'scene':
        return sceneAt(this.#database, query.revision);
      case 'shared_once':
        return sharedOnce(this.#database, query.objects);
      case 'shelved_at':
        return this.#told.shelvedAt(query.ids);
      case 'shelved_since':
        return this.#told.shelvedSince(query.time);
      case 'connections':
        return this.#told.connections(query.before, query.most);
      case 'find':
        return findChanges(this.#database, query.which, UNDO_CHANGES_MAX);
      case 'own_steps':
        return readOwnSteps(this.#database);
      case 'page':
        return this.#search.page(query.filter, query.first, query.rows);
      case 'locate':
        return this.#search.locate(query.filter, query.id);
    }
  }

  #hear(reader: MessagePort, message: ToReader): void {
    try {
      if (message.tell === 'unreadable') return this.#release();
      if (message.tell === 'durable') {
        if (this.#place.ledger !== message.ledger) this.#empty(message.ledger);
        if (this.#confirmed) this.#gather();
        else this.#ask(reader);
        return;
      }
      // Groups as they stand on disk are asked for by others.
      if (message.tell !== 'groups') return;
      const more = this.#take(message);
      for (const resolve of this.#hurried.splice(0)) resolve();
      if (!more) return;
      // The last of what there was: the next few gather first.
      if (this.#confirmed && message.records.length < RECORDS_AT_ONCE) this.#gather();
      else this.#ask(reader);
    } catch (error) {
      if (this.#mend(error)) this.#ask(reader);
    }
  }

  /** @returns whether there may be more */
  #take(groups: ToReader & { readonly tell: 'groups' }): boolean {
    const { ledger, position, head } = this.#place;
    const mine = groups.from === position + 1;
    if (!mine) return true;
    if (groups.ledger !== ledger) {
      // Another log has taken the place of the one that was read.
      this.#empty(groups.ledger);
      return true;
    }
    if (groups.before === null || (head !== null && groups.before !== head)) {
      // What was read is not this log's past (a loss was accepted, or the log was replaced): from the beginning.
      if (position === 0) return false;
      this.#empty(ledger);
      return true;
    }
    this.#confirmed = true;
    if (groups.records.length > 0) {
      this.#database.transaction(() => {
        this.#records.read(groups.records);
        this.#records.setPlace({ ledger, position: groups.through, head: groups.head });
      })();
      this.#place = this.#store.place();
    }
    const reached = this.#waiting.filter((each) => each.ledger === ledger && each.position <= groups.through);
    this.#waiting = this.#waiting.filter((each) => !reached.includes(each));
    for (const each of reached) each.resolve(true);
    return groups.records.length > 0;
  }

  #gather(): void {
    if (this.#waiting.length > 0) return this.#hurry();
    this.#gathering ??= setTimeout(() => this.#hurry(), GATHER_MS);
  }

  #hurry(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
    if (this.#reader !== null) this.#ask(this.#reader);
  }

  #ask(reader: MessagePort): void {
    const message: FromReader = { ask: 'groups', from: this.#place.position + 1, records: RECORDS_AT_ONCE };
    reader.postMessage(message);
  }

  #empty(ledger: string): void {
    rebuild(this.#database);
    this.#prepare();
    this.#records.setPlace({ ledger, position: 0, head: null });
    this.#place = this.#store.place();
  }

  /**
   * A file beyond reading is made anew; a disk that refuses is asked again later. Any other error is a bug and ends the
   * thread.
   * @returns whether it can be gone on with now
   */
  #mend(error: unknown): boolean {
    if (error instanceof UnreadableScene) {
      this.#startOver('SCENE_UNREADABLE');
      return true;
    }
    if (!(error instanceof Database.SqliteError)) throw error;
    try {
      if (!REFUSAL.test(error.code)) {
        this.#startOver(error.code);
        return true;
      }
    } catch (refusal) {
      this.#wait(String(refusal));
      return false;
    }
    this.#wait(error.message);
    return false;
  }

  #wait(why: string): void {
    if (this.#refused !== null) return;
    post({
      problem: { code: 'history_waits', message: `The timeline waits for the disk: ${why}`, path: file },
    });
    this.#release();
    this.#refused = setTimeout(() => {
      this.#refused = null;
      this.#goOn();
    }, TRY_AGAIN_MS);
  }

  #goOn(): void {
    try {
      if (!this.#database.open) this.#database = openHistoryFile(file);
      // What was remembered of a transaction that the disk refused was never written.
      this.#prepare();
      this.#place = this.#store.place();
    } catch (error) {
      return this.#wait(String(error));
    }
    if (this.#reader !== null) this.#ask(this.#reader);
  }

  #startOver(code: string): void {
    const { ledger } = this.#place;
    const message = `The history's file was damaged (${code}) and is built anew from the ledger.`;
    post({ problem: { code: 'history_rebuilt', message, path: file } });
    this.#database.close();
    discardHistoryFile(file);
    this.#database = openHistoryFile(file);
    this.#prepare();
    this.#records.setPlace({ ledger, position: 0, head: null });
    this.#place = this.#store.place();
    if (this.#reader !== null) this.#ask(this.#reader);
  }

  #prepare(): void {
    this.#store = new HistoryStore(this.#database);
    this.#lanes = new LaneReader(this.#database);
    this.#causality = new CausalityReader(this.#database);
    this.#told = new ToldReader(this.#database);
    this.#records = new RecordReader(this.#database);
    this.#search = new HistorySearch(this.#database);
    for (const table of [...tables.values()])
      table.giveUp('The history is built anew; try again when it is.');
    for (const look of [...looks]) look.giveUp();
  }

  #release(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
    for (const resolve of this.#hurried.splice(0)) resolve();
    for (const { resolve } of this.#waiting) resolve(false);
    this.#waiting = [];
  }
}

/** Tables that are being written, by the request that asked. */
const tables = new Map<number, TableJob>();
/** Looks at what others changed that are under way. */
const looks = new Set<AwayJob | AwayPartJob>();
const post = (message: FromHistory): void => port.postMessage(message);
const history = new History();

port.on('message', (message: ToHistory) => {
  if ('reader' in message) {
    history.attach(message.reader);
    return;
  }
  const { request, query } = message;
  if (query.ask === 'close') {
    for (const table of [...tables.values()])
      table.giveUp('The history was closed before all of it was written.');
    for (const look of [...looks]) look.giveUp();
    history.close();
    post({ request, answer: true });
    port.close();
  } else if (query.ask === 'catch_up') {
    void history.catchUp(query.ledger, query.position).then((answer) => post({ request, answer }));
  } else if (query.ask === 'table') {
    tables.set(request, history.table(request, query));
  } else if (query.ask === 'away' || query.ask === 'away_part') {
    void history.refresh().then(() => history.away(request, query));
  } else if (query.ask === 'stop') {
    tables.get(query.table)?.giveUp(null);
    post({ request, answer: true });
  } else void history.refresh().then(() => post({ request, answer: history.answer(query) }));
});
