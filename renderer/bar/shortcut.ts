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
  plus: '+',
  left: '←',
  right: '→',
  up: '↑',
  down: '↓',
  pause: 'Pause',
  space: 'Space',
};

/** The one of the two that the system uses for what a program does. */
const EITHER: ReadonlySet<string> = new Set(['commandorcontrol', 'cmdorctrl']);

/** Names of `KeyboardEvent.key` that differ from the accelerator's. */
const EVENT_KEYS: Readonly<Record<string, string>> = {
  escape: 'escape',
  esc: 'escape',
  space: ' ',
  plus: '+',
  left: 'arrowleft',
  right: 'arrowright',
  up: 'arrowup',
  down: 'arrowdown',
};

/** On a Mac the keys that are written `CommandOrControl` are Command's. */
const IS_MAC = /\bMac(?:intosh| OS)/u.test(globalThis.navigator.userAgent);

/** `CommandOrControl+Shift+Backspace` → `Ctrl`, `Shift`, `Backspace`; on a Mac `Cmd`, `Shift`, `Backspace`. */
export function keysOf(accelerator: string, isMac = IS_MAC): string[] {
  return accelerator.split('+').map((part) => {
    const name = part.trim().toLowerCase();
    if (isMac && EITHER.has(name)) return WORDS['command'] ?? part.trim();
    return WORDS[name] ?? part.trim();
  });
}

/** The part of a key press that tells which keys are down. */
export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** On one keyboard or another these are typed with Shift: there it is part of the sign. */
const SIGN = /^[^\p{L}\p{N}\s]$/u;

/** Keys of `KeyboardEvent.key` that only change what others do, or that nothing can be told from. */
const NO_KEY = new Set([
  'Control',
  'Shift',
  'Alt',
  'AltGraph',
  'Meta',
  'OS',
  'Dead',
  'Process',
  'Unidentified',
  'CapsLock',
]);

/** A press as Electron writes it; null while only modifiers are down. */
export function acceleratorOf(event: Press): string | null {
  if (NO_KEY.has(event.key)) return null;
  const named = Object.entries(EVENT_KEYS).find(([, key]) => key === event.key.toLowerCase())?.[0];
  const key = named ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const written = key.charAt(0).toUpperCase() + key.slice(1);
  return [
    ...(event.ctrlKey || event.metaKey ? ['CommandOrControl'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && !SIGN.test(event.key) ? ['Shift'] : []),
    written,
  ].join('+');
}

/** Whether exactly these keys are down; either of Control and Command counts for both. */
export function matchesKeys(event: Press, accelerator: string): boolean {
  const parts = accelerator.split('+').map((part) => part.trim().toLowerCase());
  const key = parts.at(-1) ?? '';
  const modifiers = new Set(parts.slice(0, -1));
  const wants = (...names: string[]): boolean => names.some((name) => modifiers.has(name));
  const either = wants(...EITHER);
  const control = either || wants('control', 'ctrl', 'command', 'cmd', 'super', 'meta');
  return (
    event.key.toLowerCase() === (EVENT_KEYS[key] ?? key) &&
    (event.ctrlKey || event.metaKey) === control &&
    event.altKey === wants('alt', 'option') &&
    (event.shiftKey === wants('shift') || SIGN.test(event.key))
  );
}
