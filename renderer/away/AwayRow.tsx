import type { ReactNode } from 'react';
import type { AwayItem } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { actorPhrase, toneOf } from '../model/actors.ts';
import { approvalWords, othersIn } from '../model/away.ts';
import { valueRows } from '../model/facets.ts';
import { pointAt, showObject } from '../store/actions.ts';
import { useDesk, useReading } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Away.module.css';

/** Values that a row shows; the rest is counted. */
const ROWS_SHOWN = 3;

/** One object: from what to what, by whom, why, and on whose word; to be kept as it is or taken back. */
export function AwayRow({
  item,
  closed,
  busy,
  onKeep,
  onTakeBack,
  children,
}: {
  readonly item: AwayItem;
  /** Nothing can be changed at the moment. */
  readonly closed: boolean;
  readonly busy: boolean;
  readonly onKeep: () => void;
  readonly onTakeBack: () => void;
  /** What taking it back would do, once that was asked. */
  readonly children: ReactNode;
}) {
  const reading = useReading();
  const selected = useDesk((desk) => desk.object === item.id);
  const words = strings.away;
  const { id, name, what, changes, last } = item;
  const rows = item.facets.flatMap(({ facet, before, after }) =>
    valueRows(id, facet, before, after, reading),
  );
  const shown = rows.slice(0, ROWS_SHOWN);
  const more = rows.length - shown.length + item.of - item.facets.length;
  const said = [
    actorPhrase(last.actor),
    othersIn(item),
    changes > 1 ? words.changes(changes) : '',
    approvalWords(last) ?? '',
  ].filter((each) => each !== '');
  return (
    <li className={styles.row} data-selected={selected || undefined}>
      <div className={styles.object}>
        {what === 'deleted' ? (
          <span className={styles.name}>{name}</span>
        ) : (
          <button
            type="button"
            className={styles.name}
            title={strings.card.showObject(name)}
            onClick={() => showObject(id)}
            onPointerEnter={() => pointAt(id)}
            onPointerLeave={() => pointAt(null)}
          >
            {name}
          </button>
        )}
        {what === 'changed' ? null : (
          <span className={styles.what} data-what={what}>
            {words.what[what]}
          </span>
        )}
      </div>
      <ul className={styles.values}>
        {shown.map((row) => (
          <li key={row.what}>
            <span className={styles.facet}>{row.what}</span>{' '}
            <span className={styles.before}>
              <Swatch colour={row.swatches[0]} />
              {row.before} →{' '}
            </span>
            <span className={styles.after}>
              <Swatch colour={row.swatches[1]} />
              {row.after}
            </span>
          </li>
        ))}
        {more > 0 ? <li className={styles.facet}>{words.more(more)}</li> : null}
      </ul>
      <p className={styles.who}>
        <Mark tone={toneOf(last.actor)} />
        <span>{said.join(' · ')}</span>
        <span className={styles.why} title={last.why}>
          {last.why === '' ? words.noReason : words.why(last.why)}
        </span>
      </p>
      <div className={styles.actions}>
        <Button
          small
          disabled={busy}
          title={words.keepHint}
          aria-label={words.keepLabel(name)}
          onClick={onKeep}
        >
          {words.keep}
        </Button>
        <Button
          small
          disabled={closed}
          aria-label={words.takeBackLabel(name)}
          title={closed ? strings.inspector.held : undefined}
          onClick={onTakeBack}
        >
          {words.takeBack}
        </Button>
      </div>
      {children}
    </li>
  );
}
