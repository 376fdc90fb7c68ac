/** The jobs of a working day by the keyboard alone, over the real host: an agent suggests, a person answers and goes on. */
import type { Page } from '@playwright/test';
import { tabTo } from '#test/keyboard.ts';
import type { Agent } from './support/agent.ts';
import type { Application } from './support/application.ts';
import { card, expectSharedAt, inspector, propose, row, statusOf, suggest } from './support/control-room.ts';
import { expect, test } from './fixtures.ts';

const CRATES = ['0d7e6a52-7c1f-4f0e-9a64-0b6f2f4f7a01', '0d7e6a52-7c1f-4f0e-9a64-0b6f2f4f7a02'] as const;
const [ONE, OTHER] = CRATES;
const at = (x: number) => ({ translation: [x, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] });
const move = (id: string, x: number) => ({ op: 'set_transform', id, transform: at(x) });
const crate = (id: string, index: number) => ({
  op: 'create',
  object: {
    id,
    kind: 'mesh',
    name: `Crate_${index + 1}`,
    parent: null,
    transform: at(0),
    visibility: { viewport: true, render: true },
    properties: {},
  },
});

/** Through the palette, which leads everywhere. */
async function find(page: Page, words: string, found: RegExp): Promise<void> {
  const palette = page.getByRole('dialog', { name: 'Find anything' });
  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(words);
  const option = palette.getByRole('option', { name: found }).first();
  await expect(option).toBeVisible();
  await expect(palette.locator('[data-highlighted]')).toHaveCount(1);
  const all = await palette.getByRole('option').allTextContents();
  const place = all.indexOf((await option.textContent()) ?? '');
  for (let down = 0; down < place; down += 1) await page.keyboard.press('ArrowDown');
  await expect(option).toHaveAttribute('data-highlighted');
  await page.keyboard.press('Enter');
  await expect(palette).toHaveCount(0);
}

/** To the card of what is suggested, once it takes keys. */
async function toCard(app: Application): Promise<void> {
  await find(app.page, 'dress the courtyard', /^set-dresser: Dress the courtyard/);
  const suggestion = card(app, 'set-dresser');
  await expect(suggestion).toBeFocused();
  await expect(suggestion.getByRole('button', { name: /^Approve/ })).not.toHaveAttribute('aria-disabled');
}

async function expectDone(agent: Agent, intent: string): Promise<void> {
  await expect.poll(async () => (await statusOf(agent, intent)).state).toBe('committed');
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const each of keys) await page.keyboard.press(each);
}

