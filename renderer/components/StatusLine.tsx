import { formatClock, formatCount } from '../numbers.ts';
import { actorPhrase } from '../model/actors.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Clock } from './Clock.tsx';
import { Said } from './Said.tsx';
import styles from './StatusLine.module.css';

/** The foot of the window: how much there is, what moves, and the last change. Nothing is said before main has said it. */
export function StatusLine() {
  const objects = useRoom((room) => (room.status === null ? null : room.scene.objects.size));
  const queued = useRoom((room) => room.status?.queued ?? 0);
  const flying = useRoom((room) => room.status?.inFlight.length ?? 0);
  const last = useRoom((room) => room.changes.tail.at(-1));
  return (
    <footer className={styles.line}>
      {objects === null ? null : <span>{strings.scene.objects(objects)}</span>}
      {flying === 0 ? null : <span>{strings.status.onWay(flying)}</span>}
      {queued === 0 ? null : <span>{strings.status.queued(queued)}</span>}
      <Said />
      <span className={styles.last}>
        {objects === null ? null : last === undefined ? (
          strings.status.none
        ) : (
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
