/**
 * What this running system can say of its guarantees. It watches what goes into the core and what comes out of it on the
 * way past, and holds that against what others say: the ledger's worker what is on the disk, the records who approved.
 */
import { CHECKS } from '#app/control-room/index.ts';
import type { Check, CheckView, EvidenceView } from '#app/control-room/index.ts';
import { isEnd } from '#app/intents/index.ts';
import type { IntentState } from '#app/intents/index.ts';
import type { LedgerRecord, ReadonlyDurableState, Receipt } from '#app/ledger/index.ts';
import { REVOCATIONS } from '#main/gateway/index.ts';
import type { Counters } from '#main/ledger/index.ts';
import type { Effect, Input, SettledEffect } from '#main/orchestrator/index.ts';
import { EngineWatch } from './engine-watch.ts';
import { OrderWatch } from './order-watch.ts';
import type { Clocks } from './order-watch.ts';

/** What the ledger's worker has told is on the disk. */
interface OnDisk {
  readonly position: number;
  readonly receipt: Receipt | null;
  readonly counters: Readonly<Counters>;
}

/** What a check came to. */
export interface CheckEnd {
  readonly count: number;
  readonly problem: string | null;
}

interface CheckState {
  state: CheckView['state'];
  progress: number;
  count: number;
  problem: string | null;
  endedMs: number | null;
}

/** Deviations that show only to the core, which knows what was said before; the gateway tells of the others as inputs. */
const FOUND_BY_CORE: ReadonlySet<string> = new Set(
  Object.entries(REVOCATIONS)
    .filter(([, { violation }]) => violation)
    .map(([code]) => code),
);

export class Evidence {
  readonly #onDisk: () => OnDisk;
  readonly #nowMs: () => number;
  readonly #checks: Record<Check, CheckState>;
  /** Ids of intents that have an approval on record, and have not ended. */
  readonly #approved = new Set<string>();
  readonly #numbers = { given: 0, outOfOrder: 0, last: 0 };
  readonly #confirmations = { told: 0, early: 0 };
  readonly #agentChanges = { committed: 0, unapproved: 0 };
  readonly #messages = { passed: 0, violations: 0 };
  readonly #order: OrderWatch;
  readonly #engines: EngineWatch;
  #opened: { readonly changes: number; readonly problem: string | null; readonly atMs: number };
  #decided = 0;
  #halts = 0;
  readonly #ended: Partial<Record<IntentState, number>> = {};

  constructor(onDisk: () => OnDisk, clocks: Clocks) {
    this.#onDisk = onDisk;
    this.#nowMs = clocks.monotonicMs;
    this.#opened = { changes: 0, problem: null, atMs: this.#nowMs() };
    this.#order = new OrderWatch(clocks);
    this.#engines = new EngineWatch(() => this.#order.confirmed);
    const never = (): CheckState => ({ state: 'never', progress: 0, count: 0, problem: null, endedMs: null });
    this.#checks = { chain: never(), replay: never(), tokens: never() };
  }

  /**
   * A new orchestrator goes on from this state: what it holds of the last one, and what became of its numbers.
   * @param problem what was found in the log when it was read for this
   */
  goOnFrom(state: ReadonlyDurableState, problem: string | null): void {
    this.#opened = { changes: state.revision, problem, atMs: this.#nowMs() };
    this.#engines.goOn();
    this.#approved.clear();
    for (const { intent, approval } of state.waiting.values())
      if (approval !== null) this.#approved.add(intent.id);
    this.#numbers.last = Math.max(this.#numbers.last, state.begunTo, state.revision);
    this.#order.goOnFrom(state.revision);
  }

  /** Right before it is carried out. */
  noteInput(input: Input): void {
    this.#engines.noteInput(input);
    if (input.in === 'frame') this.#messages.passed += 1;
    // The core answers a violation with a revocation of its own, which would count it twice.
    else if (input.in === 'violation') this.#messages.violations += 1;
    else if (input.in === 'tick') this.#order.noteTime();
    else if (input.in === 'ledger_failed') this.#order.forgetOpen();
  }

