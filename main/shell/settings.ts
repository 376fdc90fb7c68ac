/** What the window remembers between starts, in one small file that a person may edit. Nothing in it decides anything. */
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
import { DEFAULT_OVERRIDE_ACCELERATOR, parseAccelerator } from './accelerator.ts';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';

/** Changes within this time are written together. */
const WRITE_AFTER_MS = 500;
const MAX_PIXELS = 100_000;

const pixels = z.int().min(-MAX_PIXELS).max(MAX_PIXELS);
const settingsSchema = z.strictObject({
  version: z.literal(1),
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
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  overrideShortcut: DEFAULT_OVERRIDE_ACCELERATOR,
  window: null,
};

export interface SettingsFile {
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
  let settings = readSettings(file, log);
  let pending: NodeJS.Timeout | undefined;

  const flush = (): void => {
    if (pending === undefined) return;
    clearTimeout(pending);
    pending = undefined;
    try {
      writeWhole(file, `${JSON.stringify(settings, null, 2)}\n`);
    } catch (error) {
      log({ level: 'warn', what: 'settings_not_written', detail: { error: describeError(error) } });
    }
  };
  return {
    current: () => settings,
    change(part) {
      settings = { ...settings, ...part };
      pending ??= setTimeout(flush, WRITE_AFTER_MS);
    },
    flush,
  };
}

function readSettings(file: string, log: ShellLog): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      log({ level: 'warn', what: 'settings_unreadable', detail: { error: describeError(error) } });
    }
    return DEFAULT_SETTINGS;
  }
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (error) {
    log({ level: 'warn', what: 'settings_set_aside', detail: { error: describeError(error) } });
    try {
      renameSync(file, `${file}.unreadable`);
    } catch (renameError) {
      log({ level: 'warn', what: 'settings_not_set_aside', detail: { error: describeError(renameError) } });
    }
    return DEFAULT_SETTINGS;
  }
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
