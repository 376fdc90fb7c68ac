/** The real host, two scripted engines on wires of their own, and a record of all that happens, for the judge. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { SessionView } from '#app/control-room/index.ts';
import { isEnd } from '#app/intents/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Host } from '#main/host/index.ts';
import type { Answer, Effect, Input } from '#main/orchestrator/index.ts';
import { ControlRoom } from '#test/control-room.ts';
import { object } from '#test/scripted/objects.ts';
import { isLong, shown } from '#test/evidence/index.ts';
import { Recording } from '../model/recording.ts';
import { diskDifference, replay } from '../model/replaying.ts';
import { LogReader } from '../process/log-reader.ts';
import { ScriptedEngine } from './engine.ts';
import type { Kind } from './engine.ts';
import { judge } from './judge.ts';
import type { Event, Problem } from './judge.ts';
import { Wire } from './wire.ts';

export const KINDS: readonly Kind[] = ['blender', 'unity'];
export const otherThan = (kind: Kind): Kind => (kind === 'blender' ? 'unity' : 'blender');

/** Who it happens to: in turn the one and the other; in the long form both. */
export function victims(turn: number): readonly Kind[] {
  return isLong() ? KINDS : KINDS.filter((_, index) => turn % KINDS.length === index);
}

/** Ticks in which time passes: less than what the core takes for the machine's sleep (R34). */
const TICK_MS = 1_000;

/** A breaker tries again at once, and as often as these tests break something: one rig stands for many. */
const CONFIG = { breakerRetryMs: 20, breakerMaxFailures: 10_000 } as const;

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const AGENT: Actor = { kind: 'agent', id: 'agent', name: 'Agent' };

interface HandedIn {
  readonly id: string;
  readonly answer: Answer;
}

type Step = (input: Input) => Effect[];

export interface RigOptions {
  /** Stands between the host and its core: a broken build, or one whose clock runs ahead. */
  readonly around?: (step: Step) => Step;
}

export class Rig {
  readonly #folder: string;
  readonly #around: (step: Step) => Step;
  #room: ControlRoom;
  /** Of all that the core was told and said. */
  readonly recording: Recording;
  readonly events: Event[] = [];
  readonly engines: Readonly<Record<Kind, ScriptedEngine>>;
  readonly wires: Readonly<Record<Kind, Wire>>;
  /** Called for everything that happens, in the very turn. */
  readonly #watchers = new Set<(event: Event) => void>();
  readonly #submitted: string[] = [];
  #aheadMs = 0;

  private constructor(
    folder: string,
    around: (step: Step) => Step,
    recording: Recording,
    room: ControlRoom,
    wires: Record<Kind, Wire>,
  ) {
    this.#folder = folder;
    this.#around = around;
    this.recording = recording;
    this.#room = room;
    this.wires = wires;
    const engine = (kind: Kind): ScriptedEngine =>
      new ScriptedEngine(kind, wires[kind].url, () => this.#room.lookAgain());
    this.engines = { blender: engine('blender'), unity: engine('unity') };
  }

  static async start({ around = (step) => step }: RigOptions = {}): Promise<Rig> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-network-'));
    const recording = new Recording();
    const room = await ControlRoom.open(folder, recording);
    const rigs: Rig[] = [];
    const wire = (engine: Kind): Promise<Wire> =>
      Wire.to(room.host.gateway.port, (connection, news) =>
        rigs[0]?.record({ at: 'wire', engine, connection, news }),
      );
    const rig = new Rig(folder, around, recording, room, {
      blender: await wire('blender'),
      unity: await wire('unity'),
    });
    rigs.push(rig);
    rig.#listenIn();
    for (const kind of KINDS) await rig.join(kind);
    return rig;
  }

