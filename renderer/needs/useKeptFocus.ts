import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** Where the keys went by themselves, and for the how manieth time. */
export interface Landing {
  readonly key: string;
  readonly times: number;
}

const keyOf = (target: EventTarget | null): string | null =>
  target instanceof HTMLElement
    ? (target.closest<HTMLElement>('[data-card]')?.dataset['card'] ?? null)
    : null;

/**
 * Keeps the focus of somebody who works by keys: when the card that held it folds away, or its buttons give way to an
 * outcome, the focus goes to what now stands in its place instead of to the page's top. A pointer ends that; its
 * owner looks elsewhere.
 * @param cards in the order in which they stand, notices last; another array whenever one of them changed
 * @param list what has the focus when no card is left
 * @returns where it landed; a card that was given the keys is guarded as if it had changed
 */
export function useKeptFocus(
  cards: readonly { readonly key: string }[],
  list: RefObject<HTMLElement | null>,
): Landing | null {
  const held = useRef<string | null>(null);
  const before = useRef<readonly string[]>([]);
  const [landing, setLanding] = useState<Landing | null>(null);

  useEffect(() => {
    let byPointer = false;
    const onFocus = (event: FocusEvent): void => {
      const { target } = event;
      const key = keyOf(target);
      if (key !== null) held.current = byPointer ? null : key;
      // A popup of a card is drawn outside the window's own root and still belongs to its card.
      else if (target instanceof HTMLElement && target.closest('#root') !== null) held.current = null;
    };
    const onPointer = (): void => {
      byPointer = true;
      held.current = null;
    };
    const onKey = (): void => {
      if (byPointer) held.current = keyOf(document.activeElement);
      byPointer = false;
    };
    document.addEventListener('focusin', onFocus);
    document.addEventListener('pointerdown', onPointer, { capture: true });
    document.addEventListener('keydown', onKey, { capture: true });
    return () => {
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('pointerdown', onPointer, { capture: true });
      document.removeEventListener('keydown', onKey, { capture: true });
    };
  }, []);

  useLayoutEffect(() => {
    const keys = cards.map((card) => card.key);
    const stood = before.current;
    before.current = keys;
    const key = held.current;
    const active = document.activeElement;
    if (key === null || (active !== null && active !== document.body && active.isConnected)) return;
    if (keys.includes(key)) {
      cardElement(list.current, key)?.focus();
      return;
    }
    const next = neighbour(stood, keys, key);
    held.current = next;
    if (next === null) list.current?.focus();
    else {
      cardElement(list.current, next)?.focus();
      setLanding((last) => ({ key: next, times: (last?.times ?? 0) + 1 }));
    }
  }, [cards, list]);
  return landing;
}

function cardElement(list: HTMLElement | null, key: string): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-card="${CSS.escape(key)}"]`) ?? null;
}

/** The card that moved into the place of `gone`, or else the last one. */
function neighbour(stood: readonly string[], now: readonly string[], gone: string): string | null {
  const after = stood.slice(stood.indexOf(gone) + 1).find((key) => now.includes(key));
  return after ?? now.at(-1) ?? null;
}
