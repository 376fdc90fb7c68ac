import type { Conflict } from '#app/ledger/index.ts';
import { CONFLICT_RULE_LIMITS } from '#app/ledger/index.ts';
import { Segmented } from '../components/Segmented.tsx';
import { MINUTE_MS } from '../numbers.ts';
import { strings } from '../strings.ts';
import styles from './Alike.module.css';

export const MINUTES_MOST = CONFLICT_RULE_LIMITS.mostMs / MINUTE_MS;

/** What of a decision is also one for others: nothing, until the person ticks it. */
export interface AlikeChoice {
  readonly others: boolean;
  readonly later: boolean;
  readonly where: 'these' | 'any';
  readonly long: 'time' | 'closed' | 'ended';
  readonly minutes: string;
}

export const NOTHING_ALIKE: AlikeChoice = {
  others: false,
  later: false,
  where: 'these',
  long: 'time',
  minutes: '30',
};

/** Null where it is no number of minutes that a rule can have. */
export function minutesOf({ minutes }: AlikeChoice): number | null {
  const whole = /^[1-9]\d{0,3}$/u.test(minutes.trim()) ? parseInt(minutes, 10) : null;
  return whole === null || whole > MINUTES_MOST ? null : whole;
}

/** Below the values: whether others like this one go the same way, those that wait and those to come. */
export function Alike({
  conflict,
  count,
  choice,
  onChange,
}: {
  readonly conflict: Conflict;
  /** Others that wait and are like it. */
  readonly count: number;
  readonly choice: AlikeChoice;
  readonly onChange: (choice: AlikeChoice) => void;
}) {
  const words = strings.conflictRules;
  const objects = new Set(conflict.items.map(({ id }) => id)).size;
  return (
    <fieldset className={styles.alike} aria-label={words.alike}>
      <label className={styles.tick}>
        <input
          type="checkbox"
          checked={choice.others}
          disabled={count === 0}
          onChange={(event) => onChange({ ...choice, others: event.currentTarget.checked })}
        />
        {count === 0 ? words.noOthers : words.others(count)}
      </label>
      <label className={styles.tick}>
        <input
          type="checkbox"
          checked={choice.later}
          onChange={(event) => onChange({ ...choice, later: event.currentTarget.checked })}
        />
        {words.later}
      </label>
      {choice.later ? (
        <div className={styles.scope}>
          <Segmented
            label={words.where}
            value={choice.where}
            options={[
              { value: 'these', label: words.these(objects) },
              { value: 'any', label: words.any },
            ]}
            onChange={(where) => onChange({ ...choice, where })}
          />
          <Segmented
            label={words.long}
            value={choice.long}
            options={(['time', 'closed', 'ended'] as const).map((value) => ({
              value,
              label: words.spans[value],
            }))}
            onChange={(long) => onChange({ ...choice, long })}
          />
          {choice.long === 'time' ? (
            <label className={styles.minutes}>
              <input
                type="text"
                inputMode="numeric"
                aria-label={words.minutesLabel}
                value={choice.minutes}
                onChange={(event) => onChange({ ...choice, minutes: event.currentTarget.value })}
              />
              {words.minutes}
            </label>
          ) : null}
          <p className={styles.hint}>{words.laterHint(CONFLICT_RULE_LIMITS.objectsTaken)}</p>
        </div>
      ) : null}
    </fieldset>
  );
}
