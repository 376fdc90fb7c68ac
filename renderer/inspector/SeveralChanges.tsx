import { useMemo, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { findChanges } from '../model/changes.ts';
import { formatCount } from '../numbers.ts';
import { useIsClosed, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Taken } from './TakeBack.tsx';
import { ByPieces } from './ByPieces.tsx';
import { useUndoing } from './useUndoing.ts';
import type { Found } from './useUndoing.ts';
import styles from './SeveralChanges.module.css';

/** Of several changes that are selected together: how many they are, and what can be done with all of them. */
export function SeveralChanges({ marked }: { readonly marked: ReadonlySet<string> }) {
  const changes = useRoom((room) => room.changes);
  const { committed, objects } = useMemo(() => {
    const held = findChanges(changes, marked);
    return {
      committed: held
        .flatMap(({ state, n }) => (state === 'committed' && n !== null ? [n] : []))
        .sort((a, b) => b - a),
      objects: new Set(held.flatMap((change) => change.objects)).size,
    };
  }, [changes, marked]);
  const [newest] = committed;
  const oldest = committed.at(-1);
  const { busy, problem, found, look, take } = useUndoing();
  const [done, setDone] = useState<Found | null>(null);
  const closed = useIsClosed();
  const words = strings.several;
  const isSame = found !== null && found.changes.join() === committed.join();
  return (
    <section className={styles.several} aria-label={words.title(marked.size)}>
      <p className={styles.title}>
        <strong>{words.title(marked.size)}</strong> <span>{words.reach(committed.length, objects)}</span>
        {newest === undefined || oldest === undefined || newest === oldest ? null : (
          <span>{words.span(formatCount(oldest), formatCount(newest))}</span>
        )}
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
