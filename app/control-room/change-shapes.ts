/** How the changes of the timeline are told apart, in main and in the window alike. */
import type { Actor, IntentState } from '../intents/index.ts';
import type { TimelineFilter } from './timeline.ts';

/** How a change looks: by shape first, by colour second. Its place in this list is how a count names it. */
export const CHANGE_SHAPES = ['done', 'applying', 'waiting', 'conflict', 'failed', 'superseded'] as const;
export type ChangeShape = (typeof CHANGE_SHAPES)[number];

export const TIMELINE_LIMITS = {
  /** Stretches that one question counts. */
  buckets: 1_024,
  /** Stretches are two to the power of this long, at most: longer than any history. */
  level: 40,
  /** Lanes that a filter names. */
  lanes: 64,
  /** Numbers whose times are asked for at once. */
  clock: 64,
  /** Pauses that one answer tells, the longest first where there are more. */
  pauses: 100,
  /** Changes that one answer tells of each kind of cause. */
  links: 32,
} as const;

/** After so long without a new number the next one stands behind a pause; on the computer's clock, advisory. */
export const PAUSE_LEAST_MS = 600_000;

export const NO_FILTER: TimelineFilter = { lanes: null, classes: null, shapes: null, object: null };

/** The lane that an author's changes stand in. */
export function laneOf(actor: Pick<Actor, 'kind' | 'id'>): string {
  if (actor.kind === 'override') return 'override';
  return actor.kind === 'person' ? 'person' : actor.id;
}

export function shapeOfState(state: IntentState): ChangeShape {
  switch (state) {
    case 'committed':
      return 'done';
    case 'applying':
    case 'finishing':
      return 'applying';
    case 'proposed':
    case 'awaiting_approval':
    case 'queued':
      return 'waiting';
    case 'conflicted':
      return 'conflict';
    case 'superseded':
      return 'superseded';
    case 'aborted':
    case 'rejected':
    case 'denied':
      return 'failed';
  }
}
