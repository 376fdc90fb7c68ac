import { useAsk } from '../components/useAsk.ts';
import { Button } from '../components/Button.tsx';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Simulated.module.css';

/** On every screen of the simulated studio, under the bar: nobody may take for their own what is made up. */
export function Simulated() {
  const simulated = useRoom((room) => room.status?.simulated === true);
  const { busy, problem, run } = useAsk();
  const words = strings.demo;
  // The place stays, so that the grid's rows do.
  if (!simulated) return <div className={styles.place} />;
  return (
    <section className={styles.strip} aria-label={words.label}>
      <strong className={styles.mark}>{words.mark}</strong>
      <span className={styles.text}>{problem ?? words.text}</span>
      <Button small disabled={busy} onClick={() => void run('end_demo', {})}>
        {busy ? words.ending : words.end}
      </Button>
    </section>
  );
}
