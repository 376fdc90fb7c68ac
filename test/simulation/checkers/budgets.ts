/**
 * R19: for how long others wait for an engine that is busy, or whose main thread hangs, is bounded by a budget of each
 * window of time, however often it comes back, and on whatever connection.
 */
import type { HistoryEvent } from '../history.ts';
import type { Checker, Facts } from './facts.ts';

/** It says that it is busy, and is waited for nevertheless. */
export const busyBudget: Checker = {
  guarantee: 'R19',
  *check(facts) {
    yield* withinBudget(facts, 'busy', 'said that it was busy');
  },
};

/** It answers nothing and says nothing: what is waited for it beyond the time that any engine has to answer. */
export const hangBudget: Checker = {
  guarantee: 'HANG',
  *check(facts) {
    yield* withinBudget(facts, 'hung', 'did not answer');
  },
};

interface Spell {
  readonly kind: 'busy' | 'hung';
  readonly session: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Two windows of the orchestrator's may meet in one of ours. */
const WINDOWS_MET = 2;

function* withinBudget(facts: Facts, kind: Spell['kind'], words: string): Iterable<string> {
  const { budgetMs, windowMs, heartbeatMs, flushAfterMs } = facts.history.busy;
  // What a tick looks at it sees so much later: the rhythm is another one while something is on its way.
  const lateMs = kind === 'busy' ? heartbeatMs : flushAfterMs;
  const lines = new Map<string, Spell[]>();
  for (const spell of spellsOf(facts)) {
    if (spell.kind !== kind) continue;
    const line = firstOf(facts, spell.session);
    const before = lines.get(line);
    if (before === undefined) lines.set(line, [spell]);
    else before.push(spell);
  }
  for (const spells of lines.values()) {
    for (const { session, toMs: endMs } of spells) {
      const waitedMs = spells.reduce(
        (sum, { fromMs, toMs }) => sum + overlap(fromMs, toMs, endMs - windowMs, endMs),
        0,
      );
      if (waitedMs <= WINDOWS_MET * (budgetMs + lateMs)) continue;
      yield `${session} ${words} and was waited for ${waitedMs} ms of ${windowMs} ms, its budget is ${budgetMs} ms`;
      break;
    }
  }
}

function overlap(fromMs: number, toMs: number, startMs: number, endMs: number): number {
  return Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs));
}

/** The connection that it first had: to break a line and take it up again renews nothing. */
function firstOf(facts: Facts, session: string): string {
  let first = session;
  for (let each: string | null = session; each !== null; each = facts.sessions.get(each)?.resumes ?? null)
    first = each;
  return first;
}

/** As long as the log tells who takes part: where nothing can be written, nothing waits for anybody either. */
export function spellsOf(facts: Facts): readonly Spell[] {
  const waits = new Waits(facts.history.busy.applyTimeoutMs);
  let isMute = false;
  for (const event of facts.events) {
    if (event.at === 'start') {
      waits.clear();
      isMute = event.readOnly;
    }
    if (event.at !== 'step') continue;
    if (event.input.in === 'ledger_failed') {
      isMute = true;
      waits.clear();
    }
    if (!isMute) waits.step(event);
  }
  return waits.spells;
}

/** Who takes part, who of them says to be busy, and who owes an answer since when. */
class Waits {
  readonly spells: Spell[] = [];
  readonly #applyTimeoutMs: number;
  readonly #live = new Set<string>();
  readonly #said = new Set<string>();
  readonly #busySinceMs = new Map<string, number>();
  readonly #owed = new Map<string, Map<number, number>>();

  constructor(applyTimeoutMs: number) {
    this.#applyTimeoutMs = applyTimeoutMs;
  }

  clear(): void {
    for (const each of [this.#live, this.#said, this.#busySinceMs, this.#owed]) each.clear();
  }

  step({ input, effects, worldMs, jumpMs }: Extract<HistoryEvent, { at: 'step' }>): void {
    // After a sleep of the computer everybody has their time anew (R34).
    if (jumpMs > 0) this.#beginAnew(worldMs);
    if (input.in === 'disconnected' || input.in === 'violation') this.#leaves(input.session, worldMs);
    if (input.in === 'frame') {
      const { session, message } = input;
      if (message.type === 'busy') this.#said.add(session);
      else if (message.type === 'ready') this.#said.delete(session);
      else if (message.type === 'applied' || message.type === 'failed')
        this.#answers(session, message.n, worldMs);
      else if (message.type === 'scene' || message.type === 'bye') this.#leaves(session, worldMs);
    }
    for (const effect of effects) {
      if (effect.fx === 'revoke' || effect.fx === 'forget') this.#leaves(effect.session, worldMs);
      if (effect.fx === 'send') {
        const { session, message } = effect;
        if (message.type === 'live') this.#live.add(session);
        else if (message.type === 'take_inventory') this.#leaves(session, worldMs);
        else if (message.type === 'apply' || message.type === 'adopt')
          this.#owed.set(
            session,
            (this.#owed.get(session) ?? new Map<number, number>()).set(message.n, worldMs),
          );
      }
      if (effect.fx !== 'append') continue;
      for (const record of effect.records) {
        if (record.kind === 'session' && record.event !== 'in_step') this.#leaves(record.session, worldMs);
        if (record.kind === 'abort' || record.kind === 'commit')
          for (const session of this.#owed.keys()) this.#answers(session, record.n, worldMs);
      }
    }
    for (const session of this.#live) {
      if (this.#said.has(session)) {
        if (!this.#busySinceMs.has(session)) this.#busySinceMs.set(session, worldMs);
      } else this.#ends(session, worldMs);
    }
  }

  #beginAnew(worldMs: number): void {
    for (const session of this.#busySinceMs.keys()) this.#busySinceMs.set(session, worldMs);
    for (const numbers of this.#owed.values()) for (const n of numbers.keys()) numbers.set(n, worldMs);
  }

  /** From here on nobody waits for it. */
  #leaves(session: string, worldMs: number): void {
    this.#ends(session, worldMs);
    for (const n of [...(this.#owed.get(session)?.keys() ?? [])]) this.#answers(session, n, worldMs);
    this.#live.delete(session);
  }

  #ends(session: string, worldMs: number): void {
    const fromMs = this.#busySinceMs.get(session);
    this.#busySinceMs.delete(session);
    if (fromMs !== undefined && fromMs < worldMs)
      this.spells.push({ kind: 'busy', session, fromMs, toMs: worldMs });
  }

  #answers(session: string, n: number, worldMs: number): void {
    const sentMs = this.#owed.get(session)?.get(n);
    this.#owed.get(session)?.delete(n);
    if (sentMs === undefined || this.#said.has(session)) return;
    const fromMs = sentMs + this.#applyTimeoutMs;
    if (fromMs < worldMs) this.spells.push({ kind: 'hung', session, fromMs, toMs: worldMs });
  }
}
