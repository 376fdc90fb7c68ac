/**
 * One engine with its adapter, by the rules of app/protocol: a scene, a process that can die, an artist who works in
 * it, and the adapter's memory, which dies with the process. Misbehaviour is a deviation from these rules by chance
 * (misbehaviour.ts); an honest engine has none.
 */
import type { Receipt } from '#app/ledger/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import {
  ancestorsOf,
  applyTo,
  descendantsOf,
  facetsOf,
  facetValue,
  invert,
  sameValue,
  touches,
} from '#app/scene/index.ts';
import type { Facet, FacetState, ObjectId, Operation, Scene, SceneObject, Touch } from '#app/scene/index.ts';
import { digestOf, EngineScene, facetKey } from './engine-scene.ts';
import type { EngineEvent, Objects } from './history.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import { randomObject, randomOperations } from './operations.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

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

/** What a facet was changed by: an edit that was told, or one that was not yet. */
type Local = 'unreported' | EditId;
type EditId = string;

export interface SavedFile {
  readonly objects: ReadonlyMap<ObjectId, SceneObject>;
  readonly unmanaged: readonly SceneObject[];
  readonly project: string | null;
  readonly scene: string | null;
  readonly revision: number | null;
}

interface Handled {
  readonly operations: readonly Operation[];
  readonly before: Scene;
  confirmed: boolean;
}

/** An edit of its own that is not decided. `n`: the number that it has at present. */
interface Edit {
  /** It made something new, and did not bring back what was there before. */
  readonly fresh: boolean;
  readonly operations: readonly Operation[];
  readonly facets: readonly Touch[];
  n: number | null;
}

/** What the adapter remembers while its process lives, and no longer (SEC-4). */
class Memory {
  token: string | null = null;
  socket: Socket | null = null;
  receipt: Receipt | null = null;
  appliedThrough: number | null = null;
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
  readonly edits = new Map<string, Edit>();
  /** Objects that were made here and of which nobody has said yet that they are shared. */
  readonly own = new Set<ObjectId>();
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
}

/** An artist's own steps that undo can still take back. */
const UNDO_STEPS_MAX = 20;
const EDIT_STEP = { kind: 'step', name: 'Move' } as const;

export class SimulatedEngine {
  readonly kind: string;
  scene = new EngineScene();
  alive = false;
  project: string | null = null;
  sceneId: string | null = null;
  savedRevision: number | null = null;
  #saved: SavedFile = { objects: new Map(), unmanaged: [], project: null, scene: null, revision: null };
  #memory = new Memory();
  #undo: { readonly operations: readonly Operation[]; readonly remote: boolean }[] = [];
  #lastConfirmed = 0;
  #title = 'untitled';
  #honest = true;
  /** Raised at every change of process or connection; what was started for an older one is dropped. */
  #era = 0;
  #lastHeardMs = 0;
  readonly misbehaviour: Misbehaviour;
  readonly #world: EngineWorld;
  readonly #speedMs: number;

  /** @param file what its artist opens first; null for a new one */
  constructor(
    kind: string,
    world: EngineWorld,
    misbehaviour: Misbehaviour,
    speedMs: number,
    file: SavedFile | null,
  ) {
    if (file !== null) this.#saved = file;
    this.kind = kind;
    this.#world = world;
    this.misbehaviour = misbehaviour;
    this.#speedMs = speedMs;
  }

  // ── The process ──────────────────────────────────────────────────────────────────────────────

  start(): void {
    if (this.alive) return;
    this.alive = true;
    this.#forgetAll();
    this.#openFile(this.#saved);
    this.#record({ did: 'process', what: 'started' });
    this.#connectIn(this.#world.random.between(1, 60));
  }

  /** Everything that was neither saved nor told is gone. */
  crash(): void {
    if (!this.alive) return;
    this.#record({ did: 'process', what: 'crashed' });
    this.alive = false;
    const { socket } = this.#memory;
    this.#forgetAll();
    socket?.close();
  }

