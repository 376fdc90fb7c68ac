/** What an adapter knows and where it stands: its world, its connection, its memory. */
import type { Receipt } from '#app/ledger/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import type { FacetState, ObjectId, Operation, Scene, SceneObject, Touch } from '#app/scene/index.ts';
import type { EngineEvent } from './history.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { SimulatedEngine } from './simulated-engine.ts';

/** What a connection is to the adapter. */
export interface Socket {
  readonly session: string;
  send(message: AdapterMessage): void;
  close(): void;
}

export interface EngineWorld {
  readonly schedule: Schedule;
  readonly random: Random;
  /** How fast the clock of the core runs against the world's. */
  readonly rate: number;
  /** `token` null: with a pairing code. The answer comes through `connected` or `refused`. */
  connect(engine: SimulatedEngine, token: string | null): void;
  record(event: EngineEvent): void;
  /** Inputs of its own making that never become a frame: what the gateway itself refuses. */
  violate(session: string, code: string): void;
  /** Frames that the adapter is about to send are checked against their schema, by sample. */
  check(message: AdapterMessage): void;
}

/** What a facet was changed by: the id of the edit that was told, or `unreported`. */
type Local = string;

export interface SavedFile {
  readonly objects: ReadonlyMap<ObjectId, SceneObject>;
  readonly unmanaged: readonly SceneObject[];
  readonly project: string | null;
  readonly scene: string | null;
  readonly revision: number | null;
}

export interface Handled {
  readonly operations: readonly Operation[];
  readonly before: Scene;
  confirmed: boolean;
}

/** An edit of its own that is not decided. `n`: the number that it has at present. */
export interface Edit {
  /** It made something new, and did not bring back what was there before. */
  readonly fresh: boolean;
  readonly operations: readonly Operation[];
  /** All that it set. */
  readonly written: readonly Touch[];
  /** Of that, what stood when it was last asked for an inventory. */
  readonly facets: readonly Touch[];
  n: number | null;
}

/** What the adapter remembers while its process lives, and no longer (SEC-4). */
export class Memory {
  token: string | null = null;
  socket: Socket | null = null;
  receipt: Receipt | null = null;
  appliedThrough: number | null = null;
  /** It has said who it is on this connection: before that it has nothing else to say. */
  greeted = false;
  live = false;
  /** Another file was opened since it was last live: what is still on its way is not for that one. */
  elsewhere = false;
  foreign = false;
  held = false;
  /** By number: what was applied or adopted. */
  readonly begun = new Map<number, Handled>();
  /** Its own edits of before, which newer ones have overtaken. */
  readonly movedOn = new Set<number>();
  /** Begun here and neither confirmed nor taken back. */
  readonly unconfirmed = new Set<number>();
  /** The objects as the orchestrator last heard of them. */
  shadow = new Map<ObjectId, SceneObject>();
  /** Facets that were changed in here, by a hand or by themselves, and are not agreed on. */
  readonly local = new Map<string, Local>();
  /** Transforms that changed by themselves without anybody's notice, not even the adapter's. For the checkers only. */
  readonly drifted = new Map<ObjectId, SceneObject['transform']>();
  readonly edits = new Map<string, Edit>();
  /** Those of them that were called undecided since it was last asked for an inventory. */
  readonly stillOpen = new Set<string>();
  /** Objects that were made here and of which nobody has said yet that they are shared. */
  readonly own = new Set<ObjectId>();
  /** Ids of objects that are not to be shared: an undo can bring one back. */
  readonly disowned = new Set<ObjectId>();
  /** Objects that were in the artist's hands: what comes for them may come late (rule 6). */
  readonly handled = new Set<ObjectId>();
  readonly hands = new Set<ObjectId>();
  /** What waits for the engine's main thread. */
  readonly inbox: OrchestratorMessage[] = [];
  working = false;
  /** Waits that were cut short when a new process began. */
  busy: 'no' | 'short' | 'parked' | 'hung' = 'no';
  lastBegun: number | null = null;
  lookedAtMs = 0;
  /** What hands made of values in play mode, by facet; null while nobody plays. It is in no scene. */
  playing: Map<string, FacetState> | null = null;
  /** Offers of which nobody has said yet that they are safe. */
  readonly offers = new Map<string, Offer>();
}

/** What a play left, and the number that its scene was at. */
export interface Offer {
  readonly states: readonly FacetState[];
  readonly appliedThrough: number;
}
