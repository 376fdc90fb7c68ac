import { useEffect } from 'react';

/** Parts of the window that can stand in for what was in them. */
const SURROUNDINGS = 'article, section, aside, main, nav, form, [role="group"], [role="dialog"]';

/**
 * Keeps the keys in the window: where what has the focus goes away (a deleted object's fields, a form that was sent, a
 * card that was answered elsewhere), the nearest of its surroundings that is still there takes it. Otherwise the keys
 * would go nowhere and a screen reader would fall silent. Who knows a better place has the time of a frame to name it.
 */
export function useKeptKeys(): void {
  useEffect(() => {
    let held: HTMLElement | null = null;
    let surroundings: readonly HTMLElement[] = [];
    /** Of what had the focus last in the window's own root. */
    let inRoot: readonly HTMLElement[] = [];
    let frame: number | null = null;

    const onFocus = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      held = target;
      const around = surroundingsOf(target);
      // A popup is drawn outside the window's own root; around it is what was around the button that it opened from. As
      // long as it is open the keys stay in it: it closes when they leave.
      if (target.closest('#root') === null) surroundings = [...around, ...inRoot];
      else surroundings = inRoot = around;
    };
    const isLost = (): boolean =>
      held !== null && !held.isConnected && document.activeElement === document.body;
    const recover = (): void => {
      frame = null;
      if (!isLost()) return;
      const next = surroundings.find((each) => each.isConnected);
      if (next === undefined) return;
      if (!next.hasAttribute('tabindex')) next.tabIndex = -1;
      next.focus({ preventScroll: true });
    };
    const watch = new MutationObserver(() => {
      if (frame === null && isLost()) frame = requestAnimationFrame(recover);
    });

    document.addEventListener('focusin', onFocus);
    watch.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', onFocus);
      watch.disconnect();
      if (frame !== null) cancelAnimationFrame(frame);
    };
  }, []);
}

/** Innermost first. */
function surroundingsOf(element: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let each = element.parentElement; each !== null; each = each.parentElement)
    if (each.matches(SURROUNDINGS)) found.push(each);
  return found;
}
