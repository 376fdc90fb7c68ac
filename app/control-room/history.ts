/**
 * The history as a table: every change there is, found by words and narrowed by field, read by range; and what leaves and
 * comes back of it as files. Found where the history is kept, so that a million changes cost the window no more than the
 * rows that it shows.
 */
import { z } from 'zod';
import type { Actor, Reason } from '../intents/index.ts';
import { idSchema, text } from '../protocol/values.ts';
import type { ChangeView } from './contract.ts';
import { APPROVERS, HISTORY_LIMITS, TABLE_FORMATS } from './history-limits.ts';
import { timelineFilterSchema } from './timeline.ts';

const numberSchema = z.int().min(0);

const filterSchema = timelineFilterSchema.extend({
  /** Each has to be found, its end may be left out; nothing for all. */
  words: text(HISTORY_LIMITS.words),
  /** First and last number; null where that does not matter. What has no number lies between those it ended between. */
  from: numberSchema.nullable(),
  to: numberSchema.nullable(),
  /** Only what was forced. */
  forced: z.boolean(),
  approvedBy: z.array(z.enum(APPROVERS)).max(APPROVERS.length).nullable(),
});
export type HistoryFilter = z.infer<typeof filterSchema>;

export const historyRequests = {
  /** Rows `first`…`first + rows - 1` of the changes that pass, newest first. */
  read_history: z.strictObject({
    filter: filterSchema,
    first: numberSchema,
    rows: z.int().min(1).max(HISTORY_LIMITS.rows),
  }),
  /** Which row a change is among those that pass. */
  locate_change: z.strictObject({ filter: filterSchema, id: idSchema }),
  /** Into a file that the person names. Answered when it is begun, as the two below; how it goes on comes with the feed. */
  write_history_table: z.strictObject({ filter: filterSchema, format: z.enum(TABLE_FORMATS) }),
  /** The whole history as one file that can be checked without this application’s data. */
  write_bundle: z.strictObject({}),
  /** Checks such a file that the person chooses; what holds is shown in a window of its own. */
  open_bundle: z.strictObject({}),
  /** Ends what runs of these and of `verify_history`; no file is left. */
  stop_history_work: z.strictObject({}),
} as const;

export interface HistoryRowView extends ChangeView {
  readonly approvedBy: string | null;
  /** What the first of its objects were called last. */
  readonly names: readonly string[];
}

export interface HistoryPage {
  /** Of all that pass. */
  readonly count: number;
  readonly first: number;
  readonly rows: readonly HistoryRowView[];
  /** Everybody who has a lane, by whom it can be narrowed. */
  readonly actors: readonly Actor[];
}

export interface LocatedRow {
  /** Null where it is none of those that pass. */
  readonly row: number | null;
}

/** The person has named a file, and it has begun; or they chose none. */
export interface WorkBegun {
  readonly begun: boolean;
}

/** What takes longer than a moment, one at a time: what runs, or what ran last. */
export interface HistoryWorkView {
  readonly kind: 'verify' | 'table' | 'bundle' | 'open';
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  /** Records of a log, or rows of a table: so many of so many. */
  readonly done: number;
  readonly of: number;
  /** The file's own name, where there is one; untrusted text. */
  readonly file: string | null;
  /** Why it failed, or what was found. */
  readonly reason: Reason | null;
  /** What a bundle holds that was written, or opened. */
  readonly bundle: BundleView | null;
}

/** What a bundle's own bytes say, once all of them were checked. */
export interface BundleView {
  readonly ledger: string;
  readonly project: string;
  readonly records: number;
  readonly revision: number;
  /** Of the chain after the last record, 64 hex digits: whoever has it from elsewhere knows that this is the same history. */
  readonly head: string;
  /**
   * The receipt of the last confirmation in it. `ours`: made on this computer, which alone can tell. `unknown`: it fits
   * the chain, and who made it cannot be told here. `none`: nothing was confirmed yet.
   */
  readonly receipt: 'ours' | 'unknown' | 'none';
}

/** A bundle that is being looked at. */
export interface CopyView extends BundleView {
  /** The file's own name; untrusted text. */
  readonly file: string;
}
