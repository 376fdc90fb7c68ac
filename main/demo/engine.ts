/**
 * A simulated engine: a client of the adapter protocol like any other, over a real socket, with a memory of its own and
 * an artist's hands. It knows nothing of what decides about it.
 */
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { canonicalOperation, objectsTouched, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { EngineMemory } from './engine-memory.ts';
import type { Pace } from './pace.ts';
import type { Random } from './random.ts';

export interface EngineOptions {
  readonly kind: 'blender' | 'unity';
  readonly version: string;
  /** Of its file. */
  readonly title: string;
  readonly url: string;
  readonly pairingCode: string;
  /** What its file holds before it is shared. */
  readonly own: readonly SceneObject[];
  readonly pace: Pace;
  readonly random: Random;
}

type Message<Type extends OrchestratorMessage['type']> = Extract<
  OrchestratorMessage,
  { readonly type: Type }
>;

/** How long a change takes it to apply, in milliseconds. */
const APPLY_MS = { low: 15, high: 70 };
const INVENTORY_PART = 2_000;

export class SimulatedEngine {
  readonly memory = new EngineMemory();
  /** Resolves with the session when the file waits for a person to link it. */
  readonly foreign = Promise.withResolvers<string>();
  readonly live = Promise.withResolvers<void>();
  /** Everything that the file held is shared. */
  readonly shared = Promise.withResolvers<void>();
  readonly #options: EngineOptions;
  readonly #socket: WebSocket;
  /** Objects of its own that nobody shares yet. */
  readonly #own: Map<ObjectId, SceneObject>;
  /** What an edit left behind, until it is decided. */
  readonly #edits = new Map<string, readonly FacetState[]>();
  readonly #queue: OrchestratorMessage[] = [];
  #session = '';
  #appliedThrough = 0;
  #inHands: readonly ObjectId[] = [];
  #busySinceMs: number | null = null;
  #working = false;
  #isOver = false;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#own = new Map(options.own.map((object) => [object.id, object]));
    this.#socket = new WebSocket(options.url, SUBPROTOCOL, {
      headers: { Authorization: `VibeSync-Pairing ${options.pairingCode}` },
      perMessageDeflate: false,
    });
    // A loopback socket that fails is closed next, and that is what ends it.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.#over());
    this.#socket.on('message', (data: Buffer) => {
      this.#hear(JSON.parse(data.toString('utf8')) as OrchestratorMessage);
    });
    options.pace.ended.addEventListener('abort', () => this.#leave(), { once: true });
  }

  /** It was disconnected, or the demo is over: nobody works in it any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isBusy(): boolean {
    return this.#busySinceMs !== null;
  }

  /**
   * A person does something in it, shown by an undo step. Nothing where it cannot be done, as to an object that went
   * meanwhile.
   */
  edit(step: string, make: (memory: EngineMemory) => readonly Operation[]): void {
    const operations = make(this.memory).map(canonicalOperation);
    if (operations.length === 0 || this.#isOver) return;
    const before = this.memory.before(operations);
    const written = this.memory.apply(operations);
    if (!written.ok) return;
    const edit = this.#options.random.uuid();
    this.#edits.set(edit, written.states);
    this.#send({
      type: 'observed',
      edit,
      applied_through: this.#appliedThrough,
      undo: { kind: 'step', name: step },
      before,
      operations,
    });
  }

  /** A person holds an object for a while, and lets go of it with an edit made. */
  async drag(
    name: string,
    holdMs: number,
    step: string,
    make: (object: SceneObject) => Operation,
  ): Promise<void> {
    const object = this.memory.find(name);
    if (object === null || this.isBusy) return;
    this.#hold([object.id], 'move');
    try {
      await this.#options.pace.wait(holdMs);
      this.edit(step, ({ scene }) => {
        const held = scene.objects.get(object.id);
        return held === undefined ? [] : [make(held)];
      });
    } finally {
      this.#hold([], '');
    }
  }

  /** Its main thread is taken up: what comes meanwhile waits, unless it is parked and nobody waits for it. */
  async busy(kind: 'short' | 'parked', activity: string, during: () => Promise<void>): Promise<void> {
    this.#send({ type: 'busy', kind, activity, last_begun: this.#appliedThrough || null });
    this.#busySinceMs = performance.now();
    try {
      await during();
    } finally {
      this.#busySinceMs = null;
      this.#send({ type: 'ready' });
      void this.#work();
    }
  }

  save(unsaved: boolean): void {
    this.#send({ type: 'saved', unsaved });
  }

  #hold(objects: readonly ObjectId[], mode: string): void {
    this.#inHands = objects;
    this.#send({ type: 'hands', objects: [...objects], mode });
  }

  #hear(message: OrchestratorMessage): void {
    // The socket's own thread answers this one, also while the engine is taken up.
    if (message.type === 'ping') {
      const age = this.#busySinceMs === null ? 0 : performance.now() - this.#busySinceMs;
      this.#send({ type: 'pong', ping: message.ping, main_thread_age_ms: Math.round(age) });
      return;
    }
    this.#queue.push(message);
    void this.#work();
  }

  /** One after the other, as an engine's main thread does it. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    const { pace, random } = this.#options;
    while (!this.isBusy && !this.#isOver) {
      const message = this.#queue.shift();
      if (message === undefined) break;
      if (message.type === 'apply')
        await pace.wait(random.between(APPLY_MS.low, APPLY_MS.high)).catch(() => undefined);
      this.#take(message);
    }
    this.#working = false;
  }

  #take(message: OrchestratorMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#session = message.session;
        return this.#hello();
      case 'foreign':
        return this.foreign.resolve(this.#session);
      case 'take_inventory':
        return this.#inventory(message);
      case 'read_values':
        return this.#values(message.request, message.ids);
      case 'adopt_unmanaged':
        return this.#shareOwn(message);
      case 'patch':
        return this.#patch(message);
      case 'audit':
        return this.#send({
          type: 'digests',
          request: message.request,
          states: message.ids.filter((id) => !this.#inHands.includes(id)).map((id) => this.memory.digest(id)),
        });
      case 'live':
        this.#appliedThrough = Math.max(this.#appliedThrough, message.revision);
        return this.live.resolve();
      case 'apply':
        return this.#apply(message);
      case 'adopt':
        return this.#adopt(message);
      case 'compensate':
        return this.#compensate(message);
      case 'decided':
        if (message.outcome !== 'waiting' && message.outcome !== 'collected')
          this.#edits.delete(message.edit);
        return;
      case 'hold':
        return this.#send({ type: 'held', halt: message.halt });
      case 'revoked':
        return this.#over();
      default:
        return;
    }
  }

  #hello(): void {
    const { kind, version, title, random } = this.#options;
    this.#send({
      type: 'hello',
      adapter: { name: `vibesync-demo-${kind}`, version: '1' },
      engine: { kind, version },
      scene: {
        project: null,
        scene: null,
        saved_revision: null,
        title,
        file: random.uuid().replaceAll('-', '').repeat(2),
        unsaved: false,
      },
      applied_through: null,
      receipt: null,
      masked: [],
    });
  }

  #inventory({ request }: Message<'take_inventory'>): void {
    const ids = [...this.memory.scene.objects.keys()];
    for (let start = 0; start === 0 || start < ids.length; start += INVENTORY_PART)
      this.#send({
        type: 'inventory',
        request,
        last: start + INVENTORY_PART >= ids.length,
        objects: ids
          .slice(start, start + INVENTORY_PART)
          .map((id): [ObjectId, string] => [id, this.memory.digest(id)[1] ?? '']),
        unmanaged: this.#own.size,
      });
  }

  #values(request: number, ids: readonly ObjectId[]): void {
    const { objects } = this.memory.scene;
    this.#send({
      type: 'values',
      request,
      last: true,
      objects: ids.flatMap((id) => objects.get(id) ?? []),
      missing: ids.filter((id) => !objects.has(id)),
    });
  }

  #shareOwn({ request }: Message<'adopt_unmanaged'>): void {
    const objects = [...this.#own.values()];
    for (const object of objects) this.memory.put(object);
    this.#own.clear();
    this.#send({ type: 'values', request, last: true, objects, missing: [] });
  }

  #patch({ request, objects, removed }: Message<'patch'>): void {
    for (const object of objects) if (!this.#inHands.includes(object.id)) this.memory.put(object);
    for (const id of removed) if (!this.#inHands.includes(id)) this.memory.remove(id);
    const ids = [...objects.map(({ id }) => id), ...removed];
    this.#send({ type: 'patched', request, states: ids.map((id) => this.memory.digest(id)) });
  }

  #apply({ n, operations }: Message<'apply'>): void {
    if (objectsTouched(operations).some((id) => this.#inHands.includes(id)))
      return this.#fail(n, 'in_hands', 'The artist holds it.');
    const written = this.memory.apply(operations);
    if (!written.ok) return this.#fail(n, 'engine_error', written.message);
    this.#vote(n, written.states);
  }

  /** Its own edit got its number: nothing is written, and what is there now is the vote. */
  #adopt({ n, edit, facets }: Message<'adopt'>): void {
    const states = facets.flatMap(({ id, facet }): FacetState[] => {
      const value = this.memory.read(id, facet);
      return value === undefined ? [] : [{ id, facet, value }];
    });
    const told = this.#edits.get(edit) ?? [];
    const movedOn = told.some(({ id, facet, value }) => !sameValue(this.memory.read(id, facet), value));
    if (movedOn) return this.#fail(n, 'moved_on', 'The artist has changed it again.');
    this.#vote(n, states);
    this.shared.resolve();
  }

  #compensate({ n, entries }: Message<'compensate'>): void {
    const outcomes = entries.map((entry) => ({
      id: entry.id,
      facet: entry.facet,
      outcome: this.#inHands.includes(entry.id) ? ('diverged' as const) : this.memory.restore(entry),
    }));
    this.#send({ type: 'compensated', n, outcomes });
  }

  #vote(n: number, states: readonly FacetState[]): void {
    this.#appliedThrough = Math.max(this.#appliedThrough, n);
    this.#send({ type: 'applied', n, states });
  }

  #fail(n: number, code: string, message: string): void {
    this.#send({ type: 'failed', n, code, message });
  }

  #send(message: AdapterMessage): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #leave(): void {
    this.#send({ type: 'bye' });
    this.#socket.close();
    this.#over();
  }

  #over(): void {
    this.#isOver = true;
  }
}
