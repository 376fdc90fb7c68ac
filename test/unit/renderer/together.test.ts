/** What one click approved, told as one. */
import { expect, test } from 'vitest';
import type { ChangeView, WaitingView } from '#app/control-room/index.ts';
import { NO_CHANGES } from '../../../renderer/model/changes.ts';
import { cameOf, togetherOf } from '../../../renderer/model/together.ts';
import { fixture, uuid } from '../../renderer/harness/fixtures.ts';

const { waiting, changes } = fixture('main').snapshot;
const [card] = waiting as [WaitingView];
const [change] = changes as [ChangeView];
const cards = [1, 2, 3].map((id): WaitingView => ({ ...card, id: uuid(8, id) }));
const ended = (id: number, state: ChangeView['state'], n: number | null): ChangeView => ({
  ...change,
  id: uuid(8, id),
  state,
  n,
});

test('is whoever’s task it was, and one alone is no group', () => {
  expect(togetherOf(cards.slice(1))).toMatchObject({
    task: card.task,
    ids: new Set([uuid(8, 2), uuid(8, 3)]),
  });
  expect(togetherOf(cards.slice(2))).toBeNull();
});

test('what went through can go back, newest first, once none is on its way; one that came back asks again', () => {
  const together = togetherOf(cards);
  if (together === null) throw new Error('three are no group');
  const held = {
    ...NO_CHANGES,
    tail: [ended(1, 'committed', 7), ended(2, 'aborted', 8), ended(3, 'committed', 9)],
  };
  const applying = cards.slice(1, 2).map((each) => ({ ...each, state: 'applying' as const }));
  expect(cameOf(together, held, applying)).toEqual({ done: [9, 7], of: 3, isOver: false });
  expect(cameOf(together, held, cards.slice(1, 2))).toEqual({ done: [9, 7], of: 3, isOver: true });
});
