/**
 * What a person is at with their hands: what they changed a moment ago, in an engine or here, or selected here. What an
 * agent may do without being asked waits there, for nobody has looked at it; a click on its card is a look.
 */
import type { Intent, Reason } from '#app/intents/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';

/** A person's change was let in. */
export function noteTouch(core: Core, by: Intent): void {
  for (const id of objectsTouched(by.operations)) core.touches.set(id, { atMs: core.nowMs, how: 'changed' });
}

/** The person has selected these in the control room. */
export function noteSelected(core: Core, ids: readonly ObjectId[]): void {
  for (const id of ids) core.touches.set(id, { atMs: core.nowMs, how: 'selected' });
  core.permissionsDue = true;
}

/** Forgets what was touched too long ago to count. */
export function checkTouches(core: Core): void {
  for (const [id, { atMs }] of core.touches)
    if (core.nowMs - atMs >= core.config.touchGuardMs) core.touches.delete(id);
}

/** Why nobody but a person may let these operations through just now; null where nothing of theirs is under hands. */
export function underHands(core: Core, operations: readonly Operation[]): Reason | null {
  if (core.touches.size === 0) return null;
  for (const id of objectsTouched(operations)) {
    const touch = core.touches.get(id);
    if (touch === undefined || core.nowMs - touch.atMs >= core.config.touchGuardMs) continue;
    const name = core.nameOf(id) ?? id;
    return reason('under_hands', `You ${touch.how} ${name} a moment ago: it waits until your hands rest.`);
  }
  return null;
}
