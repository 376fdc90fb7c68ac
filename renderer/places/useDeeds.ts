import { useEffect, useState } from 'react';
import { NO_FILTER } from '#app/control-room/change-shapes.ts';
import type { PastConnectionsView } from '#app/control-room/index.ts';
import { deedsOf, levelOf } from '../model/deeds.ts';
import type { Deeds } from '../model/deeds.ts';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';

/** While somebody works, the counts follow this often at most. */
const COUNT_EVERY_MS = 2_000;

/** What everybody did, counted where the history is kept; null until it is. */
export function useDeeds(): ReadonlyMap<string, Deeds> | null {
  const newest = useRoom((room) => room.status?.revision ?? 0);
  const conflicts = useRoom((room) => room.counts.conflicts);
  const [deeds, setDeeds] = useState<ReadonlyMap<string, Deeds> | null>(null);
  const isCounted = deeds !== null;
  useEffect(() => {
    let isOver = false;
    const count = async (): Promise<void> => {
      const [lanes, connections] = await Promise.all([
        ask('read_timeline_lanes', { level: levelOf(newest), first: 0, buckets: 1, filter: NO_FILTER }),
        ask('read_connections', { before: null }),
      ]);
      if (isOver || !lanes.ok || !connections.ok) return;
      setDeeds(deedsOf(lanes.value.lanes, connections.value.collisions));
    };
    const timer = setTimeout(() => void count(), isCounted ? COUNT_EVERY_MS : 0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another conflict is another count
  }, [newest, conflicts, isCounted]);
  return deeds;
}

interface Earlier extends Pick<PastConnectionsView, 'connections'> {
  readonly more: (() => Promise<void>) | null;
  readonly problem: string | null;
}

/** Connections that are over, page by page; read anew when one more is. */
export function useEarlierConnections(): Earlier {
  const [pages, setPages] = useState<Pick<PastConnectionsView, 'connections' | 'next'>>(NO_PAGES);
  const [problem, setProblem] = useState<string | null>(null);
  const sessions = useRoom((room) => room.sessions.length);
  useEffect(() => {
    let isOver = false;
    void ask('read_connections', { before: null }).then((answer) => {
      if (isOver) return;
      setProblem(answer.ok ? null : answer.reason.message);
      if (answer.ok) setPages(answer.value);
    });
    return () => {
      isOver = true;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- one more connection is another list
  }, [sessions]);
  const { connections, next } = pages;
  const more = async (): Promise<void> => {
    const answer = await ask('read_connections', { before: next });
    setProblem(answer.ok ? null : answer.reason.message);
    if (answer.ok)
      setPages({ connections: [...connections, ...answer.value.connections], next: answer.value.next });
  };
  return { connections, problem, more: next === null ? null : more };
}

const NO_PAGES: Pick<PastConnectionsView, 'connections' | 'next'> = { connections: [], next: null };
