/**
 * The simulated shell: it turns what happens into inputs, carries effects out in their order, keeps tokens and the
 * halt's little file, and starts the orchestrator again after each end. It decides nothing, like the real one.
 */
import { emptyDurableState, foldRecord } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { intentHash } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { orchestratorMessages, parseAdapterMessage } from '#app/protocol/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import type { Answer, Effect, Input, OrchestratorConfig } from '#main/orchestrator/index.ts';
import type { CoreFactory, CoreUnderTest } from './core.ts';
import type { HistoryEvent, RecordedEffect } from './history.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';
import type { Socket } from './adapter-memory.ts';
import type { SimulatedEngine } from './simulated-engine.ts';
import { SimulatedLedger } from './simulated-ledger.ts';
import { SimulatedLink } from './simulated-link.ts';

/** The core's clock against the world's: where it began, and how fast it runs (TIME-1, TIME-3). */
export interface Clock {
  readonly originMs: number;
  readonly rate: number;
}

export interface ShellOptions {
  readonly config: OrchestratorConfig;
  readonly schedule: Schedule;
  readonly random: Random;
  readonly createCore: CoreFactory;
  readonly clock: Clock;
  readonly log: LedgerRecord[];
  readonly ledgerId: string;
  readonly linkMs: number;
  readonly syncMs: number;
  readonly ledgerTellsEarly: boolean;
  /** Every record and frame through JSON and its schema, in some runs: it costs much. */
  readonly thorough: boolean;
  readonly record: (event: HistoryEvent) => void;
}

interface Connection {
  readonly link: SimulatedLink;
  readonly engine: SimulatedEngine;
  /** The gateway reads no more of it. */
  over: boolean;
  /** Patches that it has not answered. */
  readonly patches: Set<number>;
}

/** Hashes of intents that the fold asks for again in every life. */
const hashes = new WeakMap<Intent, string>();
const hashOf = (intent: Intent): string => {
  let hash = hashes.get(intent);
  if (hash === undefined) {
    hash = intentHash(intent);
    hashes.set(intent, hash);
  }
  return hash;
};

