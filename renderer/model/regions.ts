/**
 * Suggestions by place, to be decided together: those of objects that hang below the same one at the top, and, of objects that
 * hang below nothing, those that stand near each other.
 */
import type { WaitingView } from '#app/control-room/index.ts';
import { LIMITS } from '#app/scene/index.ts';
import type { ObjectId, SceneObject, Vec3 } from '#app/scene/index.ts';

export interface Region {
  readonly key: string;
  /** `below`: an object at the top · `around`: several that stand near this one · `at`: this one · `new`: nothing that is there. */
  readonly kind: 'below' | 'around' | 'at' | 'new';
  /** Of that object; empty for `new`. */
  readonly name: string;
  readonly waiting: readonly WaitingView[];
}

type Objects = ReadonlyMap<ObjectId, SceneObject>;

/** Metres within which two objects always stand near each other, and the share of the scene's width that counts as near. */
const NEAR_METRES = 2;
const NEAR_SHARE = 0.08;

/** Most suggestions first; those of one place in the order in which they came. */
export function regionsOf(waiting: readonly WaitingView[], objects: Objects): Region[] {
  const parents = new Set<ObjectId>();
  for (const { parent } of objects.values()) if (parent !== null) parents.add(parent);
  const regions: Region[] = [];
  const below = new Map<ObjectId, WaitingView[]>();
  const free: { readonly of: WaitingView; readonly object: SceneObject }[] = [];
  const nowhere: WaitingView[] = [];
  for (const each of waiting) {
    const top = mostTouchedTop(each, objects);
    if (top === null) nowhere.push(each);
    else if (parents.has(top.id)) below.set(top.id, [...(below.get(top.id) ?? []), each]);
    else free.push({ of: each, object: top });
  }
  for (const [id, those] of below)
    regions.push({ key: `below ${id}`, kind: 'below', name: objects.get(id)?.name ?? '', waiting: those });
  for (const group of groupsNear(free, nearMetres(objects))) {
    const [first] = group;
    if (first === undefined) continue;
    const isOne = group.every(({ object }) => object === first.object);
    regions.push({
      key: `around ${first.object.id}`,
      kind: isOne ? 'at' : 'around',
      name: first.object.name,
      waiting: group.map(({ of }) => of),
    });
  }
  if (nowhere.length > 0) regions.push({ key: 'new', kind: 'new', name: '', waiting: nowhere });
  return regions.sort((a, b) => b.waiting.length - a.waiting.length || (a.name < b.name ? -1 : 1));
}

/** The object at the top under which most of what a suggestion is about hangs; the first of several. */
function mostTouchedTop({ operations }: WaitingView, objects: Objects): SceneObject | null {
  const counts = new Map<SceneObject, number>();
  for (const operation of operations) {
    const top = topOf(operation.op === 'create' ? operation.object.parent : operation.id, objects);
    if (top !== null) counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  let most: SceneObject | null = null;
  for (const [top, count] of counts) if (most === null || count > (counts.get(most) ?? 0)) most = top;
  return most;
}

function topOf(id: ObjectId | null, objects: Objects): SceneObject | null {
  let top = id === null ? undefined : objects.get(id);
  for (let depth = 0; top !== undefined && top.parent !== null && depth <= LIMITS.depth; depth += 1)
    top = objects.get(top.parent);
  return top ?? null;
}

/** Those that can be reached from each other by steps that are no longer than this. */
function groupsNear<Item extends { readonly object: SceneObject }>(
  items: readonly Item[],
  near: number,
): Item[][] {
  const groups: Item[][] = [];
  for (const item of items) {
    const touching = groups.filter((group) =>
      group.some((each) => distance(each.object, item.object) <= near),
    );
    const [first, ...others] = touching;
    if (first === undefined) {
      groups.push([item]);
      continue;
    }
    for (const other of others) {
      first.push(...other);
      groups.splice(groups.indexOf(other), 1);
    }
    first.push(item);
  }
  return groups;
}

function distance(one: SceneObject, other: SceneObject): number {
  const [a, b] = [one.transform.translation, other.transform.translation];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** By the width of what hangs below nothing: a yard and a tabletop are both parted into a few places. */
function nearMetres(objects: Objects): number {
  let least: Vec3 | null = null;
  let most: Vec3 | null = null;
  for (const { parent, transform } of objects.values()) {
    if (parent !== null) continue;
    const at = transform.translation;
    least =
      least === null ? at : [Math.min(least[0], at[0]), Math.min(least[1], at[1]), Math.min(least[2], at[2])];
    most =
      most === null ? at : [Math.max(most[0], at[0]), Math.max(most[1], at[1]), Math.max(most[2], at[2])];
  }
  if (least === null || most === null) return NEAR_METRES;
  const width = Math.hypot(most[0] - least[0], most[1] - least[1], most[2] - least[2]);
  return Math.max(NEAR_METRES, width * NEAR_SHARE);
}
