/** The real host with a person at it: commands as the window sends them, and waiting for what comes of them. */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import type {
  ChangeView,
  RequestBody,
  RequestResults,
  Result,
  SessionView,
  Snapshot,
} from '#app/control-room/index.ts';
import { isEnd } from '#app/intents/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { createHandlers } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';
import type { EngineLauncher, HostHandlers } from '#main/shell/index.ts';
import { runningHost } from './running-host.ts';
import type { Told } from './running-host.ts';

/** The engines of a test are started by the test. */
const NO_LAUNCHER: EngineLauncher = {
  findBlender: () => Promise.resolve(null),
  launchBlender: () => Promise.reject(new Error('No engine is launched here.')),
  installBlenderAddon: () => Promise.reject(new Error('Nothing is installed here.')),
  installUnityPackage: () => Promise.reject(new Error('Nothing is installed here.')),
};
const WAIT_LIMIT_MS = 15_000;

export class ControlRoom {
  readonly host: Host;
  readonly #checks: Set<() => void>;

  private constructor(host: Host, checks: Set<() => void>) {
    this.host = host;
    this.#checks = checks;
  }

  /** @param told what else the host is composed with */
  static async open(
    userData: string,
    told: Pick<Told, 'createCore' | 'log' | 'onHalt'> = {},
  ): Promise<ControlRoom> {
    const checks = new Set<() => void>();
    const started: Host[] = [];
    const host = await runningHost(userData, {
      ...told,
      onFeed: () => {
        for (const each of started) each.takeBatch();
        for (const check of checks) check();
      },
    });
    started.push(host);
    return new ControlRoom(host, checks);
  }

  /** Something that is waited for may have happened elsewhere than in the host. */
  lookAgain(): void {
    for (const check of this.#checks) check();
  }

  snapshot(): Snapshot {
    return this.host.snapshot();
  }

  /** A request as the window sends it. */
  async request<Name extends keyof HostHandlers>(
    name: Name,
    body: RequestBody<Name>,
  ): Promise<RequestResults[Name]> {
    const handlers: { [Each in Name]: (body: RequestBody<Each>) => Promise<Result<RequestResults[Each]>> } =
      createHandlers(this.host, NO_LAUNCHER, () => Promise.resolve(null));
    const result = await handlers[name](body);
    if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result.reason)}`);
    return result.value;
  }

  /** @returns the first value of `look` that is something, or true; looked for at every change, within that very turn */
  until<Value>(
    what: string,
    look: () => Value | null | undefined | false,
    limitMs = WAIT_LIMIT_MS,
  ): Promise<Value> {
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
        reject(new Error(`Waited in vain for ${what}.\n${this.#picture()}`));
      }, limitMs);
      this.#checks.add(check);
      check();
    });
  }

  /** What a person would look at first, where something did not come. */
  #picture(): string {
    const { sessions, status, changes, conflicts } = this.snapshot();
    return [
      ...sessions.filter(({ state }) => state !== 'revoked'),
      ...status.inFlight,
      ...changes.slice(-3),
      ...conflicts,
    ]
      .map((each) => JSON.stringify(each))
      .join('\n');
  }

  session(session: string): SessionView | undefined {
    return this.snapshot().sessions.find((each) => each.session === session);
  }

  object(id: string): SceneObject | undefined {
    return this.snapshot().objects.find((each) => each.id === id);
  }

  /** A change from the window's side. @returns the intent's id */
  async submit(...operations: Operation[]): Promise<string> {
    const id = randomUUID();
    const { revision } = this.host.orchestrator.core.durable;
    await this.request('submit', { id, base: { revision, after: [] }, reason: '', operations });
    return id;
  }

  change(id: string): ChangeView | undefined {
    return this.snapshot().changes.find((each) => each.id === id);
  }

  /** What became of an intent. */
  outcome(id: string): Promise<string> {
    return this.until(`the end of ${id}`, () => {
      const state = this.change(id)?.state;
      return state !== undefined && isEnd(state) ? state : null;
    });
  }

  async commit(...operations: Operation[]): Promise<void> {
    const id = await this.submit(...operations);
    assert.equal(await this.outcome(id), 'committed', this.change(id)?.reason?.message);
  }
}
