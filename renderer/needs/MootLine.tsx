import { Archive, Check, CircleSlash, Undo2, X } from 'lucide-react';
import { mootLabel, outcomeOf } from '../model/cards.ts';
import type { MootCard } from '../model/cards.ts';
import { takenBackBy } from '../model/taking-back.ts';
import { formatCount } from '../numbers.ts';
import { goTo, selectChange } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './MootLine.module.css';

/** A suggestion or an offer that is settled: one line that says what became of it, and why. */
export function MootLine({ line }: { readonly line: MootCard }) {
  const done = line.state === 'committed';
  const onShelf = line.isOnShelf === true;
  const takenBack = useRoom(
    (room) => done && line.n !== null && takenBackBy(room.changes, line.n)?.state === 'committed',
  );
  const Icon = takenBack
    ? Undo2
    : onShelf
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
        data-done={(done && !takenBack) || undefined}
        title={line.message ?? undefined}
        onClick={() => {
          if (onShelf) goTo('shelf');
          else if (line.change !== null) selectChange(line.change);
        }}
      >
        <Icon aria-hidden="true" />
        <span className={styles.label}>{mootLabel(line)}</span>
        <span className={styles.outcome}>
          {takenBack ? strings.notices.takenBack : outcomeOf(line)}
          {line.n === null ? null : <span className={styles.number}> {formatCount(line.n)}</span>}
        </span>
      </button>
    </li>
  );
}
