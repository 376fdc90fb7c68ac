import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { laneOf, NO_FILTER } from '#app/control-room/change-shapes.ts';
import type { TimelineFilter } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { Mark } from '../components/Mark.tsx';
import { holds, lanesOf } from '../model/timeline.ts';
import { formatCount } from '../numbers.ts';
import { readChanges } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { playheadOf, selectedIn } from '../store/timeline.ts';
import { strings } from '../strings.ts';
import { Corner } from './Corner.tsx';
import { FilterRow } from './FilterRow.tsx';
import { FlagMirror } from './FlagMirror.tsx';
import { HoverCard } from './HoverCard.tsx';
import { Mirror } from './Mirror.tsx';
import { Overview } from './Overview.tsx';
import { CLOCK_PX } from './paint-ruler.ts';
import { Playhead } from './Playhead.tsx';
import { Resizer, useTimelineHeight } from './Resizer.tsx';
import type { Shown } from './stage.ts';
import { useCausality } from './useCausality.ts';
import { useHand } from './useHand.ts';
import { useStage } from './useStage.ts';
import { follow, numbersIn, scrollTo } from './view.ts';
import { WaitingStrip } from './WaitingStrip.tsx';
import styles from './Timeline.module.css';

/** What is put on top takes no room from the lanes. */
const FILTER_PX = 30;

