/**
 * What the durable records amount to. Live operation and recovery run through the same fold, so the truth on screen
 * is by construction what a replay would restore (FAIL-3, R4): nothing enters it but a record that is on disk.
 */
import { membersOf } from '../intents/index.ts';
import type { Actor, Adjusted, Intent, IntentState, Reason } from '../intents/index.ts';
import { applyAllTo, facetValue, withFacet, writesOf } from '../scene/index.ts';
import type { Facet, FacetState, ObjectId, SceneObject } from '../scene/index.ts';
import type { Checkpoint } from './checkpoints.ts';
import type { StandingConflictRule } from './conflict-rules.ts';
import type { Grant, Rule } from './permissions.ts';
import type { Conflict, Differing, FilesRecord, LedgerRecord, Participant, ShelfEntry } from './records.ts';

/** Who set a facet last: the key of stale bases (R13) and of blame. */
export interface LastWrite {
  readonly revision: number;
  readonly intent: string;
  readonly actor: Actor;
  readonly authority: Intent['authority'];
  /** A person's write that an agent's has covered since: their base may still be older than that one (ORD-4). */
  readonly covered?: Omit<LastWrite, 'covered'>;
}

/** What became of an intent, by its author's id: answers retries, also in a later life. */
export interface Outcome {
  readonly actor: string;
  /** Hash of the content; the same id with other content is an error. */
  readonly hash: string;
  readonly state: IntentState;
  readonly n: number | null;
  /** Log position of the commit record, null unless committed. */
  readonly position: number | null;
  readonly reason: Reason | null;
  /** What a person made of it before they let it go on; absent where it went as it was handed in. */
  readonly adjusted?: Adjusted;
  /** The revision when it ended: no base of it can be later. */
  readonly revision: number;
}

/** An outcome as the history tells it. */
export type PastOutcome = Omit<Outcome, 'revision'>;

/** What one commit overwrote, so that an engine's stale value can be told from its edit. */
export interface Overwritten {
  readonly n: number;
  readonly states: readonly FacetState[];
}

/** One value that a commit overwrote, as the history tells it, and the number that last wrote it or its object. */
export interface OverwrittenValue {
  readonly before: FacetState;
  readonly lastWrite: number;
  /** Of one half of a place (parent, transform) that was set alone: the other half as it was then, where the history says it. */
  readonly beside?: FacetState['value'];
}

/** The same of several commits together: the value as it was before the first of them that nobody else came after. */
export interface OverwrittenPart extends OverwrittenValue {
  /** That first one; where somebody else came last, the last of them. */
  readonly n: number;
  /** Somebody else set it after all of them: it stays, and is told to be named. */
  readonly covered: boolean;
}

/** What several commits overwrote; or the first number of theirs that is no commit, or how many values are too many. */
export type OverwrittenTogether =
  | { readonly parts: readonly OverwrittenPart[] }
  | { readonly unknown: number }
  | { readonly tooMany: number };

/** A number that came to nothing, and who may still hold what it wrote. */
export interface LeftOver {
  readonly n: number;
  readonly intent: Intent;
  /** Engines that it was sent to and that were not in step since: whoever takes part again was set back first (R10, R22). */
  readonly engines: readonly string[];
}

export interface WaitingProposal {
  readonly intent: Intent;
  /** Hash of what was approved; null while it waits. */
  readonly approval: string | null;
  readonly approvedBy: string | null;
  /** Engines whose artists had it in hand (rule 6). */
  readonly waitsFor?: readonly string[];
}

export const DURABLE_LIMITS = {
  /** Outcomes kept for retries; older ids are answered from the history. */
  outcomes: 20_000,
  /** Commits whose overwritten values are kept, and how many of those; an object that is gone counts for each of its facets. */
  overwritten: 4_096,
  overwrittenValues: 200_000,
  /** Numbers that came to nothing and may still show in an engine that stays away. */
  leftOver: 256,
} as const;

/** Of an object, besides its properties. */
const FIXED_FACETS = 5;

/** The files that carry one scene's id, and which of them is worked on. */
export type SceneFiles = Pick<FilesRecord, 'live' | 'others'>;

