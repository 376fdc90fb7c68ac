/** What the main thread and a bundle's worker say to each other: one worker for one task. */
import type { BundleView } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { Receipt } from '#app/ledger/index.ts';
import type { WriteOptions } from './writing.ts';

export type BundleTask =
  | ({ readonly task: 'write' } & WriteOptions)
  | { readonly task: 'check'; readonly file: string }
  /** Makes a ledger of it in an empty folder, if it still ends at this head. */
  | { readonly task: 'unpack'; readonly file: string; readonly head: string; readonly folder: string };

export interface BundleWork {
  readonly task: BundleTask;
  /** Not 0 once nobody wants it any more: it has no time to hear messages. */
  readonly stopped: Int32Array;
}

export type FromBundle =
  | { readonly tell: 'progress'; readonly progress: number }
  | { readonly tell: 'ended'; readonly end: BundleEnd };

export type BundleEnd =
  | { readonly ok: true; readonly bundle: Omit<BundleView, 'receipt'>; readonly receipt: Receipt | null }
  | { readonly ok: false; readonly reason: Reason };
