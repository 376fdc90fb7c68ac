/** What a commit overwrote, out of the history: the state remembers it of the newest commits only (R24, R8). */
import type Database from 'better-sqlite3';
import type { OverwrittenPart, OverwrittenTogether, OverwrittenValue } from '#app/ledger/index.ts';
import { touchKey, withFacet } from '#app/scene/index.ts';
import type { Facet, FacetState, FacetValue, ObjectId, SceneObject, Touch } from '#app/scene/index.ts';
import { intentIn, writesOf } from './writes.ts';

/** @returns null where the number is no commit's, or the one with which this log began */
export function overwrittenBy(database: Database.Database, n: number): readonly OverwrittenValue[] | null {
  const past = new Past(database);
  const writes = past.writesOf(n);
  if (writes === null) return null;
  const whole = wholeIn(writes);
  return writes
    .filter(({ id, facet }) => facet === 'existence' || !whole.has(id))
    .map((touch) => valueOf(past, n, writes, touch));
}

/**
 * What several commits overwrote together, each value once. What others set on top of them stays; what others set in between
 * comes out again from below.
 * @param most values
 * @param only of what they set, that of these objects; null for all of it
 */
export function overwrittenTogether(
  database: Database.Database,
  numbers: readonly number[],
  most: number,
  only: readonly ObjectId[] | null = null,
): OverwrittenTogether {
  const past = new Past(database);
  const ours = new Set(numbers);
  const about = only === null ? null : new Set(only);
  /** The newest of them that set a value, by its key; beside an object's existence nothing of it counts. */
  const newest = new Map<string, Touch & { readonly n: number }>();
  for (const n of [...ours].sort((a, b) => a - b)) {
    const writes = past.writesOf(n);
    if (writes === null) return { unknown: n };
    const whole = wholeIn(writes);
    for (const { id, facet } of writes)
      if (about?.has(id) !== false && (facet === 'existence' || !whole.has(id)))
        newest.set(touchKey({ id, facet }), { id, facet, n });
    if (newest.size > most) return { tooMany: newest.size };
  }
  return { parts: [...newest.values()].map((each) => partOf(past, each, ours)) };
}

/** Of some objects those that were ever in the shared scene, as far as this log tells. */
export function sharedOnce(database: Database.Database, objects: readonly ObjectId[]): readonly ObjectId[] {
  const past = new Past(database);
  return objects.filter((id) => past.lastWriteOf(id, 'existence') !== null);
}

function partOf(
  past: Past,
  { id, facet, n: newest }: Touch & { readonly n: number },
  ours: ReadonlySet<number>,
): OverwrittenPart {
  const free = past.firstFree(id, facet, ours);
  const n = free ?? newest;
  return { ...valueOf(past, n, past.writesOf(n) ?? [], { id, facet }), n, covered: free === null };
}

function valueOf(past: Past, n: number, writes: readonly Touch[], { id, facet }: Touch): OverwrittenValue {
  return {
    before: { id, facet, value: facet === 'existence' ? past.objectAt(id, n) : past.valueAt(id, facet, n) },
    lastWrite: past.lastWriteOf(id, facet) ?? n,
    ...besideIn(past, n, writes, { id, facet }),
  };
}

function wholeIn(writes: readonly Touch[]): ReadonlySet<ObjectId> {
  return new Set(writes.flatMap(({ id, facet }) => (facet === 'existence' ? [id] : [])));
}

/** A place is its two halves: of one that was set alone, what the other was. */
function besideIn(
  past: Past,
  n: number,
  writes: readonly Touch[],
  { id, facet }: Touch,
): Pick<OverwrittenValue, 'beside'> {
  const half = facet === 'parent' ? 'transform' : facet === 'transform' ? 'parent' : null;
  if (half === null || writes.some((each) => each.id === id && each.facet === half)) return {};
  return { beside: past.valueAt(id, half, n) };
}

/** Of records that values lie in; a large one is some megabytes. */
const RECORDS_READ_KEPT = 64;

/** Values as they were before a number. Of the records that they lie in the last few are read once. */
export class Past {
  readonly #record;
  readonly #last;
  readonly #before;
  readonly #since;
  readonly #downward;
  readonly #read = new Map<number, SetBy | null>();

