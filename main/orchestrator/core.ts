/**
 * What the orchestrator remembers, and the few verbs by which its parts act on it. No part touches the log, a socket
 * or the projected scene but through these.
 */
import { intentHash, isEnd, labelOf, membersOf } from '#app/intents/index.ts';
import type { AskedBecause } from '#app/control-room/index.ts';
import type { Actor, Intent, IntentState, Joined, Reason } from '#app/intents/index.ts';
import { cloneDurableState, foldRecord, outcomeKey } from '#app/ledger/index.ts';
import type { DurableState, Grant, LedgerRecord, Participant, Receipt } from '#app/ledger/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import type {
  Facet,
  FacetState,
  ObjectId,
  Operation,
  Scene,
  SceneObject,
  Touches,
} from '#app/scene/index.ts';
import type { OrchestratorConfig } from './config.ts';
import type { Answer, ChangedEffect, Effect } from './effects.ts';
import type { LiveConflictRules } from './conflict-rules.ts';
import type { GhostsDue } from './ghosts.ts';
import type { Merge } from './merges.ts';
import type { Session } from './session.ts';
import type { ShelfTaking } from './shelf.ts';
import type { Discarded } from './shelf-many.ts';
import type { Undoing } from './taking-back-many.ts';

/** An admitted intent without a number. */
export interface Queued {
  readonly intent: Intent;
  /** Admitted at, on the logical clock. */
  readonly sinceMs: number;
  /** When the newest of what it stands for was handed in. */
  readonly newestMs: number;
  /** Engines that are left out, since they were in fault when it was tried before (R23). */
  readonly without: ReadonlySet<string>;
  /** How often it was put back in line, and how often of these for an engine's fault: that is tried once more (R30). */
  readonly retries: number;
  readonly faults: number;
  /** The log position of the approval that let it through; null where none was needed. */
  readonly approvedAt: number | null;
}

export type Vote = 'awaiting' | 'agreed' | 'unwinding' | 'unwound' | 'lost';

/** An intent with a number that has no durable outcome yet. */
export interface Flight {
  readonly n: number;
  readonly queued: Queued;
  readonly intent: Intent;
  readonly label: string;
  readonly participants: readonly Participant[];
  /** By session. */
  readonly votes: Map<string, Vote>;
  /** Every facet it writes, as it must be afterwards and as it was before. */
  readonly expected: readonly FacetState[];
  readonly before: readonly FacetState[];
  readonly inverse: readonly Operation[];
  readonly touches: Touches;
  readonly objects: ReadonlySet<ObjectId>;
  /** The session that already shows it (observed edits). */
  readonly source: string | null;
  readonly startedMs: number;
  phase: 'applying' | 'finishing' | 'unwinding';
  deadlineMs: number;
  /** Position of its commit record while finishing. */
  commitPosition: number | null;
  abort: {
    readonly reason: Reason;
    readonly ends: 'aborted' | 'superseded' | 'requeued';
    /** An agent's does not go on once it is taken back: somebody changed the same meanwhile (AUTH-2), or its agent was
     * revoked (R29). */
    readonly overruled?: { readonly ends: 'superseded' | 'denied'; readonly by: string };
    /** The session that did not apply it, since it is in its artist's hands. */
    readonly refusedBy: string | null;
    /** The engine that is left behind on it from here on. */
    readonly without: string | null;
    /** The session in fault; null where nobody is. */
    readonly fault: string | null;
    /** An engine was lost that is not in fault: it goes on without that one, approved as it is (R19, AUTH-5). */
    readonly isPassedOver: boolean;
  } | null;
}

export interface Approval {
  /** Of what is to be committed, as it would be shown (R29). */
  readonly hash: string;
  /** The person who clicked, or `grant` or `rule`, with its id in `under`. */
  readonly by: string;
  readonly under: string | null;
  readonly position: number;
  /** What goes on: the suggestion, or what the person took or made of it. */
  readonly intent: Intent;
}

