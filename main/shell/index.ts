/**
 * The shell around the control room: its window, its one door, and every way to the emergency override. It decides
 * nothing; what a person does becomes a call to the host, what the host says is pushed to the screen.
 *
 * Importing this opens nothing. `prepareShell` has to run before Electron is ready, `createShell` may run any time
 * after, and the window appears with `showFirstWindow`.
 */
import { app, clipboard, ipcMain, protocol } from 'electron';
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import os from 'node:os';
import path from 'node:path';
import { CHANNELS, SCALES } from '#app/control-room/index.ts';
import type { Done, FeedBatch, Result, Scale, VersionsView } from '#app/control-room/index.ts';
import { writeFor } from '#main/atomic-file.ts';
import { parseAccelerator } from './accelerator.ts';
import { createAttention } from './attention.ts';
import { createCopyStarter } from './copy.ts';
import type { CopyStarter } from './copy.ts';
import { createDemoStarter } from './demo.ts';
import type { Notice } from './attention.ts';
import { createFeed } from './feed.ts';
import { showInFileManager } from './files.ts';
import { createLeaving } from './leaving.ts';
import { describeError, printLog } from './log.ts';
import type { ShellLog } from './log.ts';
import { installMenu } from './menu.ts';
import type { MenuProject, MenuProjects } from './menu.ts';
import { PAGE_ORIGIN, SCHEME, isPageAddress, readPages } from './pages.ts';
import { installPolicy } from './policy.ts';
import type { Presence } from './presence.ts';
import { createPresenceSigns } from './presence-signs.ts';
import { createRequestDoor, refusal } from './requests.ts';
import type { RequestHandlers, SettingsRequest, ShellHandlers } from './requests.ts';
import { createSettingsHandlers } from './settings-door.ts';
import type { SettingsFile } from './settings.ts';
import { registerOverrideShortcut } from './shortcut.ts';
import type { OverrideShortcut, ShortcutStatus } from './shortcut.ts';
import { createTray } from './tray.ts';
import type { TrayItem } from './tray.ts';
import { createControlRoomWindow } from './window.ts';
import type { ControlRoomWindow, FolderQuestion } from './window.ts';

export { DEMO_SWITCH, useDemoFolder } from './demo.ts';
export { copyToShow } from './copy.ts';
export { chooseFileToOpen, chooseFileToSave } from './files.ts';
export type { FileQuestion } from './files.ts';
export { openConsole } from './console.ts';
export { createEngineLauncher } from './engines.ts';
export { mayStartAfter, noteFault, startAnew, takeFault } from './fault.ts';
export { tellNotStarted } from './not-started.ts';
export { openSettings } from './settings.ts';
export type { SettingsFile } from './settings.ts';
export type { EngineLauncher } from './engines.ts';
export type { Presence } from './presence.ts';
export type { HostHandlers, ShellHandlers } from './requests.ts';
import type { EngineLauncherOptions } from './engines.ts';
export type { ShellLog } from './log.ts';
export type { Notice } from './attention.ts';
export type { ShortcutStatus } from './shortcut.ts';

export type OverrideOrigin = 'click' | 'shortcut' | 'menu' | 'tray';

export interface ShellPaths {
  /** The built page. */
  readonly pages: string;
  /** The preload, one CommonJS file. */
  readonly preload: string;
  readonly icons: string;
  readonly settings: string;
}

