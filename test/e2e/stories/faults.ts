/** What stops, dies and hangs: stories 5 to 8. */
import { expect, test } from '../fixtures.ts';
import {
  expectLocation,
  fieldOf,
  expectNumber,
  expectInStep,
  idOf,
  propose,
  row,
  select,
  setField,
  statusOf,
  versionOf,
} from '../support/control-room.ts';
import type { EngineName } from '../support/engine.ts';
import { linkScene, sessionOf } from '../support/gestures.ts';

const LOST = /lost|disconnected/i;

/** @param name the engine that `engine` is */
export function tellOfFaults(name: EngineName): void {
  test('5 the override halts everything with a change on its way, and people go on first (AUTH-1)', async ({
    app,
    engine,
    agent,
    shot,
  }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await app.goTo('Control');
    await expect(row(app, 'Crate')).toBeVisible();
    const id = await idOf(agent, 'Crate');
    const waiting = await propose(agent, 'Wait for me.', [{ op: 'rename', id, name: 'Box' }]);
    await select(app, 'Crate');
    // Frozen, it cannot vote: the change stays on its way until the override takes it back.
    engine.kill('SIGSTOP');
    await setField(app, 'Location X', '9');
    await expect(app.page.getByText('1 on the way')).toBeVisible();
    await app.override.click();
    await expect(app.page.getByRole('region', { name: 'Everything is held.' })).toContainText(
      'did not go through',
    );
    await shot('held');
    const refused = await agent.call('begin_atomic_operation', { task: 'x', reason: 'x' });
    const draft = (refused.value as { draft: string }).draft;
    await agent.call('add_operation', { draft, operations: [{ op: 'rename', id, name: 'No' }] });
    const committed = await agent.call('commit_atomic_operation', { draft, intent: crypto.randomUUID() });
    expect(committed.isError).toBe(true);
    expect(committed.text).toContain('halted');
    engine.kill('SIGCONT');
    await expect(app.page.getByText(new RegExp(`${name} confirmed in`))).toBeVisible({ timeout: 20_000 });
    expect(await engine.locationOf('Crate')).toEqual([1, 2, 3]);
    await app.page.getByRole('button', { name: 'Resume people only' }).click();
    await expect(app.page.getByRole('region', { name: 'Everything is held.' })).toHaveCount(0);
    await expectInStep(app);
    await setField(app, 'Location X', '8');
    await expectLocation(engine, 'Crate', [8, 2, 3]);
    expect((await statusOf(agent, waiting)).state).not.toBe('committed');
    await shot('resumed');
  });

  test(`6 kill -9 of the app in mid-stream: everything confirmed is there, ${name} resumes untouched (FAIL-3, row 1)`, async ({
    app,
    engine,
    shot,
  }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await engine.create({ name: 'Barrel', location: [0, 0, 0] });
    await app.goTo('Control');
    await expect(row(app, 'Barrel')).toBeVisible();
    const unchanged = await engine.watch(['Crate', 'Barrel'], ['Barrel']);
    // Somebody goes on moving it, before the crash and over it.
    const stop = new AbortController();
    const stream = (async () => {
      for (let x = 1; !stop.signal.aborted; x += 1) await engine.move('Crate', [x, 2, 3]);
    })();
    await expect.poll(() => versionOf(app), { timeout: 30_000 }).toBeGreaterThanOrEqual(20);
    const confirmed = await versionOf(app);
    await app.kill9();
    stop.abort();
    await stream;
    await app.start();
    await app.goTo('Conflicts');
    const keep = app.page.getByRole('button', { name: 'Keep the shared scene' });
    await expect(keep).toBeVisible({ timeout: 30_000 });
    await shot('moved on meanwhile');
    await keep.click();
    await expectInStep(app);
    const version = await versionOf(app);
    expect(version).toBeGreaterThanOrEqual(confirmed);
    // Two creations, then at least one step to the right a version.
    await select(app, 'Crate');
    await expect(row(app, 'Crate')).toContainText(new RegExp(`${version}$`));
    const field = fieldOf(app, 'Location X');
    const shown = Number(await field.inputValue());
    expect(shown).toBeGreaterThanOrEqual(confirmed - 2);
    await expectLocation(engine, 'Crate', [shown, 2, 3]);
    await expectLocation(engine, 'Barrel', [0, 0, 0]);
    await unchanged();
    await expect(app.page.getByRole('article', { name: /linked/ })).toHaveCount(0);
    await shot('after the crash');
  });

  test(`7 kill -9 of ${name}: the others go on, and a new ${name} is brought to the shared scene (FAIL-1, FAIL-2)`, async ({
    app,
    engine,
    startEngine,
    shot,
  }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await app.goTo('Control');
    await expect(row(app, 'Crate')).toBeVisible();
    const other = await startEngine();
    await linkScene(app, name);
    await expectLocation(other, 'Crate', [1, 2, 3]);
    engine.kill('SIGKILL');
    await app.goTo('Engines');
    await expect(app.page.getByRole('article', { name }).filter({ hasText: LOST })).toBeVisible({
      timeout: 20_000,
    });
    await shot(`${name} is gone`);
    await select(app, 'Crate');
    await setField(app, 'Location X', '6');
    await expectNumber(app, 'Location X', 6);
    await expectLocation(other, 'Crate', [6, 2, 3]);
    const fresh = await startEngine();
    await app.goTo('Control');
    await app.page.getByRole('button', { name: /^Link this (file|scene) to the project$/ }).click();
    await expectLocation(fresh, 'Crate', [6, 2, 3]);
    await expectInStep(app);
    // NON-3: what the one that was killed had neither confirmed nor saved.
    const lost = app.page.getByRole('article', { name: `${name} was lost` });
    await expect(lost).toContainText(/its (file|scene), unsaved for/);
    await shot('what was lost');
    await lost.getByRole('button', { name: 'Understood' }).click();
    await expect(lost).toHaveCount(0);
    await shot(`a new ${name}`);
  });

  test(`8 ${name} frozen in mid-change: set aside, in doubt, and taken back (FAIL-4, row 19)`, async ({
    app,
    engine,
    shot,
  }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await app.goTo('Control');
    await expect(row(app, 'Crate')).toBeVisible();
    await select(app, 'Crate');
    engine.kill('SIGSTOP');
    await setField(app, 'Location X', '5');
    await expect(
      app.page
        .getByRole('banner')
        .getByText(/not answering|not confirmed/)
        .first(),
    ).toBeVisible({ timeout: 30_000 });
    // Its breaker is open, and what it was told last may be there or not.
    await app.goTo('Engines');
    await expect(sessionOf(app, name)).toContainText('not answering, set aside', { timeout: 30_000 });
    await expect(sessionOf(app, name)).toContainText('1 object not confirmed there');
    await shot('set aside');
    // The change was taken back under its first number, and goes on under the next one without the engine in fault.
    // Whichever of its two times was over first.
    await expect(sessionOf(app, name)).toContainText(/did not answer for number 2|has been silent for 5 s/);
    await expectNumber(app, 'Location X', 5);
    engine.kill('SIGCONT');
    await expectInStep(app);
    expect(await versionOf(app)).toBe(3);
    await expectLocation(engine, 'Crate', [5, 2, 3]);
    await app.goTo('Engines');
    await expect(sessionOf(app, name)).toContainText('in step');
    await expect(sessionOf(app, name)).not.toContainText('not confirmed there');
  });
}
