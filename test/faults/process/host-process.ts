/**
 * The headless application as `npm start -- --headless` composes it (ledger's lock, recovery, doors, in this order),
 * with the author's door on its standard streams in place of the window. It says where it stands in a commit on the
 * channel that the ledger's worker says it on, so that test/ledger/hooks/points.cjs can end it there. Nothing of the
 * product is replaced: what comes into the orchestrator and what goes out is told on its way past.
 *
 *   host-process.ts USER_DATA
 */
import { channel } from 'node:diagnostics_channel';
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import type { Actor } from '#app/intents/index.ts';
import { startHost } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';
import { Orchestrator } from '#main/orchestrator/index.ts';
import type { Effect, Input, Submission } from '#main/orchestrator/index.ts';
import { recordingInto } from '../model/recording.ts';

/** Where a commit or a recovery stands, as seen from the orchestrator; the ledger's own points come between. */
type HostPoint =
  | 'begin_sent'
  | 'sent_to_one'
  | 'sent_to_both'
  | 'applied_in_one'
  | 'applied_in_both'
  | 'commit_sent'
  | 'durable_heard'
  | 'confirmed_to_one'
  | 'confirmed_to_both'
  | 'author_told'
  | 'recovering'
  | 'comparing'
  | 'patching'
  | 'in_step';

/** What the process is told, one line each. */
export type Told =
  | { readonly tell: 'submit'; readonly submission: Submission }
  | { readonly tell: 'link'; readonly session: string; readonly scene: string }
  | { readonly tell: 'refresh'; readonly session: string }
  | { readonly tell: 'pair' }
  | { readonly tell: 'engines' }
  | { readonly tell: 'verify' };

/** What it says, one line each. */
export type Said =
  | { readonly say: 'ready'; readonly endpoint: string; readonly revision: number }
  | { readonly say: 'code'; readonly code: string }
  /** Where each engine stands, for a failure's words. */
  | { readonly say: 'engines'; readonly engines: unknown }
  /** An engine holds more of its own than is set back without a person's click. */
  | { readonly say: 'asks'; readonly session: string }
  | { readonly say: 'linked'; readonly session: string; readonly refused: string | null }
  | { readonly say: 'verified'; readonly records: number; readonly problem: string | null }
  /** The end of an intent, as its author hears it; `position` where it is confirmed. */
  | {
      readonly say: 'end';
      readonly id: string;
      readonly state: string;
      readonly n: number | null;
      readonly position: number | null;
      readonly code: string | null;
    };

const [userData] = process.argv.slice(2);
if (userData === undefined) throw new Error('Name a folder for the data.');

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const GOING: ReadonlySet<string> = new Set(['awaiting_approval', 'queued', 'applying', 'finishing']);

const points = channel('vibesync.ledger');
const reach = (point: HostPoint): void => {
  if (points.hasSubscribers) points.publish({ point });
};
// A pipe of a process takes what is written at once: what was said here, its reader has, whatever happens next.
const say = (message: Said): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

/** How often each number was sent, applied and confirmed. */
const counted = {
  apply: new Map<number, number>(),
  applied: new Map<number, number>(),
  confirm: new Map<number, number>(),
};

function timesOf(what: keyof typeof counted, n: number): number {
  const times = (counted[what].get(n) ?? 0) + 1;
  counted[what].set(n, times);
  return times;
}

const step = Reflect.get(Orchestrator.prototype, 'step') as (this: Orchestrator, input: Input) => Effect[];
const start = Reflect.get(Orchestrator.prototype, 'start') as (this: Orchestrator) => Effect[];
Orchestrator.prototype.start = function (this: Orchestrator): Effect[] {
  return told(start.call(this));
};
Orchestrator.prototype.step = function (this: Orchestrator, input: Input): Effect[] {
  if (input.in === 'durable') reach('durable_heard');
  if (input.in === 'frame' && input.message.type === 'applied')
    reach(timesOf('applied', input.message.n) === 1 ? 'applied_in_one' : 'applied_in_both');
  const effects = told(step.call(this, input));
  if (effects.some((effect) => effect.fx === 'changed' && effect.what === 'sessions')) askFor(this);
  return effects;
};

const asking = new Set<string>();

/** Each time that it asks: where the scene has gone on meanwhile, more is to be taken from it than was agreed to. */
function askFor({ core }: Orchestrator): void {
  for (const { id, phase } of core.sessions.values()) {
    if (phase !== 'asking') {
      asking.delete(id);
    } else if (!asking.has(id)) {
      asking.add(id);
      say({ say: 'asks', session: id });
    }
  }
}

