/** The agents' door: MCP over streamable HTTP on the loopback interface. What comes in here is never more than a proposal. */
import { Drafts } from './drafts.ts';
import { openHttp } from './http.ts';
import type { Doorman, HttpDoor } from './http.ts';
import { HTTP_LIMITS } from './limits.ts';
import { createMcp } from './mcp.ts';
import { Reports } from './reports.ts';
import { Submissions } from './submissions.ts';
import { AgentTokens } from './tokens.ts';
import { createTools } from './tools.ts';
import type { AgentsDoor, AgentsDoorOptions } from './types.ts';

export type { Allowed, AgentsDoor, AgentsDoorOptions, KnownOutcome } from './types.ts';

/** Of the tools, told to clients; raised when an agent must adapt. */
const DOOR_VERSION = '1.0.0';

/** @throws when no port can be had, or the agents' file can be neither read nor set aside */
export async function createAgentsDoor(options: AgentsDoorOptions): Promise<AgentsDoor> {
  const tokens = new AgentTokens(options.tokensFile, options.keepTokens, (size) => options.randomBytes(size));
  const drafts = new Drafts(
    () => options.nowMs(),
    () => options.randomUuid(),
  );
  const submissions = new Submissions(
    (actor, intent) => options.outcome(actor, intent),
    (actor) => options.waiting?.(actor) ?? [],
  );
  const onError = (error: unknown): void => options.onError?.(error);
  const agentOf = (id: string) => tokens.list().find(({ agent }) => agent === id) ?? null;
  const reports = new Reports(onError);
  const mcp = createMcp(DOOR_VERSION, createTools(options, drafts, submissions), agentOf, onError, (error) =>
    reports.report(error),
  );
  const presence = new Presence(
    () => options.nowMs(),
    () => options.onAgentsChanged?.(),
  );
  const doorman: Doorman = {
    nowMs: () => options.nowMs(),
    verify: (token) => tokens.verify(token),
    seen: (agent) => presence.seen(agent),
    onError,
  };
  const http = await openAt(options.port, tokens.port, (port) => openHttp(port, mcp, reports, doorman));
  tokens.keepPort(http.port);

  return {
    port: http.port,
    url: http.url,
    problem: tokens.problem,
    createAgent(name) {
      const { agent, token } = tokens.create(options.randomUuid(), name);
      options.onAgentsChanged?.();
      return { agent, token, url: http.url, clientConfig: clientConfigOf(http.url, token) };
    },
    revokeAgent(agent) {
      try {
        return tokens.revoke(agent);
      } finally {
        drafts.forgetAgent(agent);
        submissions.forgetAgent(agent);
        presence.forget(agent);
        options.onAgentsChanged?.();
      }
    },
    agents: () => tokens.list().map((known) => ({ ...known, connected: presence.has(known.agent) })),
    isConnected: (agent) => presence.has(agent),
    isRevoked: (agent) => tokens.isComplete && tokens.list().every((known) => known.agent !== agent),
    settled: (effect) => submissions.settled(effect),
    async close() {
      presence.close();
      await http.close();
    },
  };
}

/** The port that was asked for, else the one of the last start, else any. Only a wish that was not spoken may fail. */
async function openAt(
  asked: number | undefined,
  last: number | null,
  open: (port: number) => Promise<HttpDoor>,
): Promise<HttpDoor> {
  if (asked !== undefined) return open(asked);
  if (last === null) return open(0);
  try {
    return await open(last);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return open(0);
  }
}

function clientConfigOf(url: string, token: string): string {
  const headers = { Authorization: `Bearer ${token}` };
  return JSON.stringify({ mcpServers: { vibesync: { type: 'http', url, headers } } }, null, 2);
}

/** Which agents have asked for something lately. There are no sessions to count: every request stands by itself. */
class Presence {
  readonly #nowMs: () => number;
  readonly #changed: () => void;
  readonly #lastMs = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(nowMs: () => number, changed: () => void) {
    this.#nowMs = nowMs;
    this.#changed = changed;
  }

  has(agent: string): boolean {
    return this.#nowMs() - (this.#lastMs.get(agent) ?? -Infinity) < HTTP_LIMITS.connectedMs;
  }

  seen(agent: string): void {
    const known = this.has(agent);
    this.#lastMs.set(agent, this.#nowMs());
    clearTimeout(this.#timers.get(agent));
    const timer = setTimeout(() => this.#changed(), HTTP_LIMITS.connectedMs);
    this.#timers.set(agent, timer.unref());
    if (!known) this.#changed();
  }

  forget(agent: string): void {
    this.#lastMs.delete(agent);
    clearTimeout(this.#timers.get(agent));
    this.#timers.delete(agent);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
