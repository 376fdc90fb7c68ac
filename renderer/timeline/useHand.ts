import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import type { Clip } from '../model/timeline.ts';
import { store, useDesk } from '../store/store.ts';
import { playheadOf, selectedIn, selectTogether, setPlayhead, showFlag } from '../store/timeline.ts';
import { neighbourFlag } from './flags.ts';
import { LANE_PX } from './geometry.ts';
import { attachGestures, attachRuler } from './gestures.ts';
import { axisHovered, hoveredAt, isSameHover } from './hover.ts';
import type { Hovered } from './hover.ts';
import { pressKey } from './keys.ts';
import { choose } from './selection.ts';
import type { Selection } from './selection.ts';
import type { Stage } from './stage.ts';
import { reveal } from './view.ts';

interface HandOptions {
  readonly stage: Stage | null;
  readonly area: RefObject<HTMLElement | null>;
  readonly ruler: RefObject<HTMLElement | null>;
  readonly section: RefObject<HTMLElement | null>;
  /** Names the version on screen. */
  readonly onName: () => void;
}

interface Hand {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onSelect: (clip: Clip) => void;
  readonly hovered: Hovered | null;
  /** Where the card of what is hovered stands, over the timeline. */
  readonly place: { readonly topPx: number; readonly leftPx: number; readonly widthPx: number };
}

const NOWHERE = { topPx: 0, leftPx: 0, widthPx: 0 };

/** The hand and the keys on the timeline. */
export function useHand({ stage, area, ruler, section, onName }: HandOptions): Hand {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const [place, setPlace] = useState(NOWHERE);
  /** The clip that is selected next takes the focus, once it can. */
  const focusNext = useRef(false);
  const revealed = useDesk((desk) => desk.reveal);

  useEffect(() => {
    const [track, axis] = [area.current, ruler.current];
    if (stage === null || track === null || axis === null) return undefined;
    const hover = (next: Hovered | null, topPx: number): void => {
      stage.hover(next?.over === 'clip' ? next.clip : null);
      setHovered((before) => (isSameHover(before, next) ? before : next));
      const box = track.getBoundingClientRect();
      const around = section.current?.getBoundingClientRect();
      if (next === null || around === undefined) return;
      const at = { topPx: topPx - around.top, leftPx: box.left - around.left, widthPx: box.width };
      setPlace((before) =>
        before.topPx === at.topPx && before.leftPx === at.leftPx && before.widthPx === at.widthPx
          ? before
          : at,
      );
    };
    const overAxis = (event: PointerEvent): void => {
      const box = axis.getBoundingClientRect();
      hover(event.buttons === 0 ? axisHovered(stage, event.clientX - box.left) : null, box.top);
    };
    const leave = (): void => hover(null, 0);
    const detach = [
      attachGestures(track, stage, {
        choose: (chosen) => select(choose(chosen, stage.clips, before())),
        hover: (at) => {
          const top = track.getBoundingClientRect().top;
          const lane = at === null ? 0 : Math.floor(at.y / LANE_PX);
          hover(at === null ? null : hoveredAt(stage, at), top + lane * LANE_PX);
        },
      }),
      attachRuler(axis, stage, setPlayhead),
    ];
    axis.addEventListener('pointermove', overAxis);
    axis.addEventListener('pointerleave', leave);
    return () => {
      axis.removeEventListener('pointermove', overAxis);
      axis.removeEventListener('pointerleave', leave);
      for (const each of detach) each();
    };
  }, [stage, area, ruler, section]);

  useEffect(() => {
    if (!focusNext.current) return;
    const button = area.current?.querySelector<HTMLElement>('[data-shown]');
    if (button === null || button === undefined) return;
    focusNext.current = false;
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  useEffect(() => {
    if (stage === null || revealed === null) return;
    const view = reveal(stage.frame, revealed.n, revealed.n);
    if (view !== null) stage.look(view);
  }, [stage, revealed]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent): void => {
      if (stage === null) return;
      const taken = pressKey(event, stage, {
        selected: before(),
        select: (selection) => {
          focusNext.current = true;
          select(selection);
        },
        playhead: playheadOf(store.getState().desk),
        setPlayhead,
        toFlag: (step) => {
          const { desk } = store.getState();
          const flag = neighbourFlag(stage.checkpoints, playheadOf(desk) ?? stage.frame.newest, step);
          if (flag !== undefined) showFlag(flag.revision);
        },
        name: onName,
      });
      if (taken) event.preventDefault();
      // What is under a resting pointer is something else now; and Escape puts the card away.
      if (taken || event.key === 'Escape') setHovered(null);
    },
    [stage, onName],
  );
  const onSelect = useCallback(
    (clip: Clip): void => select(choose({ clips: [clip], how: 'only' }, [clip], before())),
    [],
  );
  return { onKeyDown, onSelect, hovered, place };
}

function before(): { readonly marked: ReadonlySet<string>; readonly shown: string | null } {
  const { desk } = store.getState();
  return { marked: selectedIn(desk), shown: desk.change };
}

function select({ marked, shown }: Selection): void {
  selectTogether(marked, shown === null ? null : shown.change);
}
