/**
 * A copy of a history is looked at in a process of its own, with data of its own that is thrown away, as the simulated
 * studio is. It is told which file, and what was found when that was checked: if it finds anything else, it shows nothing.
 */
import { app } from 'electron';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { BundleView, Done, Result } from '#app/control-room/index.ts';
import { launchProgram, wordsOfThis } from './demo.ts';
import type { ShellLog } from './log.ts';
import { refusal } from './requests.ts';

const FILE_SWITCH = 'copy';
const HEAD_SWITCH = 'copy-head';
const RECEIPT_SWITCH = 'copy-receipt';
/** Windows beside this one. */
const COPIES_MAX = 4;

/** What this process was started to show. */
export interface CopyToShow {
  readonly file: string;
  readonly head: string;
  readonly receipt: BundleView['receipt'];
}

/** @returns null where this process was started for anything else */
export function copyToShow(): CopyToShow | null {
  const { commandLine } = app;
  const file = commandLine.getSwitchValue(FILE_SWITCH);
  if (file === '') return null;
  const said = commandLine.getSwitchValue(RECEIPT_SWITCH);
  const receipt = said === 'ours' || said === 'none' ? said : 'unknown';
  return { file: path.resolve(file), head: commandLine.getSwitchValue(HEAD_SWITCH), receipt };
}

export interface CopyStarter {
  /** Resolves when it runs; its window follows. */
  start(file: string, bundle: BundleView): Promise<Result<Done>>;
  /** They go with the window that they were opened from. */
  end(): void;
}

export interface CopyStarterOptions {
  readonly log: ShellLog;
  /** Starts a program; a test hands in another one. */
  readonly launch?: (program: string, words: readonly string[]) => ChildProcess;
}

export function createCopyStarter({ log, launch = launchProgram }: CopyStarterOptions): CopyStarter {
  const running = new Set<ChildProcess>();
  return {
    start(file, { head, receipt }) {
      if (running.size >= COPIES_MAX)
        return Promise.resolve(
          refusal('copies_open', `${COPIES_MAX} copies are open already. Close one of their windows first.`),
        );
      const words = [
        ...wordsOfThis(),
        `--${FILE_SWITCH}=${file}`,
        `--${HEAD_SWITCH}=${head}`,
        `--${RECEIPT_SWITCH}=${receipt}`,
      ];
      const copy = launch(process.execPath, words);
      running.add(copy);
      return new Promise((resolve) => {
        copy.once('spawn', () => resolve({ ok: true, value: {} }));
        copy.once('error', (error) => {
          running.delete(copy);
          log({ level: 'error', what: 'copy_not_shown', detail: { error: error.message } });
          resolve(refusal('copy_not_shown', `The copy cannot be shown: ${error.message}`));
        });
        copy.once('exit', (code) => {
          running.delete(copy);
          log({ level: code === 0 ? 'info' : 'warn', what: 'copy_ended', detail: { code } });
        });
      });
    },
    end() {
      // Windows knows no signal that asks: there they stay until their own windows are closed.
      if (process.platform !== 'win32') for (const copy of running) copy.kill('SIGTERM');
    },
  };
}
