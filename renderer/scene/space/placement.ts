/**
 * Where every object stands in the world, kept up from one version of the scene to the next: of a hundred thousand objects
 * only those are worked on that changed, and what hangs below them.
 */
import { Matrix4, Quaternion, Vector3 } from 'three';
import { sameValue } from '#app/scene/index.ts';
import type { ObjectId, SceneObject, Transform } from '#app/scene/index.ts';
import { colourOf } from './proxies.ts';

/** What takes an object's place for this window alone: own changes on their way, a drag, a look at a suggestion; null hides it. */
export type Overlay = ReadonlyMap<ObjectId, SceneObject | null>;

export interface Placed {
  object: SceneObject;
  readonly world: Matrix4;
}

export interface Difference {
  /** Objects came, went, or changed in something other than their place: what is drawn is made up anew. */
  readonly isWhole: boolean;
  /** Otherwise those that stand elsewhere now. */
  readonly moved: readonly Placed[];
}

const NOTHING: Difference = { isWhole: false, moved: [] };

export class Placement {
  readonly #placed = new Map<ObjectId, Placed>();
  readonly #children = new Map<ObjectId, Placed[]>();

  get(id: ObjectId): Placed | undefined {
    return this.#placed.get(id);
  }

  all(): IterableIterator<Placed> {
    return this.#placed.values();
  }

  /** The children that it is drawn with. */
  childrenOf(id: ObjectId): readonly Placed[] {
    return this.#children.get(id) ?? [];
  }

  /** Takes over a version of the scene. @returns what of the drawing has to follow */
  update(objects: ReadonlyMap<ObjectId, SceneObject>, overlay: Overlay): Difference {
    const changed: Placed[] = [];
    let isWhole = false;
    let count = 0;
    const take = (object: SceneObject): void => {
      count += 1;
      const placed = this.#placed.get(object.id);
      if (placed === undefined) {
        this.#placed.set(object.id, { object, world: new Matrix4() });
        isWhole = true;
        return;
      }
      const before = placed.object;
      if (before === object) return;
      placed.object = object;
      if (differsInMoreThanPlace(before, object)) isWhole = true;
      else if (before.transform !== object.transform) changed.push(placed);
    };
    for (const object of objects.values()) {
      const instead = overlay.get(object.id);
      if (instead === undefined) take(object);
      else if (instead !== null) take(instead);
    }
    for (const [id, object] of overlay) if (object !== null && !objects.has(id)) take(object);
    if (count !== this.#placed.size) {
      isWhole = true;
      for (const id of this.#placed.keys()) {
        const instead = overlay.get(id);
        if (instead === undefined ? !objects.has(id) : instead === null) this.#placed.delete(id);
      }
    }
    if (isWhole) {
      this.#placeAll();
      return { isWhole: true, moved: [] };
    }
    return changed.length === 0 ? NOTHING : { isWhole: false, moved: this.#placeBelow(changed) };
  }

  #placeAll(): void {
    this.#children.clear();
    const roots: Placed[] = [];
    for (const placed of this.#placed.values()) {
      const { parent } = placed.object;
      // Below what is not here it stands at the root, as in the list of objects.
      if (parent === null || !this.#placed.has(parent)) roots.push(placed);
      else {
        const siblings = this.#children.get(parent);
        if (siblings === undefined) this.#children.set(parent, [placed]);
        else siblings.push(placed);
      }
    }
    this.#placeBelow(roots);
  }

  /** @returns them and what hangs below them, each once */
  #placeBelow(tops: readonly Placed[]): Placed[] {
    const done = new Set<Placed>();
    const order: Placed[] = [];
    // Of two that changed, one of which hangs below the other, the upper one comes first or does the lower one again.
    for (const top of tops) {
      const stack = [top];
      for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
        const { parent } = next.object;
        worldOf(next.object.transform, parent === null ? undefined : this.#placed.get(parent), next.world);
        if (!done.has(next)) order.push(next);
        done.add(next);
        stack.push(...this.childrenOf(next.object.id));
      }
    }
    return order;
  }
}

function differsInMoreThanPlace(a: SceneObject, b: SceneObject): boolean {
  return (
    a.kind !== b.kind ||
    a.parent !== b.parent ||
    a.visibility.viewport !== b.visibility.viewport ||
    (a.properties !== b.properties && !sameValue(colourOf(a), colourOf(b)))
  );
}

const translation = new Vector3();
const rotation = new Quaternion();
const scale = new Vector3();

export function worldOf(
  transform: Transform,
  parent: Pick<Placed, 'world'> | undefined,
  into: Matrix4,
): void {
  into.compose(
    translation.set(...transform.translation),
    rotation.set(...transform.rotation),
    scale.set(...transform.scale),
  );
  if (parent !== undefined) into.premultiply(parent.world);
}
