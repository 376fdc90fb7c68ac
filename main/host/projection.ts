/**
 * What the window shows, gathered from the orchestrator at most once a frame: dirty marks go in, batches come out. A
 * screen that cannot keep up costs nothing, since marks coalesce (one object moved a hundred times is one object).
 */
import { isAtRisk } from '#app/control-room/index.ts';
import type {
  AgentView,
  AttentionView,
  ChangeView,
  CopyView,
  EvidenceView,
  FeedBatch,
  HistoryWorkView,
  ListCounts,
  Snapshot,
  StatusView,
  WindowPart,
} from '#app/control-room/index.ts';
import { idsOf } from '#app/intents/index.ts';
import type { Conflict, ShelfEntry } from '#app/ledger/index.ts';
import { facetValue } from '#app/scene/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import {
  viewFlights,
  viewHalt,
  viewInHands,
  viewMerges,
  viewPermissions,
  viewSessions,
} from '#main/orchestrator/index.ts';
import type {
  ChangedEffect,
  ConnectionFacts,
  Effect,
  IsAway,
  Orchestrator,
  SettledEffect,
} from '#main/orchestrator/index.ts';
import { ListFeed, shownConflicts, shownOfShelf, viewEntry } from './list-feed.ts';
import { WaitingCards } from './waiting-cards.ts';

/** Slots of the timeline that are kept ready for a window that attaches. */
export const RECENT_CHANGES = 500;

type Part =
  | ChangedEffect['what']
  | 'agents'
  | 'objects'
  | 'changes'
  | 'evidence'
  | 'history_work'
  | 'leaving'
  | 'attention';

/** What the orchestrator cannot know. */
export interface Surroundings {
  /** What the project's artist calls it; null for its name in the ledger. */
  readonly projectName: () => string | null;
  readonly ledger: () => StatusView['ledger'];
  readonly shortcut: () => StatusView['shortcut'];
  readonly runtime: StatusView['runtime'];
  readonly simulated: boolean;
  readonly copy: CopyView | null;
  readonly fault: StatusView['fault'];
  /** The override while no orchestrator takes inputs: what comes next begins held. */
  readonly pressed: () => StatusView['halted'];
  readonly agents: () => readonly AgentView[];
  /** Whether the author of a suggestion has not been heard of lately. */
  readonly isAway: IsAway;
  readonly evidence: () => EvidenceView;
  readonly historyWork: () => HistoryWorkView | null;
  readonly attention: () => AttentionView;
  readonly factsOf: (session: string) => ConnectionFacts | null;
  /** UTC of the computer's clock, advisory. */
  readonly now: () => string;
}

export class Projection {
  readonly #surroundings: Surroundings;
  #orchestrator: Orchestrator;
  #lostAtLastEnd: readonly string[] = [];
  #seq = 0;
  #dirty = new Set<Part>();
  #objects = new Set<ObjectId>();
  #changes = new Map<string, ChangeView>();
  /** The newest slots by intent id, oldest first. */
  #recent = new Map<string, ChangeView>();
  /** Of those, the ones that the history told when the orchestrator took over. */
  #told: ReadonlySet<ChangeView> = new Set();
  #focus: string | null = null;
  #shows: WindowPart | null = null;
  #leaving = false;
  readonly #waiting: WaitingCards;
  readonly #conflicts = new ListFeed<Conflict>();
  readonly #shelf = new ListFeed<ShelfEntry>();

  constructor(orchestrator: Orchestrator, surroundings: Surroundings) {
    this.#orchestrator = orchestrator;
    this.#surroundings = surroundings;
    this.#waiting = new WaitingCards(orchestrator.core, surroundings.isAway);
  }

