/** The palette that finds everything, and undoing with keys: by keys alone. */
import type { Page } from '@playwright/test';
import { findInPage } from './harness/accessibility.ts';
import { fixture } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

const { snapshot } = fixture('main');
const panel = (page: Page) => page.getByRole('dialog', { name: 'Find anything' });
const field = (page: Page) => panel(page).getByRole('combobox', { name: 'Find anything' });
const option = (page: Page, name: string | RegExp) => panel(page).getByRole('option', { name });

async function seek(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(text);
}

test('opens over whatever has the focus, and gives it back', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  const search = page.getByRole('searchbox', { name: 'Find an object' });
  await search.focus();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await expect(option(page, /^set-dresser: Dress the courtyard/)).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Emergency override' })).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(findInPage)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(search).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+k');
  await expect(panel(page)).toHaveCount(0);
});

test('leads to an object by letters of its name, framed and selected', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
  await seek(page, 'cra014');
  await expect(option(page, /^Crate_014/)).toHaveAttribute('data-highlighted');
  await expect(panel(page).getByRole('status').last()).toHaveText('1 result');
  await page.keyboard.press('Enter');
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Crate_014/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Crate_014');
  expect(await room.asked('select_objects')).toHaveLength(1);
});

test('leads to the change and to the version of a number', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await seek(page, '18184');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tabpanel', { name: 'Change' })).toContainText('18 184');
  await seek(page, '18184');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'An earlier version is shown' })).toContainText('18 184');
  await seek(page, 'back to now');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'An earlier version is shown' })).toHaveCount(0);
});

test('gives a card the focus, and never answers one', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await seek(page, 'evening mood');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article', { name: /Evening mood/ })).toBeFocused();
  expect(await room.asked('approve')).toEqual([]);
});

test('does what is asked, and says why where main refuses', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await room.refuse('pause_agents', 'The history is being opened.');
  await seek(page, 'pause lighter');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByText('The history is being opened.')).toBeVisible();
  await room.answer('pause_agents', {});
  await page.keyboard.press('Enter');
  await expect(panel(page)).toHaveCount(0);
  const lighter = snapshot.agents.find(({ name }) => name === 'lighter');
  expect(await room.asked('pause_agents')).toEqual(
    Array.from({ length: 2 }, () => ({ agent: lighter?.agent, on: true })),
  );
  // What was used last is offered first.
  await page.keyboard.press('Control+k');
  const first = panel(page).getByRole('group', { name: 'Used last' }).getByRole('option').first();
  await expect(first).toHaveText('Pause lighter');
});

test('halts by the same word as the button, also while something is looked for', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await seek(page, 'override');
  await page.keyboard.press('Enter');
  await expect(panel(page)).toHaveCount(0);
  expect(await room.asked('halt')).toEqual([{}]);
});

test('forgets first what was typed, then itself; a click elsewhere closes it', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await seek(page, 'zzqx');
  await expect(panel(page).getByText('Nothing here is called “zzqx”.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('');
  await page.getByRole('tab', { name: 'Connection' }).click();
  await expect(panel(page)).toHaveCount(0);
  const button = page.getByRole('navigation').getByRole('button', { name: 'Find' });
  await button.click();
  await expect(panel(page)).toBeVisible();
  await button.click();
  await expect(panel(page)).toHaveCount(0);
});

const own = snapshot.changes.findLast(({ state, actor }) => state === 'committed' && actor.kind === 'person');

test('takes back the person’s last change by its key, and makes it again', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  if (own === undefined) throw new Error('nothing was done here');
  await page.keyboard.press('Control+z');
  await expect(page.getByText(`Taken back: ${own.label}`)).toBeVisible();
  const [body] = (await room.asked('take_back_change')) as { id: string; n: number }[];
  expect(body?.n).toBe(own.n);
  const n = snapshot.status.revision + 1;
  const takingBack = { ...own, id: body?.id ?? '', n, label: `take back ${own.n}`, takesBack: own.n };
  await room.answer('read_own_steps', { undo: null, redo: { n, label: own.label } });
  await room.push({ changes: [takingBack] });
  await page.keyboard.press('Control+Shift+z');
  await expect(page.getByText(`Made again: ${own.label}`)).toBeVisible();
  expect(await room.asked('take_back_change')).toMatchObject([{ n: own.n }, { n }]);
  await seek(page, 'again');
  await expect(option(page, `Make again: ${own.label} Ctrl+Shift+Z`)).toHaveAttribute('data-highlighted');
});

test('takes nothing back while the last change is on its way, and says so', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await page.keyboard.press('Control+z');
  await expect(page.getByText(`Taken back: ${own?.label ?? ''}`)).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Your last change is still on its way.')).toBeVisible();
  expect(await room.asked('take_back_change')).toHaveLength(1);
});

test('looks further in the history and on the shelf, with the same words', async ({ room }) => {
  await room.open('refused');
  const { page } = room;
  await seek(page, 'barrel_old');
  await option(page, /in the history$/).click();
  await expect(page.getByRole('searchbox', { name: 'Find in the history' })).toHaveValue('barrel_old');
  await seek(page, 'well');
  await option(page, /on the shelf$/).click();
  await expect(page.getByRole('searchbox', { name: 'Find on the shelf' })).toHaveValue('well');
  await seek(page, 'crate');
  await option(page, /on the shelf$/).click();
  await expect(page.getByRole('searchbox', { name: 'Find on the shelf' })).toHaveValue('crate');
});

test('undoes nothing of the scene while somebody types', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  const search = page.getByRole('searchbox', { name: 'Find an object' });
  await search.fill('crate');
  await search.press('Control+z');
  expect(await room.asked('take_back_change')).toEqual([]);
});
