/**
 * The control room's window. It holds no state of its own: when its page crashes or hangs, it is loaded again and
 * attaches anew, while main goes on as if nothing had happened.
 */
import { BrowserWindow, dialog, screen } from 'electron';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { isPressOf } from './accelerator.ts';
import type { parseAccelerator } from './accelerator.ts';
import type { ShellLog } from './log.ts';
import { PAGE_ADDRESS } from './pages.ts';
import { createReloadBudget, fitOnScreen } from './recovery.ts';
import type { SettingsFile } from './settings.ts';

const PERCENT = 100;
const DEFAULT_SIZE = { width: 1_440, height: 900 };
const MINIMUM_SIZE = { minWidth: 1_100, minHeight: 700 };
/** How long a page that was silent may take to answer a question that costs it nothing. */
const ANSWER_WITHIN_MS = 5_000;

export interface ControlRoomWindow {
  readonly browserWindow: BrowserWindow;
  /** Asks a page that has been silent whether it still runs, and loads it again if it does not. */
  checkAlive(): void;
  /** As the settings say. */
  rescale(): void;
  /** @returns the file's path, or null where the person chose none */
  chooseFile(question: FileQuestion): Promise<string | null>;
  /** @returns the folder's path, or null where the person chose none */
  chooseFolder(question: FolderQuestion): Promise<string | null>;
}

/** What a dialog asks for, in the person's words. */
export interface FolderQuestion {
  readonly title: string;
  /** Of the button that takes the folder. */
  readonly button: string;
}

/** Where something is to be written. */
export interface FileQuestion {
  readonly title: string;
  /** What it is called if nobody calls it otherwise. */
  readonly name: string;
}

interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly settings: SettingsFile;
  /** The override's keys as they are at that moment. */
  readonly override: () => NonNullable<ReturnType<typeof parseAccelerator>>;
  readonly onOverride: () => void;
  /** A person closes the window. @returns whether it may be closed now */
  readonly mayClose: () => boolean;
  /** The page is gone or about to be loaded again. */
  readonly onPageGone: () => void;
  /** It stays hidden until then. */
  readonly mayShow: Promise<void>;
  /** There is something to look at. */
  readonly onFirstPaint: () => void;
  readonly title: string;
  readonly developerTools: boolean;
  readonly log: ShellLog;
}

