import { useEffect, useState } from 'react';
import type { AwayAnswer, AwaySummary } from '#app/control-room/index.ts';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';

interface Away {
  /** Null until it is read. */
  readonly answer: AwayAnswer | null;
  readonly problem: string | null;
  /** Reads it anew: some of it was kept, or taken back. */
  readonly again: () => void;
}

interface Read {
  /** What it was asked for. */
  readonly summary: AwaySummary | null;
  readonly times: number;
  readonly answer: AwayAnswer | null;
  readonly problem: string | null;
}

/** What others changed meanwhile, read when it is opened and whenever what there is to tell has changed. */
export function useAway(): Away {
  const summary = useRoom((room) => room.attention.away);
  const [times, setTimes] = useState(0);
  const [read, setRead] = useState<Read | null>(null);
  useEffect(() => {
    let isWanted = true;
    void ask('read_away', {}).then((told) => {
      if (!isWanted) return;
      setRead((before) => ({
        summary,
        times,
        answer: told.ok ? told.value : (before?.answer ?? null),
        problem: told.ok ? null : told.reason.message,
      }));
    });
    return () => {
      isWanted = false;
    };
  }, [summary, times]);
  return {
    answer: read?.answer ?? null,
    problem: read?.problem ?? null,
    again: () => setTimes((before) => before + 1),
  };
}
