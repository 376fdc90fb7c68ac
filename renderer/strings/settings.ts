/** Words of the settings of this computer. */
import { formatCount } from '../numbers.ts';
import type { NewsKind, Scale, Theme } from '#app/control-room/index.ts';

const themes: Record<Theme, string> = { dark: 'dark', darker: 'darker', contrast: 'high contrast' };

const news: Record<NewsKind, readonly [name: string, hint: string]> = {
  suggestions: ['Suggestions', 'An agent, or a change of your own in an engine, asks you first.'],
  conflicts: [
    'Conflicts and held changes',
    'Two sides changed the same thing, or a change waits for your hands.',
  ],
  engines: ['Engines', 'An engine is set aside, or its file asks something.'],
};

export const settingsStrings = {
  sections: 'Sections',
  general: 'General',
  units: 'Units and axes',
  keyboard: 'Keyboard',
  thresholds: 'Thresholds',
  notifications: 'Notifications',
  data: 'Data',
  about: 'About',
  forComputer: 'For this computer, in every project.',
  forWindow: 'For this window, in every project.',
  on: 'on',
  off: 'off',

  theme: 'Appearance',
  themes,
  followContrast: 'More contrast where the system asks for it',
  followContrastHint: 'Then everything is in high contrast, whatever is chosen above.',
  lessMotion: 'Less motion',
  lessMotionHint: 'Where the system asks for less motion there is less in any case.',
  scale: 'Size of everything',
  scaleHint: 'Also in the menu, under View.',
  percent: (scale: Scale) => `${scale}\u00a0%`,

  askDeletions: 'Ask about deletions in an engine',
  askDeletionsHint: `So many objects or more, deleted at once in an engine, wait for a click. From 1 to ${formatCount(1_000)}.`,
  purge: 'Refresh an engine without asking',
  purgeHint: `While it differs from the shared scene in so many objects at most. What it held goes on the shelf. From 0 to ${formatCount(1_000)}.`,
  objects: 'objects',
  wholeNumber: (least: number, most: number) => `A whole number, from ${least} to ${most}.`,

  quietMinutes: 'Do not disturb for',
  quietMinutesHint: 'Used by the bell and its key. From 5 to 480 minutes.',
  showsAway: 'Say what changed while I was away',
  showsAwayHint: 'One line under Needs you, of what others did. It opens nothing by itself.',
  awayMinutes: 'Away for at least',
  awayMinutesHint:
    'By this computer’s clock, while this window was behind, or nobody was at it. From 1 to 480 minutes.',
  minutes: 'minutes',
  newsHint:
    'Of the system, while this window is behind another one. Every one of them stands under Needs you as well.',
  news,

  folder: 'This project',
  show: 'Show in folder',
  history: 'History',
  historyHint: 'Every version, and who made it. It is kept whole.',
  index: 'For the timeline',
  indexHint: 'Read out of the history. Where it is deleted it is made again.',
  free: 'Free on this disk',
  unknown: 'not told by the system',
  computer: 'For all projects',
  computerHint: 'Settings, keys of engines and agents, and what proves that a history is whole.',
  diagnostics: 'Diagnostics',
  diagnosticsHint:
    'Versions, settings and the log of this start, for who helps you. No key, and nothing of a scene.',
  export: 'Export…',
  exported: (path: string) => `Written to ${path}`,

  app: 'VibeSync',
  chromium: 'Chromium',
  node: 'Node',
  system: 'System',
  licence: 'Licence',
  licenceText: 'MIT. What it is made of is named, with its licences, in the folder of the application.',
};
