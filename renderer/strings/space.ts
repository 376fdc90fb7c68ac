/** Words of the 3D view. */
import type { ShortcutId } from '#app/control-room/shortcuts.ts';
import type { Handle, Tool } from '../scene/space/drag.ts';
import type { Side } from '../scene/space/view.ts';
import { formatCount } from '../numbers.ts';

const sides: Record<Side, string> = {
  front: 'Front',
  back: 'Back',
  right: 'Right',
  left: 'Left',
  top: 'Top',
  bottom: 'Bottom',
};

const tools: Record<Tool, string> = { select: 'Select', move: 'Move', turn: 'Rotate', scale: 'Scale' };

/** Those that a person can change are looked up. */
type RowKeys = readonly string[] | ((of: (id: ShortcutId) => readonly string[]) => readonly string[]);

const KEY_ROWS: readonly { readonly keys: RowKeys; readonly what: string }[] = [
  { keys: ['Middle drag'], what: 'Turn the view (also Alt + drag)' },
  { keys: ['Shift', 'Middle drag'], what: 'Move the view' },
  { keys: ['Wheel'], what: 'Zoom to the pointer' },
  { keys: ['←', '→', '↑', '↓'], what: 'Turn the view; with Shift, move it' },
  { keys: ['+', '−'], what: 'Zoom' },
  { keys: ['Click'], what: 'Select; with Shift add, with Ctrl add or take out' },
  { keys: ['Drag'], what: 'Select with a box; with Shift add, with Ctrl take out' },
  { keys: (of) => of('select_box'), what: 'The next drag is a box, also over a handle' },
  { keys: (of) => of('select_all'), what: 'Select everything that is drawn' },
  { keys: (of) => of('select_none'), what: 'Select nothing' },
  { keys: (of) => of('frame_selected'), what: 'Frame what is selected' },
  { keys: (of) => of('frame_all'), what: 'Show everything' },
  { keys: ['1', '3', '7'], what: 'From the front, right, top; with Ctrl from the other side' },
  { keys: ['5'], what: 'With or without perspective' },
  { keys: ['0'], what: 'From the scene’s camera' },
  {
    keys: (of) => [...of('move'), ...of('turn'), ...of('scale')],
    what: 'Move, rotate, scale what is selected',
  },
  { keys: ['X', 'Y', 'Z'], what: 'Meanwhile: along this axis; with Shift, along the other two' },
  { keys: ['Ctrl'], what: 'Meanwhile: in steps' },
  { keys: ['0 … 9'], what: 'Meanwhile: by exactly this much' },
  { keys: ['Enter', 'Esc'], what: 'Keep it · put it back' },
  {
    keys: ['Space'],
    what: 'Before or after, from where you look in your engine: tap, or hold. Esc goes back',
  },
];

export const space = {
  region: '3D view of the shared scene',
  hint: 'Press ? for its keys. Arrow keys turn the view, plus and minus zoom, F frames what is selected.',
  loading: 'Loading the 3D view…',
  preference: '3D view',
  preferenceHint: 'Off: the list of objects has the whole place.',
  outlinerOpen: 'Show the list of objects',
  outlinerFold: 'Fold the list of objects away',
  unable: {
    absent: 'No 3D view: this computer offers no WebGL 2. The list has every object and every value.',
    failed: (why: string) =>
      `No 3D view: it could not start (${why}). The list has every object and every value.`,
    lost: 'The graphics card was taken from the 3D view. It comes back by itself; the list has everything meanwhile.',
  },
  again: 'Try again',

  toolsLabel: 'Tools',
  tools,
  views: 'Views',
  frameAll: 'Show everything',
  projection: { flat: 'Without perspective', deep: 'With perspective' },
  throughCamera: 'From the camera',
  help: 'Keys of the 3D view',
  sides,
  sideOf: (side: Side, axis: string) => `View from: ${sides[side]} (${axis})`,
  perspective: 'Perspective',
  orthographic: 'Orthographic',
  proxies: 'Shapes stand for objects: the shared scene holds places and values, no meshes.',

  result: 'result',
  beforeBoth: 'before both',
  versions: 'Whose version is shown',
  shared: 'Shared scene',
  suggestedBy: (who: string) => `As ${who} suggests`,
  compare: 'Before / after',
  compareTitle: 'Shows what is shared and what is suggested, collides or was, in turn',
  comparedFrom: (engine: string) => `From your view in ${engine}. Esc goes back.`,
  comparedHere: 'From this view: no engine tells from where you look.',
  viewOf: (engine: string) => `Your view in ${engine}`,
  now: 'Now',
  version: (revision: number) => `Version ${formatCount(revision)}`,
  inVersion: (who: string) => `As in ${who}`,
  ghost: (who: string, name: string) => `${who}: ${name}`,
  ghosts: (who: string, count: number) => `${who}: ${formatCount(count)} objects`,
  ghostGoes: (who: string, name: string) => `${who}: ${name} deleted`,
  suggestedShort: 'Suggested',

  during: {
    move: 'Move',
    turn: 'Rotate',
    scale: 'Scale',
  } satisfies Record<Handle, string>,
  /** While something is in the hand: what can be pressed. */
  hold: 'X Y Z along an axis · Ctrl in steps · Enter keeps · Esc puts back',
  refused: {
    nothing: 'Select an object first.',
    held: 'Everything is held: nothing can be changed.',
    read_only: 'Read-only: nothing can be changed.',
    past: 'An earlier version is shown. Go back to now to change it.',
    otherVersion: 'Another version is shown. Go back to the shared scene to change it.',
    locked: (name: string) => `${name} is locked. Unlock it in the inspector to change it here.`,
    lockedAbove: (name: string, above: string) =>
      `${name} hangs below ${above}, which is locked. Unlock that in the inspector to change it here.`,
    severalLocked: (count: number, name: string) =>
      `${count === 1 ? 'One of them' : `${formatCount(count)} of them`} cannot be changed: ${name} is locked. Unlock it, or take it out of the selection.`,
    flat: (name: string) => `${name} cannot be placed: what it hangs below is scaled to nothing.`,
    changed: (name: string) => `${name} was changed meanwhile; it is where that left it.`,
    gone: (name: string) => `${name} is gone.`,
    nothingToCompare: 'Nothing to compare: no suggestion, no conflict and no earlier version is shown.',
    noCamera: 'There is no camera in the shared scene.',
  },
  putBack: 'Put back.',
  boxWaits: 'Drag a box around what is to be selected. Shift adds, Ctrl takes out, Esc gives up.',

  keyRows: KEY_ROWS,
} as const;
