import { describe, expect, it } from 'vitest';
import { accountOf, GROUP_LIMITS, GroupQueue } from '#main/ledger/group-queue.ts';
import type { AppendMessage } from '#main/ledger/messages.ts';

function batch(bodies: number, more: Partial<AppendMessage> = {}): AppendMessage {
  return {
    ask: 'append',
    position: 1,
    timeMs: 0,
    bodies: Array.from({ length: bodies }, () => '{}'),
    wakes: true,
    account: 'groups',
    commits: [],
    leased: 0,
    acceptsLossThrough: null,
    ...more,
  };
}

describe('what waits for a sync', () => {
  it('is not due while nothing of it may not wait (R3)', () => {
    const queue = new GroupQueue();
    queue.push(batch(2, { wakes: false }));
    expect(queue.due).toBe(false);
    queue.push(batch(1));
    expect(queue.due).toBe(true);
    expect(queue.take()).toHaveLength(2);
    expect(queue.due).toBe(false);
    expect(queue.records).toBe(0);
  });

  it('is due anyway once there is enough for a group', () => {
    const many = new GroupQueue();
    many.push(batch(GROUP_LIMITS.records, { wakes: false }));
    expect(many.due).toBe(true);
    const large = new GroupQueue();
    large.push(batch(1, { wakes: false, bodies: ['x'.repeat(GROUP_LIMITS.bytes)] }));
    expect(large.due).toBe(true);
  });

  it('goes in groups of bounded size, in order, no append ever split', () => {
    const queue = new GroupQueue();
    const appends = Array.from({ length: 10 }, (_, position) =>
      batch(GROUP_LIMITS.records / 4, { position }),
    );
    for (const each of appends) queue.push(each);
    queue.push(batch(GROUP_LIMITS.records * 3, { position: 10 }));
    const groups = [];
    while (queue.records > 0) groups.push(queue.take().map(({ position }) => position));
    expect(groups).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], [10]]);
  });

  it('is booked where its gravest part belongs', () => {
    const flush = batch(1, { account: 'flushes' });
    const lease = batch(1, { account: 'leases' });
    expect(accountOf([flush])).toBe('flushes');
    expect(accountOf([flush, lease, flush])).toBe('leases');
    expect(accountOf([lease, batch(1), flush])).toBe('groups');
  });
});
