/**
 * The gateway: a WebSocket server on loopback that lets in who shows a pairing code or a session's token, hands their
 * checked frames to the orchestrator, and ends a session at its first deviation (SEC-1 to SEC-3, R20).
 *
 * A session outlives its socket: cut off, it is *detached*, and its token opens exactly one resume, which is a new
 * session with a new token.
 */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { ServerOptions, WebSocket } from 'ws';
import type {
  ConnectedInput,
  DisconnectedInput,
  FrameInput,
  ViolationInput,
} from '#main/orchestrator/inputs.ts';
import { CLOSE_CODES, orchestratorMessages, SUBPROTOCOL } from '#app/protocol/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { REFUSALS, REVOCATIONS } from './codes.ts';
import type { CutOffCode, RefusalCode, ViolationCode } from './codes.ts';
import { GATEWAY_LIMITS } from './limits.ts';
import type { GatewayLimits } from './limits.ts';
import { PairingCodes } from './pairing.ts';
import type { MintedCode } from './pairing.ts';
import { PendingSockets } from './pending-sockets.ts';
import { excerpt, hashSecret, maskSecrets, mintToken } from './secrets.ts';
import type { RandomBytes } from './secrets.ts';
import { SessionSocket } from './session-socket.ts';
import { Sessions } from './sessions.ts';
import type { KnownToken, Session } from './sessions.ts';
import { TokenBucket } from './token-bucket.ts';
import { ADAPTER_PATH, checkAddress, checkUpgrade } from './upgrade.ts';

export type { KnownToken } from './sessions.ts';
export type GatewayInput = ConnectedInput | FrameInput | ViolationInput | DisconnectedInput;

/** For the application's log: codes and session ids only, never a token, a code or what an adapter sent (SEC-3). */
export interface GatewayLogLine {
  readonly event:
    'refused' | 'connected' | 'resumed' | 'violation' | 'cut_off' | 'revoked' | 'detached' | 'ended';
  readonly session: string | null;
  readonly code: string | null;
}

export interface GatewayOptions {
  /** Called for every input, in order, never from within another method of the gateway but `revoke`'s caller. */
  readonly onInput: (input: GatewayInput) => void;
  readonly randomUuid: () => string;
  /** Cryptographically secure. */
  readonly randomBytes: RandomBytes;
  /** Monotonic, in milliseconds. */
  readonly nowMs: () => number;
  /** 0 or absent: the system chooses. */
  readonly port?: number;
  readonly limits?: Partial<GatewayLimits>;
  /** Sessions of the application's last life whose tokens still open a resume (R20). */
  readonly knownTokens?: readonly KnownToken[];
  /** Called when `tokenHashes()` has changed, before anybody can use what changed: keep them, so that a resume works
   * over a restart and a revoked token stays dead over one. */
  readonly onTokensChanged?: (tokens: readonly KnownToken[]) => void;
  readonly log?: (line: GatewayLogLine) => void;
  /** Check every outgoing message against its schema and throw where it does not match: for tests. */
  readonly checkOutgoing?: boolean;
}

export interface ConnectionInfo {
  /** Masked and cut; null while nothing was wrong, or where there was no whole frame. */
  readonly offendingFrame: string | null;
  /** When the session began, on the clock of `nowMs`. */
  readonly since: number;
}

export interface GatewayStats {
  readonly sockets: number;
  readonly pendingSockets: number;
  readonly detachedSessions: number;
  readonly openPairingCodes: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly queuedOutBytes: number;
  /** How often each refusal, violation and cut-off happened. */
  readonly counts: Readonly<Partial<Record<RefusalCode | ViolationCode | CutOffCode, number>>>;
}

export interface Gateway {
  readonly port: number;
  /** `ws://127.0.0.1:PORT/adapter`. */
  readonly endpoint: string;
  /** A fresh one-time code, `XXXX-XXXX`. */
  mintPairingCode(): MintedCode;
  /** Queues a message; false when the session has no socket that takes it, which its `disconnected` tells as well. */
  send(session: string, message: OrchestratorMessage): boolean;
  /** Ends a session and kills its token. Sends `revoked` unless that was the last message sent. When called from
   * within `onInput` for a frame, that frame is kept as the offending one. */
  revoke(session: string, code: string, message: string): void;
  /** The token of a detached session opens nothing any more. */
  forget(session: string): void;
  /** Also of sessions that have ended, for the last few dozen of them. */
  connectionInfo(session: string): ConnectionInfo | null;
  stats(): GatewayStats;
  /** What to hand in as `knownTokens` at the next start: hashes, no tokens. */
  tokenHashes(): KnownToken[];
  /** Ends every socket as "going away"; tokens stay good for the next start. No input comes any more. */
  close(): Promise<void>;
}

