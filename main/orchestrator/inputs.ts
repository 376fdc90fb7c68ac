/**
 * Everything that can happen to the orchestrator: the closed union of its inputs. Nothing else reaches it; it has no
 * clock, no random source, no disk and no socket. Ids, tokens and times that it needs arrive in here.
 */
import type { CopyAnswer, FileAnswer } from '#app/control-room/index.ts';
import type { Actor, Base, Reason } from '#app/intents/index.ts';
import type {
  Checkpoint,
  ConflictRule,
  DifferingAnswer,
  Grant,
  OverwrittenTogether,
  OverwrittenValue,
  PastOutcome,
  Receipt,
  Rule,
} from '#app/ledger/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { ObjectId, Operation, Placed, SceneObject } from '#app/scene/index.ts';

/** The monotonic clock in whole milliseconds (R34). The only notion of time in here; it orders nothing. */
export interface TickInput {
  readonly in: 'tick';
  readonly nowMs: number;
}

/** The same clock, and nothing that waits for it: how far apart two changes were handed in is not told to the next tick. */
export interface ClockInput {
  readonly in: 'clock';
  readonly nowMs: number;
}

/** A socket passed the HTTP upgrade, with a pairing code or with a resume token. */
export interface ConnectedInput {
  readonly in: 'connected';
  /** New UUID made by the shell. */
  readonly session: string;
  /** The detached session that this one continues; null for a pairing. */
  readonly resumes: string | null;
  /** The new token, to be handed over in `welcome`; the shell keeps only its hash. */
  readonly token: string;
}

/** A frame that is strict JSON and matches its schema. Order and meaning are judged here. */
export interface FrameInput {
  readonly in: 'frame';
  readonly session: string;
  readonly message: AdapterMessage;
}

/** The gateway saw a deviation (malformed, oversized, too fast, foreign token …): the session ends at once. */
export interface ViolationInput {
  readonly in: 'violation';
  readonly session: string;
  readonly code: string;
  readonly message: string;
}

/** The socket closed without a `bye`. */
export interface DisconnectedInput {
  readonly in: 'disconnected';
  readonly session: string;
}

/** What an author hands in. The channel that it came by is the input, so authority cannot be claimed. */
export interface Submission {
  /** UUID made by the author; a retry has the same id and content. */
  readonly id: string;
  readonly base: Base;
  readonly reason: string;
  readonly task: string | null;
  readonly operations: readonly Operation[];
  /** Worked out for a click of the person's: meant as it is, and nothing that their window can name (`seen.ts`). */
  readonly isClick?: true;
}

/** `reply` names where the answer goes; every submission gets exactly one `admitted` reply and later a `settled`. */
export interface SubmitInput {
  readonly in: 'submit';
  readonly channel: 'human' | 'ai' | 'override';
  readonly actor: Actor;
  readonly reply: string;
  readonly submission: Submission;
  /** What the history knows of this id, once it was asked (`look_up`): null where it never heard of it. */
  readonly past?: PastOutcome | null | 'unavailable';
}

/** A click in the control room. */
export interface CommandInput {
  readonly in: 'command';
  readonly reply: string;
  readonly command: Command;
  /** What the history knows of the change to be taken back, once it was asked (`look_up_change`): null where it has none. */
  readonly past?: readonly OverwrittenValue[] | null | 'unavailable';
  /** The same of several changes (`look_up_changes`). */
  readonly together?: OverwrittenTogether | 'unavailable';
}