export interface ShellOptions {
  readonly paths: ShellPaths;
  readonly settings: SettingsFile;
  readonly handlers: ShellHandlers;
  /** The window is loaded at once, and shown after this: where nothing can be opened, a dialog alone says so. */
  readonly mayShow: Promise<void>;
  /** Called in main before anything queued; does all that a halt does before it returns (R28). */
  readonly onOverride: (by: OverrideOrigin) => void;
  /** The window is about to take a fresh snapshot; batches before it are void. */
  readonly onAttach: () => void;
  /** The window can take a batch: hand over what has been collected, if anything. */
  readonly onFeedReady: () => void;
  /** A notification or the badge was clicked: send `focus` with the next batch. */
  readonly onOpenCard: (card: string) => void;
  /** The override's key became available, or no longer is. */
  readonly onShortcutChange: (status: ShortcutStatus) => void;
  /** Somebody started it once more, with these words, in this folder. */
  readonly onStartedAgain: (words: readonly string[], folder: string) => void;
  /** Somebody looks at the window from here on, or no longer does. */
  readonly onPresence: (presence: Presence) => void;
  /** Something was set for this computer. */
  readonly onSettingsChange: () => void;
  /** The menu leads to the settings. */
  readonly onSettings: () => void;
  /** What can be told about this installation to who is to help, as JSON: no secret, and nothing of a scene. */
  readonly diagnostics: () => string;
  /** Whether something exists only in an engine: then a person who wants to leave is asked first (rule 13). */
  readonly isAtRisk: () => boolean;
  /** The question whether to leave is to be on screen, or no longer is. */
  readonly onAsking: (asking: boolean) => void;
  /** What the menu says about projects; null where there is one only. */
  readonly projects: Omit<MenuProjects, 'recent'> | null;
  /** Everything that has to happen before the process may end. */
  readonly onQuit: () => Promise<void>;
  /**
   * A simulated studio, or a copy that is looked at: it keeps to its window, which says what it is. The system-wide key, the
   * tray and notifications belong to the real application, which may run beside it.
   */
  readonly simulated: boolean;
  /** Of the window; left out for the application's own. */
  readonly title?: string;
  readonly log?: ShellLog;
}

export interface Shell {
  /** Resolves with the first window's first paint; rejects never. */
  readonly whenWindowReady: Promise<void>;
  /** Whether `pushFeed` would take a batch now. */
  feedReady(): boolean;
  /** At most one batch is on its way; false, and nothing sent, when the window cannot take it. */
  pushFeed(batch: FeedBatch): boolean;
  notify(notice: Notice): void;
  /** How many cards wait for the person. */
  setBadge(count: number): void;
  setHalted(halted: boolean): void;
  /** Opens the window, or brings the open one to the front. */
  showFirstWindow(): void;
  shortcutStatus(): ShortcutStatus;
  /** As when a person leaves: `then` is done once they say so. @returns whether they may go at once */
  mayLeave(then: () => void): boolean;
  /** In the system's file manager. @returns why it could not be shown; empty where it is */
  showFolder(folder: string): Promise<string>;
  /** The page begins anew: what it showed is of another project. */
  loadAnew(): void;
  /** The list of projects in the menu. */
  setProjects(recent: readonly MenuProject[]): void;
  /** Asks for a folder with the system's own dialog. @returns null where the person chose none */
  chooseFolder(question: FolderQuestion): Promise<string | null>;
  /** Shows a copy of a history beside this window. */
  readonly showCopy: CopyStarter['start'];
  /** Takes the window away for good: there is nothing that it could show. The process goes on until it is ended. */
  giveUp(): void;
  /** Ends the process in order: `onQuit` first. */
  quit(): void;
}

/** A batch that the window has not finished within this time makes main ask whether its page still runs. */
const SILENT_AFTER_MS = 10_000;
/** Quitting goes on after this long, even if `onQuit` has not ended: the ledger is safe against that, a person waiting for ever is not. */
const QUIT_WITHIN_MS = 15_000;

/** Where the parts of a built or packaged application lie. */
export function shellPaths(): ShellPaths {
  const root = app.getAppPath();
  return {
    pages: path.join(root, 'out', 'renderer'),
    preload: path.join(root, 'out', 'preload', 'index.cjs'),
    icons: path.join(root, 'assets', 'icons'),
    settings: path.join(app.getPath('userData'), 'settings.json'),
  };
}

/** What `createEngineLauncher` needs to know of this installation. */
export function enginePaths(): Pick<
  EngineLauncherOptions,
  'addonSource' | 'unitySource' | 'workFolder' | 'downloadFolder'
