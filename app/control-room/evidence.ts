/** What this running system has measured of its own guarantees: nothing here is claimed, everything is counted or checked. */
import { z } from 'zod';
import type { IntentState } from '../intents/index.ts';
import { idSchema } from '../protocol/values.ts';

/**
 * What a person can have checked at any time: the whole chain (DUR-2), the log folded from its beginning and compared
 * with the live state (FAIL-3), and the kept tokens (SEC-3).
 */
export const CHECKS = ['chain', 'replay', 'tokens'] as const;
export type Check = (typeof CHECKS)[number];

export const evidenceRequests = {
  /** Answered when the check has ended; how it goes on comes with the feed. */
  check_guarantee: z.strictObject({ check: z.enum(CHECKS) }),
  /** Compares all objects of an engine with the shared scene now (ORD-5). */
  audit_engine: z.strictObject({ session: idSchema }),
} as const;

export interface CheckView {
  /** `never`: not in this life of the application. */
  readonly state: 'never' | 'running' | 'held' | 'failed';
  /** 0 to 1 while it runs. */
  readonly progress: number;
  /** Records verified or folded, tokens looked at: of the last check that ended. */
  readonly count: number;
  /** What did not hold, with its place. */
  readonly problem: string | null;
  /** How long ago the last one ended; null before. */
  readonly endedAgoMs: number | null;
}

/** All counts are since this start of the application. */
export interface EvidenceView {
  readonly checks: Readonly<Record<Check, CheckView>>;
  /** ORD-2: numbers given out, those that were not higher than all before, and the last one (0 before the first). */
  readonly numbers: { readonly given: number; readonly outOfOrder: number; readonly last: number };
  /** ORD-1: changes that were sent to an engine, one each time, and those that were not what the log holds under their number. */
  readonly sent: { readonly changes: number; readonly unlogged: number };
  /** ORD-3: numbers that were given out before what became of the last one was settled. */
  readonly mixed: number;
  /** TIME-1: changes that were written and confirmed, and those of them that came before a lower number. */
  readonly written: { readonly changes: number; readonly outOfOrder: number };
  /** TIME-3: how often the computer’s clock went another way than time did, by how much at most, and `written` since. */
  readonly clock: {
    readonly jumps: number;
    readonly largestMs: number;
    readonly changes: number;
    readonly outOfOrder: number;
  };
  /** DUR-1: confirmations to authors and engines, and those that came before their commit was on the disk. */
  readonly confirmations: { readonly told: number; readonly early: number };
  /** Syncs by what caused them. */
  readonly syncs: {
    readonly groups: number;
    readonly checkpoints: number;
    readonly leases: number;
    readonly flushes: number;
  };
  /** AUTH-4: agents' changes that took effect, and those of them that nobody had approved. */
  readonly agentChanges: { readonly committed: number; readonly unapproved: number };
  /** FAIL-1: connections that ended without a word or for what they sent, and others that were ended with one of them. */
  readonly endedConnections: { readonly connections: number; readonly others: number };
  /** FAIL-2: how often an engine came into step, new or back, and how often that was not at the newest version. */
  readonly joined: { readonly times: number; readonly behind: number };
  /** FAIL-4: changes that engines had to take back, and changes that were sent to one which had not done so yet. */
  readonly takenBack: { readonly changes: number; readonly builtUpon: number };
  /**
   * FAIL-5: up to which change the log was there when it was read last, at the start or after an error of the disk, and what was
   * found to be missing or damaged then.
   */
  readonly opened: { readonly changes: number; readonly problem: string | null; readonly agoMs: number };
  /** AUTH-3: contradictions that were decided. */
  readonly decided: number;
  /** AUTH-5: changes that an engine failed, and those of them that went on and took effect. */
  readonly failures: { readonly changes: number; readonly wentOn: number };
  /** SEC-1, SEC-2: messages of engines that passed every check, and connections that were ended for what they sent. */
  readonly messages: { readonly passed: number; readonly violations: number };
  /** SEC-2: messages that anything came of after the connection which they came by had broken the rules. */
  readonly takenAfter: number;
  /** AUTH-1: how often everything was held. */
  readonly halts: number;
  /** How changes ended. */
  readonly ended: Readonly<Partial<Record<IntentState, number>>>;
}
