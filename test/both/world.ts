/**
 * One host, one Blender and one editor of Unity's rules for a whole suite: each test begins with empty scenes, no undo
 * history, new sessions and an empty desk.
 */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ChangeView, SessionView } from '#app/control-room/index.ts';
import { isEnd } from '#app/intents/index.ts';
import { descendantsOf } from '#app/scene/index.ts';
import type { ObjectId, Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { Blender } from '../blender/blender.ts';
import type { Dump as BlenderDump, RawObject as BlenderObject } from '../blender/world.ts';
import { ControlRoom } from '../control-room.ts';
import { Agent } from '../e2e/support/agent.ts';
import { Recording } from '../faults/model/recording.ts';
import { diskDifference, replay } from '../faults/model/replaying.ts';
import { LogReader } from '../faults/process/log-reader.ts';
import type { EngineProcess } from '../scripted/engine-process.ts';
import { Editor } from '../unity/editor.ts';
import type { Dump as UnityDump, RawObject as UnityObject } from '../unity/editor.ts';
import { assertBlenderHolds, assertUnityHolds } from './in-step.ts';
import { Line } from './line.ts';

export type EngineName = 'blender' | 'unity';
export const ENGINES: readonly EngineName[] = ['blender', 'unity'];
export const otherThan = (engine: EngineName): EngineName => (engine === 'blender' ? 'unity' : 'blender');

/** More than one test's worth of the artist's steps. */
const UNDO_STEPS = 256;
/** Turns in which Blender's add-on looks at everything at least once, and says what it was going to say. */
const IDLE_TURNS = 16;

export class World {
  readonly room: ControlRoom;
  readonly blender: Blender;
  readonly editor: Editor;
  readonly lines: Readonly<Record<EngineName, Line>>;
  readonly #folder: string;
  readonly #recording: Recording;
  /** The sessions of this test. */
  #sessions: Record<EngineName, string> = { blender: '', unity: '' };
  #agent: { readonly name: string; readonly agent: Agent } | null = null;

  private constructor(
    folder: string,
    recording: Recording,
    room: ControlRoom,
    engines: { readonly blender: Blender; readonly editor: Editor },
    lines: Readonly<Record<EngineName, Line>>,
  ) {
    this.#folder = folder;
    this.#recording = recording;
    this.room = room;
    this.blender = engines.blender;
    this.editor = engines.editor;
    this.lines = lines;
  }

  /** @param driver the compiled test/unity/driver */
  static async start(driver: string): Promise<World> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-both-'));
    const engines = { blender: new Blender({}), editor: new Editor(driver) };
    const recording = new Recording();
    const room = await ControlRoom.open(folder, recording);
    const port = Number(new URL(room.host.gateway.endpoint).port);
    const lines = { blender: await Line.to(port), unity: await Line.to(port) };
    await Promise.all([engines.blender.ready(), engines.editor.ready()]);
    await engines.blender.python(`bpy.context.preferences.edit.undo_steps = ${UNDO_STEPS}`);
    return new World(folder, recording, room, engines, lines);
  }

  /** @returns what the pure core says otherwise than the host's did, or where the disk has something else; null for nothing */
  async stop(): Promise<string | null> {
    await this.#agent?.agent.close();
    await Promise.all([this.blender.close(), this.editor.close()]);
    await Promise.all([this.lines.blender.close(), this.lines.unity.close()]);
    await this.room.host.close();
    this.#recording.keep();
    const replayed = replay(this.#recording.entries);
    const disk = new LogReader(path.join(this.#folder, 'projects', 'default', 'ledger')).more();
    fs.rmSync(this.#folder, { recursive: true, force: true });
    return replayed.difference ?? diskDifference(replayed, disk);
  }

  process(engine: EngineName): EngineProcess {
    return engine === 'blender' ? this.blender : this.editor;
  }

  /** Both engines are live on empty files of their own, and hold these objects. */
  async fresh(...objects: SceneObject[]): Promise<void> {
    const { room } = this;
    for (const line of Object.values(this.lines)) line.reset();
    for (const engine of ENGINES) await this.process(engine).call('disconnect');
    for (const { session, state } of room.snapshot().sessions)
      if (state !== 'revoked') await room.request('revoke_session', { session }).catch(() => undefined);
    await room.until('everybody to be gone', () =>
      room.snapshot().sessions.every(({ state }) => state === 'revoked'),
    );
    await this.blender.call('open', { empty: true });
    await this.editor.call('open');
    await this.clearDesk();
    for (const engine of ENGINES) await this.connect(engine);
    for (const engine of ENGINES) await this.link(engine);
    if (objects.length > 0)
      await room.commit(...objects.map((object): Operation => ({ op: 'create', object })));
    await this.quiet();
  }

  /** With no engine there: nothing shared, nothing asked, nothing kept. */
  private async clearDesk(): Promise<void> {
    const { room } = this;
    if (room.snapshot().status.halted !== null) await room.request('resume', { scope: 'everyone' });
    for (const { id, state } of room.snapshot().waiting)
      if (state === 'awaiting_approval') await room.request('deny', { id, reason: '' });
    const truth = this.truth;
    const roots = [...truth.objects.values()].filter(({ parent }) => parent === null);
    if (roots.length > 0)
      await room.commit(
        ...roots.map(({ id }): Operation => ({ op: 'delete', id, descendants: descendantsOf(truth, id) })),
      );
    for (const { id } of room.snapshot().conflicts)
      await room.request('decide_conflict', { conflict: id, take: [] });
    for (const { id } of room.snapshot().shelf) await room.request('discard_shelved', { shelf: id });
  }

  async connect(engine: EngineName): Promise<void> {
    const { room } = this;
    const known = new Set(room.snapshot().sessions.map(({ session }) => session));
    const { code } = await room.request('pair_engine', {});
    await this.process(engine).call('connect', { url: this.lines[engine].url, code });
    const { session } = await room
      .until(`${engine} to say hello`, () =>
        room.snapshot().sessions.find((each) => each.kind === engine && !known.has(each.session)),
      )
      .catch(async (error: unknown) => {
        throw new Error(JSON.stringify(await this.process(engine).call('status')), { cause: error });
      });
    this.#sessions[engine] = session;
  }

  async link(engine: EngineName): Promise<void> {
    await this.state(engine, 'foreign');
    await this.room.request('link_scene', { session: this.session(engine).session });
    await this.state(engine, 'live');
  }

  /** The newest session of an engine: a resumed one has another id. */
  /** As somebody clicks who has seen what the window shows of it. */
  async refresh(engine: EngineName): Promise<void> {
    const { session, preview } = this.session(engine);
    await this.room.request('refresh_engine', { session, kept: preview?.kept ?? 0 });
  }

  session(engine: EngineName): SessionView {
    const found = this.room.snapshot().sessions.findLast((each) => each.engine === engine);
    assert.ok(found !== undefined, `${engine} has no session`);
    return found;
  }

  async state(engine: EngineName, state: SessionView['state']): Promise<SessionView> {
    return this.room.until(`${engine} to be ${state}`, () => {
      const session = this.room.snapshot().sessions.findLast((each) => each.engine === engine);
      return session?.state === state ? session : null;
    });
  }

  get truth(): Scene {
    return { objects: this.room.host.orchestrator.core.durable.objects };
  }

  /** Nothing is on its way in any direction, and both engines are live. */
  async quiet(): Promise<void> {
    const { core } = this.room.host.orchestrator;
    await this.room.until('everything to have settled', () => {
      const { status, sessions } = this.room.snapshot();
      const open = [...core.sessions.values()].filter(
        (each) => each.phase === 'live' && (each.purge.size > 0 || each.questions.size > 0),
      );
      const live = sessions.filter(({ state }) => state === 'live');
      return (
        status.inFlight.length === 0 &&
        status.queued === 0 &&
        open.length === 0 &&
        live.length === ENGINES.length
      );
    });
  }

  /** Whoever was going to say something has said it, and it is decided. */
  async settle(): Promise<void> {
    await Promise.all([this.blender.call('idle', { turns: IDLE_TURNS }), this.editor.frames()]);
    await this.quiet();
  }

  /** Both engines show the truth, beside what is an artist's own (R21). */
  async inStep(): Promise<void> {
    await this.settle();
    assertBlenderHolds(await this.blenderDump(), this.truth, this.unshared('blender'));
    assertUnityHolds(await this.unityDump(), this.truth, this.unshared('unity'));
  }

  /** Ids that truth never knew, which only this engine holds. */
  unshared(engine: EngineName): ReadonlySet<ObjectId> {
    const { core } = this.room.host.orchestrator;
    return core.sessions.get(this.session(engine).session)?.unshared ?? new Set();
  }

  async blenderDump(): Promise<BlenderDump> {
    return this.blender.call<BlenderDump>('dump');
  }

  async unityDump(): Promise<UnityDump> {
    return this.editor.dump();
  }

  async inBlender(name: string): Promise<BlenderObject> {
    const found = (await this.blender.call<BlenderDump>('dump', { names: [name] })).raw[name];
    assert.ok(found !== undefined, `Blender has no “${name}”`);
    return found;
  }

  async inUnity(name: string): Promise<UnityObject> {
    const [found, ...more] = (await this.unityDump()).objects.filter(({ raw }) => raw.name === name);
    assert.ok(found !== undefined && more.length === 0, `Unity has ${more.length} others than one “${name}”`);
    return found;
  }

  /** Both engines as they are, everything included, for comparing whole states. */
  async wholeState(): Promise<unknown> {
    const blender = await this.blenderDump();
    const raw = Object.fromEntries(
      Object.entries(blender.raw).map(([name, { pointer: _pointer, ...rest }]) => [name, rest]),
    );
    const { objects, apart } = await this.unityDump();
    return { blender: { raw, all: blender.all }, unity: { objects, apart } };
  }

  /** An artist does something in an engine; what became of it, once it has an end. */
  async byHand(
    engine: EngineName,
    verb: string,
    command: Readonly<Record<string, unknown>>,
  ): Promise<ChangeView> {
    const told = this.told(engine);
    await this.process(engine).call(verb, command);
    return told();
  }

  /** To be called before something is done there: waits for the end of the next edit that comes of it. */
  told(engine: EngineName): () => Promise<ChangeView> {
    const known = new Set(this.room.snapshot().changes.map(({ id }) => id));
    return () =>
      this.room.until(`an edit of ${engine} to be decided`, () =>
        this.room
          .snapshot()
          .changes.find(
            ({ id, actor, state }) =>
              actor.name === engine && actor.kind === 'engine' && !known.has(id) && isEnd(state),
          ),
      );
  }

  async pythonByHand(code: string): Promise<ChangeView> {
    const told = this.told('blender');
    await this.blender.python(code);
    return told();
  }

  /** The one object of this name in the truth. */
  named(name: string): SceneObject {
    const found = [...this.truth.objects.values()].filter((each) => each.name === name);
    assert.equal(found.length, 1, `the truth has ${found.length} “${name}”`);
    return found[0] as SceneObject;
  }

  /** Anything the engine has ever noted, newest last. */
  async notes(engine: EngineName): Promise<string> {
    return (await this.process(engine).call<string[]>('notes')).join('\n');
  }

  /** A proposal by the one AI agent, through its own door. @returns the intent's id */
  async propose(...operations: Operation[]): Promise<string> {
    const { room } = this;
    if (this.#agent === null) {
      const { token, url } = await room.request('create_agent', { name: 'Set dresser' });
      this.#agent = { name: 'Set dresser', agent: await Agent.connect({ token, url }) };
    }
    const { agent } = this.#agent;
    const begun = await agent.call('begin_atomic_operation', { task: 'dressing', reason: 'asked to' });
    assert.equal(begun.isError, false, begun.text);
    const { draft } = begun.value as { draft: string };
    const added = await agent.call('add_operation', { draft, operations });
    assert.equal(added.isError, false, added.text);
    const intent = randomUUID();
    const committed = await agent.call('commit_atomic_operation', { draft, intent });
    assert.equal(committed.isError, false, committed.text);
    return intent;
  }

  async approve(id: string): Promise<void> {
    const { hash } = await this.room.request('read_card', { id });
    await this.room.request('approve', { id, hash: hash ?? '' });
  }
}
