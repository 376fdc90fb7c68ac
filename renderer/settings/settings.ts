/** The settings of this computer: read from main at the start, and put to use as soon as they are known. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { QUIET_MINUTES } from '#app/control-room/quiet.ts';
import type { RequestBody, Result, SettingsView } from '#app/control-room/index.ts';
import { setCustomKeys } from '../shortcuts.ts';
import type { ShortcutId } from '../shortcuts.ts';
import { ask } from '../store/ask.ts';
import { choose } from './appearance.ts';

interface Settings {
  /** Null before they were read. */
  readonly view: SettingsView | null;
  /** Why they could not be read. */
  readonly problem: string | null;
}

const settings = createStore<Settings>()(() => ({ view: null, problem: null }));

export function useSettings<Value>(select: (state: Settings) => Value): Value {
  return useStore(settings, select);
}

export async function readSettings(): Promise<void> {
  settings.setState({ problem: take(await ask('read_settings', {})) });
}

/** @returns why it was not done; null where it was */
export async function changeSettings(part: RequestBody<'change_settings'>): Promise<string | null> {
  return take(await ask('change_settings', part));
}

/** @param keys null: those of the table. @returns why it was not done; null where it was */
export async function setKeys(shortcut: ShortcutId, keys: string | null): Promise<string | null> {
  return take(await ask('set_keys', { shortcut, keys }));
}

/** @param minutes null: until it is switched off. @returns why it was not done; null where it was */
export async function setQuiet(on: boolean, minutes: number | null): Promise<string | null> {
  return take(await ask('set_quiet', { on, minutes }));
}

/** For how long the person is usually not to be disturbed. */
export function usualQuietMinutes(): number {
  return settings.getState().view?.quietMinutes ?? QUIET_MINUTES.usual;
}

export async function resetKeys(): Promise<string | null> {
  return take(await ask('reset_keys', {}));
}

function take(answer: Result<SettingsView>): string | null {
  if (!answer.ok) return answer.reason.message;
  settings.setState({ view: answer.value });
  setCustomKeys(answer.value.keys);
  choose(answer.value);
  return null;
}
