/** What exists only in an engine, and that two sides were kept, in words. */
import { describe, expect, test } from 'vitest';
import { NOTHING_THERE } from '#app/control-room/only-there.ts';
import type { MergeView, SessionView } from '#app/control-room/index.ts';
import { cardsOf, isBlocking } from '#app/control-room/cards.ts';
import { mergePhrase, mergeSubject, noticesOf, sidePhrase } from '../../../renderer/model/notices.ts';
import { namesOf, thereLines } from '../../../renderer/model/only-there.ts';
import { formatAge } from '../../../renderer/numbers.ts';
import { fixture, uuid } from '../../renderer/harness/fixtures.ts';

const { sessions, merges, status } = fixture('kept').snapshot;
const [crateMerge, manyMerge] = merges as [MergeView, MergeView];
const nameOf = (id: string): string | undefined => (id === uuid(1, 34) ? 'Crate_014' : undefined);

test.each([
  [0, 'under 1 min'],
  [59_999, 'under 1 min'],
  [60_000, '1 min'],
  [12 * 60_000 + 5, '12 min'],
  [65 * 60_000, '1 h 05 min'],
  [-5, 'under 1 min'],
])('%i ms is %s', (ms, words) => {
  expect(formatAge(ms).replaceAll('\u00a0', ' ')).toBe(words);
});

describe('what exists only there', () => {
  test('is nothing where there is nothing', () => {
    expect(thereLines({ kind: 'blender', onlyThere: NOTHING_THERE }, nameOf)).toEqual([]);
  });

  test('calls the file what its engine calls it', () => {
    const onlyThere = { ...NOTHING_THERE, unsaved: { forMs: 0, atLeast: false } };
    expect(thereLines({ kind: 'unity', onlyThere }, nameOf)).toEqual([
      'its scene, unsaved for under\u00a01\u00a0min',
    ]);
  });

  test('names what can be named, and counts the rest', () => {
    expect(namesOf({ count: 9, first: [uuid(1, 34)] }, nameOf)).toBe('Crate_014, 8 more');
    expect(namesOf({ count: 2, first: [uuid(7, 1), uuid(7, 2)] }, nameOf)).toBe('2 objects');
  });
});

describe('a notice', () => {
  test('says both sides', () => {
    expect(`${mergeSubject(crateMerge, nameOf)}: ${mergePhrase(crateMerge)}`).toBe(
      'Crate_014: your move in Blender and your rename in Unity were both kept',
    );
    expect(mergeSubject(manyMerge, nameOf)).toBe('12 objects');
  });

  test.each([
    ['person', 'person', ['visibility'], 'your show or hide here'],
    ['agent', 'agent:x', ['property:mass'], 'set-dresser’s change of mass'],
    ['engine', 'engine:unity-2', ['parent'], 'your new parent in Unity 2'],
    ['override', 'override', ['name', 'transform'], 'the forced changes'],
  ] as const)('of %s %s', (kind, id, facets, phrase) => {
    expect(sidePhrase({ actor: { kind, id, name: 'set-dresser' }, facets })).toBe(phrase);
  });
});

describe('an engine that is gone', () => {
  const inHands = { differing: [], waits: [], ended: [] };
  const source = {
    failures: [],
    sessions,
    status: null,
    merges: [],
    conflicts: [],
    waiting: [],
    shelf: [],
    inHands,
    lost: status.lostAtLastEnd,
  };
  const keys = (of: readonly SessionView[]): [string[], string[]] => [
    cardsOf({ ...source, sessions: of }, new Set()).map(({ kind }) => kind),
    noticesOf({ permissions: { decided: [] }, ...source, sessions: of }, new Set()).map(({ kind }) => kind),
  ];
  const [, , crashed, letGo] = sessions as [SessionView, SessionView, SessionView, SessionView];

  test('without a word waits for somebody to read it, and blocks nothing', () => {
    expect(keys([crashed])).toEqual([['gone'], []]);
    expect(cardsOf({ ...source, sessions: [crashed] }, new Set()).some(isBlocking)).toBe(false);
    expect(keys([crashed, { ...crashed, session: 'again', state: 'live', lost: false }])[0]).toEqual([
      'gone',
    ]);
  });

  test('by a click is a notice, until it is back', () => {
    expect(keys([letGo])).toEqual([[], ['gone']]);
    expect(keys([letGo, { ...letGo, session: 'again', state: 'live' }])).toEqual([[], []]);
  });

  test('with nothing at risk says nothing', () => {
    expect(keys([{ ...letGo, onlyThere: NOTHING_THERE }])).toEqual([[], []]);
    expect(keys([{ ...crashed, onlyThere: { ...NOTHING_THERE, unadopted: 3 } }])).toEqual([[], []]);
  });
});
