/**
 * The orchestrator: one deterministic state machine. Every input in, every effect out; the log decides what is true.
 *
 *   submission ─▶ admission ─▶ gate (agents) ─▶ queue ─▶ number + BEGIN ─▶ apply ─▶ verify ─▶ COMMIT ─▶ sync ─▶ confirm
 *                                                                             └─▶ ABORT ─▶ compensate ─▶ resync
 *
 * It has no clock, no random source, no disk and no socket (TIME-1). What it must remember over a crash is in its
 * records; what the records amount to is one fold, shared by live operation and recovery (app/ledger).
 */
import { facetValue, forestProblem, sameValue } from '#app/scene/index.ts';
import { command } from './commands.ts';
import { Core, reason } from './core.ts';
import type { CoreOptions } from './core.ts';
import { audit, auditValues, digests } from './audit.ts';
import { adoptUnmanaged, lateAdoption } from './adopting.ts';
import { savedAs } from './copies.ts';
import { declared } from './declaring.ts';
import type { Effect } from './effects.ts';
import { checkConflictRules, followConflictRules } from './conflict-rules.ts';
import { pump } from './dispatch.ts';
import { checkFlightDeadlines, engineFailed, landDurable, movedOn, tookInHand, vote } from './flight.ts';
import { submit } from './gate.ts';
import { followGhosts, ghostsDueInMs, ghostsProblem, hush } from './ghosts.ts';
import {
  bye,
  checkSessionDeadlines,
  connected,
  disconnected,
  hello,
  revoke,
  sceneOpened,
} from './greeting.ts';
import { held } from './halt.ts';
import { followFileAnswers } from './files.ts';
import { followHands } from './in-hands.ts';
import { beat, busy, checkBusy, freed, pong } from './heartbeat.ts';
import type { FrameInput, Input } from './inputs.ts';
import { checkFlush, closeDown, ledgerFailed, recover, retryStalled } from './ledger-side.ts';
import { lookedAgain } from './looking.ts';
import { checkMerges } from './merges.ts';
import { observed } from './observed.ts';
import { offered } from './offers.ts';
import { noteUnsaved } from './only-there.ts';
import { checkFreeHands, followPermissions, handsDueInMs } from './permissions.ts';
import { checkTouches, noteAtWork } from './touching.ts';
import { compensated } from './unwinding.ts';
import { noteViewpoint } from './viewpoints.ts';
import { checkResyncDeadlines } from './breaker.ts';
import { beginResync, inventory, lookedUp, patched, values } from './resync.ts';
import type { Question, Session } from './session.ts';
import { followShelf } from './shelf.ts';
import { followUndo } from './taking-back-many.ts';
import { foldShelf } from './shelf-fold.ts';
import { checkDiscarded } from './shelf-many.ts';
import { adoptUnshared } from './unshared.ts';

const VALUES_ARE_ASKED_BY: readonly Question['kind'][] = [
  'read_values',
  'look_again',
  'adopt_unmanaged',
  'adopt_unshared',
];

export interface OrchestratorOptions extends CoreOptions {
  /** Whether the last run ended by closing. */
  readonly started: 'clean' | 'recovered';
  /** Why nothing can be written; null when everything is well. */
  readonly readOnly: { readonly code: string; readonly message: string; readonly path: string | null } | null;
  /** What the tiny file beside the ledger says (R28). */
  readonly haltMark: number | null;
}

export class Orchestrator {
  readonly core: Core;
  readonly #options: OrchestratorOptions;
  /** What the clock said last, and at the last tick: wakes count from that one, so that nothing puts them off. */
  #lastMs: number;
  #lastTickMs: number;

  constructor(options: OrchestratorOptions) {
    this.#options = options;
    this.core = new Core(options);
    this.#lastMs = options.nowMs;
    this.#lastTickMs = options.nowMs;
  }

