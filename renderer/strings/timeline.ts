/** The words of the timeline. */
import type { ChangeShape } from '#app/control-room/change-shapes.ts';
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

const shapes: Readonly<Record<ChangeShape, string>> = {
  done: 'done',
  applying: 'applying',
  waiting: 'waiting',
  conflict: 'conflict',
  failed: 'did not go through',
  superseded: 'made way',
};

export const timelineStrings = {
  region: 'Timeline',
  track: 'Changes by version',
  ruler: 'Version',
  waiting: 'waiting',
  following: 'following now',
  follow: 'Follow now',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  overview: 'Part of the history that is shown',
  /** The newest number: how many changes there are, it does not tell. */
  upTo: (newest: number) => (newest === 0 ? 'no changes yet' : `up to ${formatCount(newest)}`),
  empty: 'Changes appear here in the order in which they took effect.',
  reading: 'reading…',
  noSuchChange: (n: string) => `Number ${n} was used for no change that is kept.`,
  unread: 'This part of the history could not be read.',
  lanes: { override: 'Override', you: 'You · here', engine: (engine: string) => `You · ${engine}` },
  run: (name: string, count: number) => `${name} · ${counted(count, 'change', 'changes')}`,
  runShort: (name: string, count: number) => `${name} · ${formatCount(count)}`,
  runChanges: (count: number) => counted(count, 'change', 'changes'),
  runCount: (count: number) => `× ${formatCount(count)}`,
  runMoves: (name: string, count: number) => `${name} · ${counted(count, 'move', 'moves')}`,
  clip: (number: string, actor: string, label: string, state: string) =>
    `${number}, ${actor}: ${label}, ${state}`,
  waitingMore: (count: number) => `${formatCount(count)} more`,
  waitingClip: (actor: string, label: string) => `Waiting, ${actor}: ${label}`,
  range: (from: string, to: string) => `${from} to ${to}`,
  resize: 'Height of the timeline',
  shapes,
  /** From afar: a stretch of numbers, and how many changes there are in it. */
  stretch: (range: string, count: number) => `${range}: ${counted(count, 'change', 'changes')}`,
  shapeCount: (shape: ChangeShape, count: number) => `${formatCount(count)} ${shapes[shape]}`,
  /** The name of the track while single changes are too narrow to be seen. */
  afar: 'shown as bars; zoom in for single changes',
  pause: (duration: string) => `Nothing for ${duration}`,
  selected: (count: number) => `${formatCount(count)} selected`,
  keys: 'Wheel zooms, Shift and wheel pan, drag selects, F fits, L follows now, M names a version.',

  filter: 'Filter',
  filterActors: 'By',
  filterClasses: 'Kind',
  filterShapes: 'State',
  filterObject: 'Object',
  onlyObject: (name: string) => `Only ${name}`,
  anyObject: 'Select an object to see only its changes.',
  filterAll: 'all',
  filterSome: (count: number, of: number) => `${formatCount(count)} of ${formatCount(of)}`,
  filterJust: 'only',
  filterOnly: (name: string) => `Only ${name}`,
  filterOff: 'Show everything',
  clockRuler: 'Times of the computer clock',
  clockMark: 'computer clock',

  playhead: (number: string) => `Version ${number}`,
  playheadLabel: 'Version at the playhead',
  backToNow: 'Back to now',

  causality: 'How it came about',
  basedOn: 'Made on top of',
  ledTo: 'Changed next by',
  supersededBy: 'Made way for',
  superseded: 'Took the place of',
  part: 'Of its values only the first 512 were looked at.',
};
