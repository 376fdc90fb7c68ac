/** What a file asks: its age, which copy is worked on (rule 3); and the bar when there are three engines. */
import type { Locator, Page } from '@playwright/test';
import type { SessionView } from '#app/control-room/index.ts';
import { expect, test } from './harness/room.ts';
import { fileDifferences, fixture, uuid } from './harness/fixtures.ts';

const [blender, unity] = [uuid(3, 1), uuid(3, 2)];
const older = (page: Page): Locator => page.getByRole('article', { name: /is older than the shared scene/ });
const ready = async (button: Locator): Promise<void> =>
  expect(button).not.toHaveAttribute('aria-disabled', 'true');

test.describe('a file that is older', () => {
  test('counts first what differs, and is brought up to date or left with one key', async ({ room }) => {
    await room.open('files');
    const { page } = room;
    await expect(older(page)).toContainText('Saved at version 17 640; the shared scene is at 18 203.');
    await expect(older(page)).toContainText('5 objects differ:');
    await expect(older(page)).toContainText('2 placed otherwise');
    await expect(older(page).getByRole('checkbox')).toHaveCount(0);
    expect(await room.asked('read_file_differences')).toEqual([]);
    const bring = older(page).getByRole('button', { name: 'Bring up to date' });
    await ready(bring);
    await expect(bring).toHaveAccessibleDescription(/goes on the shelf first/);
    await older(page).focus();
    // *Compare again* comes before.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => room.asked('answer_file'))
      .toEqual([{ session: blender, answer: 'bring', compared: 1, fromFile: [] }]);
    await older(page).getByRole('button', { name: 'Leave it' }).click();
    await expect
      .poll(async () => (await room.asked('answer_file')).at(-1))
      .toMatchObject({ answer: 'leave' });
  });

  test('is reviewed object by object, by keys; nothing is picked beforehand', async ({ room }) => {
    await room.open('files');
    const { page } = room;
    const review = older(page).getByRole('button', { name: 'Review…' });
    await ready(review);
    await review.focus();
    await page.keyboard.press('Enter');
    const list = older(page).getByRole('group', { name: 'How the file differs' });
    await expect(list).toBeFocused();
    const boxes = list.getByRole('checkbox');
    await expect(boxes).toHaveCount(6);
    for (const box of await boxes.all()) await expect(box).not.toBeChecked();
    await expect(list.getByRole('listitem').filter({ hasText: 'Gate' })).toContainText('present → deleted');
    await expect(list.getByRole('listitem').filter({ hasText: 'Lantern_Old' })).toContainText('created');
    const crate = list.getByRole('checkbox', { name: 'Take Crate_014 from the file' });
    await crate.focus();
    await page.keyboard.press('Space');
    await expect(crate).toBeChecked();
    await list.getByRole('button', { name: 'Take 1 from the file' }).click();
    await expect
      .poll(async () => room.asked('answer_file'))
      .toEqual([{ session: blender, answer: 'bring', compared: 1, fromFile: [uuid(1, 34)] }]);
    await list.getByRole('checkbox', { name: 'All 5 from the file' }).check();
    await list.getByRole('button', { name: 'Take 5 from the file' }).click();
    const all = fileDifferences().objects.map(({ id }) => id);
    await expect
      .poll(async () => (await room.asked('answer_file')).at(-1))
      .toEqual({ session: blender, answer: 'bring', compared: 1, fromFile: all });
    await list.getByRole('button', { name: 'Back' }).click();
    await expect(review).toBeVisible();
  });

  test('speaks the axes that are chosen', async ({ room }) => {
    await room.open('files');
    const { page } = room;
    await ready(older(page).getByRole('button', { name: 'Review…' }));
    await older(page).getByRole('button', { name: 'Review…' }).click();
    const crate = older(page).getByRole('listitem').filter({ hasText: 'Crate_014' });
    await expect(crate).toContainText('2.000 m → 3.500 m');
    await page.getByRole('radio', { name: 'Unity Y up' }).first().click();
    await expect(crate).toContainText('−2.000 m → −3.500 m');
  });

  test('says what did not go through, and takes nothing while what was taken is on its way', async ({
    room,
  }) => {
    await room.open('files');
    const { page } = room;
    const [first] = fixture('files').snapshot.sessions;
    const session = first as SessionView;
    const file = session.file as NonNullable<SessionView['file']>;
    await room.push({ sessions: [{ ...session, file: { ...file, isUnderWay: true } }] });
    await expect(older(page)).toContainText('is on its way into the shared scene');
    const bring = older(page).getByRole('button', { name: 'Bring up to date' });
    await expect(bring).toHaveAttribute('aria-disabled', 'true');
    const reason = {
      code: 'file_not_taken',
      message: 'What you took from the file did not go through.',
      path: null,
    };
    await room.push({ sessions: [{ ...session, reason }] });
    await expect(older(page).getByRole('status')).toHaveText(reason.message);
    await ready(bring);
    const since = { ...reason, code: 'file_changed_since', message: '2 more objects differ there.' };
    await room.push({ sessions: [{ ...session, reason: since, file: { ...file, compared: 2 } }] });
    await expect(older(page).getByRole('status')).toHaveText(since.message);
    await ready(bring);
    await bring.click();
    await expect
      .poll(async () => room.asked('answer_file'))
      .toEqual([{ session: blender, answer: 'bring', compared: 2, fromFile: [] }]);
  });

  test('left, it asks nothing, and is found again under Engines', async ({ room }) => {
    await room.open('files');
    const { page } = room;
    const [first] = fixture('files').snapshot.sessions;
    const session = first as SessionView;
    const file = session.file as NonNullable<SessionView['file']>;
    await room.push({ sessions: [{ ...session, state: 'parked', file: { ...file, isLeft: true } }] });
    await expect(older(page)).toBeHidden();
    await expect(page.getByRole('banner')).toContainText('Blender’s file is left as it is');
    await page.getByRole('navigation').getByRole('button', { name: 'Engines' }).click();
    await page.getByRole('button', { name: 'Decide…' }).click();
    await expect
      .poll(async () => room.asked('answer_file'))
      .toEqual([{ session: blender, answer: 'look', compared: 1, fromFile: [] }]);
  });

  test('from another history it says so, though all of it matches', async ({ room }) => {
    await room.open('files');
    const { page } = room;
    const newer = page.getByRole('article', { name: /is newer than the history/ });
    await expect(newer).toContainText('Saved at version 18 911, which the history does not have');
    await expect(newer).toContainText('All objects match.');
    await expect(newer.getByRole('button', { name: 'Review…' })).toHaveCount(0);
    await newer.getByRole('button', { name: 'Leave it' }).click();
    await expect
      .poll(async () => room.asked('answer_file'))
      .toEqual([{ session: unity, answer: 'leave', compared: 1, fromFile: [] }]);
  });
});

