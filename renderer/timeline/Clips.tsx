import { memo } from 'react';
import { EqualNot, X } from 'lucide-react';
import { actorPhrase } from '../model/actors.ts';
import type { Clip, Lane } from '../model/timeline.ts';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import styles from './Clips.module.css';

const LANE_PX = 24;
const CLIP_LEAST_PX = 3;
/** The edge in the actor's colour. */
const CLIP_EDGE_PX = 3;
const LABEL_PADDING_PX = 12;
/** A generous mean width of a character, to choose between the long and the short label without measuring. */
const CHARACTER_PX = 6.2;
/** A clip that must show its sign is at least this wide. */
const SIGN_PX = 16;

interface ClipsProps {
  readonly clips: readonly Clip[];
  readonly lanes: readonly Lane[];
  readonly pxPerNumber: number;
  readonly xOf: (n: number) => number;
  readonly selected: string | null;
  readonly onSelect: (clip: Clip) => void;
}

/** Clips in their lanes: neutral with an edge in the actor's colour; a shape of its own for every state but done. */
export const Clips = memo(function Clips({ clips, lanes, pxPerNumber, xOf, selected, onSelect }: ClipsProps) {
  const laneAt = new Map(lanes.map((lane, index) => [lane.id, index]));
  return clips.map((clip) => {
    const signed = clip.shape === 'failed' || clip.shape === 'conflict' || clip.shape === 'superseded';
    // What begins left of the view is cut there, so that its label is in view.
    const start = Math.max(-CLIP_EDGE_PX, xOf(clip.from));
    const slots = xOf(clip.to + 1) - start;
    if (slots < 0) return null;
    const width = Math.max(signed ? SIGN_PX : CLIP_LEAST_PX, slots - (pxPerNumber >= CLIP_LEAST_PX ? 1 : 0));
    const number =
      clip.count === 1
        ? formatCount(clip.to)
        : strings.timeline.range(formatCount(clip.from), formatCount(clip.to));
    const name = strings.timeline.clip(number, actorPhrase(clip.change.actor), clip.label, becameOf(clip));
    const isSelected = clip.wentOnAs === null && clip.change.id === selected;
    return (
      <button
        key={`${clip.from} ${clip.change.actor.id}`}
        type="button"
        className={styles.clip}
        data-tone={clip.tone}
        data-shape={clip.shape}
        data-forced={clip.change.forced || undefined}
        data-selected={isSelected || undefined}
        tabIndex={isSelected ? 0 : -1}
        aria-label={name}
        aria-pressed={isSelected}
        title={name}
        style={{
          left: start - (signed && slots < SIGN_PX ? (SIGN_PX - slots) / 2 : 0),
          top: (laneAt.get(clip.lane) ?? 0) * LANE_PX,
          width,
        }}
        onClick={() => onSelect(clip)}
      >
        {clip.shape === 'failed' ? <X aria-hidden="true" /> : null}
        {clip.shape === 'conflict' ? <EqualNot aria-hidden="true" /> : null}
        {signed ? null : <span className={styles.label}>{labelFor(clip, width)}</span>}
      </button>
    );
  });
});

function becameOf({ change, wentOnAs }: Clip): string {
  if (wentOnAs !== null) return strings.change.wentOnAs(formatCount(wentOnAs));
  const became = strings.card.outcomes[change.state];
  return change.earlier.length === 0
    ? became
    : `${became}, ${strings.change.triedAs(change.earlier.map(formatCount))}`;
}

/** The longest label that fits whole; half a name helps nobody. */
function labelFor(clip: Clip, widthPx: number): string {
  const room = (widthPx - LABEL_PADDING_PX) / CHARACTER_PX;
  const labels = [clip.label, clip.shortLabel, clip.count > 1 ? strings.timeline.runCount(clip.count) : ''];
  return labels.find((label) => label.length <= room) ?? '';
}
