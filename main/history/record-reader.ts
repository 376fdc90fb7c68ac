/** Turns the ledger's records into the history's rows, in the ledger's order, each once. */
import type Database from 'better-sqlite3';
import { labelOf, membersOf } from '#app/intents/index.ts';
import type { Actor, Intent, IntentState, Reason } from '#app/intents/index.ts';
import { reviveDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord, RestoreRecord } from '#app/ledger/index.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { Facet, FacetValue, ObjectId, Operation } from '#app/scene/index.ts';

/** Objects named in one row; an intent may touch more. */
const OBJECTS_MAX = 256;

/** Who chose to go on: only the person at this machine can. */
const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };

interface End {
  readonly state: IntentState;
  readonly reason: Reason | null;
  readonly position: number | null;
}

export class RecordReader {
  readonly #upsert;
  readonly #rowOf;
  readonly #join;
  readonly #end;
  readonly #endWaiting;
  readonly #approve;
  readonly #openIn;
  readonly #opened;
  readonly #openRange;
  readonly #closeOpen;
  readonly #write;
  readonly #nameOf;
  readonly #setPlace;

  constructor(database: Database.Database) {
    this.#upsert = database.prepare(`
      INSERT INTO intents
        (actor_id, id, hash, n, earlier, joined, state, actor, authority, class, label, objects, why, forced, time, touched)
      VALUES
        (@actor_id, @id, @hash, @n, '[]', @joined, @state, @actor, @authority, @class, @label, @objects, @why, @forced, @time, @touched)
      ON CONFLICT (actor_id, id) DO UPDATE SET
        hash = @hash, earlier = iif(n <> @n, json_insert(earlier, '$[#]', n), earlier), n = coalesce(@n, n), joined = @joined, state = @state, label = @label, reason = NULL, time = @time, touched = @touched`);
    this.#rowOf = database.prepare('SELECT row FROM intents WHERE actor_id = ? AND id = ?').pluck();
    this.#join = database.prepare(
      'INSERT OR REPLACE INTO joined (actor_id, id, hash, row) VALUES (?, ?, ?, ?)',
    );
    this.#end = database.prepare(
      'UPDATE intents SET state = ?, reason = ?, position = ?, time = ?, touched = ? WHERE row = ?',
    );
    this.#endWaiting = database.prepare(
      'UPDATE intents SET state = ?, reason = ?, time = ?, touched = ? WHERE actor_id = ? AND id = ?',
    );
    this.#approve = database.prepare(`
      UPDATE intents SET state = ?, approved_by = ?, reason = ?, time = ?, touched = ?
      WHERE id = ? AND state IN ('awaiting_approval', 'queued')`);
    this.#openIn = database.prepare('INSERT INTO open (n, row, operations) VALUES (?, ?, ?)');
    this.#opened = database.prepare('SELECT row, operations FROM open WHERE n = ?');
    this.#openRange = database.prepare('SELECT n FROM open WHERE n BETWEEN ? AND ?').pluck();
    this.#closeOpen = database.prepare('DELETE FROM open WHERE n = ?');
    this.#write = database.prepare(
      'INSERT OR REPLACE INTO writes (object, facet, n, row, value) VALUES (?, ?, ?, ?, ?)',
    );
    this.#nameOf = database
      .prepare("SELECT value FROM writes WHERE object = ? AND facet = 'name' ORDER BY n DESC LIMIT 1")
      .pluck();
    this.#setPlace = database.prepare('UPDATE place SET ledger = ?, position = ?, head = ?');
  }

  /** Within the caller's transaction. */
  setPlace(ledger: string, position: number, head: string | null): void {
    this.#setPlace.run(ledger, position, head);
  }

  /** One record, within the caller's transaction. Kinds that no row speaks of pass by. */
  read(position: number, time: string, record: LedgerRecord): void {
    switch (record.kind) {
      case 'propose':
        this.#put(record.intent, null, 'awaiting_approval', position, time);
        return;
      case 'approve':
        this.#approve.run('queued', record.by, null, time, position, record.id);
        return;
      case 'void_approval':
        this.#approve.run(
          'awaiting_approval',
          null,
          JSON.stringify(record.reason),
          time,
          position,
          record.id,
        );
        return;
      case 'settle':
        this.#endWaiting.run(
          record.state,
          JSON.stringify(record.reason),
          time,
          position,
          record.actor.id,
          record.id,
        );
        return;
      case 'restore':
        this.#restore(record, position, time);
        return;
      case 'begin': {
        const row = this.#put(record.intent, record.n, 'applying', position, time);
        this.#openIn.run(record.n, row, JSON.stringify(record.intent.operations));
        return;
      }
      case 'commit':
        this.#settle(record.n, { state: 'committed', reason: null, position }, position, time);
        return;
      case 'abort': {
        const state = record.ends === 'requeued' ? 'queued' : record.ends;
        this.#settle(record.n, { state, reason: record.reason, position: null }, position, time);
        return;
      }
      case 'void': {
        const message = 'The application ended before it was confirmed.';
        const reason = { code: record.reason, message, path: null };
        for (const n of this.#openRange.all(record.lo, record.hi) as number[]) {
          this.#settle(n, { state: 'aborted', reason, position: null }, position, time);
        }
        return;
      }
      default:
        return;
    }
  }

  #put(intent: Intent, n: number | null, state: IntentState, position: number, time: string): number {
    const actor = intent.actor.id;
    const members = membersOf(intent, hashOfIntent);
    const joined = members.slice(1);
    this.#upsert.run({
      actor_id: actor,
      id: intent.id,
      hash: members[0]?.hash ?? '',
      joined: JSON.stringify(joined.map(({ id }) => id)),
      n,
      state,
      actor: JSON.stringify(intent.actor),
      authority: intent.authority,
      class: intent.class,
      label: labelOf(intent.operations, (id) => this.#name(id), intent.joined?.length),
      objects: JSON.stringify(objectsTouched(intent.operations).slice(0, OBJECTS_MAX)),
      why: intent.reason,
      forced: intent.force ? 1 : 0,
      time,
      touched: position,
    });
    const row = this.#rowOf.get(actor, intent.id) as number;
    for (const { id, hash } of joined) this.#join.run(actor, id, hash, row);
    return row;
  }

  /** A new log goes on from an older one's state: all that is known of how it came about. */
  #restore(record: RestoreRecord, position: number, time: string): void {
    const { revision } = record.from;
    const label = `went on from version ${revision} of a damaged history`;
    const id = `restore-${position}`;
    const { objects } = reviveDurableState(record.state);
    this.#upsert.run({
      actor_id: PERSON.id,
      id,
      hash: '',
      joined: '[]',
      n: revision,
      state: 'committed',
      actor: JSON.stringify(PERSON),
      authority: 'human',
      class: 'structural',
      label,
      objects: JSON.stringify([...objects.keys()].slice(0, OBJECTS_MAX)),
      why: label,
      forced: 0,
      time,
      touched: position,
    });
    const row = this.#rowOf.get(PERSON.id, id) as number;
    for (const object of objects.values()) {
      for (const [each, facet, value] of writesOf({ op: 'create', object }))
        this.#write.run(each, facet, revision, row, JSON.stringify(value));
    }
  }

  #settle(n: number, end: End, position: number, time: string): void {
    const open = this.#opened.get(n) as { row: number; operations: string } | undefined;
    if (open === undefined) return;
    this.#closeOpen.run(n);
    const reason = end.reason === null ? null : JSON.stringify(end.reason);
    this.#end.run(end.state, reason, end.position, time, position, open.row);
    if (end.state !== 'committed') return;
    for (const operation of JSON.parse(open.operations) as Operation[]) {
      for (const [object, facet, value] of writesOf(operation)) {
        this.#write.run(object, facet, n, open.row, JSON.stringify(value));
      }
    }
  }

  #name(id: ObjectId): string | undefined {
    const value = this.#nameOf.get(id) as string | undefined;
    return value === undefined ? undefined : (JSON.parse(value) as string);
  }
}

/** The facets that an operation sets, with what it sets them to. A deletion ends an object's facets with its existence. */
function* writesOf(operation: Operation): Generator<[ObjectId, Facet, FacetValue]> {
  switch (operation.op) {
    case 'create': {
      const { object } = operation;
      yield [object.id, 'existence', object];
      yield [object.id, 'name', object.name];
      yield [object.id, 'parent', object.parent];
      yield [object.id, 'transform', object.transform];
      yield [object.id, 'visibility', object.visibility];
      for (const [key, value] of Object.entries(object.properties))
        yield [object.id, `property:${key}`, value];
      return;
    }
    case 'delete':
      for (const id of [operation.id, ...operation.descendants]) yield [id, 'existence', null];
      return;
    case 'rename':
      yield [operation.id, 'name', operation.name];
      return;
    case 'reparent':
      yield [operation.id, 'parent', operation.parent];
      return;
    case 'set_transform':
      yield [operation.id, 'transform', operation.transform];
      return;
    case 'set_visibility':
      yield [operation.id, 'visibility', operation.visibility];
      return;
    case 'set_property':
      yield [operation.id, `property:${operation.key}`, operation.value];
      return;
  }
}
