/**
 * Every key of the window that a person can look up, in one table: its handlers, the settings and the application menu take
 * theirs from here. Keys are written as Electron writes accelerators; those of the whole alphabet and all digits are left to
 * the fields that are typed into.
 */

/** Where a key is heard: in every program, anywhere in the window, or only with the focus in a part of it. */
export const SHORTCUT_SCOPES = ['system', 'window', 'card', 'timeline', 'space'] as const;
export type ShortcutScope = (typeof SHORTCUT_SCOPES)[number];

interface Shortcut {
  readonly scope: ShortcutScope;
  /** Any one of them; a person who changes it names one that takes their place. */
  readonly keys: readonly string[];
  /** The same in every program, or as in Blender: not to be changed. */
  readonly fixed?: true;
}

/** In the order in which they are listed. */
export const SHORTCUTS = {
  override: { scope: 'system', keys: ['CommandOrControl+Shift+Backspace'] },

  new_project: { scope: 'window', keys: ['CommandOrControl+Shift+N'] },
  open_project: { scope: 'window', keys: ['CommandOrControl+O'] },
  show_settings: { scope: 'window', keys: ['CommandOrControl+,'] },
  find_anything: { scope: 'window', keys: ['CommandOrControl+K'] },
  find_object: { scope: 'window', keys: ['/'] },
  while_away: { scope: 'window', keys: ['CommandOrControl+Shift+A'] },
  quiet: { scope: 'window', keys: ['CommandOrControl+Shift+D'] },
  undo: { scope: 'window', keys: ['CommandOrControl+Z'], fixed: true },
  redo: { scope: 'window', keys: ['CommandOrControl+Shift+Z', 'CommandOrControl+Y'], fixed: true },
  leave: { scope: 'window', keys: ['Esc'], fixed: true },

  approve: { scope: 'card', keys: ['A'] },
  approve_deletion: { scope: 'card', keys: ['Shift+A'] },
  deny: { scope: 'card', keys: ['D'] },
  more: { scope: 'card', keys: ['M'] },
  take_back: { scope: 'card', keys: ['Z'] },

  previous_change: { scope: 'timeline', keys: ['Left'], fixed: true },
  next_change: { scope: 'timeline', keys: ['Right'], fixed: true },
  earlier_version: { scope: 'timeline', keys: [','] },
  later_version: { scope: 'timeline', keys: ['.'] },
  earlier_checkpoint: { scope: 'timeline', keys: ['<'] },
  later_checkpoint: { scope: 'timeline', keys: ['>'] },
  name_version: { scope: 'timeline', keys: ['M'] },
  zoom_in: { scope: 'timeline', keys: ['Plus', '='] },
  zoom_out: { scope: 'timeline', keys: ['-', '_'] },
  fit_selected: { scope: 'timeline', keys: ['F'] },
  fit_all: { scope: 'timeline', keys: ['Shift+F'] },
  follow_now: { scope: 'timeline', keys: ['L', 'Shift+L'] },

  move: { scope: 'space', keys: ['G'] },
  turn: { scope: 'space', keys: ['R'] },
  scale: { scope: 'space', keys: ['S'] },
  select_all: { scope: 'space', keys: ['A'] },
  select_none: { scope: 'space', keys: ['Alt+A'] },
  select_box: { scope: 'space', keys: ['B'] },
  frame_selected: { scope: 'space', keys: ['F', 'Shift+F'] },
  frame_all: { scope: 'space', keys: ['Home'] },
  flip: { scope: 'space', keys: ['Space'], fixed: true },
  space_keys: { scope: 'space', keys: ['?'] },
} as const satisfies Readonly<Record<string, Shortcut>>;

export type ShortcutId = keyof typeof SHORTCUTS;
export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as readonly ShortcutId[];

/** What a person has set instead, by id. */
export type CustomKeys = Readonly<Partial<Record<ShortcutId, string>>>;

export const shortcutOf = (id: ShortcutId): Shortcut => SHORTCUTS[id];