> {
  // Beside the application's archive when packaged, since other programs cannot read inside it.
  const assets = app.isPackaged ? process.resourcesPath : path.join(app.getAppPath(), 'assets');
  return {
    addonSource: path.join(assets, 'adapters', 'blender'),
    unitySource: path.join(assets, 'adapters', 'unity'),
    workFolder: path.join(app.getPath('userData'), 'adapters'),
    downloadFolder: app.getPath('downloads'),
  };
}

/**
 * What must precede Electron's readiness, so it has to run synchronously in main's entry, before any `await`.
 * @returns false where another process already serves this user data: it has been told to show its window, and this
 *   one has to end
 */
export function prepareShell(): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
  return true;
}

export async function createShell(options: ShellOptions): Promise<Shell> {
  const { paths, log = printLog } = options;
  await app.whenReady();

  const { settings } = options;
  const accelerator = (): string => settings.current().overrideShortcut;
  const combination = () => {
    const parsed = parseAccelerator(accelerator());
    if (parsed === null) throw new Error('the shortcut of the override is no combination');
    return parsed;
  };
  let room: ControlRoomWindow | null = null;
  let tray: TrayItem | null = null;
  let shortcut: OverrideShortcut | null = null;
  let givenUp = false;
  const firstPaint = Promise.withResolvers<void>();

  const override = (by: OverrideOrigin) => (): void => {
    options.onOverride(by); // before the line about it: a log can be slow
    log({ level: 'warn', what: 'override', detail: { by } });
  };
  const contents = (): WebContents | null =>
    room === null || room.browserWindow.isDestroyed() ? null : room.browserWindow.webContents;

  const feed = createFeed({
    send: (batch) => contents()?.send(CHANNELS.feed, batch),
    onReady: options.onFeedReady,
    onSilent: () => room?.checkAlive(),
    silentAfterMs: SILENT_AFTER_MS,
  });

  const presence = createPresenceSigns(options.onPresence);
  const leaving = createLeaving({
    isAtRisk: options.isAtRisk,
    onAsking: (asking) => {
      options.onAsking(asking);
      if (asking) showFirstWindow();
    },
    onLeave: () => {
      room?.browserWindow.hide();
      ending.quit();
    },
  });
  /** By us, for something of its own that is shown then. */
  let isRestoring = false;
  const showFirstWindow = (): void => {
    if (room !== null && !room.browserWindow.isDestroyed()) {
      if (room.browserWindow.isMinimized()) {
        isRestoring = true;
        room.browserWindow.restore();
      }
      room.browserWindow.show();
      room.browserWindow.focus();
      return;
    }
    room = createControlRoomWindow({
      preload: paths.preload,
      icon: path.join(paths.icons, 'app', '256x256.png'),
      settings,
      override: combination,
      onOverride: override('shortcut'),
      // On the Mac the application stays when its window is closed.
      mayClose: () => ending.hasBegun() || process.platform === 'darwin' || leaving.mayGo(),
      onPageGone: () => {
        feed.close();
        leaving.pageGone();
      },
      mayShow: options.mayShow,
      onFirstPaint: () => firstPaint.resolve(),
      title: options.title ?? app.name,
      developerTools: !app.isPackaged,
      log,
    });
    presence.watch(room.browserWindow);
    // Its icon was clicked. One that is merely brought to the front may be on its way under the pointer: nothing moves there.
    room.browserWindow.on('restore', () => {
      if (!isRestoring) attention.openUnseen();
      isRestoring = false;
    });
    room.browserWindow.on('blur', () => attention.turnedAway());
    room.browserWindow.on('closed', () => {
      feed.close();
      room = null;
    });
  };
  const attention = createAttention(
    () => (room === null || room.browserWindow.isDestroyed() ? null : room.browserWindow),
    (card) => {
      showFirstWindow();
      options.onOpenCard(card);
    },
  );
  const showWhatWaits = (): void => {
    if (!attention.openUnseen()) showFirstWindow();
  };
  const demo = createDemoStarter({ log });
  const copies = createCopyStarter({ log });
  const ending = orderlyQuit(async () => {
    presence.end();
    settings.flush();
    demo.end();
    copies.end();
    await options.onQuit();
    shortcut?.release();
    tray?.remove();
  }, log);
  const shortcutStatus = (): ShortcutStatus =>
    shortcut?.status() ?? { accelerator: accelerator(), registered: false };
  const leave = (): void => {
    if (leaving.mayGo()) ending.quit();
  };

  installPolicy(readPages(paths.pages), log);
  answerTheWindow(options, {
    contents,
    feed,
    leaving,
    demo: { start: () => demo.start(), end: () => ending.quit() },
    settings: createSettingsHandlers({
      settings,
      versions: versionsOf(),
      moveOverride: (next) => shortcut?.change(next) ?? true,
      onChange: () => {
        room?.rescale();
        buildMenu();
        options.onSettingsChange();
      },
      exportDiagnostics: async () => {
        const name = 'vibesync-diagnostics.json';
        const file = (await room?.chooseFile({ title: 'Export diagnostics', name })) ?? null;
        return file === null ? { ok: true, value: { path: null } } : writeFor(file, options.diagnostics());
      },
    }),
    override: override('click'),
    log,
  });
  let projects: readonly MenuProject[] = [];
  const buildMenu = (): void =>
    installMenu({
      accelerator: accelerator(),
      keys: settings.current().keys,
      onSettings: () => {
        showFirstWindow();
        options.onSettings();
      },
      onScale: (step) => {
        settings.change({ scale: scaledBy(settings.current().scale, step) });
        room?.rescale();
      },
      developerTools: !app.isPackaged,
      onOverride: override('menu'),
      onShow: showWhatWaits,
      onReload: () => contents()?.reload(),
      onQuit: leave,
      projects: options.projects === null ? null : { ...options.projects, recent: projects },
    });
  buildMenu();
  tray = options.simulated
    ? null
    : createTray({
        icons: paths.icons,
        onOverride: override('tray'),
        onShow: showWhatWaits,
        onQuit: leave,
        log,
      });
  if (!options.simulated)
    shortcut = registerOverrideShortcut(
      accelerator(),
      override('shortcut'),
      () => options.onShortcutChange(shortcutStatus()),
      log,
    );
  app.on('second-instance', (_event, words, folder) => {
    showWhatWaits();
    options.onStartedAgain(words, folder);
  });
  app.on('activate', showWhatWaits);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !givenUp) ending.quit();
  });

  return {
    whenWindowReady: firstPaint.promise,
    feedReady: () => feed.ready(),
    pushFeed: (batch) => feed.push(batch),
    notify(notice) {
      const isWanted = settings.current().notifications.includes(notice.about);
      if (!options.simulated) attention.notify(notice, isWanted);
    },
    setBadge: (count) => (options.simulated ? undefined : attention.setCount(count)),
    setHalted: (halted) => tray?.setHalted(halted),
    showFirstWindow,
    shortcutStatus,
    chooseFolder: async (question) =>
      room === null || room.browserWindow.isDestroyed() ? null : room.chooseFolder(question),
    mayLeave: (then) => leaving.mayGo(then),
    showFolder: showInFileManager,
    loadAnew() {
      attention.setCount(0);
      contents()?.reload();
    },
    setProjects(recent) {
      projects = recent;
      buildMenu();
    },
    showCopy: (file, bundle) => copies.start(file, bundle),
    giveUp() {
      givenUp = true;
      room?.browserWindow.destroy();
    },
    quit: ending.quit,
  };
}

