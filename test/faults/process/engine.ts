/** A scripted engine behind a real socket: an honest one that outlives the host, resumes with its token or pairs anew. */
import { WebSocket } from 'ws';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import type { Receipt } from '#app/ledger/index.ts';
import { HonestEngine } from '../search/honest-engine.ts';
import type { Happenings } from './waiting.ts';

export class Engine {
  readonly kind: string;
  readonly scene: string;
  live = false;
  /** The session that waits to be linked by a person. */
  foreign: string | null = null;
  /** Numbers that it was told to apply, and those whose commit it was told of, in order. */
  readonly applied: number[] = [];
  readonly confirmed: number[] = [];
  /** How often it came back with its token, and how often its place was a new one. */
  readonly counts = { resumed: 0, paired: 0 };
  /** The numbers that it had answered for last when it died. */
  readonly deaths: number[] = [];
  /** It dies as soon as it has answered for so many more numbers. */
  diesAfter: number | null = null;
  /** Called for each frame that it hears. */
  onFrame: () => void = () => undefined;
  readonly #happenings: Happenings;
  #within: HonestEngine;
  #socket: WebSocket | null = null;
  #session = '';
  #token: string | null = null;
  #receipt: Receipt | null = null;

  constructor(kind: string, scene: string, happenings: Happenings) {
    this.kind = kind;
    this.scene = scene;
    this.#happenings = happenings;
    this.#within = new HonestEngine(kind, scene, new Map());
  }

  get objects(): HonestEngine['objects'] {
    return this.#within.objects;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  get token(): string | null {
    return this.#token;
  }

  /** Another process with the same file: what was in memory alone is gone, the objects are there (FAIL-1). */
  startAnew(): void {
    this.#within = new HonestEngine(this.kind, this.scene, this.objects);
    this.#token = null;
    this.#receipt = null;
  }

  /** @param code a pairing code; null to resume */
  connect(endpoint: string, code: string | null): void {
    const authorization = code === null ? `Bearer ${this.#token}` : `VibeSync-Pairing ${code}`;
    const socket = new WebSocket(endpoint, SUBPROTOCOL, {
      headers: { Authorization: authorization },
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      if (this.#socket !== socket) return;
      try {
        this.#hear(JSON.parse(data.toString('utf8')) as OrchestratorMessage);
        this.onFrame();
      } catch (error) {
        this.#happenings.fail(error);
      }
      this.#happenings.wake();
    });
    // The host may die at any moment; whoever waits sees that by its process.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#away();
      this.#happenings.wake();
    });
  }

  /** Its process is killed: the socket goes without a word. */
  die(): void {
    const socket = this.#socket;
    this.deaths.push(this.applied.at(-1) ?? 0);
    this.#away();
    socket?.terminate();
    this.startAnew();
  }

  end(): void {
    const socket = this.#socket;
    this.#away();
    socket?.terminate();
  }

  #away(): void {
    this.#socket = null;
    this.live = false;
    this.foreign = null;
  }

  #hear(message: OrchestratorMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#token = message.token;
        this.#session = message.session;
        this.counts[message.resumed ? 'resumed' : 'paired'] += 1;
        break;
      case 'foreign':
        this.foreign = this.#session;
        return;
      case 'bind':
        this.foreign = null;
        return;
      case 'revoked':
        throw new Error(`${this.kind} was revoked: ${message.code}, ${message.message}`);
      case 'take_inventory':
        this.live = false;
        break;
      case 'live':
        this.live = true;
        break;
      case 'apply':
        if (message.n <= (this.applied.at(-1) ?? 0))
          throw new Error(`ORD-2: number ${message.n} was sent again, in another change`);
        this.applied.push(message.n);
        break;
      case 'confirm':
        this.confirmed.push(message.n);
        this.#receipt = message.receipt;
        break;
      default:
        break;
    }
    for (const answer of this.#within.handle(message)) this.#send(answer);
  }

  #send(answer: AdapterMessage): void {
    const socket = this.#socket;
    if (socket === null) return;
    const whole = answer.type === 'hello' ? { ...answer, receipt: this.#receipt } : answer;
    if (answer.type !== 'applied' || this.diesAfter === null) return socket.send(JSON.stringify(whole));
    this.diesAfter -= 1;
    if (this.diesAfter > 0) return socket.send(JSON.stringify(whole));
    this.diesAfter = null;
    // What was written has left its process: it dies after that, and before anything else.
    socket.send(JSON.stringify(whole), () => this.die());
  }
}
