/** The wire between one engine and the gateway, for a test to hold back what travels on it, and to cut. */
import net from 'node:net';
import type { AddressInfo } from 'node:net';

export type Direction = 'to_engine' | 'to_host';

const HOST_HEADER = /^(host: 127\.0\.0\.1):\d+\r$/im;

interface Connection {
  readonly sockets: Readonly<Record<Direction, net.Socket>>;
  readonly held: Readonly<Record<Direction, Buffer[]>>;
}

/** Whole connections pass it byte by byte; only the port in the upgrade's Host is what the gateway expects. */
export class Line {
  readonly #server: net.Server;
  readonly #targetPort: number;
  readonly #held = new Set<Direction>();
  readonly #connections = new Set<Connection>();
  #isCut = false;
  /** Engines that knock while it is cut: let through when it is whole again. */
  #waiting: net.Socket[] = [];

  private constructor(server: net.Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
  }

  static async to(targetPort: number): Promise<Line> {
    const server = net.createServer();
    const line = new Line(server, targetPort);
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      if (line.#isCut) line.#waiting.push(socket);
      else line.#connect(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/adapter`;
  }

  /** What comes from now on in this direction stays here. */
  hold(direction: Direction): void {
    this.#held.add(direction);
  }

  release(direction: Direction): void {
    this.#held.delete(direction);
    for (const { sockets, held } of this.#connections)
      for (const chunk of held[direction].splice(0)) sockets[direction].write(chunk);
  }

  /** Both ends lose their socket; what is held here is lost with it. */
  cut(): void {
    this.#isCut = true;
    for (const { sockets } of this.#connections) for (const each of Object.values(sockets)) each.destroy();
    this.#connections.clear();
    this.#held.clear();
  }

  mend(): void {
    this.#isCut = false;
    for (const socket of this.#waiting.splice(0)) if (!socket.destroyed) this.#connect(socket);
  }

  /** Whole, and nothing held. */
  reset(): void {
    this.release('to_engine');
    this.release('to_host');
    this.mend();
  }

  async close(): Promise<void> {
    this.cut();
    for (const socket of this.#waiting) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #connect(engine: net.Socket): void {
    const host = net.connect(this.#targetPort, '127.0.0.1');
    const connection: Connection = {
      sockets: { to_engine: engine, to_host: host },
      held: { to_engine: [], to_host: [] },
    };
    this.#connections.add(connection);
    const end = (): void => {
      engine.destroy();
      host.destroy();
      this.#connections.delete(connection);
    };
    let isUpgraded = false;
    engine.on('data', (chunk) => {
      if (isUpgraded) return this.#pass(connection, 'to_host', chunk);
      isUpgraded = true;
      const request = chunk.toString('latin1').replace(HOST_HEADER, `$1:${this.#targetPort}\r`);
      this.#pass(connection, 'to_host', Buffer.from(request, 'latin1'));
    });
    host.on('data', (chunk) => this.#pass(connection, 'to_engine', chunk));
    for (const socket of [engine, host]) socket.setNoDelay(true).on('error', end).on('close', end);
  }

  #pass({ sockets, held }: Connection, direction: Direction, chunk: Buffer): void {
    if (this.#held.has(direction)) held[direction].push(chunk);
    else sockets[direction].write(chunk);
  }
}
