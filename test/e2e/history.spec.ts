/** A history that is damaged, or that lacks what was confirmed: what a person sees of it, and how they go on. */
import fs from 'node:fs';
import path from 'node:path';
import type { Application } from './support/application.ts';
import {
  expectNumber,
  inspector,
  ledgerFolder,
  makeCrate,
  row,
  select,
  setField,
  versionOf,
} from './support/control-room.ts';
import { expect, test } from './fixtures.ts';

/** Each version moves the crate to its own number. */
async function move(app: Application, from: number, to: number): Promise<void> {
  await select(app, 'Crate');
  for (let version = from; version <= to; version += 1) {
    await setField(app, 'Location X', String(version));
    await expect(app.page.getByRole('banner')).toContainText(`version ${version}`);
  }
}

test('a damaged history is named and read-only, and a person goes on from its last good version (DUR-2, row 11)', async ({
  app,
  agent,
  shot,
}) => {
  await makeCrate(app, agent);
  await move(app, 2, 6);
  await app.quit();
  const file = path.join(ledgerFolder(app), 'ledger.sqlite');
  const bytes = fs.readFileSync(file);
  const place = bytes.indexOf('"n":5,"intent"');
  expect(place).toBeGreaterThan(0);
  bytes.write('"n":9', place);
  fs.writeFileSync(file, bytes);

  await app.start();
  const banner = app.page.getByRole('status').filter({ hasText: 'read-only' });
  await expect(banner).toContainText(/Record \d+ is not what was written/);
  await select(app, 'Crate');
  await expectNumber(app, 'Location X', 4);
  // Nothing of what came after the damage is told as if it were so.
  await expect(row(app, 'Crate')).toContainText(/4$/);
  await expect(inspector(app).getByRole('textbox', { name: 'Location X', exact: true })).not.toBeEditable();
  await shot('read-only');

  // By keyboard, and never by one press.
  await banner.getByRole('button', { name: 'Go on from version 4…' }).focus();
  await app.page.keyboard.press('Enter');
  await expect(banner).toContainText('the damaged history is kept');
  await shot('what it means');
  await app.page.keyboard.press('Enter');
  await expect(banner).toBeHidden();
  await expectNumber(app, 'Location X', 4);
  await expect(row(app, 'Crate')).toContainText(/4$/);
  await expect(app.page.getByRole('button', { name: /went on from version 4/ })).toBeVisible();
  // Who set the value of the object that is selected is told by the new history at once.
  await expect(inspector(app).getByRole('note', { name: 'Who set this' })).toContainText(
    'went on from version 4',
  );
  await shot('gone on');

  // No number that may have been seen is used again, and the change is there in the next life.
  await setField(app, 'Location X', '70');
  await expect.poll(() => versionOf(app)).toBeGreaterThan(6);
  const version = await versionOf(app);
  await app.restart();
  await expect(app.page.getByRole('banner')).toContainText('history verified');
  expect(await versionOf(app)).toBe(version);
  await select(app, 'Crate');
  await expectNumber(app, 'Location X', 70);
  const kept = fs.readdirSync(ledgerFolder(app)).filter((name) => name.startsWith('damaged-before-'));
  expect(kept).toHaveLength(1);
});

test('confirmed changes that are gone are counted, and a person accepts that they are (DUR-2, row 12)', async ({
  app,
  agent,
  folder,
  shot,
}) => {
  await makeCrate(app, agent);
  await move(app, 2, 3);
  await app.quit();
  const old = path.join(folder, 'backup');
  fs.cpSync(ledgerFolder(app), old, { recursive: true });
  await app.start();
  await move(app, 4, 6);
  await app.quit();
  fs.rmSync(ledgerFolder(app), { recursive: true });
  fs.cpSync(old, ledgerFolder(app), { recursive: true });

  await app.start();
  const banner = app.page.getByRole('status').filter({ hasText: 'read-only' });
  await expect(banner).toContainText('Confirmed changes after version 3 are missing');
  await shot('missing');
  await banner.getByRole('button', { name: 'Go on without them…' }).focus();
  await app.page.keyboard.press('Enter');
  await app.page.keyboard.press('Enter');
  await expect(banner).toBeHidden();
  await select(app, 'Crate');
  await expectNumber(app, 'Location X', 3);
  await setField(app, 'Location X', '70');
  await expect.poll(() => versionOf(app)).toBeGreaterThan(6);
});
