/**
 * The one door between the window and the main process: requests with parsed bodies, and a feed of batches. The
 * preload exposes exactly `ControlRoomApi`; main checks the sender and the schema of every request.
 */
import { z } from 'zod';
import type { Actor, IntentState, Reason } from '../intents/index.ts';
import type { Checkpoint, Conflict } from '../ledger/index.ts';
import {
  facetSchema,
  idSchema,
  nameSchema,
  operationSchema,
  revisionSchema,
  text,
} from '../protocol/values.ts';
import type { Facet, FacetState, ObjectId, OperationClass, SceneObject } from '../scene/index.ts';
import { approvalRequests } from './approvals.ts';
import type { ApprovedView, PermissionsView } from './approvals.ts';
import { attentionRequests } from './attention.ts';
import type { AttentionView, AwayAnswer, AwayPartChanges } from './attention.ts';
import { checkpointRequests } from './checkpoints.ts';
import type { Limits } from './choices.ts';
import { conflictRuleRequests } from './conflict-rules.ts';
import { connectionRequests } from './connections.ts';
import type { PastConnectionsView } from './connections.ts';
import { demoRequests } from './demo.ts';
import { evidenceRequests } from './evidence.ts';
import type { EvidenceView } from './evidence.ts';
import { fileRequests } from './files.ts';
import type { CopyQuestionView, FileDifferences, FileQuestionView } from './files.ts';
import { historyRequests } from './history.ts';
import type { CopyView, HistoryPage, HistoryWorkView, LocatedRow, WorkBegun } from './history.ts';
import { inHandsRequests } from './in-hands.ts';
import type { InHandsView } from './in-hands.ts';
import { listRequests } from './lists.ts';
import type { ListChange, ListCounts, ShelfView, WaitingView } from './lists.ts';
import type { MergeView } from './merges.ts';
import type { OnlyThereView } from './only-there.ts';
import type { PreviewView } from './preview.ts';
import { projectRequests } from './projects.ts';
import type { ChosenFolder, ProjectDataView, ProjectsView, SwitchView } from './projects.ts';
import { cautionRequests, settingsRequests } from './settings.ts';
import type { SettingsView } from './settings.ts';
import { shelfRequests } from './shelf.ts';
import type { FoundShelf, ManyDone, ShelfPreview } from './shelf.ts';
import { takingBackRequests } from './taking-back.ts';
import type { OwnStepsView, TakeBackResult, TakenView, UndoView } from './taking-back.ts';
import { timelineRequests } from './timeline.ts';
import type { CausalityView, ClockView, LanesView } from './timeline.ts';
import { viewpointRequests } from './viewpoint.ts';
import type { EngineViewpoint } from './viewpoint.ts';
import { versionRequests } from './versions.ts';
import type { PastSceneView, VersionView } from './versions.ts';

const sessionId = idSchema;
const agentId = text(128);

