import type { WaitingView } from '#app/control-room/index.ts';
import { waitingLabel } from '../model/timeline.ts';
import type { Lane } from '../model/timeline.ts';
import { selectChange, showCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './WaitingStrip.module.css';

/** What it would do and to how much: two suggestions of one task read differently. The task is in the hint. */
function shownLabel(waiting: WaitingView): string {
  const { objects } = waiting;
  const what = objects.length === 1 ? (objects[0]?.name ?? '') : strings.scene.objects(objects.length);
  return `${strings.classes[waiting.class].sign} ${what}`;
}

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
                aria-label={`${strings.timeline.waitingClip(each.actor.name, waitingLabel(each))}, ${shownLabel(each)}`}
                title={waitingLabel(each)}
                onClick={() => {
                  selectChange(each.id);
                  showCard(each.id);
                }}
              >
                {shownLabel(each)}
              </button>
            ))}
        </div>
      ))}
    </div>
  );
}
