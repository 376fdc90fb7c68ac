/** Two agents' suggestions for the same objects, side by side: the better of the two for each object. */
import { fixture } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

const [light, dusk] = fixture('variants').snapshot.waiting.slice(-2);
const others = fixture('variants').snapshot.waiting.slice(0, -2);
const third = {
  ...dusk!,
  id: '00000009-0000-4000-8000-000000000077',
  actor: { kind: 'agent', id: 'agent:stager', name: 'stager' },
} as const;
const KEEP = 'Key_Sun: leave it as it is';

test.describe('suggestions side by side', () => {
  test.beforeEach(async ({ room }) => {
    await room.open('variants');
    await room.page.getByRole('button', { name: 'Compare with what set-dresser would do' }).press('Enter');
  });

  test('ask for a choice before anything is answered, and take the best of each', async ({ room }) => {
    const { page } = room;
    const sheet = page.getByRole('dialog', { name: 'Side by side' });
    await expect(sheet).toBeFocused();
    const apply = sheet.getByRole('button', { name: 'Apply what is chosen' });
    await expect(sheet.getByRole('status')).toHaveText('1 of 1 object to choose');
    await expect(apply).toBeDisabled();
    // What only one of them is about goes along unless a person says otherwise.
    await expect(sheet.getByRole('radio', { name: 'Crate_014: take it from set-dresser' })).toBeChecked();
    await sheet.getByRole('radio', { name: 'Key_Sun: take it from lighter' }).press('Space');
    await expect(sheet.getByRole('status')).toHaveText('everything is chosen');
    await expect(apply).toBeEnabled();
    await apply.press('Enter');
    await expect.poll(async () => room.asked('approve')).toEqual([{ id: light?.id, hash: light?.hash }]);
    expect(await room.asked('approve_adjusted')).toEqual([
      {
        id: dusk?.id,
        hash: dusk?.hash,
        leave: [0, 1],
        edits: [],
        words: 'The person compared suggestions, and took these objects from lighter.',
      },
    ]);
    expect(await room.asked('deny')).toEqual([]);
  });

  test('deny the one of which nothing is taken, and tell its agent why', async ({ room }) => {
    const { page } = room;
    const sheet = page.getByRole('dialog', { name: 'Side by side' });
    await sheet.getByRole('button', { name: 'All from lighter' }).click();
    await expect(sheet.getByRole('radio', { name: 'Crate_014: leave it as it is' })).toBeChecked();
    await expect(sheet.getByRole('button', { name: 'Apply what is chosen' })).toBeEnabled();
    await sheet.getByRole('button', { name: 'Apply what is chosen' }).click();
    await expect.poll(async () => room.asked('approve')).toEqual([{ id: light?.id, hash: light?.hash }]);
    expect(await room.asked('deny')).toEqual([
      { id: dusk?.id, reason: 'The person compared suggestions, and took these objects from lighter.' },
    ]);
  });

  test('say which was refused, though the sheet is gone with the other', async ({ room }) => {
    const { page } = room;
    await room.refuse('approve_adjusted', 'The values have changed since the card was shown; look again.');
    const sheet = page.getByRole('dialog', { name: 'Side by side' });
    await sheet.getByRole('radio', { name: 'Key_Sun: take it from lighter' }).check();
    await sheet.getByRole('button', { name: 'Apply what is chosen' }).click();
    await expect(page.getByText('1 of 2 answers not taken: The values have changed')).toBeVisible();
  });

  test('keep what was picked, and leave the focus alone, while suggestions come and go beside them', async ({
    room,
  }) => {
    const { page } = room;
    const sheet = page.getByRole('dialog', { name: 'Side by side' });
    await sheet.getByRole('radio', { name: 'Key_Sun: take it from lighter' }).check();
    const filter = page.getByRole('searchbox', { name: 'Find an object' });
    await filter.fill('Lan');
    await room.push({ waiting: [...others, light!, dusk!, third] });
    await expect(sheet.getByRole('button', { name: 'All from stager' })).toBeVisible();
    await expect(sheet.getByRole('radio', { name: 'Key_Sun: take it from lighter' })).toBeChecked();
    await expect(filter).toBeFocused();
    // A halt takes its place, and gives it back.
    const { status } = fixture('variants').snapshot;
    await room.push({ status: fixture('halted').snapshot.status });
    await expect(sheet).toBeHidden();
    await room.push({ status });
    await expect(sheet.getByRole('radio', { name: 'Key_Sun: take it from lighter' })).toBeChecked();
    await expect(sheet).not.toBeFocused();
    // What is gone is picked no more.
    await room.push({ waiting: [...others, light!, third] });
    await expect(sheet.getByRole('radio', { name: 'Key_Sun: take it from lighter' })).toBeChecked();
    await sheet.getByRole('radio', { name: 'Key_Sun: take it from stager' }).check();
    await room.push({ waiting: [...others, light!, dusk!] });
    await expect(sheet.getByRole('status')).toHaveText('1 of 1 object to choose');
  });

  test('do not come up by themselves once none was left to compare', async ({ room }) => {
    const { page } = room;
    const sheet = page.getByRole('dialog', { name: 'Side by side' });
    await room.push({ waiting: [...others, light!] });
    await expect(sheet).toBeHidden();
    await room.push({ waiting: [...others, light!, third] });
    await expect(page.getByRole('button', { name: 'Compare with what stager would do' })).toBeVisible();
    await expect(sheet).toBeHidden();
  });

  test('wait on behind Escape, which gives the focus back to the card', async ({ room }) => {
    const { page } = room;
    await page.getByRole('radio', { name: KEEP }).check();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: 'Side by side' })).toBeHidden();
    await expect(page.getByRole('button', { name: 'Compare with what set-dresser would do' })).toBeFocused();
    expect(await room.asked('approve')).toEqual([]);
    expect(await room.asked('deny')).toEqual([]);
  });
});
