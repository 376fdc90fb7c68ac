/** The built application as a person runs it: in its own window, with its own data, driven by role and keyboard. */
import { expect, _electron as electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { presentElectron, provisionElectron } from '../../../main/provision/electron-runtime.mjs';
import { PROJECT_ROOT } from '../../../main/provision/paths.mjs';

/** What a start may take on a machine that does other things too. */
const START_WITHIN_MS = 60_000;
const END_WITHIN_MS = 30_000;
const MAX_OUTPUT_LENGTH = 200_000;
const WHEN_ATTACHED = path.join(import.meta.dirname, 'when-attached.cjs');
/**
 * Where there is no GPU, Chromium finds that out by a process that fails, at each start. It is told, so that every
 * machine paints in the same way.
 */
const WITHOUT_GPU = ['--disable-gpu', '--disable-software-rasterizer'];

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A script that its main process loads before anything of its own. */
  readonly preload?: string;
  /** Where the window is painted is not waited for: for tests of what fails before. */
  readonly waitForWindow?: boolean;
}

/** Where and how VibeSync runs: its Electron, the project's folder, what the environment needs. */
export async function applicationCommand(
  userData: string,
  { args = [], env = {}, preload }: StartOptions = {},
): Promise<{
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}> {
  const runtime = presentElectron() ?? (await provisionElectron());
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    executable: runtime.executablePath,
    args: [
      ...(preload === undefined ? [] : ['-r', preload]),
      PROJECT_ROOT,
      `--user-data-dir=${userData}`,
      ...WITHOUT_GPU,
      ...args,
    ],
    env: { ...inherited, ...runtime.env, NODE_ENV: 'test', ...env },
  };
}

export class Application {
  readonly userData: string;
  #electron: ElectronApplication | undefined;
  #page: Page | undefined;
  #output = '';

  constructor(userData: string) {
    this.userData = userData;
  }

