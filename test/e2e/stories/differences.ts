/** What is taken back, ended, out of step and in conflict: stories 8b to 10. */
import { expect, test } from '../fixtures.ts';
import {
  expectInStep,
  expectLocation,
  expectNumber,
  row,
  select,
  setField,
} from '../support/control-room.ts';
import type { EngineName } from '../support/engine.ts';
import { pairingCode, sessionOf } from '../support/gestures.ts';
import { Guest, HELLO } from '../support/guest.ts';

/** Why those three sessions ended, as the window says it. */
const REASONS = [
  'What came is not JSON.',
  'hello.: Unrecognized key: "colour"',
  'The token was shown on a second socket.',
];

/** @param name the engine that `engine` is */
export function tellOfDifferences(name: EngineName): void {
  test(`8b fifty undos in ${name} with changes from elsewhere in between take back only the artist’s own`, async ({
    app,
    engine,
  }) => {
    await engine.create({ name: 'Mine', location: [0, 0, 0] });
    await engine.create({ name: 'Theirs', location: [0, 0, 0] });
    await app.goTo('Control');
    await expect(row(app, 'Theirs')).toBeVisible();
    await select(app, 'Theirs');
    for (let step = 1; step <= 50; step += 1) {
      await engine.move('Mine', [step, 0, 0]);
      if (step % 10 !== 0) continue;
      await setField(app, 'Location Y', String(step));
      await expectLocation(engine, 'Theirs', [0, step, 0]);
    }
    await engine.undo(50);
    await expectLocation(engine, 'Theirs', [0, 50, 0]);
    await expectInStep(app);
    await expectNumber(app, 'Location Y', 50);
    // Five of the fifty met a step that was not the artist's, and took nothing back.
    await expectLocation(engine, 'Mine', [5, 0, 0]);
    await select(app, 'Mine');
    await expectNumber(app, 'Location X', 5);
  });

  test('9 a malformed frame, an unknown field, a stolen token: that session ends at once, the other lives (SEC-2, SEC-3, row 24)', async ({
    app,
    engine,
    shot,
  }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    for (const frame of ['{"type":', JSON.stringify({ ...HELLO, colour: 'red' })]) {
      const guest = await Guest.pair(await pairingCode(app));
      guest.send(frame);
      expect(await guest.closed).toBe(4000);
    }
    const honest = await Guest.pair(await pairingCode(app));
    honest.send(JSON.stringify(HELLO));
    // The token of a live session, shown by somebody else: both sockets and the session end.
    const thief = await Guest.resume(honest.url, honest.token);
    expect([4000, 4001, null]).toContain(await thief.closed);
    expect([4000, 4001]).toContain(await honest.closed);
    await app.goTo('Engines');
    for (const why of REASONS)
      await expect(app.page.getByText(`Disconnected, because: ${why}`).first()).toBeVisible();
    await shot('revoked');
    await select(app, 'Crate');
    await setField(app, 'Location X', '2');
    await expectLocation(engine, 'Crate', [2, 2, 3]);
    await expectInStep(app);
  });

  test('10 changed without an undo step: drift; changed on both sides: conflict; another file: parked (ORD-5)', async ({
    app,
    engine,
    shot,
  }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await app.goTo('Control');
    await expect(row(app, 'Crate')).toBeVisible();
    await engine.move('Crate', [3, 3, 3], { step: false });
    await expectLocation(engine, 'Crate', [1, 2, 3]);
    await app.goTo('Shelf');
    await expect(
      app.page.getByRole('listitem').filter({ hasText: 'out of step, nobody’s step' }).first(),
    ).toBeVisible();
    await shot('drift on the shelf');
    await app.goTo('Conflicts');
    await app.page.getByRole('button', { name: 'Keep the shared scene' }).click();
    await expect(app.page.getByText('Everything agrees')).toBeVisible();

    await select(app, 'Crate');
    // A hand in the engine and one in the window at the same value at the same time: the engine's main thread tells of its
    // edit only after the window's change is on its way.
    const goOn = await engine.moveAndHang('Crate', [9, 9, 9]);
    await setField(app, 'Location X', '7');
    await expect(app.page.getByText('1 on the way')).toBeVisible();
    await goOn();
    await app.goTo('Conflicts');
    await expect(app.page.getByRole('button', { name: `All from ${name}` })).toBeVisible();
    await shot('conflict');
    await expectLocation(engine, 'Crate', [7, 2, 3]);
    await app.page.getByRole('button', { name: `All from ${name}` }).click();
    await expectLocation(engine, 'Crate', [9, 9, 9]);
    await expectInStep(app);

    await engine.save('mine');
    await engine.openEmpty();
    await app.goTo('Engines');
    await expect(sessionOf(app, name)).toContainText(/another (file|scene)/);
    await app.goTo('Control');
    await expect(row(app, 'Crate')).toBeVisible();
    await shot('another file');
    await engine.open('mine');
    await expectInStep(app);
    await expectLocation(engine, 'Crate', [9, 9, 9]);
  });
}
