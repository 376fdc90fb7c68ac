import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_SECURITY_POLICY, answerPage, isPageAddress, readPages } from '#main/shell/pages.ts';
import type { Pages } from '#main/shell/pages.ts';

let root: string;
let pages: Pages;

beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-pages-'));
  const page = path.join(root, 'renderer');
  fs.mkdirSync(path.join(page, 'assets'), { recursive: true });
  fs.writeFileSync(path.join(root, 'secret.json'), '{"token":"secret"}');
  fs.writeFileSync(path.join(page, 'index.html'), '<!doctype html>');
  fs.writeFileSync(path.join(page, 'assets', 'index.js'), 'export {};');
  fs.writeFileSync(path.join(page, 'assets', 'font.woff2'), new Uint8Array([1, 2, 3]));
  fs.writeFileSync(path.join(page, 'assets', 'index.js.map'), '{}');
  fs.symlinkSync(path.join(root, 'secret.json'), path.join(page, 'assets', 'link.json'));
  fs.symlinkSync(root, path.join(page, 'up'));
  pages = readPages(page);
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const get = (url: string, method = 'GET') => answerPage(pages, { method, url });

describe('the page’s scheme', () => {
  it.each([
    ['app://control-room/', 'text/html; charset=utf-8'],
    ['app://control-room/index.html', 'text/html; charset=utf-8'],
    ['app://control-room/index.html?a=1#b', 'text/html; charset=utf-8'],
    ['app://control-room/assets/index.js', 'text/javascript; charset=utf-8'],
    ['app://control-room/assets/font.woff2', 'font/woff2'],
  ])('serves %s as %s', async (url, type) => {
    const answer = await get(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
  });

  it.each([
    'app://control-room/../secret.json',
    'app://control-room/..%2fsecret.json',
    'app://control-room/%2e%2e/secret.json',
    'app://control-room/%2e%2e%2fsecret.json',
    'app://control-room/..\\secret.json',
    'app://control-room/..%5csecret.json',
    'app://control-room/assets/../../secret.json',
    'app://control-room//etc/passwd',
    'app://control-room/assets/index.js%00.html',
    'app://control-room/%61ssets/index.js',
    'app://control-room/assets/',
    'app://control-room/assets',
    'app://control-room/__proto__',
    'app://control-room/missing.js',
    'app://elsewhere/index.html',
    'app://user@control-room/index.html',
    'app://control-room:8080/index.html',
    'file:///etc/passwd',
    'https://control-room/index.html',
    'not an address',
  ])('refuses %s', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect((await answer.arrayBuffer()).byteLength).toBe(0);
  });

  it('follows no link out of the page’s folder, to a file or to a folder', async () => {
    expect((await get('app://control-room/assets/link.json')).status).toBe(404);
    expect((await get('app://control-room/up/secret.json')).status).toBe(404);
    expect(
      [...pages.values()].every(
        (file) =>
          fs.realpathSync(file) === fs.realpathSync(path.dirname(file)) + path.sep + path.basename(file),
      ),
    ).toBe(true);
  });

  it('leaves source maps out', () => {
    expect(pages.has('/assets/index.js.map')).toBe(false);
  });

  it('only reads', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect((await get('app://control-room/index.html', method)).status, method).toBe(405);
    }
    const head = await get('app://control-room/index.html', 'HEAD');
    expect(head.status).toBe(200);
    expect((await head.arrayBuffer()).byteLength).toBe(0);
  });

  it('sends the policy with every answer, refusals as well', async () => {
    for (const url of [
      'app://control-room/index.html',
      'app://control-room/assets/index.js',
      'app://control-room/missing',
    ]) {
      const { headers } = await get(url);
      expect(headers.get('content-security-policy'), url).toBe(CONTENT_SECURITY_POLICY);
      expect(headers.get('x-content-type-options'), url).toBe('nosniff');
      expect(headers.get('cross-origin-opener-policy'), url).toBe('same-origin');
      expect(headers.get('referrer-policy'), url).toBe('no-referrer');
    }
  });
});

describe('the content security policy', () => {
  const directives = new Map(
    CONTENT_SECURITY_POLICY.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources] as const;
    }),
  );

  it('allows nothing unsafe, inline, remote or by scheme', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|http|ws:|wss:|data:|blob:|\*/);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    for (const [name, sources] of directives) {
      for (const source of sources)
        expect(["'self'", "'none'", "'script'"], `${name} ${source}`).toContain(source);
    }
  });

  it('closes what default-src does not cover', () => {
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) {
      expect(directives.get(name), name).toEqual(["'none'"]);
    }
  });
});

describe('addresses of the page', () => {
  it.each([
    ['app://control-room/index.html', true],
    ['app://control-room', true],
    ['app://control-room.evil/index.html', false],
    ['app://evil/control-room/', false],
    ['apps://control-room/', false],
    ['https://control-room/', false],
    ['file:///control-room/', false],
    ['about:blank', false],
    ['', false],
  ])('%s → %s', (address, ours) => {
    expect(isPageAddress(address)).toBe(ours);
  });
});
