/**
 * What this computer remembers between starts, whichever project is open, in one small file that a person may edit. What the
 * core decides by is handed to it; nothing is decided here.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Reason } from '#app/intents/index.ts';
import {
  acceleratorSchema,
  appearanceShape,
  limitsSchema,
  shortcutIdSchema,
} from '#app/control-room/settings.ts';
import { SHORTCUT_IDS, keyProblem } from '#app/control-room/shortcuts.ts';
import type { CustomKeys } from '#app/control-room/shortcuts.ts';
import { DEFAULT_OVERRIDE_ACCELERATOR, parseAccelerator } from './accelerator.ts';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';

/** Changes within this time are written together. */
const WRITE_AFTER_MS = 500;
const MAX_PIXELS = 100_000;

const pixels = z.int().min(-MAX_PIXELS).max(MAX_PIXELS);
const partsSchema = z.strictObject({
  version: z.literal(1),
  ...appearanceShape,
  /** What is not as the table of shortcuts says, but for the override's, which stand below. */
  keys: z.partialRecord(shortcutIdSchema, acceleratorSchema).default({}),
  /** What is not as the core's own configuration says. */
  limits: limitsSchema.default({}),
  /** The person asked not to be disturbed: milliseconds of the epoch; null until they switch it off. */
  quiet: z
    .strictObject({ sinceMs: z.int().min(0), untilMs: z.int().min(0).nullable() })
    .nullable()
    .default(null),
  /** The keys of the emergency override, as Electron writes them. */
  overrideShortcut: z
    .string()
    .max(64)
    .refine((text) => parseAccelerator(text) !== null, 'not a key combination with a modifier'),
  window: z
    .strictObject({
      x: pixels,
      y: pixels,
      width: pixels.min(1),
      height: pixels.min(1),
      maximized: z.boolean(),
    })
    .nullable(),
});
export type Settings = z.infer<typeof partsSchema>;

/** Keys that collide, or that were once to be had, are as bad as none: the file says something that cannot be. */
const settingsSchema = partsSchema.refine((settings) => {
  const { keys } = settings;
  const custom = customKeys(settings);
  return SHORTCUT_IDS.every((id) => keys[id] === undefined || keyProblem(id, keys[id], custom) === null);
}, 'keys that cannot be used, or that two have');

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({
  version: 1,
  overrideShortcut: DEFAULT_OVERRIDE_ACCELERATOR,
  window: null,
});

export interface SettingsFile {
  /** The file could not be read for what it says; it stands beside, and these are the defaults. */
  readonly problem: Reason | null;
  current(): Settings;
  /** Takes effect at once in memory; on disk a moment later. */
  change(part: Partial<Omit<Settings, 'version'>>): void;
  /** Writes what is not on disk yet. */
  flush(): void;
}

/**
 * Opens the settings. A file that cannot be read for what it says is set aside under another name, and the defaults
 * are used: settings never keep the application from starting.
 */
export function openSettings(file: string, log: ShellLog): SettingsFile {
  const read = readSettings(file, log);
  let settings = read.settings;
  let pending: NodeJS.Timeout | undefined;

  const flush = (): void => {
    if (pending === undefined) return;
    clearTimeout(pending);
    pending = undefined;
    if (!read.isFree) return;
    try {
      writeWhole(file, `${JSON.stringify(settings, null, 2)}\n`);
    } catch (error) {
      log({ level: 'warn', what: 'settings_not_written', detail: { error: describeError(error) } });
    }
  };
  return {
    problem: read.problem,
    current: () => settings,
    change(part) {
      settings = { ...settings, ...part };
      pending ??= setTimeout(flush, WRITE_AFTER_MS);
    },
    flush,
  };
}

/** All that differs from the table, the override's keys too. */
export function customKeys({ keys, overrideShortcut }: Settings): CustomKeys {
  return overrideShortcut === DEFAULT_OVERRIDE_ACCELERATOR ? keys : { ...keys, override: overrideShortcut };
}

interface Read {
  readonly settings: Settings;
  readonly problem: Reason | null;
  /** Nothing stands there that would be lost by writing. */
  readonly isFree: boolean;
}

function readSettings(file: string, log: ShellLog): Read {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return { settings: DEFAULT_SETTINGS, problem: null, isFree: true };
    return setAside(file, 'cannot be read', error, log);
  }
  try {
    return { settings: settingsSchema.parse(JSON.parse(text)), problem: null, isFree: true };
  } catch (error) {
    return setAside(file, 'is damaged', error, log);
  }
}

/** Whatever it says, somebody may want it back: it stands beside, or nothing is written in its place. */
function setAside(file: string, what: string, error: unknown, log: ShellLog): Read {
  log({ level: 'warn', what: 'settings_set_aside', detail: { error: describeError(error) } });
  let isFree = true;
  try {
    renameSync(file, `${file}.unreadable`);
  } catch (renameError) {
    isFree = false;
    log({ level: 'warn', what: 'settings_not_set_aside', detail: { error: describeError(renameError) } });
  }
  const became = isFree
    ? 'It stands beside as “settings.json.unreadable”; everything is as at the first start.'
    : 'It could not be set aside, and is left as it is: everything is as at the first start, and what you set now counts until you leave.';
  return {
    settings: DEFAULT_SETTINGS,
    problem: {
      code: 'settings_unreadable',
      message: `The file with your settings ${what}. ${became}`,
      path: file,
    },
    isFree,
  };
}

/** Either the old file or the new one is there after a crash, never half of one. */
function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  try {
    const handle = openSync(draft, 'w', 0o600);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
