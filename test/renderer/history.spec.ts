/** The history's place by keys and by ear: a table of any length, what is found in it, its proof and its files. */
import type { HistoryWorkView } from '#app/control-room/index.ts';
import { NO_HISTORY_FILTER } from '#app/control-room/history-limits.ts';
import { findInPage } from './harness/accessibility.ts';
import { expect, test } from './harness/room.ts';
import type { Room } from './harness/room.ts';
import type { StateName } from './harness/fixtures.ts';

async function openHistory(room: Room, state: StateName): Promise<void> {
  await room.open(state);
  await room.page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
}

const grid = ({ page }: Room) => page.getByRole('grid', { name: 'History' });
const selected = (room: Room) => grid(room).locator('[role=row][aria-selected=true]');
const work = (part: Partial<HistoryWorkView>): HistoryWorkView => ({
  kind: 'verify',
  state: 'running',
  done: 23_500,
  of: 54_812,
  file: null,
  reason: null,
  bundle: null,
  ...part,
});
const HEAD = '3f2a9c07b1e84d5590aa61d20c7f38e4b6d1920f5a3c7e88014bd9f6a2e07c51';
const BUNDLE = {
  ledger: '00000009-0000-4000-8000-000000000001',
  project: 'Courtyard',
  records: 54_812,
  revision: 18_203,
  head: HEAD,
  receipt: 'unknown',
} as const;

test('a row is chosen by keys, shows in the inspector, and is the timeline’s as well', async ({ room }) => {
  await openHistory(room, 'main');
  await grid(room).focus();
  await room.page.keyboard.press('ArrowDown');
  await expect(selected(room)).toContainText('Move Crate_013');
  await room.page.keyboard.press('ArrowDown');
  await expect(selected(room)).toContainText('Rename Well_Roof');
  await expect(room.page.getByRole('tabpanel', { name: 'Change' })).toContainText('Rename Well_Roof');
  const row = await selected(room).getAttribute('id');
  await expect(grid(room)).toHaveAttribute('aria-activedescendant', row ?? '');
  await room.page.getByRole('tab', { name: 'Object' }).click();
  await grid(room).focus();
  await room.page.keyboard.press('Enter');
  await expect(room.page.getByRole('tabpanel', { name: 'Change' })).toContainText('Rename Well_Roof');
  // And the other way round.
  await room.page.getByRole('button', { name: /^18.191,/ }).click();
  await expect(selected(room)).toContainText('18 191');
});

test('a million changes are there from end to end, and what is drawn is what is in view', async ({
  room,
}) => {
  // What plays main here counts a million one by one.
  test.slow();
  await openHistory(room, 'million');
  await expect(grid(room)).toHaveAttribute('aria-rowcount', '1000001');
  await grid(room).focus();
  await room.page.keyboard.press('End');
  await expect(selected(room).getByRole('gridcell').first()).toHaveText('1');
  await room.page.keyboard.press('PageUp');
  await expect(selected(room).getByRole('gridcell').first()).not.toHaveText('1');
  await room.page.keyboard.press('ArrowUp');
  expect(await grid(room).getByRole('row').count()).toBeLessThan(60);
  await room.page.keyboard.press('Home');
  await expect(selected(room).getByRole('gridcell').first()).toHaveText('1 000 000');
  for (const asked of (await room.asked('read_history')) as { rows: number }[])
    expect(asked.rows).toBeLessThanOrEqual(256);
});

test('what comes in pushes nothing away from under the hand', async ({ room }) => {
  await openHistory(room, 'thousands');
  await grid(room).focus();
  for (let i = 0; i < 4; i += 1) await room.page.keyboard.press('PageDown');
  await expect(selected(room)).toBeVisible();
  const label = await selected(room).innerText();
  const before = await selected(room).boundingBox();
  const page = (await room.asked('read_history')).at(-1) as { first: number; rows: number };
  const { count, rows, actors } = await room.page.evaluate(
    async (body) => {
      const answer = await window.vibesync?.request('read_history', body);
      if (answer?.ok !== true) throw new Error('no answer');
      return answer.value;
    },
    { filter: NO_HISTORY_FILTER, first: page.first, rows: page.rows },
  );
  const [change] = await room.page.evaluate(() => window.harness.snapshot.changes.slice(-1));
  if (change === undefined) throw new Error('no change');
  // Three more than before, all of them newer.
  await room.answer('read_history', { count: count + 3, first: page.first + 3, rows, actors });
  await room.push({ changes: [{ ...change, label: 'another one' }] });
  await expect(grid(room)).toHaveAttribute('aria-rowcount', String(count + 4));
  expect(await selected(room).innerText()).toBe(label);
  expect((await selected(room).boundingBox())?.y).toBe(before?.y);
});

test('is searched and narrowed, says how many passed, and leads back from nothing', async ({ room }) => {
  await openHistory(room, 'main');
  await room.page.getByRole('searchbox', { name: 'Find in the history' }).fill('well_roof');
  // Its head alone is without it.
  await expect(grid(room).getByRole('row').filter({ hasNotText: 'Well_Roof' })).toHaveCount(1);
  await expect(room.page.getByText(/changes? found$/)).toBeVisible();
  await room.page.getByRole('textbox', { name: 'From version' }).fill('18 191');
  await room.page.keyboard.press('Enter');
  await room.page.getByRole('textbox', { name: 'To version' }).fill('18191');
  await room.page.keyboard.press('Tab');
  await expect(grid(room).getByRole('row')).toHaveCount(2);
  expect((await room.asked('read_history')).at(-1)).toMatchObject({
    filter: { ...NO_HISTORY_FILTER, words: 'well_roof', from: 18_191, to: 18_191 },
  });
  await room.page.getByRole('button', { name: 'Forced' }).click();
  await expect(room.page.getByText('No change is like that')).toBeVisible();
  await room.page.getByRole('main').getByRole('button', { name: 'Show everything' }).last().click();
  await expect(grid(room)).toBeVisible();
  await expect(room.page.getByRole('searchbox')).toHaveValue('');
  expect((await room.asked('read_history')).at(-1)).toMatchObject({ filter: NO_HISTORY_FILTER });
});

