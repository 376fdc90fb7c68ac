/** The simulated studio is a process of its own, with its own data: whatever becomes of it, this one goes on untouched. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { app } from 'electron';
import type { Done, Result } from '#app/control-room/index.ts';
import { makeDemoFolder, removeAfter, removeLeftBehind } from './demo-folder.ts';
import type { ShellLog } from './log.ts';
import { refusal } from './requests.ts';

export const DEMO_SWITCH = 'demo';

/** What Chromium was told of this machine, and has to be told again. */
const SAME_MACHINE = ['no-sandbox', 'disable-gpu', 'disable-software-rasterizer', 'ozone-platform'];

/**
 * Makes a fresh folder the place of everything that this process keeps: its project, its settings, Chromium’s profile. It goes
 * with the process. Has to run before Electron is ready.
 */
export function useDemoFolder(log: ShellLog): void {
  removeLeftBehind();
  const folder = makeDemoFolder();
  app.setPath('userData', folder);
  app.setPath('sessionData', folder);
  removeAfter(process.pid, folder, log);
}

export interface DemoStarter {
  /** One at a time. Resolves when it runs; its window follows. */
  start(): Promise<Result<Done>>;
  /** It goes with the window that it was started from. */
  end(): void;
}

export interface DemoStarterOptions {
  readonly log: ShellLog;
  /** Starts a program; a test hands in another one. */
  readonly launch?: (program: string, words: readonly string[]) => ChildProcess;
}

export function createDemoStarter({ log, launch = launchProgram }: DemoStarterOptions): DemoStarter {
  let running: ChildProcess | null = null;
  return {
    start() {
      if (running !== null)
        return Promise.resolve(
          refusal('demo_runs', 'The simulated studio is open in its own window already.'),
        );
      const demo = launch(process.execPath, [...wordsOfThis(), `--${DEMO_SWITCH}`]);
      running = demo;
      return new Promise((resolve) => {
        demo.once('spawn', () => resolve({ ok: true, value: {} }));
        demo.once('error', (error) => {
          running = null;
          log({ level: 'error', what: 'demo_not_started', detail: { error: error.message } });
          resolve(refusal('demo_not_started', `The simulated studio cannot be started: ${error.message}`));
        });
        demo.once('exit', (code) => {
          running = null;
          log({ level: code === 0 ? 'info' : 'warn', what: 'demo_ended', detail: { code } });
        });
      });
    },
    end() {
      // Windows knows no signal that asks: there it stays until its own window is closed.
      if (process.platform !== 'win32') running?.kill('SIGTERM');
    },
  };
}

/** What this program is started again with, on the same machine. */
export function wordsOfThis(): string[] {
  const switches = SAME_MACHINE.filter((name) => app.commandLine.hasSwitch(name)).map((name) => {
    const value = app.commandLine.getSwitchValue(name);
    return value === '' ? `--${name}` : `--${name}=${value}`;
  });
  return [...(app.isPackaged ? [] : [app.getAppPath()]), ...switches];
}

export function launchProgram(program: string, words: readonly string[]): ChildProcess {
  return spawn(process.env['APPIMAGE'] ?? program, words, { stdio: 'ignore' });
}
