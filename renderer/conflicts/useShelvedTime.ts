import { useEffect, useState } from 'react';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';

/** When what an engine held was kept, by the computer's clock. Null until it is read, and where the history does not tell. */
export function useShelvedTime(shelf: string): string | null {
  // Kept on disk only a moment after it is shown, and asked again then.
  const safe = useRoom((room) => room.status?.safe ?? false);
  const [read, setRead] = useState<{ readonly shelf: string; readonly time: string } | null>(null);
  const time = read?.shelf === shelf ? read.time : null;
  useEffect(() => {
    if (time !== null) return undefined;
    let wanted = true;
    void ask('read_shelved_time', { shelf }).then((answer) => {
      if (wanted && answer.ok && answer.value.time !== null) setRead({ shelf, time: answer.value.time });
    });
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- once it is safe there may be an answer
  }, [shelf, safe, time]);
  return time;
}
