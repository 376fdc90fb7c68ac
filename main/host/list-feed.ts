/** A bounded list as the window holds it: what is told is what changed since. */
import {
  CONFLICT_ITEMS_SHOWN,
  CONFLICTS_SHOWN,
  SHELF_SHOWN,
  SHELF_VALUES_SHOWN,
} from '#app/control-room/index.ts';
import type { ListChange, ShelfView } from '#app/control-room/index.ts';
import type { Conflict, ShelfEntry } from '#app/ledger/index.ts';

/** @typeParam Item a record: another content is another object */
export class ListFeed<Item extends { readonly id: string }> {
  #sent: ReadonlyMap<string, Item> = new Map();

  /** The window is told all of it. */
  restart(now: readonly Item[]): readonly Item[] {
    this.#sent = new Map(now.map((item) => [item.id, item]));
    return now;
  }

  /** @returns what the window is told; null where it holds that already */
  take(now: readonly Item[]): ListChange<Item> | null {
    const before = this.#sent;
    this.restart(now);
    const removed = [...before.keys()].filter((id) => !this.#sent.has(id));
    const upserts: Item[] = [];
    let isBehindNew = false;
    for (const item of now) {
      const held = before.get(item.id);
      if (held === undefined) isBehindNew = true;
      else if (isBehindNew) removed.push(item.id);
      if (isBehindNew || held !== item) upserts.push(item);
    }
    return upserts.length + removed.length === 0 ? null : { upserts, removed };
  }
}

/** The newest entries of the shelf, and all that ask, in the order in which they came. */
export function shownOfShelf(shelf: ReadonlyMap<string, ShelfEntry>): ShelfEntry[] {
  const first = shelf.size - SHELF_SHOWN;
  let at = 0;
  const shown: ShelfEntry[] = [];
  for (const entry of shelf.values()) {
    if (at >= first || entry.asks === true) shown.push(entry);
    at += 1;
  }
  return shown;
}

export function viewEntry(entry: ShelfEntry): ShelfView {
  const of = entry.states.length;
  if (entry.asks === true || of <= SHELF_VALUES_SHOWN) return { ...entry, of };
  const states = entry.states.slice(0, SHELF_VALUES_SHOWN);
  const shown = new Set(states.map(({ id, facet }) => `${id} ${facet}`));
  const truth = entry.truth.filter(({ id, facet }) => shown.has(`${id} ${facet}`));
  return { ...entry, states, truth, of };
}

/** The oldest conflicts, so that none goes out of view by itself: at least one, however much it is about. */
export function shownConflicts(conflicts: ReadonlyMap<string, Conflict>): Conflict[] {
  const shown: Conflict[] = [];
  let items = 0;
  for (const conflict of conflicts.values()) {
    items += conflict.items.length;
    if (shown.length === CONFLICTS_SHOWN || (shown.length > 0 && items > CONFLICT_ITEMS_SHOWN)) break;
    shown.push(conflict);
  }
  return shown;
}
