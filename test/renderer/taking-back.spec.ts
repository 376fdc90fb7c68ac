/** A confirmed change is taken back, from the outcome of its approval, from its details and from a value; and a whole
 * version is brought back. */
import type { Locator, Page } from '@playwright/test';
import type { BlameView, ChangeView } from '#app/control-room/index.ts';
import { fixture, uuid } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';
import type { Room } from './harness/room.ts';

declare global {
  interface Window {
    key: KeyboardEvent;
    letGo: () => void;
  }
}

const main = fixture('main').snapshot;
const halted = fixture('halted').snapshot;
const held = halted.status.halted;
const [ANY] = main.changes as [ChangeView, ...ChangeView[]];
/** A clip that stands for one change. */
const SINGLE = /^18.\d{3}, .*, done$/;
const NEXT = `article[data-card="${main.waiting[1]?.id ?? ''}"]`;
const SMALL = { width: 1100, height: 700 };
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Everything is held.' });
const outcome = (page: Page): Locator => page.getByRole('list', { name: 'What became of it' });
const soon = (page: Page): Locator => page.getByRole('button', { name: /^Take back: set-dresser/ });

const ended: ChangeView[] = [];

/** The next suggestion was approved a moment ago, and this became of it. */
async function approved(
  room: Room,
  state: 'committed' | 'aborted' = 'committed',
  message = '',
): Promise<void> {
  const [waiting, ...rest] = main.waiting.slice(ended.length);
  if (waiting === undefined) throw new Error('nothing waits any more');
  const change: ChangeView = {
    ...ANY,
    id: waiting.id,
    n: 18_204 + ended.length,
    actor: waiting.actor,
    state,
    reason: message === '' ? null : { code: 'aborted', message, path: null },
  };
  ended.push(change);
  await room.push({ waiting: rest, changes: [change] });
}

test.beforeEach(() => {
  ended.length = 0;
});

