/** Which objects are selected, and what a click, a box or a key makes of that. Pure. */
import { INTENT_LIMITS } from '#app/intents/index.ts';
import type { ObjectId } from '#app/scene/index.ts';

/** As many as one change can be about. */
export const SELECTED_MOST = INTENT_LIMITS.operations;

export interface ObjectSelection {
  /** The one that was selected last: the inspector, a key and a question about one object are about it. */
  readonly object: ObjectId | null;
  /** All that are selected with it; counts while `object` is one of them. */
  readonly together: ReadonlySet<ObjectId>;
}

/** `only`: nothing else. `toggle` and `remove` let go of what is selected already. */
export type Choosing = 'only' | 'add' | 'toggle' | 'remove';

const NONE: ReadonlySet<ObjectId> = new Set();

export function selectedOf({ object, together }: ObjectSelection): ReadonlySet<ObjectId> {
  if (object === null) return NONE;
  return together.has(object) ? together : new Set([object]);
}

/** @returns null where that would be more than can be selected together */
export function choose(
  ids: readonly ObjectId[],
  how: Choosing,
  before: ObjectSelection,
): ObjectSelection | null {
  const selected = new Set(how === 'only' ? NONE : selectedOf(before));
  for (const id of ids) {
    if (how === 'remove') selected.delete(id);
    else if (how !== 'toggle' || !selected.delete(id)) selected.add(id);
  }
  if (selected.size > SELECTED_MOST) return null;
  const last = ids.findLast((id) => selected.has(id));
  const kept = before.object !== null && selected.has(before.object) ? before.object : null;
  // A box and the whole scene have no order: what was the last one before stays it.
  const object = (ids.length === 1 ? (last ?? kept) : (kept ?? last)) ?? [...selected].at(-1) ?? null;
  return { object, together: selected.size > 1 ? selected : NONE };
}

/** Without what hangs below another one of them: that goes along with it. */
export function topsOf<Each extends { readonly id: ObjectId; readonly parent: ObjectId | null }>(
  objects: readonly Each[],
  parentOf: (id: ObjectId) => ObjectId | null | undefined,
): Each[] {
  const among = new Set(objects.map(({ id }) => id));
  /** Whether something that is selected is at this place or above it; a circle, which no scene has, ends at where it began. */
  const known = new Map<ObjectId, boolean>();
  const isBelow = (start: ObjectId | null): boolean => {
    const way: ObjectId[] = [];
    let found = false;
    for (let at: ObjectId | null | undefined = start; at !== null && at !== undefined; at = parentOf(at)) {
      found = among.has(at) || (known.get(at) ?? false);
      if (found || known.has(at)) break;
      known.set(at, false);
      way.push(at);
    }
    if (found) for (const id of way) known.set(id, true);
    return found;
  };
  return objects.filter(({ parent }) => !isBelow(parent));
}
