import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShellLogLine } from '#main/shell/log.ts';

interface Item {
  readonly id?: string;
  readonly label?: string;
  readonly accelerator?: string;
  readonly click?: () => void;
  readonly submenu?: Item[];
}

const desktop = vi.hoisted(() => ({
  shortcuts: new Map<string, () => void>(),
  takes: true as boolean | 'throws',
  power: new Map<string, Set<() => void>>(),
  menu: [] as unknown[],
  trayFails: false,
  trayMenu: [] as unknown[],
  trayImages: [] as string[],
}));
vi.mock('electron', () => ({
  app: { name: 'VibeSync' },
  globalShortcut: {
    register: (keys: string, action: () => void) => {
      if (desktop.takes === 'throws') throw new TypeError('no such key');
      if (desktop.takes) desktop.shortcuts.set(keys, action);
      return desktop.takes;
    },
    unregister: (keys: string) => desktop.shortcuts.delete(keys),
    isRegistered: (keys: string) => desktop.shortcuts.has(keys),
  },
  powerMonitor: {
    on: (event: string, action: () => void) =>
      desktop.power.set(event, (desktop.power.get(event) ?? new Set()).add(action)),
    off: (event: string, action: () => void) => desktop.power.get(event)?.delete(action),
  },
  Menu: {
    buildFromTemplate: (template: unknown[]) => template,
    setApplicationMenu: (template: unknown[]) => {
      desktop.menu = template;
    },
  },
  nativeImage: { createFromPath: (file: string) => ({ file, isEmpty: () => false }) },
  Tray: class {
    constructor(image: { file: string }) {
      if (desktop.trayFails) throw new Error('no tray here');
      desktop.trayImages.push(image.file);
    }
    setToolTip(): void {}
    setContextMenu(template: unknown[]): void {
      desktop.trayMenu = template;
    }
    on(): void {}
    setImage(image: { file: string }): void {
      desktop.trayImages.push(image.file);
    }
  },
}));
// Others in this process may have loaded what imports it, and are to load it again.
vi.resetModules();
afterAll(() => void vi.resetModules());
const { registerOverrideShortcut } = await import('#main/shell/shortcut.ts');
const { OVERRIDE_LABEL, installMenu } = await import('#main/shell/menu.ts');
const { createTray } = await import('#main/shell/tray.ts');

const KEYS = 'CommandOrControl+Shift+Backspace';
let lines: ShellLogLine[];
const log = (line: ShellLogLine): void => void lines.push(line);
const nothing = (): void => undefined;
const wake = (event: string): void => {
  for (const action of desktop.power.get(event) ?? []) action();
};

beforeEach(() => {
  lines = [];
  desktop.shortcuts.clear();
  desktop.power.clear();
  desktop.takes = true;
  desktop.trayFails = false;
  desktop.trayImages = [];
  vi.unstubAllEnvs();
  vi.stubEnv('XDG_SESSION_TYPE', 'x11');
});

