/**
 * The gallery and the parts of the main screens, compared with pictures that were looked at: it would catch a style that
 * changes where nobody meant it to. Taken anew with `VIBESYNC_REGENERATE=1`, and looked at again before they are committed.
 * A new one is a line in `SHOTS`.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './harness/room.ts';
import type { StateName } from './harness/fixtures.ts';

/** The runtime that they were taken with; letters are drawn otherwise by another one. */
const TAKEN_WITH = { platform: 'linux', chromium: 130 };

interface Screen {
  readonly state: StateName;
  readonly place?: string;
  /** What of it is compared, each in the usual window or in the smallest one. */
  readonly shots: Readonly<Record<string, { readonly of: (page: Page) => Locator; readonly small?: true }>>;
}

const bar = (page: Page): Locator => page.getByRole('banner');
const stage = (page: Page): Locator => page.getByRole('main');
const held = (page: Page): Locator => page.getByRole('region', { name: 'Everything is held.' });
const firstRun = (page: Page): Locator =>
  page.getByRole('heading', { name: 'Nothing is connected yet' }).locator('..');

const SHOTS: readonly Screen[] = [
  { state: 'main', shots: { 'bar-main': { of: bar }, 'bar-main-small': { of: bar, small: true } } },
  {
    state: 'halted',
    shots: {
      'bar-halted': { of: bar },
      'halt-panel': { of: held },
      'halt-panel-small': { of: held, small: true },
    },
  },
  { state: 'three', shots: { 'bar-three-small': { of: bar, small: true } } },
  {
    state: 'simulated',
    shots: {
      'simulated-small': {
        of: (page) => page.getByRole('region', { name: 'This studio is simulated' }),
        small: true,
      },
    },
  },
  {
    state: 'first',
    shots: { 'first-run': { of: firstRun }, 'first-run-small': { of: firstRun, small: true } },
  },
  { state: 'conflict', place: 'Conflicts', shots: { conflicts: { of: stage } } },
  { state: 'refused', place: 'Shelf', shots: { shelf: { of: stage } } },
  { state: 'empty', place: 'Settings', shots: { settings: { of: stage } } },
  { state: 'main', place: 'Engines', shots: { engines: { of: stage } } },
  {
    state: 'readonly',
    place: 'Guarantees',
    shots: { guarantees: { of: stage } },
  },
];

test.beforeEach(async ({ shown }) => {
  const chromium = await shown.page.evaluate(() => Number(/Chrome\/(\d+)/.exec(navigator.userAgent)?.[1]));
  test.skip(
    process.platform !== TAKEN_WITH.platform || chromium !== TAKEN_WITH.chromium,
    `the pictures were taken with Chromium ${TAKEN_WITH.chromium} on ${TAKEN_WITH.platform}, this is ${chromium}`,
  );
});

// Without `room`: the gallery shows faults of views, which say so on the console.
test('every component looks as it did', async ({ shown: { page, url } }) => {
  await page.setViewportSize({ width: 1_440, height: 2_400 });
  await page.goto(url.replace('index.html', 'gallery.html?components'));
  await page.evaluate(async () => document.fonts.ready);
  const components = page.locator('[data-part="components"]');
  await expect(components.getByRole('button', { name: 'Approve' }).first()).toBeVisible();
  await expect(components).toHaveScreenshot('gallery.png');
});

/** Sections of the gallery whose parts have a page each. */
const SECTIONS = {
  banner: 'Banner',
  foot: 'Foot of the window',
  aloud: 'What is said aloud',
  palette: 'Everything at once, by its name',
  focus: 'Focus, on each kind that can have it',
} as const;

for (const [picture, section] of Object.entries(SECTIONS))
  test(`${section}: as it was`, async ({ shown: { page, url } }) => {
    // Each of its parts is a page that is loaded.
    test.slow();
    await page.setViewportSize({ width: 1_440, height: 2_400 });
    await page.goto(url.replace('index.html', `gallery.html?section=${encodeURIComponent(section)}`));
    const part = page.getByRole('region', { name: section });
    const frames = part.locator('iframe');
    await expect(frames.first()).toBeAttached();
    for (const frame of await frames.all())
      await expect(frame.contentFrame().locator('html')).toHaveAttribute('data-ready', 'true');
    const height = await page.getByRole('main').evaluate((main) => main.scrollHeight);
    await page.setViewportSize({ width: 1_440, height });
    // Times that go on while one looks stand in none of them.
    await expect(part).toHaveScreenshot(`gallery-${picture}.png`, { timeout: 30_000 });
  });

for (const { state, place, shots } of SHOTS)
  test(`${Object.keys(shots).join(', ')}: as it was`, async ({ room }) => {
    const { page } = room;
    await room.open(state);
    if (place !== undefined) await page.getByRole('navigation').getByRole('button', { name: place }).click();
    // No control looks pointed at.
    await page.mouse.move(0, 0);
    for (const [name, { of, small }] of Object.entries(shots)) {
      await page.setViewportSize(
        small === true ? { width: 1_100, height: 700 } : { width: 1_440, height: 900 },
      );
      // How long ago something was goes on while one looks.
      await expect(of(page)).toHaveScreenshot(`${name}.png`, { mask: [page.getByText(/ ago$/)] });
    }
  });
