/**
 * The door: an HTTP server on 127.0.0.1 that turns away everybody but who shows a pairing code or a session's token in
 * a proper upgrade, and hands over the socket of whoever gets in. Until then a peer costs next to nothing.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import { PendingSockets } from '#main/doors/index.ts';
import { REFUSALS } from './codes.ts';
import type { RefusalCode } from './codes.ts';
import type { GatewayLimits } from './limits.ts';
import type { PairingCodes } from './pairing.ts';
import { hashSecret } from './secrets.ts';
import type { Resumed, Session, Sessions } from './sessions.ts';
import { checkAddress, checkUpgrade } from './upgrade.ts';

const LOOPBACK = '127.0.0.1';

export interface DoorwayEvents {
  /** Whether there is no place for one more session. */
  isFull(): boolean;
  /** A socket is past the upgrade; `resumes` is the detached session that its token belongs to, null for a code. */
  entered(webSocket: WebSocket, connection: Duplex, resumes: Resumed | null): void;
  refused(code: RefusalCode): void;
  /** R20: the token of a session that is connected was shown by somebody else. */
  tokenInUse(session: Session): void;
}

export class Doorway {
  readonly #limits: GatewayLimits;
  readonly #codes: PairingCodes;
  readonly #sessions: Sessions;
  readonly #events: DoorwayEvents;
  readonly #pending: PendingSockets;
  readonly #server: Server;
  readonly #webSockets: WebSocketServer;
  #port = 0;
  #closed = false;

  constructor(limits: GatewayLimits, codes: PairingCodes, sessions: Sessions, events: DoorwayEvents) {
    this.#limits = limits;
    this.#codes = codes;
    this.#sessions = sessions;
    this.#events = events;
    this.#pending = new PendingSockets({
      sockets: limits.pendingSockets,
      lifeMs: limits.upgradeTimeoutMs,
    });
    this.#webSockets = new WebSocketServer(webSocketOptions(limits));
    this.#server = createServer({
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.upgradeTimeoutMs,
      requestTimeout: limits.upgradeTimeoutMs,
      keepAlive: false,
      noDelay: true,
    });
    this.#server.maxHeadersCount = limits.headers;
    this.#server.on('connection', (socket) => this.#pending.add(socket));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('clientError', (_error, socket) => this.#refuse(socket, 'bad_request'));
    this.#server.on('request', (request, response) => {
      const code = checkAddress(request, this.#port) ?? 'not_an_upgrade';
      this.#events.refused(code);
      response
        .writeHead(REFUSALS[code].status, { Connection: 'close', 'Content-Type': 'text/plain' })
        .end(`${code}\n`);
    });
  }

  /** The port listened on; 0 lets the system choose. Rejects with the system's error when it cannot be had. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
        this.#server.off('error', reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve(this.#port);
      });
    });
  }

  get pendingSockets(): number {
    return this.#pending.size;
  }

  /** Nobody gets in any more. Resolves once every socket is gone, also those that have entered. */
  close(): Promise<void> {
    this.#closed = true;
    this.#pending.destroyAll();
    this.#webSockets.close();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener, a reset between here and the answer would be an uncaught error.
    socket.on('error', destroyThis);
    const check = checkUpgrade(request, this.#port);
    if (!check.ok) return this.#refuse(socket, check.code);
    if (this.#closed || this.#events.isFull()) return this.#refuse(socket, 'too_many_sessions');
    const { kind, secret } = check.credential;
    const accept = (resumes: Resumed | null) => this.#accept(request, socket, head, resumes);
    if (kind === 'token') return this.#resume(hashSecret(secret), socket, accept);
    // A peer that is gone again must not use the code up.
    if (!socket.readable || !socket.writable) return void socket.destroy();
    const attempt = this.#codes.redeem(secret);
    if (attempt.ok) return accept(null);
    this.#refuse(socket, attempt.code, attempt.code === 'too_many_attempts' ? attempt.retryAfterMs : 0);
  }

  /** R20. A token whose socket is still there: either that socket is just ending and its end has not been read yet, or
   * somebody else has the token. Waiting for the end tells which; meanwhile nothing is granted. */
  #resume(hash: string, socket: Duplex, accept: (resumes: Resumed) => void): void {
    const session = this.#sessions.findByToken(hash);
    if (session === null) return this.#refuse(socket, 'unauthorized');
    if (session.socket === null) return accept({ session, shown: hash });
    session.socket.wake();
    const wait = (): NodeJS.Timeout => setTimeout(() => decide(), this.#limits.replaceTimeoutMs);
    let timer = wait();
    let framesRead = session.socket.received.frames;
    const decide = (): void => {
      clearTimeout(timer);
      session.waiting.delete(decide);
      const known = this.#sessions.findByToken(hash);
      // Spent meanwhile, by an adapter that holds the next one: whoever shows this one is not that adapter.
      const current = known ?? this.#sessions.get(session.id);
      if (current === null || this.#closed) return this.#refuse(socket, 'unauthorized');
      if (current.socket === null)
        return known === null
          ? this.#refuse(socket, 'unauthorized')
          : accept({ session: current, shown: hash });
      if (current.socket.isOpen) {
        this.#events.tokenInUse(current);
        return this.#refuse(socket, 'unauthorized');
      }
      session.waiting.add(decide);
      const { frames } = current.socket.received;
      if (frames === framesRead) return current.socket.destroy();
      // It has begun to end, and on a busy computer what was sent before is still being read: it counts.
      framesRead = frames;
      timer = wait();
    };
    session.waiting.add(decide);
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, resumes: Resumed | null): void {
    if (!socket.readable || !socket.writable) return void socket.destroy();
    if (this.#events.isFull()) return this.#refuse(socket, 'too_many_sessions');
    this.#pending.release(socket);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) =>
      this.#events.entered(webSocket, socket, resumes),
    );
  }

  #refuse(socket: Duplex, code: RefusalCode, retryAfterMs = 0): void {
    this.#events.refused(code);
    if (!socket.writable) return void socket.destroy();
    const body = `${code}\n`;
    const retry = retryAfterMs > 0 ? `Retry-After: ${Math.ceil(retryAfterMs / 1_000)}\r\n` : '';
    socket.end(
      `HTTP/1.1 ${REFUSALS[code].status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
        `Content-Length: ${body.length}\r\n${retry}\r\n${body}`,
    );
    // Read on to see the peer's end; its time as a pending socket is bounded anyway.
    socket.resume();
  }
}

/** The typings lag behind: `closeTimeout` is part of ws 8.23. */
function webSocketOptions(limits: GatewayLimits): ServerOptions & { closeTimeout: number } {
  return {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes,
    maxFragments: limits.fragmentsPerFrame,
    maxBufferedChunks: limits.bufferedChunks,
    closeTimeout: limits.closeTimeoutMs,
    // One message a turn of the event loop: a flood on one socket then shares the loop with the others.
    allowSynchronousEvents: false,
    handleProtocols: () => SUBPROTOCOL,
  };
}

/** No closure on purpose: one that is made beside the request keeps it, and its token, as long as the socket lives. */
function destroyThis(this: Duplex): void {
  this.destroy();
}
