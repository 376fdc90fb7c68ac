import { describe, expect, it } from 'vitest';
import type { ChangeView } from '#app/control-room/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { cardsOf } from '#app/control-room/cards.ts';
import { MOOT_LIMIT, mootLabel, orderCards } from '../../../renderer/model/cards.ts';
import { addPage, changesBetween, CHANGES_LIMITS, missingPages } from '../../../renderer/model/changes.ts';
import { project } from '../../../renderer/model/pending.ts';
import { attachRoom, EMPTY_ROOM, feedRoom } from '../../../renderer/store/room.ts';
import type { PendingChange } from '../../../renderer/store/room.ts';
import { changeOf } from '../../renderer/harness/fake-bridge.ts';
import { fixture, uuid } from '../../renderer/harness/fixtures.ts';

const main = fixture('main').snapshot;
const room = attachRoom(EMPTY_ROOM, main);
const ended = (id: string, state: ChangeView['state'], n: number | null = null): ChangeView => ({
  ...(main.changes[0] as ChangeView),
  id,
  n,
  state,
  objects: [uuid(1, 34)],
  reason: { code: 'x', message: 'because', path: null },
});

const pendingChange = (id: string, operations: Operation[] = []): PendingChange => ({
  id,
  operations,
  request: { name: 'submit', body: { id, base: { revision: 1, after: [] }, reason: '', operations } },
});

describe('the room', () => {
  it('folds batches in order; absent parts stay', () => {
    const [first, second] = main.objects as [(typeof main.objects)[0], (typeof main.objects)[1]];
    const fresh = attachRoom(EMPTY_ROOM, main);
    const next = feedRoom(fresh, [
      { seq: 2, objects: [{ ...first, name: 'A' }], removed: [second.id] },
      { seq: 3, objects: [{ ...first, name: 'B' }] },
    ]);
    expect(next.scene.objects.get(first.id)?.name).toBe('B');
    expect(next.scene.objects.has(second.id)).toBe(false);
    expect(next.sessions).toBe(fresh.sessions);
    expect(next.scene).not.toBe(fresh.scene);
  });

  it('an own change is pending until it ends, and its failure is kept for its object', () => {
    const id = uuid(9, 1);
    const operations: Operation[] = [{ op: 'rename', id: uuid(1, 34), name: 'Kiste' }];
    const waiting = { ...room, pending: [pendingChange(id, operations)] };
    expect(feedRoom(waiting, [{ seq: 2, changes: [ended(id, 'applying', 18_204)] }]).pending).toHaveLength(1);
    expect(feedRoom(waiting, [{ seq: 2, changes: [ended(id, 'committed', 18_204)] }])).toMatchObject({
      pending: [],
      failures: [],
    });
    const failed = feedRoom(waiting, [{ seq: 2, changes: [ended(id, 'aborted', 18_204)] }]);
    expect(failed.pending).toEqual([]);
    expect(failed.failures).toEqual([{ id, objects: [uuid(1, 34)], lost: null }]);
    expect(failed.notices).toEqual(room.notices);
    const again = feedRoom({ ...failed, pending: [pendingChange(uuid(9, 2), operations)] }, [
      { seq: 3, changes: [ended(uuid(9, 2), 'committed', 18_205)] },
    ]);
    expect(again.failures).toEqual([]);
  });

  it('an own change that joined another one ends with it', () => {
    const pending = [1, 2].map((each) => pendingChange(uuid(9, each)));
    const change = { ...ended(uuid(9, 1), 'committed', 18_204), joined: [uuid(9, 2)] };
    expect(feedRoom({ ...room, pending }, [{ seq: 2, changes: [change] }]).pending).toEqual([]);
  });

  it('what is pending shows on the object and leaves the shared scene as it is', () => {
    const crate = room.scene.objects.get(uuid(1, 34));
    if (crate === undefined) throw new Error('the fixture has no Crate_014');
    const { object, facets } = project(crate, [
      { operations: [{ op: 'set_property', id: crate.id, key: 'mass', value: 4 }] },
    ]);
    expect(object.properties).toMatchObject({ mass: 4, breakable: true });
    expect([...facets]).toEqual(['property:mass']);
    expect(crate.properties['mass']).toBe(12.5);
  });
});

