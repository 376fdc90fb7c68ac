/** A confirmed change is taken back by a new one of the person's, value by value (R24): what of it, and what stays. */
import { z } from 'zod';
import type { Actor, IntentState } from '../intents/index.ts';
import { idSchema, text } from '../protocol/values.ts';
import type { Facet, ObjectId } from '../scene/index.ts';
import { UNDO_CHANGES_MAX } from './history-limits.ts';

/** Values that several changes taken back as one may have set together. */
export const UNDO_VALUES_MAX = 100_000;

const changes = z.array(z.int().min(1)).min(1).max(UNDO_CHANGES_MAX);
/** Of what they set, that of these objects; all of it where that is left out. */
const objects = z.array(idSchema).min(1).max(10_000).optional();

export const takingBackRequests = {
  /** `n` is the number of the change, `id` that of the one which takes it back: asked again under it, the first answer holds. */
  take_back_change: z.strictObject({ id: idSchema, n: z.int().min(1) }),
  /** What the person's own undo and redo take next, however long ago it was. */
  read_own_steps: z.strictObject({}),
  /** The confirmed changes of an actor, of the task that a change was for, of an object: newest first, `UNDO_CHANGES_MAX` at most,
   * and whether older ones are like them. */
  find_changes: z.strictObject({
    from: z.int().min(1),
    to: z.int().min(1),
    actor: text(128).optional(),
    taskOf: z.int().min(1).optional(),
    object: idSchema.optional(),
  }),
  /** What taking these back together would come to; nothing changes. */
  preview_undo: z.strictObject({ changes, objects }),
  /** `at` is the version at which the preview was made: if the scene has moved on since, it is refused. */
  undo_changes: z.strictObject({
    id: idSchema,
    changes,
    objects,
    at: z.int().min(0),
    reason: text(2_048).min(1),
  }),
} as const;

export interface OwnStepsView {
  /** The change whose taking back undoes the last thing that the person did; null where there is none. */
  readonly undo: OwnStep | null;
  /** The change whose taking back does again what was undone last; null where nothing was, or something was done since. */
  readonly redo: OwnStep | null;
}

export interface OwnStep {
  /** What is taken back. */
  readonly n: number;
  /** What the person did, in words, however often it was taken back and made again since. */
  readonly label: string;
}

/** Of several changes that are taken back as one. */
export interface UndoView extends TakenView {
  /** The version that it was worked out for. */
  readonly at: number;
  readonly changes: number;
  readonly operations: number;
  /** Changes that it goes by, one after the other, since one has its bound; 0 where nothing goes back. */
  readonly pieces: number;
  /** Values that stay, all of them. */
  readonly stays: number;
}

/** Values that stay, of which an answer tells each by itself. */
export const STAYING_TOLD_MAX = 8;

/** Of a change that is taken back, or of what is taken from the shelf. */
export interface TakenView {
  /** Values that go back to what they were, or come from the shelf; an object that was made or deleted counts as one. */
  readonly taken: number;
  /** All that the change had set, or that was picked. */
  readonly of: number;
  /** Those that stay as they are, the first few. */
  readonly staying: readonly StayingView[];
  /** Absent where nothing is lost with it. */
  readonly loss?: LossView;
}

/** What engines alone have of objects – geometry, modifiers, materials, a light's power – is not shared, and no change brings
 * it back (R15). */
export interface LossView {
  /** Objects that come back without it. */
  readonly bare: number;
  /** Objects that go, and it with them. */
  readonly goes: number;
}

export interface StayingView {
  readonly id: ObjectId;
  readonly name: string;
  readonly facet: Facet;
  /**
   * `changed_again`, `deleted` and `added_to` (something was hung on an object that the change had made): by somebody since ·
   * `with_place`: the change set parent and position, which are one place, and the other of the two was changed since ·
   * `hung_elsewhere` and `moved_since`: it set one of the two alone, and beside the other as it is today that would be
   * another place in the world than before · the rest would not go together with what is shared now: another object has
   * the name, the parent is gone or hangs below it · of the shelf alone: something hangs below it that would go with it, or it
   * is an object of another kind by now.
   */
  readonly why:
    | 'changed_again'
    | 'deleted'
    | 'added_to'
    | 'with_place'
    | 'hung_elsewhere'
    | 'moved_since'
    | 'name_taken'
    | 'parent_gone'
    | 'below_itself'
    | 'holds_others'
    | 'another_kind';
  /** Who, where it was somebody. */
  readonly by: Actor | null;
}

export interface TakeBackResult {
  readonly state: IntentState;
  /** Null in the answer to a repeated request. */
  readonly taken: TakenView | null;
}
