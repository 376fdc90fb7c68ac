/** The application menu. It belongs to main: its override works whatever the page does. */
import { Menu, app } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly accelerator: string;
  readonly developerTools: boolean;
  readonly onOverride: () => void;
  readonly onShow: () => void;
  readonly onReload: () => void;
  readonly onQuit: () => void;
}

export const OVERRIDE_LABEL = 'Emergency Override: Halt Everything';

export function installMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(actions)));
}

function template(actions: MenuActions): MenuItemConstructorOptions[] {
  const { accelerator, developerTools, onOverride, onShow, onReload, onQuit } = actions;
  const quit: MenuItemConstructorOptions = {
    label: 'Quit VibeSync',
    accelerator: 'CommandOrControl+Q',
    click: onQuit,
  };
  const ofTheMac: MenuItemConstructorOptions = {
    label: app.name,
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { type: 'separator' },
      quit,
    ],
  };
  return [
    ...(process.platform === 'darwin' ? [ofTheMac] : []),
    {
      label: '&Control Room',
      submenu: [
        {
          id: 'override',
          label: OVERRIDE_LABEL,
          accelerator,
          // The key itself is heard elsewhere: system-wide, and in the window before its page.
          registerAccelerator: false,
          click: onOverride,
        },
        { type: 'separator' },
        { id: 'show', label: 'Show Window', click: onShow },
        ...(process.platform === 'darwin' ? [] : [{ type: 'separator' } as const, quit]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { label: 'Load Window Again', click: onReload },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(developerTools ? [{ type: 'separator' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
  ];
}
