/** Several objects at once in the 3D view and in the list beside it: selected by pointer and keys, and moved as one change. */
import type { Locator, Page } from '@playwright/test';
import type { EngineViewpoint } from '#app/control-room/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Room } from './harness/room.ts';
import { expect, test } from './harness/room.ts';

test.use({ hasWebGl: true });
// The first picture alone may take what another test has in all.
test.describe.configure({ timeout: 60_000 });

const view = (page: Page): Locator => page.getByRole('application');
const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name }).first();
const selectedRows = (page: Page): Locator => page.locator('[role="row"][aria-selected="true"]');

async function open(room: Room, state: Parameters<Room['open']>[0]): Promise<void> {
  await room.open(state);
  // A graphics card that the processor plays takes its time to begin; where the view looks from is said once it was drawn.
  await expect(view(room.page).locator('canvas')).toBeVisible({ timeout: 20_000 });
  await expect(room.page.getByText('Perspective', { exact: true })).toBeVisible({ timeout: 20_000 });
}

interface Submitted {
  readonly operations: readonly Extract<Operation, { op: 'set_transform' }>[];
  readonly reason: string;
}

test('several are selected in the list, by clicks and by keys alone, and the inspector says what they share', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'calm');
  await row(page, 'Crate_001').click();
  await row(page, 'Crate_004').click({ modifiers: ['Shift'] });
  await expect(selectedRows(page)).toHaveText([/Crate_001/, /Crate_002/, /Crate_003/, /Crate_004/]);
  const title = page.getByRole('heading', { name: '4 objects selected' });
  await expect(title).toBeVisible();
  await expect(page.getByText('4 meshes')).toBeVisible();
  await row(page, 'Crate_002').click({ modifiers: ['ControlOrMeta'] });
  await expect(selectedRows(page)).toHaveText([/Crate_001/, /Crate_003/, /Crate_004/]);

  // The same without the pointer.
  await row(page, 'Crate_001').click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(selectedRows(page)).toHaveText([/Crate_001/, /Crate_002/, /Crate_003/]);
  await page.keyboard.press('Shift+ArrowUp');
  await expect(selectedRows(page)).toHaveText([/Crate_001/, /Crate_002/]);
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+ArrowDown');
  await expect(selectedRows(page)).toHaveCount(2);
  await page.keyboard.press('Space');
  await expect(selectedRows(page)).toHaveText([/Crate_001/, /Crate_002/, /Crate_004/]);
  await expect(page.getByRole('heading', { name: '3 objects selected' })).toBeVisible();
  await expect(page.getByText(/objects · 3 selected$/)).toBeVisible();

  // What is typed is set in all of them, as one change.
  await page.getByRole('textbox', { name: 'Location Z' }).fill('2');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await room.asked('submit')).length).toBe(1);
  const [submitted] = (await room.asked('submit')) as Submitted[];
  expect(submitted?.reason).toBe('Location of 3 objects');
  // Blender’s Z is the canonical Y.
  expect(submitted?.operations.map(({ transform }) => transform.translation[1])).toEqual([2, 2, 2]);
  await page.getByRole('button', { name: /^Crate_002/ }).click();
  await expect(selectedRows(page)).toHaveText([/Crate_002/]);
});

test('in the picture A selects all of it, Alt+A nothing, and a box what it touches', async ({ room }) => {
  const { page } = room;
  await open(room, 'calm');
  const drawn = await page.evaluate(
    () => window.harness.snapshot.objects.filter((each) => each.visibility.viewport).length,
  );
  await view(page).focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { name: `${drawn} objects selected` })).toBeVisible();
  await page.keyboard.press('Alt+a');
  await expect(page.getByText('No object selected')).toBeVisible();

  await row(page, 'Gate').click();
  await view(page).focus();
  await page.keyboard.press('7');
  await page.keyboard.press('f');
  const box = await view(page).boundingBox();
  if (box === null) throw new Error('there is no view');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.keyboard.press('Alt+a');
  await page.keyboard.press('b');
  await expect(page.getByText('Drag a box around what is to be selected.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Drag a box around what is to be selected.')).toBeHidden();
  await page.mouse.move(x - 60, y - 60);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 60, { steps: 4 });
  await expect(page.locator('[data-band]')).toBeVisible();
  await page.mouse.up();
  await expect(page.locator('[data-band]')).toHaveCount(0);
  await expect(row(page, 'Gate')).toHaveAttribute('aria-selected', 'true');
  // With Ctrl the same box takes them out again.
  await page.keyboard.down('Control');
  await page.mouse.move(x - 60, y - 60);
  await page.mouse.down();
  await page.mouse.move(x + 60, y + 60, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Control');
  await expect(page.getByText('No object selected')).toBeVisible();
});