  /** Playwright's handle on the main process. Only for what a person does outside of the page: menu, clipboard. */
  get electron(): ElectronApplication {
    if (this.#electron === undefined) throw new Error('the application is not running');
    return this.#electron;
  }

  /** The control room. It is another object after `restart`. */
  get page(): Page {
    if (this.#page === undefined) throw new Error('the application has no window');
    return this.#page;
  }

  /** What the process wrote to its standard streams, for a report of a failure. */
  get output(): string {
    return this.#output;
  }

  /** The lines of the application's log that say `what`: one JSON object a line, on its standard error. */
  logLines(what: string): Readonly<Record<string, unknown>>[] {
    return this.#output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map(parseLine)
      .filter((line) => line['what'] === what);
  }

  get pid(): number {
    const pid = this.electron.process().pid;
    if (pid === undefined) throw new Error('the application has no process');
    return pid;
  }

  async start(options: StartOptions = {}): Promise<void> {
    const { executable, args, env } = await applicationCommand(this.userData, options);
    this.#electron = await electron.launch({
      executablePath: executable,
      args: ['-r', WHEN_ATTACHED, ...args],
      env,
      cwd: PROJECT_ROOT,
      // Chromium has no sandbox for root; for everybody else it is on, as it is for people.
      chromiumSandbox: process.getuid?.() !== 0,
      timeout: START_WITHIN_MS,
    });
    for (const stream of [this.#electron.process().stdout, this.#electron.process().stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-MAX_OUTPUT_LENGTH);
      });
    }
    if (options.waitForWindow === false) return;
    this.#page = await this.#electron.firstWindow({ timeout: START_WITHIN_MS });
    await expect(this.override).toBeVisible({ timeout: START_WITHIN_MS });
    // The window is there before what it shows.
    await expect(this.page.getByRole('banner').getByText('Opening the project')).toBeHidden({
      timeout: START_WITHIN_MS,
    });
  }

  /** The button that is never covered and never disabled. */
  get override() {
    return this.page.getByRole('button', { name: /emergency override|everything held/i }).first();
  }

  /** Quits as the menu does: in order. */
  async quit(): Promise<void> {
    const ended = this.#ended();
    await this.electron.evaluate(({ app }) => app.quit());
    await ended;
    this.#forget();
  }

  /** Closes the window as a click at its corner does. What comes of it is for the application to say. */
  async closeWindow(): Promise<void> {
    await this.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  }

  /** A signal of the system, which asks nobody. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Waits until the process has ended by itself. @returns its exit code */
  async ends(): Promise<number | null> {
    const child = this.electron.process();
    await this.#ended();
    this.#forget();
    return child.exitCode;
  }

  /** `kill -9`: nothing of the process gets to say goodbye. */
  async kill9(): Promise<void> {
    const ended = this.#ended();
    process.kill(this.pid, 'SIGKILL');
    await ended;
    this.#forget();
  }

  /** A second life on the same data; in order, unless the process is dead already. */
  async restart(options: StartOptions = {}): Promise<void> {
    if (this.#electron !== undefined) await this.quit();
    await this.start(options);
  }

  /** For the end of a test, whatever state it left the process in. */
  async dispose(): Promise<void> {
    if (this.#electron === undefined) return;
    const child = this.#electron.process();
    if (child.exitCode !== null || child.signalCode !== null) return;
    await this.kill9();
  }

  /** What adapters read to find the port. */
  async endpoint(): Promise<{ readonly url: string; readonly pid: number; readonly app: string }> {
    const file = path.join(this.userData, 'run', 'endpoint.json');
    await expect.poll(() => fs.existsSync(file), { message: `${file} appears` }).toBe(true);
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  }

  /** Goes to a place of the rail at the left. */
  async goTo(
    place: 'Control' | 'Conflicts' | 'History' | 'Shelf' | 'Engines' | 'Guarantees' | 'Settings',
  ): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: place }).click();
  }

  /** Presses keys on the display itself, as a keyboard would: whoever has the focus, whatever hangs. */
  async pressOnDisplay(keys: string): Promise<void> {
    await display('key', '--clearmodifiers', keys);
  }

  /**
   * Answers the next dialog that asks for a folder, before it is shown: where a path is typed in the system's own is
   * different on each desktop. The question must not be the window's: its override has to take clicks meanwhile.
   */
  async chooseNextFolder(folder: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, chosen) => {
      const real = dialog.showOpenDialog.bind(dialog);
      const answer = async (...asked: unknown[]) => {
        dialog.showOpenDialog = real;
        const [options] = asked as [Electron.OpenDialogOptions];
        const wanted = new Set(options.properties);
        if (asked.length !== 1 || !wanted.has('openDirectory') || wanted.has('openFile'))
          throw new Error('the question was not for a folder, or it holds the window');
        return { canceled: false, filePaths: [chosen] };
      };
      dialog.showOpenDialog = answer as typeof real;
    }, folder);
  }

  /** The same for the next dialog that asks which file to write, and for the next one that asks which to open. */
  async chooseNextFile(file: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, chosen) => {
      const [save, open] = [dialog.showSaveDialog.bind(dialog), dialog.showOpenDialog.bind(dialog)];
      const alone = (asked: readonly unknown[]): void => {
        Object.assign(dialog, { showSaveDialog: save, showOpenDialog: open });
        if (asked.length !== 1) throw new Error('the question holds the window');
      };
      Object.assign(dialog, {
        showSaveDialog: async (...asked: unknown[]) => {
          alone(asked);
          return { canceled: false, filePath: chosen };
        },
        showOpenDialog: async (...asked: unknown[]) => {
          alone(asked);
          return { canceled: false, filePaths: [chosen] };
        },
      });
    }, file);
  }

  /** Leaves the system's own dialog of this title by its key, once it is on the display. */
  async leaveDialog(title: string): Promise<void> {
    const visible = ['--onlyvisible', '--name', `^${title}$`];
    await showsDialog(title);
    // Until it listens, keys go nowhere; it may also close between a look and a key.
    await expect(async () => {
      const found = await display('search', ...visible).catch(() => null);
      if (found === null) return;
      await display('windowfocus', found.stdout.split('\n')[0] ?? '');
      await this.pressOnDisplay('Escape');
      throw new Error(`“${title}” is still open`);
    }).toPass({ timeout: START_WITHIN_MS });
  }

  async #ended(): Promise<void> {
    const child = this.electron.process();
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`the application has not ended:\n${this.#output}`)),
        END_WITHIN_MS,
      );
      const end = (): void => {
        clearTimeout(late);
        resolve();
      };
      if (child.exitCode !== null || child.signalCode !== null) end();
      else child.once('exit', end);
    });
  }

  #forget(): void {
    this.#electron = undefined;
    this.#page = undefined;
  }
}

/** Waits until the system's own dialog of this title is on the display. A look fails, too, where another window just goes. */
export async function showsDialog(title: string): Promise<void> {
  await expect(() => display('search', '--onlyvisible', '--name', `^${title}$`)).toPass({
    timeout: START_WITHIN_MS,
  });
}

/** Ends every process that runs on this data, whoever started it: one that starts itself anew is nobody's child. */
export function endAllOf(userData: string): void {
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (words.includes(`--user-data-dir=${userData}`)) process.kill(Number(pid), 'SIGKILL');
    } catch (error) {
      // It has ended meanwhile.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

/** What happens on the display as if hands did it. Fails where it takes longer than a start may. */
export function display(...words: string[]): Promise<{ readonly stdout: string }> {
  return promisify(execFile)('xdotool', words, { timeout: START_WITHIN_MS });
}

/** A line may be cut off, at the end of what has arrived or at the beginning of what is kept. */
function parseLine(line: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
