/** The real host and Godots beside it; what a test waits for is looked at again whenever one of them tells something. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFailed, onTestFinished } from 'vitest';
import type { RequestBody, RequestResults, SessionView } from '#app/control-room/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Host } from '#main/host/index.ts';
import type { HostHandlers } from '#main/shell/index.ts';
import { ControlRoom } from '#test/control-room.ts';
import { Godot } from './godot.ts';
import type { Frame, GodotNode, GodotScene } from './godot.ts';

export class Rig {
  readonly folder: string;
  readonly host: Host;
  readonly #room: ControlRoom;

  private constructor(folder: string, room: ControlRoom) {
    this.folder = folder;
    this.host = room.host;
    this.#room = room;
  }

  /** Ended, with every Godot, when the test is. */
  static async start(): Promise<Rig> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-adapters-'));
    onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
    const room = await ControlRoom.open(folder);
    onTestFinished(() => room.host.close());
    return new Rig(folder, room);
  }

  async startGodot(): Promise<Godot> {
    const home = fs.mkdtempSync(path.join(this.folder, 'godot-'));
    const godot = await Godot.start(home, () => this.#room.lookAgain());
    onTestFailed(() => {
      console.log(godot.printed);
      for (const each of godot.told) console.log(JSON.stringify(each));
    });
    onTestFinished(() => godot.end());
    return godot;
  }

  /** A request as the window sends it. */
  request<Name extends keyof HostHandlers>(
    name: Name,
    body: RequestBody<Name>,
  ): Promise<RequestResults[Name]> {
    return this.#room.request(name, body);
  }

  /** @returns the first value of `look` that is something, or true */
  until<Value>(what: string, look: () => Value | null | undefined | false): Promise<Value> {
    return this.#room.until(what, look);
  }

  /** Godot pairs with a code that the window made. */
  async pair(godot: Godot): Promise<SessionView> {
    const known = new Set(this.host.snapshot().sessions.map(({ session }) => session));
    const { code, endpoint } = await this.request('pair_engine', {});
    godot.do({ do: 'pair', url: endpoint, code });
    return this.until('a new session that has greeted', () =>
      this.host.snapshot().sessions.find(({ session, kind }) => kind === 'godot' && !known.has(session)),
    );
  }

  /** Paired, linked to the project and in step. */
  async join(): Promise<{ godot: Godot; session: string }> {
    const godot = await this.startGodot();
    const { session } = await this.pair(godot);
    await this.until('the file to be known as foreign', () => this.session(session)?.state === 'foreign');
    await this.request('link_scene', { session });
    await this.until('Godot to be live', () => this.session(session)?.state === 'live');
    return { godot, session };
  }

  session(session: string): SessionView | undefined {
    return this.#room.session(session);
  }

  object(id: string): SceneObject | undefined {
    return this.#room.object(id);
  }

  /** A change from the window's side. @returns the intent's id */
  submit(...operations: Operation[]): Promise<string> {
    return this.#room.submit(...operations);
  }

  /** What became of an intent. */
  outcome(id: string): Promise<string> {
    return this.#room.outcome(id);
  }

  async commit(...operations: Operation[]): Promise<void> {
    expect(await this.outcome(await this.submit(...operations))).toBe('committed');
  }

  /** Godot's scene in Godot's own words. */
  dump(godot: Godot): Promise<GodotScene> {
    const from = godot.told.length;
    godot.do({ do: 'dump' });
    return this.until('a dump', () => {
      const dumped = godot.told.slice(from).find((each) => each.event === 'dump');
      return dumped?.event === 'dump' ? dumped : null;
    });
  }

  /** One node of a dump, by its path below the scene's root. */
  async node(godot: Godot, path: string): Promise<GodotNode | undefined> {
    const { nodes } = await this.dump(godot);
    return nodes.find((node) => node.path === path);
  }

  /** The next frame of a type that came to Godot after `seen` of them. */
  frame(godot: Godot, type: string, seen = 0): Promise<Frame> {
    return this.until(`${type} number ${seen + 1}`, () => godot.frames('frame', type)[seen]);
  }
}
