import { Archive, Check, CircleSlash, X } from 'lucide-react';
import { outcomeOf } from '../model/cards.ts';
import type { MootCard } from '../model/cards.ts';
import { formatCount } from '../numbers.ts';
import { goTo, selectChange } from '../store/actions.ts';
import styles from './MootLine.module.css';

/** A suggestion or an offer that is settled: one line that says what became of it, and why. */
export function MootLine({ line }: { readonly line: MootCard }) {
  const done = line.state === 'committed';
  const onShelf = line.isOnShelf === true;
  const Icon = onShelf
    ? Archive
    : done
      ? Check
      : line.state === 'aborted' || line.state === 'rejected'
        ? X
        : CircleSlash;
  return (
    <li>
      <button
        type="button"
        className={styles.line}
        data-done={done || undefined}
        title={line.message ?? undefined}
        onClick={() => {
          if (onShelf) goTo('shelf');
          else if (line.change !== null) selectChange(line.change);
        }}
      >
        <Icon aria-hidden="true" />
        <span className={styles.label}>
          {line.actorName}: {line.label}
        </span>
        <span className={styles.outcome}>
          {outcomeOf(line)}
          {line.n === null ? null : <span className={styles.number}> {formatCount(line.n)}</span>}
        </span>
      </button>
    </li>
  );
}
