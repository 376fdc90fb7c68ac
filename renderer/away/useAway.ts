import { useCallback, useEffect, useRef, useState } from 'react';
import type { AwayAnswer } from '#app/control-room/index.ts';
import { useRoom } from '../store/store.ts';
import { ask } from '../store/actions.ts';

interface Away {
  /** Null until it is read. */
  readonly answer: AwayAnswer | null;
  readonly problem: string | null;
  /** Reads it anew: some of it was kept, or taken back. */
  readonly again: () => Promise<void>;
}

/** What others changed meanwhile, read when it is opened and whenever what there is to tell has changed. */
export function useAway(): Away {
  const [answer, setAnswer] = useState<AwayAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const summary = useRoom((room) => room.attention.away);
  const reading = useRef(0);
  const again = useCallback(async (): Promise<void> => {
    reading.current += 1;
    const mine = reading.current;
    const read = await ask('read_away', {});
    // Only the newest answer counts, and none once the panel is gone.
    if (mine !== reading.current) return;
    setProblem(read.ok ? null : read.reason.message);
    if (read.ok) setAnswer(read.value);
  }, []);
  useEffect(() => {
    void again();
    return () => {
      reading.current += 1;
    };
  }, [again, summary]);
  return { answer, problem, again };
}
