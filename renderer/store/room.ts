/**
 * What the window knows: the newest snapshot with every batch since, folded purely. `objects` is one map that is
 * changed in place and wrapped anew, since copying 100,000 entries a frame would cost more than drawing.
 */
import { cardsOf } from '#app/control-room/cards.ts';
import type { Card } from '#app/control-room/cards.ts';
import type {
  AgentView,
  AttentionView,
  EvidenceView,
  FeedBatch,
  HistoryWorkView,
  InHandsView,
  ListChange,
  ListCounts,
  MergeView,
  PermissionsView,
  RequestBody,
  SessionView,
  ShelfView,
  Snapshot,
  StatusView,
  WaitingView,
} from '#app/control-room/index.ts';
import type { Checkpoint, Conflict } from '#app/ledger/index.ts';
import { isEnd, labelOf } from '#app/intents/index.ts';
import type { IntentState, Reason } from '#app/intents/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { NO_CARDS, rememberCards } from '../model/cards.ts';
import type { CardMemory } from '../model/cards.ts';
import { noticesOf } from '../model/notices.ts';
import type { LostChange, Notice } from '../model/notices.ts';
import { attachChanges, findChange, forgetGone, mergeChanges, NO_CHANGES } from '../model/changes.ts';
import type { Changes } from '../model/changes.ts';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';

export type OwnName = 'submit' | 'force' | 'take_back_change';
/** A request that hands in a change: the same again is the same change (R4). */
export type OwnRequest = {
  readonly [Name in OwnName]: { readonly name: Name; readonly body: RequestBody<Name> };
}[OwnName];

/** An own change that has not come to an end yet. */
export interface PendingChange {
  readonly id: string;
  readonly operations: readonly Operation[];
  readonly request: OwnRequest;
}

/** An own change that ended otherwise than committed; shown at its objects until they change again. */
export interface OwnFailure {
  readonly id: string;
  readonly objects: readonly ObjectId[];
  /** Of one that had been taken, and that came to nothing behind the person's back: what it did and why, for a notice. */
  readonly lost: LostChange | null;
}

export interface SceneView {
  readonly objects: ReadonlyMap<ObjectId, SceneObject>;
}

export interface Room {
  readonly link: 'attaching' | 'live' | 'lost';
  /** Counts the snapshots: after a new one nothing that was asked for before need be so any more. */
  readonly snapshots: number;
  readonly status: StatusView | null;
  readonly sessions: readonly SessionView[];
  readonly agents: readonly AgentView[];
  readonly waiting: readonly WaitingView[];
  readonly conflicts: readonly Conflict[];
  readonly inHands: InHandsView;
  readonly shelf: readonly ShelfView[];
  /** How many there are in all: the window holds the first or the newest of them. */
  readonly counts: ListCounts;
  readonly merges: readonly MergeView[];
  readonly evidence: EvidenceView | null;
  readonly historyWork: HistoryWorkView | null;
  readonly attention: AttentionView;
  readonly leaving: boolean;
  readonly locks: ReadonlySet<ObjectId>;
  readonly permissions: PermissionsView;
  readonly checkpoints: readonly Checkpoint[];
  readonly scene: SceneView;
  readonly changes: Changes;
  readonly cards: readonly Card[];
  /** Those that came while the person was not to be disturbed, and can wait: none of the cards until they are looked at. */
  readonly collected: readonly Card[];
  readonly cardMemory: CardMemory;
  readonly notices: readonly Notice[];
  /** Handed in here and not ended: the `after` of the next one (R13). */
  readonly pending: readonly PendingChange[];
  /** Newest last. */
  readonly failures: readonly OwnFailure[];
}

export const EMPTY_ROOM: Room = {
  link: 'attaching',
  snapshots: 0,
  status: null,
  sessions: [],
  agents: [],
  waiting: [],
  conflicts: [],
  inHands: { differing: [], waits: [], ended: [] },
  shelf: [],
  counts: { conflicts: 0, shelf: 0, halted: 0 },
  merges: [],
  evidence: null,
  historyWork: null,
  attention: { quiet: null, collected: [], away: null },
  leaving: false,
  locks: new Set(),
  permissions: { grants: [], rules: [], conflictRules: [], decided: [], disagreeing: [] },
  checkpoints: [],
  scene: { objects: new Map() },
  changes: NO_CHANGES,
  cards: [],
  collected: [],
  cardMemory: NO_CARDS,
  notices: [],
  pending: [],
  failures: [],
};

/** Questions that count: what is kept for later does once a person can be disturbed again. */
export function askingCount({ cards, collected, attention }: Room): number {
  return cards.length + (attention.quiet === null ? collected.length : 0);
}

/** `base.after` takes no more (INTENT_LIMITS.after); beyond it a base revision alone has to do. */
export const PENDING_LIMIT = 64;
const FAILURES_LIMIT = 20;
const NO_COLLECTED: readonly Card[] = [];

export function attachRoom(room: Room, snapshot: Snapshot): Room {
  return settle(room, {
    ...room,
    link: 'live',
    snapshots: room.snapshots + 1,
    status: snapshot.status,
    sessions: snapshot.sessions,
    agents: snapshot.agents,
    waiting: snapshot.waiting,
    conflicts: snapshot.conflicts,
    inHands: snapshot.inHands,
    shelf: snapshot.shelf,
    counts: snapshot.counts,
    merges: snapshot.merges,
    evidence: snapshot.evidence,
    historyWork: snapshot.historyWork,
    attention: snapshot.attention,
    leaving: snapshot.leaving,
    locks: new Set(snapshot.locks),
    permissions: snapshot.permissions,
    checkpoints: snapshot.checkpoints,
    scene: { objects: new Map(snapshot.objects.map((object) => [object.id, object])) },
    changes: attachChanges(room.changes, snapshot.changes),
  });
}

