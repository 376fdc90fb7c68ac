/** The timeline under the hand: wheel, drags, keys, selection of many, filters, the overview, causes and the playhead. */
import type { Locator, Page } from '@playwright/test';
import type { TimelineFilter } from '#app/control-room/index.ts';
import { expect, test } from './harness/room.ts';

const track = (page: Page): Locator => page.getByRole('group', { name: /^Changes by version/ });
const clips = (page: Page): Locator => track(page).getByRole('button');
const clip = (page: Page, number: string): Locator =>
  track(page).getByRole('button', { name: new RegExp(`^${number.replace(' ', '.')}, `) });

/** First and last number in view, as a screen reader hears them. */
async function range(page: Page): Promise<{ from: number; to: number }> {
  const label = (await track(page).getAttribute('aria-label')) ?? '';
  const [from, to] = (/, ([\d\u202f]+) to ([\d\u202f]+)/.exec(label) ?? [])
    .slice(1)
    .map((each) => Number(each.replace(/\D/gu, '')));
  return { from: from ?? 0, to: to ?? 0 };
}

/** The names of all of them, in their order. */
async function expectNames(of: Locator, names: readonly RegExp[]): Promise<void> {
  const told = async (): Promise<string[]> =>
    of.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''));
  await expect.poll(told).toEqual(names.map((name) => expect.stringMatching(name)));
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not there');
  return box;
}

test.describe('the view', () => {
  test('the wheel zooms at the pointer, with Shift it pans, a pinch zooms as well', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    const before = await range(page);
    const under = await boxOf(clip(page, '18 163'));
    await page.mouse.move(under.x + under.width / 2, under.y + 9);
    await page.mouse.wheel(0, -400);
    await expect.poll(async () => (await range(page)).to).toBeLessThan(before.to);
    const near = await range(page);
    expect(near.to - near.from).toBeLessThan((before.to - before.from) * 0.6);
    const zoomed = await boxOf(clip(page, '18 163'));
    expect(zoomed.width).toBeGreaterThan(under.width * 1.8);
    expect(Math.abs(zoomed.x + zoomed.width / 2 - (under.x + under.width / 2))).toBeLessThan(3);

    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, -600);
    await page.keyboard.up('Shift');
    await expect.poll(async () => (await range(page)).from).toBeLessThan(near.from);
    const panned = await range(page);
    expect(Math.abs(panned.to - panned.from - (near.to - near.from))).toBeLessThanOrEqual(1);

    await page.keyboard.down('Control');
    await page.mouse.wheel(0, 100);
    await page.keyboard.up('Control');
    await expect
      .poll(async () => {
        const wide = await range(page);
        return wide.to - wide.from;
      })
      .toBeGreaterThan((panned.to - panned.from) * 2);
    // Zoomed out as far as the newest, it follows again.
    await expect(page.getByRole('button', { name: 'following now' })).toBeVisible();
    expect((await range(page)).to).toBe(18_203);
  });

  test('the middle button and Space drag it, and the keys fit, zoom, follow and go to the ends', async ({
    room,
  }) => {
    await room.open('main');
    const { page } = room;
    const box = await boxOf(track(page));
    const start = await range(page);
    const drag = async (button: 'left' | 'middle'): Promise<void> => {
      await page.mouse.move(box.x + 300, box.y + 130);
      await page.mouse.down({ button });
      await page.mouse.move(box.x + 500, box.y + 130, { steps: 4 });
      await page.mouse.up({ button });
    };
    await drag('middle');
    await expect.poll(async () => (await range(page)).to).toBe(start.to - 10);
    await track(page).focus();
    await page.keyboard.down(' ');
    await drag('left');
    await page.keyboard.up(' ');
    await expect.poll(async () => (await range(page)).to).toBe(start.to - 20);
    await expect(track(page).getByRole('button', { pressed: true })).toHaveCount(0);

    await page.keyboard.press('Shift+F');
    await expect(track(page)).toHaveAccessibleName(/, 1 to 18.203, shown as bars/);
    await expect(clips(page)).toHaveCount(0);
    await page.keyboard.press('l');
    for (let i = 0; i < 40; i += 1) await page.keyboard.press('+');
    await expect.poll(async () => (await range(page)).from).toBeGreaterThan(18_190);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    const chosen = track(page).getByRole('button', { pressed: true });
    await expect(chosen).toHaveAccessibleName(/^18.197 to 18.201, /);
    await page.keyboard.press('f');
    const fitted = await range(page);
    expect(fitted.from).toBeGreaterThan(18_180);
    await page.keyboard.press('Home');
    await expect.poll(async () => (await range(page)).from).toBe(1);
    await page.keyboard.press('End');
    await expect(page.getByRole('button', { name: 'following now' })).toBeVisible();
    await expect(chosen).toHaveAccessibleName(/^18.203, /);
    await expect(chosen).toBeFocused();
  });

  test('the overview leads anywhere and is dragged by the part that is shown', async ({ room }) => {
    await room.open('million');
    const { page } = room;
    await track(page).focus();
    for (let i = 0; i < 14; i += 1) await page.keyboard.press('-');
    const overview = page.getByRole('slider', { name: 'Part of the history that is shown' });
    const box = await boxOf(overview);
    await page.mouse.click(box.x + box.width / 2, box.y + 10);
    await expect.poll(async () => Math.abs((await range(page)).to - 500_000)).toBeLessThan(20_000);
    const middle = await range(page);
    await page.mouse.move(box.x + box.width / 2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + 10, { steps: 3 });
    await page.mouse.up();
    await expect
      .poll(async () => Math.abs((await range(page)).to - (middle.to - 250_000)))
      .toBeLessThan(3_000);
  });
});

