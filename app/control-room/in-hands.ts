/** What the artist's hands hold up, on screen (rules 1 and 6): the questions about it, and how they are answered. */
import { z } from 'zod';
import type { Actor, Reason } from '../intents/index.ts';
import { DIFFERING_ANSWERS } from '../ledger/records.ts';
import { idSchema, text } from '../protocol/values.ts';
import type { FacetState, ObjectId } from '../scene/index.ts';

/** Changes of one author that one answer can be about; of more the rest asks again. */
export const WAITS_ANSWERED_MAX = 1_000;

export const inHandsRequests = {
  /** What becomes of a change that did not go through and stays in its artist's hands. */
  answer_differing: z.strictObject({ differing: text(128), answer: z.enum(DIFFERING_ANSWERS) }),
  /** What becomes of an author's changes that wait for hands: binds to those that were shown. */
  answer_wait: z.strictObject({
    actor: text(128),
    intents: z.array(idSchema).min(1).max(WAITS_ANSWERED_MAX),
    answer: z.enum(['wait', 'without', 'take_back']),
  }),
  set_hands_patience: z.strictObject({ handsLimitMs: z.int().min(0).max(600_000) }),
} as const;

interface NamedObject {
  readonly id: ObjectId;
  readonly name: string;
}

/** A change that did not go through while its artist had its objects in hand. Its engine goes on showing it. */
export interface DifferingView {
  readonly id: string;
  readonly engine: string;
  /** What it does: “move Crate_014”. */
  readonly label: string;
  readonly objects: readonly NamedObject[];
  /** From the shared scene as it is now to what the engine shows, in canonical values. */
  readonly changes: readonly { readonly before: FacetState | null; readonly after: FacetState }[];
  /** Why it did not go through. */
  readonly reason: Reason;
  /** Whether they hold it still. */
  readonly inHands: boolean;
  /** Whether the shared scene holds values there that the artist has not seen: trying again writes over them. */
  readonly overwrites: boolean;
}

/** An author's changes that have waited for an artist's hands for longer than the limit. */
export interface HandsWaitView {
  readonly actor: Actor;
  /** In the order in which they were made. */
  readonly intents: readonly string[];
  /** What the first one does. */
  readonly label: string;
  /** Those that are in hand. */
  readonly objects: readonly NamedObject[];
  /** In whose artists' hands. */
  readonly engines: readonly string[];
  readonly waitedMs: number;
}

export interface HandsEndView {
  /** Of the change that stayed, or of the intent that waited. */
  readonly id: string;
  readonly label: string;
  readonly reason: Reason;
}

export interface InHandsView {
  readonly differing: readonly DifferingView[];
  readonly waits: readonly HandsWaitView[];
  /** How the last ones came to ask nothing any more, by themselves; newest last. */
  readonly ended: readonly HandsEndView[];
}
