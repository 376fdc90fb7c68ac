/** The scene inside a simulated engine: what its adapter writes to, and what its artist's hands are on. */
import {
  applyTo,
  digestObject,
  expectedStates,
  facetsOf,
  facetValue,
  sameValue,
  touches,
} from '#app/scene/index.ts';
import type {
  Facet,
  FacetState,
  FacetValue,
  ObjectId,
  Operation,
  SceneObject,
  Touch,
} from '#app/scene/index.ts';
import type { FacetChange } from './history.ts';

/** Objects are immutable, so each needs its digest only once. */
const digests = new WeakMap<SceneObject, string>();

export function digestOf(object: SceneObject): string {
  let digest = digests.get(object);
  if (digest === undefined) {
    digest = digestObject(object);
    digests.set(object, digest);
  }
  return digest;
}

export function facetKey(id: ObjectId, facet: Facet): string {
  return `${id} ${facet}`;
}

export interface CompensationEntry {
  readonly id: ObjectId;
  readonly facet: Facet;
  readonly expected: FacetState;
  readonly restore: FacetState;
}

export type CompensationOutcome = 'restored' | 'already' | 'diverged';

export class EngineScene {
  objects = new Map<ObjectId, SceneObject>();
  /** Made by the artist while nobody listened: no id of the project yet. */
  unmanaged: SceneObject[] = [];

  copy(): EngineScene {
    const scene = new EngineScene();
    scene.objects = new Map(this.objects);
    scene.unmanaged = [...this.unmanaged];
    return scene;
  }

  /** All or nothing. Null where the engine could not. The states are read back from the scene afterwards. */
  apply(operations: readonly Operation[]): { written: readonly Touch[]; states: FacetState[] } | null {
    const working = new Map(this.objects);
    const written = touches({ objects: this.objects }, operations).writes;
    for (const operation of operations) if (applyTo(working, operation) !== null) return null;
    this.objects = working;
    const known = written.filter(
      ({ id, facet }) =>
        facet === 'existence' ||
        working.has(id) ||
        written.some((other) => other.id === id && other.facet === 'existence'),
    );
    return { written, states: expectedStates({ objects: working }, known) };
  }

  read(wanted: readonly Touch[]): FacetState[] | null {
    const states: FacetState[] = [];
    for (const { id, facet } of wanted) {
      const value = facetValue({ objects: this.objects }, id, facet);
      if (value === undefined) return null;
      states.push({ id, facet, value });
    }
    return states;
  }

  /** R14: compare and set, entry by entry, but for what is in the artist's hands. */
  compensate(entries: readonly CompensationEntry[], hands: ReadonlySet<ObjectId>): CompensationOutcome[] {
    return entries.map(({ id, facet, expected, restore }) => {
      if (hands.has(id)) return 'diverged';
      const current = facetValue({ objects: this.objects }, id, facet);
      if (current !== undefined && sameValue(current, restore.value)) return 'already';
      if (current === undefined || !sameValue(current, expected.value)) return 'diverged';
      this.set(id, facet, restore.value);
      return 'restored';
    });
  }

  /**
   * Writes what differs and creates what is missing; leaves alone what `kept` says is in the artist's hands.
   * @returns every facet that changed, with what it held before
   */
  patch(
    objects: readonly SceneObject[],
    removed: readonly ObjectId[],
    kept: (id: ObjectId, facet: Facet) => boolean,
  ): FacetChange[] {
    const changes: FacetChange[] = [];
    for (const target of objects) {
      const current = this.objects.get(target.id);
      if (current === undefined) {
        if (kept(target.id, 'existence')) continue;
        this.objects.set(target.id, target);
        changes.push({ id: target.id, facet: 'existence', from: null, to: target });
        continue;
      }
      let next = current.kind === target.kind ? current : { ...current, kind: target.kind };
      const facets = new Set([...facetsOf(current), ...facetsOf(target)]);
      facets.delete('existence');
      for (const facet of facets) {
        const from = facetValue({ objects: this.objects }, target.id, facet) as FacetValue;
        const to = facetValue({ objects: new Map([[target.id, target]]) }, target.id, facet) as FacetValue;
        if (sameValue(from, to) || kept(target.id, facet)) continue;
        // The artist has just hung the one on the other: no engine lets them hang on each other.
        if (facet === 'parent' && this.#isBelow(to as ObjectId | null, target.id)) continue;
        next = withFacet(next, facet, to);
        changes.push({ id: target.id, facet, from, to });
      }
      this.objects.set(target.id, next);
    }
    for (const id of removed) {
      const current = this.objects.get(id);
      if (current === undefined || kept(id, 'existence')) continue;
      this.#remove(id);
      changes.push({ id, facet: 'existence', from: current, to: null });
    }
    return changes;
  }

  set(id: ObjectId, facet: Facet, value: FacetValue): void {
    if (facet === 'existence') {
      if (value === null) this.#remove(id);
      else this.objects.set(id, value as SceneObject);
      return;
    }
    const object = this.objects.get(id);
    if (object !== undefined) this.objects.set(id, withFacet(object, facet, value));
  }

  #isBelow(id: ObjectId | null, ancestor: ObjectId): boolean {
    for (let each = id; each !== null; each = this.objects.get(each)?.parent ?? null)
      if (each === ancestor) return true;
    return false;
  }

  /** As in Blender: what hung on a removed object stays, without a parent. */
  #remove(id: ObjectId): void {
    this.objects.delete(id);
    for (const object of this.objects.values()) {
      if (object.parent === id) this.objects.set(object.id, { ...object, parent: null });
    }
  }
}

export function withFacet(object: SceneObject, facet: Facet, value: FacetValue): SceneObject {
  switch (facet) {
    case 'existence':
      return object;
    case 'name':
      return { ...object, name: value as string };
    case 'parent':
      return { ...object, parent: value as ObjectId | null };
    case 'transform':
      return { ...object, transform: value as SceneObject['transform'] };
    case 'visibility':
      return { ...object, visibility: value as SceneObject['visibility'] };
    default: {
      const key = facet.slice('property:'.length);
      const entries = Object.entries(object.properties).filter(([each]) => each !== key);
      if (value !== null) entries.push([key, value as SceneObject['properties'][string]]);
      return { ...object, properties: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) };
    }
  }
}
