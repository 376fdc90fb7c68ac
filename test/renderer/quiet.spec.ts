/** Not to be disturbed: begun and ended by bar, key and palette; what came meanwhile comes up together, by place. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './harness/room.ts';
import { fixture } from './harness/fixtures.ts';

const { snapshot } = fixture('undisturbed');
const cards = (page: Page): Locator => page.getByRole('article', { name: /^Suggestion by/ });
const batch = (page: Page): Locator =>
  page.getByRole('region', { name: 'Kept while you were not to be disturbed' });
const none = { quiet: null, collected: [], away: null };

test('begins from the bar with a length, says what is never held back, and ends by one click', async ({
  room,
}) => {
  await room.open('main');
  const { page } = room;
  await page.getByRole('button', { name: 'Do not disturb', exact: true }).press('Enter');
  const panel = page.getByRole('dialog', { name: 'Do not disturb' });
  await expect(panel).toContainText('Always let through: the override and a halt, the disk, the verdict');
  await expect(panel).toContainText('A free hand and your rules go on working.');
  await panel.getByRole('button', { name: '15 minutes' }).press('Enter');
  const left = page.getByRole('button', { name: /^Not to be disturbed, 1[45] minutes left\./ });
  await expect(left).toBeVisible();
  expect(await room.asked('set_quiet')).toEqual([{ on: true, minutes: 15 }]);
  await expect(page.getByRole('region', { name: 'Do not disturb' })).toContainText('Nothing was kept so far');
  await left.click();
  await expect(page.getByRole('button', { name: 'Do not disturb', exact: true })).toBeVisible();
  expect((await room.asked('set_quiet')).at(-1)).toEqual({ on: false, minutes: null });
});

test('begins and ends by its key, for as long as the person usually wants, and says so', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await page.keyboard.press('Control+Shift+D');
  await expect(
    page.getByRole('status').filter({ hasText: 'Not to be disturbed for 45 minutes' }),
  ).toBeVisible();
  await page.keyboard.press('Control+Shift+D');
  await expect(page.getByRole('status').filter({ hasText: 'You can be disturbed again.' })).toBeVisible();
  expect(await room.asked('set_quiet')).toEqual([
    { on: true, minutes: 45 },
    { on: false, minutes: 45 },
  ]);
});

test('is found in the palette, and so is what changed meanwhile', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await page.keyboard.press('Control+k');
  await page.keyboard.type('disturb until');
  await page.keyboard.press('Enter');
  await expect.poll(async () => room.asked('set_quiet')).toEqual([{ on: true, minutes: null }]);
  await expect(page.getByRole('button', { name: /^Not to be disturbed, until you end it/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('while I was away');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'While you were away' })).toBeVisible();
});

test('what is kept is no card, counted nowhere, and announced by nobody, until it is asked for', async ({
  room,
}) => {
  await room.open('quiet');
  const { page } = room;
  const kept = snapshot.waiting.slice(0, 2).map(({ id }) => id);
  await expect(cards(page)).toHaveCount(snapshot.waiting.length - kept.length);
  for (const id of kept) await expect(page.locator(`[data-card="${id}"]`)).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Do not disturb' })).toContainText(
    '2 questions kept for later',
  );
  const control = page.getByRole('navigation').getByRole('button', { name: /^Control/ });
  await expect(control).not.toContainText(String(snapshot.waiting.length));
  await page.getByRole('button', { name: 'Show now' }).press('Enter');
  await expect(cards(page)).toHaveCount(snapshot.waiting.length);
});

test('what blocks stands there all the same', async ({ room }) => {
  await room.open('quiet');
  const { conflicts } = fixture('conflict').snapshot;
  await room.push({ conflicts });
  await expect(room.page.getByRole('button', { name: 'Decide…' }).first()).toBeVisible();
});

test('at the end it comes up together by place, shown whole; a place is approved by one click, deletions ask alone', async ({
  room,
}) => {
  await room.open('undisturbed');
  const { page } = room;
  await expect(cards(page)).toHaveCount(0);
  await expect(batch(page)).toContainText(`${snapshot.waiting.length} questions in`);
  await room.answer('approve_task', { approved: 1, left: [] });
  const places = batch(page).getByRole('region');
  const together = snapshot.waiting.filter(
    ({ class: kind, hash }) => kind !== 'destructive' && hash !== null,
  );
  const alone = snapshot.waiting.length - together.length;
  expect(alone).toBeGreaterThan(0);
  await expect(batch(page)).toContainText(/asks? one by one, as (a card|cards): a deletion/);
  const count = await places.count();
  for (let index = 0; index < count; index += 1) {
    const approve = places.nth(index).getByRole('button', { name: /^Approve \d/ });
    if ((await approve.count()) === 0) continue;
    await expect(approve).not.toHaveAttribute('aria-disabled');
    await approve.press('Enter');
    await expect(approve).not.toHaveAttribute('aria-disabled');
  }
  // Each with the hash of what is shown, and no deletion among them.
  const sent = async (): Promise<string[]> => {
    const tasks = (await room.asked('approve_task')) as { cards: { id: string; hash: string }[] }[];
    const single = (await room.asked('approve')) as { id: string; hash: string }[];
    return [...tasks.flatMap(({ cards: those }) => those), ...single]
      .map(({ id, hash }) => `${id} ${hash}`)
      .sort();
  };
  await expect.poll(sent).toEqual(together.map(({ id, hash }) => `${id} ${hash ?? ''}`).sort());
});

test('a place is denied with a reason, the deletion too', async ({ room }) => {
  await room.open('undisturbed');
  const { page } = room;
  const place = batch(page).getByRole('region').first();
  const deny = place.getByRole('button', { name: /^Deny \d/ });
  await expect(deny).not.toHaveAttribute('aria-disabled');
  await deny.press('Enter');
  await page.getByRole('dialog').getByRole('textbox').fill('not today');
  await page.keyboard.press('Enter');
  const reasons = async (): Promise<unknown[]> =>
    [...(await room.asked('deny_task')), ...(await room.asked('deny'))].map(
      (asked) => (asked as { reason: string }).reason,
    );
  await expect.poll(reasons).toContain('not today');
});

test('stays a batch until it is shown as cards, and a notification leads to it', async ({ room }) => {
  await room.open('undisturbed');
  const { page } = room;
  await room.push({ focus: { card: snapshot.waiting[0]!.id } });
  await expect(batch(page)).toBeFocused();
  await batch(page).getByRole('button', { name: 'Show as cards' }).click();
  await expect(batch(page)).toHaveCount(0);
  await expect(cards(page)).toHaveCount(snapshot.waiting.length);
  await room.push({ attention: none });
  await expect(batch(page)).toHaveCount(0);
});

test('what a notification led to once is not shown when quiet begins again', async ({ room }) => {
  await room.open('undisturbed');
  const { page } = room;
  const card = snapshot.waiting[0]!.id;
  await room.push({ focus: { card } });
  await expect(batch(page)).toBeFocused();
  const { quiet } = fixture('quiet').snapshot.attention;
  await room.push({ attention: { quiet, collected: [card], away: null } });
  await expect(page.getByRole('region', { name: 'Do not disturb' })).toContainText('1 question kept');
  expect(await room.asked('show_collected')).toEqual([]);
  // Pointed at anew it is.
  await room.push({ focus: { card } });
  await expect(page.locator(`[data-card="${card}"]`)).toBeFocused();
  expect(await room.asked('show_collected')).toHaveLength(1);
});

test('how long it lasts, and whether there is a word after coming back, is set within bounds', async ({
  room,
}) => {
  await room.open('main');
  const { page } = room;
  await page.keyboard.press('Control+,');
  const field = page.getByRole('textbox', { name: 'Do not disturb for' });
  await field.fill('4');
  await field.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'A whole number, from 5 to 480.' })).toBeVisible();
  await field.fill('30');
  await field.press('Enter');
  await page.getByRole('switch', { name: 'Say what changed while I was away' }).press('Space');
  await expect
    .poll(async () => room.asked('change_settings'))
    .toEqual([{ quietMinutes: 30 }, { showsAway: false }]);
  await page.keyboard.press('Control+Shift+D');
  await expect.poll(async () => room.asked('set_quiet')).toEqual([{ on: true, minutes: 30 }]);
});
