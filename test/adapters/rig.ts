/** The real host and Godots beside it; what a test waits for is looked at again whenever one of them tells something. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFailed, onTestFinished } from 'vitest';
import type { RequestBody, RequestResults, Result, SessionView } from '#app/control-room/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { createHandlers } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';
import type { EngineLauncher, ShellHandlers } from '#main/shell/index.ts';
import { runningHost } from '#test/running-host.ts';
import { Godot } from './godot.ts';
import type { Frame, GodotNode, GodotScene } from './godot.ts';

/** A third engine is started by its user. */
const NO_LAUNCHER: EngineLauncher = {
  findBlender: () => Promise.resolve(null),
  launchBlender: () => Promise.reject(new Error('No engine is launched here.')),
  installBlenderAddon: () => Promise.reject(new Error('Nothing is installed here.')),
};
const WAIT_LIMIT_MS = 15_000;

export class Rig {
  readonly folder: string;
  readonly host: Host;
  readonly #checks: Set<() => void>;

  private constructor(folder: string, host: Host, checks: Set<() => void>) {
    this.folder = folder;
    this.host = host;
    this.#checks = checks;
  }

  /** Ended, with every Godot, when the test is. */
  static async start(): Promise<Rig> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-adapters-'));
    onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
    const checks = new Set<() => void>();
    const started: Host[] = [];
    const host = await runningHost(folder, {
      onFeed: () => {
        for (const each of started) each.takeBatch();
        for (const check of checks) check();
      },
    });
    started.push(host);
    onTestFinished(() => host.close());
    return new Rig(folder, host, checks);
  }

  async startGodot(): Promise<Godot> {
    const home = fs.mkdtempSync(path.join(this.folder, 'godot-'));
    const godot = await Godot.start(home, () => {
      for (const check of this.#checks) check();
    });
    onTestFailed(() => {
      console.log(godot.printed);
      for (const each of godot.told) console.log(JSON.stringify(each));
    });
    onTestFinished(() => godot.end());
    return godot;
  }

  /** A request as the window sends it. */
  async request<Name extends keyof ShellHandlers>(
    name: Name,
    body: RequestBody<Name>,
  ): Promise<RequestResults[Name]> {
    const handlers: { [Each in Name]: (body: RequestBody<Each>) => Promise<Result<RequestResults[Each]>> } =
      createHandlers(this.host, NO_LAUNCHER);
    const result = await handlers[name](body);
    if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.reason)}`);
    return result.value;
  }

  /** @returns the first value of `look` that is something, or true */
  until<Value>(what: string, look: () => Value | null | undefined | false): Promise<Value> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(limit);
        this.#checks.delete(check);
      };
      const check = (): void => {
        const value = look();
        if (value === null || value === undefined || value === false) return;
        end();
        resolve(value);
      };
      const limit = setTimeout(() => {
        end();
        reject(
          new Error(`Waited in vain for ${what}. Sessions: ${JSON.stringify(this.host.snapshot().sessions)}`),
        );
      }, WAIT_LIMIT_MS);
      this.#checks.add(check);
      check();
    });
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
    return this.host.snapshot().sessions.find((each) => each.session === session);
  }

  object(id: string): SceneObject | undefined {
    return this.host.snapshot().objects.find((each) => each.id === id);
  }

  /** A change from the window's side. @returns the intent's id */
  async submit(...operations: Operation[]): Promise<string> {
    const id = randomUUID();
    const { revision } = this.host.orchestrator.core.durable;
    await this.request('submit', { id, base: { revision, after: [] }, reason: '', operations });
    return id;
  }

  /** What became of an intent. */
  outcome(id: string): Promise<string> {
    return this.until(`the end of ${id}`, () => {
      const change = this.host.snapshot().changes.find((each) => each.id === id);
      return ['committed', 'aborted', 'rejected', 'conflicted'].find((state) => state === change?.state);
    });
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
