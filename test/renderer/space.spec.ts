/** The scene in 3D, drawn for real: selecting, looking, moving, and drawing nothing where nothing changed. */
import type { Locator, Page } from '@playwright/test';
import type { SceneObject } from '#app/scene/index.ts';
import type { Room } from './harness/room.ts';
import { expect, test } from './harness/room.ts';

declare global {
  interface Window {
    /** Pictures that were drawn. */
    drawn: number;
  }
}

/** A graphics card that the processor plays makes each of these take half a dozen seconds: what the units behind it are
 * tested for as well is left to `VIBESYNC_SELDOM=1`. */
const SELDOM = { tag: '@seldom' } as const;

test.use({ hasWebGl: true });

test.beforeEach(async ({ room }) => {
  await room.page.addInitScript(() => {
    // The page is one for all tests of a worker: once is enough.
    if (window.drawn !== undefined) return;
    window.drawn = 0;
    const proto = WebGL2RenderingContext.prototype;
    // three.js clears once for each picture.
    // oxlint-disable-next-line typescript/unbound-method -- called as a method of its context below
    const clear = proto.clear;
    proto.clear = function (mask) {
      window.drawn += 1;
      clear.call(this, mask);
    };
  });
});

const view = (page: Page): Locator => page.getByRole('application');
const selectedLabel = (page: Page): Locator => view(page).locator('[data-tone="selected"]:visible');
const row = (page: Page, name: string): Locator => page.getByRole('row').filter({ hasText: name });

async function open(room: Room, state: Parameters<Room['open']>[0]): Promise<void> {
  await room.open(state);
  // A graphics card that the processor plays takes its time to begin.
  await expect
    .poll(async () => room.page.evaluate(() => window.drawn), { timeout: 20_000 })
    .toBeGreaterThan(0);
}

/** Waits until nothing glides any more: as many frames without a new picture as a glide has at least. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let quiet = 0, before = window.drawn; quiet < 5;) {
      await new Promise(requestAnimationFrame);
      quiet = window.drawn === before ? quiet + 1 : 0;
      before = window.drawn;
    }
  });
}

async function middleOf(element: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('it is not on screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Selects an object in the list and looks at it alone, from above and without perspective. */
async function lookAt(page: Page, name: string): Promise<{ readonly x: number; readonly y: number }> {
  await row(page, name).first().click();
  await view(page).focus();
  await page.keyboard.press('7');
  await page.keyboard.press('f');
  await still(page);
  return middleOf(view(page));
}

const GATE = '00000001-0000-4000-8000-000000000008';
const gate = async (page: Page): Promise<SceneObject> =>
  page.evaluate((id) => window.harness.snapshot.objects.find((each) => each.id === id) as SceneObject, GATE);

interface Submitted {
  readonly operations: readonly {
    readonly op: string;
    readonly id: string;
    readonly transform: SceneObject['transform'];
  }[];
  readonly reason: string;
}

test('what is clicked in the picture is selected everywhere, and what is selected elsewhere is marked in it', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'calm');
  const at = await lookAt(page, 'Gate');
  await expect(selectedLabel(page)).toHaveText('Gate');
  const box = await view(page).boundingBox();
  if (box === null) throw new Error('there is no view');
  // Beside everything.
  await page.mouse.click(box.x + box.width - 30, box.y + box.height - 30);
  await expect(page.getByText('No object selected')).toBeVisible();
  await expect(selectedLabel(page)).toHaveCount(0);
  await page.mouse.move(at.x, at.y);
  await expect(view(page).locator('[data-tone="pointed"]:visible')).toHaveText('Gate');
  await page.mouse.click(at.x, at.y);
  await expect(row(page, 'Gate')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Gate');
  await expect(selectedLabel(page)).toHaveText('Gate');
});

