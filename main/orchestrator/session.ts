/** One connection of an engine, as the orchestrator sees it. */
import type { FileAge, OnlyThereView, PreviewView } from '#app/control-room/index.ts';
import type { Joined, Reason } from '#app/intents/index.ts';
import type { AdapterMessageOf, Viewpoint } from '#app/protocol/index.ts';
import type { Facet, FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { noGhosts } from './ghosts.ts';
import type { GhostsSent } from './ghosts.ts';
import type { Taking } from './pieces.ts';

/**
 * `greeting` waits for hello · `foreign` and `asking` wait for a person · `comparing` … `joining` bring it to the
 * truth (resync.ts) · `live` takes part · `parked` is busy for long · `detached` has lost its socket and may resume ·
 * `quarantined` failed or fell silent: nothing of it counts until it is resynced · `over` is revoked.
 */
export type SessionPhase =
  | 'greeting'
  | 'foreign'
  | 'comparing'
  | 'reading'
  | 'asking'
  | 'shelving'
  | 'patching'
  | 'checking'
  | 'joining'
  | 'live'
  | 'parked'
  | 'detached'
  | 'quarantined'
  | 'over';

/** What was asked of an adapter; an answer to anything else is out of turn. */
export interface Question {
  readonly request: number;
  readonly kind:
    'take_inventory' | 'read_values' | 'look_again' | 'patch' | 'adopt_unmanaged' | 'adopt_unshared';
  readonly askedMs: number;
  readonly deadlineMs: number;
  /** Objects that it names; empty where it names none. */
  readonly asked: ReadonlySet<ObjectId>;
  /** What a patch carried; null for removed. */
  readonly objects: ReadonlyMap<ObjectId, SceneObject | null> | null;
}

/** What a live engine was asked in passing (audit.ts). */
export interface Audit {
  readonly request: number;
  readonly stage: 'digests' | 'values';
  readonly deadlineMs: number;
  /** The round that it belongs to. */
  readonly round: number;
  /** The truth of each object asked about, as it was then. */
  readonly objects: ReadonlyMap<ObjectId, SceneObject>;
}

/** One going through all objects. */
export interface AuditRound {
  /** What is still to be asked about. */
  rest: ObjectId[];
  /** Questions since `countsFromMs`. */
  asked: number;
  countsFromMs: number;
  beganMs: number;
  /** Counts up with each one that begins. */
  number: number;
  /** A person asked for it: it takes as many questions as it needs, without waiting for the next heartbeat. */
  isAskedFor: boolean;
  /** Objects that there were when it began, and those of them that were compared so far. */
  of: number;
  compared: number;
  /** Of the rounds that came to their end: how many, and the objects that the last one compared. */
  ended: number;
  lastCompared: number;
  /** When the last complete comparison began, in a round or by joining; null before there was one. */
  comparedMs: number | null;
}

/** What a person saw of a file when they had it brought up to date: in which objects it differed, at which version. */
export interface Decided {
  readonly objects: ReadonlySet<ObjectId>;
  readonly revision: number;
}

/** A resync under way. */
export interface Resync {
  /** Digests by object, as the inventory parts come in. */
  readonly inventory: Map<ObjectId, string>;
  /** Read values of what differs; null for what the engine says it has not. */
  readonly values: Map<ObjectId, SceneObject | null>;
  toRead: ObjectId[];
  /** Objects of which its artist told edits since it began: they are read once more. */
  readonly told: Set<ObjectId>;
  /** Those of them that are being read. */
  toldBefore: ReadonlySet<ObjectId>;
  /** Objects whose values were asked for last. */
  asked: ReadonlySet<ObjectId>;
  /** Objects that still have to be patched. */
  toPatch: Set<ObjectId>;
  /** Objects that it has and truth did not know when it was asked. Once they are shared they have to be read. */
  readonly unread: Set<ObjectId>;
  /** The question to the history that it waits for; null while there is none. */
  asksHistory: number | null;
  /** The scene at the revision that the engine was last known at, where the state has forgotten it and the history has not. */
  then: ReadonlyMap<ObjectId, SceneObject> | null;
  /** What it holds by open edits of its artist, as last read (standing.ts). */
  readonly stands: Map<ObjectId, readonly FacetState[]>;
  /** Values that this resync has put on the shelf already, by object and facet. */
  readonly kept: Map<string, FacetState['value']>;
  /** Of how many objects a person lets it lose what it alone holds, as that was shown to them; null: nobody was asked. */
  consented: number | null;
  /** Patches that did not take, by rounds. */
  rounds: number;
  /** Told everything once, it is told the rest while nothing new leaves, until then; null before that. */
  holdUntilMs: number | null;
  /** What refreshing would change; shown while asking. */
  preview: PreviewView | null;
  /** What the age of its file asks; null where only the number of differences does (files.ts). */
  asks: FileAge | null;
  /** What differs, as it was read when it began to ask, and the version that it was held against. */
  differing: readonly FacetState[];
  askedAt: number;
  /** What a person took from its file, on its way; null when nothing is. */
  taking: Taking | null;
  /** A person has seen what differs and said what becomes of it: what of that is set back goes on the shelf, and asks nobody. */
  decided: Decided | null;
}

export interface Session {
  readonly id: string;
  /** Stable name of the engine over sessions: `blender`, a second one `blender-2`. */
  engine: string;
  /** Whether it keeps that name, whatever else comes and goes: since a file of the project was first open in it. */
  isNamed: boolean;
  kind: string;
  engineVersion: string;
  adapterVersion: string;
  title: string;
  project: string | null;
  scene: string | null;
  savedRevision: number | null;
  /** Which file it is, as its adapter tells it from others; null where it does not. */
  file: string | null;
  /** The file that a person left as it is (files.ts). */
  leftFile: string | null;
  /** A process that has been here before knows what it applied; a new one only what its file was saved at. */
  freshProcess: boolean;
  /** Since when its file has had unsaved changes, and whether it had them before it connected; null where it says that
   * it has none. */
  unsaved: { readonly sinceMs: number; readonly wasBefore: boolean } | null;
  /** What existed only there when it was last heard; null while it is heard. */
  left: OnlyThereView | null;
  /** It ended without a word, and its process has not come back (NON-3). */
  lost: boolean;
  phase: SessionPhase;
  reason: Reason | null;
  masked: ReadonlySet<Facet>;
  /** Facets that the engine owns, by object (rule 10). */
  readonly driven: Map<ObjectId, ReadonlySet<Facet>>;
  readonly bounded: Set<ObjectId>;
  /** What was declared of objects that nobody shared then, by its weight, oldest first (declaring.ts). */
  readonly declaredAhead: Map<ObjectId, number>;
  hands: ReadonlySet<ObjectId>;
  handsMode: string;
  /** What its artist has selected, and when they were last seen at work there (touching.ts). */
  selected: ReadonlySet<ObjectId>;
  /** From where its artist looks, and since when that is known (viewpoints.ts). */
  viewpoint: (Viewpoint & { readonly atMs: number }) | null;
  atWorkMs: number;
  /** Whether it is shown what waits, and what of that it was shown last (ghosts.ts). */
  ghosts: GhostsSent;
  readonly inDoubt: Set<ObjectId>;
  appliedThrough: number;
  /** How many objects it holds without an id of the project. */
  unmanaged: number;
  /** Objects that it holds under an id which truth never knew: the artist's own until a person adopts them (R21). */
  readonly unshared: Set<ObjectId>;
  /** Objects that it holds, which were deleted longer ago than the state remembers: they are nobody's own. */
  readonly longGone: Set<ObjectId>;
  /** How often the history was asked about what it holds. */
  historyAsked: number;
  /** How often its file was compared and asked about: by that a click tells which of them it saw. */
  compared: number;
  /** Numbers sent to this session that it still may, or must, answer (R18). */
  readonly sent: Map<number, 'awaiting' | 'answered' | 'cancelled'>;
  /** Cancelled numbers whose crossing vote has come in already. */
  readonly lateAnswers: Set<number>;
  readonly questions: Map<number, Question>;
  /** Adoptions that were given up before their values came. */
  readonly droppedAdoptions: Set<number>;
  /** The inventory that it was asked for last and has not sent whole, also where nobody waits for that any more. What it tells
   * before that it forgets with it, unless it is named first. */
  owesInventory: number | null;
  /** The highest request number ever sent here: answers to forgotten questions are late, not forged. */
  askedUpTo: number;
  resync: Resync | null;
  /** Cards about what it held of its own since it was last in step. */
  readonly differed: Set<string>;
  /** Objects whose truth changed while it could not take part. */
  readonly dirty: Set<ObjectId>;
  /** Objects to set back in a live engine at the next boundary between intents, once they are out of its artist's hands. */
  readonly purge: Set<ObjectId>;
  /** Objects of a live engine that may not be as they were set: they are read at the next boundary between intents. */
  readonly unsure: Set<ObjectId>;
  /** How often in a row an object was not as shared when it was read (looking.ts). */
  readonly looks: Map<ObjectId, number>;
  /** What it was asked by the audit; null when nothing is open. */
  audit: Audit | null;
  readonly round: AuditRound;
  /** Objects that are not as the truth has them, though nobody told of a change: since when. */
  readonly drift: Map<ObjectId, number>;
  busy: Busy | null;
  /** Time that others waited for it in this window, busy or being set back (AUTH-5). */
  busySpentMs: number;
  busyWindowStartMs: number;
  /** The log says that it was set aside or parked, and not yet that it is back. */
  isAside: boolean;
  breaker: 'closed' | 'open' | 'half_open';
  readonly failuresMs: number[];
  retryAtMs: number | null;
  breakerNeedsClick: boolean;
  ping: { readonly ping: number; readonly sentMs: number } | null;
  nextPingMs: number;
  lastPing: number;
  /** As the last pong said. */
  mainThreadAgeMs: number;
  readonly latencyMs: number[];
  detachedAtMs: number | null;
  greetingDeadlineMs: number;
  heldConfirmedMs: number | null;
  /** Edits made during a halt, or while it was parked or set aside, in order; they go on when that is over. */
  readonly collected: CollectedEdit[];
  /** The last word about each edit, in the order in which they were told, so that a repeat is answered as before. */
  readonly edits: Map<string, EditAnswer>;
  /** The parts of an offer that have come so far; null between offers (offers.ts). */
  offering: { readonly offer: string; readonly states: FacetState[] } | null;
  /** What was offered, each with the log position at which it is safe, so that a repeat is answered as before. */
  readonly offers: Map<string, number>;
  /** It came back with the token of a connection that was lost, and with it perhaps the word about its edits. */
  isResumed: boolean;
}

export interface Busy {
  readonly kind: 'short' | 'parked';
  readonly activity: string;
  readonly sinceMs: number;
  /** Whether the engine said so; if not, its main thread hung, and its pongs tell when it is back. */
  readonly told: boolean;
}

/** An edit as its engine told it. */
export interface ToldEdit {
  readonly message: AdapterMessageOf<'observed'>;
  readonly toldMs: number;
  /** Those that had become one with it when a halt took it out of the line; empty for one that stood alone. */
  readonly joined: readonly Joined[];
}

export interface CollectedEdit extends ToldEdit {
  /** It was told while edits of this engine asked first: it still does, whatever was set since. */
  readonly asks: boolean;
  /** Everything was held when it came, or the disk took nothing; if not, its engine was not in step. */
  readonly isHeld: boolean;
}

export interface EditAnswer {
  outcome: 'committed' | 'waiting' | 'conflicted' | 'rejected' | 'aborted' | 'collected';
  n: number | null;
  code: string;
  message: string;
}

export function newSession(id: string, nowMs: number, greetingMs: number): Session {
  return {
    id,
    engine: '',
    isNamed: false,
    kind: '',
    engineVersion: '',
    adapterVersion: '',
    title: '',
    project: null,
    scene: null,
    savedRevision: null,
    file: null,
    leftFile: null,
    freshProcess: true,
    unsaved: null,
    left: null,
    lost: false,
    phase: 'greeting',
    reason: null,
    masked: new Set(),
    driven: new Map(),
    bounded: new Set(),
    declaredAhead: new Map(),
    hands: new Set(),
    handsMode: '',
    selected: new Set(),
    viewpoint: null,
    atWorkMs: nowMs,
    ghosts: noGhosts(false),
    inDoubt: new Set(),
    appliedThrough: 0,
    unmanaged: 0,
    unshared: new Set(),
    longGone: new Set(),
    historyAsked: 0,
    compared: 0,
    sent: new Map(),
    lateAnswers: new Set(),
    questions: new Map(),
    droppedAdoptions: new Set(),
    owesInventory: null,
    askedUpTo: 0,
    resync: null,
    differed: new Set(),
    dirty: new Set(),
    purge: new Set(),
    unsure: new Set(),
    looks: new Map(),
    audit: null,
    round: {
      rest: [],
      asked: 0,
      countsFromMs: nowMs,
      beganMs: nowMs,
      number: 0,
      isAskedFor: false,
      of: 0,
      compared: 0,
      ended: 0,
      lastCompared: 0,
      comparedMs: null,
    },
    drift: new Map(),
    busy: null,
    busySpentMs: 0,
    busyWindowStartMs: nowMs,
    isAside: false,
    breaker: 'closed',
    failuresMs: [],
    retryAtMs: null,
    breakerNeedsClick: false,
    ping: null,
    nextPingMs: nowMs,
    lastPing: 0,
    mainThreadAgeMs: 0,
    latencyMs: [],
    detachedAtMs: null,
    greetingDeadlineMs: nowMs + greetingMs,
    heldConfirmedMs: null,
    collected: [],
    edits: new Map(),
    offering: null,
    offers: new Map(),
    isResumed: false,
  };
}

/** Whether a frame can reach it. */
export function isAttached(session: Session): boolean {
  return session.phase !== 'detached' && session.phase !== 'over';
}

/** Whether it takes part in the next BEGIN. A short busy one does, and is waited for. */
export function isParticipant(session: Session): boolean {
  return session.phase === 'live';
}

/** Objects' facets that this engine cannot show as given. */
export function maskOf(session: Session, id: ObjectId): ReadonlySet<Facet> {
  const driven = session.driven.get(id);
  if (driven === undefined || driven.size === 0) return session.masked;
  return new Set([...session.masked, ...driven]);
}