export type Command =
  /** `hash` is that of what the card showed (R29); `adjust` what the person makes of that before it goes on. */
  | ({ readonly do: 'approve'; readonly adjust?: Adjustment } & ShownCard)
  | { readonly do: 'deny'; readonly id: string; readonly reason: string }
  /** Of what one task has waiting, those that were shown. */
  | {
      readonly do: 'approve_task';
      readonly agent: string;
      readonly task: string | null;
      readonly cards: readonly ShownCard[];
    }
  | {
      readonly do: 'deny_task';
      readonly agent: string;
      readonly task: string | null;
      readonly ids: readonly string[];
      readonly reason: string;
    }
  | { readonly do: 'give_free_hand'; readonly grant: Grant }
  | { readonly do: 'end_free_hand'; readonly grant: string }
  | { readonly do: 'add_rule'; readonly rule: Rule }
  | { readonly do: 'end_rule'; readonly rule: string }
  /** Selected in the control room just now. */
  | { readonly do: 'select'; readonly objects: readonly ObjectId[] }
  | { readonly do: 'withdraw'; readonly id: string; readonly agent: string }
  | { readonly do: 'halt'; readonly by: string }
  | { readonly do: 'resume'; readonly scope: 'people' | 'everyone' }
  | { readonly do: 'pause'; readonly agent: string | null; readonly on: boolean }
  | { readonly do: 'lock'; readonly id: ObjectId; readonly on: boolean }
  | { readonly do: 'trust'; readonly engine: string; readonly level: 'live' | 'ask' | 'off' }
  | { readonly do: 'revoke_session'; readonly session: string }
  | { readonly do: 'close_breaker'; readonly session: string }
  /** Answers the question of a foreign scene. */
  | { readonly do: 'link_scene'; readonly session: string; readonly scene: string }
  /** `kept`: of how many objects it was shown that only this engine holds something of them; it may be taken from no more. */
  | { readonly do: 'refresh_engine'; readonly session: string; readonly kept?: number }
  /** Answers what the age of a file asks. `intent` is the id for what is taken from it; `compared` says which comparing was
   * shown, and where it is left out whatever it asks about is meant. */
  | {
      readonly do: 'answer_file';
      readonly session: string;
      readonly answer: FileAnswer;
      readonly fromFile: readonly ObjectId[];
      readonly intent: string;
      readonly compared?: number;
    }
  /** Answers which of two files is worked on. `scene` is the id for one that becomes a file of its own. */
  | {
      readonly do: 'answer_copy';
      readonly session: string;
      readonly answer: CopyAnswer;
      readonly scene: string;
    }
  | { readonly do: 'adopt_objects'; readonly session: string }
  | { readonly do: 'audit_engine'; readonly session: string }
  /** `take` lists the facets to take from the engine; the rest keeps the truth. `intent` is the id for what results. */
  | {
      readonly do: 'decide';
      readonly conflict: string;
      readonly take: readonly { id: ObjectId; facet: string }[];
      readonly intent: string;
    }
  | ({ readonly do: 'decide_alike' } & DecideAlike)
  | { readonly do: 'end_conflict_rule'; readonly rule: string }
  /** `take` lists the values to take; all of them where it is left out. */
  | {
      readonly do: 'propose_shelved';
      readonly shelf: string;
      readonly take?: readonly { id: ObjectId; facet: string }[];
      readonly intent: string;
    }
  | { readonly do: 'discard_shelved'; readonly shelf: string }
  | {
      readonly do: 'propose_many';
      readonly shelves: readonly { readonly shelf: string; readonly intent: string }[];
      /** Of what was shown. */
      readonly hash: string;
    }
  /** `act` is the id by which it is taken back. */
  | { readonly do: 'discard_many'; readonly act: string; readonly shelves: readonly string[] }
  | { readonly do: 'restore_discarded'; readonly act: string }
  /** `take` lists the values to keep of what was changed in play mode; the rest stays on the shelf. */
  | {
      readonly do: 'answer_offer';
      readonly shelf: string;
      readonly take: readonly { id: ObjectId; facet: string }[];
      readonly intent: string;
    }
  /** `actor` names the side whose change goes back; `intent` is the id for the change that does it. */
  | {
      readonly do: 'take_back';
      readonly merge: string;
      readonly actor: string;
      readonly intent: string;
    }
  /** Of any confirmed change: `n` is its number, `intent` the id of the change that does it, made by whoever asks. */
  | { readonly do: 'take_back_change'; readonly n: number; readonly intent: string }
  /** Of several confirmed changes, by their numbers; `at` is the version at which it was shown what that comes to. */
  | {
      readonly do: 'undo_changes';
      readonly changes: readonly number[];
      /** Of what they set, that of these objects; all of it where that is left out. */
      readonly objects?: readonly ObjectId[];
      readonly at: number;
      readonly intent: string;
      readonly why: string;
    }
  | { readonly do: 'name_version'; readonly checkpoint: Checkpoint }
  | { readonly do: 'rename_checkpoint'; readonly checkpoint: string; readonly name: string }
  | { readonly do: 'remove_checkpoint'; readonly checkpoint: string }
  | { readonly do: 'revoke_agent'; readonly agent: string }
  | { readonly do: 'accept_loss'; readonly lostThrough: number }
  | { readonly do: 'set_patience'; readonly busyLimitMs: number }
  | { readonly do: 'set_caution'; readonly askDeletions: number; readonly purgeWithoutAsking: number }
  /** What becomes of a change that stays in its artist's hands. `intent` is the id under which it is tried again. */
  | {
      readonly do: 'answer_differing';
      readonly differing: string;
      readonly answer: DifferingAnswer;
      readonly intent: string;
    }
  /** What becomes of an author's changes that wait for hands: those that the card showed. */
  | {
      readonly do: 'answer_wait';
      readonly actor: string;
      readonly intents: readonly string[];
      readonly answer: WaitAnswer;
    }
  | { readonly do: 'set_hands_patience'; readonly handsLimitMs: number };

