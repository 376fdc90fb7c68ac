/**
 * What a person allowed beforehand and does not look at: how often agents went on by themselves, told together and never one by
 * one, and that a free hand or a rule is over while something waits for it. As often as the person wants to hear of it.
 */
import { RULES_CARD } from '#app/control-room/cards.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Orchestrator } from '#main/orchestrator/index.ts';
import { engineWord } from '#main/orchestrator/index.ts';
import type { News } from './attention.ts';

type Core = Orchestrator['core'];

/** What comes within this after the first is told with it. */
const GATHER_MS = 10_000;
/** Agents that are named; the rest is counted. */
const NAMES_MOST = 3;

/** Ends of what was allowed that nobody clicked on. */
const BY_ITSELF: ReadonlySet<string> = new Set([
  'time_over',
  'used_up',
  'used_too_often',
  'too_much_shelved',
]);

export interface RuleNewsOptions {
  readonly core: () => Core;
  readonly tell: (news: News) => void;
  readonly nowMs: () => number;
  /** @returns what keeps it from being run */
  readonly later: (ms: number, run: () => void) => () => void;
  /** As the person calls it. */
  readonly agentName: (agent: string) => string;
}

export class RuleNews {
  readonly #options: RuleNewsOptions;
  /** Null for never. */
  #everyMs: number | null = null;
  /** Suggestions that went on since the last word, by agent. */
  #wentOn = new Map<string, number>();
  #toldMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(options: RuleNewsOptions) {
    this.#options = options;
  }

  /** @param everyMs between two words at least; null for none */
  setEvery(everyMs: number | null): void {
    this.#everyMs = everyMs;
    if (everyMs === null) return this.stop();
    // What waits to be told was to be told in another while.
    this.#cancel?.();
    this.#cancel = null;
    if (this.#wentOn.size > 0) this.#schedule();
  }

  /** A record that was appended. */
  note(record: LedgerRecord): void {
    if (this.#everyMs === null) return;
    if (record.kind === 'approve' && record.under !== undefined) this.#noteWentOn(record.id);
    else if (record.kind === 'end_grant' && BY_ITSELF.has(record.reason.code)) this.#noteHandOver(record);
    else if (record.kind === 'end_conflict_rule' && BY_ITSELF.has(record.reason.code))
      this.#noteRuleOver(record.reason.message);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#wentOn.clear();
  }

  #noteWentOn(id: string): void {
    const agent = this.#options.core().proposals.get(id)?.intent.actor.id;
    if (agent === undefined) return;
    this.#wentOn.set(agent, (this.#wentOn.get(agent) ?? 0) + 1);
    this.#schedule();
  }

  /** The log has forgotten it already: who it was for is told by what waits. */
  #noteHandOver({ reason }: Extract<LedgerRecord, { kind: 'end_grant' }>): void {
    const waiting = [...this.#options.core().proposals.values()].filter(
      ({ intent, approval }) => intent.authority === 'ai' && approval === null,
    );
    const [first] = waiting;
    if (first === undefined) return;
    this.#options.tell({
      about: 'suggestions',
      title: `A free hand is over: ${reason.message}`,
      body:
        waiting.length === 1 ? '1 suggestion waits for you.' : `${waiting.length} suggestions wait for you.`,
      card: first.intent.id,
    });
  }

  #noteRuleOver(message: string): void {
    const conflicts = [...this.#options.core().ahead.conflicts.values()];
    const [first] = conflicts;
    if (first === undefined) return;
    this.#options.tell({
      about: 'conflicts',
      title: `A rule for conflicts is over: ${message}`,
      body:
        conflicts.length === 1
          ? `A conflict with ${engineWord(first.engine)} waits for you.`
          : `${conflicts.length} conflicts wait for you.`,
      card: RULES_CARD,
    });
  }

  #schedule(): void {
    if (this.#cancel !== null || this.#everyMs === null) return;
    const dueMs = Math.max(GATHER_MS, this.#toldMs + this.#everyMs - this.#options.nowMs());
    this.#cancel = this.#options.later(dueMs, () => this.#tell());
  }

  #tell(): void {
    this.#cancel = null;
    if (this.#wentOn.size === 0) return;
    this.#toldMs = this.#options.nowMs();
    const agents = [...this.#wentOn.keys()];
    const count = [...this.#wentOn.values()].reduce((sum, each) => sum + each, 0);
    this.#wentOn.clear();
    const names = agents.slice(0, NAMES_MOST).map((agent) => this.#options.agentName(agent));
    const more = agents.length - names.length;
    this.#options.tell({
      about: 'suggestions',
      title: `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} went on without asking`,
      body: `${count === 1 ? '1 suggestion' : `${count} suggestions`} went through under what you allowed.`,
      card: RULES_CARD,
    });
  }
}
