/** Turns the ledger's records into the history's rows, in the ledger's order, each once. */
import type Database from 'better-sqlite3';
import { idsOf, labelOf } from '#app/intents/index.ts';
import type { Actor, Intent, IntentState, Reason } from '#app/intents/index.ts';
import { outcomeKey, reviveDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord, RangeRecord, RestoreRecord } from '#app/ledger/index.ts';
import { LIMITS, objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import { OwnStepWriter } from './own-steps.ts';
import { SceneKeeper } from './past-scenes.ts';
import { SlotWriter } from './slots.ts';
import { ToldWriter } from './told.ts';
import type { Begun } from './slots.ts';
import type { IntentRow, Place } from './store.ts';
import { WordWriter } from './words.ts';
import { intentIn, writesOf } from './writes.ts';

/** Objects named in one row; an intent may touch more. */
export const OBJECTS_MAX = 256;

/** Who chose to go on: only the person at this machine can. */
const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };

interface End {
  readonly state: IntentState;
  readonly reason: Reason | null;
  readonly position: number | null;
}

/** An object that a write or a label was about. */
interface KnownObject {
  readonly key: number;
  name: string | null;
}

/** Where in the log it is read, and when that was written (advisory). */
type At = Pick<RangeRecord, 'position' | 'time'>;

export class RecordReader {
  readonly #put;
  readonly #join;
  readonly #byAuthor;
  readonly #applying;
  readonly #applyingIn;
  readonly #waiting;
  readonly #write;
  readonly #object;
  readonly #addObject;
  readonly #nameObject;
  readonly #setPlace;
  readonly #openScene: () => SceneKeeper;
  /** Opened with the first records: what was kept may be beyond reading. */
  #scene: SceneKeeper | null = null;
  /** Rows of intents that the batch has met, by author's id. An intent mostly begins and ends within one, and its row is
   * written once. */
  readonly #rows = new Map<string, IntentRow>();
  /** Those that began in the batch, by number, with their operations. */
  readonly #begun = new Map<number, { readonly row: IntentRow; readonly operations: readonly Operation[] }>();
  /** What those touch that were brought in the batch, and the numbers that it gave. */
  readonly #touched = new Map<IntentRow, readonly ObjectId[]>();
  readonly #given = new Map<number, Begun>();
  readonly #slots: SlotWriter;
  readonly #told: ToldWriter;
  readonly #ownSteps: OwnStepWriter;
  readonly #words: WordWriter;
  /** Those of which what can be searched for has changed in the batch, with their operations. */
  readonly #said = new Map<IntentRow, readonly Operation[]>();
  /** The highest number that was given. */
  #highest: number;
  /** Nobody else writes objects, so what was read of one once still holds. */
  readonly #objects = new Map<ObjectId, KnownObject>();

