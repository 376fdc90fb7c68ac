import { useEffect, useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';
import type { Actor } from '#app/intents/index.ts';
import { ask } from '../store/ask.ts';
import { onPaletteChange } from './palette.ts';
import { Stage } from './stage.ts';
import type { Elements, Settled, Shown } from './stage.ts';
import { FOLLOWING, frameOf } from './view.ts';

export type ElementRefs = { readonly [Name in keyof Elements]: RefObject<Elements[Name] | null> };

interface OnStage {
  readonly stage: Stage | null;
  readonly settled: Settled;
  readonly problem: string | null;
}

const NOTHING_YET: Settled = { frame: frameOf(FOLLOWING, 0, 0), clips: [], isAfar: false };

/** The canvas and what draws on it, for as long as the timeline is there. */
export function useStage(
  elements: ElementRefs,
  shown: Shown,
  {
    snapshots,
    onActors,
  }: { readonly snapshots: number; readonly onActors: (actors: readonly Actor[]) => void },
): OnStage {
  const [stage, setStage] = useState<Stage | null>(null);
  const [settled, setSettled] = useState(NOTHING_YET);
  const [problem, setProblem] = useState<string | null>(null);

  useLayoutEffect(() => {
    const { track, ruler, overview, window, mirror, playhead } = present(elements);
    const made = new Stage(
      { track, ruler, overview, window, mirror, playhead },
      {
        askLanes: async (question) => ask('read_timeline_lanes', question),
        askClock: async (numbers) => ask('read_timeline_clock', { numbers: [...numbers] }),
        settled: setSettled,
        actors: onActors,
        failed: setProblem,
      },
      shown,
    );
    setStage(made);
    const area = track.parentElement as HTMLElement;
    const measure = (): void => made.resize(area.clientWidth, area.clientHeight);
    const watch = new ResizeObserver(measure);
    watch.observe(area);
    measure();
    const unwatch = onPaletteChange(() => made.restyle());
    // Drawn before the type has come, labels would stay in another one.
    void document.fonts.ready.then(() => made.restyle());
    return () => {
      watch.disconnect();
      unwatch();
      made.end();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- made once; what is shown is handed on below
  }, []);

  useLayoutEffect(() => stage?.show(shown), [stage, shown]);
  // Another life of main may have another history.
  useEffect(() => stage?.forget(), [stage, snapshots]);
  return { stage, settled, problem };
}

function present(refs: ElementRefs): Elements {
  const found = (ref: RefObject<HTMLElement | null>): HTMLElement => {
    if (ref.current === null) throw new Error('timeline: an element is missing');
    return ref.current;
  };
  return {
    track: found(refs.track) as HTMLCanvasElement,
    ruler: found(refs.ruler) as HTMLCanvasElement,
    overview: found(refs.overview) as HTMLCanvasElement,
    window: found(refs.window),
    mirror: found(refs.mirror),
    playhead: found(refs.playhead),
  };
}
