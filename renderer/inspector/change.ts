import type { Operation, SceneObject } from '#app/scene/index.ts';
import { submit } from '../store/actions.ts';
import { strings } from '../strings.ts';

/** Hands a change in. @returns null when it was taken, else why not. */
export async function change(
  operations: readonly Operation[],
  what: string,
  of: SceneObject | readonly SceneObject[],
): Promise<string | null> {
  const answer = await submit(operations, reasonFor(what, isOne(of) ? [of] : of));
  return answer.ok ? null : answer.reason.message;
}

function reasonFor(what: string, objects: readonly SceneObject[]): string {
  const [first] = objects;
  return first !== undefined && objects.length === 1
    ? strings.inspector.reasonFor(what, first.name)
    : strings.inspector.reasonForSeveral(what, objects.length);
}

function isOne(of: SceneObject | readonly SceneObject[]): of is SceneObject {
  return 'id' in of;
}