export class Shell {
  core: CoreUnderTest | null = null;
  life = 0;
  readonly ledger: SimulatedLedger;
  /** A frame of every so many is checked against its schema; all of them in thorough runs. */
  #frames = 0;
  readonly #options: ShellOptions;
  readonly #connections = new Map<string, Connection>();
  /** Token → session it opens a resume of: two of them until the session's first frame (R20). Survives the orchestrator, as
   * hashes on disk do. */
  readonly #tokens = new Map<string, string>();
  /** Those that a session's first frame or resume has made worthless, by that session. */
  readonly #spentTokens = new Map<string, string>();
  readonly #replies = new Map<string, (answer: Answer) => void>();
  readonly #settled: ((effect: Extract<Effect, { fx: 'settled' }>) => void)[] = [];
  #haltMark: number | null = null;
  #sleptMs = 0;
  #lastTickMs = -1;
  #closing = false;
  #alarmMs: number | null = null;
  #clean = false;
  #replyCount = 0;
  /** What the next life will find: a ledger that takes nothing. */
  nextReadOnly = false;
  onClosed: (() => void) | null = null;
  /** By whose chance a line breaks before the first frame; null where none does. */
  breaksGreetings: Random | null = null;
  onForeign: ((session: string) => void) | null = null;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.ledger = new SimulatedLedger({
      id: options.ledgerId,
      log: options.log,
      random: options.random,
      schedule: options.schedule,
      syncMs: options.syncMs,
      tellsEarly: options.ledgerTellsEarly,
      port: {
        aboutToFail: () => this.#tickIfLate(),
        durable: (position, receipts) => this.input({ in: 'durable', position, receipts }),
        failed: (outcome, from) => {
          this.input({
            in: 'ledger_failed',
            outcome,
            from,
            reason: { code: outcome, message: 'The disk says no.', path: null },
          });
          if (outcome === 'unknown') this.#restartAfterUnknown();
        },
        record: options.record,
      },
    });
  }

  // ── Lives ────────────────────────────────────────────────────────────────────────────────────

  start(): void {
    if (this.core !== null) return;
    const { config, createCore, record } = this.#options;
    this.life += 1;
    this.ledger.reopen();
    const readOnly = this.nextReadOnly;
    this.nextReadOnly = false;
    if (readOnly) this.ledger.closeForWriting();
    const started = this.#clean ? 'clean' : 'recovered';
    this.#clean = false;
    this.#closing = false;
    this.#alarmMs = null;
    this.#lastTickMs = this.#options.schedule.nowMs;
    const state = emptyDurableState();
    const position = this.ledger.log.length;
    try {
      for (const [index, each] of this.ledger.log.entries()) foldRecord(state, index + 1, each, hashOf);
    } catch (error) {
      return record({ at: 'bug', what: `the log does not fold: ${String(error)}` });
    }
    try {
      const markFound = this.#haltMark;
      const core = createCore({
        config,
        state,
        nowMs: this.#coreNow(),
        started,
        readOnly: readOnly ? { code: 'damaged', message: 'A record is damaged.', path: null } : null,
        haltMark: this.#haltMark,
        verifyReceipt: this.ledger.verify,
      });
      this.core = core;
      const effects = core.start();
      record({
        at: 'start',
        life: this.life,
        started,
        readOnly,
        haltMark: markFound,
        position,
        found: this.ledger.log.slice(),
        objects: new Map(core.view.objects),
        revision: core.view.revision,
        waiting: core.view.waiting().map(({ id }) => id),
        effects: effects as readonly RecordedEffect[],
      });
      this.#carryOut(effects);
    } catch (error) {
      this.#bug('start', error);
    }
  }

  /** The process is gone, with everything that was not on disk. */
  crash(): void {
    if (this.core === null) return;
    const { untold } = this.ledger.crash();
    this.#endLife('crash', untold);
  }

  /** A person quits; the next start finds a closed ledger. */
  close(): void {
    if (this.core === null || this.#closing) return;
    this.#closing = true;
    this.input({ in: 'close' });
  }

  /** The disk had said that it holds what it did not: the process ends, and of what was confirmed the last changes are gone. */
  loseTheEnd(changes: number): void {
    if (this.core === null) return;
    const { untold } = this.ledger.crash();
    this.ledger.lose(changes);
    this.#endLife('crash', untold);
  }

  get closing(): boolean {
    return this.#closing;
  }

  #endLife(how: 'crash' | 'closed' | 'unknown', untold: boolean): void {
    this.#options.record({ at: 'end', life: this.life, how, untold });
    this.core = null;
    this.#closing = false;
    this.#replies.clear();
    for (const { link } of this.#connections.values()) link.reset('adapter');
    this.#connections.clear();
  }

  #restartAfterUnknown(): void {
    const life = this.life;
    this.#options.schedule.after(this.#options.random.between(0, 40), () => {
      if (this.life !== life || this.core === null) return;
      const { untold } = this.ledger.crash();
      this.#endLife('unknown', untold);
      this.start();
    });
  }

  // ── Inputs ───────────────────────────────────────────────────────────────────────────────────

  /** The machine slept: the monotonic clock stands still for everyone but the core, which finds it later. */
  sleep(forMs: number): void {
    this.#sleptMs += forMs;
    this.#alarmMs = null;
    this.#tick(forMs);
  }

  tick(): void {
    this.#tick(0);
  }

  #tick(jumpMs: number): void {
    this.#lastTickMs = this.#options.schedule.nowMs;
    this.#step({ in: 'tick', nowMs: this.#coreNow() }, jumpMs);
  }

  input(input: Input): void {
    if (this.core === null) return;
    this.#tickIfLate();
    this.#step(input, 0);
  }

  #tickIfLate(): void {
    if (this.#options.schedule.nowMs > this.#lastTickMs) this.#tick(0);
  }

  #step(input: Input, jumpMs: number): void {
    const { core } = this;
    if (core === null) return;
    try {
      const effects = core.step(input);
      this.#options.record({
        at: 'step',
        life: this.life,
        worldMs: this.#options.schedule.nowMs,
        jumpMs,
        input,
        effects,
      });
      core.checkInvariants();
      if (effects.some((effect) => effect.fx === 'changed' && effect.what === 'merges'))
        this.#options.record({ at: 'merges', merges: core.view.merges() });
      this.#carryOut(effects);
    } catch (error) {
      this.#bug(input.in, error);
    }
  }

  #bug(where: string, error: unknown): void {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#options.record({ at: 'bug', what: `${where}: ${what}` });
    this.crash();
  }

  #coreNow(): number {
    const { originMs, rate } = this.#options.clock;
    return originMs + (this.#options.schedule.nowMs + this.#sleptMs) * rate;
  }

  /** Asks something of the orchestrator; the answer comes once, unless a life ends first or there is none. */
  ask(make: (reply: string) => Input, answered: (answer: Answer) => void = () => undefined): void {
    this.#replyCount += 1;
    if (this.core === null) return;
    const reply = `reply-${this.#replyCount}`;
    this.#replies.set(reply, answered);
    this.input(make(reply));
  }

  /** What was clicked or handed in has no answer from disk yet, or an engine has not answered a patch. Of a connection that
   * its engine has given up nothing is waited for. */
  get isOwed(): boolean {
    const isUnanswered = ([session, { engine, patches }]: [string, Connection]): boolean =>
      patches.size > 0 && engine.session === session;
    return this.#replies.size > 0 || [...this.#connections].some(isUnanswered);
  }

  onSettled(listener: (effect: Extract<Effect, { fx: 'settled' }>) => void): void {
    this.#settled.push(listener);
  }

  // ── Effects ──────────────────────────────────────────────────────────────────────────────────

  #carryOut(effects: readonly Effect[]): void {
    const { life } = this;
    for (const effect of effects) {
      if (this.life !== life) return;
      this.#carryOutOne(effect);
    }
  }

  #carryOutOne(effect: Effect): void {
    switch (effect.fx) {
      case 'append': {
        const records = this.#options.thorough
          ? (JSON.parse(JSON.stringify(effect.records)) as LedgerRecord[])
          : effect.records;
        return this.ledger.append(effect.position, records, effect.flush);
      }
      case 'send':
        this.#checkSent(effect.message);
        if (effect.message.type === 'patch')
          this.#connections.get(effect.session)?.patches.add(effect.message.request);
        if (effect.message.type === 'foreign') this.onForeign?.(effect.session);
        this.#connections.get(effect.session)?.link.sendDown(effect.message);
        return;
      case 'revoke': {
        const connection = this.#connections.get(effect.session);
        this.#forgetToken(effect.session);
        if (connection === undefined) return;
        connection.over = true;
        connection.link.closeFromGateway();
        this.#connections.delete(effect.session);
        return;
      }
      case 'forget':
        return this.#forgetToken(effect.session);
      case 'reply': {
        const answered = this.#replies.get(effect.reply);
        this.#replies.delete(effect.reply);
        if (answered === undefined)
          return this.#options.record({ at: 'bug', what: `a second answer to ${effect.reply}` });
        return answered(effect.answer);
      }
      case 'settled':
        for (const listener of this.#settled) listener(effect);
        return;
      case 'mark_halt':
        this.#haltMark = effect.halt;
        return;
      case 'wake':
        return this.#wake(effect.atMs);
      case 'closed':
        return this.#closedOnceDurable();
      case 'look_up':
      case 'look_up_change':
      case 'look_up_changes':
      case 'look_up_held':
        throw new Error('A simulated ledger is too short for the state to forget anything.');
      case 'changed':
      case 'objects':
        return;
    }
  }

  /** One alarm is set at a time, the earliest that was asked for; the tick asks for the next. */
  #wake(atMs: number): void {
    const { originMs, rate } = this.#options.clock;
    const worldMs = Math.ceil((atMs - originMs) / rate - this.#sleptMs);
    if (this.#alarmMs !== null && this.#alarmMs <= worldMs) return;
    this.#alarmMs = worldMs;
    const { life } = this;
    this.#options.schedule.after(worldMs - this.#options.schedule.nowMs, () => {
      if (this.life !== life || this.core === null || this.#alarmMs !== worldMs) return;
      this.#alarmMs = null;
      this.tick();
    });
  }

  /** `closed` says that all is appended; the process ends when that is on disk. */
  #closedOnceDurable(): void {
    const { life } = this;
    const wait = (): void => {
      if (this.life !== life || this.core === null) return;
      if (this.ledger.state === 'open' && this.ledger.end > this.ledger.log.length) {
        this.ledger.flush();
        this.#options.schedule.after(1, wait);
        return;
      }
      // Closed while the disk took nothing, it was not closed in order.
      this.#clean = this.ledger.log.at(-1)?.kind === 'close_lease';
      this.ledger.crash();
      this.#endLife('closed', false);
      this.onClosed?.();
    };
    // Whatever else this step has to say is said first.
    this.#options.schedule.after(0, wait);
  }

  #forgetToken(session: string): void {
    for (const tokens of [this.#tokens, this.#spentTokens])
      for (const [token, opens] of tokens) if (opens === session) tokens.delete(token);
  }

  /** Of a session no token is good any more but this one. */
  #spendTokens(session: string, butThis: string): void {
    for (const [token, opens] of this.#tokens) {
      if (opens !== session || token === butThis) continue;
      this.#tokens.delete(token);
      this.#spentTokens.set(token, session);
    }
  }

  #checkSent(message: OrchestratorMessage): void {
    this.#frames += 1;
    if (!this.#options.thorough && this.#frames % 16 !== 0) return;
    const result = orchestratorMessages[message.type].safeParse(JSON.parse(JSON.stringify(message)));
    if (!result.success) {
      this.#options.record({
        at: 'bug',
        what: `sent ${message.type} does not match its schema: ${result.error.message}`,
      });
    }
  }

  /** Frames of adapters are made here, so a mismatch is a mistake of the simulation. */
  checkReceived(message: AdapterMessage): void {
    this.#frames += 1;
    if (!this.#options.thorough && this.#frames % 16 !== 0) return;
    const parsed = parseAdapterMessage(JSON.parse(JSON.stringify(message)));
    if (!parsed.ok)
      throw new Error(`the simulation sends a frame that no gateway lets through: ${parsed.message}`);
  }

  // ── The door for engines ─────────────────────────────────────────────────────────────────────

  connect(engine: SimulatedEngine, token: string | null): void {
    const { random, schedule, linkMs } = this.#options;
    if (this.core === null || !this.core.ready || this.#closing) return engine.refused(false);
    let resumes: string | null = null;
    if (token !== null) {
      const opens = this.#tokens.get(token);
      if (opens === undefined) {
        // A liar that spoke before it had read its token has lost it by its own fault, and its session with it.
        if (this.#spentTokens.has(token) && !engine.misbehaviour.active)
          this.#options.record({ at: 'bug', what: `${engine.kind} holds a token that was spent (R20)` });
        return engine.refused(true);
      }
      if (this.#connections.has(opens)) {
        // R20: a live token on a second socket costs the session, and both sockets.
        engine.refused(true);
        return this.violation(opens, 'token_seen_twice');
      }
      this.#spendTokens(opens, token);
      resumes = opens;
    }
    const session = random.uuid();
    const next = random.hex(64);
    const socket: Socket = {
      session,
      send: (message) => link.sendUp(message),
      close: () => link.closeFromAdapter(),
    };
    const connection: Connection = {
      engine,
      over: false,
      patches: new Set(),
      link: new SimulatedLink(session, schedule, random, linkMs, {
        toAdapter: (message) => engine.receive(socket, message),
        toGateway: (message) => {
          this.#spendTokens(session, next);
          if (message.type === 'patched') connection.patches.delete(message.request);
          // Of another file nothing is answered any more.
          if (message.type === 'scene') connection.patches.clear();
          if (!connection.over && this.#connections.get(session) === connection)
            this.input({ in: 'frame', session, message });
        },
        adapterClosed: () => engine.closed(socket),
        gatewayClosed: () => {
          if (this.#connections.get(session) !== connection) return;
          this.#connections.delete(session);
          this.input({ in: 'disconnected', session });
        },
      }),
    };
    const { link } = connection;
    this.#connections.set(session, connection);
    this.#tokens.set(next, session);
    if (token !== null) this.#tokens.set(token, session);
    engine.connected(socket);
    this.input({ in: 'connected', session, resumes, token: next });
    this.#breakGreeting(link);
  }

  /** Somewhere around `welcome`: whether it has come, and whether it was answered, is for chance to say. */
  #breakGreeting(link: SimulatedLink): void {
    const random = this.breaksGreetings;
    if (random === null || !random.chance(0.2)) return;
    this.#options.schedule.after(random.between(0, 4 * this.#options.linkMs), () => {
      if (this.breaksGreetings !== null) link.reset('both');
    });
  }

  violation(session: string, code: string): void {
    // On a connection that is gone nothing reaches the gateway any more.
    if (!this.#connections.has(session)) return;
    this.input({ in: 'violation', session, code, message: 'The gateway did not let it through.' });
  }

  linkOf(session: string): SimulatedLink | null {
    return this.#connections.get(session)?.link ?? null;
  }

  get openSessions(): string[] {
    return [...this.#connections.keys()];
  }
}
