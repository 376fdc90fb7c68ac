import { useEffect, useRef, useState } from 'react';
import { differencesOf } from '../model/past.ts';
import type { Difference } from '../model/past.ts';
import { useDesk, useRoom } from '../store/store.ts';
import type { PastScene } from '../store/store.ts';
import type { SceneView } from '../store/room.ts';

/** The scene of now changes at every frame while somebody works; what differs from it is counted this often at most. */
const COUNT_EVERY_MS = 300;

interface Counted {
  readonly shown: PastScene;
  readonly since: SceneView;
  readonly differences: readonly Difference[];
}

/** How the version on screen differs from what it is compared with; null until it is read. */
export function useDifferences(): readonly Difference[] | null {
  const shown = useDesk((desk) => desk.past?.shown ?? null);
  const against = useDesk((desk) => desk.past?.against ?? null);
  const now = useRoom((room) => room.scene);
  const since = against ?? now;
  const [counted, setCounted] = useState<Counted | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef({ shown, since });
  // Another version is counted at once; the same one, when now has moved on, after a while.
  const isOfThese =
    counted !== null && counted.shown === shown && (against ?? counted.since) === counted.since;
  const isUpToDate = isOfThese && counted.since === since;
  useEffect(() => {
    latest.current = { shown, since };
    if (shown === null || isUpToDate) return;
    if (timer.current !== null && isOfThese) return;
    if (timer.current !== null) clearTimeout(timer.current);
    const count = (): void => {
      timer.current = null;
      const of = latest.current;
      if (of.shown !== null)
        setCounted({ shown: of.shown, since: of.since, differences: differencesOf(of.shown, of.since) });
    };
    timer.current = setTimeout(count, isOfThese ? COUNT_EVERY_MS : 0);
  }, [shown, since, isOfThese, isUpToDate]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return isOfThese ? counted.differences : null;
}
