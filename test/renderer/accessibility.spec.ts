/**
 * What everybody has to be able to do: read the page by ear, reach and see everything at twice the size and in the system's
 * own colours, and do every job by keys alone.
 */
import type { Page } from '@playwright/test';
import { findFaintEdges, findInPage } from './harness/accessibility.ts';
import { expect, test } from './harness/room.ts';
import { nameless, soundForEverybody } from './harness/sound.ts';
import { tabTo } from '#test/keyboard.ts';
import type { StateName } from './harness/fixtures.ts';

/** Every place but the first, each in the state in which there is most; the first one: screens.spec.ts. */
const PLACES: readonly (readonly [StateName, string])[] = [
  ['alike', 'Conflicts'],
  ['main', 'History'],
  ['refused', 'Shelf'],
  ['allowed', 'Engines'],
  ['allowed', 'Rules'],
  ['main', 'Guarantees'],
  ['empty', 'Settings'],
];

for (const [state, place] of PLACES)
  test(`sound for ears, hands and eyes: ${state}, ${place}`, async ({ room }) => {
    const { page } = room;
    await room.open(state);
    await page.getByRole('navigation').getByRole('button', { name: place }).click();
    await soundForEverybody(page);
  });

test('the checker finds what is wrong: a page that was broken on purpose', async ({ room }) => {
  await room.open('main');
  await room.page.evaluate(() => {
    const part = (
      name: string,
      attributes: Record<string, string> = {},
      ...inside: (Node | string)[]
    ): Element => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...inside);
      return element;
    };
    const broken = part(
      'section',
      { role: 'region' },
      part('h5', {}, 'Too deep'),
      part('p', { id: 'twice' }),
      part('p', { id: 'twice' }),
      part('b', { role: 'knob' }),
      part('i', { 'aria-labelledby': 'nobody' }),
      part('ul', {}, part('span', {}, 'no entry')),
      part('button', {}, 'a', part('a', { href: '#b' }, 'b')),
      part('b', { tabindex: '3' }, 'first'),
      part('div', { 'aria-hidden': 'true' }, part('button', {}, 'unheard')),
      part('button', {}, part('b', { 'aria-hidden': 'true' }, '×')),
      part('input', { type: 'checkbox' }),
    );
    document.querySelector('main')?.append(broken);
  });
  const rules = new Set((await room.page.evaluate(findInPage)).map(({ rule }) => rule));
  for (const rule of [
    'no level of headings is left out',
    'an id is there once',
    'the role exists',
    'what aria-labelledby names is there',
    'a list holds entries',
    'nothing to click lies within another',
    'the order of keys is that of the page',
    'the keys reach nothing that is hidden from ears',
    'a landmark has a name',
  ])
    expect([...rules]).toContain(rule);
  expect(await nameless(room.page)).toEqual(['button', 'checkbox']);
});

test('the checker of edges finds a field whose edge is too faint, and no button that has a word', async ({
  room,
}) => {
  await room.open('main');
  const { page } = room;
  for (const control of [
    page.getByRole('searchbox', { name: 'Find an object' }),
    page.getByRole('button', { name: /^Deny/ }).first(),
  ])
    await control.evaluate((element) => {
      element.style.transition = 'none';
      element.style.border = '1px solid #33373c';
      element.style.background = 'none';
    });
  const findings = await page.evaluate(findFaintEdges);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.element).toContain('Find an object');
});

async function goBy(page: Page, place: string | RegExp): Promise<void> {
  await tabTo(page, place);
  await page.keyboard.press('Enter');
}

