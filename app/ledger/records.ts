/**
 * The records of the ledger: the closed list of what is ever written. The body of a record is its JSON, made once;
 * the chain runs over these bytes. Field names are stored, so they are part of the format.
 */
import type { Actor, Intent, Reason, UndoEvidence } from '../intents/index.ts';
import type { FacetState, ObjectId, Operation, Placed } from '../scene/index.ts';
import type { CheckpointRecord, RemoveCheckpointRecord } from './checkpoints.ts';
import type { ConflictRuleRecord, EndConflictRuleRecord } from './conflict-rules.ts';
import type { PermissionRecord } from './permissions.ts';

/** Raised when the meaning of a record changes; older ledgers are migrated and kept. A field that older records lack, and
 * that says nothing where it is missing (`joined` of an intent), changes none. */
export const LEDGER_FORMAT = 1;

/** An engine as named in BEGIN and COMMIT. */
export interface Participant {
  readonly session: string;
  /** `blender`, `unity`, …: the engine's kind and instance, stable over sessions. */
  readonly engine: string;
}

export interface GenesisRecord {
  readonly kind: 'genesis';
  readonly ledger: string;
  readonly project: { readonly id: string; readonly name: string };
  readonly format: number;
}
/** Numbers lo…hi inclusive may leave the core once this is durable (R2). */
export interface LeaseRecord {
  readonly kind: 'lease';
  readonly lo: number;
  readonly hi: number;
}
/** Numbers lo…hi inclusive were leased and came to nothing. */
export interface VoidRecord {
  readonly kind: 'void';
  readonly lo: number;
  readonly hi: number;
  /** `refused`: the disk took no record of them. */
  readonly reason: 'recovered' | 'refused';
}
/** A clean stop hands back the numbers after `through`: they never left the core, so the next lease may hold them. */
export interface CloseLeaseRecord {
  readonly kind: 'close_lease';
  readonly through: number;
}
/** A suggestion that waits for a person. */
export interface ProposeRecord {
  readonly kind: 'propose';
  readonly intent: Intent;
  /** Engines whose artists have its objects in hand: it goes on by itself when they let go, but for a restart (rule 6). */
  readonly waits_for?: readonly string[];
}
/** A person lets a change that waits for hands go on without these engines: they are left behind on it (rule 6). */
export interface LeaveOutRecord {
  readonly kind: 'leave_out';
  readonly id: string;
  readonly actor: Actor;
  readonly engines: readonly string[];
  readonly by: string;
}
/** Binds to a hash of what was shown (R29). `by` is the person who clicked, or `grant` or `rule`: what they had allowed. */
export interface ApproveRecord {
  readonly kind: 'approve';
  readonly id: string;
  readonly hash: string;
  readonly by: string;
  /** Of the grant or the rule; absent where a person clicked. */
  readonly under?: string;
  /** Places of the operations that were not taken; absent where all were. */
  readonly left_out?: readonly number[];
  /** What the person set in place of what was suggested. */
  readonly edited?: readonly Placed[];
}
/** An approval that no longer stands: halted, or the values it showed have changed. */
export interface VoidApprovalRecord {
  readonly kind: 'void_approval';
  readonly id: string;
  readonly reason: Reason;
}
/** The end of an intent that never had a number. */
export interface SettleRecord {
  readonly kind: 'settle';
  readonly id: string;
  readonly actor: Actor;
  readonly state: 'denied' | 'superseded' | 'conflicted' | 'rejected';
  readonly reason: Reason;
  readonly by: string;
}
export interface BeginRecord {
  readonly kind: 'begin';
  readonly n: number;
  readonly intent: Intent;
  readonly participants: readonly Participant[];
}
export interface CommitRecord {
  readonly kind: 'commit';
  readonly n: number;
  readonly participants: readonly Participant[];
  /** Engines that are known and were away: committed, and stale there (R11). */
  readonly stale: readonly string[];
}
export interface AbortRecord {
  readonly kind: 'abort';
  readonly n: number;
  readonly reason: Reason;
  /** The session in fault; null when none is. */
  readonly fault: string | null;
  /** What becomes of the intent: `requeued` means that it goes on under a new number. */
  readonly ends: 'aborted' | 'superseded' | 'requeued';
}
export interface HaltRecord {
  readonly kind: 'halt';
  readonly halt: number;
  readonly by: string;
}
export interface ResumeRecord {
  readonly kind: 'resume';
  readonly halt: number;
  readonly scope: 'people' | 'everyone';
  readonly by: string;
}
export interface PauseRecord {
  readonly kind: 'pause';
  /** An agent's actor id, or null for all of them. */
  readonly agent: string | null;
  readonly on: boolean;
  readonly by: string;
}
/** Something an engine or a person held that was not taken. Durable before anything is purged (R22). */
export interface ShelfEntry {
  readonly id: string;
  /** The engine or actor it came from. */
  readonly from: string;
  /**
   * `halted`: stopped by a hold, or made under one and never let in; in older logs also what is `out_of_step` since, made
   * while its engine was parked or set aside, and never let in.
   */
  readonly why:
    | 'conflict'
    | 'drift'
    | 'aborted'
    | 'superseded'
    | 'purged'
    | 'halted'
    | 'out_of_step'
    | 'played'
    | 'in_hands'
    | 'taken_back'
    | 'deleted'
    | 'refused';
  /** By what rule, or through whose fault, it did not go through. Absent where `why` says it all, and in older records. */
  readonly reason?: Reason;
  readonly states: readonly FacetState[];
  /** What the shared scene held at the time; of what was played, when that began. */
  readonly truth: readonly FacetState[];
  readonly revision: number;
  /** Older values of the same facets that these stand for, which the log alone has. Absent where there are none. */
  readonly older?: number;
  /** Also a card for a person to choose from, until they have answered (rule 7). Absent in all others. */
  readonly asks?: true;
}
/** A second one with the same id replaces the first. */
export interface ShelveRecord {
  readonly kind: 'shelve';
  readonly entry: ShelfEntry;
}
export interface UnshelveRecord {
  readonly kind: 'unshelve';
  readonly id: string;
  /** `kept_again`: newer values of the same engine have taken its place. */
  readonly how: 'proposed' | 'discarded' | 'kept_again';
  readonly by: string;
}
/** Both sides of a collision, for a person to decide. The engine's side is also on the shelf as `shelf`. */
export interface Conflict {
  readonly id: string;
  readonly engine: string;
  readonly shelf: string;
  readonly items: readonly ConflictItem[];
  readonly revision: number;
  readonly why: CollisionCause;
  /** Of what a person did: by what rule it was refused, or why it did not go through. Absent in older records. */
  readonly reason?: Reason;
}
/**
 * `edited_both`: two people · `drift`: the engine's own value, without a person's step · `differs_at_handshake` · `in_flight`:
 * a person's edit was let in, and came to nothing on its way · `refused`: a person's edit was not let in, by a rule.
 */
