/**
 * Who is connected. Whoever has shown no token yet has seconds, and a place only until others need it: a stranger that
 * says nothing can keep nobody out. An agent's connections are its own, so that it can only use up its own places.
 */
import type { Duplex } from 'node:stream';
import { PendingSockets } from '#main/doors/index.ts';
import { HTTP_LIMITS } from './limits.ts';

export class Connections {
  readonly #strangers = new PendingSockets({
    sockets: HTTP_LIMITS.strangers,
    lifeMs: HTTP_LIMITS.strangerMs,
  });
  readonly #agentOf = new Map<Duplex, string>();

  add(socket: Duplex): void {
    this.#strangers.add(socket);
    socket.once('close', () => this.#agentOf.delete(socket));
  }

  /** A request on this connection showed an agent's token. False when that agent has as many others as it may have. */
  admit(socket: Duplex, agent: string): boolean {
    if (this.#agentOf.get(socket) === agent) return true;
    let own = 0;
    for (const each of this.#agentOf.values()) if (each === agent) own += 1;
    if (own >= HTTP_LIMITS.connectionsPerAgent) return false;
    this.#strangers.release(socket);
    this.#agentOf.set(socket, agent);
    return true;
  }

  close(): void {
    this.#strangers.destroyAll();
  }
}
