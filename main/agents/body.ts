/**
 * What a request says, read to a bound and parsed as strictly as an adapter's frame (SEC-1): two readers of the same
 * bytes (the protocol's library, a tool's schema, the log) can then never take them for different things.
 */
import type { IncomingMessage } from 'node:http';
import { parseStrictJson } from '#main/doors/index.ts';
import { HTTP_LIMITS } from './limits.ts';
import { RPC_ERRORS } from './refusals.ts';
import type { Refusal } from './refusals.ts';

type Message =
  { readonly ok: true; readonly message: object } | { readonly ok: false; readonly refusal: Refusal };

const TOO_LARGE: Refusal = {
  status: 413,
  code: 'too_large',
  message: `A request has ${HTTP_LIMITS.bodyBytes} bytes at most; add operations in several calls.`,
};

/** Nothing else reads the request's body. */
export async function readMessage(request: IncomingMessage): Promise<Message> {
  const body = await readBody(request);
  if (body === null) return { ok: false, refusal: TOO_LARGE };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return unreadable('invalid_utf8', 'The body is not UTF-8.');
  }
  const strict = parseStrictJson(text, HTTP_LIMITS);
  if (!strict.ok) return unreadable(strict.code, strict.message);
  const { value } = strict;
  // A batch would put any number of calls into one request.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused('not_one_message', 'The body is one message, a JSON object.', RPC_ERRORS.invalidRequest);
  }
  return { ok: true, message: value };
}

/** Null when it is too large. What is not absurdly so is read to its end: a client that is still sending when the
 * connection closes would never see the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > HTTP_LIMITS.skippedBytes) return null;
  const parts: Buffer[] = [];
  let size = 0;
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const part of chunks) {
    size += part.length;
    if (size > HTTP_LIMITS.skippedBytes) return null;
    if (size > HTTP_LIMITS.bodyBytes) parts.length = 0;
    else parts.push(part);
  }
  return size > HTTP_LIMITS.bodyBytes ? null : Buffer.concat(parts);
}

function unreadable(code: string, message: string): Message {
  return refused(code, message, RPC_ERRORS.parse);
}

function refused(code: string, message: string, rpc: NonNullable<Refusal['rpc']>): Message {
  return { ok: false, refusal: { status: 400, rpc, code, message } };
}
