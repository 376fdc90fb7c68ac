/** The whole system as the bench runs it: host, simulated adapters and author, each in a process of its own. */
import { randomUUID } from 'node:crypto';
import type { AdapterCounts } from './adapter-process.ts';
import type { HostCounts } from './host-process.ts';
import type { Phase, PhaseResult } from './load-process.ts';
import { BenchProcess } from './processes.ts';
import type { Seed } from './seed.ts';

const LIVE_WITHIN_MS = 30_000;
/** What a phase may take beyond its own time, for what is outstanding at its end. */
const TAIL_MS = 30_000;

export interface RigOptions {
  /** Holds a seed. */
  readonly userData: string;
  readonly seed: Seed;
  readonly adapters: number;
  readonly objects: number;
  /** Flags of Node for the host's process. */
  readonly hostFlags?: readonly string[];
  readonly hostUnder?: readonly string[];
}

/** What a run came to, by its own participants' counts. */
export interface Accounts {
  readonly host: HostCounts;
  readonly adapters: readonly AdapterCounts[];
  readonly committedByAuthor: number;
}

export class Rig {
  readonly host: BenchProcess;
  readonly adapters: BenchProcess[] = [];
  readonly #load: BenchProcess;
  #endpoint: string;
  #committed = 0;

  private constructor(host: BenchProcess, load: BenchProcess, endpoint: string) {
    this.host = host;
    this.#load = load;
    this.#endpoint = endpoint;
  }

  /** Starts everything, and brings the adapters in step with the scene that the seed holds. */
  static async start(options: RigOptions): Promise<Rig> {
    const { userData, seed, adapters, objects, hostFlags = [], hostUnder = [] } = options;
    const { promise: ready, resolve } = Promise.withResolvers<{ endpoint: string; authors: number }>();
    const host = new BenchProcess('host-process.ts', {
      args: [userData],
      nodeFlags: ['--expose-gc', ...hostFlags],
      under: hostUnder,
      onEvent: (event) => {
        if (event.event === 'ready')
          resolve({ endpoint: String(event['endpoint']), authors: Number(event['authors']) });
      },
    });
    const { endpoint, authors } = await within(
      ready,
      LIVE_WITHIN_MS,
      () => `the host is not up: ${host.errors}`,
    );
    const load = new BenchProcess('load-process.ts', {
      args: [String(authors), String(objects), String(seed.revision)],
    });
    const rig = new Rig(host, load, endpoint);
    for (let index = 0; index < adapters; index += 1)
      rig.adapters.push(await rig.connect(index % 2 === 0 ? 'blender' : 'unity', true));
    await host.ask('settled');
    return rig;
  }

  /** Pairs one more adapter; linked, it is brought in step and takes part, otherwise it stays a stranger. */
  async connect(kind: string, linked: boolean): Promise<BenchProcess> {
    const { code } = await this.host.ask<{ code: string }>('pair');
    const foreign = Promise.withResolvers<void>();
    const live = Promise.withResolvers<void>();
    let session = '';
    const adapter = new BenchProcess('adapter-process.ts', {
      args: [this.#endpoint, code, kind],
      onEvent: (event) => {
        if (event.event === 'welcome') session = String(event['session']);
        else if (event.event === 'foreign') foreign.resolve();
        else if (event.event === 'live') live.resolve();
        else if (event.event === 'revoked' || event.event === 'failed')
          live.reject(new Error(`adapter: ${JSON.stringify(event)}`));
      },
    });
    // Also heard where nobody waits for it any more.
    live.promise.catch(() => undefined);
    await within(foreign.promise, LIVE_WITHIN_MS, () => `adapter was not greeted: ${adapter.errors}`);
    if (!linked) return adapter;
    await this.host.ask('command', { do: 'link_scene', session, scene: randomUUID() });
    await within(live.promise, LIVE_WITHIN_MS, () => `adapter did not come in step: ${adapter.errors}`);
    return adapter;
  }

  /** @throws where an intent ended as anything but committed, or an adapter is not live at the end */
  async run(phase: Phase): Promise<PhaseResult> {
    const result = await this.#load.ask<PhaseResult>('run', phase, phase.warmMs + phase.measuredMs + TAIL_MS);
    this.#committed += result.committedInAll;
    if (Object.keys(result.failures).length > 0) {
      const sessions = await this.host.ask('sessions');
      throw new Error(
        `intents failed: ${JSON.stringify(result.failures)}, sessions: ${JSON.stringify(sessions)}\n${this.host.errors}`,
      );
    }
    const sessions = await this.host.ask<{ phase: string }[]>('sessions');
    const live = sessions.filter((session) => session.phase === 'live').length;
    if (live < this.adapters.length)
      throw new Error(`an adapter is not live any more: ${JSON.stringify(sessions)}\n${this.host.errors}`);
    return result;
  }

  async accounts(): Promise<Accounts> {
    return {
      host: await this.host.ask<HostCounts>('counts'),
      adapters: await Promise.all(this.adapters.map((each) => each.ask<AdapterCounts>('counts'))),
      committedByAuthor: this.#committed,
    };
  }

  /** Closes in order: the host leaves a ledger at rest. */
  async end(): Promise<void> {
    await this.#load.end();
    await this.host.end();
    for (const each of this.adapters) await each.end();
  }
}

async function within<Value>(promise: Promise<Value>, ms: number, what: () => string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(what())), ms);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
