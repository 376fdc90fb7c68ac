import { memo } from 'react';
import type { RefObject } from 'react';
import { actorPhrase } from '../model/actors.ts';
import { holds, holdsAny } from '../model/timeline.ts';
import type { Clip, Lane } from '../model/timeline.ts';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import { boxOf } from './geometry.ts';
import type { Settled } from './stage.ts';
import styles from './Mirror.module.css';

/** Clips that can be stepped through and read aloud at once. */
const MIRRORED = 200;

interface MirrorProps {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly settled: Settled;
  readonly lanes: readonly Lane[];
  readonly selected: ReadonlySet<string>;
  /** The one among them that the inspector shows: the only one in the tab order. */
  readonly shown: string | null;
  readonly onSelect: (clip: Clip) => void;
}

/** What a canvas cannot be: buttons that have names, take the focus and can be pressed, where the clips are drawn. */
export const Mirror = memo(function Mirror({
  element,
  settled,
  lanes,
  selected,
  shown,
  onSelect,
}: MirrorProps) {
  const laneAt = new Map(lanes.map((lane, index) => [lane.id, index]));
  const { frame } = settled;
  return (
    <div ref={element} className={styles.mirror}>
      {mirrored(settled.clips, shown).map((clip) => {
        const lane = laneAt.get(clip.lane);
        const box = lane === undefined ? null : boxOf(clip, frame, lane);
        if (box === null) return null;
        const isSelected = holdsAny(clip, selected);
        const isShown = isSelected && holds(clip, shown);
        return (
          <button
            key={`${clip.from} ${clip.change.actor.id}`}
            type="button"
            className={styles.clip}
            data-shown={isShown || undefined}
            tabIndex={isShown ? 0 : -1}
            aria-label={nameOf(clip)}
            aria-pressed={isSelected}
            style={{ left: box.x, top: box.y, width: box.width }}
            onClick={(event) => {
              // Where a pointer pressed it, the track has seen where.
              if (event.detail === 0) onSelect(clip);
            }}
          />
        );
      })}
    </div>
  );
});

/** The newest, and with them the one that has the focus. */
function mirrored(clips: readonly Clip[], shown: string | null): readonly Clip[] {
  if (clips.length <= MIRRORED) return clips;
  const newest = clips.slice(-MIRRORED);
  const own = clips.find((clip) => holds(clip, shown));
  return own === undefined || newest.includes(own) ? newest : [own, ...newest];
}

export function nameOf(clip: Clip): string {
  const { change, label } = clip;
  return strings.timeline.clip(numbersOf(clip), actorPhrase(change.actor), label, becameOf(clip));
}

/** Its number; of a run the first and the last. */
export function numbersOf({ ids, from, to }: Clip): string {
  return ids.length === 1 ? formatCount(to) : strings.timeline.range(formatCount(from), formatCount(to));
}

export function becameOf({ change, wentOnAs }: Clip): string {
  if (wentOnAs !== null) return strings.change.wentOnAs(formatCount(wentOnAs));
  const became = strings.card.outcomes[change.state];
  return change.earlier.length === 0
    ? became
    : `${became}, ${strings.change.triedAs(change.earlier.map(formatCount))}`;
}
