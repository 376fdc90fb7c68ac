/** Looking for something on the shelf, and taking or letting go of several entries at once. */
import { z } from 'zod';
import { SHELF_MANY_MAX } from './choices.ts';
import type { Actor, Reason } from '../intents/index.ts';
import { idSchema, text } from '../protocol/values.ts';
import type { Facet, ObjectId } from '../scene/index.ts';
import type { ShelfView } from './lists.ts';
import type { StayingView } from './taking-back.ts';

/** Entries that one page of a search has at most. */
export const SHELF_PAGE_MAX = 100;
/** Of the values that somebody has changed since, those that are told each by itself. */
export const OVERWRITTEN_TOLD_MAX = 8;

export const SHELF_CAUSES = [
  'conflict',
  'drift',
  'aborted',
  'superseded',
  'purged',
  'halted',
  'out_of_step',
  'played',
  'in_hands',
  'taken_back',
  'deleted',
  'refused',
] as const;
export const SHELF_KINDS = ['existence', 'name', 'parent', 'transform', 'visibility', 'property'] as const;
export type ShelfKind = (typeof SHELF_KINDS)[number];

const shelves = z.array(text(128)).min(1).max(SHELF_MANY_MAX);

export const shelfRequests = {
  /** A page of what fits. What is null does not matter. */
  find_shelved: z.strictObject({
    /** In the names of objects and properties, of who it came from, and in the reason. */
    text: text(200),
    who: text(128).nullable(),
    why: z.enum(SHELF_CAUSES).nullable(),
    kind: z.enum(SHELF_KINDS).nullable(),
    /** Put there no longer ago than this, by the computer's clock. */
    withinMs: z.int().min(1).nullable(),
    order: z.enum(['newest', 'object']),
    skip: z.int().min(0),
    most: z.int().min(1).max(SHELF_PAGE_MAX),
  }),
  /** When an entry was put there. */
  read_shelved_time: z.strictObject({ shelf: text(128) }),
  /** What suggesting these again would come to; nothing changes. */
  preview_shelved: z.strictObject({ shelves }),
  /** `hash` is that of the preview. */
  propose_many: z.strictObject({ shelves, hash: z.string().length(64) }),
  /** One act, under an id by which it can be taken back for a while. */
  discard_many: z.strictObject({ id: idSchema, shelves }),
  restore_discarded: z.strictObject({ id: idSchema }),
} as const;

export interface FoundShelved extends ShelfView {
  /** When it was put there, by the computer's clock; null where the history does not tell. */
  readonly time: string | null;
  /** Its first object by name, and how many there are. */
  readonly about: { readonly name: string; readonly of: number };
}

export interface FoundShelf {
  readonly entries: readonly FoundShelved[];
  /** That fit, in all. */
  readonly of: number;
  /** From whom there is something on the shelf, and why, whatever was looked for. */
  readonly who: readonly string[];
  readonly why: readonly ShelfView['why'][];
}

/** What became of one click on several things. */
export interface ManyDone {
  readonly done: number;
  readonly left: readonly { readonly id: string; readonly reason: Reason }[];
}

/** What suggesting several entries again would come to now. */
export interface ShelfPreview {
  readonly entries: number;
  /** Values that would become other ones. */
  readonly changes: number;
  /** Those that are shared like this already. */
  readonly same: number;
  /** Those that several of the entries hold: the one that was put there last counts. */
  readonly twice: number;
  /** Values that somebody set after these were put aside, and that these would replace: the first few, and all. */
  readonly overwrites: readonly {
    readonly id: ObjectId;
    readonly name: string;
    readonly facet: Facet;
    readonly by: Actor | null;
  }[];
  readonly overwritten: number;
  /** What cannot be had any more stays: the first few, and all. */
  readonly staying: readonly StayingView[];
  readonly stays: number;
  /** Of all that it says: what is clicked on is bound to it (R29). */
  readonly hash: string;
}