export interface Proposal {
  readonly intent: Intent;
  approval: Approval | null;
  /** Only a click lets it go on, whatever was allowed: an approval of it came to nothing, or it is from an earlier life. */
  asks: boolean;
  /** What a person is at with their hands there, where it would go on by itself (touching.ts). */
  guarded: Reason | null;
  /** Why it is not let through, where something is allowed (permissions.ts). */
  asksBecause: AskedBecause | null;
  /** A person's change that waited for the hands of these engines' artists when the application ended, or when everything
   * was held: it goes on with a click (rule 6). Empty for what was suggested. */
  readonly waitedFor: readonly string[];
}

export function newProposal(intent: Intent, waitedFor: readonly string[] = []): Proposal {
  return {
    intent,
    approval: null,
    asks: false,
    guarded: null,
    asksBecause: null,
    waitedFor,
  };
}

/** A free hand in this life. */
export interface LiveGrant {
  readonly grant: Grant;
  /** On the shell's clock, which runs on while the machine sleeps. */
  readonly endsAtMs: number;
  /** Objects changed under it so far. */
  used: number;
}

/** A change in line that waits for an artist's hands (in-hands.ts). */
export interface HandWait {
  /** Of its intent, with what that does. */
  readonly id: string;
  readonly label: string;
  readonly sinceMs: number;
  /** Since when it waits without having been asked about, and for how many limits until it is. */
  fromMs: number;
  limits: number;
  asked: boolean;
}

/** How a card about hands came to have nothing left to ask, for the line that it folds to. */
export interface HandsEnd {
  readonly id: string;
  readonly label: string;
  readonly reason: Reason;
}

/** What one halt caught, for the panel. */
export interface HaltInForce {
  readonly halt: number;
  readonly by: string;
  readonly sinceMs: number;
  readonly caught: {
    readonly n: number;
    readonly label: string;
    became: 'finishing' | 'committed' | 'aborted';
  }[];
}

/** A value that an intent which came to nothing may have left in engines. */
export interface Residue {
  readonly state: FacetState;
  /** Those that had it and were not set back since. In any other one an equal value is its artist's own. */
  readonly engines: Set<string>;
  /** The engine in which an artist made it by hand: theirs to keep there, and theirs wherever else it is found. */
  readonly madeIn: string | null;
  /** All that its intent sets, where it may never have left the gate: a part of it alone is not its trace. The object
   * that it makes is, since nobody else has that id. */
  readonly whole: readonly FacetState[] | null;
}

/** A durable-only waiter: run when the log is synced up to `position`, and given up where that never comes. */
interface Pending {
  readonly position: number;
  readonly then: () => void;
  readonly giveUp: (() => void) | null;
}

type Done = Extract<Answer, { ok: true }>;

export interface CoreOptions {
  readonly config: OrchestratorConfig;
  readonly state: DurableState;
  readonly nowMs: number;
  readonly verifyReceipt: (receipt: Receipt) => boolean;
  /** `intentHash` by other means: the shell has a native SHA-256. */
  readonly hashOf?: (intent: Intent) => string;
}