  /** Recovery: what must be durable before any port opens. `ready` turns true with the last of it. */
  start(): Effect[] {
    recover(this.core, this.#options);
    this.#wake();
    return this.core.takeEffects();
  }

  /** True once recovery is durable: ports may open. */
  get ready(): boolean {
    return this.core.ready;
  }

  /** One input, all its consequences. Throws only on a bug: the shell must not go on with this instance then. */
  step(input: Input): Effect[] {
    const { core } = this;
    // R5: until replay has decided, nothing is aborted, compensated or confirmed; only a halt and refusals go out.
    if (core.ledger === 'unknown' && input.in !== 'submit' && input.in !== 'command')
      return core.takeEffects();
    switch (input.in) {
      case 'tick':
        this.#tick(input.nowMs);
        break;
      case 'clock':
        this.#advance(input.nowMs);
        break;
      case 'quiet':
        hush(core, input.isQuiet);
        break;
      case 'connected':
        connected(core, input);
        break;
      case 'frame':
        this.#frame(input);
        break;
      case 'violation': {
        const session = core.sessions.get(input.session);
        if (session !== undefined) revoke(core, session, reason(input.code, input.message));
        break;
      }
      case 'disconnected': {
        const session = core.sessions.get(input.session);
        if (session !== undefined) disconnected(core, session);
        break;
      }
      case 'submit':
        submit(core, input);
        break;
      case 'command':
        command(core, input);
        break;
      case 'durable':
        core.becameDurable(input.position);
        landDurable(core, input.receipts);
        core.runDurableWaiters();
        break;
      case 'ledger_failed':
        ledgerFailed(core, input);
        break;
      case 'looked_up':
        lookedUp(core, input);
        break;
      case 'close':
        core.closing = 'asked';
        break;
    }
    followPermissions(core);
    pump(core);
    if (followFileAnswers(core)) pump(core);
    if (followShelf(core)) pump(core);
    if (followUndo(core)) pump(core);
    if (followConflictRules(core)) pump(core);
    followHands(core);
    foldShelf(core);
    followGhosts(core);
    closeDown(core);
    this.#wake();
    return core.takeEffects();
  }

  /** What must hold after every step; throws with the first thing that does not. Costs O(scene). */
  checkInvariants(): void {
    const { core } = this;
    const problem =
      forestProblem({ objects: core.projected }) ??
      forestProblem({ objects: core.durable.objects }) ??
      ghostsProblem(core);
    if (problem !== null) throw new Error(`invariant: ${problem}`);
    let applying = 0;
    let last = 0;
    for (const flight of core.flights.values()) {
      if (flight.n <= last) throw new Error(`invariant: flights out of order at ${flight.n}`);
      last = flight.n;
      if (flight.phase === 'applying') applying += 1;
      if (flight.phase === 'finishing' && flight.commitPosition === null)
        throw new Error(`invariant: ${flight.n} finishes without a commit`);
      if (flight.n > core.durable.leasedTo)
        throw new Error(`invariant: ${flight.n} left before its lease was durable`);
    }
    if (applying > 1) throw new Error(`invariant: ${applying} intents are being applied at once`);
    if (core.highestNumber > Math.max(core.ahead.leasedTo, core.durable.leasedTo))
      throw new Error('invariant: a number beyond the lease');
    if (core.durable.position > core.ahead.position)
      throw new Error('invariant: the truth is ahead of the log');
    for (const session of core.sessions.values()) {
      if (session.phase !== 'live') continue;
      for (const id of session.unshared)
        if (core.durable.objects.has(id))
          throw new Error(`invariant: ${id} is shared, and counts as ${session.engine}'s own`);
    }
    const flight = core.applying;
    const written = new Set(flight?.objects ?? []);
    if (core.projected.size !== core.ahead.objects.size && flight === null)
      throw new Error('invariant: projected and ahead differ in size');
    for (const [id, object] of core.ahead.objects) {
      if (!written.has(id) && !sameValue(facetValue({ objects: core.projected }, id, 'existence'), object)) {
        throw new Error(
          `invariant: ${id} differs between the log and the projected scene: ${JSON.stringify(object)} / ${JSON.stringify(core.projected.get(id) ?? null)}`,
        );
      }
    }
  }

  /** @returns false where the clock says less than before */
  #advance(nowMs: number): boolean {
    const { core } = this;
    const passedMs = nowMs - this.#lastMs;
    if (passedMs < 0) return false;
    this.#lastMs = nowMs;
    core.clockMs = nowMs;
    // Ticks come at least once a heartbeat; a longer silence is the machine's sleep,
    // in which nobody was late (R34).
    const hasSlept = passedMs > 2 * core.config.heartbeatMs;
    core.nowMs += hasSlept ? 0 : passedMs;
    // The window's clock slept too, and counts down what runs out (permissions.ts).
    if (hasSlept && core.grants.size + core.ahead.conflictRules.size > 0) core.changed('permissions');
    return true;
  }

  #tick(nowMs: number): void {
    const { core } = this;
    if (!this.#advance(nowMs)) return;
    this.#lastTickMs = nowMs;
    checkTouches(core);
    checkFreeHands(core);
    checkBusy(core);
    checkFlightDeadlines(core);
    checkResyncDeadlines(core);
    checkSessionDeadlines(core);
    beat(core);
    audit(core);
    checkMerges(core);
    checkConflictRules(core);
    checkDiscarded(core);
    checkFlush(core);
    retryStalled(core);
    // What waits is shown with its time.
    for (const { asked } of core.handWaits.values()) if (asked) core.changed('in_hands');
  }

