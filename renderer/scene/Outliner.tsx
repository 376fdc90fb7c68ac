import { useEffect, useId, useMemo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { ChevronRight, CircleHelp, Contrast, EqualNot, EyeOff, Hand, Lock, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { toEngine } from '../axes.ts';
import { Mark } from '../components/Mark.tsx';
import { useWindowed } from '../components/useWindowed.ts';
import { actorPhrase, toneOf } from '../model/actors.ts';
import { frameOf } from '../model/facets.ts';
import { suggestionsFor } from '../model/outline.ts';
import type { OutlineRow } from '../model/outline.ts';
import { formatCount, formatFixed, LENGTH_UNITS } from '../numbers.ts';
import { showCard } from '../store/actions.ts';
import type { Room } from '../store/room.ts';
import { useDesk, useRoom, useSelected, useShownReading } from '../store/store.ts';
import { strings } from '../strings.ts';
import { KindIcon } from './KindIcon.tsx';
import { useRowSelection } from './useRowSelection.ts';
import styles from './Outliner.module.css';

const ROW_PX = 24;
const HEAD_PX = 24;
const INDENT_PX = 16;
/** Deeper rows stay readable: they stop moving right. */
const INDENT_LEVELS_MOST = 14;

/** Room below the last row while a sheet lies over the list's foot, so that every row can come out from under it. */
const COVERED_ROOM = '50vh';

interface OutlinerProps {
  readonly rows: readonly OutlineRow[];
  /** The search: when it changes, the selected row comes into view again. */
  readonly sought: string;
  readonly onToggle: (id: string, open: boolean) => void;
}

/**
 * The forest of objects, one row each, only those in view drawn. One stop of the tab key; arrows move, right and left
 * unfold and fold; Shift and Ctrl select several. The selection is that of the inspector.
 */
export function Outliner({ rows, sought, onToggle }: OutlinerProps) {
  const active = useDesk((desk) => desk.object);
  const selected = useSelected();
  const waiting = useRoom((room) => room.waiting);
  const sessions = useRoom((room) => room.sessions);
  const conflicts = useRoom((room) => room.conflicts);
  const locks = useRoom((room) => room.locks);
  const setLast = useRoom((room) => room.changes.lastOf);
  const isPast = useDesk((desk) => desk.past !== null);
  const reading = useShownReading();
  const conflict = useDesk((desk) => desk.conflict);
  const halted = useRoom((room) => room.status !== null && room.status.halted !== null);
  const covered = conflict !== null || halted;
  const { element, from, to, onScroll, reveal, rowsPerPage } = useWindowed(rows.length, ROW_PX, HEAD_PX);
  const base = useId();
  // What waits, what is in hands, what differs and who set it last is so now.
  const lastOf = isPast ? NOTHING_SET : setLast;
  const suggestions = useMemo(() => suggestionsFor(isPast ? [] : waiting), [isPast, waiting]);
  const marked = useMemo(
    () => ({
      hands: new Set(isPast ? [] : sessions.flatMap((session) => session.inHands)),
      doubt: new Set(isPast ? [] : sessions.flatMap((session) => session.inDoubt)),
      differing: new Set(isPast ? [] : sessions.flatMap((session) => session.differing)),
      conflict: new Set(isPast ? [] : conflicts.flatMap((conflict) => conflict.items.map((item) => item.id))),
    }),
    [isPast, sessions, conflicts],
  );
  const { at, click, go, toggle, all } = useRowSelection(rows, active);

  // What is selected elsewhere (a card, a clip) comes into view, and again when a search begins or ends. Rows that
  // arrive meanwhile scroll nothing.
  const revealed = useRef('');
  useEffect(() => {
    const reason = `${active ?? ''} ${sought} ${conflict ?? ''} ${rows[at]?.object.id ?? ''}`;
    if (revealed.current === reason) return;
    revealed.current = reason;
    reveal(at, coveredPx(element.current));
  }, [active, sought, conflict, rows, at, reveal, element]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      all();
      event.preventDefault();
      return;
    }
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1, event);
        break;
      case 'ArrowUp':
        go(at < 0 ? 0 : at - 1, event);
        break;
      case 'Home':
        go(0, event);
        break;
      case 'End':
        go(rows.length - 1, event);
        break;
      case 'PageDown':
        go(at + rowsPerPage, event);
        break;
      case 'PageUp':
        go(at - rowsPerPage, event);
        break;
      case ' ':
        toggle();
        break;
      case 'ArrowRight':
        if (row === undefined || row.children === 0) return;
        if (row.open) go(at + 1, event);
        else onToggle(row.object.id, true);
        break;
      case 'ArrowLeft':
        if (row === undefined) return;
        if (row.open) onToggle(row.object.id, false);
        else
          go(
            rows.findLastIndex((each, index) => index < at && each.depth < row.depth),
            event,
          );
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const { metres, decimals, label } = LENGTH_UNITS[reading.unit];
  return (
    <div
      ref={element}
      className={styles.outliner}
      role="treegrid"
      aria-label={strings.scene.title}
      aria-multiselectable
      aria-rowcount={rows.length + 1}
      aria-activedescendant={at >= from && at < to ? `${base}-${at}` : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div className={styles.head} role="row" aria-rowindex={1}>
        <span role="columnheader">{strings.scene.columnName}</span>
        <span
          className={styles.location}
          role="columnheader"
          aria-label={`${strings.parts[reading.axes].location}, ${label}`}
        >
          {strings.axes.names.map((name, axis) => (
            <span key={name} data-axis={axis}>
              {name} <i>{label}</i>
            </span>
          ))}
        </span>
        <span role="columnheader">{strings.scene.columnSetBy}</span>
        <span className={styles.version} role="columnheader">
          {strings.scene.columnVersion}
        </span>
      </div>
      <div
        className={styles.space}
        role="rowgroup"
        style={{ height: `calc(${rows.length * ROW_PX}px + ${covered ? COVERED_ROOM : '0px'})` }}
      >
        {rows.slice(from, to).map((row, index) => {
          const { object } = row;
          const place = from + index;
          const ghost = row.ghostOf !== null;
          const last = lastOf.byObject.get(object.id);
          const suggestion = suggestions.get(object.id);
          const location = toEngine(
            object.transform,
            frameOf(object.id, ghost ? { ...reading, object: ghostFrame(row, reading) } : reading),
          ).location;
          return (
            <div
              key={object.id}
              id={`${base}-${place}`}
              className={styles.row}
              role="row"
              aria-rowindex={place + 2}
              aria-level={row.depth + 1}
              aria-expanded={row.children === 0 ? undefined : row.open}
              aria-selected={selected.has(object.id)}
              data-active={object.id === active || undefined}
              data-keys={place === at || undefined}
              data-ghost={ghost || undefined}
              data-way={!row.found || undefined}
              data-doomed={suggestion?.deletes || undefined}
              style={{ top: place * ROW_PX }}
              onClick={(event) => {
                if (row.ghostOf === null) click(row, event);
                else showCard(row.ghostOf);
              }}
              onDoubleClick={() => {
                if (row.children > 0) onToggle(object.id, !row.open);
              }}
            >
              <span
                className={styles.name}
                role="gridcell"
                style={{ paddingInlineStart: Math.min(row.depth, INDENT_LEVELS_MOST) * INDENT_PX }}
              >
                <button
                  type="button"
                  tabIndex={-1}
                  className={styles.fold}
                  data-open={row.open || undefined}
                  data-leaf={row.children === 0 || undefined}
                  aria-label={
                    row.open ? strings.scene.collapse(object.name) : strings.scene.expand(object.name)
                  }
                  aria-hidden={row.children === 0 || undefined}
                  onClick={(event) => {
                    event.stopPropagation();
                    if (row.children > 0) onToggle(object.id, !row.open);
                  }}
                >
                  {row.children === 0 ? null : <ChevronRight aria-hidden="true" />}
                </button>
                <span className={styles.kind} data-kind={object.kind} title={strings.kinds[object.kind]}>
                  <KindIcon kind={object.kind} />
                </span>
                <span className={styles.text} title={object.name}>
                  {object.name}
                </span>
                <span className={styles.flags}>
                  {ghost ? <Flag icon={<Plus />} label={strings.scene.suggestedTag} tone="agent" /> : null}
                  {suggestion === undefined || ghost ? null : suggestion.deletes ? (
                    <Flag icon={<Minus />} label={strings.scene.suggestedDelete} tone="agent" />
                  ) : (
                    <Flag
                      icon={<Mark tone="agent" hollow />}
                      label={strings.scene.suggestedTag}
                      tone="agent"
                    />
                  )}
                  {marked.conflict.has(object.id) ? (
                    <Flag icon={<EqualNot />} label={strings.scene.conflict} tone="conflict" />
                  ) : null}
                  {marked.doubt.has(object.id) ? (
                    <Flag icon={<CircleHelp />} label={strings.scene.inDoubt} tone="failed" />
                  ) : null}
                  {marked.differing.has(object.id) ? (
                    <Flag icon={<Contrast />} label={strings.scene.conflict} tone="hands" />
                  ) : null}
                  {marked.hands.has(object.id) ? (
                    <Flag icon={<Hand />} label={strings.scene.inHands} tone="hands" />
                  ) : null}
                  {locks.has(object.id) ? (
                    <Flag icon={<Lock />} label={strings.scene.locked} tone="quiet" />
                  ) : null}
                  {object.visibility.viewport && object.visibility.render ? null : (
                    <Flag icon={<EyeOff />} label={strings.scene.hidden} tone="quiet" />
                  )}
                </span>
              </span>
              <span className={styles.location} role="gridcell">
                {location.map((component, axis) => (
                  <span key={strings.axes.names[axis]}>{formatFixed(component / metres, decimals)}</span>
                ))}
              </span>
              <span className={styles.by} role="gridcell">
                {ghost ? null : last === undefined ? (
                  <span className={styles.earlier}>{strings.scene.earlier}</span>
                ) : (
                  <>
                    <Mark tone={toneOf(last.actor)} />
                    <span className={styles.text}>{actorPhrase(last.actor)}</span>
                  </>
                )}
              </span>
              <span className={styles.version} role="gridcell">
                {ghost || last === undefined ? '' : formatCount(last.n ?? 0)}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** How much of the list's foot lies under the sheet or panel that is over the stage. */
function coveredPx(list: HTMLElement | null): number {
  const cover = list?.closest('main')?.querySelector('[data-cover]');
  if (list === null || cover === null || cover === undefined) return 0;
  return Math.max(0, Math.ceil(list.getBoundingClientRect().bottom - cover.getBoundingClientRect().top));
}

const NOTHING_SET: Room['changes']['lastOf'] = { byObject: new Map() };

/** A ghost is in no scene: its own kind and parent come from the row. */
function ghostFrame(
  row: OutlineRow,
  reading: ReturnType<typeof useShownReading>,
): ReturnType<typeof useShownReading>['object'] {
  return (id) => (id === row.object.id ? row.object : reading.object(id));
}

function Flag({
  icon,
  label,
  tone,
}: {
  readonly icon: ReactNode;
  readonly label: string;
  readonly tone: string;
}) {
  return (
    <span className={styles.flag} data-tone={tone} role="img" aria-label={label} title={label}>
      {icon}
    </span>
  );
}
