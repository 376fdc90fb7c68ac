/** People and agents at work: stories 1 to 4. */
import { expect, test } from '../fixtures.ts';
import {
  card,
  expectLocation,
  expectNumber,
  expectInStep,
  expectSharedAt,
  idOf,
  propose,
  row,
  select,
  setField,
  statusOf,
  versionOf,
} from '../support/control-room.ts';
import { canonicalPlace } from '../support/engine.ts';
import type { EngineName, NewObject } from '../support/engine.ts';

/** A number that a 32-bit float cannot hold exactly in decimals: equality to the bit is worth something. */
const EXACT = Math.fround(7.3);

/** A scene with something in it, besides what an engine starts with. */
const COURTYARD: readonly NewObject[] = [
  { name: 'Courtyard', kind: 'empty', location: [0, 0, 0] },
  { name: 'Path', parent: 'Courtyard', location: [0, 1.5, 0] },
  { name: 'Gate', parent: 'Courtyard', location: [0, -6.5, 0] },
  { name: 'House_East', parent: 'Courtyard', location: [6.4, 2.1, 0] },
  { name: 'House_West', parent: 'Courtyard', location: [-5.75, 3, 0] },
  { name: 'Well', parent: 'Courtyard', location: [2, 4, 0] },
  { name: 'Well_Roof', parent: 'Well', location: [0, 0, 1.25] },
  { name: 'Torch_01', parent: 'Courtyard', location: [-2.6, -0.4, 1.1] },
  { name: 'Torch_02', parent: 'Courtyard', location: [-1.2, 3.2, 1.1] },
  { name: 'Key_Sun', kind: 'light', parent: 'Courtyard', location: [0, -3, 9.5] },
];

/** @param name the engine that `engine` is */
export function tellOfEditing(name: EngineName): void {
  test(`1 an object moved in ${name} is committed and shows in the window, safe`, async ({
    app,
    engine,
    shot,
  }) => {
    await app.goTo('Control');
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await expect(row(app, 'Crate')).toBeVisible();
    await engine.move('Crate', [4, 5, 6]);
    await select(app, 'Crate');
    await expectNumber(app, 'Location X', 4);
    await expectNumber(app, 'Location Z', 6);
    await expect(app.page.getByRole('banner').getByText('safe').first()).toBeVisible();
    await expect(
      app.page
        .getByRole('region', { name: 'Timeline' })
        .getByRole('button', { name: new RegExp(`${name}.*done`) })
        .last(),
    ).toBeVisible();
    // The creation is change 1, the move change 2.
    expect(await versionOf(app)).toBe(2);
    await expect(row(app, 'Crate')).toContainText(/2$/);
    await expectInStep(app);
    await shot(`moved in ${name}`);
  });

  test(`2 a value changed in the window moves the object in ${name}, exactly`, async ({
    app,
    engine,
    shot,
  }) => {
    await app.goTo('Control');
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await expect(row(app, 'Crate')).toBeVisible();
    await select(app, 'Crate');
    await setField(app, 'Location X', '7.3');
    await expectLocation(engine, 'Crate', [EXACT, 2, 3]);
    await setField(app, 'Location Z', '-0.25');
    await expectLocation(engine, 'Crate', [EXACT, 2, -0.25]);
    await expectNumber(app, 'Location X', 7.3);
    await expectInStep(app);
    await shot('moved in the window');
  });

  test('3 a suggestion changes nothing until the click on Approve; denied, it never does (AUTH-4)', async ({
    app,
    engine,
    agent,
    connectAgent,
    shot,
  }) => {
    const lighter = await connectAgent('lighter');
    await app.goTo('Control');
    await app.page.getByRole('button', { name: /^Adopt \d objects$/ }).click();
    for (const object of COURTYARD) await engine.create(object);
    await engine.create({ name: 'Crate', location: [0, 2, 3] });
    await expect(row(app, 'Crate')).toBeVisible();
    await engine.move('Crate', [1, 2, 3]);
    await expect(row(app, 'Crate')).toContainText('1.000');
    await select(app, 'Gate');
    await setField(app, 'Location Z', '0.25');
    await select(app, 'Crate');
    await expectInStep(app);
    const id = await idOf(agent, 'Crate');
    const torch = await idOf(lighter, 'Torch_01');
    await propose(lighter, 'The lanterns make it redundant.', [{ op: 'delete', id: torch, descendants: [] }]);
    await expect(card(app, 'lighter')).toContainText('Torch_01');
    const transform = {
      translation: canonicalPlace(name, [5, 1, 4]),
      rotation: [0, 0, 0, 1],
      scale: [1, 1, 1],
    };
    const intent = await propose(agent, 'Out of the way.', [{ op: 'set_transform', id, transform }]);
    await expect(card(app, 'set-dresser')).toContainText('Out of the way.');
    // For half a second after it changed, a card takes no answer.
    await expect(card(app, 'set-dresser').getByRole('button', { name: 'Approve' })).toBeEnabled();
    await expect(row(app, 'Torch_01')).toBeVisible();
    await shot('waiting');
    await engine.idle();
    expect(await engine.locationOf('Crate')).toEqual([1, 2, 3]);
    expect(await statusOf(agent, intent)).toMatchObject({ state: 'awaiting_approval', number: null });
    await card(app, 'set-dresser').getByRole('button', { name: 'Approve' }).click();
    // While the keys are on it, the way back does not fold away.
    const back = app.page.getByRole('button', { name: /^Take back: set-dresser/ });
    await back.focus();
    await expectLocation(engine, 'Crate', [5, 1, 4]);
    await expect.poll(async () => (await statusOf(agent, intent)).state).toBe('committed');
    expect((await statusOf(agent, intent)).number).toBeGreaterThan(0);
    await shot('approved');
    await back.click();
    await expectLocation(engine, 'Crate', [1, 2, 3]);
    await expectInStep(app);
    await expectSharedAt(agent, id, canonicalPlace(name, [1, 2, 3]));

    const second = await propose(agent, 'Higher.', [
      { op: 'set_transform', id, transform: { ...transform, translation: [9, 9, 9] } },
    ]);
    const denied = card(app, 'set-dresser').filter({ hasText: 'Higher.' });
    await denied.getByRole('button', { name: 'Deny…' }).click();
    await app.page
      .getByRole('textbox', { name: 'Reason, in your words' })
      .fill('Leave the crate where it is.');
    await app.page.getByRole('button', { name: 'Deny', exact: true }).click();
    await expect.poll(async () => (await statusOf(agent, second)).state).toBe('denied');
    expect((await statusOf(agent, second)).reason?.message).toBe('Leave the crate where it is.');
    await engine.idle();
    expect(await engine.locationOf('Crate')).toEqual([1, 2, 3]);
  });

  test('4 a human edit of the same object supersedes a waiting suggestion (AUTH-2)', async ({
    app,
    engine,
    agent,
    shot,
  }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await app.goTo('Control');
    await expect(row(app, 'Crate')).toBeVisible();
    const id = await idOf(agent, 'Crate');
    const intent = await propose(agent, 'A better name.', [{ op: 'rename', id, name: 'Crate_Old' }]);
    await expect(card(app, 'set-dresser')).toBeVisible();
    await engine.move('Crate', [2, 2, 2]);
    await expect.poll(async () => (await statusOf(agent, intent)).state).toBe('superseded');
    await expect(card(app, 'set-dresser').getByRole('button', { name: 'Approve' })).toHaveCount(0);
    expect((await idOf(agent, 'Crate')) === id).toBe(true);
    await shot('superseded');
  });
}
