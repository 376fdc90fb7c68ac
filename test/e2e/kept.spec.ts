/** What exists only in an engine, at the moment of leaving, and what is kept of two sides (rules 2 and 13). */
import { BlenderEngine } from './support/blender-engine.ts';
import { expectInStep, expectLocation, row, select, setField } from './support/control-room.ts';
import { linkScene, sessionOf } from './support/gestures.ts';
import { expect, test } from './fixtures.ts';

test.use({ engineName: 'Blender' });

test('leaving asks while Blender holds something unsaved, the override acts meanwhile, and once it is saved nobody asks (AUTH-1)', async ({
  app,
  folder,
  startBlender,
  shot,
}) => {
  // With a window: there Blender takes its mark back when it saves.
  const blender = await BlenderEngine.over(await startBlender({ windowed: true }), folder);
  await linkScene(app, 'Blender');
  await blender.create({ name: 'Crate', location: [1, 2, 3] });
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  const chip = app.page.getByRole('group', { name: 'Engines' }).getByRole('button', { name: /Blender/ });
  await expect(chip).toContainText('unsaved under 1 min');
  await app.goTo('Engines');
  await expect(sessionOf(app, 'Blender')).toContainText('unsaved for under 1 min');

  const question = app.page.getByRole('dialog', { name: 'Before you leave' });
  await app.closeWindow();
  await expect(question).toContainText('its file, unsaved for under 1 min');
  await expect(question.getByRole('button', { name: 'Stay' })).toBeFocused();
  await shot('asked');
  await app.override.click();
  await expect(app.page.getByRole('region', { name: 'Everything is held.' })).toContainText(
    /Blender confirmed in/,
  );
  await expect(question).toBeVisible();
  await shot('asked and held');
  await app.page.getByRole('button', { name: 'Resume everyone' }).click();
  await question.getByRole('button', { name: 'Stay' }).click();
  await expect(question).toHaveCount(0);
  await expectInStep(app);

  await app.pressOnDisplay('ctrl+q');
  await expect(question).toBeVisible();
  await blender.save('crate');
  // Its own camera and light are not shared, and in the file by now: they are named, and hold nobody up.
  await expect(question).not.toContainText('unsaved');
  await expect(chip).toContainText('saved');
  await app.page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await app.pressOnDisplay('ctrl+q');
  expect(await app.ends()).toBe(0);
});

test('Leave leaves, with the engine untouched; the system’s signal asks nobody', async ({ app, engine }) => {
  await engine.create({ name: 'Crate', location: [1, 2, 3] });
  await expect(sessionOf(app, 'Blender')).toContainText('unsaved');
  await app.closeWindow();
  await app.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  expect(await app.ends()).toBe(0);
  await expectLocation(engine, 'Crate', [1, 2, 3]);
  await app.start();
  await expectInStep(app);
  await app.goTo('Engines');
  await expect(sessionOf(app, 'Blender')).toContainText(/unsaved for .* at least/);
  app.signal('SIGTERM');
  await app.ends();
});

test('with no engine nobody is asked', async ({ app }) => {
  await app.closeWindow();
  expect(await app.ends()).toBe(0);
});

test('a move in Blender and a rename in the window are both kept, and either is taken back with a click', async ({
  app,
  engine,
  shot,
}) => {
  await engine.create({ name: 'Crate', location: [1, 2, 3] });
  await app.goTo('Control');
  await select(app, 'Crate');
  // The engine’s main thread tells of its edit only after the window’s change is on its way.
  const goOn = await engine.moveAndHang('Crate', [9, 9, 9]);
  await setField(app, 'Name', 'Box');
  await expect(app.page.getByText('1 on the way')).toBeVisible();
  await goOn();
  const notice = app.page.getByRole('article', {
    name: /^Box ?: your rename here and your move in Blender were both kept/,
  });
  await expect(notice).toBeVisible({ timeout: 30_000 });
  await shot('both kept');
  await notice.getByRole('button', { name: 'Take back your move in Blender' }).click();
  await expectLocation(engine, 'Box', [1, 2, 3]);
  await expect(notice).toContainText('taken back');
  await notice.getByRole('button', { name: 'Take back your rename here' }).click();
  await expectLocation(engine, 'Crate', [1, 2, 3]);
  await expect(notice).toHaveCount(0);
  await expectInStep(app);
});
