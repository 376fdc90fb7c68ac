import { useState } from 'react';
import { APPROVERS } from '#app/control-room/history-limits.ts';
import type { HistoryFilter } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import type { Lane } from '../model/timeline.ts';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import { Choice, FilterRow } from '../timeline/FilterRow.tsx';
import styles from './HistoryFilters.module.css';

interface HistoryFiltersProps {
  readonly filter: HistoryFilter;
  readonly lanes: readonly Lane[];
  readonly onChange: (filter: HistoryFilter) => void;
  readonly onClear: () => void;
}

/** What the history is narrowed to, by field. */
export function HistoryFilters({ filter, lanes, onChange, onClear }: HistoryFiltersProps) {
  const words = strings.history;
  const { from, to, forced, approvedBy } = filter;
  return (
    <div className={styles.filters}>
      <FilterRow
        filter={filter}
        lanes={lanes}
        onChange={onChange}
        isNarrowed={from !== null || to !== null || forced || approvedBy !== null}
        onClear={onClear}
      >
        <Choice
          label={words.approved}
          options={APPROVERS.map((id) => ({ id, label: words.approvers[id] }))}
          chosen={approvedBy}
          onChange={(chosen) => onChange({ ...filter, approvedBy: chosen })}
        />
        <Button
          small
          data-chip
          aria-pressed={forced}
          data-narrowed={forced || undefined}
          title={words.forcedHint}
          onClick={() => onChange({ ...filter, forced: !forced })}
        >
          {words.forced}
        </Button>
        <span className={styles.span}>
          <span aria-hidden="true">{words.from}</span>
          <NumberField
            label={words.fromLabel}
            value={from}
            onChange={(next) => onChange({ ...filter, from: next })}
          />
          <span aria-hidden="true">{words.to}</span>
          <NumberField
            label={words.toLabel}
            value={to}
            onChange={(next) => onChange({ ...filter, to: next })}
          />
        </span>
      </FilterRow>
    </div>
  );
}

/** A version, or nothing for any. What is no number stands until it is left, and then goes. */
function NumberField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}) {
  const shown = value === null ? '' : formatCount(value);
  const [typed, setTyped] = useState<string | null>(null);
  const take = (): void => {
    if (typed === null) return;
    const digits = typed.replace(/[\s,]/gu, '');
    const number = /^\d{1,15}$/.test(digits) ? Number(digits) : null;
    setTyped(null);
    if (number !== value) onChange(number);
  };
  return (
    <input
      type="text"
      inputMode="numeric"
      aria-label={label}
      data-narrowed={value === null ? undefined : true}
      value={typed ?? shown}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
}
