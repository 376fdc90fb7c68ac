import { Bot, Box } from 'lucide-react';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { goTo } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './FirstRun.module.css';

/** Nothing is set up: the two ways to begin. */
export function FirstRun() {
  const { busy, problem, run } = useAsk();
  const words = strings.firstRun;
  return (
    <div className={styles.first}>
      <h3>{words.title}</h3>
      <p className={styles.text}>{words.text}</p>
      <div className={styles.choices}>
        <button
          type="button"
          className={styles.choice}
          aria-disabled={busy || undefined}
          onClick={() => (busy ? undefined : void run('launch_engine', { kind: 'blender' }))}
        >
          <Box aria-hidden="true" data-engine="blender" />
          <span className={styles.name}>{words.blender}</span>
          <span className={styles.what}>{busy ? strings.engines.launching : words.blenderText}</span>
        </button>
        <button type="button" className={styles.choice} onClick={() => goTo('engines')}>
          <Bot aria-hidden="true" data-engine="agent" />
          <span className={styles.name}>{words.agent}</span>
          <span className={styles.what}>{words.agentText}</span>
        </button>
      </div>
      <Problem text={problem} />
      <button type="button" className={styles.hand} onClick={() => goTo('engines')}>
        {words.byHand}
      </button>
    </div>
  );
}
