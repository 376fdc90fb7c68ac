import { useEffect, useRef } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { Taken } from '../inspector/TakeBack.tsx';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import type { useTakingBackAway } from './useTakingBackAway.ts';
import styles from './Away.module.css';

type Looked = Pick<ReturnType<typeof useTakingBackAway>, 'found' | 'busy' | 'problem'>;

/** What taking it back would do and what would stay, and the click that does it. */
export function TakingBack({
  found,
  busy,
  problem,
  from,
  onTake,
  onCancel,
}: Looked & {
  /** The version that was seen last. */
  readonly from: number;
  readonly onTake: () => void;
  readonly onCancel: () => void;
}) {
  const words = strings.away;
  const first = useRef<HTMLButtonElement>(null);
  const isReady = found !== null && found.how !== 'nothing';
  useEffect(() => {
    if (isReady) first.current?.focus();
  }, [isReady]);
  return (
    <div className={styles.taking}>
      {found === null && problem === null ? <p role="status">{words.looking}</p> : null}
      {found?.how === 'nothing' ? <p role="status">{words.nothing}</p> : null}
      {found?.how === 'undo' ? <Taken taken={found.view} /> : null}
      {found?.how === 'bring' ? (
        <p role="status">{words.bringBack(formatCount(from), found.commits)}</p>
      ) : null}
      <Problem text={problem} />
      <div className={styles.actions}>
        {isReady ? (
          <Button ref={first} small look="primary" disabled={busy} onClick={onTake}>
            {found.how === 'bring' ? words.bring(formatCount(from)) : words.take}
          </Button>
        ) : null}
        <Button small disabled={busy} onClick={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </div>
  );
}