export function createControlRoomWindow(options: WindowOptions): ControlRoomWindow {
  const { settings, log } = options;
  const browserWindow = new BrowserWindow(windowOptions(options));
  const contents = browserWindow.webContents;
  const reloads = createReloadBudget();
  /** Runs while a silent page has not answered. */
  let patience: NodeJS.Timeout | undefined;

  const load = (): void => {
    options.onPageGone();
    contents.loadURL(PAGE_ADDRESS).catch((error: unknown) => {
      log({ level: 'error', what: 'page_not_loaded', detail: { error: String(error) } });
    });
  };
  const recover = (): void => {
    if (browserWindow.isDestroyed()) return;
    if (reloads.take()) load();
    else askWhetherToReload(browserWindow, load);
  };
  const endHungPage = (): void => {
    if (contents.isDestroyed() || contents.isDevToolsOpened()) return; // a breakpoint is no hang
    log({ level: 'error', what: 'page_hung', detail: {} });
    contents.forcefullyCrashRenderer(); // `render-process-gone` follows, and with it the reload
  };

  const answered = (): void => {
    clearTimeout(patience);
    patience = undefined;
  };

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    answered(); // by its end; the next page must not pay for this one's silence
    log({ level: 'error', what: 'page_gone', detail: { reason, exitCode } });
    options.onPageGone();
    // Within this event Electron still tears the old process down; a load started here would be lost.
    setImmediate(recover);
  });
  contents.on('unresponsive', endHungPage);
  // A page may not keep its window open.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('did-start-navigation', (details) => {
    if (!details.isMainFrame || details.isSameDocument) return;
    answered();
    options.onPageGone();
  });
  contents.on('preload-error', (_event, _file, error) => {
    log({ level: 'error', what: 'preload_failed', detail: { error: String(error) } });
  });
  // Seen in main before the page gets the key, so it works while the page hangs and where no global shortcut could be
  // registered (R36).
  contents.on('before-input-event', (event, input) => {
    if (!isPressOf(options.override(), input)) return;
    event.preventDefault();
    options.onOverride();
  });

  // A page that is loaded begins at the usual size.
  contents.on('did-finish-load', () => contents.setZoomFactor(settings.current().scale / PERCENT));

  browserWindow.on('close', (event) => {
    if (!options.mayClose()) event.preventDefault();
  });
  browserWindow.on('page-title-updated', (event) => event.preventDefault());
  const show = (): void => {
    if (browserWindow.isDestroyed()) return;
    if (settings.current().window?.maximized === true) browserWindow.maximize();
    browserWindow.show();
    options.onFirstPaint();
  };
  browserWindow.once('ready-to-show', () => void options.mayShow.then(show));
  rememberPlace(browserWindow, settings);
  load();

  return {
    browserWindow,
    checkAlive() {
      if (patience !== undefined || contents.isDestroyed() || contents.isCrashed()) return;
      patience = setTimeout(() => {
        patience = undefined;
        endHungPage();
      }, ANSWER_WITHIN_MS);
      contents.executeJavaScript('0').then(answered, answered);
    },
    rescale() {
      if (!contents.isDestroyed()) contents.setZoomFactor(settings.current().scale / PERCENT);
    },
    async chooseFile({ title, name }) {
      const { canceled, filePath } = await dialog.showSaveDialog({
        title,
        message: title,
        defaultPath: name,
      });
      return canceled || filePath === '' ? null : filePath;
    },
    async chooseFolder({ title, button }) {
      // Of no window: a dialog over one takes its clicks, and the override has to get every click (AUTH-1).
      const { canceled, filePaths } = await dialog.showOpenDialog({
        title,
        message: title, // macOS shows no title
        buttonLabel: button,
        properties: ['openDirectory', 'createDirectory'],
      });
      return canceled ? null : (filePaths[0] ?? null);
    },
  };
}

function windowOptions({
  preload,
  icon,
  settings,
  title,
  developerTools,
}: WindowOptions): BrowserWindowConstructorOptions {
  const remembered = settings.current().window;
  const place =
    remembered === null
      ? null
      : fitOnScreen(
          remembered,
          screen.getAllDisplays().map((display) => display.workArea),
        );
  return {
    ...(place ?? DEFAULT_SIZE),
    ...MINIMUM_SIZE,
    show: false,
    title,
    icon,
    backgroundColor: '#17181a',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      spellcheck: false,
      devTools: developerTools,
      // A window behind Blender must go on finishing its batches, or it would fall behind while nobody looks.
      backgroundThrottling: false,
    },
  };
}

function rememberPlace(browserWindow: BrowserWindow, settings: SettingsFile): void {
  const remember = (): void => {
    if (browserWindow.isDestroyed() || browserWindow.isMinimized()) return;
    const bounds: Rectangle = browserWindow.getNormalBounds();
    settings.change({ window: { ...bounds, maximized: browserWindow.isMaximized() } });
  };
  browserWindow.on('resize', remember);
  browserWindow.on('move', remember);
  browserWindow.on('maximize', remember);
  browserWindow.on('unmaximize', remember);
}

function askWhetherToReload(browserWindow: BrowserWindow, load: () => void): void {
  void dialog
    .showMessageBox(browserWindow, {
      type: 'error',
      message: 'The control room keeps failing.',
      detail:
        'VibeSync itself goes on: nothing is lost, and the emergency override still works from its key, the menu and the tray.',
      buttons: ['Load it again', 'Leave it'],
    })
    .then(({ response }) => {
      if (response === 0 && !browserWindow.isDestroyed()) load();
    });
}
