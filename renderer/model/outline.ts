/** The shared scene as rows of an outliner: the forest in reading order, folded, searched, with ghosts of suggestions. */
import type { WaitingView } from '#app/control-room/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';

export interface OutlineRow {
  readonly object: SceneObject;
  readonly depth: number;
  readonly children: number;
  readonly open: boolean;
  /** A creation that is only suggested: by this intent. */
  readonly ghostOf: string | null;
  /** Matches the search itself, and is not only on the way to a match. */
  readonly found: boolean;
}

export interface Outline {
  readonly rows: readonly OutlineRow[];
  readonly found: number;
}

/** Names in an artist's order: `Crate_2` before `Crate_10`. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}

/**
 * How siblings were ordered last: of thousands that are called as they were none is compared again, since comparing names in
 * an artist's order takes longer than all the rest. Holds what the newest scene has, and nothing of those before it.
 */
export class SiblingOrder {
  #last = new Map<ObjectId | null, readonly SceneObject[]>();

  /** Orders all lists of siblings, in place of those that were given. */
  order(siblingsOf: Map<ObjectId | null, SceneObject[]>): void {
    for (const [parent, siblings] of siblingsOf) {
      const before = this.#last.get(parent);
      const asBefore = before === undefined ? null : inOrderOf(before, siblings);
      siblingsOf.set(parent, asBefore ?? siblings.sort((a, b) => compareNames(a.name, b.name)));
    }
    this.#last = new Map(siblingsOf);
  }
}

/** Null where one came, went or is called otherwise. */
function inOrderOf(before: readonly SceneObject[], siblings: readonly SceneObject[]): SceneObject[] | null {
  if (before.length !== siblings.length) return null;
  const now = new Map(siblings.map((each) => [each.id, each]));
  const ordered: SceneObject[] = [];
  for (const { id, name } of before) {
    const object = now.get(id);
    if (object?.name !== name) return null;
    ordered.push(object);
  }
  return ordered;
}

/** @param folded ids whose children are hidden; while searching nothing is folded. */
export function outlineOf(
  objects: ReadonlyMap<ObjectId, SceneObject>,
  waiting: readonly WaitingView[],
  folded: ReadonlySet<ObjectId>,
  search: string,
  siblings: SiblingOrder = new SiblingOrder(),
): Outline {
  const ghosts = ghostsOf(waiting, objects);
  const childrenOf = new Map<ObjectId | null, SceneObject[]>();
  const add = (object: SceneObject): void => {
    // An object under a parent that is not here would vanish from the list; it shows at the root instead.
    const known = object.parent !== null && (objects.has(object.parent) || ghosts.has(object.parent));
    const parent = known ? object.parent : null;
    const beside = childrenOf.get(parent);
    if (beside === undefined) childrenOf.set(parent, [object]);
    else beside.push(object);
  };
  for (const object of objects.values()) add(object);
  for (const { object } of ghosts.values()) add(object);
  siblings.order(childrenOf);

  const needle = search.trim().toLocaleLowerCase();
  const searching = needle !== '';
  const shown = searching ? shownBy(needle, objects, ghosts) : null;
  const rows: OutlineRow[] = [];
  let found = 0;
  const stack = (childrenOf.get(null) ?? []).map((object) => ({ object, depth: 0 })).reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { object, depth } = next;
    if (shown !== null && !shown.has(object.id)) continue;
    const matches = searching && matchesName(object, needle);
    if (matches) found += 1;
    const children = childrenOf.get(object.id) ?? [];
    const open = children.length > 0 && (searching || !folded.has(object.id));
    rows.push({
      object,
      depth,
      children: children.length,
      open,
      ghostOf: ghosts.get(object.id)?.intent ?? null,
      found: !searching || matches,
    });
    if (open)
      for (let i = children.length - 1; i >= 0; i -= 1)
        stack.push({ object: children[i] as SceneObject, depth: depth + 1 });
  }
  return { rows, found: searching ? found : objects.size };
}

/** What is suggested for objects that exist: by id, the suggestions and whether one deletes. */
export function suggestionsFor(
  waiting: readonly WaitingView[],
): Map<ObjectId, { readonly intent: string; readonly deletes: boolean }> {
  const marks = new Map<ObjectId, { intent: string; deletes: boolean }>();
  for (const each of waiting) {
    for (const { after } of each.changes) {
      const deletes = after.facet === 'existence' && after.value === null;
      marks.set(after.id, { intent: each.id, deletes: deletes || (marks.get(after.id)?.deletes ?? false) });
    }
  }
  return marks;
}

function ghostsOf(
  waiting: readonly WaitingView[],
  objects: ReadonlyMap<ObjectId, SceneObject>,
): Map<ObjectId, { readonly object: SceneObject; readonly intent: string }> {
  const ghosts = new Map<ObjectId, { object: SceneObject; intent: string }>();
  for (const each of waiting) {
    for (const operation of each.operations) {
      if (operation.op === 'create' && !objects.has(operation.object.id)) {
        ghosts.set(operation.object.id, { object: operation.object, intent: each.id });
      }
    }
  }
  return ghosts;
}

function matchesName(object: SceneObject, needle: string): boolean {
  return object.name.toLocaleLowerCase().includes(needle) || object.id.startsWith(needle);
}

function shownBy(
  needle: string,
  objects: ReadonlyMap<ObjectId, SceneObject>,
  ghosts: ReadonlyMap<ObjectId, { readonly object: SceneObject }>,
): Set<ObjectId> {
  const shown = new Set<ObjectId>();
  const find = (id: ObjectId): SceneObject | undefined => objects.get(id) ?? ghosts.get(id)?.object;
  const visit = (object: SceneObject): void => {
    if (!matchesName(object, needle)) return;
    for (
      let at: SceneObject | undefined = object;
      at !== undefined && !shown.has(at.id);
      at = at.parent === null ? undefined : find(at.parent)
    ) {
      shown.add(at.id);
    }
  };
  for (const object of objects.values()) visit(object);
  for (const { object } of ghosts.values()) visit(object);
  return shown;
}
