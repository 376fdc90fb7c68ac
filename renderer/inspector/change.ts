import type { Operation, SceneObject } from '#app/scene/index.ts';
import { submit } from '../store/actions.ts';
import { strings } from '../strings.ts';

/** Hands a change in. @returns null when it was taken, else why not. */
export async function change(
  operations: readonly Operation[],
  what: string,
  object: SceneObject,
): Promise<string | null> {
  const answer = await submit(operations, strings.inspector.reasonFor(what, object.name));
  return answer.ok ? null : answer.reason.message;
}
