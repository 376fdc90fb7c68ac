/**
 * A page in a browser on the same computer, which can reach every loopback port: what it tries at both doors, with the
 * browser's own engine, and under a name that somebody bent to point here.
 */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { shown } from '../evidence/index.ts';
import { expect, test } from './fixtures.ts';
import type { Application } from './support/application.ts';

/** Names that a browser resolves to this computer; the last stands for a rebound one. */
const HOSTS = ['127.0.0.1', 'localhost', 'evil.localhost'];

/** What the page got out of each attempt. */
type Attempts = Readonly<Record<string, string>>;

/** Runs in the page. An answer that the page may read counts as `read`, one that it may not as `unreadable`. */
async function attack([hosts, adapterPort, agentsPort]: readonly [string[], number, number]): Promise<
  Record<string, string>
> {
  const found: Record<string, string> = {};
  const fetched = (address: string, options: RequestInit): Promise<string> =>
    fetch(address, options).then(
      ({ type }) => (type === 'opaque' ? 'unreadable' : 'read'),
      () => 'refused',
    );
  const socket = (address: string): Promise<string> =>
    new Promise((resolve) => {
      const opened = new WebSocket(address, 'vibesync.v1');
      opened.addEventListener('open', () => resolve('open'));
      opened.addEventListener('error', () => resolve('refused'));
    });
  const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const authorization = `Bearer ${'0'.repeat(64)}`;
  for (const host of hosts) {
    found[`socket to ${host}`] = await socket(`ws://${host}:${adapterPort}/adapter`);
    found[`GET to ${host}`] = await fetched(`http://${host}:${adapterPort}/adapter`, {});
    found[`call to ${host}`] = await fetched(`http://${host}:${agentsPort}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: call,
    });
    found[`simple call to ${host}`] = await fetched(`http://${host}:${agentsPort}/mcp`, {
      method: 'POST',
      mode: 'no-cors',
      body: call,
    });
  }
  return found;
}

/** Opens a page from a server of its own, in a session without any of the application's rules, and lets it try. */
async function strangePage(app: Application, adapterPort: number, agentsPort: number): Promise<Attempts> {
  const server = http.createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('hi'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await app.electron.evaluate(
      async ({ BrowserWindow, session }, { home, script }) => {
        const partition = session.fromPartition(`strange-${home}`);
        partition.webRequest.onBeforeRequest(null);
        const page = new BrowserWindow({
          show: false,
          webPreferences: { session: partition, sandbox: true },
        });
        await page.loadURL(home);
        const result = (await page.webContents.executeJavaScript(script)) as Record<string, string>;
        page.destroy();
        return result;
      },
      {
        home: `http://127.0.0.1:${port}/`,
        script: `(${attack.toString()})(${JSON.stringify([HOSTS, adapterPort, agentsPort])})`,
      },
    );
  } finally {
    server.close();
  }
}

async function portsOf(app: Application): Promise<{ adapters: number; agents: number }> {
  const { url } = await app.endpoint();
  const { port } = JSON.parse(fs.readFileSync(path.join(app.userData, 'agents.json'), 'utf8')) as {
    port: number;
  };
  return { adapters: Number(new URL(url).port), agents: port };
}

test('a page in a browser opens neither door, under no name (SEC-1, SEC-3, row 27)', async ({ app }) => {
  const { adapters, agents } = await portsOf(app);
  const attempts = await strangePage(app, adapters, agents);
  const expected = HOSTS.flatMap((host) => [
    [`socket to ${host}`, 'refused'],
    [`GET to ${host}`, 'refused'],
    [`call to ${host}`, 'refused'],
    [`simple call to ${host}`, 'unreadable'],
  ]);
  expect(attempts).toEqual(Object.fromEntries(expected));
  // It was there, and was turned away for what it is: not merely stopped by its own browser.
  const reasons = (): unknown[] => app.logLines('gateway').map((line) => line['code']);
  await expect.poll(reasons).toEqual(expect.arrayContaining(['origin_present', 'wrong_host']));
  expect(app.logLines('gateway').map((line) => line['event'])).not.toContain('connected');
  const runs = Object.keys(attempts).length;
  shown({ ids: ['SEC-1', 'SEC-3'], row: 27, how: 'a page in a real browser engine at both doors', runs });
});

test('the same page gets in where nobody looks at Origin and Host (SEC-1, row 27)', async ({ app }) => {
  const careless = http.createServer((_, response) =>
    response
      .setHeader('access-control-allow-origin', '*')
      .setHeader('access-control-allow-headers', '*, authorization')
      .end('{}'),
  );
  const sockets = new WebSocketServer({ server: careless });
  await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
  const { port } = careless.address() as AddressInfo;
  try {
    const attempts = await strangePage(app, port, port);
    for (const host of HOSTS)
      expect(attempts).toMatchObject({ [`socket to ${host}`]: 'open', [`call to ${host}`]: 'read' });
    const how = 'a door that looks at neither Origin nor Host lets a page in';
    shown({ ids: ['SEC-1'], row: 27, how, runs: HOSTS.length, control: true });
  } finally {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    careless.close();
    careless.closeAllConnections();
  }
});
