/** The whole system as the bench runs it: host, simulated adapters and author, each in a process of its own. */
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import type { AdapterCounts } from './adapter-process.ts';
import type { HostCounts, Linked } from './host-process.ts';
import type { Phase, PhaseResult } from './load-process.ts';
import { BenchProcess } from './processes.ts';
import type { Seed } from './seed.ts';

const LIVE_WITHIN_MS = 30_000;
/** Ten thousand objects made in an engine take their time. */
const LINKED_WITHIN_MS = 240_000;
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

/** Processor time of a phase: what binds where nothing waits for a disk or a network. */
export interface Cost {
  /** All threads of the host, for one intent. */
  readonly hostMs: number;
  /** One adapter, for one intent. */
  readonly adapterMs: number;
  readonly authorMs: number;
  /** Of all the processors' time: by the bench's own processes, and by nobody. The rest went to others. */
  readonly ownShare: number;
  readonly idleShare: number;
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
    const { endpoint, authors } = await within(ready, host, 'the host is not up');
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
    await within(foreign.promise, adapter, 'an adapter was not greeted');
    if (!linked) return adapter;
    await this.host.ask('command', { do: 'link_scene', session, scene: randomUUID() });
    await within(live.promise, adapter, 'an adapter did not come in step');
    return adapter;
  }

  /** Pairs an engine that is no process of the bench, and brings it to the truth. */
  async link(connect: (endpoint: string, code: string) => Promise<void>): Promise<Linked> {
    const { code } = await this.host.ask<{ code: string }>('pair');
    await connect(this.#endpoint, code);
    return this.linkStranger();
  }

  /** Brings the adapter that was connected last to the truth. */
  linkStranger(): Promise<Linked> {
    return this.host.ask<Linked>('link', { scene: randomUUID() }, LINKED_WITHIN_MS);
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

  /** Runs a phase and tells what it cost in processor time, by process and on the whole machine. */
  async runCosted(phase: Phase): Promise<{ readonly result: PhaseResult; readonly cost: Cost }> {
    const before = await this.#cpu();
    const result = await this.run(phase);
    const after = await this.#cpu();
    const intents = Math.max(1, result.committedInAll);
    const own = after.host + after.adapters + after.author - before.host - before.adapters - before.author;
    return {
      result,
      cost: {
        hostMs: (after.host - before.host) / intents,
        adapterMs: (after.adapters - before.adapters) / intents / this.adapters.length,
        authorMs: (after.author - before.author) / intents,
        ownShare: own / (after.wholeMs - before.wholeMs),
        idleShare: (after.idleMs - before.idleMs) / (after.wholeMs - before.wholeMs),
      },
    };
  }

  async #cpu(): Promise<Record<'host' | 'adapters' | 'author' | 'idleMs' | 'wholeMs', number>> {
    const adapters = await Promise.all(this.adapters.map((each) => each.ask<number>('cpu')));
    const times = os.cpus().map(({ times: each }) => each);
    return {
      host: await this.host.ask<number>('cpu'),
      adapters: adapters.reduce((sum, each) => sum + each, 0),
      author: await this.#load.ask<number>('cpu'),
      idleMs: times.reduce((sum, each) => sum + each.idle, 0),
      wholeMs: times.reduce((sum, each) => sum + each.idle + each.user + each.sys + each.nice + each.irq, 0),
    };
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

/** Waits for what a process is to say; not beyond its end, and not for ever. */
async function within<Value>(promise: Promise<Value>, from: BenchProcess, otherwise: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LIVE_WITHIN_MS);
  });
  const never = Promise.race([late, from.ended]).then((): never => {
    throw new Error(`${otherwise}: ${from.errors}`);
  });
  try {
    return await Promise.race([promise, never]);
  } finally {
    clearTimeout(timer);
    never.catch(() => undefined);
  }
}