  constructor(database: Database.Database) {
    const object = '(SELECT key FROM objects WHERE id = ?)';
    this.#record = database.prepare("SELECT record FROM intents WHERE n = ? AND state = 'committed'").pluck();
    this.#last = database
      .prepare(`SELECT max(n) FROM writes WHERE object = ${object} AND facet IN (?, 'existence')`)
      .pluck();
    this.#downward = database
      .prepare(`SELECT n FROM writes WHERE object = ${object} AND facet = ? AND n > ? ORDER BY n DESC`)
      .pluck();
    this.#before = database.prepare(
      `SELECT n, value FROM writes WHERE object = ${object} AND facet = ? AND n < ? ORDER BY n DESC LIMIT 1`,
    );
    this.#since = database.prepare(
      `SELECT facet, max(n) AS n FROM writes WHERE object = ${object} AND n >= ? AND n < ? GROUP BY facet`,
    );
  }

  /** The facets that a commit set, each once; null where there is none, or where it was made of no operations. */
  writesOf(n: number): readonly FacetState[] | null {
    const set = this.#setBy(n);
    return set === null || set.size === 0
      ? null
      : [...set.values()].flatMap((facets) => [...facets.values()]);
  }

  /** The first of these that set a value and has nobody else's after it; null where somebody else's came last. */
  firstFree(id: ObjectId, facet: Facet, ours: ReadonlySet<number>): number | null {
    const { own: whole, theirs } = this.#downTo(id, 'existence', ours, 0);
    const { own } = facet === 'existence' ? { own: whole } : this.#downTo(id, facet, ours, theirs);
    // What a change gives to an object that it makes is a part of that.
    const made = new Set(facet === 'existence' ? [] : whole);
    return own.findLast((n) => !made.has(n)) ?? null;
  }

  /** The newest numbers that set a value, as long as they are ours; and the number where that ends. */
  #downTo(
    id: ObjectId,
    facet: Facet,
    ours: ReadonlySet<number>,
    end: number,
  ): { own: number[]; theirs: number } {
    const own: number[] = [];
    for (const n of this.#downward.iterate(id, facet, end) as IterableIterator<number>) {
      if (!ours.has(n)) return { own, theirs: n };
      own.push(n);
    }
    return { own, theirs: end };
  }

  /** Of the value, or of the object as a whole. */
  lastWriteOf(id: ObjectId, facet: Facet): number | null {
    return this.#last.get(id, facet) as number | null;
  }

  valueAt(id: ObjectId, facet: Facet, before: number): FacetValue {
    const write = this.#before.get(id, facet, before) as { n: number; value: string | null } | undefined;
    if (write === undefined) return null;
    // A property of an earlier life of the object is none of this one's.
    if (facet.startsWith('property:') && write.n < this.#bornAt(id, before)) return null;
    if (write.value !== null) return JSON.parse(write.value) as FacetValue;
    return this.#setBy(write.n)?.get(id)?.get(facet)?.value ?? null;
  }

  /** The object as a whole; null where there was none. */
  objectAt(id: ObjectId, before: number): SceneObject | null {
    const born = this.valueAt(id, 'existence', before) as SceneObject | null;
    if (born === null) return null;
    const since = this.#since.all(id, this.#bornAt(id, before), before) as { facet: Facet; n: number }[];
    return since.reduce(
      (object, { facet }) =>
        facet === 'existence'
          ? object
          : withFacet(object, { id, facet, value: this.valueAt(id, facet, before) }),
      born,
    );
  }

  #bornAt(id: ObjectId, before: number): number {
    return (this.#before.get(id, 'existence', before) as { n: number } | undefined)?.n ?? 0;
  }

  /** By object and facet; what a change had given to an object that it then made or deleted is none of it. */
  #setBy(n: number): SetBy | null {
    const known = this.#read.get(n);
    if (known !== undefined) return known;
    if (this.#read.size >= RECORDS_READ_KEPT) this.#read.clear();
    const record = this.#record.get(n) as string | undefined;
    const set = record === undefined ? null : new Map<ObjectId, Map<Facet, FacetState>>();
    for (const operation of record === undefined ? [] : intentIn(record).operations)
      for (const state of writesOf(operation)) {
        if (state.facet === 'existence' || set?.has(state.id) !== true) set?.set(state.id, new Map());
        set?.get(state.id)?.set(state.facet, state);
      }
    this.#read.set(n, set);
    return set;
  }
}

type SetBy = ReadonlyMap<ObjectId, ReadonlyMap<Facet, FacetState>>;
