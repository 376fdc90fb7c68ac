/** What becomes of a fault of VibeSync itself: it ends the process, which starts anew and says so. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { applicationCommand, display, endAllOf, showsDialog } from './support/application.ts';

const SIGNAL = 'SIGUSR2';

/** Where the process that serves this data has published itself; null while none does. */
function servedBy(userData: string): number | null {
  const file = path.join(userData, 'run', 'endpoint.json');
  return fs.existsSync(file) ? Number(JSON.parse(fs.readFileSync(file, 'utf8')).pid) : null;
}

const exists = (pid: number): boolean => fs.existsSync(`/proc/${pid}`);

// Its dialog would take the keys of the tests that follow.
test.afterEach(({ folder }) => endAllOf(path.join(folder, 'data')));

test('it starts anew by itself; so soon after its start it asks before it does', async ({ folder }) => {
  const data = path.join(folder, 'data');
  const throwing = path.join(folder, 'throwing.cjs');
  fs.writeFileSync(throwing, `process.on('${SIGNAL}', () => { throw new Error('a deliberate fault'); });`);
  const { executable, args, env } = await applicationCommand(data, { preload: throwing });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const first = spawn(executable, [...sandbox, ...args], { env, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => {
    first.once('exit', (code) => resolve(code));
  });
  await expect.poll(() => servedBy(data), { timeout: 30_000 }).toBe(first.pid);
  first.kill(SIGNAL);
  expect(await ended).toBe(70);
  await showsDialog('VibeSync');
  await display('key', 'Return');
  await expect.poll(() => servedBy(data), { timeout: 30_000 }).not.toBe(first.pid);
  const second = servedBy(data) ?? 0;
  const [report] = fs.readdirSync(path.join(data, 'faults'));
  expect(fs.readFileSync(path.join(data, 'faults', report ?? ''), 'utf8')).toContain('a deliberate fault');
  process.kill(second, 'SIGTERM');
  await expect.poll(() => exists(second), { timeout: 30_000 }).toBe(false);
});

test.describe('after a life of an hour', () => {
  // As such a life leaves it.
  const report = {
    at: '2026-03-04T05:06:07.089Z',
    aliveMs: 3_600_000,
    error: 'Error: no such lane\n    at x',
  };
  test.use({
    folder: async ({ folder }, use) => {
      fs.mkdirSync(path.join(folder, 'data', 'faults'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'data', 'faults', 'untold.json'), JSON.stringify(report));
      await use(folder);
    },
  });

  test('the window says it, once', async ({ app, shot }) => {
    const notice = app.page.getByRole('article', { name: /stopped by a fault of its own/ });
    await expect(notice).toContainText('Error: no such lane');
    await shot('told');
    await notice.getByRole('button', { name: 'Copy the path of the report' }).click();
    const copied = await notice
      .getByText('Copied')
      .waitFor()
      .then(async () => app.electron.evaluate(({ clipboard }) => clipboard.readText()));
    expect(JSON.parse(fs.readFileSync(copied, 'utf8'))).toEqual(report);
    await notice.getByRole('button', { name: 'Fold away' }).click();
    await expect(notice).toHaveCount(0);
    await app.restart();
    await expect(app.page.getByRole('banner')).toContainText('no changes yet');
    await expect(app.page.getByRole('article')).toHaveCount(0);
  });
});
