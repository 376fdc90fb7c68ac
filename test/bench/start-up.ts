/** From the start of the process to the first paint: the built application against an empty window of its Electron. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { _electron as electron } from '@playwright/test';
import { presentElectron } from '../../main/provision/electron-runtime.mjs';
import { inProject, PROJECT_ROOT } from '../../main/provision/paths.mjs';
import { strings } from '../../renderer/strings.ts';
import { median } from './statistics.ts';

const START_WITHIN_MS = 30_000;
const EMPTY_MAIN = `const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadURL('data:text/html,<p>empty</p>'));
`;

export interface StartUpFigures {
  readonly applicationMs: number;
  readonly emptyMs: number;
}

/** Why start-up cannot be measured here; null where it can. */
export function startUpObstacle(): string | null {
  if (
    !fs.existsSync(inProject('out', 'main', 'index.js')) ||
    !fs.existsSync(inProject('out', 'renderer', 'index.html'))
  )
    return 'nothing is built: npm run build';
  return windowObstacle();
}

/** Why no window can be shown here; null where one can. */
export function windowObstacle(): string | null {
  if (presentElectron() === undefined) return 'no Electron yet: npm start fetches it';
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined) {
    return spawnSync('which', ['xvfb-run'], { stdio: 'ignore' }).status === 0
      ? null
      : 'no display, and no xvfb-run';
  }
  return null;
}

export async function measureStartUp(folder: string, repetitions: number): Promise<StartUpFigures> {
  const empty = path.join(folder, 'empty-window');
  fs.mkdirSync(empty, { recursive: true });
  fs.writeFileSync(
    path.join(empty, 'package.json'),
    JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.cjs' }),
  );
  fs.writeFileSync(path.join(empty, 'main.cjs'), EMPTY_MAIN);
  const application: number[] = [];
  const bare: number[] = [];
  // The first of each warms the disk's cache and makes the data of a first start; it does not count.
  for (let i = 0; i <= repetitions; i += 1) {
    const emptyMs = await firstPaint([empty, `--user-data-dir=${path.join(folder, 'empty-data')}`]);
    const applicationMs = await firstPaint([
      PROJECT_ROOT,
      `--user-data-dir=${path.join(folder, 'app-data')}`,
    ]);
    if (i === 0) continue;
    bare.push(emptyMs);
    application.push(applicationMs);
  }
  return { applicationMs: median(application), emptyMs: median(bare) };
}

/**
 * Milliseconds from starting the process to the page's first contentful paint; VibeSync's counts from where it shows the
 * project, since its window opens before that.
 */
async function firstPaint(args: readonly string[]): Promise<number> {
  const runtime = presentElectron();
  if (runtime === undefined) throw new Error('no Electron');
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const startedMs = Date.now();
  const running = await electron.launch({
    executablePath: runtime.executablePath,
    args: [...args],
    env: { ...inherited, ...runtime.env, ELECTRON_DISABLE_SECURITY_WARNINGS: '1' },
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: START_WITHIN_MS,
  });
  try {
    const page = await running.firstWindow({ timeout: START_WITHIN_MS });
    const paintedMs = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const paint = list.getEntriesByName('first-contentful-paint')[0];
            if (paint !== undefined) resolve(performance.timeOrigin + paint.startTime);
          }).observe({ type: 'paint', buffered: true });
        }),
    );
    const shown = await page.waitForFunction((opening) => {
      if (document.querySelector('header')?.textContent.includes(opening) === true) return null;
      return performance.timeOrigin + performance.now();
    }, strings.verdict.attaching);
    return Math.max(paintedMs, (await shown.jsonValue()) ?? 0) - startedMs;
  } finally {
    await running.close();
  }
}
