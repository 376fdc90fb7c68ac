import type { HandsWaitView, WaitingView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { waitsKey } from '#app/control-room/cards.ts';
import { engineNames, laneLabel } from '../model/actors.ts';
import { waitingLabel } from '../model/timeline.ts';
import type { Lane } from '../model/timeline.ts';
import { formatCount } from '../numbers.ts';
import { selectChange, showCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './WaitingStrip.module.css';

/** So many of one hand have room with words; more stand with figures alone, and of those so many. */
const WORDED_MOST = 2;
const SHOWN_MOST = 4;

/** As `shownLabel`, where many stand side by side. */
function shortLabel({ class: kind, of }: WaitingView): string {
  return `${strings.classes[kind].sign} ${formatCount(of.objects)}`;
}

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
          <Suggestions
            waiting={waiting.filter((each) => laneOf(each.actor) === lane.id)}
            selected={selected}
          />
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

/** Of one hand. A chip that is cut would say another number: what has no room is counted instead. */
function Suggestions({ waiting, selected }: Pick<WaitingStripProps, 'waiting' | 'selected'>) {
  const isShort = waiting.length > WORDED_MOST;
  const shown = waiting.slice(0, SHOWN_MOST);
  const next = waiting[SHOWN_MOST];
  return (
    <>
      {shown.map((each) => (
        <button
          key={each.id}
          type="button"
          className={styles.waiting}
          data-short={isShort || undefined}
          data-selected={each.id === selected || undefined}
          aria-label={`${strings.timeline.waitingClip(laneLabel(each.actor), waitingLabel(each))}, ${shownLabel(each)}`}
          title={isShort ? `${waitingLabel(each)}, ${shownLabel(each)}` : waitingLabel(each)}
          onClick={() => show(each)}
        >
          {isShort ? shortLabel(each) : shownLabel(each)}
        </button>
      ))}
      {next === undefined ? null : (
        <button type="button" className={styles.rest} onClick={() => show(next)}>
          {strings.timeline.waitingMore(waiting.length - SHOWN_MOST)}
        </button>
      )}
    </>
  );
}

function show({ id }: WaitingView): void {
  selectChange(id);
  showCard(id);
}
