import { useAsk } from '../components/useAsk.ts';
import { Button } from '../components/Button.tsx';
import { ViewingCopy } from '../history/ViewingCopy.tsx';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Simulated.module.css';

/** On every screen of the simulated studio, under the bar: nobody may take for their own what is made up. A copy says so there too. */
export function Simulated() {
  const simulated = useRoom((room) => room.status?.simulated === true);
  const { busy, problem, run } = useAsk();
  const words = strings.demo;
  if (!simulated) return <ViewingCopy />;
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
