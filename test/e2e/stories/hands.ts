/** What an artist has in edit mode: story 11. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { BlenderEngine } from '../support/blender-engine.ts';
import {
  expectInStep,
  expectLocation,
  expectNumber,
  row,
  select,
  setField,
} from '../support/control-room.ts';
import { linkScene } from '../support/gestures.ts';

export function tellOfHands(): void {
  test('11 what is in edit mode is written to by nobody: what waits for it asks, and so does what did not go through', async ({
    app,
    blender,
    folder,
    shot,
  }) => {
    const engine = await BlenderEngine.over(blender, folder);
    await linkScene(app, 'Blender');
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await app.goTo('Settings');
    const patience = app.page.getByRole('textbox', { name: 'Wait for your hands' });
    await patience.fill('1');
    await patience.press('Enter');
    await select(app, 'Crate');

    // A change of the window waits for edit mode, and asks.
    await blender.python(
      "bpy.context.view_layer.objects.active = bpy.data.objects['Crate']; bpy.ops.object.mode_set(mode='EDIT')",
    );
    await expect(row(app, 'Crate').getByRole('img', { name: 'in your hands' })).toBeVisible();
    await setField(app, 'Location X', '7');
    const waits = app.page.getByRole('article', { name: 'Crate in your hands in Blender' });
    await expect(waits).toContainText('You · here: move Crate has waited 0:0');
    await expectLocation(engine, 'Crate', [1, 2, 3]);
    await shot('waits');

    // By keys alone, once the card heeds them: everybody else goes on, Blender differs.
    await expect(waits.locator('[aria-disabled]')).toHaveCount(0);
    await waits.focus();
    await app.page.keyboard.press('Tab');
    await app.page.keyboard.press('Tab');
    await app.page.keyboard.press('Tab');
    await expect(waits.getByRole('button', { name: 'Go on without Blender' })).toBeFocused();
    await app.page.keyboard.press('Enter');
    await expect(waits).toBeHidden();
    await expect(app.page.getByRole('banner')).toContainText('Blender: 1 object differs');
    await expectNumber(app, 'Location X', 7);
    await expectLocation(engine, 'Crate', [1, 2, 3]);

    // What its artist does to it now is not what is shared: it stays as they have it, and asks.
    await engine.move('Crate', [9, 9, 9]);
    const stays = (): Locator =>
      app.page.getByRole('article', { name: 'Crate stays as you have it in Blender' });
    await expect(stays()).toContainText('did not go through');
    await expect(stays()).toContainText('over what has changed there since');
    await shot('stays');
    await blender.python("bpy.ops.object.mode_set(mode='OBJECT')");
    await expect(stays()).toContainText('Blender goes on showing yours until you decide.');
    await engine.idle();
    await expectLocation(engine, 'Crate', [9, 9, 9]);
    await shot('let go');

    // A restart asks again.
    await app.restart();
    await expect(stays()).toBeVisible({ timeout: 30_000 });
    await expect(app.page.getByRole('banner')).toContainText('Blender: 1 object differs', {
      timeout: 30_000,
    });
    await expectLocation(engine, 'Crate', [9, 9, 9]);
    await stays().getByRole('button', { name: 'Shelf' }).click();
    await expectInStep(app);
    await expectLocation(engine, 'Crate', [7, 2, 3]);

    // What is on the shelf can be shared at any time.
    await app.goTo('Shelf');
    await expect(
      app.page.getByRole('listitem').filter({ hasText: 'did not go through, in your hands' }),
    ).toBeVisible();
    await shot('shelf');
    await app.page.getByRole('button', { name: 'Suggest again' }).click();
    await expectLocation(engine, 'Crate', [9, 9, 9]);
    await expectInStep(app);
  });
}
