import type { OfferedValue } from '../model/offers.ts';
import { ChangedLines } from './ChangedLines.tsx';
import styles from './OfferCard.module.css';

/**
 * Values with a box each, and one for all: what is picked is taken, the rest is left. What cannot be had says why, and has
 * a box that does nothing.
 */
export function ValuePicks({
  shown,
  free,
  picked,
  words,
  onPick,
}: {
  readonly shown: readonly OfferedValue[];
  /** Keys of all that can be picked, also of those that are not shown. */
  readonly free: readonly string[];
  readonly picked: ReadonlySet<string>;
  readonly words: {
    readonly all: (count: number) => string;
    readonly pick: (name: string, what: string) => string;
  };
  readonly onPick: (picked: ReadonlySet<string>) => void;
}) {
  const count = free.filter((key) => picked.has(key)).length;
  const pick = (key: string, on: boolean): void => {
    const next = new Set(picked);
    if (on) next.add(key);
    else next.delete(key);
    onPick(next);
  };
  return (
    <ul className={styles.values}>
      {free.length < 2 ? null : (
        <li className={styles.all}>
          <label>
            <input
              type="checkbox"
              checked={count === free.length}
              ref={(box) => {
                if (box !== null) box.indeterminate = count > 0 && count < free.length;
              }}
              onChange={(event) => onPick(new Set(event.target.checked ? free : []))}
            />
            {words.all(free.length)}
          </label>
        </li>
      )}
      {shown.map((value) => {
        const isPicked = picked.has(value.key) && value.canKeep;
        return (
          <li key={value.key} className={styles.value} data-picked={isPicked || undefined}>
            <input
              type="checkbox"
              checked={isPicked}
              disabled={!value.canKeep}
              aria-label={words.pick(value.name, value.what)}
              onChange={(event) => pick(value.key, event.target.checked)}
            />
            <div className={styles.lines}>
              <ChangedLines id={value.id} name={value.name} lines={value.lines} />
              {value.since === null ? null : <p className={styles.since}>{value.since}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