  /** @param between commits between two scenes that are kept whole; left out but for tests */
  constructor(database: Database.Database, between?: number) {
    this.#openScene = () => new SceneKeeper(database, between);
    this.#slots = new SlotWriter(database);
    this.#told = new ToldWriter(database);
    this.#ownSteps = new OwnStepWriter(database);
    this.#words = new WordWriter(database);
    this.#put = database
      .prepare(
        `
      INSERT INTO intents
        (id, actor_id, n, earlier, joined, state, position, actor, class, label, objects, reason, why, forced, takes_back, approved_by, time, touched, place, lane, record)
      VALUES
        (@id, @actor_id, @n, @earlier, @joined, @state, @position, @actor, @class, @label, @objects, @reason, @why, @forced, @takes_back, @approved_by, @time, @touched, @place, @lane, @record)
      ON CONFLICT (id, actor_id) DO UPDATE SET
        n = @n, earlier = @earlier, joined = @joined, state = @state, position = @position, class = @class, label = @label, objects = @objects,
        reason = @reason, why = @why, approved_by = @approved_by, time = @time, touched = @touched, place = @place, record = @record
      RETURNING row`,
      )
      .pluck();
    this.#join = database.prepare('INSERT OR REPLACE INTO joined (id, actor_id, into_id) VALUES (?, ?, ?)');
    this.#byAuthor = database.prepare('SELECT * FROM intents WHERE id = ? AND actor_id = ?');
    this.#applying = database.prepare("SELECT * FROM intents WHERE n = ? AND state = 'applying'");
    this.#applyingIn = database
      .prepare("SELECT n FROM intents WHERE n BETWEEN ? AND ? AND state = 'applying'")
      .pluck();
    this.#waiting = database
      .prepare("SELECT actor_id FROM intents WHERE id = ? AND state IN ('awaiting_approval', 'queued')")
      .pluck();
    this.#highest = (database.prepare('SELECT max(n) FROM slots').pluck().get() as number | null) ?? 0;
    this.#write = database.prepare(
      'INSERT OR REPLACE INTO writes (object, facet, n, value) VALUES (?, ?, ?, ?)',
    );
    this.#object = database.prepare('SELECT key, name FROM objects WHERE id = ?');
    this.#addObject = database.prepare('INSERT INTO objects (id, name) VALUES (?, NULL)');
    this.#nameObject = database.prepare('UPDATE objects SET name = ? WHERE key = ?');
    this.#setPlace = database.prepare('UPDATE place SET ledger = ?, position = ?, head = ?');
  }

  /** Within the caller's transaction. */
  setPlace({ ledger, position, head }: Place): void {
    this.#setPlace.run(ledger, position, head);
  }

  /** Records in their order and all that they come to, within the caller's transaction. */
  read(records: readonly RangeRecord[]): void {
    this.#scene ??= this.#openScene();
    for (const { position, time, json } of records)
      this.#readOne(JSON.parse(json) as LedgerRecord, json, { position, time });
    this.#writeBack();
    this.#slots.flush();
  }

  /** Kinds that no change comes of are told of by themselves, or pass by. */
  #readOne(record: LedgerRecord, json: string, at: At): void {
    switch (record.kind) {
      case 'propose':
        this.#bring(record.intent, null, 'awaiting_approval', json, at);
        return;
      case 'approve':
        this.#decide(record.id, 'queued', record.by, null, at);
        return;
      case 'void_approval':
        this.#decide(record.id, 'awaiting_approval', null, record.reason, at);
        return;
      case 'settle': {
        const row = this.#rowOf(record.actor.id, record.id);
        if (row !== null)
          this.#end(row, { state: record.state, reason: record.reason, position: row.position }, at);
        return;
      }
      case 'restore':
        this.#restore(record, at);
        return;
      case 'begin': {
        const row = this.#bring(record.intent, record.n, 'applying', json, at);
        this.#begun.set(record.n, { row, operations: record.intent.operations });
        return;
      }
      case 'commit':
        this.#settle(record.n, { state: 'committed', reason: null, position: at.position }, at);
        return;
      case 'abort': {
        const state = record.ends === 'requeued' ? 'queued' : record.ends;
        this.#settle(record.n, { state, reason: record.reason, position: null }, at);
        return;
      }
      case 'void': {
        const message = 'The application ended before it was confirmed.';
        const reason = { code: record.reason, message, path: null };
        this.#writeBack();
        for (const n of this.#applyingIn.all(record.lo, record.hi) as number[])
          this.#settle(n, { state: 'aborted', reason, position: null }, at);
        return;
      }
      default:
        this.#told.note(record, at.time);
        return;
    }
  }

  #bring(intent: Intent, n: number | null, state: IntentState, json: string, at: At): IntentRow {
    const before = this.#rowOf(intent.actor.id, intent.id);
    const joined = idsOf(intent).filter((id) => id !== intent.id);
    for (const id of joined) this.#join.run(id, intent.actor.id, intent.id);
    const row: IntentRow = {
      id: intent.id,
      actor_id: intent.actor.id,
      n: n ?? before?.n ?? null,
      earlier: earlierNumbers(before, n),
      joined: JSON.stringify(joined),
      state,
      position: before?.position ?? null,
      actor: JSON.stringify(intent.actor),
      class: intent.class,
      label: labelOf(intent.operations, (id) => this.#known(id)?.name ?? undefined, intent.joined?.length),
      objects: JSON.stringify(objectsTouched(intent.operations).slice(0, OBJECTS_MAX)),
      reason: null,
      why: intent.reason,
      forced: intent.force ? 1 : 0,
      takes_back: intent.takesBack ?? null,
      approved_by: before?.approved_by ?? (intent.under === undefined ? null : 'rule'),
      time: at.time,
      touched: at.position,
      place: 0,
      lane: this.#slots.laneKey(intent.actor),
      record: json,
    };
    this.#highest = Math.max(this.#highest, row.n ?? 0);
    row.place = row.n ?? this.#highest;
    this.#said.set(row, intent.operations);
    this.#rows.set(outcomeKey(row.actor_id, row.id), row);
    this.#touched.set(row, objectsTouched(intent.operations));
    if (n !== null) {
      this.#given.set(n, at);
      this.#slots.notePause(n, at.time);
    }
    return row;
  }

  /** A person's word on whatever waits under an id, whoever its author is. */
  #decide(id: string, state: IntentState, by: string | null, reason: Reason | null, at: At): void {
    this.#writeBack();
    for (const actor of this.#waiting.all(id) as string[]) {
      const row = this.#rowOf(actor, id);
      if (row === null) continue;
      row.approved_by = by;
      this.#end(row, { state, reason, position: row.position }, at);
    }
  }

  /** A new log goes on from an older one's state: all that is known of how it came about. */
  #restore(record: RestoreRecord, at: At): void {
    const { revision } = record.from;
    const label = `went on from version ${revision} of a damaged history`;
    const { objects, shelf } = reviveDurableState(record.state);
    for (const entry of shelf.values()) this.#told.note({ kind: 'shelve', entry }, at.time);
    const intent: Intent = {
      id: `restore-${at.position}`,
      actor: PERSON,
      authority: 'human',
      base: { revision, after: [] },
      reason: label,
      task: null,
      operations: [],
      class: 'structural',
      observation: null,
      force: false,
    };
    const row = this.#bring(intent, revision, 'committed', JSON.stringify({ intent }), at);
    row.label = label;
    row.objects = JSON.stringify([...objects.keys()].slice(0, OBJECTS_MAX));
    this.#touched.set(row, [...objects.keys()]);
    for (const object of objects.values())
      this.#writeAll({ op: 'create', object }, revision, (value) => JSON.stringify(value));
    this.#scene?.begin(revision, objects.values());
  }

  #settle(n: number, how: End, at: At): void {
    const begun = this.#begun.get(n);
    const row = begun?.row ?? this.#applyingRow(n);
    if (row === null) return;
    this.#begun.delete(n);
    this.#end(row, how, at);
    if (how.state !== 'committed') return;
    this.#ownSteps.commit(n, row);
    const operations = begun?.operations ?? intentIn(row.record).operations;
    for (const operation of operations) this.#writeAll(operation, n, () => null);
    this.#scene?.commit(n, operations);
  }

  /** @param kept what is stored of a value: nothing where the record of `n` tells it */
  #writeAll(operation: Operation, n: number, kept: (value: unknown) => string | null): void {
    for (const { id, facet, value } of writesOf(operation)) {
      const object = this.#known(id) ?? this.#add(id);
      this.#write.run(object.key, facet, n, kept(value));
      if (facet !== 'name') continue;
      object.name = value as string;
      this.#nameObject.run(object.name, object.key);
    }
  }

  #end(row: IntentRow, { state, reason, position }: End, at: At): void {
    const why = reason === null ? null : JSON.stringify(reason);
    if (why !== row.reason && !this.#said.has(row)) this.#said.set(row, intentIn(row.record).operations);
    row.state = state;
    row.reason = why;
    row.position = position;
    row.time = at.time;
    row.touched = at.position;
    if (row.n === null) row.place = this.#highest;
  }

  #rowOf(actor: string, id: string): IntentRow | null {
    const key = outcomeKey(actor, id);
    const met = this.#rows.get(key);
    if (met !== undefined) return met;
    const row = this.#byAuthor.get(id, actor) as IntentRow | undefined;
    if (row !== undefined) this.#rows.set(key, row);
    return row ?? null;
  }

  #applyingRow(n: number): IntentRow | null {
    const row = this.#applying.get(n) as IntentRow | undefined;
    return row === undefined ? null : this.#rowOf(row.actor_id, row.id);
  }

  #writeBack(): void {
    for (const row of this.#rows.values()) {
      const key = this.#put.get(row) as number;
      this.#slots.put(row, key, this.#given);
      const objects = this.#touched.get(row) ?? [];
      this.#slots.touch(
        row,
        key,
        objects.map((id) => (this.#known(id) ?? this.#add(id)).key),
      );
      const operations = this.#said.get(row);
      if (operations !== undefined) this.#words.put(row, key, operations, (id) => this.#known(id)?.name);
    }
    this.#rows.clear();
    this.#said.clear();
    this.#touched.clear();
    this.#given.clear();
    this.#begun.clear();
  }

  #known(id: ObjectId): KnownObject | null {
    const known = this.#objects.get(id);
    if (known !== undefined) return known;
    const found = this.#object.get(id) as KnownObject | undefined;
    if (found === undefined) return null;
    this.#remember(id, found);
    return found;
  }

  #add(id: ObjectId): KnownObject {
    const added = { key: Number(this.#addObject.run(id).lastInsertRowid), name: null };
    this.#remember(id, added);
    return added;
  }

  #remember(id: ObjectId, object: KnownObject): void {
    if (this.#objects.size >= LIMITS.objects) this.#objects.clear();
    this.#objects.set(id, object);
  }
}

/** JSON: the numbers under which it was taken back, the one before `n` now among them. */
function earlierNumbers(before: IntentRow | null, n: number | null): string {
  if (before === null) return '[]';
  if (before.n === null || n === null || before.n === n) return before.earlier;
  return JSON.stringify([...(JSON.parse(before.earlier) as number[]), before.n]);
}