/** A card as it was shown. */
export interface ShownCard {
  readonly id: string;
  readonly hash: string;
}

/** A decision that is also one for those collisions that were shown as like it, each with the id for what results, and for
 * later ones where there is a rule: what these are like, the decision says. */
export interface DecideAlike {
  readonly conflict: string;
  readonly take: readonly { id: ObjectId; facet: string }[];
  readonly intent: string;
  readonly others: readonly { readonly conflict: string; readonly intent: string }[];
  readonly rule: Pick<ConflictRule, 'id' | 'objects' | 'span'> | null;
}

/** Operations by their places in the suggestion, from 0: those that are left out, and those that are set otherwise. */
export interface Adjustment {
  readonly leave: readonly number[];
  readonly edits: readonly Placed[];
  /** Why, for the agent. */
  readonly words?: string;
}

/** Go on waiting · go on without the engines in whose artists' hands it is · withdraw it to the shelf. */
export type WaitAnswer = 'wait' | 'without' | 'take_back';

/** The ledger has synced everything up to `position`. `receipts` has one for each commit among it. */
export interface DurableInput {
  readonly in: 'durable';
  readonly position: number;
  readonly receipts: readonly Receipt[];
}

/** R5. `refused`: the records from `from` on are known not to be durable, and the ledger is usable.
 * `unknown`: the outcome of a commit is not known; the shell reopens, replays, and starts a new orchestrator.
 * `read_only`: the ledger is damaged, or its disk will take nothing. */
export interface LedgerFailedInput {
  readonly in: 'ledger_failed';
  readonly outcome: 'refused' | 'unknown' | 'read_only';
  readonly from: number;
  readonly reason: Reason;
}

/** What the history says to `look_up_held`. */
export interface LookedUpInput {
  readonly in: 'looked_up';
  readonly session: string;
  readonly question: number;
  /** The scene of that revision; null where none was asked for, or where nothing tells of it. */
  readonly scene: readonly SceneObject[] | null;
  /** Of the objects those that were shared once. */
  readonly shared: readonly ObjectId[];
}

/** The application is about to close: finish what is submitted, hand back the rest of the lease. */
export interface CloseInput {
  readonly in: 'close';
}

/** Whether the person is to be disturbed: what can wait is drawn in no engine until then. It decides nothing. */
export interface QuietInput {
  readonly in: 'quiet';
  readonly isQuiet: boolean;
}

export type Input =
  | TickInput
  | ClockInput
  | QuietInput
  | ConnectedInput
  | FrameInput
  | ViolationInput
  | DisconnectedInput
  | SubmitInput
  | CommandInput
  | DurableInput
  | LedgerFailedInput
  | LookedUpInput
  | CloseInput;