/** The same effects; whoever carries them out one after the other says when each of them has been. */
function told(effects: Effect[]): Effect[] {
  const watched = [...effects];
  watched[Symbol.iterator] = function* () {
    for (const effect of effects) {
      yield effect;
      carriedOut(effect);
    }
    return undefined;
  };
  return watched;
}

function carriedOut(effect: Effect): void {
  if (effect.fx === 'append') {
    const kinds = new Set(effect.records.map(({ kind }) => kind));
    if (kinds.has('begin')) reach('begin_sent');
    if (kinds.has('commit')) reach('commit_sent');
    if (kinds.has('void')) reach('recovering');
  } else if (effect.fx === 'send') {
    const { message } = effect;
    if (message.type === 'apply') reach(timesOf('apply', message.n) === 1 ? 'sent_to_one' : 'sent_to_both');
    else if (message.type === 'confirm')
      reach(timesOf('confirm', message.n) === 1 ? 'confirmed_to_one' : 'confirmed_to_both');
    else if (message.type === 'take_inventory') reach('comparing');
    else if (message.type === 'patch') reach('patching');
    else if (message.type === 'live') reach('in_step');
  } else if (effect.fx === 'settled' && !GOING.has(effect.state)) {
    const { id, state, n, position, reason } = effect;
    say({ say: 'end', id, state, n, position, code: reason?.code ?? null });
    if (state === 'committed') reach('author_told');
  }
}

/** All that the core is told and says is added to this file. */
const recording = process.env['VIBESYNC_RECORDING'];
let host: Host | null = null;
const started = await startHost({
  userData,
  packaged: false,
  runtime: { electron: '', app: 'test' },
  fault: null,
  log: ({ level, what, detail }) => {
    if (level !== 'info') process.stderr.write(`${JSON.stringify({ level, what, ...detail })}\n`);
  },
  onFeed: () => undefined,
  onAttention: () => undefined,
  // The last step of bringing it up, once more after a replay.
  onHalt: () => sayReady(),
  onFatal: fatal,
  ...(recording === undefined ? {} : { createCore: recordingInto(recording) }),
});
process.on('uncaughtException', fatal);
process.on('unhandledRejection', fatal);
if (!started.ok) throw new Error(`${started.reason.code}: ${started.reason.message}`);
const running = started.host;
host = running;
createInterface({ input: process.stdin })
  .on('line', (line) => hear(running, JSON.parse(line) as Told))
  .once('close', () => void running.close().then(() => process.exit(0), fatal));
sayReady();
// Where there is a cache, the next life takes from it what this one has compiled, though it is killed.
flushCompileCache();

function sayReady(): void {
  if (host === null) return;
  say({
    say: 'ready',
    endpoint: host.gateway.endpoint,
    revision: host.orchestrator.core.durable.revision,
  });
}

/** As in main/index.ts. */
function fatal(error: unknown): never {
  process.stderr.write(`fatal: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(70);
}

function hear(it: Host, message: Told): void {
  switch (message.tell) {
    case 'submit':
      void submit(it, message.submission);
      return;
    case 'link':
      void it
        .command({ do: 'link_scene', session: message.session, scene: message.scene })
        .then((answer) =>
          say({ say: 'linked', session: message.session, refused: answer.ok ? null : answer.reason.code }),
        );
      return;
    case 'refresh':
      void it.command({
        do: 'refresh_engine',
        session: message.session,
        kept: it.orchestrator.core.sessions.get(message.session)?.resync?.preview?.kept ?? 0,
      });
      return;
    case 'pair':
      return say({ say: 'code', code: it.gateway.mintPairingCode().code });
    case 'engines': {
      const sessions = [...it.orchestrator.core.sessions.values()];
      const engines = sessions.map(({ engine, phase, reason, resync }) => ({
        engine,
        phase,
        reason,
        preview: resync?.preview,
      }));
      return say({ say: 'engines', engines });
    }
    case 'verify':
      void it.ledger.verifyAll().then((verified) => say({ say: 'verified', ...verified }));
      return;
  }
}

/** What has ended already, or is refused, is answered at once; all else ends by an effect. */
async function submit(it: Host, submission: Submission): Promise<void> {
  const answer = await it.submit('human', PERSON, submission);
  const { id } = submission;
  if (!answer.ok)
    return say({ say: 'end', id, state: 'refused', n: null, position: null, code: answer.reason.code });
  if (answer.state === 'committed')
    say({
      say: 'end',
      id,
      state: 'committed',
      n: answer.receipt?.n ?? null,
      position: answer.position,
      code: null,
    });
}
