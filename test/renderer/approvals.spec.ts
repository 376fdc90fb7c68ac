/** A suggestion answered in part, with other values, with its task; free hands and rules. By keys wherever that matters. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './harness/room.ts';
import type { Room } from './harness/room.ts';
import { fixture, uuid } from './harness/fixtures.ts';

const { snapshot } = fixture('allowed');
const [light, crate, deletion] = snapshot.waiting as [
  (typeof snapshot.waiting)[number],
  (typeof snapshot.waiting)[number],
  (typeof snapshot.waiting)[number],
];
const card = (page: Page): Locator => page.locator(`article[data-card="${light.id}"]`);

/** Opens what else can be answered, by the card's own key. */
async function openMore(room: Room): Promise<void> {
  await room.open('allowed');
  const more = card(room.page).getByRole('button', { name: 'More' });
  await expect(more).not.toHaveAttribute('aria-disabled', 'true');
  await card(room.page).focus();
  await room.page.keyboard.press('m');
  await expect(room.page.getByRole('button', { name: 'Take a part…' })).toBeFocused();
}

test('a part is picked by keys, and approves exactly that; the card’s own keys answer nothing meanwhile', async ({
  room,
}) => {
  await openMore(room);
  const { page } = room;
  await page.keyboard.press('Enter');
  const form = card(page).getByRole('form', { name: 'Steps of this suggestion' });
  const first = form.getByRole('checkbox', { name: 'Take: set colour of Key_Sun' });
  await expect(first).toBeFocused();
  await page.keyboard.press('a');
  await page.keyboard.press('d');
  await expect(form).toContainText('3 of 3 steps');
  // All of it as it was is what the card’s own button is for.
  await expect(form.getByRole('button', { name: 'Approve 3 steps' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Space');
  await expect(first).not.toBeChecked();
  await expect(form).toContainText('2 of 3 steps');
  await form
    .getByRole('textbox', { name: 'Why, if you like: the agent reads this' })
    .fill('Keep its colour.');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => room.asked('approve_adjusted'))
    .toEqual([{ id: light.id, hash: light.hash, leave: [0], edits: [], words: 'Keep its colour.' }]);
  expect(await room.asked('approve')).toEqual([]);
  await first.focus();
  await page.keyboard.press('Escape');
  await expect(form).toHaveCount(0);
  await expect(card(page)).toBeFocused();
});

test('a value is set in the artist’s axes, can be put back, and is sent as the same step with that value', async ({
  room,
}) => {
  await openMore(room);
  const { page } = room;
  await page.keyboard.press('Enter');
  const form = card(page).getByRole('form');
  const height = form.getByRole('textbox', { name: 'Location Z, m' });
  await height.fill('seven');
  await page.keyboard.press('Enter');
  await expect(form.getByText('not a number', { exact: false })).toBeVisible();
  await height.fill('7');
  // It ends the value, and not the answer.
  await page.keyboard.press('Enter');
  await expect(form).toContainText('your value');
  await expect(form).toContainText('9.500 m → 7.000 m');
  const strength = form.getByRole('textbox', { name: 'strength' });
  await strength.fill('4');
  await page.keyboard.press('Tab');
  await form.getByRole('button', { name: 'Back to what was suggested: set strength of Key_Sun' }).click();
  await form.getByRole('button', { name: 'Approve as changed' }).click();
  const suggested = light.operations[2];
  if (suggested?.op !== 'set_transform') throw new Error('the third step moves the sun');
  const [x, , z] = suggested.transform.translation;
  const operation = { ...suggested, transform: { ...suggested.transform, translation: [x, 7, z] } };
  await expect
    .poll(async () => room.asked('approve_adjusted'))
    .toEqual([{ id: light.id, hash: light.hash, leave: [], edits: [{ place: 2, operation }], words: '' }]);
});

test('a part that deletes is approved by no bare Enter, from a line of words or a step', async ({ room }) => {
  const both: typeof deletion = {
    ...deletion,
    operations: [...deletion.operations, ...crate.operations],
    objects: [...deletion.objects, ...crate.objects],
    changes: [...deletion.changes, ...crate.changes],
  };
  await room.open('allowed');
  const { page } = room;
  await room.push({ waiting: [both] });
  const asked = page.locator(`article[data-card="${both.id}"]`);
  await expect(asked.getByRole('button', { name: 'More' })).not.toHaveAttribute('aria-disabled', 'true');
  await asked.focus();
  await page.keyboard.press('m');
  await page.keyboard.press('Enter');
  const form = asked.getByRole('form');
  await form.getByRole('checkbox').last().uncheck();
  const approve = form.getByRole('button', { name: 'Approve deletion' });
  await expect(approve).not.toHaveAttribute('aria-disabled', 'true');
  const words = form.getByRole('textbox', { name: /^Why, if you like/ });
  await words.fill('These only.');
  await page.keyboard.press('Enter');
  await form.getByRole('checkbox').first().focus();
  await page.keyboard.press('Enter');
  expect(await room.asked('approve_adjusted')).toEqual([]);
  await page.keyboard.press('Shift+A');
  await expect
    .poll(async () => room.asked('approve_adjusted'))
    .toEqual([
      { id: both.id, hash: both.hash, leave: [both.operations.length - 1], edits: [], words: 'These only.' },
    ]);
});

test('what changes meanwhile keeps what was picked and typed, says so, and takes no answer for a moment', async ({
  room,
}) => {
  await openMore(room);
  const { page } = room;
  await page.keyboard.press('Enter');
  const form = card(page).getByRole('form');
  const [first, second] = [form.getByRole('checkbox').first(), form.getByRole('checkbox').nth(1)];
  await first.uncheck();
  await second.uncheck();
  const words = form.getByRole('textbox', { name: /^Why, if you like/ });
  await words.fill('Keep its colour.');
  const [kept, changed, ...others] = light.operations;
  if (kept === undefined || changed?.op !== 'set_property') throw new Error('the second step sets a value');
  const operations = [kept, { ...changed, value: 12 }, ...others];
  const next = { ...light, hash: 'f'.repeat(64), operations };
  await words.evaluate(
    async (line, waiting) => {
      await window.harness.push({ waiting });
      line.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      (line as HTMLInputElement).form?.requestSubmit();
    },
    [next, crate, deletion],
  );
  expect(await room.asked('approve_adjusted')).toEqual([]);
  await expect(form).toContainText('It changed since you began.');
  await expect(first).not.toBeChecked();
  // That step is another one by now.
  await expect(second).toBeChecked();
  await expect(words).toHaveValue('Keep its colour.');
  await form.getByRole('button', { name: 'Approve 2 steps' }).click();
  await expect
    .poll(async () => room.asked('approve_adjusted'))
    .toEqual([{ id: light.id, hash: next.hash, leave: [0], edits: [], words: 'Keep its colour.' }]);
});

test('all from the task goes with one click but for deletions, and says what stays; all of it is denied with one reason; what came since goes with neither', async ({
  room,
}) => {
  await openMore(room);
  const { page } = room;
  const left = [{ id: crate.id, reason: { code: 'values_changed', message: 'Look again.', path: null } }];
  await room.answer('approve_task', { approved: 1, left });
  await expect(page.getByRole('dialog')).toContainText('1 deletion still asks');
  const [late, later] = [1, 2].map((number) => ({
    ...crate,
    id: uuid(9, number),
    hash: `${number}`.repeat(64),
  }));
  if (late === undefined || later === undefined)
    throw new Error('two more of the task come while it is answered');
  await room.push({ waiting: [light, crate, deletion, late] });
  await expect(page.getByRole('dialog')).toContainText('1 other came or changed meanwhile: not among these');
  await page.getByRole('button', { name: 'Approve all from this task (2)' }).click();
  const [agent, task] = [light.actor.id, light.task];
  const cards = [light, crate].map(({ id, hash }) => ({ id, hash }));
  await expect.poll(async () => room.asked('approve_task')).toEqual([{ agent, task, cards }]);
  await expect(card(page)).toContainText('1 suggestion stays: Look again.');
  await card(page).focus();
  await page.keyboard.press('m');
  await page.getByRole('button', { name: 'Deny all from this task (4)…' }).click();
  await page.getByRole('textbox', { name: 'Reason, in your words' }).fill('Not this evening.');
  await room.push({ waiting: [light, crate, deletion, late, later] });
  await expect(page.getByRole('dialog')).toContainText('1 other came or changed meanwhile: not among these');
  await page.keyboard.press('Enter');
  const ids = [light, crate, deletion, late].map(({ id }) => id);
  await expect
    .poll(async () => room.asked('deny_task'))
    .toEqual([{ agent, task, ids, reason: 'Not this evening.' }]);
});

test('what one click approved is taken back by one look and one more key; what did not go through is told by itself', async ({
  room,
}) => {
  await openMore(room);
  const { page } = room;
  const [first, second, third] = [light, crate, { ...crate, id: uuid(9, 1), hash: '1'.repeat(64) }];
  await page.keyboard.press('Escape');
  await room.push({ waiting: [first, second, third] });
  await card(page).focus();
  await page.keyboard.press('m');
  await room.answer('approve_task', { approved: 3, left: [] });
  await page.getByRole('button', { name: 'Approve all from this task (3)' }).click();
  await expect.poll(async () => room.asked('approve_task')).toHaveLength(1);
  const [any] = fixture('main').snapshot.changes;
  if (any === undefined) throw new Error('nothing was ever changed');
  const n = 18_204;
  const failed = { code: 'aborted', message: 'Unity did not answer.', path: null };
  const changes = [first, second, third].map(({ id, actor }, at) => ({ ...any, id, actor, n: n + at }));
  await room.push({
    waiting: [],
    changes: changes.map((change, at) =>
      at === 1
        ? { ...change, state: 'aborted', reason: failed }
        : { ...change, state: 'committed', reason: null },
    ),
  });
  const told = page.getByRole('list', { name: 'What became of it' });
  await expect(told.getByRole('listitem')).toHaveText([/did not go through.*Unity/, /2 of 3 done/]);
  const all = told.getByRole('button', { name: /^Take back all 2/ });
  await expect(all).not.toHaveAttribute('aria-disabled');
  await page.getByRole('region', { name: /^Needs you/ }).focus();
  await page.keyboard.press('z');
  await expect.poll(async () => room.asked('preview_undo')).toEqual([{ changes: [n + 2, n] }]);
  await expect(told).toContainText('Crate_014');
  expect(await room.asked('undo_changes')).toEqual([]);
  const take = told.getByRole('button', { name: 'Take back 2 changes' });
  await expect(take).not.toHaveAttribute('aria-disabled');
  await page.keyboard.press('z');
  await expect.poll(async () => room.asked('undo_changes')).toMatchObject([{ changes: [n + 2, n] }]);
  await expect(told).toContainText('2 changes go back');
  await expect(take).toHaveCount(0);
});

test('a free hand is given for these objects, this kind and a while; wrong numbers give none', async ({
  room,
}) => {
  await openMore(room);
  const { page } = room;
  await page.getByRole('button', { name: 'Give a free hand…' }).click();
  const form = page.getByRole('dialog', { name: 'A free hand' });
  await expect(form).toContainText('Deletions still ask');
  const most = form.getByRole('textbox', { name: 'At most, objects' });
  await most.fill('0');
  await page.keyboard.press('Enter');
  await expect(form).toContainText('Whole numbers: 1 to 10');
  expect(await room.asked('give_free_hand')).toEqual([]);
  await most.fill('30');
  await form.getByRole('textbox', { name: 'For, min' }).fill('5');
  await page.keyboard.press('Enter');
  const [sun] = light.objects;
  await expect
    .poll(async () => room.asked('give_free_hand'))
    .toEqual([
      {
        agent: light.actor.id,
        task: light.task,
        most: 'cosmetic',
        objects: [sun?.id],
        changes: 30,
        forMs: 300_000,
      },
    ]);
  await expect(form).toHaveCount(0);
});

test('a free hand counts down on every place, and one click ends it', async ({ room }) => {
  await room.open('allowed');
  const { page } = room;
  const list = page.getByRole('region', { name: /Needs you/ }).getByRole('list', { name: 'Free hands' });
  const first = list.getByRole('listitem').first();
  await expect(first).toContainText('lighter Evening mood');
  await expect(first).toContainText('12 of 20 objects left');
  const timer = first.getByRole('timer');
  const before = await timer.textContent();
  await expect(timer).not.toHaveText(before ?? '');
  await first.getByRole('button', { name: 'End the free hand of lighter' }).click();
  await expect.poll(async () => room.asked('end_free_hand')).toEqual([{ grant: uuid(8, 1) }]);
  const { grants } = snapshot.permissions;
  await room.push({ permissions: { ...snapshot.permissions, grants: grants.slice(1) } });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
  await page.getByRole('button', { name: /^1 free hand, / }).click();
  await expect(page.getByRole('region', { name: 'Rules', exact: true })).toContainText('Dress the courtyard');
  await room.push({ permissions: { ...snapshot.permissions, grants: [] } });
  await expect(page.getByRole('button', { name: /free hand, / })).toHaveCount(0);
});

test('rules are off until one is made, narrow as they stand, and taken back with one click', async ({
  room,
}) => {
  await room.open('calm');
  const { page } = room;
  const rules = page.getByRole('region', { name: 'Rules', exact: true });
  const go = async (): Promise<void> =>
    page.getByRole('navigation').getByRole('button', { name: 'Rules' }).click();
  await go();
  await expect(rules).toContainText('No rules. Every suggestion asks.');
  const add = rules.getByRole('button', { name: 'Add this rule' });
  await expect(add).toHaveAttribute('aria-disabled', 'true');
  await expect(rules).toContainText('Select an object to make a rule for it');
  await rules.getByRole('radio', { name: 'Whole scene' }).check();
  await rules.getByRole('combobox', { name: 'Who' }).selectOption('Every agent');
  await rules.getByRole('radio', { name: 'Adds, rearranges' }).check();
  await add.click();
  await expect
    .poll(async () => room.asked('add_rule'))
    .toEqual([{ agent: null, most: 'structural', objects: null }]);
  await room.push({ permissions: snapshot.permissions });
  await rules.getByRole('button', { name: /^End the rule: lighter: values only, anywhere/ }).click();
  await expect.poll(async () => room.asked('end_rule')).toEqual([{ rule: uuid(8, 3) }]);
});

test('what a person selects here is told, so that agents keep off for a moment', async ({ room }) => {
  await room.open('calm');
  await room.page.getByRole('row', { name: /Crate_001/ }).click();
  const [first] = snapshot.objects.filter(({ name }) => name === 'Crate_001');
  await expect.poll(async () => room.asked('select_objects')).toEqual([{ objects: [first?.id] }]);
});
