import { Scale } from 'lucide-react';
import type { DecidedView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { engineName } from '../model/actors.ts';
import { choicesSaid, namesSaid } from '../model/conflict-rules.ts';
import { goTo, selectObject } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { NoticeFrame } from './NoticeFrame.tsx';
import styles from './Notice.module.css';

/** The newest of those that one rule decided. */
const SHOWN = 4;

/** A rule decided conflicts by itself: which ones, how, and the way back for each. */
export function DecidedNotice({
  decided,
  noticeKey,
  closed,
}: {
  readonly decided: readonly DecidedView[];
  readonly noticeKey: string;
  /** Nothing can be changed at the moment. */
  readonly closed: boolean;
}) {
  const { busy, problem, run } = useAsk();
  const words = strings.conflictRules;
  const [first] = decided;
  const stands = useRoom((room) => room.permissions.conflictRules.some(({ id }) => id === first?.rule));
  if (first === undefined) return null;
  const shown = decided.slice(-SHOWN).reverse();
  return (
    <NoticeFrame
      noticeKey={noticeKey}
      icon={Scale}
      title={words.decided(decided.length, engineName(first.engine))}
    >
      <p className={styles.text}>{choicesSaid(first.choices, first.engine)}</p>
      <ul className={styles.sides}>
        {shown.map((each) => (
          <One key={each.id} decided={each} closed={closed} />
        ))}
      </ul>
      {decided.length > shown.length ? (
        <p className={styles.foot}>{words.more(decided.length - shown.length)}</p>
      ) : null}
      <div className={styles.actions}>
        {stands ? (
          <Button small disabled={busy} onClick={() => void run('end_conflict_rule', { rule: first.rule })}>
            {words.endRule}
          </Button>
        ) : null}
        <Button small look="quiet" onClick={() => goTo('rules')}>
          {words.rules}
        </Button>
      </div>
      <Problem text={problem} />
    </NoticeFrame>
  );
}

function One({ decided, closed }: { readonly decided: DecidedView; readonly closed: boolean }) {
  const { busy, problem, run } = useAsk();
  const words = strings.conflictRules;
  const names = namesSaid(decided.objects);
  const takeBack = async (): Promise<void> => {
    for (const shelf of decided.shelves) await run('propose_shelved', { shelf });
  };
  return (
    <li className={styles.side}>
      <div className={styles.who}>
        <button
          type="button"
          className={styles.subject}
          onClick={() => selectObject(decided.objects.first[0]?.id ?? null)}
        >
          {names}
        </button>
        {decided.shelves.length === 0 ? (
          <span className={styles.outcome}>{words.takenBack}</span>
        ) : (
          <Button
            small
            disabled={busy || closed}
            title={strings.notices.takeBackHint}
            aria-label={words.takeBackLabel(names)}
            onClick={() => void takeBack()}
          >
            {words.takeBack}
          </Button>
        )}
      </div>
      <Problem text={problem} />
    </li>
  );
}
