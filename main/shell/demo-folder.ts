/** The throw-away folder that a demo keeps everything in, and the removal of what a demo that was killed has left. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ShellLog } from './log.ts';

const PREFIX = 'vibesync-demo-';

/** Makes a fresh folder in the system's temporary one. Its name says whose it is. */
export function makeDemoFolder(root = os.tmpdir()): string {
  return fs.mkdtempSync(path.join(root, `${PREFIX}${process.pid}-`));
}

/** Removes it with all that it holds; a file that is still open somewhere is tried again for a moment. */
export function removeDemoFolder(folder: string): void {
  if (!path.basename(folder).startsWith(PREFIX)) throw new Error(`${folder} is no demo's folder`);
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/**
 * Removes it once a process has ended, however it ends. No process can do that for itself: Chromium writes into its profile
 * to the very end, and what is killed does nothing any more.
 */
export function removeAfter(pid: number, folder: string, log: ShellLog): void {
  // What the two are about comes as arguments, never as part of the script.
  const [program, words] =
    process.platform === 'win32'
      ? ['powershell.exe', ['-NoProfile', '-Command', WAIT_AND_REMOVE_ON_WINDOWS, String(pid), folder]]
      : ['/bin/sh', ['-c', WAIT_AND_REMOVE, String(pid), folder]];
  const broom = spawn(program, words, { detached: true, stdio: 'ignore' });
  broom.on('error', (error) =>
    // The next demo finds the folder.
    log({ level: 'warn', what: 'demo_folder_may_stay', detail: { error: error.message } }),
  );
  broom.unref();
}

const WAIT_AND_REMOVE = 'while kill -0 "$0" 2>/dev/null; do sleep 0.2; done; rm -rf -- "$1"';
const WAIT_AND_REMOVE_ON_WINDOWS =
  '& { param($of, $folder) Wait-Process -Id $of -ErrorAction SilentlyContinue; Remove-Item -Recurse -Force -LiteralPath $folder }';

/** Removes the folders of demos whose process has ended without doing so itself. @returns how many there were */
export function removeLeftBehind(root = os.tmpdir()): number {
  const left = fs.readdirSync(root).filter((name) => {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    return owner !== undefined && !isRunning(Number(owner));
  });
  for (const name of left) removeDemoFolder(path.join(root, name));
  return left.length;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process has this number now, so it is none of ours either; but it cannot be told from one that is.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