  /** A new orchestrator took over after a replay, or the first one starts. */
  attachTo(
    orchestrator: Orchestrator,
    recent: readonly ChangeView[],
    lostAtLastEnd: readonly string[],
  ): void {
    this.#orchestrator = orchestrator;
    this.#waiting.attachTo(orchestrator.core);
    this.#recent = new Map(recent.map((change) => [change.id, change]));
    this.#told = new Set(recent);
    this.#lostAtLastEnd = lostAtLastEnd;
    // A gap: a window that shows the one before asks for everything anew.
    this.#seq += 1;
    this.mark(
      'status',
      'sessions',
      'waiting',
      'conflicts',
      'in_hands',
      'shelf',
      'merges',
      'locks',
      'permissions',
      'checkpoints',
      'agents',
      'attention',
    );
    for (const id of orchestrator.core.durable.objects.keys()) this.#objects.add(id);
  }

  /** The history has read on: what it tells now counts where nothing newer was noted since the orchestrator took over. */
  takePast(past: readonly ChangeView[]): void {
    const noted = [...this.#recent].filter(([, change]) => !this.#told.has(change));
    const isNoted = new Set(noted.map(([id]) => id));
    for (const change of past) {
      const shown = this.#recent.get(change.id);
      if (isNoted.has(change.id) || (shown?.n === change.n && shown.state === change.state)) continue;
      this.#changes.set(change.id, change);
      this.mark('changes');
    }
    const before = past.filter(({ id }) => !isNoted.has(id)).map((change) => [change.id, change] as const);
    this.#recent = new Map([...before, ...noted].slice(-RECENT_CHANGES));
    this.#told = new Set(past);
  }

  /** True when there is something that the window has not seen. */
  get pending(): boolean {
    return (
      this.#dirty.size > 0 ||
      this.#objects.size > 0 ||
      this.#changes.size > 0 ||
      this.#focus !== null ||
      this.#shows !== null ||
      this.#waiting.isBehind
    );
  }

  mark(...parts: Part[]): void {
    for (const part of parts) this.#dirty.add(part);
  }

  /** What this card shows may be no longer so, though nothing told of it. */
  lookAgain(card: string): void {
    this.#waiting.lookAgain(card);
  }

  /** The card of this intent or conflict is to be brought into view. */
  focus(card: string): void {
    this.#focus = card;
  }

  show(part: WindowPart): void {
    this.#shows = part;
  }

  askToLeave(asking: boolean): void {
    this.#leaving = asking;
    this.mark('leaving');
  }

  /** Of an engine that has ended, what was there has been told. */
  isAtRisk(): boolean {
    return viewSessions(this.#orchestrator.core, () => null).some(
      ({ state, onlyThere }) => state !== 'revoked' && isAtRisk(onlyThere),
    );
  }

  note(effect: Effect): void {
    if (effect.fx === 'changed') {
      this.mark(effect.what);
      // Sessions, flights and locks all change what a card or the verdict says.
      if (effect.what === 'flight' || effect.what === 'sessions' || effect.what === 'conflicts')
        this.mark('status');
      // Who holds what, and what came in between, is part of a question about hands.
      if (effect.what === 'flight' || effect.what === 'sessions' || effect.what === 'status')
        this.#lookAtHands();
      if (effect.what === 'flight') this.#lookAtPermissions();
      // What a rule decided can be taken back for as long as the rest lies there.
      if (effect.what === 'shelf' && this.#orchestrator.core.conflictRules.decided.size > 0)
        this.mark('permissions');
    } else if (effect.fx === 'objects') {
      for (const id of effect.ids) this.#objects.add(id);
      this.#waiting.touch(effect.ids);
      this.#lookAtHands();
      this.#lookAtPermissions();
    } else if (effect.fx === 'settled') this.#noteChange(effect);
  }

  #lookAtHands(): void {
    const { ahead, handWaits } = this.#orchestrator.core;
    if (ahead.differing.size + handWaits.size > 0) this.mark('in_hands');
  }

  /** They name their objects, also by names that are on their way. */
  #lookAtPermissions(): void {
    const { ahead, grants } = this.#orchestrator.core;
    if (grants.size + ahead.rules.size + ahead.conflictRules.size > 0) this.mark('permissions');
  }

