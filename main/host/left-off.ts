/**
 * Up to which version the person has seen the shared scene, and what came while they looked elsewhere. Times are the
 * computer's clock: they say how long somebody was away, and nothing hangs on them but whether that is worth a word.
 */
import type { AwayHow, AwaySpan, OwnHands } from '#app/control-room/index.ts';
import { AWAY_LIMITS } from '#app/control-room/attention.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { AwayQuery } from '#main/history/index.ts';

/** A version, and when that was. */
export interface Moment {
  readonly revision: number;
  readonly atMs: number;
}

/** Authors that were seen as a whole, at most. */
const AUTHORS_KEPT = 64;
/** Moments at which somebody was here, the newest of them: more time than passes before nobody moving is noticed. */
const LOOKS_KEPT = 12;

/** What is remembered between two starts. */
export interface LeftOffKept {
  readonly seen: Moment;
  readonly how: AwayHow;
  readonly kept: readonly (readonly [ObjectId, number])[];
  readonly keptBy: readonly (readonly [string, number])[];
}

export class LeftOff {
  #seen: Moment;
  #how: AwayHow = 'behind';
  #isHere = false;
  /** Where the person came back to something that they have not seen yet. */
  #came: Moment | null = null;
  /** When the person was here, and what there was to be seen then. */
  #looks: readonly Moment[] = [];
  #kept: Map<ObjectId, number>;
  #keptBy: Map<string, number>;

  /** @param kept of an earlier start; nobody was here in between */
  constructor(kept: LeftOffKept | null, now: Moment) {
    // A version that is not there yet is another history's.
    const known = kept !== null && kept.seen.revision <= now.revision ? kept : null;
    this.#seen = known?.seen ?? now;
    if (known !== null) this.#how = known.how;
    this.#kept = new Map(known?.kept);
    this.#keptBy = new Map(known?.keptBy);
  }

  /** @param idleMs for how long nobody had moved when that was noticed: what came in that time was not seen */
  leave(now: Moment, how: AwayHow, idleMs = 0): void {
    if (this.#isHere && this.#came === null) {
      this.#see(idleMs === 0 ? now : this.#lookBefore(now.atMs - idleMs, now));
      this.#how = how;
    }
    // Who was at this computer for a part of it may have worked in an engine: that is no news to them.
    else if (how === 'behind') this.#how = how;
    this.#isHere = false;
  }

  /**
   * @param afterMs how long somebody has to have been away for a word about it; null for never
   * @returns whether there may be something to tell
   */
  come(now: Moment, afterMs: number | null): boolean {
    const wasHere = this.#isHere;
    this.#isHere = true;
    if (wasHere) return false;
    this.#looks = [now];
    if (this.#came !== null || this.#isLong(now, afterMs)) {
      this.#came = now;
      return true;
    }
    this.#see(now);
    return false;
  }

  #isLong(now: Moment, afterMs: number | null): boolean {
    if (afterMs === null || now.revision === this.#seen.revision) return false;
    return now.atMs - this.#seen.atMs >= afterMs;
  }

  #lookBefore(atMs: number, now: Moment): Moment {
    return this.#looks.findLast((look) => look.atMs <= atMs) ?? this.#looks[0] ?? now;
  }

  /** Somebody who is here sees what comes. @returns whether that is news */
  look(now: Moment): boolean {
    if (this.#isHere) this.#looks = [...this.#looks, now].slice(-LOOKS_KEPT);
    if (!this.#isHere || this.#came !== null || now.revision === this.#seen.revision) return false;
    this.#see(now);
    return true;
  }

  /** Some of what was told was seen: these objects, or all of one author. */
  keep(
    to: number,
    { objects = [], actor }: { readonly objects?: readonly ObjectId[]; readonly actor?: string },
  ): void {
    for (const id of objects) {
      this.#kept.delete(id);
      this.#kept.set(id, to);
    }
    if (actor !== undefined) this.#keptBy.set(actor, to);
    this.#kept = new Map([...this.#kept].slice(-AWAY_LIMITS.kept));
    this.#keptBy = new Map([...this.#keptBy].slice(-AUTHORS_KEPT));
  }

  /** All that was told up to this version has been seen. */
  keepAll(to: number, now: Moment): void {
    const came = this.#came;
    this.#see({ revision: Math.min(to, now.revision), atMs: now.atMs });
    // What came after that, while somebody was away once more, is told still.
    if (came !== null && came.revision > to) this.#came = came;
    else if (this.#isHere) this.look(now);
  }

  /** What to ask the history; null where the person has seen everything. */
  query(now: Moment): AwayQuery | null {
    return this.#came === null ? null : this.#queryTo(this.#came.revision, now);
  }

  /** The same for somebody who asks: where they have seen everything, what came since they were here last. */
  queryOf(now: Moment): AwayQuery {
    return this.query(now) ?? this.#queryTo(now.revision, now);
  }

  #queryTo(to: number, now: Moment): AwayQuery {
    return {
      from: this.#seen.revision,
      to,
      through: now.revision,
      without: this.#without,
      kept: [...this.#kept],
      keptBy: [...this.#keptBy],
    };
  }

  /** From when to when, and whose hands do not count; null where nothing was left off. */
  span(): AwaySpan | null {
    if (this.#came === null) return null;
    return { leftAt: utc(this.#seen.atMs), cameAt: utc(this.#came.atMs), without: this.#without };
  }

  get #without(): OwnHands {
    return this.#how === 'behind' ? 'own_in_engines' : 'own';
  }

  /** To be there again at the next start. */
  toKeep(): LeftOffKept {
    return { seen: this.#seen, how: this.#how, kept: [...this.#kept], keptBy: [...this.#keptBy] };
  }

  #see(now: Moment): void {
    this.#seen = now;
    this.#came = null;
    this.#kept.clear();
    this.#keptBy.clear();
  }
}

function utc(ms: number): string {
  return new Date(ms).toISOString();
}