/** Every request the window can make. Bodies are strict; an unknown field is refused. */
export const requestSchemas = {
  /** Everything needed to draw; the feed continues from its `seq`. */
  attach: z.strictObject({}),
  submit: z.strictObject({
    id: idSchema,
    base: z.strictObject({ revision: revisionSchema, after: z.array(idSchema).max(64) }),
    reason: text(2_048),
    operations: z.array(operationSchema).min(1).max(10_000),
  }),
  /** FORCE: one change through every gate; the reason is required. */
  force: z.strictObject({
    id: idSchema,
    reason: text(2_048).min(1),
    operations: z.array(operationSchema).min(1).max(10_000),
  }),
  approve: z.strictObject({ id: idSchema, hash: z.string().length(64) }),
  deny: z.strictObject({ id: idSchema, reason: text(2_048) }),
  ...approvalRequests,
  ...conflictRuleRequests,
  halt: z.strictObject({}),
  resume: z.strictObject({ scope: z.enum(['people', 'everyone']) }),
  pause_agents: z.strictObject({ agent: agentId.nullable(), on: z.boolean() }),
  lock: z.strictObject({ id: idSchema, on: z.boolean() }),
  trust: z.strictObject({ engine: text(64), level: z.enum(['live', 'ask', 'off']) }),
  /** A fresh one-time code; it expires. */
  pair_engine: z.strictObject({}),
  revoke_session: z.strictObject({ session: sessionId }),
  close_breaker: z.strictObject({ session: sessionId }),
  link_scene: z.strictObject({ session: sessionId }),
  /** `kept` as the preview showed it, where there is one: a click takes from the engine what was shown, and no more. */
  refresh_engine: z.strictObject({ session: sessionId, kept: z.int().min(0).exactOptional() }),
  adopt_objects: z.strictObject({ session: sessionId }),
  decide_conflict: z.strictObject({
    conflict: text(128),
    take: z.array(z.strictObject({ id: idSchema, facet: facetSchema })).max(10_000),
  }),
  /** What of it is taken; all of it where that is left out. */
  propose_shelved: z.strictObject({
    shelf: text(128),
    take: z
      .array(z.strictObject({ id: idSchema, facet: facetSchema }))
      .min(1)
      .max(1_000_000)
      .optional(),
  }),
  discard_shelved: z.strictObject({ shelf: text(128) }),
  /** What of a played offer is kept; nothing of it leaves the rest on the shelf. */
  answer_offer: z.strictObject({
    shelf: text(128),
    take: z.array(z.strictObject({ id: idSchema, facet: facetSchema })).max(100_000),
  }),
  /** Of a notice that two sides were kept: sets what one of them changed to what it was before. */
  take_back: z.strictObject({ merge: text(128), actor: agentId }),
  ...takingBackRequests,
  ...versionRequests,
  ...checkpointRequests,
  /** To the question that leaving asks. `seen`: it is on screen, and has the person's attention. */
  answer_leaving: z.strictObject({ answer: z.enum(['seen', 'stay', 'leave']) }),
  create_agent: z.strictObject({ name: nameSchema.min(1) }),
  revoke_agent: z.strictObject({ agent: agentId }),
  /** “Accept the loss”: binds to the number that was shown. */
  accept_loss: z.strictObject({ lostThrough: z.int().min(1) }),
  /** With a new history in place of the damaged one: binds to the version that was shown. */
  go_on: z.strictObject({ revision: z.int().min(0) }),
  set_patience: z.strictObject({ busyLimitMs: z.int().min(0).max(600_000) }),
  ...inHandsRequests,
  ...fileRequests,
  ...listRequests,
  ...shelfRequests,
  ...connectionRequests,
  /** Changes of the timeline with numbers from…to, newest 500 of them at most. */
  read_timeline: z.strictObject({ from: z.int().min(0), to: z.int().min(0) }),
  ...timelineRequests,
  /** Who set each facet of an object last. */
  read_blame: z.strictObject({ id: idSchema }),
  ...viewpointRequests,
  verify_history: z.strictObject({}),
  ...historyRequests,
  ...attentionRequests,
  ...evidenceRequests,
  ...demoRequests,
  ...projectRequests,
  ...cautionRequests,
  ...settingsRequests,
  /** “Launch Blender with VibeSync”, “Install the Blender plug-in”, “Install Unity package”: main asks for the project. */
  launch_engine: z.strictObject({ kind: z.enum(['blender']) }),
  install_plugin: z.strictObject({ kind: z.enum(['blender', 'unity']) }),
  copy_text: z.strictObject({ text: text(8_192) }),
} as const;

export type RequestName = keyof typeof requestSchemas;
export type RequestBody<Name extends RequestName> = z.infer<(typeof requestSchemas)[Name]>;

export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason };

/** What each request answers with; `Done` where there is nothing to say but that it was taken. */
export interface RequestResults {
  attach: Snapshot;
  submit: { readonly state: IntentState };
  force: { readonly state: IntentState };
  approve: Done;
  deny: Done;
  approve_adjusted: Done;
  approve_task: ApprovedView;
  deny_task: Done;
  give_free_hand: Done;
  end_free_hand: Done;
  add_rule: Done;
  end_rule: Done;
  set_rule_news: Done;
  select_objects: Done;
  halt: Done;
  resume: Done;
  pause_agents: Done;
  lock: Done;
  trust: Done;
  pair_engine: { readonly code: string; readonly expiresInMs: number; readonly endpoint: string };
  revoke_session: Done;
  close_breaker: Done;
  link_scene: Done;
  refresh_engine: Done;
  adopt_objects: Done;
  decide_conflict: Done;
  decide_alike: ManyDone;
  end_conflict_rule: Done;
  /** Null where it is in hands, and is tried again whole. */
  propose_shelved: { readonly taken: TakenView | null };
  discard_shelved: Done;
  answer_offer: Done;
  take_back: Done;
  take_back_change: TakeBackResult;
  read_own_steps: OwnStepsView;
  find_changes: {
    readonly changes: readonly number[];
    /** There are older ones, which are not among them. */
    readonly more: boolean;
  };
  preview_undo: UndoView;
  undo_changes: { readonly state: IntentState };
  read_scene: PastSceneView;
  preview_version: VersionView;
  bring_back: { readonly state: IntentState };
  name_version: Done;
  rename_checkpoint: Done;
  remove_checkpoint: Done;
  answer_leaving: Done;
  create_agent: {
    readonly agent: string;
    readonly token: string;
    readonly url: string;
    readonly clientConfig: string;
  };
  revoke_agent: Done;
  accept_loss: Done;
  go_on: Done;
  set_patience: Done;
  set_caution: Done;
  answer_differing: Done;
  answer_wait: Done;
  set_hands_patience: Done;
  answer_file: Done;
  read_file_differences: FileDifferences;
  read_card: WaitingView;
  dismiss_card: Done;
  read_shelved: ShelfView;
  find_shelved: FoundShelf;
  /** By the computer's clock; null where the history does not tell. */
  read_shelved_time: { readonly time: string | null };
  preview_shelved: ShelfPreview;
  propose_many: ManyDone;
  discard_many: ManyDone;
  restore_discarded: Done;
  read_connections: PastConnectionsView;
  answer_copy: Done;
  read_timeline: { readonly changes: readonly ChangeView[] };
  read_timeline_lanes: LanesView;
  read_timeline_clock: ClockView;
  read_causality: CausalityView;
  read_blame: { readonly facets: readonly BlameView[] };
  /** Null where no engine tells it. */
  read_viewpoint: { readonly viewpoint: EngineViewpoint | null };
  verify_history: { readonly records: number; readonly problem: string | null };
  read_history: HistoryPage;
  locate_change: LocatedRow;
  write_history_table: WorkBegun;
  write_bundle: WorkBegun;
  open_bundle: WorkBegun;
  stop_history_work: Done;
  read_away: AwayAnswer;
  find_away: AwayPartChanges;
  keep_away: Done;
  show_collected: Done;
  check_guarantee: Done;
  audit_engine: Done;
  start_demo: Done;
  end_demo: Done;
  read_projects: ProjectsView;
  give_up_opening: Done;
  choose_project_folder: ChosenFolder;
  new_project: SwitchView;
  open_project: SwitchView;
  rename_project: Done;
  show_project: Done;
  remove_project: Done;
  dismiss_project_problem: Done;
  read_project_data: ProjectDataView;
  read_settings: SettingsView;
  change_settings: SettingsView;
  set_quiet: SettingsView;
  set_keys: SettingsView;
  reset_keys: SettingsView;
  export_diagnostics: { readonly path: string | null };
  launch_engine: Done;
  /** Where the plug-in is now; null where the person chose no project. */
  install_plugin: { readonly path: string | null };
  copy_text: Done;
}
export type Done = Record<string, never>;

