/** Which cards there is reason for, which of them block, and by what keys they are known and folded away. */
import { describe, expect, test } from 'vitest';
import {
  asksPerson,
  cardsOf,
  conflictKey,
  copyKey,
  differingKey,
  fileKey,
  goneKey,
  isBlocking,
  isGoneWithSomething,
  offerKey,
  waitsKey,
} from '#app/control-room/cards.ts';
import type { Card, CardSource } from '#app/control-room/cards.ts';
import { isAtRisk, NOTHING_THERE } from '#app/control-room/index.ts';
import type { DifferingView, HandsWaitView, OnlyThereView, SessionView } from '#app/control-room/index.ts';
import type { Conflict, ShelfEntry } from '#app/ledger/index.ts';

/** A connection that asks nothing. */
const CALM: SessionView = {
  session: 's1',
  engine: 'blender',
  kind: 'blender',
  engineVersion: '5.0',
  adapterVersion: '1',
  title: 'yard',
  state: 'live',
  activity: null,
  breaker: 'closed',
  breakerNeedsClick: false,
  reason: null,
  openIn: null,
  offendingFrame: null,
  appliedThrough: 0,
  behind: 0,
  unmanaged: 0,
  preview: null,
  file: null,
  copy: null,
  drift: { objects: [], forMs: 0 },
  comparedAgoMs: null,
  audit: { rounds: 0, compared: 0, asked: null },
  inHands: [],
  differing: [],
  inDoubt: [],
  driven: [],
  trust: 'live',
  onlyThere: NOTHING_THERE,
  lost: false,
  latencyMs: [],
  since: '2026-01-01T00:00:00.000Z',
};
const PREVIEW: NonNullable<SessionView['preview']> = { add: 1, update: 0, remove: 0 } as never;
const FILE = { isLeft: false } as NonNullable<SessionView['file']>;
const LEFT = { isLeft: true } as NonNullable<SessionView['file']>;
const COPY = { others: ['yard', 'old'], isAnswered: false } as unknown as NonNullable<SessionView['copy']>;
const ANSWERED = { ...COPY, isAnswered: true };
const UNSAVED: OnlyThereView = { ...NOTHING_THERE, unsaved: { forMs: 1, atLeast: false } };

const NOTHING: CardSource<{ id: string }> = {
  sessions: [],
  conflicts: [],
  inHands: { differing: [], waits: [], ended: [] },
  waiting: [],
  shelf: [],
  lost: [],
};

function cards(source: Partial<CardSource<{ id: string }>>, dismissed: readonly string[] = []) {
  return cardsOf({ ...NOTHING, ...source }, new Set(dismissed));
}

/** The keys of what a connection asks. Each begins with the kind of its card. */
function asked(session: Partial<SessionView>): string[] {
  const shown = { ...CALM, ...session };
  return cards({ sessions: [shown] }).map(({ key, ...card }) => {
    expect(card).toEqual({ kind: key.split(' ')[0], session: shown });
    return key;
  });
}

