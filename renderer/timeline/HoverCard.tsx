import { CHANGE_SHAPES } from '#app/control-room/change-shapes.ts';
import { Clock } from '../components/Clock.tsx';
import { Mark } from '../components/Mark.tsx';
import { actorPhrase } from '../model/actors.ts';
import type { Clip, Lane } from '../model/timeline.ts';
import { formatAge, formatClock, formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import type { Stretch } from './counted.ts';
import type { Hovered } from './hover.ts';
import { becameOf, numbersOf } from './Mirror.tsx';
import { totalOf } from './paint-bars.ts';
import { countsIn, TILE_BUCKETS } from './tiles.ts';
import styles from './HoverCard.module.css';

const CARD_PX = 280;
const ABOVE_PX = 4;

/** What the pointer is over, in words; the same is in the names of the clips and in the inspector. */
export function HoverCard({
  hovered,
  place,
}: {
  readonly hovered: Hovered;
  /** Over the timeline: the lane's upper edge, where the track begins, and how wide it is. */
  readonly place: { readonly topPx: number; readonly leftPx: number; readonly widthPx: number };
}) {
  const left = Math.max(4, Math.min(place.widthPx - CARD_PX - 4, hovered.x - CARD_PX / 2)) + place.leftPx;
  return (
    <div
      className={styles.card}
      role="tooltip"
      style={{ left, width: CARD_PX, bottom: `calc(100% - ${place.topPx - ABOVE_PX}px)` }}
    >
      {hovered.over === 'clip' ? <OfClip clip={hovered.clip} /> : null}
      {hovered.over === 'stretch' ? <OfStretch stretch={hovered.stretch} lane={hovered.lane} /> : null}
      {hovered.over === 'flag' ? (
        <p>{strings.checkpoints.flag(hovered.flag.name, formatCount(hovered.flag.revision))}</p>
      ) : null}
      {hovered.over === 'pause' ? (
        <p>
          {strings.timeline.pause(formatAge(hovered.pause.ms))} <Clock />
        </p>
      ) : null}
    </div>
  );
}

function OfClip({ clip }: { readonly clip: Clip }) {
  const { change, label, tone } = clip;
  return (
    <>
      <p className={styles.head}>
        <span className={styles.number}>{numbersOf(clip)}</span>
        <Mark tone={tone} />
        <span className={styles.actor}>{actorPhrase(change.actor)}</span>
      </p>
      <p className={styles.label}>{label}</p>
      <p className={styles.state} data-shape={clip.shape}>
        {becameOf(clip)}
        {change.reason === null ? '' : `: ${change.reason.message}`}
      </p>
      {change.why === '' ? null : <p className={styles.why}>“{change.why}”</p>}
      <p className={styles.when}>
        {formatClock(change.time)} <Clock />
      </p>
    </>
  );
}

function OfStretch({ stretch, lane }: { readonly stretch: Stretch; readonly lane: Lane }) {
  const { tile, bucket } = stretch;
  const counted = tile.lanes.get(lane.id);
  if (counted === undefined) return null;
  const counts = countsIn(counted, bucket);
  const numbers = 2 ** tile.level;
  const from = (tile.index * TILE_BUCKETS + bucket) * numbers;
  const range = strings.timeline.range(formatCount(Math.max(1, from)), formatCount(from + numbers - 1));
  return (
    <>
      <p className={styles.head}>
        <Mark tone={lane.tone} />
        <span className={styles.actor}>{lane.label}</span>
      </p>
      <p>{strings.timeline.stretch(range, totalOf(counts))}</p>
      <ul className={styles.counts}>
        {CHANGE_SHAPES.map((shape, index) =>
          counts[index] === 0 ? null : (
            <li key={shape} data-shape={shape}>
              {strings.timeline.shapeCount(shape, counts[index] ?? 0)}
            </li>
          ),
        )}
      </ul>
    </>
  );
}
