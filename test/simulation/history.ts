/**
 * What a run leaves behind for the checkers: everything that went into the orchestrator, everything that came out,
 * what the disk kept, and what the engines did. The types are said again here, in terms of `app/` alone, so that no
 * checker imports anything of the code that it judges; the compiler holds both against each other where the shell
 * records (shell.ts).
 */
import type { Actor, Base, Intent, IntentState, Reason } from '#app/intents/index.ts';
import type { Checkpoint, ConflictRule, Grant, LedgerRecord, Receipt, Rule } from '#app/ledger/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import type { FacetState, FacetValue, ObjectId, Operation, Placed, SceneObject } from '#app/scene/index.ts';

export type Objects = ReadonlyMap<ObjectId, SceneObject>;

export interface RecordedSubmission {
  readonly id: string;
  readonly base: Base;
  readonly reason: string;
  readonly task: string | null;
  readonly operations: readonly Operation[];
}

/** A click, by its name; the fields that some command has are all optional here. */
export interface RecordedCommand {
  readonly do: string;
  readonly id?: string;
  readonly hash?: string;
  readonly engine?: string;
  readonly level?: string;
  readonly intent?: string;
  readonly conflict?: string;
  readonly shelf?: string;
  readonly take?: readonly { readonly id: ObjectId; readonly facet: string }[];
  readonly merge?: string;
  readonly n?: number;
  readonly changes?: readonly number[];
  readonly why?: string;
  readonly actor?: string;
  readonly session?: string;
  readonly agent?: string | null;
  readonly on?: boolean;
  readonly scope?: string;
  readonly scene?: string;
  readonly fromFile?: readonly ObjectId[];
  readonly differing?: string;
  readonly intents?: readonly string[];
  readonly answer?: string;
  readonly lostThrough?: number;
  readonly adjust?: { readonly leave: readonly number[]; readonly edits: readonly Placed[] };
  readonly task?: string | null;
  readonly cards?: readonly { readonly id: string; readonly hash: string }[];
  readonly ids?: readonly string[];
  /** Given whole, and ended by its id. */
  readonly grant?: Grant | string;
  readonly rule?: Rule | Pick<ConflictRule, 'id' | 'objects' | 'span'> | string | null;
  /** Given whole, and meant by its id. */
  readonly checkpoint?: Checkpoint | string;
  readonly name?: string;
  readonly others?: readonly { readonly conflict: string; readonly intent: string }[];
  readonly shelves?: readonly (string | { readonly shelf: string; readonly intent: string })[];
  readonly objects?: readonly ObjectId[];
}

export type RecordedInput =
  | { readonly in: 'tick' | 'clock'; readonly nowMs: number }
  | { readonly in: 'quiet'; readonly isQuiet: boolean }
  | {
      readonly in: 'connected';
      readonly session: string;
      readonly resumes: string | null;
      readonly token: string;
    }
  | { readonly in: 'frame'; readonly session: string; readonly message: AdapterMessage }
  | { readonly in: 'violation'; readonly session: string; readonly code: string; readonly message: string }
  | { readonly in: 'disconnected'; readonly session: string }
  | {
      readonly in: 'submit';
      readonly channel: 'human' | 'ai' | 'override';
      readonly actor: Actor;
      readonly reply: string;
      readonly submission: RecordedSubmission;
    }
  | { readonly in: 'command'; readonly reply: string; readonly command: RecordedCommand }
  | { readonly in: 'durable'; readonly position: number; readonly receipts: readonly Receipt[] }
  | {
      readonly in: 'ledger_failed';
      readonly outcome: 'refused' | 'unknown' | 'read_only';
      readonly from: number;
      readonly reason: Reason;
    }
  | { readonly in: 'looked_up'; readonly session: string }
  | { readonly in: 'close' };

export type RecordedAnswer =
  | {
      readonly ok: true;
      readonly state: IntentState | 'done' | 'pending';
      readonly receipt: Receipt | null;
      readonly position: number | null;
      /** Of a change that is taken back. */
      readonly taken?: RecordedTaken;
    }
  | { readonly ok: false; readonly reason: Reason };

export interface RecordedTaken {
  readonly taken: number;
  readonly of: number;
  readonly staying: readonly { readonly id: ObjectId; readonly facet: FacetState['facet'] }[];
}

export interface RecordedSettled {
  readonly fx: 'settled';
  readonly actor: string;
  readonly id: string;
  readonly intent: Intent;
  readonly state: IntentState;
  readonly n: number | null;
  readonly position: number | null;
  readonly receipt: Receipt | null;
  readonly reason: Reason | null;
}

export type RecordedEffect =
  | {
      readonly fx: 'append';
      readonly position: number;
      readonly records: readonly LedgerRecord[];
      readonly flush: boolean;
    }
  | { readonly fx: 'send'; readonly session: string; readonly message: OrchestratorMessage }
  | { readonly fx: 'revoke'; readonly session: string; readonly code: string; readonly message: string }
  | { readonly fx: 'forget'; readonly session: string }
  | { readonly fx: 'reply'; readonly reply: string; readonly answer: RecordedAnswer }
  | { readonly fx: 'look_up' | 'look_up_change' | 'look_up_changes' | 'look_up_held' }
  | RecordedSettled
  | { readonly fx: 'mark_halt'; readonly halt: number | null }
  | { readonly fx: 'changed'; readonly what: string }
  | { readonly fx: 'objects'; readonly ids: readonly ObjectId[] }
  | { readonly fx: 'wake'; readonly atMs: number }
  | { readonly fx: 'closed' };

