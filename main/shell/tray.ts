/** The tray item: the override and the way back to the window, while neither window nor page is needed for it. */
import { Menu, Tray, nativeImage } from 'electron';
import path from 'node:path';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';
import { OVERRIDE_LABEL } from './menu.ts';

export interface TrayItem {
  setHalted(halted: boolean): void;
  remove(): void;
}

interface TrayActions {
  readonly icons: string;
  readonly onOverride: () => void;
  readonly onShow: () => void;
  readonly onQuit: () => void;
  readonly log: ShellLog;
}

/** @returns null where the desktop has no tray */
export function createTray({ icons, onOverride, onShow, onQuit, log }: TrayActions): TrayItem | null {
  let tray: Tray;
  try {
    tray = new Tray(trayImage(icons, false));
  } catch (error) {
    log({ level: 'warn', what: 'no_tray', detail: { error: describeError(error) } });
    return null;
  }
  tray.setToolTip('VibeSync');
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: OVERRIDE_LABEL, click: onOverride },
      { type: 'separator' },
      { label: 'Show Control Room', click: onShow },
      { label: 'Quit VibeSync', click: onQuit },
    ]),
  );
  tray.on('click', onShow);
  return {
    setHalted(halted) {
      tray.setImage(trayImage(icons, halted));
      tray.setToolTip(halted ? 'VibeSync: everything held' : 'VibeSync');
    },
    remove: () => tray.destroy(),
  };
}

/** `@1.5x` and `@2x` stand beside the file; the system takes the one that fits its scale. */
function trayImage(icons: string, halted: boolean): Electron.NativeImage {
  const image = nativeImage.createFromPath(path.join(icons, halted ? 'tray-halted.png' : 'tray.png'));
  if (image.isEmpty()) throw new Error('the tray icon could not be read');
  return image;
}
