/** The ten stories of a working day, with real parts: the built application, a real Blender, a real MCP client. */
import fs from 'node:fs';
import { expect, test as base } from './fixtures.ts';
import {
  card,
  expectNumber,
  expectInStep,
  idOf,
  propose,
  row,
  select,
  setField,
  statusOf,
  versionOf,
} from './support/control-room.ts';
import { linkScene, pairingCode, sessionOf } from './support/gestures.ts';
import { Guest, HELLO } from './support/guest.ts';
import type { Blender } from '../blender/blender.ts';

/** Here every Blender that a story starts with is linked to the project already. */
const test = base.extend<{ blender: Blender }>({
  blender: async ({ app, startBlender }, use) => {
    const blender = await startBlender();
    await linkScene(app, 'Blender');
    await use(blender);
  },
});

/** A number that a 32-bit float cannot hold exactly in decimals: equality to the bit is worth something. */
const EXACT = Math.fround(7.3);

/** Why those three sessions ended, as the window says it. */
const REASONS = [
  'What came is not JSON.',
  'hello.: Unrecognized key: "colour"',
  'The token was shown on a second socket.',
];
const LOST = /lost|disconnected/i;

/** Null while Blender has no such object. */
async function locationOf(blender: Blender, name: string): Promise<readonly number[] | null> {
  const { raw } = await blender.call<{ raw: Record<string, { location: number[] }> }>('dump', {
    names: [name],
  });
  return raw[name]?.location ?? null;
}

async function expectLocation(blender: Blender, name: string, location: readonly number[]): Promise<void> {
  await expect.poll(() => locationOf(blender, name), { timeout: 20_000 }).toEqual(location);
}

/** Where Blender keeps its objects: one that was made anew lies elsewhere. */
function pointersOf(blender: Blender, ...names: readonly string[]): Promise<number[]> {
  return blender.python(`result = [bpy.data.objects[n].as_pointer() for n in ${JSON.stringify(names)}]`);
}

test('1 an object moved in Blender is committed and shows in the window, safe', async ({
  app,
  blender,
  shot,
}) => {
  await app.goTo('Control');
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await expect(row(app, 'Crate')).toBeVisible();
  await blender.call('move', { name: 'Crate', location: [4, 5, 6] });
  await select(app, 'Crate');
  await expectNumber(app, 'Location X', 4);
  await expectNumber(app, 'Location Z', 6);
  await expect(app.page.getByRole('banner').getByText('safe').first()).toBeVisible();
  await expect(
    app.page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('button', { name: /Blender.*done/ })
      .last(),
  ).toBeVisible();
  // The creation is change 1, the move change 2.
  expect(await versionOf(app)).toBe(2);
  await expect(row(app, 'Crate')).toContainText(/2$/);
  await expectInStep(app);
  await shot('moved in blender');
});

test('2 a value changed in the window moves the object in Blender, exactly', async ({
  app,
  blender,
  shot,
}) => {
  await app.goTo('Control');
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await expect(row(app, 'Crate')).toBeVisible();
  await select(app, 'Crate');
  await setField(app, 'Location X', '7.3');
  await expectLocation(blender, 'Crate', [EXACT, 2, 3]);
  await setField(app, 'Location Z', '-0.25');
  await expectLocation(blender, 'Crate', [EXACT, 2, -0.25]);
  await expectNumber(app, 'Location X', 7.3);
  await expectInStep(app);
  await shot('moved in the window');
});