test.describe('the outcome of an approval', () => {
  test('stands in view for five seconds with a way back, and moves no card', async ({ room }) => {
    await room.open('main', SMALL);
    await approved(room);
    await expect(outcome(room.page)).toContainText('done 18 204');
    await expect(soon(room.page)).toBeInViewport({ ratio: 1 });
    const place = await room.page.locator(NEXT).boundingBox();
    const width = (await soon(room.page).boundingBox())?.width;
    await expect(soon(room.page)).toContainText(/[1-4]/);
    expect((await soon(room.page).boundingBox())?.width).toBe(width);
    await room.hurry();
    await expect(outcome(room.page)).toHaveCount(0);
    expect(await room.page.locator(NEXT).boundingBox()).toEqual(place);
    // What is folded stays as a line, and its details have the way back from then on.
    await room.page.getByRole('button', { name: /set-dresser: Dress the courtyard.*done/ }).click();
    await expect(room.page.getByRole('button', { name: 'Take back this change', exact: true })).toBeVisible();
    await room.page.getByRole('navigation').getByRole('button', { name: 'Shelf' }).click();
    await room.page.getByRole('navigation').getByRole('button', { name: 'Control' }).click();
    await expect(room.page.locator(NEXT)).toBeVisible();
    await expect(outcome(room.page)).toHaveCount(0);
  });

  test('waits while the pointer or the keys are on it, and no other does', async ({ room }) => {
    await room.open('main');
    await approved(room);
    await soon(room.page).hover();
    await room.hurry();
    const paused = await soon(room.page).innerText();
    await approved(room);
    const rows = outcome(room.page).getByRole('listitem');
    await expect(rows).toHaveCount(2);
    await expect(rows).toHaveCount(1);
    expect(await soon(room.page).innerText()).toBe(paused);
    await soon(room.page).focus();
    await room.page.mouse.move(700, 300);
    await approved(room);
    await expect(rows).toHaveCount(2);
    await expect(rows).toHaveCount(1);
    expect(await soon(room.page).innerText()).toBe(paused);
    await room.page.getByRole('searchbox', { name: 'Find an object' }).focus();
    await expect(rows).toHaveCount(0);
  });

  test('is taken back by Z from the card to which the keys went', async ({ room }) => {
    await room.open('main');
    const approve = room.page
      .getByRole('article', { name: /^Suggestion by/ })
      .first()
      .getByRole('button', { name: 'Approve' });
    await expect(approve).not.toHaveAttribute('aria-disabled');
    await approve.focus();
    await room.page.keyboard.press('Enter');
    await approved(room);
    await expect(room.page.locator(NEXT)).toBeFocused();
    await room.answer('take_back_change', { state: 'queued', taken: { taken: 14, of: 14, staying: [] } });
    // It came up where a click may have been on its way: for a moment it takes none.
    await expect(soon(room.page)).not.toHaveAttribute('aria-disabled');
    await room.page.keyboard.press('z');
    await expect
      .poll(async () => room.asked('take_back_change'))
      .toEqual([{ id: expect.any(String) as unknown, n: 18_204 }]);
    await expect(outcome(room.page).getByRole('status')).toContainText('All 14 values go back.');
    await expect(soon(room.page)).toHaveCount(0);
  });

  test('is taken back by a Z that was pressed in its last moment, however late the window hears it', async ({
    room,
  }) => {
    await room.open('main');
    await approved(room);
    await expect(soon(room.page)).not.toHaveAttribute('aria-disabled');
    // The key is stamped while the outcome stands, and comes to the page when it has gone.
    await room.page.evaluate(() => {
      window.key = new KeyboardEvent('keydown', { key: 'z', bubbles: true, cancelable: true });
    });
    await room.hurry();
    await expect(outcome(room.page)).toHaveCount(0);
    await room.answer('take_back_change', { state: 'queued', taken: { taken: 14, of: 14, staying: [] } });
    await room.page.locator(NEXT).evaluate((card) => void card.dispatchEvent(window.key));
    await expect(outcome(room.page).getByRole('status')).toContainText('All 14 values go back.');
    expect(await room.asked('take_back_change')).toEqual([{ id: expect.any(String) as unknown, n: 18_204 }]);
    // Pressed when it had gone, it means something else.
    await expect(outcome(room.page)).toHaveCount(0);
    await room.page.locator(NEXT).press('z');
    expect(await room.asked('take_back_change')).toHaveLength(1);
    await expect(outcome(room.page)).toHaveCount(0);
  });

  test('does not go while it is being taken back, and says what that came to', async ({ room }) => {
    await room.open('main');
    await approved(room);
    await expect(soon(room.page)).not.toHaveAttribute('aria-disabled');
    await room.page.evaluate(() => {
      window.letGo = window.harness.holdBack('take_back_change');
    });
    await room.page.locator(NEXT).press('z');
    await room.hurry();
    const other = outcome(room.page).getByRole('listitem');
    await approved(room);
    await expect(other).toHaveCount(2);
    // The second has had its time, so the first has had more than that.
    await expect(other).toHaveCount(1);
    await room.answer('take_back_change', { state: 'queued', taken: { taken: 14, of: 14, staying: [] } });
    await room.page.evaluate(() => window.letGo());
    await expect(outcome(room.page).getByRole('status')).toContainText('All 14 values go back.');
    await expect(outcome(room.page)).toHaveCount(0);
  });

  test('leaves undo, where none stands here, to mean what it means in the whole window', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    const { changes, status } = fixture('main').snapshot;
    const newest = changes.find(({ n }) => n === status.revision);
    if (newest === undefined) throw new Error('the newest change is one of the last');
    const n = status.revision + 1;
    await room.push({
      status: { ...status, revision: n },
      changes: [
        {
          ...newest,
          id: uuid(9, 1),
          n,
          actor: { kind: 'person', id: 'person', name: 'You' },
          takesBack: null,
          earlier: [],
          joined: [],
        },
      ],
    });
    await room.answer('read_own_steps', { undo: { n, label: newest.label }, redo: null });
    await page.locator('article[data-card]').first().focus();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => room.asked('take_back_change')).toEqual([expect.objectContaining({ n })]);
  });

  test('types Z where words are typed', async ({ room }) => {
    await room.open('main');
    await approved(room);
    await expect(soon(room.page)).not.toHaveAttribute('aria-disabled');
    const card = room.page.getByRole('article', { name: /^Suggestion by/ }).first();
    await card.getByRole('button', { name: 'Deny…' }).click();
    await room.page.getByRole('textbox', { name: 'Reason, in your words' }).press('z');
    await expect(room.page.getByRole('textbox', { name: 'Reason, in your words' })).toHaveValue('z');
    expect(await room.asked('take_back_change')).toEqual([]);
  });

  test('says why it did not go through, and offers nothing back', async ({ room }) => {
    await room.open('main');
    await approved(room, 'aborted', 'Unity: the prefab is open in isolation.');
    await expect(outcome(room.page)).toContainText('Unity: the prefab is open in isolation.');
    await expect(soon(room.page)).toHaveCount(0);
  });

  test('says why it cannot be taken back, and by then as a line that it was', async ({ room }) => {
    await room.open('main');
    await approved(room);
    await expect(soon(room.page)).not.toHaveAttribute('aria-disabled');
    await room.refuse('take_back_change', 'Crate_014: its name was changed again by lighter.');
    await soon(room.page).click();
    await expect(outcome(room.page).getByRole('alert')).toContainText('changed again by lighter');
    const taking = { ...ANY, id: uuid(9, 1) };
    await room.push({ changes: [{ ...taking, n: 18_205, state: 'committed', takesBack: 18_204 }] });
    await expect(room.page.getByRole('button', { name: /Dress the courtyard.*taken back/ })).toBeVisible();
  });
});

