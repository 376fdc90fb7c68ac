/** Key combinations in Electron's notation, and whether a key press is one of them. */

export const DEFAULT_OVERRIDE_ACCELERATOR = 'CommandOrControl+Shift+Backspace';

interface KeyCombination {
  readonly control: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  /** Lower case, as in `KeyboardEvent.key`. */
  readonly key: string;
}

/** The part of Electron's `Input` that a combination is compared with. */
export type KeyPress = KeyCombination & { readonly type: string; readonly isAutoRepeat: boolean };

const KEY_NAMES: Readonly<Record<string, string>> = {
  space: ' ',
  esc: 'escape',
  return: 'enter',
  plus: '+',
  up: 'arrowup',
  down: 'arrowdown',
  left: 'arrowleft',
  right: 'arrowright',
};

/** @returns null for what is no combination of at least one modifier and exactly one key */
export function parseAccelerator(accelerator: string, platform = process.platform): KeyCombination | null {
  const held = { control: false, shift: false, alt: false, meta: false };
  let key: string | null = null;
  for (const part of accelerator.toLowerCase().split('+')) {
    switch (part) {
      case 'commandorcontrol':
      case 'cmdorctrl':
        held[platform === 'darwin' ? 'meta' : 'control'] = true;
        break;
      case 'control':
      case 'ctrl':
        held.control = true;
        break;
      case 'command':
      case 'cmd':
      case 'super':
      case 'meta':
        held.meta = true;
        break;
      case 'alt':
      case 'option':
        held.alt = true;
        break;
      case 'shift':
        held.shift = true;
        break;
      default:
        if (key !== null || !/^[a-z0-9]{1,16}$/.test(part)) return null;
        key = KEY_NAMES[part] ?? part;
    }
  }
  // Shift alone is how people write capitals: a shortcut like that would fire while somebody types.
  if (key === null || !(held.control || held.alt || held.meta)) return null;
  return { ...held, key };
}

/** Whether this press, and not its repetition while the key is held, is the combination. */
export function isPressOf(combination: KeyCombination, press: KeyPress): boolean {
  return (
    press.type === 'keyDown' &&
    !press.isAutoRepeat &&
    press.key.toLowerCase() === combination.key &&
    press.control === combination.control &&
    press.shift === combination.shift &&
    press.alt === combination.alt &&
    press.meta === combination.meta
  );
}