/** A new life of the orchestrator, and what it found: the state that it was given and what it then did. */
export interface StartEvent {
  readonly at: 'start';
  readonly life: number;
  readonly started: 'clean' | 'recovered';
  readonly readOnly: boolean;
  readonly haltMark: number | null;
  /** What the log held when it was opened. */
  readonly position: number;
  readonly found: readonly LedgerRecord[];
  /** The truth and the revision as the new orchestrator's own readers see them. */
  readonly objects: Objects;
  readonly revision: number;
  readonly waiting: readonly string[];
  readonly effects: readonly RecordedEffect[];
}

/** One call of `step`. `jumpMs` > 0 marks the tick after the computer slept. */
export interface StepEvent {
  readonly at: 'step';
  readonly life: number;
  readonly worldMs: number;
  readonly jumpMs: number;
  readonly input: RecordedInput;
  readonly effects: readonly RecordedEffect[];
}

/** The disk now holds everything up to `position`, whether or not anyone is ever told. */
export interface DiskEvent {
  readonly at: 'disk';
  readonly position: number;
}

/** Everything from `from` on that was appended is gone. */
export interface LostEvent {
  readonly at: 'lost';
  readonly from: number;
  /** `lied`: it had been said to be on the disk. */
  readonly why: 'crash' | 'refused' | 'unknown' | 'read_only' | 'lied';
}

/** The process ended. `untold`: records were on disk whose `durable` was never delivered. */
export interface EndEvent {
  readonly at: 'end';
  readonly life: number;
  readonly how: 'crash' | 'closed' | 'unknown';
  readonly untold: boolean;
}

export interface FacetChange {
  readonly id: ObjectId;
  readonly facet: FacetState['facet'];
  readonly from: FacetValue;
  readonly to: FacetValue;
}

interface EngineBase {
  readonly at: 'engine';
  readonly engine: string;
  /** The connection that it has just then; null when it has none. */
  readonly session: string | null;
  /** Until it next shakes hands with a clean record, nothing that it shows is held against the orchestrator. */
  readonly honest: boolean;
}

/** `exempt` names facets (`id facet`) that a hand inside the engine changed since they were last agreed on. */
export type EngineEvent = EngineBase &
  (
    | { readonly did: 'process'; readonly what: 'started' | 'crashed' | 'opened_file' }
    | {
        readonly did: 'live';
        readonly revision: number;
        readonly objects: Objects;
        readonly exempt: ReadonlySet<string>;
      }
    | {
        readonly did: 'confirmed';
        readonly n: number;
        /** Nothing is begun and unconfirmed in it. */
        readonly atRest: boolean;
        readonly objects: Objects;
        readonly exempt: ReadonlySet<string>;
      }
    | { readonly did: 'applied'; readonly n: number; readonly ok: boolean; readonly observed: boolean }
    | { readonly did: 'compensated'; readonly n: number; readonly outcomes: readonly string[] }
    | { readonly did: 'patched'; readonly request: number; readonly changes: readonly FacetChange[] }
    | {
        readonly did: 'edited';
        readonly edit: string;
        readonly evidence: boolean;
        /** Not even the adapter noticed. */
        readonly silent: boolean;
        readonly operations: readonly Operation[];
      }
    | { readonly did: 'misbehaved'; readonly how: string; readonly mustRevoke: boolean }
    /** The orchestrator broke its own protocol towards the adapter. */
    | { readonly did: 'complained'; readonly about: string }
    | {
        readonly did: 'rests';
        readonly objects: Objects;
        readonly live: boolean;
        readonly foreignIds: ReadonlySet<ObjectId>;
      }
  );

/** Somebody looked at the shared scene, and at what is said of each engine's file. */
export interface ReadEvent {
  readonly at: 'read';
  readonly revision: number;
  readonly objects: Objects;
  readonly worldMs: number;
  readonly files: readonly { readonly session: string; readonly unsavedForMs: number | null }[];
}

/** The notices that two sides were kept, as they stand after the step before (rule 2). */
export interface MergesEvent {
  readonly at: 'merges';
  readonly merges: readonly RecordedMerge[];
}

export interface RecordedMerge {
  readonly id: string;
  readonly sides: readonly {
    readonly actor: Actor;
    readonly n: number;
    readonly values: readonly { readonly before: FacetState; readonly after: FacetState }[];
  }[];
}

/** Something that must never happen at all: a throw, an append at the wrong place. */
export interface BugEvent {
  readonly at: 'bug';
  readonly what: string;
}

/** From here on everything is well again: network, disk, engines, people. `settled` once nothing was left to do. */
export interface HealEvent {
  readonly at: 'heal';
  readonly what: 'begun' | 'settled' | 'stuck' | 'submitted' | 'committed' | 'not_committed';
  readonly detail: string;
}

export type HistoryEvent =
  | StartEvent
  | StepEvent
  | DiskEvent
  | LostEvent
  | EndEvent
  | EngineEvent
  | ReadEvent
  | MergesEvent
  | BugEvent
  | HealEvent;

export interface BusyBounds {
  readonly applyTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly flushAfterMs: number;
  readonly budgetMs: number;
  readonly windowMs: number;
}

/** A finished run. */
export interface History {
  readonly seed: number;
  /** What an engine alone holds of more objects than this is taken from it only after a click. */
  readonly purgeWithoutAsking: number;
  /** For how long others wait for an engine. */
  readonly busy: BusyBounds;
  /** What a person changed or selected within this is under their hands, on the core's clock. */
  readonly touchGuardMs: number;
  /** What is selected in an engine is so for so long after its artist was last seen at work there. */
  readonly selectionGuardMs: number;
  readonly events: readonly HistoryEvent[];
  /** The log as the disk holds it at the end: the record at position p is `log[p - 1]`. */
  readonly log: readonly LedgerRecord[];
}
