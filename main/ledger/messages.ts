/** What the main thread and the ledger's worker say to each other. Everything here can be structured-cloned. */
import type { MessagePort } from 'node:worker_threads';
import type { DurableState, RangeRecord, Receipt } from '#app/ledger/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { SqliteFacts } from './database.ts';

export interface WorkerOptions {
  readonly folder: string;
  readonly receiptFolder: string;
  readonly keyFile: string;
  readonly create: {
    readonly ledger: string;
    readonly project: { readonly id: string; readonly name: string };
  };
  /** Folders of other ledgers, any of which this one may be a copy of. */
  readonly others?: readonly string[];
  readonly packaged: boolean;
  /** It was open in this process before: where it is gone, its disk may be, and nothing is made in its place. */
  readonly wasOpen?: boolean;
  /** Why nothing may be written to it, however whole it is; null for a ledger of one's own. */
  readonly readOnly?: Reason | null;
  /** Records between snapshots. */
  readonly snapshotEvery: number;
  /** Advisory time of the opening. */
  readonly timeMs: number;
}

/** One append of the orchestrator, its bodies made once, on the thread that has the values at hand. */
export interface AppendMessage {
  readonly ask: 'append';
  /** Position of the first record. */
  readonly position: number;
  readonly timeMs: number;
  readonly bodies: readonly string[];
  /** False where the records may wait for the next sync (R3). */
  readonly wakes: boolean;
  /** Where the group's sync is booked if this is its gravest part. */
  readonly account: 'groups' | 'leases' | 'flushes';
  /** The commits among the records: their position and number. */
  readonly commits: readonly { readonly position: number; readonly n: number }[];
  /** Highest number leased by these records; 0 where none is. */
  readonly leased: number;
  /** The number through which an epoch record, first in the batch, gives up what is lost; null without one. */
  readonly acceptsLossThrough: number | null;
}

export type ToWorker =
  | AppendMessage
  /** What waits alone has waited long enough: it gets a sync of its own (R3). */
  | { readonly ask: 'flush' }
  /** Too much waits already: nothing from here on is taken. */
  | { readonly ask: 'refuse'; readonly position: number }
  | { readonly ask: 'range'; readonly request: number; readonly from: number; readonly limit: number }
  | { readonly ask: 'verify'; readonly request: number }
  /** Nobody waits for that verification any more. */
  | { readonly ask: 'stop_verifying'; readonly request: number }
  /** Whether a disk that kept a whole ledger read-only is one that can be written to again. */
  | { readonly ask: 'settle'; readonly request: number }
  /** `restart`: with a new ledger in place of a damaged one. Answered as `reopened`. */
  | {
      readonly ask: 'reopen' | 'restart';
      readonly request: number;
      readonly timeMs: number;
      readonly ledger: string;
    }
  | { readonly ask: 'reader'; readonly port: MessagePort }
  | { readonly ask: 'close'; readonly request: number };

export type LedgerMode = 'ok' | 'read_only' | 'loss';

/** The log ends before what was confirmed (R7). */
export interface Loss {
  /** Number that is known to have been confirmed. */
  readonly confirmed: number;
  /** Number of the last commit that the log still has. */
  readonly found: number;
  /** Confirmed position and the one found: how many records are missing. */
  readonly confirmedPosition: number;
  readonly foundPosition: number;
  /** An epoch record must give up all numbers through this one: the highest that may have been seen outside. */
  readonly lostThrough: number;
}

export interface OpenedMessage {
  readonly mode: LedgerMode;
  readonly problem: Reason | null;
  readonly loss: Loss | null;
  /** Records are wrong, and not only out of reach: the one way on is a new ledger. */
  readonly damaged: boolean;
  /** Revision of the newest snapshot that is whole; null where there is none. */
  readonly lastGoodSnapshot: number | null;
  readonly state: DurableState;
  /** That of the last commit; null before the first. */
  readonly receipt: Receipt | null;
  readonly sqlite: SqliteFacts;
  /** What was found odd and got around: a damaged snapshot, a migration that was made. */
  readonly notes: readonly Reason[];
  readonly counters: Counters;
}

/** Every sync since the opening was done, each booked once at the place that caused it (R3). */
export interface Counters {
  /** Syncs of groups that hold a commit or another record that may not wait. */
  groups: number;
  /** Syncs of checkpoints, and of the WAL's header after it was reset. */
  checkpoints: number;
  /** Syncs of leases and of their ends. */
  leases: number;
  /** Syncs of records that could have ridden along but had waited too long, of snapshots' parts, of the closing. */
  flushes: number;
  /** No sync: how many records were written. */
  records: number;
  /** Checkpoints that failed; they are tried again, and lose nothing. */
  checkpointFailures: number;
  /** Receipts' marks that could not be written; the records are durable all the same. */
  receiptFailures: number;
}

export interface FailedEvent {
  readonly outcome: 'refused' | 'unknown' | 'read_only';
  /** Records from this position on are not, or not known to be, in the log. */
  readonly from: number;
  readonly reason: Reason;
}

export interface VerifiedEvent {
  /** The first damage, in words; null while there is none. */
  readonly problem: string | null;
  /** Records checked so far. */
  readonly records: number;
  /** 0 to 1; at 1 the chain is verified. */
  readonly progress: number;
}

export type FromWorker =
  | { readonly tell: 'opened'; readonly opened: OpenedMessage }
  | { readonly tell: 'not_opened'; readonly reason: Reason }
  | {
      readonly tell: 'durable';
      readonly position: number;
      readonly receipts: readonly Receipt[];
      readonly counters: Counters;
    }
  | {
      readonly tell: 'failed';
      readonly event: FailedEvent;
      readonly mode: LedgerMode;
      readonly problem: Reason | null;
      readonly damaged: boolean;
    }
  | { readonly tell: 'verified'; readonly event: VerifiedEvent }
  | { readonly tell: 'mode'; readonly mode: LedgerMode; readonly problem: Reason | null }
  | { readonly tell: 'range'; readonly request: number; readonly records: readonly RangeRecord[] }
  /** A verification that was asked for has come so far, 0 to 1. */
  | { readonly tell: 'checking'; readonly request: number; readonly progress: number }
  | {
      readonly tell: 'checked';
      readonly request: number;
      readonly records: number;
      readonly problem: string | null;
    }
  | { readonly tell: 'settled'; readonly request: number; readonly isSettled: boolean }
  | {
      readonly tell: 'reopened';
      readonly request: number;
      readonly opened: OpenedMessage | null;
      readonly reason: Reason | null;
    }
  | { readonly tell: 'closed'; readonly request: number; readonly counters: Counters };
