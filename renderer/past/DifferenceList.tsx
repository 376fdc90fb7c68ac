import { useState } from 'react';
import type { ObjectId } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { BringBackForm } from '../halt/BringBack.tsx';
import { differenceWords } from '../model/past.ts';
import type { Difference } from '../model/past.ts';
import { selectObject } from '../store/actions.ts';
import { useDesk } from '../store/store.ts';
import { strings } from '../strings.ts';
import { useDifferences } from './useDifferences.ts';
import styles from './DifferenceList.module.css';

/** Objects listed before the rest is counted. */
const SHOWN = 200;

/** How many objects differ; a click lists them, to be looked at and to be brought back. */
export function DifferenceList({ revision }: { readonly revision: number }) {
  const differences = useDifferences();
  const [open, setOpen] = useState(false);
  const words = strings.past.differences;
  if (differences === null) return <span className={styles.none}>{words.counting}</span>;
  if (differences.length === 0) return <span className={styles.none}>{words.none}</span>;
  return (
    <Popup
      open={open}
      onOpenChange={setOpen}
      label={words.title}
      trigger={<Button small>{words.count(differences.length)}</Button>}
    >
      <List key={revision} differences={differences} revision={revision} onDone={() => setOpen(false)} />
    </Popup>
  );
}

function List({
  differences,
  revision,
  onDone,
}: {
  readonly differences: readonly Difference[];
  readonly revision: number;
  readonly onDone: () => void;
}) {
  const [picked, setPicked] = useState<ReadonlySet<ObjectId>>(new Set());
  const selected = useDesk((desk) => desk.object);
  // What two earlier versions differ in is no way to now.
  const isOfNow = useDesk((desk) => desk.past?.against === null);
  const words = strings.past.differences;
  const shown = differences.slice(0, SHOWN);
  const chosen = shown.filter(({ id }) => picked.has(id)).map(({ id }) => id);
  const pick = (id: ObjectId, on: boolean): void => {
    const next = new Set(picked);
    if (on) next.add(id);
    else next.delete(id);
    setPicked(next);
  };
  return (
    <div className={styles.panel}>
      <ul className={styles.list}>
        {shown.map((difference) => (
          <li
            key={difference.id}
            className={styles.row}
            data-selected={difference.id === selected || undefined}
          >
            {isOfNow ? (
              <input
                type="checkbox"
                aria-label={words.pick(difference.name)}
                checked={picked.has(difference.id)}
                onChange={(event) => pick(difference.id, event.currentTarget.checked)}
              />
            ) : null}
            <button type="button" onClick={() => selectObject(difference.id)}>
              <span className={styles.name}>{difference.name}</span>
              <span className={styles.what} data-what={difference.what}>
                {differenceWords(difference)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {differences.length > SHOWN ? (
        <p className={styles.rest}>{strings.card.more(differences.length - SHOWN)}</p>
      ) : null}
      {isOfNow ? (
        chosen.length === 0 ? (
          <p className={styles.rest}>{words.pickSome}</p>
        ) : (
          <BringBackForm key={chosen.join(' ')} suggested={revision} objects={chosen} onDone={onDone} />
        )
      ) : null}
    </div>
  );
}
