import type { PointerEvent } from 'react';
import { Divider } from '../components/Divider.tsx';
import { PANEL_WIDTH_PX } from '../store/preferences.ts';
import { strings } from '../strings.ts';
import { preferWidth, usePanelWidth } from './panels.ts';
import type { Panel } from './panels.ts';

/** The edge between a panel and the stage: its width is remembered. */
export function PanelEdge({ panel }: { readonly panel: Panel }) {
  return (
    <Divider
      label={strings.panels[panel].resize}
      grows={panel === 'needs' ? 'right' : 'left'}
      sizePx={usePanelWidth(panel)}
      limits={PANEL_WIDTH_PX[panel]}
      sizeAt={(event) => widthAt(panel, event)}
      onResize={(to) => preferWidth(panel, to)}
      onReset={() => preferWidth(panel, null)}
    />
  );
}

/** The panel begins where the rail ends, or ends with the window. */
function widthAt(panel: Panel, { currentTarget, clientX }: PointerEvent<HTMLElement>): number {
  const desk = currentTarget.parentElement;
  if (desk === null) return PANEL_WIDTH_PX[panel].usual;
  if (panel === 'inspector') return desk.getBoundingClientRect().right - clientX;
  return clientX - (desk.querySelector('nav')?.getBoundingClientRect().right ?? 0);
}