/** Mutable, owned by whoever folds; hand out only as `ReadonlyDurableState`. */
export interface DurableState {
  ledger: string;
  project: { readonly id: string; readonly name: string };
  /** Position of the last record folded. */
  position: number;
  /** Number of the last committed intent; 0 before the first. */
  revision: number;
  readonly objects: Map<ObjectId, SceneObject>;
  /** Object id → facet → last write. Entries of deleted objects stay until `overwritten` forgets them. */
  readonly lastWrites: Map<ObjectId, Map<Facet, LastWrite>>;
  /** Highest number leased. */
  leasedTo: number;
  /** Highest number with a BEGIN. */
  begunTo: number;
  /** BEGINs without an outcome, by number. */
  readonly open: Map<number, { readonly intent: Intent; readonly participants: readonly Participant[] }>;
  readonly waiting: Map<string, WaitingProposal>;
  readonly outcomes: Map<string, Outcome>;
  /** No outcome that was forgotten is of an intent based on a later revision than this: what is based later cannot be
   * a retry of one. 0 while nothing was forgotten. */
  forgottenThrough: number;
  readonly overwritten: Overwritten[];
  /** How many values these are, as `DURABLE_LIMITS` counts them. */
  overwrittenValues: number;
  /** The earliest revision whose values are all known: what commits up to it overwrote may be forgotten. */
  earliestKnown: number;
  /** What engines may hold of numbers that came to nothing, oldest first: a crash may come before they are set back. */
  leftOver: readonly LeftOver[];
  readonly shelf: Map<string, ShelfEntry>;
  readonly conflicts: Map<string, Conflict>;
  readonly differing: Map<string, Differing>;
  readonly locks: Map<ObjectId, string>;
  /** Given and not ended in the log. Those of an earlier life let nothing through (R29). */
  readonly grants: Map<string, Grant>;
  readonly rules: Map<string, Rule>;
  readonly conflictRules: Map<string, StandingConflictRule>;
  /** Named versions, in the order in which they were named. */
  readonly checkpoints: Map<string, Checkpoint>;
  readonly trust: Map<string, 'live' | 'ask' | 'off'>;
  /** Engine → scene ids that belong to the project. */
  readonly scenes: Map<string, Set<string>>;
  /** By scene id, the files that were seen with it. */
  readonly files: Map<string, SceneFiles>;
  /** Engines that ever took part. */
  readonly engines: Set<string>;
  /** `null`: all agents; else single agents that are paused. */
  readonly paused: Set<string | null>;
  /** The number of the halt in force; null when running. */
  halted: number | null;
  /** Agents stay frozen after “resume people only”. */
  agentsFrozen: boolean;
  /** Number of the last halt. */
  lastHalt: number;
  /** Confirmed numbers up to here may be missing: a person accepted that (R7). */
  acceptedLossThrough: number;
}

export type ReadonlyDurableState = {
  readonly [Key in keyof DurableState]: DurableState[Key] extends Map<infer K, infer V>
    ? ReadonlyMap<K, V>
    : DurableState[Key] extends Set<infer T>
      ? ReadonlySet<T>
      : DurableState[Key];
};

export function emptyDurableState(): DurableState {
  return {
    ledger: '',
    project: { id: '', name: '' },
    position: 0,
    revision: 0,
    objects: new Map(),
    lastWrites: new Map(),
    leasedTo: 0,
    begunTo: 0,
    open: new Map(),
    waiting: new Map(),
    outcomes: new Map(),
    forgottenThrough: 0,
    overwritten: [],
    overwrittenValues: 0,
    earliestKnown: 0,
    leftOver: [],
    shelf: new Map(),
    conflicts: new Map(),
    differing: new Map(),
    locks: new Map(),
    grants: new Map(),
    rules: new Map(),
    conflictRules: new Map(),
    checkpoints: new Map(),
    trust: new Map(),
    scenes: new Map(),
    files: new Map(),
    engines: new Set(),
    paused: new Set(),
    halted: null,
    agentsFrozen: false,
    lastHalt: 0,
    acceptedLossThrough: 0,
  };
}

/** A copy that shares only immutable values. */
export function cloneDurableState(state: DurableState): DurableState {
  return {
    ...state,
    objects: new Map(state.objects),
    lastWrites: new Map([...state.lastWrites].map(([id, facets]) => [id, new Map(facets)])),
    open: new Map(state.open),
    waiting: new Map(state.waiting),
    outcomes: new Map(state.outcomes),
    overwritten: [...state.overwritten],
    shelf: new Map(state.shelf),
    conflicts: new Map(state.conflicts),
    differing: new Map(state.differing),
    locks: new Map(state.locks),
    grants: new Map(state.grants),
    rules: new Map(state.rules),
    conflictRules: new Map(state.conflictRules),
    checkpoints: new Map(state.checkpoints),
    trust: new Map(state.trust),
    scenes: new Map([...state.scenes].map(([engine, scenes]) => [engine, new Set(scenes)])),
    files: new Map(state.files),
    engines: new Set(state.engines),
    paused: new Set(state.paused),
  };
}

