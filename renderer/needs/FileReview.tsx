import { useEffect, useRef, useState } from 'react';
import type { SessionView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { fileWord } from '../model/actors.ts';
import { fileRows } from '../model/files.ts';
import type { FileRow } from '../model/files.ts';
import { useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { ChangedLines } from './ChangedLines.tsx';
import { useFileDifferences } from './useFileDifferences.ts';
import card from './Card.module.css';
import rows from './CardRows.module.css';
import styles from './OfferCard.module.css';

/** Objects shown at first, and with each *more*. */
const OBJECTS_SHOWN = 8;

/** How a file differs, object by object: what is picked is taken from the file, all else from the shared scene. */
export function FileReview({
  session,
  disabled,
  onBring,
  onBack,
}: {
  readonly session: SessionView;
  readonly disabled: boolean;
  readonly onBring: (fromFile: ObjectId[]) => void;
  readonly onBack: () => void;
}) {
  const words = strings.files;
  const word = fileWord(session);
  const { objects, total, problem, readTo } = useFileDifferences(session);
  const [picked, setPicked] = useState<ReadonlySet<ObjectId>>(new Set());
  const [wanted, setWanted] = useState(OBJECTS_SHOWN);
  const reading = useReading();
  const scene = useRoom((room) => room.scene);
  const back = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void readTo(wanted);
  }, [readTo, wanted]);
  // *Review* is gone from under the keys: they go on here.
  useEffect(() => back.current?.focus(), []);
  const known = new Set(objects.map(({ id }) => id));
  const taken = [...picked].filter((id) => known.has(id));
  const pick = (id: ObjectId, on: boolean): void => {
    const next = new Set(picked);
    if (on) next.add(id);
    else next.delete(id);
    setPicked(next);
  };
  const pickAll = async (on: boolean): Promise<void> => {
    const all = on ? await readTo(Number.POSITIVE_INFINITY) : [];
    setPicked(new Set(all.map(({ id }) => id)));
  };
  const count = total ?? 0;
  const shown = fileRows(objects.slice(0, wanted), scene, reading);
  return (
    <div ref={back} tabIndex={-1} role="group" aria-label={words.reviewLabel(word)} className={rows.rows}>
      <ul className={styles.values} aria-busy={total === null}>
        {count < 2 ? null : (
          <li className={styles.all}>
            <label>
              <input
                type="checkbox"
                checked={taken.length === count}
                ref={(box) => {
                  if (box !== null) box.indeterminate = taken.length > 0 && taken.length < count;
                }}
                onChange={(event) => void pickAll(event.target.checked)}
              />
              {words.all(count, word)}
            </label>
          </li>
        )}
        {shown.map((row) => (
          <Difference
            key={row.id}
            row={row}
            word={word}
            picked={picked.has(row.id)}
            onPick={(on) => pick(row.id, on)}
          />
        ))}
      </ul>
      {count > shown.length ? (
        <Button look="quiet" small onClick={() => setWanted(wanted + 4 * OBJECTS_SHOWN)}>
          {strings.card.more(count - shown.length)}
        </Button>
      ) : null}
      <p className={card.note}>{words.reviewNote(word)}</p>
      <Problem text={problem} />
      <div className={card.actions}>
        <Button look="primary" disabled={disabled || total === null} onClick={() => onBring(taken)}>
          {taken.length === 0 ? words.bring : words.take(taken.length, word)}
        </Button>
        <Button onClick={onBack}>{words.back}</Button>
      </div>
    </div>
  );
}

function Difference({
  row,
  word,
  picked,
  onPick,
}: {
  readonly row: FileRow;
  readonly word: string;
  readonly picked: boolean;
  readonly onPick: (on: boolean) => void;
}) {
  return (
    <li className={styles.value} data-picked={picked || undefined}>
      <input
        type="checkbox"
        checked={picked}
        aria-label={strings.files.pick(row.name, word)}
        onChange={(event) => onPick(event.target.checked)}
      />
      <div className={styles.lines}>
        <ChangedLines id={row.id} name={row.name} lines={row.lines} />
      </div>
    </li>
  );
}
