/**
 * The thin shell's heart: inputs go into the orchestrator, effects come out and are carried out, in their order. It
 * composes ledger, gateway, agents' door and history, and decides nothing.
 */
import path from 'node:path';
import { setTimeout as afterMs } from 'node:timers/promises';
import type {
  AgentView,
  Check,
  FeedBatch,
  Snapshot,
  StatusView,
  WindowPart,
} from '#app/control-room/index.ts';
import type { Actor, Reason } from '#app/intents/index.ts';
import type { AgentsDoor } from '#main/agents/index.ts';
import type { Gateway } from '#main/gateway/index.ts';
import { openHistory } from '#main/history/index.ts';
import type { History } from '#main/history/index.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { haltMark, openLedger, readHaltMark } from '#main/ledger/index.ts';
import type { Ledger, VerifiedEvent } from '#main/ledger/index.ts';
import { DEFAULT_CONFIG, Orchestrator } from '#main/orchestrator/index.ts';
import type { Answer, Command, Effect, Input, Submission } from '#main/orchestrator/index.ts';
import type { Presence } from '#main/shell/index.ts';
import { openSideFiles } from '#main/side-files/index.ts';
import type { SideFiles } from '#main/side-files/index.ts';
import { Alarm } from './alarm.ts';
import { Attending } from './attending.ts';
import { CHECKERS } from './checks.ts';
import { clockThroughSleep, uptimeMs } from './clock.ts';
import { listenForAgents, listenForEngines, monotonicMs } from './doors.ts';
import { EndpointFile } from './endpoint-file.ts';
import { Evidence } from './evidence.ts';
import { HistoryWork } from './history-work.ts';
import type { HostOptions } from './host-options.ts';
import { lookUp, lookUpHeld } from './look-ups.ts';
import {
  DEFAULT_NAME,
  FolderUnusable,
  SIMULATED_NAME,
  newProject,
  placesIn,
  ledgerFolderOf,
  readIfThere,
} from './places.ts';
import type { Places } from './places.ts';
import { Projection, RECENT_CHANGES } from './projection.ts';
import { Replies } from './replies.ts';
import { RuleNews } from './rule-news.ts';
import { agentsView, ledgerView, readOnlyReason } from './views.ts';

/** Changes of these may ask the person something. */
const ASKING: ReadonlySet<string> = new Set(['waiting', 'conflicts', 'in_hands', 'shelf', 'sessions']);
/** Long enough for one look to do for all that comes at once, and short for somebody who is to be called. */
const ATTEND_AFTER_MS = 100;

interface OverrideBy {
  readonly by: string;
  readonly halt: number;
}

/** Frames of which it counts when they come: ticks are too far apart for that. */
const TIMED: ReadonlySet<string> = new Set(['observed', 'busy', 'ready']);

/** After which a disk is asked again. */
const TRY_AGAIN_MS = 1_000;
/** Who leaves waits so long for a disk to take what was submitted; what it came to then, the next start reads. */
const LANDING_MS = 10_000;
/** And so long for the rest: more than it takes to hang up, and to write what is small. */
const LETTING_GO_MS = 4_000;

export const NOT_READY: Reason = {
  code: 'not_ready',
  message: 'The application is starting, closing or recovering.',
  path: null,
};

const COPY_READ_ONLY: Reason = {
  code: 'copy_read_only',
  message: 'This is a copy of a history. It can be looked at, and nothing in it can be changed.',
  path: null,
};

export type HostStart =
  { readonly ok: true; readonly host: Host } | { readonly ok: false; readonly reason: Reason };

/** A host that does not run yet: it can be told of the override, and is asked for nothing else before `start` is over. */
export function prepareHost(options: HostOptions): HostStart {
  try {
    return { ok: true, host: new Host(options) };
  } catch (error) {
    if (error instanceof FolderUnusable) return { ok: false, reason: error.reason };
    throw error;
  }
}

/** Prepares a host and starts it. */
export async function startHost(options: HostOptions): Promise<HostStart> {
  const prepared = prepareHost(options);
  if (!prepared.ok) return prepared;
  const reason = await prepared.host.start();
  return reason === null ? prepared : { ok: false, reason };
}

