/** What a simulated engine holds. Everything that it says of itself is read from here after it was written. */
import {
  apply,
  digestObject,
  expectedStates,
  facetValue,
  sameValue,
  touches,
  withFacet,
} from '#app/scene/index.ts';
import type {
  Facet,
  FacetState,
  FacetValue,
  ObjectId,
  Operation,
  Scene,
  SceneObject,
} from '#app/scene/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';

type Outcome = AdapterMessageOf<'compensated'>['outcomes'][number];

/** One entry of `compensate`: where `expected` is found, `restore` is written. */
export interface Restoring {
  readonly id: ObjectId;
  readonly facet: Facet;
  readonly expected: FacetState;
  readonly restore: FacetState;
}

export type Written =
  | { readonly ok: true; readonly states: readonly FacetState[] }
  | { readonly ok: false; readonly message: string };

export class EngineMemory {
  #objects = new Map<ObjectId, SceneObject>();

  get scene(): Scene {
    return { objects: this.#objects };
  }

  find(name: string): SceneObject | null {
    for (const object of this.#objects.values()) if (object.name === name) return object;
    return null;
  }

  /** All or nothing. @returns every facet that was written, as it is now */
  apply(operations: readonly Operation[]): Written {
    const before = this.scene;
    const applied = apply(before, operations);
    if (!applied.ok) return { ok: false, message: applied.refusal.message };
    const written = touches(before, operations).writes;
    this.#objects = new Map(applied.scene.objects);
    return { ok: true, states: expectedStates(this.scene, written) };
  }

  /** What these operations would write, as it is before. */
  before(operations: readonly Operation[]): FacetState[] {
    const states: FacetState[] = [];
    for (const { id, facet } of touches(this.scene, operations).writes) {
      const value = facetValue(this.scene, id, facet);
      if (value !== undefined) states.push({ id, facet, value });
    }
    return states;
  }

  read(id: ObjectId, facet: Facet): FacetValue | undefined {
    return facetValue(this.scene, id, facet);
  }

  put(object: SceneObject): void {
    this.#objects.set(object.id, object);
  }

  remove(id: ObjectId): void {
    this.#objects.delete(id);
  }

  digest(id: ObjectId): [ObjectId, string | null] {
    const object = this.#objects.get(id);
    return [id, object === undefined ? null : digestObject(object)];
  }

  /** Compare-and-set: what somebody has set meanwhile is theirs. */
  restore({ id, facet, expected, restore }: Restoring): Outcome['outcome'] {
    const now = facetValue(this.scene, id, facet);
    if (sameValue(now, restore.value)) return 'already';
    if (!sameValue(now, expected.value)) return 'diverged';
    if (facet === 'existence') {
      if (restore.value === null) this.remove(id);
      else this.put(restore.value as SceneObject);
      return 'restored';
    }
    const object = this.#objects.get(id);
    if (object === undefined) return 'diverged';
    this.put(withFacet(object, restore));
    return 'restored';
  }
}