describe('a connection', () => {
  test('that is well asks nothing', () => {
    expect(asked({})).toEqual([]);
  });

  test('whose breaker waits for a click asks for it, and only then', () => {
    expect(asked({ breakerNeedsClick: true })).toEqual(['breaker s1']);
    expect(asked({ breaker: 'open' })).toEqual([]);
  });

  test('of a file that nobody knows asks about it alone: what it would change there comes later', () => {
    expect(asked({ state: 'foreign', file: FILE, preview: PREVIEW, unmanaged: 3 })).toEqual(['foreign s1']);
  });

  test('of a copy is asked about the copy, and not also as a file that nobody knows', () => {
    expect(asked({ state: 'foreign', copy: COPY, preview: PREVIEW })).toEqual(['copy s1 yard yard/old']);
  });

  test('of a copy that takes part is asked about the copy and about all else', () => {
    expect(asked({ copy: COPY, unmanaged: 3 })).toEqual(['copy s1 yard yard/old', 'unmanaged s1 3']);
  });

  test('of an older file asks about that and not about the differences beside it', () => {
    expect(asked({ file: FILE, preview: PREVIEW })).toEqual(['file s1']);
  });

  test('of an older file that was left as it is asks no more, and not about the differences either', () => {
    expect(asked({ file: LEFT, preview: PREVIEW })).toEqual([]);
  });

  test('with differences at its coming asks about them', () => {
    expect(asked({ preview: PREVIEW })).toEqual(['differences s1']);
  });

  test('with objects that nobody shares offers them, anew when there are more', () => {
    expect(asked({ unmanaged: 1 })).toEqual(['unmanaged s1 1']);
    expect(asked({ unmanaged: 2 })).toEqual(['unmanaged s1 2']);
  });

  test('that ended asks nothing any more', () => {
    const open = { breakerNeedsClick: true, copy: COPY, file: FILE, preview: PREVIEW, unmanaged: 3 };
    expect(asked({ ...open, state: 'revoked' })).toEqual([]);
  });

  test('that crashed is told of if something may have gone with it', () => {
    expect(asked({ state: 'revoked', lost: true, onlyThere: UNSAVED })).toEqual(['gone s1']);
    expect(asked({ state: 'revoked', lost: true })).toEqual([]);
    expect(asked({ state: 'revoked', lost: false, onlyThere: UNSAVED })).toEqual([]);
    expect(asked({ state: 'live', lost: true, onlyThere: UNSAVED })).toEqual([]);
  });

  test('is asked about beside others', () => {
    const sessions = [{ ...CALM, preview: PREVIEW }, { ...CALM, session: 's2', preview: PREVIEW }, CALM];
    expect(cards({ sessions })).toEqual([
      { kind: 'differences', key: 'differences s1', session: sessions[0] },
      { kind: 'differences', key: 'differences s2', session: sessions[1] },
    ]);
  });
});

const conflict = { id: 'c1' } as Conflict;
const differing = { id: 'd1' } as DifferingView;
const waits = { actor: { kind: 'agent', id: 'a1' } } as unknown as HandsWaitView;
const playing = { id: 'p1', asks: true } as ShelfEntry;
const shelved = { id: 'p2' } as ShelfEntry;

describe('what waits for a person', () => {
  const everything = {
    conflicts: [conflict],
    inHands: { differing: [differing], waits: [waits], ended: [] },
    waiting: [{ id: 'w1' }],
    shelf: [playing, shelved],
    lost: ['Crate'],
  };

  test('comes as a card of its kind, with what it is about; what merely lies on the shelf does not', () => {
    expect(cards(everything)).toEqual([
      { kind: 'conflict', key: 'conflict c1', conflict },
      { kind: 'differing', key: 'differing d1', differing },
      { kind: 'waits', key: 'waits a1', waits },
      { kind: 'played', key: 'played p1', entry: playing },
      { kind: 'suggestion', key: 'w1', waiting: { id: 'w1' } },
      { kind: 'lost', key: 'lost', lost: ['Crate'] },
    ]);
  });

  test('is gone when it was folded away, by its key, and the rest stays', () => {
    expect(cards(everything, ['conflict c1', 'lost', 'w1']).map(({ key }) => key)).toEqual([
      'differing d1',
      'waits a1',
      'played p1',
    ]);
  });

  test('is nothing where there is nothing', () => {
    expect(cards({})).toEqual([]);
  });
});

test('each card has a key that says what it is and of whom', () => {
  expect(fileKey(CALM)).toBe('file s1');
  expect(goneKey(CALM)).toBe('gone s1');
  expect(conflictKey('x')).toBe('conflict x');
  expect(offerKey('x')).toBe('played x');
  expect(differingKey('x')).toBe('differing x');
  expect(waitsKey('x')).toBe('waits x');
});

test('another set of files is another question about a copy, and so is another name', () => {
  const keys = [
    copyKey({ ...CALM, copy: COPY }),
    copyKey({ ...CALM, copy: { ...COPY, others: ['yard'] } }),
    copyKey({ ...CALM, title: 'garden', copy: COPY }),
    copyKey(CALM),
  ];
  expect(keys).toEqual([
    'copy s1 yard yard/old',
    'copy s1 yard yard',
    'copy s1 garden yard/old',
    'copy s1 yard ',
  ]);
});

