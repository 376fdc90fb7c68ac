/** What a change was made on top of, what it made way for or took out of the way, and what came of it. */
import type Database from 'better-sqlite3';
import { TIMELINE_LIMITS } from '#app/control-room/index.ts';
import type { CausalityView, LinkView } from '#app/control-room/index.ts';
import type { Actor, Intent } from '#app/intents/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { Facet, ObjectId } from '#app/scene/index.ts';
import type { IntentRow } from './store.ts';
import { intentIn, writesOf } from './writes.ts';

/** Values, and objects, that are looked at for one change. */
const LOOKED_AT = 512;
/** A number that was begun and made way lies at most so many below the one that it made way for. */
const MADE_WAY_WITHIN = 64;

interface KeyedRow extends IntentRow {
  readonly row: number;
}

export class CausalityReader {
  readonly #byAuthor;
  readonly #byNumber;
  readonly #key;
  readonly #before;
  readonly #after;
  readonly #next;
  readonly #gone;
  readonly #takers;
  readonly #begun;

  constructor(database: Database.Database) {
    this.#byAuthor = database.prepare('SELECT row, * FROM intents WHERE id = ? AND actor_id = ?');
    this.#byNumber = database.prepare('SELECT row, * FROM intents WHERE n = ?');
    this.#key = database.prepare('SELECT key FROM objects WHERE id = ?').pluck();
    this.#before = database
      .prepare('SELECT n FROM writes WHERE object = ? AND facet = ? AND n < ? ORDER BY n DESC LIMIT 1')
      .pluck();
    this.#after = database
      .prepare('SELECT n FROM writes WHERE object = ? AND facet = ? AND n > ? ORDER BY n LIMIT 1')
      .pluck();
    // What an agent's change makes way for is a person's, and is begun after it has ended (AUTH-2).
    this.#next = database
      .prepare(
        `SELECT touches.n FROM touches JOIN slots ON slots.n = touches.n JOIN lanes ON lanes.key = slots.lane
         WHERE object = ? AND touches.n > ? AND slots.begun > ? AND lanes.id NOT LIKE 'agent:%'
         ORDER BY touches.n LIMIT 1`,
      )
      .pluck();
    this.#gone = database.prepare(
      `SELECT intents.* FROM touches JOIN intents ON intents.row = touches.intent
       WHERE object = ? AND (touches.n = 0 OR touches.n BETWEEN ? AND ?) AND state = 'superseded' AND touched < ?
       ORDER BY touched DESC LIMIT ${TIMELINE_LIMITS.links}`,
    );
    this.#takers = database.prepare(
      `SELECT row, * FROM intents WHERE takes_back = ? ORDER BY n DESC LIMIT ${TIMELINE_LIMITS.links}`,
    );
    this.#begun = database.prepare('SELECT begun FROM slots WHERE n = ?').pluck();
  }

  /** @returns null where no change of this author has the id */
  read(actor: string, id: string): CausalityView | null {
    const row = this.#byAuthor.get(id, actor) as KeyedRow | undefined;
    if (row === undefined) return null;
    const intent = intentIn(row.record);
    const written = facetsOf(intent);
    const looked = written.slice(0, LOOKED_AT);
    const objects = objectsTouched(intent.operations);
    const isDone = row.state === 'committed' && row.n !== null;
    const from = row.n ?? intent.base.revision + 1;
    const bases = new Set<number>();
    for (const { id: object, facet } of [...looked, ...parentsOf(intent)]) {
      const n = this.#lastBefore(object, facet, from);
      if (n !== null) bases.add(n);
    }
    const next = new Set<number>();
    if (isDone)
      for (const { id: object, facet } of looked) {
        const n = this.#firstAfter(object, facet, from);
        if (n !== null) next.add(n);
      }
    return {
      basedOn: [...this.#named(intent, row), ...this.#links([...bases].sort((a, b) => b - a))].slice(
        0,
        TIMELINE_LIMITS.links,
      ),
      ledTo: this.#links([...next].sort((a, b) => a - b)),
      supersededBy: row.state === 'superseded' ? this.#linkOf(this.#madeWayFor(row, objects)) : null,
      superseded: row.n === null ? [] : this.#tookAway(row.n, objects),
      takesBack: this.#linkOf(row.takes_back),
      takenBackBy: row.n === null ? [] : (this.#takers.all(row.n) as IntentRow[]).map(viewOf),
      isPart: written.length > LOOKED_AT || objects.length > LOOKED_AT,
    };
  }

  /** Its author's own earlier changes that it was made on top of, and that no number of a value tells. */
  #named(intent: Intent, { actor_id }: IntentRow): LinkView[] {
    return intent.base.after.flatMap((id) => {
      const row = this.#byAuthor.get(id, actor_id) as IntentRow | undefined;
      return row === undefined || row.state === 'committed' ? [] : [viewOf(row)];
    });
  }

  #lastBefore(object: ObjectId, facet: Facet, n: number): number | null {
    const key = this.#key.get(object) as number | undefined;
    if (key === undefined) return null;
    const value = (this.#before.get(key, facet, n) as number | undefined) ?? 0;
    const life = (this.#before.get(key, 'existence', n) as number | undefined) ?? 0;
    return Math.max(value, life) || null;
  }

  #firstAfter(object: ObjectId, facet: Facet, n: number): number | null {
    const key = this.#key.get(object) as number | undefined;
    if (key === undefined) return null;
    const value = (this.#after.get(key, facet, n) as number | undefined) ?? Number.POSITIVE_INFINITY;
    const life = (this.#after.get(key, 'existence', n) as number | undefined) ?? Number.POSITIVE_INFINITY;
    const first = Math.min(value, life);
    return Number.isFinite(first) ? first : null;
  }

  /** The first change of a person's on the same objects that was begun after this one had ended. */
  #madeWayFor(row: IntentRow, objects: readonly ObjectId[]): number | null {
    let first: number | null = null;
    for (const id of objects.slice(0, LOOKED_AT)) {
      const key = this.#key.get(id) as number | undefined;
      if (key === undefined) continue;
      const { revision } = intentIn(row.record).base;
      const n = this.#next.get(key, row.n ?? revision, row.touched) as number | undefined;
      if (n !== undefined && (first === null || n < first)) first = n;
    }
    return first;
  }

  #tookAway(n: number, objects: readonly ObjectId[]): LinkView[] {
    const begun = this.#begun.get(n) as number | undefined;
    if (begun === undefined) return [];
    const found = new Map<string, IntentRow>();
    for (const id of objects.slice(0, LOOKED_AT)) {
      const key = this.#key.get(id) as number | undefined;
      if (key === undefined) continue;
      for (const gone of this.#gone.all(key, n - MADE_WAY_WITHIN, n - 1, begun) as IntentRow[])
        found.set(`${gone.actor_id} ${gone.id}`, gone);
    }
    return [...found.values()]
      .filter((gone) => this.#madeWayFor(gone, objectsTouched(intentIn(gone.record).operations)) === n)
      .sort((a, b) => b.touched - a.touched)
      .slice(0, TIMELINE_LIMITS.links)
      .map(viewOf);
  }

  #links(numbers: readonly number[]): LinkView[] {
    return numbers.slice(0, TIMELINE_LIMITS.links).flatMap((n) => this.#linkOf(n) ?? []);
  }

  #linkOf(n: number | null): LinkView | null {
    const row = n === null ? undefined : (this.#byNumber.get(n) as IntentRow | undefined);
    return row === undefined ? null : viewOf(row);
  }
}

/** What it writes, each value once. */
function facetsOf(intent: Intent): { readonly id: ObjectId; readonly facet: Facet }[] {
  const facets = new Map<string, { readonly id: ObjectId; readonly facet: Facet }>();
  for (const operation of intent.operations)
    for (const { id, facet } of writesOf(operation)) facets.set(`${id} ${facet}`, { id, facet });
  return [...facets.values()];
}

/** What it hangs something under has to be there. */
function parentsOf(intent: Intent): { readonly id: ObjectId; readonly facet: Facet }[] {
  const parents = new Set<ObjectId>();
  for (const operation of intent.operations) {
    const parent =
      operation.op === 'create'
        ? operation.object.parent
        : operation.op === 'reparent'
          ? operation.parent
          : null;
    if (parent !== null) parents.add(parent);
  }
  return [...parents].slice(0, LOOKED_AT).map((id) => ({ id, facet: 'existence' }));
}

function viewOf({ id, n, actor, label, state }: IntentRow): LinkView {
  return { id, n, actor: JSON.parse(actor) as Actor, label, state };
}
