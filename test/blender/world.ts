/** One Blender and one scripted application, and a way to begin each test with an empty scene. */
import { strict as assert } from 'node:assert';
import { EMPTY_SCENE } from '#app/scene/index.ts';
import type { ObjectId, Scene, SceneObject } from '#app/scene/index.ts';
import { Blender } from './blender.ts';
import { FakeServer, PROJECT, SCENE } from '../scripted/fake-server.ts';
import type { Session } from '../scripted/fake-server.ts';

export interface RawObject {
  readonly type: string;
  readonly matrix_world: number[][];
  readonly matrix_parent_inverse: number[][];
  readonly location: number[];
  readonly rotation_mode: string;
  readonly rotation_quaternion: number[];
  readonly rotation_euler: number[];
  readonly scale: number[];
  readonly parent: string | null;
  readonly hide_viewport: boolean;
  readonly hide_render: boolean;
  readonly collections: string[];
  readonly data: string | null;
  readonly data_pointer: number | null;
  readonly vertices: number[][] | null;
  readonly modifiers: [string, string][];
  readonly materials: (string | null)[];
  readonly selected: boolean | null;
  readonly pointer: number;
  readonly fake_user: boolean;
  readonly properties: Record<string, unknown>;
}

export interface Dump {
  readonly raw: Record<string, RawObject>;
  readonly canonical: Record<ObjectId, SceneObject>;
  readonly all: string[];
  readonly ids: Record<string, ObjectId | null>;
  readonly scene: Record<string, unknown>;
}

export class World {
  readonly server: FakeServer;
  readonly blender: Blender;
  session: Session;

  private constructor(server: FakeServer, blender: Blender, session: Session) {
    this.server = server;
    this.blender = blender;
    this.session = session;
  }

  static async start(options: { windowed: boolean }): Promise<World> {
    const server = await new FakeServer().listen();
    const blender = new Blender({ windowed: options.windowed, url: server.url, code: server.code });
    await blender.ready();
    const session = await server.session();
    const world = new World(server, blender, session);
    try {
      await session.join();
      await session.barrier();
    } catch (error) {
      blender.kill('SIGKILL');
      throw new Error(blender.output.join('\n'), { cause: error });
    }
    return world;
  }

  async stop(): Promise<void> {
    await this.blender.close();
    await this.server.close();
  }

  /** An empty file, linked and brought to `truth`. */
  async fresh(truth: Scene = EMPTY_SCENE): Promise<Session> {
    const { session } = this;
    await this.blender.call('open', { empty: true });
    const { scene } = await session.next('scene');
    assert.equal(scene.project, null);
    session.clear();
    session.driven.clear();
    session.bounded.clear();
    session.send({ type: 'bind', project: PROJECT, scene: SCENE });
    session.truth = truth;
    await session.resync();
    await session.barrier();
    session.clear();
    return session;
  }

  async dump(names?: readonly string[]): Promise<Dump> {
    return this.blender.call<Dump>('dump', names === undefined ? {} : { names });
  }

  async raw(name: string): Promise<RawObject> {
    const found = (await this.dump([name])).raw[name];
    if (found === undefined) throw new Error(`Blender has no “${name}” in its scene`);
    return found;
  }

  /** Blender's notes, newest last. */
  async notes(): Promise<string[]> {
    return this.blender.call<string[]>('notes');
  }

  /** So many turns of the add-on; what it was going to say, it has said. */
  async idle(turns = 25): Promise<void> {
    await this.blender.call('idle', { turns });
    await this.session.barrier();
  }
}
