/** What others changed meanwhile: a line that waits, a panel that is opened, and each object kept or taken back. */
import type { Locator, Page } from '@playwright/test';
import type { ChangeView } from '#app/control-room/index.ts';
import { findAtTwiceTheSize, findInPage } from './harness/accessibility.ts';
import { soundInSystemColours } from './harness/sound.ts';
import { awayAnswer, fixture } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

const { view } = awayAnswer();
const at = fixture('away').snapshot.status.revision;
const line = (page: Page): Locator =>
  page.getByRole('group', { name: 'While you were away' }).getByRole('button', { name: /objects changed/ });
const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'While you were away' });
/** The newest one of the person's own, as if it came now. */
function ownChange(n: number): ChangeView {
  const own = fixture('away').snapshot.changes.find(({ actor }) => actor.kind === 'person');
  if (own === undefined) throw new Error('the person changed nothing');
  return { ...own, id: crypto.randomUUID(), n, state: 'committed' };
}
const crate = view.items.find(({ name }) => name === 'Crate_014')!;

test('the line says what happened in one sentence, and opens nothing by itself', async ({ room }) => {
  await room.open('away');
  const { page } = room;
  await expect(line(page)).toContainText(
    'While you were away: 10 objects changed, 9 by set-dresser, 2 by lighter',
  );
  await expect(line(page)).toContainText('2026-11-22 12:21 to 13:04, computer clock');
  await expect(sheet(page)).toHaveCount(0);
  await expect(page.getByText(/^While you were away: 10/).last()).toHaveAttribute('aria-live', 'polite');
  await expect(page.locator(':focus')).toHaveCount(0);
});

test('the panel tells each object once, however often it was moved: from what to what, by whom, why, on whose word', async ({
  room,
}) => {
  await room.open('away');
  const { page } = room;
  await line(page).click();
  const rows = sheet(page).getByRole('list', { name: 'What changed' }).locator('> li');
  await expect(rows).toHaveCount(view.items.length);
  const moved = rows.filter({ hasText: /^Crate_0/ }).first();
  await expect(moved).toContainText(/Location X.*→/);
  await expect(moved).toContainText('set-dresser · 41 changes · you approved it');
  await expect(moved).toContainText('“Dress the courtyard: stack the crates by the wall”');
  await expect(rows.filter({ hasText: 'Barrel_01' })).toContainText('new');
  await expect(rows.filter({ hasText: 'Barrel_01' })).toContainText('under your free hand');
  await expect(rows.filter({ hasText: 'Ladder_old' })).toContainText('deleted');
  await expect(rows.filter({ hasText: 'with set-dresser' })).toContainText('and 3 more values');
  await expect(sheet(page)).toContainText('3 objects were changed and are as before.');
  await expect(sheet(page)).toContainText('Your own work, here and in engines, is not listed.');
  await moved.getByRole('button').first().click();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(/^Crate_0/);
});

test('one object is taken back by keys alone, after a look at what stays', async ({ room }) => {
  await room.open('away');
  const { page } = room;
  await page.keyboard.press('Control+Shift+A');
  await expect(sheet(page)).toBeFocused();
  const part = { changes: [18_186, 18_181], more: false, objects: [crate.id], apart: 0, base: 18_150 };
  await room.answer('find_away', part);
  await sheet(page).getByRole('button', { name: 'Take back what was done to Crate_014' }).press('Enter');
  const take = sheet(page).getByRole('button', { name: 'Take back', exact: true });
  await expect(take).toBeFocused();
  await expect(sheet(page)).toContainText('3 of 4 values go back.');
  await expect(sheet(page)).toContainText('Crate_014: its name was changed again by lighter.');
  expect(await room.asked('undo_changes')).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Crate_014 goes back' })).toBeVisible();
  expect(await room.asked('find_away')).toEqual([{ from: view.from, to: view.to, objects: [crate.id] }]);
  expect(await room.asked('undo_changes')).toMatchObject([
    { changes: [18_186, 18_181], objects: [crate.id], at },
  ]);
  // It goes once that is confirmed: until then it has not been decided, and may yet fail.
  await expect(sheet(page)).toBeFocused();
  expect(await room.asked('keep_away')).toEqual([]);
  expect(await room.asked('read_away')).toHaveLength(1);
  await room.answer('read_away', {
    span: awayAnswer().span,
    view: { ...view, objects: view.objects - 1, items: view.items.filter(({ id }) => id !== crate.id) },
  });
  const { away, ...attention } = fixture('away').snapshot.attention;
  await room.push({ attention: { ...attention, away: away && { ...away, objects: away.objects - 1 } } });
  await expect(sheet(page).getByRole('button', { name: 'Keep Crate_014' })).toHaveCount(0);
});

