/** The window's keys: which are in force, what they are called, and whether a press is one of them. */
import { SHORTCUT_IDS, SHORTCUTS, keysInForce } from '#app/control-room/shortcuts.ts';
import type { CustomKeys, ShortcutId, ShortcutScope } from '#app/control-room/shortcuts.ts';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { keysOf, matchesKeys } from './bar/shortcut.ts';
import type { Press } from './bar/shortcut.ts';
import { strings } from './strings.ts';

export type { ShortcutId, ShortcutScope } from '#app/control-room/shortcuts.ts';

export interface ShortcutView {
  readonly id: ShortcutId;
  readonly scope: ShortcutScope;
  readonly label: string;
  /** As Electron writes them; any one of them does it. */
  readonly accelerators: readonly string[];
}

/** What the person has set instead of what the table says; main keeps it. */
const custom = createStore<CustomKeys>()(() => ({}));

export function setCustomKeys(keys: CustomKeys): void {
  custom.setState(keys, true);
}

/** Whether this press is one of the shortcut's. */
export function isShortcut(event: Press, id: ShortcutId): boolean {
  return keysInForce(id, custom.getState()).some((accelerator) => matchesKeys(event, accelerator));
}

/** All of them, in the order in which they are listed. */
export function useShortcuts(): readonly ShortcutView[] {
  const keys = useStore(custom);
  return SHORTCUT_IDS.map((id) => ({
    id,
    scope: SHORTCUTS[id].scope,
    label: strings.shortcuts.names[id],
    accelerators: keysInForce(id, keys),
  }));
}

/** Tells the first of a shortcut's keys, as people see them on their keyboard. */
export function useKeys(): (id: ShortcutId) => readonly string[] {
  const keys = useStore(custom);
  return (id) => keysOf(keysInForce(id, keys)[0] ?? '');
}
