import { useEffect, useRef } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useReturnFocus } from '../components/useReturnFocus.ts';
import { sessionName } from '../model/actors.ts';
import { isNothingThere } from '../model/only-there.ts';
import { isConnected } from '../model/verdict.ts';
import { OnlyThere } from '../needs/OnlyThere.tsx';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './LeaveDialog.module.css';

/**
 * A person wants to leave while something exists only in an engine: what, engine by engine, as it is now. Not modal,
 * and always below the bar: the override is never under it, and everything else goes on.
 */
export function LeaveDialog() {
  const leaving = useRoom((room) => room.leaving);
  return leaving ? <Dialog /> : null;
}

function Dialog() {
  const sessions = useRoom((room) => room.sessions);
  const { busy, problem, run } = useAsk();
  const dialog = useRef<HTMLElement>(null);
  const stay = useRef<HTMLButtonElement>(null);
  const words = strings.leaving;
  useReturnFocus(dialog, 'nothing');
  useEffect(() => {
    stay.current?.focus();
    void ask('answer_leaving', { answer: 'seen' });
  }, []);
  const holding = sessions.filter((session) => isConnected(session) && !isNothingThere(session.onlyThere));
  return (
    <section
      ref={dialog}
      className={styles.dialog}
      role="dialog"
      aria-modal="false"
      aria-labelledby="leaving-title"
      aria-describedby="leaving-text"
      onKeyDown={(event) => {
        if (event.key === 'Escape') void run('answer_leaving', { answer: 'stay' });
      }}
    >
      <h2 id="leaving-title">{words.title}</h2>
      <p id="leaving-text">{holding.length === 0 ? words.nothing : words.text}</p>
      <dl className={styles.engines}>
        {holding.map((session) => (
          <div key={session.session}>
            <dt>
              {sessionName(session)} <span className={styles.file}>{session.title}</span>
            </dt>
            <dd>
              <OnlyThere there={session.onlyThere} />
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.hint}>{words.hint}</p>
      <Problem text={problem} />
      <footer className={styles.actions}>
        <Button disabled={busy} onClick={() => void run('answer_leaving', { answer: 'leave' })}>
          {words.leave}
        </Button>
        <Button
          ref={stay}
          look="primary"
          disabled={busy}
          onClick={() => void run('answer_leaving', { answer: 'stay' })}
        >
          {words.stay}
        </Button>
      </footer>
    </section>
  );
}