describe('R36: the system-wide key is claimed only where it works', () => {
  it('acts in main as soon as it is pressed', () => {
    const onOverride = vi.fn();
    const shortcut = registerOverrideShortcut(KEYS, onOverride, nothing, log);
    expect(shortcut.status()).toEqual({ accelerator: KEYS, registered: true });
    desktop.shortcuts.get(KEYS)?.();
    expect(onOverride).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['refuses it', false as const, 'shortcut_not_registered'],
    ['cannot read it', 'throws' as const, 'shortcut_refused'],
  ])('is not claimed when the desktop %s', (_what, takes, line) => {
    desktop.takes = takes;
    expect(registerOverrideShortcut(KEYS, nothing, nothing, log).status().registered).toBe(false);
    expect(lines.map((each) => each.what)).toContain(line);
  });

  it('is not claimed under Wayland, where nobody can tell', () => {
    vi.stubEnv('XDG_SESSION_TYPE', 'wayland');
    const onLinux = process.platform === 'linux';
    const shortcut = registerOverrideShortcut(KEYS, nothing, nothing, log);
    expect(desktop.shortcuts.has(KEYS)).toBe(true);
    expect(shortcut.status().registered).toBe(!onLinux);
    wake('resume');
    expect(shortcut.status().registered).toBe(!onLinux);
  });

  it.each(['resume', 'unlock-screen'])('is taken again on %s, and the change is told', (event) => {
    const onChange = vi.fn();
    const onOverride = vi.fn();
    const shortcut = registerOverrideShortcut(KEYS, onOverride, onChange, log);
    desktop.shortcuts.clear();
    desktop.takes = false;
    wake(event);
    expect(shortcut.status().registered).toBe(false);
    desktop.takes = true;
    wake(event);
    expect(shortcut.status().registered).toBe(true);
    expect(onChange).toHaveBeenCalledTimes(2);
    wake(event);
    expect(onChange).toHaveBeenCalledTimes(2);
    desktop.shortcuts.get(KEYS)?.();
    expect(onOverride).toHaveBeenCalledTimes(1);
  });

  it('moves to other keys, and acts on them alone', () => {
    const onChange = vi.fn();
    const shortcut = registerOverrideShortcut(KEYS, nothing, onChange, log);
    expect(shortcut.change('Alt+F9')).toBe(true);
    expect([...desktop.shortcuts.keys()]).toEqual(['Alt+F9']);
    expect(shortcut.status()).toEqual({ accelerator: 'Alt+F9', registered: true });
    expect(onChange).toHaveBeenCalledTimes(1);
    shortcut.release();
    expect(desktop.shortcuts.size).toBe(0);
  });

  it('stays where it is when the desktop refuses the other keys', () => {
    const onChange = vi.fn();
    const shortcut = registerOverrideShortcut(KEYS, nothing, onChange, log);
    desktop.takes = false;
    expect(shortcut.change('Alt+F9')).toBe(false);
    expect([...desktop.shortcuts.keys()]).toEqual([KEYS]);
    expect(shortcut.status()).toEqual({ accelerator: KEYS, registered: true });
    expect(onChange).not.toHaveBeenCalled();
  });

  it('leaves nothing behind', () => {
    registerOverrideShortcut(KEYS, nothing, nothing, log).release();
    expect(desktop.shortcuts.size).toBe(0);
    expect([...desktop.power.values()].every((actions) => actions.size === 0)).toBe(true);
  });
});

describe('AUTH-1: menu and tray lead to the override without the page', () => {
  const actions = {
    accelerator: KEYS,
    developerTools: false,
    onShow: nothing,
    onReload: nothing,
    onQuit: nothing,
    onSettings: nothing,
    onScale: nothing,
    keys: {},
    projects: null,
  };

  it('has it first in the menu, under a stable id', () => {
    const onOverride = vi.fn();
    installMenu({ ...actions, onOverride });
    const room = (desktop.menu as Item[]).find((item) => item.label === '&Control Room');
    const first = room?.submenu?.[0];
    expect(first).toMatchObject({ id: 'override', label: OVERRIDE_LABEL });
    first?.click?.();
    expect(onOverride).toHaveBeenCalledTimes(1);
  });

  it('shows the keys of projects as a person has set them, and lists the other projects by name', () => {
    const onRecent = vi.fn();
    const projects = {
      recent: [{ project: 'b', name: 'Day & night' }],
      onNew: nothing,
      onOpen: nothing,
      onRecent,
    };
    installMenu({ ...actions, onOverride: nothing, keys: { new_project: 'Alt+N' }, projects });
    const menu = (desktop.menu as Item[]).find((item) => item.label === '&Project');
    expect(menu?.submenu?.map(({ accelerator }) => accelerator)).toEqual([
      'Alt+N',
      'CommandOrControl+O',
      undefined,
    ]);
    const [recent] = menu?.submenu?.[2]?.submenu ?? [];
    expect(recent?.label).toBe('Day && night');
    recent?.click?.();
    expect(onRecent).toHaveBeenCalledWith('b');
  });

  it('offers developer tools in a development build only', () => {
    installMenu({ ...actions, onOverride: nothing });
    expect(JSON.stringify(desktop.menu)).not.toMatch(/devtools/i);
    installMenu({ ...actions, developerTools: true, onOverride: nothing });
    expect(JSON.stringify(desktop.menu)).toMatch(/devtools/i);
  });

  it('has it first in the tray, and shows there that everything is held', () => {
    const onOverride = vi.fn();
    const tray = createTray({ icons: '/icons', onOverride, onShow: nothing, onQuit: nothing, log });
    const [first] = desktop.trayMenu as Item[];
    expect(first?.label).toBe(OVERRIDE_LABEL);
    first?.click?.();
    expect(onOverride).toHaveBeenCalledTimes(1);
    tray?.setHalted(true);
    tray?.setHalted(false);
    expect(desktop.trayImages).toEqual(['/icons/tray.png', '/icons/tray-halted.png', '/icons/tray.png']);
  });

  it('goes on where the desktop has no tray', () => {
    desktop.trayFails = true;
    expect(
      createTray({ icons: '/icons', onOverride: nothing, onShow: nothing, onQuit: nothing, log }),
    ).toBeNull();
    expect(lines.map((line) => line.what)).toEqual(['no_tray']);
  });
});
