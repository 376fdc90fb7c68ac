/**
 * A simulated engine's own memory of a scene. Values are kept as 32-bit floats in one array, as an engine keeps them,
 * and every read-back comes out of it: nothing that a message said is echoed.
 */
import type {
  FacetState,
  ObjectId,
  Operation,
  PropertyValue,
  SceneObject,
  Transform,
} from '#app/scene/index.ts';

const FLOATS_AN_OBJECT = 10;
const FIRST_CAPACITY = 1_024;

interface Held {
  readonly slot: number;
  kind: SceneObject['kind'];
  name: string;
  parent: ObjectId | null;
  viewport: boolean;
  render: boolean;
  readonly properties: Map<string, PropertyValue>;
}

export class EngineScene {
  readonly #held = new Map<ObjectId, Held>();
  readonly #free: number[] = [];
  #floats = new Float32Array(FIRST_CAPACITY * FLOATS_AN_OBJECT);
  #slots = 0;

  get size(): number {
    return this.#held.size;
  }

  ids(): ObjectId[] {
    return [...this.#held.keys()];
  }

  /** Applies all of them, then reads back every facet that they wrote, each once. */
  apply(operations: readonly Operation[]): FacetState[] {
    const written = new Map<string, { readonly id: ObjectId; readonly facet: FacetState['facet'] }>();
    const whole = new Set<ObjectId>();
    const wrote = (id: ObjectId, facet: FacetState['facet']): void => {
      if (facet === 'existence') whole.add(id);
      written.set(`${id} ${facet}`, { id, facet });
    };
    for (const operation of operations) {
      switch (operation.op) {
        case 'create':
          this.put(operation.object);
          wrote(operation.object.id, 'existence');
          break;
        case 'delete':
          for (const id of [operation.id, ...operation.descendants]) {
            this.remove(id);
            wrote(id, 'existence');
          }
          break;
        case 'rename':
          this.#one(operation.id).name = operation.name;
          wrote(operation.id, 'name');
          break;
        case 'reparent':
          this.#one(operation.id).parent = operation.parent;
          wrote(operation.id, 'parent');
          break;
        case 'set_transform':
          this.#write(this.#one(operation.id).slot, operation.transform);
          wrote(operation.id, 'transform');
          break;
        case 'set_visibility': {
          const held = this.#one(operation.id);
          held.viewport = operation.visibility.viewport;
          held.render = operation.visibility.render;
          wrote(operation.id, 'visibility');
          break;
        }
        case 'set_property': {
          const { properties } = this.#one(operation.id);
          if (operation.value === null) properties.delete(operation.key);
          else properties.set(operation.key, operation.value);
          wrote(operation.id, `property:${operation.key}`);
          break;
        }
      }
    }
    const states: FacetState[] = [];
    for (const { id, facet } of written.values())
      if (facet === 'existence' || !whole.has(id)) states.push(this.read(id, facet));
    return states;
  }

  read(id: ObjectId, facet: FacetState['facet']): FacetState {
    const held = this.#held.get(id);
    if (facet === 'existence') return { id, facet, value: held === undefined ? null : this.object(id) };
    const one = this.#one(id);
    switch (facet) {
      case 'name':
        return { id, facet, value: one.name };
      case 'parent':
        return { id, facet, value: one.parent };
      case 'transform':
        return { id, facet, value: this.#read(one.slot) };
      case 'visibility':
        return { id, facet, value: { viewport: one.viewport, render: one.render } };
      default:
        return { id, facet, value: one.properties.get(facet.slice('property:'.length)) ?? null };
    }
  }

  /** The whole object, read out of the engine. */
  object(id: ObjectId): SceneObject {
    const held = this.#one(id);
    return {
      id,
      kind: held.kind,
      name: held.name,
      parent: held.parent,
      transform: this.#read(held.slot),
      visibility: { viewport: held.viewport, render: held.render },
      properties: Object.fromEntries([...held.properties].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  has(id: ObjectId): boolean {
    return this.#held.has(id);
  }

  put(object: SceneObject): void {
    const slot = this.#held.get(object.id)?.slot ?? this.#free.pop() ?? this.#newSlot();
    this.#write(slot, object.transform);
    this.#held.set(object.id, {
      slot,
      kind: object.kind,
      name: object.name,
      parent: object.parent,
      viewport: object.visibility.viewport,
      render: object.visibility.render,
      properties: new Map(Object.entries(object.properties)),
    });
  }

  remove(id: ObjectId): void {
    const held = this.#held.get(id);
    if (held !== undefined) this.#free.push(held.slot);
    this.#held.delete(id);
  }

  #one(id: ObjectId): Held {
    const held = this.#held.get(id);
    if (held === undefined) throw new Error(`The engine has no object ${id}.`);
    return held;
  }

  #newSlot(): number {
    const slot = this.#slots;
    this.#slots += 1;
    if (this.#slots * FLOATS_AN_OBJECT > this.#floats.length) {
      const larger = new Float32Array(this.#floats.length * 2);
      larger.set(this.#floats);
      this.#floats = larger;
    }
    return slot;
  }

  #write(slot: number, { translation, rotation, scale }: Transform): void {
    const at = slot * FLOATS_AN_OBJECT;
    this.#floats.set(translation, at);
    this.#floats.set(rotation, at + 3);
    this.#floats.set(scale, at + 7);
  }

  #read(slot: number): Transform {
    const at = slot * FLOATS_AN_OBJECT;
    const float = (index: number): number => this.#floats[at + index] ?? 0;
    return {
      translation: [float(0), float(1), float(2)],
      rotation: [float(3), float(4), float(5), float(6)],
      scale: [float(7), float(8), float(9)],
    };
  }
}