/** The keys in force. */
export function keysInForce(id: ShortcutId, custom: CustomKeys): readonly string[] {
  const own = shortcutOf(id).fixed === true ? undefined : custom[id];
  return own === undefined ? SHORTCUTS[id].keys : [own];
}

const MODIFIERS: Readonly<Record<string, string>> = {
  commandorcontrol: 'ctrl',
  cmdorctrl: 'ctrl',
  control: 'ctrl',
  ctrl: 'ctrl',
  command: 'ctrl',
  cmd: 'ctrl',
  super: 'super',
  meta: 'super',
  alt: 'alt',
  option: 'alt',
  shift: 'shift',
};

/** Two accelerators that a keyboard cannot tell apart come out alike; null for what is no combination with exactly one key. */
export function normalKeys(accelerator: string): string | null {
  const parts = accelerator.split('+').map((part) => part.trim().toLowerCase());
  const key = parts.pop() ?? '';
  if (key === '' || Object.hasOwn(MODIFIERS, key)) return null;
  const held = new Set(parts.map((part) => MODIFIERS[part]));
  if (held.has(undefined) || held.size < parts.length) return null;
  return [...['alt', 'ctrl', 'shift', 'super'].filter((each) => held.has(each)), key].join('+');
}

/** Keys that the application menu and the system's own editing have; nothing else can be put on them. */
const RESERVED: ReadonlySet<string | null> = new Set(
  [
    ...['A', 'C', 'V', 'X', 'Z', 'Q', 'W', 'M', '0', 'Plus', '-', '='].map((key) => `Ctrl+${key}`),
    ...['Ctrl+Shift+Z', 'Ctrl+Shift+I', 'Ctrl+Y', 'F11', 'Tab', 'Shift+Tab', 'Enter', 'Esc', 'Space'],
    ...['Up', 'Down', 'Left', 'Right'],
  ].map(normalKeys),
);

export type KeyProblem =
  | { readonly why: 'malformed' | 'reserved' | 'fixed' | 'needs_modifier' | 'is_letter' }
  | { readonly why: 'taken'; readonly by: ShortcutId };

/**
 * Why these keys cannot be this shortcut's, beside those of the others as they are in force; null where they can.
 * Those of the whole window collide with each of its parts; those of two parts do not collide, since one has the focus.
 */
export function keyProblem(id: ShortcutId, accelerator: string, custom: CustomKeys): KeyProblem | null {
  const { scope, fixed = false } = shortcutOf(id);
  if (fixed) return { why: 'fixed' };
  const keys = normalKeys(accelerator);
  if (keys === null) return { why: 'malformed' };
  if (RESERVED.has(keys) && !SHORTCUTS[id].keys.some((each) => normalKeys(each) === keys))
    return { why: 'reserved' };
  const hasModifier = /(?:^|\+)(?:ctrl|alt|super)\+/u.test(keys);
  if (scope === 'system' && !hasModifier) return { why: 'needs_modifier' };
  // Somewhere in the window it would be heard while a list is searched by its first letters.
  if (scope === 'window' && !hasModifier && /^(?:shift\+)?[a-z0-9]$/u.test(keys)) return { why: 'is_letter' };
  const other = SHORTCUT_IDS.find(
    (each) =>
      each !== id &&
      isHeardWith(scope, SHORTCUTS[each].scope) &&
      keysInForce(each, custom).some((own) => normalKeys(own) === keys),
  );
  return other === undefined ? null : { why: 'taken', by: other };
}

/** The other shortcut that has the keys of the table by now; null where it can have them back. */
export function resetProblem(id: ShortcutId, custom: CustomKeys): KeyProblem | null {
  const problems = SHORTCUTS[id].keys.map((keys) => keyProblem(id, keys, custom));
  return problems.find((problem) => problem?.why === 'taken') ?? null;
}

function isHeardWith(one: ShortcutScope, other: ShortcutScope): boolean {
  const everywhere: readonly ShortcutScope[] = ['system', 'window'];
  return one === other || everywhere.includes(one) || everywhere.includes(other);
}