export class Host {
  readonly #options: HostOptions;
  readonly #places: Places;
  /** Null where it is the one in the ledger. */
  #name: string | null;
  readonly #haltFile: string;
  #ledger!: Ledger;
  #orchestrator!: Orchestrator;
  #gateway!: Gateway;
  #agents!: AgentsDoor;
  #history!: History;
  #files!: SideFiles;
  readonly #endpoint: EndpointFile;
  #projection!: Projection;
  #verified: StatusView['ledger']['verified'] = 'verifying';
  #shortcut: StatusView['shortcut'] = { accelerator: '', registered: false };
  #inputs: Input[] = [];
  #running = false;
  /** A life is brought up: until that is over nobody else begins one. */
  #comingUp = false;
  /** What the disk holds is read anew, as often as it takes, and no life has come up from it yet. */
  #isReadingBack = false;
  /** Resolves once nobody brings up a life any more. */
  #coming: Promise<unknown> = Promise.resolve();
  /** Aborted once somebody has asked to close. */
  readonly #leaving = new AbortController();
  /** The life that was coming up was given up for that. */
  #isGivenUp = false;
  #closing: Promise<void> | undefined;
  /** Resolves once it has let go of all that it held. */
  #over: Promise<void> = Promise.resolve();
  /** What this life wrote first has an unknown outcome. */
  #isLost = false;
  /** No orchestrator takes inputs: before the first one, while the ledger is reopened, and after the end. */
  #stopped = true;
  /** By what the override was pressed meanwhile: the next orchestrator starts halted. */
  #pressed: OverrideBy | null = null;
  #starting: Promise<Reason | null> | undefined;
  /** Resolves when there is something to show: it runs, or the disk keeps it from that. */
  readonly #visible = Promise.withResolvers<void>();
  readonly #clockMs = clockThroughSleep(monotonicMs, uptimeMs);
  readonly #alarm = new Alarm(this.#clockMs, () => this.input({ in: 'tick', nowMs: this.#clockMs() }));
  /** What waits for the person may have changed. */
  #attentive = false;
  #attending: NodeJS.Timeout | undefined;
  readonly #replies = new Replies();
  #onReady: (() => void) | null = null;
  #onClosed: (() => void) | null = null;
  /** From the first orchestrator on. */
  #attention: Attending | null = null;
  /** Whether anybody looks, as the shell says; null before it did. */
  #presence: Presence | null = null;
  readonly #ruleNews = new RuleNews({
    core: () => this.#orchestrator.core,
    // What went on by itself can wait, and stands under Rules in any case.
    tell: (news) => (this.#attention?.isQuiet === true ? undefined : this.#options.onNews?.(news)),
    nowMs: monotonicMs,
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    agentName: (id) => this.agents().find(({ agent }) => agent === id)?.name ?? id,
  });
  /** Verifying, writing and opening whole histories. */
  readonly work = new HistoryWork(() => {
    this.#projectionOrNull?.mark('history_work');
    this.#feed();
  });
  readonly #evidence = new Evidence(() => this.#ledger, {
    monotonicMs,
    uptimeMs,
    wallMs: Date.now,
  });
  /** When each connection began, on the computer's clock: advisory. */
  readonly #since = new Map<string, string>();

  /** @internal use `prepareHost` or `startHost` */
  constructor(options: HostOptions) {
    this.#options = options;
    this.#places = placesIn(options.userData, options.project?.folder);
    this.#name = options.project?.name ?? null;
    this.#haltFile = path.join(this.#places.ledger, 'halt');
    this.#endpoint = new EndpointFile(
      () => this.#places.endpointFolder,
      `VibeSync ${options.runtime.app}`,
      options.log,
    );
  }

  /**
   * Opens the ledger first (its lock before any port, R2), recovers, then opens the doors.
   * @returns why it cannot be started, or was not since it was closed meanwhile; null once it runs
   */
  start(): Promise<Reason | null> {
    if (this.#starting === undefined) {
      this.#starting = this.#start().finally(this.#visible.resolve);
      this.#coming = this.#starting;
    }
    return this.#starting;
  }

  /**
   * Waits until there is something to show; until `start` is over nothing else can be asked.
   * @returns whether it runs
   */
  async shows(): Promise<boolean> {
    await this.#visible.promise;
    return this.#agents !== undefined || (this.#isCopy && this.#orchestrator !== undefined);
  }

  /** Whether there is something that a window can be shown, be it no more than that the disk does not answer. */
  get isShown(): boolean {
    return this.#projectionOrNull !== null;
  }

  async #start(): Promise<Reason | null> {
    this.#files ??= await openSideFiles((file, reason) =>
      this.#options.log({
        level: reason === null ? 'info' : 'warn',
        what: reason === null ? 'file_written' : 'file_not_written',
        detail: { file: path.basename(file), ...reason },
      }),
    );
    const opened = await openLedger({
      folder: this.#places.ledger,
      receiptFolder: this.#places.receipts,
      keyFile: this.#places.keyFile,
      create: newProject(this.#name ?? (this.#options.simulated === true ? SIMULATED_NAME : DEFAULT_NAME)),
      others: (this.#options.project?.others ?? []).map((folder) => ledgerFolderOf(folder)),
      nowMs: Date.now,
      packaged: this.#options.packaged,
      readOnly: this.#isCopy ? COPY_READ_ONLY : null,
      events: {
        durable: ({ position, receipts }) => this.input({ in: 'durable', position, receipts }),
        failed: (event) => this.#ledgerFailed(event),
        verified: (event) => this.#noteVerified(event),
      },
    });
    if (!opened.ok) {
      // Another project may be opened instead, in this process.
      await this.#files.close();
      return opened.reason;
    }
    this.#ledger = opened.ledger;
    for (const note of this.#ledger.notes)
      this.#options.log({ level: 'warn', what: 'ledger_note', detail: { ...note } });
    this.#history = openHistory({
      file: this.#places.history,
      ledger: this.#ledger,
      problem: (reason) => this.#options.log({ level: 'warn', what: 'history', detail: { ...reason } }),
    });
    await this.#bringUpAtLast();
    return this.#isGivenUp ? NOT_READY : null;
  }

  get #isCopy(): boolean {
    return (this.#options.copy ?? null) !== null;
  }

  /** These two read fields that are unset until the first orchestrator stands. */
  get #projectionOrNull(): Projection | null {
    return this.#projection ?? null;
  }
  get #coreOrNull(): Orchestrator['core'] | null {
    return this.#orchestrator?.core ?? null;
  }

  /** Engines are shown no more of what can wait than the window shows. */
  #hush(): void {
    const isQuiet = this.#attention?.isQuiet ?? false;
    if (isQuiet !== this.#orchestrator.core.ghosts.isHushed) this.input({ in: 'quiet', isQuiet });
  }

  /** What fails while it recovers is read back as well, as often as it takes (R5). */
  async #bringUpAtLast(): Promise<void> {
    while (!this.#isGivenUp && !(await this.#bringUp())) await this.#readBack();
  }

  /**
   * A new orchestrator over what the ledger holds, and the doors once its recovery is durable.
   * @returns false where the outcome of its first writes is unknown, or it was given up: then another life has to come up,
   * or none
   */
  async #bringUp(): Promise<boolean> {
    const ledger = this.#ledger;
    this.#comingUp = true;
    // Where the log was cut short, the history may still tell what lay beyond.
    if (ledger.mode !== 'ok' && !this.#isCopy) await this.#history.catchUp(ledger.position);
    const recent = await this.#history.newest(RECENT_CHANGES);
    if (this.#isGivenUp) return false;
    // From here on nothing is waited for until the orchestrator has started: no input may come before that.
    const haltMark = this.#haltToBeginWith();
    const lost = [...ledger.state.open].map(
      ([n, { intent }]) => `${n}: ${intent.reason === '' ? intent.actor.name : intent.reason}`,
    );
    const { createCore = (options) => new Orchestrator(options) } = this.#options;
    this.#orchestrator = createCore({
      config: {
        ...DEFAULT_CONFIG,
        ...this.#options.limits?.(),
      },
      state: ledger.state,
      nowMs: this.#clockMs(),
      started: 'recovered',
      readOnly: readOnlyReason(ledger),
      haltMark,
      verifyReceipt: (receipt) => ledger.verifyReceipt(receipt),
      hashOf: hashOfIntent,
    });
    this.#pressed = null;
    this.#stopped = false;
    this.#projection ??= new Projection(this.#orchestrator, {
      projectName: () => this.#name,
      ledger: () => ledgerView(this.#ledger, this.#orchestrator.core, this.#verified),
      shortcut: () => this.#shortcut,
      runtime: this.#options.runtime,
      simulated: this.#options.simulated === true,
      copy: this.#options.copy ?? null,
      fault: this.#options.fault,
      pressed: () =>
        this.#pressed === null ? null : { ...this.#pressed, engines: [], caught: [], collected: [] },
      agents: () => this.agents(),
      isAway: (author) => this.isAway(author),
      evidence: () => this.#evidence.view(),
      historyWork: () => this.work.view(),
      attention: () => this.#attention?.view() ?? { quiet: null, collected: [], away: null },
      factsOf: (session) => ({
        offendingFrame: this.#gateway?.connectionInfo(session)?.offendingFrame ?? null,
        since: this.#since.get(session) ?? '',
      }),
      now: utcNow,
    });
    this.#attention ??= this.#beginAttending();
    this.#projection.attachTo(this.#orchestrator, recent, lost);
    // That it can only be read is no loss.
    const isWhole = !ledger.damaged && ledger.loss === null;
    this.#evidence.goOnFrom(ledger.state, isWhole ? null : (ledger.problem?.message ?? null));
    const ready = new Promise<void>((resolve) => {
      this.#onReady = resolve;
    });
    this.#running = true;
    this.#carryOut(this.#orchestrator.start());
    this.#running = false;
    this.#drain();
    this.#hush();
    if (!this.#isLost) await ready;
    if (!this.#isLost && !this.#isCopy) await this.#openDoors();
    if (!this.#isLost && !this.#isCopy) this.#withdrawRevoked();
    this.#comingUp = false;
    if (this.#isLost) return false;
    this.#isReadingBack = false;
    this.#hush();
    if (ledger.mode === 'ok' || this.#isCopy) void this.#showWhatHistoryLacked(ledger.position);
    this.#options.onHalt(this.#orchestrator.core.halt !== null);
    this.#feed();
    if (ledger.mode === 'read_only' && !this.#isCopy) this.#goOnOnceWritable().catch(this.#options.onFatal);
    return true;
  }

  /** A disk that took nothing when it was opened is asked until it does; a damaged history waits for a person. */
  async #goOnOnceWritable(): Promise<void> {
    const [ledger, orchestrator] = [this.#ledger, this.#orchestrator];
    const isOver = (): boolean =>
      this.#stopped || this.#onClosed !== null || this.#orchestrator !== orchestrator || ledger.damaged;
    do {
      await afterMs(TRY_AGAIN_MS, undefined, { ref: false });
      if (isOver()) return;
    } while (!(await ledger.settles()));
    if (!isOver()) await this.#replay();
  }

  /** What is held stays held in the next life, whatever of it came to the disk (R28); null where nothing is. */
  #haltToBeginWith(): number | null {
    const mark = readHaltMark(this.#haltFile);
    if (mark.halted) return mark.halt ?? 1;
    const held = this.#coreOrNull?.halt ?? null;
    if (held !== null) return held.halt;
    return this.#pressed === null ? null : this.#ledger.state.lastHalt + 1;
  }

  /** After a crash the history lacks the log's last records, or more: nobody waits for it, and the window is told once it has
   * read them. */
  async #showWhatHistoryLacked(position: number): Promise<void> {
    const orchestrator = this.#orchestrator;
    if (!(await this.#history.catchUp(position))) return;
    const past = await this.#history.newest(RECENT_CHANGES);
    if (this.#orchestrator !== orchestrator) return;
    this.#projection.takePast(past);
    this.#feed();
  }

  async #openDoors(): Promise<void> {
    const { log } = this.#options;
    this.#gateway = await listenForEngines(this.#places, this.#files, log, (input) => {
      if (input.in === 'connected') this.#since.set(input.session, utcNow());
      // A round trip is measured on the core's clock, which ticks move.
      if (input.in === 'frame' && input.message.type === 'pong')
        this.input({ in: 'tick', nowMs: this.#clockMs() });
      // So is how soon an edit follows another one, and how long others have waited for a busy engine.
      if (input.in === 'frame' && TIMED.has(input.message.type))
        this.input({ in: 'clock', nowMs: this.#clockMs() });
      this.input(input);
    });
    // Whoever looks for another project's door is not led to one that closes.
    if (this.#isGivenUp) return;
    await this.#endpoint.publish(this.#gateway);
    if (this.#agents !== undefined || this.#isGivenUp) return;
    this.#agents = await listenForAgents(this.#places, this.#files, log, {
      core: () => this.#orchestrator.core,
      submit: (actor, submission) => this.submit('ai', actor, submission),
      quiet: () => this.#attention?.view().quiet ?? null,
      onAgentsChanged: () => {
        this.#projection.mark('agents', 'waiting');
        this.#feed();
      },
    });
    this.#projection.mark('agents', 'waiting');
  }

  /** What a revoked agent suggested ends with it, also where only the end of its key came to the disk (R29). */
  #withdrawRevoked(): void {
    const { proposals } = this.#orchestrator.core;
    const authors = [...proposals.values()].map(({ intent }) => intent.actor);
    for (const { id: agent } of authors.filter(({ kind }) => kind === 'agent'))
      if (this.#agents.isRevoked(agent))
        this.input({ in: 'command', reply: '', command: { do: 'revoke_agent', agent } });
  }

  /** One input, carried through at once, with whatever it sets off. */
  input(input: Input): void {
    if (this.#stopped) return;
    this.#inputs.push(input);
    this.#drain();
  }

  #drain(): void {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) {
        this.#evidence.noteInput(next);
        this.#carryOut(this.#orchestrator.step(next));
      }
    } catch (error) {
      // A bug: no guess about the state is safe. The ledger holds what was confirmed.
      this.#stopped = true;
      this.#options.onFatal(error);
    } finally {
      this.#running = false;
    }
    if (this.#onReady !== null && this.#orchestrator.ready) {
      this.#onReady();
      this.#onReady = null;
    }
    if (this.#attentive) this.#attendSoon();
    this.#feed();
  }

  #carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) {
      this.#projection.note(effect);
      this.#evidence.note(effect);
      switch (effect.fx) {
        case 'append':
          this.#ledger.append(effect.position, effect.records, effect.flush);
          for (const record of effect.records) this.#ruleNews.note(record);
          break;
        case 'send':
          this.#gateway.send(effect.session, effect.message);
          break;
        case 'revoke':
          this.#gateway.revoke(effect.session, effect.code, effect.message);
          break;
        case 'forget':
          this.#gateway.forget(effect.session);
          break;
        case 'reply':
          this.#replies.answer(effect.reply, effect.answer);
          break;
        case 'look_up':
        case 'look_up_change':
        case 'look_up_changes':
          void lookUp(effect, {
            history: this.#history,
            position: () => this.#ledger.position,
            isAwaited: (reply) => this.#replies.has(reply),
            input: (input) => this.input(input),
          });
          break;
        case 'look_up_held':
          void lookUpHeld(effect, {
            history: this.#history,
            position: () => this.#ledger.position,
            input: (input) => this.input(input),
          });
          break;
        case 'settled':
          if (effect.intent.actor.kind === 'agent') this.#agents.settled(effect);
          if (effect.intent.actor.kind === 'person') this.#attention?.heedOwnChange();
          break;
        case 'mark_halt':
          this.#markHalt(effect.halt);
          break;
        case 'wake':
          this.#alarm.setAt(effect.atMs);
          break;
        case 'closed':
          this.#onClosed?.();
          break;
        case 'changed':
          this.#attentive ||= ASKING.has(effect.what);
          break;
        case 'objects':
          break;
      }
    }
  }

  #stopWaking(): void {
    this.#alarm.stop();
    clearTimeout(this.#attending);
    this.#attending = undefined;
    this.#ruleNews.stop();
  }

  #feed(): void {
    if (this.#projectionOrNull?.pending === true) this.#options.onFeed();
  }

  /** What happens at once is one look: it goes through all that asks. */
  #attendSoon(): void {
    this.#attending ??= setTimeout(() => this.#attend(), ATTEND_AFTER_MS);
  }

  #attend(): void {
    this.#attending = undefined;
    this.#attentive = false;
    if (this.#stopped) return;
    const found = this.#attention?.look();
    if (found !== undefined) this.#options.onAttention(found.count, found.newest);
  }

  /** What the person has seen of this project, and how they want to be called. */
  #beginAttending(): Attending {
    const file = this.#places.leftOff(this.#ledger.state.project.id);
    const attending = new Attending(
      {
        core: () => this.#orchestrator.core,
        ledger: () => this.#ledger.state.ledger,
        wishes: () => this.#options.wishes?.() ?? { quiet: null, awayAfterMs: null },
        wallMs: Date.now,
        keep: (content) => {
          if (!this.#isCopy) this.#files.keep({ file, content, how: 'whole' }, 0);
        },
        read: async (query) =>
          (await this.#history.catchUp(this.#ledger.position)) ? this.#history.away(query) : null,
        readPart: async (query, part) =>
          (await this.#history.catchUp(this.#ledger.position)) ? this.#history.awayPart(query, part) : null,
        changed: () => {
          this.#projection.mark('attention');
          this.#attendSoon();
          this.#feed();
        },
        hush: () => {
          // What is coming up is told once it takes inputs.
          if (!this.#comingUp) this.#hush();
        },
        tell: (news) => this.#options.onNews?.(news),
        later: (ms, run) => {
          const timer = setTimeout(run, ms).unref();
          return () => clearTimeout(timer);
        },
      },
      this.#readLeftOff(file),
      (error) => this.#noteUnreadable(file, error),
    );
    if (this.#presence !== null) attending.heedPresence(this.#presence);
    return attending;
  }

  /** Worth a line where it cannot be read, and no more: the person is taken to have seen everything. */
  #readLeftOff(file: string): string | null {
    if (this.#isCopy) return null;
    try {
      return readIfThere(file);
    } catch (error) {
      this.#noteUnreadable(file, error);
      return null;
    }
  }

  #noteUnreadable(file: string, error: unknown): void {
    this.#options.log({ level: 'warn', what: 'left_off_unreadable', detail: { file, error: String(error) } });
  }

  /** R5: an unknown outcome is decided by reopening and replaying; nobody is told anything before. */
  #ledgerFailed(event: {
    readonly outcome: 'refused' | 'unknown' | 'read_only';
    readonly from: number;
    readonly reason: Reason;
  }): void {
    this.#options.log({
      level: 'error',
      what: 'ledger_failed',
      detail: { outcome: event.outcome, from: event.from, code: event.reason.code },
    });
    this.input({ in: 'ledger_failed', ...event });
    if (this.#projectionOrNull !== null) this.#visible.resolve();
    if (this.#giveUp()) return;
    if (event.outcome !== 'unknown') return;
    this.#stopped = true;
    if (this.#comingUp) this.#giveUpComing();
    // What the last write came to, the next start decides.
    else if (this.#onClosed !== null) {
      this.#refuseWaiting();
      this.#onClosed();
    } else this.#replay().catch(this.#options.onFatal);
  }

  /** Who leaves while the disk keeps a life from coming up does not wait for it: the next start reads what is there. */
  #giveUp(): boolean {
    const isFailing =
      this.#isReadingBack || (this.#onReady !== null && this.#orchestrator.core.ledger !== 'ok');
    if (!this.#leaving.signal.aborted || !isFailing) return false;
    this.#isGivenUp = true;
    this.#stopped = true;
    this.#giveUpComing();
    return true;
  }

  /** Whoever brings this life up goes on to the next one. */
  #giveUpComing(): void {
    this.#isLost = true;
    this.#onReady?.();
    this.#onReady = null;
  }

  #replay(): Promise<void> {
    this.#comingUp = true;
    const replaying = this.#readBack().then(() => this.#bringUpAtLast());
    this.#coming = replaying;
    return replaying;
  }

  async #readBack(): Promise<void> {
    this.#isReadingBack = true;
    if (this.#giveUp()) return;
    await this.#takeDown();
    await this.#reopen();
  }

  /** As long as the disk cannot be read nothing is known and nothing is told: the window says so, and the override holds. */
  async #reopen(): Promise<void> {
    let said: string | null = null;
    while (!this.#isGivenUp) {
      const reason = await this.#ledger.reopen();
      if (this.#isGivenUp) return;
      if (reason === null) {
        this.#isLost = false;
        return;
      }
      if (reason.message !== said)
        this.#options.log({ level: 'error', what: 'not_reopened', detail: { ...reason } });
      said = reason.message;
      // It rejects for one reason: somebody leaves, and has given this up.
      await afterMs(TRY_AGAIN_MS, undefined, { signal: this.#leaving.signal }).catch(() => undefined);
    }
  }

  /**
   * A damaged ledger is left behind, as it is, and a new one goes on with what could be trusted of it.
   * @param revision the version that was shown to the person who chose this
   * @returns why it was not done; null when it was
   */
  async goOn(revision: number): Promise<Reason | null> {
    const shown = this.#orchestrator.core.durable.revision;
    if (this.#stopped || !this.#ledger.damaged)
      return { code: 'not_damaged', message: 'The history is not damaged.', path: null };
    if (revision !== shown)
      return { code: 'values_changed', message: `It would go on from version ${shown}.`, path: 'revision' };
    this.#options.log({ level: 'warn', what: 'went_on', detail: { revision } });
    this.#comingUp = true;
    this.#isReadingBack = true;
    if (this.#giveUp()) return NOT_READY;
    const restarting = this.#restart();
    this.#coming = restarting;
    return restarting;
  }

  async #restart(): Promise<Reason | null> {
    await this.#takeDown();
    const reason = await this.#ledger.restart();
    // Its thread has ended with that, and nothing is open.
    if (reason?.code === 'worker_failed') await this.#reopen();
    // The timeline that is shown first is the new one's.
    if (!this.#isGivenUp) await this.#history.catchUp(this.#ledger.position);
    await this.#bringUpAtLast();
    return this.#isGivenUp ? NOT_READY : reason;
  }

  /** Nothing comes in or goes out any more until `#bringUp`. */
  async #takeDown(): Promise<void> {
    await this.#hangUp();
    this.#refuseWaiting();
  }

  async #hangUp(): Promise<void> {
    this.#stopWaking();
    this.#inputs = [];
    this.#stopped = true;
    // Where the first life was lost there is none yet.
    await Promise.all([this.#endpoint.remove(), this.#gateway?.close()]);
  }

  #refuseWaiting(): void {
    this.#replies.refuseAll({
      code: 'outcome_unknown',
      message: 'The disk failed while it was written; ask again with the same id.',
      path: null,
    });
  }

  /** The chain was checked on so far, by the opening: this counts as a check like any other. */
  #noteVerified({ problem, progress, records }: VerifiedEvent): void {
    const isOver = problem !== null || progress >= 1;
    this.#verified = problem !== null ? 'damaged' : isOver ? 'verified' : 'verifying';
    this.#evidence.begin('chain');
    if (isOver) this.#evidence.end('chain', { count: records, problem });
    else this.#evidence.progress('chain', progress);
    this.#projectionOrNull?.mark('status');
    this.#feed();
  }

  /** Checks a guarantee on what this system holds now. Resolves when that has ended; the window is told on the way. */
  async check(check: Check): Promise<void> {
    if (!this.#evidence.begin(check)) return;
    const tell = (): void => {
      this.#projection.mark('evidence');
      this.#feed();
    };
    tell();
    const orchestrator = this.#orchestrator;
    const held = { ledger: this.#ledger, live: orchestrator.core.durable, places: this.#places };
    const end = await CHECKERS[check](held, (progress) => {
      this.#evidence.progress(check, progress);
      tell();
    });
    // What it was about is no more: the opening of what comes instead checks that.
    if (this.#stopped || this.#orchestrator !== orchestrator) this.#evidence.giveUp(check);
    else this.#evidence.end(check, end);
    if (this.#ledger.damaged) this.#projection.mark('status');
    tell();
  }

  agents(): AgentView[] {
    return this.#agents === undefined ? [] : agentsView(this.#agents.agents(), this.#orchestrator.core);
  }

  /** Who is no agent has no door at which to be heard. */
  isAway({ kind, id }: Actor): boolean {
    return kind === 'agent' && !(this.#agents?.isConnected(id) ?? false);
  }

  #markHalt(halt: number | null): void {
    this.#options.onHalt(halt !== null);
    this.#files.keep({ file: this.#haltFile, content: haltMark(halt), how: 'in_place' });
  }

  /** The emergency override: everything that a halt does has happened when this returns (R28). While the ledger is
   * opened, which takes as long as the disk pleases, nothing moves anyway: there it is what comes next that is held. */
  override(by: string): void {
    if (this.#stopped) {
      const core = this.#coreOrNull;
      const halt = core === null ? 1 : (core.halt?.halt ?? core.ahead.lastHalt + 1);
      this.#pressed ??= { by, halt };
      this.#projectionOrNull?.mark('status');
      this.#feed();
      // Whose ledger this is, and so whose mark, is not known before it is open.
      return core === null ? this.#options.onHalt(true) : this.#markHalt(halt);
    }
    this.input({ in: 'command', reply: '', command: { do: 'halt', by } });
  }

  /** Or will be as soon as it has started. */
  isHalted(): boolean {
    return this.#pressed !== null || (this.#coreOrNull?.halt ?? null) !== null;
  }

  /** Something in this process is broken: nothing that comes in from here on is believed. What is written stays. */
  abandon(): void {
    this.#stopped = true;
  }

  command(command: Command): Promise<Answer> {
    return this.#ask((reply) => ({ in: 'command', reply, command }));
  }

  submit(channel: 'human' | 'ai' | 'override', actor: Actor, submission: Submission): Promise<Answer> {
    // How far apart two of a person's changes are, and whether an agent's comes in time.
    if (channel !== 'override') this.input({ in: 'clock', nowMs: this.#clockMs() });
    return this.#ask((reply) => ({ in: 'submit', channel, actor, reply, submission }));
  }

  #ask(input: (reply: string) => Input): Promise<Answer> {
    const { reply, answer } = this.#replies.open();
    this.input(input(reply));
    if (this.#stopped) this.#replies.answer(reply, { ok: false, reason: NOT_READY });
    return answer;
  }

  get orchestrator(): Orchestrator {
    return this.#orchestrator;
  }
  get gateway(): Gateway {
    return this.#gateway;
  }
  get agentsDoor(): AgentsDoor {
    return this.#agents;
  }
  get history(): History {
    return this.#history;
  }
  get ledger(): Ledger {
    return this.#ledger;
  }

  /** The menu leads to this part of the window. */
  show(part: WindowPart): void {
    this.#projectionOrNull?.show(part);
    this.#feed();
  }

  /** From here on the project is shown under this name; who asks keeps it. */
  rename(name: string): void {
    this.#name = name;
    this.#projectionOrNull?.mark('status');
    this.#feed();
  }

  setShortcut(shortcut: StatusView['shortcut']): void {
    this.#shortcut = shortcut;
    this.#projectionOrNull?.mark('status');
    this.#feed();
  }

  snapshot(): Snapshot {
    if (this.#attentive && this.#attention?.isQuiet === true) this.#attend();
    const snapshot = this.#projection.snapshot();
    this.#feed();
    return snapshot;
  }

  /** Null when there is nothing new. */
  takeBatch(): FeedBatch | null {
    const projection = this.#projectionOrNull;
    // What is kept for later must not come up first and go again.
    if (this.#attentive && this.#attention?.isQuiet === true) this.#attend();
    if (projection?.pending !== true) return null;
    const batch = projection.takeBatch();
    // One batch has its bound: what is left is the next one's.
    if (projection.pending) this.#options.onFeed();
    return batch;
  }

  /** Whether something exists only in an engine that is connected (rule 13). */
  isAtRisk(): boolean {
    return this.#projectionOrNull?.isAtRisk() ?? false;
  }

  /** Whether the window shows the question that leaving asks. */
  askToLeave(asking: boolean): void {
    this.#projectionOrNull?.askToLeave(asking);
    this.#feed();
  }

  /** What this card shows was not what is there. */
  lookAgain(card: string): void {
    this.#projectionOrNull?.lookAgain(card);
    this.#feed();
  }

  /** The person folded it away in the window. */
  dismissCard(card: string): void {
    this.#attention?.dismiss(card);
    this.#attendSoon();
  }

  /** Null before there is a project to look at. */
  get attention(): Attending | null {
    return this.#attention;
  }

  /** Whether anybody looks at the window, as far as this computer can tell. */
  setPresence(presence: Presence): void {
    this.#presence = presence;
    if (!this.#isCopy) this.#attention?.heedPresence(presence);
  }

  /** How often at most the person hears of what went on by itself; null for never. */
  setRuleNews(everyMs: number | null): void {
    this.#ruleNews.setEvery(everyMs);
  }

  openCard(card: string): void {
    this.#projectionOrNull?.focus(card);
    this.#feed();
  }

  /**
   * What is submitted lands, the lease is handed back, the ledger is closed. Where a failing disk keeps that from being done,
   * nobody waits for it: see `over`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Asked after `close`: resolves once it has let go of its folder, for which a disk that hangs may keep it a while more. */
  get over(): Promise<void> {
    return this.#over;
  }

  /** By what it is held, where it was left with a disk that may not have taken that; null where the disk tells it. */
  get heldBy(): string | null {
    return this.#isGivenUp ? (this.#pressed?.by ?? this.#orchestrator.core.halt?.by ?? null) : null;
  }

  async #close(): Promise<void> {
    this.#leaving.abort();
    if (!this.#giveUp()) {
      await this.work.close();
      // Its disk may have failed meanwhile, and what has begun to open is closed in order, too.
      await this.#starting;
    }
    if (!this.#isGivenUp) {
      if (this.#stopped) return;
      const closed = new Promise<void>((resolve) => {
        this.#onClosed = resolve;
      });
      this.input({ in: 'close' });
      this.#isGivenUp = !(await isWithin(LANDING_MS, closed));
    }
    this.#over = this.#letGo();
    await isWithin(LETTING_GO_MS, this.#over);
  }

  /** What was confirmed is on the disk, and nothing is added to that. */
  async #letGo(): Promise<void> {
    this.#attention?.close();
    const agents = this.#agents;
    await Promise.all([this.work.close(), this.#hangUp(), agents?.close()]);
    if (this.#isGivenUp) this.#refuseWaiting();
    await this.#coming.catch(() => undefined); // whoever asked for it hears that
    // It may have been about to open these.
    await this.#hangUp();
    if (this.#agents !== agents) await this.#agents?.close();
    await this.#history.close();
    await this.#ledger.close();
    await this.#files.close();
  }
}

/** Whether it is over before so long. */
function isWithin(ms: number, promise: Promise<void>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => resolve(false), ms);
    promise.then(() => resolve(true), reject).finally(() => clearTimeout(limit));
  });
}

function utcNow(): string {
  return new Date().toISOString();
}