/** Starts listening on 127.0.0.1. Rejects with the system's error when the port cannot be had. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const listening = new ListeningGateway(options);
  await listening.listen(options.port ?? 0);
  return listening;
}

class ListeningGateway implements Gateway {
  port = 0;
  readonly #options: GatewayOptions;
  readonly #limits: GatewayLimits;
  readonly #codes: PairingCodes;
  readonly #sessions: Sessions;
  readonly #pending: PendingSockets;
  readonly #logLines: TokenBucket;
  readonly #server;
  readonly #webSockets: WebSocketServer;
  readonly #counts: Partial<Record<RefusalCode | ViolationCode | CutOffCode, number>> = {};
  /** Sockets past the upgrade, also those that are about to close. */
  readonly #sockets = new Set<SessionSocket>();
  /** The frame that is being handed over, so that a revocation in answer to it can keep it. */
  #handedOver: { readonly session: string; readonly raw: Uint8Array } | null = null;
  #framesOut = 0;
  #bytesOut = 0;
  /** Of sockets that are gone. */
  #received = { frames: 0, bytes: 0 };
  #closing: Promise<void> | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#limits = { ...GATEWAY_LIMITS, ...options.limits };
    const limits = this.#limits;
    this.#codes = new PairingCodes(limits, options.randomBytes, options.nowMs);
    this.#sessions = new Sessions(limits, options.knownTokens ?? [], options.nowMs(), (tokens) =>
      options.onTokensChanged?.(tokens),
    );
    this.#pending = new PendingSockets(limits);
    this.#logLines = new TokenBucket(limits.logLinesPerSecond, limits.logLinesPerSecond, options.nowMs());
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
      const code = checkAddress(request, this.port) ?? 'not_an_upgrade';
      this.#count(code, null, 'refused');
      response
        .writeHead(REFUSALS[code].status, { Connection: 'close', 'Content-Type': 'text/plain' })
        .end(`${code}\n`);
    });
    // The typings lag behind: `closeTimeout` is part of ws 8.23.
    const webSocketOptions: ServerOptions & { closeTimeout: number } = {
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
    this.#webSockets = new WebSocketServer(webSocketOptions);
  }

  get endpoint(): string {
    return `ws://127.0.0.1:${this.port}${ADAPTER_PATH}`;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
        this.#server.off('error', reject);
        this.port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  mintPairingCode(): MintedCode {
    return this.#codes.mint();
  }

  send(id: string, message: OrchestratorMessage): boolean {
    const session = this.#sessions.get(id);
    if (session === null || session.socket === null) return false;
    if (this.#options.checkOutgoing === true) orchestratorMessages[message.type].parse(message);
    const frame = encode(message);
    if (!session.socket.send(frame, ASKING.has(message.type))) return false;
    session.toldRevoked = message.type === 'revoked';
    this.#framesOut += 1;
    this.#bytesOut += frame.byteLength;
    return true;
  }

  revoke(id: string, code: string, message: string): void {
    const session = this.#sessions.get(id);
    if (session === null) return;
    if (code === 'bye') return this.#endPolitely(session);
    if (this.#handedOver?.session === id) session.offendingFrame = this.#excerpt(this.#handedOver.raw);
    this.#end(session, session.violated ? CLOSE_CODES.violation : closeCodeOf(code), code, message);
    this.#log('revoked', id, code);
  }

  forget(id: string): void {
    const session = this.#sessions.get(id);
    if (session !== null && session.socket === null) this.#sessions.end(session);
  }

  connectionInfo(id: string): ConnectionInfo | null {
    const session = this.#sessions.getAlsoEnded(id);
    return session === null ? null : { offendingFrame: session.offendingFrame, since: session.since };
  }

  stats(): GatewayStats {
    let { frames, bytes } = this.#received;
    let queuedOutBytes = 0;
    for (const socket of this.#sockets) {
      frames += socket.received.frames;
      bytes += socket.received.bytes;
      queuedOutBytes += socket.queuedOutBytes;
    }
    return {
      sockets: this.#sockets.size,
      pendingSockets: this.#pending.size,
      detachedSessions: this.#sessions.detachedCount,
      openPairingCodes: this.#codes.openCount,
      framesOut: this.#framesOut,
      bytesOut: this.#bytesOut,
      framesIn: frames,
      bytesIn: bytes,
      queuedOutBytes,
      counts: { ...this.#counts },
    };
  }

  tokenHashes(): KnownToken[] {
    return this.#sessions.tokens();
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#pending.destroyAll();
      this.#sessions.close();
      for (const socket of this.#sockets) socket.end(GOING_AWAY, 'closing', null);
      this.#webSockets.close();
      // Resolves once every socket is gone, which the close time-out of each bounds.
      this.#server.close(() => resolve());
    });
    return this.#closing;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Without a listener, a reset between here and the answer would be an uncaught error.
    socket.on('error', destroyThis);
    const check = checkUpgrade(request, this.port);
    if (!check.ok) return this.#refuse(socket, check.code);
    if (this.#closing !== null || this.#sockets.size >= this.#limits.sockets)
      return this.#refuse(socket, 'too_many_sessions');
    const { kind, secret } = check.credential;
    const accept = (resumes: Session | null) => this.#accept(request, socket, head, resumes);
    if (kind === 'token') return this.#resume(hashSecret(secret), socket, accept);
    // A peer that is gone again must not use the code up.
    if (!socket.readable || !socket.writable) return void socket.destroy();
    const attempt = this.#codes.redeem(secret);
    if (attempt.ok) return accept(null);
    this.#refuse(socket, attempt.code, attempt.code === 'too_many_attempts' ? attempt.retryAfterMs : 0);
  }

  /** R20. A token whose socket is still there: either that socket is just ending and its end has not been read yet, or
   * somebody else has the token. Waiting for the end tells which; meanwhile nothing is granted. */
  #resume(hash: string, socket: Duplex, accept: (resumes: Session) => void): void {
    const session = this.#sessions.findByToken(hash);
    if (session === null) return this.#refuse(socket, 'unauthorized');
    if (session.socket === null) return accept(session);
    const timer = setTimeout(() => decide(), this.#limits.replaceTimeoutMs);
    const decide = (): void => {
      clearTimeout(timer);
      session.waiting.delete(decide);
      const current = this.#sessions.findByToken(hash);
      if (current === null || this.#closing !== null) return this.#refuse(socket, 'unauthorized');
      if (current.socket === null) return accept(current);
      if (current.socket.isOpen) {
        this.#violation(current, 'token_in_use', 'The token was shown on a second socket.', null);
        return this.#refuse(socket, 'unauthorized');
      }
      // It has begun to end and takes too long about it.
      session.waiting.add(decide);
      current.socket.destroy();
    };
    session.waiting.add(decide);
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, resumes: Session | null): void {
    if (!socket.readable || !socket.writable) return void socket.destroy();
    if (this.#sockets.size >= this.#limits.sockets) return this.#refuse(socket, 'too_many_sessions');
    this.#pending.release(socket);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, resumes));
  }

  #open(webSocket: WebSocket, resumes: Session | null): void {
    const id = this.#options.randomUuid();
    const token = mintToken(this.#options.randomBytes);
    const session = this.#sessions.open(id, hashSecret(token), this.#options.nowMs(), resumes);
    const socket = new SessionSocket(webSocket, this.#limits, this.#options.nowMs, {
      frame: (message, raw) => this.#frame(session, message, raw),
      violation: (code, message, raw) => this.#violation(session, code, message, raw),
      cutOff: (code) => this.#cutOff(session, code),
      closed: (expected) => this.#closed(session, socket, expected),
    });
    session.socket = socket;
    this.#sockets.add(socket);
    this.#log(resumes === null ? 'connected' : 'resumed', id, null);
    this.#options.onInput({ in: 'connected', session: id, resumes: resumes?.id ?? null, token });
  }

  #frame(session: Session, message: AdapterMessage, raw: Uint8Array): void {
    if (this.#closing !== null) return;
    this.#handedOver = { session: session.id, raw };
    try {
      this.#options.onInput({ in: 'frame', session: session.id, message });
    } finally {
      this.#handedOver = null;
    }
    if (message.type === 'bye') this.#endPolitely(session);
  }

  #violation(session: Session, code: ViolationCode, message: string, raw: Uint8Array | null): void {
    const { id } = session;
    session.violated = true;
    if (raw !== null) session.offendingFrame = this.#excerpt(raw);
    const safeMessage = tidy(maskSecrets(message, (candidate) => this.#codes.isOpen(candidate)));
    this.#count(code, id, 'violation');
    if (this.#closing === null)
      this.#options.onInput({ in: 'violation', session: id, code, message: safeMessage });
    // At once, also when the orchestrator's own revocation comes later or was first.
    this.#end(session, CLOSE_CODES.violation, code, safeMessage);
  }

  /** It said good-bye: nothing is wrong, and nothing is resumed. */
  #endPolitely(session: Session): void {
    if (!this.#sessions.end(session)) return;
    session.socket?.end(NORMAL_CLOSURE, 'bye', null);
    this.#log('ended', session.id, null);
  }

  /** The session is over and its token dead. Idempotent. */
  #end(session: Session, closeCode: number, code: string, message: string): void {
    if (!this.#sessions.end(session)) return;
    session.socket?.end(
      closeCode,
      code,
      session.toldRevoked
        ? null
        : encode({ type: 'revoked', code: stableCode(code), message: tidy(message) }),
    );
  }

  #cutOff(session: Session, code: CutOffCode): void {
    this.#count(code, session.id, 'cut_off');
    this.#detach(session);
  }

  #closed(session: Session, socket: SessionSocket, expected: boolean): void {
    this.#sockets.delete(socket);
    this.#received = {
      frames: this.#received.frames + socket.received.frames,
      bytes: this.#received.bytes + socket.received.bytes,
    };
    if (!expected) this.#log('detached', session.id, null);
    this.#detach(session);
    for (const decide of [...session.waiting]) decide();
  }

  /** The socket is gone, or as good as gone; the token may open a resume. Once a session; nothing for one that ended. */
  #detach(session: Session): void {
    if (this.#closing !== null || !this.#sessions.detach(session)) return;
    this.#options.onInput({ in: 'disconnected', session: session.id });
  }

  #refuse(socket: Duplex, code: RefusalCode, retryAfterMs = 0): void {
    this.#count(code, null, 'refused');
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

  #excerpt(raw: Uint8Array): string {
    return excerpt(raw, this.#limits.offendingFrameBytes, (candidate) => this.#codes.isOpen(candidate));
  }

  #count(
    code: RefusalCode | ViolationCode | CutOffCode,
    session: string | null,
    event: GatewayLogLine['event'],
  ): void {
    this.#counts[code] = (this.#counts[code] ?? 0) + 1;
    this.#log(event, session, code);
  }

  #log(event: GatewayLogLine['event'], session: string | null, code: string | null): void {
    if (this.#options.log === undefined || !this.#logLines.take(1, this.#options.nowMs())) return;
    this.#options.log({ event, session, code });
  }
}

/** No closure on purpose: one that is made beside the request keeps it, and its token, as long as the socket lives. */
function destroyThis(this: Duplex): void {
  this.destroy();
}

/** Messages that an adapter has to answer. */
const ASKING: ReadonlySet<OrchestratorMessage['type']> = new Set([
  'take_inventory',
  'read_values',
  'adopt_unmanaged',
  'patch',
  'apply',
  'adopt',
  'compensate',
  'hold',
  'ping',
]);

const NORMAL_CLOSURE = 1_000;
const GOING_AWAY = 1_001;

/** What the orchestrator found is a violation like those found here; the rest is told apart where an adapter could care. */
function closeCodeOf(code: string): number {
  if (code === 'unresponsive') return CLOSE_CODES.unresponsive;
  if (code === 'replaced') return CLOSE_CODES.replaced;
  const known: Readonly<Record<string, { readonly violation: boolean }>> = REVOCATIONS;
  return known[code]?.violation === true ? CLOSE_CODES.violation : CLOSE_CODES.revoked;
}

function encode(message: OrchestratorMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message), 'utf8');
}

/** What a message may quote of a frame (a path, an unknown key) is the adapter's: cut, and without control characters. */
function tidy(message: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return message
    .slice(0, MESSAGE_LENGTH)
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .toWellFormed();
}
const MESSAGE_LENGTH = 512;

/** A code as the schema of `revoked` has it. */
function stableCode(code: string): string {
  return /^[a-z][a-z0-9_]{0,63}$/.test(code) ? code : 'revoked';
}
