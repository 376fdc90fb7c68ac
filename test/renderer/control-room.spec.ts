import type { Locator, Page } from '@playwright/test';
import type { ChangeView, SessionView, ShelfView, WaitingView } from '#app/control-room/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import type { Pushed } from './harness/fake-bridge.ts';
import { expect, test } from './harness/room.ts';
import { fixture, uuid } from './harness/fixtures.ts';

declare global {
  interface Window {
    /** Of the tab key, in their order; null once it has come around. */
    stops: ({ readonly name: string; readonly outlined: boolean; readonly tag: string } | null)[];
  }
}

/** So many presses of the tab key are one look. */
const STOPS_A_LOOK = 20;
const STOPS_MAX = 140;
const CRATE = uuid(1, 34);
const main = fixture('main').snapshot;
const override = (page: Page): Locator => page.getByRole('button', { name: /^Emergency override/ });
const card = (page: Page, index: number): Locator =>
  page.getByRole('article', { name: /^Suggestion by/ }).nth(index);

async function select(page: Page, name: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Find an object' }).fill(name);
  await page
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) })
    .click();
}

test.describe('the emergency override', () => {
  test('is covered by nothing, whatever is open, down to the smallest window and to twice the type', async ({
    room,
  }) => {
    for (const size of [
      { width: 1440, height: 900 },
      { width: 1100, height: 700 },
      { width: 720, height: 450 },
    ]) {
      await room.open('conflict', size);
      await room.page.getByRole('button', { name: 'Decide…' }).click();
      await room.page.getByTitle('What this means').click();
      const box = await override(room.page).boundingBox();
      if (box === null) throw new Error('the override is not on screen');
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(size.width);
      const corners = [0.02, 0.5, 0.98].flatMap((x) =>
        [0.05, 0.5, 0.95].map((y) => [box.x + box.width * x, box.y + box.height * y] as const),
      );
      for (const [x, y] of corners) {
        const hit = await room.page.evaluate(
          ([at, down]) => document.elementFromPoint(at, down)?.closest('button')?.textContent ?? '',
          [x, y] as const,
        );
        expect(hit).toContain('Emergency override');
      }
    }
  });

  test('works by its keys while this window has the focus, also in a field', async ({ room }) => {
    await room.open('main');
    await room.page.getByRole('searchbox', { name: 'Find an object' }).focus();
    await room.page.keyboard.press('Control+Shift+Backspace');
    await expect.poll(async () => room.asked('halt')).toEqual([{}]);
  });

  test('shows when its shortcut is not registered (R36)', async ({ room }) => {
    await room.open('empty');
    await expect(override(room.page)).toContainText('no shortcut');
  });
});

