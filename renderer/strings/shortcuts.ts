/** What each key does, and where. */
import type { KeyProblem, ShortcutId, ShortcutScope } from '#app/control-room/shortcuts.ts';

const names: Record<ShortcutId, string> = {
  override: 'Emergency override',
  new_project: 'New project',
  open_project: 'Open a project',
  show_settings: 'Settings',
  find_anything: 'Find anything',
  find_object: 'Find an object',
  while_away: 'What changed while I was away',
  quiet: 'Do not disturb, or end it',
  undo: 'Take back my last change',
  redo: 'Make it again',
  leave: 'Leave a field or a sheet as it was',
  approve: 'Approve',
  approve_deletion: 'Approve a deletion',
  deny: 'Deny with a reason',
  more: 'More: a part, another value, a free hand',
  take_back: 'Take back what was approved last',
  previous_change: 'Previous change',
  next_change: 'Next change',
  earlier_version: 'One version earlier',
  later_version: 'One version later',
  earlier_checkpoint: 'Previous named version',
  later_checkpoint: 'Next named version',
  name_version: 'Name this version',
  zoom_in: 'Zoom in',
  zoom_out: 'Zoom out',
  fit_selected: 'Show what is selected',
  fit_all: 'Show all of it',
  follow_now: 'Follow now',
  move: 'Move what is selected',
  turn: 'Rotate what is selected',
  scale: 'Scale what is selected',
  select_all: 'Select everything that is drawn',
  select_none: 'Select nothing',
  select_box: 'Select with a box',
  frame_selected: 'Frame what is selected',
  frame_all: 'Show everything',
  flip: 'Before and after in turn: tap, or hold',
  space_keys: 'The keys of the 3D view',
};

const scopes: Record<ShortcutScope, string> = {
  system: 'In every program',
  window: 'Anywhere in the window',
  card: 'On a card',
  timeline: 'On the timeline',
  space: 'In the 3D view',
};

export const shortcutStrings = {
  names,
  scopes,
  change: 'Change',
  changeLabel: (name: string) => `Change the keys: ${name}`,
  press: 'Press the new keys, or Esc',
  reset: 'Reset',
  resetLabel: (name: string) => `Reset the keys: ${name}`,
  resetAll: 'Reset all keys',
  or: 'or',
  fixed: 'always',
  problem: (problem: KeyProblem): string => {
    switch (problem.why) {
      case 'taken':
        return `These are the keys of “${names[problem.by]}”.`;
      case 'reserved':
        return 'The menu, or every text field, has these keys.';
      case 'needs_modifier':
        return 'It is heard in every program: hold Ctrl, Alt or Cmd with it.';
      case 'is_letter':
        return 'It is heard anywhere in the window: hold Ctrl or Alt with it.';
      case 'fixed':
      case 'malformed':
        return 'These cannot be used.';
    }
  },
};