/** A scene with something in it, besides what Blender starts with. */
const COURTYARD = [
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

test('3 a suggestion changes nothing until the click on Approve; denied, it never does', async ({
  app,
  blender,
  agent,
  connectAgent,
  shot,
}) => {
  const lighter = await connectAgent('lighter');
  await app.goTo('Control');
  await app.page.getByRole('button', { name: 'Adopt 3 objects' }).click();
  for (const object of COURTYARD) await blender.call('create', object);
  await blender.call('create', { name: 'Crate', location: [0, 2, 3] });
  await expect(row(app, 'Crate')).toBeVisible();
  await blender.call('move', { name: 'Crate', location: [1, 2, 3] });
  await expect(row(app, 'Crate')).toContainText('1.000');
  await select(app, 'Gate');
  await setField(app, 'Location Z', '0.25');
  await select(app, 'Crate');
  await expectInStep(app);
  const id = await idOf(agent, 'Crate');
  const torch = await idOf(lighter, 'Torch_01');
  await propose(lighter, 'The lanterns make it redundant.', [{ op: 'delete', id: torch, descendants: [] }]);
  await expect(card(app, 'lighter')).toContainText('Torch_01');
  const transform = { translation: [5, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] };
  const intent = await propose(agent, 'Out of the way.', [{ op: 'set_transform', id, transform }]);
  await expect(card(app, 'set-dresser')).toContainText('Out of the way.');
  // For half a second after it changed, a card takes no answer.
  await expect(card(app, 'set-dresser').getByRole('button', { name: 'Approve' })).toBeEnabled();
  await expect(row(app, 'Torch_01')).toBeVisible();
  await shot('waiting');
  await blender.call('idle', { turns: 100 });
  expect(await locationOf(blender, 'Crate')).toEqual([1, 2, 3]);
  expect(await statusOf(agent, intent)).toMatchObject({ state: 'awaiting_approval', number: null });
  await card(app, 'set-dresser').getByRole('button', { name: 'Approve' }).click();
  await expectLocation(blender, 'Crate', [5, 0, 0]);
  await expect.poll(async () => (await statusOf(agent, intent)).state).toBe('committed');
  expect((await statusOf(agent, intent)).number).toBeGreaterThan(0);
  await shot('approved');

  const second = await propose(agent, 'Higher.', [
    { op: 'set_transform', id, transform: { ...transform, translation: [9, 9, 9] } },
  ]);
  const denied = card(app, 'set-dresser').filter({ hasText: 'Higher.' });
  await denied.getByRole('button', { name: 'Deny…' }).click();
  await app.page.getByRole('textbox', { name: 'Reason, in your words' }).fill('Leave the crate where it is.');
  await app.page.getByRole('button', { name: 'Deny', exact: true }).click();
  await expect.poll(async () => (await statusOf(agent, second)).state).toBe('denied');
  expect((await statusOf(agent, second)).reason?.message).toBe('Leave the crate where it is.');
  await blender.call('idle', { turns: 100 });
  expect(await locationOf(blender, 'Crate')).toEqual([5, 0, 0]);
});

test('4 a human edit of the same object supersedes a waiting suggestion', async ({
  app,
  blender,
  agent,
  shot,
}) => {
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  const id = await idOf(agent, 'Crate');
  const intent = await propose(agent, 'A better name.', [{ op: 'rename', id, name: 'Crate_Old' }]);
  await expect(card(app, 'set-dresser')).toBeVisible();
  await blender.call('move', { name: 'Crate', location: [2, 2, 2] });
  await expect.poll(async () => (await statusOf(agent, intent)).state).toBe('superseded');
  await expect(card(app, 'set-dresser').getByRole('button', { name: 'Approve' })).toHaveCount(0);
  expect((await idOf(agent, 'Crate')) === id).toBe(true);
  await shot('superseded');
});

test('5 the override halts everything with a change on its way, and people go on first', async ({
  app,
  blender,
  agent,
  shot,
}) => {
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  const id = await idOf(agent, 'Crate');
  const waiting = await propose(agent, 'Wait for me.', [{ op: 'rename', id, name: 'Box' }]);
  await select(app, 'Crate');
  // Frozen, Blender cannot vote: the change stays on its way until the override takes it back.
  blender.kill('SIGSTOP');
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
  blender.kill('SIGCONT');
  await expect(app.page.getByText(/Blender confirmed in/)).toBeVisible({ timeout: 20_000 });
  expect(await locationOf(blender, 'Crate')).toEqual([1, 2, 3]);
  await app.page.getByRole('button', { name: 'Resume people only' }).click();
  await expect(app.page.getByRole('region', { name: 'Everything is held.' })).toHaveCount(0);
  await expectInStep(app);
  await setField(app, 'Location X', '8');
  await expectLocation(blender, 'Crate', [8, 2, 3]);
  expect((await statusOf(agent, waiting)).state).not.toBe('committed');
  await shot('resumed');
});

test('6 kill -9 of the app in mid-stream: everything confirmed is there, Blender resumes untouched', async ({
  app,
  blender,
  shot,
}) => {
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await blender.call('create', { name: 'Barrel', location: [0, 0, 0] });
  await app.goTo('Control');
  await expect(row(app, 'Barrel')).toBeVisible();
  const pointers = await pointersOf(blender, 'Crate', 'Barrel');
  // Blender goes on moving it, before the crash and over it.
  const stop = new AbortController();
  const stream = (async () => {
    for (let x = 1; !stop.signal.aborted; x += 1)
      await blender.call('move', { name: 'Crate', location: [x, 2, 3] });
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
  expect(await versionOf(app)).toBeGreaterThanOrEqual(confirmed);
  // Two creations, then at least one step to the right a version.
  await select(app, 'Crate');
  const field = app.page.getByRole('textbox', { name: 'Location X', exact: true });
  const shown = Number(await field.inputValue());
  expect(shown).toBeGreaterThanOrEqual(confirmed - 2);
  await expectLocation(blender, 'Crate', [shown, 2, 3]);
  await expectLocation(blender, 'Barrel', [0, 0, 0]);
  expect(await pointersOf(blender, 'Crate', 'Barrel')).toEqual(pointers);
  await expect(app.page.getByRole('article', { name: /linked/ })).toHaveCount(0);
  await shot('after the crash');
});

test('7 kill -9 of Blender: the others go on, and a new Blender is brought to the shared scene', async ({
  app,
  blender,
  startBlender,
  shot,
}) => {
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  const other = await startBlender();
  await linkScene(app, 'Blender');
  await expectLocation(other, 'Crate', [1, 2, 3]);
  blender.kill('SIGKILL');
  await app.goTo('Engines');
  await expect(app.page.getByRole('article', { name: 'Blender' }).filter({ hasText: LOST })).toBeVisible({
    timeout: 20_000,
  });
  await shot('blender is gone');
  await select(app, 'Crate');
  await setField(app, 'Location X', '6');
  await expectNumber(app, 'Location X', 6);
  await expectLocation(other, 'Crate', [6, 2, 3]);
  const fresh = await startBlender();
  await app.goTo('Control');
  await app.page.getByRole('button', { name: 'Link this file to the project' }).click();
  await expectLocation(fresh, 'Crate', [6, 2, 3]);
  await expectInStep(app);
  await shot('a new blender');
});

test('8 Blender frozen in mid-change: set aside, in doubt, and taken back', async ({
  app,
  blender,
  shot,
}) => {
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  await select(app, 'Crate');
  blender.kill('SIGSTOP');
  await setField(app, 'Location X', '5');
  await expect(
    app.page
      .getByRole('banner')
      .getByText(/not answering|not confirmed/)
      .first(),
  ).toBeVisible({ timeout: 30_000 });
  // Its breaker is open, and what it was told last may be there or not.
  await app.goTo('Engines');
  await expect(sessionOf(app, 'Blender')).toContainText('not answering, set aside', { timeout: 30_000 });
  await expect(sessionOf(app, 'Blender')).toContainText('1 object not confirmed there');
  await shot('set aside');
  // The change was taken back under its first number, and goes on under the next one without the engine in fault.
  await expect(sessionOf(app, 'Blender')).toContainText('did not answer for number 2');
  await expectNumber(app, 'Location X', 5);
  blender.kill('SIGCONT');
  await expectInStep(app);
  expect(await versionOf(app)).toBe(3);
  await expectLocation(blender, 'Crate', [5, 2, 3]);
  await app.goTo('Engines');
  await expect(sessionOf(app, 'Blender')).toContainText('in step');
  await expect(sessionOf(app, 'Blender')).not.toContainText('not confirmed there');
});

test('8b fifty undos in Blender with changes from elsewhere in between take back only the artist’s own', async ({
  app,
  blender,
}) => {
  await blender.call('create', { name: 'Mine', location: [0, 0, 0] });
  await blender.call('create', { name: 'Theirs', location: [0, 0, 0] });
  await app.goTo('Control');
  await expect(row(app, 'Theirs')).toBeVisible();
  await select(app, 'Theirs');
  // By itself Blender keeps 32 steps.
  await blender.python('bpy.context.preferences.edit.undo_steps = 100');
  for (let step = 1; step <= 50; step += 1) {
    await blender.call('move', { name: 'Mine', location: [step, 0, 0] });
    if (step % 10 !== 0) continue;
    await setField(app, 'Location Y', String(step));
    await expectLocation(blender, 'Theirs', [0, step, 0]);
  }
  await blender.call('undo', { times: 50 });
  await expectLocation(blender, 'Theirs', [0, 50, 0]);
  await expectInStep(app);
  await expectNumber(app, 'Location Y', 50);
  // Five of the fifty met a step that was not the artist's, and took nothing back.
  await expectLocation(blender, 'Mine', [5, 0, 0]);
  await select(app, 'Mine');
  await expectNumber(app, 'Location X', 5);
});

test('9 a malformed frame, an unknown field, a stolen token: that session ends at once, the other lives', async ({
  app,
  blender,
  shot,
}) => {
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
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
  await expectLocation(blender, 'Crate', [2, 2, 3]);
  await expectInStep(app);
});

test('10 changed without an undo step: drift; changed on both sides: conflict; another file: parked', async ({
  app,
  blender,
  folder,
  shot,
}) => {
  await blender.call('create', { name: 'Crate', location: [1, 2, 3] });
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  await blender.call('move', { name: 'Crate', location: [3, 3, 3], step: false });
  await expectLocation(blender, 'Crate', [1, 2, 3]);
  await app.goTo('Shelf');
  await expect(app.page.getByText('out of step, nobody’s step').first()).toBeVisible();
  await shot('drift on the shelf');
  await app.goTo('Conflicts');
  await app.page.getByRole('button', { name: 'Keep the shared scene' }).click();
  await expect(app.page.getByText('Everything agrees')).toBeVisible();

  await select(app, 'Crate');
  // A hand in Blender and one in the window at the same value at the same time: Blender's main thread tells of its edit
  // only after the window's change is on its way.
  const moved = blender.python(
    [
      'import os, time',
      "bpy.data.objects['Crate'].location = (9, 9, 9)",
      'bpy.context.view_layer.update()',
      'with in_window():',
      "    bpy.ops.ed.undo_push(message='Move')",
      `while not os.path.exists(${JSON.stringify(`${folder}/sent`)}): time.sleep(0.01)`,
    ].join('\n'),
  );
  await setField(app, 'Location X', '7');
  await expect(app.page.getByText('1 on the way')).toBeVisible();
  fs.writeFileSync(`${folder}/sent`, '');
  await moved;
  await app.goTo('Conflicts');
  await expect(app.page.getByRole('button', { name: 'All from Blender' })).toBeVisible();
  await shot('conflict');
  await expectLocation(blender, 'Crate', [7, 2, 3]);
  await app.page.getByRole('button', { name: 'All from Blender' }).click();
  await expectLocation(blender, 'Crate', [9, 9, 9]);
  await expectInStep(app);

  await blender.call('save', { path: `${folder}/mine.blend` });
  await blender.call('open', { empty: true });
  await app.goTo('Engines');
  await expect(sessionOf(app, 'Blender')).toContainText('another file');
  await app.goTo('Control');
  await expect(row(app, 'Crate')).toBeVisible();
  await shot('another file');
  await blender.call('open', { path: `${folder}/mine.blend` });
  await expectInStep(app);
  await expectLocation(blender, 'Crate', [9, 9, 9]);
});
