import { useMemo, useRef } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { Changes } from '../model/changes.ts';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import styles from './Overview.module.css';

const BARS = 180;
const BAR_HEIGHT = 14;
/** Height of a stretch that is there and has not been read into this window. */
const UNREAD = 0.25;

interface OverviewProps {
  readonly changes: Changes;
  readonly newest: number;
  readonly from: number;
  readonly to: number;
  /** Asks for the window to be centred on a number. */
  readonly onMove: (middle: number) => void;
}

/** The whole history in one line, with the part that is shown; bars where it is held here. */
export function Overview({ changes, newest, from, to, onMove }: OverviewProps) {
  const element = useRef<HTMLDivElement>(null);
  const bars = useMemo(() => density(changes, newest), [changes, newest]);
  const span = Math.max(1, newest);
  const middle = (from + to) / 2;
  const move = (event: PointerEvent): void => {
    const box = element.current?.getBoundingClientRect();
    if (box === undefined || (event.buttons & 1) === 0) return;
    onMove(((event.clientX - box.left) / box.width) * span);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = to - from;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: middle - page / 4,
      ArrowRight: middle + page / 4,
      PageUp: middle - page,
      PageDown: middle + page,
      Home: 0,
      End: newest,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onMove(next);
  };
  return (
    <div
      ref={element}
      className={styles.overview}
      role="slider"
      tabIndex={0}
      aria-label={strings.timeline.overview}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, newest)}
      aria-valuenow={Math.max(1, Math.round(to))}
      aria-valuetext={strings.timeline.range(formatCount(from), formatCount(to))}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        move(event);
      }}
      onPointerMove={move}
    >
      <svg viewBox={`0 0 ${BARS} ${BAR_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map((bar, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a bar is its place
          <rect
            key={index}
            x={index + 0.2}
            width="0.6"
            data-unread={(bar === 0 && newest > 0) || undefined}
            y={BAR_HEIGHT - (bar === 0 ? UNREAD : bar) * (BAR_HEIGHT - 2)}
            height={(bar === 0 ? (newest > 0 ? UNREAD : 0) : bar) * (BAR_HEIGHT - 2)}
          />
        ))}
      </svg>
      {newest === 0 ? null : (
        <span
          className={styles.window}
          style={{
            left: `${((Math.max(1, from) - 1) / span) * 100}%`,
            width: `max(8px, ${((to - Math.max(1, from) + 1) / span) * 100}%)`,
          }}
        />
      )}
    </div>
  );
}

/** Share of its numbers that each bar's stretch of the history holds here, 0 to 1. */
function density(changes: Changes, newest: number): number[] {
  const counts = Array.from({ length: BARS }, () => 0);
  const per = Math.max(1, newest) / BARS;
  const add = (n: number | null): void => {
    const bar = Math.min(BARS - 1, Math.floor(((n ?? 1) - 1) / per));
    counts[bar] = (counts[bar] ?? 0) + 1;
  };
  for (const change of changes.tail) add(change.n);
  for (const page of changes.pages.values())
    for (const change of page) if ((change.n ?? 0) < changes.tailFrom) add(change.n);
  return counts.map((count) => (count === 0 ? 0 : Math.max(0.2, Math.min(1, count / Math.max(1, per)))));
}
