/** Conflicts that are alike fold to one card. */
import { expect, test } from 'vitest';
import { conflictKey } from '#app/control-room/cards.ts';
import type { Card } from '#app/control-room/cards.ts';
import { ALIKE_APART, foldAlike } from '../../../renderer/model/alike-cards.ts';
import { fixture } from '../../renderer/harness/fixtures.ts';

const cards = fixture('alike').snapshot.conflicts.map((conflict): Card => ({
  kind: 'conflict',
  key: conflictKey(conflict.id),
  conflict,
}));
const said = (some: readonly Card[], pointed: string | null = null): [string, number][] =>
  foldAlike(some, pointed).map(({ card, alike }) => [card.key, alike]);

test('more than a handful are one card, which says how many; another one stands by itself', () => {
  expect(said(cards)).toEqual([
    ['conflict conflict-2', 12],
    ['conflict conflict-1', 1],
  ]);
});

test('a handful stand one by one', () => {
  const few = cards.slice(0, ALIKE_APART);
  expect(said(few)).toEqual(few.map(({ key }) => [key, 1]));
  expect(said(cards.slice(0, ALIKE_APART + 1))).toEqual([['conflict conflict-2', ALIKE_APART + 1]]);
});

test('the one that something points at stands for them', () => {
  expect(said(cards, 'conflict conflict-5')[0]).toEqual(['conflict conflict-5', 12]);
  expect(said(cards, 'conflict conflict-1')[0]).toEqual(['conflict conflict-2', 12]);
});

test('what stands under the pointer by itself stays there; what is folded already stays folded', () => {
  const keys = cards.map(({ key }) => key);
  const few = cards.slice(0, ALIKE_APART + 1);
  const rested = (some: readonly Card[], apart: readonly string[]): number[] =>
    foldAlike(some, null, apart).map(({ alike }) => alike);
  expect(rested(few, keys.slice(0, ALIKE_APART))).toEqual(few.map(() => 1));
  expect(rested(cards, keys.slice(0, 1))).toEqual([12, 1]);
});