  note(effect: Effect): void {
    this.#engines.noteEffect(effect);
    switch (effect.fx) {
      case 'append':
        for (const record of effect.records) {
          this.#noteRecord(record);
          this.#order.noteRecord(record);
        }
        return;
      case 'send':
        if (effect.message.type === 'confirm')
          this.#confirmed(effect.message.n <= (this.#onDisk().receipt?.n ?? 0));
        else this.#order.noteSent(effect.message);
        return;
      case 'settled':
        this.#noteEnd(effect);
        return;
      case 'revoke':
        if (!FOUND_BY_CORE.has(effect.code)) return;
        this.#messages.violations += 1;
        this.#engines.bar(effect.session);
        return;
      case 'mark_halt':
        if (effect.halt !== null) this.#halts += 1;
        return;
      default:
        return;
    }
  }

  #noteEnd({ intent, state, n, position }: SettledEffect): void {
    if (!isEnd(state)) return;
    this.#ended[state] = (this.#ended[state] ?? 0) + 1;
    if (state === 'committed') {
      this.#order.noteConfirmed({ n });
      this.#confirmed(position !== null && position <= this.#onDisk().position);
      if (intent.actor.kind === 'agent') {
        this.#agentChanges.committed += 1;
        if (!this.#approved.has(intent.id)) this.#agentChanges.unapproved += 1;
      }
    }
    this.#approved.delete(intent.id);
  }

  #confirmed(isOnDisk: boolean): void {
    this.#confirmations.told += 1;
    if (!isOnDisk) this.#confirmations.early += 1;
  }

  #noteRecord(record: LedgerRecord): void {
    switch (record.kind) {
      case 'approve':
        this.#approved.add(record.id);
        return;
      case 'void_approval':
        this.#approved.delete(record.id);
        return;
      case 'decide':
        this.#decided += 1;
        return;
      case 'begin':
        this.#numbers.given += 1;
        if (record.n <= this.#numbers.last) this.#numbers.outOfOrder += 1;
        this.#numbers.last = Math.max(this.#numbers.last, record.n);
        return;
      default:
        return;
    }
  }

  /** @returns false where it is running already */
  begin(check: Check): boolean {
    const it = this.#checks[check];
    if (it.state === 'running') return false;
    it.state = 'running';
    it.progress = 0;
    return true;
  }

  progress(check: Check, progress: number): void {
    this.#checks[check].progress = progress;
  }

  end(check: Check, { count, problem }: CheckEnd): void {
    this.#checks[check] = {
      state: problem === null ? 'held' : 'failed',
      progress: 1,
      count,
      problem,
      endedMs: this.#nowMs(),
    };
  }

  /** It came to nothing: what it was about is no more. */
  giveUp(check: Check): void {
    const it = this.#checks[check];
    it.state = it.endedMs === null ? 'never' : it.problem === null ? 'held' : 'failed';
  }

  view(): EvidenceView {
    const { groups, checkpoints, leases, flushes } = this.#onDisk().counters;
    const now = this.#nowMs();
    const { changes, problem, atMs } = this.#opened;
    const checks = Object.fromEntries(
      CHECKS.map((check): [Check, CheckView] => {
        const { state, progress, count, problem, endedMs } = this.#checks[check];
        const endedAgoMs = endedMs === null ? null : now - endedMs;
        return [check, { state, progress, count, problem, endedAgoMs }];
      }),
    ) as Record<Check, CheckView>;
    return {
      checks,
      numbers: { ...this.#numbers },
      ...this.#order.view(),
      ...this.#engines.view(),
      opened: { changes, problem, agoMs: now - atMs },
      decided: this.#decided,
      confirmations: { ...this.#confirmations },
      syncs: { groups, checkpoints, leases, flushes },
      agentChanges: { ...this.#agentChanges },
      messages: { ...this.#messages },
      halts: this.#halts,
      ended: { ...this.#ended },
    };
  }
}