test('the keys of engines look from each side, frame, and change nothing else', SELDOM, async ({ room }) => {
  const { page } = room;
  await open(room, 'main');
  await view(page).focus();
  const name = page.getByText(/^(?:\w+ · )?(?:Perspective|Orthographic)$/);
  await expect(name).toHaveText('Perspective');
  for (const [key, expected] of [
    ['Numpad1', 'Front · Orthographic'],
    ['Control+Numpad1', 'Back · Orthographic'],
    ['3', 'Right · Orthographic'],
    ['Control+7', 'Bottom · Orthographic'],
    ['ArrowRight', 'Perspective'],
    ['Numpad5', 'Orthographic'],
    ['5', 'Perspective'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(name).toHaveText(expected);
  }
  // Answers to suggestions are keys of their cards alone.
  for (const key of ['a', 'Shift+A', 'd', 'z', 'Enter']) await page.keyboard.press(key);
  expect(await room.asked('approve')).toEqual([]);
  expect(await room.asked('deny')).toEqual([]);
  await expect(page.getByRole('button', { name: 'View from: Top (Z)' })).toBeAttached();
  await page
    .getByRole('region', { name: 'Scene', exact: true })
    .getByRole('radio', { name: 'Unity Y up' })
    .check();
  await view(page).focus();
  // From there no ball lies before another.
  await page.keyboard.press('1');
  await expect(name).toHaveText('Front · Orthographic');
  await page.getByRole('button', { name: 'View from: Top (Y)' }).click();
  await expect(name).toHaveText('Top · Orthographic');
});

test('a drag of a handle is one change with the numbers that were shown, and Escape is none', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'calm');
  await lookAt(page, 'Gate');
  await page.getByRole('radio', { name: 'Move' }).check();
  await still(page);
  const before = await gate(page);
  const handle = page.locator('[data-handle="axis-0"]');
  const take = async (): Promise<{ readonly x: number; readonly y: number }> => {
    const at = await middleOf(handle);
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    for (let px = 0; px <= 90; px += 10) await page.mouse.move(at.x + px, at.y + px / 4);
    return at;
  };

  const at = await take();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await room.asked('submit')).toEqual([]);
  // The handle is back where it was when that is drawn.
  await still(page);

  await take();
  const figures = await page.locator('[data-holding]').textContent();
  const shown = Number(/X\s+(-?[\d.]+)/.exec(figures ?? '')?.[1]);
  expect(shown).toBeGreaterThan(0.2);
  expect(await room.asked('submit')).toEqual([]);
  await page.mouse.up();
  await expect.poll(async () => (await room.asked('submit')).length).toBe(1);
  const [submitted] = (await room.asked('submit')) as Submitted[];
  expect(submitted?.reason).toBe('Location of Gate');
  expect(submitted?.operations).toHaveLength(1);
  const { id, transform } = submitted?.operations[0] ?? {};
  expect(id).toBe(GATE);
  const [x, y, z] = before.transform.translation;
  expect(transform?.translation[0]).toBeCloseTo(x + shown, 3);
  expect(transform?.translation.slice(1)).toEqual([y, z]);
  expect(transform?.rotation).toEqual(before.transform.rotation);
  expect(transform?.scale).toEqual(before.transform.scale);
  // The handle stays with the object, which is shown where it will be.
  await still(page);
  expect((await middleOf(handle)).x).toBeGreaterThan(at.x + 60);
});

test('G, an axis and a number move by exactly that; a click elsewhere keeps, the other button puts back', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'calm');
  const at = await lookAt(page, 'Gate');
  const before = await gate(page);
  await page.keyboard.press('g');
  for (const key of ['y', '1', '.', '5']) await page.keyboard.press(key);
  await expect(page.getByText('[1.5]')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await room.asked('submit')).length).toBe(1);
  const [first] = (await room.asked('submit')) as Submitted[];
  const [x, y, z] = before.transform.translation;
  // Blender’s Y is the canonical −Z.
  expect(first?.operations[0]?.transform.translation).toEqual([x, y, Math.fround(z - 1.5)]);

  await page.mouse.move(at.x, at.y);
  await page.keyboard.press('r');
  await page.mouse.move(at.x + 60, at.y + 60);
  await page.mouse.click(at.x + 60, at.y + 60, { button: 'right' });
  expect(await room.asked('submit')).toHaveLength(1);

  await page.mouse.move(at.x + 50, at.y);
  await page.keyboard.press('s');
  await page.mouse.move(at.x + 120, at.y);
  await page.mouse.click(at.x + 120, at.y);
  await expect.poll(async () => (await room.asked('submit')).length).toBe(2);
  const [, second] = (await room.asked('submit')) as Submitted[];
  expect(second?.reason).toBe('Scale of Gate');
  const { scale } = second?.operations[0]?.transform ?? before.transform;
  expect(scale[0]).toBeGreaterThan(before.transform.scale[0]);
});

