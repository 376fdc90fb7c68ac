/** Which changes a part of the list of what others did is made of: by the rules of the list, so that what was kept stays. */
import type Database from 'better-sqlite3';
import type { AwayPart, AwayPartChanges } from '#app/control-room/index.ts';
import { UNDO_CHANGES_MAX } from '#app/control-room/history-limits.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { SlicedJob, Unseen } from './unseen.ts';
import type { AwayQuery, Known, UnseenRow } from './unseen.ts';

export class AwayPartJob extends SlicedJob<AwayPartChanges> {
  readonly #unseen: Unseen;
  readonly #objects: ReadonlySet<ObjectId>;
  readonly #actor: string | null;
  readonly #most: number;
  /** Newest first. */
  readonly #changes: number[] = [];
  #oldest = Infinity;
  #more = false;
  /** The newest number that the person knows of these objects. */
  #known = 0;
  /** Of each object, the newest number of the same hands that was kept. */
  readonly #kept = new Map<ObjectId, number>();
  readonly #counted = new Set<ObjectId>();

  /** @param most changes that are told */
  constructor(
    database: Database.Database,
    query: AwayQuery,
    { objects, actor }: AwayPart,
    ended: (found: AwayPartChanges | null, error?: unknown) => void,
    most = UNDO_CHANGES_MAX,
  ) {
    super(ended);
    this.#objects = new Set(objects);
    this.#actor = actor;
    this.#most = most;
    this.#unseen = new Unseen(database, query, {
      isAbout: (id) => this.#objects.has(id),
      counts: (row, id) => this.#count(row, id),
      isKnown: (row, id, how) => this.#know(row, id, how),
    });
  }

  protected step(): AwayPartChanges | null {
    if (this.#unseen.goOn()) return null;
    // A change is taken back of all objects that are asked for, or of none: what it did to one of them may have been kept.
    const objects = [...this.#counted].filter((id) => (this.#kept.get(id) ?? 0) < this.#oldest);
    return {
      changes: objects.length === 0 ? [] : this.#changes,
      more: this.#more,
      objects,
      apart: this.#counted.size - objects.length,
      base: this.#known < this.#oldest && objects.length > 0 ? this.#oldest - 1 : null,
    };
  }

  #isMeant({ actor_id }: UnseenRow): boolean {
    return this.#actor === null || actor_id === this.#actor;
  }

  #count(row: UnseenRow, id: ObjectId): boolean {
    if (!this.#isMeant(row)) return false;
    this.#counted.add(id);
    if (this.#oldest === row.n) return true;
    this.#oldest = row.n;
    if (this.#changes.length < this.#most) this.#changes.push(row.n);
    else this.#more = true;
    return true;
  }

  #know(row: UnseenRow, id: ObjectId, how: Known): void {
    this.#known = Math.max(this.#known, row.n);
    if (how === 'kept' && this.#isMeant(row)) this.#kept.set(id, Math.max(this.#kept.get(id) ?? 0, row.n));
  }
}
