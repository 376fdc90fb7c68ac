/** What stands beside the stage, how wide, and what of it is folded away. */
import type { CSSProperties } from 'react';
import { useMedia } from '../components/useMedia.ts';
import { changeDesk, store, useDesk } from '../store/store.ts';
import type { Desk, Place } from '../store/store.ts';
import { PANEL_WIDTH_PX } from '../store/preferences.ts';
import { prefer } from '../store/actions.ts';

export type Panel = 'needs' | 'inspector';

/** `sheet` lies over the stage for as long as somebody looks at it · `strip` is folded away · `gone` has nothing to say. */
export type Shown = 'docked' | 'sheet' | 'strip' | 'gone';

/** In narrower windows the stage has the inspector's room. */
export const NARROW = '(max-width: 1199px)';
/** Large type and small windows: what needs somebody and the inspector share a column (App.module.css). */
export const SMALL = '(max-width: 940px)';

/** Here nothing is selected as a matter of course. */
const BARE: ReadonlySet<Place> = new Set(['shelf', 'engines', 'rules', 'guarantees', 'settings']);

type Looked = Pick<Desk, 'place' | 'tab' | 'object' | 'change' | 'isInspected' | 'preferences'>;

/** @param narrow and `small`: how the window is */
export function inspectorShown(desk: Looked, narrow: boolean, small: boolean): Shown {
  const { place, tab, isInspected } = desk;
  const isWanted = desk.preferences.hasInspector ?? !narrow;
  // Here it never lies over what is worked on: it takes its room, once somebody wants it.
  if (place === 'control') return small || isWanted || isInspected ? 'docked' : 'strip';
  const isEmpty = (tab === 'object' && desk.object === null) || (tab === 'change' && desk.change === null);
  if (isEmpty && BARE.has(place)) return 'gone';
  // Here there is no room to say that it is folded: what is selected once more opens it again.
  if (small) return isInspected ? 'sheet' : 'gone';
  if (isWanted) return 'docked';
  return isInspected ? 'sheet' : 'strip';
}

export function useInspector(): Shown {
  const narrow = useMedia(NARROW);
  const small = useMedia(SMALL);
  return useDesk((desk) => inspectorShown(desk, narrow, small));
}

/** What blocks somebody is not folded away by itself. */
export function useNeeds(): Shown {
  const small = useMedia(SMALL);
  return useDesk(({ place, preferences }) =>
    place !== 'control' ? 'gone' : small || preferences.hasNeeds ? 'docked' : 'strip',
  );
}

export function usePanelWidth(panel: Panel): number {
  const { slim, usual, wide } = PANEL_WIDTH_PX[panel];
  const isSlim = useMedia('(max-width: 1300px)');
  const isWide = useMedia('(min-width: 1800px)');
  const chosen = useDesk(({ preferences }) => preferences[WIDTHS[panel]]);
  return chosen ?? (isSlim ? slim : isWide ? wide : usual);
}

const WIDTHS = { needs: 'needsWidthPx', inspector: 'inspectorWidthPx' } as const;

/** @param widthPx null for the usual one */
export function preferWidth(panel: Panel, widthPx: number | null): void {
  prefer(panel === 'needs' ? { needsWidthPx: widthPx } : { inspectorWidthPx: widthPx });
}

/** The columns' widths, for the style sheet; the stage keeps room, whatever was chosen in a larger window. */
export function usePanelStyle(needs: Shown, inspector: Shown): CSSProperties {
  const share = needs === 'docked' && inspector === 'docked' ? 2 : 1;
  const fitted = (px: number): string =>
    `min(${px}px, (100vw - var(--rail-width) - var(--stage-least)) / ${share})`;
  return {
    '--needs-width': fitted(usePanelWidth('needs')),
    '--inspector-width': fitted(usePanelWidth('inspector')),
    '--needs-column': COLUMNS[needs]('--needs-width'),
    '--inspector-column': COLUMNS[inspector]('--inspector-width'),
  } as CSSProperties;
}

const COLUMNS: Readonly<Record<Shown, (width: string) => string>> = {
  docked: (width) => `var(${width})`,
  strip: () => 'var(--strip-width)',
  sheet: () => '0px',
  gone: () => '0px',
};

/** The control that was used is gone with it: the one that undoes it takes the focus. */
let turned: Panel | null = null;

export function fold(panel: Panel): void {
  turned = panel;
  if (panel === 'needs') return prefer({ hasNeeds: false });
  changeDesk({ isInspected: false });
  // Where it is narrow that is how it is anyway.
  if (!matchMedia(NARROW).matches) prefer({ hasInspector: false });
  else if (store.getState().desk.preferences.hasInspector === true) prefer({ hasInspector: null });
}

export function unfold(panel: Panel): void {
  turned = panel;
  if (panel === 'needs') return prefer({ hasNeeds: true });
  if (store.getState().desk.place !== 'control' && matchMedia(NARROW).matches)
    changeDesk({ isInspected: true });
  else prefer({ hasInspector: true });
}

/** For the control that has just come: whether it is the one that undoes what a person did. */
export function takesFocus(panel: Panel): boolean {
  if (turned !== panel) return false;
  turned = null;
  return true;
}