  #noteChange({ intent, state, n, reason }: SettledEffect): void {
    const { core } = this.#orchestrator;
    const earlier = this.#recent.get(intent.id);
    const joined = idsOf(intent).filter((id) => id !== intent.id);
    // Said by the names of its beginning; what joins it since is counted.
    const isSaid = earlier !== undefined && earlier.joined.length === joined.length;
    const change: ChangeView = {
      n: n ?? earlier?.n ?? null,
      earlier: earlierNumbers(earlier, n),
      id: intent.id,
      joined,
      actor: intent.force ? { kind: 'override', id: 'override', name: intent.actor.name } : intent.actor,
      state,
      label: isSaid ? earlier.label : core.label(intent),
      class: intent.class,
      objects: earlier?.objects ?? objectsOf(intent.operations),
      reason,
      why: intent.reason,
      forced: intent.force,
      takesBack: intent.takesBack ?? null,
      ...(intent.under === undefined ? {} : { byRule: true as const }),
      time: earlier?.time ?? this.#surroundings.now(),
    };
    this.#recent.delete(intent.id);
    this.#recent.set(intent.id, change);
    this.#changes.set(intent.id, change);
    if (this.#recent.size > RECENT_CHANGES) {
      const oldest = this.#recent.keys().next().value;
      if (oldest !== undefined) this.#recent.delete(oldest);
    }
    this.mark('changes');
  }

  /** Everything; what was gathered for the next batch is part of it and dropped. */
  snapshot(): Snapshot {
    this.#dirty.clear();
    this.#objects.clear();
    this.#changes.clear();
    this.#seq += 1;
    const { core } = this.#orchestrator;
    return {
      seq: this.#seq,
      status: this.#status(),
      sessions: viewSessions(core, this.#surroundings.factsOf),
      agents: this.#surroundings.agents(),
      waiting: this.#waiting.snapshot(),
      conflicts: this.#conflicts.restart(shownConflicts(core.ahead.conflicts)).map((each) => now(core, each)),
      inHands: viewInHands(core),
      shelf: this.#shelf.restart(shownOfShelf(core.ahead.shelf)).map(viewEntry),
      counts: countsOf(core),
      merges: viewMerges(core),
      evidence: this.#surroundings.evidence(),
      historyWork: this.#surroundings.historyWork(),
      attention: this.#surroundings.attention(),
      leaving: this.#leaving,
      locks: [...core.ahead.locks.keys()],
      permissions: viewPermissions(core),
      checkpoints: [...core.ahead.checkpoints.values()],
      objects: [...core.durable.objects.values()],
      changes: [...this.#recent.values()],
    };
  }

  /** What changed since the last batch; takes it. */
  takeBatch(): FeedBatch {
    const { core } = this.#orchestrator;
    const dirty = this.#dirty;
    this.#dirty = new Set();
    this.#seq += 1;
    const objects: SceneObject[] = [];
    const removed: ObjectId[] = [];
    for (const id of this.#objects) {
      const object = core.durable.objects.get(id);
      if (object === undefined) removed.push(id);
      else objects.push(object);
    }
    this.#objects = new Set();
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    const focus = this.#focus;
    this.#focus = null;
    const shows = this.#shows;
    this.#shows = null;
    const waiting = this.#waiting.take();
    const conflicts = dirty.has('conflicts')
      ? this.#conflicts.take(shownConflicts(core.ahead.conflicts))
      : null;
    const shelf = dirty.has('shelf') ? this.#shelf.take(shownOfShelf(core.ahead.shelf)) : null;
    return {
      seq: this.#seq,
      ...(dirty.has('status') || dirty.has('flight') ? { status: this.#status() } : {}),
      ...(dirty.has('sessions') ? { sessions: viewSessions(core, this.#surroundings.factsOf) } : {}),
      ...(dirty.has('agents') ? { agents: this.#surroundings.agents() } : {}),
      ...(waiting === null ? {} : { waiting }),
      ...(conflicts === null
        ? {}
        : { conflicts: { ...conflicts, upserts: conflicts.upserts.map((each) => now(core, each)) } }),
      ...(dirty.has('in_hands') ? { inHands: viewInHands(core) } : {}),
      ...(shelf === null ? {} : { shelf: { ...shelf, upserts: shelf.upserts.map(viewEntry) } }),
      ...(dirty.has('shelf') || dirty.has('conflicts') ? { counts: countsOf(core) } : {}),
      ...(dirty.has('merges') ? { merges: viewMerges(core) } : {}),
      ...(isEvidence(dirty) ? { evidence: this.#surroundings.evidence() } : {}),
      ...(dirty.has('history_work') ? { historyWork: this.#surroundings.historyWork() } : {}),
      ...(dirty.has('attention') ? { attention: this.#surroundings.attention() } : {}),
      ...(dirty.has('leaving') ? { leaving: this.#leaving } : {}),
      ...(dirty.has('locks') ? { locks: [...core.ahead.locks.keys()] } : {}),
      ...(dirty.has('permissions') ? { permissions: viewPermissions(core) } : {}),
      ...(dirty.has('checkpoints') ? { checkpoints: [...core.ahead.checkpoints.values()] } : {}),
      ...(objects.length > 0 ? { objects } : {}),
      ...(removed.length > 0 ? { removed } : {}),
      ...(changes.length > 0 ? { changes } : {}),
      ...(focus === null ? {} : { focus: { card: focus } }),
      ...(shows === null ? {} : { show: shows }),
    };
  }

  #status(): StatusView {
    const { core } = this.#orchestrator;
    const flights = viewFlights(core);
    return {
      project: {
        ...core.durable.project,
        name: this.#surroundings.projectName() ?? core.durable.project.name,
      },
      simulated: this.#surroundings.simulated,
      copy: this.#surroundings.copy,
      revision: core.durable.revision,
      safe: core.ledger === 'ok' && core.ahead.position === core.durable.position,
      ledger: this.#surroundings.ledger(),
      // What was held when a copy was made holds nothing in it.
      halted: this.#surroundings.copy === null ? (viewHalt(core) ?? this.#surroundings.pressed()) : null,
      agentsFrozen: core.ahead.agentsFrozen,
      pausedAgents: [...core.ahead.paused].filter((agent) => agent !== null),
      allAgentsPaused: core.ahead.paused.has(null),
      inFlight: flights,
      queued: core.queue.override.length + core.queue.human.length + core.queue.ai.length,
      busyLimitMs: core.config.busyLimitMs,
      handsLimitMs: core.config.handsLimitMs,
      caution: {
        askDeletions: core.config.askDeletions,
        purgeWithoutAsking: core.config.purgeWithoutAsking,
      },
      shortcut: this.#surroundings.shortcut(),
      runtime: this.#surroundings.runtime,
      lostAtLastEnd: this.#lostAtLastEnd,
      fault: this.#surroundings.fault,
    };
  }
}

/** What is counted moves with nearly everything: it goes along with what is on its way anyway. */
function isEvidence(dirty: ReadonlySet<Part>): boolean {
  return dirty.has('evidence') || dirty.has('sessions') || dirty.has('changes') || dirty.has('status');
}

/** Taken back and in line once more, a change keeps its number until it has the next. */
function earlierNumbers(before: ChangeView | undefined, n: number | null): readonly number[] {
  if (before === undefined) return [];
  const wentOn = n !== null && before.n !== null && before.n !== n;
  return wentOn ? [...before.earlier, before.n] : before.earlier;
}

/** The shared scene's side as it is now: it may have moved on since the two collided. From here on the window holds it
 * against the scene that it has. */
function now({ durable }: Orchestrator['core'], conflict: Conflict): Conflict {
  const items = conflict.items.map((item) => ({
    ...item,
    truth: facetValue(durable, item.id, item.facet) ?? null,
  }));
  return { ...conflict, items };
}

function countsOf({ ahead }: Orchestrator['core']): ListCounts {
  let halted = 0;
  for (const { why } of ahead.shelf.values()) if (why === 'halted') halted += 1;
  return { conflicts: ahead.conflicts.size, shelf: ahead.shelf.size, halted };
}

function objectsOf(operations: SettledEffect['intent']['operations']): ObjectId[] {
  return [
    ...new Set(
      operations.map((operation) => (operation.op === 'create' ? operation.object.id : operation.id)),
    ),
  ];
}