/** The history as an editor's timeline: a slot a number, a lane an actor; what waits stands right of now. */
export function Timeline() {
  const changes = useRoom((room) => room.changes);
  const sessions = useRoom((room) => room.sessions);
  const agents = useRoom((room) => room.agents);
  const waiting = useRoom((room) => room.waiting);
  const waits = useRoom((room) => room.inHands.waits);
  const revision = useRoom((room) => room.status?.revision ?? 0);
  const known = useRoom((room) => room.status !== null);
  const isHeld = useRoom((room) => room.status !== null && room.status.halted !== null);
  const snapshots = useRoom((room) => room.snapshots);
  const scene = useRoom((room) => room.scene);
  const change = useDesk((desk) => desk.change);
  const marked = useDesk((desk) => desk.marked);
  const causality = useDesk((desk) => desk.causality);
  const playhead = useDesk(playheadOf);
  const checkpoints = useRoom((room) => room.checkpoints);
  const [names, setNames] = useState(false);
  const heightPx = useTimelineHeight();
  const [filter, setFilter] = useState<TimelineFilter>(NO_FILTER);
  const [showsFilter, setShowsFilter] = useState(false);
  const [showsClock, setShowsClock] = useState(false);
  /** Everybody who has a change somewhere in the history. */
  const [actors, setActors] = useState<readonly Actor[]>([]);
  const [unread, setUnread] = useState<string | null>(null);
  const track = useRef<HTMLCanvasElement>(null);
  const ruler = useRef<HTMLCanvasElement>(null);
  const overview = useRef<HTMLCanvasElement>(null);
  const shownPart = useRef<HTMLSpanElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const atPlayhead = useRef<HTMLDivElement>(null);
  const section = useRef<HTMLElement>(null);
  const area = useRef<HTMLDivElement>(null);
  useCausality();

  const newest = Math.max(revision, changes.tail.at(-1)?.n ?? 0);
  const selected = useMemo(() => selectedIn({ change, marked }), [change, marked]);
  const allLanes = useMemo(
    () =>
      lanesOf([...actors.map((actor) => ({ actor })), ...changes.tail], sessions, agents, [
        ...waiting,
        ...waits,
      ]),
    [actors, changes, sessions, agents, waiting, waits],
  );
  const lanes = useMemo(
    () => allLanes.filter(({ id }) => filter.lanes === null || filter.lanes.includes(id)),
    [allLanes, filter],
  );
  const shown = useMemo<Shown>(
    () => ({
      newest,
      changes,
      lanes,
      filter,
      nameOf: (id) => scene.objects.get(id)?.name,
      selected,
      causality,
      playhead,
      checkpoints,
      isHeld,
      showsClock,
    }),
    [newest, changes, lanes, filter, scene, selected, causality, playhead, checkpoints, isHeld, showsClock],
  );
  const { stage, settled, problem } = useStage(
    { track, ruler, overview, window: shownPart, mirror, playhead: atPlayhead },
    shown,
    { snapshots, onActors: setActors },
  );
  const name = useCallback(() => setNames(true), []);
  const hand = useHand({ stage, area, ruler, section, onName: name });

  const { frame, isAfar } = settled;
  const { from, to } = numbersIn(frame);
  const { tailFrom } = changes;
  useEffect(() => {
    if (isAfar || from >= tailFrom || to < from) return;
    void readChanges(from, to).then(setUnread);
  }, [isAfar, from, to, tailFrom]);

  const words = strings.timeline;
  const why = problem ?? unread;
  const range = words.range(formatCount(from), formatCount(to));
  return (
    <section
      ref={section}
      className={styles.timeline}
      aria-label={words.region}
      style={{ height: heightPx + (showsFilter ? FILTER_PX : 0) + (showsClock ? CLOCK_PX : 0) }}
      data-held={isHeld || undefined}
      data-filter={showsFilter || undefined}
      data-clock={showsClock || undefined}
    >
      <Resizer />
      {showsFilter ? (
        <FilterRow
          filter={filter}
          lanes={allLanes}
          onChange={setFilter}
          onClear={() => setFilter(NO_FILTER)}
        />
      ) : null}
      <Corner
        stage={stage}
        frame={frame}
        selected={selected}
        filter={filter}
        showsFilter={showsFilter}
        onFilter={setShowsFilter}
        showsClock={showsClock}
        onClock={setShowsClock}
        names={names}
        onNames={setNames}
      />
      <div className={styles.ruler}>
        <canvas ref={ruler} className={styles.rulerCanvas} aria-hidden="true" />
        <FlagMirror frame={frame} checkpoints={checkpoints} />
        <Playhead element={atPlayhead} version={playhead} />
      </div>
      <div className={styles.waitingHead}>{words.waiting}</div>

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
          ref={area}
          className={styles.track}
          role="group"
          aria-label={`${words.track}, ${range}${isAfar ? `, ${words.afar}` : ''}`}
          aria-description={words.keys}
          tabIndex={settled.clips.some((clip) => holds(clip, change)) ? -1 : 0}
          onKeyDown={hand.onKeyDown}
        >
          <canvas ref={track} className={styles.canvas} aria-hidden="true" />
          <Mirror
            element={mirror}
            settled={settled}
            lanes={lanes}
            selected={selected}
            shown={change}
            onSelect={hand.onSelect}
          />
          {known && newest === 0 ? <p className={styles.empty}>{words.empty}</p> : null}
          {why === null ? null : (
            <p className={styles.empty} role="status">
              {words.unread} {why}
            </p>
          )}
        </div>
        <WaitingStrip waiting={waiting} waits={waits} lanes={lanes} selected={change} laneOf={laneOf} />
      </div>

      <div className={styles.total}>
        {selected.size > 1 ? words.selected(selected.size) : known ? words.upTo(revision) : ''}
      </div>
      <Overview stage={stage} canvas={overview} shownPart={shownPart} frame={frame} />
      <button
        type="button"
        className={styles.follow}
        aria-pressed={frame.isFollowing}
        onClick={() => {
          if (stage === null) return;
          stage.look(frame.isFollowing ? scrollTo(stage.frame, stage.frame.newest - 1) : follow(stage.frame));
        }}
      >
        <span className={styles.dot} aria-hidden="true" />
        {frame.isFollowing ? words.following : words.follow}
      </button>
      {hand.hovered === null ? null : <HoverCard hovered={hand.hovered} place={hand.place} />}
    </section>
  );
}
