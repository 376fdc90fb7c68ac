/**
 * SEC-3 where it is hardest to see: what the process that has handed a token out still holds of it. A snapshot of V8's heap has
 * every object, string and closure, and not the bytes of buffers: what went through a socket lies in freed ones until they are
 * used again, below what Node could wipe.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { shown } from '#test/evidence/index.ts';
import type { Ask } from './gateway-process.ts';

let folder: string;
let child: ChildProcess;
let endpoint: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vibesync-memory-'));
  child = fork(resolve(import.meta.dirname, 'gateway-process.ts'), {
    execArgv: ['--expose-gc', '--no-warnings'],
  });
  endpoint = await answer<string>();
});
afterEach(async () => {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
  rmSync(folder, { recursive: true });
});

async function answer<Value>(): Promise<Value> {
  const [value] = (await once(child, 'message')) as [Value];
  return value;
}

async function ask<Value>(question: Ask): Promise<Value> {
  const answered = answer<Value>();
  child.send(question);
  return answered;
}

/** The token that the upgrade buys, and the socket. */
async function connect(authorization: string): Promise<{ socket: WebSocket; token: string }> {
  const socket = new WebSocket(endpoint, 'vibesync.v1', { headers: { authorization } });
  const [data] = (await once(socket, 'message')) as [Buffer];
  return { socket, token: (JSON.parse(data.toString()) as { token: string }).token };
}

it('SEC-3 nothing that the gateway holds is a token or a code, only a hash of it', async () => {
  const code = await ask<string>({ ask: 'code' });
  const first = await connect(`VibeSync-Pairing ${code}`);
  first.socket.terminate();
  const second = await connect(`Bearer ${first.token}`);
  const stolen = new WebSocket(endpoint, 'vibesync.v1', {
    headers: { authorization: `Bearer ${'5'.repeat(64)}` },
  });
  await once(stolen, 'error');
  // Other strings go the same way since, so that nothing is left in the place of the last one.
  for (let count = 0; count < 20; count += 1) {
    const { socket } = await connect(`VibeSync-Pairing ${await ask<string>({ ask: 'code' })}`);
    socket.send('{"type":"bye"}');
    await once(socket, 'close');
  }
  const hashes = await ask<{ hash: string }[]>({ ask: 'hashes' });
  expect(hashes.map(({ hash }) => hash)).toContain(createHash('sha256').update(second.token).digest('hex'));

  const file = join(folder, 'heap.heapsnapshot');
  const canary = await ask<string>({ ask: 'dump', file });
  const heap = readFileSync(file, 'utf8');
  expect(heap.includes(canary)).toBe(true);
  expect(heap.includes(hashes[0]?.hash ?? 'none')).toBe(true);
  for (const secret of [first.token, second.token, code, code.replace('-', '')])
    expect(heap.includes(secret)).toBe(false);
  second.socket.terminate();
  shown({
    ids: ['SEC-3'],
    how: 'all strings and objects in the gateway’s JavaScript heap searched for tokens and codes',
    runs: 4,
  });
  shown({ ids: ['SEC-3'], how: 'the same search finds what the heap does hold', runs: 2, control: true });
});
