import type { HandsWaitView, WaitingView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { waitsKey } from '#app/control-room/cards.ts';
import { engineNames, laneLabel } from '../model/actors.ts';
import { waitingLabel } from '../model/timeline.ts';
import type { Lane } from '../model/timeline.ts';
import { selectChange, showCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './WaitingStrip.module.css';

/** What it would do and to how much: two suggestions of one task read differently. The task is in the hint. */
function shownLabel(waiting: WaitingView): string {
  const { objects, of } = waiting;
  const what = of.objects === 1 ? (objects[0]?.name ?? '') : strings.scene.objects(of.objects);
  return `${strings.classes[waiting.class].sign} ${what}`;
}

interface WaitingStripProps {
  readonly waiting: readonly WaitingView[];
  readonly lanes: readonly Lane[];
  /** What waits for the artist's hands, by author. */
  readonly waits: readonly HandsWaitView[];
  readonly laneOf: (actor: Actor) => string;
  readonly selected: string | null;
}

/** Suggestions and what waits for hands have no number yet: they stand right of now, dashed, in their actor's lane. */
export function WaitingStrip({ waiting, waits, lanes, laneOf, selected }: WaitingStripProps) {
  return (
    <div className={styles.strip} role="group" aria-label={strings.timeline.waiting}>
      {lanes.map((lane) => (
        <div key={lane.id} className={styles.lane}>
          {waiting
            .filter((each) => laneOf(each.actor) === lane.id)
            .map((each) => (
              <button
                key={each.id}
                type="button"
                className={styles.waiting}
                data-selected={each.id === selected || undefined}
                aria-label={`${strings.timeline.waitingClip(laneLabel(each.actor), waitingLabel(each))}, ${shownLabel(each)}`}
                title={waitingLabel(each)}
                onClick={() => {
                  selectChange(each.id);
                  showCard(each.id);
                }}
              >
                {shownLabel(each)}
              </button>
            ))}
          {waits
            .filter(({ actor }) => laneOf(actor) === lane.id)
            .map(({ actor, label, engines, intents }) => (
              <button
                key={actor.id}
                type="button"
                className={styles.waiting}
                aria-label={strings.timeline.waitingClip(laneLabel(actor), label)}
                title={strings.hands.waitsTitle(engineNames(engines))}
                onClick={() => {
                  selectChange(intents[0] ?? null);
                  showCard(waitsKey(actor.id));
                }}
              >
                {label}
              </button>
            ))}
        </div>
      ))}
    </div>
  );
}
