/** A hand-driven orchestrator for transcripts: the ledger syncs when told to, engines answer when told to. */
import type { Actor, Reason } from '#app/intents/index.ts';
import { emptyDurableState, foldRecord } from '#app/ledger/index.ts';
import type { DurableState, LedgerRecord, Receipt } from '#app/ledger/index.ts';
import { intentHash } from '#app/intents/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { digestObject, expectedStates, applyOrThrow, touches } from '#app/scene/index.ts';
import type { Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { shownHash } from '#main/orchestrator/gate.ts';
import { DEFAULT_CONFIG, Orchestrator } from '#main/orchestrator/index.ts';
import type { Command, Effect, Input, OrchestratorConfig, Submission } from '#main/orchestrator/index.ts';

export const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
export const AGENT: Actor = { kind: 'agent', id: 'agent:dresser', name: 'set-dresser' };
const LEDGER = '00000000-0000-4000-8000-00000000aaaa';
const PROJECT = { id: '00000000-0000-4000-8000-00000000bbbb', name: 'Courtyard' };
const SCENE = '00000000-0000-4000-8000-00000000cccc';

export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function box(number: number, more: Partial<SceneObject> = {}): SceneObject {
  return {
    id: uuid(number),
    kind: 'mesh',
    name: `Box_${number}`,
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
    ...more,
  };
}

export function moved(x: number): SceneObject['transform'] {
  return { translation: [x, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] };
}

/** Boxes from 101 on, each below the one before it. */
export function chain(length: number): SceneObject[] {
  return Array.from({ length }, (_, index) =>
    box(101 + index, { parent: index === 0 ? null : uuid(100 + index) }),
  );
}

/** What looks at each step of every rig (`watched.ts`). */
export interface Watcher {
  check(input: Input, effects: Effect[]): void;
}

let makeWatcher: ((orchestrator: Orchestrator) => Watcher) | null = null;

/** Not by an import: what it looks at cannot be loaded where clocks and chance are taken away. */
export function watchRigs(make: (orchestrator: Orchestrator) => Watcher): void {
  makeWatcher = make;
}

export class Rig {
  orchestrator: Orchestrator;
  records: LedgerRecord[] = [];
  state: DurableState;
  /** Everything sent, by session, oldest first. */
  sent: { session: string; message: OrchestratorMessage }[] = [];
  effects: Effect[] = [];
  engines = new Map<string, Scene>();
  /** What an engine cannot show of a refresh, with what it holds. */
  refusesToPatch: (object: SceneObject, holds: Scene['objects']) => boolean = () => false;
  nowMs = 0;
  #synced = 0;
  readonly #watcher: Watcher | null;
  #nextReply = 0;

  constructor(
    options: {
      config?: Partial<OrchestratorConfig>;
      records?: LedgerRecord[];
      haltMark?: number | null;
      readOnly?: Reason | null;
    } = {},
  ) {
    this.records = options.records ?? [{ kind: 'genesis', ledger: LEDGER, project: PROJECT, format: 1 }];
    this.#synced = this.records.length;
    this.state = emptyDurableState();
    for (const [index, record] of this.records.entries())
      foldRecord(this.state, index + 1, record, intentHash);
    this.orchestrator = new Orchestrator({
      config: { ...DEFAULT_CONFIG, ...options.config },
      state: this.state,
      nowMs: 0,
      started: 'recovered',
      readOnly: options.readOnly ?? null,
      haltMark: options.haltMark ?? null,
      verifyReceipt: (receipt) => receipt.mac === 'f'.repeat(64),
    });
    this.#take(this.orchestrator.start());
    this.#watcher = makeWatcher?.(this.orchestrator) ?? null;
    this.sync();
  }

  step(input: Input): Effect[] {
    const effects = this.orchestrator.step(input);
    this.orchestrator.checkInvariants();
    this.#watcher?.check(input, effects);
    this.#take(effects);
    return effects;
  }

  #take(effects: Effect[]): void {
    this.effects.push(...effects);
    for (const effect of effects) {
      if (effect.fx === 'append') this.records.push(...effect.records);
      if (effect.fx === 'send') this.sent.push({ session: effect.session, message: effect.message });
    }
  }

  /** The ledger has synced everything appended so far. */
  sync(): Effect[] {
    const receipts: Receipt[] = [];
    for (const record of this.records.slice(this.#synced)) {
      if (record.kind === 'commit')
        receipts.push({ ledger: LEDGER, n: record.n, head: 'a'.repeat(64), mac: 'f'.repeat(64) });
    }
    this.#synced = this.records.length;
    return this.step({ in: 'durable', position: this.records.length, receipts });
  }

  /** The disk refuses everything that is not synced yet, and would take it later (R5). */
  refuse(): Effect[] {
    this.records.length = this.#synced;
    const reason = { code: 'disk_full', message: 'The disk is full.', path: null };
    return this.step({ in: 'ledger_failed', outcome: 'refused', from: this.#synced + 1, reason });
  }

  /** The history turns out to be damaged: nothing of what is not synced is written any more. */
  damage(): Effect[] {
    this.records.length = this.#synced;
    const reason = { code: 'record_missing', message: 'Record 3 is missing.', path: null };
    return this.step({ in: 'ledger_failed', outcome: 'read_only', from: this.#synced + 1, reason });
  }

  /** Lets time pass in small ticks, answering every ping, so that nobody counts as silent. */
  wait(passMs: number): void {
    for (let passed = 0; passed < passMs; passed += 1_000) {
      this.tick(1_000);
      for (const session of this.engines.keys()) {
        const ping = this.take(session, ['ping']);
        if (ping !== null) this.frame(session, { type: 'pong', ping: ping.ping, main_thread_age_ms: 1 });
      }
      if (this.unsynced > 0) this.sync();
    }
  }

  get unsynced(): number {
    return this.records.length - this.#synced;
  }

  tick(passMs: number): Effect[] {
    this.nowMs += passMs;
    return this.step({ in: 'tick', nowMs: this.nowMs });
  }

  frame(session: string, message: AdapterMessage): Effect[] {
    return this.step({ in: 'frame', session, message });
  }

  submit(
    id: number,
    operations: Operation[],
    more: Partial<Submission> & { channel?: 'human' | 'ai' | 'override'; actor?: Actor } = {},
  ): Effect[] {
    const { channel = 'human', actor = channel === 'ai' ? AGENT : PERSON, ...submission } = more;
    this.#nextReply += 1;
    return this.step({
      in: 'submit',
      channel,
      actor,
      reply: `r${this.#nextReply}`,
      submission: {
        id: uuid(id),
        base: { revision: this.state.revision, after: [] },
        reason: 'because',
        task: null,
        operations,
        ...submission,
      },
    });
  }

  command(command: Command): Effect[] {
    this.#nextReply += 1;
    return this.step({ in: 'command', reply: `r${this.#nextReply}`, command });
  }

  /** Connects an engine that holds some objects, links its file, and plays it through to live. */
  connect(
    number: number,
    kind = 'blender',
    holds: readonly SceneObject[] = [],
    features: readonly string[] = [],
  ): string {
    const session = this.knock(number, kind, holds, features);
    this.playResync(session);
    return session;
  }

  /** The same, as far as its first question. */
  knock(
    number: number,
    kind = 'blender',
    holds: readonly SceneObject[] = [],
    features: readonly string[] = [],
  ): string {
    const session = uuid(0xe00 + number);
    this.engines.set(session, { objects: new Map(holds.map((object) => [object.id, object])) });
    this.step({ in: 'connected', session, resumes: null, token: '0'.repeat(64) });
    this.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind, version: '1' },
      scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false },
      applied_through: null,
      receipt: null,
      masked: [],
      ...(features.length === 0 ? {} : { features }),
    });
    this.command({ do: 'link_scene', session, scene: `${SCENE.slice(0, -String(number).length)}${number}` });
    this.sync();
    return session;
  }

  /** The connection is lost. */
  lose(session: string): void {
    this.step({ in: 'disconnected', session });
  }

  /** The same process comes back with its token, on a new connection; its questions are still to be answered. */
  resume(
    lost: string,
    number: number,
    appliedThrough = this.state.revision,
    features: readonly string[] = [],
  ): string {
    const session = uuid(0xe00 + number);
    const open = this.orchestrator.core.sessions.get(lost)?.scene;
    this.engines.set(session, this.engines.get(lost) ?? { objects: new Map() });
    this.step({ in: 'connected', session, resumes: lost, token: '1'.repeat(64) });
    this.frame(session, {
      type: 'hello',
      adapter: { name: 'test', version: '1' },
      engine: { kind: 'blender', version: '1' },
      scene: {
        project: PROJECT.id,
        scene: open ?? [...(this.state.scenes.get('blender') ?? [])][0] ?? null,
        saved_revision: null,
        title: 'untitled',
        unsaved: false,
      },
      applied_through: appliedThrough,
      receipt: null,
      masked: [],
      ...(features.length === 0 ? {} : { features }),
    });
    return session;
  }

  /** Answers questions honestly from the engine's own scene until there are none, or so many of them. */
  playResync(session: string, questions = Number.POSITIVE_INFINITY): void {
    for (let answered = 0; answered < questions; answered += 1) {
      const next = this.take(session, ['take_inventory', 'read_values', 'patch']);
      if (next === null) return;
      const engine = new Map(this.engines.get(session)?.objects);
      if (next.type === 'take_inventory') {
        const objects = [...engine.values()].map((object): [string, string] => [
          object.id,
          digestObject(object),
        ]);
        this.frame(session, { type: 'inventory', request: next.request, last: true, objects, unmanaged: 0 });
      } else if (next.type === 'read_values') {
        const objects = next.ids.flatMap((id) => engine.get(id) ?? []);
        this.frame(session, {
          type: 'values',
          request: next.request,
          last: true,
          objects,
          missing: next.ids.filter((id) => !engine.has(id)),
        });
      } else if (next.type === 'patch') {
        for (const object of next.objects)
          if (!this.refusesToPatch(object, engine)) engine.set(object.id, object);
        for (const id of next.removed) engine.delete(id);
        this.engines.set(session, { objects: engine });
        const ids = [...next.objects.map(({ id }) => id), ...next.removed];
        this.frame(session, {
          type: 'patched',
          request: next.request,
          states: ids.map((id) => [id, engine.has(id) ? digestObject(engine.get(id) as SceneObject) : null]),
        });
      }
      if (this.unsynced > 0) this.sync();
    }
  }

  /** The oldest message of these types to a session that was not taken yet. */
  take<Type extends OrchestratorMessage['type']>(
    session: string,
    types: readonly Type[],
  ): Extract<OrchestratorMessage, { type: Type }> | null {
    const index = this.sent.findIndex(
      (each) => each.session === session && (types as readonly string[]).includes(each.message.type),
    );
    if (index < 0) return null;
    return (this.sent.splice(index, 1)[0]?.message ?? null) as Extract<
      OrchestratorMessage,
      { type: Type }
    > | null;
  }

  /** The engine applies the next intent and votes. Returns its number. */
  playApply(session: string): number | null {
    const message = this.take(session, ['apply', 'adopt']);
    if (message === null) return null;
    if (message.type === 'adopt') {
      const engine = this.engines.get(session) as Scene;
      const states = expectedStates(engine, message.facets);
      this.frame(session, { type: 'applied', n: message.n, states });
      return message.n;
    }
    const before = this.engines.get(session) as Scene;
    const written = touches(before, message.operations).writes;
    const after = applyOrThrow(before, message.operations);
    this.engines.set(session, after);
    this.frame(session, { type: 'applied', n: message.n, states: expectedStates(after, written) });
    return message.n;
  }

  /** The hash of what the card of a suggestion shows. */
  shownHash(id: number): string {
    const { core } = this.orchestrator;
    const proposal = core.proposals.get(uuid(id));
    if (proposal === undefined) throw new Error(`${id} waits for nobody`);
    return shownHash(core, proposal.intent);
  }

  /** States that an intent went through, in order. */
  statesOf(id: number): string[] {
    return this.effects.flatMap((effect) =>
      effect.fx === 'settled' && effect.id === uuid(id) ? [effect.state] : [],
    );
  }
}
