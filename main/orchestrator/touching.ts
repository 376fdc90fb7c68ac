/**
 * What a person is at with their hands: what they changed a moment ago, in an engine or here, and what they have selected
 * here. What an agent may do without being asked waits there, for nobody has looked at it; a click on its card is a look.
 */
import type { Intent, Reason } from '#app/intents/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';

/** A person's change was let in. */
export function noteTouch(core: Core, by: Intent): void {
  for (const id of objectsTouched(by.operations)) core.touchedAtMs.set(id, core.nowMs);
}

/** Which objects the person has selected in the control room: these, and no others. */
export function noteSelected(core: Core, ids: readonly ObjectId[]): void {
  core.selected = new Set(ids);
  core.permissionsDue = true;
}

/** Forgets what was touched too long ago to count. */
export function checkTouches(core: Core): void {
  for (const [id, atMs] of core.touchedAtMs)
    if (core.nowMs - atMs >= core.config.touchGuardMs) core.touchedAtMs.delete(id);
}

/** Why nobody but a person may let these operations through just now; null where nothing of theirs is under hands. */
export function underHands(core: Core, operations: readonly Operation[]): Reason | null {
  if (core.selected.size + core.touchedAtMs.size === 0) return null;
  for (const id of objectsTouched(operations)) {
    const name = core.nameOf(id) ?? id;
    if (core.selected.has(id))
      return reason('selected', `You have ${name} selected here: it waits, or goes with your click.`);
    const atMs = core.touchedAtMs.get(id);
    if (atMs !== undefined && core.nowMs - atMs < core.config.touchGuardMs)
      return reason('just_touched', `You changed ${name} a moment ago: it waits until your hands rest.`);
  }
  return null;
}