test('somebody who was here all the while sees it gone too, once it is confirmed', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await page.keyboard.press('Control+Shift+A');
  await expect(sheet(page).getByRole('button', { name: 'Keep Crate_014' })).toBeVisible();
  expect(await room.asked('read_away')).toHaveLength(1);
  await room.push({ changes: [ownChange(fixture('main').snapshot.status.revision + 1)] });
  await expect.poll(async () => (await room.asked('read_away')).length).toBe(2);
});

test('what was kept by the same changes is left out of what goes back, and that is said', async ({
  room,
}) => {
  await room.open('away');
  const { page } = room;
  await line(page).click();
  const listed = view.items.filter(({ by }) => by.some(({ name }) => name === 'lighter'));
  const [first] = listed.map(({ id }) => id);
  await room.answer('find_away', {
    changes: [18_192],
    more: false,
    objects: [first!],
    apart: 1,
    base: 18_150,
  });
  await sheet(page).getByRole('button', { name: 'Take back what lighter did' }).click();
  await expect(sheet(page)).toContainText('1 object is left out');
  await sheet(page).getByRole('button', { name: 'Take back', exact: true }).click();
  await expect.poll(async () => room.asked('undo_changes')).toMatchObject([{ objects: [first] }]);
  expect(await room.asked('find_away')).toMatchObject([{ actor: 'agent:lighter' }]);
});

test('a list that is not the newest any more is read anew, and nothing of it is taken back', async ({
  room,
}) => {
  await room.open('away');
  const { page } = room;
  await line(page).click();
  await page.evaluate(() =>
    window.harness.refuse(
      'find_away',
      'What is listed here has changed meanwhile; look at it again.',
      'moved_on',
    ),
  );
  await sheet(page).getByRole('button', { name: 'Take back what was done to Crate_014' }).click();
  await expect(sheet(page).getByRole('alert')).toContainText('has changed meanwhile');
  await expect.poll(async () => (await room.asked('read_away')).length).toBe(2);
  await expect(sheet(page).getByRole('button', { name: 'Take back', exact: true })).toHaveCount(0);
});

test('of too many changes the version before them can be brought back, unless what stays lies in between', async ({
  room,
}) => {
  await room.open('away');
  const { page } = room;
  await line(page).click();
  const many = { changes: [18_186], more: true, objects: [crate.id], apart: 0 };
  await room.answer('find_away', { ...many, base: 18_160 });
  await sheet(page).getByRole('button', { name: 'Take back what was done to Crate_014' }).click();
  await expect(sheet(page)).toContainText('That is too much to take out by itself. It can go back');
  await expect(sheet(page).getByRole('button', { name: 'Bring back 18 160' })).toBeVisible();
  expect(await room.asked('preview_version')).toMatchObject([{ revision: 18_160, objects: [crate.id] }]);
  await sheet(page).getByRole('button', { name: 'Cancel' }).click();
  await room.answer('find_away', { ...many, base: null });
  await sheet(page).getByRole('button', { name: 'Take back what was done to Crate_014' }).click();
  await expect(sheet(page)).toContainText('That is more than 16 384 changes');
  await expect(sheet(page).getByRole('button', { name: 'Take back', exact: true })).toHaveCount(0);
  await expect(sheet(page).getByRole('button', { name: /^Bring back/ })).toHaveCount(0);
  expect(await room.asked('preview_undo')).toEqual([]);
});

test('what is too long ago to be taken out by itself can be brought back, and that is said', async ({
  room,
}) => {
  await room.open('away');
  const { page } = room;
  await line(page).click();
  await page.evaluate(() =>
    window.harness.refuse('preview_undo', 'It is longer ago than that.', 'too_long_ago'),
  );
  await sheet(page).getByRole('button', { name: 'Take back what was done to Crate_014' }).click();
  await expect(sheet(page)).toContainText(
    'It can go back to how it was at version 18 150, whoever changed it since',
  );
  await sheet(page).getByRole('button', { name: 'Bring back 18 150' }).click();
  await expect
    .poll(async () => room.asked('bring_back'))
    .toMatchObject([{ revision: 18_150, at, objects: [crate.id] }]);
});

