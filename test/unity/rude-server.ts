/** Servers that answer an upgrade in their own way, and whatever comes after it. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import { frame as clientFrame } from '../hostile/support.ts';

const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Called with every connection once its upgrade request is whole. */
export type Script = (socket: Socket, head: string) => void;

export class RudeServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(script: Script) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      // A client that gives up ends what this side has not finished.
      socket.on('error', () => socket.destroy());
      let head = '';
      const read = (chunk: Buffer): void => {
        head += chunk.toString('latin1');
        if (!head.includes('\r\n\r\n')) return;
        socket.off('data', read);
        script(socket, head);
      };
      socket.on('data', read);
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/adapter`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** The answer that a proper upgrade gets; each field can be replaced or, with null, left out. */
export function answer(head: string, changed: Readonly<Record<string, string | null>> = {}): string {
  const key = /^sec-websocket-key: (.+)\r$/im.exec(head)?.[1] ?? '';
  const fields: Record<string, string | null> = {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': createHash('sha1').update(`${key}${WEBSOCKET_GUID}`).digest('base64'),
    'Sec-WebSocket-Protocol': SUBPROTOCOL,
    ...changed,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return ['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n');
}

/** A frame as a server sends it: not masked. */
export function frame(
  opcode: number,
  payload: Uint8Array | string,
  options: NonNullable<Parameters<typeof clientFrame>[2]> = {},
): Buffer {
  return clientFrame(opcode, payload, { masked: false, ...options });
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
