import { useEffect, useState } from 'react';
import { CARD_GUARD_MS } from '../model/cards.ts';

/**
 * True for half a second after `fingerprint` changed: what the hand was about to answer is not what now stands there.
 * A card that has just appeared is guarded too.
 */
export function useGuard(fingerprint: string): boolean {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(fingerprint), CARD_GUARD_MS);
    return () => clearTimeout(timer);
  }, [fingerprint]);
  return settled !== fingerprint;
}