test.describe('a halt', () => {
  test('opens its panel without taking the focus, over at most half of the stage, and is heard', async ({
    room,
  }) => {
    await room.open('main');
    const search = room.page.getByRole('searchbox', { name: 'Find an object' });
    await search.focus();
    await room.push({ status: fixture('halted').snapshot.status });
    const panel = room.page.getByRole('region', { name: 'Everything is held.' });
    await expect(panel).toBeVisible();
    await expect(search).toBeFocused();
    await expect(room.page.getByRole('alert').filter({ hasText: 'everything is held' })).toHaveCount(1);
    const stage = await room.page.getByRole('main').boundingBox();
    const box = await panel.boundingBox();
    expect(box?.height).toBeLessThanOrEqual((stage?.height ?? 0) / 2);
    await expect(panel).toContainText('You pressed it here.');
    await expect(panel).toContainText('Blender confirmed in 14 ms');
    await expect(panel).toContainText('Unity was told and has not confirmed');
    await expect(card(room.page, 0).getByRole('button', { name: 'Approve' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  test('is ended for people first, away from the override', async ({ room }) => {
    await room.open('halted');
    const resume = room.page.getByRole('button', { name: 'Resume people only' });
    const [one, other] = [await resume.boundingBox(), await override(room.page).boundingBox()];
    expect((one?.y ?? 0) - ((other?.y ?? 0) + (other?.height ?? 0))).toBeGreaterThan(100);
    await resume.click();
    await expect.poll(async () => room.asked('resume')).toEqual([{ scope: 'people' }]);
    await room.page.getByRole('button', { name: 'Resume everyone' }).click();
    await expect.poll(async () => room.asked('resume')).toHaveLength(2);
  });

  test('leads to the shelf, releases the locks, and gives the focus back when it ends', async ({ room }) => {
    await room.open('halted');
    const panel = room.page.getByRole('region', { name: 'Everything is held.' });
    await panel.getByRole('button', { name: 'Release' }).click();
    await expect.poll(async () => room.asked('lock')).toEqual([{ id: main.locks[0], on: false }]);
    await room.push({ locks: [] });
    await expect(panel.getByRole('button', { name: 'Release' })).toHaveCount(0);
    // Only where a halt has laid something there.
    await expect(panel.getByRole('button', { name: 'Shelf' })).toHaveCount(0);
    await room.push({ shelf: fixture('conflict').snapshot.shelf });
    await panel.getByRole('button', { name: 'Shelf' }).click();
    await expect(room.page.getByRole('heading', { name: 'Shelf' })).toBeVisible();
    const place = room.page.getByRole('navigation').getByRole('button', { name: 'Settings' });
    await place.focus();
    await panel.getByRole('button', { name: 'Resume people only' }).focus();
    await room.page.keyboard.press('Enter');
    await room.push({ status: main.status });
    await expect(place).toBeFocused();
  });

  test('lets one change be forced, with a reason, once', async ({ room }) => {
    await room.open('halted');
    await select(room.page, 'Crate_001');
    const field = room.page.getByRole('textbox', { name: 'Location X' });
    await expect(field).toHaveAttribute('readonly', '');
    await room.page.getByRole('button', { name: 'Force one change…' }).click();
    await room.page.getByRole('textbox', { name: 'Reason (recorded)' }).fill('the crate blocks the exit');
    await room.page.keyboard.press('Enter');
    await field.fill('7');
    await field.press('Enter');
    await expect
      .poll(async () => room.asked('force'))
      .toMatchObject([{ reason: 'the crate blocks the exit', operations: [{ op: 'set_transform' }] }]);
    await expect(field).toHaveAttribute('readonly', '');
    expect(await room.asked('submit')).toEqual([]);
  });

  test('has no force left for a second change before the first is answered, and again where that is refused', async ({
    room,
  }) => {
    await room.open('halted');
    const { page } = room;
    await select(page, 'Crate_001');
    await page.getByRole('button', { name: 'Force one change…' }).click();
    await page.getByRole('textbox', { name: 'Reason (recorded)' }).fill('the crate blocks the exit');
    await page.keyboard.press('Enter');
    await page.evaluate(() => {
      window.letGo = window.harness.holdBack('force');
    });
    const field = page.getByRole('textbox', { name: 'Location X' });
    await field.fill('7');
    await field.press('Enter');
    await expect.poll(async () => room.asked('force')).toHaveLength(1);
    await expect(field).toHaveAttribute('readonly', '');
    await room.refuse('force', 'It hangs on itself.');
    await page.evaluate(() => window.letGo());
    await expect(field).not.toHaveAttribute('readonly', '');
  });
});

test.describe('a suggestion', () => {
  test('is approved with the hash of what the card shows', async ({ room }) => {
    await room.open('main');
    await card(room.page, 0).getByRole('button', { name: 'Approve' }).click();
    const shown = main.waiting[0];
    await expect.poll(async () => room.asked('approve')).toEqual([{ id: shown?.id, hash: shown?.hash }]);
  });

  test('of many steps is read whole before it is approved, with the hash of all of it', async ({ room }) => {
    await room.open('main');
    const [first, ...rest] = main.waiting as [WaitingView, ...WaitingView[]];
    const of = { operations: 10_000, objects: 4_012 };
    await room.push({ waiting: [{ ...first, of, hash: null }, ...rest] });
    const whole = { ...first, of, hash: 'e'.repeat(64) };
    await room.answer('read_card', whole);
    await expect(card(room.page, 0)).toContainText('of 10\u202f000 steps');
    await expect(card(room.page, 0).getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await card(room.page, 0).getByRole('button', { name: 'Read it whole' }).click();
    await expect.poll(async () => room.asked('read_card')).toEqual([{ id: first.id }]);
    expect(await room.asked('approve')).toEqual([]);
    await card(room.page, 0).getByRole('button', { name: 'Approve' }).click();
    await expect.poll(async () => room.asked('approve')).toEqual([{ id: first.id, hash: whole.hash }]);
    // Once it is another one, it is to be read again.
    await room.push({ waiting: [{ ...first, of, hash: null, agentGone: true }, ...rest] });
    await expect(card(room.page, 0).getByRole('button', { name: 'Read it whole' })).toBeVisible();
  });

  test('takes keys only with its card focused, and Shift for a deletion', async ({ room }) => {
    await room.open('main');
    await expect(card(room.page, 1)).toContainText('without its geometry, modifiers and materials');
    await expect(card(room.page, 1).getByRole('button', { name: 'Approve deletion' })).not.toHaveAttribute(
      'aria-disabled',
    );
    await room.page.keyboard.press('a');
    await card(room.page, 1).focus();
    await room.page.keyboard.press('a');
    await room.page.keyboard.press('Control+a');
    expect(await room.asked('approve')).toEqual([]);
    await room.page.keyboard.press('Shift+A');
    await expect.poll(async () => room.asked('approve')).toMatchObject([{ id: main.waiting[1]?.id }]);
    await card(room.page, 0).focus();
    await room.page.keyboard.press('Shift+A');
    await room.page.keyboard.press('a');
    await expect.poll(async () => room.asked('approve')).toHaveLength(2);
  });

  test('that changed under the hand ignores it for half a second, then sends the new hash', async ({
    room,
  }) => {
    await room.open('main');
    const approve = card(room.page, 0).getByRole('button', { name: 'Approve' });
    await expect(approve).not.toHaveAttribute('aria-disabled');
    await card(room.page, 0).focus();
    const changed = main.waiting.map((each, i) => (i === 0 ? { ...each, hash: 'f'.repeat(64) } : each));
    await room.push({ waiting: changed });
    await room.page.keyboard.press('a');
    await expect(approve).toHaveAttribute('aria-disabled', 'true');
    expect(await room.asked('approve')).toEqual([]);
    await expect(approve).not.toHaveAttribute('aria-disabled');
    await room.page.keyboard.press('a');
    await expect.poll(async () => room.asked('approve')).toMatchObject([{ hash: 'f'.repeat(64) }]);
  });

  test('is denied with a usual reason, or with words of one’s own, by keys alone', async ({ room }) => {
    await room.open('main');
    await card(room.page, 0).getByRole('button', { name: 'Deny…' }).click();
    await room.page.getByRole('button', { name: 'Not now' }).click();
    await expect
      .poll(async () => room.asked('deny'))
      .toMatchObject([{ id: main.waiting[0]?.id, reason: 'Not now' }]);
    await card(room.page, 2).focus();
    await expect(card(room.page, 2).getByRole('button', { name: 'Deny…' })).not.toHaveAttribute(
      'aria-disabled',
    );
    await room.page.keyboard.press('d');
    await room.page
      .getByRole('textbox', { name: 'Reason, in your words' })
      .fill('Too warm. A and D are only letters here.');
    await room.page.keyboard.press('Enter');
    await expect
      .poll(async () => room.asked('deny'))
      .toMatchObject([{}, { id: main.waiting[2]?.id, reason: 'Too warm. A and D are only letters here.' }]);
    expect(await room.asked('approve')).toEqual([]);
  });

  test('that became moot folds to a line that says why', async ({ room }) => {
    await room.open('main');
    const [gone, ...rest] = main.waiting;
    const change = {
      ...(main.changes[0] as (typeof main.changes)[0]),
      id: gone?.id ?? '',
      n: null,
      state: 'superseded' as const,
    };
    await room.push({ waiting: rest, changes: [change] });
    await expect(
      room.page.getByRole('button', { name: /set-dresser: Dress the courtyard.*you changed it first/ }),
    ).toBeVisible();
    await expect(room.page.getByRole('article', { name: /^Suggestion by/ })).toHaveCount(2);
    const [undone, ...left] = rest;
    const reason = { code: 'undone', message: 'You took it back in Blender.', path: null };
    await room.push({
      waiting: left,
      changes: [{ ...change, id: undone?.id ?? '', state: 'denied' as const, reason }],
    });
    await expect(room.page.getByRole('button', { name: /you took it back$/ })).toBeVisible();
  });

  test('that folds away hands the keys to the next card, which ignores them for half a second', async ({
    room,
  }) => {
    await room.open('main');
    const first = card(room.page, 0).getByRole('button', { name: 'Approve' });
    await expect(first).not.toHaveAttribute('aria-disabled');
    await first.focus();
    await room.page.keyboard.press('Enter');
    const [approved, ...rest] = main.waiting as [WaitingView, ...WaitingView[]];
    await room.push({ waiting: [{ ...approved, state: 'applying' }, ...rest] });
    await expect(card(room.page, 0)).toBeFocused();
    await room.push({ waiting: rest });
    const next = room.page.locator(`article[data-card="${rest[0]?.id ?? ''}"]`);
    await expect(next).toBeFocused();
    await room.page.keyboard.press('Shift+A');
    expect(await room.asked('approve')).toHaveLength(1);
    await expect(next.getByRole('button', { name: 'Approve deletion' })).not.toHaveAttribute('aria-disabled');
    await room.page.keyboard.press('Shift+A');
    await expect.poll(async () => room.asked('approve')).toHaveLength(2);
    await room.push({ waiting: [] });
    await expect(room.page.getByRole('region', { name: 'Needs you: nothing' })).toBeFocused();
  });

  test('that folds away leaves the focus alone where a pointer answered it', async ({ room }) => {
    await room.open('main');
    await card(room.page, 0).getByRole('button', { name: 'Approve' }).click();
    await expect.poll(async () => room.asked('approve')).toHaveLength(1);
    await room.push({ waiting: main.waiting.slice(1) });
    await expect(card(room.page, 0)).not.toBeFocused();
  });

  test('that is settled is heard, and one that arrives is heard by its name', async ({ room }) => {
    await room.open('main');
    const [gone, ...rest] = main.waiting as [WaitingView, ...WaitingView[]];
    const heard = room.page.locator('[aria-live="polite"]');
    await expect(heard.filter({ hasText: 'Suggestion by lighter: Evening mood' })).toHaveCount(1);
    const done = { ...(main.changes[0] as ChangeView), id: gone.id, n: 18_204, state: 'committed' as const };
    await room.push({ waiting: rest, changes: [done] });
    await expect(heard.filter({ hasText: `set-dresser: ${done.label}, done.` })).toHaveCount(1);
  });

  test('of an artist’s own change in an engine says so', async ({ room }) => {
    await room.open('main');
    const [first] = main.waiting as [WaitingView, ...WaitingView[]];
    const actor = { kind: 'engine', id: 'engine:unity-2', name: 'unity-2' } as const;
    await room.push({ waiting: [{ ...first, actor, task: null }] });
    const asked = room.page.getByRole('article', { name: 'Suggestion by You · Unity 2', exact: true });
    await expect(asked.getByText('You · Unity 2', { exact: true })).toBeVisible();
  });

  test('’s words are text, never markup', async ({ room }) => {
    await room.open('questions');
    await expect(room.page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
    expect(await room.page.locator('blockquote img, article b:not([aria-hidden])').count()).toBe(0);
  });

  test('’s words cannot turn the writing direction of what stands around them (SEC-1)', async ({ room }) => {
    await room.open('questions');
    const notIsolated = await card(room.page, 0)
      .locator('*')
      .evaluateAll((elements) =>
        elements
          .filter((each) => each instanceof HTMLElement)
          .map((each) => getComputedStyle(each).unicodeBidi)
          .filter((bidi) => !bidi.startsWith('isolate') && bidi !== 'plaintext'),
      );
    expect(notIsolated).toEqual([]);
    expect(await card(room.page, 0).locator('span').count()).toBeGreaterThan(0);
  });

  test('that is refused says so on its card', async ({ room }) => {
    await room.open('main');
    await room.refuse('approve', 'The values have changed since.');
    await card(room.page, 0).getByRole('button', { name: 'Approve' }).click();
    await expect(card(room.page, 0).getByRole('alert')).toHaveText('The values have changed since.');
  });
});

test.describe('the inspector', () => {
  test('a typed value becomes one change that touches nothing else, based on what is shown', async ({
    room,
  }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    const field = room.page.getByRole('textbox', { name: 'Location Z' });
    await expect(field).toHaveValue('0.500');
    await field.fill('1,25');
    await field.press('Enter');
    await expect.poll(async () => room.asked('submit')).toHaveLength(1);
    const [first] = (await room.asked('submit')) as { id: string; base: unknown; operations: unknown[] }[];
    const before = main.objects.find((each) => each.id === CRATE)?.transform;
    expect(first).toMatchObject({
      base: { revision: 18_203, after: [] },
      operations: [
        { op: 'set_transform', id: CRATE, transform: { ...before, translation: [2, 1.25, -4.25] } },
      ],
    });
    // The next one is made on top of the first, which is still on its way (R13).
    await room.page.getByRole('textbox', { name: 'Location X' }).fill('3');
    await room.page.keyboard.press('Enter');
    await expect.poll(async () => room.asked('submit')).toHaveLength(2);
    expect((await room.asked('submit'))[1]).toMatchObject({
      base: { after: [first?.id] },
      operations: [{ transform: { translation: [3, 1.25, -4.25] } }],
    });
  });

  test('Unity’s axes write the same canonical frame', async ({ room }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    await room.page.getByRole('complementary').getByRole('radio', { name: 'Unity Y up' }).check();
    await expect(room.page.getByRole('textbox', { name: 'Position X' })).toHaveValue('−2.000');
    await expect(room.page.getByRole('textbox', { name: 'Position Y' })).toHaveValue('0.500');
    await room.page.getByRole('textbox', { name: 'Position X' }).fill('-5');
    await room.page.keyboard.press('Enter');
    await expect
      .poll(async () => room.asked('submit'))
      .toMatchObject([{ operations: [{ transform: { translation: [5, 0.5, -4.25] } }] }]);
  });

  test('Esc leaves a value as it was; leaving the field commits; an unchanged one does not', async ({
    room,
  }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    const field = room.page.getByRole('textbox', { name: 'Scale Y' });
    await field.fill('9');
    await field.press('Escape');
    await expect(field).toHaveValue('1.000');
    await field.focus();
    await room.page.keyboard.press('Tab');
    expect(await room.asked('submit')).toEqual([]);
    await field.fill('2');
    await room.page.keyboard.press('Tab');
    await expect.poll(async () => room.asked('submit')).toHaveLength(1);
  });

  test('what is no number, and what main refuses, is said at the field', async ({ room }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    const field = room.page.getByRole('textbox', { name: 'Location X' });
    await field.fill('far');
    await field.press('Enter');
    await expect(room.page.getByRole('complementary').getByRole('alert')).toHaveText('Not a number.');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await room.refuse('submit', 'Crate_014 is locked.');
    await field.fill('4');
    await field.press('Enter');
    await expect(room.page.getByRole('complementary').getByRole('alert')).toHaveText('Crate_014 is locked.');
  });

  test('a value on its way is marked until it is confirmed, and a failure is told', async ({ room }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    const field = room.page.getByRole('textbox', { name: 'Name' }).first();
    await field.fill('Kiste');
    await field.press('Enter');
    await expect(field).toHaveAttribute('data-applying', 'true');
    const [{ id } = { id: '' }] = (await room.asked('submit')) as { id: string }[];
    const failed = {
      ...(main.changes[0] as (typeof main.changes)[0]),
      id,
      n: 18_204,
      state: 'aborted' as const,
      objects: [CRATE],
      reason: { code: 'x', message: 'Unity did not answer.', path: null },
    };
    await room.push({ changes: [failed] });
    await expect(field).not.toHaveAttribute('data-applying');
    await expect(room.page.getByRole('complementary').getByRole('alert')).toContainText(
      'did not go through: Unity did not answer.',
    );
  });

  test('says who set a value last, with its number, reason and what it was before', async ({ room }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    const note = room.page.getByRole('note', { name: 'Who set this' });
    await expect(note).toContainText('Location Z');
    await expect(note).toContainText('you, in Blender');
    await expect(note).toContainText('before: 0.000');
    await note.getByRole('button', { name: /^18.201$/ }).click();
    await expect(room.page.getByRole('tab', { name: 'Change' })).toHaveAttribute('aria-selected', 'true');
  });

  test('asks anew who set a value after a new snapshot: the history may be another', async ({ room }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    await expect(room.page.getByRole('note', { name: 'Who set this' })).toBeVisible();
    const before = (await room.asked('read_blame')).length;
    await room.page.evaluate(() => window.harness.skip());
    await room.push({ locks: [] });
    await expect.poll(async () => room.asked('read_blame')).toHaveLength(before + 1);
  });

  test('says of an object that is not there whether it is only suggested, who deleted it, or no more than that', async ({
    room,
  }) => {
    await room.open('main');
    const { page } = room;
    const tab = page.getByRole('tabpanel', { name: 'Object' });
    await card(page, 0)
      .getByRole('button', { name: /^Lantern_01/ })
      .click();
    await expect(tab).toContainText('Suggested by set-dresser, not in the shared scene yet.');
    await expect(tab.getByRole('heading', { name: 'Lantern_01' })).toBeVisible();
    await expect(tab.getByRole('definition').filter({ hasText: /\sm$/u })).toHaveText(/^[−-]?\d+\.\d{3}\s/u);
    await tab.getByRole('button', { name: 'Go to its card' }).click();
    await expect(card(page, 0)).toBeFocused();
    await room.push({ waiting: [] });
    await page.getByRole('tab', { name: 'Object' }).click();
    await expect(tab).toContainText('This object is not in the shared scene.');

    const [lantern] = main.waiting[0]?.objects ?? [];
    const last = main.changes.at(-1);
    if (lantern === undefined || last === undefined) throw new Error('nothing is suggested');
    const n = main.status.revision + 1;
    const deleted: ChangeView = { ...last, id: uuid(9, n), n, state: 'committed', objects: [lantern.id] };
    const existence = { facet: 'existence', revision: n, actor: last.actor, intent: deleted.id, why: '' };
    await room.answer('read_blame', { facets: [{ ...existence, approvedBy: null, before: null }] });
    await room.push({ changes: [deleted] });
    await expect(tab).toContainText('This object is no longer in the shared scene.');
    await expect(tab).toContainText(/Deleted by you.*, 18.204\./);
    await tab.getByRole('button', { name: 'Show that change' }).click();
    await expect(page.getByRole('tabpanel', { name: 'Change' })).toContainText(/18.204/);
  });

  test('deleting names everything that goes along', async ({ room }) => {
    await room.open('main');
    await select(room.page, 'Well');
    await room.page.getByRole('button', { name: 'Delete object…' }).click();
    await room.page.getByRole('button', { name: 'Delete 3 objects' }).click();
    await expect
      .poll(async () => room.asked('submit'))
      .toMatchObject([
        { operations: [{ op: 'delete', id: uuid(1, 5), descendants: [uuid(1, 6), uuid(1, 7)] }] },
      ]);

    // Several go by one change.
    await select(room.page, 'Crate_001');
    await room.page.getByRole('searchbox', { name: 'Find an object' }).fill('Crate_');
    await room.page.getByRole('row', { name: /Crate_002/ }).click({ modifiers: ['ControlOrMeta'] });
    await room.page.getByRole('button', { name: 'Delete 2 objects…' }).click();
    await room.page.getByRole('button', { name: 'Delete 2 objects', exact: true }).click();
    await expect.poll(async () => room.asked('submit')).toHaveLength(2);
    const [, both] = (await room.asked('submit')) as { operations: { op: string }[] }[];
    expect(both?.operations.map(({ op }) => op)).toEqual(['delete', 'delete']);
  });

  test('speaks Unity once something was changed there, and stays with axes that were chosen', async ({
    room,
  }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    const { page } = room;
    const location = page.getByRole('group', { name: /^(Location|Position), m$/ }).getByRole('textbox');
    const active = page.getByRole('switch', { name: 'Active' });
    const read = async (): Promise<string[]> =>
      location.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
    const inBlender = await read();
    const [x = '', y = '', z = ''] = inBlender;
    await expect(active).toHaveCount(0);
    const [change] = main.changes;
    if (change === undefined) throw new Error('no change');
    const inUnity: ChangeView = {
      ...change,
      n: 18_204,
      id: uuid(9, 1),
      actor: { kind: 'engine', id: 'engine:unity', name: 'Unity' },
    };
    await room.push({ changes: [inUnity] });
    await expect(active).toBeVisible();
    // X mirrored, Y up.
    const negated = (text: string): string => (text.startsWith('−') ? text.slice(1) : `−${text}`);
    await expect.poll(read).toEqual([negated(x), z, negated(y)]);
    await expect(page.getByRole('group', { name: 'Position, m' })).toBeVisible();
    await page.getByRole('tabpanel').getByRole('radio', { name: 'Blender Z up' }).click();
    await expect.poll(read).toEqual(inBlender);
    await room.push({ changes: [{ ...inUnity, n: 18_205, id: uuid(9, 2) }] });
    await expect.poll(read).toEqual(inBlender);
    await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'Last used' }).click();
    await page.getByRole('navigation').getByRole('button', { name: 'Control' }).click();
    await expect(active).toBeVisible();
  });

  test('edits visibility, parent, lock and custom properties', async ({ room }) => {
    await room.open('main');
    await select(room.page, 'Crate_014');
    const { page } = room;
    await page.getByRole('switch', { name: 'In render' }).click();
    await page.getByRole('textbox', { name: 'Value of mass' }).fill('20');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add a property' }).click();
    await page.getByRole('textbox', { name: 'Name of the new property' }).fill('tint');
    await page.getByRole('textbox', { name: 'Value of the new property' }).fill('1 0.5 0');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Parent: Courtyard' }).click();
    await page.getByRole('button', { name: 'No parent' }).click();
    await page.getByRole('switch', { name: 'Agents may change it' }).click();
    await expect.poll(async () => room.asked('lock')).toEqual([{ id: CRATE, on: true }]);
    const operations = ((await room.asked('submit')) as { operations: unknown[] }[]).flatMap(
      (each) => each.operations,
    );
    expect(operations).toEqual([
      { op: 'set_visibility', id: CRATE, visibility: { viewport: true, render: false } },
      { op: 'set_property', id: CRATE, key: 'mass', value: 20 },
      { op: 'set_property', id: CRATE, key: 'tint', value: [1, 0.5, 0] },
      { op: 'reparent', id: CRATE, parent: null },
    ]);
  });

  test('a lost history goes on after two clicks, and a refusal of the second is said', async ({ room }) => {
    await room.open('readonly');
    const { status } = fixture('readonly').snapshot;
    const loss = { found: 18_000, lostThrough: 18_203 };
    await room.push({ status: { ...status, ledger: { ...status.ledger, loss } } });
    await room.refuse('accept_loss', 'More is missing by now.');
    await room.page.getByRole('button', { name: 'Go on without them…' }).click();
    expect(await room.asked('accept_loss')).toEqual([]);
    await room.page.getByRole('button', { name: 'Accept that they are gone' }).click();
    await expect.poll(async () => room.asked('accept_loss')).toEqual([{ lostThrough: 18_203 }]);
    await expect(room.page.getByText('More is missing by now.')).toBeVisible();
  });

  test('a damaged history wants two clicks for each version that it can go on from', async ({ room }) => {
    await room.open('readonly');
    const { status } = fixture('readonly').snapshot;
    await room.page.getByRole('button', { name: /^Go on from version/ }).click();
    await expect(room.page.getByRole('button', { name: 'Start the new history' })).toBeVisible();
    await room.push({ status: { ...status, ledger: { ...status.ledger, goOnFrom: 17_000 } } });
    await room.page.getByRole('button', { name: /^Go on from version 17.000/ }).click();
    expect(await room.asked('go_on')).toEqual([]);
  });

  test('changes nothing while the history is read-only', async ({ room }) => {
    await room.open('readonly');
    await select(room.page, 'Crate_014');
    await expect(room.page.getByRole('textbox', { name: 'Location X' })).toHaveAttribute('readonly', '');
    await expect(room.page.getByText('Record 41 207 does not match its digest.')).toBeVisible();
    await expect(card(room.page, 0).getByRole('button', { name: 'Approve' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });
});

/** For half a second a conflict that has just come takes none. */
async function takesKeys(conflict: Locator): Promise<void> {
  await expect(conflict.getByRole('button', { name: 'Apply the result' })).not.toHaveAttribute(
    'aria-disabled',
  );
}

test.describe('a conflict', () => {
  test('is decided value by value, by keys, from its card', async ({ room }) => {
    await room.open('conflict');
    await room.page.getByRole('button', { name: 'Decide…' }).click();
    const sheet = room.page.getByRole('dialog', { name: 'Conflict: Well_Roof' });
    await expect(sheet).toBeFocused();
    const blender = sheet.getByRole('columnheader', { name: /^Blender/ });
    await expect(blender).toHaveText(/you, .*:02.* computer clock/);
    expect(await room.asked('read_shelved_time')).toEqual([{ shelf: 'shelf-1' }]);
    await sheet.getByRole('radio', { name: /Transform from Blender/ }).check();
    await takesKeys(sheet);
    await room.page.keyboard.press('Enter');
    await expect
      .poll(async () => room.asked('decide_conflict'))
      .toEqual([{ conflict: 'conflict-1', take: [{ id: uuid(1, 7), facet: 'transform' }] }]);
    await sheet.getByRole('button', { name: 'All from Blender' }).click();
    await sheet.getByRole('button', { name: 'Keep the shared scene' }).click();
    await expect
      .poll(async () => room.asked('decide_conflict'))
      .toMatchObject([{}, { take: [{}, {}] }, { take: [] }]);
    await room.page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  });

  test('R31: says of an edit that was refused by what rule, and what can be done; drift alone is nobody’s', async ({
    room,
  }) => {
    await room.open('refused');
    const { page } = room;
    const refused = page.getByRole('article', { name: 'Well_Roof your change in Blender was not let in' });
    await expect(refused).toContainText('Well_Roof is locked. Take it all the same, or unlock the object');
    await expect(page.getByRole('article', { name: /out of step in Unity/ })).toBeVisible();
    await refused.getByRole('button', { name: 'Decide…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Conflict: Well_Roof' });
    await expect(sheet).toContainText(
      'What you changed in Blender was not let in. Well_Roof is locked. Take it',
    );
    await expect(sheet.getByRole('columnheader', { name: /^Blender/ })).toContainText('you');
    await page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
    await expect(page.getByText('not let in: Well_Roof is locked.')).toBeVisible();
  });

  test('the page of the shelf that is open leaves it: the last one that is left is shown', async ({
    room,
  }) => {
    const { page } = room;
    const [kept] = fixture('refused').snapshot.shelf as [ShelfView];
    const shelfOf = (count: number): ShelfView[] =>
      Array.from({ length: count }, (_, at) => ({ ...kept, id: `shelf-${at}` }));
    await room.open('refused');
    await room.push({ shelf: shelfOf(120) });
    await page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
    await expect(page.getByText('1 to 50 of 120')).toBeVisible();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByRole('button', { name: 'Older' }).click();
    await expect(page.getByText('101 to 120 of 120')).toBeVisible();
    await room.push({ shelf: shelfOf(80) });
    await expect(page.getByText('51 to 80 of 80')).toBeVisible();
    await room.push({ shelf: shelfOf(40) });
    await expect(page.getByRole('button', { name: 'Suggest again' })).toHaveCount(40);
    await expect(page.getByText(/ of 40$/)).toHaveCount(0);
  });

  test('gives the focus back: to its card when it is left, to the next card when it is decided', async ({
    room,
  }) => {
    await room.open('conflict');
    const decide = room.page.getByRole('button', { name: 'Decide…' });
    await expect(decide).not.toHaveAttribute('aria-disabled');
    await decide.focus();
    await room.page.keyboard.press('Enter');
    await room.page.keyboard.press('Escape');
    await expect(decide).toBeFocused();
    await room.page.keyboard.press('Enter');
    const sheet = room.page.getByRole('dialog', { name: 'Conflict: Well_Roof' });
    await expect(sheet).toBeFocused();
    await sheet.getByRole('button', { name: 'Apply the result' }).focus();
    await takesKeys(sheet);
    await room.page.keyboard.press('Enter');
    await expect.poll(async () => room.asked('decide_conflict')).toHaveLength(1);
    await room.push({ conflicts: [] });
    await expect(card(room.page, 0)).toBeFocused();
  });

  test('leaves its object in view above the sheet, and at twice the type the values that collide', async ({
    room,
  }) => {
    await room.open('conflict');
    await room.page.getByRole('button', { name: 'Decide…' }).click();
    const sheet = room.page.getByRole('dialog', { name: 'Conflict: Well_Roof' });
    const row = await room.page.getByRole('row', { name: /Well_Roof/, selected: true }).boundingBox();
    expect((row?.y ?? 1e9) + (row?.height ?? 0)).toBeLessThanOrEqual((await sheet.boundingBox())?.y ?? 0);
    await room.page.setViewportSize({ width: 720, height: 450 });
    const choice = sheet.getByRole('radio', { name: /Transform from Blender/ });
    await choice.scrollIntoViewIfNeeded();
    await expect(choice).toBeInViewport();
    await choice.check();
    await sheet.getByRole('button', { name: 'Apply the result' }).click();
    await expect.poll(async () => room.asked('decide_conflict')).toHaveLength(1);
  });
});

test.describe('questions of VibeSync’s own', () => {
  test('each has its answer', async ({ room }) => {
    await room.open('questions');
    const { page } = room;
    // Where it asks already, the card that says what a refresh takes is where it is agreed to.
    await page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    await page.getByRole('button', { name: 'Refresh from the shared scene' }).last().click();
    await expect(page.locator(`article[data-card="differences ${uuid(3, 2)}"]`)).toBeFocused();
    expect(await room.asked('refresh_engine')).toEqual([]);
    await page.getByRole('button', { name: 'Link this file to the project' }).click();
    await page.getByRole('button', { name: 'Refresh 12 objects' }).click();
    await page.getByRole('button', { name: 'Adopt 23 objects' }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    const [blender, unity] = [uuid(3, 1), uuid(3, 2)];
    await expect.poll(async () => room.asked('close_breaker')).toEqual([{ session: unity }]);
    expect(await room.asked('link_scene')).toEqual([{ session: blender }]);
    expect(await room.asked('refresh_engine')).toEqual([{ session: unity, kept: 4 }]);
    expect(await room.asked('adopt_objects')).toEqual([{ session: unity }]);
    await page.getByRole('button', { name: 'Understood' }).click();
    await expect(page.getByText('did not end cleanly')).toBeHidden();
  });

  test('a file that is open twice is worked on where a person says, and the other connection ends', async ({
    room,
  }) => {
    await room.open('questions');
    const { page } = room;
    const [blender] = fixture('questions').snapshot.sessions;
    const first = { ...(blender as SessionView), state: 'live', title: 'courtyard.blend' } as const;
    const reason = {
      code: 'open_twice',
      message: 'The same file is open in another connection.',
      path: null,
    };
    await room.push({
      sessions: [
        first,
        // Which one it is the core knows; names of files are no identity.
        { ...first, session: uuid(3, 8), engine: 'blender-2' },
        {
          ...first,
          session: uuid(3, 9),
          engine: '',
          state: 'foreign',
          title: 'courtyard copy.blend',
          reason,
          openIn: first.session,
        },
      ],
    });
    await expect(page.getByText('This file is open in another Blender already')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Link this file to the project' })).toBeHidden();
    await page.getByRole('button', { name: 'Work here instead' }).click();
    await expect.poll(async () => room.asked('revoke_session')).toEqual([{ session: first.session }]);
  });

  test('speak of a scene where Unity’s artist has one open, and of a file where Blender’s has', async ({
    room,
  }) => {
    await room.open('questions');
    const { page } = room;
    const [blender, unity] = fixture('questions').snapshot.sessions;
    await expect(page.getByText('Blender shows a file that is not linked')).toBeVisible();
    await room.push({
      sessions: [
        {
          ...(blender as SessionView),
          state: 'live',
          onlyThere: {
            ...(blender as SessionView).onlyThere,
            unsaved: { forMs: 60_000, atLeast: false },
          },
        },
        {
          ...(unity as SessionView),
          state: 'foreign',
          breaker: 'closed',
          breakerNeedsClick: false,
          preview: null,
        },
      ],
    });
    await expect(page.getByText('Unity shows a scene that is not linked')).toBeVisible();
    await page.getByRole('button', { name: 'Link this scene to the project' }).click();
    await expect(page.getByRole('banner')).toContainText('another scene');
    await page.getByRole('group', { name: 'Engines' }).getByRole('button').first().click();
    await expect(page.getByRole('article', { name: 'Blender', exact: true })).toContainText(
      'only in its file',
    );
    await page.getByRole('group', { name: 'Engines' }).getByRole('button').nth(1).click();
    await expect(page.getByRole('article', { name: 'Unity', exact: true })).toContainText('The scene');
  });
});

test.describe('what was changed in play mode', () => {
  const played = fixture('played').snapshot;
  const [entry] = played.shelf;
  const offer = (page: Page): Locator =>
    page.getByRole('article', { name: /changed while playing in Unity/ });
  const keep = (page: Page): Locator => offer(page).getByRole('button', { name: /^Keep/ });

  test('is kept value by value, by keys; nothing is picked beforehand', async ({ room }) => {
    await room.open('played');
    const { page } = room;
    await expect(offer(page)).toContainText('5 values changed while playing in Unity');
    // A card that has just come ignores keys.
    await expect(page.getByRole('button', { name: 'Leave on the shelf' })).not.toHaveAttribute(
      'aria-disabled',
    );
    const boxes = offer(page).getByRole('checkbox');
    await expect(boxes).toHaveCount(6);
    for (const box of await boxes.all()) await expect(box).not.toBeChecked();
    await expect(keep(page)).toHaveAttribute('aria-disabled', 'true');
    await keep(page).focus();
    await page.keyboard.press('Enter');
    expect(await room.asked('answer_offer')).toEqual([]);
    await offer(page).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expect(offer(page).getByRole('checkbox', { name: 'Keep Key_Sun, Location Z' })).toBeChecked();
    await keep(page).focus();
    await page.keyboard.press('Enter');
    const take = [{ id: uuid(1, 9), facet: 'transform' }];
    await expect.poll(async () => room.asked('answer_offer')).toEqual([{ shelf: 'played-1', take }]);
  });

  test('says what moved on since, and offers nothing that is gone', async ({ room }) => {
    await room.open('played');
    const { page } = room;
    const gone = offer(page).getByRole('checkbox', { name: /^Keep deleted object/ });
    await expect(gone).toBeDisabled();
    await expect(offer(page)).toContainText('Deleted since.');
    await expect(offer(page)).toContainText('Changed since: Location Z 0.500 m.');
    await expect(offer(page)).not.toContainText('becomes a conflict');
    await offer(page).getByRole('checkbox', { name: 'All 4' }).click();
    await expect(gone).not.toBeChecked();
    await expect(offer(page)).toContainText('becomes a conflict');
    await expect(keep(page)).toHaveText('Keep 4 values');
    // What is shared as it was played needs no answer any more.
    const guide = played.objects.find(({ id }) => id === uuid(1, 12)) as SceneObject;
    await room.push({ objects: [{ ...guide, visibility: { viewport: false, render: false } }] });
    await expect(offer(page)).toContainText('Shared like this by now.');
    await expect(keep(page)).toHaveText('Keep 3 values');
  });

  test('that is left folds to a line that leads to the shelf; kept whole, nothing stays', async ({
    room,
  }) => {
    await room.open('played');
    const { page } = room;
    await expect(page.getByRole('button', { name: 'Leave on the shelf' })).not.toHaveAttribute(
      'aria-disabled',
    );
    await page.getByRole('button', { name: 'Leave on the shelf' }).click();
    await expect.poll(async () => room.asked('answer_offer')).toEqual([{ shelf: 'played-1', take: [] }]);
    const { asks: _, ...left } = entry as ShelfView;
    await room.push({ shelf: [left] });
    await expect(offer(page)).toBeHidden();
    const line = page.getByRole('button', { name: /Unity: 5 played values.*on the shelf/ });
    await line.click();
    await expect(page.getByRole('listitem').filter({ hasText: 'changed while playing' })).toBeVisible();
    await page.getByRole('navigation').getByRole('button', { name: 'Control' }).click();
    await room.push({ shelf: [] });
    await expect(line).toBeHidden();
  });

  test('can wait: it stands below what blocks, and takes nothing while everything is held', async ({
    room,
  }) => {
    await room.open('played');
    const { page } = room;
    await room.push({ conflicts: fixture('conflict').snapshot.conflicts });
    const cards = page.getByRole('region', { name: /^Needs you/ }).getByRole('article');
    await expect(cards.first()).toContainText('Decide…');
    await expect(cards.nth(1)).toContainText('changed while playing');
    await page.getByRole('checkbox', { name: 'All 4' }).click();
    await room.push({ status: fixture('halted').snapshot.status });
    await expect(keep(page)).toHaveAttribute('aria-disabled', 'true');
    await expect(page.getByRole('button', { name: 'Leave on the shelf' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  test('is heard by its name, and comes into view where a notification named it', async ({ room }) => {
    await room.open('calm');
    const { page } = room;
    await room.push({ shelf: played.shelf });
    await expect(
      page.locator('[aria-live="polite"]').filter({ hasText: 'changed while playing' }),
    ).toHaveCount(1);
    await room.push({ focus: { card: 'played played-1' } });
    await expect(offer(page)).toBeFocused();
  });
});

test.describe('the timeline', () => {
  test('a change that was taken back and went on says so at each of its numbers', async ({ room }) => {
    await room.open('main');
    const newest = main.changes.filter((change) => change.n !== null).at(-1) as ChangeView;
    const n = newest.n ?? 0;
    await room.push({ changes: [{ ...newest, id: 'went-on', n: n + 2, earlier: [n + 1] }] });
    const [before, after] = [n + 1, n + 2].map((each) => each.toLocaleString('en').replaceAll(',', '.'));
    const { page } = room;
    await page
      .getByRole('button', { name: new RegExp(`^${before}, .*taken back, went on as ${after}$`) })
      .click();
    await expect(page.getByRole('tab', { name: 'Change' })).toHaveAttribute('aria-selected', 'true');
    const change = page.getByRole('tabpanel');
    await expect(change).toContainText(new RegExp(`Tried before${before}, taken back`));
    await expect(
      page.getByRole('button', { name: new RegExp(`^${after}, .*done, tried before as ${before}$`) }),
    ).toHaveAttribute('aria-pressed', 'true');
  });

  test('walks by keys, folds runs, and shows what is selected', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('group', { name: /^Changes by version/ }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('button', { name: /^18.203, you: Move Crate_013, done/ })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(
      page.getByRole('button', { name: /^18.197 to 18.201, you, in Blender: Crate_014 · 5 moves, done/ }),
    ).toBeFocused();
    await expect(page.getByRole('tabpanel', { name: 'Change' })).toContainText('Move Crate_014');
  });

  test('says of the newest number that it goes up to it: numbers that nobody used are no changes', async ({
    room,
  }) => {
    await room.open('main');
    await room.push({ status: { ...main.status, revision: 263 } });
    await expect(room.page.getByText('up to 263', { exact: true })).toBeVisible();
    await expect(room.page.getByText('263 changes')).toHaveCount(0);
  });

  test('reads older parts of the history by range', async ({ room }) => {
    await room.open('main');
    const slider = room.page.getByRole('slider', { name: 'Part of the history that is shown' });
    await slider.focus();
    for (let i = 0; i < 12; i += 1) await room.page.keyboard.press('PageUp');
    await expect.poll(async () => room.asked('read_timeline')).not.toEqual([]);
    await expect(room.page.getByRole('button', { name: 'Follow now' })).toBeVisible();
    await room.page.getByRole('button', { name: 'Follow now' }).click();
    await expect(room.page.getByRole('button', { name: 'following now' })).toBeVisible();
  });

  test('a suggestion on the waiting strip leads to its card', async ({ room }) => {
    await room.open('main');
    await room.page.getByRole('button', { name: 'Waiting, lighter: Evening mood' }).click();
    await expect(card(room.page, 2)).toBeFocused();
  });

  test('its height is kept', async ({ room }) => {
    await room.open('calm');
    await room.page.getByRole('separator', { name: 'Height of the timeline' }).focus();
    await room.page.keyboard.press('ArrowUp');
    await room.page.reload();
    await expect(room.page.getByRole('separator', { name: 'Height of the timeline' })).toHaveAttribute(
      'aria-valuenow',
      '228',
    );
  });
});

test.describe('engines and agents', () => {
  test('a drift shows with its age in the bar, the verdict and the connection', async ({ room }) => {
    await room.open('calm');
    const [blender, ...others] = fixture('calm').snapshot.sessions;
    if (blender === undefined) throw new Error('no session');
    await room.push({
      sessions: [{ ...blender, drift: { objects: [CRATE, uuid(1, 4)], forMs: 12_000 } }, ...others],
    });
    await expect(room.page.getByTitle('What this means')).toContainText('Blender out of step');
    const chip = room.page.getByRole('group', { name: 'Engines' }).getByRole('button').first();
    await expect(chip).toContainText('2 out of step · 0:12');
    await chip.click();
    const details = room.page.getByRole('article', { name: 'Blender' });
    await expect(details).toContainText('2 out of step · 0:12');
    await expect(details).not.toContainText('in step');
    await room.push({ sessions: [{ ...blender, comparedAgoMs: 65_000 }, ...others] });
    await expect(details).toContainText('all objects, compared 1:05 ago');
    await expect(chip).not.toContainText('out of step');
  });

  test('pair, launch, install, trust, disconnect', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    await page.getByRole('button', { name: 'Get a pairing code' }).click();
    await expect(page.getByRole('status', { name: 'Pairing code' })).toHaveText('7KQ4-M2XD');
    await expect(page.getByText(/expires in 4:5\d/)).toBeVisible();
    await page.getByRole('button', { name: 'Launch Blender with VibeSync' }).click();
    await page.getByRole('button', { name: 'Install the Blender plug-in' }).click();
    await expect(page.getByText(/Installed in .*blender/)).toBeVisible();
    await page
      .getByRole('radiogroup', { name: 'What you do in Unity' })
      .getByRole('radio', { name: 'asks first' })
      .click();
    await page.getByRole('button', { name: 'Disconnect Unity' }).click();
    await expect.poll(async () => room.asked('revoke_session')).toEqual([{ session: uuid(3, 2) }]);
    expect(await room.asked('trust')).toEqual([{ engine: 'unity', level: 'ask' }]);
    expect(await room.asked('launch_engine')).toEqual([{ kind: 'blender' }]);
  });

  test('the Unity package says where it is and what to do there, or why it is not', async ({ room }) => {
    await room.open('calm');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    const ways = page.getByRole('region', { name: 'Connect an engine' });
    const install = ways.getByRole('button', { name: 'Install Unity package' });
    const hint = ways.getByText(/Unity 2022\.3 or newer/);
    await room.answer('install_plugin', { path: null });
    await install.click();
    await expect.poll(async () => room.asked('install_plugin')).toEqual([{ kind: 'unity' }]);
    await expect(hint).toBeVisible(); // no project was chosen: nothing to say
    await expect(ways.getByRole('alert')).toHaveCount(0);
    await room.refuse('install_plugin', '/home/artist is no Unity project.');
    await install.click();
    await expect(ways.getByRole('alert')).toHaveText('/home/artist is no Unity project.');
    await room.answer('install_plugin', { path: '/home/artist/Courtyard/Packages/com.vibesync.adapter' });
    await install.click();
    const said = ways.getByRole('status').filter({ hasText: /Installed in .*Courtyard\/Packages/ });
    await expect(said).toContainText('Window > VibeSync');
    await expect(ways.getByRole('alert')).toHaveCount(0);
    await expect(hint).toHaveCount(0);
  });

  test('a disconnected engine says why, with what it sent as text', async ({ room }) => {
    await room.open('offline');
    await room.page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    const unity = room.page.getByRole('article', { name: 'Unity' });
    await expect(unity).toContainText('Disconnected, because: A frame had the field “sudo”');
    await expect(unity).toContainText('"sudo":true');
  });

  test('an agent’s key is shown once, and copied through main', async ({ room }) => {
    await room.open('calm');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    await page.getByRole('textbox', { name: 'Name of the agent' }).fill('lighter');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Key' })).toHaveValue(/^vsa_/);
    await page.getByRole('button', { name: 'Copy configuration' }).click();
    await expect.poll(async () => room.asked('copy_text')).toHaveLength(1);
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Key' })).toBeHidden();
    await page.getByRole('button', { name: 'Pause set-dresser' }).click();
    await page.getByRole('button', { name: 'Pause all agents' }).click();
    await expect
      .poll(async () => room.asked('pause_agents'))
      .toEqual([
        { agent: 'agent:set-dresser', on: true },
        { agent: null, on: true },
      ]);
  });

  test('an agent’s key comes into view, with the keys on it, in the smallest window', async ({ room }) => {
    await room.open('calm', { width: 1100, height: 700 });
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    await page.getByRole('textbox', { name: 'Name of the agent' }).fill('painter');
    await page.keyboard.press('Enter');
    const key = page.getByRole('textbox', { name: 'Key' });
    await expect(key).toBeFocused();
    const { agents } = fixture('calm').snapshot;
    await room.push({
      agents: [
        ...agents,
        { agent: 'agent:painter', name: 'painter', connected: false, paused: false, waiting: 0 },
      ],
    });
    await expect(page.getByRole('button', { name: 'Pause painter' })).toBeAttached();
    await expect(key).toBeInViewport({ ratio: 1 });
  });

  test('the keys stay where they were when what they were on goes away', async ({ room }) => {
    await room.open('calm');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    const agents = page.getByRole('region', { name: 'Engines and agents' });
    await agents.getByRole('button', { name: 'Disconnect set-dresser for good' }).focus();
    await page.keyboard.press('Enter');
    await room.push({
      agents: fixture('calm').snapshot.agents.filter((each) => each.name !== 'set-dresser'),
    });
    await expect(agents).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(agents.locator(':focus')).toBeVisible();

    // An object that is deleted takes its fields with it.
    await page.getByRole('navigation').getByRole('button', { name: 'Control' }).click();
    await select(page, 'Crate_014');
    await page.getByRole('textbox', { name: 'Location X', exact: true }).focus();
    await room.push({ removed: [CRATE] });
    await expect(page.getByRole('tabpanel')).toContainText('This object is not in the shared scene.');
    await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeFocused();
  });

  test('first run offers each way to begin', async ({ room }) => {
    await room.open('first');
    await room.page.getByRole('button', { name: /^Connect Unity/ }).click();
    await expect.poll(async () => room.asked('install_plugin')).toEqual([{ kind: 'unity' }]);
    await expect(room.page.getByRole('heading', { name: 'The package is in your project' })).toBeFocused();
    const ready = room.page.getByRole('status').filter({ hasText: /Installed in .*com\.vibesync\.adapter/ });
    await expect(ready).toContainText('Window > VibeSync');
    await room.page.getByRole('button', { name: 'Get a pairing code' }).click();
    await expect(room.page.getByRole('status', { name: 'Pairing code' })).toHaveText('7KQ4-M2XD');
    await room.page.getByRole('button', { name: 'Other ways to begin' }).click();
    await room.page.getByRole('button', { name: /^Connect Blender/ }).click();
    await expect.poll(async () => room.asked('launch_engine')).toEqual([{ kind: 'blender' }]);
    // Until it is there a second click starts no second one.
    const blender = room.page.getByRole('button', { name: /^Connect Blender/ });
    await expect(blender).toContainText('Blender is starting, and connects by itself.');
    await blender.press('Enter');
    expect(await room.asked('launch_engine')).toHaveLength(1);
    await room.page.getByRole('button', { name: /Start it once more$/ }).click();
    await expect.poll(async () => room.asked('launch_engine')).toHaveLength(2);

    // The key is shown once: it stays though there is an agent by now.
    await room.page.getByRole('button', { name: /^Connect an AI agent/ }).click();
    await expect(room.page.getByRole('textbox', { name: 'Name of the agent' })).toBeFocused();
    await room.page.keyboard.type('lighter');
    await room.page.keyboard.press('Enter');
    await expect(room.page.getByRole('textbox', { name: 'Key', exact: true })).toHaveValue(/^vsa_/);
    const [copied] = (await room.asked('copy_text')) as { text: string }[];
    expect(JSON.parse(copied?.text ?? '')).toHaveProperty('mcpServers.vibesync.url');
    await room.push({ agents: main.agents.slice(0, 1) });
    await expect(room.page.getByText('The configuration is copied')).toBeVisible();
    await room.page.getByRole('button', { name: 'Done' }).click();
    await expect(room.page.getByText('Nothing is connected yet')).toHaveCount(0);
  });
});

test.describe('history, shelf, settings', () => {
  test('the history is searched and verified, and every time says whose clock it is (TIME-2)', async ({
    room,
  }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Verify the history' }).click();
    await expect(page.getByText(/Verified: 54.812 records/)).toBeVisible();
    await expect(page.getByRole('columnheader', { name: 'Computer clock' })).toBeVisible();
    await page.getByRole('searchbox', { name: 'Find in the history' }).fill('scatter');
    await expect(page.getByRole('row', { name: /Scatter Crate_007/ })).toHaveCount(6);
  });

  test('what is on the shelf is suggested again, or discarded on the second click', async ({ room }) => {
    await room.open('conflict');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
    await page.getByRole('button', { name: 'Suggest again' }).first().click();
    await expect.poll(async () => room.asked('propose_shelved')).toEqual([{ shelf: 'shelf-1' }]);
    await page.getByRole('button', { name: 'Discard' }).nth(1).click();
    expect(await room.asked('discard_shelved')).toEqual([]);
    await page.getByRole('button', { name: 'Discard for good' }).click();
    await expect.poll(async () => room.asked('discard_shelved')).toEqual([{ shelf: 'shelf-0' }]);
  });

  test('an entry of the shelf says for how many older ones it stands', async ({ room }) => {
    await room.open('conflict');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
    const shelf = fixture('conflict').snapshot.shelf.map((entry, index) =>
      index === 0 ? { ...entry, older: 1_204 } : entry,
    );
    await expect(page.getByText(/kept in the history alone/)).toHaveCount(0);
    await room.push({ shelf });
    await expect(
      page.getByText(/^The newest of these: 1.204 older values are kept in the history alone\.$/u),
    ).toBeVisible();
  });

  test('an entry of the shelf that was sent in part is read whole before one picks from it', async ({
    room,
  }) => {
    await room.open('conflict');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
    const entry = fixture('conflict').snapshot.shelf.find(({ id }) => id === 'shelf-1');
    if (entry === undefined) throw new Error('the fixture has no such entry');
    const state = { id: uuid(1, 7), facet: 'property:last', value: 7 } as const;
    const whole = { ...entry, states: [...entry.states, state], of: entry.states.length + 1 };
    await room.answer('read_shelved', whole);
    await room.push({ shelf: [{ ...entry, of: whole.of }] });
    await page.getByRole('button', { name: 'Choose…' }).click();
    await page.getByRole('checkbox', { name: /last/ }).check();
    expect(await room.asked('read_shelved')).toEqual([{ shelf: 'shelf-1' }]);
    await page.getByRole('button', { name: 'Suggest 1 value' }).click();
    const take = [{ id: state.id, facet: state.facet }];
    await expect.poll(async () => room.asked('propose_shelved')).toEqual([{ shelf: 'shelf-1', take }]);
  });

  test('of what is on the shelf a part is suggested again, and what cannot be had is named', async ({
    room,
  }) => {
    await room.open('conflict');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
    await expect(page.getByText('1 value cannot be suggested: its object was deleted since.')).toBeVisible();
    await page.getByRole('button', { name: 'Choose…' }).click();
    const choice = page.getByRole('group', { name: 'What of it to suggest again' });
    await expect(choice).toBeFocused();
    await expect(choice.getByRole('checkbox', { name: /deleted object/ })).toBeDisabled();
    await expect(choice).toContainText('Deleted since.');
    await choice.getByRole('checkbox', { name: /material/ }).check();
    const by = { kind: 'person', id: 'person', name: 'you' } as const;
    const gone = { id: uuid(1, 900), name: 'Lantern_003', facet: 'transform', why: 'deleted', by } as const;
    await room.answer('propose_shelved', { taken: { taken: 1, of: 2, staying: [gone] } });
    await page.getByRole('button', { name: 'Suggest 1 value' }).click();
    const take = [{ id: uuid(1, 7), facet: 'property:material' }];
    await expect.poll(async () => room.asked('propose_shelved')).toEqual([{ shelf: 'shelf-1', take }]);
    await expect(
      page.getByRole('status').filter({ hasText: '1 of 2 values are on their way' }),
    ).toContainText('Lantern_003 was deleted by you.');
    await page.getByRole('button', { name: 'Back' }).click();
    await expect(page.getByRole('button', { name: 'Choose…' })).toBeFocused();
  });

  test('patience with hands is a setting of its own', async ({ room }) => {
    await room.open('calm');
    await room.page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    const field = room.page.getByRole('textbox', { name: 'Wait for your hands' });
    await expect(field).toHaveValue('30');
    await field.fill('90');
    await field.press('Enter');
    await expect.poll(async () => room.asked('set_hands_patience')).toEqual([{ handsLimitMs: 90_000 }]);
  });

  test('patience is taken in whole seconds, and nothing else', async ({ room }) => {
    await room.open('calm');
    await room.page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    const field = room.page.getByRole('textbox', { name: 'Wait for a busy engine' });
    await field.fill('601');
    await field.press('Enter');
    await expect(room.page.getByText('A whole number of seconds')).toBeVisible();
    await field.fill('25');
    await field.press('Enter');
    await expect.poll(async () => room.asked('set_patience')).toEqual([{ busyLimitMs: 25_000 }]);
  });
});

test.describe('what hands hold up', () => {
  const { differing, waits } = fixture('hands').snapshot.inHands;
  const [roof, crate] = [differing[0], waits[0]];
  if (roof === undefined || crate === undefined) throw new Error('the fixture holds nothing');
  const stays = (page: Page): Locator =>
    page.getByRole('article', { name: 'Well_Roof stays as you have it in Blender' });
  const waiting = (page: Page): Locator =>
    page.getByRole('article', { name: 'Crate_014 in your hands in Blender' });

  test('is answered by its buttons, each with what it does beside it', async ({ room }) => {
    await room.open('hands');
    for (const [name, answer, does] of [
      ['Try again', 'try_again', 'over what has changed there since'],
      ['Shelf', 'shelf', 'yours waits on the shelf'],
      ['Put back', 'put_back', 'yours is dropped'],
    ] as const) {
      const button = stays(room.page).getByRole('button', { name, exact: true });
      await expect(button).toHaveAccessibleDescription(new RegExp(does));
      await expect(button).not.toHaveAttribute('aria-disabled');
      await button.click();
      await expect
        .poll(async () => (await room.asked('answer_differing')).at(-1))
        .toEqual({ differing: roof.id, answer });
    }
    for (const [name, answer] of [
      ['Keep waiting', 'wait'],
      ['Go on without Blender', 'without'],
      ['Take back', 'take_back'],
    ] as const) {
      const button = waiting(room.page).getByRole('button', { name, exact: true });
      await expect(button).not.toHaveAttribute('aria-disabled');
      await button.press('Enter');
      await expect
        .poll(async () => (await room.asked('answer_wait')).at(-1))
        .toEqual({ actor: crate.actor.id, intents: crate.intents, answer });
    }
  });

  test('ignores keys for a moment after it changed, and not because a hand let go or time went on', async ({
    room,
  }) => {
    await room.open('hands');
    const again = stays(room.page).getByRole('button', { name: 'Try again' });
    const keep = waiting(room.page).getByRole('button', { name: 'Keep waiting' });
    for (const button of [again, keep]) await expect(button).not.toHaveAttribute('aria-disabled');
    await room.push({
      inHands: {
        differing: [{ ...roof, inHands: false }],
        waits: [{ ...crate, waitedMs: 41_000 }],
        ended: [],
      },
    });
    await expect(stays(room.page)).toContainText('Blender goes on showing yours until you decide.');
    await expect(waiting(room.page)).toContainText('has waited 0:41');
    for (const button of [again, keep]) expect(await button.getAttribute('aria-disabled')).toBeNull();
    const changed = {
      inHands: {
        differing: [{ ...roof, changes: [] }],
        waits: [{ ...crate, intents: crate.intents.slice(0, 1) }],
        ended: [],
      },
    } satisfies Pushed;
    // In one go: the moment may be over when a busy computer comes to look.
    const held = await room.page.evaluate(
      async ([batch, names]) => {
        await window.harness.push(batch);
        return [...document.querySelectorAll<HTMLElement>('[data-card] button')]
          .filter((button) => (names as readonly string[]).includes(button.textContent))
          .map((button) => {
            button.click();
            return button.getAttribute('aria-disabled');
          });
      },
      [changed, ['Try again', 'Keep waiting']] as const,
    );
    expect(held).toEqual(['true', 'true']);
    for (const name of ['answer_differing', 'answer_wait'] as const)
      expect(await room.asked(name)).toEqual([]);
    for (const button of [again, keep]) await expect(button).not.toHaveAttribute('aria-disabled');
  });

  test('says why it was refused, and is closed while everything is held', async ({ room }) => {
    await room.open('hands');
    await room.refuse('answer_differing', 'Well_Roof is locked.');
    const again = stays(room.page).getByRole('button', { name: 'Try again' });
    await expect(again).not.toHaveAttribute('aria-disabled');
    await again.click();
    await expect(stays(room.page)).toContainText('Well_Roof is locked.');
    await room.push({ status: { ...fixture('halted').snapshot.status } });
    await expect(again).toHaveAttribute('aria-disabled', 'true');
  });

  test('shows on the engine: in the bar, in the verdict, in the connection and at the object', async ({
    room,
  }) => {
    await room.open('hands');
    await expect(room.page.getByTitle('What this means')).toContainText('Blender: 1 object differs');
    const chip = room.page.getByRole('group', { name: 'Engines' }).getByRole('button', { name: /Blender/ });
    await expect(chip).toContainText('1 differs');
    await chip.click();
    await expect(room.page.getByRole('tabpanel')).toContainText('1 object is not as shared there');
    await select(room.page, 'Well_Roof');
    await expect(room.page.getByRole('tabpanel')).toContainText('as you have it');
  });
});

test.describe('the window', () => {
  test('names of any length stay in their panels, at the smallest size', async ({ room }) => {
    await room.open('main', { width: 1100, height: 700 });
    const { page } = room;
    const long = 'A very long name that somebody gave to this thing and never thought about again_0001';
    const [gone, ...rest] = main.waiting as [WaitingView, ...WaitingView[]];
    const newest = main.changes.filter((change) => change.n !== null).at(-1) as ChangeView;
    await room.push({
      objects: main.objects.slice(0, 3).map((object) => ({ ...object, name: long })),
      sessions: main.sessions.map((session) => ({ ...session, title: `${long}.blend` })),
      waiting: rest.map((each) => ({
        ...each,
        task: long,
        objects: each.objects.map((object) => ({ ...object, name: long })),
      })),
      changes: [
        { ...newest, label: `move ${long}`, why: long.replaceAll(' ', '_') },
        { ...newest, id: gone.id, n: null, state: 'superseded', label: long },
      ],
    });
    const moot = page.getByRole('button', { name: /you changed it first/ });
    await expect(moot).toBeVisible();
    const spilt = (): Promise<string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('[role="tabpanel"], [aria-label^="Needs you"] *')]
          .filter((each) => !['visible', 'clip'].includes(getComputedStyle(each).overflowX))
          .filter((each) => getComputedStyle(each).textOverflow !== 'ellipsis')
          .filter((each) => each.scrollWidth > each.clientWidth + 1)
          .map((each) => each.outerHTML.slice(0, 80)),
      );
    await page.getByRole('button', { name: 'Show the inspector' }).click();
    await page.getByRole('row').nth(2).click();
    await expect(page.getByRole('tabpanel', { name: 'Object' })).toContainText(long);
    expect(await spilt(), 'the object').toEqual([]);
    await page
      .getByRole('button', { name: new RegExp(`${long}.*done`) })
      .last()
      .click();
    await expect(page.getByRole('tab', { name: 'Change' })).toHaveAttribute('aria-selected', 'true');
    expect(await spilt(), 'the change').toEqual([]);
    await page.getByRole('tab', { name: 'Connection' }).click();
    expect(await spilt(), 'the connection').toEqual([]);
  });

  test('where it is narrow, what is cut off is neither safety nor which value a suggestion changes', async ({
    room,
  }) => {
    const cutOff = (text: string): Promise<boolean> =>
      room.page
        .getByText(text, { exact: true })
        .first()
        .evaluate((element) => element.scrollWidth > element.clientWidth);
    for (const state of ['questions', 'main', 'busy'] as const) {
      await room.open(state, { width: 1100, height: 700 });
      const safety = state === 'busy' ? 'writing · history verified' : 'safe · history verified';
      expect(await cutOff(safety), `${state}: ${safety}`).toBe(false);
    }
    // The facet stands in full behind its object, however little is left for both; the object is named once.
    const rows = room.page.getByRole('article').filter({ hasText: 'Evening mood' }).getByRole('listitem');
    const name = rows.first().getByRole('button');
    expect(await name.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(false);
    await expect(name).toHaveText('Key_Sun colour');
    await expect(rows.nth(2)).toHaveText(/^Location Y/);
    const heights = await rows.evaluateAll((all) => all.map((row) => row.clientHeight));
    expect(new Set(heights).size, 'every value in one line').toBe(1);
  });

  test('every stop of the tab key has a name and a focus that shows', async ({ room }) => {
    for (const state of ['main', 'halted', 'conflict', 'played', 'kept', 'first'] as const) {
      await room.open(state);
      await room.page.evaluate(() => {
        window.stops = [];
        const seen = new Set<EventTarget | null>();
        document.addEventListener('focusin', ({ target }) => {
          const element = target as HTMLElement;
          // From the last stop the key comes around to the first.
          if (seen.has(element)) window.stops.push(null);
          if (seen.has(element) || window.stops.includes(null)) return;
          seen.add(element);
          const style = getComputedStyle(element);
          const labelled = element.getAttribute('aria-labelledby');
          const name =
            element.getAttribute('aria-label') ??
            (labelled === null ? null : (document.querySelector(`[id="${labelled}"]`)?.textContent ?? '')) ??
            (element instanceof HTMLInputElement
              ? (element.labels?.[0]?.textContent ?? '')
              : element.textContent);
          window.stops.push({
            name: name.trim(),
            outlined: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0,
            tag: element.outerHTML.slice(0, 120),
          });
        });
      });
      let stops: Window['stops'] = [];
      while (stops.length < STOPS_MAX && !stops.includes(null)) {
        for (let i = 0; i < STOPS_A_LOOK; i += 1) await room.page.keyboard.press('Tab');
        const before = stops.length;
        stops = await room.page.evaluate(() => window.stops);
        expect(stops.length, 'the key leads on').toBeGreaterThan(before);
      }
      expect(stops.includes(null), 'the tab key comes around').toBe(true);
      stops = stops.slice(0, stops.indexOf(null));
      expect(stops[0]?.name).toMatch(/^Emergency override/);
      expect(stops.length).toBeGreaterThan(15);
      expect(stops.filter((stop) => stop?.name === '' || stop?.outlined !== true)).toEqual([]);
    }
  });

  test('draws a large scene by the rows in view alone, and finds in it', async ({ room }) => {
    await room.open('large');
    await expect(room.page.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '20033');
    expect(await room.page.getByRole('row').count()).toBeLessThan(80);
    await select(room.page, 'Brick_19999');
    await expect(room.page.getByRole('textbox', { name: 'Name' }).first()).toHaveValue('Brick_19999');
    await room.page.getByRole('searchbox', { name: 'Find an object' }).fill('');
    await expect(room.page.getByRole('row', { name: 'Brick_19999' })).toBeVisible();
  });

  test('the outliner walks, folds and unfolds by keys', async ({ room }) => {
    await room.open('calm');
    const { page } = room;
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('Home');
    await expect(page.getByRole('row', { name: /^Courtyard|Courtyard/ }).first()).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('row', { name: 'Crate_001' })).toHaveCount(0);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('row', { name: 'Crate_001' })).toHaveAttribute('aria-selected', 'true');
  });

  test('acknowledges a batch only after it is drawn, and attaches again after a gap', async ({ room }) => {
    await room.open('calm');
    await room.push({
      status: { ...fixture('calm').snapshot.status, project: { id: uuid(4, 1), name: 'Alley' } },
    });
    await expect(room.page.getByRole('heading', { level: 1 })).toHaveText('Alley');
    const attaches = (await room.asked('attach')).length;
    await room.page.evaluate(() => window.harness.skip());
    await room.push({ locks: [] });
    await expect.poll(async () => room.asked('attach')).toHaveLength(attaches + 1);
  });

  test('opens before the project, says so, and claims nothing of it; the override works already', async ({
    room,
  }) => {
    const opened = await room.openEarly('calm');
    const { page } = room;
    const said = page.getByRole('banner').getByText('Opening the project');
    await expect(said).toBeVisible();
    await expect(page.getByText(/\d (changes?|objects?)|no changes yet|appear here/i)).toHaveCount(0);
    await page
      .getByRole('button', { name: /emergency override/i })
      .first()
      .click();
    expect(await room.asked('halt')).toHaveLength(1);
    await opened();
    await expect(said).toHaveCount(0);
    await expect(page.getByRole('contentinfo')).toContainText('last change');
  });

  test('that has lost VibeSync vouches for nothing', async ({ room }) => {
    await room.open('calm');
    await expect(room.page.getByText('history verified')).toBeVisible();
    await room.refuse('attach', 'Nobody is there.');
    await room.page.evaluate(() => window.harness.skip());
    await room.page.evaluate(() => void window.harness.push({ locks: [] }));
    await expect(room.page.getByRole('button', { name: 'Not connected to VibeSync' })).toBeVisible();
    await expect(room.page.getByText('history verified')).toHaveCount(0);
  });

  test('brings the card into view that a notification named', async ({ room }) => {
    await room.open('conflict');
    await room.page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    await room.push({ focus: { card: main.waiting[2]?.id ?? '' } });
    await expect(card(room.page, 2)).toBeFocused();
    await room.push({ focus: { card: 'conflict conflict-1' } });
    await expect(room.page.getByRole('article', { name: /^Well_Roof/ })).toBeFocused();
  });

  test('a fault in the bar, the banner or the foot leaves the override', async ({ room }) => {
    await room.open('main');
    // What is thrown here is meant to be.
    await room.page.evaluate(() => {
      console.error = () => undefined;
    });
    const { status } = main;
    const broken = { ...status, ledger: undefined, project: undefined, inFlight: undefined };
    await room.push({ status: broken as unknown as typeof status });
    await expect(room.page.getByText('This view ran into a fault.').first()).toBeVisible();
    // The machine's words are there for whoever asks for them.
    const said = room.page.locator('details code').first();
    await expect(said).toBeHidden();
    await room.page.getByText('Details', { exact: true }).first().click();
    await expect(said).toContainText('undefined');
    await room.page.getByRole('button', { name: 'Emergency override' }).click();
    await expect.poll(async () => room.asked('halt')).toEqual([{}]);
  });

  test('moves nothing where motion is to be reduced', async ({ room }) => {
    await room.page.emulateMedia({ reducedMotion: 'reduce' });
    await room.open('main');
    const durations = await room.page.evaluate(
      () =>
        [...document.querySelectorAll('*')]
          .map((each) => getComputedStyle(each))
          .filter(
            (style) => Number.parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none',
          ).length,
    );
    expect(durations).toBe(0);
    await room.page.emulateMedia({ reducedMotion: null });
  });
});
