/**
 * The door itself: HTTP on the loopback interface. A page in a browser can reach it too, so Host and Origin are looked
 * at before anything else, then the token, and only then a single byte of the body (SEC-1, SEC-3).
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import { TokenBucket } from '#main/doors/index.ts';
import { readMessage } from './body.ts';
import { Connections } from './connections.ts';
import { HTTP_LIMITS } from './limits.ts';
import { refuse, TOO_FAST, TOO_MANY, TOO_MANY_CONNECTIONS, UNAUTHORISED } from './refusals.ts';
import type { Refusal } from './refusals.ts';
import type { Reports } from './reports.ts';
import type { KnownAgent } from './tokens.ts';

const ADDRESS = '127.0.0.1';
const PATH = '/mcp';
const BEARER = /^Bearer ([0-9a-f]{64})$/;

export interface Doorman {
  nowMs(): number;
  verify(token: string): KnownAgent | null;
  /** A request with a valid token begins or ends. */
  seen(agent: string): void;
  onError(error: unknown): void;
}

export interface HttpDoor {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** @param port 0 for any
 * @throws when the port is taken */
export async function openHttp(
  port: number,
  mcp: McpHttpHandler,
  reports: Reports,
  doorman: Doorman,
): Promise<HttpDoor> {
  const server = createServer({
    maxHeaderSize: HTTP_LIMITS.headerBytes,
    headersTimeout: HTTP_LIMITS.headersTimeoutMs,
    requestTimeout: HTTP_LIMITS.requestTimeoutMs,
    keepAliveTimeout: HTTP_LIMITS.keepAliveMs,
    connectionsCheckingInterval: HTTP_LIMITS.headersTimeoutMs,
  });
  const connections = new Connections();
  server.on('connection', (socket) => connections.add(socket));
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  const answer = answering(bound, mcp, reports, doorman, connections);
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Whoever hangs up in the middle of a body wants no answer, and nothing is wrong here.
      if (error !== request.errored) doorman.onError(error);
      response.destroy();
    });
  });
  // An upgrade or an `Expect` is nothing that the protocol needs.
  server.on('upgrade', (_, socket) => socket.destroy());
  return {
    port: bound,
    url: `http://${ADDRESS}:${bound}${PATH}`,
    async close() {
      await mcp.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: ADDRESS, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function answering(
  port: number,
  mcp: McpHttpHandler,
  reports: Reports,
  doorman: Doorman,
  connections: Connections,
) {
  const hosts = new Set([`${ADDRESS}:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  const handle = toNodeHandler(mcp, {
    onerror: (error) => reports.report(error),
    maxRequestBodySize: HTTP_LIMITS.bodyBytes,
  });
  const refusedRate = new TokenBucket(
    HTTP_LIMITS.refusedPerSecond,
    HTTP_LIMITS.refusedBurst,
    doorman.nowMs(),
  );
  const rates = new Map<string, TokenBucket>();
  const running = new Map<string, number>();
  let runningInAll = 0;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const stranger = checkStranger(request, hosts, origins);
    const agent = stranger === null ? doorman.verify(tokenOf(request)) : null;
    if (agent === null) {
      if (!refusedRate.take(1, doorman.nowMs())) request.socket.destroy();
      else refuse(response, stranger ?? UNAUTHORISED);
      return;
    }
    if (!connections.admit(request.socket, agent.agent)) return refuse(response, TOO_MANY_CONNECTIONS);
    doorman.seen(agent.agent);
    const rate = rates.get(agent.agent) ?? newRate(doorman.nowMs());
    rates.set(agent.agent, rate);
    if (!rate.take(1, doorman.nowMs())) return refuse(response, TOO_FAST);
    const wrong = checkShape(request);
    if (wrong !== null) return refuse(response, wrong);
    const own = running.get(agent.agent) ?? 0;
    if (own >= HTTP_LIMITS.concurrentPerAgent || runningInAll >= HTTP_LIMITS.concurrent) {
      return refuse(response, TOO_MANY);
    }
    running.set(agent.agent, own + 1);
    runningInAll += 1;
    try {
      const body = await readMessage(request);
      if (!body.ok) return refuse(response, body.refusal);
      const auth = { token: '', clientId: agent.agent, scopes: [] };
      const authorised = Object.assign(request, { auth }) as unknown as NodeIncomingMessageLike;
      await reports.during(
        () => handle(authorised, response, body.message),
        () => response.statusCode,
      );
    } finally {
      runningInAll -= 1;
      const left = (running.get(agent.agent) ?? 1) - 1;
      if (left === 0) running.delete(agent.agent);
      else running.set(agent.agent, left);
      doorman.seen(agent.agent);
    }
  };
}

/** What a web page, or a name that was bent to point here, cannot fake. Null when the request may go on to its token. */
function checkStranger(
  request: IncomingMessage,
  hosts: ReadonlySet<string>,
  origins: ReadonlySet<string>,
): Refusal | null {
  const { host, origin } = request.headersDistinct;
  if (host?.length !== 1 || !hosts.has(host[0] ?? '')) {
    return { status: 403, code: 'foreign_host', message: 'This is reached as 127.0.0.1 only.' };
  }
  if (origin !== undefined && (origin.length !== 1 || !origins.has(origin[0] ?? ''))) {
    return { status: 403, code: 'foreign_origin', message: 'Web pages have no access.' };
  }
  return null;
}

/** Empty, and so of nobody, unless there is exactly one well-formed header. */
function tokenOf(request: IncomingMessage): string {
  const { authorization } = request.headersDistinct;
  return authorization?.length === 1 ? (BEARER.exec(authorization[0] ?? '')?.[1] ?? '') : '';
}

function checkShape(request: IncomingMessage): Refusal | null {
  if (request.url !== PATH)
    return { status: 404, code: 'unknown_path', message: `The only path is ${PATH}.` };
  if (request.method !== 'POST') {
    const headers = { allow: 'POST' };
    return {
      status: 405,
      code: 'method_not_allowed',
      message: 'There are no streams here: POST only.',
      headers,
    };
  }
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    return { status: 415, code: 'not_json', message: 'The body must be application/json.' };
  }
  return null;
}

function newRate(nowMs: number): TokenBucket {
  return new TokenBucket(HTTP_LIMITS.requestsPerSecond, HTTP_LIMITS.requestBurst, nowMs);
}