/** The key under which an author's intent is remembered. */
export function outcomeKey(actor: string, id: string): string {
  return `${actor} ${id}`;
}

/**
 * Folds one durable record into the state.
 * @param hashOf the content hash of an intent; callers that have it save its computation
 * @throws where a record contradicts the state: the log is not what this program wrote.
 */
export function foldRecord(
  state: DurableState,
  position: number,
  record: LedgerRecord,
  hashOf: (intent: Intent) => string,
): void {
  if (position !== state.position + 1) throw new Error(`fold: record ${position} after ${state.position}`);
  state.position = position;
  switch (record.kind) {
    case 'genesis':
      state.ledger = record.ledger;
      state.project = record.project;
      return;
    case 'restore': {
      const { ledger, project } = state;
      Object.assign(state, reviveDurableState(record.state), { ledger, project, position });
      // As with an epoch: what may have been seen outside is spent.
      state.leasedTo = state.begunTo = Math.max(state.leasedTo, record.lost_through);
      state.acceptedLossThrough = Math.max(state.acceptedLossThrough, record.lost_through);
      return;
    }
    case 'lease':
      if (record.lo !== state.leasedTo + 1)
        throw new Error(`fold: lease from ${record.lo} after ${state.leasedTo}`);
      state.leasedTo = record.hi;
      return;
    case 'void':
      state.begunTo = Math.max(state.begunTo, record.hi);
      // Not number by number: who bends a record may have it end beyond all counting.
      for (const [n, begun] of state.open) {
        const isVoid = n >= record.lo && n <= record.hi;
        if (!isVoid) continue;
        state.open.delete(n);
        leaveOver(state, n, begun);
        const waiting = state.waiting.get(begun.intent.id);
        if (waiting !== undefined && waiting.intent.actor.id === begun.intent.actor.id) {
          // A suggestion outlives what became of one try; its approval does not.
          state.waiting.set(begun.intent.id, { ...waiting, approval: null, approvedBy: null });
          continue;
        }
        remember(state, begun.intent, hashOf, {
          state: 'aborted',
          n,
          position: null,
          reason: {
            code: record.reason,
            message: 'The application ended before it was confirmed.',
            path: null,
          },
        });
      }
      return;
    case 'close_lease':
      if (record.through < state.begunTo || record.through > state.leasedTo) {
        throw new Error(
          `fold: a lease from ${state.begunTo + 1} to ${state.leasedTo} cannot end at ${record.through}`,
        );
      }
      state.leasedTo = record.through;
      return;
    case 'propose':
      state.waiting.set(record.intent.id, {
        intent: record.intent,
        approval: null,
        approvedBy: null,
        ...(record.waits_for === undefined ? {} : { waitsFor: record.waits_for }),
      });
      remember(state, record.intent, hashOf, {
        state: 'awaiting_approval',
        n: null,
        position: null,
        reason: null,
      });
      return;
    case 'approve': {
      const waiting = state.waiting.get(record.id);
      if (waiting !== undefined)
        state.waiting.set(record.id, { ...waiting, approval: record.hash, approvedBy: record.by });
      return;
    }
    case 'void_approval': {
      const waiting = state.waiting.get(record.id);
      if (waiting !== undefined)
        state.waiting.set(record.id, { ...waiting, approval: null, approvedBy: null });
      return;
    }
    case 'settle': {
      const waiting = state.waiting.get(record.id);
      // What never waited leaves no trace here, also where another author's proposal has the same id.
      if (waiting === undefined || waiting.intent.actor.id !== record.actor.id) return;
      state.waiting.delete(record.id);
      remember(state, waiting.intent, hashOf, {
        state: record.state,
        n: null,
        position: null,
        reason: record.reason,
      });
      return;
    }
    case 'begin':
      if (record.n > state.leasedTo) throw new Error(`fold: number ${record.n} was never leased`);
      if (record.n <= state.begunTo) throw new Error(`fold: number ${record.n} is used twice`);
      state.begunTo = record.n;
      state.open.set(record.n, { intent: record.intent, participants: record.participants });
      for (const { engine } of record.participants) state.engines.add(engine);
      noteInStep(
        state,
        record.participants.map(({ engine }) => engine),
      );
      return;
    case 'commit': {
      const begun = state.open.get(record.n);
      if (begun === undefined) throw new Error(`fold: commit of ${record.n} without its begin`);
      state.open.delete(record.n);
      commit(state, record.n, begun.intent);
      forgetProposal(state, begun.intent);
      remember(state, begun.intent, hashOf, {
        state: 'committed',
        n: record.n,
        position,
        reason: null,
      });
      return;
    }
    case 'abort': {
      const begun = state.open.get(record.n);
      if (begun === undefined) throw new Error(`fold: abort of ${record.n} without its begin`);
      state.open.delete(record.n);
      leaveOver(state, record.n, begun);
      if (record.ends === 'requeued') return;
      forgetProposal(state, begun.intent);
      remember(state, begun.intent, hashOf, {
        state: record.ends,
        n: record.n,
        position: null,
        reason: record.reason,
      });
      return;
    }
    case 'halt':
      state.halted = record.halt;
      state.lastHalt = Math.max(state.lastHalt, record.halt);
      state.agentsFrozen = true;
      return;
    case 'resume':
      state.halted = null;
      state.agentsFrozen = record.scope === 'people';
      return;
    case 'pause':
      if (record.on) state.paused.add(record.agent);
      else state.paused.delete(record.agent);
      if (record.agent === null && !record.on) state.agentsFrozen = false;
      return;
    case 'shelve':
      state.shelf.set(record.entry.id, record.entry);
      return;
    case 'unshelve':
      state.shelf.delete(record.id);
      return;
    case 'conflict':
      state.conflicts.set(record.conflict.id, record.conflict);
      return;
    case 'decide': {
      state.conflicts.delete(record.id);
      const standing = state.conflictRules.get(record.under ?? '');
      if (standing !== undefined)
        state.conflictRules.set(standing.rule.id, {
          ...standing,
          used: standing.used + 1,
          lastUsed: state.revision,
        });
      return;
    }
    case 'conflict_rule':
      state.conflictRules.set(record.rule.id, { rule: record.rule, used: 0, lastUsed: null });
      return;
    case 'end_conflict_rule':
      state.conflictRules.delete(record.id);
      return;
    case 'differs':
      state.differing.set(record.differing.id, record.differing);
      return;
    case 'settle_differing':
      state.differing.delete(record.id);
      return;
    case 'leave_out':
      // Its BEGIN and COMMIT name who takes part.
      return;
    case 'session':
      state.engines.add(record.engine);
      if (record.event === 'in_step') noteInStep(state, [record.engine]);
      return;
    case 'lock':
      if (record.on) state.locks.set(record.id, record.by);
      else state.locks.delete(record.id);
      return;
    case 'grant':
      state.grants.set(record.grant.id, record.grant);
      return;
    case 'end_grant':
      state.grants.delete(record.id);
      return;
    case 'rule':
      state.rules.set(record.rule.id, record.rule);
      return;
    case 'end_rule':
      state.rules.delete(record.id);
      return;
    case 'trust':
      state.trust.set(record.engine, record.level);
      return;
    case 'bind': {
      const scenes = state.scenes.get(record.engine) ?? new Set();
      state.scenes.set(record.engine, scenes.add(record.scene));
      return;
    }
    case 'files':
      state.files.set(record.scene, { live: record.live, others: record.others });
      return;
    case 'checkpoint':
      if (!(record.checkpoint.revision <= state.revision))
        throw new Error(`fold: version ${record.checkpoint.revision} has a name before it is there`);
      state.checkpoints.set(record.checkpoint.id, record.checkpoint);
      return;
    case 'remove_checkpoint':
      if (!state.checkpoints.delete(record.id))
        throw new Error(`fold: the name ${record.id} goes, and was never given`);
      return;
    case 'epoch':
      // Confirmed numbers up to the echoed receipt may have been seen outside: they are spent (ORD-2).
      state.leasedTo = Math.max(state.leasedTo, record.lost_through);
      state.acceptedLossThrough = Math.max(state.acceptedLossThrough, record.lost_through);
      state.begunTo = Math.max(state.begunTo, record.lost_through);
      return;
  }
}

