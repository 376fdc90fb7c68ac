import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { shapeOfState } from '#app/control-room/change-shapes.ts';
import type { HistoryFilter, HistoryRowView } from '#app/control-room/index.ts';
import { Mark } from '../components/Mark.tsx';
import { actorPhrase, toneOf } from '../model/actors.ts';
import { formatClock, formatCount } from '../numbers.ts';
import { ask } from '../store/ask.ts';
import { showHistoryRow } from '../store/history.ts';
import { useDesk } from '../store/store.ts';
import { strings } from '../strings.ts';
import { rowsAt, scrollTopAfter, scrollTopFor, spacePx } from './scrolling.ts';
import type { LongList } from './scrolling.ts';
import { StateSign } from './StateSign.tsx';
import { rowAt } from './useRows.ts';
import type { Rows, Wishes } from './useRows.ts';
import styles from './HistoryTable.module.css';

const ROW_PX = 24;
const HEAD_PX = 26;

interface HistoryTableProps {
  readonly filter: HistoryFilter;
  readonly rows: Rows;
  readonly count: number;
  readonly wishes: Wishes;
}

/** All changes that pass, newest first; drawn is what is in view. */
export function HistoryTable({ filter, rows, count, wishes }: HistoryTableProps) {
  const words = strings.history;
  const box = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [heightPx, setHeightPx] = useState(600);
  const selected = useDesk((desk) => desk.change);
  /** Where the keys have gone, counted from the oldest, while that row is read. */
  const [awaited, setAwaited] = useState<number | null>(null);
  /** Where the selected change lies, if it is not among the rows that are held. */
  const [located, setLocated] = useState<{ readonly id: string; readonly place: number } | null>(null);
  const list: LongList = { count, rowPx: ROW_PX, viewPx: Math.max(ROW_PX, heightPx - HEAD_PX) };
  const { from, to, firstPx } = rowsAt(list, scrollTop);
  const heldAt = useMemo(() => placeOf(rows, selected), [rows, selected]);
  const cursor = awaited ?? heldAt ?? (located !== null && located.id === selected ? located.place : null);
  const at = cursor === null ? -1 : count - 1 - cursor;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const watch = new ResizeObserver(() => setHeightPx(element.clientHeight));
    watch.observe(element);
    setHeightPx(element.clientHeight);
    return () => watch.disconnect();
  }, []);
  useEffect(() => wishes.want(from, to), [wishes, from, to]);

  const scrollTo = useCallback((top: number) => {
    if (box.current === null) return;
    box.current.scrollTop = top;
    setScrollTop(box.current.scrollTop);
  }, []);

  // What comes in above pushes nothing away from under the hand; at the very top it is what one wants to see.
  const before = useRef(list);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = list;
    if (was.count !== count && (box.current?.scrollTop ?? 0) > 0)
      scrollTo(scrollTopAfter(was, count, box.current?.scrollTop ?? 0));
  });

  // Selected elsewhere, or before: brought into view once, wherever it lies.
  const looked = useRef<string | null>(null);
  useEffect(() => {
    const known = `${JSON.stringify(filter)} ${selected ?? ''}`;
    if (looked.current === known) return;
    looked.current = known;
    if (selected === null) return;
    void ask('locate_change', { filter, id: selected }).then((answer) => {
      if (looked.current !== known || !answer.ok || answer.value.row === null) return;
      const { row } = answer.value;
      setLocated({ id: selected, place: before.current.count - 1 - row });
      scrollTo(scrollTopFor(before.current, box.current?.scrollTop ?? 0, row));
    });
  }, [filter, selected, scrollTo]);

  const show = (row: HistoryRowView): void => {
    looked.current = `${JSON.stringify(filter)} ${row.id}`;
    showHistoryRow(row);
  };
  // The keys go on at once; what they came to is shown as soon as it is read.
  const move = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    setAwaited(count - 1 - next);
    scrollTo(scrollTopFor(list, box.current?.scrollTop ?? 0, next));
    wishes.whenRead(count - 1 - next, (row) => {
      setAwaited(null);
      show(row);
    });
  };
  const page = Math.max(1, Math.floor(list.viewPx / ROW_PX) - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: Math.max(0, at) + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
      Enter: at,
    };
    const next = steps[event.key];
    if (next === undefined || (event.key === 'Enter' && at < 0)) return;
    event.preventDefault();
    move(next);
  };

  const shown = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return (
    <div
      ref={box}
      className={styles.table}
      role="grid"
      aria-label={words.title}
      aria-rowcount={count + 1}
      aria-activedescendant={at >= from && at < to ? `history-${at}` : undefined}
      tabIndex={0}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div className={`${styles.row} ${styles.head}`} role="row" aria-rowindex={1}>
        {Object.entries(words.columns).map(([column, name]) => (
          <span key={column} role="columnheader" data-column={column}>
            {name}
          </span>
        ))}
      </div>
      <div className={styles.space} role="rowgroup" style={{ height: spacePx(list) }}>
        {shown.map((index) => {
          const row = rowAt(rows, index);
          return (
            <div
              key={count - 1 - index}
              id={`history-${index}`}
              className={styles.row}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={row !== undefined && row.id === selected}
              aria-busy={row === undefined || undefined}
              data-cursor={index === at || undefined}
              style={{ top: firstPx + (index - from) * ROW_PX }}
              onClick={() => {
                if (row === undefined) return;
                setAwaited(null);
                show(row);
              }}
            >
              {row === undefined ? <Unread /> : <Cells row={row} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function placeOf({ held }: Rows, id: string | null): number | null {
  if (id !== null) for (const [place, row] of held) if (row.id === id) return place;
  return null;
}

/** On its way. */
function Unread() {
  return (
    <span role="gridcell" className={styles.unread}>
      …
    </span>
  );
}

function Cells({ row }: { readonly row: HistoryRowView }) {
  const words = strings.history;
  const kind = strings.classes[row.class];
  const why = row.reason?.message ?? (row.why === '' ? '' : `“${row.why}”`);
  const objects = words.objects(row.names, row.objects.length);
  return (
    <>
      <span role="gridcell" data-column="number">
        {row.n === null ? words.noNumber : formatCount(row.n)}
      </span>
      <span role="gridcell" data-column="time">
        {formatClock(row.time)}
      </span>
      <span role="gridcell" data-column="by">
        <Mark tone={toneOf(row.actor)} /> {actorPhrase(row.actor)}
      </span>
      <span role="gridcell" data-column="change" title={row.label}>
        {row.label}
      </span>
      <span role="gridcell" data-column="objects" title={objects}>
        {objects}
      </span>
      <span role="gridcell" data-column="kind" title={kind.words}>
        <i aria-hidden="true">{kind.sign}</i>
        <b>{words.kinds[row.class]}</b>
      </span>
      <span role="gridcell" data-column="state" data-shape={shapeOfState(row.state)}>
        <StateSign state={row.state} /> {words.state(row.state, row.forced)}
      </span>
      <span role="gridcell" data-column="why" title={why}>
        {why}
      </span>
    </>
  );
}
