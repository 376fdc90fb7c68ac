/** What the window holds after a working day is what it holds after its first two hours. */
import { describe, expect, it } from 'vitest';
import type { ChangeView, FeedBatch, WaitingView } from '#app/control-room/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { CHANGES_LIMITS } from '../../../renderer/model/changes.ts';
import { attachRoom, EMPTY_ROOM, feedRoom } from '../../../renderer/store/room.ts';
import type { Room } from '../../../renderer/store/room.ts';
import { fixture, uuid } from '../../renderer/harness/fixtures.ts';

const { snapshot } = fixture('main');
const [CHANGE] = snapshot.changes as [ChangeView, ...ChangeView[]];
const [OBJECT] = snapshot.objects as [SceneObject, ...SceneObject[]];
const [CARD] = snapshot.waiting as [WaitingView, ...WaitingView[]];
/** Two hours’ work: enough to fill whatever has a bound. */
const STEPS = 1_010;

/** How many of everything a room holds. */
function sizesOf(room: Room) {
  return {
    objects: room.scene.objects.size,
    tail: room.changes.tail.length,
    unnumbered: room.changes.unnumbered.length,
    lastOf: room.changes.lastOf.byObject.size,
    waiting: room.waiting.length,
    cards: room.cards.length,
    order: room.cardMemory.order.length,
    moot: room.cardMemory.moot.length,
    notices: room.notices.length,
    failures: room.failures.length,
    pending: room.pending.length,
  };
}

/**
 * Of each step: a new object whose change is confirmed, the one of sixty steps ago deleted again, a suggestion that comes in
 * and the last one refused.
 */
function stepOf(at: number, seq: number): FeedBatch {
  const id = uuid(7, at);
  const gone = uuid(7, at - 60);
  const change = (part: Partial<ChangeView>): ChangeView => ({
    ...CHANGE,
    id: uuid(8, at),
    n: snapshot.status.revision + at,
    state: 'committed',
    objects: [id],
    ...part,
  });
  return {
    seq,
    objects: [{ ...OBJECT, id, parent: null, name: `Crate_${at}` }],
    removed: [gone],
    changes: [
      change({}),
      change({ id: uuid(9, at), n: null, state: 'denied' }),
      change({ id: uuid(10, at), n: snapshot.status.revision + at + 1_000_000, objects: [gone] }),
    ],
    waiting: { upserts: [{ ...CARD, id: uuid(11, at) }], removed: [uuid(11, at - 1)] },
  };
}

describe('a day of work', () => {
  it('leaves the window as large as its first quarter', () => {
    let room = attachRoom(EMPTY_ROOM, snapshot);
    const quarters: ReturnType<typeof sizesOf>[] = [];
    let { seq } = snapshot;
    for (let quarter = 0; quarter < 4; quarter += 1) {
      for (let step = 1; step <= STEPS; step += 1)
        room = feedRoom(room, [stepOf(quarter * STEPS + step, (seq += 1))]);
      quarters.push(sizesOf(room));
    }
    const [first, ...later] = quarters;
    const most = { ...first, lastOf: 2 * (first?.objects ?? 0) + 1_000 };
    for (const sizes of later) expect({ ...sizes, lastOf: most.lastOf }).toEqual(most);
    for (const { lastOf } of quarters) expect(lastOf).toBeLessThanOrEqual(most.lastOf);
    expect(first?.tail).toBe(CHANGES_LIMITS.tail);
    expect(first?.objects).toBeLessThan(snapshot.objects.length + 61);
  });
});