  save(): void {
    if (!this.alive) return;
    this.savedRevision = this.#lastConfirmed;
    // What nobody has said is shared is saved without an identity of the project.
    const { own } = this.#memory;
    const file = this.scene.copy();
    for (const id of own) {
      const object = file.objects.get(id);
      if (object === undefined) continue;
      file.set(id, 'existence', null);
      file.unmanaged.push({ ...object, id: this.#world.random.uuid() });
    }
    this.#saved = {
      objects: file.objects,
      unmanaged: file.unmanaged,
      project: this.project,
      scene: this.sceneId,
      revision: this.savedRevision,
    };
    this.#send({ type: 'saved', unsaved: false });
  }

  /** Another file, unknown to the project, or back to the one that was saved (rule 3). */
  openFile(which: 'foreign' | 'saved'): void {
    if (!this.alive) return;
    const foreign: SavedFile = {
      objects: new Map(),
      unmanaged: [],
      project: null,
      scene: null,
      revision: null,
    };
    this.#openFile(which === 'foreign' ? foreign : this.#saved);
    this.#title = which === 'foreign' ? 'elsewhere' : 'untitled';
    const memory = this.#memory;
    memory.local.clear();
    memory.own.clear();
    memory.edits.clear();
    memory.shadow.clear();
    memory.unconfirmed.clear();
    memory.live = false;
    memory.elsewhere = true;
    this.#record({ did: 'process', what: 'opened_file' });
    this.#send({ type: 'scene', scene: this.#binding() });
  }

  #openFile(file: SavedFile): void {
    this.scene = new EngineScene();
    this.scene.objects = new Map(file.objects);
    this.scene.unmanaged = [...file.unmanaged];
    this.project = file.project;
    this.sceneId = file.scene;
    this.savedRevision = file.revision;
    this.#undo = [];
  }

  // ── The artist ───────────────────────────────────────────────────────────────────────────────

