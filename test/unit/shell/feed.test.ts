import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FeedBatch } from '#app/control-room/index.ts';
import { createFeed } from '#main/shell/feed.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function fixture() {
  const sent: FeedBatch[] = [];
  const onReady = vi.fn();
  const onSilent = vi.fn();
  const feed = createFeed({ send: (batch) => sent.push(batch), onReady, onSilent, silentAfterMs: 1_000 });
  return { feed, sent, onReady, onSilent };
}

describe('the feed’s back-pressure', () => {
  it('sends nothing before the window has its snapshot', () => {
    const { feed, sent } = fixture();
    expect(feed.ready()).toBe(false);
    expect(feed.push({ seq: 1 })).toBe(false);
    expect(sent).toEqual([]);
  });

  it('has one batch on its way, until that very one is acknowledged', () => {
    const { feed, sent, onReady } = fixture();
    feed.open();
    expect(feed.push({ seq: 7 })).toBe(true);
    expect(feed.push({ seq: 8 })).toBe(false);
    for (const wrong of [6, 8, '7', null, undefined, Number.NaN, {}]) feed.acknowledge(wrong);
    expect(feed.ready()).toBe(false);
    feed.acknowledge(7);
    expect(feed.ready()).toBe(true);
    expect(onReady).toHaveBeenCalledTimes(2);
    expect(feed.push({ seq: 8 })).toBe(true);
    expect(sent.map((batch) => batch.seq)).toEqual([7, 8]);
  });

  it('gains no second place from an acknowledgement given twice', () => {
    const { feed, onReady } = fixture();
    feed.open();
    feed.push({ seq: 1 });
    feed.acknowledge(1);
    feed.acknowledge(1);
    expect(onReady).toHaveBeenCalledTimes(2);
  });

  it('starts anew when the page does, whatever the old page still owed', () => {
    const { feed } = fixture();
    feed.open();
    feed.push({ seq: 1 });
    feed.close();
    expect(feed.push({ seq: 2 })).toBe(false);
    feed.open();
    expect(feed.push({ seq: 5 })).toBe(true);
    feed.acknowledge(1);
    expect(feed.ready()).toBe(false);
  });

  it('tells of a page that does not finish, and of no other', () => {
    const { feed, onSilent } = fixture();
    feed.open();
    feed.push({ seq: 1 });
    vi.advanceTimersByTime(999);
    feed.acknowledge(1);
    vi.advanceTimersByTime(5_000);
    expect(onSilent).not.toHaveBeenCalled();
    feed.push({ seq: 2 });
    vi.advanceTimersByTime(1_000);
    expect(onSilent).toHaveBeenCalledTimes(1);
  });

  it('says nothing of a page that is gone', () => {
    const { feed, onSilent } = fixture();
    feed.open();
    feed.push({ seq: 1 });
    feed.close();
    vi.advanceTimersByTime(5_000);
    expect(onSilent).not.toHaveBeenCalled();
  });
});
