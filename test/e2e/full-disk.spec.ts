/** A disk without room: what is there is shown, engines are let in, and as soon as there is room everything goes on. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expectNumber, makeCrate, select, setField } from './support/control-room.ts';
import { expect, test as base } from './fixtures.ts';

interface Disk {
  fill(): void;
  clear(): void;
}

/** Only root may mount; elsewhere it takes the same password-less sudo as the set-up of the system's packages. */
function asRoot(command: string, ...args: string[]): void {
  const words = process.getuid?.() === 0 ? [command, ...args] : ['sudo', '-n', command, ...args];
  execFileSync(words[0] ?? '', words.slice(1));
}

/** Until the disk takes not one page more. */
function fillUp(file: string): void {
  const handle = fs.openSync(file, 'a');
  try {
    for (const size of [1 << 20, 1 << 12]) while (takes(handle, size));
  } finally {
    fs.closeSync(handle);
  }
}

function takes(handle: number, size: number): boolean {
  try {
    return fs.writeSync(handle, Buffer.alloc(size)) === size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    return false;
  }
}

/** The application's data on a small disk of its own. */
const test = base.extend<{ readonly disk: Disk }>({
  disk: [
    async ({ folder }, use) => {
      const place = path.join(folder, 'data');
      fs.mkdirSync(place);
      asRoot('mount', '-t', 'tmpfs', '-o', `size=64m,uid=${process.getuid?.()}`, 'tmpfs', place);
      const ballast = path.join(place, 'ballast');
      await use({
        fill: () => fillUp(ballast),
        clear: () => fs.rmSync(ballast),
      });
      asRoot('umount', '--lazy', place);
    },
    { auto: true },
  ],
});

test('an engine is let in, the override holds, and with room again all goes on (DUR-1, AUTH-1, row 8)', async ({
  app,
  disk,
  agent,
  startBlender,
  shot,
}) => {
  await makeCrate(app, agent);
  disk.fill();
  await startBlender();
  await expect(app.page.getByRole('group', { name: 'Engines' })).toContainText('Blender');
  await select(app, 'Crate');
  await setField(app, 'Location X', '2');
  const banner = () => app.page.getByRole('status').filter({ hasText: 'The disk is full' });
  await expect(banner()).toBeVisible();
  await shot('full');
  expect(app.logLines('fatal')).toEqual([]);

  // A second life begins on it, and shows what there is.
  await app.kill9();
  await app.start();
  await expect(banner()).toBeVisible();
  await select(app, 'Crate');
  await expectNumber(app, 'Location X', 0);
  await app.override.click();
  await expect(app.override).toHaveText(/everything held/i);
  await shot('started on it');

  disk.clear();
  await expect(banner()).toHaveCount(0, { timeout: 30_000 });
  await expect(app.page.getByRole('banner')).toContainText('Everything held');
  await expect(app.page.getByRole('banner')).toContainText('history verified');
  await app.goTo('History');
  await expect(app.page.getByRole('row', { name: /create Crate/ })).toBeVisible();
});
