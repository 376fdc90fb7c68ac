import { useEffect, useMemo, useRef, useState } from 'react';
import type { HistoryFilter, HistoryRowView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { ask } from '../store/ask.ts';
import { store } from '../store/store.ts';

/** Rows held; what lies farthest from the view goes first. */
const HELD_MOST = 2_048;
/** The history is asked for what is new so often at most. */
const REST_MS = 250;
/** One question's, as the contract has it. */
const ASKED_MOST = 256;

export interface Rows {
  /** Of all that pass; null before the first answer. */
  readonly count: number | null;
  readonly actors: readonly Actor[];
  /** By their place counted from the oldest, which stays while new ones come. */
  readonly held: ReadonlyMap<number, HistoryRowView>;
  /** Why they cannot be read. */
  readonly problem: string | null;
}

export interface Wishes {
  /** Rows from…to (exclusive), newest first, are in view. */
  readonly want: (from: number, to: number) => void;
  /** Calls back once the row of a place is there; only for the place that was asked for last. */
  readonly whenRead: (place: number, then: (row: HistoryRowView) => void) => void;
  /** Reads once more what is in view. */
  readonly again: () => void;
}

const NO_ROWS: Rows = { count: null, actors: [], held: new Map(), problem: null };

export function rowAt(rows: Rows, index: number): HistoryRowView | undefined {
  return rows.count === null ? undefined : rows.held.get(rows.count - 1 - index);
}

/**
 * Rows of the history, asked for by range: one question at a time, the newest wish next, and again when there is something
 * new. Nothing is held whole.
 */
export function useRows(filter: HistoryFilter): {
  readonly rows: Rows;
  readonly wishes: Wishes;
} {
  const key = JSON.stringify(filter);
  const [read, setRead] = useState<{ readonly key: string; readonly rows: Rows }>({ key, rows: NO_ROWS });
  const asking = useRef<(Wishes & { readonly end: () => void }) | null>(null);
  useEffect(() => {
    asking.current = readRows(JSON.parse(key) as HistoryFilter, (rows) => setRead({ key, rows }));
    return () => asking.current?.end();
  }, [key]);
  const wishes = useMemo<Wishes>(
    () => ({
      want: (from, to) => asking.current?.want(from, to),
      whenRead: (place, then) => asking.current?.whenRead(place, then),
      again: () => asking.current?.again(),
    }),
    [],
  );
  // What passed another filter tells who there is, and nothing else.
  return { rows: read.key === key ? read.rows : { ...NO_ROWS, actors: read.rows.actors }, wishes };
}

export function readRows(
  filter: HistoryFilter,
  change: (rows: Rows) => void,
): Wishes & { readonly end: () => void } {
  let held = NO_ROWS;
  /** Places that were read since there was something new. The others show what they had until they are in view again. */
  const fresh = new Set<number>();
  let wanted = { from: 0, to: 64 };
  let stale = true;
  let isAsking = false;
  let isOver = false;
  let rest: number | undefined;
  let awaited: { readonly place: number; readonly then: (row: HistoryRowView) => void } | null = null;

  const tell = (): void => {
    const row = awaited === null ? undefined : held.held.get(awaited.place);
    if (row === undefined) return;
    awaited?.then(row);
    awaited = null;
  };

  const isWhole = ({ from, to }: typeof wanted): boolean => {
    const { count } = held;
    if (count === null) return false;
    for (let index = from; index < Math.min(to, count); index += 1)
      if (!fresh.has(count - 1 - index) || rowAt(held, index) === undefined) return false;
    return true;
  };
  const pump = async (): Promise<void> => {
    if (isAsking || isOver || (!stale && isWhole(wanted))) return;
    isAsking = true;
    if (stale) fresh.clear();
    stale = false;
    const { from, to } = wanted;
    const answer = await ask('read_history', {
      filter,
      first: from,
      rows: Math.max(1, Math.min(ASKED_MOST, to - from)),
    });
    isAsking = false;
    if (isOver) return;
    if (!answer.ok) {
      held = { ...held, problem: answer.reason.message };
      change(held);
      return;
    }
    const { count, first, rows, actors } = answer.value;
    const next = new Map(held.held);
    const before = fresh.size;
    rows.forEach((row, index) => {
      next.set(count - 1 - first - index, row);
      fresh.add(count - 1 - first - index);
    });
    held = { count, actors, held: withoutFar(next, count - 1 - from), problem: null };
    change(held);
    tell();
    // An answer that brings nothing new would be asked for without an end.
    if (stale || fresh.size > before) void pump();
  };
  const look = (): void => {
    if (rest !== undefined) return;
    rest = window.setTimeout(() => {
      rest = undefined;
      stale = true;
      void pump();
    }, REST_MS);
  };
  const unsubscribe = store.subscribe((now, before) => {
    if (now.room.changes !== before.room.changes || now.room.snapshots !== before.room.snapshots) look();
  });
  void pump();
  return {
    want: (from, to) => {
      wanted = { from, to };
      void pump();
    },
    whenRead: (place, then) => {
      awaited = { place, then };
      tell();
    },
    again: () => {
      stale = true;
      void pump();
    },
    end: () => {
      isOver = true;
      window.clearTimeout(rest);
      unsubscribe();
    },
  };
}

function withoutFar(rows: Map<number, HistoryRowView>, near: number): Map<number, HistoryRowView> {
  if (rows.size <= HELD_MOST) return rows;
  const nearest = [...rows].sort(([a], [b]) => Math.abs(a - near) - Math.abs(b - near));
  return new Map(nearest.slice(0, HELD_MOST / 2));
}
