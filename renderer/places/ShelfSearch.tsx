import { ChevronDown, Search } from 'lucide-react';
import type { FoundShelf } from '#app/control-room/index.ts';
import { authorName } from '../model/actors.ts';
import { MINUTE_MS } from '../numbers.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import type { ShelfQuestion } from './useFoundShelf.ts';
import styles from './ShelfSearch.module.css';

const ANY = '';
const WITHIN = { hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS, week: 7 * 24 * 60 * MINUTE_MS } as const;
type Within = keyof typeof WITHIN;

/** What of the shelf is shown: by words, by who and why, by when, and in which order. */
export function ShelfSearch({
  question,
  found,
  onChange,
}: {
  readonly question: ShelfQuestion;
  /** What there is to choose from. */
  readonly found: Pick<FoundShelf, 'who' | 'why'>;
  readonly onChange: (question: ShelfQuestion) => void;
}) {
  const agents = useRoom((room) => room.agents);
  const words = strings.shelfSearch;
  const within = (Object.keys(WITHIN) as Within[]).find((each) => WITHIN[each] === question.withinMs);
  return (
    <div className={styles.row} role="search" aria-label={words.search}>
      <div className={styles.search}>
        <Search aria-hidden="true" />
        <input
          type="text"
          role="searchbox"
          aria-label={words.search}
          placeholder={words.searchHint}
          maxLength={200}
          value={question.text}
          onChange={(event) => onChange({ ...question, text: event.currentTarget.value })}
        />
      </div>
      <Choice
        label={words.who}
        any={words.anyone}
        value={question.who}
        options={found.who.map((who) => [who, authorName(who, agents)])}
        onChange={(who) => onChange({ ...question, who })}
      />
      <Choice
        label={words.why}
        any={words.anyWhy}
        value={question.why}
        options={found.why.map((why) => [why, strings.shelf.why[why]])}
        onChange={(why) => onChange({ ...question, why })}
      />
      <Choice
        label={words.kind}
        any={words.anything}
        value={question.kind}
        options={KINDS.map((kind) => [kind, words.kinds[kind]])}
        onChange={(kind) => onChange({ ...question, kind })}
      />
      <Choice
        label={words.when}
        any={words.anyTime}
        value={within ?? null}
        options={(Object.keys(WITHIN) as Within[]).map((each) => [each, words.within[each]])}
        onChange={(each) => onChange({ ...question, withinMs: each === null ? null : WITHIN[each] })}
      />
      <label className={`${styles.choice} ${styles.order}`}>
        <span className={styles.hidden}>{words.order}</span>
        <select
          value={question.order}
          onChange={(event) =>
            onChange({ ...question, order: event.currentTarget.value as ShelfQuestion['order'] })
          }
        >
          {ORDERS.map((order) => (
            <option key={order} value={order}>
              {words.orders[order]}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden="true" />
      </label>
    </div>
  );
}

const ORDERS = ['newest', 'object'] as const satisfies readonly ShelfQuestion['order'][];
const KINDS = ['transform', 'name', 'parent', 'visibility', 'property', 'existence'] as const;

function Choice<Value extends string>({
  label,
  any,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly any: string;
  readonly value: Value | null;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value | null) => void;
}) {
  // What was chosen may have left the shelf meanwhile.
  const all =
    value === null || options.some(([each]) => each === value) ? options : [...options, [value, value]];
  return (
    <label className={styles.choice} data-narrowed={value === null ? undefined : true}>
      <span>{label}</span>
      <select
        value={value ?? ANY}
        onChange={(event) => onChange((event.currentTarget.value || null) as Value | null)}
      >
        <option value={ANY}>{any}</option>
        {all.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden="true" />
    </label>
  );
}