test('what runs is told with its progress, can be stopped, and its end is read out', async ({ room }) => {
  await openHistory(room, 'main');
  await room.page.getByRole('button', { name: 'Verify the history' }).click();
  await expect.poll(() => room.asked('verify_history')).toHaveLength(1);
  await room.push({ historyWork: work({}) });
  const bar = room.page.getByRole('progressbar', { name: 'Verifying the history' });
  await expect(bar).toHaveAttribute('aria-valuetext', /^23.500 of 54.812 records$/);
  await expect(room.page.getByRole('button', { name: 'Save as…' })).toHaveAttribute('aria-disabled', 'true');
  await room.page.getByRole('button', { name: 'Stop verifying' }).focus();
  await room.page.keyboard.press('Enter');
  await expect.poll(() => room.asked('stop_history_work')).toHaveLength(1);
  const said = room.page.getByRole('main').getByRole('status');
  await room.push({ historyWork: work({ state: 'stopped' }) });
  await expect(said.filter({ hasText: 'Stopped before all of it was checked.' })).toBeVisible();
  await room.push({ historyWork: work({ state: 'done', done: 54_812 }) });
  await expect(said.filter({ hasText: 'Verified: 54 812 records, unbroken.' })).toBeVisible();
  const reason = { code: 'history_damaged', message: 'Record 7 is not what was written.', path: null };
  await room.push({ historyWork: work({ state: 'failed', reason }) });
  await expect(said.filter({ hasText: 'Damaged: Record 7 is not what was written.' })).toBeVisible();
  await room.page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(room.page.getByText('Damaged:')).toBeHidden();
});

test('what is shown is saved as a table, all of it as a copy, by keys', async ({ room }) => {
  await openHistory(room, 'main');
  await room.page.getByRole('searchbox').fill('crate');
  for (const way of [/^Table for a spreadsheet/, /^Table for a program/, /^A copy that anybody can check/]) {
    await room.page.getByRole('button', { name: 'Save as…' }).focus();
    await room.page.keyboard.press('Enter');
    await room.page.getByRole('button', { name: way }).focus();
    await room.page.keyboard.press('Enter');
    await expect(room.page.getByRole('button', { name: way })).toBeHidden();
  }
  const filter = { ...NO_HISTORY_FILTER, words: 'crate' };
  expect(await room.asked('write_history_table')).toEqual([
    { filter, format: 'csv' },
    { filter, format: 'jsonl' },
  ]);
  expect(await room.asked('write_bundle')).toEqual([{}]);
  await room.push({
    historyWork: work({ kind: 'bundle', state: 'done', file: 'x.vshistory', bundle: BUNDLE }),
  });
  await expect(room.page.getByText('Saved x.vshistory: 54 812 records, up to version 18 203.')).toBeVisible();
  await room.page.getByRole('button', { name: /^Copy the head/ }).click();
  expect(await room.asked('copy_text')).toEqual([{ text: HEAD }]);
});

test('a copy that is not whole is refused by name, in words that are no markup', async ({ room }) => {
  await openHistory(room, 'main');
  await room.page.getByRole('button', { name: 'Open a copy…' }).click();
  await expect.poll(() => room.asked('open_bundle')).toHaveLength(1);
  const reason = { code: 'bundle_altered', message: 'Record 7 is not what was written.', path: 'record 7' };
  await room.push({
    historyWork: work({ kind: 'open', state: 'failed', file: '<b>x</b>.vshistory', reason }),
  });
  await expect(
    room.page.getByText('<b>x</b>.vshistory was not opened: Record 7 is not what was written.'),
  ).toBeVisible();
  await room.push({
    historyWork: work({ kind: 'open', state: 'done', file: 'x.vshistory', bundle: BUNDLE }),
  });
  await expect(room.page.getByText(/^x.vshistory is whole/)).toContainText('who made it cannot be told here');
});

test('a history that cannot be read says so, and one without changes is calm', async ({ room }) => {
  await room.open('main');
  await room.refuse('read_history', 'The history does not tell this now; try again in a moment.');
  await room.page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
  await expect(room.page.getByText('The history cannot be read now')).toBeVisible();
  await room.open('empty');
  await room.answer('read_history', { count: 0, first: 0, rows: [], actors: [] });
  await room.page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
  await expect(room.page.getByText('No changes yet', { exact: true })).toBeVisible();
});

test('a copy says what it is on every screen, has no override, changes nothing, and is closed', async ({
  room,
}) => {
  await room.open('copy');
  const { page } = room;
  const strip = page.getByRole('region', { name: 'A copy is shown, read-only' });
  for (const place of ['History', 'Engines', 'Settings', 'Shelf', 'Control']) {
    await page.getByRole('navigation').getByRole('button', { name: place }).click();
    await expect(strip).toContainText('courtyard from Mina.vshistory');
  }
  await expect(page.getByRole('banner')).toContainText('A copy, read-only');
  expect(await page.evaluate(findInPage)).toEqual([]);
  await expect(page.getByRole('button', { name: /emergency override/i })).toHaveCount(0);
  await page
    .getByRole('row', { name: /Crate_014/ })
    .first()
    .click();
  await expect(page.getByRole('textbox', { name: 'Location X', exact: true })).not.toBeEditable();
  await strip.getByRole('button', { name: 'Close the copy' }).click();
  await expect.poll(() => room.asked('end_demo')).toEqual([{}]);
});
