/** What the main thread and the replay's worker say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { StateDigests } from './digests.ts';

export interface ReplayOptions {
  /** To the log: `FromReader` goes in, `ToReader` comes out. */
  readonly reader: MessagePort;
  /** The last record to fold. */
  readonly through: number;
}

export type FromReplay =
  /** 0 to 1. */
  | { readonly tell: 'progress'; readonly progress: number }
  | { readonly tell: 'folded'; readonly digests: StateDigests }
  /** Records from 1 to `records` were folded; the next one could not be. */
  | { readonly tell: 'stopped'; readonly records: number; readonly problem: string };
