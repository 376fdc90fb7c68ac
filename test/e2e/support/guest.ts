/** A socket that is no real engine, to try what must not work. */
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../app/protocol/adapter.ts';

/** A good first frame. */
export const HELLO = {
  type: 'hello',
  adapter: { name: 'guest', version: '1' },
  engine: { kind: 'guest', version: '1' },
  scene: { project: null, scene: null, saved_revision: null, title: 'guest', unsaved: false },
  applied_through: null,
  receipt: null,
  masked: [],
};

export class Guest {
  readonly url: string;
  readonly token: string;
  readonly #socket: WebSocket;
  /** The close code; null where the upgrade was refused. */
  readonly closed: Promise<number | null>;

  private constructor(url: string, socket: WebSocket, token: string, closed: Promise<number | null>) {
    this.url = url;
    this.#socket = socket;
    this.token = token;
    this.closed = closed;
  }

  static pair({ url, code }: { readonly url: string; readonly code: string }): Promise<Guest> {
    return Guest.#open(url, `VibeSync-Pairing ${code}`);
  }

  static resume(url: string, token: string): Promise<Guest> {
    return Guest.#open(url, `Bearer ${token}`);
  }

  /** Resolves with the first frame, or with the refusal. */
  static async #open(url: string, authorization: string): Promise<Guest> {
    const socket = new WebSocket(url, SUBPROTOCOL, { headers: { Authorization: authorization } });
    const closed = new Promise<number | null>((resolve) => {
      socket.once('close', (code) => resolve(code));
      socket.once('unexpected-response', () => resolve(null));
      socket.once('error', () => resolve(null));
    });
    const welcome = new Promise<string>((resolve) => {
      socket.once('message', (data: Buffer) =>
        resolve((JSON.parse(data.toString('utf8')) as { token?: string }).token ?? ''),
      );
    });
    const token = await Promise.race([welcome, closed.then(() => '')]);
    return new Guest(url, socket, token, closed);
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }
}
