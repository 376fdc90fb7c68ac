/** Connections that are over, as the history tells of them, and what collided with each engine. */
import { z } from 'zod';
import type { Reason } from '../intents/index.ts';
import type { CollisionCause, SessionRecord } from '../ledger/index.ts';

/** Of one page. */
export const CONNECTIONS_PAGE = 50;

export const connectionRequests = {
  /** Newest first; `before` is where the page before ended, null for the first. */
  read_connections: z.strictObject({ before: z.int().min(1).nullable() }),
} as const;

export interface PastConnectionView {
  readonly session: string;
  readonly engine: string;
  /** The computer's clock, advisory. */
  readonly began: string;
  /** Null where it is not over, or where the application ended without it. */
  readonly ended: string | null;
  /** What happened to it last. */
  readonly how: SessionRecord['event'];
  readonly reason: Reason | null;
}

export interface PastConnectionsView {
  readonly connections: readonly PastConnectionView[];
  /** `before` of the next page; null where there is none. */
  readonly next: number | null;
  /** In the whole history. */
  readonly collisions: readonly {
    readonly engine: string;
    readonly why: CollisionCause;
    readonly count: number;
  }[];
}
