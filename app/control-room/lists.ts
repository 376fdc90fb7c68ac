/** What waits, collides and lies on the shelf, on screen: bounded lists of which only what changed is sent. */
import { z } from 'zod';
import type { Actor, Reason } from '../intents/index.ts';
import type { ShelfEntry } from '../ledger/index.ts';
import { idSchema, text } from '../protocol/values.ts';
import type { FacetState, ObjectId, Operation, OperationClass } from '../scene/index.ts';

/** A suggestion of more operations than this is sent by its first steps alone. */
export const CARD_WHOLE_OPERATIONS = 200;
export const CARD_FIRST_OPERATIONS = 50;
/** Newest entries of the shelf that the window is sent. */
export const SHELF_SHOWN = 200;
/** Values of an entry that does not ask. */
export const SHELF_VALUES_SHOWN = 100;
/** Oldest conflicts that the window is sent, while they are about no more values than this. */
export const CONFLICTS_SHOWN = 100;
export const CONFLICT_ITEMS_SHOWN = 10_000;

export const listRequests = {
  /** A suggestion whole, with the hash that an approval of it binds to (R29). */
  read_card: z.strictObject({ id: idSchema }),
  /** An entry of the shelf with all its values, to pick from. */
  read_shelved: z.strictObject({ shelf: text(128) }),
  /** A card was folded away without an answer: it is counted no longer. */
  dismiss_card: z.strictObject({ card: text(8_192) }),
} as const;

/** Entries that are gone, and then those that are new or changed, in their order. A new one comes behind those that are
 * held; where it belongs before some of them, these are told as gone and as new behind it. */
export interface ListChange<Item extends { readonly id: string }> {
  readonly upserts: readonly Item[];
  readonly removed: readonly string[];
}

/** How many there are, sent or not. */
export interface ListCounts {
  readonly conflicts: number;
  readonly shelf: number;
  /** Of the shelf, those that a hold put there. */
  readonly halted: number;
}

/** A card under *Needs you*. */
/**
 * `used_up`: the free hand has no more than `most` objects left; `too_many`: a rule lets no more than `most` through at once;
 * `other_kind`, `elsewhere`: it does more, or touches more, than was allowed; `came_back`: it was let through or approved
 * before, which came to nothing.
 */
export interface AskedBecause {
  readonly code: 'used_up' | 'too_many' | 'other_kind' | 'elsewhere' | 'came_back';
  readonly most: number | null;
}

export interface WaitingView {
  readonly id: string;
  readonly actor: Actor;
  readonly task: string | null;
  readonly reason: string;
  readonly class: OperationClass;
  /** All, or the first steps of many. */
  readonly operations: readonly Operation[];
  /** What those are about. */
  readonly objects: readonly { readonly id: ObjectId; readonly name: string }[];
  /** Facet by facet, in canonical values, what those change. */
  readonly changes: readonly { readonly before: FacetState | null; readonly after: FacetState }[];
  /** What there is of it in all. */
  readonly of: { readonly operations: number; readonly objects: number };
  /** Of everything that it shows. Null where that is the first steps: nothing can be approved that was not read. */
  readonly hash: string | null;
  readonly base: number;
  readonly state: 'awaiting_approval' | 'queued' | 'applying';
  /** Why it waits although it could go: halted, paused, in hands, driven. Of first steps only what concerns everything. */
  readonly held: Reason | null;
  readonly agentGone: boolean;
  /** It goes on under a free hand or a rule, and asks nobody. */
  readonly byItself: boolean;
  /** Why it asks although a free hand or a rule of its agent lets things through. Left out where there is none, and of what
   * deletes, which always asks. */
  readonly asks?: AskedBecause;
  /** A person's change that waited for the hands of these engines' artists when VibeSync ended or was held. */
  readonly waitedFor: readonly string[];
}

/** An entry by its first values, where they are many and it asks nothing. */
export interface ShelfView extends ShelfEntry {
  /** Values in all. */
  readonly of: number;
}
