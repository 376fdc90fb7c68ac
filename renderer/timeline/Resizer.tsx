import { Divider } from '../components/Divider.tsx';
import { useMedia } from '../components/useMedia.ts';
import { TIMELINE_HEIGHT_PX } from '../store/preferences.ts';
import { prefer } from '../store/actions.ts';
import { useDesk } from '../store/store.ts';
import { strings } from '../strings.ts';

/** Without the rows that are there for a while. */
export function useTimelineHeight(): number {
  const isLow = useMedia('(max-height: 760px)');
  const chosen = useDesk((desk) => desk.preferences.timelineHeightPx);
  return chosen ?? (isLow ? TIMELINE_HEIGHT_PX.low : TIMELINE_HEIGHT_PX.usual);
}

/** The upper edge of the timeline; its height is remembered. */
export function Resizer() {
  const heightPx = useTimelineHeight();
  return (
    <Divider
      label={strings.timeline.resize}
      grows="up"
      sizePx={heightPx}
      limits={TIMELINE_HEIGHT_PX}
      sizeAt={({ currentTarget, clientY }) => {
        const { top, height } = currentTarget.getBoundingClientRect();
        return heightPx + top + height / 2 - clientY;
      }}
      onResize={(timelineHeightPx) => prefer({ timelineHeightPx })}
      onReset={() => prefer({ timelineHeightPx: null })}
    />
  );
}