test('several move by one key as one change, a child with its parent once; Escape and a lock change nothing', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'calm');
  const objects = await page.evaluate(() => window.harness.snapshot.objects);
  const named = (name: string): string => objects.find((each) => each.name === name)?.id ?? '';
  // The roof hangs below the well.
  await row(page, 'Key_Sun').click();
  for (const name of ['Well', 'Well_Roof']) await row(page, name).click({ modifiers: ['ControlOrMeta'] });
  await expect(selectedRows(page)).toHaveCount(3);
  await view(page).focus();
  for (const key of ['g', 'x', '2', 'Escape']) await page.keyboard.press(key);
  expect(await room.asked('submit')).toEqual([]);
  for (const key of ['g', 'x', '2', 'Enter']) await page.keyboard.press(key);
  await expect.poll(async () => (await room.asked('submit')).length).toBe(1);
  const [submitted] = (await room.asked('submit')) as Submitted[];
  expect(submitted?.operations.map(({ id }) => id).sort()).toEqual(['Key_Sun', 'Well'].map(named).sort());
  for (const { id, transform } of submitted?.operations ?? []) {
    const before = objects.find((each) => each.id === id);
    expect(transform.translation[0]).toBeCloseTo((before?.transform.translation[0] ?? NaN) + 2, 4);
  }

  await row(page, 'House_West').click({ modifiers: ['ControlOrMeta'] });
  await view(page).focus();
  await page.keyboard.press('g');
  await expect(page.getByText('cannot be changed: House_West is locked.').first()).toBeVisible();
  expect(await room.asked('submit')).toHaveLength(1);
});

const SEEN: EngineViewpoint = {
  session: '00000000-0000-4000-8000-000000000001',
  engine: 'blender',
  position: [10, 8, 10],
  rotation: [-0.2798, 0.3647, 0.1159, 0.8805],
  lens: { vertical_radians: 0.8 },
  near: 0.1,
  far: 1_000,
};

/** However long the page takes over each of them, one comes right after the other. */
async function tap(page: Page): Promise<void> {
  await view(page).evaluate((element) => {
    const [down, up] = ['keydown', 'keyup'].map(
      (type) => new KeyboardEvent(type, { key: ' ', bubbles: true }),
    );
    for (const event of [down, up]) if (event !== undefined) element.dispatchEvent(event);
  });
}

test('Space turns about before and after from the artist’s own view; Esc goes back; without one it says so', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'main');
  await room.answer('read_viewpoint', { viewpoint: SEEN });
  const suggested = page.getByRole('radio', { name: 'Suggested' });
  await view(page).focus();
  await tap(page);
  await expect(suggested).toBeChecked();
  await expect(page.getByText('From your view in Blender. Esc goes back.')).toBeVisible();
  await expect(page.getByText('Your view in Blender · Perspective')).toBeVisible();
  await tap(page);
  await expect(suggested).not.toBeChecked();
  // Whoever turns the view compares from there.
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Your view in Blender · Perspective')).toBeHidden();
  const button = page.getByRole('button', { name: 'Before / after' });
  await button.click();
  await expect(suggested).toBeChecked();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await view(page).focus();
  await page.keyboard.press('Escape');
  await expect(suggested).not.toBeChecked();

  await room.answer('read_viewpoint', { viewpoint: null });
  await tap(page);
  await expect(page.getByText('From this view: no engine tells from where you look.')).toBeVisible();
});

test('an earlier version is turned about with now', async ({ room }) => {
  const { page } = room;
  await open(room, 'main');
  await page
    .getByRole('button', { name: /, set-dresser: .*, done$/ })
    .last()
    .click();
  await page.getByRole('button', { name: 'Show this version' }).click();
  const now = page
    .getByRole('radiogroup', { name: 'Whose version is shown' })
    .getByRole('radio', { name: 'Now' });
  await expect(now).not.toBeChecked();
  await view(page).focus();
  await tap(page);
  await expect(now).toBeChecked();
  await tap(page);
  await expect(now).not.toBeChecked();
});
