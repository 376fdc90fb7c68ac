import { useEffect, useState } from 'react';
import { ageOf } from '../store/arrival.ts';

const STEP_MS = 1_000;

/**
 * What is left of a time that main told, counted on here once a second.
 * @param part what came with `leftMs` in it; null where nothing runs
 */
export function useLeft(part: object | null, leftMs: number): number {
  const [, setTicks] = useState(0);
  useEffect(() => {
    if (part === null) return;
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), STEP_MS);
    return () => clearInterval(timer);
  }, [part]);
  return part === null ? leftMs : Math.max(0, leftMs - ageOf(part, 0));
}
