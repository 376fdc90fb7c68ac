/**
 * Keeps the room up to date: attaches, folds at most one update a frame, attaches again when a number of the feed is
 * missing, and acknowledges batches only after the frame that shows them, so that main holds back when the screen cannot
 * keep up.
 */
import type { ControlRoomApi, FeedBatch, Snapshot } from '#app/control-room/index.ts';

/** When to do what; the browser's own in the window, a hand-driven one in tests. */
export interface FrameClock {
  /** Before the next frame; sooner or later also in a window that is not shown. */
  readonly beforeFrame: (run: () => void) => void;
  /** After what was just drawn is on the screen. */
  readonly afterFrame: (run: () => void) => void;
  readonly later: (run: () => void, ms: number) => void;
}

export interface FeedSink {
  readonly attached: (snapshot: Snapshot) => void;
  readonly fed: (batches: readonly FeedBatch[]) => void;
  readonly lost: () => void;
}

/** How long to wait before attaching again after main refused or failed. */
export const REATTACH_MS = 1_000;
/** Batches kept while an attach is under way; more than these means attaching again. */
export const HELD_BATCHES_LIMIT = 1_000;

interface Held {
  readonly batch: FeedBatch;
  readonly done: () => void;
}

/** @returns a function that ends it. */
export function followFeed(api: ControlRoomApi, sink: FeedSink, clock: FrameClock): () => void {
  let held: Held[] = [];
  /** Number of the newest batch that is folded; null while attaching. */
  let seq: number | null = null;
  let frameAsked = false;
  let ended = false;

  const attach = async (): Promise<void> => {
    seq = null;
    const answer = await api.request('attach', {}).catch(() => null);
    if (ended) return;
    if (answer === null || !answer.ok) {
      acknowledge(held);
      held = [];
      sink.lost();
      clock.later(() => void attach(), REATTACH_MS);
      return;
    }
    seq = answer.value.seq;
    sink.attached(answer.value);
    // What the snapshot already holds is acknowledged and not folded again.
    const old = held.filter(({ batch }) => batch.seq <= answer.value.seq);
    held = held.filter(({ batch }) => batch.seq > answer.value.seq);
    acknowledge(old);
    askFrame();
  };

  const acknowledge = (batches: readonly Held[]): void => {
    if (batches.length > 0) clock.afterFrame(() => batches.forEach(({ done }) => done()));
  };

  const askFrame = (): void => {
    if (frameAsked || held.length === 0 || seq === null) return;
    frameAsked = true;
    clock.beforeFrame(() => {
      frameAsked = false;
      if (ended || seq === null) return;
      const due = held;
      held = [];
      const inOrder: FeedBatch[] = [];
      let gap = false;
      for (const { batch } of due) {
        if (batch.seq <= seq) continue;
        if (batch.seq !== seq + 1) {
          gap = true;
          break;
        }
        seq = batch.seq;
        inOrder.push(batch);
      }
      if (inOrder.length > 0) sink.fed(inOrder);
      acknowledge(due);
      if (gap) void attach();
    });
  };

  const stop = api.onFeed((batch, done) => {
    held.push({ batch, done });
    if (held.length > HELD_BATCHES_LIMIT && seq !== null) {
      acknowledge(held);
      held = [];
      void attach();
      return;
    }
    if (seq === null) {
      // While attaching main must not wait for a frame that shows nothing of it.
      if (held.length > HELD_BATCHES_LIMIT) acknowledge(held.splice(0, held.length - HELD_BATCHES_LIMIT));
      return;
    }
    askFrame();
  });
  void attach();
  return () => {
    ended = true;
    stop();
  };
}

/** A hidden window gets no frames; after this long a batch is folded without one. */
const HIDDEN_FRAME_MS = 250;

export const browserClock: FrameClock = {
  beforeFrame(run) {
    let ran = false;
    const once = (): void => {
      if (ran) return;
      ran = true;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      run();
    };
    const frame = requestAnimationFrame(once);
    const timer = setTimeout(once, HIDDEN_FRAME_MS);
  },
  // A message task runs after the frame in whose callback it was posted has been painted.
  afterFrame(run) {
    const channel = new MessageChannel();
    channel.port1.addEventListener('message', () => {
      channel.port1.close();
      run();
    });
    channel.port1.start();
    channel.port2.postMessage(null);
  },
  later(run, ms) {
    setTimeout(run, ms);
  },
};
