import { List, Search, ShieldCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { shapeOfState } from '#app/control-room/change-shapes.ts';
import type { ChangeView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useWindowed } from '../components/useWindowed.ts';
import { actorPhrase, toneOf } from '../model/actors.ts';
import { CHANGES_LIMITS } from '../model/changes.ts';
import type { Changes } from '../model/changes.ts';
import { formatClock, formatCount } from '../numbers.ts';
import { readChanges, selectChange } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Place } from './Place.tsx';
import styles from './HistoryPlace.module.css';

const ROW_PX = 26;
const HEAD_PX = 26;

/** Every change as a table, newest first, searched as far back as it is read; and the proof that nothing was altered. */
export function HistoryPlace() {
  const changes = useRoom((room) => room.changes);
  const selected = useDesk((desk) => desk.change);
  const [search, setSearch] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const verify = useAsk();
  const [verified, setVerified] = useState<{
    readonly records: number;
    readonly problem: string | null;
  } | null>(null);
  const { rows, readFrom } = useMemo(() => listed(changes, search), [changes, search]);
  const { element, from, to, onScroll, reveal, rowsPerPage } = useWindowed(rows.length, ROW_PX, HEAD_PX);
  const words = strings.history;
  const at = rows.findIndex((row) => row.id === selected);

  const move = (index: number): void => {
    const place = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[place];
    if (row === undefined) return;
    selectChange(row.id, row.objects);
    reveal(place);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + rowsPerPage,
      PageUp: at - rowsPerPage,
      Home: 0,
      End: rows.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };

  return (
    <Place
      title={words.title}
      aside={
        <>
          <div className={styles.search} role="search">
            <Search aria-hidden="true" />
            <input
              type="text"
              role="searchbox"
              aria-label={words.search}
              placeholder={words.search}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          </div>
          <Button
            small
            disabled={verify.busy}
            onClick={() => {
              setVerified(null);
              void verify.run('verify_history', {}).then(setVerified);
            }}
          >
            <ShieldCheck aria-hidden="true" />
            {verify.busy ? words.verifying : words.verify}
          </Button>
        </>
      }
    >
      <div className={styles.history}>
        <div role="status">
          {verified === null ? null : (
            <p className={styles.verified} data-damaged={verified.problem !== null || undefined}>
              {verified.problem === null
                ? words.verified(verified.records)
                : words.damagedAt(verified.problem)}
            </p>
          )}
        </div>
        <Problem text={verify.problem ?? problem} />
        {rows.length === 0 ? (
          <Empty
            icon={<List />}
            title={search === '' ? words.none : strings.scene.nothingFound(search)}
            text={words.noneText}
          />
        ) : (
          <div
            ref={element}
            className={styles.table}
            role="grid"
            aria-label={words.title}
            aria-rowcount={rows.length + 1}
            aria-activedescendant={at >= from && at < to ? `history-${rows[at]?.id ?? ''}` : undefined}
            tabIndex={0}
            onScroll={onScroll}
            onKeyDown={onKeyDown}
          >
            <div className={`${styles.row} ${styles.head}`} role="row" aria-rowindex={1}>
              {[
                words.columnNumber,
                words.columnChange,
                words.columnBy,
                words.columnState,
                words.columnWhy,
                words.columnTime,
              ].map((column) => (
                <span key={column} role="columnheader">
                  {column}
                </span>
              ))}
            </div>
            <div className={styles.space} role="rowgroup" style={{ height: rows.length * ROW_PX }}>
              {rows.slice(from, to).map((change, index) => (
                <div
                  key={change.id}
                  id={`history-${change.id}`}
                  className={styles.row}
                  role="row"
                  aria-rowindex={from + index + 2}
                  aria-selected={change.id === selected}
                  style={{ top: (from + index) * ROW_PX }}
                  onClick={() => selectChange(change.id, change.objects)}
                >
                  <span role="gridcell" className={styles.figures}>
                    {change.n === null ? '–' : formatCount(change.n)}
                  </span>
                  <span role="gridcell" className={styles.label}>
                    {change.label}
                  </span>
                  <span role="gridcell" className={styles.by}>
                    <Mark tone={toneOf(change.actor)} /> {actorPhrase(change.actor)}
                  </span>
                  <span role="gridcell" data-shape={shapeOfState(change.state)}>
                    {strings.card.outcomes[change.state]}
                  </span>
                  <span role="gridcell" className={styles.why}>
                    {change.reason?.message ?? (change.why === '' ? '' : `“${change.why}”`)}
                  </span>
                  <span role="gridcell" className={styles.time}>
                    {formatClock(change.time)}
                  </span>
                </div>
              ))}
            </div>
          </div>
        )}
        <footer className={styles.foot}>
          {readFrom <= 1 ? (
            <span>{words.start}</span>
          ) : (
            <>
              <span>{words.searched(formatCount(readFrom))}</span>
              <Button
                small
                look="quiet"
                onClick={() =>
                  void readChanges(readFrom - CHANGES_LIMITS.pageNumbers, readFrom - 1).then(setProblem)
                }
              >
                {words.earlier}
              </Button>
            </>
          )}
        </footer>
      </div>
    </Place>
  );
}

/** Changes newest first, as far back as they are read without a hole. Those that ended without a number took no effect,
 * so they have no place in the order: they stand above, newest first. No time decides anything here (TIME-1). */
function listed(
  changes: Changes,
  search: string,
): { readonly rows: readonly ChangeView[]; readonly readFrom: number } {
  let readFrom = changes.tailFrom;
  const older: ChangeView[] = [];
  for (let index = Math.floor((readFrom - 2) / CHANGES_LIMITS.pageNumbers); index >= 0; index -= 1) {
    const page = changes.pages.get(index);
    if (page === undefined) break;
    older.unshift(...page.filter((change) => (change.n ?? 0) < readFrom));
    readFrom = index * CHANGES_LIMITS.pageNumbers + 1;
  }
  const numbered = [...older, ...changes.tail];
  const rows = [...changes.unnumbered.toReversed(), ...numbered.toReversed()];
  const needle = search.trim().toLocaleLowerCase();
  if (needle === '') return { rows, readFrom };
  const found = rows.filter((change) =>
    [
      change.label,
      change.why,
      actorPhrase(change.actor),
      change.n?.toString() ?? '',
      ...change.earlier.map(String),
      strings.card.outcomes[change.state],
      change.reason?.message ?? '',
    ]
      .join(' ')
      .toLocaleLowerCase()
      .includes(needle),
  );
  return { rows: found, readFrom };
}
