/** The override's key while another program has the focus. */
import { globalShortcut, powerMonitor } from 'electron';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';

export interface ShortcutStatus {
  readonly accelerator: string;
  /** Never claimed on hope (R36): false also where nobody can tell whether the key would arrive. */
  readonly registered: boolean;
}

export interface OverrideShortcut {
  status(): ShortcutStatus;
  /** Moves it to other keys. @returns false where the system refused them: then it stays on the former ones */
  change(accelerator: string): boolean;
  release(): void;
}

/** Registers the key, and again whenever the machine wakes up, since systems drop registrations while they sleep. */
export function registerOverrideShortcut(
  first: string,
  onOverride: () => void,
  onChange: () => void,
  log: ShellLog,
): OverrideShortcut {
  let accelerator = first;
  let registered = register(accelerator, onOverride, log) && claimable();
  const renew = (): void => {
    const before = registered;
    if (!globalShortcut.isRegistered(accelerator)) globalShortcut.unregister(accelerator);
    registered = globalShortcut.isRegistered(accelerator)
      ? claimable()
      : register(accelerator, onOverride, log) && claimable();
    if (registered !== before) onChange();
  };
  powerMonitor.on('resume', renew);
  powerMonitor.on('unlock-screen', renew);
  return {
    status: () => ({ accelerator, registered }),
    change(next) {
      if (next === accelerator) return true;
      if (!register(next, onOverride, log)) return false;
      globalShortcut.unregister(accelerator);
      accelerator = next;
      registered = claimable();
      onChange();
      return true;
    },
    release() {
      powerMonitor.off('resume', renew);
      powerMonitor.off('unlock-screen', renew);
      globalShortcut.unregister(accelerator);
    },
  };
}

/** @returns whether the system took it */
function register(accelerator: string, onOverride: () => void, log: ShellLog): boolean {
  let taken = false;
  try {
    taken = globalShortcut.register(accelerator, onOverride);
  } catch (error) {
    log({ level: 'warn', what: 'shortcut_refused', detail: { accelerator, error: describeError(error) } });
  }
  if (!taken) log({ level: 'warn', what: 'shortcut_not_registered', detail: { accelerator } });
  return taken;
}

/** Under Wayland a registration is accepted and then works, or works only over X11 programs, or not at all. */
function claimable(): boolean {
  return process.platform !== 'linux' || process.env['XDG_SESSION_TYPE'] !== 'wayland';
}
