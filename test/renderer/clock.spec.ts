/** TIME-2: wherever the window shows a time, it says beside it that it is the computer's clock. */
import type { Locator, Page } from '@playwright/test';
import { shown } from '#test/evidence/index.ts';
import type { Room } from './harness/room.ts';
import { expect, test } from './harness/room.ts';
import { STATES } from './harness/fixtures.ts';
import type { StateName } from './harness/fixtures.ts';

interface Times {
  /** Times on screen, and in what screen readers and tooltips say. */
  readonly found: number;
  /** Those that do not say whose clock it is, with what stands around them. */
  readonly unmarked: readonly string[];
}

/** Looks at every text of the page. It runs there, and knows nothing of how the window makes its times. */
function timesOnScreen(): Times {
  // A time has two digits for its hours, by itself or in a date; how long something takes or stands has no such need.
  const TIME = /\b\d{2}:\d{2}(?::\d{2})?\b(?! ago)|\b\d{4}-\d{2}-\d{2}\b/;
  const MARK = /computer clock/i;
  const unmarked: string[] = [];
  let found = 0;
  const take = (isMarked: boolean, around: string): void => {
    found += 1;
    if (!isMarked) unmarked.push(around.slice(0, 120));
  };
  /** The sentence or the line that it stands in: the nearest element that is no piece of a line. */
  const lineOf = (element: Element): Element => {
    let line = element;
    while (line.parentElement !== null && getComputedStyle(line).display.startsWith('inline'))
      line = line.parentElement;
    // A flex line has its pieces as blocks.
    const above = line.parentElement;
    return above !== null && getComputedStyle(above).display === 'flex' ? above : line;
  };
  const headerOf = (element: Element): string => {
    const cell = element.closest('[role=cell], [role=gridcell], td, th[scope=row]');
    const table = cell?.closest('[role=table], [role=grid], table');
    if (cell === null || cell === undefined || table === null || table === undefined) return '';
    const index = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    return table.querySelectorAll('[role=columnheader], th')[index]?.textContent ?? '';
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || element.closest('script, style') !== null || !TIME.test(node.textContent ?? ''))
      continue;
    const line = lineOf(element).textContent ?? '';
    take(MARK.test(line) || MARK.test(headerOf(element)), line);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [aria-description]'))
    for (const name of ['aria-label', 'title', 'aria-description']) {
      const text = element.getAttribute(name) ?? '';
      if (TIME.test(text)) take(MARK.test(text), `${name}: ${text}`);
    }
  return { found, unmarked };
}

/** What opens more of the window and changes nothing, wherever it stands; the first of each kind. */
const openers = (page: Page): Locator[] => [
  page.getByRole('treegrid').getByRole('row').nth(1),
  page.getByRole('region', { name: 'Timeline' }).getByRole('button', { name: /\d/ }).last(),
  page.getByRole('group', { name: 'Engines' }).getByRole('button').first(),
  page.getByTitle('What this means'),
  page.getByRole('button', { name: 'Decide…' }).first(),
  page.getByRole('button', { name: 'Verify the history' }),
];

/** Where places other than the first differ from state to state. */
const WITH_OTHER_PLACES: ReadonlySet<StateName> = new Set([
  'first',
  'simulated',
  'copy',
  'refused',
  'readonly',
  'allowed',
  'three',
  'empty',
  'large',
  'undisturbed',
]);

/** Where what opens differs, too; all others are looked at as they open. */
const WITH_ALL_THAT_OPENS: ReadonlySet<StateName> = new Set([
  'main',
  'halted',
  'conflict',
  'questions',
  'kept',
]);

/**
 * Every place of the rail, and where `opening` all that opens there, each once, with every tab of it.
 * @returns what opened
 */
async function walk(
  { page }: Room,
  opening: boolean,
  look: (where: string) => Promise<void>,
): Promise<ReadonlySet<string>> {
  const opened = new Set<string>();
  await page.keyboard.press('Control+k');
  await look('the palette');
  await page.keyboard.press('Escape');
  for (const place of await page.getByRole('navigation').locator('[data-place]').all()) {
    // As a click does, without the wait for a rail that stands still to stand still.
    const name = await place.evaluate(async (button) => {
      (button as HTMLButtonElement).click();
      for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
      return button.textContent ?? '';
    });
    await look(name);
    for (const opener of opening ? openers(page) : []) {
      if (opened.has(opener.toString()) || !(await opener.isVisible())) continue;
      opened.add(opener.toString());
      await opener.click();
      await look(`${name}, with ${opener}`);
      for (const tab of await page.getByRole('tab', { selected: false }).all()) {
        await tab.click();
        await look(`${name}, with ${opener} and a tab beside it`);
      }
      await page.keyboard.press('Escape');
    }
  }
  return opened;
}

for (const state of STATES) {
  test(`TIME-2: every time on every screen says that it is the computer’s clock: ${state}`, async ({
    room,
  }) => {
    await room.open(state);
    let found = 0;
    let screens = 0;
    const look = async (where: string): Promise<void> => {
      const times = await room.page.evaluate(timesOnScreen);
      expect(times.unmarked, where).toEqual([]);
      found += times.found;
      screens += 1;
    };
    await look('as it opens');
    const isOpening = WITH_ALL_THAT_OPENS.has(state);
    const opened =
      isOpening || WITH_OTHER_PLACES.has(state) ? await walk(room, isOpening, look) : new Set<string>();
    // In this one there is everything.
    if (state === 'conflict') expect([...opened]).toEqual(openers(room.page).map(String));
    console.log(`${state}: ${found} times on ${screens} screens`);
    if (state !== 'first') expect(found).toBeGreaterThan(0);
    shown({
      ids: ['TIME-2'],
      how: 'every screen of the window searched for a time without a mark',
      runs: screens,
    });
  });
}

test('TIME-2: the search finds a time whose mark is gone, in a line, in a table, and in what is only read out', async ({
  room,
}) => {
  const { page } = room;
  await room.open('main');
  await page.getByRole('navigation').getByRole('button', { name: 'History' }).click();
  const before = await page.evaluate(timesOnScreen);
  expect(before.found).toBeGreaterThan(10);
  const gone = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (/computer clock/i.test(node.textContent ?? '')) {
        node.textContent = 'clock';
        count += 1;
      }
    const button = document.querySelector('nav button');
    button?.setAttribute('aria-label', 'Control, since 12:30');
    return count;
  });
  expect(gone).toBeGreaterThan(1);
  const after = await page.evaluate(timesOnScreen);
  expect(after.found).toBe(before.found + 1);
  expect(after.unmarked).toHaveLength(after.found);
  shown({
    ids: ['TIME-2'],
    how: 'the search finds times whose marks were taken away',
    runs: after.found,
    control: true,
  });
});
