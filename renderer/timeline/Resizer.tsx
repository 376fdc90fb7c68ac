import { Divider } from '../components/Divider.tsx';
import { TIMELINE_HEIGHT_PX } from '../store/preferences.ts';
import { prefer } from '../store/actions.ts';
import { useDesk } from '../store/store.ts';
import { strings } from '../strings.ts';

/** The upper edge of the timeline; its height is remembered. */
export function Resizer() {
  const heightPx = useDesk((desk) => desk.preferences.timelineHeightPx);
  return (
    <Divider
      label={strings.timeline.resize}
      grows="up"
      sizePx={heightPx}
      limits={TIMELINE_HEIGHT_PX}
      sizeAt={({ currentTarget, clientY }) =>
        (currentTarget.parentElement?.getBoundingClientRect().bottom ?? clientY) - clientY
      }
      onResize={(timelineHeightPx) => prefer({ timelineHeightPx })}
      onReset={() => prefer({ timelineHeightPx: TIMELINE_HEIGHT_PX.usual })}
    />
  );
}
