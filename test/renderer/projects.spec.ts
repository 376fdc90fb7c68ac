/** The projects at the left of the bar, by keys alone. */
import { PROJECTS } from './harness/settings.ts';
import { expect, test } from './harness/room.ts';
import { findAtTwiceTheSize, findInPage } from './harness/accessibility.ts';

test.beforeEach(async ({ room }) => {
  await room.open('main');
});

test('lists the project that is open, where it lies, and the others, with what is wrong with one', async ({
  room,
}) => {
  await room.page.getByRole('button', { name: 'Project: Courtyard' }).press('Enter');
  const menu = room.page.getByRole('dialog', { name: 'Projects' });
  await expect(menu).toContainText(PROJECTS.current.folder);
  await expect(menu.getByRole('button', { name: /^Open “/ })).toHaveText([
    /Night market.*1.204 versions/,
    /Harbour.*Its folder is missing/,
    /Test scene.*0 versions · never opened/,
  ]);
  expect(await room.page.evaluate(findInPage)).toEqual([]);
  await room.page.setViewportSize({ width: 720, height: 450 });
  await expect.poll(() => room.page.evaluate(findAtTwiceTheSize), 'at 200 %').toEqual([]);
});

test('goes from one to the next by arrows, opens one, and leaves with Esc', async ({ room }) => {
  const open = room.page.getByRole('button', { name: 'Project: Courtyard' });
  await open.press('Enter');
  const first = room.page.getByRole('button', { name: 'Open “Night market”' });
  await first.focus();
  await room.page.keyboard.press('ArrowDown');
  await room.page.keyboard.press('ArrowDown');
  await expect(room.page.getByRole('button', { name: 'Open “Test scene”' })).toBeFocused();
  await room.page.keyboard.press('Enter');
  await expect
    .poll(async () => room.asked('open_project'))
    .toEqual([{ project: PROJECTS.recent[2]?.project }]);
  await open.press('Enter');
  await room.page.keyboard.press('Escape');
  await expect(room.page.getByRole('dialog', { name: 'Projects' })).toBeHidden();
  await expect(open).toBeFocused();
});

test('makes a new one by its key: a name, and a folder that main has asked for', async ({ room }) => {
  const { page } = room;
  await page.keyboard.press('Control+Shift+N');
  const form = page.getByRole('form', { name: 'New project' });
  await expect(form.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Harbour');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(form).toContainText('Choose a folder first.');
  await form.getByRole('button', { name: 'Create' }).press('Enter');
  expect(await room.asked('new_project')).toEqual([]);
  await form.getByRole('button', { name: 'Choose a folder…' }).press('Enter');
  await expect(form).toContainText('A folder with its name is made in /home/artist/Projects.');
  expect(await page.evaluate(findInPage)).toEqual([]);
  await form.getByRole('button', { name: 'Create' }).press('Enter');
  await expect.poll(async () => room.asked('new_project')).toEqual([{ name: 'Harbour', where: 'chosen' }]);
});

test('warns of a folder on a disk of the network', async ({ room }) => {
  await room.answer('choose_project_folder', { folder: '/mnt/studio', warning: 'network' });
  await room.page.keyboard.press('Control+Shift+N');
  await room.page.getByRole('radio', { name: 'another folder' }).check();
  await room.page.getByRole('button', { name: 'Choose a folder…' }).click();
  await expect(room.page.getByRole('alert').filter({ hasText: 'on a network disk' })).toBeVisible();
});

test('renames, shows, removes; what main refuses stands beside', async ({ room }) => {
  const { page } = room;
  await page.getByRole('button', { name: 'Project: Courtyard' }).press('Enter');
  await page.getByRole('button', { name: 'Rename…' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Yard');
  await room.refuse('rename_project', 'The name cannot be kept in its folder: read-only');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'read-only' })).toBeVisible();
  expect(await room.asked('rename_project')).toEqual([{ project: PROJECTS.current.project, name: 'Yard' }]);
  await page.getByRole('button', { name: 'Back' }).press('Enter');
  await page.getByRole('button', { name: 'Show in folder' }).press('Enter');
  await page.getByRole('button', { name: /^Remove from list: Test scene/ }).press('Enter');
  await expect
    .poll(async () => room.asked('remove_project'))
    .toEqual([{ project: PROJECTS.recent[2]?.project }]);
  expect(await room.asked('show_project')).toEqual([{ project: PROJECTS.current.project }]);
});

test('opens one by its folder with a key, and says in the list why that was not done', async ({ room }) => {
  await room.refuse('open_project', 'There is no project in this folder.');
  await room.page.keyboard.press('Control+O');
  await expect(
    room.page.getByRole('alert').filter({ hasText: 'There is no project in this folder.' }),
  ).toBeVisible();
  expect(await room.asked('open_project')).toEqual([{ project: null }]);
});

test('a project that could not be opened is named, with the one that is open instead, until that is read', async ({
  room,
}) => {
  const reason = { code: 'locked', message: 'VibeSync is running with this project already.', path: null };
  await room.answer('read_projects', {
    ...PROJECTS,
    problem: { name: 'Harbour', folder: '/work/harbour', reason },
  });
  await room.push({ show: 'projects' });
  const said = room.page.getByRole('status').filter({ hasText: '“Harbour” could not be opened.' });
  await expect(said).toContainText(
    'running with this project already. /work/harbour You are in “Courtyard”.',
  );
  await room.answer('read_projects', PROJECTS);
  await said.getByRole('button', { name: 'All right' }).press('Enter');
  await expect(said).toBeHidden();
});

test('the application menu leads to the form and to the settings', async ({ room }) => {
  await room.push({ show: 'new_project' });
  await expect(room.page.getByRole('form', { name: 'New project' })).toBeVisible();
  await room.push({ show: 'settings' });
  await expect(room.page.getByRole('region', { name: 'Settings' })).toBeVisible();
});

test('where there is one project only, it is named and opens nothing', async ({ room }) => {
  await room.answer('read_projects', { ...PROJECTS, isOnly: true });
  await room.push({ show: 'projects' });
  await expect(room.page.getByRole('button', { name: /^Project: / })).toBeHidden();
  await expect(room.page.getByRole('heading', { level: 1, name: 'Courtyard' })).toBeVisible();
  await room.page.keyboard.press('Control+Shift+N');
  await expect(room.page.getByRole('form', { name: 'New project' })).toBeHidden();
});

test('a project whose opening takes long can be left to itself, or another be chosen', async ({ room }) => {
  const opened = await room.openEarly('main');
  const { page } = room;
  await room.answer('read_projects', { ...PROJECTS, opening: 'Harbour', instead: 'Courtyard' });
  const said = page.getByRole('status').filter({ hasText: '“Harbour” is still being opened.' });
  await expect(said).toBeVisible({ timeout: 10_000 });
  expect(await page.evaluate(findInPage)).toEqual([]);
  await said.getByRole('button', { name: 'Go to “Courtyard”' }).press('Enter');
  await expect.poll(async () => room.asked('give_up_opening')).toEqual([{}]);
  await said.getByRole('button', { name: 'Choose another…' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Open “Night market”' })).toBeVisible();
  await page.keyboard.press('Escape');
  await opened();
  await expect(said).toBeHidden();
});