/** Folds batches in their order; absent parts have not changed. One new room for all of them. */
export function feedRoom(room: Room, batches: readonly FeedBatch[]): Room {
  let next = room;
  for (const batch of batches) {
    next = {
      ...next,
      status: batch.status ?? next.status,
      sessions: batch.sessions ?? next.sessions,
      agents: batch.agents ?? next.agents,
      waiting: changeList(next.waiting, batch.waiting),
      conflicts: changeList(next.conflicts, batch.conflicts),
      inHands: batch.inHands ?? next.inHands,
      shelf: changeList(next.shelf, batch.shelf),
      counts: batch.counts ?? next.counts,
      merges: batch.merges ?? next.merges,
      evidence: batch.evidence ?? next.evidence,
      historyWork: batch.historyWork === undefined ? next.historyWork : batch.historyWork,
      attention: batch.attention ?? next.attention,
      leaving: batch.leaving ?? next.leaving,
      locks: batch.locks === undefined ? next.locks : new Set(batch.locks),
      permissions: batch.permissions ?? next.permissions,
      checkpoints: batch.checkpoints ?? next.checkpoints,
      scene: feedScene(next.scene, batch),
      changes: batch.changes === undefined ? next.changes : mergeChanges(next.changes, batch.changes),
    };
  }
  return settle(room, { ...next, changes: forgetGone(next.changes, next.scene.objects) });
}

/** What is there keeps its place, what is new comes behind it. */
function changeList<Item extends { readonly id: string }>(
  held: readonly Item[],
  change: ListChange<Item> | undefined,
): readonly Item[] {
  if (change === undefined) return held;
  const items = new Map(held.map((item) => [item.id, item]));
  for (const id of change.removed) items.delete(id);
  for (const item of change.upserts) items.set(item.id, item);
  return [...items.values()];
}

/** The cards of a room, with what can be dismissed left out. */
export function withCards(room: Room, cardMemory: CardMemory): Room {
  return settle(room, { ...room, cardMemory });
}

function feedScene(scene: SceneView, batch: FeedBatch): SceneView {
  if (batch.objects === undefined && batch.removed === undefined) return scene;
  const objects = scene.objects as Map<ObjectId, SceneObject>;
  for (const id of batch.removed ?? []) objects.delete(id);
  for (const object of batch.objects ?? []) objects.set(object.id, object);
  return { objects };
}

/** A pending change of which main said how it ended. */
export function endPending(room: Room, change: PendingChange, state: IntentState): Room {
  const pending = room.pending.filter(({ id }) => id !== change.id);
  const failures = failuresAfter(room.failures, change, state === 'committed' ? undefined : null);
  return { ...room, pending, failures };
}

/** A pending change that was taken, and that a new life of main refuses: it is gone, and says so. */
export function failPending(room: Room, change: PendingChange, reason: Reason): Room {
  const pending = room.pending.filter(({ id }) => id !== change.id);
  return settle(room, {
    ...room,
    pending,
    failures: failuresAfter(room.failures, change, lostOf(room, change, reason)),
  });
}

function lostOf(
  { scene }: Room,
  { operations, request }: PendingChange,
  reason: Reason | null,
): OwnFailure['lost'] {
  const label =
    request.name === 'take_back_change'
      ? strings.notices.takeBackOf(formatCount(request.body.n))
      : labelOf(operations, (id) => scene.objects.get(id)?.name);
  return { label, reason: reason?.message ?? '' };
}

/** @param lost undefined where it is none: it only takes the place of those before it */
function failuresAfter(
  failures: readonly OwnFailure[],
  { id, operations }: PendingChange,
  lost: OwnFailure['lost'] | undefined,
): readonly OwnFailure[] {
  const objects = objectsTouched(operations);
  const others = failures.filter((failure) => !failure.objects.some((each) => objects.includes(each)));
  return lost === undefined ? others : [...others, { id, objects, lost }].slice(-FAILURES_LIMIT);
}

function settle(before: Room, after: Room): Room {
  const pending: PendingChange[] = [];
  let { failures } = after;
  const isNewLife = after.snapshots !== before.snapshots;
  for (const each of after.pending) {
    const change = findChange(after.changes, each.id);
    if (change === undefined || !isEnd(change.state)) {
      pending.push(each);
      continue;
    }
    const failed = isNewLife ? lostOf(after, each, change.reason) : null;
    failures = failuresAfter(failures, each, change.state === 'committed' ? undefined : failed);
  }
  const lost = after.status?.lostAtLastEnd ?? [];
  const all = cardsOf({ ...after, lost }, after.cardMemory.dismissed);
  const isCollected = new Set(after.attention.collected);
  const cards = isCollected.size === 0 ? all : all.filter(({ key }) => !isCollected.has(key));
  const cardMemory = rememberCards(
    after.cardMemory,
    [...before.cards, ...before.collected],
    all,
    (id) => findChange(after.changes, id),
    after.shelf,
    after.inHands.ended,
  );
  return {
    ...after,
    pending: pending.length === after.pending.length ? after.pending : pending,
    failures,
    cards,
    collected: isCollected.size === 0 ? NO_COLLECTED : all.filter(({ key }) => isCollected.has(key)),
    cardMemory,
    notices: noticesOf({ ...after, failures }, after.cardMemory.dismissed),
  };
}