test.describe('two files of one scene', () => {
  test('each answer says what becomes of the other; the one that is live does not block', async ({
    room,
  }) => {
    await room.open('copies');
    const { page } = room;
    const waits = page.getByRole('article', { name: /^“Courtyard \(copy\)\.unity” or “Courtyard\.unity”/ });
    const live = page.getByRole('article', { name: /^“courtyard_v013_lighting\.blend” or/ });
    const cards = page.getByRole('region', { name: /^Needs you/ }).getByRole('article');
    await expect(cards.first()).toContainText('Courtyard (copy).unity');
    await expect(page.getByText('Can wait')).toBeVisible();
    await expect(live).toContainText('Blender stays in step meanwhile');
    await expect(page.getByRole('button', { name: 'Link this scene to the project' })).toHaveCount(0);
    const here = live.getByRole('button', { name: 'In courtyard_v013_lighting.blend' });
    await ready(here);
    await expect(here).toHaveAccessibleDescription('courtyard_v012.blend waits when it is opened');
    await here.focus();
    await page.keyboard.press('Enter');
    await waits.getByRole('button', { name: 'In both' }).click();
    await expect
      .poll(async () => room.asked('answer_copy'))
      .toEqual([
        { session: blender, answer: 'this' },
        { session: unity, answer: 'apart' },
      ]);
  });

  test('of one name are told apart, and a long name stays within its card', async ({ room }) => {
    await room.open('copies', { width: 1100, height: 700 });
    const { page } = room;
    const named = (title: string, other: string) => ({
      sessions: fixture('copies').snapshot.sessions.map((session) =>
        session.session === unity
          ? { ...session, title, copy: { others: [other], isLive: false, isAnswered: false } }
          : { ...session, copy: null },
      ),
    });
    const choices = page
      .getByRole('region', { name: /^Needs you/ })
      .getByRole('article')
      .first();
    await room.push(named('Yard.unity', 'Yard.unity'));
    const [here, there] = ['In Yard.unity (open now)', 'In Yard.unity (the other one)'].map((name) =>
      choices.getByRole('button', { name, exact: true }),
    ) as [Locator, Locator];
    await expect(here).toHaveAccessibleDescription('Yard.unity (the other one) waits from here on');
    await ready(there);
    await there.click();
    await expect.poll(async () => room.asked('answer_copy')).toEqual([{ session: unity, answer: 'other' }]);
    await room.push(named(`${'Yard at dusk '.repeat(12)}.unity`, 'Yard.unity'));
    const card = await choices.boundingBox();
    const button = await choices.getByRole('button', { name: /^In Yard at dusk/ }).boundingBox();
    expect(button?.width ?? 0).toBeGreaterThan(0);
    expect((button?.x ?? 0) + (button?.width ?? 0)).toBeLessThanOrEqual((card?.x ?? 0) + (card?.width ?? 0));
  });

  test('set aside, it asks nothing, and can be worked on after all', async ({ room }) => {
    await room.open('copies');
    const { page } = room;
    const sessions = fixture('copies').snapshot.sessions.map((session) =>
      session.session === unity
        ? { ...session, copy: { others: ['Courtyard.unity'], isLive: false, isAnswered: true } }
        : { ...session, copy: null },
    );
    await room.push({ sessions });
    const aside = page.getByRole('article', { name: '“Courtyard (copy).unity” is set aside' });
    await expect(aside).toContainText('Work goes on in “Courtyard.unity”.');
    await expect(page.getByText('Blocking')).toHaveCount(0);
    const here = aside.getByRole('button', { name: 'In Courtyard (copy).unity' });
    await ready(here);
    await here.click();
    await expect.poll(async () => room.asked('answer_copy')).toEqual([{ session: unity, answer: 'this' }]);
  });
});

