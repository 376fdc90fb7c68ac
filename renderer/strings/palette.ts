/** Words of the palette that finds everything, and of undoing and redoing one's own changes. */
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

export const paletteStrings = {
  title: 'Find anything',
  open: 'Find',
  openHint: (keys: string) => `Find an object, a change, a connection or something to do (${keys})`,
  placeholder: 'An object, a version, something to do…',
  results: 'Found',
  none: (text: string) => `Nothing here is called “${text}”.`,
  noneText: 'Objects go by their names, changes by their numbers.',
  /** Beyond those that are listed. */
  more: (count: number) => `${formatCount(count)} more: type on to narrow it down`,
  said: (count: number) => counted(count, 'result', 'results'),

  groups: {
    needs: 'Needs you',
    recent: 'Used last',
    versions: 'Versions',
    actions: 'To do',
    places: 'Places',
    connections: 'Connections',
    projects: 'Projects',
    objects: 'Objects',
    search: 'Look further',
  },

  place: (name: string) => `Go to ${name}`,
  showChange: (n: string) => `Show change ${n}`,
  showVersion: (n: string) => `Show the scene as it was at version ${n}`,
  showNow: 'Back to now',
  newProject: 'New project…',
  openProject: 'Open a project…',
  goToProject: (name: string) => `Go to the project ${name}`,
  seekIn: {
    history: (text: string) => `Look for “${text}” in the history`,
    shelf: (text: string) => `Look for “${text}” on the shelf`,
  },
  pauseAgent: (name: string) => `Pause ${name}`,
  continueAgent: (name: string) => `Let ${name} go on`,
  connection: (name: string) => `Show the connection of ${name}`,
  launchBlender: 'Launch Blender with VibeSync',
  connectEngine: 'Connect Blender or Unity',
  connectAgent: 'Connect an AI agent',
  space: (isOn: boolean) => (isOn ? 'Switch the 3D view off' : 'Switch the 3D view on'),
  axes: {
    blender: 'Show values as in Blender, Z up',
    unity: 'Show values as in Unity, Y up',
    follow: 'Show values as in the engine that is used',
  },
  unit: (label: string) => `Show lengths in ${label}`,
  away: 'What changed while I was away',
  quietFor: (minutes: number) => `Do not disturb for ${minutes} minutes`,
  quietOpen: 'Do not disturb until I switch it off',
  quietEnd: 'End: do not disturb',
  verify: 'Verify the history',
  demo: 'See it work: start a simulated studio',
  /** By which more is found than by its name. */
  words: {
    override: 'halt stop everything hold',
    undo: 'take back revert',
    redo: 'again',
    pause: 'agents stop freeze',
    connection: 'session engine plug-in',
    launch: 'start open engine',
    connect: 'pair code plug-in add-on package',
    agent: 'mcp key client claude',
    space: 'viewport camera',
    axes: 'coordinates orientation up',
    unit: 'metres centimetres length',
    away: 'back meanwhile changes others left off seen',
    quiet: 'dnd notifications silence focus mute',
    verify: 'ledger chain check guarantees',
    demo: 'example tour simulated',
  },
};

/** Of several changes that are selected together. */
export const severalStrings = {
  title: (count: number) => counted(count, 'change is selected', 'changes are selected'),
  reach: (committed: number, objects: number) =>
    `${formatCount(committed)} of them confirmed · ${counted(objects, 'object', 'objects')}`,
  span: (first: string, last: string) => `Versions ${first} to ${last}`,
  takeBack: (count: number) => `Take back ${counted(count, 'change', 'changes')}…`,
};

export const undoStrings = {
  undoOf: (label: string) => `Take back: ${label}`,
  redoOf: (label: string) => `Make again: ${label}`,
  undone: (label: string) => `Taken back: ${label}`,
  redone: (label: string) => `Made again: ${label}`,
  refused: (label: string, why: string) => `Not taken back: ${label}. ${why}`,
  onItsWay: 'Your last change is still on its way. Press again once it is through.',
  nothingToUndo: 'There is no change of yours here to take back.',
  nothingToRedo: 'There is nothing that you took back last.',
};
