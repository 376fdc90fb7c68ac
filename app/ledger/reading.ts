/** How a derived reader (the history) is handed the log: whole groups, so that its place is always one that the chain has
 * a hash for, and only what it asked for, so that nothing piles up. Sent over a port between two threads. */

/** A record as it is stored. `json` is its body, `time` advisory UTC. */
export interface RangeRecord {
  readonly position: number;
  readonly time: string;
  readonly json: string;
}

export type ToReader =
  /** The log cannot be read on from what was asked for. */
  | { readonly tell: 'unreadable' }
  /** The log reaches to here now. Also said once at the start. */
  | { readonly tell: 'durable'; readonly ledger: string; readonly position: number }
  | {
      readonly tell: 'groups';
      readonly ledger: string;
      readonly from: number;
      /** The chain's head before `from`, hex; null where no group begins there: the reader's past is not this log's. */
      readonly before: string | null;
      /** The last record handed over, and the head after it. */
      readonly through: number;
      readonly head: string | null;
      readonly records: readonly RangeRecord[];
    }
  | { readonly tell: 'frames'; readonly ledger: string; readonly groups: readonly RawGroup[] };

export type FromReader =
  | {
      readonly ask: 'groups';
      readonly from: number;
      /** Groups are handed over until they hold so many records. */
      readonly records: number;
    }
  /** For whoever takes the log away as it is: the groups' own bytes, until they are so many. */
  | { readonly ask: 'frames'; readonly from: number; readonly bytes: number };

/** A group as it stands on disk: positions, the chain's head after it, and its framed records. */
export interface RawGroup {
  readonly first: number;
  readonly count: number;
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}
