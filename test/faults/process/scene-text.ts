/** What the load changes of an object, in words that can be compared. */
import type { SceneObject } from '#app/scene/index.ts';

export function facetsText(name: string, translation: readonly number[]): string {
  return `${name} at ${translation.map((each) => Math.fround(each)).join(' ')}`;
}

export function textOf({ name, transform }: SceneObject): string {
  return facetsText(name, transform.translation);
}

/** The first difference between what an engine holds and what it should; null when there is none. */
export function differenceOf(
  engine: ReadonlyMap<string, SceneObject>,
  expected: ReadonlyMap<string, string>,
): string | null {
  for (const [id, text] of expected) {
    const held = engine.get(id);
    if (held === undefined) return `${id} is missing`;
    if (textOf(held) !== text) return `${id} is ${textOf(held)}, not ${text}`;
  }
  for (const id of engine.keys()) if (!expected.has(id)) return `${id} should not be there`;
  return null;
}
