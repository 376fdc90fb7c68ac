/**
 * Which of the changes in a stretch of versions a person has not seen, value by value: what others set, as long as neither the
 * person nor what they kept came after it. The list and taking back go by the same rules. The changes are gone through from
 * the newest on, a slice at a time, so that other questions are answered in between.
 */
import type Database from 'better-sqlite3';
import type { OwnHands } from '#app/control-room/index.ts';
import { LIMITS } from '#app/scene/index.ts';
import type { Facet, ObjectId } from '#app/scene/index.ts';
import { intentIn, writesOf } from './writes.ts';

const CHANGES_AT_ONCE = 512;

/** Changes that are not of the person's own hands; what a rule decided in their name is nobody's hand. */
const BY_OTHERS = `ifnull(
  (actor_id <> 'person' OR approved_by = 'rule') AND (@own = 'own' OR actor_id NOT LIKE 'engine:%'), 0)`;

export interface AwayQuery {
  /** The version that was seen last. */
  readonly from: number;
  readonly to: number;
  /** Up to here what the person did themselves counts: what they set since is theirs, and what they took back is gone. */
  readonly through: number;
  readonly without: OwnHands;
  /** What of it the person has seen since: objects and authors, each up to a version. */
  readonly kept: readonly (readonly [ObjectId, number])[];
  readonly keptBy: readonly (readonly [string, number])[];
}

/** A change, newest first. */
export interface UnseenRow {
  readonly n: number;
  readonly lane: number;
  readonly actor: string;
  readonly actor_id: string;
}

/** Hears of each change and object: whether the change has a part in what was not seen of it. */
export interface UnseenHeed {
  /** Others are passed over; all of them where it is left out. */
  isAbout?(id: ObjectId): boolean;
  /** @returns whether it is taken in; of one that is not nothing is remembered */
  counts(row: UnseenRow, id: ObjectId): boolean;
  isKnown?(row: UnseenRow, id: ObjectId, how: Known): void;
}

/** Why a change is known: by the person's own hands, or kept of this object, or with all of its author. */
export type Known = 'own' | 'kept' | 'of_kept_author';

interface Row extends UnseenRow {
  readonly others: 0 | 1;
  readonly record: string;
}

export class Unseen {
  readonly #query: AwayQuery;
  readonly #heed: UnseenHeed;
  readonly #rows;
  readonly #kept: ReadonlyMap<ObjectId, number>;
  readonly #keptBy: ReadonlyMap<string, number>;
  /** Values that the person knows from some version on; nothing below counts. */
  readonly #known = new Map<ObjectId, Set<Facet>>();
  /** Of those that were not seen, the oldest number that set them since. */
  readonly #first = new Map<ObjectId, Map<Facet, number>>();
  /** Of objects that others made or deleted, the values that the person knows of after that. */
  readonly #knownSince = new Map<ObjectId, ReadonlySet<Facet>>();
  #next: number;

  constructor(database: Database.Database, query: AwayQuery, heed: UnseenHeed) {
    this.#query = query;
    this.#heed = heed;
    this.#kept = new Map(query.kept);
    this.#keptBy = new Map(query.keptBy);
    this.#next = Math.max(query.to, query.through);
    this.#rows = database.prepare(
      `SELECT n, lane, actor, actor_id, record, ${BY_OTHERS} AS others
       FROM intents WHERE n BETWEEN @after AND @next AND state = 'committed'
         AND (n <= @to OR NOT ${BY_OTHERS})
       ORDER BY n DESC LIMIT ${CHANGES_AT_ONCE}`,
    );
  }

  /** Takes in the next slice. @returns whether there is more */
  goOn(): boolean {
    const { from, to, without: own } = this.#query;
    const rows = this.#rows.all({ after: from + 1, next: this.#next, to, own }) as Row[];
    for (const row of rows) this.#note(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHANGES_AT_ONCE) return false;
    this.#next = last.n - 1;
    return true;
  }

  #note(row: Row): void {
    const { n, others } = row;
    const isOfKept = n <= (this.#keptBy.get(row.actor_id) ?? 0);
    for (const [id, facets] of writesIn(row.record)) {
      if (this.#heed.isAbout?.(id) === false) continue;
      const how =
        others === 0 ? 'own' : isOfKept ? 'of_kept_author' : n <= (this.#kept.get(id) ?? 0) ? 'kept' : null;
      if (how !== null) {
        this.#heed.isKnown?.(row, id, how);
        this.#know(id, facets);
        continue;
      }
      const news = [...facets].filter((facet) => !this.#isCovered(id, facet));
      if (news.length === 0 || !this.#heed.counts(row, id)) continue;
      const first = this.#first.get(id) ?? new Map<Facet, number>();
      if (facets.has('existence') && !first.has('existence'))
        this.#knownSince.set(id, new Set(this.#known.get(id)));
      for (const facet of news) first.set(facet, n);
      this.#first.set(id, first);
    }
  }

  #know(id: ObjectId, facets: ReadonlySet<Facet>): void {
    const known = this.#known.get(id);
    if (known !== undefined) for (const facet of facets) known.add(facet);
    // Beyond that some of it is told once more.
    else if (this.#known.size < LIMITS.objects) this.#known.set(id, new Set(facets));
  }

  #isCovered(id: ObjectId, facet: Facet): boolean {
    const known = this.#known.get(id);
    return known !== undefined && (known.has(facet) || known.has('existence'));
  }

  /** What was not seen of an object: each value with the oldest number that set it since it was known. */
  of(id: ObjectId): ReadonlyMap<Facet, number> {
    return this.#first.get(id) ?? new Map<Facet, number>();
  }

  /** Whether the person knows a value of a later version than the one that they left, before what they have not seen. */
  isKnownFromLater(id: ObjectId, facet: Facet): boolean {
    return this.#isCovered(id, facet);
  }

  /** The same of anything of the object. */
  isAnyKnownFromLater(id: ObjectId): boolean {
    return this.#known.has(id);
  }

  /** Whether the person knows a value from after others made the object. */
  isKnownSinceMade(id: ObjectId, facet: Facet): boolean {
    return this.#knownSince.get(id)?.has(facet) === true;
  }
}

/** By object; what a change had given to an object that it then made or deleted is a part of that. */
function writesIn(record: string): ReadonlyMap<ObjectId, ReadonlySet<Facet>> {
  const writes = new Map<ObjectId, Set<Facet>>();
  for (const operation of intentIn(record).operations)
    for (const { id, facet } of writesOf(operation)) {
      const facets = writes.get(id);
      if (facets === undefined) writes.set(id, new Set([facet]));
      else facets.add(facet);
    }
  return writes;
}

/** Something that goes on a slice at a time and ends once: with its answer, or with null where the disk refused. */
export abstract class SlicedJob<Answer> {
  readonly #ended: (answer: Answer | null, error?: unknown) => void;
  #isOver = false;

  /** @param ended told once: what was found, or null where the file was damaged or the disk refused */
  constructor(ended: (answer: Answer | null, error?: unknown) => void) {
    this.#ended = ended;
    this.#soon();
  }

  /** @returns the answer; null while there is more to do */
  protected abstract step(): Answer | null;

  /** What it reads is thrown away. */
  giveUp(): void {
    this.#end(null);
  }

  #soon(): void {
    setImmediate(() => {
      if (this.#isOver) return;
      try {
        const answer = this.step();
        if (answer === null) this.#soon();
        else this.#end(answer);
      } catch (error) {
        this.#end(null, error);
      }
    });
  }

  #end(answer: Answer | null, error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended(answer, error);
  }
}
