import { List, Search, X } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { HISTORY_LIMITS, NO_HISTORY_FILTER } from '#app/control-room/history-limits.ts';
import type { HistoryFilter } from '#app/control-room/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { HistoryFilters } from '../history/HistoryFilters.tsx';
import { HistoryTable } from '../history/HistoryTable.tsx';
import { HistoryTools } from '../history/HistoryTools.tsx';
import { HistoryWork } from '../history/HistoryWork.tsx';
import { useRows } from '../history/useRows.ts';
import { soughtIn } from '../store/actions.ts';
import { lanesOf } from '../model/timeline.ts';
import { strings } from '../strings.ts';
import { Place } from './Place.tsx';
import styles from './HistoryPlace.module.css';

/** Every change there ever was as a table, found and narrowed; the proof that nothing was altered; and its files. */
export function HistoryPlace() {
  const words = strings.history;
  const [filter, setFilter] = useState<HistoryFilter>(() => ({
    ...NO_HISTORY_FILTER,
    words: soughtIn('history'),
  }));
  const asked = useDeferredValue(filter);
  const { rows, wishes } = useRows(asked);
  const asking = useAsk();
  const lanes = useMemo(
    () =>
      lanesOf(
        rows.actors.map((actor) => ({ actor })),
        [],
        [],
        [],
      ),
    [rows.actors],
  );
  const isNarrowed = JSON.stringify(asked) !== JSON.stringify(NO_HISTORY_FILTER);
  const search = (found: string): void => setFilter({ ...filter, words: found });
  const { count } = rows;
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
              title={words.searchHint}
              maxLength={HISTORY_LIMITS.words}
              value={filter.words}
              onChange={(event) => search(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') search('');
              }}
            />
            {filter.words === '' ? null : (
              <IconButton label={words.clearSearch} onClick={() => search('')}>
                <X aria-hidden="true" />
              </IconButton>
            )}
          </div>
          <HistoryTools filter={filter} count={count ?? 0} asking={asking} />
        </>
      }
    >
      <div className={styles.history}>
        <HistoryFilters
          filter={filter}
          lanes={lanes}
          onChange={setFilter}
          onClear={() => setFilter({ ...NO_HISTORY_FILTER, words: filter.words })}
        />
        <div>
          <HistoryWork />
          <Problem text={asking.problem} />
        </div>
        {rows.problem !== null && count === null ? (
          <Empty icon={<List />} title={words.unread} text={rows.problem}>
            <Button small onClick={wishes.again}>
              {words.again}
            </Button>
          </Empty>
        ) : count === null ? (
          <Empty icon={<List />} title={words.reading} />
        ) : count === 0 ? (
          <Empty
            icon={<List />}
            title={isNarrowed ? words.nothing : words.none}
            text={isNarrowed ? words.nothingText : words.noneText}
          >
            {isNarrowed ? (
              <Button small onClick={() => setFilter(NO_HISTORY_FILTER)}>
                {words.clear}
              </Button>
            ) : null}
          </Empty>
        ) : (
          <HistoryTable filter={asked} rows={rows} count={count} wishes={wishes} />
        )}
        <footer className={styles.foot}>
          <span role="status">
            {count === null ? '' : isNarrowed ? words.found(count) : words.all(count)}
          </span>
          {rows.problem === null || count === null ? null : <span>{rows.problem}</span>}
          <span className={styles.clock}>{words.clock}</span>
        </footer>
      </div>
    </Place>
  );
}