/** What the window shows of the whole system; pushed whole whenever it changes, since it is small. */
export interface StatusView {
  readonly project: { readonly id: string; readonly name: string };
  /** Engines, agents and people are made up, and the project is thrown away at its end. */
  readonly simulated: boolean;
  /** A copy of a history is looked at, and nothing can be changed; null where it is a project of one's own. */
  readonly copy: CopyView | null;
  readonly revision: number;
  /** Highest number whose commit is on disk and confirmed. */
  readonly safe: boolean;
  readonly ledger: {
    readonly state: 'ok' | 'read_only' | 'outcome_unknown' | 'stalled';
    readonly verified: 'verified' | 'verifying' | 'damaged';
    readonly problem: Reason | null;
    readonly lastGoodSnapshot: number | null;
    /** The version from which a new history can go on in place of a damaged one; null where none is damaged. */
    readonly goOnFrom: number | null;
    /** Confirmed changes that the history lacks; null where none is known to be missing. */
    readonly loss: { readonly found: number; readonly lostThrough: number } | null;
  };
  readonly halted: HaltView | null;
  readonly agentsFrozen: boolean;
  readonly pausedAgents: readonly string[];
  readonly allAgentsPaused: boolean;
  /** Numbers on their way, lowest first. */
  readonly inFlight: readonly FlightView[];
  readonly queued: number;
  readonly busyLimitMs: number;
  /** How long a change waits for an artist's hands before it asks. */
  readonly handsLimitMs: number;
  /** How much is done without asking. */
  readonly caution: Pick<Limits, 'askDeletions' | 'purgeWithoutAsking'>;
  readonly shortcut: { readonly accelerator: string; readonly registered: boolean };
  readonly runtime: { readonly electron: string; readonly app: string };
  /** After an unclean end: what was neither committed nor saved (NON-3). */
  readonly lostAtLastEnd: readonly string[];
  /** What ended the life before this one, where that was a fault of VibeSync itself. */
  readonly fault: FaultView | null;
}
export interface FaultView {
  /** On the computer's clock, UTC: advisory. */
  readonly at: string;
  /** The first line of what the program said. */
  readonly message: string;
  /** The file that holds the rest. */
  readonly report: string;
}
export interface HaltView {
  readonly halt: number;
  readonly by: string;
  readonly engines: readonly {
    readonly session: string;
    readonly engine: string;
    readonly confirmedAfterMs: number | null;
  }[];
  /** What was in flight when it was pressed, and what became of it. */
  readonly caught: readonly {
    readonly n: number;
    readonly label: string;
    readonly became: 'finishing' | 'committed' | 'aborted';
  }[];
  /** Edits made in engines since, engine by engine: collected, none lost. */
  readonly collected: readonly CollectedView[];
}
/** What was edited in an engine during a halt, folded by object. */
export interface CollectedView {
  readonly session: string;
  readonly engine: string;
  readonly edits: number;
  /** Objects that they are about. */
  readonly objects: number;
  /** Some of those, in the order in which they were first touched. */
  readonly first: readonly CollectedObjectView[];
}
export interface CollectedObjectView {
  readonly id: ObjectId;
  /** As it is known here, or as it was made there. */
  readonly name: string;
  readonly what: 'created' | 'deleted' | 'changed';
  /** Of what was changed, each once. */
  readonly facets: readonly Facet[];
}
export interface FlightView {
  readonly n: number;
  readonly label: string;
  readonly actor: Actor;
  readonly state: 'applying' | 'finishing' | 'unwinding';
  readonly waitingFor: readonly string[];
}

export type SessionState =
  | 'handshake'
  | 'foreign'
  | 'comparing'
  | 'refreshing'
  | 'live'
  | 'busy'
  | 'parked'
  | 'detached'
  | 'in_doubt'
  | 'revoked';

export interface SessionView {
  readonly session: string;
  readonly engine: string;
  readonly kind: string;
  readonly engineVersion: string;
  readonly adapterVersion: string;
  readonly title: string;
  readonly state: SessionState;
  readonly activity: string | null;
  readonly breaker: 'closed' | 'open' | 'half_open';
  readonly breakerNeedsClick: boolean;
  readonly reason: Reason | null;
  /** The session that takes part with the same file, for which this one waits; null where it waits for none. */
  readonly openIn: string | null;
  /** The offending frame of a violation, shortened; untrusted text. */
  readonly offendingFrame: string | null;
  readonly appliedThrough: number;
  readonly behind: number;
  readonly unmanaged: number;
  /** What refreshing it would change, while that waits for the artist's word; null when nothing is asked. */
  readonly preview: PreviewView | null;
  /** What the age of its file asks, beside the preview; null where it asks nothing. */
  readonly file: FileQuestionView | null;
  /** What a copy of its file asks; null where there is none. */
  readonly copy: CopyQuestionView | null;
  /** Objects that are not there as they are shared, though nobody told of a change, and for how long the oldest. */
  readonly drift: { readonly objects: readonly ObjectId[]; readonly forMs: number };
  /** How long ago the last comparison of all objects began; null before there was one. */
  readonly comparedAgoMs: number | null;
  readonly audit: AuditView;
  readonly inHands: readonly ObjectId[];
  /** Objects that it does not show as they are shared because of its artist's hands. */
  readonly differing: readonly ObjectId[];
  readonly inDoubt: readonly ObjectId[];
  readonly driven: readonly { readonly id: ObjectId; readonly facets: readonly string[] }[];
  readonly trust: 'live' | 'ask' | 'off';
  readonly onlyThere: OnlyThereView;
  /** It ended without a word, and its process has not come back: what existed only there may be gone (NON-3). */
  readonly lost: boolean;
  /** Round trips of the heartbeat, newest last, 60 at most. */
  readonly latencyMs: readonly number[];
  /** The computer's clock, advisory. */
  readonly since: string;
}

/** The comparison of all of an engine's objects with the shared scene, round after round. */
export interface AuditView {
  /** Rounds that came to their end. */
  readonly rounds: number;
  /** Objects that the last of them compared; those on their way or in hands are left for the next one. */
  readonly compared: number;
  /** Of a round that a person asked for: objects it has still to ask about, and all; null where none runs. */
  readonly asked: { readonly left: number; readonly of: number } | null;
}