test.describe('what is selected', () => {
  test('one, some with Ctrl, all between with Shift, what a band meets, and none', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    const pressed = track(page).getByRole('button', { pressed: true });
    await clip(page, '18 190').click();
    await expectNames(pressed, [/^18.190, /]);
    await clip(page, '18 196').click({ modifiers: ['Control'] });
    await expectNames(pressed, [/^18.190, /, /^18.196, /]);
    await expect(page.getByText('2 selected')).toBeVisible();
    await clip(page, '18 190').click({ modifiers: ['Control'] });
    await expectNames(pressed, [/^18.196, /]);
    await clip(page, '18 203').click({ modifiers: ['Shift'] });
    await expect(page.getByText('8 selected')).toBeVisible();
    await expect(page.getByRole('tabpanel', { name: 'Change' })).toContainText('Rename Shot_010');
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.getByText('12 selected')).toBeVisible();

    // From an empty place over everything that Unity's lane has there.
    const [one, other] = [await boxOf(clip(page, '18 184')), await boxOf(clip(page, '18 190'))];
    await page.mouse.move(one.x + 2, one.y + 22);
    await page.mouse.down();
    await page.mouse.move(other.x + 4, other.y + 30, { steps: 3 });
    await page.mouse.up();
    await expectNames(pressed, [/^18.185 to 18.188, /, /^18.189, /]);
    await page.mouse.click(one.x, one.y - 41);
    await expect(pressed).toHaveCount(0);
  });

  test('a card tells what the pointer is over, and Escape puts it away', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await clip(page, '18 191').hover();
    const card = page.getByRole('tooltip');
    await expect(card).toContainText(/18.191.*you, in Blender.*Move Well_Roof/);
    await expect(card).toContainText('computer clock');
    await track(page).focus();
    await page.keyboard.press('Escape');
    await expect(card).toHaveCount(0);
    await page.mouse.move(700, 300);
    const box = await boxOf(track(page));
    // Before version 18 186 the night passed.
    await page.mouse.move(box.x + box.width - 2 - (18_204 - 18_186) * 20, box.y - 8);
    await expect(card).toContainText(/Nothing for 14.h.00.min.*computer clock/);
  });

  test('says what it came from and led to, and leads there', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await clip(page, '18 184').click();
    const cause = page.getByRole('region', { name: 'How it came about' });
    await expect(cause).toContainText(/Made on top of.*18.148.*Move Well/);
    await cause.getByRole('button', { name: /18.148/ }).click();
    await expect(page.getByRole('tabpanel', { name: 'Change' })).toContainText(/^18.148/);
    await expect(clip(page, '18 148')).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('region', { name: 'How it came about' })).toContainText(
      /Changed next by.*18.184/,
    );
    expect(await room.asked('read_causality')).toHaveLength(2);
  });
});

