import { describe, expect, it } from 'vitest';
import type { ControlRoomApi, FeedBatch, Snapshot } from '#app/control-room/index.ts';
import { followFeed } from '../../../renderer/store/feed.ts';
import type { FrameClock } from '../../../renderer/store/feed.ts';

/** Frames and timers that run when the test says so. */
class HandClock implements FrameClock {
  #before: (() => void)[] = [];
  #after: (() => void)[] = [];
  #later: (() => void)[] = [];
  readonly beforeFrame = (run: () => void): void => void this.#before.push(run);
  readonly afterFrame = (run: () => void): void => void this.#after.push(run);
  readonly later = (run: () => void): void => void this.#later.push(run);

  frame(): void {
    for (const run of this.#before.splice(0)) run();
    for (const run of this.#after.splice(0)) run();
  }

  drawOnly(): void {
    for (const run of this.#before.splice(0)) run();
  }

  wait(): void {
    for (const run of this.#later.splice(0)) run();
  }
}

function bench() {
  const clock = new HandClock();
  const attaches: ((seq: number | null) => void)[] = [];
  let listener: ((batch: FeedBatch, done: () => void) => void) | null = null;
  const api = {
    request: async () =>
      new Promise((resolve) => {
        attaches.push((seq) =>
          resolve(
            seq === null
              ? { ok: false, reason: { code: 'x', message: 'x', path: null } }
              : { ok: true, value: { seq } as Snapshot },
          ),
        );
      }),
    onFeed: (each: typeof listener) => {
      listener = each;
      return () => {
        listener = null;
      };
    },
  } as unknown as ControlRoomApi;
  const seen: { attached: number[]; fed: number[][]; lost: number } = { attached: [], fed: [], lost: 0 };
  const end = followFeed(
    api,
    {
      attached: (snapshot) => seen.attached.push(snapshot.seq),
      fed: (batches) => seen.fed.push(batches.map((batch) => batch.seq)),
      lost: () => {
        seen.lost += 1;
      },
    },
    clock,
  );
  const done: number[] = [];
  const push = (seq: number): void => listener?.({ seq }, () => done.push(seq));
  const answer = async (seq: number | null): Promise<void> => {
    attaches.shift()?.(seq);
    await new Promise(setImmediate);
  };
  return {
    clock,
    seen,
    done,
    push,
    answer,
    end,
    asking: () => attaches.length,
    listening: () => listener !== null,
  };
}

describe('the feed', () => {
  it('folds everything that came since the last frame at once, and acknowledges after the frame', async () => {
    const { clock, seen, done, push, answer } = bench();
    await answer(4);
    push(5);
    push(6);
    expect(seen.fed).toEqual([]);
    clock.drawOnly();
    expect(seen.fed).toEqual([[5, 6]]);
    expect(done).toEqual([]);
    clock.frame();
    expect(done).toEqual([5, 6]);
  });

  it('leaves out what the snapshot already holds, and keeps what came while attaching', async () => {
    const { clock, seen, done, push, answer } = bench();
    push(3);
    push(4);
    push(5);
    await answer(4);
    clock.frame();
    clock.frame();
    expect(seen.attached).toEqual([4]);
    expect(seen.fed).toEqual([[5]]);
    expect([...done].sort((a, b) => a - b)).toEqual([3, 4, 5]);
  });

  it('attaches again when a number is missing, and shows nothing beyond the gap', async () => {
    const { clock, seen, done, push, answer, asking } = bench();
    await answer(1);
    push(2);
    push(4);
    clock.frame();
    expect(seen.fed).toEqual([[2]]);
    expect(done).toEqual([2, 4]);
    expect(asking()).toBe(1);
    await answer(7);
    expect(seen.attached).toEqual([1, 7]);
    push(8);
    clock.frame();
    expect(seen.fed).toEqual([[2], [8]]);
  });

  it('ignores a batch that comes twice', async () => {
    const { clock, seen, push, answer } = bench();
    await answer(1);
    push(2);
    clock.frame();
    push(2);
    clock.frame();
    expect(seen.fed).toEqual([[2]]);
  });

  it('says that it is lost when attaching fails, and tries again', async () => {
    const { clock, seen, answer, asking } = bench();
    await answer(null);
    expect(seen.lost).toBe(1);
    clock.wait();
    expect(asking()).toBe(1);
    await answer(9);
    expect(seen.attached).toEqual([9]);
  });

  it('ends', async () => {
    const { seen, answer, end, listening } = bench();
    end();
    await answer(1);
    expect(listening()).toBe(false);
    expect(seen.attached).toEqual([]);
  });
});
