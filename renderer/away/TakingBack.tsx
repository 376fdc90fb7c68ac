import { useEffect, useRef } from 'react';
import { UNDO_CHANGES_MAX } from '#app/control-room/history-limits.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { Taken } from '../inspector/TakeBack.tsx';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import { isReady } from './useTakingBackAway.ts';
import type { useTakingBackAway } from './useTakingBackAway.ts';
import styles from './Away.module.css';

type Looked = Pick<ReturnType<typeof useTakingBackAway>, 'found' | 'busy' | 'problem'>;

/** What taking it back would do and what would stay, and the click that does it. */
export function TakingBack({
  found,
  busy,
  problem,
  onTake,
  onCancel,
}: Looked & {
  readonly onTake: () => void;
  readonly onCancel: () => void;
}) {
  const words = strings.away;
  const first = useRef<HTMLButtonElement>(null);
  const ready = isReady(found) ? found : null;
  const hasTake = ready !== null;
  useEffect(() => {
    if (hasTake) first.current?.focus();
  }, [hasTake]);
  const apart = found?.how === 'nothing' ? found.apart : (ready?.part.apart ?? 0);
  return (
    <div className={styles.taking}>
      {found === null && problem === null ? <p role="status">{words.looking}</p> : null}
      {found?.how === 'nothing' && apart === 0 ? <p role="status">{words.nothing}</p> : null}
      {found?.how === 'too_many' ? <p role="status">{words.tooMany(formatCount(UNDO_CHANGES_MAX))}</p> : null}
      {found?.how === 'undo' ? <Taken taken={found.view} /> : null}
      {found?.how === 'bring' ? (
        <p role="status">
          {words.whyBring[found.why]} {words.bringBack(formatCount(found.revision), found.commits)}
        </p>
      ) : null}
      {apart === 0 ? null : <p role="status">{words.apart(apart)}</p>}
      <Problem text={problem} />
      <div className={styles.actions}>
        {ready !== null ? (
          <Button ref={first} small look="primary" disabled={busy} onClick={onTake}>
            {ready.how === 'bring' ? words.bring(formatCount(ready.revision)) : words.take}
          </Button>
        ) : null}
        <Button small disabled={busy} onClick={onCancel}>
          {words.cancel}
        </Button>
      </div>
    </div>
  );
}
