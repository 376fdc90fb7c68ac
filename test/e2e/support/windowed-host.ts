/**
 * The application with its window as the soak of test/faults/process sees a host: its author is the person at the
 * window, who sends what the page may send and hears what the page is told.
 */
import path from 'node:path';
import type {
  ControlRoomApi,
  FeedBatch,
  RequestBody,
  RequestName,
  RequestResults,
  Result,
} from '#app/control-room/index.ts';
import { isEnd } from '#app/intents/index.ts';
import type { Said, Told } from '../../faults/process/host-process.ts';
import type { End, HostProcess, LifeOptions } from '../../faults/process/running-process.ts';
import type { Happenings } from '../../faults/process/waiting.ts';
import { Application } from './application.ts';

const POINTS = path.join(import.meta.dirname, 'points-in-threads.cjs');

/** From the end of its sockets to the word that it has ended, at most. */
const DEATH_IS_HEARD_MS = 5_000;

/** What the page shows to a test that listens. */
interface Page {
  readonly vibesync: ControlRoomApi;
  readonly heard: (batch: Pick<FeedBatch, 'changes' | 'sessions'>) => void;
}

export class WindowedHost implements HostProcess {
  end: End | null = null;
  readonly #app: Application;
  readonly #happenings: Happenings;
  readonly #say: (message: Said) => void;
  readonly #asked = new Set<string>();
  #isUp = false;
  #sessions: NonNullable<FeedBatch['sessions']> = [];

  constructor({ userData, killAt = null, pointsFile = '', onSaid }: LifeOptions, happenings: Happenings) {
    this.#app = new Application(userData);
    this.#happenings = happenings;
    this.#say = (message) => {
      // What is read only after its death was told to nobody.
      if (this.end === null) onSaid(message);
      happenings.wake();
    };
    const env = {
      POINTS_FILE: pointsFile,
      KILL_AT: killAt === null ? '' : `${killAt.point}:${killAt.count}`,
    };
    this.#begin(env).catch((error: unknown) => this.#wentWrong(error));
  }

  get errors(): string {
    return this.#app.output
      .split('\n')
      .filter((line) => !line.includes('"level":"info"'))
      .join('\n');
  }

  tell(message: Told): void {
    this.#answer(message).catch((error: unknown) => this.#wentWrong(error));
  }

  kill(): void {
    if (this.end === null && this.#isUp) this.#app.signal('SIGKILL');
  }

  async ended(): Promise<End> {
    await this.#happenings.until(
      () => this.end !== null,
      'the application ends',
      () => this.errors,
    );
    return this.end as End;
  }

  async close(): Promise<End> {
    await this.#app.quit();
    return this.ended();
  }

  async #begin(env: Readonly<Record<string, string>>): Promise<void> {
    const app = this.#app;
    try {
      await app.start({ preload: POINTS, env });
    } catch (error) {
      await app.dispose();
      throw error;
    }
    this.#isUp = true;
    app.electron.process().once('exit', (code, signal) => {
      this.end = { code, signal };
      this.#happenings.wake();
    });
    await app.page.exposeFunction('heard', (batch: FeedBatch) => this.#hear(batch));
    await app.page.evaluate(() => {
      const { vibesync, heard } = globalThis as unknown as Page;
      vibesync.onFeed(({ changes = [], sessions = [] }) => heard({ changes, sessions }));
    });
    const [ready] = app.logLines('ready');
    if (ready === undefined) throw new Error('its log does not say that it is ready');
    this.#say({ say: 'ready', endpoint: String(ready['endpoint']), revision: Number(ready['revision']) });
  }

  /** Whatever is asked of a process that dies fails, maybe before its death is heard of; nothing else must. */
  #wentWrong(error: unknown): void {
    setTimeout(() => {
      if (this.end === null) this.#happenings.fail(error);
    }, DEATH_IS_HEARD_MS);
  }

  #hear({ changes = [], sessions = [] }: FeedBatch): void {
    for (const { id, state, n, reason } of changes)
      if (isEnd(state)) this.#say({ say: 'end', id, state, n, position: null, code: reason?.code ?? null });
    if (sessions.length > 0) this.#sessions = sessions;
    for (const { session, preview } of sessions) {
      if (preview === null || this.#asked.has(session)) continue;
      this.#asked.add(session);
      this.#say({ say: 'asks', session });
    }
  }

  async #answer(message: Told): Promise<void> {
    switch (message.tell) {
      case 'submit': {
        const { id, base, reason, operations } = message.submission;
        const result = await this.#ask('submit', {
          id,
          base: { ...base, after: [...base.after] },
          reason,
          operations: [...operations],
        });
        const end = { say: 'end', id, n: null, position: null } as const;
        if (!result.ok) this.#say({ ...end, state: 'refused', code: result.reason.code });
        else if (result.value.state === 'committed') this.#say({ ...end, state: 'committed', code: null });
        return;
      }
      case 'link': {
        const { session } = message;
        const linked = await this.#ask('link_scene', { session });
        return this.#say({ say: 'linked', session, refused: linked.ok ? null : linked.reason.code });
      }
      case 'refresh':
        await this.#request('refresh_engine', {
          session: message.session,
          kept: this.#sessions.find(({ session }) => session === message.session)?.preview?.kept ?? 0,
        });
        return;
      case 'pair':
        return this.#say({ say: 'code', code: (await this.#request('pair_engine', {})).code });
      case 'engines':
        return this.#say({ say: 'engines', engines: this.#sessions });
      case 'verify':
        return this.#say({ say: 'verified', ...(await this.#request('verify_history', {})) });
    }
  }

  /** As the page asks. */
  #ask<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<Result<RequestResults[Name]>> {
    const asked = this.#app.page.evaluate(
      ([what, about]) => (globalThis as unknown as Page).vibesync.request(what, about as never),
      [name, body] as const,
    );
    return asked as Promise<Result<RequestResults[Name]>>;
  }

  async #request<Name extends RequestName>(
    name: Name,
    body: RequestBody<Name>,
  ): Promise<RequestResults[Name]> {
    const result = await this.#ask(name, body);
    if (!result.ok) throw new Error(`${name} was refused: ${result.reason.message}`);
    return result.value;
  }
}
