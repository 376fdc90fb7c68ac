/** What is answered where nothing of the protocol's own runs: an HTTP status, and an error as its clients expect it. */
import type { ServerResponse } from 'node:http';
import { HTTP_LIMITS } from './limits.ts';

/** JSON-RPC 2.0, section 5.1; the last one is the first of those that are left to servers. */
export const RPC_ERRORS = { parse: -32_700, invalidRequest: -32_600, server: -32_000 } as const;

export interface Refusal {
  readonly status: number;
  /** Default: the server's own. */
  readonly rpc?: (typeof RPC_ERRORS)[keyof typeof RPC_ERRORS];
  readonly code: string;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

export const UNAUTHORISED: Refusal = {
  status: 401,
  code: 'unauthorised',
  message: 'A bearer token is needed. It is made in VibeSync under Agents; one that was revoked stays dead.',
  headers: { 'www-authenticate': 'Bearer' },
};
export const TOO_FAST: Refusal = {
  status: 429,
  code: 'too_fast',
  message: `${HTTP_LIMITS.requestsPerSecond} requests a second at most.`,
  headers: { 'retry-after': '1' },
};
export const TOO_MANY: Refusal = {
  status: 429,
  code: 'too_many_at_once',
  message: `${HTTP_LIMITS.concurrentPerAgent} requests at a time at most.`,
  headers: { 'retry-after': '1' },
};

export const TOO_MANY_CONNECTIONS: Refusal = {
  status: 429,
  code: 'too_many_connections',
  message: `${HTTP_LIMITS.connectionsPerAgent} connections at a time at most.`,
  headers: { 'retry-after': '1' },
};

/** Answers in the shape that clients of the protocol expect, and closes: what is left of the body is not read. */
export function refuse(response: ServerResponse, { status, rpc, code, message, headers }: Refusal): void {
  const error = { code: rpc ?? RPC_ERRORS.server, message, data: { code } };
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
  response.end(JSON.stringify({ jsonrpc: '2.0', error, id: null }));
}
