/** Where the objects of a ghost layer stand: each with what hangs below it, beside the scene that is drawn. */
import { Matrix4 } from 'three';
import type { Kind, ObjectId, SceneObject } from '#app/scene/index.ts';
import type { GhostLayer } from './ghosts.ts';
import { worldOf } from './placement.ts';
import type { Placed, Placement } from './placement.ts';

/** More than this are outlined by none: a suggestion about everything is told by its card. */
export const GHOSTS_MOST = 2_000;

export interface GhostShape {
  readonly id: ObjectId;
  readonly kind: Kind;
  /** As it would be called (untrusted plain text). */
  readonly name: string;
  readonly world: Matrix4;
  /** It stands there and would go. */
  readonly isDoomed: boolean;
  /** It hangs below one of the layer's and is none of them itself. */
  readonly isCarried: boolean;
}

/** Of the objects in a layer, and of what they carry along. */
export function ghostShapes({ objects }: GhostLayer, placement: Placement): GhostShape[] {
  const shapes: GhostShape[] = [];
  const worlds = new Map<ObjectId, Matrix4>();
  const placeOf = (object: SceneObject): Matrix4 => {
    const known = worlds.get(object.id);
    if (known !== undefined) return known;
    const world = new Matrix4();
    // Known before its parent is asked for: of a circle, which no scene has, each stands at the root.
    worlds.set(object.id, world);
    const { parent } = object;
    const ghost = parent === null ? undefined : objects.get(parent);
    const above =
      ghost === undefined || ghost === null
        ? parent === null
          ? undefined
          : placement.get(parent)
        : { world: placeOf(ghost) };
    worldOf(object.transform, above, world);
    return world;
  };
  const carry = (below: readonly Placed[], above: Matrix4): void => {
    for (const { object } of below) {
      if (shapes.length >= GHOSTS_MOST) return;
      if (objects.has(object.id)) continue;
      const world = new Matrix4();
      worldOf(object.transform, { world: above }, world);
      shapes.push({
        id: object.id,
        kind: object.kind,
        name: object.name,
        world,
        isDoomed: false,
        isCarried: true,
      });
      carry(placement.childrenOf(object.id), world);
    }
  };
  for (const [id, object] of objects) {
    if (shapes.length >= GHOSTS_MOST) break;
    const placed = placement.get(id);
    if (object === null) {
      if (placed !== undefined)
        shapes.push({ ...shapeOf(placed.object, placed.world), isDoomed: true, isCarried: false });
      continue;
    }
    const world = placeOf(object);
    shapes.push({ ...shapeOf(object, world), isDoomed: false, isCarried: false });
    if (placed !== undefined && !world.equals(placed.world)) carry(placement.childrenOf(id), world);
  }
  return shapes;
}

function shapeOf(
  { id, kind, name }: SceneObject,
  world: Matrix4,
): Pick<GhostShape, 'id' | 'kind' | 'name' | 'world'> {
  return { id, kind, name, world };
}
