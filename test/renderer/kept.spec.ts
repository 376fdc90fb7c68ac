/** What exists only in an engine, and what was kept of two sides (rules 2 and 13). */
import type { Locator, Page } from '@playwright/test';
import { NOTHING_THERE } from '#app/control-room/index.ts';
import type { MergeView } from '#app/control-room/index.ts';
import { fixture, uuid } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

const kept = fixture('kept').snapshot;
const [merge] = kept.merges as [MergeView, ...MergeView[]];
const override = (page: Page): Locator => page.getByRole('button', { name: /^Emergency override/ });
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Before you leave' });
const notice = (page: Page, name: string | RegExp): Locator => page.getByRole('article', { name });
const engines = (page: Page): Locator => page.getByRole('group', { name: 'Engines' });

test.describe('leaving', () => {
  test('says engine by engine what exists only there, and that it is on screen', async ({ room }) => {
    await room.open('kept');
    await room.push({ leaving: true });
    const asked = dialog(room.page);
    await expect(asked).toContainText('Blender courtyard_v012.blend');
    for (const line of [
      'its file, unsaved for 12 min',
      'in your hands: Crate_014',
      'changed there and not decided yet: Gate, Key_Sun',
      'out of step: Crate_014, Gate',
      '3 objects that are not shared',
      'its scene, unsaved for 1 h 05 min at least',
    ])
      await expect(asked.getByText(line, { exact: true }).first()).toBeVisible();
    await expect(asked).not.toContainText('alley');
    await expect.poll(async () => room.asked('answer_leaving')).toEqual([{ answer: 'seen' }]);
  });

  test('begins at Stay; Esc stays, and the focus goes back to where it was', async ({ room }) => {
    await room.open('kept');
    const search = room.page.getByRole('searchbox', { name: 'Find an object' });
    await search.focus();
    await room.push({ leaving: true });
    const stay = dialog(room.page).getByRole('button', { name: 'Stay' });
    await expect(stay).toBeFocused();
    await room.page.keyboard.press('Escape');
    await expect
      .poll(async () => room.asked('answer_leaving'))
      .toEqual([{ answer: 'seen' }, { answer: 'stay' }]);
    await room.push({ leaving: false });
    await expect(dialog(room.page)).toHaveCount(0);
    await expect(search).toBeFocused();
  });

  test('goes by keys alone', async ({ room }) => {
    await room.open('kept');
    await room.push({ leaving: true });
    await expect(dialog(room.page).getByRole('button', { name: 'Stay' })).toBeFocused();
    await room.page.keyboard.press('Shift+Tab');
    await expect(dialog(room.page).getByRole('button', { name: 'Leave' })).toBeFocused();
    await room.page.keyboard.press('Enter');
    await expect.poll(async () => (await room.asked('answer_leaving')).at(-1)).toEqual({ answer: 'leave' });
  });

  test('follows what is saved meanwhile, and never leaves by itself', async ({ room }) => {
    await room.open('kept');
    await room.push({ leaving: true });
    const [blender, unity] = kept.sessions;
    if (blender === undefined || unity === undefined) throw new Error('no engines');
    await room.push({ sessions: [blender, { ...unity, onlyThere: NOTHING_THERE }] });
    await expect(dialog(room.page)).not.toContainText('Courtyard.unity');
    await room.push({ sessions: [{ ...blender, onlyThere: NOTHING_THERE }] });
    await expect(dialog(room.page)).toContainText('Nothing exists only in an engine any more.');
    expect(await room.asked('answer_leaving')).toEqual([{ answer: 'seen' }]);
  });

  for (const size of [
    { width: 1440, height: 900 },
    { width: 1100, height: 700 },
    { width: 720, height: 450 },
  ])
    test(`covers nothing of the override and disables nothing of it: ${size.width} × ${size.height}`, async ({
      room,
    }) => {
      await room.open('kept', size);
      await room.push({ leaving: true });
      const [box, asked] = [await override(room.page).boundingBox(), await dialog(room.page).boundingBox()];
      if (box === null || asked === null) throw new Error('they are not on screen');
      expect(asked.y).toBeGreaterThanOrEqual(box.y + box.height);
      expect(asked.y + asked.height).toBeLessThanOrEqual(size.height);
      await override(room.page).click();
      await expect.poll(async () => room.asked('halt')).toHaveLength(1);
      await room.page.keyboard.press('Control+Shift+Backspace');
      await expect.poll(async () => room.asked('halt')).toHaveLength(2);
      // What the halt says stands beside it.
      await room.push({ status: fixture('halted').snapshot.status });
      await room.page.getByRole('button', { name: 'Resume people only' }).focus();
      await room.page.keyboard.press('Enter');
      await expect.poll(async () => room.asked('resume')).toEqual([{ scope: 'people' }]);
      await expect(dialog(room.page)).toBeVisible();
    });
});

