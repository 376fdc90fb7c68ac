import { childrenOf, descendantsOf } from './model.ts';
import type { ObjectId, SceneObject } from './model.ts';

/** So many questions of a kind are answered by looking through the objects; from then on an index is worth its making. */
const ASKED_WITHOUT_INDEX = 8;

/**
 * Who is called what and who hangs on whom, in a map of objects to which one list of operations is being applied, so
 * that ten thousand operations do not each look through all objects. Whoever changes the map meanwhile says so by
 * `changed`. Names are taken to be unique, as `applyTo` keeps them.
 */
export class Lookups {
  readonly #objects: ReadonlyMap<ObjectId, SceneObject>;
  #namesAsked = 0;
  #childrenAsked = 0;
  #names: Map<string, ObjectId> | null = null;
  #children: Map<ObjectId, Set<ObjectId>> | null = null;

  constructor(objects: ReadonlyMap<ObjectId, SceneObject>) {
    this.#objects = objects;
  }

  /** The object of this name, other than `than`; null where there is none. */
  otherOfName(name: string, than: ObjectId): ObjectId | null {
    this.#namesAsked += 1;
    if (this.#namesAsked > ASKED_WITHOUT_INDEX) {
      this.#names ??= new Map([...this.#objects.values()].map((object) => [object.name, object.id]));
      const holder = this.#names.get(name);
      return holder === undefined || holder === than ? null : holder;
    }
    for (const other of this.#objects.values()) if (other.name === name && other.id !== than) return other.id;
    return null;
  }

  /** In id order. */
  childrenOf(id: ObjectId): ObjectId[] {
    const index = this.#indexOfChildren();
    return index === null ? childrenOf({ objects: this.#objects }, id) : childrenIn(index, id);
  }

  /** Parents before children, siblings in id order. */
  descendantsOf(id: ObjectId): ObjectId[] {
    const index = this.#indexOfChildren();
    if (index === null) return descendantsOf({ objects: this.#objects }, id);
    const found = childrenIn(index, id);
    // What is found is looked below in its turn.
    for (const each of found) found.push(...childrenIn(index, each));
    return found;
  }

  /** An object was put in (`before` undefined), altered, or taken out (`after` undefined). */
  changed(before: SceneObject | undefined, after: SceneObject | undefined): void {
    if (this.#names !== null && before?.name !== after?.name) {
      if (before !== undefined && this.#names.get(before.name) === before.id) this.#names.delete(before.name);
      if (after !== undefined) this.#names.set(after.name, after.id);
    }
    if (this.#children !== null && before?.parent !== after?.parent) {
      if (before !== undefined && before.parent !== null)
        this.#children.get(before.parent)?.delete(before.id);
      if (after !== undefined) addChild(this.#children, after);
    }
  }

  #indexOfChildren(): Map<ObjectId, Set<ObjectId>> | null {
    this.#childrenAsked += 1;
    if (this.#children !== null || this.#childrenAsked <= ASKED_WITHOUT_INDEX) return this.#children;
    this.#children = new Map();
    for (const object of this.#objects.values()) addChild(this.#children, object);
    return this.#children;
  }
}

function childrenIn(index: ReadonlyMap<ObjectId, ReadonlySet<ObjectId>>, id: ObjectId): ObjectId[] {
  return [...(index.get(id) ?? [])].sort();
}

function addChild(index: Map<ObjectId, Set<ObjectId>>, { id, parent }: SceneObject): void {
  if (parent === null) return;
  const siblings = index.get(parent);
  if (siblings === undefined) index.set(parent, new Set([id]));
  else siblings.add(id);
}
