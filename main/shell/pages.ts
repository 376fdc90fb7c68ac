/**
 * What the window may load: the files that lie in the built page's folder when the application starts, by their exact
 * address, and nothing else. There is no path arithmetic on what the page asks for, so there is nothing to traverse.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export const SCHEME = 'app';
export const PAGE_HOST = 'control-room';
export const PAGE_ORIGIN = `${SCHEME}://${PAGE_HOST}`;
export const PAGE_ADDRESS = `${PAGE_ORIGIN}/index.html`;

const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Nothing inline, nothing evaluated, nothing remote, and no connection at all: the page talks through its bridge. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), midi=(), payment=()',
  'Cache-Control': 'no-cache',
};

/** Address path (`/assets/index.js`) → file. */
export type Pages = ReadonlyMap<string, string>;

/**
 * Lists the page's files. Links are left out, since they could lead anywhere; so are files of a kind that the page has
 * no use for (source maps).
 */
export function readPages(folder: string): Pages {
  const pages = new Map<string, string>();
  const list = (below: string): void => {
    for (const entry of readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const address = `${below}/${entry.name}`;
      if (entry.isDirectory()) list(address);
      else if (entry.isFile() && path.extname(entry.name) in MIME_TYPES) {
        pages.set(address, path.join(folder, address));
      }
    }
  };
  list('');
  return pages;
}

/** Answers one request of the page: 200 with the file, 405 for anything but reading, 404 for anything not listed. */
export async function answerPage(
  pages: Pages,
  request: { readonly method: string; readonly url: string },
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const file = fileAt(pages, request.url);
  if (file === undefined) return refuse(404);
  const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(file));
  const type = MIME_TYPES[path.extname(file)] ?? 'application/octet-stream';
  return new Response(body, { status: 200, headers: { ...HEADERS, 'Content-Type': type } });
}

function fileAt(pages: Pages, address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, username, password, pathname } = new URL(address);
  if (protocol !== `${SCHEME}:` || host !== PAGE_HOST || username !== '' || password !== '') return undefined;
  // Encoded addresses are not decoded: no file of the page needs it, and `%2e%2e` has no business here.
  return pages.get(pathname === '/' ? '/index.html' : pathname);
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}

/** Whether an address is part of the page: what frames, requests and navigations are held against. */
export function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return protocol === `${SCHEME}:` && host === PAGE_HOST;
}
