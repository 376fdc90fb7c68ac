/**
 * What a person is at with their hands: what they changed a moment ago, in an engine or here, or selected here, and what they
 * have selected in an engine in which they are at work. What an agent may do without being asked waits there, for nobody has
 * looked at it; a click on its card is a look.
 */
import type { Intent, Reason } from '#app/intents/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { engineWord, reason } from './core.ts';
import { isAttached } from './session.ts';
import type { Session } from './session.ts';

/** A person's change was let in. */
export function noteTouch(core: Core, by: Intent): void {
  for (const id of objectsTouched(by.operations)) core.touches.set(id, { atMs: core.nowMs, how: 'changed' });
}

/** The person has selected these in the control room. */
export function noteSelected(core: Core, ids: readonly ObjectId[]): void {
  for (const id of ids) core.touches.set(id, { atMs: core.nowMs, how: 'selected' });
  core.permissionsDue = true;
}

/**
 * The artist at this engine has just shown that they are there: what they have selected is theirs for a while. An engine may say so
 * as often as it likes: what waits is gone through for it no more often than is of use.
 */
export function noteAtWork(core: Core, session: Session): void {
  session.atWorkMs = core.nowMs;
  core.handsMoved.isDue = true;
}

/** Nobody knows any more what its artist has selected. */
export function letGoOfSelection(core: Core, session: Session): void {
  session.selected = new Set();
  core.permissionsDue = true;
}

/** Forgets what was touched too long ago to count. */
export function checkTouches(core: Core): void {
  for (const [id, { atMs }] of core.touches)
    if (core.nowMs - atMs >= core.config.touchGuardMs) core.touches.delete(id);
}

/** Operations of an intent never change: what waits is looked at again and again, however long it is. */
const knownTouched = new WeakMap<readonly Operation[], readonly ObjectId[]>();

/** The objects that the operations of an intent touch. */
export function touchedBy(operations: readonly Operation[]): readonly ObjectId[] {
  const known = knownTouched.get(operations);
  if (known !== undefined) return known;
  const touched = objectsTouched(operations);
  knownTouched.set(operations, touched);
  return touched;
}

/** Why nobody but a person may let these operations through just now; null where nothing of theirs is under hands. */
export function underHands(core: Core, operations: readonly Operation[]): Reason | null {
  const atWork = [...core.sessions.values()].filter(
    (session) =>
      isAttached(session) &&
      session.selected.size > 0 &&
      core.nowMs - session.atWorkMs < core.config.selectionGuardMs,
  );
  if (core.touches.size + atWork.length === 0) return null;
  for (const id of touchedBy(operations)) {
    const what = core.nameOf(id) ?? id;
    const touch = core.touches.get(id);
    if (touch !== undefined && core.nowMs - touch.atMs < core.config.touchGuardMs)
      return reason('under_hands', `You ${touch.how} ${what} a moment ago: it waits until your hands rest.`);
    const where = atWork.find(({ selected }) => selected.has(id));
    if (where !== undefined)
      return reason(
        'under_hands',
        `You have ${what} selected in ${engineWord(where.engine)}: it waits until you are done with it.`,
      );
  }
  return null;
}