export class Core {
  config: OrchestratorConfig;
  /** The fold of what is on disk: the truth. */
  readonly durable: DurableState;
  /** The fold of everything appended: what the log will say. Authority records act through it at once (R29). */
  ahead: DurableState;
  /** Appended and not yet known to be durable, by position. */
  pendingRecords: { readonly position: number; readonly record: LedgerRecord; readonly sinceMs: number }[] =
    [];
  /** `ahead` plus the intent that is being applied; admission looks here. */
  projected: Map<ObjectId, SceneObject>;
  readonly flights = new Map<number, Flight>();
  readonly queue: { override: Queued[]; human: Queued[]; ai: Queued[] } = { override: [], human: [], ai: [] };
  readonly proposals = new Map<string, Proposal>();
  /** Intents that have no end yet, by outcome key. */
  readonly active = new Map<string, { readonly hash: string; state: IntentState; n: number | null }>();
  readonly sessions = new Map<string, Session>();
  /** Agents that were revoked in this life: what of theirs was still being looked up is let in no more (R29). */
  readonly revokedAgents = new Set<string>();
  /** Free hands of this life. */
  readonly grants = new Map<string, LiveGrant>();
  /** What this life knows of the rules for collisions, and what they did. */
  readonly conflictRules: LiveConflictRules = { live: new Map(), decided: new Map(), fresh: [] };
  /** Something came that may be let through by what a person has allowed, or that stood in the way of that. */
  permissionsDue = true;
  /** An engine said something of its artist's hands, and when what waits is held against that at the earliest. */
  readonly handsMoved = { isDue: false, nextMs: 0 };
  /** What people changed or selected last, by object, on the logical clock. */
  readonly touches = new Map<ObjectId, { readonly atMs: number; readonly how: 'changed' | 'selected' }>();
  /** Something changed that engines may be shown as ghosts, and when they are shown it at the earliest. */
  readonly ghosts: GhostsDue = { isDue: true, isHushed: false, nextMs: 0 };
  /** What of the line waits for hands, by outcome key. */
  readonly handWaits = new Map<string, HandWait>();
  /** By the intent under which a change that stayed in hands is tried again, its copy on the shelf. */
  readonly triedAgain = new Map<string, string>();
  /** Newest last. */
  readonly handsEnded: HandsEnd[] = [];
  halt: HaltInForce | null = null;
  /** Every number up to here was given out in this life or before. */
  highestNumber: number;
  ledger: 'ok' | 'stalled' | 'unknown' | 'read_only' = 'ok';
  ledgerReason: Reason | null = null;
  /** `done`: the last of it is being written · `over`: the ledger may close. */
  closing: 'no' | 'asked' | 'done' | 'over' = 'no';
  ready = false;
  /** The logical clock: monotonic, and standing still while the machine sleeps (R34). */
  nowMs: number;
  /** What the shell's clock said last. */
  clockMs: number;
  /** Values of intents that a crash or a lost engine left behind (R22). */
  residues: Residue[] = [];
  /** One request number for every question to an adapter. */
  lastRequest = 0;
  readonly verifyReceipt: (receipt: Receipt) => boolean;
  readonly hashOf: (intent: Intent) => string;
  /** Notices that two sides were kept, the oldest first. */
  readonly merges = new Map<string, Merge>();
  /** Receipts of the newest commits, for retries. */
  readonly receipts = new Map<number, { receipt: Receipt; position: number }>();
  /** What becomes of entries of the shelf once the intents that carry their values are committed, by outcome key. */
  readonly leaving = new Map<string, LedgerRecord>();
  /** Entries of the shelf that were let go of together, by the click: they can be had back for a while. */
  readonly discarded = new Map<string, Discarded>();
  /** Of the person's changes the newest that came of a click, by their ids, each with how many had by then (seen.ts). */
  readonly clicks = new Map<string, number>();
  clicksNoted = 0;
  /** What a window handed in last, by its ids: how many clicks there had been when it was first heard of. */
  readonly heardAfter = new Map<string, number>();
  /** What a person took from the shelf, on its way, by its entry. */
  readonly shelfTakings = new Map<string, ShelfTaking>();
  /** How often something came to the shelf or left it, how often it had when it was looked through last (shelf-fold.ts), and how
   * many values are on it by whom they are from. */
  shelfChanges = 1;
  shelfSeen = 0;
  readonly shelvedValues = new Map<string, number>();
  /** By the same, with how many entries those that stayed are gone through again. */
  readonly shelfFoldsNext = new Map<string, number>();
  /** What a person took back of several changes last. */
  undoing: Undoing | null = null;
  stalledSinceMs: number | null = null;
  /** The highest number that an adapter proved to be confirmed though the history lacks it (R7). */
  provenThrough = 0;
  /** Records that the disk refused, or was not given, to be written later (`writesLater`). */
  readonly backlog: LedgerRecord[] = [];
  /** Position up to which a sync of its own was asked for (R3). */
  flushAskedFor = 0;
  // Private is what no later step depends on: what one step gathers, and waiters that follow from `pendingRecords`.
  #effects: Effect[] = [];
  #pending: Pending[] = [];
  #changed = new Set<ChangedEffect['what']>();
  #objectsChanged = new Set<ObjectId>();

