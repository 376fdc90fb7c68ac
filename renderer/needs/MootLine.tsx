import { Check, CircleSlash, X } from 'lucide-react';
import type { MootCard } from '../model/cards.ts';
import { formatCount } from '../numbers.ts';
import { selectChange } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './MootLine.module.css';

/** A suggestion that is settled: one line that says what became of it, and why. */
export function MootLine({ line }: { readonly line: MootCard }) {
  const done = line.state === 'committed';
  const Icon = done ? Check : line.state === 'aborted' || line.state === 'rejected' ? X : CircleSlash;
  const outcome = line.state === null ? strings.card.withdrawn : strings.card.outcomes[line.state];
  return (
    <li>
      <button
        type="button"
        className={styles.line}
        data-done={done || undefined}
        title={line.message ?? undefined}
        onClick={() => selectChange(line.key)}
      >
        <Icon aria-hidden="true" />
        <span className={styles.label}>
          {line.actorName}: {line.label}
        </span>
        <span className={styles.outcome}>
          {outcome}
          {line.n === null ? null : <span className={styles.number}> {formatCount(line.n)}</span>}
        </span>
      </button>
    </li>
  );
}
