/**
 * The shelf has a bound for each engine and everybody else, though nobody is asked about most of what lies there: what was
 * taken back, what an artist had in hand, what a hold kept, what a rule overwrote. Where somebody has more entries than that,
 * an older value gives way to a newer one of the same facet: the newest of what is not taken stays, and says for how many it stands. The log keeps them all (R9).
 */
import type { LedgerRecord, ShelfEntry } from '#app/ledger/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import { isLeaving } from './conflicts.ts';
import { facetKey } from './core.ts';
import type { Core } from './core.ts';
import { without } from './offers.ts';

/** At the end of every step; it looks only where something came, went, or became another one since it looked last. */
export function foldShelf(core: Core): void {
  const { shelf } = core.ahead;
  if (core.ledger !== 'ok' || core.shelfChanges === core.shelfSeen) return;
  const byAuthor = new Map<string, ShelfEntry[]>();
  for (const entry of shelf.values()) {
    const entries = byAuthor.get(entry.from);
    if (entries === undefined) byAuthor.set(entry.from, [entry]);
    else entries.push(entry);
  }
  core.shelvedValues.clear();
  for (const [from, entries] of byAuthor) {
    if (entries.length <= core.config.shelfFoldsAt) core.shelfFoldsNext.delete(from);
    else if (entries.length >= (core.shelfFoldsNext.get(from) ?? 0)) {
      fold(core, entries);
      const left = entries.filter(({ id }) => shelf.has(id)).length;
      // What stays is all of other facets: to go through it for each one more would take as long as all its values are.
      core.shelfFoldsNext.set(from, left + core.config.shelfFoldsAt / 2);
    }
    const values = entries.reduce((sum, { id }) => sum + (shelf.get(id)?.states.length ?? 0), 0);
    core.shelvedValues.set(from, values);
  }
  core.shelfSeen = core.shelfChanges;
}

/** Leaves the newest half as it is, so that there is something to fold only now and then. */
function fold(core: Core, entries: readonly ShelfEntry[]): void {
  const asked = new Set([...core.ahead.conflicts.values()].map(({ shelf }) => shelf));
  const isFree = ({ id, asks }: ShelfEntry): boolean =>
    asks !== true && !asked.has(id) && !core.ahead.differing.has(id) && !isLeaving(core, id);
  /** By facet the entry that has its newest value, and by entry how many older ones that stands for. */
  const newest = new Map<string, string>();
  const older = new Map<string, number>();
  const folded = new Map<string, ShelfEntry>();
  for (const [age, entry] of inOrder(entries).reverse().entries()) {
    const mayGo = age >= core.config.shelfFoldsAt / 2 && isFree(entry);
    const gone = mayGo ? entry.states.filter((state) => newest.has(keyOf(state))) : [];
    const rest = without(entry, gone);
    for (const [index, state] of gone.entries()) {
      const by = newest.get(keyOf(state)) ?? '';
      // With the last of an entry goes what it stood for itself.
      const stoodFor = index === 0 && rest.states.length === 0 ? (entry.older ?? 0) : 0;
      older.set(by, (older.get(by) ?? 0) + 1 + stoodFor);
    }
    if (gone.length > 0) folded.set(entry.id, rest);
    for (const state of rest.states) if (!newest.has(keyOf(state))) newest.set(keyOf(state), entry.id);
  }
  if (folded.size === 0) return;
  const records = entries.flatMap((entry) => recordOf(entry, folded.get(entry.id), older.get(entry.id) ?? 0));
  core.append(records, { flush: false });
  core.changed('shelf');
}

/** In the order in which they were put there: what was let go of and is had back stands last among the rest. */
export function inOrder(entries: Iterable<ShelfEntry>): ShelfEntry[] {
  const placeOf = ({ id }: ShelfEntry): number => Number.parseInt(id, 10) || 0;
  return [...entries].sort((one, other) => placeOf(one) - placeOf(other));
}

/** What becomes of one. @param rest what stays of it, where something goes */
function recordOf(entry: ShelfEntry, rest: ShelfEntry | undefined, older: number): LedgerRecord[] {
  if (rest?.states.length === 0)
    return [{ kind: 'unshelve', id: entry.id, how: 'kept_again', by: 'orchestrator' }];
  if (older > 0)
    return [{ kind: 'shelve', entry: { ...(rest ?? entry), older: (entry.older ?? 0) + older } }];
  return rest === undefined ? [] : [{ kind: 'shelve', entry: rest }];
}

/** That an object was deleted is no newer value of what it was. */
function keyOf({ id, facet, value }: FacetState): string {
  return facet === 'existence' && value === null ? `${id} deleted` : facetKey(id, facet);
}
