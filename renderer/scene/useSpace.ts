import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useDesk } from '../store/store.ts';
import { offersWebGl } from './webgl.ts';
import type { Unable } from './webgl.ts';

export interface Space {
  /** Preferred, whether it can be had or not. */
  readonly isWanted: boolean;
  /** Why the list has its place; null where it is shown, or soon will be. */
  readonly unable: Unable | null;
  /** Whether the view is there, be it hidden until the graphics card is back. */
  readonly mounts: boolean;
  /** Counts new beginnings. */
  readonly times: number;
  readonly onLost: (isLost: boolean) => void;
  readonly onFailed: (why: string) => void;
  readonly tryAgain: () => void;
}

/** Asked once: what a computer offers changes with another start. */
let isOffered: boolean | null = null;
const waiting = new Set<() => void>();

function findOut(): void {
  if (isOffered !== null) return;
  isOffered = offersWebGl();
  for (const tell of waiting) tell();
}

function onFound(tell: () => void): () => void {
  waiting.add(tell);
  return () => void waiting.delete(tell);
}

/** Whether the scene is drawn in 3D here. It is found out after the first paint, which waits for no graphics card. */
export function useSpace(): Space {
  const isWanted = useDesk((desk) => desk.preferences.hasSpace);
  const offered = useSyncExternalStore(onFound, () => isOffered);
  const [unable, setUnable] = useState<Exclude<Unable, 'absent'> | null>(null);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    if (isWanted) findOut();
  }, [isWanted]);
  const onLost = useCallback((isLost: boolean): void => setUnable(isLost ? 'lost' : null), []);
  const onFailed = useCallback((why: string): void => setUnable({ why }), []);
  const tryAgain = useCallback((): void => {
    setUnable(null);
    setTimes((before) => before + 1);
  }, []);
  return {
    isWanted,
    unable: offered === false ? 'absent' : unable,
    mounts: offered === true && (unable === null || unable === 'lost'),
    times,
    onLost,
    onFailed,
    tryAgain,
  };
}