  /** A person changes something in here; without evidence it is something inside the engine that does. */
  edit(evidence: boolean): void {
    if (!this.alive || this.#memory.busy === 'hung') return;
    const operations = randomOperations(this.#world.random, this.scene.objects, 3);
    if (operations.length === 0) return;
    if (!this.#memory.live && operations.some((operation) => operation.op === 'create')) {
      // Nobody gives it an identity of the project: it stays unmanaged until a person shares it.
      this.scene.unmanaged.push(randomObject(this.#world.random, this.scene.objects));
      return;
    }
    this.#change(operations, evidence ? EDIT_STEP : null);
  }

  /** Ctrl+Z: takes back the newest step, the artist's own or one that came from elsewhere. */
  undo(): void {
    if (!this.alive || this.#memory.busy === 'hung') return;
    const step = this.#undo.pop();
    if (step === undefined) return;
    const working = new Map(this.scene.objects);
    for (const operation of step.operations) if (applyTo(working, operation, '') !== null) return;
    this.#change(step.operations, { kind: 'undo', name: 'Undo' });
  }

  #change(operations: readonly Operation[], undo: { kind: 'step' | 'undo'; name: string } | null): void {
    const before: Scene = { objects: this.scene.objects };
    const written = touches(before, operations).writes;
    if (undo?.kind === 'step') this.#pushUndo(invert(before, operations), false);
    this.scene.objects = new Map(before.objects);
    for (const [index, operation] of operations.entries()) {
      const refusal = applyTo(this.scene.objects, operation, `edit[${index}]`);
      if (refusal !== null) throw new Error(`an edit does not fit its own scene: ${refusal.message}`);
    }
    const memory = this.#memory;
    const edit = this.#world.random.uuid();
    this.#record({ did: 'edited', edit, evidence: undo !== null, operations });
    for (const { id, facet } of written) memory.local.set(facetKey(id, facet), 'unreported');
    if (memory.live) this.#report(edit, operations, undo, written, before);
  }

  #report(
    edit: string,
    operations: readonly Operation[],
    undo: { kind: 'step' | 'undo' | 'redo'; name: string } | null,
    written: readonly Touch[],
    before: Scene,
  ): void {
    const memory = this.#memory;
    memory.edits.set(edit, { operations, facets: written, n: null, fresh: undo?.kind !== 'undo' });
    for (const { id, facet } of written) memory.local.set(facetKey(id, facet), edit);
    for (const operation of operations) if (operation.op === 'create') memory.own.add(operation.object.id);
    this.#rememberShadow(written.map(({ id }) => id));
    this.#send({
      type: 'observed',
      edit,
      applied_through: memory.appliedThrough ?? 0,
      undo,
      before: statesBefore(before, written),
      operations: [...operations],
    });
  }

  #pushUndo(operations: readonly Operation[], remote: boolean): void {
    this.#undo.push({ operations, remote });
    if (this.#undo.length > UNDO_STEPS_MAX) this.#undo.shift();
  }

  /** The artist's hands are on some objects, or on none. */
  takeInHand(some: boolean): void {
    if (!this.#memory.live) return;
    const { hands, handled } = this.#memory;
    const id = some ? this.#world.random.pickOr([...this.scene.objects.keys()], null) : null;
    if (id === null && hands.size === 0) return;
    hands.clear();
    if (id !== null) hands.add(id);
    if (id !== null) handled.add(id);
    this.#send({ type: 'hands', objects: [...hands], mode: 'edit' });
  }

  /** `hung`: the main thread stands still and says nothing. */
  becomeBusy(how: 'short' | 'parked' | 'hung', forMs: number): void {
    const memory = this.#memory;
    if (!this.alive || memory.busy !== 'no') return;
    memory.busy = how;
    memory.lookedAtMs = this.#world.schedule.nowMs;
    if (how !== 'hung')
      this.#send({ type: 'busy', kind: how, activity: 'rendering', last_begun: memory.lastBegun });
    this.#later(forMs, () => this.#noLongerBusy());
  }

  #noLongerBusy(): void {
    const memory = this.#memory;
    if (memory.busy === 'no') return;
    const said = memory.busy !== 'hung';
    memory.busy = 'no';
    if (said) this.#send({ type: 'ready' });
    this.#work();
  }

  // ── The connection ───────────────────────────────────────────────────────────────────────────

  get session(): string | null {
    return this.#memory.socket?.session ?? null;
  }

  get live(): boolean {
    return this.alive && this.#memory.live;
  }

  get foreign(): boolean {
    return this.#memory.foreign;
  }

  connected(socket: Socket): void {
    if (!this.alive) return socket.close();
    this.#memory.socket = socket;
    this.#lastHeardMs = this.#world.schedule.nowMs;
  }

  /** The door did not open; a token that it did not take is of no more use. */
  refused(tokenDead: boolean): void {
    if (!this.alive) return;
    if (tokenDead) this.#memory.token = null;
    this.#connectIn(this.#world.random.between(20, 120));
  }

  closed(socket: Socket): void {
    if (this.#memory.socket !== socket) return;
    this.#dropConnection();
    this.#connectIn(this.#world.random.between(5, 150));
  }

  #dropConnection(): void {
    const memory = this.#memory;
    memory.socket = null;
    memory.live = false;
    memory.foreign = false;
    memory.held = false;
    memory.inbox.length = 0;
    memory.edits.clear();
    memory.working = false;
    memory.hands.clear();
    this.#era += 1;
    if (memory.busy !== 'no') memory.busy = 'no';
  }

  #forgetAll(): void {
    this.#memory = new Memory();
    this.#era += 1;
    this.#honest = !this.misbehaviour.active;
  }

