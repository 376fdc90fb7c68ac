/** What the running system says of its guarantees, on a real ledger and a real engine: by each button, and when it is broken. */
import type { Locator } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import type { Application } from './support/application.ts';
import {
  expectInStep,
  expectLocation,
  ledgerFolder,
  makeCrate,
  select,
  setField,
} from './support/control-room.ts';
import { expect, test } from './fixtures.ts';

const rowsOf = (app: Application, id: string): Locator => app.page.locator(`tr[data-guarantee="${id}"]`);

async function press(app: Application, name: string): Promise<void> {
  await app.page.getByRole('button', { name, exact: true }).click();
}

test('each button checks its guarantee on what is really there (ORD-5, FAIL-3, DUR-2, SEC-3)', async ({
  app,
  agent,
  engine,
  shot,
}) => {
  await makeCrate(app, agent);
  await expectInStep(app);
  await expectLocation(engine, 'Crate', [0, 0, 0]);
  await select(app, 'Crate');
  await setField(app, 'Location X', '3');
  await expect(app.page.getByRole('banner')).toContainText('version 2');
  await app.goTo('Guarantees');

  await press(app, 'Compare now: Blender');
  await expect(rowsOf(app, 'ORD-5')).toContainText(/matches.*1 object compared/);
  await press(app, 'Verify now');
  await expect(rowsOf(app, 'DUR-2')).toContainText(/history verified.*\d records/);
  await press(app, 'Replay and compare');
  await expect(rowsOf(app, 'FAIL-3')).toContainText(/matches.*\d records replayed/);
  await press(app, 'Check now');
  await expect(rowsOf(app, 'SEC-3')).toContainText(/holds.*2 keys kept/);

  await expect(rowsOf(app, 'ORD-2')).toContainText('2 numbers given, none twice');
  await expect(rowsOf(app, 'ORD-1')).toContainText(/holds.*sent to engines: 2 changes/);
  await expect(rowsOf(app, 'ORD-3')).toContainText(/holds.*2 changes begun/);
  await expect(rowsOf(app, 'TIME-1')).toContainText(/holds.*2 changes written and confirmed/);
  await expect(rowsOf(app, 'TIME-2')).toContainText('shown by tests');
  await expect(rowsOf(app, 'DUR-1').first()).toContainText(/holds.*4 confirmations/);
  await expect(rowsOf(app, 'AUTH-4')).toContainText('1 agent’s change, approved');
  await expect(rowsOf(app, 'AUTH-1')).toContainText('reachable');
  await expect(
    app.page.getByRole('status').filter({ hasText: '12 guarantees are measured here' }),
  ).toBeVisible();
  await shot('measured');
});

test('a damaged history does not hold: its record is named, by whichever button one asks (DUR-2, FAIL-3)', async ({
  app,
  agent,
  shot,
}) => {
  await makeCrate(app, agent);
  await select(app, 'Crate');
  await setField(app, 'Location X', '7');
  await expect(app.page.getByRole('banner')).toContainText('version 2');
  await app.quit();
  const file = path.join(ledgerFolder(app), 'ledger.sqlite');
  const bytes = fs.readFileSync(file);
  const place = bytes.indexOf('"n":2,"intent"');
  expect(place).toBeGreaterThan(0);
  bytes.write('"n":9', place);
  fs.writeFileSync(file, bytes);

  await app.start();
  await app.goTo('Guarantees');
  const named = /does not hold.*Record \d+ is not what was written/;
  await expect(rowsOf(app, 'DUR-2')).toContainText(named);
  await press(app, 'Replay and compare');
  await expect(rowsOf(app, 'FAIL-3')).toContainText(named);
  // Verified once more it is as damaged, although everything up to the damage is whole.
  await press(app, 'Verify now');
  await expect(rowsOf(app, 'DUR-2')).toContainText(/0:0\d ago/);
  await expect(rowsOf(app, 'DUR-2')).toContainText(named);
  await expect(
    app.page.getByRole('status').filter({ hasText: 'FAIL-3, FAIL-5, DUR-2 do not hold' }),
  ).toBeVisible();
  await shot('damaged');
});
