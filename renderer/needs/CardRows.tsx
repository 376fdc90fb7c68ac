import { useState } from 'react';
import type { ObjectId } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { cardRows } from '../model/card-rows.ts';
import type { ShownChanges } from '../model/card-rows.ts';
import { pointAt } from '../store/actions.ts';
import { useReading } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './CardRows.module.css';

/** Rows shown before the rest is asked for. */
const ROWS_AT_FIRST = 6;

/** Object by name, before → after; a click on the name shows the object. */
export function CardRows({
  shown: card,
  onObject,
}: {
  readonly shown: ShownChanges;
  readonly onObject: (id: ObjectId) => void;
}) {
  const reading = useReading();
  const [all, setAll] = useState(false);
  const rows = cardRows(card, reading);
  const shown = all || rows.length <= ROWS_AT_FIRST + 1 ? rows : rows.slice(0, ROWS_AT_FIRST);
  return (
    <div className={styles.rows}>
      <ul>
        {shown.map((row) => (
          <li key={row.key} className={styles.row}>
            <button
              type="button"
              className={styles.name}
              title={strings.card.showObject(row.name)}
              onClick={() => onObject(row.object)}
              onPointerEnter={() => pointAt(row.object)}
              onPointerLeave={() => pointAt(null)}
            >
              <span className={styles.object}>{row.name}</span>
              {row.what === '' ? null : <span className={styles.what}> {row.what}</span>}
            </button>
            <span className={styles.values}>
              {row.before === '' ? null : (
                <>
                  <span className={styles.before}>
                    <Swatch colour={row.swatches[0]} />
                    {row.before}
                  </span>
                  <span className={styles.arrow}> → </span>
                </>
              )}
              <span className={styles.after}>
                <Swatch colour={row.swatches[1]} />
                {row.after}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {rows.length === shown.length && !all ? null : (
        <Button look="quiet" small aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? strings.card.fewer : strings.card.more(rows.length - shown.length)}
        </Button>
      )}
    </div>
  );
}
