/** Deciding by the dozen: conflicts that are alike, the shelf, named versions, and the table of engines and agents. */
import type { Page } from '@playwright/test';
import { fixture, uuid } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

const CONFLICTS = fixture('alike').snapshot.conflicts;
const [first] = CONFLICTS;
const others = CONFLICTS.slice(1, 12).map(({ id }) => id);
const transform = first?.items.map(({ id, facet }) => ({ id, facet })) ?? [];

const goBy = async (page: Page, place: string): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name: place }).click();

test.describe('conflicts that are alike', () => {
  test('are decided one by one until a person ticks that they are not', async ({ room }) => {
    await room.open('alike');
    const { page } = room;
    const folded = page.getByRole('article').filter({ hasText: '12 conflicts like this' });
    await expect(folded).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Decide…' })).toHaveCount(2);
    await folded.getByRole('button', { name: 'Decide…' }).click();
    const sheet = page.getByRole('dialog', { name: /^Conflict/ });
    await expect(
      sheet.getByRole('checkbox', { name: 'Decide 11 others like this the same way' }),
    ).not.toBeChecked();
    await expect(sheet.getByRole('checkbox', { name: 'And later ones, without asking' })).not.toBeChecked();
    await sheet.getByRole('button', { name: 'All from Blender' }).click();
    await expect
      .poll(async () => room.asked('decide_conflict'))
      .toEqual([{ conflict: 'conflict-2', take: transform }]);
    expect(await room.asked('decide_alike')).toEqual([]);
  });

  test('are not decided unseen by the second of two clicks, nor by what becomes of one under the hand', async ({
    room,
  }) => {
    await room.open('alike');
    const { page } = room;
    await page.getByRole('navigation').getByRole('button', { name: 'Conflicts' }).click();
    const { conflicts } = fixture('alike').snapshot;
    const all = page.getByRole('button', { name: 'All from Blender' });
    await expect(all).not.toHaveAttribute('aria-disabled', 'true');
    // In one turn of the page, as a double click is to it: the one that was decided makes room for the next.
    await page.evaluate(async (left) => {
      const click = (): void =>
        [...document.querySelectorAll('button')]
          .find(({ textContent }) => textContent === 'All from Blender')
          ?.click();
      click();
      await window.harness.push({ conflicts: left });
      click();
    }, conflicts.slice(1));
    await expect(all).not.toHaveAttribute('aria-disabled', 'true');
    expect(await room.asked('decide_conflict')).toEqual([
      expect.objectContaining({ conflict: conflicts[0]?.id }),
    ]);
  });

  test('go with one click where they are ticked, by keys alone, and make no rule by that', async ({
    room,
  }) => {
    await room.open('alike');
    const { page } = room;
    const decide = page.getByRole('button', { name: 'Decide…' }).first();
    // For half a second a card that has just come takes no key.
    await expect(decide).not.toHaveAttribute('aria-disabled');
    await decide.press('Enter');
    await page.getByRole('checkbox', { name: /^Decide 11 others/ }).press('Space');
    const keep = page.getByRole('button', { name: 'Keep the shared scene' });
    // For half a second a conflict that has just come takes no key.
    await expect(keep).not.toHaveAttribute('aria-disabled');
    await keep.press('Enter');
    await expect
      .poll(async () => room.asked('decide_alike'))
      .toEqual([{ conflict: 'conflict-2', take: [], others, rule: null }]);
  });

  test('decide themselves for as long and where the person says so', async ({ room }) => {
    await room.open('alike');
    const { page } = room;
    await page.getByRole('button', { name: 'Decide…' }).first().click();
    await page.getByRole('checkbox', { name: /^And later ones/ }).check();
    await page.getByRole('textbox', { name: 'Minutes' }).fill('0');
    await page.getByRole('button', { name: 'All from Blender' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Whole minutes: 1 to 480.' })).toBeVisible();
    await page.getByRole('textbox', { name: 'Minutes' }).fill('10');
    await page.getByRole('button', { name: 'All from Blender' }).click();
    await page.getByRole('radio', { name: 'Any object' }).check();
    await page.getByRole('radio', { name: 'Until I end it' }).check();
    await page.getByRole('button', { name: 'All from Blender' }).click();
    const body = { conflict: 'conflict-2', take: transform, others: [] };
    await expect
      .poll(async () => room.asked('decide_alike'))
      .toEqual([
        { ...body, rule: { objects: [transform[0]?.id], span: 600_000 } },
        { ...body, rule: { objects: null, span: 'ended' } },
      ]);
  });

  test('ask where rules say opposite things, name these, and one of them is ended there', async ({
    room,
  }) => {
    await room.open('alike');
    const { page } = room;
    const { permissions } = fixture('allowed').snapshot;
    const [rule] = permissions.conflictRules;
    if (rule === undefined) throw new Error('no rule stands there');
    const [one, other] = [
      { ...rule, choices: [{ facet: 'transform', keep: 'engine' }] as const },
      { ...rule, id: uuid(8, 9), choices: [{ facet: 'transform', keep: 'truth' }] as const },
    ];
    const disagreeing = [{ conflict: 'conflict-2', rules: [one.id, other.id] }];
    await room.push({
      permissions: { ...permissions, decided: [], conflictRules: [one, other], disagreeing },
    });
    await page.getByRole('button', { name: 'Decide…' }).first().click();
    const sheet = page.getByRole('dialog', { name: /^Conflict/ });
    await expect(sheet).toContainText('Two rules of yours say opposite things here');
    await sheet
      .getByRole('button', { name: /^End the rule: Transform from the shared scene/ })
      .press('Enter');
    await expect.poll(async () => room.asked('end_conflict_rule')).toEqual([{ rule: other.id }]);
    await room.push({
      permissions: { ...permissions, decided: [], conflictRules: [one], disagreeing: [] },
    });
    await expect(sheet).not.toContainText('say opposite things');
  });

  test('say under Rules what they do, how often they did, and end with one click', async ({ room }) => {
    await room.open('allowed');
    const { page } = room;
    await goBy(page, 'Rules');
    const rules = page
      .getByRole('region', { name: 'Conflicts that decide themselves' })
      .getByRole('listitem');
    await expect(rules.first()).toContainText('Transform from Blender; material from the shared scene');
    await expect(rules.first()).toContainText('used 3 times, last 1 min ago');
    await expect(rules.last()).toContainText('until you end it · not used yet');
    await rules
      .last()
      .getByRole('button', { name: /^End the rule/ })
      .click();
    await expect.poll(async () => room.asked('end_conflict_rule')).toEqual([{ rule: uuid(8, 6) }]);
  });

  test('leave a notice, from which each is taken back and the rule ended', async ({ room }) => {
    await room.open('allowed');
    const { page } = room;
    const notice = page.getByRole('article', { name: '3 conflicts with Blender decided by your rule' });
    await expect(notice.getByText('taken back')).toHaveCount(1);
    await notice.getByRole('button', { name: /Take back what the rule decided about Crate_003/ }).click();
    await expect.poll(async () => room.asked('propose_shelved')).toEqual([{ shelf: 'shelf-3' }]);
    await notice.getByRole('button', { name: 'End this rule' }).click();
    await expect.poll(async () => room.asked('end_conflict_rule')).toEqual([{ rule: uuid(8, 5) }]);
  });
});

test.describe('the shelf', () => {
  test('is searched in main, and says where nothing fits', async ({ room }) => {
    await room.open('refused');
    const { page } = room;
    await goBy(page, 'Shelf');
    const items = page.getByRole('checkbox', { name: /^Select / });
    await expect(items).toHaveCount(3);
    await page.getByRole('searchbox', { name: 'Find on the shelf' }).fill('crate');
    await expect(items).toHaveCount(1);
    await page.getByRole('searchbox', { name: 'Find on the shelf' }).fill('');
    await page.getByRole('combobox', { name: 'Why' }).selectOption('not taken in a conflict');
    await expect(items).toHaveCount(1);
    await page.getByRole('combobox', { name: 'What' }).selectOption('names');
    await expect(page.getByText('Nothing on the shelf fits')).toBeVisible();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await expect(items).toHaveCount(3);
    await page.getByRole('combobox', { name: 'Order' }).selectOption('By object');
    await expect(page.getByRole('heading', { name: 'Crate_009' })).toBeVisible();
    expect((await room.asked('find_shelved')).at(-1)).toEqual({
      text: '',
      who: null,
      why: null,
      kind: null,
      withinMs: null,
      order: 'object',
      skip: 0,
      most: 50,
    });
  });

  test('several are suggested again once it is said what that comes to', async ({ room }) => {
    await room.open('refused');
    const { page } = room;
    await goBy(page, 'Shelf');
    await page.getByRole('button', { name: 'Select this page' }).click();
    await page.getByRole('button', { name: 'Suggest again…' }).click();
    const preview = page.getByRole('region', { name: 'If you suggest these again' });
    await expect(preview).toContainText('4 values change.');
    await expect(preview).toContainText('was changed since by lighter, and would be replaced.');
    expect(await room.asked('propose_many')).toEqual([]);
    await preview.getByRole('button', { name: 'Suggest them' }).click();
    const [preparing] = await room.asked('preview_shelved');
    await expect
      .poll(async () => room.asked('propose_many'))
      .toEqual([{ ...(preparing as object), hash: 'f'.repeat(64) }]);
    await expect(page.getByText('3 entries are on the way.')).toBeVisible();
  });

  test('several are discarded by one act, which can be taken back for five seconds', async ({ room }) => {
    await room.open('refused');
    const { page } = room;
    await goBy(page, 'Shelf');
    await page.getByRole('button', { name: 'Select this page' }).click();
    await page.getByRole('button', { name: 'Discard 3 selected entries' }).click();
    const back = page.getByRole('button', { name: 'Take back: 3 entries discarded' });
    await expect(back).toContainText('5');
    await back.click();
    const [act] = (await room.asked('discard_many')) as { id: string }[];
    await expect.poll(async () => room.asked('restore_discarded')).toEqual([{ id: act?.id }]);
    await expect(page.getByText('3 entries are back on the shelf.')).toBeVisible();
    await room.hurry();
    await page.getByRole('button', { name: 'Select this page' }).click();
    await page.getByRole('button', { name: 'Discard 3 selected entries' }).click();
    await page.getByRole('searchbox', { name: 'Find on the shelf' }).hover();
    await expect(back).toHaveCount(0);
  });
});

test.describe('named versions', () => {
  test('are named, gone to, renamed and removed from the timeline’s corner', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('button', { name: 'Named versions' }).click();
    const panel = page.getByRole('dialog', { name: 'Named versions' });
    await panel.getByRole('textbox', { name: /^Name version 18.203/ }).fill('Ready for review');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => room.asked('name_version'))
      .toEqual([{ name: 'Ready for review', revision: 18_203 }]);
    await panel.getByRole('button', { name: 'Rename “Blocking approved”' }).click();
    await panel.getByRole('textbox', { name: 'New name of “Blocking approved”' }).fill('Blocking');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => room.asked('rename_checkpoint'))
      .toEqual([{ checkpoint: uuid(9, 11), name: 'Blocking' }]);
    await panel.getByRole('button', { name: 'Remove the name “Blocking approved”' }).click();
    expect(await room.asked('remove_checkpoint')).toEqual([]);
    await panel.getByRole('button', { name: 'Remove the name', exact: true }).click();
    await expect.poll(async () => room.asked('remove_checkpoint')).toEqual([{ checkpoint: uuid(9, 11) }]);
    await panel.getByRole('button', { name: /^Show “Before the lighting pass”/ }).click();
    await expect(page.getByRole('region', { name: /version/i }).filter({ hasText: /18.178/ })).toBeVisible();
  });

  test('are reached by keys: M names, < and > go from one to the next, the flags are buttons', async ({
    room,
  }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('group', { name: /^Changes by version/ }).focus();
    await page.keyboard.press('<');
    await expect(page.getByText(/^Version 18.178/).first()).toBeVisible();
    await page.keyboard.press('<');
    await expect(page.getByText(/^Version 18.120/).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    const flag = page.getByRole('button', { name: /^Before the lighting pass, version 18.178/ });
    await flag.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Version 18.178/).first()).toBeVisible();
    await page.getByRole('group', { name: /^Changes by version/ }).focus();
    await page.keyboard.press('m');
    await expect(page.getByRole('dialog', { name: 'Named versions' })).toBeVisible();
  });

  test('are compared with the version on screen, and brought back', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('button', { name: 'Named versions' }).click();
    await page.getByRole('button', { name: /^Show “Before the lighting pass”/ }).click();
    await page.getByRole('button', { name: 'Named versions' }).click();
    await page
      .getByRole('button', { name: 'Compare the version on screen with “Blocking approved”' })
      .click();
    await expect(page.getByRole('dialog', { name: 'Named versions' })).toHaveCount(0);
    expect((await room.asked('read_scene')).at(-1)).toEqual({ revision: 18_120 });
    await page.getByRole('button', { name: 'Named versions' }).click();
    await page.getByRole('button', { name: 'Bring back “Blocking approved”' }).click();
    await page
      .getByRole('dialog', { name: 'Named versions' })
      .getByRole('button', { name: 'Look', exact: true })
      .click();
    await page.getByRole('button', { name: /^Bring back 18.120/ }).click();
    await expect
      .poll(async () => (await room.asked('bring_back')) as { revision: number }[])
      .toEqual([expect.objectContaining({ revision: 18_120 })]);
  });
});

