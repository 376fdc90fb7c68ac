/** Which session has which token, connected or detached (R20). Only hashes of tokens are known here. */
import type { GatewayLimits } from './limits.ts';
import { sameHash } from './secrets.ts';
import type { SessionSocket } from './session-socket.ts';

/** What may be written to disk: of no use to anyone who reads it there. */
export interface KnownToken {
  readonly session: string;
  /** SHA-256 of the token, 64 hex digits. */
  readonly hash: string;
}

export interface Session {
  readonly id: string;
  readonly hash: string;
  /** On the gateway's clock. */
  readonly since: number;
  /** Null while detached. An ended session keeps its own until it is gone. */
  socket: SessionSocket | null;
  offendingFrame: string | null;
  /** The last message sent was `revoked`. */
  toldRevoked: boolean;
  /** Resumes that wait for the end of the socket. */
  readonly waiting: Set<() => void>;
}

export class Sessions {
  readonly #limits: Pick<GatewayLimits, 'detachedSessions' | 'keptEndings'>;
  readonly #changed: (tokens: KnownToken[]) => void;
  /** Connected and detached, oldest first. */
  readonly #live = new Map<string, Session>();
  /** Oldest first. */
  readonly #ended = new Map<string, Session>();

  constructor(
    limits: Pick<GatewayLimits, 'detachedSessions' | 'keptEndings'>,
    known: readonly KnownToken[],
    nowMs: number,
    changed: (tokens: KnownToken[]) => void,
  ) {
    this.#limits = limits;
    this.#changed = changed;
    for (const { session, hash } of known.slice(-limits.detachedSessions))
      this.#live.set(session, newSession(session, hash, nowMs));
  }

  get(id: string): Session | null {
    return this.#live.get(id) ?? null;
  }

  getAlsoEnded(id: string): Session | null {
    return this.#live.get(id) ?? this.#ended.get(id) ?? null;
  }

  get detachedCount(): number {
    return [...this.#live.values()].filter((session) => session.socket === null).length;
  }

  /** Compares with every token, so that the time tells nothing. */
  findByToken(hash: string): Session | null {
    let found: Session | null = null;
    for (const session of this.#live.values()) if (sameHash(session.hash, hash)) found = session;
    return found;
  }

  /** A new session; the one that it continues ends, and its token with it. The socket is set by the caller. */
  open(id: string, hash: string, nowMs: number, resumes: Session | null): Session {
    const session = newSession(id, hash, nowMs);
    if (resumes !== null) this.#move(resumes);
    this.#live.set(id, session);
    this.#changed(this.tokens());
    return session;
  }

  /** False when it had no socket already, or has ended. */
  detach(session: Session): boolean {
    const wasConnected = session.socket !== null;
    session.socket = null;
    if (!wasConnected || !this.#live.has(session.id)) return false;
    const detached = [...this.#live.values()].filter((each) => each.socket === null);
    const [oldest] = detached;
    if (detached.length > this.#limits.detachedSessions && oldest !== undefined) this.end(oldest);
    return true;
  }

  /** Its token is dead from here on. False when it had ended before. */
  end(session: Session): boolean {
    if (!this.#move(session)) return false;
    this.#changed(this.tokens());
    return true;
  }

  tokens(): KnownToken[] {
    return [...this.#live.values()].map(({ id, hash }) => ({ session: id, hash }));
  }

  #move(session: Session): boolean {
    if (!this.#live.delete(session.id)) return false;
    this.#ended.set(session.id, session);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > this.#limits.keptEndings && oldest !== undefined) this.#ended.delete(oldest);
    return true;
  }
}

function newSession(id: string, hash: string, since: number): Session {
  return { id, hash, since, socket: null, offendingFrame: null, toldRevoked: false, waiting: new Set() };
}