export type CollisionCause = 'edited_both' | 'drift' | 'differs_at_handshake' | 'in_flight' | 'refused';
export interface ConflictItem {
  readonly id: ObjectId;
  readonly facet: FacetState['facet'];
  /** Null when no common ancestor is known. */
  readonly before: FacetState | null;
  readonly truth: FacetState['value'];
  readonly engine: FacetState['value'];
}
export interface ConflictRecord {
  readonly kind: 'conflict';
  readonly conflict: Conflict;
}
export interface DecideRecord {
  readonly kind: 'decide';
  readonly id: string;
  readonly choice: 'truth' | 'engine' | 'mixed';
  /** The intent that carries what was taken from the engine; null when the truth was kept. */
  readonly intent: string | null;
  /** The person who clicked, `rule` (with its id in `under`), or `orchestrator` where both sides had become the same. */
  readonly by: string;
  readonly under?: string;
}
/**
 * What a person did in an engine and what did not go through while its objects were in their hands: that engine goes on
 * showing it, until they say what becomes of it (rule 1). It is on the shelf under the same id.
 */
export interface Differing {
  readonly id: string;
  readonly engine: string;
  /** The id under which the engine told of it, and that engine's own step. */
  readonly edit: string;
  readonly undo: UndoEvidence;
  /** What of it the engine still shows. */
  readonly operations: readonly Operation[];
  /** What the artist had before them there, as far as it is known. */
  readonly before: readonly FacetState[];
  /** Why it did not go through. */
  readonly reason: Reason;
  readonly revision: number;
}
/** The same id again: less of it is left. */
export interface DiffersRecord {
  readonly kind: 'differs';
  readonly differing: Differing;
}
export const DIFFERING_ANSWERS = ['try_again', 'put_back', 'shelf'] as const;
export type DifferingAnswer = (typeof DIFFERING_ANSWERS)[number];
export interface SettleDifferingRecord {
  readonly kind: 'settle_differing';
  readonly id: string;
  /** `moot`: there is nothing left to ask about, as `reason` says. */
  readonly answer: DifferingAnswer | 'moot';
  /** The intent under which it is tried again. */
  readonly intent: string | null;
  readonly reason: Reason;
  readonly by: string;
}
/**
 * What became of a connection; never holds a token. `set_aside`: its breaker opened, `parked`: it was busy for too long,
 * `tried_again`: it is compared to see whether it is well, `in_step`: it takes part again after one of these, or what a number
 * that came to nothing had left in it is gone.
 */
