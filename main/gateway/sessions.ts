/**
 * Which session has which token, connected or detached (R20). Only hashes of tokens are known here.
 *
 * A resume has two tokens until its adapter has shown that it holds the new one: the line may break between the upgrade
 * and `welcome`, and nobody here can tell whether the new token arrived. Its first frame shows it, since an adapter speaks
 * only once it has read `welcome`; until then the token that opened the resume opens the next one too, and neither outlives
 * the other by more than that frame. There are never more than these two: whoever resumes shows which one they hold, and
 * whatever was minted after that one has not arrived.
 *
 * What a thief can do with it. With a token that is spent (its successor has spoken): nothing, it is forgotten. With the
 * former one of a session that is connected: what a thief with the current one can, end that session and be found out,
 * since it was shown on a second socket. With the former one of a session that is detached: resume it once, as with the
 * current one of any detached session, and from then on the adapter's own token tells on them: where the thief has not
 * spoken yet it opens the session again or ends both, and where they have, the adapter is turned away and its person pairs it
 * anew. So a stolen token is worth nothing longer than before, but for resumes that never got as far as a first frame.
 */
import type { GatewayLimits } from './limits.ts';
import { sameHash } from './secrets.ts';
import type { SessionSocket } from './session-socket.ts';

type SessionLimits = Pick<GatewayLimits, 'detachedSessions' | 'detachedLifeMs' | 'keptEndings'>;

/** What may be written to disk: of no use to anyone who reads it there. */
export interface KnownToken {
  readonly session: string;
  /** SHA-256 of the token, 64 hex digits. */
  readonly hash: string;
  /** The same of the token that opened the resume, while its adapter has not shown that it holds the new one. */
  readonly former?: string;
}

export interface Session {
  readonly id: string;
  readonly hash: string;
  /** Of the token that opened this resume; null from the session's first frame on, and where it is none. */
  former: string | null;
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

/** A detached session, and the hash of the token of it that was shown. */
export interface Resumed {
  readonly session: Session;
  readonly shown: string;
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
    for (const { session, hash, former = null } of known.slice(-limits.detachedSessions))
      this.#adoptDetached(newSession(session, hash, former, nowMs));
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
    for (const session of this.#live.values()) {
      const isCurrent = sameHash(session.hash, hash);
      const isFormer = sameHash(session.former ?? session.hash, hash);
      if (isCurrent || isFormer) found = session;
    }
    return found;
  }

  /** A new session; the one that it continues ends, and its tokens with it but for the one that was shown. The socket is
   * set by the caller. */
  open(id: string, hash: string, nowMs: number, resumes: Resumed | null): Session {
    const session = newSession(id, hash, resumes?.shown ?? null, nowMs);
    if (resumes !== null) this.#move(resumes.session);
    this.#live.set(id, session);
    this.#changed(this.tokens());
    return session;
  }

  /** Its adapter has spoken, so it holds the newest token: the one before is spent. */
  prove(session: Session): void {
    if (session.former === null) return;
    session.former = null;
    if (this.#live.has(session.id)) this.#changed(this.tokens());
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
    return [...this.#live.values()].map(({ id, hash, former }) => ({
      session: id,
      hash,
      ...(former === null ? {} : { former }),
    }));
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

function newSession(id: string, hash: string, former: string | null, since: number): Session {
  return {
    id,
    hash,
    former,
    since,
    socket: null,
    expiry: null,
    offendingFrame: null,
    violated: false,
    toldRevoked: false,
    waiting: new Set(),
  };
}
