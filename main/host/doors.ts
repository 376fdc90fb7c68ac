/** The two doors to the outside, with what this installation knows of them: ports, tokens, who may come back. */
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { QuietLeft } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import { idSchema } from '#app/protocol/values.ts';
import { createAgentsDoor } from '#main/agents/index.ts';
import type { AgentsDoor, Allowed, KnownOutcome } from '#main/agents/index.ts';
import { createGateway } from '#main/gateway/index.ts';
import type { Gateway, GatewayOptions, KnownToken } from '#main/gateway/index.ts';
import type { Answer, Orchestrator, Submission } from '#main/orchestrator/index.ts';
import type { SideFiles } from '#main/side-files/index.ts';
import type { HostLog } from './log.ts';
import { readIfThere } from './places.ts';
import type { Places } from './places.ts';

/** What a person who makes an agent's key may be kept waiting for a slow disk. */
const AWAITED_MS = 1_000;

/** Whole milliseconds that never go back. */
export function monotonicMs(): number {
  return Math.round(performance.now());
}

/** On the port of the last life if it is free: an engine that comes back after a restart knocks there. */
export async function listenForEngines(
  places: Places,
  files: SideFiles,
  log: HostLog,
  onInput: GatewayOptions['onInput'],
): Promise<Gateway> {
  const options: GatewayOptions = {
    onInput,
    randomUuid: randomUUID,
    randomBytes,
    nowMs: monotonicMs,
    knownTokens: readTokens(places, log),
    // One that cannot be kept does not survive a restart: its engine is paired anew.
    onTokensChanged: (tokens) =>
      void files.keep({ file: places.tokens, content: JSON.stringify(tokens), how: 'whole' }),
    log: (line) => log({ level: 'info', what: 'gateway', detail: { ...line } }),
  };
  const gateway = await listenOnLastPort(options, lastPort(places));
  files.keep({ file: places.port, content: String(gateway.port), how: 'whole' });
  return gateway;
}

async function listenOnLastPort(options: GatewayOptions, port: number): Promise<Gateway> {
  try {
    return await createGateway({ ...options, port });
  } catch (error) {
    // Taken meanwhile, or a number in a damaged file that no program of this user may listen on.
    if (port === 0) throw error;
    return createGateway(options);
  }
}

function lastPort(places: Places): number {
  const port = Number(readIfThere(places.port) ?? 0);
  return Number.isInteger(port) && port >= 0 && port < 65_536 ? port : 0;
}

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const tokensSchema = z.array(
  z.strictObject({ session: idSchema, hash: hashSchema, former: hashSchema.exactOptional() }),
);

/** Hashes only. A file that cannot be read lets nobody resume; everybody can still pair. */
function readTokens(places: Places, log: HostLog): KnownToken[] {
  const text = readIfThere(places.tokens);
  if (text === null) return [];
  try {
    return tokensSchema.parse(JSON.parse(text));
  } catch (error) {
    log({ level: 'warn', what: 'tokens_unreadable', detail: { error: String(error) } });
    return [];
  }
}

/** What a person has allowed an agent beforehand, in the order in which they were given. */
export function allowedTo(core: Orchestrator['core'], agent: string): Allowed[] {
  const freeHands = [...core.grants.values()].filter(({ grant }) => grant.agent === agent);
  const rules = [...core.ahead.rules.values()].filter((rule) => rule.agent === null || rule.agent === agent);
  return [
    ...freeHands.map(({ grant: { most, objects, task, changes }, endsAtMs, used }) => ({
      most,
      objects,
      freeHand: { task, changesLeft: changes - used, leftMs: Math.max(0, endsAtMs - core.clockMs) },
    })),
    ...rules.map(({ most, objects }) => ({ most, objects, freeHand: null })),
  ];
}

/** How an intent stands, on its way or at its durable end; null where the core knows nothing of it. */
export function knownOutcome(
  { active, durable }: Orchestrator['core'],
  actor: string,
  intent: string,
): KnownOutcome | null {
  const key = outcomeKey(actor, intent);
  const going = active.get(key);
  if (going !== undefined) return { state: going.state, n: going.n, position: null, reason: null };
  return durable.outcomes.get(key) ?? null;
}

/** What the agents' door reads and where it hands intents in. */
export interface AgentsBehind {
  readonly core: () => Orchestrator['core'];
  readonly submit: (actor: Actor, submission: Submission) => Promise<Answer>;
  readonly onAgentsChanged: () => void;
  readonly quiet: () => QuietLeft | null;
}

export function listenForAgents(
  places: Places,
  files: SideFiles,
  log: HostLog,
  behind: AgentsBehind,
): Promise<AgentsDoor> {
  const file = places.agents(behind.core().durable.project.id);
  return createAgentsDoor({
    nowMs: monotonicMs,
    randomUuid: randomUUID,
    randomBytes,
    tokensFile: file,
    keepTokens: (content, isAwaited) =>
      files.keep({ file, content, how: 'synced' }, isAwaited ? AWAITED_MS : undefined) === 'kept',
    readTruth: () => {
      const { durable } = behind.core();
      return {
        revision: durable.revision,
        objects: durable.objects,
        blame: (id) => durable.lastWrites.get(id),
      };
    },
    submit: ({ actor, submission }) => behind.submit(actor, submission),
    outcome: (actor, intent) => knownOutcome(behind.core(), actor, intent),
    waiting: (actor) =>
      [...behind.core().proposals.values()]
        .filter(({ intent }) => intent.actor.id === actor)
        .map(({ intent }) => intent.id),
    allowed: (agent) => allowedTo(behind.core(), agent),
    checkpoints: () => [...behind.core().durable.checkpoints.values()],
    quiet: () => {
      const quiet = behind.quiet();
      if (quiet === null) return null;
      const { leftMs } = quiet;
      return { leftMs, until: leftMs === null ? null : new Date(Date.now() + leftMs).toISOString() };
    },
    onAgentsChanged: behind.onAgentsChanged,
    onError: (error) => log({ level: 'error', what: 'agents_door', detail: { error: String(error) } }),
  });
}