describe('cards', () => {
  it('append and never reorder under the hand; blocking ones come first', () => {
    const before = orderCards(room.cards, room.cardMemory).map((card) => card.key);
    const [one, two, three] = main.waiting;
    const shuffled = feedRoom(room, [
      {
        seq: 2,
        waiting: changeOf(
          main.waiting,
          [three, one, two].filter((each) => each !== undefined),
        ),
      },
    ]);
    expect(orderCards(shuffled.cards, shuffled.cardMemory).map((card) => card.key)).toEqual(before);
    const conflict = fixture('conflict').snapshot.conflicts;
    const blocked = feedRoom(room, [{ seq: 2, conflicts: changeOf([], conflict) }]);
    expect(orderCards(blocked.cards, blocked.cardMemory).map((card) => card.kind)).toEqual([
      'conflict',
      'suggestion',
      'suggestion',
      'suggestion',
    ]);
  });

  it('one that is moot folds to a line that says why, also when the reason comes later', () => {
    const [gone, ...rest] = main.waiting;
    if (gone === undefined) throw new Error('the fixture has no suggestion');
    const folded = feedRoom(room, [{ seq: 2, waiting: changeOf(main.waiting, rest) }]);
    expect(folded.cardMemory.moot).toMatchObject([{ key: gone.id, state: null }]);
    const told = feedRoom(folded, [{ seq: 3, changes: [ended(gone.id, 'superseded')] }]);
    expect(told.cardMemory.moot).toMatchObject([{ key: gone.id, state: 'superseded', message: 'because' }]);
    const back = feedRoom(told, [{ seq: 4, waiting: changeOf(rest, main.waiting) }]);
    expect(back.cardMemory.moot).toEqual([]);
  });

  it('about hands fold to a line that says why when they are moot, and go without a word when they are answered', () => {
    const { snapshot } = fixture('hands');
    const hands = attachRoom(EMPTY_ROOM, snapshot);
    const cards = orderCards(hands.cards, hands.cardMemory);
    expect(cards.map(({ kind }) => kind)).toEqual(['differing', 'waits', 'suggestion']);
    const answered = { differing: [], waits: [], ended: [] };
    expect(feedRoom(hands, [{ seq: 2, inHands: answered }]).cardMemory.moot).toEqual([]);
    const [differing, waits] = [snapshot.inHands.differing[0], snapshot.inHands.waits[0]];
    if (differing === undefined || waits === undefined) throw new Error('the fixture holds nothing');
    const why = (code: string) => ({ code, message: 'because', path: null });
    const ended = [
      { id: differing.id, label: differing.label, reason: why('changed_since') },
      { id: waits.intents[1] ?? '', label: waits.label, reason: why('let_go') },
    ];
    const folded = feedRoom(hands, [{ seq: 2, inHands: { differing: [], waits: [], ended } }]);
    expect(folded.cardMemory.moot).toMatchObject([
      {
        actorName: 'You · Blender',
        label: 'move Well_Roof',
        ended: 'changed since, on the shelf',
        change: null,
      },
      { actorName: 'You · Unity', label: 'move Crate_014', ended: 'let go, on its way', message: 'because' },
    ]);
  });

  it('folded lines are bounded', () => {
    const template = main.waiting[0];
    if (template === undefined) throw new Error('the fixture has no suggestion');
    const many = Array.from({ length: MOOT_LIMIT + 4 }, (_, i) => ({ ...template, id: uuid(8, i) }));
    const shown = feedRoom(room, [{ seq: 2, waiting: changeOf(main.waiting, many) }]);
    expect(feedRoom(shown, [{ seq: 3, waiting: changeOf(many, []) }]).cardMemory.moot).toHaveLength(
      MOOT_LIMIT,
    );
  });

  it('that failed stay told beside many that went through, each by its task and what it is', () => {
    const [template] = main.waiting;
    const [change] = main.changes;
    if (template === undefined || change === undefined) throw new Error('the fixture has no suggestion');
    const many = Array.from({ length: 12 }, (_, i) => ({ ...template, id: uuid(8, i), task: 'Dress' }));
    const shown = feedRoom(room, [{ seq: 2, waiting: changeOf(main.waiting, many) }]);
    const settled = many.map(({ id, actor }, i): ChangeView => ({
      ...change,
      id,
      actor,
      n: i === 0 ? null : 20_000 + i,
      label: `move Crate_${i}`,
      state: i === 0 ? 'aborted' : 'committed',
      reason: i === 0 ? { code: 'failed', message: 'Unity refused it.', path: null } : null,
    }));
    const { moot, gaveWay } = feedRoom(shown, [
      { seq: 3, waiting: changeOf(many, []), changes: settled },
    ]).cardMemory;
    expect(moot.map(mootLabel)).toEqual(
      [0, 6, 7, 8, 9, 10, 11].map((i) => `set-dresser: Dress · move Crate_${i}`),
    );
    expect(moot[0]).toMatchObject({ state: 'aborted', message: 'Unity refused it.' });
    // Those that were there before gave way as well.
    expect(gaveWay).toBe(5 + main.waiting.length);
  });

  it('ask about each reason once: foreign, differences, unmanaged, breaker, what was lost', () => {
    const { snapshot } = fixture('questions');
    const kinds = cardsOf({ ...snapshot, lost: snapshot.status.lostAtLastEnd }, new Set()).map(
      (card) => card.kind,
    );
    expect([...kinds].sort()).toEqual([
      'breaker',
      'conflict',
      'differences',
      'foreign',
      'lost',
      'suggestion',
      'unmanaged',
    ]);
  });

  it('a revoked session asks nothing', () => {
    const { snapshot } = fixture('questions');
    const sessions = snapshot.sessions.map((session) => ({ ...session, state: 'revoked' as const }));
    const source = { sessions, conflicts: [], waiting: [], shelf: [], lost: [] };
    expect(cardsOf({ ...source, inHands: { differing: [], waits: [], ended: [] } }, new Set())).toEqual([]);
  });
});

