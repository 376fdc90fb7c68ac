/**
 * A wire between one engine and the real host that knows frames: it can break at any of them, in any way a wire breaks,
 * and everything that comes out of it is written down for the judge. What is held back is delivered late, as TCP does it;
 * what is cut off is lost.
 */
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { FrameCutter, TEXT, textFrame } from './wire-frames.ts';
import type { WireFrame } from './wire-frames.ts';

export type Direction = 'to_engine' | 'to_host';
export type Message = AdapterMessage | OrchestratorMessage;

/** What came out of a wire, or that it ended. */
export type WireNews =
  | { readonly what: 'message'; readonly direction: Direction; readonly message: Message }
  | { readonly what: 'opened' | 'closed' };

/** What becomes of a message: passed on, or these messages in its place. Whoever has cut the wire need not say anything. */
export type Rule = (direction: Direction, message: Message) => 'pass' | readonly Message[];

interface Connection {
  readonly number: number;
  readonly ends: Readonly<Record<Direction, net.Socket>>;
  readonly cutters: Readonly<Record<Direction, FrameCutter>>;
  readonly held: Readonly<Record<Direction, Buffer[]>>;
  isOver: boolean;
}

const HOST_HEADER = /^(host: 127\.0\.0\.1):\d+\r$/im;
const END_OF_HEAD = '\r\n\r\n';

export class Wire {
  readonly #server = net.createServer();
  readonly #hostPort: number;
  readonly #tell: (connection: number, news: WireNews) => void;
  readonly #holding = new Set<Direction>();
  #current: Connection | null = null;
  #count = 0;
  #isCut = false;
  /** Who knocks while it is cut. */
  #knocking: net.Socket[] = [];
  /** Every frame goes through it. */
  rule: Rule = () => 'pass';

  private constructor(hostPort: number, tell: (connection: number, news: WireNews) => void) {
    this.#hostPort = hostPort;
    this.#tell = tell;
    this.#server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      if (this.#isCut) this.#knocking.push(socket);
      else this.#connect(socket);
    });
  }

  static async to(hostPort: number, tell: (connection: number, news: WireNews) => void): Promise<Wire> {
    const wire = new Wire(hostPort, tell);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/adapter`;
  }

  get isConnected(): boolean {
    return this.#current !== null;
  }

  /** What comes from now on in this direction stays on the way: nobody is told anything. */
  hold(...directions: readonly Direction[]): void {
    for (const direction of directions) this.#holding.add(direction);
  }

  /** Both ends lose their socket and what is on the way; nobody gets through until it is mended. */
  cut(): void {
    this.#isCut = true;
    this.drop();
  }

  /** The connection ends; the next one gets through. */
  drop(): void {
    this.#holding.clear();
    if (this.#current !== null) this.#end(this.#current, (socket) => socket.destroy());
  }

  /** Half of a frame arrives at its end, and then the connection is reset on both sides. */
  resetWithin(direction: Direction, message: Message): void {
    const connection = this.#current;
    if (connection === null) return;
    const bytes = textFrame(message, direction === 'to_host');
    const end = connection.ends[direction];
    end.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () =>
      this.#end(connection, (socket) => socket.resetAndDestroy()),
    );
    this.#holding.add('to_engine').add('to_host');
    this.#isCut = true;
  }

  /** Whole again, in every respect: what was held goes on its way. */
  mend(): void {
    this.#isCut = false;
    this.#holding.clear();
    const { ends, held } = this.#current ?? {};
    if (ends !== undefined && held !== undefined)
      for (const direction of ['to_engine', 'to_host'] as const)
        for (const bytes of held[direction].splice(0)) this.#deliver(direction, ends, bytes);
    for (const socket of this.#knocking.splice(0)) if (!socket.destroyed) this.#connect(socket);
  }

  /** Puts a message of the wire's own on the way. */
  forge(direction: Direction, message: Message): void {
    if (this.#current !== null)
      this.#deliver(direction, this.#current.ends, textFrame(message, direction === 'to_host'));
  }

  async close(): Promise<void> {
    this.cut();
    for (const socket of this.#knocking) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #connect(engine: net.Socket): void {
    const host = net.connect(this.#hostPort, '127.0.0.1');
    this.#count += 1;
    const connection: Connection = {
      number: this.#count,
      ends: { to_engine: engine, to_host: host },
      cutters: { to_engine: new FrameCutter(), to_host: new FrameCutter() },
      held: { to_engine: [], to_host: [] },
      isOver: false,
    };
    this.#current = connection;
    this.#tell(connection.number, { what: 'opened' });
    this.#listen(connection, 'to_host', engine, (head) =>
      head.replace(HOST_HEADER, `$1:${this.#hostPort}\r`),
    );
    this.#listen(connection, 'to_engine', host, (head) => head);
  }

  /** Passes HTTP's head on, and frames after it. */
  #listen(
    connection: Connection,
    direction: Direction,
    from: net.Socket,
    mendHead: (head: string) => string,
  ): void {
    let head: string | null = '';
    from.setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      if (connection.isOver) return;
      let rest = chunk;
      if (head !== null) {
        head += chunk.toString('latin1');
        const end = head.indexOf(END_OF_HEAD);
        if (end < 0) return;
        rest = Buffer.from(head.slice(end + END_OF_HEAD.length), 'latin1');
        connection.ends[direction].write(mendHead(head.slice(0, end) + END_OF_HEAD), 'latin1');
        head = null;
      }
      for (const frame of connection.cutters[direction].take(rest)) this.#pass(connection, direction, frame);
    });
    const end = (): void => this.#end(connection, (socket) => socket.end());
    from.on('error', end).on('close', end);
  }

  #pass(connection: Connection, direction: Direction, frame: WireFrame): void {
    if (connection.isOver) return;
    if (frame.opcode === TEXT) {
      const became = this.rule(direction, JSON.parse(frame.payload.toString('utf8')) as Message);
      if (became !== 'pass') {
        for (const message of became)
          this.#send(connection, direction, textFrame(message, direction === 'to_host'));
        return;
      }
    }
    this.#send(connection, direction, frame.bytes);
  }

  #send(connection: Connection, direction: Direction, bytes: Buffer): void {
    if (connection.isOver) return;
    if (this.#holding.has(direction)) connection.held[direction].push(bytes);
    else this.#deliver(direction, connection.ends, bytes);
  }

  #deliver(direction: Direction, ends: Connection['ends'], bytes: Buffer): void {
    for (const { opcode, payload } of new FrameCutter().take(bytes))
      if (opcode === TEXT && this.#current !== null)
        this.#tell(this.#current.number, {
          what: 'message',
          direction,
          message: JSON.parse(payload.toString('utf8')) as Message,
        });
    ends[direction].write(bytes);
  }

  #end(connection: Connection, how: (socket: net.Socket) => void): void {
    if (connection.isOver) return;
    connection.isOver = true;
    if (this.#current === connection) this.#current = null;
    for (const socket of Object.values(connection.ends)) how(socket);
    this.#tell(connection.number, { what: 'closed' });
  }
}
