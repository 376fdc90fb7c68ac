import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { changeDesk, useDesk } from '../store/store.ts';

/** Gives a card the focus and brings it into view when something else points at it. */
export function usePointedAt(key: string): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement | null>(null);
  const times = useDesk((desk) => (desk.card?.key === key ? desk.card.times : 0));
  useEffect(() => {
    if (times === 0) return;
    element.current?.focus();
    element.current?.scrollIntoView({ block: 'nearest' });
    // Once: coming back to this place later takes the focus from nothing.
    changeDesk({ card: null });
  }, [times]);
  return element;
}
