/** Words of the projects: the menu at the left of the bar. */
import type { PlaceWarning } from '#app/control-room/index.ts';
import { formatCount } from '../numbers.ts';

const warnings: Record<PlaceWarning, string> = {
  network:
    'This folder is on a network disk. A history needs a disk of this computer: on others it can be damaged. Keep it here, and copy it there when it is closed.',
};

export const projectStrings = {
  open: (name: string) => `Project: ${name}`,
  title: 'Projects',
  list: 'Recent projects',
  none: 'No other projects yet.',
  versions: (count: number) => `${formatCount(count)} ${count === 1 ? 'version' : 'versions'}`,
  opened: (when: string) => `opened ${when}`,
  never: 'never opened',
  openOne: (name: string) => `Open “${name}”`,
  rename: 'Rename…',
  show: 'Show in folder',
  remove: 'Remove from list',
  removeOne: (name: string) => `Remove from list: ${name}. Nothing of it is deleted.`,
  create: 'New project…',
  find: 'Open project…',
  back: 'Back',
  newTitle: 'New project',
  name: 'Name',
  where: 'Where',
  usual: 'usual place',
  chosen: 'another folder',
  choose: 'Choose a folder…',
  chooseFirst: 'Choose a folder first.',
  inFolder: (folder: string) => `A folder with its name is made in ${folder}.`,
  make: 'Create',
  renameTitle: 'Rename',
  renameHint: 'Its folder keeps its name. Engines that are linked stay linked.',
  keep: 'Rename',
  asking: 'Something exists only in an engine: answer the question first.',
  opening: (name: string) => `Opening “${name}”`,
  long: (name: string) => `“${name}” is still being opened.`,
  longWhy:
    'It has much to read, or its disk does not answer. You may wait, or go on elsewhere: nothing of it is lost by that.',
  goBack: (name: string) => `Go to “${name}”`,
  another: 'Choose another…',
  failed: (name: string) =>
    name === '' ? 'A project could not be opened.' : `“${name}” could not be opened.`,
  stayed: (name: string) => `You are in “${name}”.`,
  dismiss: 'All right',
  warnings,
};
