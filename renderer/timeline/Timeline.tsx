import { ZoomIn, ZoomOut } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, WheelEvent } from 'react';
import { IconButton } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { changesBetween } from '../model/changes.ts';
import { clipsOf, lanesOf, laneIdOf, neighbour } from '../model/timeline.ts';
import { formatCount } from '../numbers.ts';
import { readChanges, selectChange } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Clips } from './Clips.tsx';
import { Overview } from './Overview.tsx';
import { Resizer } from './Resizer.tsx';
import { Ruler } from './Ruler.tsx';
import { WaitingStrip } from './WaitingStrip.tsx';
import styles from './Timeline.module.css';

/** Pixels a number: from the whole picture to single clips with room for their names. */
const ZOOM_PX = [0.25, 0.5, 1, 2, 4, 7, 10, 14, 20, 32, 56] as const;
const ZOOM_USUAL = 8;
/** Numbers kept free between the newest and the line of now. */
const AFTER_NOW_PX = 2;
const READ_AFTER_MS = 120;

/** The history as an editor's timeline: a slot a number, a lane an actor; what waits stands right of now. */
export function Timeline() {
  const changes = useRoom((room) => room.changes);
  const sessions = useRoom((room) => room.sessions);
  const agents = useRoom((room) => room.agents);
  const waiting = useRoom((room) => room.waiting);
  const waits = useRoom((room) => room.inHands.waits);
  const revision = useRoom((room) => room.status?.revision ?? 0);
  const known = useRoom((room) => room.status !== null);
  const halted = useRoom((room) => room.status !== null && room.status.halted !== null);
  const objects = useRoom((room) => room.scene.objects);
  const selected = useDesk((desk) => desk.change);
  const heightPx = useDesk((desk) => desk.preferences.timelineHeightPx);
  const [zoom, setZoom] = useState<number>(ZOOM_USUAL);
  /** The number at the right edge; null follows now. */
  const [end, setEnd] = useState<number | null>(null);
  const [widthPx, setWidthPx] = useState(800);
  const [problem, setProblem] = useState<string | null>(null);
  const track = useRef<HTMLDivElement>(null);

  const pxPerNumber = ZOOM_PX[zoom] ?? ZOOM_PX[ZOOM_USUAL];
  const newest = Math.max(revision, changes.tail.at(-1)?.n ?? 0);
  const right = end === null ? newest : Math.min(newest, end);
  const numbersShown = Math.max(1, (widthPx - AFTER_NOW_PX) / pxPerNumber);
  const left = right - numbersShown;
  const from = Math.max(1, Math.floor(left));
  const to = Math.ceil(right);
  const { tailFrom } = changes;
  const xOf = useCallback((n: number): number => (n - 1 - left) * pxPerNumber, [left, pxPerNumber]);

  useLayoutEffect(() => {
    const element = track.current;
    if (element === null) return undefined;
    const watch = new ResizeObserver(() => setWidthPx(element.clientWidth));
    watch.observe(element);
    setWidthPx(element.clientWidth);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (from >= tailFrom) return undefined;
    // After the hand has stopped: scrolling past is not reading.
    const timer = setTimeout(() => void readChanges(from, to).then(setProblem), READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [from, to, tailFrom]);

  const visible = useMemo(() => changesBetween(changes, from - 1, to), [changes, from, to]);
  const clips = useMemo(() => clipsOf(visible, (id) => objects.get(id)?.name), [visible, objects]);
  const lanes = useMemo(
    () => lanesOf(visible, sessions, agents, [...waiting, ...waits]),
    [visible, sessions, agents, waiting, waits],
  );

  const scrollTo = (number: number): void =>
    setEnd(number >= newest ? null : Math.max(Math.min(numbersShown, newest), number));
  const show = (n: number): void => {
    if (n > right) scrollTo(n + Math.round(numbersShown / 4));
    else if (n <= left + 1) scrollTo(n + Math.round((numbersShown * 3) / 4));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = {
      ArrowLeft: 'left',
      ArrowRight: 'right',
      ArrowUp: 'up',
      ArrowDown: 'down',
      Home: 'first',
      End: 'last',
    } as const;
    const step = steps[event.key as keyof typeof steps];
    if (event.key === '+' || event.key === '=') setZoom(Math.min(ZOOM_PX.length - 1, zoom + 1));
    else if (event.key === '-') setZoom(Math.max(0, zoom - 1));
    else if (event.key === 'PageUp') scrollTo(right - numbersShown * 0.8);
    else if (event.key === 'PageDown') scrollTo(right + numbersShown * 0.8);
    else if (step !== undefined) {
      const clip = neighbour(clips, lanes, selected, step);
      if (clip !== undefined) {
        selectChange(clip.change.id, clip.change.objects);
        show(clip.to);
        requestAnimationFrame(() => track.current?.querySelector<HTMLElement>('[data-selected]')?.focus());
      }
      if (step === 'left' && clip?.change.id === selected) scrollTo(right - numbersShown / 2);
    } else return;
    event.preventDefault();
  };
  const onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey) {
      setZoom(Math.max(0, Math.min(ZOOM_PX.length - 1, zoom + (event.deltaY < 0 ? 1 : -1))));
      return;
    }
    const delta =
      event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX || event.deltaY : 0;
    if (delta !== 0) scrollTo(right + delta / pxPerNumber);
  };

  const following = end === null;
  return (
    <section
      className={styles.timeline}
      aria-label={strings.timeline.region}
      style={{ height: heightPx }}
      data-held={halted || undefined}
    >
      <Resizer />
      <div className={styles.corner}>
        <span>{strings.timeline.ruler}</span>
        <span className={styles.zoom}>
          <IconButton
            label={strings.timeline.zoomOut}
            disabled={zoom === 0}
            onClick={() => setZoom(zoom - 1)}
          >
            <ZoomOut aria-hidden="true" />
          </IconButton>
          <IconButton
            label={strings.timeline.zoomIn}
            disabled={zoom === ZOOM_PX.length - 1}
            onClick={() => setZoom(zoom + 1)}
          >
            <ZoomIn aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      <div className={styles.ruler} aria-hidden="true">
        <Ruler from={from} to={to} pxPerNumber={pxPerNumber} xOf={xOf} />
        {following ? <span className={styles.head} style={{ left: xOf(newest + 1) }} /> : null}
      </div>
      <div className={styles.waitingHead}>{strings.timeline.waiting}</div>

      <div className={styles.lanes}>
        <ul className={styles.labels}>
          {lanes.map((lane) => (
            <li key={lane.id}>
              <Mark tone={lane.tone} />
              <span title={lane.label}>{lane.label}</span>
            </li>
          ))}
        </ul>
        <div
          ref={track}
          className={styles.track}
          role="group"
          aria-label={`${strings.timeline.track}, ${strings.timeline.range(formatCount(from), formatCount(to))}`}
          tabIndex={clips.some((clip) => clip.change.id === selected) ? -1 : 0}
          onKeyDown={onKeyDown}
          onWheel={onWheel}
        >
          <Ruler grid from={from} to={to} pxPerNumber={pxPerNumber} xOf={xOf} />
          <Clips
            clips={clips}
            lanes={lanes}
            pxPerNumber={pxPerNumber}
            xOf={xOf}
            selected={selected}
            onSelect={(clip) => selectChange(clip.change.id, clip.change.objects)}
          />
          {following ? <span className={styles.now} style={{ left: xOf(newest + 1) }} /> : null}
          {halted && following ? <span className={styles.held} style={{ left: xOf(newest + 1) }} /> : null}
          {known && newest === 0 ? <p className={styles.empty}>{strings.timeline.empty}</p> : null}
          {problem === null ? null : (
            <p className={styles.empty} role="status">
              {strings.timeline.unread} {problem}
            </p>
          )}
        </div>
        <WaitingStrip waiting={waiting} waits={waits} lanes={lanes} selected={selected} laneOf={laneIdOf} />
      </div>

      <div className={styles.total}>{known ? strings.timeline.upTo(revision) : ''}</div>
      <Overview
        changes={changes}
        newest={newest}
        from={from}
        to={to}
        onMove={(middle) => scrollTo(middle + numbersShown / 2)}
      />
      <button
        type="button"
        className={styles.follow}
        aria-pressed={following}
        onClick={() => setEnd(following ? right : null)}
      >
        <span className={styles.dot} aria-hidden="true" />
        {following ? strings.timeline.following : strings.timeline.follow}
      </button>
    </section>
  );
}