  constructor(options: CoreOptions) {
    this.config = options.config;
    this.durable = options.state;
    this.ahead = cloneDurableState(options.state);
    this.projected = new Map(options.state.objects);
    this.highestNumber = options.state.begunTo;
    this.nowMs = options.nowMs;
    this.clockMs = options.nowMs;
    this.verifyReceipt = options.verifyReceipt;
    this.hashOf = options.hashOf ?? intentHash;
  }

  get scene(): Scene {
    return { objects: this.projected };
  }

  /** Ends a step: everything asked for, in order. */
  takeEffects(): Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    for (const what of this.#changed) effects.push({ fx: 'changed', what });
    this.#changed.clear();
    if (this.#objectsChanged.size > 0) effects.push({ fx: 'objects', ids: [...this.#objectsChanged] });
    this.#objectsChanged.clear();
    return effects;
  }

  emit(effect: Effect): void {
    this.#effects.push(effect);
  }

  send(session: string, message: OrchestratorMessage): void {
    this.emit({ fx: 'send', session, message });
  }

  changed(...what: ChangedEffect['what'][]): void {
    for (const each of what) this.#changed.add(each);
    this.ghosts.isDue = true;
  }

  objectsChanged(ids: Iterable<ObjectId>): void {
    for (const id of ids) this.#objectsChanged.add(id);
    this.ghosts.isDue = true;
  }

  reply(reply: string, answer: Answer): void {
    this.emit({ fx: 'reply', reply, answer });
  }

  refuse(reply: string, code: string, message: string, path: string | null = null): void {
    this.reply(reply, { ok: false, reason: { code, message, path } });
  }

  /** Appends to the log and folds into `ahead`; returns the position of the last record. With a ledger that takes
   * nothing, the records only act in memory (R28: a halt needs no disk). */
  append(records: readonly LedgerRecord[], options: { flush: boolean }): number {
    if (records.some(({ kind }) => kind === 'shelve' || kind === 'unshelve')) this.shelfChanges += 1;
    if (this.ledger !== 'ok') {
      // Numbers and their outcomes are settled by VOID then.
      if (this.writesLater)
        this.backlog.push(...records.filter((record) => !FLIGHT_RECORDS.has(record.kind)));
      this.foldInMemory(records);
      return WHEN_WRITTEN;
    }
    const position = this.ahead.position + 1;
    for (const [index, record] of records.entries()) {
      foldRecord(this.ahead, position + index, record, this.hashOf);
      this.pendingRecords.push({ position: position + index, record, sinceMs: this.nowMs });
    }
    this.emit({ fx: 'append', position, records, flush: options.flush });
    return this.ahead.position;
  }

  /** Whether what is said now is written when the disk takes it again (R5), or when a person accepts what is lost (R7). */
  get writesLater(): boolean {
    return this.ledger === 'stalled' || this.isBehindProof;
  }

  /** Confirmed changes are missing: nothing is written until a person accepts that (R7). */
  get isBehindProof(): boolean {
    return this.ledger === 'read_only' && this.ledgerReason?.code === 'history_behind_receipt';
  }

  /** Runs `then` once everything up to `position` is on disk; at once if it is. */
  whenDurable(position: number, then: () => void, giveUp: (() => void) | null = null): void {
    if (position <= this.durable.position) then();
    else this.#pending.push({ position, then, giveUp });
  }

  /** Answers `done` once the record at `position` is synced; at once where the ledger takes nothing (R29, R28).
   * @param more what there is to say of it besides */
  doneWhenDurable(
    reply: string,
    position: number,
    more: Pick<Done, 'taken' | 'approved' | 'many'> = {},
  ): void {
    // It is in force, and written nowhere yet.
    const pending: Answer = { ok: true, state: 'pending', receipt: null, position: null };
    if (this.ledger !== 'ok') return this.reply(reply, pending);
    const waitsFor = this.pendingRecords.findLast(
      (each) => each.position <= position && !FLIGHT_RECORDS.has(each.record.kind),
    );
    const needsNone = waitsFor === undefined || ACTS_UNWRITTEN.has(waitsFor.record.kind);
    this.whenDurable(
      position,
      () => this.reply(reply, { ok: true, state: 'done', receipt: null, position, ...more }),
      () => {
        if (needsNone) this.reply(reply, pending);
        else
          this.refuse(
            reply,
            'ledger_read_only',
            `It could not be written. ${this.ledgerReason?.message ?? ''}`,
          );
      },
    );
  }

  /** Remembers values of an intent that were taken back, in case an engine did not hear of it (R22), or, where it `waits`,
   * that may have been applied before a crash took its number.
   * @param engines that it was sent to */
  rememberResidue(
    states: readonly FacetState[],
    intent: Pick<Intent, 'actor' | 'observation'>,
    engines: Iterable<string>,
    waits = false,
  ): void {
    const madeIn = intent.observation === null ? null : intent.actor.name;
    const heldBy = new Set(engines);
    if (heldBy.size === 0) return;
    for (const state of states)
      this.residues.push({ state, engines: new Set(heldBy), madeIn, whole: waits ? states : null });
    if (this.residues.length > RESIDUES_KEPT) this.residues.splice(0, this.residues.length - RESIDUES_KEPT);
  }

  /** An engine was brought to the truth, or took a number back: nothing is left over there, and an equal value is its
   * artist's own again.
   * @param of the objects that this is known of; null for all */
  heardOfResidue(engine: string, of: ReadonlySet<ObjectId> | null = null): void {
    if (this.residues.length === 0) return;
    for (const { state, engines } of this.residues) if (of?.has(state.id) !== false) engines.delete(engine);
    this.residues = this.residues.filter(({ engines }) => engines.size > 0);
  }

  /** Everything up to `position` is on disk. */
  becameDurable(position: number): LedgerRecord[] {
    const folded: LedgerRecord[] = [];
    while (this.pendingRecords.length > 0) {
      const next = this.pendingRecords[0];
      if (next === undefined || next.position > position) break;
      this.pendingRecords.shift();
      foldRecord(this.durable, next.position, next.record, this.hashOf);
      folded.push(next.record);
    }
    return folded;
  }

  runDurableWaiters(): void {
    const due = this.#pending.filter((each) => each.position <= this.durable.position);
    this.#pending = this.#pending.filter((each) => each.position > this.durable.position);
    for (const each of due) each.then();
  }

  /** Records from `from` on were refused: who waits for them waits until they are written after all. */
  deferDurableWaiters(from: number): void {
    this.#pending = this.#pending.map((each) =>
      each.position >= from ? { ...each, position: WHEN_WRITTEN } : each,
    );
  }