test.describe('a confirmed change', () => {
  test('is taken back from its details, which say what goes back and what stays because of whom', async ({
    room,
  }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('button', { name: SINGLE }).last().click();
    const button = page.getByRole('button', { name: 'Take back this change', exact: true });
    await room.answer('take_back_change', {
      state: 'queued',
      taken: {
        taken: 2,
        of: 4,
        staying: [
          {
            id: uuid(1, 34),
            name: 'Crate_014',
            facet: 'name',
            why: 'changed_again',
            by: { kind: 'agent', id: 'agent:lighter', name: 'lighter' },
          },
        ],
      },
    });
    await expect(button).not.toHaveAttribute('aria-disabled');
    await button.focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => room.asked('take_back_change'))
      .toMatchObject([{ n: expect.any(Number) as unknown }]);
    const said = page.getByRole('tabpanel').getByRole('status');
    await expect(said.first()).toHaveText(
      '2 of 4 values go back.Crate_014: its name was changed again by lighter.1 more value stays.',
    );
    const [asked] = (await room.asked('take_back_change')) as [{ id: string; n: number }];
    const taking = { ...ANY, id: asked.id };
    await room.push({ changes: [{ ...taking, n: 18_204, state: 'committed', takesBack: asked.n }] });
    // Each of the two leads to the other.
    await page.getByRole('tabpanel').getByRole('button', { name: '18 204' }).click();
    await expect(page.getByRole('tabpanel')).toContainText('Takes back');
  });

  test('is taken back from a value that it set, once: what stays is still said when that is confirmed', async ({
    room,
  }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('searchbox', { name: 'Find an object' }).fill('Crate_014');
    await page.getByRole('row', { name: /Crate_014/ }).click();
    const icon = page.getByRole('button', { name: /^Take back this change, / });
    const note = page.getByRole('note', { name: 'Who set this' });
    await room.answer('take_back_change', { state: 'queued', taken: { taken: 1, of: 2, staying: [] } });
    await icon.click();
    await icon.click({ force: true });
    await expect(note).toContainText('1 of 2 values go back.');
    const [asked] = (await room.asked('take_back_change')) as [{ id: string; n: number }];
    const n = main.status.revision + 1;
    const [blamed] = fixture('main').blame.get(uuid(1, 34)) as [BlameView];
    await room.answer('read_blame', { facets: [{ ...blamed, revision: n, intent: asked.id }] });
    await room.push({
      changes: [{ ...ANY, id: asked.id, n, state: 'committed', takesBack: asked.n, objects: [uuid(1, 34)] }],
    });
    await expect(icon).toHaveAccessibleName(/18 204$/);
    await icon.click({ force: true });
    await expect(note).toContainText('1 of 2 values go back.');
    expect(await room.asked('take_back_change')).toHaveLength(1);
  });

  test('is not taken back while everything is held', async ({ room }) => {
    await room.open('halted');
    await room.page.getByRole('button', { name: SINGLE }).last().click();
    const button = room.page.getByRole('button', { name: 'Take back this change', exact: true });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await button.focus();
    await room.page.keyboard.press('Enter');
    expect(await room.asked('take_back_change')).toEqual([]);
  });
});

