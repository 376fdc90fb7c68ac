/** The one sentence about what changed meanwhile, and what is kept out of the cards while somebody is not to be disturbed. */
import { describe, expect, test } from 'vitest';
import type { AwayCounts } from '#app/control-room/index.ts';
import { approvalWords, summarySentence } from '../../../renderer/model/away.ts';
import { orderCards } from '../../../renderer/model/cards.ts';
import { attachRoom, EMPTY_ROOM, feedRoom } from '../../../renderer/store/room.ts';
import { fixture } from '../../renderer/harness/fixtures.ts';

const agent = (name: string) => ({ kind: 'agent', id: `agent:${name}`, name }) as const;
const counts: AwayCounts = {
  from: 4,
  to: 40,
  changes: 41,
  objects: 14,
  back: 0,
  isMore: false,
  authors: [
    { actor: agent('dresser'), objects: 9 },
    { actor: agent('lighter'), objects: 6 },
  ],
  otherAuthors: 0,
};

describe('the sentence', () => {
  test.each([
    [counts, 'While you were away: 14 objects changed, 9 by dresser, 6 by lighter'],
    [
      { ...counts, otherAuthors: 3 },
      'While you were away: 14 objects changed, 9 by dresser, 6 by lighter and by 3 others',
    ],
    [
      { ...counts, objects: 1, authors: [{ actor: agent('dresser'), objects: 1 }] },
      'While you were away: 1 object changed, by dresser',
    ],
    [{ ...counts, isMore: true, authors: [] }, 'While you were away: more than 14 objects changed'],
    [
      { ...counts, objects: 0, back: 3, authors: [] },
      'While you were away: 3 objects were changed and put back',
    ],
  ] as const)('says how much, and who did most of it', (of, sentence) => {
    expect(summarySentence(of)).toBe(sentence);
  });

  test('says on whose word it went through', () => {
    const last = { n: 4, actor: agent('dresser'), why: '', time: '' };
    expect(approvalWords({ ...last, approvedBy: 'person' })).toBe('you approved it');
    expect(approvalWords({ ...last, approvedBy: null })).toBe('nobody was asked');
    const blender = { kind: 'engine', id: 'engine:blender', name: 'Blender' } as const;
    expect(approvalWords({ ...last, actor: blender, approvedBy: null })).toBe(null);
  });
});

describe('what is kept for later', () => {
  const { snapshot } = fixture('main');
  const [first, second] = snapshot.waiting.map(({ id }) => id) as [string, string];
  const before = attachRoom(EMPTY_ROOM, snapshot);
  const quiet = { leftMs: 60_000 };

  test('is no card while it is, and comes up in its order when it is shown', () => {
    const kept = feedRoom(before, [{ seq: 2, attention: { quiet, collected: [first], away: null } }]);
    expect(kept.cards.map(({ key }) => key)).not.toContain(first);
    expect(kept.cards).toHaveLength(before.cards.length - 1);
    expect(kept.collected.map(({ key }) => key)).toEqual([first]);
    const shown = feedRoom(kept, [{ seq: 3, attention: { quiet: null, collected: [], away: null } }]);
    expect(shown.collected).toEqual([]);
    expect(orderCards(shown.cards, shown.cardMemory).map(({ key }) => key)).toEqual(
      orderCards(before.cards, before.cardMemory).map(({ key }) => key),
    );
  });

  test('tells by a line what became of it, as any card does', () => {
    const kept = feedRoom(before, [{ seq: 2, attention: { quiet, collected: [first, second], away: null } }]);
    expect(kept.cardMemory.moot).toEqual([]);
    const one = feedRoom(kept, [
      {
        seq: 3,
        waiting: { upserts: [], removed: [first] },
        attention: { quiet, collected: [second], away: null },
      },
    ]);
    expect(one.cardMemory.moot.map(({ key }) => key)).toEqual([first]);
    expect(one.collected.map(({ key }) => key)).toEqual([second]);
  });
});
