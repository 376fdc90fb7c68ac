/** The system's signs of whether anybody looks, heard from Electron. */
import { powerMonitor } from 'electron';
import type { BrowserWindow } from 'electron';
import { PresenceWatch } from './presence.ts';
import type { Presence } from './presence.ts';

/** The system tells of no one who comes back to an idle computer: it is asked. */
const ASK_EVERY_MS = 10_000;
const MS_PER_S = 1_000;

export interface PresenceSigns {
  /** Heeds this window from here on. */
  watch(window: BrowserWindow): void;
  end(): void;
}

export function createPresenceSigns(tell: (presence: Presence) => void): PresenceSigns {
  const watch = new PresenceWatch(tell);
  const idleMs = (): number => powerMonitor.getSystemIdleTime() * MS_PER_S;
  const heed = (signs: Parameters<PresenceWatch['heed']>[0]): void =>
    watch.heed({ ...signs, idleMs: idleMs() });
  powerMonitor.on('lock-screen', () => heed({ isLocked: true }));
  powerMonitor.on('unlock-screen', () => heed({ isLocked: false }));
  powerMonitor.on('suspend', () => heed({ isAsleep: true }));
  powerMonitor.on('resume', () => heed({ isAsleep: false }));
  const timer = setInterval(() => heed({}), ASK_EVERY_MS);
  return {
    watch(window) {
      const look = (): void =>
        heed({
          isFocused:
            !window.isDestroyed() && window.isFocused() && window.isVisible() && !window.isMinimized(),
        });
      window.on('focus', look);
      window.on('blur', look);
      window.on('show', look);
      window.on('hide', look);
      window.on('minimize', look);
      window.on('restore', look);
      window.on('closed', look);
      look();
    },
    end: () => clearInterval(timer),
  };
}
