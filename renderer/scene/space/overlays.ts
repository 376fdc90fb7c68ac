/** What this window shows in an object's place: own changes on their way, and a version that is looked at. */
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import { project } from '../../model/pending.ts';
import type { PendingChange } from '../../store/room.ts';
import type { GhostLayer } from './ghosts.ts';
import type { Overlay } from './placement.ts';

/** Objects as they will be once the own changes on their way are confirmed. */
export function pendingOverlay(
  objects: ReadonlyMap<ObjectId, SceneObject>,
  pending: readonly Pick<PendingChange, 'operations'>[],
): Overlay {
  const overlay = new Map<ObjectId, SceneObject>();
  for (const { operations } of pending)
    for (const id of objectsTouched(operations)) {
      const object = objects.get(id);
      if (object !== undefined && !overlay.has(id)) overlay.set(id, project(object, pending).object);
    }
  return overlay;
}

export function versionOverlay(overlay: Overlay, version: GhostLayer | undefined): Overlay {
  return version === undefined ? overlay : new Map([...overlay, ...version.objects]);
}