  #connectIn(delayMs: number): void {
    this.#later(delayMs, () => {
      if (this.#memory.socket === null) this.#world.connect(this, this.#memory.token);
    });
  }

  /** Three heartbeats without a word: the adapter gives the socket up and comes back. */
  checkSilence(limitMs: number): void {
    const { socket } = this.#memory;
    if (socket === null || this.#world.schedule.nowMs - this.#lastHeardMs < limitMs) return;
    socket.close();
    this.closed(socket);
  }

  // ── The protocol ─────────────────────────────────────────────────────────────────────────────

  receive(socket: Socket, message: OrchestratorMessage): void {
    const memory = this.#memory;
    if (!this.alive || memory.socket !== socket) return;
    this.#lastHeardMs = this.#world.schedule.nowMs;
    switch (message.type) {
      case 'ping': {
        const stuck = memory.busy !== 'no' || memory.inbox.length > 0;
        const age = stuck ? (this.#world.schedule.nowMs - memory.lookedAtMs) * this.#world.rate : 0;
        this.#send({ type: 'pong', ping: message.ping, main_thread_age_ms: age });
        return;
      }
      case 'revoked':
        memory.token = null;
        return;
      case 'welcome':
        memory.token = message.token;
        memory.held = message.hold !== null;
        break;
      default:
        break;
    }
    if (memory.inbox.length === 0 && memory.busy === 'no') memory.lookedAtMs = this.#world.schedule.nowMs;
    memory.inbox.push(message);
    this.#work();
  }

  #work(): void {
    const memory = this.#memory;
    if (memory.working || memory.inbox.length === 0) return;
    memory.working = true;
    this.#later(this.#world.random.delayMs(this.#speedMs), () => {
      memory.working = false;
      if (memory.busy !== 'no') return;
      memory.lookedAtMs = this.#world.schedule.nowMs;
      const message = memory.inbox.shift();
      if (message !== undefined) this.#handle(message);
      this.#work();
    });
  }

  #handle(message: OrchestratorMessage): void {
    const memory = this.#memory;
    if (memory.elsewhere) {
      // What was sent for the file of before is not for this one. The answer to `scene` is one of these two.
      if (message.type === 'foreign' || message.type === 'take_inventory') memory.elsewhere = false;
      else if (message.type === 'apply' || message.type === 'adopt')
        return this.#fail(message.n, 'file_changed');
      else if (message.type === 'patch' || message.type === 'compensate' || message.type === 'live') return;
    }
    switch (message.type) {
      case 'welcome':
        return this.#greet();
      case 'bind':
        this.project = message.project;
        this.sceneId = message.scene;
        memory.foreign = false;
        return;
      case 'foreign':
        memory.foreign = true;
        memory.live = false;
        return;
      case 'take_inventory':
        memory.live = false;
        memory.foreign = false;
        memory.local.clear();
        memory.unconfirmed.clear();
        memory.edits.clear();
        memory.shadow = new Map(this.scene.objects);
        return this.#send({
          type: 'inventory',
          request: message.request,
          last: true,
          objects: [...this.scene.objects.values()].map((object) => [object.id, digestOf(object)]),
          unmanaged: this.scene.unmanaged.length,
        });
      case 'read_values':
        return this.#sendValues(message.request, message.ids);
      case 'adopt_unmanaged':
        return this.#shareOwn(message.request);
      case 'patch':
        return this.#patch(message);
      case 'live':
        return this.#goLive(message.revision);
      case 'apply':
        return this.#apply(message.n, message.operations);
      case 'adopt':
        return this.#adopt(message.n, message.edit, message.facets);
      case 'confirm':
        return this.#confirm(message.n, message.receipt);
      case 'compensate':
        return this.#compensate(message);
      case 'decided':
        return this.#decided(message);
      case 'hold':
        memory.held = true;
        return this.#send({ type: 'held', halt: message.halt });
      case 'release':
        memory.held = false;
        return;
      case 'note':
      case 'ping':
      case 'revoked':
        return;
    }
  }

  #binding(): Extract<AdapterMessage, { type: 'scene' }>['scene'] {
    return {
      project: this.project,
      scene: this.sceneId,
      saved_revision: this.savedRevision,
      title: this.#title,
      unsaved: false,
    };
  }

  #greet(): void {
    const memory = this.#memory;
    this.#honest = !this.misbehaviour.active;
    this.#send({
      type: 'hello',
      adapter: { name: 'simulated', version: '1' },
      engine: { kind: this.kind, version: '1' },
      scene: this.#binding(),
      applied_through: memory.appliedThrough,
      receipt: this.#receiptToShow(),
      masked: [],
    });
  }

  #receiptToShow(): Receipt | null {
    const { receipt } = this.#memory;
    if (receipt === null || !this.misbehaviour.forges()) return receipt;
    this.#lied('forged_receipt', true);
    return { ...receipt, n: receipt.n + 50 };
  }

  #sendValues(request: number, ids: readonly ObjectId[]): void {
    const objects: SceneObject[] = [];
    const missing: ObjectId[] = [];
    for (const id of ids) {
      const object = this.scene.objects.get(id);
      if (object === undefined) missing.push(id);
      else objects.push(object);
      // What it holds is told: from here on it may be set back.
      for (const key of this.#memory.local.keys()) if (key.startsWith(id)) this.#memory.local.delete(key);
    }
    this.#rememberShadow(ids);
    this.#send({ type: 'values', request, last: true, objects: parentsFirst(objects), missing });
  }

  /** A person wants the artist's own objects shared: each gets its place, and the whole is one edit. */
  #shareOwn(request: number): void {
    const memory = this.#memory;
    const unmanaged = this.scene.unmanaged.splice(0);
    const given = new Set([...this.scene.objects.keys(), ...unmanaged.map(({ id }) => id)]);
    const adopted = parentsFirst(
      unmanaged.map((object) => {
        const known = object.parent !== null && given.has(object.parent);
        return known ? object : { ...object, parent: null };
      }),
    );
    for (const object of adopted) this.scene.objects.set(object.id, object);
    this.#sendValues(
      request,
      adopted.map(({ id }) => id),
    );
    // The number of this adoption comes under the id of its first object.
    const [first] = adopted;
    if (first === undefined) return;
    const operations = adopted.map((object): Operation => ({ op: 'create', object }));
    const facets = adopted.map(({ id }): Touch => ({ id, facet: 'existence' }));
    memory.edits.set(first.id, { operations, facets, n: null, fresh: true });
    for (const { id, facet } of facets) memory.local.set(facetKey(id, facet), first.id);
    for (const { id } of adopted) memory.own.add(id);
  }

  #patch(message: Extract<OrchestratorMessage, { type: 'patch' }>): void {
    const { local } = this.#memory;
    const undecided = new Set(
      [...this.#memory.edits.values()].flatMap(({ facets }) =>
        facets.map(({ id, facet }) => facetKey(id, facet)),
      ),
    );
    const inHand = (key: string): boolean => local.get(key) === 'unreported' || undecided.has(key);
    // What was changed and is not decided yet stays: the refresh and the word about it crossed on their way.
    const kept = (id: ObjectId, facet: Facet): boolean =>
      inHand(facetKey(id, facet)) ||
      inHand(facetKey(id, 'existence')) ||
      (facet === 'existence' &&
        [...local.keys(), ...undecided].some((key) => key.startsWith(id) && inHand(key)));
    const changes = this.scene.patch(message.objects, message.removed, kept);
    this.#record({ did: 'patched', request: message.request, changes });
    const ids = [...message.objects.map(({ id }) => id), ...message.removed];
    for (const id of ids) {
      for (const key of local.keys()) if (key.startsWith(id) && !inHand(key)) local.delete(key);
    }
    for (const id of ids) this.#memory.own.delete(id);
    this.#rememberShadow(ids);
    this.#send({
      type: 'patched',
      request: message.request,
      states: ids.map((id): [ObjectId, string | null] => {
        const object = this.scene.objects.get(id);
        return [id, object === undefined ? null : digestOf(object)];
      }),
    });
  }

  #goLive(revision: number): void {
    const memory = this.#memory;
    memory.live = true;
    memory.movedOn.clear();
    memory.handled.clear();
    for (const id of memory.hands) memory.handled.add(id);
    memory.appliedThrough = Math.max(memory.appliedThrough ?? 0, revision);
    this.#lastConfirmed = Math.max(this.#lastConfirmed, revision);
    this.#record({ did: 'live', revision, objects: new Map(this.scene.objects), exempt: this.#exempt() });
    this.#reportOwn();
    this.#reportDifferences();
  }

  /** What was made here and never decided is said again: the word may have been lost on the way. */
  #reportOwn(): void {
    const memory = this.#memory;
    const before = new Map(this.scene.objects);
    const operations: Operation[] = [];
    for (const id of memory.own) {
      const object = this.scene.objects.get(id);
      before.delete(id);
      if (object !== undefined) operations.push({ op: 'create', object });
    }
    memory.own.clear();
    const sorted = parentsFirst(operations.flatMap((each) => (each.op === 'create' ? [each.object] : [])));
    const creates = sorted.map((object): Operation => ({ op: 'create', object }));
    if (creates.length === 0) return;
    const scene: Scene = { objects: before };
    this.#report(this.#world.random.uuid(), creates, EDIT_STEP, touches(scene, creates).writes, scene);
  }

  #exempt(): Set<string> {
    const { local, handled } = this.#memory;
    const exempt = new Set(local.keys());
    for (const id of handled) exempt.add(facetKey(id, 'existence'));
    return exempt;
  }

  /** What hands did while nobody listened, against what was last told. */
  #reportDifferences(): void {
    const memory = this.#memory;
    const changed = new Set<ObjectId>();
    for (const [key, state] of memory.local) {
      if (state !== 'unreported') continue;
      changed.add(key.slice(0, key.indexOf(' ')));
      // What was changed and changed back needs no word.
      memory.local.delete(key);
    }
    const before: Scene = { objects: new Map(memory.shadow) };
    const operations = changesOf(changed, before, { objects: this.scene.objects });
    if (operations.length === 0) return;
    const written = touches(before, operations).writes;
    this.#report(this.#world.random.uuid(), operations, EDIT_STEP, written, before);
  }

  #apply(n: number, operations: readonly Operation[]): void {
    const memory = this.#memory;
    if (!memory.live) this.#record({ did: 'complained', about: `apply ${n} while not live` });
    memory.lastBegun = n;
    if (this.misbehaviour.refuses()) return this.#fail(n, 'refused');
    const before: Scene = { objects: this.scene.objects };
    const applied = this.scene.apply(operations);
    if (applied === null) return this.#fail(n, 'cannot_apply');
    this.#pushUndo(invert(before, operations), true);
    for (const { id, facet } of applied.written) memory.local.delete(facetKey(id, facet));
    this.#begun(n, operations, before);
    this.#rememberShadow(applied.written.map(({ id }) => id));
    this.#record({ did: 'applied', n, ok: true, observed: false });
    this.#vote(n, applied.states);
  }

  #adopt(n: number, edit: string, facets: readonly Touch[]): void {
    const memory = this.#memory;
    if (!memory.live) this.#record({ did: 'complained', about: `adopt ${n} while not live` });
    memory.lastBegun = n;
    const known = memory.edits.get(edit);
    const states = this.scene.read(facets);
    if (known === undefined || states === null) return this.#moveOn(n);
    const touched =
      this.#overtaken(edit, facets) ||
      states.some(({ id, facet }) => {
        const { local } = memory;
        return !local.has(facetKey(id, facet)) && !local.has(facetKey(id, 'existence'));
      });
    if (touched) return this.#moveOn(n);
    // Tried before under another number, which ended by somebody else's fault: that one is over (R23).
    if (known.n !== null) memory.unconfirmed.delete(known.n);
    known.n = n;
    this.#begun(n, known.operations, { objects: this.scene.objects });
    this.#record({ did: 'applied', n, ok: true, observed: true });
    this.#vote(n, states);
  }

  /** A newer edit, told but not decided, changed the same again. */
  #overtaken(edit: string, facets: readonly Touch[]): boolean {
    const edits = [...this.#memory.edits];
    const newer = edits.slice(edits.findIndex(([id]) => id === edit) + 1);
    const changed = new Set(
      newer.flatMap(([, each]) => each.facets.map(({ id, facet }) => facetKey(id, facet))),
    );
    return facets.some(({ id, facet }) => {
      if (changed.has(facetKey(id, facet)) || changed.has(facetKey(id, 'existence'))) return true;
      return facet === 'existence' && [...changed].some((key) => key.startsWith(id));
    });
  }

  #moveOn(n: number): void {
    this.#memory.movedOn.add(n);
    this.#fail(n, 'moved_on');
  }

  #begun(n: number, operations: readonly Operation[], before: Scene): void {
    this.#memory.begun.set(n, { operations, before, confirmed: false });
    this.#memory.unconfirmed.add(n);
    this.#memory.appliedThrough = Math.max(this.#memory.appliedThrough ?? 0, n);
  }

  #vote(n: number, states: FacetState[]): void {
    const lie = this.misbehaviour.vote(n, states);
    if (lie === null) return this.#send({ type: 'applied', n, states });
    this.#lied(lie.how, lie.mustRevoke);
    for (const message of lie.messages) this.#send(message);
  }

  #fail(n: number, code: string): void {
    this.#record({ did: 'applied', n, ok: false, observed: false });
    this.#send({ type: 'failed', n, code, message: 'It could not be applied here.' });
  }

  #confirm(n: number, receipt: Receipt): void {
    const memory = this.#memory;
    memory.receipt = receipt;
    memory.unconfirmed.delete(n);
    const handled = memory.begun.get(n);
    if (handled === undefined && !memory.elsewhere && !memory.movedOn.has(n))
      this.#record({ did: 'complained', about: `confirm of ${n}, which was never applied here` });
    if (handled !== undefined) handled.confirmed = true;
    this.#lastConfirmed = Math.max(this.#lastConfirmed, n);
    this.#record({
      did: 'confirmed',
      n,
      // Overtaken edits are decided by what comes after them.
      atRest: memory.live && memory.unconfirmed.size === 0 && memory.movedOn.size === 0,
      objects: new Map(this.scene.objects),
      exempt: this.#exempt(),
    });
  }

  #compensate(message: Extract<OrchestratorMessage, { type: 'compensate' }>): void {
    const memory = this.#memory;
    const outcomes = this.scene.compensate(message.entries);
    memory.unconfirmed.delete(message.n);
    for (const [index, { id, facet }] of message.entries.entries()) {
      if (outcomes[index] === 'restored') memory.local.delete(facetKey(id, facet));
    }
    for (const [index, { id, facet, restore }] of message.entries.entries()) {
      // It is not to be shared, and the artist has worked on it since: it is theirs now.
      if (facet === 'existence' && restore.value === null && outcomes[index] === 'diverged')
        this.#makePrivate(id);
    }
    this.#rememberShadow(message.entries.map(({ id }) => id));
    this.#record({ did: 'compensated', n: message.n, outcomes });
    this.#send({
      type: 'compensated',
      n: message.n,
      outcomes: message.entries.map(({ id, facet }, index) => ({
        id,
        facet,
        outcome: outcomes[index] ?? 'diverged',
      })),
    });
  }

  #decided(message: Extract<OrchestratorMessage, { type: 'decided' }>): void {
    const memory = this.#memory;
    const edit = memory.edits.get(message.edit);
    if (edit === undefined || message.outcome === 'waiting' || message.outcome === 'collected') return;
    memory.edits.delete(message.edit);
    if (edit.n !== null) memory.unconfirmed.delete(edit.n);
    for (const operation of edit.operations)
      if (operation.op === 'create') memory.own.delete(operation.object.id);
    if (message.outcome !== 'committed') return this.#disown(edit);
    for (const { id, facet } of edit.facets) {
      const key = facetKey(id, facet);
      if (memory.local.get(key) === message.edit) memory.local.delete(key);
    }
  }

  /** What was made here and not taken over is the artist's alone again, without an identity of the project (R21). */
  #disown(edit: Edit): void {
    for (const operation of edit.operations) {
      if (operation.op === 'create' && edit.fresh) this.#makePrivate(operation.object.id);
    }
  }

  #makePrivate(id: ObjectId): void {
    const object = this.scene.objects.get(id);
    for (const key of this.#memory.local.keys()) if (key.startsWith(id)) this.#memory.local.delete(key);
    this.#memory.own.delete(id);
    if (object === undefined) return;
    this.scene.set(id, 'existence', null);
    // Another identity: should it have been shared after all, the shared one comes by itself.
    this.scene.unmanaged.push({ ...object, id: this.#world.random.uuid() });
  }

  // ── Small things ─────────────────────────────────────────────────────────────────────────────

  /** A deviation by chance, now and then, from an engine that is meant to misbehave. */
  misbehave(): void {
    const { socket } = this.#memory;
    if (!this.alive || socket === null || !this.misbehaviour.active) return;
    const act = this.misbehaviour.act(this.#memory.lastBegun ?? 0, this.#memory.receipt);
    if (act === null) return;
    this.#lied(act.how, act.mustRevoke);
    for (const message of act.messages) this.#send(message);
    if (act.malformed) this.#world.violate(socket.session, 'malformed');
  }

  /** It leaves in good order and comes back with a new pairing. */
  sayGoodbye(): void {
    const { socket } = this.#memory;
    if (socket === null) return;
    this.#send({ type: 'bye' });
    this.#memory.token = null;
    socket.close();
    this.closed(socket);
  }

  /** For the checkers: what it holds when everything is over. */
  rest(): void {
    this.#record({
      did: 'rests',
      objects: new Map(this.scene.objects),
      live: this.live,
      foreignIds: new Set(this.scene.unmanaged.map(({ id }) => id)),
    });
  }

  /** What keeps it from being at rest, in words; empty when nothing does. What neither side has needs no word. */
  undecided(shared: Objects): string {
    const { local, unconfirmed, inbox, edits } = this.#memory;
    if (inbox.length > 0) return `${inbox.length} messages wait`;
    if (unconfirmed.size > 0) return `${[...unconfirmed].join()} is neither confirmed nor taken back`;
    const open = [...local].filter(([key]) => {
      const id = key.slice(0, key.indexOf(' '));
      return this.scene.objects.has(id) || shared.has(id);
    });
    return open.length === 0
      ? ''
      : `${open.join(' · ')} is not agreed on; open edits: ${[...edits.keys()].join()}`;
  }

  /** Its faults end here; the next handshake counts as an honest one. */
  reform(): void {
    this.misbehaviour.stop();
    if (!this.#honest) {
      this.crash();
      this.start();
    }
  }

  #lied(how: string, mustRevoke: boolean): void {
    this.#honest = false;
    this.#record({ did: 'misbehaved', how, mustRevoke });
  }

  #rememberShadow(ids: readonly ObjectId[]): void {
    for (const id of ids) {
      const object = this.scene.objects.get(id);
      if (object === undefined) this.#memory.shadow.delete(id);
      else this.#memory.shadow.set(id, object);
    }
  }

  #send(message: AdapterMessage): void {
    const { socket } = this.#memory;
    if (socket === null) return;
    this.#world.check(message);
    socket.send(message);
  }

  #later(delayMs: number, run: () => void): void {
    const era = this.#era;
    this.#world.schedule.after(delayMs, () => {
      if (this.alive && era === this.#era) run();
    });
  }

  #record(event: EventBody): void {
    this.#world.record({
      at: 'engine',
      engine: this.kind,
      session: this.session,
      honest: this.#honest,
      ...event,
    } as EngineEvent);
  }
}