test.describe('three engines in the bar', () => {
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1100, height: 700 },
  ])
    test(`no name is cut short, and nothing lies on anything: ${size.width}`, async ({ room }) => {
      await room.open('three', size);
      const { page } = room;
      const chips = page.getByRole('group', { name: 'Engines' }).getByRole('button');
      await expect(chips).toHaveCount(3);
      for (const chip of await chips.all()) {
        const spill = await chip.evaluate((element) => {
          const name = element.querySelector('span:nth-of-type(2)') ?? element.querySelector('span');
          const right = element.getBoundingClientRect().right;
          return name === null ? 0 : name.getBoundingClientRect().right - right;
        });
        expect(spill).toBeLessThanOrEqual(0);
        await expect(chip).toHaveAttribute('title', /·/);
      }
      // Who listens hears how each stands, however little room there is.
      await expect(chips.nth(0)).toHaveAccessibleName(/Blender.*unsaved/);
      await expect(chips.nth(2)).toHaveAccessibleName(/godot.*another/);
      if (size.width === 1440) {
        const words = chips.nth(2).getByText('another');
        expect(await words.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
      }
      const project = page.getByRole('heading', { level: 1, name: 'Courtyard_of_the_old_mill_final' });
      await expect(project).toHaveAttribute('title', 'Courtyard_of_the_old_mill_final');
      await expect(project.getByText('ll_final')).toBeVisible();
    });
});
