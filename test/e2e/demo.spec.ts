/** The simulated studio as a person meets it: by `npm run demo`, and by *See it work* beside their own project. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';
import { PROJECT_ROOT } from '../../main/provision/paths.mjs';
import { display, showsDialog } from './support/application.ts';
import { expect, test } from './fixtures.ts';

const TITLE = 'VibeSync · simulated studio';

/** Where the demos of a test keep their folders. */
function temporaryIn(folder: string): string {
  const temporary = path.join(folder, 'tmp');
  fs.mkdirSync(temporary, { recursive: true });
  return temporary;
}

const demosIn = (temporary: string): string[] =>
  fs.readdirSync(temporary).filter((name) => name.startsWith('vibesync-demo-'));

test('npm run demo shows a studio that is marked, reacts to clicks, halts, and leaves nothing behind', async ({
  folder,
}, testInfo) => {
  const temporary = temporaryIn(folder);
  const words = [
    'run',
    '--silent',
    'demo',
    '--',
    '--demo-speed=6',
    '--remote-debugging-port=0',
    '--disable-gpu',
  ];
  const npm = spawn('npm', words, {
    cwd: PROJECT_ROOT,
    env: { ...process.env, TMPDIR: temporary, NODE_ENV: 'test' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => npm.once('close', resolve));
  const lines = createInterface({ input: npm.stderr });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      const said: string[] = [];
      lines.on('line', (line) => {
        said.push(line);
        const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
      void ended.then((code) => reject(new Error(`it has ended (${code}):\n${said.join('\n')}`)));
    });
    const browser = await chromium.connectOverCDP(address);
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('there is no window');

    await expect(page.getByRole('region', { name: 'This studio is simulated' })).toBeVisible();
    await showsDialog(TITLE);
    for (const place of ['History', 'Engines', 'Settings', 'Control']) {
      await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: place }).click();
      await expect(page.getByText('Simulated', { exact: true })).toBeVisible();
    }
    const lanterns = page
      .getByRole('article', { name: 'Suggestion by set-dresser' })
      .filter({ hasText: 'Lantern_01' });
    await expect(lanterns).toBeVisible();
    await expect(page.getByRole('article').filter({ hasText: 'Bookshelf' })).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath('studio.png') });
    await lanterns.getByRole('button', { name: /^Approve/ }).click();
    const row = page.getByRole('treegrid', { name: 'Shared scene' }).getByRole('row');
    await expect(row.filter({ hasText: 'Lantern_01' })).toBeVisible();

    await page
      .getByRole('button', { name: /emergency override/i })
      .first()
      .click();
    const held = page.getByRole('region', { name: 'Everything is held.' });
    await expect(held).toContainText(/Blender confirmed in/);
    await expect(held).toContainText(/Unity confirmed in/);
    await held.getByRole('button', { name: 'Resume everyone' }).click();
    await expect(held).toBeHidden();

    expect(demosIn(temporary)).toHaveLength(1);
    await page.getByRole('button', { name: 'End the demo' }).click();
    expect(await ended).toBe(0);
    await expect.poll(() => demosIn(temporary)).toEqual([]);
  } finally {
    npm.kill('SIGKILL');
  }
});

test('See it work opens another window; project and system-wide key stay the real application’s, and it goes with it', async ({
  app,
}) => {
  const others = new Set(demosIn(os.tmpdir()));
  const mine = (): string[] => demosIn(os.tmpdir()).filter((name) => !others.has(name));
  await app.page.getByRole('button', { name: /^See it work/ }).click();
  await expect(app.page.getByText('opens in a window of its own')).toBeVisible();
  await showsDialog(TITLE);
  expect(mine()).toHaveLength(1);

  // Once more is refused in words, and opens nothing.
  await app.page.getByRole('button', { name: /^See it work/ }).click();
  await expect(app.page.getByText('open in its own window already').first()).toBeVisible();
  expect(mine()).toHaveLength(1);

  // The demo's window is in front: the system-wide key is heard by the real application all the same.
  const found = await display('search', '--onlyvisible', '--name', `^${TITLE}$`);
  await display('windowfocus', found.stdout.split('\n')[0] ?? '');
  await app.pressOnDisplay('ctrl+shift+BackSpace');
  const held = app.page.getByRole('region', { name: 'Everything is held.' });
  await expect(held).toBeVisible();
  await app.page.getByRole('button', { name: 'Resume everyone' }).click();
  await expect(held).toBeHidden();

  // Nothing of the studio is in the real project: no object, no change, no connection, and its history verifies.
  const ask = (name: string) =>
    app.page.evaluate((asked) => (window as unknown as Asking).vibesync.request(asked, {}), name);
  expect(await ask('attach')).toMatchObject({
    value: { objects: [], changes: [], sessions: [], agents: [], status: { revision: 0, simulated: false } },
  });
  expect(await ask('verify_history')).toMatchObject({ value: { problem: null } });

  await app.quit();
  await expect.poll(mine).toEqual([]);
});

/** The page's door, for what it does not show. */
interface Asking {
  readonly vibesync: { request(name: string, body: object): Promise<unknown> };
}
