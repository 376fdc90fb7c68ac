import { useLayoutEffect } from 'react';
import type { RefObject } from 'react';

/**
 * A panel that is not modal gives the focus back when it goes away with it, to where the focus came from. Without it the
 * keys would begin again at the top of the window.
 * @param otherwise where that is gone too: the stage that the panel lay over, or nothing, if somebody else sees to it
 */
export function useReturnFocus(panel: RefObject<HTMLElement | null>, otherwise: 'stage' | 'nothing'): void {
  useLayoutEffect(() => {
    const box = panel.current;
    if (box === null) return undefined;
    const stage = box.closest('main');
    let origin: HTMLElement | null = null;
    const onFocus = (event: FocusEvent): void => {
      const from = event.relatedTarget;
      if (from instanceof HTMLElement && !box.contains(from)) origin = from;
    };
    box.addEventListener('focusin', onFocus);
    return () => {
      box.removeEventListener('focusin', onFocus);
      if (!box.contains(document.activeElement)) return;
      if (origin?.isConnected === true) origin.focus();
      else if (otherwise === 'stage') stage?.focus();
    };
  }, [panel, otherwise]);
}
