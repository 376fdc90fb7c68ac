/** The settings of this computer, by keys alone. */
import { findAtTwiceTheSize, findInPage } from './harness/accessibility.ts';
import { expect, test } from './harness/room.ts';
import { SETTINGS } from './harness/settings.ts';

test.beforeEach(async ({ room }) => {
  await room.open('main');
  await room.page.keyboard.press('Control+,');
});

test('each section is reached by the list beside them, and all of it can be heard and used', async ({
  room,
}) => {
  const { page } = room;
  const sections = ['General', 'Units and axes', 'Keyboard', 'Thresholds', 'Notifications', 'Data', 'About'];
  for (const section of sections) {
    await page.getByRole('group', { name: 'Sections' }).getByRole('button', { name: section }).press('Enter');
    await expect(page.getByRole('region', { name: section, exact: true })).toBeInViewport();
  }
  expect(await page.evaluate(findInPage)).toEqual([]);
  await page.setViewportSize({ width: 720, height: 450 });
  await expect.poll(() => page.evaluate(findAtTwiceTheSize), 'at 200 %').toEqual([]);
});

for (const [look, theme, window] of [
  ['darker', 'darker', 'rgb(15, 16, 17)'],
  ['high contrast', 'contrast', 'rgb(23, 24, 26)'],
] as const)
  test(`the window is ${look} as soon as that is chosen, and the timeline with it`, async ({ room }) => {
    const { page } = room;
    await page.getByRole('radio', { name: look }).press('Space');
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expect(page.locator('body')).toHaveCSS('background-color', window);
    expect(await room.asked('change_settings')).toEqual([{ theme }]);
  });

test('the system’s wish for contrast is followed until a person says otherwise', async ({ room }) => {
  const { page } = room;
  const line = async (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--line-strong'));
  await page.emulateMedia({ contrast: 'more' });
  try {
    await expect.poll(line).toBe('#777d85');
    await page.getByRole('switch', { name: 'More contrast where the system asks for it' }).press('Space');
    await expect.poll(line).toBe('#3b3f45');
  } finally {
    await page.emulateMedia({ contrast: null });
  }
});

test('a key is changed by pressing the new one, is used at once, and goes back', async ({ room }) => {
  const { page } = room;
  await page.getByRole('button', { name: 'Change the keys: Find an object' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Press the new keys, or Esc' })).toBeFocused();
  await page.keyboard.press('Alt+F');
  await expect(page.getByRole('row', { name: 'Find an object Alt+F' })).toBeVisible();
  await page.getByRole('navigation').getByRole('button', { name: 'Control' }).press('Enter');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Find an object' })).not.toBeFocused();
  await page.keyboard.press('Alt+F');
  await expect(page.getByRole('searchbox', { name: 'Find an object' })).toBeFocused();
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Reset the keys: Find an object' }).press('Enter');
  await expect(page.getByRole('row', { name: /^Find an object \// })).toBeVisible();
  expect(await room.asked('set_keys')).toEqual([
    { shortcut: 'find_object', keys: 'Alt+F' },
    { shortcut: 'find_object', keys: null },
  ]);
});

test('keys that another thing has are refused by its name, and Esc changes nothing', async ({ room }) => {
  const { page } = room;
  const change = page.getByRole('button', { name: 'Change the keys: Deny with a reason' });
  await change.press('Enter');
  await page.keyboard.press('a');
  await expect(page.getByRole('alert').filter({ hasText: 'These are the keys of “Approve”.' })).toBeVisible();
  await change.press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: /^Deny with a reason D/ })).toBeVisible();
  expect(await room.asked('set_keys')).toEqual([]);
});

test('keys that the system does not give to the override leave it where it is, and that is said', async ({
  room,
}) => {
  const { page } = room;
  await room.refuse('set_keys', 'The system does not give these keys.');
  await page.getByRole('button', { name: 'Change the keys: Emergency override' }).press('Enter');
  await page.keyboard.press('Control+Alt+F9');
  await expect(
    page.getByRole('alert').filter({ hasText: 'The system does not give these keys.' }),
  ).toBeVisible();
  expect(await room.asked('set_keys')).toEqual([{ shortcut: 'override', keys: 'CommandOrControl+Alt+F9' }]);
  expect(await room.asked('halt')).toEqual([]);
});

test('how many deletions ask is set within its bounds', async ({ room }) => {
  const field = room.page.getByRole('textbox', { name: 'Ask about deletions in an engine' });
  await field.fill('0');
  await field.press('Enter');
  await expect(
    room.page.getByRole('alert').filter({ hasText: 'A whole number, from 1 to 1000.' }),
  ).toBeVisible();
  await field.fill('10');
  await field.press('Enter');
  await expect
    .poll(async () => room.asked('set_caution'))
    .toEqual([{ askDeletions: 10, purgeWithoutAsking: 5 }]);
});

test('a kind of notification is turned off, and the others stay', async ({ room }) => {
  await room.page.getByRole('switch', { name: 'Engines' }).press('Space');
  await expect
    .poll(async () => room.asked('change_settings'))
    .toEqual([{ notifications: ['suggestions', 'conflicts'] }]);
});

test('where the data lies and how much it is; diagnostics go where the person says', async ({ room }) => {
  const data = room.page.getByRole('region', { name: 'Data', exact: true });
  await expect(data).toContainText('48.4 MB');
  await expect(data).toContainText('212 GB');
  await data.getByRole('button', { name: 'Export…' }).press('Enter');
  await expect(data).toContainText('Written to /home/artist/vibesync-diagnostics.json');
});

test('settings that could not be read are named', async ({ room }) => {
  const message = 'The file with your settings is damaged.';
  await room.answer('read_settings', {
    ...SETTINGS,
    problem: { code: 'settings_unreadable', message, path: null },
  });
  await room.page.getByRole('navigation').getByRole('button', { name: 'Engines' }).press('Enter');
  await room.page.keyboard.press('Control+,');
  await expect(room.page.getByRole('alert').filter({ hasText: message })).toBeVisible();
});
