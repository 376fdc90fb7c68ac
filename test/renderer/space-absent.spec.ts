/** Where there is no WebGL, the list of objects with its values has the place of the 3D view. */
import { expect, test } from './harness/room.ts';

test('without WebGL the list has the whole place and says why there is no 3D view', async ({ room }) => {
  const { page } = room;
  await room.open('calm');
  await expect(page.getByText('No 3D view: this computer offers no WebGL 2.')).toBeVisible();
  await expect(page.getByRole('application')).toHaveCount(0);
  const row = page.getByRole('row').filter({ hasText: 'Crate_014' });
  await expect(row.getByText('4.250')).toBeVisible();
  // What is only for the 3D view was never loaded.
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').filter(({ name }) => name.includes('SpaceView')),
  );
  expect(loaded).toEqual([]);
});

test('whoever wants no 3D view hears nothing of it', async ({ room }) => {
  const { page } = room;
  await room.open('calm');
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: '3D view' }).click();
  await page.getByRole('navigation').getByRole('button', { name: 'Control' }).click();
  await expect(page.getByRole('treegrid')).toBeVisible();
  await expect(page.getByText('No 3D view')).toHaveCount(0);
});
