/** What the file that an engine has open asks a person, on screen (rule 3): its age, and which copy is worked on. */
import { z } from 'zod';
import { idSchema } from '../protocol/values.ts';
import { LIMITS } from '../scene/index.ts';
import type { FacetState, ObjectId } from '../scene/index.ts';

/** Objects that one look at the differences hands out; the rest is read by further looks. */
export const FILE_DIFFERENCES_PART = 200;
export const FILE_ANSWERS = ['bring', 'leave', 'look'] as const;
/** Bring it up to the shared scene · leave it, and look at nothing in it · compare it (again) and ask. */
export type FileAnswer = (typeof FILE_ANSWERS)[number];

export const COPY_ANSWERS = ['this', 'other', 'apart'] as const;
/** The open file is worked on · the other one is, and this one waits · both are, each as a file of its own. */
export type CopyAnswer = (typeof COPY_ANSWERS)[number];

export const fileRequests = {
  /** `fromFile`: objects of which the file’s values are proposed, before the rest is brought up to date; all of them, if need
   * be: what is more than one change may hold becomes several. `compared` as it was shown: a click brings up to date what
   * was seen, and no more. */
  answer_file: z.strictObject({
    session: idSchema,
    answer: z.enum(FILE_ANSWERS),
    compared: z.int().min(0),
    fromFile: z.array(idSchema).max(LIMITS.objects),
  }),
  read_file_differences: z.strictObject({ session: idSchema, from: z.int().min(0).max(1_000_000) }),
  answer_copy: z.strictObject({ session: idSchema, answer: z.enum(COPY_ANSWERS) }),
} as const;

/**
 * `older`: saved at an earlier version than the shared scene’s · `edited`: saved at this very version, and changed since
 * where nobody could hear it · `newer`: saved at a version that this history does not have.
 */
export type FileAge = 'older' | 'edited' | 'newer';

/** The engine is parked until a person answers: nothing in the file is looked at or written. */
export interface FileQuestionView {
  readonly age: FileAge;
  /** The version that the file says it was saved at. */
  readonly savedRevision: number;
  /** Counts each time that it was compared and asked about. */
  readonly compared: number;
  /** A person left it as it is; it asks again when they come back to it. */
  readonly isLeft: boolean;
  /** What was taken from the file is on its way into the shared scene; the rest follows. */
  readonly isUnderWay: boolean;
  /** Objects of the shared scene that have changed since the file was compared. */
  readonly changedSince: number;
}

/** More than one file carries the id of one scene. */
export interface CopyQuestionView {
  /** Titles of the other files, newest last. */
  readonly others: readonly string[];
  /** Whether work goes on in the open file, while the question stands. */
  readonly isLive: boolean;
  /** The open file was set aside for the other one; it asks nothing until a person changes their mind. */
  readonly isAnswered: boolean;
}

/** How one object of the file differs. Values of the shared scene are the window’s to look up, as they are by then. */
export interface FileDifference {
  readonly id: ObjectId;
  readonly name: string;
  /** What the file holds, facet by facet. */
  readonly states: readonly FacetState[];
}

export interface FileDifferences {
  /** Objects that differ, of which these are a part. */
  readonly total: number;
  readonly objects: readonly FileDifference[];
}