test.describe('a halt', () => {
  test('lists what was edited in engines since, folded by object, and leads to those that are shared', async ({
    room,
  }) => {
    await room.open('halted');
    const rows = panel(room.page);
    await expect(rows).toContainText('Blender, 12 changes: Crate_014 moved');
    await expect(rows).toContainText('Well_Roof moved, colour');
    await expect(rows).toContainText('Crate_014.001 created');
    await expect(rows).toContainText('and 2 more objects');
    await expect(rows).toContainText('Unity, 2 changes: Gate shown or hidden');
    await expect(rows.getByRole('button', { name: 'Shelf' })).toHaveCount(0);
    await expect(rows.getByRole('button', { name: 'Crate_014.001' })).toHaveCount(0);
    await rows.getByRole('button', { name: 'Crate_014', exact: true }).click();
    await expect(room.page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Crate_014');
    await room.push({
      status: { ...halted.status, halted: held === null ? null : { ...held, collected: [] } },
    });
    await expect(rows).toContainText('No changes made in engines.');
  });

  test('brings back a version by keys alone: looked at first, then as one forced change with a reason', async ({
    room,
  }) => {
    await room.open('halted', SMALL);
    const { page } = room;
    const button = panel(page).getByRole('button', { name: 'Bring back a version…' });
    await expect(button).toBeInViewport({ ratio: 1 });
    await button.focus();
    await page.keyboard.press('Enter');
    const version = page.getByRole('textbox', { name: 'Version' });
    await expect(version).toBeFocused();
    await version.fill('18150');
    await page.keyboard.press('Enter');
    await expect.poll(async () => room.asked('preview_version')).toEqual([{ revision: 18_150 }]);
    await expect(page.getByText('6 objects would change; 52 changes since then.')).toBeVisible();
    await expect(page.getByText('1 comes back')).toBeVisible();
    await expect(page.getByText(/everything stays held/)).toBeVisible();
    expect(await room.asked('bring_back')).toEqual([]);
    await page.getByRole('textbox', { name: 'Reason (recorded)' }).press('Enter');
    await expect
      .poll(async () => room.asked('bring_back'))
      .toEqual([
        {
          id: expect.any(String) as unknown,
          revision: 18_150,
          at: 18_202,
          reason: 'brings back version 18150',
        },
      ]);
    await expect(panel(page)).toContainText('Version 18 150 comes back.');
    await expect(button).toBeFocused();
  });

  test('looks again where the scene has moved on, or another version is typed', async ({ room }) => {
    await room.open('halted');
    const { page } = room;
    await panel(page).getByRole('button', { name: 'Bring back a version…' }).click();
    await page.getByRole('button', { name: 'Look' }).click();
    const bring = page.getByRole('button', { name: 'Bring back 18 201' });
    await room.refuse('bring_back', 'The scene has moved on to version 18203; look again.');
    await bring.click();
    await expect(page.getByRole('alert').filter({ hasText: 'look again' })).toBeVisible();
    await expect(bring).toHaveCount(0);
    await page.getByRole('button', { name: 'Look' }).click();
    await expect(bring).toBeVisible();
    await page.getByRole('textbox', { name: 'Version' }).fill('18100');
    await expect(bring).toHaveCount(0);
    await page.getByRole('textbox', { name: 'Version' }).fill('yesterday');
    await expect(page.getByRole('button', { name: 'Look' })).toHaveAttribute('aria-disabled', 'true');
  });

  test('releases locks although nothing can be written', async ({ room }) => {
    await room.open('halted');
    const { ledger } = halted.status;
    await room.push({ status: { ...halted.status, ledger: { ...ledger, state: 'read_only' } } });
    await expect(panel(room.page).getByRole('button', { name: 'Force one change…' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await panel(room.page).getByRole('button', { name: 'Release' }).click();
    await expect.poll(async () => room.asked('lock')).toEqual([{ id: main.locks[0], on: false }]);
  });
});

test('takes back several changes that are selected on the timeline, after a look at what stays', async ({
  room,
}) => {
  await room.open('main');
  const { page } = room;
  // A run is one clip, and all of its changes.
  await page.getByRole('button', { name: /^18.197 to 18.201, / }).click();
  const run = page.getByRole('region', { name: '5 changes are selected' });
  await expect(run).toContainText(/5 of them confirmed · 1 object\s*Versions 18.197 to 18.201/u);
  await expect(page.getByRole('button', { name: /^Take back only 18.201$/ })).toBeVisible();
  await run.getByRole('button', { name: 'Take back 5 changes…' }).click();
  await expect
    .poll(() => room.asked('preview_undo'))
    .toEqual([{ changes: [18_201, 18_200, 18_199, 18_198, 18_197] }]);

  await page.getByRole('button', { name: /^18.184, / }).click();
  await page.getByRole('button', { name: /^18.191, / }).click({ modifiers: ['Shift'] });
  const several = page.getByRole('region', { name: /changes are selected$/ });
  await several.getByRole('button', { name: /^Take back \d+ changes…$/ }).click();
  await expect(several.getByRole('status').first()).not.toBeEmpty();
  const [, seen] = (await room.asked('preview_undo')) as { changes: number[] }[];
  expect(seen?.changes).toEqual([...(seen?.changes ?? [])].sort((a, b) => b - a));
  const numbers = seen?.changes ?? [];
  expect(numbers.length).toBeGreaterThan(1);
  await several.getByRole('button', { name: `Take back ${numbers.length} changes` }).click();
  await expect(several.getByText('as one change of yours.')).toBeVisible();
  expect(await room.asked('undo_changes')).toMatchObject([
    { changes: numbers, at: fixture('main').snapshot.status.revision },
  ]);
});
