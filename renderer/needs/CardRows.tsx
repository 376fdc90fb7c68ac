import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ObjectId } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { cardRows } from '../model/card-rows.ts';
import type { CardRow, ShownChanges } from '../model/card-rows.ts';
import { pointAt } from '../store/actions.ts';
import { useReading } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './CardRows.module.css';

/** Rows shown before the rest is asked for. */
const ROWS_AT_FIRST = 6;

/** Object by name, before → after; a click on the name shows the object, or all that it stands for, and lists them. */
export function CardRows({
  shown: card,
  onObjects,
}: {
  readonly shown: ShownChanges;
  readonly onObjects: (ids: readonly ObjectId[]) => void;
}) {
  const reading = useReading();
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const fold = (key: string): void => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  const rows = cardRows(card, reading);
  const shown = all || rows.length <= ROWS_AT_FIRST + 1 ? rows : rows.slice(0, ROWS_AT_FIRST);
  return (
    <div className={styles.rows}>
      <ul>
        {shown.map((row, index) => (
          <li key={row.key} className={styles.row}>
            {isSameObject(row, shown[index - 1]) ? (
              <span className={styles.what}>{row.what}</span>
            ) : (
              <ShownName
                name={row.name}
                objects={row.objects.map(({ id }) => id)}
                isOpen={row.objects.length > 1 ? open.has(row.key) : undefined}
                onShow={(ids) => {
                  onObjects(ids);
                  if (row.objects.length > 1) fold(row.key);
                }}
              >
                {row.what === '' ? null : <span className={styles.what}> {row.what}</span>}
              </ShownName>
            )}
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
            {row.objects.length > 1 && open.has(row.key) ? (
              <ul className={styles.members} aria-label={row.name}>
                {row.objects.map(({ id, name }) => (
                  <li key={id}>
                    <ShownName name={name} objects={[id]} onShow={onObjects} />
                  </li>
                ))}
              </ul>
            ) : null}
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

/** Another value of the object that the row above it names. */
function isSameObject(row: CardRow, above: CardRow | undefined): boolean {
  return (
    row.what !== '' && above !== undefined && above.what !== '' && row.objects[0]?.id === above.objects[0]?.id
  );
}

/** What a row is about; while the pointer or the keys are on it, the first of it is marked in the picture. */
function ShownName({
  name,
  objects,
  isOpen,
  onShow,
  children,
}: {
  readonly name: string;
  readonly objects: readonly ObjectId[];
  /** Of one that stands for several, whether these are listed. */
  readonly isOpen?: boolean | undefined;
  readonly onShow: (objects: readonly ObjectId[]) => void;
  readonly children?: ReactNode;
}) {
  const mark = (): void => pointAt(objects[0] ?? null);
  const unmark = (): void => pointAt(null);
  return (
    <button
      type="button"
      className={styles.name}
      title={strings.card.showObject(name)}
      aria-expanded={isOpen}
      onClick={() => onShow(objects)}
      onPointerEnter={mark}
      onPointerLeave={unmark}
      onFocus={mark}
      onBlur={unmark}
    >
      <span className={styles.object}>{name}</span>
      {children}
    </button>
  );
}
