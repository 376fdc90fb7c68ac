/** One editor and one scripted application, and a way to begin each test with an empty scene. */
import { strict as assert } from 'node:assert';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { EMPTY_SCENE } from '#app/scene/index.ts';
import type { Scene, SceneObject } from '#app/scene/index.ts';
import { FakeServer, PROJECT, SCENE } from '../scripted/fake-server.ts';
import type { Session } from '../scripted/fake-server.ts';
import { Editor } from './editor.ts';
import type { Dump, RawObject } from './editor.ts';

export class World {
  readonly server: FakeServer;
  readonly editor: Editor;
  session: Session;

  private constructor(server: FakeServer, editor: Editor, session: Session) {
    this.server = server;
    this.editor = editor;
    this.session = session;
  }

  static async start(driver: string): Promise<World> {
    const server = await new FakeServer().listen();
    const editor = new Editor(driver);
    await editor.ready();
    await editor.call('connect', { url: server.url, code: server.code });
    const session = await server.session();
    const world = new World(server, editor, session);
    try {
      await session.join();
      await session.barrier();
    } catch (error) {
      editor.kill('SIGKILL');
      throw new Error(editor.output.join('\n'), { cause: error });
    }
    return world;
  }

  async stop(): Promise<void> {
    await this.editor.close();
    await this.server.close();
  }

  /** A new scene, linked and brought to `truth`. */
  async fresh(truth: Scene = EMPTY_SCENE): Promise<Session> {
    const { session } = this;
    await this.editor.call('open');
    const { scene } = await session.next('scene', (each) => each.scene.project === null);
    assert.equal(scene.scene, null);
    session.clear();
    session.driven.clear();
    session.bounded.clear();
    session.send({ type: 'bind', project: PROJECT, scene: SCENE });
    session.truth = truth;
    await session.resync();
    await session.barrier();
    session.clear();
    await this.editor.call('writes');
    return session;
  }

  /** Everything managed is lost in the editor; the adapter that comes after takes the session up and is compared. */
  async reloadDomain(): Promise<Session> {
    const before = this.session;
    await this.editor.call('reload_domain');
    const session = await this.server.session();
    assert.equal(session.resumed, true);
    session.adoptNumbersOf(before);
    session.driven.clear();
    session.bounded.clear();
    await session.join(before.truth, before.revision);
    await session.barrier();
    this.session = session;
    return session;
  }

  /** Says good-bye, looks at what is left, and pairs again. */
  async pairAnew(look: () => Promise<void>): Promise<Session> {
    const before = this.session;
    await this.editor.call('disconnect');
    await before.next('bye');
    assert.equal(await before.closed, 1000);
    await look();
    await this.editor.call('connect', { url: this.server.url, code: this.server.code });
    const session = await this.server.session();
    session.adoptNumbersOf(before);
    await session.join(before.truth, before.revision);
    await session.barrier();
    this.session = session;
    return session;
  }

  /** Takes over what was told and waits, in order. */
  async takeAll(session: Session): Promise<AdapterMessageOf<'observed'>[]> {
    const taken: AdapterMessageOf<'observed'>[] = [];
    for (const { edit } of session.unread('observed')) {
      const next = await session.next('observed', (each) => each.edit === edit);
      await session.adopt(next);
      taken.push(next);
    }
    return taken;
  }

  async dump(): Promise<Dump> {
    return this.editor.dump();
  }

  /** The one object of this name that the scene has. */
  async raw(name: string): Promise<RawObject> {
    const found = (await this.dump()).objects.filter((each) => each.raw.name === name);
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`The scene has ${found.length} “${name}”`);
    return first;
  }

  /** Names in the order of the hierarchy. */
  async names(): Promise<string[]> {
    return namesOf(await this.dump());
  }

  async notes(): Promise<string[]> {
    return this.editor.notes();
  }

  /** So many frames; what the adapter was going to say, it has said. */
  async idle(frames?: number): Promise<void> {
    await this.editor.frames(frames);
    await this.session.barrier();
  }

  /** Nobody said anything that was not asked for. */
  async silence(): Promise<void> {
    await this.idle();
    assert.deepEqual(this.session.unread('observed'), []);
  }
}

/** What an edit says was made, if that is all that it says. */
export function made(edit: AdapterMessageOf<'observed'>): SceneObject {
  const [first] = edit.operations;
  assert.ok(first?.op === 'create' && edit.operations.length === 1, JSON.stringify(edit.operations));
  return first.object as SceneObject;
}

export function namesOf(dump: Dump): string[] {
  return dump.objects.map((each) => each.raw.name);
}

export function idsOf(dump: Dump): Record<string, string | null> {
  return Object.fromEntries(dump.objects.map((each) => [each.raw.name, each.id]));
}

/** What has to be the same after something was taken back: every object to the bit, its place in the hierarchy, and its handle. */
export function comparable(dump: Dump): unknown {
  return { objects: dump.objects, apart: dump.apart };
}

export function property(object: RawObject, key: string): unknown {
  return field(object, 'VibeSyncIdentity', `property:${key}`);
}

export function field(object: RawObject, type: string, name: string): unknown {
  return object.raw.components.find((each) => each.type === type)?.fields[name];
}
