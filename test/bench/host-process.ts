/**
 * The system under test in a process of its own: the real host (ledger worker, gateway, orchestrator, history), with
 * a control channel for the bench and a loopback socket for the author's process. Nothing of the product is replaced;
 * the orchestrator's inputs and effects are counted on their way past.
 *
 *   host-process.ts USER_DATA
 */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { serialize } from 'node:v8';
import type { Actor } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { startHost } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';
import type { Command, Effect, Input } from '#main/orchestrator/index.ts';
import { machineMs } from './clock.ts';
import { HostWatch } from './host-watch.ts';
import { answerQuestions, say } from './processes.ts';

const [userData] = process.argv.slice(2);
if (userData === undefined) throw new Error('Name a folder for the data.');

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
/** The window takes one batch a frame at most. */
const FRAME_MS = 16;
const DELAY_RESOLUTION_MS = 1;
const NANOSECONDS_A_MILLISECOND = 1e6;

/** What an author's process sends: one line each. */
export interface AuthorsLine {
  readonly id: string;
  readonly revision: number;
  readonly operations: readonly Operation[];
}

/** What it hears: an end, or the refusal's code. */
export type AuthorsNews = readonly [id: string, end: string, n: number | null];

/** An engine that was brought to the truth, and how long that took from the click on. */
export interface Linked {
  readonly session: string;
  readonly ms: number;
}

/** Everything here is counted in the core's own inputs and effects. */
export interface HostCounts {
  votes: number;
  readBacks: number;
  committed: number;
  aborted: number;
  begun: number;
  commitRecords: number;
  feedBatches: number;
  feedBytes: number;
}

const counts: HostCounts = {
  votes: 0,
  readBacks: 0,
  committed: 0,
  aborted: 0,
  begun: 0,
  commitRecords: 0,
  feedBatches: 0,
  feedBytes: 0,
};
const watch = new HostWatch();
/** The engine that was paired last, once it waits to be linked. */
let stranger: Promise<string> = Promise.reject(new Error('Nobody was paired.'));
stranger.catch(() => undefined);
let author: Socket | null = null;
let news: AuthorsNews[] = [];
let delay: ReturnType<typeof monitorEventLoopDelay> | null = null;
let host: Host | null = null;

const startedMs = performance.now();
const started = await startHost({
  userData,
  packaged: false,
  runtime: { electron: '', app: 'bench' },
  fault: null,
  log: ({ level, what, detail }) => {
    if (level !== 'info') process.stderr.write(`${JSON.stringify({ level, what, ...detail })}\n`);
  },
  onFeed: feedOncePerFrame(),
  onAttention: () => undefined,
  onHalt: () => undefined,
  onFatal: (error) => {
    process.stderr.write(
      `fatal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(70);
  },
});
if (!started.ok) throw new Error(`${started.reason.code}: ${started.reason.message}`);
host = started.host;
const readyMs = performance.now() - startedMs;
listenIn(host);
const port = await openAuthorsDoor(host);
say({ event: 'ready', readyMs, endpoint: host.gateway.endpoint, authors: port });

answerQuestions(
  {
    pair: () => {
      stranger = watch.next('foreign');
      return { code: running().gateway.mintPairingCode().code, endpoint: running().gateway.endpoint };
    },
    link,
    clock: machineMs,
    moments: () => watch.take(),
    audits: () => watch.audits,
    command: (command: Command) => running().command(command),
    sessions: () =>
      [...running().orchestrator.core.sessions.values()].map(({ id, engine, phase, reason }) => ({
        id,
        engine,
        phase,
        reason,
      })),
    counts: () => ({ ...counts }),
    syncs: () => ({ ...running().ledger.counters }),
    gateway: () => running().gateway.stats(),
    /** What a start leaves for the background: deriving the history, verifying the chain. */
    settled: async () => {
      const { history, orchestrator, ledger } = running();
      const behind = !(await history.catchUp(orchestrator.core.durable.position));
      const { problem } = await ledger.verifyAll();
      if (behind || problem !== null) throw new Error(`it did not settle: ${problem ?? 'history behind'}`);
    },
    position: () => running().orchestrator.core.durable.position,
    memory: () => {
      globalThis.gc?.();
      globalThis.gc?.();
      return process.memoryUsage();
    },
    delayStart: () => {
      delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
      delay.enable();
    },
    delayStop: () => {
      delay?.disable();
      const ms = (q: number): number =>
        Math.max(0, (delay?.percentile(q) ?? 0) / NANOSECONDS_A_MILLISECOND - DELAY_RESOLUTION_MS);
      return { p50Ms: ms(50), p99Ms: ms(99), maxMs: ms(100) };
    },
    close: async () => {
      await running().close();
      return { counters: { ...running().ledger.counters } };
    },
  },
  () => running().close(),
);

function running(): Host {
  if (host === null) throw new Error('The host is not up.');
  return host;
}

/** As a person's click does; answered when the engine is in step. */
async function link({ scene }: { scene: string }): Promise<Linked> {
  const session = await stranger;
  const live = watch.next('live');
  const startMs = machineMs();
  const answer = await running().command({ do: 'link_scene', session, scene });
  if (!answer.ok) throw new Error(`${answer.reason.code}: ${answer.reason.message}`);
  if ((await live) !== session) throw new Error('Another engine came in step.');
  return { session, ms: machineMs() - startMs };
}

/** Counts what passes, and tells the author of ends as soon as the core has decided them. */
function listenIn(it: Host): void {
  const { orchestrator } = it;
  const step = orchestrator.step.bind(orchestrator);
  orchestrator.step = (input: Input): Effect[] => {
    watch.input(input);
    if (input.in === 'frame' && input.message.type === 'applied') {
      counts.votes += 1;
      counts.readBacks += input.message.states.length;
    }
    const effects = step(input);
    for (const effect of effects) {
      watch.effect(effect);
      if (effect.fx === 'settled') {
        if (effect.state === 'queued' || effect.state === 'applying' || effect.state === 'finishing')
          continue;
        if (effect.state === 'committed') counts.committed += 1;
        else counts.aborted += 1;
        tell([
          effect.id,
          effect.state === 'committed' ? 'committed' : (effect.reason?.code ?? effect.state),
          effect.n,
        ]);
      } else if (effect.fx === 'append') {
        for (const record of effect.records) {
          if (record.kind === 'begin') counts.begun += 1;
          else if (record.kind === 'commit') counts.commitRecords += 1;
        }
      }
    }
    return effects;
  };
}

function tell(item: AuthorsNews): void {
  // Everything that one turn decided goes out in one write.
  if (news.length === 0)
    queueMicrotask(() => {
      const lines = news.map((each) => `${JSON.stringify(each)}\n`).join('');
      news = [];
      author?.write(lines);
    });
  news.push(item);
}

/** The author's process stands for the control room: its submissions are those of the person. */
function openAuthorsDoor(it: Host): Promise<number> {
  const server = createServer((socket) => {
    author = socket;
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    let rest = '';
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const { id, revision, operations } = JSON.parse(line) as AuthorsLine;
        void it
          .submit('human', PERSON, {
            id,
            base: { revision, after: [] },
            reason: 'bench',
            task: null,
            operations,
          })
          .then((answer) => {
            if (!answer.ok) tell([id, answer.reason.code, null]);
          });
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** As the application does for its window, down to making the bytes that cross to it. */
function feedOncePerFrame(): () => void {
  let scheduled = false;
  return () => {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      const batch = host?.takeBatch() ?? null;
      if (batch === null) return;
      counts.feedBatches += 1;
      counts.feedBytes += serialize(batch).byteLength;
    }, FRAME_MS);
  };
}
