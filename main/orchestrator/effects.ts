/** Everything that the orchestrator asks the shell to do. The shell carries effects out in their order and decides nothing. */
import type { ApprovedView, ManyDone, TakenView } from '#app/control-room/index.ts';
import type { Intent, IntentState, Reason } from '#app/intents/index.ts';
import type { LedgerRecord, Receipt } from '#app/ledger/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { CommandInput, SubmitInput } from './inputs.ts';

/** Append records in this order. Their positions follow the last one appended. `flush` asks for a sync of its own
 * even when no commit is among them (R3); without it a group may wait for the next commit. */
export interface AppendEffect {
  readonly fx: 'append';
  readonly position: number;
  readonly records: readonly LedgerRecord[];
  readonly flush: boolean;
}

export interface SendEffect {
  readonly fx: 'send';
  readonly session: string;
  readonly message: OrchestratorMessage;
}

/** Close the socket and forget the token. Comes after the last `send`. */
export interface RevokeEffect {
  readonly fx: 'revoke';
  readonly session: string;
  readonly code: string;
  readonly message: string;
}

/** Stop accepting the resume token of a session whose grace time is over. */
export interface ForgetEffect {
  readonly fx: 'forget';
  readonly session: string;
}

/** The answer to a submission or a command, at once. `ok: false` is a refusal, with its reason. */
export interface ReplyEffect {
  readonly fx: 'reply';
  readonly reply: string;
  readonly answer: Answer;
}

/** The submission may be a retry of an intent that the state has forgotten (R8): ask the history what became of it,
 * and hand the submission in again with the answer. */
export interface LookUpEffect {
  readonly fx: 'look_up';
  readonly input: SubmitInput;
}

/** The same for a click to take back a change of which the state no longer knows what it overwrote. */
export interface LookUpChangeEffect {
  readonly fx: 'look_up_change';
  readonly n: number;
  readonly input: CommandInput;
}

/** And for a click to take back several. */
export interface LookUpChangesEffect {
  readonly fx: 'look_up_changes';
  readonly changes: readonly number[];
  readonly input: CommandInput;
}

/** An engine that is compared holds something from before what the state remembers: ask the history what the scene was like
 * at a revision, where there is one, and which of these objects were ever shared. */
export interface LookUpHeldEffect {
  readonly fx: 'look_up_held';
  readonly session: string;
  readonly question: number;
  readonly revision: number | null;
  readonly objects: readonly ObjectId[];
}

export type Answer =
  | {
      readonly ok: true;
      readonly state: IntentState | 'done' | 'pending';
      readonly receipt: Receipt | null;
      readonly position: number | null;
      /** Of a retry that the history answers: its receipt is gone. */
      readonly n?: number | null;
      /** Of a change that is taken back, and of what is taken from the shelf: how much of it. */
      readonly taken?: TakenView;
      /** Of all that one task has waiting: how many go on, and which do not. */
      readonly approved?: ApprovedView;
      /** Of one click on several collisions or entries of the shelf. */
      readonly many?: ManyDone;
    }
  | { readonly ok: false; readonly reason: Reason };

/** An intent reached an end, or changed its state: for its author and for the screen, once for each `id` that it answers
 * for. `committed` comes only when the commit is durable, with the receipt: this is the `commit_atomic_operation`
 * confirmation (DUR-1). */
export interface SettledEffect {
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

/** Keep the tiny file beside the ledger that says whether a halt is in force (R28). */
export interface MarkHaltEffect {
  readonly fx: 'mark_halt';
  readonly halt: number | null;
}

/** Something that the screen shows has changed; the shell reads it from the view at its next frame. */
export interface ChangedEffect {
  readonly fx: 'changed';
  readonly what:
    | 'status'
    | 'sessions'
    | 'waiting'
    | 'conflicts'
    | 'in_hands'
    | 'shelf'
    | 'merges'
    | 'locks'
    | 'flight'
    | 'permissions'
    | 'checkpoints';
}

/** These objects of the truth changed. */
export interface ObjectsChangedEffect {
  readonly fx: 'objects';
  readonly ids: readonly ObjectId[];
}

/** Be called with a tick no later than this. */
export interface WakeEffect {
  readonly fx: 'wake';
  readonly atMs: number;
}

/** The close that was asked for is complete once everything appended is durable. */
export interface ClosedEffect {
  readonly fx: 'closed';
}

export type Effect =
  | AppendEffect
  | SendEffect
  | RevokeEffect
  | ForgetEffect
  | ReplyEffect
  | LookUpEffect
  | LookUpChangeEffect
  | LookUpChangesEffect
  | LookUpHeldEffect
  | SettledEffect
  | MarkHaltEffect
  | ChangedEffect
  | ObjectsChangedEffect
  | WakeEffect
  | ClosedEffect;
