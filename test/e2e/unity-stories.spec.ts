/** The same ten stories with the Unity adapter's core in a process of its own, and what only Unity does. */
import { expect, test } from './fixtures.ts';
import { tellOfDifferences } from './stories/differences.ts';
import { tellOfEditing } from './stories/editing.ts';
import { tellOfFaults } from './stories/faults.ts';
import { expectInStep, expectLocation, expectNumber, row, select, setField } from './support/control-room.ts';
import { linkScene, sessionOf } from './support/gestures.ts';

test.use({ engineName: 'Unity' });
tellOfEditing('Unity');
tellOfFaults('Unity');
tellOfDifferences('Unity');

test('11 a domain reload in mid-change loses nothing, and needs no new code', async ({
  app,
  startUnity,
  shot,
}) => {
  const unity = await startUnity();
  const { editor } = unity;
  await linkScene(app, 'Unity');
  await unity.create({ name: 'Crate', location: [1, 2, 3] });
  await unity.create({ name: 'Barrel', location: [0, 0, 0] });
  await app.goTo('Control');
  await expect(row(app, 'Barrel')).toBeVisible();
  await select(app, 'Crate');

  // Compiling, it is waited for: one change waits for it here, the artist's own there. Then everything managed is gone.
  await editor.call('compiling', { on: true });
  await expect(app.page.getByRole('banner')).toContainText('compiling');
  await unity.move('Barrel', [0, 4, 0]);
  await setField(app, 'Position X', '5');
  await expect(app.page.getByRole('banner')).toContainText('compiling');
  await shot('compiling');
  await editor.call('reload_domain');
  await expectLocation(unity, 'Crate', [5, 2, 3]);
  await expectInStep(app);
  await expectLocation(unity, 'Barrel', [0, 4, 0]);
  await select(app, 'Barrel');
  await expectNumber(app, 'Position Y', 4);

  // This one had arrived, and went with everything else before Unity's main thread came to it.
  await select(app, 'Crate');
  await editor.call('freeze');
  await setField(app, 'Position Z', '8');
  await expect(app.page.getByText('1 on the way')).toBeVisible();
  await editor.call('reload_domain');
  await editor.call('thaw');
  await expectLocation(unity, 'Crate', [5, 2, 8]);
  await expectInStep(app);
  await expectNumber(app, 'Position Z', 8);
  await app.goTo('Engines');
  await expect(app.page.getByRole('article', { name: 'Unity' })).toHaveCount(1);
  await expect(sessionOf(app, 'Unity')).toContainText('in step');
  await shot('after the reload');
});
