/**
 * Watches engines on their way past: whoever ends takes nobody along (FAIL-1), whoever comes into step is at the newest version
 * (FAIL-2), what an engine has to take back is taken back before it is asked for anything new (FAIL-4), what one fails goes on
 * without it (AUTH-5), and from one that broke the rules nothing is taken any more (SEC-2).
 */
import type { EvidenceView } from '#app/control-room/index.ts';
import { isEnd } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Effect, Input, SettledEffect } from '#main/orchestrator/index.ts';

type Message = Extract<Effect, { fx: 'send' }>['message'];

/** Connections that broke the rules and are remembered: each is over, and its number is used once. */
const BARRED_KEPT = 1_000;

export class EngineWatch {
  /** The newest version that was confirmed. */
  readonly #newest: () => number;
  readonly #here = new Set<string>();
  readonly #barred = new Set<string>();
  /** By connection: numbers that it was told to take back and has not answered for. */
  readonly #owed = new Map<string, Set<number>>();
  /** What is on its way, by its number: the id of its intent. */
  readonly #begun = new Map<number, string>();
  /** Of what has not ended. */
  readonly #failed = new Set<string>();
  /** Who ended by the input that is being carried out, and whether that comes from one that is barred. */
  #ending: string | null = null;
  #isBarred = false;
  #lastTakenBack = 0;
  readonly #ended = { connections: 0, others: 0 };
  readonly #joined = { times: 0, behind: 0 };
  readonly #takenBack = { changes: 0, builtUpon: 0 };
  readonly #failures = { changes: 0, wentOn: 0 };
  #takenAfter = 0;

  constructor(newest: () => number) {
    this.#newest = newest;
  }

  /** What was on its way ended with the orchestrator, and so did all connections. */
  goOn(): void {
    for (const each of [this.#here, this.#owed, this.#begun, this.#failed]) each.clear();
  }

  noteInput(input: Input): void {
    this.#ending = null;
    this.#isBarred = input.in === 'frame' && this.#barred.has(input.session);
    switch (input.in) {
      case 'connected':
        this.#here.add(input.session);
        return;
      case 'disconnected':
      case 'violation':
        if (input.in === 'violation') this.bar(input.session);
        if (!this.#here.delete(input.session)) return;
        this.#owed.delete(input.session);
        this.#ended.connections += 1;
        this.#ending = input.session;
        return;
      case 'frame':
        if (input.message.type === 'compensated') this.#owed.get(input.session)?.delete(input.message.n);
        if (input.message.type === 'failed') this.#noteFailure(input.message.n);
        return;
      default:
        return;
    }
  }

  /** It broke the rules. */
  bar(session: string): void {
    this.#barred.add(session);
    const [oldest = ''] = this.#barred;
    if (this.#barred.size > BARRED_KEPT) this.#barred.delete(oldest);
  }

  noteEffect(effect: Effect): void {
    if (this.#isBarred && (effect.fx === 'append' || effect.fx === 'send')) {
      this.#takenAfter += 1;
      this.#isBarred = false;
    }
    if (effect.fx === 'send') this.#noteSent(effect.session, effect.message);
    else if (effect.fx === 'settled') this.#noteEnd(effect);
    else if (effect.fx === 'append') for (const record of effect.records) this.#noteRecord(record);
    else if (effect.fx === 'revoke') {
      if (this.#here.delete(effect.session) && this.#ending !== null) this.#ended.others += 1;
      this.#owed.delete(effect.session);
    }
  }

  #noteSent(session: string, message: Message): void {
    switch (message.type) {
      case 'compensate':
        if (message.n > this.#lastTakenBack) this.#takenBack.changes += 1;
        this.#lastTakenBack = Math.max(this.#lastTakenBack, message.n);
        this.#owed.set(session, (this.#owed.get(session) ?? new Set()).add(message.n));
        return;
      case 'apply':
      case 'adopt':
        if ((this.#owed.get(session)?.size ?? 0) > 0) this.#takenBack.builtUpon += 1;
        return;
      case 'live':
        // It was compared with the shared scene: whatever it had not taken back is set right.
        this.#owed.delete(session);
        this.#joined.times += 1;
        if (message.revision < this.#newest()) this.#joined.behind += 1;
        return;
      default:
        return;
    }
  }

  #noteRecord(record: LedgerRecord): void {
    if (record.kind === 'begin') this.#begun.set(record.n, record.intent.id);
    else if (record.kind === 'commit' || record.kind === 'abort') this.#begun.delete(record.n);
  }

  #noteFailure(n: number): void {
    const id = this.#begun.get(n);
    if (id === undefined || this.#failed.has(id)) return;
    this.#failed.add(id);
    this.#failures.changes += 1;
  }

  #noteEnd({ intent, state }: SettledEffect): void {
    if (isEnd(state) && this.#failed.delete(intent.id) && state === 'committed') this.#failures.wentOn += 1;
  }

  view(): Pick<EvidenceView, 'endedConnections' | 'joined' | 'takenBack' | 'failures' | 'takenAfter'> {
    return {
      endedConnections: { ...this.#ended },
      joined: { ...this.#joined },
      takenBack: { ...this.#takenBack },
      failures: { ...this.#failures },
      takenAfter: this.#takenAfter,
    };
  }
}
