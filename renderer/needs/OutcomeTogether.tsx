import { Check } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { ByPieces } from '../inspector/ByPieces.tsx';
import { Taken } from '../inspector/TakeBack.tsx';
import { useUndoing } from '../inspector/useUndoing.ts';
import type { Found } from '../inspector/useUndoing.ts';
import type { CameOf, Together } from '../model/together.ts';
import { useKeys } from '../shortcuts.ts';
import { forgetTogether } from '../store/actions.ts';
import { strings } from '../strings.ts';
import { useGuard } from './useGuard.ts';
import { useStanding } from './useStanding.ts';
import styles from './Outcomes.module.css';

/** What became of all that one click approved, and the way back for all of it: looked at first, what stays with it. */
export function OutcomeTogether({
  together,
  came: { done, of, isOver },
  closed,
}: {
  readonly together: Together;
  readonly came: CameOf;
  readonly closed: boolean;
}) {
  const { seconds, ask, watch } = useStanding(() => forgetTogether(together.key));
  const { busy, problem, found, look, take, again } = useUndoing();
  const [taken, setTaken] = useState<Found | null>(null);
  // What stands there was looked at, or has only just come up: no key that was meant for what stood before answers it.
  const guarded = useGuard(`${done.join()} ${String(found?.view.at)} ${String(taken !== null)}`);
  // Until all have come to their ends, and while what would go back is looked at, it stands.
  const isHeld = !isOver || found !== null;
  const hold = useEffectEvent((on: boolean) => ask(on));
  useEffect(() => hold(isHeld), [isHeld]);
  const keysOf = useKeys();
  const words = strings.takeBack;
  const { actorName, task } = together;
  const what = task === null ? actorName : `${actorName}: ${task}`;
  const go = async (): Promise<void> => {
    if (found === null) return look(done);
    if (await take(found)) setTaken(found);
  };
  return (
    <li className={styles.outcome} data-done {...watch}>
      <Check aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.label}>{what}</p>
        <p>{words.doneOf(done.length, of)}</p>
      </div>
      {taken !== null || !isOver ? null : (
        <Button
          small
          look={found === null ? 'plain' : 'primary'}
          hint={keysOf('take_back')}
          disabled={busy || closed || guarded || found?.view.operations === 0}
          title={strings.takeBackMore.title}
          aria-label={found === null ? words.allLabel(done.length, what) : undefined}
          data-take-back=""
          onClick={() => void go()}
        >
          {found === null ? words.allOf(done.length) : strings.takeBackMore.take(found.changes.length)}
          {found === null ? (
            <span className={styles.seconds} aria-hidden="true">
              {seconds}
            </span>
          ) : null}
        </Button>
      )}
      <div className={styles.answer}>
        <Taken taken={found?.view ?? null} />
        {found === null ? null : (
          <>
            <ByPieces pieces={found.view.pieces} />
            <Button look="quiet" small onClick={again}>
              {words.leave}
            </Button>
          </>
        )}
        <p role="status">
          {taken === null ? '' : strings.takeBackMore.done(taken.changes.length, taken.view.pieces)}
        </p>
        <Problem text={problem} />
      </div>
    </li>
  );
}