describe('the part of the history that is held', () => {
  const { changes } = room;

  it('knows what is missing below the snapshot, by page', () => {
    expect(changes.tailFrom).toBe(17_704);
    expect(missingPages(changes, 17_800, 18_000)).toEqual([]);
    expect(missingPages(changes, 17_300, 17_800)).toEqual([43, 44]);
    const { past } = fixture('main');
    const read = Array.from({ length: 400 }, (_, i) => past.at(17_201 + i)).filter(
      (each) => each !== undefined,
    );
    const paged = addPage(changes, 43, read);
    expect(missingPages(paged, 17_300, 17_800)).toEqual([44]);
    expect(changesBetween(paged, 17_599, 17_705).map((each) => each.n)).toEqual([
      17_599, 17_600, 17_704, 17_705,
    ]);
  });

  it('is bounded: pages beyond the limit go, the least recently used first', () => {
    let held = changes;
    for (let index = 0; index < CHANGES_LIMITS.pages + 3; index += 1) held = addPage(held, index, []);
    expect(held.pages.size).toBe(CHANGES_LIMITS.pages);
    expect(held.pages.has(0)).toBe(false);
  });

  it('the tail is bounded, and its complete part is known', () => {
    let held = room;
    for (let i = 0; i < 4; i += 1) {
      const from = 18_204 + i * 500;
      held = feedRoom(held, [
        {
          seq: 2 + i,
          changes: Array.from({ length: 500 }, (_, k) => ended(uuid(10 + i, k), 'committed', from + k)),
        },
      ]);
    }
    expect(held.changes.tail).toHaveLength(CHANGES_LIMITS.tail);
    expect(held.changes.tailFrom).toBe(held.changes.tail[0]?.n);
    expect(missingPages(held.changes, 18_000, 18_100).length).toBeGreaterThan(0);
  });

  it('an update of a change replaces it, also when it gets its number', () => {
    const id = uuid(9, 7);
    const proposed = feedRoom(attachRoom(EMPTY_ROOM, main), [{ seq: 2, changes: [ended(id, 'queued')] }]);
    const done = feedRoom(proposed, [{ seq: 3, changes: [ended(id, 'committed', 18_204)] }]);
    expect(done.changes.unnumbered.filter((each) => each.id === id)).toEqual([]);
    expect(done.changes.tail.at(-1)).toMatchObject({ id, n: 18_204 });
    expect(done.changes.lastOf.byObject.get(uuid(1, 34))?.n).toBe(18_204);
  });
});