test.describe('a notice that two sides were kept', () => {
  test('names both with what was before, takes either back, and counts as nothing that needs somebody', async ({
    room,
  }) => {
    await room.open('kept');
    const it = notice(
      room.page,
      /^Crate_014 ?: your move in Blender and your rename in Unity were both kept/,
    );
    await expect(it).toContainText('0.000 m → 0.500 m');
    await expect(it).toContainText('Crate_021 → Crate_014');
    await expect(it).toContainText('Folds away after 5 min');
    await it.getByRole('button', { name: 'Take back your rename in Unity' }).click();
    await expect
      .poll(async () => room.asked('take_back'))
      .toEqual([{ merge: merge.id, actor: 'engine:unity' }]);
    await expect(room.page.getByRole('region', { name: 'Needs you: 2' })).toBeVisible();
    // Who set it, and why, is one click away.
    await it.getByRole('button', { name: /^Who set this: version 18.201/ }).click();
    await expect(room.page.getByRole('tab', { name: 'Change' })).toHaveAttribute('aria-selected', 'true');
  });

  test('of many objects is one line a side; what was taken back or changed again has no button', async ({
    room,
  }) => {
    await room.open('kept');
    const it = notice(
      room.page,
      /^12 objects ?: your show or hide here and set-dresser’s changes were both kept/,
    );
    await expect(it).toContainText('taken back');
    await expect(it.getByRole('button', { name: /^Take back/ })).toHaveCount(1);
    const [one, other] = merge.sides;
    await room.push({ merges: [{ ...merge, sides: [{ ...one, stands: 0, values: [] }, other] }] });
    await expect(notice(room.page, /^Crate_014/)).toContainText('changed again');
  });

  test('has no way back to a parent that is deleted, and says so', async ({ room }) => {
    await room.open('kept');
    const [one, other] = merge.sides;
    const [object] = merge.objects.first;
    if (object === undefined) throw new Error('no object');
    const reparented = (parent: string): MergeView['sides'][number] => ({
      ...other,
      values: [
        {
          before: { id: object, facet: 'parent', value: parent },
          after: { id: object, facet: 'parent', value: null },
        },
      ],
    });
    const it = notice(room.page, /^Crate_014/);
    await room.push({ merges: [{ ...merge, sides: [one, reparented(uuid(9, 9))] }] });
    await expect(it).toContainText('deleted object → none');
    await expect(it).toContainText('parent is deleted');
    await expect(it.getByRole('button', { name: /^Take back/ })).toHaveCount(1);
    await room.push({ merges: [{ ...merge, sides: [one, reparented(object)] }] });
    await expect(it.getByRole('button', { name: /^Take back/ })).toHaveCount(2);
  });

  test('says why it was refused, and waits while everything is held', async ({ room }) => {
    await room.open('kept');
    await room.refuse('take_back', 'Crate_014: name was changed again since.');
    const button = notice(room.page, /^Crate_014/).getByRole('button', {
      name: 'Take back your rename in Unity',
    });
    await button.click();
    await expect(notice(room.page, /^Crate_014/).getByRole('alert')).toHaveText(
      'Crate_014: name was changed again since.',
    );
    await room.push({ status: fixture('halted').snapshot.status });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
  });

  test('is heard, folds away, and leaves the keys to what stands in its place', async ({ room }) => {
    await room.open('kept');
    await room.push({ merges: [merge] });
    const heard = room.page.locator('[aria-live="polite"]');
    await expect(heard.filter({ hasText: 'Crate_014: your move in Blender and your rename' })).toHaveCount(1);
    const fold = notice(room.page, /^Unity 2 is disconnected/).getByRole('button', { name: 'Fold away' });
    await fold.focus();
    await room.page.keyboard.press('Enter');
    await expect(notice(room.page, /^Unity 2/)).toHaveCount(0);
    await expect(notice(room.page, /^Crate_014/)).toBeFocused();
    await room.push({ merges: [] });
    await expect(notice(room.page, /^Crate_014/)).toHaveCount(0);
    await expect(room.page.getByText('Good to know')).toHaveCount(0);
  });
});

test.describe('an engine that is gone', () => {
  test('NON-3: without a word, says what was neither confirmed nor saved until it was read', async ({
    room,
  }) => {
    await room.open('kept');
    const card = room.page.getByRole('article', { name: 'Blender 2 was lost' });
    for (const line of [
      'its file, unsaved for 7 min',
      'in your hands: Crate_003',
      '1 object that is not shared',
    ])
      await expect(card.getByText(line, { exact: true })).toBeVisible();
    // A reload of the page does not take it back; having read it does.
    await room.push({ sessions: kept.sessions });
    await card.getByRole('button', { name: 'Understood' }).click();
    await expect(card).toHaveCount(0);
  });

  test('by its own button, says what is still there, until it is connected again', async ({ room }) => {
    await room.open('kept');
    await expect(notice(room.page, 'Unity 2 is disconnected')).toContainText(
      'its scene, unsaved for under 1 min',
    );
    const unity2 = kept.sessions.at(-1);
    if (unity2 === undefined) throw new Error('no session');
    await room.push({ sessions: [...kept.sessions, { ...unity2, session: 'again', state: 'live' }] });
    await expect(notice(room.page, 'Unity 2 is disconnected')).toHaveCount(0);
  });
});

test.describe('the bar', () => {
  test('says since when each file is unsaved, and the connection in full', async ({ room }) => {
    await room.open('calm');
    await expect(engines(room.page).getByRole('button').first()).toContainText('unsaved 12 min');
    await expect(engines(room.page).getByRole('button').nth(1)).toContainText('saved');
    await engines(room.page).getByRole('button').first().click();
    await expect(room.page.getByRole('article', { name: 'Blender' })).toContainText('unsaved for 12 min');
    await room.page.getByTitle('What this means').click();
    await expect(room.page.getByText('in step, unsaved 12 min')).toBeVisible();
  });

  test('of a small window drops words before figures', async ({ room }) => {
    await room.open('kept', { width: 1100, height: 700 });
    for (const [index, age] of ['· 0:12', '· 1:04'].entries()) {
      const chip = engines(room.page).getByRole('button').nth(index);
      await expect(chip).toHaveAccessibleName(new RegExp(`2 out of step ${age}`));
      for (const figure of ['≠ 2', age]) {
        const shown = await chip.getByText(figure).first().boundingBox();
        const box = await chip.boundingBox();
        expect((shown?.x ?? 0) + (shown?.width ?? Infinity)).toBeLessThanOrEqual(
          (box?.x ?? 0) + (box?.width ?? 0),
        );
      }
    }
  });
});
