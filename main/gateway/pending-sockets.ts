/**
 * Sockets that have not passed the upgrade. They are few and live for seconds, so neither thousands of connections nor
 * one that dribbles a header a minute costs anything; and the oldest goes first, so that an honest adapter, which needs
 * a millisecond, still gets in while somebody floods.
 */
import type { Duplex } from 'node:stream';
import type { GatewayLimits } from './limits.ts';

export class PendingSockets {
  readonly #limits: Pick<GatewayLimits, 'pendingSockets' | 'upgradeTimeoutMs'>;
  /** Oldest first. */
  readonly #timers = new Map<Duplex, NodeJS.Timeout>();

  constructor(limits: Pick<GatewayLimits, 'pendingSockets' | 'upgradeTimeoutMs'>) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#timers.size;
  }

  add(socket: Duplex): void {
    if (this.#timers.size >= this.#limits.pendingSockets) {
      const [oldest] = this.#timers.keys();
      if (oldest !== undefined) this.#destroy(oldest);
    }
    this.#timers.set(
      socket,
      setTimeout(() => this.#destroy(socket), this.#limits.upgradeTimeoutMs),
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
