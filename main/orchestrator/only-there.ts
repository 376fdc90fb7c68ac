/** What exists in one engine alone (rule 13): since when its file is unsaved, and what is there beside the truth. */
import { NAMED_OBJECTS, NOTHING_THERE } from '#app/control-room/index.ts';
import type { OnlyThereView, SomeObjects } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { undecidedObjects } from './open-edits.ts';
import type { Session } from './session.ts';

/** The engine says whether its file has unsaved changes; since when is ours to know. Saying it again changes nothing. */
export function noteUnsaved(core: Core, session: Session, unsaved: boolean, wasBefore = false): void {
  session.unsaved = unsaved ? (session.unsaved ?? { sinceMs: core.nowMs, wasBefore }) : null;
  core.changed('sessions');
}

/** As it is now. Nothing but its being unsaved is known of a file that is not the project's. */
export function onlyThere(core: Core, session: Session): OnlyThereView {
  const unsaved =
    session.unsaved === null
      ? null
      : { forMs: core.nowMs - session.unsaved.sinceMs, atLeast: session.unsaved.wasBefore };
  if (session.phase === 'greeting' || session.phase === 'foreign') return { ...NOTHING_THERE, unsaved };
  return {
    unsaved,
    undecided: some(undecidedObjects(core, session)),
    inHands: some(session.hands),
    drift: some(session.drift.keys()),
    differing: session.phase === 'asking' ? (session.resync?.preview?.objects ?? 0) : 0,
    unadopted: session.unmanaged + session.unshared.size,
  };
}

/** It is no longer heard. What it had told is here, or goes on the shelf: that does not exist only there. */
export function leaves(core: Core, session: Session): void {
  session.left ??= { ...onlyThere(core, session), undecided: NOTHING_THERE.undecided };
}

export function some(ids: Iterable<ObjectId>): SomeObjects {
  const all = [...ids];
  return { count: all.length, first: all.slice(0, NAMED_OBJECTS) };
}
