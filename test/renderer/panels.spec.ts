/** The panels beside the stage: their widths, folding them away, and where the inspector opens when there is no room. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './harness/room.ts';

const NARROW = { width: 1_100, height: 700 };
/** At twice the type on a usual screen. */
const SMALL = { width: 720, height: 450 };

const widthOf = async (panel: Locator): Promise<number> => (await panel.boundingBox())?.width ?? 0;
const needs = (page: Page): Locator => page.getByRole('region', { name: /^Needs you/ });
const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });

test('a panel is made wider by keys and by its edge, folds away by its button, and all of it is remembered', async ({
  room,
}) => {
  const { page } = room;
  await room.open('main', { width: 1_440, height: 900 });
  const edge = page.getByRole('separator', { name: 'Width of what needs you' });
  const before = await widthOf(needs(page));
  await edge.press('ArrowRight');
  expect(await widthOf(needs(page))).toBe(before + 24);
  await edge.press('ArrowLeft');
  expect(await widthOf(needs(page))).toBe(before);

  const other = page.getByRole('separator', { name: 'Width of the inspector' });
  const box = (await other.boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x - 97, box.y + 200);
  await page.mouse.move(0, box.y + 200);
  await page.mouse.up();
  // As wide as it goes, and the scene keeps its room.
  const widest = await widthOf(inspector(page));
  expect(widest).toBeGreaterThan(400);
  expect(await widthOf(page.getByRole('main'))).toBeGreaterThan(359);
  await other.dblclick();
  expect(await widthOf(inspector(page))).toBeLessThan(widest);

  await edge.press('ArrowRight');
  await page.getByRole('button', { name: 'Fold away what needs you' }).press('Enter');
  await expect(needs(page)).toHaveCount(0);
  const strip = page.getByRole('button', { name: 'Show what needs you, 3 cards' });
  await expect(strip).toBeFocused();
  await page.reload();
  await strip.press('Enter');
  await expect(page.getByRole('button', { name: 'Fold away what needs you' })).toBeFocused();
  expect(await widthOf(needs(page))).toBe(before + 24);
});

test('where it is narrow the scene has the room of the inspector, which comes when it is wanted, and in other places over them', async ({
  room,
}) => {
  const { page } = room;
  await room.open('main', NARROW);
  await page.getByRole('row', { name: 'Gate' }).click();
  await expect(inspector(page)).toHaveCount(0);
  const wide = await widthOf(page.getByRole('main'));
  await page.getByRole('button', { name: 'Show the inspector' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Fold the inspector away' })).toBeFocused();
  // It takes its room, and lies over nothing that is worked on.
  expect(await widthOf(page.getByRole('main'))).toBeLessThan(wide);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Show the inspector' })).toBeFocused();
  // What asks for a connection shows it, all the same.
  await page.getByRole('group', { name: 'Engines' }).getByRole('button').first().click();
  await expect(inspector(page).getByRole('tab', { name: 'Connection' })).toHaveAttribute(
    'aria-selected',
    'true',
  );

  for (const size of [SMALL, NARROW]) {
    await page.setViewportSize(size);
    await page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
    await expect(inspector(page)).toHaveCount(0);
    const row = page.getByRole('row', { name: /18 203/ });
    await row.click();
    await expect(inspector(page).getByRole('button', { name: 'Show this version' })).toBeInViewport();
    await inspector(page).getByRole('tab', { name: 'Change' }).press('Escape');
    await expect(inspector(page)).toHaveCount(0);
    if (size === NARROW) await page.getByRole('button', { name: 'Show the inspector' }).click();
    else await row.click();
    await page.getByRole('button', { name: 'Close the inspector' }).click();
    await expect(inspector(page)).toHaveCount(0);
    await page.getByRole('navigation').getByRole('button', { name: 'Control' }).click();
  }
});
