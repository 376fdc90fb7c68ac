import { useMemo } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { engineNames } from '../model/actors.ts';
import { reachOf } from '../model/allowing.ts';
import { isConnected } from '../model/verdict.ts';
import { store } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Reach.module.css';

/** How much a suggestion touches: its objects, what goes along below them, and how much of the scene that is. */
export function Reach({ waiting }: { readonly waiting: WaitingView }) {
  // Counted when the card changes, not at every move of the scene: with many cards that would cost more than it tells.
  const { reach, engines } = useMemo(() => {
    const { scene, sessions } = store.getState().room;
    const shown = sessions.filter(isConnected).map(({ engine }) => engine);
    return { reach: reachOf(waiting, scene.objects), engines: shown };
  }, [waiting]);
  const words = strings.approvals;
  const parts = [
    strings.card.touches(waiting.of.objects),
    ...(reach.below === 0 ? [] : [words.alsoBelow(reach.below)]),
    ...(reach.isBroad ? [words.share(reach.percent)] : []),
  ];
  return (
    <span
      className={styles.reach}
      data-broad={reach.isBroad || undefined}
      title={engines.length === 0 ? undefined : words.seenIn(engineNames(engines))}
    >
      {reach.isBroad ? (
        <>
          <b aria-hidden="true">{words.broadSign}</b> {words.broad} ·{' '}
        </>
      ) : null}
      {parts.join(' · ')}
    </span>
  );
}
