import type { Checkpoint } from '#app/ledger/index.ts';
import { formatClock, formatCount } from '../numbers.ts';
import { actorPhrase } from '../model/actors.ts';
import type { Room } from '../store/room.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Clock } from './Clock.tsx';
import { Said } from './Said.tsx';
import styles from './StatusLine.module.css';

/** The foot of the window: where one could go back to, what moves, and the last change. Nothing is said before main has said it. */
export function StatusLine() {
  const named = useRoom(newestNamed);
  const queued = useRoom((room) => room.status?.queued ?? 0);
  const flying = useRoom((room) => room.status?.inFlight.length ?? 0);
  const last = useRoom((room) => room.changes.tail.at(-1));
  return (
    <footer className={styles.line}>
      {named === undefined ? null : (
        <span className={styles.named}>
          {strings.status.named(named.name)}{' '}
          <span className={styles.figures}>{formatCount(named.revision)}</span>
        </span>
      )}
      {flying === 0 ? null : <span>{strings.status.onWay(flying)}</span>}
      {queued === 0 ? null : <span>{strings.status.queued(queued)}</span>}
      <Said />
      <span className={styles.last}>
        {last === undefined ? null : (
          <>
            {strings.status.lastChange} <span className={styles.figures}>{formatCount(last.n ?? 0)}</span>,{' '}
            {actorPhrase(last.actor)} <span className={styles.figures}>{formatClock(last.time)}</span>{' '}
            <Clock />
          </>
        )}
      </span>
    </footer>
  );
}

function newestNamed({ checkpoints }: Room): Checkpoint | undefined {
  return checkpoints.reduce<Checkpoint | undefined>(
    (newest, each) => (newest === undefined || each.revision >= newest.revision ? each : newest),
    undefined,
  );
}
