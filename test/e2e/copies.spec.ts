/** The history as files: a table for a spreadsheet, and a copy that anybody can check and look at. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Application, showsDialog } from './support/application.ts';
import { makeCrate, row, select, setField } from './support/control-room.ts';
import { expect, test } from './fixtures.ts';

const COPY_TITLE = 'VibeSync · copy, read-only';

/** Folders of what is thrown away at its end. */
const foldersNow = (): string[] =>
  fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('vibesync-demo-'));

async function save(app: Application, way: RegExp, file: string): Promise<void> {
  await app.chooseNextFile(file);
  await app.page.getByRole('button', { name: 'Save as…' }).click();
  await app.page.getByRole('button', { name: way }).click();
  await expect(app.page.getByText(`Saved ${path.basename(file)}`)).toBeVisible();
}

test('a copy of the history holds the same head, is shown read-only in a window of its own, and a changed one is named', async ({
  app,
  agent,
  folder,
  shot,
}) => {
  const others = new Set(foldersNow());
  const copies = (): string[] => foldersNow().filter((name) => !others.has(name));
  await makeCrate(app, agent);
  await select(app, 'Crate');
  await setField(app, 'Location X', '2');
  await expect(app.page.getByRole('banner')).toContainText('version 2');
  await app.goTo('History');
  await expect(app.page.getByRole('grid', { name: 'History' }).getByRole('row')).toHaveCount(3);

  const table = path.join(folder, 'changes.csv');
  await save(app, /^Table for a spreadsheet/, table);
  expect(fs.readFileSync(table, 'utf8').split('\r\n')).toHaveLength(4);

  const file = path.join(folder, 'crate.vshistory');
  await save(app, /^A copy that anybody can check/, file);
  const shown = app.page.getByRole('button', { name: /^Copy the head/ });
  const title = (await shown.getAttribute('title')) ?? '';
  const head = /[0-9a-f]{64}$/.exec(title)?.[0] ?? '';
  expect(head).not.toBe('');
  await shot('saved');

  // Opened from the application: it is checked, and comes in a window of its own.
  await app.chooseNextFile(file);
  await app.page.getByRole('button', { name: 'Open a copy…' }).click();
  await expect(app.page.getByText('crate.vshistory is whole')).toContainText('made on this computer');
  await showsDialog(COPY_TITLE);
  expect(copies()).toHaveLength(1);

  // The same process, looked into.
  const copy = new Application(path.join(folder, 'copy'));
  try {
    const args = [`--copy=${file}`, `--copy-head=${head}`, '--copy-receipt=ours'];
    await copy.start({ args, waitForWindow: false });
    const page = await copy.electron.firstWindow();
    const strip = page.getByRole('region', { name: 'A copy is shown, read-only' });
    await expect(strip).toContainText('crate.vshistory');
    await expect(strip.getByRole('button', { name: /^Copy the head/ })).toHaveAttribute('title', title);
    await expect(page.getByRole('treegrid', { name: 'Shared scene' })).toContainText('Crate');
    await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'History' }).click();
    await expect(page.getByRole('grid', { name: 'History' }).getByRole('row')).toHaveCount(3);
    await page.screenshot({ path: test.info().outputPath('copy.png') });
    // Nothing in it can be changed, whoever asks; and no door is open.
    const answers = await page.evaluate(async () => {
      const { vibesync } = window as unknown as {
        vibesync: { request(name: string, body: object): Promise<{ reason?: { code: string } }> };
      };
      const names = ['pair_engine', 'end_rule', 'link_scene', 'write_bundle', 'open_bundle', 'create_agent'];
      const bodies: Record<string, object> = {
        end_rule: { rule: '00000001-0000-4000-8000-000000000001' },
        link_scene: { session: '00000001-0000-4000-8000-000000000001' },
        create_agent: { name: 'x' },
      };
      return Promise.all(
        names.map(async (name) => (await vibesync.request(name, bodies[name] ?? {})).reason?.code),
      );
    });
    expect(new Set(answers)).toEqual(new Set(['copy_read_only']));
    expect(copy.logLines('copy_shown')).toMatchObject([{ head }]);
    expect(copy.logLines('ready')).toEqual([]);
    const ended = copy.ends();
    await page.getByRole('button', { name: 'Close the copy' }).click();
    expect(await ended).toBe(0);
  } finally {
    await copy.dispose();
  }

  // One that was changed on its way is not opened, and the record is named.
  const bytes = fs.readFileSync(file);
  const at = bytes.lastIndexOf('"kind":"commit"');
  bytes[at + 8] = (bytes[at + 8] as number) ^ 1;
  const changed = path.join(folder, 'changed.vshistory');
  fs.writeFileSync(changed, bytes);
  await app.chooseNextFile(changed);
  await app.page.getByRole('button', { name: 'Open a copy…' }).click();
  await expect(app.page.getByText('changed.vshistory was not opened')).toContainText(
    /Record \d+ is not what was written/,
  );
  await shot('changed');
  // The project has gone on all the while, and what was opened from its window goes with it.
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  await app.quit();
  await expect.poll(copies).toEqual([]);
});
