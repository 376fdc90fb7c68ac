/** One socket: two directions, each in order, each able to slow down, stand still or die. */
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

/** What is only looked at, and replaced by the next: its way draws no chance and is no step of a run. */
const PICTURES: ReadonlySet<string> = new Set<(AdapterMessage | OrchestratorMessage)['type']>([
  'ghosts',
  'selected',
  'view',
]);

class Pipe<Message extends { readonly type: string }> {
  readonly #queue: Message[] = [];
  #lastAtMs = 0;
  #frozen = false;
  #closed = false;
  readonly #schedule: Schedule;
  readonly #deliver: (message: Message) => void;
  readonly #delayMs: () => number;

  constructor(schedule: Schedule, delayMs: () => number, deliver: (message: Message) => void) {
    this.#schedule = schedule;
    this.#delayMs = delayMs;
    this.#deliver = deliver;
  }

  send(message: Message): void {
    if (this.#closed) return;
    this.#queue.push(message);
    const isPicture = PICTURES.has(message.type);
    this.#pumpIn(isPicture ? 0 : this.#delayMs(), isPicture);
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    for (let i = 0; i < this.#queue.length; i += 1) this.#pumpIn(0);
  }

  /** What is still on its way is lost. */
  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
  }

  #pumpIn(delayMs: number, isAside = false): void {
    const atMs = Math.max(this.#lastAtMs, this.#schedule.nowMs + delayMs);
    this.#lastAtMs = atMs;
    this.#schedule[isAside ? 'aside' : 'after'](atMs - this.#schedule.nowMs, () => {
      if (this.#frozen || this.#closed) return;
      const message = this.#queue.shift();
      if (message !== undefined) this.#deliver(message);
    });
  }
}

export interface LinkEnds {
  toAdapter(message: OrchestratorMessage): void;
  toGateway(message: AdapterMessage): void;
  /** Each end learns of a closed socket in its own time, or never. */
  adapterClosed(): void;
  gatewayClosed(): void;
}

export class SimulatedLink {
  readonly session: string;
  readonly #down: Pipe<OrchestratorMessage>;
  readonly #up: Pipe<AdapterMessage>;
  readonly #schedule: Schedule;
  readonly #random: Random;
  readonly #ends: LinkEnds;
  #adapterKnows = false;
  #gatewayKnows = false;

  constructor(session: string, schedule: Schedule, random: Random, meanMs: number, ends: LinkEnds) {
    this.session = session;
    this.#schedule = schedule;
    this.#random = random;
    this.#ends = ends;
    const delay = (): number => random.delayMs(meanMs);
    this.#down = new Pipe(schedule, delay, (message) => ends.toAdapter(message));
    this.#up = new Pipe(schedule, delay, (message) => ends.toGateway(message));
  }

  get open(): boolean {
    return !this.#adapterKnows && !this.#gatewayKnows;
  }

  sendDown(message: OrchestratorMessage): void {
    this.#down.send(message);
  }

  sendUp(message: AdapterMessage): void {
    this.#up.send(message);
  }

  freeze(direction: 'down' | 'up' | 'both'): void {
    if (direction !== 'up') this.#down.freeze();
    if (direction !== 'down') this.#up.freeze();
  }

  thaw(): void {
    this.#down.thaw();
    this.#up.thaw();
  }

  /** The connection breaks; `tell` says which ends find out by themselves, and when. */
  reset(tell: 'both' | 'adapter' | 'gateway'): void {
    this.#down.close();
    this.#up.close();
    if (tell !== 'gateway') this.#schedule.after(this.#random.between(0, 20), () => this.#tellAdapter());
    if (tell !== 'adapter') this.#schedule.after(this.#random.between(0, 20), () => this.#tellGateway());
  }

  /** The adapter's end closes in good order: what it sent still arrives, then the close. */
  closeFromAdapter(): void {
    this.#adapterKnows = true;
    this.#down.close();
    this.#schedule.after(this.#random.between(0, 10), () => this.#tellGateway());
  }

  /** The gateway closes: what it sent before still arrives, then the close. Nothing more of the adapter is read. */
  closeFromGateway(): void {
    this.#gatewayKnows = true;
    this.#up.close();
    this.#schedule.after(this.#random.between(1, 40), () => {
      this.#down.close();
      this.#tellAdapter();
    });
  }

  #tellAdapter(): void {
    if (this.#adapterKnows) return;
    this.#adapterKnows = true;
    this.#down.close();
    this.#up.close();
    this.#ends.adapterClosed();
  }

  #tellGateway(): void {
    if (this.#gatewayKnows) return;
    this.#gatewayKnows = true;
    this.#up.close();
    this.#ends.gatewayClosed();
  }
}
