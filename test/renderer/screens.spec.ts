/**
 * What holds of every screen, in each state of the window: it is sound for everybody, fits windows of any size, leads to the
 * override first, and says of each time whose clock it is. Each state is opened once.
 */
import type { Locator, Page } from '@playwright/test';
import { shown } from '#test/evidence/index.ts';
import { soundForEverybody } from './harness/sound.ts';
import { STATES } from './harness/fixtures.ts';
import type { StateName } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';
import type { Room } from './harness/room.ts';
import { timesOnScreen } from './harness/times.ts';

const USUAL = { width: 1_440, height: 900 };
const SIZES = [{ width: 1_100, height: 700 }, { width: 880, height: 560 }, USUAL];

/** States of the first place that are otherwise for ears, hands and eyes; other places: accessibility.spec.ts. */
const FOR_EVERYBODY: ReadonlySet<StateName> = new Set([
  'first',
  'simulated',
  'main',
  'halted',
  'questions',
  'kept',
  'readonly',
  'allowed',
  'variants',
  'away',
  'quiet',
  'undisturbed',
]);

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

for (const state of STATES)
  test(`TIME-2: sound, of any size, with the override first and times of a known clock: ${state}`, async ({
    room,
  }) => {
    await room.open(state);
    const times = { found: 0, screens: 0 };
    const look = async (where: string): Promise<void> => {
      const { found, unmarked } = await room.page.evaluate(timesOnScreen);
      expect(unmarked, where).toEqual([]);
      times.found += found;
      times.screens += 1;
    };
    await look('as it opens');
    await test.step('nothing spills over', () => fitsEverySize(room));
    // In a copy nothing moves that could be stopped; where the real one is, its strip says.
    if (state !== 'copy') await test.step('the override comes first', () => comesFirst(room));
    if (FOR_EVERYBODY.has(state)) {
      await room.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await soundForEverybody(room.page);
    }
    const isOpening = WITH_ALL_THAT_OPENS.has(state);
    const opened =
      isOpening || WITH_OTHER_PLACES.has(state) ? await walk(room, isOpening, look) : new Set<string>();
    // In this one there is everything.
    if (state === 'conflict') expect([...opened]).toEqual(openers(room.page).map(String));
    console.log(`${state}: ${times.found} times on ${times.screens} screens`);
    if (state !== 'first') expect(times.found).toBeGreaterThan(0);
    shown({
      ids: ['TIME-2'],
      how: 'every screen of the window searched for a time without a mark',
      runs: times.screens,
    });
  });

async function fitsEverySize({ page }: Room): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const spilt = (): Promise<object> =>
      page.evaluate(() => ({
        width: window.innerWidth,
        page: document.documentElement.scrollWidth - window.innerWidth,
        header: (document.querySelector('header')?.scrollWidth ?? 0) - window.innerWidth,
      }));
    // What follows the window's size does so a frame later.
    await expect
      .poll(spilt, `at ${size.width} × ${size.height}`)
      .toEqual({ width: size.width, page: 0, header: 0 });
  }
}

/** The first stop of the tab key: it lies open and asks nothing. */
async function comesFirst({ page, asked }: Room): Promise<void> {
  const override = page.getByRole('button', { name: /^Emergency override/ });
  await page.keyboard.press('Tab');
  await expect(override).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => asked('halt')).toEqual([{}]);
  await override.click();
  await expect.poll(() => asked('halt')).toHaveLength(2);
  expect(await page.getByRole('alertdialog').count()).toBe(0);
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
