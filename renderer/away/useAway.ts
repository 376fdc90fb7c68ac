import { useEffect, useState } from 'react';
import type { AwayAnswer, AwaySummary } from '#app/control-room/index.ts';
import { ask } from '../store/actions.ts';
import type { Room } from '../store/room.ts';
import { useRoom } from '../store/store.ts';

interface Away {
  /** Null until it is read. */
  readonly answer: AwayAnswer | null;
  readonly problem: string | null;
  /** Reads it anew: some of it was kept. */
  readonly again: () => void;
}

/** Where main tells of no absence it says nothing of what is gone from the list: the person's own newest change does. */
function newestOwn({ attention, changes }: Room): number | null {
  if (attention.away !== null) return null;
  return (
    changes.tail.findLast(({ actor, state }) => actor.kind === 'person' && state === 'committed')?.n ?? null
  );
}

interface Read {
  /** What it was asked for. */
  readonly summary: AwaySummary | null;
  readonly own: number | null;
  readonly times: number;
  readonly answer: AwayAnswer | null;
  readonly problem: string | null;
}

/** What others changed meanwhile, read when it is opened and whenever what there is to tell has changed. */
export function useAway(): Away {
  const summary = useRoom((room) => room.attention.away);
  const own = useRoom(newestOwn);
  const [times, setTimes] = useState(0);
  const [read, setRead] = useState<Read | null>(null);
  useEffect(() => {
    let isWanted = true;
    void ask('read_away', {}).then((told) => {
      if (!isWanted) return;
      setRead((before) => ({
        summary,
        own,
        times,
        answer: told.ok ? told.value : (before?.answer ?? null),
        problem: told.ok ? null : told.reason.message,
      }));
    });
    return () => {
      isWanted = false;
    };
  }, [summary, times, own]);
  return {
    answer: read?.answer ?? null,
    problem: read?.problem ?? null,
    again: () => setTimes((before) => before + 1),
  };
}
