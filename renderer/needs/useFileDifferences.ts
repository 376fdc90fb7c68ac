import { useCallback, useEffect, useRef, useState } from 'react';
import type { FileDifference, SessionView } from '#app/control-room/index.ts';
import { ask } from '../store/actions.ts';

interface Differences {
  /** Those that were read so far, in the order in which they are handed out. */
  readonly objects: readonly FileDifference[];
  /** Objects that differ; null until something was read. */
  readonly total: number | null;
  /** Why nothing more could be read, for people; null where nothing went wrong. */
  readonly problem: string | null;
}

const NOTHING_READ: Differences = { objects: [], total: null, problem: null };

/**
 * The differences of the file that an engine asks about, in parts, read anew whenever it was compared again.
 * `readTo` reads until as many are there as are wanted, or all that there are, and resolves to what is there then.
 */
export function useFileDifferences({
  session,
  file,
}: SessionView): Differences & { readonly readTo: (wanted: number) => Promise<readonly FileDifference[]> } {
  const compared = `${session} ${file?.compared ?? ''}`;
  const [read, setRead] = useState({ compared, ...NOTHING_READ });
  const newest = useRef({ compared, ...NOTHING_READ });
  useEffect(() => {
    if (newest.current.compared !== compared) newest.current = { compared, ...NOTHING_READ };
  }, [compared]);
  const readTo = useCallback(
    async (wanted: number): Promise<readonly FileDifference[]> => {
      const keep = (next: Differences): readonly FileDifference[] => {
        newest.current = { compared, ...next };
        setRead(newest.current);
        return next.objects;
      };
      let { objects, total } = newest.current;
      while (objects.length < Math.min(wanted, total ?? Number.POSITIVE_INFINITY)) {
        const answer = await ask('read_file_differences', { session, from: objects.length });
        if (newest.current.compared !== compared) return [];
        if (!answer.ok) return keep({ objects, total, problem: answer.reason.message });
        objects = [...objects, ...answer.value.objects];
        ({ total } = answer.value);
        if (answer.value.objects.length === 0) break;
      }
      return keep({ objects, total, problem: null });
    },
    [compared, session],
  );
  return { ...(read.compared === compared ? read : NOTHING_READ), readTo };
}