/** An intent ends its author's own proposal only: ids are made by authors, and two may make the same one. */
function forgetProposal(state: DurableState, intent: Intent): void {
  const waiting = state.waiting.get(intent.id);
  if (waiting?.intent.actor.id === intent.actor.id) state.waiting.delete(intent.id);
}

function commit(state: DurableState, n: number, intent: Intent): void {
  if (n <= state.revision) throw new Error(`fold: commit of ${n} after ${state.revision}`);
  const writes = writesOf({ objects: state.objects }, intent.operations);
  const before: FacetState[] = [];
  for (const { id, facet } of writes) {
    const value = facetValue({ objects: state.objects }, id, facet);
    if (value !== undefined) before.push({ id, facet, value });
  }
  const refusal = applyAllTo(state.objects, intent.operations);
  if (refusal !== null) throw new Error(`fold: ${n} does not apply: ${refusal.path}: ${refusal.message}`);
  const write: LastWrite = {
    revision: n,
    intent: intent.id,
    actor: intent.actor,
    authority: intent.authority,
  };
  for (const { id, facet } of writes) {
    const facets = state.lastWrites.get(id) ?? new Map<Facet, LastWrite>();
    const covered = write.authority === 'ai' ? lastByPerson(facets.get(facet)) : undefined;
    state.lastWrites.set(id, facets.set(facet, covered === undefined ? write : { ...write, covered }));
  }
  state.overwritten.push({ n, states: before });
  state.overwrittenValues += countOf(before);
  keepWithinLimits(state);
  state.revision = n;
}

