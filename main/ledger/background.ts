/**
 * What the worker does between groups, a short slice at a time: fold what was written, draft snapshots of it, and
 * verify the part of the chain that the opening took on a snapshot's word (R6).
 */
import type { DurableState } from '#app/ledger/index.ts';
import type { Connection } from './database.ts';
import { damage, recordsOf } from './frames.ts';
import type { Damage, StoredRecord } from './frames.ts';
import { CHAIN_START, ChainWalk } from './log.ts';
import type { ChainPoint, Log } from './log.ts';
import type { VerifiedEvent } from './messages.ts';
import { foldStored } from './opening.ts';
import { removeUnfinished, SnapshotDraft } from './snapshots.ts';

/** Groups checked in one slice. */
const SLICE_GROUPS = 8;
/** Records folded in one slice: a millisecond or two. */
const SLICE_RECORDS = 128;
/** Progress is told in steps of this size. */
const PROGRESS_STEP = 0.05;
/** How far folding may fall behind while there is more to write; beyond, it takes its turn between groups. What is not
 * folded costs nothing but time at the next start. */
const LAG_RECORDS = 32_768;

interface Asked {
  /** The head that the walk has to end at. */
  readonly target: ChainPoint;
  /** Records after the target, checked at the opening. */
  readonly beyond: number;
  /** By which it can be stopped; null for the opening's own. */
  readonly request: number | null;
}

interface Verification extends Asked {
  readonly walk: ChainWalk;
  readonly told: (event: VerifiedEvent, found: Damage | null) => void;
  progress: number;
}

export class Background {
  readonly #log: Log;
  readonly #state: DurableState;
  readonly #snapshotEvery: number;
  #lastSnapshot: number;
  #end: number;
  /** What is left to fold of the group that the last slice ended in. */
  #folding: { readonly records: readonly StoredRecord[]; next: number; readonly head: Buffer } | null = null;
  #draft: SnapshotDraft | null = null;
  #verifications: Verification[] = [];
  #broken = false;
  /** Parts of a snapshot that was never finished may lie about: the next one takes them away first. */
  #sweep = true;

  constructor(log: Log, state: DurableState, lastSnapshot: number, snapshotEvery: number) {
    this.#log = log;
    this.#state = state;
    this.#end = state.position;
    this.#lastSnapshot = lastSnapshot;
    this.#snapshotEvery = snapshotEvery;
  }

  /** The snapshot being written, if one is. */
  get draft(): SnapshotDraft | null {
    return this.#draft;
  }

  /** Folding has fallen behind and may not be put off any longer. */
  get pressed(): boolean {
    return this.lag > LAG_RECORDS;
  }

  /** Records written and not folded yet; none where folding has met a contradiction. */
  get lag(): number {
    return this.#broken ? 0 : this.#end - this.#state.position;
  }

  get busy(): boolean {
    return this.lag > 0 || this.#draft !== null || this.#verifications.length > 0;
  }

  /** The log reaches to here now. */
  written(position: number): void {
    this.#end = position;
  }

  /** Checks the chain up to a point. @param told progress now and then, and the end, with the damage if there is any */
  verify(asked: Asked, told: Verification['told']): void {
    const walk = new ChainWalk(this.#log, CHAIN_START, asked.target.position);
    this.#verifications.push({ ...asked, walk, told, progress: 0 });
  }

  /** Nobody is told of it any more. */
  stopVerifying(request: number): void {
    this.#verifications = this.#verifications.filter((each) => each.request !== request);
  }

  /** A little work. @returns a record that contradicts the others, found by folding it */
  slice(): Damage | null {
    if (this.lag > 0) return this.#fold(SLICE_RECORDS);
    const [verification] = this.#verifications;
    if (verification !== undefined) this.#check(verification);
    return null;
  }

  /** Folds so much that the distance shrinks although a group of `records` was just added. */
  keepUp(records: number): Damage | null {
    return this.#fold(2 * records);
  }

  /** Folds everything written, for a snapshot at the end. */
  catchUp(): Damage | null {
    while (this.lag > 0) {
      const found = this.#fold(SLICE_RECORDS);
      if (found !== null) return found;
    }
    return null;
  }

  /** Starts a snapshot if the last one is `records` or more behind. */
  startDraft(head: Buffer, records: number): void {
    if (this.#draft !== null || this.#state.position - this.#lastSnapshot < records) return;
    this.#draft = new SnapshotDraft(this.#state, head);
  }

  /** Writes the draft's next part, within the caller's transaction. @returns its bytes */
  writePart(database: Connection): number {
    if (this.#sweep) removeUnfinished(database);
    return this.#draft?.write(database) ?? 0;
  }

  /** Gives up the snapshot being written. Another is tried after as many records again. */
  dropDraft(): void {
    if (this.#draft === null) return;
    this.#lastSnapshot = this.#draft.position;
    this.#draft = null;
    this.#sweep = true;
  }

  /** The part written last is durable. */
  partTaken(): void {
    const draft = this.#draft;
    this.#sweep = false;
    draft?.taken();
    if (draft?.done !== true) return;
    this.#lastSnapshot = draft.position;
    this.#draft = null;
  }

  #fold(records: number): Damage | null {
    for (let i = 0; i < records; i += 1) {
      if (this.#folding === null) {
        const [group] = this.#log.groupsFrom(this.#state.position + 1, 1);
        if (group === undefined || group.first > this.#end) return null;
        this.#folding = { records: recordsOf(group), next: 0, head: group.head };
      }
      const folding = this.#folding;
      const record = folding.records[folding.next];
      if (record !== undefined) {
        const found = foldStored(this.#state, record.position, record.json);
        if (found !== null) {
          this.#broken = true;
          return found;
        }
        folding.next += 1;
      }
      if (folding.next >= folding.records.length) {
        this.#folding = null;
        this.startDraft(folding.head, this.#snapshotEvery);
      }
    }
    return null;
  }

  #check(verification: Verification): void {
    const { walk, target, beyond, told } = verification;
    const step = walk.step(SLICE_GROUPS);
    const wrongEnd = step.done && step.damage === null && !walk.at.head.equals(target.head);
    const found = wrongEnd
      ? damage(
          target.position,
          'snapshot_contradicts',
          `The chain up to record ${target.position} does not end at the hash that its snapshot names.`,
        )
      : step.damage;
    const records = walk.at.position + (step.done && found === null ? beyond : 0);
    const progress =
      step.done && found === null ? 1 : walk.at.position / Math.max(1, target.position + beyond);
    if (!step.done && progress - verification.progress < PROGRESS_STEP) return;
    verification.progress = progress;
    if (step.done) this.#verifications.shift();
    told({ problem: found?.message ?? null, records, progress }, found);
  }
}
