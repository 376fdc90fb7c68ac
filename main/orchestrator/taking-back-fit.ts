/** Whether what would be taken back goes together with what is shared now: names, parents, and what hangs below (R24). */
import type { StayingView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { withFacet } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject, Touch } from '#app/scene/index.ts';
import type { Core } from './core.ts';

/** Objects as they would be with these values, null for gone. Values of objects that do not exist are left out. */
export function wantedObjects(core: Core, wanted: readonly FacetState[]): Map<ObjectId, SceneObject | null> {
  const objects = new Map<ObjectId, SceneObject | null>();
  for (const state of wanted) {
    const { id, facet, value } = state;
    const object = objects.get(id) ?? core.projected.get(id);
    if (facet === 'existence') objects.set(id, value as SceneObject | null);
    else if (object !== undefined) objects.set(id, withFacet(object, state));
  }
  return objects;
}

export function staying(
  core: Core,
  { id, facet }: Touch,
  why: StayingView['why'],
  by: Actor | null,
  name = core.nameOf(id) ?? '',
): StayingView {
  return { id, name, facet, why, by };
}

/** Of the values wanted, those that do not fit, and why; a deleted object stays away with all that went with it. */
export function misfits(core: Core, wanted: readonly FacetState[]): StayingView[] {
  const objects = wantedObjects(core, wanted);
  const at = (id: ObjectId): SceneObject | null => {
    const object = objects.get(id);
    return object === undefined ? (core.projected.get(id) ?? null) : object;
  };
  const scene = new Scene(core, objects);
  const found: StayingView[] = [];
  const away = new Map<ObjectId, StayingView['why']>();
  for (const { id, facet } of wanted) {
    const object = at(id);
    if (object === null) {
      const child = scene.childOf(id);
      if (child === null) continue;
      const by = core.ahead.lastWrites.get(child)?.get('parent')?.actor ?? null;
      found.push(staying(core, { id, facet }, 'added_to', by));
    } else if (facet === 'existence' || facet === 'name' || facet === 'parent') {
      const why =
        (facet === 'parent' ? null : scene.holderOf(object) === null ? null : ('name_taken' as const)) ??
        (facet === 'name' ? null : whyNotBelow(object, at));
      if (why === null) continue;
      // Another of the values may have it gone.
      if (facet === 'existence') away.set(topOf(object, objects, core), why);
      else found.push(staying(core, { id, facet }, why, null));
    }
  }
  for (const { id, facet, value } of wanted) {
    if (away.size === 0) break;
    if (facet !== 'existence' || value === null) continue;
    const object = value as SceneObject;
    const why = away.get(topOf(object, objects, core));
    if (why !== undefined) found.push(staying(core, { id, facet }, why, null, object.name));
  }
  return found;
}

function whyNotBelow(
  object: SceneObject,
  at: (id: ObjectId) => SceneObject | null,
): 'parent_gone' | 'below_itself' | null {
  const met = new Set<ObjectId>();
  for (let { parent } = object; parent !== null && !met.has(parent);) {
    if (parent === object.id) return 'below_itself';
    met.add(parent);
    const above = at(parent);
    if (above === null) return 'parent_gone';
    parent = above.parent;
  }
  return null;
}

/** The highest of the objects that come back with this one. */
function topOf(
  object: SceneObject,
  objects: ReadonlyMap<ObjectId, SceneObject | null>,
  core: Core,
): ObjectId {
  let top = object;
  for (let { parent } = top; parent !== null && !core.projected.has(parent); { parent } = top) {
    const above = objects.get(parent) ?? null;
    if (above === null) break;
    top = above;
  }
  return top.id;
}

/** Who hangs below whom and who is called what, with the objects as wanted; looked through once, and only if asked. */
class Scene {
  readonly #core: Core;
  readonly #wanted: ReadonlyMap<ObjectId, SceneObject | null>;
  #children: Map<ObjectId, ObjectId> | null = null;
  #names: Map<string, ObjectId[]> | null = null;

  constructor(core: Core, wanted: ReadonlyMap<ObjectId, SceneObject | null>) {
    this.#core = core;
    this.#wanted = wanted;
  }

  /** One of them; null where nothing hangs below it. */
  childOf(id: ObjectId): ObjectId | null {
    this.#children ??= new Map(
      [...this.#objects()].flatMap((object) => (object.parent === null ? [] : [[object.parent, object.id]])),
    );
    return this.#children.get(id) ?? null;
  }

  /** Another object of the same name. */
  holderOf({ id, name }: SceneObject): ObjectId | null {
    if (this.#names === null) {
      this.#names = new Map();
      for (const object of this.#objects())
        this.#names.set(object.name, [...(this.#names.get(object.name) ?? []), object.id]);
    }
    return this.#names.get(name)?.find((other) => other !== id) ?? null;
  }

  *#objects(): Iterable<SceneObject> {
    for (const object of this.#core.projected.values()) if (!this.#wanted.has(object.id)) yield object;
    for (const object of this.#wanted.values()) if (object !== null) yield object;
  }
}