/** The newest write of a facet that was not an agent's, as far as it is remembered. */
export function lastByPerson(write: LastWrite | undefined): LastWrite | undefined {
  return write?.authority === 'ai' ? write.covered : write;
}

/** Whoever it was sent to may have applied it, and may be away when it is taken back, or when the application ends. */
function leaveOver(
  state: DurableState,
  n: number,
  { intent, participants }: { readonly intent: Intent; readonly participants: readonly Participant[] },
): void {
  if (participants.length === 0) return;
  const engines = [...new Set(participants.map(({ engine }) => engine))];
  state.leftOver = [...state.leftOver, { n, intent, engines }].slice(-DURABLE_LIMITS.leftOver);
}

/** Nothing is left over in these: an engine that takes part in a number was in step when that began. */
function noteInStep(state: DurableState, engines: readonly string[]): void {
  if (state.leftOver.length === 0 || engines.length === 0) return;
  const inStep = new Set(engines);
  state.leftOver = state.leftOver.flatMap((each) => {
    const engines = each.engines.filter((engine) => !inStep.has(engine));
    if (engines.length === each.engines.length) return [each];
    return engines.length === 0 ? [] : [{ ...each, engines }];
  });
}

/** The last commit is always remembered. */
function keepWithinLimits(state: DurableState): void {
  const { overwritten } = state;
  while (
    overwritten.length > 1 &&
    (overwritten.length > DURABLE_LIMITS.overwritten ||
      state.overwrittenValues > DURABLE_LIMITS.overwrittenValues)
  )
    forgetOldest(state);
}

function countOf(states: readonly FacetState[]): number {
  let count = 0;
  for (const { facet, value } of states)
    count +=
      facet === 'existence' && value !== null
        ? FIXED_FACETS + Object.keys((value as SceneObject).properties).length
        : 1;
  return count;
}

function forgetOldest(state: DurableState): void {
  const forgotten = state.overwritten.shift();
  state.overwrittenValues -= countOf(forgotten?.states ?? []);
  state.earliestKnown = (state.overwritten[0]?.n ?? 1) - 1;
  for (const { id } of forgotten?.states ?? []) {
    if (state.objects.has(id)) continue;
    const writes = state.lastWrites.get(id);
    const deletedAt = writes?.get('existence')?.revision ?? 0;
    if (deletedAt <= (forgotten?.n ?? 0)) state.lastWrites.delete(id);
  }
}

/** What became of an intent became of every change that it stands for. */
function remember(
  state: DurableState,
  intent: Intent,
  hashOf: (intent: Intent) => string,
  end: Omit<Outcome, 'actor' | 'hash' | 'revision'>,
): void {
  const actor = intent.actor.id;
  for (const { id, hash } of membersOf(intent, hashOf)) {
    const key = outcomeKey(actor, id);
    state.outcomes.delete(key); // re-inserted at the young end
    const adjusted = intent.adjusted === undefined ? {} : { adjusted: intent.adjusted };
    state.outcomes.set(key, { actor, hash, ...end, ...adjusted, revision: state.revision });
    if (state.outcomes.size <= DURABLE_LIMITS.outcomes) continue;
    const oldest = oldestOutcome(state.outcomes);
    state.forgottenThrough = Math.max(state.forgottenThrough, state.outcomes.get(oldest)?.revision ?? 0);
    state.outcomes.delete(oldest);
  }
}

