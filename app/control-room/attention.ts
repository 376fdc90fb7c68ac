/** What was changed while the person was away, and what is kept for later while they are not to be disturbed. */
import { z } from 'zod';
import type { Actor } from '../intents/index.ts';
import { idSchema, text } from '../protocol/values.ts';
import type { Facet, FacetValue, ObjectId } from '../scene/index.ts';
import type { QuietLeft } from './quiet.ts';

export const AWAY_LIMITS = {
  /** Objects that are told one by one; all are counted. */
  listed: 200,
  /** Values of one object, and authors. */
  facets: 6,
  authors: 8,
  /** UTF-16 units of an author's words. */
  why: 300,
  /** Objects that were seen one by one, and cards that are kept for later: beyond that the oldest are let go. */
  kept: 1_000,
} as const;

export const attentionRequests = {
  /** What others changed since the person left off, net; nothing of it changes. */
  read_away: z.strictObject({}),
  /** Which changes are behind what was told of these objects, or behind one author's part in it; `from` and `to` are those of
   * the list. What was kept is none of it. */
  find_away: z.strictObject({
    from: z.int().min(0),
    to: z.int().min(0),
    objects: z.array(idSchema).min(1).max(AWAY_LIMITS.listed),
    actor: text(128).optional(),
  }),
  /** The person has seen this: these objects, all of one author, or everything; up to the version that was told. */
  keep_away: z.strictObject({
    to: z.int().min(0),
    objects: z.array(idSchema).min(1).max(AWAY_LIMITS.listed).optional(),
    actor: text(128).optional(),
  }),
  /** What was kept for later stands among what waits from here on. */
  show_collected: z.strictObject({}),
} as const;

/** Changes of the person's own hands: in the window, or there and in engines. */
export type OwnHands = 'own' | 'own_in_engines';

/** Where somebody left off, and came back; the computer's clock, advisory. */
export interface AwaySpan {
  readonly leftAt: string;
  readonly cameAt: string;
  /** Whose hands are left out: somebody who only looked elsewhere may have worked in an engine meanwhile. */
  readonly without: OwnHands;
}

export interface AwayAuthor {
  readonly actor: Actor;
  /** That they had a part in. */
  readonly objects: number;
}

export interface AwayCounts {
  /** The version that was seen last, and the one at which the person came back. */
  readonly from: number;
  readonly to: number;
  /** Confirmed changes of others. */
  readonly changes: number;
  /** Objects that are otherwise than they were. */
  readonly objects: number;
  /** Those that were touched and are as they were, also where they were made and went again. */
  readonly back: number;
  /** There are more objects than are counted. */
  readonly isMore: boolean;
  /** Most objects first. */
  readonly authors: readonly AwayAuthor[];
  /** Those that are not named. */
  readonly otherAuthors: number;
}

export type AwaySummary = AwayCounts & AwaySpan;

export interface AwayView extends AwayCounts {
  /** Those of an author together. */
  readonly items: readonly AwayItem[];
}

export interface AwayItem {
  readonly id: ObjectId;
  readonly name: string;
  readonly what: 'made' | 'deleted' | 'changed';
  /** Of others. */
  readonly changes: number;
  readonly by: readonly Actor[];
  readonly last: {
    readonly n: number;
    readonly actor: Actor;
    /** Untrusted text. */
    readonly why: string;
    /** `person`, or how it went without a click; null where nobody was asked. */
    readonly approvedBy: string | null;
    /** The computer's clock, advisory. */
    readonly time: string;
  };
  /** The first of them. */
  readonly facets: readonly {
    readonly facet: Facet;
    readonly before: FacetValue;
    readonly after: FacetValue;
  }[];
  readonly of: number;
}

/** An answer to `read_away`. */
export interface AwayAnswer {
  /** Null where nothing was left off: the person has been here all the while. */
  readonly span: AwaySpan | null;
  readonly view: AwayView;
}

/** A part of what is listed. */
export interface AwayPart {
  readonly objects: readonly ObjectId[];
  /** One author's part alone; null for everybody's. */
  readonly actor: string | null;
}

/** An answer to `find_away`. */
export interface AwayPartChanges {
  /** Numbers, newest first, `UNDO_CHANGES_MAX` at most. */
  readonly changes: readonly number[];
  /** There are older ones besides. */
  readonly more: boolean;
  /** The objects of which they can be taken back together. */
  readonly objects: readonly ObjectId[];
  /** How many others there are: what was kept of these is by the same changes, so each goes back by itself. */
  readonly apart: number;
  /** The version before all of them; null where somebody's work that is to stay has come after it. */
  readonly base: number | null;
}

export interface AttentionView {
  /** Null where the person can be disturbed. */
  readonly quiet: QuietLeft | null;
  /** Keys of cards that came meanwhile and can wait. */
  readonly collected: readonly string[];
  /** Null where nobody was away, or has seen it. */
  readonly away: AwaySummary | null;
}