test('all of an author is taken back, of what is listed; a refusal is said and leaves the list', async ({
  room,
}) => {
  await room.open('away');
  const { page } = room;
  await line(page).click();
  await sheet(page).getByRole('button', { name: 'Take back what lighter did' }).click();
  await room.refuse('undo_changes', 'The scene has moved on to version 18204; look again.');
  await sheet(page).getByRole('button', { name: 'Take back', exact: true }).click();
  await expect(sheet(page).getByRole('alert')).toContainText('look again');
  const [asked] = (await room.asked('preview_undo')) as { objects: string[] }[];
  expect(asked?.objects).toEqual(
    view.items.filter(({ by }) => by.some(({ name }) => name === 'lighter')).map(({ id }) => id),
  );
  expect(await room.asked('keep_away')).toEqual([]);
});

test('one object, all of an author, and everything is kept', async ({ room }) => {
  await room.open('away');
  const { page } = room;
  await line(page).click();
  await sheet(page).getByRole('button', { name: 'Keep Barrel_01' }).click();
  await sheet(page).getByRole('button', { name: 'Keep all by lighter' }).click();
  await sheet(page).getByRole('button', { name: 'Keep all', exact: true }).click();
  await expect
    .poll(async () => room.asked('keep_away'))
    .toEqual([
      { to: view.to, objects: [view.items.find(({ name }) => name === 'Barrel_01')?.id] },
      { to: view.to, actor: 'agent:lighter' },
      { to: view.to },
    ]);
  // Each time it is read anew, and the keys are where they were.
  await expect.poll(async () => (await room.asked('read_away')).length).toBe(4);
  await expect(sheet(page)).toBeFocused();
  await room.answer('read_away', {
    span: null,
    view: { ...view, changes: 0, objects: 0, back: 0, authors: [], items: [] },
  });
  await room.push({ attention: { quiet: null, collected: [], away: null } });
  await expect(sheet(page)).toContainText('Nothing to catch up on');
  await expect(line(page)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toHaveCount(0);
});

test('nothing is taken back while everything is held, and the halt has its place', async ({ room }) => {
  await room.open('halted');
  await room.page.keyboard.press('Control+Shift+A');
  await expect(sheet(room.page)).toHaveCount(0);
  await expect(room.page.getByRole('region', { name: 'Everything is held.' })).toBeVisible();
});

test('names and words of others are never markup', async ({ room }) => {
  await room.open('away');
  const { page } = room;
  const hostile = '<img src=x onerror="window.broken=1">';
  const [first] = view.items;
  await room.answer('read_away', {
    span: awayAnswer().span,
    view: { ...view, items: [{ ...first!, name: hostile, last: { ...first!.last, why: hostile } }] },
  });
  await line(page).click();
  await expect(sheet(page).getByText(hostile, { exact: true })).toBeVisible();
  await expect(sheet(page).locator('img')).toHaveCount(0);
});

for (const size of [
  { width: 1_440, height: 900 },
  { width: 1_100, height: 700 },
])
  test(`the panel is sound for ears, hands and eyes at ${size.width}`, async ({ room }) => {
    await room.open('away', size);
    const { page } = room;
    await line(page).click();
    await sheet(page).getByRole('button', { name: 'Take back what was done to Crate_014' }).click();
    await expect(sheet(page).getByRole('button', { name: 'Take back', exact: true })).toBeVisible();
    expect(await page.evaluate(findInPage)).toEqual([]);
    // The usual window at twice the size has so many pixels of style sheets.
    await page.setViewportSize({ width: 720, height: 450 });
    await expect.poll(() => page.evaluate(findAtTwiceTheSize), 'at 200 %').toEqual([]);
    await expect
      .poll(async () => (await sheet(page).boundingBox())!.y, 'its edge is seen')
      .toBeGreaterThanOrEqual((await page.getByRole('main').boundingBox())!.y);
    await page.setViewportSize(size);
    await soundInSystemColours(page);
  });
