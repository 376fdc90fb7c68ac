/** The place that shows each guarantee with what is measured of it, and checks what can be checked. */
import fs from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { evidence, fixture } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

const [blender, unity] = fixture('main').snapshot.sessions;

const goTo = (page: Page): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name: 'Guarantees' }).click();
const rowsOf = (page: Page, id: string): Locator => page.locator(`tr[data-guarantee="${id}"]`);
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true });

test('every guarantee stands there once, and what nothing here measures names the tests that show it', async ({
  room,
}) => {
  await room.open('main');
  await goTo(room.page);
  const table = room.page.getByRole('table');
  const ids = await table.locator('th[scope=row] code').allTextContents();
  expect(ids).toEqual(
    [
      ['ORD', 5],
      ['FAIL', 5],
      ['DUR', 2],
      ['TIME', 3],
      ['AUTH', 5],
      ['SEC', 4],
    ].flatMap(([group, count]) => Array.from({ length: Number(count) }, (_, i) => `${group}-${i + 1}`)),
  );
  await expect(
    table.getByRole('rowheader', { name: /^(Order|Failure|Time|Authority|Security)$/ }),
  ).toHaveCount(5);
  await expect(rowsOf(room.page, 'TIME-2')).toContainText(/shown by tests.*see test\/renderer\/screens/);
  await expect(rowsOf(room.page, 'AUTH-5')).toContainText(
    'failed 3 changes, 2 went on · see test/faults/network',
  );
  await expect(rowsOf(room.page, 'FAIL-1')).toContainText('3 connections ended, no other with them');
  await expect(rowsOf(room.page, 'FAIL-2')).toContainText('came back 5 times, each at the newest version');
  await expect(rowsOf(room.page, 'FAIL-4')).toContainText('8 changes taken back, each before anything new');
  await expect(rowsOf(room.page, 'FAIL-5')).toContainText(
    /17\s007 changes found.*none missing.*1:13:\d\d ago/,
  );
  await expect(rowsOf(room.page, 'SEC-2')).toContainText('1 connection ended, nothing taken from it since');
  // Whatever is named is there.
  const named = (await table.locator('td').allTextContents()).flatMap(
    (text) => text.match(/test\/[\w/-]+/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(6);
  for (const place of named) {
    const [folder, name] = [path.dirname(place), path.basename(place)];
    expect(
      fs.readdirSync(folder).some((entry) => entry === name || entry.startsWith(`${name}.`)),
      place,
    ).toBe(true);
  }
  await expect(rowsOf(room.page, 'ORD-1')).toContainText(/sent to engines: 2\s391 changes/);
  await expect(rowsOf(room.page, 'ORD-3')).toContainText('each after the last was settled');
  await expect(rowsOf(room.page, 'TIME-1')).toContainText('written and confirmed in the order of numbers');
  await expect(rowsOf(room.page, 'TIME-3')).toContainText(/jumped once, by .* 212 changes since/);
  await expect(rowsOf(room.page, 'ORD-2')).toContainText('1 204 numbers given, none twice');
  await expect(rowsOf(room.page, 'DUR-1').first()).toContainText('3 571 confirmations');
  await expect(rowsOf(room.page, 'DUR-1').last()).toContainText('disk syncs: 1 187 for changes');
  // A busy engine is never said to match.
  await expect(rowsOf(room.page, 'ORD-5').last()).toContainText(/matched at 18\s166/);
  await expect(rowsOf(room.page, 'AUTH-4')).toContainText('37 agents’ changes, each approved');
  await expect(rowsOf(room.page, 'SEC-3')).toContainText('4 keys kept');
  await expect(rowsOf(room.page, 'DUR-2')).toContainText(/history verified.*54\s812 records.*1:13:\d\d ago/);
  const not = room.page.getByRole('region', { name: 'Not promised' });
  for (const number of [1, 2, 3, 4]) await expect(not).toContainText(`NON-${number}`);
});

test('what can be checked is checked by a click or a key, each by its own button', async ({ room }) => {
  await room.open('main');
  await goTo(room.page);
  await button(room.page, 'Verify now').click();
  await button(room.page, 'Replay and compare').focus();
  await room.page.keyboard.press('Enter');
  await button(room.page, 'Check now').press('Space');
  await expect
    .poll(async () => room.asked('check_guarantee'))
    .toEqual([{ check: 'chain' }, { check: 'replay' }, { check: 'tokens' }]);
  await button(room.page, 'Compare now: Unity').click();
  await expect.poll(async () => room.asked('audit_engine')).toEqual([{ session: unity?.session }]);
  await room.refuse('audit_engine', 'Unity is busy: it is compared when it is back.');
  await button(room.page, 'Compare now: Unity').click();
  await expect(rowsOf(room.page, 'ORD-5').getByRole('alert')).toHaveText(/Unity is busy/);
});

test('a check that runs says how far it is, and its button waits for it', async ({ room }) => {
  await room.open('main');
  await goTo(room.page);
  const { checks } = evidence();
  const running = { ...checks.chain, state: 'running', progress: 0.42 } as const;
  if (blender === undefined || unity === undefined) throw new Error('an engine is missing');
  const asked = { rounds: 12, compared: 62, asked: { left: 100, of: 400 } };
  await room.push({
    evidence: evidence({ checks: { ...checks, chain: running } }),
    sessions: [{ ...blender, audit: asked }, unity],
  });
  await expect(rowsOf(room.page, 'DUR-2')).toContainText('checking, 42 %');
  await expect(button(room.page, 'Verify now')).toHaveAttribute('aria-disabled', 'true');
  await expect(rowsOf(room.page, 'ORD-5').first()).toContainText('comparing, 75 %');
  await expect(button(room.page, 'Compare now: Blender')).toHaveAttribute('aria-disabled', 'true');
  const ended = { ...blender, audit: { rounds: 13, compared: 398, asked: null }, comparedAgoMs: 0 };
  const drifting = { ...ended, drift: { objects: ['00000001-0000-4000-8000-000000000001'], forMs: 900 } };
  await room.push({ evidence: evidence(), sessions: [drifting, unity] });
  await expect(rowsOf(room.page, 'ORD-5').first()).toContainText(
    /out of step.*398 objects compared.*1 object out of step/,
  );
});

test('what does not hold is named, with its record, at the top and in its row', async ({ room }) => {
  await room.open('readonly');
  await goTo(room.page);
  await expect(
    room.page.getByRole('status').filter({ hasText: 'ORD-2, FAIL-5, DUR-2 do not hold' }),
  ).toBeVisible();
  await expect(rowsOf(room.page, 'DUR-2')).toContainText(
    /does not hold.*Record 51007 is not what was written/,
  );
  await expect(rowsOf(room.page, 'ORD-2')).toContainText('1 of 1 204 numbers out of order');
  await expect(rowsOf(room.page, 'FAIL-3')).toContainText(/checking, 62 %.*objects, lastWrites/);
  await expect(rowsOf(room.page, 'FAIL-5')).toContainText(/does not hold.*Record 51007/);
});

test('nothing is claimed of a system in which nothing has happened', async ({ room }) => {
  await room.open('first');
  await goTo(room.page);
  // The keys of the override are registered; that is all that can be said.
  await expect(room.page.getByRole('status').filter({ hasText: 'measured here' })).toHaveText(
    '1 guarantee is measured here, and holds',
  );
  await expect(rowsOf(room.page, 'ORD-2')).toContainText('nothing yet');
  await expect(rowsOf(room.page, 'ORD-5')).toContainText('no engine');
  await expect(rowsOf(room.page, 'FAIL-3')).toContainText('not checked yet');
  await expect(rowsOf(room.page, 'AUTH-4')).toContainText('nothing yet');
});

test('says when the keys of the override do not work in other programs (R36)', async ({ room }) => {
  await room.open('empty');
  await goTo(room.page);
  await expect(rowsOf(room.page, 'AUTH-1')).toContainText(/keys not registered.*only in this window/);
});

for (const size of [
  { width: 1440, height: 900 },
  { width: 1100, height: 700 },
])
  test(`every row can be read at ${size.width} × ${size.height}: nothing is cut off sideways`, async ({
    room,
  }) => {
    await room.open('readonly', size);
    await goTo(room.page);
    const cut = await room.page
      .locator('tr[data-guarantee] :is(th, td), nav button')
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent),
      );
    expect(cut).toEqual([]);
  });