test.describe('the table of engines and agents', () => {
  test('says what each did, what counts, and what goes on without asking', async ({ room }) => {
    await room.open('allowed');
    const { page } = room;
    await goBy(page, 'Engines');
    const board = page.getByRole('region', { name: 'Engines and agents' });
    const blender = board.getByRole('row', { name: /^Blender/ });
    await expect(blender).toContainText(/\d+ changes/);
    await expect(blender).toContainText('14 conflicts · 3 out of step');
    await blender.getByRole('radio', { name: 'asks first' }).click();
    await expect.poll(async () => room.asked('trust')).toEqual([{ engine: 'blender', level: 'ask' }]);
    const lighter = board.getByRole('row', { name: /^lighter/ });
    await lighter.getByRole('button', { name: /2 rules, 1 free hand/ }).click();
    await expect(page.getByRole('region', { name: 'Rules', exact: true })).toBeVisible();
  });

  test('is followed by what became of earlier connections, and the way back in', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await goBy(page, 'Engines');
    const earlier = page.getByRole('region', { name: 'Earlier connections' });
    await expect(earlier.getByRole('row', { name: /^Unity/ })).toContainText(
      'disconnected, because: It sent a field that nobody knows.',
    );
    await expect(earlier.getByRole('row')).toHaveCount(4);
    await earlier.getByRole('button', { name: 'Pair Unity again' }).click();
    await expect(page.getByRole('button', { name: 'Get a pairing code' })).toBeFocused();
  });

  test('what went on without asking is told as often as the person wants, and opens Rules', async ({
    room,
  }) => {
    await room.open('calm');
    const { page } = room;
    await expect.poll(async () => room.asked('set_rule_news')).toEqual([{ everyMs: 300_000 }]);
    await goBy(page, 'Rules');
    await page.getByRole('radio', { name: 'never' }).check();
    await expect.poll(async () => (await room.asked('set_rule_news')).at(-1)).toEqual({ everyMs: null });
    await goBy(page, 'Control');
    await room.push({ focus: { card: 'rules' } });
    await expect(page.getByRole('region', { name: 'Rules', exact: true })).toBeVisible();
  });
});
