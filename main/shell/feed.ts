/**
 * Back-pressure on what is pushed to the window: at most one batch is on its way until the screen says that it has
 * drawn it. Whoever makes the batches coalesces meanwhile, so a slow or hung window costs main nothing.
 */
import type { FeedBatch } from '#app/control-room/index.ts';

export interface Feed {
  /** Whether a batch would be taken now. */
  ready(): boolean;
  /** Sends a batch; false, and nothing sent, while the window is not attached or has not finished the last one. */
  push(batch: FeedBatch): boolean;
  /** The window finished the batch with this `seq`. Anything else is ignored: a late word of a page that is gone. */
  acknowledge(seq: unknown): void;
  /** The window has its snapshot and can take batches from here on. */
  open(): void;
  /** The page is gone or starts anew: what it had not finished will never be acknowledged. */
  close(): void;
}

interface FeedOptions {
  readonly send: (batch: FeedBatch) => void;
  readonly onReady: () => void;
  /** A batch has not been finished for `silentAfterMs`. */
  readonly onSilent: () => void;
  readonly silentAfterMs: number;
}

export function createFeed({ send, onReady, onSilent, silentAfterMs }: FeedOptions): Feed {
  let open = false;
  let unfinished: number | null = null;
  let silence: NodeJS.Timeout | undefined;

  const settle = (): void => {
    clearTimeout(silence);
    unfinished = null;
  };
  return {
    ready: () => open && unfinished === null,
    push(batch) {
      if (!open || unfinished !== null) return false;
      unfinished = batch.seq;
      silence = setTimeout(onSilent, silentAfterMs);
      send(batch);
      return true;
    },
    acknowledge(seq) {
      if (unfinished === null || seq !== unfinished) return;
      settle();
      onReady();
    },
    open() {
      settle();
      open = true;
      onReady();
    },
    close() {
      settle();
      open = false;
    },
  };
}
