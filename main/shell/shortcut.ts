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
  release(): void;
}

/** Registers the key, and again whenever the machine wakes up, since systems drop registrations while they sleep. */
export function registerOverrideShortcut(
  accelerator: string,
  onOverride: () => void,
  onChange: () => void,
  log: ShellLog,
): OverrideShortcut {
  let registered = register(accelerator, onOverride, log);
  const renew = (): void => {
    const before = registered;
    if (!globalShortcut.isRegistered(accelerator)) globalShortcut.unregister(accelerator);
    registered = globalShortcut.isRegistered(accelerator)
      ? claimable()
      : register(accelerator, onOverride, log);
    if (registered !== before) onChange();
  };
  powerMonitor.on('resume', renew);
  powerMonitor.on('unlock-screen', renew);
  return {
    status: () => ({ accelerator, registered }),
    release() {
      powerMonitor.off('resume', renew);
      powerMonitor.off('unlock-screen', renew);
      globalShortcut.unregister(accelerator);
    },
  };
}

function register(accelerator: string, onOverride: () => void, log: ShellLog): boolean {
  let taken = false;
  try {
    taken = globalShortcut.register(accelerator, onOverride);
  } catch (error) {
    log({ level: 'warn', what: 'shortcut_refused', detail: { accelerator, error: describeError(error) } });
  }
  if (!taken) log({ level: 'warn', what: 'shortcut_not_registered', detail: { accelerator } });
  return taken && claimable();
}

/** Under Wayland a registration is accepted and then works, or works only over X11 programs, or not at all. */
function claimable(): boolean {
  return process.platform !== 'linux' || process.env['XDG_SESSION_TYPE'] !== 'wayland';
}
