/** An earlier version on screen: what it shows, how it differs, and what of it comes back. */
import type { Page } from '@playwright/test';
import { fixture } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';
import type { Room } from './harness/room.ts';

declare global {
  interface Window {
    letGo: () => void;
  }
}

const { snapshot } = fixture('main');
const newest = snapshot.status.revision;
const last = snapshot.objects.at(-1);
const bar = (page: Page) => page.getByRole('region', { name: 'An earlier version is shown' });
const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name, 'u') });

const SEEN = snapshot.changes.findLast(
  ({ state, actor }) => state === 'committed' && actor.name === 'set-dresser',
);

/** By the details of a change. @returns the version that is shown */
async function lookBack({ page }: Room): Promise<number> {
  await page
    .getByRole('button', { name: /, set-dresser: .*, done$/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Show this version' }).click();
  await expect(bar(page)).toContainText('ago');
  return SEEN?.n ?? 0;
}

test('takes the place of now in the scene and in the inspector, until Escape', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await expect(rowOf(page, 'Barrel_old')).toHaveCount(0);
  const version = await lookBack(room);
  await expect(bar(page)).toContainText(`${newest - version} changes ago`);
  expect(await room.asked('read_scene')).toEqual([{ revision: version }]);
  await rowOf(page, 'Barrel_old').click();
  await expect(page.getByText('It is not there in the shared scene of now.')).toBeVisible();
  await expect(page.getByText('An earlier version is shown. Go back to now to change values.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveAttribute('readonly');
  await expect(page.getByRole('button', { name: /^Delete/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(bar(page)).toHaveCount(0);
  await expect(rowOf(page, 'Barrel_old')).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveCount(0);
});

test('goes step by step with comma and full stop; of many steps only the last has to be read', async ({
  room,
}) => {
  await room.open('main');
  const { page } = room;
  const version = await lookBack(room);
  await page.keyboard.press(',');
  await expect(bar(page)).toContainText(`${newest - version + 1} changes ago`);
  await page.evaluate(() => {
    window.letGo = window.harness.holdBack('read_scene');
  });
  for (let step = 0; step < 5; step += 1) await page.keyboard.press(',');
  await page.keyboard.press('.');
  await expect(bar(page)).toContainText('is being read');
  await page.evaluate(() => window.letGo());
  await expect(bar(page)).toContainText(`${newest - version + 5} changes ago`);
  const asked = (await room.asked('read_scene')) as { revision: number }[];
  expect(asked.map(({ revision }) => version - revision)).toEqual([0, 1, 2, 5]);
});

test('lists what differs, and brings chosen objects back as one change', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  const version = await lookBack(room);
  await page.getByRole('button', { name: /objects differ$/ }).click();
  const panel = page.getByRole('dialog', { name: 'What differs' });
  await expect(panel.getByText('was there then')).toHaveCount(1);
  await expect(panel.getByText('was not there')).toHaveCount(1);
  await expect(
    panel.getByRole('checkbox', { name: `Bring back ${last?.name ?? ''}`, exact: true }),
  ).toBeVisible();
  await panel.getByRole('checkbox', { name: 'Bring back Barrel_old' }).check();
  await panel.getByRole('button', { name: 'Look what it would take' }).click();
  await expect(panel.getByText('1 comes back')).toBeVisible();
  await panel.getByRole('button', { name: /^Bring back 6 objects as of/ }).click();
  await expect(panel).toHaveCount(0);
  const objects = ['0000dead-0000-4000-8000-000000000001'];
  expect(await room.asked('preview_version')).toEqual([{ revision: version, objects }]);
  expect(await room.asked('bring_back')).toEqual([
    {
      id: expect.any(String) as unknown,
      revision: version,
      at: newest,
      reason: `brings back 1 object of version ${version}`,
      objects,
    },
  ]);
});

test('says why a version cannot be read, and is compared with any other', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await lookBack(room);
  await page.getByRole('button', { name: 'Against now' }).click();
  await page.getByRole('textbox', { name: 'Version' }).fill('18150');
  await page.getByRole('textbox', { name: 'Version' }).press('Enter');
  await expect(bar(page).getByRole('button', { name: /^Against 18.150$/ })).toBeVisible();
  await bar(page)
    .getByRole('button', { name: /objects differ$/ })
    .click();
  // Two earlier versions differ: nothing of that is a way to now.
  await expect(page.getByRole('dialog', { name: 'What differs' }).getByRole('checkbox')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'What differs' })).toBeHidden();
  await room.refuse('read_scene', 'The history is still being read.');
  await page.keyboard.press(',');
  await expect(bar(page)).toContainText('The history is still being read.');
  await page.keyboard.press('.');
  await expect(bar(page)).toContainText('ago');
});

test('more changes than go back at once are said before the click, as is by how many changes it goes', async ({
  room,
}) => {
  await room.open('main');
  const { page } = room;
  await page
    .getByRole('button', { name: /, set-dresser: .*, done$/ })
    .last()
    .click();
  await room.answer('find_changes', { changes: [18_100, 18_090], more: true });
  await room.answer('preview_undo', {
    at: newest,
    changes: 2,
    operations: 25_000,
    pieces: 3,
    taken: 25_000,
    of: 25_000,
    staying: [],
    stays: 0,
    loss: { bare: 2, goes: 0 },
  });
  await page.getByRole('button', { name: 'Take back more…' }).click();
  const panel = page.getByRole('dialog', { name: 'Take back several changes as one' });
  await panel.getByRole('button', { name: 'Look' }).click();
  await expect(panel).toContainText('2 objects come back with place, name and properties alone');
  await expect(panel).toContainText('Choose a smaller span for older ones');
  await expect(panel).toContainText('It takes 3 changes of yours');
  await panel.getByRole('button', { name: 'Take back 2 changes' }).click();
  await expect(page.getByText('2 changes go back, by 3 changes of yours.')).toBeVisible();
});

test('several changes like one are taken back together, after a look at what stays', async ({ room }) => {
  await room.open('main');
  const { page } = room;
  await page
    .getByRole('button', { name: /, set-dresser: .*, done$/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Take back more…' }).click();
  const panel = page.getByRole('dialog', { name: 'Take back several changes as one' });
  await panel.getByRole('checkbox', { name: 'of the same task' }).check();
  await panel.getByRole('textbox', { name: 'From' }).fill('18 100');
  await panel.getByRole('button', { name: 'Look' }).click();
  await expect(panel).toContainText('3 of 4 values go back.');
  await expect(panel).toContainText('Crate_014: its name was changed again by lighter.');
  expect(await room.asked('find_changes')).toEqual([
    { from: 18_100, to: newest, actor: SEEN?.actor.id, taskOf: SEEN?.n },
  ]);
  // Looked at anew where what is asked for is another: a preview never stands for something else.
  await panel.getByRole('textbox', { name: 'to', exact: true }).fill('18190');
  await expect(panel.getByRole('button', { name: 'Take back 2 changes' })).toHaveCount(0);
  await panel.getByRole('button', { name: 'Look' }).click();
  await panel.getByRole('button', { name: 'Take back 2 changes' }).click();
  await expect(page.getByText('2 changes go back, as one change of yours.')).toBeVisible();
  expect(await room.asked('undo_changes')).toEqual([
    {
      id: expect.any(String) as unknown,
      changes: [18_190, 18_100],
      at: newest,
      reason: 'takes back 2 changes between versions 18100 and 18190',
    },
  ]);
});