test(
  'nothing is taken in hand while everything is held, or where it is locked, and it says why',
  SELDOM,
  async ({ room }) => {
    const { page } = room;
    await open(room, 'halted');
    // The panel of the halt lies over the rest of the list.
    await page.getByRole('searchbox', { name: 'Find an object' }).fill('Gate');
    await row(page, 'Gate').first().click();
    await view(page).focus();
    await page.keyboard.press('g');
    await expect(page.getByText('Everything is held: nothing can be changed.').first()).toBeVisible();
    await expect(page.getByRole('radio', { name: 'Move' })).toHaveAttribute('aria-disabled', 'true');

    await open(room, 'calm');
    await row(page, 'House_West').click();
    await page.getByRole('radio', { name: 'Move' }).check();
    await expect(page.getByText('House_West is locked. Unlock it in the inspector')).toBeVisible();
    await expect(page.locator('[data-handle="axis-0"]')).toHaveCount(0);
    expect(await room.asked('submit')).toEqual([]);
  },
);

test('a halt takes out of the hand what is being dragged', SELDOM, async ({ room }) => {
  const { page } = room;
  await open(room, 'calm');
  const at = await lookAt(page, 'Gate');
  await page.mouse.move(at.x, at.y);
  await page.keyboard.press('g');
  await page.mouse.move(at.x + 100, at.y);
  const { status } = await page.evaluate(() => window.harness.snapshot);
  const halted = { halt: 1, by: 'click', engines: [], caught: [], collected: [] };
  await room.push({ status: { ...status, halted } });
  await expect(page.getByText('Everything is held: nothing can be changed.').first()).toBeVisible();
  await page.mouse.click(at.x + 100, at.y);
  expect(await room.asked('submit')).toEqual([]);
});

test('a suggestion stands in the scene as a ghost; Space shows it as if approved, and lets go of that', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'main');
  await expect(view(page).getByText('set-dresser: 14 objects')).toBeVisible();
  await page.getByRole('article').nth(2).focus();
  await expect(view(page).getByText('lighter: Key_Sun')).toBeVisible();

  const suggested = page.getByRole('radio', { name: 'Suggested' });
  await view(page).focus();
  await page.keyboard.down('Space');
  await expect(suggested).toBeChecked();
  await expect(view(page).getByText('lighter: Key_Sun')).toBeHidden();
  // Held: by now it repeats by itself.
  await page.keyboard.down('Space');
  await page.keyboard.up('Space');
  await expect(suggested).not.toBeChecked();

  // A click on its name on the card brings it into the middle.
  const name = page
    .getByRole('article')
    .nth(2)
    .getByRole('button', { name: /^Key_Sun/ })
    .first();
  await name.click();
  await expect(selectedLabel(page)).toHaveText('Key_Sun');
  await still(page);
  const [label, middle] = [await middleOf(selectedLabel(page)), await middleOf(view(page))];
  expect(Math.abs(label.x - middle.x)).toBeLessThan(60);

  // Once: whoever looks elsewhere after that comes back to there.
  await view(page).focus();
  await page.keyboard.press('Home');
  await still(page);
  const left = await middleOf(selectedLabel(page));
  expect(Math.hypot(left.x - label.x, left.y - label.y)).toBeGreaterThan(5);
  const places = page.getByRole('navigation');
  await places.getByRole('button', { name: 'History' }).click();
  await expect(view(page)).toHaveCount(0);
  const before = await page.evaluate(() => window.drawn);
  await places.getByRole('button', { name: 'Control' }).click();
  await expect.poll(async () => page.evaluate(() => window.drawn)).toBeGreaterThan(before);
  await still(page);
  expect(await middleOf(selectedLabel(page))).toEqual(left);
});

