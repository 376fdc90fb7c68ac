import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { WaitingView } from '#app/control-room/index.ts';
import { engineNames } from '../model/actors.ts';
import { reachOf } from '../model/allowing.ts';
import { isConnected } from '../model/verdict.ts';
import { store, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Reach.module.css';

/** How much a suggestion touches: its objects, what goes along below them, how much of the scene that is, and where it will
 * be seen. */
export function Reach({ waiting }: { readonly waiting: WaitingView }) {
  // Counted when the card changes, not at every move of the scene: with many cards that would cost more than it tells.
  const reach = useMemo(() => reachOf(waiting, store.getState().room.scene.objects), [waiting]);
  const engines = useRoom(
    useShallow(({ sessions }) => [...new Set(sessions.filter(isConnected).map(({ engine }) => engine))]),
  );
  const words = strings.approvals;
  const parts = [
    strings.card.touches(waiting.of.objects),
    ...(reach.below === 0 ? [] : [words.alsoBelow(reach.below)]),
    ...(reach.isBroad ? [words.share(reach.percent)] : []),
    ...(engines.length === 0 ? [] : [words.seenIn(engineNames(engines))]),
  ];
  return (
    <span className={styles.reach} data-broad={reach.isBroad || undefined}>
      {reach.isBroad ? (
        <>
          <b aria-hidden="true">{words.broadSign}</b> {words.broad} ·{' '}
        </>
      ) : null}
      {parts.join(' · ')}
    </span>
  );
}