  /** Whatever was done to it: what its core said is what the model says, and what lies on the disk as well. */
  async close(): Promise<void> {
    for (const kind of KINDS) {
      this.engines[kind].close();
      await this.wires[kind].close();
    }
    await this.host.close();
    this.recording.keep();
    const replayed = replay(this.recording.entries);
    const disk = new LogReader(path.join(this.#folder, 'projects', 'default', 'ledger')).more();
    fs.rmSync(this.#folder, { recursive: true, force: true });
    expect(replayed.difference).toBeNull();
    expect(diskDifference(replayed, disk)).toBeNull();
    shown({
      ids: ['ORD-1', 'FAIL-3', 'TIME-1'],
      how: 'inputs of the real application under faults of the network, given to the pure core: the same, to the byte',
      runs: replayed.turns,
    });
    this.disk = disk.map(({ record }) => record as unknown as LedgerRecord);
  }

  /** The log as it lies on the disk, once it is closed. */
  disk: readonly LedgerRecord[] = [];

  /** The application is closed and started again, on the port that it had. */
  async restart(): Promise<void> {
    await this.host.close();
    this.#room = await ControlRoom.open(this.#folder, this.recording);
    this.#listenIn();
  }

  get room(): ControlRoom {
    return this.#room;
  }
  get host(): Host {
    return this.room.host;
  }

  /** Everything that the core is told and says passes here, and its clock may run ahead of the machine's. */
  #listenIn(): void {
    const { orchestrator } = this.host;
    orchestrator.core.config = { ...orchestrator.core.config, ...CONFIG };
    const step = this.#around(orchestrator.step.bind(orchestrator));
    orchestrator.step = (input: Input): Effect[] => {
      if (input.in === 'durable') {
        this.record({ at: 'disk', position: input.position });
        // Nobody else is told of what needed no confirmation.
        setImmediate(() => this.room.lookAgain());
      }
      const isTime = input.in === 'tick' || input.in === 'clock';
      const effects = step(isTime ? { ...input, nowMs: input.nowMs + this.#aheadMs } : input);
      for (const effect of effects) this.#note(effect);
      return effects.map((effect) =>
        effect.fx === 'wake' ? { ...effect, atMs: effect.atMs - this.#aheadMs } : effect,
      );
    };
  }

  #note(effect: Effect): void {
    if (effect.fx === 'append')
      effect.records.forEach((record, index) =>
        this.record({ at: 'log', position: effect.position + index, record }),
      );
    if (effect.fx !== 'settled' || !isEnd(effect.state)) return;
    const { actor, id, state, n } = effect;
    this.record({ at: 'author', id, end: state, n });
    if (state === 'committed' && n !== null)
      this.record({ at: 'client', seen: { saw: 'confirmed', id: `${actor} ${id}`, n } });
  }

  record(event: Event): void {
    this.events.push(event);
    for (const each of this.#watchers) each(event);
  }

  /** The next event that `fits`; `then` runs in its very turn, before anything else can happen. */
  when(what: string, fits: (event: Event) => boolean, then: () => void = () => undefined): Promise<unknown> {
    let isThere = false;
    const watch = (event: Event): void => {
      if (!fits(event)) return;
      isThere = true;
      this.#watchers.delete(watch);
      then();
      setImmediate(() => this.room.lookAgain());
    };
    this.#watchers.add(watch);
    return this.room.until(what, () => isThere);
  }

  /** Pairs an engine anew and links its file, until it is in step. */
  async join(kind: Kind): Promise<void> {
    const known = new Set(this.room.snapshot().sessions.map(({ session }) => session));
    const { code } = await this.room.request('pair_engine', {});
    this.engines[kind].pair(code);
    const asks = await this.room.until(`${kind} to be there`, () => {
      const session = this.session(kind);
      if (session === undefined || known.has(session.session)) return null;
      return session.state === 'foreign' || session.state === 'live' ? session : null;
    });
    if (asks.state === 'foreign') await this.room.request('link_scene', { session: asks.session });
    await this.live(kind);
  }

  /** Its newest session. */
  session(kind: Kind): SessionView | undefined {
    return this.room.snapshot().sessions.findLast((each) => each.kind === kind);
  }

  live(kind: Kind, limitMs?: number): Promise<unknown> {
    return this.room.until(`${kind} to be live`, () => this.session(kind)?.state === 'live', limitMs);
  }

  /** Its session is over, by the application's word and on the line itself. */
  out(kind: Kind, session: string, limitMs?: number): Promise<unknown> {
    const isOut = (): boolean =>
      this.room.session(session)?.state === 'revoked' && !this.wires[kind].isConnected;
    return this.room.until(`${kind} to be out`, isOut, limitMs);
  }

  /** An author is about to hand something in. */
  handsIn(actor: string, id: string): void {
    this.record({ at: 'client', seen: { saw: 'handed_in', id: `${actor} ${id}` } });
  }

  /** What somebody handed in elsewhere was let in. */
  admitted(id: string): void {
    this.#submitted.push(id);
  }

  /** Somebody looked at the shared scene, or at some of it. */
  read(revision: number, objects: readonly SceneObject[], isWhole: boolean): void {
    const byId = new Map(objects.map((each) => [each.id, each]));
    this.record({ at: 'client', seen: { saw: 'scene', revision, objects: byId, isWhole } });
  }

  async submit(...operations: Operation[]): Promise<string> {
    const id = await this.room.submit(...operations);
    this.#submitted.push(id);
    return id;
  }

  /** A person's, whether it is let in or not. */
  handIn(...operations: Operation[]): Promise<HandedIn> {
    return this.#handIn('human', PERSON, operations);
  }

  /** An agent's, whether it is let in or not. */
  ask(...operations: Operation[]): Promise<HandedIn> {
    return this.#handIn('ai', AGENT, operations);
  }

  /** The override. */
  force(...operations: Operation[]): Promise<HandedIn> {
    return this.#handIn('override', PERSON, operations);
  }

  async #handIn(
    channel: 'human' | 'ai' | 'override',
    actor: Actor,
    operations: readonly Operation[],
  ): Promise<HandedIn> {
    const id = randomUUID();
    this.handsIn(actor.id, id);
    const base = { revision: this.host.orchestrator.core.durable.revision, after: [] };
    const answer = await this.host.submit(channel, actor, {
      id,
      base,
      reason: 'asked to',
      task: null,
      operations,
    });
    if (answer.ok) this.#submitted.push(id);
    return { id, answer };
  }

  async approve(id: string): Promise<void> {
    await this.room.until('a card', () => this.room.snapshot().waiting.find((each) => each.id === id));
    const { hash } = await this.room.request('read_card', { id });
    await this.room.request('approve', { id, hash: hash ?? '' });
  }

  /** @returns its id */
  async commitObject(name: string): Promise<string> {
    const made = object(`${name} ${randomUUID()}`);
    const id = await this.submit({ op: 'create', object: made });
    expect(await this.room.outcome(id)).toBe('committed');
    return made.id;
  }

  /** So much time passes for the core, in which everybody who can still answer its heartbeats does. */
  async pass(ms: number, answering: readonly Kind[]): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += TICK_MS) {
      this.#aheadMs += TICK_MS;
      this.host.input({ in: 'tick', nowMs: Math.round(performance.now()) });
      await this.room.until('heartbeats to be answered', () =>
        [...this.host.orchestrator.core.sessions.values()].every(
          ({ engine, phase, ping }) =>
            ping === null ||
            phase === 'detached' ||
            phase === 'over' ||
            !answering.some((each) => each === engine),
        ),
      );
    }
  }

  /** Nothing is on its way, what waits for a person is denied, and the engines are in step. */
  async settle(kinds: readonly Kind[] = KINDS, limitMs?: number): Promise<void> {
    for (const kind of kinds) await this.live(kind, limitMs);
    // What waits for the next tick has it now.
    await this.pass(TICK_MS, kinds);
    const { core } = this.host.orchestrator;
    await this.room.until('everything to have settled', () => {
      for (const { id, state } of this.room.snapshot().waiting)
        if (state === 'awaiting_approval')
          void this.room.request('deny', { id, reason: '' }).catch(() => undefined);
      const { status, waiting } = this.room.snapshot();
      const isOpen = [...core.sessions.values()].some(
        (each) => each.phase === 'live' && (each.purge.size > 0 || each.questions.size > 0),
      );
      const isLive = kinds.every((kind) => this.session(kind)?.state === 'live');
      return (
        status.inFlight.length === 0 &&
        status.queued === 0 &&
        waiting.length === 0 &&
        core.pendingRecords.length === 0 &&
        !isOpen &&
        isLive
      );
    });
  }

  /** What the judge says of everything so far; empty when all is well. */
  problems(kinds: readonly Kind[] = KINDS): Problem[] {
    return judge({
      events: this.events,
      submitted: this.#submitted,
      shown: this.room.snapshot().objects,
      engines: new Map(kinds.map((kind) => [kind, this.engines[kind].objects()])),
    });
  }
}

/** One for all tests of a file. */
export function sharedRig(): () => Rig {
  const rigs: Rig[] = [];
  beforeAll(async () => {
    rigs.push(await Rig.start());
  });
  afterAll(() => rigs[0]?.close());
  return () => {
    const [rig] = rigs;
    if (rig === undefined) throw new Error('It has not started.');
    return rig;
  };
}

/** One for this test alone. */
export async function ownRig(options: RigOptions = {}): Promise<Rig> {
  const rig = await Rig.start(options);
  onTestFinished(() => rig.close());
  return rig;
}
