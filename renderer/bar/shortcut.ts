/** Electron's accelerators, as people read them and as a window hears them. */

const WORDS: Readonly<Record<string, string>> = {
  commandorcontrol: 'Ctrl',
  cmdorctrl: 'Ctrl',
  control: 'Ctrl',
  ctrl: 'Ctrl',
  command: 'Cmd',
  cmd: 'Cmd',
  super: 'Super',
  meta: 'Super',
  alt: 'Alt',
  option: 'Alt',
  shift: 'Shift',
  backspace: 'Backspace',
  delete: 'Del',
  escape: 'Esc',
  pause: 'Pause',
  space: 'Space',
};

/** Names of `KeyboardEvent.key` that differ from the accelerator's. */
const EVENT_KEYS: Readonly<Record<string, string>> = {
  escape: 'escape',
  esc: 'escape',
  space: ' ',
  plus: '+',
};

/** `CommandOrControl+Shift+Backspace` → `Ctrl`, `Shift`, `Backspace`. */
export function keysOf(accelerator: string): string[] {
  return accelerator.split('+').map((part) => WORDS[part.trim().toLowerCase()] ?? part.trim());
}

/** Whether exactly these keys are down; either of Control and Command counts for both. */
export function matchesKeys(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  accelerator: string,
): boolean {
  const parts = accelerator.split('+').map((part) => part.trim().toLowerCase());
  const key = parts.at(-1) ?? '';
  const modifiers = new Set(parts.slice(0, -1));
  const wants = (...names: string[]): boolean => names.some((name) => modifiers.has(name));
  const either = wants('commandorcontrol', 'cmdorctrl');
  const control = either || wants('control', 'ctrl', 'command', 'cmd', 'super', 'meta');
  return (
    event.key.toLowerCase() === (EVENT_KEYS[key] ?? key) &&
    (event.ctrlKey || event.metaKey) === control &&
    event.altKey === wants('alt', 'option') &&
    event.shiftKey === wants('shift')
  );
}
