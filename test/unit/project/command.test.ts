/** The runner of `npm test` is killed, as a long run may be: nothing that it started goes on. */
import { spawn } from 'node:child_process';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';

const COMMAND = new URL('../../run/command.mjs', import.meta.url).href;

it('ends what it has started when it is killed itself', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connected = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  // Holds a socket for as long as it lives.
  const started = `require('node:net').connect(${port}, '127.0.0.1')`;
  const runner = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `const { runCommand } = await import(${JSON.stringify(COMMAND)});
     await runCommand([process.execPath, '-e', ${JSON.stringify(started)}], process.env, 1_000_000, () => undefined);`,
  ]);
  const socket = await connected;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined).resume();
  runner.kill('SIGKILL');
  await closed;
  server.close();
  expect(runner.killed).toBe(true);
});
