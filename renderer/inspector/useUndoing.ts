import { useState } from 'react';
import type { UndoView } from '#app/control-room/index.ts';
import { useAsk } from '../components/useAsk.ts';
import { strings } from '../strings.ts';

export interface Found {
  /** Numbers, newest first. */
  readonly changes: readonly number[];
  readonly view: UndoView;
}

/** Taking several confirmed changes back as one: looked at first, and bound to what was seen. */
export function useUndoing() {
  const { busy, problem, run } = useAsk();
  const [found, setFound] = useState<Found | null>(null);
  const look = async (changes: readonly number[]): Promise<void> => {
    const view = await run('preview_undo', { changes: [...changes] });
    setFound(view === null ? null : { changes, view });
  };
  /** @returns whether it was taken; otherwise it has to be looked at anew */
  const take = async ({ changes, view }: Found): Promise<boolean> => {
    const reason = strings.takeBackMore.reason(changes.length, String(changes.at(-1)), String(changes[0]));
    const body = { id: crypto.randomUUID(), changes: [...changes], at: view.at, reason };
    const answer = await run('undo_changes', body);
    setFound(null);
    return answer !== null;
  };
  return { busy, problem, run, found, look, take, again: () => setFound(null) };
}