test.describe('what is shown of it', () => {
  test('is narrowed by author, state and object, near and far', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    const row = page.getByRole('group', { name: 'Filter' });
    await row.getByRole('button', { name: 'State all' }).click();
    await page.getByRole('button', { name: 'Only did not go through' }).click();
    await page.keyboard.press('Escape');
    await expectNames(clips(page), [/^18.176, .*did not go through$/]);
    const filters = (await room.asked('read_timeline_lanes')) as { filter: TimelineFilter }[];
    expect(filters.at(-1)?.filter).toEqual({ lanes: null, classes: null, shapes: ['failed'], object: null });

    await row.getByRole('button', { name: 'Show everything' }).click();
    await row.getByRole('button', { name: 'By all' }).click();
    await page.getByRole('button', { name: 'Only lighter' }).click();
    await page.keyboard.press('Escape');
    await expect(clips(page).last()).toHaveAccessibleName(/^18.175, lighter/);
    await expect(page.getByRole('region', { name: 'Timeline' }).getByRole('listitem')).toHaveText([
      'lighter',
    ]);

    await row.getByRole('button', { name: 'Show everything' }).click();
    await clip(page, '18 184').click();
    await row.getByRole('button', { name: 'Object Only Well' }).click();
    await expectNames(clips(page), [/^18.184, /]);
    await track(page).focus();
    await page.keyboard.press('Shift+F');
    await expect(clips(page)).toHaveCount(0);
    // The row is put away; what it narrows stays in force and is marked.
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await expect(row).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Filter', exact: true })).toHaveAttribute(
      'data-narrowed',
      'true',
    );
  });

  test('a million changes are counted, told by the pointer, and come near by a band or a double click', async ({
    room,
  }) => {
    await room.open('million');
    const { page } = room;
    await expect(clips(page).last()).toHaveAccessibleName(/^1.000.000, /);
    await track(page).focus();
    await page.keyboard.press('Shift+F');
    await expect(track(page)).toHaveAccessibleName(/, 1 to 1.000.000, shown as bars/);
    const box = await boxOf(track(page));
    await page.mouse.move(box.x + 400, box.y + 60);
    await expect(page.getByRole('tooltip')).toContainText(/You · Blender\d.* to .*: .* changes/);
    await page.mouse.down();
    await page.mouse.move(box.x + 440, box.y + 70, { steps: 3 });
    await page.mouse.up();
    await expect
      .poll(async () => {
        const { from, to } = await range(page);
        return to - from;
      })
      .toBeLessThan(60_000);
    for (let i = 0; i < 5; i += 1) await page.mouse.dblclick(box.x + 400, box.y + 60);
    await expect.poll(async () => clips(page).count()).toBeGreaterThan(0);
    // However many there are, no more than a bounded number of them stands in the page.
    for (let i = 0; i < 2; i += 1) await page.keyboard.press('-');
    await expect.poll(async () => clips(page).count()).toBeLessThanOrEqual(201);
    const asked = (await room.asked('read_timeline_lanes')) as { buckets: number }[];
    expect(Math.max(...asked.map(({ buckets }) => buckets))).toBe(256);
    expect(asked.length).toBeLessThan(120);
  });

  test('the computer’s clock stands beside the numbers, marked as what it is', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    await page.getByRole('button', { name: 'Times of the computer clock' }).click();
    await expect(page.getByRole('region', { name: 'Timeline' }).getByText('computer clock')).toBeVisible();
    const asked = (await room.asked('read_timeline_clock')) as { numbers: number[] }[];
    expect(asked.at(-1)?.numbers).toContain(18_190);
  });

  test('the playhead stands at the version that is looked at, steps, and goes', async ({ room }) => {
    await room.open('main');
    const { page } = room;
    const box = await boxOf(track(page));
    const head = page.getByRole('group', { name: 'Version at the playhead' });
    await expect(head).toHaveCount(0);
    await page.mouse.click(box.x + box.width - 2 - (18_204 - 18_181) * 20, box.y - 12);
    await expect(head).toContainText(/Version 18.180/);
    await track(page).focus();
    await page.keyboard.press(',');
    await expect(head).toContainText(/Version 18.179/);
    await page.keyboard.press('.');
    const bar = page.getByRole('region', { name: 'An earlier version is shown' });
    await expect(bar).toContainText(/Version 18.180 .*ago/);
    await bar.getByRole('button', { name: 'Bring back…' }).click();
    await expect(page.getByRole('textbox', { name: 'Version' })).toHaveValue('18180');
    await page.keyboard.press('Escape');
    await expect(head).toContainText(/Version 18.180/);
    await track(page).focus();
    await page.keyboard.press('Escape');
    await expect(head).toHaveCount(0);
    await expect(bar).toHaveCount(0);
  });
});