test.describe('by keys alone', () => {
  test('an engine is paired, and an agent gets a key', async ({ room }) => {
    await room.open('calm');
    await goBy(room.page, 'Engines');
    await tabTo(room.page, 'Get a pairing code');
    await room.page.keyboard.press('Enter');
    await expect(room.page.getByRole('status', { name: 'Pairing code' })).toHaveText('7KQ4-M2XD');
    await tabTo(room.page, 'Name of the agent');
    await room.page.keyboard.type('set-dresser');
    await room.page.keyboard.press('Enter');
    await expect.poll(() => room.asked('create_agent')).toEqual([{ name: 'set-dresser' }]);
  });

  test('suggestions are approved and denied with a reason', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    const approve = page.getByRole('button', { name: /^Approve/ }).first();
    await expect(approve).not.toHaveAttribute('aria-disabled');
    await tabTo(page, /^Approve/);
    await page.keyboard.press('Enter');
    await expect.poll(() => room.asked('approve')).toHaveLength(1);
    await tabTo(page, /^Deny/);
    await page.keyboard.press('Enter');
    const reason = page.getByRole('dialog').getByRole('textbox');
    await expect(page.getByRole('dialog')).toBeVisible();
    await tabTo(page, (await reason.getAttribute('aria-label')) ?? /reason/i);
    await page.keyboard.type('we keep the torches');
    await page.keyboard.press('Enter');
    await expect.poll(() => room.asked('deny')).toMatchObject([{ reason: 'we keep the torches' }]);
  });

  test('everything is held by the first stop of the keys, and resumed from the panel', async ({ room }) => {
    await room.open('main');
    await room.page.keyboard.press('Tab');
    await room.page.keyboard.press('Enter');
    await expect.poll(() => room.asked('halt')).toEqual([{}]);
    await room.open('halted');
    await tabTo(room.page, /^Resume people only/);
    await room.page.keyboard.press('Enter');
    await expect.poll(() => room.asked('resume')).toEqual([{ scope: 'people' }]);
  });

  test('a conflict is found and decided', async ({ room }) => {
    await room.open('conflict');
    await goBy(room.page, /^Conflicts/);
    await tabTo(room.page, 'Keep the shared scene');
    // For half a second a conflict that has just come takes no key.
    await expect(room.page.getByRole('button', { name: 'Keep the shared scene' })).not.toHaveAttribute(
      'aria-disabled',
    );
    await room.page.keyboard.press('Enter');
    await expect.poll(() => room.asked('decide_conflict')).toMatchObject([{ take: [] }]);
  });

  test('the shelf, the history and the settings do their work', async ({ room }) => {
    const { page } = room;
    await room.open('refused');
    await goBy(page, 'Shelf');
    await tabTo(page, /^Suggest again/);
    await page.keyboard.press('Enter');
    await expect.poll(() => room.asked('propose_shelved')).toHaveLength(1);
    await goBy(page, 'History');
    await tabTo(page, 'Verify the history');
    await page.keyboard.press('Enter');
    await expect.poll(() => room.asked('verify_history')).toHaveLength(1);
    await goBy(page, 'Settings');
    await tabTo(page, /^Wait for a busy engine/);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('25');
    await page.keyboard.press('Enter');
    await expect.poll(() => room.asked('set_patience')).toEqual([{ busyLimitMs: 25_000 }]);
  });

  test('the simulated studio begins and ends', async ({ room }) => {
    await room.open('first');
    await tabTo(room.page, /^See it work/);
    await room.page.keyboard.press('Enter');
    await expect(room.page.getByText('opens in a window of its own')).toBeVisible();
    expect(await room.asked('start_demo')).toEqual([{}]);
    await room.open('simulated');
    await tabTo(room.page, 'End the demo');
    await room.page.keyboard.press('Enter');
    await expect.poll(() => room.asked('end_demo')).toEqual([{}]);
  });
});

test.describe('in little room', () => {
  const SMALL = { width: 1_100, height: 700 };

  test('a value of three digits is whole in the inspector', async ({ room }) => {
    await room.open('main', SMALL);
    const [first] = (await room.page.evaluate(() => window.harness.snapshot.objects)).filter(
      ({ name }) => name === 'Crate_003',
    );
    if (first === undefined) throw new Error('no crate');
    await room.push({
      objects: [
        {
          ...first,
          transform: { ...first.transform, translation: [-119.25, 1_204.5, -3.125], scale: [100, 1, 1] },
        },
      ],
    });
    await room.page.getByRole('row', { name: /Crate_003/ }).click();
    await room.page.getByRole('button', { name: 'Show the inspector' }).click();
    const fields = room.page.getByRole('tabpanel').locator('input[data-axis]');
    await expect(fields).toHaveCount(9);
    const cut = await fields.evaluateAll((inputs) =>
      inputs
        .filter((each) => each.scrollWidth > each.clientWidth)
        .map((each) => (each as HTMLInputElement).value),
    );
    expect(cut).toEqual([]);
    await expect(fields.first()).toHaveValue('−119.25');
  });

  test('a badge of three signs leaves its icon free, and ends within the rail', async ({ room }) => {
    await room.open('conflict', SMALL);
    await room.push({ counts: { conflicts: 1_240, shelf: 0, halted: 0 } });
    const place = room.page.getByRole('navigation').getByRole('button', { name: /^Conflicts/ });
    await expect(place).toContainText('99+');
    const over = await place.evaluate((button) => {
      const icon = button.querySelector('svg')!.getBoundingClientRect();
      const badge = button.lastElementChild!.getBoundingClientRect();
      const rail = button.closest('nav')!.getBoundingClientRect();
      return { icon: icon.right - badge.left > 2, rail: badge.right > rail.right };
    });
    expect(over).toEqual({ icon: false, rail: false });
  });

  test('the keys of the override stand in one line among the guarantees', async ({ room }) => {
    await room.open('main', SMALL);
    await room.page.getByRole('navigation').getByRole('button', { name: 'Guarantees' }).click();
    const lines = await room.page
      .locator('tr[data-guarantee="AUTH-1"]')
      .first()
      .evaluate((row) => {
        const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const at = (node.textContent ?? '').indexOf('Ctrl+');
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 'Ctrl+Shift+Backspace'.length);
          return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
        }
        return 0;
      });
    expect(lines).toBe(1);
  });
});
