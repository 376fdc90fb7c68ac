/** The orchestrator as the simulation holds it: the real one, or the real one behind a deliberate fault. */
import type { Conflict, Differing, DurableState, Receipt, ShelfEntry } from '#app/ledger/index.ts';
import type { Intent, Reason } from '#app/intents/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import { shownHash } from '#main/orchestrator/gate.ts';
import type { Core } from '#main/orchestrator/core.ts';
import {
  fileDifferences,
  Orchestrator,
  viewInHands,
  viewMerges,
  viewPermissions,
} from '#main/orchestrator/index.ts';
import type { Effect, Input, OrchestratorConfig } from '#main/orchestrator/index.ts';
import type { Session } from '#main/orchestrator/session.ts';
import { viewCopy } from '#main/orchestrator/copies.ts';
import { viewFile } from '#main/orchestrator/files.ts';
import { onlyThere } from '#main/orchestrator/only-there.ts';
import type {
  CopyQuestionView,
  FileQuestionView,
  MergeView,
  PermissionsView,
} from '#app/control-room/index.ts';
import type { Objects } from './history.ts';
import { watchPage } from './page.ts';

export interface CoreOptions {
  readonly config: OrchestratorConfig;
  readonly state: DurableState;
  readonly nowMs: number;
  readonly started: 'clean' | 'recovered';
  readonly readOnly: Reason | null;
  readonly haltMark: number | null;
  readonly verifyReceipt: (receipt: Receipt) => boolean;
  readonly hashOf?: (intent: Intent) => string;
}

export interface WaitingCard {
  readonly id: string;
  readonly hash: string;
  readonly actor: string;
  readonly task: string | null;
  readonly operations: readonly Operation[];
}

/** What people and agents can see. */
export interface CoreView {
  readonly revision: number;
  readonly objects: Objects;
  readonly halted: boolean;
  waiting(): readonly WaitingCard[];
  permissions(): PermissionsView;
  conflicts(): readonly Conflict[];
  /** What stays in its artist's hands, and asks. */
  differing(): readonly Differing[];
  /** Whose changes wait for hands, and ask. */
  waits(): readonly { readonly actor: string; readonly intents: readonly string[] }[];
  shelf(): readonly ShelfEntry[];
  /** Nothing is in line or on its way. */
  readonly rests: boolean;
  locks(): readonly ObjectId[];
  /** Ids of named versions. */
  checkpoints(): readonly string[];
  /** Numbers of the newest confirmed changes, oldest first. */
  changes(): readonly number[];
  /** Notices that two sides were kept. */
  merges(): readonly MergeView[];
  sessions(): readonly {
    readonly session: string;
    readonly engine: string;
    readonly state: string;
    readonly needsClick: boolean;
    /** Objects found to be out of step. */
    readonly drifted: readonly ObjectId[];
    /** Null before all objects were compared once. */
    readonly comparedAgoMs: number | null;
    /** Objects that it may hold otherwise than shared. */
    readonly inDoubt: number;
    /** It holds objects under ids that nobody shares. */
    readonly hasOwn: boolean;
    /** Of how many objects it is shown that only it holds something, where it asks. */
    readonly kept: number;
    /** For how long its file is shown to be unsaved; null where it is shown to be saved. */
    readonly unsavedForMs: number | null;
    /** What its file asks, with the objects that differ there. */
    readonly file: (FileQuestionView & { readonly objects: readonly ObjectId[] }) | null;
    readonly copy: CopyQuestionView | null;
  }[];
}

export interface CoreUnderTest {
  /** All that it remembers, for a search that has to know two equal states from one another. */
  readonly core: Core;
  /** What waits for a person and what is approved, for the one fault that hides it from the core itself. */
  readonly agents: { readonly proposals: Map<string, unknown>; readonly queue: unknown[] };
  readonly ready: boolean;
  start(): Effect[];
  step(input: Input): Effect[];
  checkInvariants(): void;
  readonly view: CoreView;
}

export type CoreFactory = (options: CoreOptions) => CoreUnderTest;

/** How far back somebody who has second thoughts looks. */
const CHANGES_SEEN = 12;

function fileOf(core: Core, session: Session): ReturnType<CoreView['sessions']>[number]['file'] {
  const view = viewFile(core, session);
  if (view === null) return null;
  const differences = fileDifferences(core, session.id, 0)?.objects ?? [];
  return { ...view, objects: differences.map(({ id }) => id) };
}

/** The orchestrator as it ships, with the views that its screens are drawn from. */
export const createRealCore: CoreFactory = (options) => {
  const orchestrator = new Orchestrator(options);
  const { core } = orchestrator;
  const view: CoreView = {
    get revision() {
      return core.durable.revision;
    },
    get objects() {
      return core.durable.objects;
    },
    get halted() {
      return core.halt !== null;
    },
    get rests() {
      if (core.undoing?.isOver === false) return false;
      const { queue, flights, pendingRecords, shelfTakings, leaving } = core;
      const inLine = queue.override.length + queue.human.length + queue.ai.length;
      return inLine + flights.size + pendingRecords.length + shelfTakings.size + leaving.size === 0;
    },
    waiting: () =>
      [...core.proposals.values()].map(({ intent }) => ({
        id: intent.id,
        hash: shownHash(core, intent),
        actor: intent.actor.id,
        task: intent.task,
        operations: intent.operations,
      })),
    permissions: () => viewPermissions(core),
    conflicts: () => [...core.ahead.conflicts.values()],
    differing: () => [...core.ahead.differing.values()],
    waits: () => viewInHands(core).waits.map(({ actor, intents }) => ({ actor: actor.id, intents })),
    shelf: () => [...core.ahead.shelf.values()],
    locks: () => [...core.ahead.locks.keys()],
    checkpoints: () => [...core.ahead.checkpoints.keys()],
    changes: () => core.durable.overwritten.slice(-CHANGES_SEEN).map(({ n }) => n),
    merges: () => viewMerges(core),
    sessions: () =>
      [...core.sessions.values()].map((session) => ({
        session: session.id,
        engine: session.engine,
        state: session.phase,
        needsClick: session.breakerNeedsClick,
        drifted: [...session.drift.keys()],
        comparedAgoMs: session.round.comparedMs === null ? null : core.nowMs - session.round.comparedMs,
        inDoubt: session.inDoubt.size,
        hasOwn: session.unshared.size > 0,
        kept: session.resync?.preview?.kept ?? 0,
        unsavedForMs: (session.left ?? onlyThere(core, session)).unsaved?.forMs ?? null,
        file: fileOf(core, session),
        copy: viewCopy(core, session),
      })),
  };
  return {
    core,
    agents: { proposals: core.proposals, queue: core.queue.ai },
    get ready() {
      return orchestrator.ready;
    },
    start: () => orchestrator.start(),
    step: (input) => {
      const compare = watchPage(core);
      const effects = orchestrator.step(input);
      compare(effects);
      return effects;
    },
    checkInvariants: () => orchestrator.checkInvariants(),
    view,
  };
};
