import { INTENT_LIMITS } from '#app/intents/index.ts';

/** Bounds and time-outs of the orchestrator, each with its unit. The simulation varies them; the application takes these. */
export interface OrchestratorConfig {
  /** Numbers leased at a time; renewed when half are used (R2). */
  readonly leaseSize: number;
  /** An engine that has not answered `apply` by then is in fault. */
  readonly applyTimeoutMs: number;
  /** The same for `compensate`. */
  readonly compensateTimeoutMs: number;
  /** For each answer during handshake and resync. */
  readonly resyncTimeoutMs: number;
  /** What is in line waits so long for an engine that has only the newest changes left to be told, and then joins. */
  readonly joinHoldMs: number;
  readonly heartbeatMs: number;
  /** A `ping` without its `pong` for so long is a partition. */
  readonly heartbeatTimeoutMs: number;
  /** A detached session may be resumed for so long (R20). */
  readonly graceMs: number;
  /** How long work waits for a busy engine before it is parked (R19). */
  readonly busyLimitMs: number;
  /** How long a change waits for an artist's hands before it asks (rule 6). */
  readonly handsLimitMs: number;
  /** What a person changed or selected within this is under their hands: nothing is let through there but by a click. */
  readonly touchGuardMs: number;
  /** What an artist has selected in an engine is so too, for so long after they were last seen at work there. */
  readonly selectionGuardMs: number;
  /** Busy time that an engine may claim per window, so that claiming it freezes nobody. */
  readonly busyBudgetMs: number;
  readonly busyBudgetWindowMs: number;
  /** A breaker tries half-open after this long, doubled for each failure in the window. */
  readonly breakerRetryMs: number;
  /** So many failures within the window keep it open until a person clicks. */
  readonly breakerMaxFailures: number;
  readonly breakerWindowMs: number;
  /** Records that wait alone longer than this get a sync of their own (R3). */
  readonly flushAfterMs: number;
  readonly maxQueued: number;
  readonly maxWaiting: number;
  readonly maxWaitingPerAgent: number;
  /** Operations in what waits: a person's window, and each change of theirs, pays for every one of them. */
  readonly maxWaitingOperations: number;
  readonly maxWaitingOperationsPerAgent: number;
  readonly maxSessions: number;
  /** Observed edits of one session that are not decided yet. */
  readonly maxObservedPerSession: number;
  /** Cards of one engine that wait for a decision: with so many, nothing more is taken from it. */
  readonly maxCards: number;
  /** Entries on the shelf that are from one engine, or from another author; beyond so many, older values among them give way
   * to newer ones of the same facet. */
  readonly shelfFoldsAt: number;
  /** The same of values, each another one: with so many, nothing more is taken from that engine, and no rule overwrites more
   * of that author. */
  readonly maxShelvedValues: number;
  /** Where an engine holds something of its own of more objects than this, it is asked about before any is set back. */
  readonly purgeWithoutAsking: number;
  /** Observed deletions of so many objects or more ask. */
  readonly askDeletions: number;
  /** Values set again within this of each other are one gesture (rule 9). */
  readonly joinWithinMs: number;
  /** A notice that two sides were kept folds away by itself after so long. */
  readonly mergeNoticeMs: number;
  /** What the same two sides do within so long of each other is one notice. */
  readonly mergeFoldMs: number;
  /** Engines are shown what waits no more often than this (ghosts.ts). */
  readonly ghostsEveryMs: number;
  /** What waits is held against what engines say of their artists' hands no more often than this (touching.ts). */
  readonly handsEveryMs: number;
  /** What is taken from a file or from the shelf goes by so many operations at a time, where its bytes allow as many. */
  readonly pieceOperations: number;
}

export const DEFAULT_CONFIG: OrchestratorConfig = {
  leaseSize: 256,
  applyTimeoutMs: 5_000,
  compensateTimeoutMs: 5_000,
  resyncTimeoutMs: 20_000,
  joinHoldMs: 500,
  heartbeatMs: 1_000,
  heartbeatTimeoutMs: 5_000,
  graceMs: 60_000,
  busyLimitMs: 10_000,
  handsLimitMs: 30_000,
  touchGuardMs: 5_000,
  selectionGuardMs: 60_000,
  busyBudgetMs: 30_000,
  busyBudgetWindowMs: 120_000,
  breakerRetryMs: 1_000,
  breakerMaxFailures: 5,
  breakerWindowMs: 60_000,
  flushAfterMs: 200,
  maxQueued: 4_096,
  maxWaiting: 1_000,
  maxWaitingPerAgent: 200,
  maxWaitingOperations: 200_000,
  maxWaitingOperationsPerAgent: 100_000,
  maxSessions: 16,
  maxObservedPerSession: 256,
  maxCards: 1_000,
  shelfFoldsAt: 1_000,
  maxShelvedValues: 1_000_000,
  purgeWithoutAsking: 5,
  askDeletions: 25,
  joinWithinMs: 600,
  mergeNoticeMs: 300_000,
  mergeFoldMs: 10_000,
  ghostsEveryMs: 500,
  handsEveryMs: 100,
  pieceOperations: INTENT_LIMITS.operations,
};