/** Where the search for the oldest outcome of a map stands: all before it are deleted. */
const searches = new WeakMap<DurableState['outcomes'], Iterator<string, undefined>>();

/**
 * The key of the oldest outcome, which the caller deletes. A new iterator would walk over everything that was deleted
 * since the map last made room: thirty microseconds an intent, in every fold.
 */
function oldestOutcome(outcomes: DurableState['outcomes']): string {
  const search = searches.get(outcomes) ?? outcomes.keys();
  searches.set(outcomes, search);
  const oldest: IteratorResult<string, undefined> = search.next();
  if (oldest.done === true) throw new Error('oldestOutcome: nothing is left');
  return oldest.value;
}

/** Whether this history gave a revision out. Where it no longer remembers that far back, it is believed (a hint, R21). */
export function isOwnRevision(state: ReadonlyDurableState, revision: number): boolean {
  if (revision === 0 || revision === state.revision) return true;
  if (revision > state.revision) return false;
  return revision <= state.earliestKnown || state.overwritten.some(({ n }) => n === revision);
}

/**
 * A facet's value at an earlier revision, from the values that later commits overwrote. `undefined` where the state
 * no longer remembers that far back, or the object did not exist.
 */
export function valueAt(
  state: ReadonlyDurableState,
  revision: number,
  id: ObjectId,
  facet: Facet,
): FacetState['value'] | undefined {
  if (revision > state.revision || revision < state.earliestKnown) return undefined;
  let value: FacetState['value'] | undefined = facetValue({ objects: state.objects }, id, facet);
  const writes = state.lastWrites.get(id);
  if (writes === undefined || [...writes.values()].every((write) => write.revision <= revision)) return value;
  for (let i = state.overwritten.length - 1; i >= 0; i -= 1) {
    const entry = state.overwritten[i];
    if (entry === undefined || entry.n <= revision) break;
    const states = overwrittenOf(entry, id);
    const whole = states.find((each) => each.facet === 'existence');
    if (whole !== undefined) {
      const object = whole.value as SceneObject | null;
      value = facetValue({ objects: new Map(object === null ? [] : [[id, object]]) }, id, facet);
    } else if (facet === 'existence') {
      value = states.reduce(withFacet, value as SceneObject);
    } else {
      const exact = states.find((each) => each.facet === facet);
      if (exact !== undefined) value = exact.value;
    }
  }
  return value;
}

/** From so many values on, a commit's are found by object: a whole scene is asked about value by value. */
const INDEXED_FROM = 64;
const byObject = new WeakMap<Overwritten, ReadonlyMap<ObjectId, readonly FacetState[]>>();

/** What a commit overwrote of one object. */
function overwrittenOf(entry: Overwritten, id: ObjectId): readonly FacetState[] {
  if (entry.states.length < INDEXED_FROM) return entry.states.filter((each) => each.id === id);
  let index = byObject.get(entry);
  if (index === undefined) {
    const states = new Map<ObjectId, FacetState[]>();
    for (const state of entry.states) {
      const known = states.get(state.id);
      if (known === undefined) states.set(state.id, [state]);
      else known.push(state);
    }
    index = states;
    byObject.set(entry, index);
  }
  return index.get(id) ?? [];
}

/** A JSON value that `reviveDurableState` turns back into an equal state: the body of a snapshot. */
export function serialiseDurableState(state: ReadonlyDurableState): unknown {
  return {
    ledger: state.ledger,
    project: state.project,
    position: state.position,
    revision: state.revision,
    objects: [...state.objects.values()],
    lastWrites: [...state.lastWrites].map(([id, facets]) => [id, [...facets]]),
    leasedTo: state.leasedTo,
    begunTo: state.begunTo,
    open: [...state.open],
    waiting: [...state.waiting],
    outcomes: [...state.outcomes],
    forgottenThrough: state.forgottenThrough,
    overwritten: [...state.overwritten],
    earliestKnown: state.earliestKnown,
    leftOver: [...state.leftOver],
    shelf: [...state.shelf],
    conflicts: [...state.conflicts],
    differing: [...state.differing],
    locks: [...state.locks],
    grants: [...state.grants],
    rules: [...state.rules],
    conflictRules: [...state.conflictRules],
    checkpoints: [...state.checkpoints],
    trust: [...state.trust],
    scenes: [...state.scenes].map(([engine, scenes]) => [engine, [...scenes]]),
    files: [...state.files],
    engines: [...state.engines],
    paused: [...state.paused],
    halted: state.halted,
    agentsFrozen: state.agentsFrozen,
    lastHalt: state.lastHalt,
    acceptedLossThrough: state.acceptedLossThrough,
  };
}

