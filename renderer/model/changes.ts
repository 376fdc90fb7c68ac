/**
 * The part of the history that the window holds: the newest changes, kept up to date by the feed, and a bounded
 * number of older pages that were asked for by range. Everything here is immutable but `lastOf`; a batch makes a new value.
 */
import type { ChangeView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';

export const CHANGES_LIMITS = {
  /** Newest changes held, beyond pages. */
  tail: 2_000,
  /** Numbers a page; below the 500 that one request answers with. */
  pageNumbers: 400,
  /** Pages held; the least recently used goes first. */
  pages: 12,
  /** Ended changes that never had a number. */
  unnumbered: 200,
} as const;

/** What a snapshot carries at most; fewer means that it carries all there are. */
export const SNAPSHOT_CHANGES = 500;

export interface Changes {
  /** Numbered, ascending. */
  readonly tail: readonly ChangeView[];
  /** The lowest number from which the tail is complete. */
  readonly tailFrom: number;
  /** Index → changes ascending; index i holds numbers i×400+1 … (i+1)×400, below the tail only. */
  readonly pages: ReadonlyMap<number, readonly ChangeView[]>;
  /** Ends without a number, newest last. */
  readonly unnumbered: readonly ChangeView[];
  readonly lastOf: LastOf;
}

/**
 * The newest committed change of each object since the window attached. One map, changed in place and wrapped anew: copying
 * it for every frame would cost more than drawing.
 */
export interface LastOf {
  readonly byObject: ReadonlyMap<ObjectId, ChangeView>;
}

/** Entries for objects that are no more, beyond as many as there are objects. */
const GONE_MOST = 1_000;

export const NO_CHANGES: Changes = {
  tail: [],
  tailFrom: 1,
  pages: new Map(),
  unnumbered: [],
  lastOf: { byObject: new Map() },
};

/** From a snapshot's newest 500. Pages that were read before stay: below the tail nothing changes any more. */
export function attachChanges(previous: Changes, newest: readonly ChangeView[]): Changes {
  const numbered = newest.filter(hasNumber).sort(byNumber);
  const complete = newest.length < SNAPSHOT_CHANGES;
  return {
    tail: numbered,
    tailFrom: complete ? 1 : (numbered[0]?.n ?? 1),
    pages: complete ? new Map() : previous.pages,
    unnumbered: newest.filter((change) => change.n === null).slice(-CHANGES_LIMITS.unnumbered),
    lastOf: withLast({ byObject: new Map() }, numbered),
  };
}

/** New or changed slots, by id. */
export function mergeChanges(held: Changes, arrived: readonly ChangeView[]): Changes {
  if (arrived.length === 0) return held;
  const ids = new Set(arrived.map((change) => change.id));
  const numbered = arrived.filter(hasNumber);
  let tail = [...held.tail.filter((change) => !ids.has(change.id)), ...numbered].sort(byNumber);
  let { tailFrom } = held;
  if (tail.length > CHANGES_LIMITS.tail) {
    tail = tail.slice(-CHANGES_LIMITS.tail);
    tailFrom = tail[0]?.n ?? tailFrom;
  }
  const without = arrived.filter((change) => change.n === null);
  return {
    ...held,
    tail,
    tailFrom,
    unnumbered: [...held.unnumbered.filter((change) => !ids.has(change.id)), ...without].slice(
      -CHANGES_LIMITS.unnumbered,
    ),
    lastOf: withLast(held.lastOf, numbered),
  };
}

/** A page that was asked for. Numbers that the tail holds by now are left to it. */
export function addPage(held: Changes, index: number, changes: readonly ChangeView[]): Changes {
  const pages = new Map(held.pages);
  pages.delete(index);
  pages.set(index, changes.filter(hasNumber).sort(byNumber));
  if (pages.size > CHANGES_LIMITS.pages) {
    const oldest = pages.keys().next().value;
    if (oldest !== undefined) pages.delete(oldest);
  }
  return { ...held, pages };
}

export function pageBounds(index: number): { readonly from: number; readonly to: number } {
  return { from: index * CHANGES_LIMITS.pageNumbers + 1, to: (index + 1) * CHANGES_LIMITS.pageNumbers };
}

/** Pages that a view of numbers from…to needs and that are not held. */
export function missingPages(held: Changes, from: number, to: number): number[] {
  const missing: number[] = [];
  const end = Math.min(to, held.tailFrom - 1);
  if (from > end) return missing;
  const first = Math.floor((Math.max(1, from) - 1) / CHANGES_LIMITS.pageNumbers);
  for (let index = first; pageBounds(index).from <= end; index += 1)
    if (!held.pages.has(index)) missing.push(index);
  return missing;
}

/** Held changes with numbers from…to, ascending. */
export function changesBetween(held: Changes, from: number, to: number): ChangeView[] {
  const found: ChangeView[] = [];
  for (const index of [...held.pages.keys()].sort((a, b) => a - b)) {
    const bounds = pageBounds(index);
    if (bounds.to < from || bounds.from > to) continue;
    for (const change of held.pages.get(index) ?? [])
      if (isWithin(change, from, to) && (change.n ?? 0) < held.tailFrom) found.push(change);
  }
  for (const change of held.tail) if (isWithin(change, from, to)) found.push(change);
  return found;
}

/** Also by a number under which it was tried before. */
function isWithin(change: ChangeView, from: number, to: number): boolean {
  return [change.n ?? 0, ...change.earlier].some((n) => n >= from && n <= to);
}

/** The change that a change became which was handed in under this id. */
export function findChange(held: Changes, id: string): ChangeView | undefined {
  const match = (change: ChangeView): boolean => change.id === id || change.joined.includes(id);
  const found = held.tail.findLast(match) ?? held.unnumbered.findLast(match);
  if (found !== undefined) return found;
  for (const page of held.pages.values()) {
    const inPage = page.find(match);
    if (inPage !== undefined) return inPage;
  }
  return undefined;
}

/** Those of them that are held, each once. */
export function findChanges(held: Changes, ids: ReadonlySet<string>): ChangeView[] {
  const found = new Map<string, ChangeView>();
  for (const some of [...held.pages.values(), held.tail, held.unnumbered])
    for (const change of some)
      if (ids.has(change.id) || change.joined.some((id) => ids.has(id))) found.set(change.id, change);
  return [...found.values()];
}

/** The one that has this number now. */
export function changeOfNumber(held: Changes, n: number): ChangeView | undefined {
  return changesBetween(held, n, n).find((change) => change.n === n);
}

/** Forgets who set objects last that are no more, once they are many: the window stays as large as its scene. */
export function forgetGone(held: Changes, objects: ReadonlyMap<ObjectId, unknown>): Changes {
  const index = held.lastOf.byObject as Map<ObjectId, ChangeView>;
  if (index.size <= 2 * objects.size + GONE_MOST) return held;
  for (const id of index.keys()) if (!objects.has(id)) index.delete(id);
  return { ...held, lastOf: { byObject: index } };
}

function withLast({ byObject }: LastOf, ascending: readonly ChangeView[]): LastOf {
  const index = byObject as Map<ObjectId, ChangeView>;
  for (const change of ascending) {
    if (change.state !== 'committed') continue;
    for (const id of change.objects) {
      if ((index.get(id)?.n ?? 0) <= (change.n ?? 0)) index.set(id, change);
    }
  }
  return { byObject: index };
}

function hasNumber(change: ChangeView): boolean {
  return change.n !== null;
}

function byNumber(a: ChangeView, b: ChangeView): number {
  return (a.n ?? 0) - (b.n ?? 0);
}
