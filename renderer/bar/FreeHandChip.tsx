import { Hand } from 'lucide-react';
import { useLeft } from '../components/useLeft.ts';
import { formatDuration } from '../numbers.ts';
import { goTo } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './FreeHandChip.module.css';

/** Whatever place is on screen: that agents go on by themselves just now, and for how long the longest of them may. */
export function FreeHandChip() {
  const permissions = useRoom((room) => room.permissions);
  const { grants } = permissions;
  const longestMs = Math.max(0, ...grants.map(({ leftMs }) => leftMs));
  const leftMs = useLeft(grants.length === 0 ? null : permissions, longestMs);
  if (grants.length === 0) return null;
  const words = strings.approvals;
  return (
    <button
      type="button"
      className={styles.chip}
      data-free-hand
      title={words.chipHint}
      aria-label={`${words.chip(grants.length)}, ${formatDuration(leftMs)}`}
      onClick={() => goTo('rules')}
    >
      <Hand aria-hidden="true" />
      {grants.length > 1 ? <span>{grants.length} ·</span> : null}
      <span className={styles.left}>{formatDuration(leftMs)}</span>
    </button>
  );
}
