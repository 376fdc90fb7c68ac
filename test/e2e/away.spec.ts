/**
 * Somebody leaves and comes back, in the real application with a real agent: what changed meanwhile is one line, is taken back
 * by its object, and is remembered over a restart; and for a while they are not to be disturbed.
 */
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import type { Application } from './support/application.ts';
import {
  card,
  expectSharedAt,
  idOf,
  makeCrate,
  propose,
  statusOf,
  versionOf,
} from './support/control-room.ts';

test.use({
  startOptions: { preload: path.join(import.meta.dirname, 'support', 'settable-clock.cjs') },
});

const HOUR_MS = 3_600_000;

/** Sets the clock that the main process reads. */
async function setClock(app: Application, hours: number): Promise<void> {
  await app.electron.evaluate((_electron, offsetMs) => {
    Object.assign(globalThis, { clockOffsetMs: offsetMs });
  }, hours * HOUR_MS);
}

/** What the system would say: nobody sits at the display of a test. */
async function setLooking(app: Application, isLooking: boolean): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow, powerMonitor }, looks) => {
    powerMonitor.getSystemIdleTime = () => 0;
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('there is no window');
    window.isFocused = () => looks;
    window.emit(looks ? 'focus' : 'blur');
  }, isLooking);
}

const moveTo = (id: string, x: number) => ({
  op: 'set_transform',
  id,
  transform: { translation: [x, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
});

test('who comes back is told what an agent did, takes it back, and is told once only', async ({
  app,
  agent,
}) => {
  await makeCrate(app, agent);
  await setLooking(app, true);
  await setLooking(app, false);
  const id = await idOf(agent, 'Crate');
  const asked = await propose(agent, 'It belongs to the wall.', [moveTo(id, 3)]);
  await card(app, 'set-dresser')
    .getByRole('button', { name: /^Approve/ })
    .click();
  await expect.poll(async () => (await statusOf(agent, asked)).state).toBe('committed');
  await setClock(app, 1);
  // Also where the application was closed meanwhile.
  await app.restart({ preload: path.join(import.meta.dirname, 'support', 'settable-clock.cjs') });
  await setClock(app, 2);
  await setLooking(app, true);
  const { page } = app;
  await page.getByRole('button', { name: /^While you were away: 1 object changed, by set-dresser/ }).click();
  const panel = page.getByRole('dialog', { name: 'While you were away' });
  await expect(panel).toContainText('you approved it');
  await expect(panel).toContainText('It belongs to the wall.');
  await panel.getByRole('button', { name: 'Take back what was done to Crate' }).click();
  await expect(panel).toContainText('Goes back to what it was.');
  await panel.getByRole('button', { name: 'Take back', exact: true }).click();
  await expectSharedAt(agent, id, [0, 0, 0]);
  await expect(panel).toContainText('Nothing to catch up on');
  await expect(page.getByRole('button', { name: /^While you were away:/ })).toHaveCount(0);
  expect(await versionOf(app)).toBe(3);
});

test('who is not to be disturbed finds what came at the end, all together; the agent was told', async ({
  app,
  agent,
}) => {
  await makeCrate(app, agent);
  const { page } = app;
  await page.keyboard.press('Control+Shift+D');
  await expect(page.getByRole('button', { name: /^Not to be disturbed, 4[45]:/ })).toBeVisible();
  const id = await idOf(agent, 'Crate');
  const asked = await propose(agent, 'It belongs to the wall.', [moveTo(id, 3)]);
  await expect(page.getByText('1 question kept for later')).toBeVisible();
  await expect(card(app, 'set-dresser')).toHaveCount(0);
  const { value } = await agent.call('status');
  expect(value).toMatchObject({ not_to_be_disturbed: { seconds_left: expect.any(Number) as unknown } });
  await page.getByRole('button', { name: /^Not to be disturbed/ }).click();
  const batch = page.getByRole('region', { name: 'Kept while you were not to be disturbed' });
  await batch.getByRole('button', { name: 'Approve 1 suggestion: Crate' }).click();
  await expect.poll(async () => (await statusOf(agent, asked)).state).toBe('committed');
  await expectSharedAt(agent, id, [3, 0, 0]);
});
