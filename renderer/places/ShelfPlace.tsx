import { Archive, SearchX } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Problem } from '../components/Problem.tsx';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Place } from './Place.tsx';
import { ShelfItem } from './ShelfItem.tsx';
import { ShelfSearch } from './ShelfSearch.tsx';
import { ShelfSelection } from './ShelfSelection.tsx';
import { soughtIn } from '../store/actions.ts';
import { ANY_ENTRY, lastPage, PAGE, useFoundShelf } from './useFoundShelf.ts';
import type { ShelfQuestion } from './useFoundShelf.ts';
import styles from './ShelfPlace.module.css';

/** What was not taken: found again, page by page, and suggested again or discarded, one by one or several at once. */
export function ShelfPlace() {
  const count = useRoom((room) => room.counts.shelf);
  const [question, setQuestion] = useState(() => ({ ...ANY_ENTRY, text: soughtIn('shelf') }));
  const [skip, setSkip] = useState(0);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const { found, before, problem } = useFoundShelf(question, skip);
  // The page that one is on may have left the shelf: then the last one that is left is shown.
  const last = found === null ? skip : lastPage(found.of);
  if (before > last && skip > last) setSkip(last);
  const words = strings.shelfSearch;
  const look = (next: ShelfQuestion): void => {
    setQuestion(next);
    setSkip(0);
    setPicked(new Set());
  };
  const entries = found?.entries ?? [];
  const byObject = question.order === 'object';
  return (
    <Place title={strings.shelf.title}>
      {count === 0 && picked.size === 0 && entries.length === 0 ? (
        <Empty icon={<Archive />} title={strings.shelf.none} text={strings.shelf.noneText} />
      ) : (
        <div className={styles.shelf}>
          <ShelfSearch question={question} found={found ?? { who: [], why: [] }} onChange={look} />
          <div className={styles.results}>
            <Problem text={problem} />
            {found !== null && entries.length === 0 && found.of === 0 ? (
              <Empty icon={<SearchX />} title={words.noHit} text={words.noHitText}>
                <Button onClick={() => look(ANY_ENTRY)}>{words.clearSearch}</Button>
              </Empty>
            ) : (
              <ul className={styles.entries}>
                {entries.map((entry, index) => (
                  <Fragment key={entry.id}>
                    {byObject && entry.about.name !== entries[index - 1]?.about.name ? (
                      <li className={styles.group}>
                        <h3>{entry.about.name || words.noName}</h3>
                      </li>
                    ) : null}
                    <ShelfItem
                      entry={entry}
                      picked={picked.has(entry.id)}
                      onPick={(on) => {
                        const next = new Set(picked);
                        if (on) next.add(entry.id);
                        else next.delete(entry.id);
                        setPicked(next);
                      }}
                    />
                  </Fragment>
                ))}
                {found === null || entries.length === 0 || (skip === 0 && found.of <= PAGE) ? null : (
                  <li className={styles.older}>
                    <Button small disabled={skip === 0} onClick={() => setSkip(Math.max(0, skip - PAGE))}>
                      {words.newer}
                    </Button>
                    <span>{words.page(before + 1, before + entries.length, found.of)}</span>
                    <Button small disabled={skip + PAGE >= found.of} onClick={() => setSkip(skip + PAGE)}>
                      {words.older}
                    </Button>
                  </li>
                )}
              </ul>
            )}
          </div>
          <ShelfSelection picked={picked} page={entries.map(({ id }) => id)} onPick={setPicked} />
        </div>
      )}
    </Place>
  );
}
