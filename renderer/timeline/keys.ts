/** The keys of the timeline, as they are in an editor. */
import type { KeyboardEvent } from 'react';
import { holds, neighbour } from '../model/timeline.ts';
import type { Clip } from '../model/timeline.ts';
import { isShortcut } from '../shortcuts.ts';
import type { ShortcutId } from '../shortcuts.ts';
import { choose, spanOf } from './selection.ts';
import type { Selection } from './selection.ts';
import type { Stage } from './stage.ts';
import { fit, fitAll, follow, reveal, scrollTo, xOf, zoomAt } from './view.ts';

const ZOOM_STEP = 1.5;
/** Shares of a view. */
const PAGE = 0.8;
const NUDGE = 0.125;

const STEPS = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
} as const;
type Step = (typeof STEPS)[keyof typeof STEPS];

export interface KeyEvents {
  readonly selected: { readonly marked: ReadonlySet<string>; readonly shown: string | null };
  readonly select: (selection: Selection) => void;
  readonly playhead: number | null;
  readonly setPlayhead: (version: number | null) => void;
  /** To the named version before or after the playhead. */
  readonly toFlag: (step: 1 | -1) => void;
  readonly name: () => void;
}

const COMMANDS: readonly (readonly [ShortcutId, (stage: Stage, events: KeyEvents) => void])[] = [
  ['zoom_in', (stage, { selected }) => zoomBy(stage, ZOOM_STEP, selected.marked)],
  ['zoom_out', (stage, { selected }) => zoomBy(stage, 1 / ZOOM_STEP, selected.marked)],
  ['fit_selected', (stage, { selected }) => fitSelected(stage, selected.marked)],
  ['fit_all', (stage) => stage.look(fitAll(stage.frame))],
  ['follow_now', (stage) => stage.look(follow(stage.frame))],
  ['earlier_version', ({ frame }, { playhead, setPlayhead }) => setPlayhead((playhead ?? frame.newest) - 1)],
  ['earlier_checkpoint', (_stage, { toFlag }) => toFlag(-1)],
  ['later_checkpoint', (_stage, { toFlag }) => toFlag(1)],
  ['name_version', (_stage, { name }) => name()],
  [
    'later_version',
    (_stage, { playhead, setPlayhead }) => (playhead === null ? undefined : setPlayhead(playhead + 1)),
  ],
];

/** @returns whether the key was one of the timeline's */
export function pressKey(event: KeyboardEvent, stage: Stage, events: KeyEvents): boolean {
  const { frame } = stage;
  const shown = frame.right - frame.left;
  const act = COMMANDS.find(([id]) => isShortcut(event, id))?.[1];
  if (act !== undefined) {
    act(stage, events);
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case 'PageUp':
      stage.look(scrollTo(frame, frame.right - shown * PAGE));
      return true;
    case 'PageDown':
      stage.look(scrollTo(frame, frame.right + shown * PAGE));
      return true;
    case 'Escape':
      if (events.playhead === null) return false;
      events.setPlayhead(null);
      return true;
    default: {
      const step = STEPS[event.key as keyof typeof STEPS];
      if (step === undefined) return false;
      takeStep(step, event.shiftKey, stage, events);
      return true;
    }
  }
}

/** About what is selected where that is in view, else about now or the middle. */
export function zoomBy(stage: Stage, factor: number, marked: ReadonlySet<string>): void {
  const { frame } = stage;
  const span = spanOf(stage.clips, marked);
  const x = span === null ? -1 : xOf(frame, (span.from + span.to + 1) / 2);
  const isInView = x >= 0 && x <= frame.widthPx;
  const about = isInView ? x : frame.isFollowing ? frame.widthPx : frame.widthPx / 2;
  const view = zoomAt(frame, factor, about);
  stage.look(frame.isFollowing && !isInView ? { ...view, right: null } : view);
}

function fitSelected(stage: Stage, marked: ReadonlySet<string>): void {
  const span = spanOf(stage.clips, marked);
  stage.look(span === null ? fitAll(stage.frame) : fit(stage.frame, span.from, span.to));
}

/** From clip to clip where they are to be seen, with Shift taking them along; from afar through the view. */
function takeStep(step: Step, extends_: boolean, stage: Stage, events: KeyEvents): void {
  const { frame } = stage;
  const shown = frame.right - frame.left;
  if (stage.isAfar) {
    const to = {
      left: frame.right - shown * NUDGE,
      right: frame.right + shown * NUDGE,
      up: frame.right,
      down: frame.right,
      first: 0,
      last: frame.newest,
    };
    stage.look(scrollTo(frame, to[step]));
    return;
  }
  if (step === 'first') stage.look(scrollTo(frame, 0));
  if (step === 'last') stage.look(follow(frame));
  const { clips, lanes } = stage;
  const clip = neighbour(clips, lanes, events.selected.shown, step);
  if (clip === undefined) return;
  const isAtEnd = holds(clip, events.selected.shown);
  if (!isAtEnd || !extends_) events.select(selectionOf(clip, extends_, clips, events));
  const view = reveal(stage.frame, clip.from, clip.to);
  if (view !== null) stage.look(view);
  else if (isAtEnd && step === 'left') stage.look(scrollTo(stage.frame, stage.frame.right - shown / 2));
  // What stands in for the clip must be there to take the focus.
  stage.settle();
}

function selectionOf(clip: Clip, extends_: boolean, all: readonly Clip[], events: KeyEvents): Selection {
  return choose({ clips: [clip], how: extends_ ? 'add' : 'only' }, all, events.selected);
}
