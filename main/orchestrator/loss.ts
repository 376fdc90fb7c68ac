import type { LossView } from '#app/control-room/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';

/** What of objects engines alone have, and no way back in the shared scene brings again (R15); null where that is nothing. */
export function lossOf(
  now: ReadonlyMap<ObjectId, SceneObject>,
  then: ReadonlyMap<ObjectId, SceneObject | null>,
): LossView | null {
  let [bare, goes] = [0, 0];
  for (const [id, object] of then) {
    const held = now.get(id) ?? null;
    if (held?.kind === object?.kind) continue;
    if (holdsMore(object)) bare += 1;
    if (holdsMore(held)) goes += 1;
  }
  return bare + goes === 0 ? null : { bare, goes };
}

/** An empty is all that is shared of it. */
function holdsMore(object: SceneObject | null): boolean {
  return object !== null && object.kind !== 'empty';
}