  /** The history takes nothing more: who waits for their answer gets it, and what else waits never comes (R28). */
  giveUpDurableWaiters(): void {
    const over = this.#pending.filter(({ position }) => position === WHEN_WRITTEN);
    this.#pending = this.#pending.filter(
      ({ position, giveUp }) => position !== WHEN_WRITTEN || giveUp === null,
    );
    for (const { giveUp } of over) giveUp?.();
  }

  /** What was refused is in the log again, up to `position`. */
  resumeDurableWaiters(position: number): void {
    this.#pending = this.#pending.map((each) =>
      each.position === WHEN_WRITTEN ? { ...each, position } : each,
    );
    this.runDurableWaiters();
  }

  /** What waits of this intent: another author's may have the same id. */
  proposalOf({ id, actor }: Pick<Intent, 'id' | 'actor'>): Proposal | undefined {
    const proposal = this.proposals.get(id);
    return proposal?.intent.actor.id === actor.id ? proposal : undefined;
  }

  forgetProposal(intent: Intent): void {
    if (this.proposalOf(intent) !== undefined) this.proposals.delete(intent.id);
  }

  /** Whether something waits under this id, or this author's is under way: then nothing new is let in under it. */
  isTaken({ id, actor }: Intent): boolean {
    const key = outcomeKey(actor.id, id);
    return this.proposals.has(id) || this.ahead.waiting.has(id) || this.active.has(key);
  }

  nameOf(id: ObjectId): string | undefined {
    return this.projected.get(id)?.name ?? this.durable.objects.get(id)?.name;
  }

  label({ operations, joined }: Pick<Intent, 'operations' | 'joined'>): string {
    return labelOf(operations, (id) => this.nameOf(id), joined?.length);
  }

  /** Tells the author and the screen where an intent stands, by each id that it answers for or those of `members` alone.
   * `committed` is only said by flight.ts, after its sync. */
  settle(
    intent: Intent,
    state: IntentState,
    end: { n?: number; position?: number; receipt?: Receipt; reason?: Reason } = {},
    members: readonly Joined[] = membersOf(intent, this.hashOf),
  ): void {
    const actor = intent.actor.id;
    for (const { id, hash } of members) {
      const key = outcomeKey(actor, id);
      if (isEnd(state) && state !== 'committed') this.leaving.delete(key);
      if (isEnd(state)) this.active.delete(key);
      else this.active.set(key, { hash, state, n: end.n ?? null });
      this.emit({
        fx: 'settled',
        actor,
        id,
        intent,
        state,
        n: end.n ?? null,
        position: end.position ?? null,
        receipt: end.receipt ?? null,
        reason: end.reason ?? null,
      });
    }
  }

  /** The flight that may still be aborted; at most one (R10). */
  get applying(): Flight | null {
    for (const flight of this.flights.values()) if (flight.phase === 'applying') return flight;
    return null;
  }

  get unwinding(): boolean {
    for (const flight of this.flights.values()) if (flight.phase === 'unwinding') return true;
    return false;
  }

  nextRequest(): number {
    this.lastRequest += 1;
    return this.lastRequest;
  }

  /** Authority acts though nothing can be written (R28); scene and numbers never move without the log. */
  foldInMemory(records: readonly LedgerRecord[]): void {
    for (const record of records) {
      switch (record.kind) {
        case 'halt':
        case 'resume':
        case 'pause':
        case 'lock':
        case 'trust':
        case 'end_grant':
        case 'end_rule':
        case 'end_conflict_rule':
          foldRecord(this.ahead, this.ahead.position + 1, record, this.hashOf);
          this.ahead.position -= 1;
          break;
        default:
          break;
      }
    }
  }
}