  /** Frames in their turn; anything out of turn is a violation (SEC-2). */
  #frame({ session: id, message }: FrameInput): void {
    const { core } = this;
    const session = core.sessions.get(id);
    if (session === undefined || session.phase === 'over' || session.phase === 'detached') return;
    if (
      session.phase === 'greeting' &&
      message.type !== 'hello' &&
      message.type !== 'pong' &&
      message.type !== 'bye'
    ) {
      return revoke(core, session, reason('wrong_turn', `${message.type} before hello.`));
    }
    switch (message.type) {
      case 'hello':
        return hello(core, session, message);
      case 'scene':
        return sceneOpened(core, session, message);
      case 'inventory':
        if (message.last && message.request === session.owesInventory) session.owesInventory = null;
        return this.#answered(session, message.request, ['take_inventory'], (question) =>
          inventory(core, session, message, question),
        );
      case 'values':
        if (auditValues(core, session, message)) return;
        if (session.droppedAdoptions.has(message.request)) return lateAdoption(core, session, message);
        return this.#answered(session, message.request, VALUES_ARE_ASKED_BY, (question) => {
          if (question.kind === 'read_values') values(core, session, message, question);
          else if (question.kind === 'look_again') lookedAgain(core, session, message, question);
          else if (question.kind === 'adopt_unshared') adoptUnshared(core, session, message, question);
          else adoptUnmanaged(core, session, message, question);
        });
      case 'patched':
        return this.#answered(session, message.request, ['patch'], (question) =>
          patched(core, session, message, question),
        );
      case 'digests':
        return digests(core, session, message);
      case 'applied':
        if (this.#mayAnswer(session, message.n)) vote(core, session, message.n, message.states);
        return;
      case 'failed':
        if (!this.#mayAnswer(session, message.n)) return;
        if (message.code === 'moved_on') movedOn(core, session, message.n);
        else {
          const refuse = message.code === 'in_hands' ? tookInHand : engineFailed;
          refuse(core, session, message.n, reason(`engine_${message.code}`, message.message));
        }
        return;
      case 'compensated':
        if (session.sent.get(message.n) !== 'cancelled') {
          return revoke(
            core,
            session,
            reason('wrong_turn', `It took back ${message.n}, which was not to be taken back.`),
          );
        }
        return compensated(
          core,
          session,
          message.n,
          message.outcomes.filter(({ outcome }) => outcome === 'diverged').map(({ id }) => id),
        );
      case 'observed':
        if (message.undo !== null) noteAtWork(core, session);
        return observed(core, session, message);
      case 'offered':
        return offered(core, session, message);
      case 'declare':
        return declared(core, session, message);
      case 'hands':
        noteAtWork(core, session);
        if (session.handsMode === message.mode && holds(session.hands, message.objects)) return;
        session.hands = new Set(message.objects);
        session.handsMode = message.mode;
        return core.changed('sessions', 'waiting', 'in_hands');
      case 'selected':
        session.selected = new Set(message.objects);
        return noteAtWork(core, session);
      case 'unmanaged':
        if (session.unmanaged === message.count) return;
        session.unmanaged = message.count;
        return core.changed('sessions');
      case 'view':
        return noteViewpoint(core, session, message.view);
      case 'busy':
        return busy(core, session, message);
      case 'ready':
        return freed(core, session);
      case 'saved':
        return noteUnsaved(core, session, message.unsaved);
      case 'saved_as':
        noteUnsaved(core, session, false);
        return savedAs(core, session, message.title, message.file ?? null);
      case 'held':
        return held(core, session.id, message.halt);
      case 'pong':
        pong(core, session, message);
        // A silent engine that speaks again is probed at once (half-open).
        if (
          session.phase === 'quarantined' &&
          !session.breakerNeedsClick &&
          session.reason?.code === 'unresponsive' &&
          (session.retryAtMs ?? 0) <= core.nowMs
        ) {
          beginResync(core, session);
        }
        return;
      case 'bye':
        return bye(core, session);
    }
  }

  /** R18: an answer is legal once, for a number that was sent to this session. */
  #mayAnswer(session: Session, n: number): boolean {
    const state = session.sent.get(n);
    if (state === 'awaiting') {
      session.sent.set(n, 'answered');
      return true;
    }
    // A vote that crossed the cancel on the wire is late, not false.
    if (state === 'cancelled' && !session.lateAnswers.has(n)) {
      session.lateAnswers.add(n);
      return false;
    }
    const why =
      state === undefined
        ? `It answered for ${n}, which it was not asked about.`
        : `It answered twice for ${n}.`;
    revoke(this.core, session, reason(state === undefined ? 'unsent_number' : 'double_answer', why));
    return false;
  }

  #answered(
    session: Session,
    request: number,
    kinds: readonly Question['kind'][],
    then: (question: Question) => void,
  ): void {
    const question = session.questions.get(request);
    if (question !== undefined && kinds.includes(question.kind)) return then(question);
    if (question === undefined && request <= session.askedUpTo) return;
    revoke(this.core, session, reason('wrong_turn', 'It answered a question that was never asked.'));
  }

  /** The next tick that matters: heartbeats come often enough for every deadline, so one rhythm serves all. */
  #wake(): void {
    const { core } = this;
    const soonMs =
      core.flights.size > 0 || core.pendingRecords.length > 0
        ? core.config.flushAfterMs
        : core.config.heartbeatMs;
    const shownMs = ghostsDueInMs(core) ?? soonMs;
    const handsMs = handsDueInMs(core) ?? soonMs;
    core.emit({
      fx: 'wake',
      atMs: this.#lastTickMs + Math.max(1, Math.min(soonMs, shownMs, handsMs, core.config.heartbeatMs)),
    });
  }
}

function holds(set: ReadonlySet<string>, ids: readonly string[]): boolean {
  return set.size === ids.length && ids.every((id) => set.has(id));
}
