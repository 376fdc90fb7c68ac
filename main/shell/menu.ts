/** The application menu. It belongs to main: its override works whatever the page does. */
import { Menu, app } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import { keysInForce } from '#app/control-room/shortcuts.ts';
import type { CustomKeys } from '#app/control-room/shortcuts.ts';

export interface MenuActions {
  readonly accelerator: string;
  readonly developerTools: boolean;
  readonly onOverride: () => void;
  readonly onShow: () => void;
  readonly onReload: () => void;
  readonly onQuit: () => void;
  readonly onSettings: () => void;
  /** 1 makes everything in the window one step larger, -1 one step smaller; 0 is the usual size. */
  readonly onScale: (step: -1 | 0 | 1) => void;
  /** What a person has changed of the keys. */
  readonly keys: CustomKeys;
  /** Null where there is one project only. */
  readonly projects: MenuProjects | null;
}

export interface MenuProject {
  readonly project: string;
  readonly name: string;
}

export interface MenuProjects {
  /** Those that are not open, opened last first. */
  readonly recent: readonly MenuProject[];
  readonly onNew: () => void;
  readonly onOpen: () => void;
  readonly onRecent: (project: string) => void;
}

/** The window hears the menu's keys itself where the system lets it. On the Mac the menu bar takes them before any window. */
const PLATFORM_TAKES_KEYS = process.platform === 'darwin';

/** Of the menu; the window lists them all. */
const RECENT_MOST = 10;

export const OVERRIDE_LABEL = 'Emergency Override: Halt Everything';

export function installMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template(actions)));
}

function template(actions: MenuActions): MenuItemConstructorOptions[] {
  const { accelerator, developerTools, onOverride, onShow, onReload, onQuit, onScale, projects, keys } =
    actions;
  const settings: MenuItemConstructorOptions = {
    id: 'settings',
    label: 'Settings…',
    accelerator: keysInForce('show_settings', keys)[0] ?? '',
    registerAccelerator: PLATFORM_TAKES_KEYS,
    click: actions.onSettings,
  };
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
        settings,
        ...(process.platform === 'darwin' ? [] : [{ type: 'separator' } as const, quit]),
      ],
    },
    ...(projects === null ? [] : [projectMenu(projects, keys)]),
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { label: 'Load Window Again', click: onReload },
        { type: 'separator' },
        { label: 'Usual Size', accelerator: 'CommandOrControl+0', click: () => onScale(0) },
        { label: 'Larger', accelerator: 'CommandOrControl+Plus', click: () => onScale(1) },
        { label: 'Smaller', accelerator: 'CommandOrControl+-', click: () => onScale(-1) },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(developerTools ? [{ type: 'separator' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
  ];
}

function projectMenu(
  { recent, onNew, onOpen, onRecent }: MenuProjects,
  keys: CustomKeys,
): MenuItemConstructorOptions {
  const registerAccelerator = PLATFORM_TAKES_KEYS;
  return {
    label: '&Project',
    submenu: [
      {
        id: 'new_project',
        label: 'New Project…',
        accelerator: keysInForce('new_project', keys)[0] ?? '',
        registerAccelerator,
        click: onNew,
      },
      {
        id: 'open_project',
        label: 'Open Project…',
        accelerator: keysInForce('open_project', keys)[0] ?? '',
        registerAccelerator,
        click: onOpen,
      },
      {
        label: 'Open Recent',
        enabled: recent.length > 0,
        submenu: recent.slice(0, RECENT_MOST).map(({ project, name }) => ({
          // One ampersand would underline what follows it.
          label: name.replaceAll('&', '&&'),
          click: () => onRecent(project),
        })),
      },
    ],
  };
}
