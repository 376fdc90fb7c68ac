/**
 * The simulated studio: two engines, an agent and their people, over the same sockets and doors as real ones. It knows the
 * host by what a person at its window could ask of it, and by nothing else.
 */
import type { RequestBody, RequestName, RequestResults, Result } from '#app/control-room/index.ts';
import { SimulatedAgent } from './agent.ts';
import { collide, compileInUnity, workInBlender, workInUnity } from './artists.ts';
import { SimulatedEngine } from './engine.ts';
import { Ended, paceOf } from './pace.ts';
import type { Pace } from './pace.ts';
import { seeded } from './random.ts';
import type { Random } from './random.ts';
import { buildStudio } from './studio.ts';
import { FIRST_LASTING, IDEAS } from './suggestions.ts';

/** What the studio's people click while they set it up. */
type Clicks = 'pair_engine' | 'link_scene' | 'adopt_objects' | 'create_agent' | 'submit';
type Click<Name extends RequestName> = (body: RequestBody<Name>) => Promise<Result<RequestResults[Name]>>;

export interface DemoOptions {
  readonly clicks: { readonly [Name in Clicks]: Click<Name> };
  /** The same seed: the same people doing the same things. */
  readonly seed: number;
  /** How many times faster than people it lives. */
  readonly speed: number;
  readonly log: (line: {
    readonly level: 'info' | 'warn';
    readonly what: string;
    readonly detail: Readonly<Record<string, unknown>>;
  }) => void;
}

export interface Demo {
  /** Resolves when everybody is at work, or the demo has ended before. Rejects where the studio cannot be set up. */
  readonly ready: Promise<void>;
  /** Everybody leaves. Resolves when nobody acts any more. */
  stop(): Promise<void>;
}

/** So many suggestions wait at most: more would be a queue, and no demo. */
const MOST_WAITING = 3;
const AGENT_NAME = 'set-dresser';
/** Codes by which an agent hears that a person has stopped it. */
const STOPPED = /halt|frozen|paused/;

export function startDemo({ clicks, seed, speed, log }: DemoOptions): Demo {
  const ending = new AbortController();
  const pace = paceOf(speed, ending.signal);
  const random = seeded(seed);
  const studio = new Studio(clicks, pace, random, log);
  const lives = studio.live();
  lives.catch(() => undefined); // `ready` tells of what goes wrong before, the log of what goes wrong after
  return {
    ready: Promise.race([studio.ready.promise, lives]).catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    }),
    async stop() {
      ending.abort();
      await lives.catch(() => undefined);
    },
  };
}

class Studio {
  readonly ready = Promise.withResolvers<void>();
  readonly #clicks: DemoOptions['clicks'];
  readonly #pace: Pace;
  readonly #random: Random;
  readonly #log: DemoOptions['log'];

  constructor(clicks: DemoOptions['clicks'], pace: Pace, random: Random, log: DemoOptions['log']) {
    this.#clicks = clicks;
    this.#pace = pace;
    this.#random = random;
    this.#log = log;
  }

  /** From the first connection to the last good-bye. */
  async live(): Promise<void> {
    const objects = buildStudio(this.#random);
    const blender = await this.#engine('blender', '5.0.1', 'product_film_v014.blend', objects);
    await done(this.#clicks.adopt_objects({ session: await blender.foreign.promise }));
    await this.#reaches(blender.shared.promise);
    const unity = await this.#engine('unity', '6000.2.8f1', 'ProductFilm.unity', []);
    const wide = objects.find(({ name }) => name === 'Camera_Wide');
    if (wide !== undefined)
      await done(
        this.#clicks.submit({
          id: this.#random.uuid(),
          base: { revision: 1, after: [] },
          reason: 'the wide shot is the first of the day',
          operations: [{ op: 'set_property', id: wide.id, key: 'take', value: 1 }],
        }),
      );
    const key = await done(this.#clicks.create_agent({ name: AGENT_NAME }));
    const agent = await SimulatedAgent.connect(key.url, key.token, this.#pace.ended);
    this.ready.resolve();
    const [inBlender, inUnity] = [this.#artist(blender), this.#artist(unity)];
    const work = [
      workInBlender(inBlender),
      workInUnity(inUnity),
      compileInUnity(this.#artist(unity)),
      collide(this.#artist(blender), this.#artist(unity)),
      this.#suggest(agent, unity),
    ];
    await Promise.all(work.map((each) => each.catch((error: unknown) => this.#stopped(error))));
    await agent.close().catch((error: unknown) => this.#stopped(error));
  }

  async #engine(
    kind: 'blender' | 'unity',
    version: string,
    title: string,
    own: ReturnType<typeof buildStudio>,
  ): Promise<SimulatedEngine> {
    const { code, endpoint } = await done(this.#clicks.pair_engine({}));
    const engine = new SimulatedEngine({
      kind,
      version,
      title,
      url: endpoint,
      pairingCode: code,
      own,
      pace: this.#pace,
      random: this.#random.fork(),
    });
    const session = await this.#reaches(engine.foreign.promise);
    await done(this.#clicks.link_scene({ session }));
    await this.#reaches(engine.live.promise);
    return engine;
  }

  #artist(engine: SimulatedEngine) {
    return { engine, pace: this.#pace, random: this.#random.fork() };
  }

  /** Suggests one thing after the other, never more than a person can look at. */
  async #suggest(agent: SimulatedAgent, { memory }: SimulatedEngine): Promise<void> {
    const random = this.#random.fork();
    const waiting = new Set<string>();
    await this.#pace.wait(1_500);
    for (let next = 0; ; next = next + 1 < IDEAS.length ? next + 1 : FIRST_LASTING) {
      const suggestion = IDEAS[next]?.(memory, random) ?? null;
      if (suggestion !== null) {
        const answer = await agent.suggest(suggestion);
        if (answer.ok) waiting.add(answer.intent);
        else this.#log({ level: 'info', what: 'demo_suggestion_refused', detail: { code: answer.code } });
        if (!answer.ok && STOPPED.test(answer.code)) {
          await this.#pace.wait(4_000);
          next -= 1; // the same once more, when agents may go on
          continue;
        }
      }
      await this.#pace.wait(next < MOST_WAITING - 1 ? 2_500 : random.between(9_000, 14_000));
      do {
        for (const intent of waiting) if (await agent.isDecided(intent)) waiting.delete(intent);
        if (waiting.size >= MOST_WAITING) await this.#pace.wait(3_000);
      } while (waiting.size >= MOST_WAITING);
    }
  }

  /** What is waited for comes, unless the demo ends before. */
  async #reaches<Value>(promise: Promise<Value>): Promise<Value> {
    const { ended } = this.#pace;
    const end = Promise.withResolvers<never>();
    const stop = (): void => end.reject(new Ended());
    if (ended.aborted) stop();
    ended.addEventListener('abort', stop);
    try {
      return await Promise.race([promise, end.promise]);
    } finally {
      ended.removeEventListener('abort', stop);
    }
  }

  /** One of them stops: because the demo ends, or because a person took their key or their connection. The others go on. */
  #stopped(error: unknown): void {
    if (this.#pace.ended.aborted) return;
    this.#log({ level: 'warn', what: 'demo_stopped', detail: { error: String(error) } });
  }
}

async function done<Value>(asked: Promise<Result<Value>>): Promise<Value> {
  const result = await asked;
  if (!result.ok) throw new Error(`demo: ${result.reason.message} (${result.reason.code})`);
  return result.value;
}