/** Records that act in memory alone, or end what is in memory alone. */
const ACTS_UNWRITTEN: ReadonlySet<LedgerRecord['kind']> = new Set([
  ...['halt', 'resume', 'pause', 'lock', 'trust'],
  ...['end_grant', 'end_rule', 'end_conflict_rule', 'settle'],
] as const);

/** The position of a record that the ledger has not taken yet: later than any. */
export const WHEN_WRITTEN = Number.POSITIVE_INFINITY;

/** Records of numbers: void where they were refused, never written again later. */
export const FLIGHT_RECORDS: ReadonlySet<LedgerRecord['kind']> = new Set([
  'begin',
  'commit',
  'abort',
  'lease',
  'void',
  'close_lease',
]);

const RESIDUES_KEPT = 20_000;

export const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };

export function reason(code: string, message: string, path: string | null = null): Reason {
  return { code, message, path };
}

/** The code under which a change ends that a person withdrew: they have said what they want, and are asked nothing more. */
export const TAKEN_BACK = 'taken_back';
/** The same by the artist in their engine, while it waited for a click. */
export const UNDONE = 'undone';

/** An engine as a person reads it: “Blender” for `blender`, “Unity 2” for the second Unity, `unity-2`. */
export function engineWord(engine: string): string {
  const [, kind = engine, number] = /^(.+?)(?:-(\d+))?$/su.exec(engine) ?? [];
  const word = kind.charAt(0).toUpperCase() + kind.slice(1);
  return number === undefined ? word : `${word} ${number}`;
}

/** What the artist of such an engine opens and saves, as they call it. */
export function fileWord(kind: string): string {
  return kind === 'unity' || kind === 'godot' ? 'scene' : 'file';
}

/** A span of time as a person reads it. */
export function secondsWord(ms: number): string {
  return `${ms / 1_000} s`;
}

export function facetKey(id: ObjectId, facet: Facet): string {
  return `${id} ${facet}`;
}
