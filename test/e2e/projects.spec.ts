/** Several projects in one application: a new one, the way back, and what is said where one cannot be opened. */
import type { Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import type { Application } from './support/application.ts';
import { Application as AnotherApplication, applicationCommand } from './support/application.ts';

const menuOf = (app: Application) => app.page.getByRole('button', { name: /^Project: / });

/** Whatever was open, this one is now, and can be worked with. */
async function expectOpen(app: Application, name: string): Promise<void> {
  await expect(app.page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 30_000 });
  await expect(app.page.getByRole('banner').getByText('Opening the project')).toBeHidden({ timeout: 30_000 });
}

async function makeProject(app: Application, name: string): Promise<void> {
  await app.page.keyboard.press('Control+Shift+N');
  const form = app.page.getByRole('form', { name: 'New project' });
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await app.page.keyboard.press('Enter');
  await expectOpen(app, name);
}

/** Answers the system's own dialog for a folder, which no test can click. */
async function chooseNext(app: Application, folder: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
}

/** A change as the window's own code asks for it. */
async function makeObject(page: Page, index: number): Promise<void> {
  const answer = await page.evaluate(async (n) => {
    const id = (kind: number): string => `0000000${kind}-0000-4000-8000-${n.toString().padStart(12, '0')}`;
    const { vibesync } = window as unknown as {
      vibesync: { request: (name: string, body: unknown) => Promise<unknown> };
    };
    return vibesync.request('submit', {
      id: id(2),
      base: { revision: 0, after: [] },
      reason: '',
      operations: [
        {
          op: 'create',
          object: {
            id: id(1),
            name: `Crate_${n}`,
            kind: 'mesh',
            parent: null,
            transform: { translation: [n, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
            visibility: { viewport: true, render: true },
            properties: {},
          },
        },
      ],
    });
  }, index);
  expect(answer).toMatchObject({ ok: true });
}

const row = (app: Application, name: string) =>
  app.page.getByRole('row', { name: new RegExp(`^${name} `, 'u') });

test('a new project is empty, and on the way back the first one is as it was: scene, history and halt', async ({
  app,
  shot,
}) => {
  await makeObject(app.page, 1);
  await expect(row(app, 'Crate_1')).toBeVisible();
  await makeProject(app, 'Harbour');
  await expect(row(app, 'Crate_1')).toBeHidden();
  await makeObject(app.page, 2);
  await expect(row(app, 'Crate_2')).toBeVisible();
  await app.override.click();
  await expect(app.override).toHaveAccessibleName(/everything held/i);

  await menuOf(app).click();
  await shot('menu');
  await app.page.getByRole('button', { name: 'Open “My scene”' }).click();
  await expectOpen(app, 'My scene');
  await expect(row(app, 'Crate_1')).toBeVisible();
  await expect(row(app, 'Crate_2')).toBeHidden();
  // What was held there is held there.
  await expect(app.override).not.toHaveAccessibleName(/everything held/i);
  await app.page.getByRole('button', { name: 'History' }).click();
  await expect(app.page.getByRole('row', { name: /Crate_1/ })).toBeVisible();
  await expect(app.page.getByRole('row', { name: /Crate_2/ })).toHaveCount(0);

  await menuOf(app).click();
  await app.page.getByRole('button', { name: 'Open “Harbour”' }).click();
  await expectOpen(app, 'Harbour');
  await expect(app.override).toHaveAccessibleName(/everything held/i);
  expect(app.logLines('fatal')).toEqual([]);
});

test('a project that another application has open, and one that is damaged, are named, and one stays in a project that works', async ({
  app,
  folder,
}) => {
  await makeObject(app.page, 1);
  const other = new AnotherApplication(path.join(folder, 'other'));
  try {
    await other.start();
    const theirs = path.join(folder, 'other', 'projects', 'default');
    await chooseNext(app, theirs);
    await app.page.keyboard.press('Control+O');
    const problem = app.page.getByRole('status').filter({ hasText: 'could not be opened' });
    await expect(problem).toContainText(theirs, { timeout: 30_000 });
    await expectOpen(app, 'My scene');
    await expect(row(app, 'Crate_1')).toBeVisible();
    await problem.getByRole('button', { name: 'All right' }).click();
    await expect(problem).toBeHidden();
  } finally {
    await other.dispose();
  }

  const damaged = path.join(folder, 'damaged');
  fs.mkdirSync(path.join(damaged, 'ledger'), { recursive: true });
  fs.writeFileSync(path.join(damaged, 'ledger', 'ledger.sqlite'), 'this is no history '.repeat(1_000));
  await chooseNext(app, damaged);
  await app.page.keyboard.press('Control+O');
  const problem = app.page.getByRole('status').filter({ hasText: '“damaged” could not be opened.' });
  await expect(problem).toBeVisible({ timeout: 30_000 });
  await expectOpen(app, 'My scene');
  await expect(row(app, 'Crate_1')).toBeVisible();

  // Started once more with a folder: this window opens it, and says what is in the way.
  const again = await applicationCommand(app.userData, {
    args: [`--project=${path.join(folder, 'nowhere')}`],
  });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const second = spawn(again.executable, [...sandbox, ...again.args], {
    env: again.env,
    stdio: 'ignore',
  });
  await expect(
    app.page.getByRole('status').filter({ hasText: '“nowhere” could not be opened.' }),
  ).toContainText('Its folder is missing', { timeout: 30_000 });
  second.kill('SIGKILL');

  const empty = path.join(folder, 'empty');
  fs.mkdirSync(empty);
  await chooseNext(app, empty);
  await app.page.keyboard.press('Control+O');
  await expect(
    app.page.getByRole('alert').filter({ hasText: 'There is no project in this folder.' }),
  ).toBeVisible();
});

test('what is set of this computer is there again at the next start, in every project', async ({ app }) => {
  await app.page.keyboard.press('Control+,');
  await app.page
    .getByRole('radiogroup', { name: 'Appearance' })
    .getByRole('radio', { name: 'darker' })
    .check();
  const patience = app.page.getByRole('textbox', { name: 'Wait for a busy engine' });
  await patience.fill('25');
  await patience.press('Enter');
  await app.page.getByRole('button', { name: 'Change the keys: Find an object' }).click();
  await app.page.keyboard.press('Control+F');
  await expect(app.page.getByRole('row', { name: /Find an object Ctrl\+F/ })).toBeVisible();
  await makeProject(app, 'Harbour');
  await app.page.keyboard.press('Control+,');
  await expect(app.page.getByRole('textbox', { name: 'Wait for a busy engine' })).toHaveValue('25');
  await app.restart();
  await expectOpen(app, 'Harbour');
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', 'darker');
  await app.page.keyboard.press('Control+,');
  await expect(app.page.getByRole('textbox', { name: 'Wait for a busy engine' })).toHaveValue('25');
  await expect(app.page.getByRole('row', { name: /Find an object Ctrl\+F/ })).toBeVisible();
});
