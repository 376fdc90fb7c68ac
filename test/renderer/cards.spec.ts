/** What holds of every card under *Needs you*, whatever it asks. */
import { cardsOf } from '#app/control-room/cards.ts';
import type { Card } from '#app/control-room/cards.ts';
import type { Pushed } from './harness/fake-bridge.ts';
import { fixture, uuid } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

/** One that is missing here, or that nothing below brings up, is a card that nobody has looked at. */
const KINDS: Readonly<Record<Card['kind'], true>> = {
  breaker: true,
  conflict: true,
  copy: true,
  differences: true,
  differing: true,
  file: true,
  foreign: true,
  gone: true,
  lost: true,
  played: true,
  suggestion: true,
  unmanaged: true,
  waits: true,
};

/** A moment in which everything asks at once. */
function everything() {
  const [questions, files, copies, kept] = (['questions', 'files', 'copies', 'kept'] as const).map(
    (state) => fixture(state).snapshot,
  );
  const connections = [questions, files, copies, kept].flatMap((snapshot) => snapshot?.sessions ?? []);
  return {
    sessions: connections.map((session, index) => ({ ...session, session: uuid(3, 20 + index) })),
    status: { ...fixture('main').snapshot.status, lostAtLastEnd: ['Rename Path, not confirmed'] },
    conflicts: fixture('conflict').snapshot.conflicts,
    inHands: fixture('hands').snapshot.inHands,
    shelf: fixture('played').snapshot.shelf,
    waiting: fixture('allowed').snapshot.waiting,
  } satisfies Pushed;
}

test('a card of any kind that comes takes no answer for a moment: neither clicks nor keys', async ({
  room,
}) => {
  const pushed = everything();
  const cards = cardsOf({ ...pushed, lost: pushed.status.lostAtLastEnd }, new Set());
  expect([...new Set(cards.map(({ kind }) => kind))].sort()).toEqual(Object.keys(KINDS).sort());
  await room.open('calm');
  const { page } = room;
  const before = await page.evaluate(
    async ([batch, keys]) => {
      await window.harness.push(batch);
      const drawn = [...document.querySelectorAll<HTMLElement>('[data-card]')].filter((card) =>
        keys.includes(card.dataset['card'] ?? ''),
      );
      const held = drawn.map((card) => card.querySelectorAll('button[aria-disabled]').length);
      for (const card of drawn) {
        for (const button of card.querySelectorAll('button')) button.click();
        for (const [key, shiftKey] of [
          ['a', false],
          ['A', true],
          ['d', false],
          ['Enter', false],
        ] as const)
          card.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true }));
      }
      return drawn.map((card, index) => [card.dataset['card'] ?? '', held[index] ?? 0] as const);
    },
    [pushed, cards.map(({ key }) => key)] as const,
  );
  // Each has something to answer with, and it is held back.
  expect(before.filter(([, held]) => held === 0)).toEqual([]);
  expect(before.map(([key]) => key).sort()).toEqual(cards.map(({ key }) => key).sort());
  // What only reads is no answer, nor is how the window begins.
  const asked = await page.evaluate(() => window.harness.asked.map(({ name }) => name));
  expect(asked.filter((name) => !/^(?:attach|read_|find_|select_|set_rule_news)/u.test(name))).toEqual([]);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // None was put away by it, and one of each kind can be answered after that moment.
  const answerable = async (): Promise<string[]> => {
    const now = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-card]')].map(
        (card) =>
          [card.dataset['card'] ?? '', card.querySelectorAll('button[aria-disabled]').length] as const,
      ),
    );
    const held = new Map(now);
    const open = new Set(before.filter(([key, was]) => (held.get(key) ?? was) < was).map(([key]) => key));
    return [...new Set(cards.filter(({ key }) => open.has(key)).map(({ kind }) => kind))].sort();
  };
  await expect.poll(answerable).toEqual(Object.keys(KINDS).sort());
});

test('a question that becomes another one under the hand takes no answer either', async ({ room }) => {
  await room.open('questions');
  const { page } = room;
  const { sessions } = fixture('questions').snapshot;
  const refresh = page.getByRole('button', { name: 'Refresh 12 objects' });
  await expect(refresh).not.toHaveAttribute('aria-disabled', 'true');
  const more = sessions.map((each) =>
    each.preview === null ? each : { ...each, preview: { ...each.preview, objects: 300, kept: 296 } },
  );
  await refresh.evaluate(async (button, batch) => {
    await window.harness.push({ sessions: batch });
    (button as HTMLButtonElement).click();
  }, more);
  expect(await room.asked('refresh_engine')).toEqual([]);
  await page.getByRole('button', { name: 'Refresh 300 objects' }).click();
  expect(await room.asked('refresh_engine')).toEqual([{ session: uuid(3, 2), kept: 296 }]);
});

test('a card that comes lies under no pointer that rests on the others, and goes up once it has left', async ({
  room,
}) => {
  await room.open('main');
  const { page } = room;
  const [first] = fixture('main').snapshot.waiting;
  const mine = page.locator(`[data-card="${first?.id ?? ''}"]`);
  await mine.getByRole('button', { name: 'Approve' }).hover();
  const stood = await mine.boundingBox();
  const [one, other] = fixture('main').snapshot.sessions;
  if (one === undefined || other === undefined) throw new Error('two engines are connected');
  await room.push({ sessions: [one, { ...other, breaker: 'open', breakerNeedsClick: true }] });
  const came = page.locator('[data-card^="breaker "]');
  await expect(came).toHaveCount(1);
  expect(await mine.boundingBox()).toEqual(stood);
  const keys = async (): Promise<(string | null)[]> =>
    page.locator('[data-card]').evaluateAll((all) => all.map((each) => each.getAttribute('data-card')));
  expect((await keys()).indexOf(first?.id ?? '')).toBe(0);
  await page.getByRole('region', { name: 'Scene' }).first().hover();
  await expect.poll(async () => (await keys()).indexOf(first?.id ?? '')).toBeGreaterThan(0);
  // It has moved, and takes no answer for a moment.
  await expect(mine.getByRole('button', { name: 'Approve' })).not.toHaveAttribute('aria-disabled', 'true');
});