test('a working day by the keyboard alone: answer, allow, look back, bring back, take back, be left alone', async ({
  app,
  agent,
}) => {
  const { page } = app;
  const made = await propose(agent, 'something to move', CRATES.map(crate));
  await test.step('approve all of it', async () => {
    await toCard(app);
    await press(page, 'a');
    await expectDone(agent, made);
  });

  await test.step('approve a part of it', async () => {
    const both = await propose(agent, 'side by side', [move(ONE, 1), move(OTHER, 2)]);
    await toCard(app);
    await press(page, 'm', 'Enter');
    const first = page.getByRole('checkbox', { name: /^Take: move Crate_1/ });
    await expect(first).toBeFocused();
    await press(page, 'Space');
    await tabTo(page, 'Approve 1 step');
    await press(page, 'Enter');
    await expectDone(agent, both);
    await expectSharedAt(agent, OTHER, [2, 0, 0]);
    await expectSharedAt(agent, ONE, [0, 0, 0]);
  });

  await test.step('give a free hand, and end it', async () => {
    const asking = await propose(agent, 'further along', [move(ONE, 3)]);
    await toCard(app);
    await press(page, 'm');
    await tabTo(page, /^Give a free hand…/);
    await press(page, 'Enter');
    await tabTo(page, 'Give a free hand');
    await press(page, 'Enter');
    const chip = page.getByRole('button', { name: /^1 free hand, / });
    await expect(chip).toBeVisible();
    // What asked goes on by itself now, and so does what comes next.
    await expectDone(agent, asking);
    await expectDone(agent, (await suggest(agent, 'and further', [move(ONE, 4)])).intent);
    await find(page, 'go to rules', /^Go to Rules/);
    await tabTo(page, 'End the free hand of set-dresser');
    await press(page, 'Enter');
    await expect(chip).toHaveCount(0);
  });

  await test.step('make a rule, and end it', async () => {
    await tabTo(page, /^The selected object$| and below$/);
    await press(page, 'ArrowRight');
    await tabTo(page, 'Add this rule');
    await press(page, 'Enter');
    const rules = page.getByRole('region', { name: 'Standing rules' });
    await expect(rules).toContainText('values only');
    await expectDone(agent, (await suggest(agent, 'by the rule', [move(ONE, 5)])).intent);
    await tabTo(page, /^End the rule: /);
    await press(page, 'Enter');
    await expect(rules).toContainText('No rules. Every suggestion asks.');
  });

  const timeline = /^Changes by version|^\d+(?: to \d+)?, .+, done/u;
  await test.step('name a version', async () => {
    await find(page, 'go to control', /^Go to Control/);
    await tabTo(page, timeline);
    await press(page, 'm');
    await expect(page.getByRole('textbox', { name: /^Name version/ })).toBeFocused();
    await page.keyboard.type('Before the lamps');
    await press(page, 'Enter');
    await expect(page.getByRole('dialog', { name: 'Named versions' })).toContainText('Before the lamps');
    await press(page, 'Escape');
  });

  await test.step('look back, compare, bring back', async () => {
    const past = page.getByRole('region', { name: 'An earlier version is shown' });
    await find(page, '2', /^Show the scene as it was at version 2/);
    await expect(past).toContainText('Version 2');
    await tabTo(page, /^1 object differs/);
    await press(page, 'Enter');
    await expect(page.getByRole('dialog', { name: 'What differs' })).toContainText('Crate_1');
    await press(page, 'Escape');
    await tabTo(page, 'Bring back…');
    await press(page, 'Enter');
    await tabTo(page, 'Look');
    await press(page, 'Enter');
    await expect(page.getByRole('dialog')).toContainText('1 object would change');
    await tabTo(page, 'Bring back 2');
    await press(page, 'Enter');
    await expectSharedAt(agent, ONE, [0, 0, 0]);
    await expectSharedAt(agent, OTHER, [2, 0, 0]);
    await find(page, 'before the lamps', /^Before the lamps/);
    await expect(past).toContainText('Version 5');
    await press(page, 'Escape');
    await expect(past).toHaveCount(0);
  });

  await test.step('set a value, and take that back', async () => {
    await find(page, 'crate_1', /^Crate_1/);
    await tabTo(page, /^(?:Location|Position) X$/);
    await press(page, 'Control+a');
    await page.keyboard.type('7');
    await press(page, 'Enter');
    await expectSharedAt(agent, ONE, [7, 0, 0]);
    await find(page, 'take back', /^Take back: move Crate_1/);
    await expectSharedAt(agent, ONE, [0, 0, 0]);
    await find(page, 'make again', /^Make again: move Crate_1/);
    await expectSharedAt(agent, ONE, [7, 0, 0]);
  });

  await test.step('take back several changes of another one', async () => {
    await find(page, '2', /^Show change 2/);
    await expect(inspector(app)).toContainText('Take back more…');
    await tabTo(page, 'Take back more…');
    await press(page, 'Enter');
    await tabTo(page, 'Look');
    await press(page, 'Enter');
    await tabTo(page, /^Take back \d+ changes$/);
    await press(page, 'Enter');
    await expect(inspector(app)).toContainText('back, as one change of yours.');
    await expectSharedAt(agent, OTHER, [0, 0, 0]);
    await expectSharedAt(agent, ONE, [7, 0, 0]);
  });

  await test.step('be left alone, and answer what was kept together', async () => {
    await press(page, 'Control+Shift+D');
    const kept = await propose(agent, 'while you paint', [move(OTHER, 6)]);
    await expect(page.getByText('1 question kept for later').first()).toBeVisible();
    await press(page, 'Control+Shift+D');
    await expect(page.getByRole('region', { name: 'Kept while you were not to be disturbed' })).toBeVisible();
    const approve = /^Approve 1 suggestion: /;
    await tabTo(page, approve);
    await expect(page.getByRole('button', { name: approve })).not.toHaveAttribute('aria-disabled');
    await press(page, 'Enter');
    await expectDone(agent, kept);
    await expect(row(app, 'Crate_2')).toContainText('6.000');
  });
});
