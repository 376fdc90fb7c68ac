/**
 * The gateway: a WebSocket server on loopback that lets in who shows a pairing code or a session's token, hands their
 * checked frames to the orchestrator, and ends a session at its first deviation (SEC-1 to SEC-3, R20).
 *
 * A session outlives its socket: cut off, it is *detached*, and its token opens exactly one resume, which is a new
 * session with a new token; a resume that breaks before its adapter has spoken counts for none (sessions.ts).
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type {
  ConnectedInput,
  DisconnectedInput,
  FrameInput,
  ViolationInput,
} from '#main/orchestrator/inputs.ts';
import { CLOSE_CODES, orchestratorMessages } from '#app/protocol/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { TokenBucket } from '#main/doors/index.ts';
import { REVOCATIONS } from './codes.ts';
import type { CutOffCode, RefusalCode, ViolationCode } from './codes.ts';
import { Doorway } from './doorway.ts';
import { GATEWAY_LIMITS } from './limits.ts';
import type { GatewayLimits } from './limits.ts';
import { PairingCodes } from './pairing.ts';
import type { MintedCode } from './pairing.ts';
import { excerpt, hashSecret, maskSecrets, mintToken } from './secrets.ts';
import type { RandomBytes } from './secrets.ts';
import { SessionSocket } from './session-socket.ts';
import { Sessions } from './sessions.ts';
import type { KnownToken, Resumed, Session } from './sessions.ts';
import { ADAPTER_PATH } from './upgrade.ts';

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
  /** Called for every input, in order, and never from within a call of the gateway's own methods. */
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
  /** Sessions that are not read for a moment, because they have sent more than is read at once. */
  readonly restingSessions: number;
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
  readonly #logLines: TokenBucket;
  readonly #doorway: Doorway;
  readonly #counts: Partial<Record<RefusalCode | ViolationCode | CutOffCode, number>> = {};
  /** Sockets past the upgrade, also those that are about to close. */
  readonly #sockets = new Set<SessionSocket>();
  /** The frame that is being handed over, so that a revocation in answer to it can keep it. */
  #handedOver: { readonly session: string; readonly raw: Uint8Array } | null = null;
  #encoded: { readonly message: OrchestratorMessage; readonly frame: Uint8Array } | null = null;
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
    this.#logLines = new TokenBucket(limits.logLinesPerSecond, limits.logLinesPerSecond, options.nowMs());
    this.#doorway = new Doorway(limits, this.#codes, this.#sessions, {
      isFull: () => this.#sockets.size >= limits.sockets,
      entered: (webSocket, connection, resumes) => this.#open(webSocket, connection, resumes),
      refused: (code) => this.#count(code, null, 'refused'),
      tokenInUse: (session) =>
        this.#violation(session, 'token_in_use', 'The token was shown on a second socket.', null),
    });
  }

  get endpoint(): string {
    return `ws://127.0.0.1:${this.port}${ADAPTER_PATH}`;
  }

  async listen(port: number): Promise<void> {
    this.port = await this.#doorway.listen(port);
  }

  mintPairingCode(): MintedCode {
    return this.#codes.mint();
  }

  send(id: string, message: OrchestratorMessage): boolean {
    const session = this.#sessions.get(id);
    if (session === null || session.socket === null) return false;
    if (this.#options.checkOutgoing === true) orchestratorMessages[message.type].parse(message);
    const frame = this.#encodeOnce(message);
    const asks = ASKING.has(message.type);
    if (!session.socket.send(frame, { asks, mayWait: MAY_WAIT.has(message.type) })) return false;
    session.toldRevoked = message.type === 'revoked';
    this.#framesOut += 1;
    this.#bytesOut += frame.byteLength;
    return true;
  }

  /** What goes to several engines is the same message, one after the other. */
  #encodeOnce(message: OrchestratorMessage): Uint8Array {
    if (this.#encoded?.message !== message) this.#encoded = { message, frame: encode(message) };
    return this.#encoded.frame;
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
    let restingSessions = 0;
    for (const socket of this.#sockets) {
      frames += socket.received.frames;
      bytes += socket.received.bytes;
      queuedOutBytes += socket.queuedOutBytes;
      if (socket.isResting) restingSessions += 1;
    }
    return {
      sockets: this.#sockets.size,
      pendingSockets: this.#doorway.pendingSockets,
      detachedSessions: this.#sessions.detachedCount,
      openPairingCodes: this.#codes.openCount,
      framesOut: this.#framesOut,
      bytesOut: this.#bytesOut,
      framesIn: frames,
      bytesIn: bytes,
      queuedOutBytes,
      restingSessions,
      counts: { ...this.#counts },
    };
  }

  tokenHashes(): KnownToken[] {
    return this.#sessions.tokens();
  }

  close(): Promise<void> {
    if (this.#closing === null) {
      this.#sessions.close();
      // The close time-out of each socket bounds the wait for its end.
      for (const socket of this.#sockets) socket.end(GOING_AWAY, 'closing', null);
      this.#closing = this.#doorway.close();
    }
    return this.#closing;
  }

  #open(webSocket: WebSocket, connection: Duplex, resumes: Resumed | null): void {
    const id = this.#options.randomUuid();
    const token = mintToken(this.#options.randomBytes);
    const session = this.#sessions.open(id, hashSecret(token), this.#options.nowMs(), resumes);
    const socket = new SessionSocket(webSocket, connection, this.#limits, this.#options.nowMs, {
      frame: (message, raw) => this.#frame(session, message, raw),
      violation: (code, message, raw) => this.#violation(session, code, message, raw),
      cutOff: (code) => this.#cutOff(session, code),
      closed: (expected) => this.#closed(session, socket, expected),
    });
    session.socket = socket;
    this.#sockets.add(socket);
    this.#log(resumes === null ? 'connected' : 'resumed', id, null);
    this.#options.onInput({ in: 'connected', session: id, resumes: resumes?.session.id ?? null, token });
  }

  #frame(session: Session, message: AdapterMessage, raw: Uint8Array): void {
    if (this.#closing !== null) return;
    this.#sessions.prove(session);
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

/** Messages that an adapter has to answer. */
const ASKING: ReadonlySet<OrchestratorMessage['type']> = new Set([
  'take_inventory',
  'read_values',
  'audit',
  'adopt_unmanaged',
  'patch',
  'apply',
  'adopt',
  'compensate',
  'hold',
  'ping',
]);

/** Messages that change nothing for an engine which is about to hear of the next number anyway. */
const MAY_WAIT: ReadonlySet<OrchestratorMessage['type']> = new Set(['confirm']);

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