type EventBody = EngineEvent extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'at' | 'engine' | 'session' | 'honest'>
    : never
  : never;

/** What became of some objects, facet by facet: what is new, what changed, what is gone. */
function changesOf(ids: ReadonlySet<ObjectId>, from: Scene, to: Scene): Operation[] {
  const created: SceneObject[] = [];
  const changes: Operation[] = [];
  const gone = [...ids].filter((id) => from.objects.has(id) && !to.objects.has(id));
  for (const id of ids) {
    const was = from.objects.get(id);
    const is = to.objects.get(id);
    if (is === undefined) continue;
    if (was === undefined) {
      created.push(is);
      continue;
    }
    for (const facet of new Set([...facetsOf(was), ...facetsOf(is)])) {
      const value = facetValue(to, id, facet) ?? null;
      if (facet === 'existence' || sameValue(facetValue(from, id, facet) ?? null, value)) continue;
      changes.push(operationFor(id, facet, value));
    }
  }
  const creates = parentsFirst(created).map((object): Operation => ({ op: 'create', object }));
  const deletes: Operation[] = [];
  for (const id of gone) {
    if (ancestorsOf(from, id).some((each) => gone.includes(each))) continue;
    deletes.push({ op: 'delete', id, descendants: descendantsOf(from, id) });
  }
  return [...creates, ...changes, ...deletes];
}

