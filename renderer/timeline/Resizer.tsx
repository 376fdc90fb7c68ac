import type { PointerEvent } from 'react';
import { clampHeight, TIMELINE_HEIGHT_PX } from '../store/preferences.ts';
import { prefer } from '../store/actions.ts';
import { store, useDesk } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Resizer.module.css';

const STEP_PX = 24;

/** The upper edge of the timeline; its height is remembered. */
export function Resizer() {
  const heightPx = useDesk((desk) => desk.preferences.timelineHeightPx);
  const resize = (to: number): void => prefer({ timelineHeightPx: clampHeight(to) });
  const drag = (event: PointerEvent): void => {
    if ((event.buttons & 1) === 0) return;
    resize(store.getState().desk.preferences.timelineHeightPx - event.movementY);
  };
  return (
    <div
      className={styles.resizer}
      role="separator"
      aria-orientation="horizontal"
      aria-label={strings.timeline.resize}
      aria-valuemin={TIMELINE_HEIGHT_PX.least}
      aria-valuemax={TIMELINE_HEIGHT_PX.most}
      aria-valuenow={heightPx}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => resize(TIMELINE_HEIGHT_PX.usual)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        resize(heightPx + (event.key === 'ArrowUp' ? STEP_PX : -STEP_PX));
      }}
    />
  );
}
