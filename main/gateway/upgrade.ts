/**
 * The checks of an upgrade request before anything else looks at it. A page in a browser can reach a loopback port too
 * (also under a name that it made resolve to 127.0.0.1), so Host and Origin come before the code or token.
 */
import type { IncomingMessage } from 'node:http';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import type { RefusalCode } from './codes.ts';

export const ADAPTER_PATH = '/adapter';

const KEY = /^[+/0-9A-Za-z]{22}==$/;
const AUTHORIZATION = /^(VibeSync-Pairing|Bearer) ([\x21-\x7e][\x20-\x7e]{0,127})$/i;

export type Credential = { readonly kind: 'code' | 'token'; readonly secret: string };
export type UpgradeCheck =
  { readonly ok: true; readonly credential: Credential } | { readonly ok: false; readonly code: RefusalCode };

/** Judges the request alone; whether the credential is good is not asked here. `port` is the one listened on. */
export function checkUpgrade(request: IncomingMessage, port: number): UpgradeCheck {
  const refused = checkAddress(request, port);
  if (refused !== null) return { ok: false, code: refused };
  if (
    one(request, 'upgrade')?.toLowerCase() !== 'websocket' ||
    one(request, 'sec-websocket-version') !== '13' ||
    !KEY.test(one(request, 'sec-websocket-key') ?? '')
  ) {
    return { ok: false, code: 'not_an_upgrade' };
  }
  const offered = one(request, 'sec-websocket-protocol')?.split(',') ?? [];
  if (!offered.some((each) => each.trim() === SUBPROTOCOL)) return { ok: false, code: 'wrong_subprotocol' };
  const [, scheme, secret] = AUTHORIZATION.exec(one(request, 'authorization') ?? '') ?? [];
  if (scheme === undefined || secret === undefined) return { ok: false, code: 'unauthorized' };
  return { ok: true, credential: { kind: scheme.toLowerCase() === 'bearer' ? 'token' : 'code', secret } };
}

/** Path, method, Host and Origin: for every request, an upgrade or not. */
export function checkAddress(request: IncomingMessage, port: number): RefusalCode | null {
  if (request.url !== ADAPTER_PATH) return 'wrong_path';
  if (request.method !== 'GET' || request.httpVersion !== '1.1') return 'wrong_method';
  const host = one(request, 'host')?.toLowerCase();
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}` && host !== `[::1]:${port}`)
    return 'wrong_host';
  const { origin, 'sec-websocket-origin': oldOrigin } = request.headersDistinct;
  return origin === undefined && oldOrigin === undefined ? null : 'origin_present';
}

/** A header's value, if it is there exactly once: given twice, two readers could take different ones. */
function one(request: IncomingMessage, name: string): string | undefined {
  const values = request.headersDistinct[name];
  return values?.length === 1 ? values[0] : undefined;
}
