/**
 * The timeline from afar and from near: how many changes of which lane and shape lie in each stretch of numbers, when
 * they were made by the computer's clock, and what one of them came from and led to. Counted where the history is kept, so
 * that a million of them costs the window no more than what it draws.
 */
import { z } from 'zod';
import type { Actor, IntentState } from '../intents/index.ts';
import { idSchema, text } from '../protocol/values.ts';
import { OPERATION_CLASSES } from '../scene/index.ts';
import { CHANGE_SHAPES, TIMELINE_LIMITS } from './change-shapes.ts';

export const timelineFilterSchema = z.strictObject({
  /** By `laneOf`; null for all. */
  lanes: z.array(text(128)).max(TIMELINE_LIMITS.lanes).nullable(),
  classes: z.array(z.enum(OPERATION_CLASSES)).max(OPERATION_CLASSES.length).nullable(),
  shapes: z.array(z.enum(CHANGE_SHAPES)).max(CHANGE_SHAPES.length).nullable(),
  /** Only changes that touch it, whatever became of them. */
  object: idSchema.nullable(),
});
export type TimelineFilter = z.infer<typeof timelineFilterSchema>;

const numberSchema = z.int().min(0);

export const timelineRequests = {
  /** Counts by lane and shape in `buckets` stretches of 2^`level` numbers each; stretch i begins with number i × 2^`level`. */
  read_timeline_lanes: z.strictObject({
    level: z.int().min(0).max(TIMELINE_LIMITS.level),
    first: numberSchema,
    buckets: z.int().min(1).max(TIMELINE_LIMITS.buckets),
    filter: timelineFilterSchema,
  }),
  /** When the changes at these numbers, or the next ones above them, began. */
  read_timeline_clock: z.strictObject({ numbers: z.array(numberSchema).max(TIMELINE_LIMITS.clock) }),
  /** What a change was made on top of, what it made way for, and what came of it. */
  read_causality: z.strictObject({ id: idSchema, actor: text(128) }),
} as const;

export interface LanesView {
  readonly lanes: readonly LaneCounts[];
  readonly pauses: readonly PauseView[];
}
export interface LaneCounts {
  readonly lane: string;
  readonly actor: Actor;
  /** Triples: which stretch, counted from the first that was asked for; which of `CHANGE_SHAPES`; how many. Ascending. */
  readonly counts: readonly number[];
}
/** Before this number nothing was begun for so long, on the computer's clock. */
export interface PauseView {
  readonly n: number;
  readonly ms: number;
}
export interface ClockView {
  /** UTC of the computer's clock, advisory; null above the newest. */
  readonly times: readonly (string | null)[];
}

export interface CausalityView {
  /** Changes whose values it was made on top of, newest first, and those of its author that it names. */
  readonly basedOn: readonly LinkView[];
  /** Changes that set the same values next. */
  readonly ledTo: readonly LinkView[];
  readonly supersededBy: LinkView | null;
  readonly superseded: readonly LinkView[];
  readonly takesBack: LinkView | null;
  readonly takenBackBy: readonly LinkView[];
  /** It touches more values than were looked at. */
  readonly isPart: boolean;
}
export interface LinkView {
  readonly id: string;
  readonly n: number | null;
  readonly actor: Actor;
  readonly label: string;
  readonly state: IntentState;
}