/** @param body what `serialiseDurableState` made, from a snapshot whose hash was checked. */
export function reviveDurableState(body: unknown): DurableState {
  const stored = body as StoredState;
  const [oldest] = stored.overwritten;
  const wasFull = oldest !== undefined && stored.overwritten.length >= DURABLE_LIMITS.overwritten;
  const state: DurableState = {
    ...stored,
    objects: new Map(stored.objects.map((object) => [object.id, object])),
    lastWrites: new Map(stored.lastWrites.map(([id, facets]) => [id, new Map(facets)])),
    open: new Map(stored.open),
    waiting: new Map(stored.waiting),
    outcomes: new Map(
      stored.outcomes.map(([key, outcome]) => [
        key,
        { ...outcome, revision: outcome.revision ?? stored.revision },
      ]),
    ),
    // A snapshot from before this was noted: everything up to it may be a retry.
    forgottenThrough:
      stored.forgottenThrough ?? (stored.outcomes.length < DURABLE_LIMITS.outcomes ? 0 : stored.revision),
    overwritten: [...stored.overwritten],
    overwrittenValues: stored.overwritten.reduce((count, { states }) => count + countOf(states), 0),
    // A snapshot from before this was noted has forgotten nothing, or as much as does not fit.
    earliestKnown: stored.earliestKnown ?? (wasFull ? oldest.n - 1 : 0),
    // A snapshot from before this was noted has none.
    leftOver: stored.leftOver ?? [],
    shelf: new Map(stored.shelf),
    conflicts: new Map(stored.conflicts),
    differing: new Map(stored.differing ?? []),
    locks: new Map(stored.locks),
    grants: new Map(stored.grants ?? []),
    rules: new Map(stored.rules ?? []),
    conflictRules: new Map(stored.conflictRules ?? []),
    checkpoints: new Map(stored.checkpoints ?? []),
    trust: new Map(stored.trust),
    scenes: new Map(stored.scenes.map(([engine, scenes]) => [engine, new Set(scenes)])),
    files: new Map(stored.files ?? []),
    engines: new Set(stored.engines),
    paused: new Set(stored.paused),
  };
  // One from before their number had a bound may have more.
  keepWithinLimits(state);
  return state;
}

interface StoredState extends Pick<
  DurableState,
  | 'ledger'
  | 'project'
  | 'position'
  | 'revision'
  | 'leasedTo'
  | 'begunTo'
  | 'halted'
  | 'agentsFrozen'
  | 'lastHalt'
  | 'acceptedLossThrough'
> {
  objects: SceneObject[];
  lastWrites: [ObjectId, [Facet, LastWrite][]][];
  open: [number, { intent: Intent; participants: readonly Participant[] }][];
  waiting: [string, WaitingProposal][];
  outcomes: [string, Omit<Outcome, 'revision'> & { revision?: number }][];
  forgottenThrough?: number;
  overwritten: Overwritten[];
  /** Absent in a snapshot from before it was noted. */
  earliestKnown?: number;
  leftOver?: LeftOver[];
  shelf: [string, ShelfEntry][];
  conflicts: [string, Conflict][];
  /** Absent in a snapshot from before there were any. */
  differing?: [string, Differing][];
  locks: [ObjectId, string][];
  /** Absent in a snapshot from before there were any. */
  grants?: [string, Grant][];
  rules?: [string, Rule][];
  conflictRules?: [string, StandingConflictRule][];
  checkpoints?: [string, Checkpoint][];
  trust: [string, 'live' | 'ask' | 'off'][];
  scenes: [string, string[]][];
  /** Absent in a snapshot from before there were any. */
  files?: [string, SceneFiles][];
  engines: string[];
  paused: (string | null)[];
}
