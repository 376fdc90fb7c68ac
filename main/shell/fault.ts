/**
 * A fault of VibeSync itself ends its process: the ledger holds what was confirmed, and no guess about the rest is safe.
 * What it was is written down, VibeSync starts anew, and the next window says so.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { app, dialog } from 'electron';
import { z } from 'zod';
import type { FaultView } from '#app/control-room/index.ts';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';

/** A life that ended sooner than this may have ended by what it found at its start: another one is not begun unasked. */
const SHORT_LIFE_MS = 60_000;
const REPORTS_KEPT = 10;
const MESSAGE_LENGTH = 300;
const UNTOLD = 'untold.json';

const reportSchema = z.object({ at: z.iso.datetime(), aliveMs: z.number(), error: z.string() });

export interface Fault extends FaultView {
  /** How long the process had been running, in milliseconds. */
  readonly aliveMs: number;
}

/** Writes down what ended this life. Called while the process dies: it opens nothing that has to be closed. */
export function noteFault(folder: string, error: unknown, log: ShellLog): void {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const report = {
      at: new Date().toISOString(),
      aliveMs: Math.round(process.uptime() * 1_000),
      app: app.getVersion(),
      electron: process.versions.electron,
      platform: `${process.platform} ${process.arch}`,
      error: describeError(error),
    };
    fs.writeFileSync(path.join(folder, UNTOLD), JSON.stringify(report, null, 2), { mode: 0o600 });
  } catch (problem) {
    log({ level: 'error', what: 'fault_not_noted', detail: { error: String(problem) } });
  }
}

/** What ended the last life, told once; null where that was no fault. Its report stays, beside the newest of earlier ones. */
export function takeFault(folder: string, log: ShellLog): Fault | null {
  try {
    const untold = path.join(folder, UNTOLD);
    if (!fs.existsSync(untold)) return null;
    const { at, aliveMs, error } = reportSchema.parse(JSON.parse(fs.readFileSync(untold, 'utf8')));
    const report = path.join(folder, `${at.replaceAll(':', '-')}.json`);
    fs.renameSync(untold, report);
    const kept = fs.readdirSync(folder).filter((name) => name !== UNTOLD);
    for (const old of kept.sort().slice(0, -REPORTS_KEPT)) fs.rmSync(path.join(folder, old));
    return { at, aliveMs, report, message: (error.split('\n')[0] ?? '').slice(0, MESSAGE_LENGTH) };
  } catch (problem) {
    log({ level: 'warn', what: 'fault_not_read', detail: { error: String(problem) } });
    return null;
  }
}

/** Another process begins once this one has ended. */
export function startAnew(): void {
  const image = app.isPackaged ? process.env['APPIMAGE'] : undefined;
  if (image === undefined) return app.relaunch();
  // Electron's own helper runs from the image, which is unmounted with this process. Mounting it anew takes far longer
  // than this process takes to let go of its lock.
  spawn(image, process.argv.slice(1), { detached: true, stdio: 'ignore' }).unref();
}

/**
 * Asks, where the last life was so short that the next may end in the same way.
 * @returns whether to start
 */
export function mayStartAfter({ aliveMs, message, report }: Fault): boolean {
  if (aliveMs >= SHORT_LIFE_MS) return true;
  const answer = dialog.showMessageBoxSync({
    type: 'error',
    title: app.name,
    message: 'VibeSync stopped by a fault of its own, soon after it had started.',
    detail: [`Everything that was called safe is on the disk.`, message, report].join('\n\n'),
    buttons: ['Start again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return answer === 0;
}