function operationFor(id: ObjectId, facet: Facet, value: FacetState['value']): Operation {
  switch (facet) {
    case 'name':
      return { op: 'rename', id, name: value as string };
    case 'parent':
      return { op: 'reparent', id, parent: value as ObjectId | null };
    case 'transform':
      return { op: 'set_transform', id, transform: value as SceneObject['transform'] };
    case 'visibility':
      return { op: 'set_visibility', id, visibility: value as SceneObject['visibility'] };
    default: {
      const key = facet.slice('property:'.length);
      return { op: 'set_property', id, key, value: value as SceneObject['properties'][string] | null };
    }
  }
}

function statesBefore(before: Scene, written: readonly Touch[]): FacetState[] {
  const whole = new Set(written.filter(({ facet }) => facet === 'existence').map(({ id }) => id));
  const states: FacetState[] = [];
  for (const { id, facet } of written) {
    if (whole.has(id) && facet !== 'existence') continue;
    const value = facetValue(before, id, facet);
    if (value !== undefined) states.push({ id, facet, value });
  }
  return states;
}

function parentsFirst(objects: readonly SceneObject[]): SceneObject[] {
  const left = new Map(objects.map((object) => [object.id, object]));
  const sorted: SceneObject[] = [];
  const put = (object: SceneObject): void => {
    if (!left.delete(object.id)) return;
    const parent = object.parent === null ? undefined : left.get(object.parent);
    if (parent !== undefined) put(parent);
    sorted.push(object);
  };
  for (const object of objects) put(object);
  return sorted;
}
