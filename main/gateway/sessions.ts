/** Which session has which token, connected or detached (R20). Only hashes of tokens are known here. */
import type { GatewayLimits } from './limits.ts';
import { sameHash } from './secrets.ts';
import type { SessionSocket } from './session-socket.ts';

type SessionLimits = Pick<GatewayLimits, 'detachedSessions' | 'detachedLifeMs' | 'keptEndings'>;

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
  /** Runs while detached. */
  expiry: NodeJS.Timeout | null;
  offendingFrame: string | null;
  /** Set before the orchestrator is told of a violation, so that its own revocation closes with the same code. */
  violated: boolean;
  /** The last message sent was `revoked`. */
  toldRevoked: boolean;
  /** Resumes that wait for the end of the socket. */
  readonly waiting: Set<() => void>;
}

export class Sessions {
  readonly #limits: SessionLimits;
  readonly #changed: (tokens: KnownToken[]) => void;
  /** Connected and detached, oldest first. */
  readonly #live = new Map<string, Session>();
  /** Oldest first. */
  readonly #ended = new Map<string, Session>();

  constructor(
    limits: SessionLimits,
    known: readonly KnownToken[],
    nowMs: number,
    changed: (tokens: KnownToken[]) => void,
  ) {
    this.#limits = limits;
    this.#changed = changed;
    for (const { session, hash } of known.slice(-limits.detachedSessions))
      this.#adoptDetached(newSession(session, hash, nowMs));
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
    this.#expireLater(session);
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

  /** Nothing runs on behalf of any session any more. */
  close(): void {
    for (const session of this.#live.values()) stopExpiry(session);
  }

  #adoptDetached(session: Session): void {
    this.#live.set(session.id, session);
    this.#expireLater(session);
  }

  #expireLater(session: Session): void {
    session.expiry = setTimeout(() => this.end(session), this.#limits.detachedLifeMs);
    session.expiry.unref();
  }

  #move(session: Session): boolean {
    stopExpiry(session);
    if (!this.#live.delete(session.id)) return false;
    this.#ended.set(session.id, session);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > this.#limits.keptEndings && oldest !== undefined) this.#ended.delete(oldest);
    return true;
  }
}

function stopExpiry(session: Session): void {
  if (session.expiry !== null) clearTimeout(session.expiry);
  session.expiry = null;
}

function newSession(id: string, hash: string, since: number): Session {
  return {
    id,
    hash,
    since,
    socket: null,
    expiry: null,
    offendingFrame: null,
    violated: false,
    toldRevoked: false,
    waiting: new Set(),
  };
}