export interface SessionRecord {
  readonly kind: 'session';
  readonly session: string;
  readonly engine: string;
  readonly event:
    | 'opened'
    | 'resumed'
    | 'detached'
    | 'closed'
    | 'revoked'
    | 'set_aside'
    | 'parked'
    | 'tried_again'
    | 'in_step';
  readonly reason: Reason | null;
}
export interface LockRecord {
  readonly kind: 'lock';
  readonly id: ObjectId;
  readonly on: boolean;
  readonly by: string;
}
export interface TrustRecord {
  readonly kind: 'trust';
  readonly engine: string;
  readonly level: 'live' | 'ask' | 'off';
  readonly by: string;
}
/** A scene inside an engine now belongs to this project. */
export interface BindRecord {
  readonly kind: 'bind';
  readonly engine: string;
  readonly scene: string;
  readonly by: string;
}
/** A file as its engine tells it from others. */
export interface SceneFile {
  /** Opaque; the same path on the same computer is the same file. */
  readonly file: string;
  readonly title: string;
}
/** Which of the files that carry one scene's id is worked on (rule 3). Replaces what was known of the scene's files. */
export interface FilesRecord {
  readonly kind: 'files';
  readonly scene: string;
  readonly live: SceneFile;
  /** Oldest first. `answered`: a person said that it is not the one. */
  readonly others: readonly (SceneFile & { readonly answered: boolean })[];
  readonly by: string;
}
/** A person accepted that confirmed numbers are gone (R7). */
export interface EpochRecord {
  readonly kind: 'epoch';
  readonly lost_through: number;
  readonly found_through: number;
  readonly by: string;
}

/** The second record of a ledger that goes on where a damaged one could still be trusted: what it held there. A person
 * chose it; the damaged file is kept. */
export interface RestoreRecord {
  readonly kind: 'restore';
  readonly from: {
    readonly ledger: string;
    readonly revision: number;
    readonly position: number;
    /** Of the damaged chain after `position`, 64 hex digits. */
    readonly head: string;
  };
  /** Numbers up to here may have been confirmed: none is used again (ORD-2). */
  readonly lost_through: number;
  /** `serialiseDurableState` of the state there. */
  readonly state: unknown;
  readonly by: 'person';
}

export type LedgerRecord =
  | RestoreRecord
  | GenesisRecord
  | LeaseRecord
  | VoidRecord
  | CloseLeaseRecord
  | ProposeRecord
  | LeaveOutRecord
  | ApproveRecord
  | PermissionRecord
  | VoidApprovalRecord
  | SettleRecord
  | BeginRecord
  | CommitRecord
  | AbortRecord
  | HaltRecord
  | ResumeRecord
  | PauseRecord
  | ShelveRecord
  | UnshelveRecord
  | ConflictRecord
  | DecideRecord
  | ConflictRuleRecord
  | EndConflictRuleRecord
  | DiffersRecord
  | SettleDifferingRecord
  | SessionRecord
  | LockRecord
  | TrustRecord
  | BindRecord
  | FilesRecord
  | EpochRecord
  | CheckpointRecord
  | RemoveCheckpointRecord;

/** A record where it stands in the log. `time` is the computer's clock: advisory (TIME-2). */
export interface PositionedRecord {
  /** 1, 2, 3, … without gaps. */
  readonly position: number;
  /** UTC, ISO 8601, advisory. */
  readonly time: string;
  readonly record: LedgerRecord;
}

/** Proof of a confirmation that an adapter may echo at its next handshake (R7). */
export interface Receipt {
  readonly ledger: string;
  readonly n: number;
  /** Head hash of the chain after the group that holds the commit, 64 hex digits. */
  readonly head: string;
  /** HMAC-SHA-256 over the other three, 64 hex digits. */
  readonly mac: string;
}
