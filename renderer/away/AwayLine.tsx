import { ChevronRight, Moon, X } from 'lucide-react';
import { IconButton } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { spanWords, summarySentence } from '../model/away.ts';
import { openAway } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './AwayLine.module.css';

/** That others changed something meanwhile: a line that waits to be opened, and takes no focus and no attention by itself. */
export function AwayLine() {
  const away = useRoom((room) => room.attention.away);
  const isOpen = useDesk((desk) => desk.away);
  const { busy, problem, run } = useAsk();
  if (away === null) return null;
  const words = strings.away;
  return (
    <div className={styles.line} role="group" aria-label={words.title}>
      <button
        type="button"
        className={styles.open}
        title={words.lineHint}
        aria-expanded={isOpen}
        onClick={() => openAway(!isOpen)}
      >
        <Moon aria-hidden="true" />
        <span className={styles.words}>
          {summarySentence(away)}
          <span className={styles.when}>{spanWords(away)}</span>
        </span>
        <ChevronRight className={styles.more} aria-hidden="true" />
      </button>
      <IconButton
        label={words.seen}
        disabled={busy}
        onClick={() => {
          openAway(false);
          void run('keep_away', { to: away.to });
        }}
      >
        <X aria-hidden="true" />
      </IconButton>
      <Problem text={problem} />
    </div>
  );
}
