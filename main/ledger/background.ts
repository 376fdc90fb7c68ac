/**
 * What the worker does between groups, a short slice at a time: fold what was written, draft snapshots of it, and
 * verify the part of the chain that the opening took on a snapshot's word (R6).
 */
import type { DurableState } from '#app/ledger/index.ts';
import type { Connection } from './database.ts';
import type { Damage, FramedGroup } from './frames.ts';
import { damage } from './frames.ts';
import { CHAIN_START, ChainWalk } from './log.ts';
import type { ChainPoint, Log } from './log.ts';
import type { VerifiedEvent } from './messages.ts';
import { foldGroup } from './opening.ts';
import { removeUnfinished, SnapshotDraft } from './snapshots.ts';

/** Groups checked in one slice. */
const SLICE_GROUPS = 8;
/** Progress is told in steps of this size. */
const PROGRESS_STEP = 0.05;
/** Groups that wait to be folded before folding takes its turn even though more are to be written. */
const BACKLOG_GROUPS = 256;

interface Verification {
  readonly walk: ChainWalk;
  /** The head that the walk has to end at. */
  readonly target: ChainPoint;
  /** Records after the target, checked at the opening. */
  readonly beyond: number;
  readonly told: (event: VerifiedEvent, found: Damage | null) => void;
  progress: number;
}

export class Background {
  readonly #log: Log;
  readonly #state: DurableState;
  readonly #snapshotEvery: number;
  #lastSnapshot: number;
  #backlog: FramedGroup[] = [];
  #draft: SnapshotDraft | null = null;
  #verifications: Verification[] = [];
  /** Parts of a snapshot that was never finished may lie about: the next one takes them away first. */
  #sweep = true;

  constructor(log: Log, state: DurableState, lastSnapshot: number, snapshotEvery: number) {
    this.#log = log;
    this.#state = state;
    this.#lastSnapshot = lastSnapshot;
    this.#snapshotEvery = snapshotEvery;
  }

  /** The snapshot being written, if one is. */
  get draft(): SnapshotDraft | null {
    return this.#draft;
  }

  /** Folding has fallen behind and may not be put off any longer. */
  get pressed(): boolean {
    return this.#backlog.length > BACKLOG_GROUPS;
  }

  get busy(): boolean {
    return this.#backlog.length > 0 || this.#draft !== null || this.#verifications.length > 0;
  }

  /** A group that is durable now. */
  written(group: FramedGroup): void {
    this.#backlog.push(group);
  }

  /**
   * Checks the chain up to `target`.
   * @param beyond records after the target that were checked already
   * @param told progress now and then, and the end, with the damage if there is any
   */
  verify(target: ChainPoint, beyond: number, told: Verification['told']): void {
    const walk = new ChainWalk(this.#log, CHAIN_START, target.position);
    this.#verifications.push({ walk, target, beyond, told, progress: 0 });
  }

  /** A little work. @returns a record that contradicts the others, found by folding it */
  slice(): Damage | null {
    const group = this.#backlog.shift();
    if (group !== undefined) return this.#fold(group);
    const [verification] = this.#verifications;
    if (verification !== undefined) this.#check(verification);
    return null;
  }

  /** Folds everything written, for a snapshot at the end. */
  catchUp(): Damage | null {
    for (let group = this.#backlog.shift(); group !== undefined; group = this.#backlog.shift()) {
      const found = this.#fold(group);
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

  #fold(group: FramedGroup): Damage | null {
    const found = foldGroup(this.#state, group);
    if (found === null) this.startDraft(group.head, this.#snapshotEvery);
    return found;
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