test('what is suggested is not moved as if it were the person’s own: no handle, no key', async ({ room }) => {
  const { page } = room;
  await open(room, 'main');
  await page.getByRole('article').nth(2).focus();
  const name = page
    .getByRole('article')
    .nth(2)
    .getByRole('button', { name: /^Key_Sun/ });
  await name.first().click();
  await page.getByRole('radio', { name: 'Move' }).check();
  const handle = page.locator('[data-handle="axis-0"]');
  await expect(handle).toBeVisible();
  await page.getByRole('radio', { name: 'Suggested' }).check();
  await expect(handle).toBeHidden();
  await view(page).focus();
  await page.keyboard.press('g');
  await page.keyboard.type('x2');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Another version is shown. Go back').first()).toBeVisible();
  expect(await room.asked('submit')).toEqual([]);
  await page.getByRole('radio', { name: 'Shared scene' }).check();
  await expect(handle).toBeVisible();
});

test('each side of a conflict has its ghost, in the part of the picture that the sheet leaves free', async ({
  room,
}) => {
  const { page } = room;
  await open(room, 'conflict');
  await page.getByRole('button', { name: 'Decide…' }).click();
  await expect(view(page).locator('[data-tone="before"]:visible')).toHaveCount(1);
  await expect(view(page).locator('[data-tone="blender"]:visible')).toHaveCount(1);
  await still(page);
  const sheet = await page.getByRole('dialog').boundingBox();
  for (const label of await view(page).locator('[data-tone]:visible').all())
    expect((await middleOf(label)).y).toBeLessThan(sheet?.y ?? 0);
});

test('the list takes the place while the graphics card is gone, and gives it back', async ({ room }) => {
  const { page } = room;
  await open(room, 'calm');
  await page.evaluate(() => {
    const context = document.querySelector('canvas')?.getContext('webgl2');
    Object.assign(window, { card: context?.getExtension('WEBGL_lose_context') });
  });
  await page.evaluate(() => (window as unknown as { card: WEBGL_lose_context }).card.loseContext());
  await expect(page.getByText('The graphics card was taken from the 3D view.')).toBeVisible();
  await expect(view(page)).toBeHidden();
  await expect(page.getByRole('columnheader', { name: 'Version' })).toBeVisible();
  const before = await page.evaluate(() => window.drawn);
  await page.evaluate(() => (window as unknown as { card: WEBGL_lose_context }).card.restoreContext());
  await expect(view(page)).toBeVisible();
  await expect.poll(async () => page.evaluate(() => window.drawn)).toBeGreaterThan(before);
});

test(
  'the list beside it folds away, stays folded, and comes back to show what is found',
  SELDOM,
  async ({ room }) => {
    const { page } = room;
    await open(room, 'calm');
    await page.getByRole('button', { name: 'Fold the list of objects away' }).click();
    await expect(page.getByRole('treegrid')).toHaveCount(0);
    await page.reload();
    await expect(view(page)).toBeVisible();
    await expect(page.getByRole('treegrid')).toHaveCount(0);
    await page.getByRole('searchbox', { name: 'Find an object' }).fill('Crate_0');
    await row(page, 'Crate_007').click();
    await expect(selectedLabel(page)).toHaveText('Crate_007');
  },
);

test('nothing is drawn while nothing changes, and a change is drawn', async ({ room }) => {
  const { page } = room;
  await open(room, 'calm');
  await still(page);
  const before = await page.evaluate(() => window.drawn);
  // What the feed says of anything else is nothing to draw.
  await room.push({ status: await page.evaluate(() => window.harness.snapshot.status) });
  await page.evaluate(async () => {
    for (let frames = 0; frames < 60; frames += 1) await new Promise(requestAnimationFrame);
  });
  expect(await page.evaluate(() => window.drawn)).toBe(before);
  const moved = {
    ...(await gate(page)),
    transform: { translation: [3, 0, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  } as const;
  await room.push({ objects: [moved] });
  await expect.poll(async () => page.evaluate(() => window.drawn)).toBeGreaterThan(before);
});