export interface AgentView {
  readonly agent: string;
  readonly name: string;
  readonly connected: boolean;
  readonly paused: boolean;
  readonly waiting: number;
}

/** One slot of the timeline, and those of its earlier tries. */
export interface ChangeView {
  /** Its newest number; null before it had any. */
  readonly n: number | null;
  /** Numbers under which it was tried before and taken back, lowest first (R23). */
  readonly earlier: readonly number[];
  readonly id: string;
  /** What joined it before it had a number, by their authors' ids, oldest first (rule 9 of living with engines). */
  readonly joined: readonly string[];
  readonly actor: Actor;
  readonly state: IntentState;
  readonly label: string;
  readonly class: OperationClass;
  readonly objects: readonly ObjectId[];
  readonly reason: Reason | null;
  readonly why: string;
  readonly forced: boolean;
  /** The number of the change that it takes back; null where it takes none back. */
  readonly takesBack: number | null;
  /** The person's, and decided by a rule of theirs without them. */
  readonly byRule?: true;
  /** The computer's clock, advisory. */
  readonly time: string;
}

export interface BlameView {
  readonly facet: string;
  readonly revision: number;
  readonly actor: Actor;
  readonly intent: string;
  readonly why: string;
  readonly approvedBy: string | null;
  /** The person set this value otherwise than the author had suggested. */
  readonly edited?: true;
  readonly before: FacetState | null;
}

export interface Snapshot {
  readonly seq: number;
  readonly status: StatusView;
  readonly sessions: readonly SessionView[];
  readonly agents: readonly AgentView[];
  readonly waiting: readonly WaitingView[];
  /** The oldest: those behind them come up as these are decided. */
  readonly conflicts: readonly Conflict[];
  readonly inHands: InHandsView;
  /** The newest, and all that ask. All are found by `find_shelved`. */
  readonly shelf: readonly ShelfView[];
  readonly counts: ListCounts;
  readonly merges: readonly MergeView[];
  readonly evidence: EvidenceView;
  /** What runs with the whole history, or ran last; null before anything did. */
  readonly historyWork: HistoryWorkView | null;
  readonly attention: AttentionView;
  /** The person wants to leave, and something exists only in an engine: they are asked. */
  readonly leaving: boolean;
  readonly locks: readonly ObjectId[];
  readonly permissions: PermissionsView;
  /** In the order in which they were named. */
  readonly checkpoints: readonly Checkpoint[];
  readonly objects: readonly SceneObject[];
  /** The newest 500. */
  readonly changes: readonly ChangeView[];
}

/** Parts of the window that the application menu leads to. */
export type WindowPart = 'projects' | 'new_project' | 'settings';

/** At most one a frame. `seq` counts up by one; a gap means: attach again. Absent parts have not changed. */
export interface FeedBatch {
  readonly seq: number;
  readonly status?: StatusView;
  readonly sessions?: readonly SessionView[];
  readonly agents?: readonly AgentView[];
  readonly waiting?: ListChange<WaitingView>;
  readonly conflicts?: ListChange<Conflict>;
  readonly inHands?: InHandsView;
  readonly shelf?: ListChange<ShelfView>;
  readonly counts?: ListCounts;
  readonly merges?: readonly MergeView[];
  readonly evidence?: EvidenceView;
  readonly historyWork?: HistoryWorkView | null;
  readonly attention?: AttentionView;
  readonly leaving?: boolean;
  readonly locks?: readonly ObjectId[];
  readonly permissions?: PermissionsView;
  readonly checkpoints?: readonly Checkpoint[];
  readonly objects?: readonly SceneObject[];
  readonly removed?: readonly ObjectId[];
  /** New or changed slots, by `id`. */
  readonly changes?: readonly ChangeView[];
  /** A notification was clicked: bring the card of this key into view. */
  readonly focus?: { readonly card: string };
  /** The menu was used: show this part of the window. */
  readonly show?: WindowPart;
}

/** What the preload exposes as `window.vibesync`. */
export interface ControlRoomApi {
  request<Name extends RequestName>(
    name: Name,
    body: RequestBody<Name>,
  ): Promise<Result<RequestResults[Name]>>;
  /** Acknowledge each batch by calling `done`, so that main holds back when the screen cannot keep up. */
  onFeed(listener: (batch: FeedBatch, done: () => void) => void): () => void;
}
