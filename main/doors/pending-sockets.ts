/**
 * Sockets that have not shown yet that they may come in. They are few and live for seconds, so neither thousands of
 * connections nor one that dribbles a header a minute costs anything; and the oldest goes first, so that an honest peer,
 * which needs a millisecond, still gets in while somebody floods.
 */
import type { Duplex } from 'node:stream';

export interface PendingLimits {
  /** One more pushes the oldest out. */
  readonly sockets: number;
  /** From the connection on. */
  readonly lifeMs: number;
}

export class PendingSockets {
  readonly #limits: PendingLimits;
  /** Oldest first. */
  readonly #timers = new Map<Duplex, NodeJS.Timeout>();

  constructor(limits: PendingLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#timers.size;
  }

  add(socket: Duplex): void {
    if (this.#timers.size >= this.#limits.sockets) {
      const [oldest] = this.#timers.keys();
      if (oldest !== undefined) this.#destroy(oldest);
    }
    this.#timers.set(
      socket,
      setTimeout(() => this.#destroy(socket), this.#limits.lifeMs),
    );
    socket.once('close', () => this.release(socket));
  }

  /** It has passed, or is gone. */
  release(socket: Duplex): void {
    clearTimeout(this.#timers.get(socket));
    this.#timers.delete(socket);
  }

  destroyAll(): void {
    for (const socket of [...this.#timers.keys()]) this.#destroy(socket);
  }

  #destroy(socket: Duplex): void {
    this.release(socket);
    socket.destroy();
  }
}
