import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { findChange } from '../model/changes.ts';
import { useDesk, useIsClosed, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Taken } from './TakeBack.tsx';
import { ByPieces } from './ByPieces.tsx';
import { useUndoing } from './useUndoing.ts';
import type { Found } from './useUndoing.ts';
import styles from './SeveralChanges.module.css';

/** Of several changes that are selected together: how many they are, and what can be done with all of them. */
export function SeveralChanges() {
  const marked = useDesk((desk) => desk.marked);
  const isShown = useDesk((desk) => desk.change !== null && desk.marked.has(desk.change));
  return isShown && marked.size > 1 ? <Several key={[...marked].join()} marked={marked} /> : null;
}

function Several({ marked }: { readonly marked: ReadonlySet<string> }) {
  const committed = useRoom(
    useShallow((room) =>
      [...marked]
        .flatMap((id) => {
          const change = findChange(room.changes, id);
          return change?.state === 'committed' && change.n !== null ? [change.n] : [];
        })
        .sort((a, b) => b - a),
    ),
  );
  const objects = useRoom(
    (room) => new Set([...marked].flatMap((id) => findChange(room.changes, id)?.objects ?? [])).size,
  );
  const { busy, problem, found, look, take } = useUndoing();
  const [done, setDone] = useState<Found | null>(null);
  const closed = useIsClosed();
  const words = strings.several;
  const isSame = found !== null && found.changes.join() === committed.join();
  return (
    <section className={styles.several} aria-label={words.title(marked.size)}>
      <p className={styles.title}>
        <strong>{words.title(marked.size)}</strong> <span>{words.reach(committed.length, objects)}</span>
      </p>
      {isSame ? (
        <>
          <Taken taken={found.view} />
          <ByPieces pieces={found.view.pieces} />
          <div>
            <Button
              small
              look="primary"
              disabled={busy || closed || found.view.operations === 0}
              onClick={() => void take(found).then((taken) => (taken ? setDone(found) : undefined))}
            >
              {strings.takeBackMore.take(found.changes.length)}
            </Button>
          </div>
        </>
      ) : committed.length === 0 || done !== null ? null : (
        <div>
          <Button
            small
            disabled={busy || closed}
            title={closed ? strings.inspector.held : strings.takeBackMore.title}
            onClick={() => void look(committed)}
          >
            {words.takeBack(committed.length)}
          </Button>
        </div>
      )}
      <p role="status" className={styles.done}>
        {done === null ? '' : strings.takeBackMore.done(done.changes.length, done.view.pieces)}
      </p>
      <Problem text={problem} />
    </section>
  );
}
