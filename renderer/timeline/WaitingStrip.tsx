import type { WaitingView } from '#app/control-room/index.ts';
import { waitingLabel } from '../model/timeline.ts';
import type { Lane } from '../model/timeline.ts';
import { selectChange, showCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './WaitingStrip.module.css';

interface WaitingStripProps {
  readonly waiting: readonly WaitingView[];
  readonly lanes: readonly Lane[];
  readonly laneOf: (waiting: WaitingView) => string;
  readonly selected: string | null;
}

/** Suggestions have no number yet: they stand right of now, dashed, in their actor's lane. */
export function WaitingStrip({ waiting, lanes, laneOf, selected }: WaitingStripProps) {
  return (
    <div className={styles.strip} role="group" aria-label={strings.timeline.waiting}>
      {lanes.map((lane) => (
        <div key={lane.id} className={styles.lane}>
          {waiting
            .filter((each) => laneOf(each) === lane.id)
            .map((each) => (
              <button
                key={each.id}
                type="button"
                className={styles.waiting}
                data-selected={each.id === selected || undefined}
                aria-label={strings.timeline.waitingClip(each.actor.name, waitingLabel(each))}
                title={waitingLabel(each)}
                onClick={() => {
                  selectChange(each.id);
                  showCard(each.id);
                }}
              >
                {strings.classes[each.class].sign} {waitingLabel(each)}
              </button>
            ))}
        </div>
      ))}
    </div>
  );
}
