import { Clock3, Filter, ZoomIn, ZoomOut } from 'lucide-react';
import type { TimelineFilter } from '#app/control-room/index.ts';
import { IconButton } from '../components/Button.tsx';
import { strings } from '../strings.ts';
import { Checkpoints } from './Checkpoints.tsx';
import { isFiltering } from './FilterRow.tsx';
import { zoomBy } from './keys.ts';
import type { Stage } from './stage.ts';
import { clampZoom, ZOOM } from './view.ts';
import type { Frame } from './view.ts';
import styles from './Timeline.module.css';

const ZOOM_STEP = 2;

interface CornerProps {
  readonly stage: Stage | null;
  readonly frame: Frame;
  readonly selected: ReadonlySet<string>;
  readonly filter: TimelineFilter;
  readonly showsFilter: boolean;
  readonly onFilter: (shows: boolean) => void;
  readonly showsClock: boolean;
  readonly onClock: (shows: boolean) => void;
  readonly names: boolean;
  readonly onNames: (open: boolean) => void;
}

/** Above the names of the lanes: what the numbers are, and how they are looked at. */
export function Corner({
  stage,
  frame,
  selected,
  filter,
  showsFilter,
  onFilter,
  showsClock,
  onClock,
  names,
  onNames,
}: CornerProps) {
  const words = strings.timeline;
  const leastPx = clampZoom(0, frame.widthPx, frame.newest);
  return (
    <div className={styles.corner}>
      <span className={styles.axis} title={words.keys}>
        {words.ruler}
        {showsClock ? <em title={strings.change.clockHint}>{words.clockMark}</em> : null}
      </span>
      <span className={styles.zoom}>
        <Checkpoints open={names} onOpenChange={onNames} />
        <IconButton
          label={words.filter}
          aria-pressed={showsFilter}
          data-narrowed={isFiltering(filter) || undefined}
          onClick={() => onFilter(!showsFilter)}
        >
          <Filter aria-hidden="true" />
        </IconButton>
        <IconButton label={words.clockRuler} aria-pressed={showsClock} onClick={() => onClock(!showsClock)}>
          <Clock3 aria-hidden="true" />
        </IconButton>
        <IconButton
          label={words.zoomOut}
          disabled={frame.pxPerNumber <= leastPx}
          onClick={() => {
            if (stage !== null) zoomBy(stage, 1 / ZOOM_STEP, selected);
          }}
        >
          <ZoomOut aria-hidden="true" />
        </IconButton>
        <IconButton
          label={words.zoomIn}
          disabled={frame.pxPerNumber >= ZOOM.mostPx}
          onClick={() => {
            if (stage !== null) zoomBy(stage, ZOOM_STEP, selected);
          }}
        >
          <ZoomIn aria-hidden="true" />
        </IconButton>
      </span>
    </div>
  );
}
