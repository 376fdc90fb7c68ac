/** What exists in one engine alone: neither confirmed here nor, as far as it says, in its file (rule 13, NON-3). */
import type { ObjectId } from '../scene/index.ts';

/** Objects, of which the first few are named. */
export interface SomeObjects {
  readonly count: number;
  /** `NAMED_OBJECTS` at most. */
  readonly first: readonly ObjectId[];
}

export const NAMED_OBJECTS = 6;

/** As it is now; of an engine that is away, as it was when it was last heard. */
export interface OnlyThereView {
  /** For how long its file has had unsaved changes, by the monotonic clock; `atLeast` where it had them before it
   * connected. Null where the engine says that it has none. */
  readonly unsaved: { readonly forMs: number; readonly atLeast: boolean } | null;
  /** Changed there, told, and not decided: on their way, or collected while everything is held. */
  readonly undecided: SomeObjects;
  /** In the artist's hands: what they are doing is told when they are done. */
  readonly inHands: SomeObjects;
  /** Not as they are shared, though nobody told of a change. */
  readonly drift: SomeObjects;
  /** Found to differ when it was compared; it asks about them. */
  readonly differing: number;
  /** Objects that nobody shares. */
  readonly unadopted: number;
}

export const NOTHING_THERE: OnlyThereView = {
  unsaved: null,
  undecided: { count: 0, first: [] },
  inHands: { count: 0, first: [] },
  drift: { count: 0, first: [] },
  differing: 0,
  unadopted: 0,
};

/**
 * Whether something would be out of VibeSync's sight that no file holds either. Objects that nobody shares are in the
 * engine's file once that is saved: an artist who keeps a camera to themselves is not asked about it every evening.
 */
export function isAtRisk(there: OnlyThereView): boolean {
  return (
    there.unsaved !== null ||
    there.differing > 0 ||
    there.undecided.count + there.inHands.count + there.drift.count > 0
  );
}