/** One card of each kind, and whether it blocks and whether it asks. */
const KINDS: readonly (readonly [Card<{ id: string }>, { blocks: boolean; asks: boolean }])[] = [
  [
    { kind: 'breaker', key: '', session: CALM },
    { blocks: true, asks: true },
  ],
  [
    { kind: 'foreign', key: '', session: CALM },
    { blocks: true, asks: true },
  ],
  [
    { kind: 'differences', key: '', session: CALM },
    { blocks: true, asks: true },
  ],
  [
    { kind: 'file', key: '', session: CALM },
    { blocks: true, asks: true },
  ],
  [
    { kind: 'conflict', key: '', conflict },
    { blocks: true, asks: true },
  ],
  [
    { kind: 'differing', key: '', differing },
    { blocks: true, asks: true },
  ],
  [
    { kind: 'waits', key: '', waits },
    { blocks: true, asks: true },
  ],
  [
    { kind: 'played', key: '', entry: playing },
    { blocks: false, asks: true },
  ],
  [
    { kind: 'suggestion', key: '', waiting: { id: 'w1' } },
    { blocks: false, asks: true },
  ],
  [
    { kind: 'unmanaged', key: '', session: CALM },
    { blocks: false, asks: false },
  ],
  [
    { kind: 'gone', key: '', session: CALM },
    { blocks: false, asks: false },
  ],
  [
    { kind: 'lost', key: '', lost: [] },
    { blocks: false, asks: false },
  ],
];

test.each(KINDS.map(([card, is]) => ({ card, is })))('a card of kind $card.kind', ({ card, is }) => {
  expect({ blocks: isBlocking(card), asks: asksPerson(card) }).toEqual(is);
});

test('a copy blocks while its connection waits for the answer, and no longer', () => {
  const isCopyBlocking = (session: Partial<SessionView>) =>
    isBlocking({ kind: 'copy', key: '', session: { ...CALM, ...session } });
  expect(isCopyBlocking({ state: 'foreign', copy: COPY })).toBe(true);
  expect(isCopyBlocking({ state: 'foreign', copy: ANSWERED })).toBe(false);
  expect(isCopyBlocking({ state: 'live', copy: COPY })).toBe(false);
  expect(isCopyBlocking({ state: 'foreign', copy: null })).toBe(false);
});

describe('what no file holds', () => {
  const some = { count: 1, first: ['x'] };
  test.each<{ what: string; there: Partial<OnlyThereView>; isRisk: boolean }>([
    { what: 'nothing', there: {}, isRisk: false },
    { what: 'an unsaved file', there: { unsaved: { forMs: 0, atLeast: false } }, isRisk: true },
    { what: 'an undecided change', there: { undecided: some }, isRisk: true },
    { what: 'an object in hands', there: { inHands: some }, isRisk: true },
    { what: 'a drifted object', there: { drift: some }, isRisk: true },
    { what: 'a difference that asks', there: { differing: 1 }, isRisk: true },
    { what: 'objects that nobody shares', there: { unadopted: 5 }, isRisk: false },
  ])('$what', ({ there, isRisk }) => {
    const onlyThere = { ...NOTHING_THERE, ...there };
    expect(isAtRisk(onlyThere)).toBe(isRisk);
    expect(isGoneWithSomething({ ...CALM, state: 'revoked', onlyThere })).toBe(isRisk);
    expect(isGoneWithSomething({ ...CALM, state: 'parked', onlyThere })).toBe(false);
  });

  test('is nothing of an engine that says nothing', () => {
    expect(NOTHING_THERE).toEqual({
      unsaved: null,
      undecided: { count: 0, first: [] },
      inHands: { count: 0, first: [] },
      drift: { count: 0, first: [] },
      differing: 0,
      unadopted: 0,
    });
  });
});
