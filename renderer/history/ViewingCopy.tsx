import { Button } from '../components/Button.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { CopyHead } from './CopyHead.tsx';
import styles from '../demo/Simulated.module.css';

/** On every screen of a copy, under the bar: where it comes from, and that nothing in it can be changed. */
export function ViewingCopy() {
  const copy = useRoom((room) => room.status?.copy ?? null);
  const { busy, problem, run } = useAsk();
  const words = strings.history.copy;
  // The place stays, so that the grid's rows do.
  if (copy === null) return <div className={styles.place} />;
  return (
    <section className={styles.strip} aria-label={words.label}>
      <strong className={styles.mark}>{words.mark}</strong>
      <span className={styles.text} data-selectable title={words.noOverride}>
        {problem ?? `${words.text(copy.file, copy)} ${words.receipts[copy.receipt]}`}
      </span>
      <CopyHead head={copy.head} />
      <Button small disabled={busy} onClick={() => void run('end_demo', {})}>
        {busy ? words.closing : words.close}
      </Button>
    </section>
  );
}