function versionsOf(): VersionsView {
  const { electron, chrome, node } = process.versions;
  const system = `${os.type()} ${os.release()}, ${process.arch}`;
  return { app: app.getVersion(), electron, chromium: chrome, node, system };
}

/** One step larger or smaller, as far as there are steps. */
function scaledBy(scale: Scale, step: -1 | 0 | 1): Scale {
  return (step === 0 ? SCALES[0] : SCALES[SCALES.indexOf(scale) + step]) ?? scale;
}

interface Door {
  readonly contents: () => WebContents | null;
  readonly feed: ReturnType<typeof createFeed>;
  readonly leaving: ReturnType<typeof createLeaving>;
  readonly settings: Pick<RequestHandlers, SettingsRequest>;
  readonly demo: { readonly start: () => Promise<Result<Done>>; readonly end: () => void };
  readonly override: () => void;
  readonly log: ShellLog;
}

/** The two channels and the acknowledgement; each message passes two gates, its sender and its schema. */
function answerTheWindow(
  options: ShellOptions,
  { contents, feed, leaving, demo, settings, override, log }: Door,
): void {
  const isOurs = (event: IpcMainInvokeEvent | IpcMainEvent): boolean => {
    const ours = contents();
    const frame = event.senderFrame; // null once the frame is gone
    return (
      ours !== null &&
      event.sender === ours &&
      frame !== null &&
      frame === ours.mainFrame &&
      frame.origin === PAGE_ORIGIN &&
      isPageAddress(frame.url)
    );
  };
  const door = createRequestDoor({
    handlers: {
      ...options.handlers,
      ...settings,
      attach: async (body) => {
        feed.close();
        options.onAttach();
        const result = await options.handlers.attach(body);
        // The snapshot has to be on its way before the first batch that continues it.
        if (result.ok) setImmediate(() => feed.open());
        return result;
      },
      copy_text: async ({ text }) => {
        await clipboard.writeText(text); // a promise from Electron 44 on
        return { ok: true, value: {} };
      },
      answer_leaving: ({ answer }) => {
        leaving.answer(answer);
        return Promise.resolve({ ok: true, value: {} });
      },
      start_demo: () =>
        options.simulated
          ? Promise.resolve(refusal('simulated', 'This is the simulated studio already.'))
          : demo.start(),
      end_demo: () => {
        // A page cannot end the real application by itself.
        if (!options.simulated)
          return Promise.resolve(refusal('not_simulated', 'This is no simulated studio.'));
        setImmediate(demo.end);
        return Promise.resolve({ ok: true, value: {} });
      },
    },
    onHalt: override,
    log,
  });
  ipcMain.handle(CHANNELS.request, (event, name: unknown, body: unknown) => {
    if (isOurs(event)) return door.receive(name, body);
    log({ level: 'error', what: 'foreign_sender', detail: { origin: event.senderFrame?.origin ?? null } });
    return refusal('untrusted_sender', 'This window may not speak to VibeSync.');
  });
  ipcMain.on(CHANNELS.feedDone, (event, seq: unknown) => {
    if (isOurs(event)) feed.acknowledge(seq);
  });
}

interface Ending {
  readonly quit: () => void;
  /** From here on nothing keeps the process, and nobody is asked. */
  readonly hasBegun: () => boolean;
}

/** Holds Electron's quitting back until `finish` is through, however it began: menu, tray, window, system, signal. */
function orderlyQuit(finish: () => Promise<void>, log: ShellLog): Ending {
  let finished = false;
  let finishing = false;
  app.on('before-quit', (event) => {
    if (finished) return;
    event.preventDefault();
    if (finishing) return;
    finishing = true;
    const late = new Promise<void>((resolve) => {
      setTimeout(() => {
        log({ level: 'error', what: 'quit_took_too_long', detail: { afterMs: QUIT_WITHIN_MS } });
        resolve();
      }, QUIT_WITHIN_MS);
    });
    void Promise.race([
      finish().catch((error: unknown) => {
        log({ level: 'error', what: 'quit_failed', detail: { error: describeError(error) } });
      }),
      late,
    ]).then(() => {
      finished = true;
      app.quit();
    });
  });
  return { quit: () => app.quit(), hasBegun: () => finishing };
}
