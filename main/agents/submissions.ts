/** What each agent has handed in, and where it stands: the memory behind `status`, and what a waiting `status` waits on. */
import { isEnd } from '#app/intents/index.ts';
import type { Adjusted, IntentState, Reason } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Answer, SettledEffect } from '#main/orchestrator/effects.ts';
import { AGENT_LIMITS } from './limits.ts';
import type { KnownOutcome } from './types.ts';

export interface Submitted {
  readonly intent: string;
  readonly task: string | null;
  readonly reason: string;
  readonly operations: readonly Operation[];
}

/** Where an intent stands. `committed` carries number and log position, or it is not said (R30, DUR-1). */
export interface Standing {
  readonly intent: string;
  readonly state: IntentState;
  readonly n: number | null;
  readonly position: number | null;
  readonly reason: Reason | null;
  /** What a person left out of it or set otherwise; null where it went as it was handed in, and before that is said. */
  readonly adjusted: Adjusted | null;
  /** Null for intents of an earlier life. */
  readonly submitted: Submitted | null;
}

interface Entry {
  readonly submitted: Submitted;
  standing: Omit<Standing, 'submitted'> | null;
}

export class Submissions {
  readonly #outcome: (actor: string, intent: string) => KnownOutcome | null;
  readonly #waiting: (actor: string) => readonly string[];
  /** Agent → intent → entry, oldest first. */
  readonly #entries = new Map<string, Map<string, Entry>>();
  readonly #waiters = new Map<string, Set<() => void>>();

  constructor(
    outcome: (actor: string, intent: string) => KnownOutcome | null,
    waiting: (actor: string) => readonly string[],
  ) {
    this.#outcome = outcome;
    this.#waiting = waiting;
  }

  /** Before the submission leaves: a `settled` may overtake its answer. */
  remember(agent: string, submitted: Submitted): void {
    const entries = this.#entries.get(agent) ?? new Map<string, Entry>();
    this.#entries.set(agent, entries);
    if (entries.has(submitted.intent)) return;
    entries.set(submitted.intent, { submitted, standing: null });
    if (entries.size <= AGENT_LIMITS.remembered) return;
    const ended = [...entries].find(([, { standing }]) => standing === null || isEnd(standing.state));
    entries.delete(ended?.[0] ?? (entries.keys().next().value as string));
  }

  /** Takes over what the orchestrator answered, unless a later word is here already. */
  answered(agent: string, intent: string, answer: Answer): Standing | null {
    const entry = this.#entries.get(agent)?.get(intent);
    if (answer.ok && entry !== undefined && entry.standing === null) {
      const state = stateOf(answer);
      const n = answer.receipt?.n ?? answer.n ?? null;
      entry.standing = { intent, state, n, position: answer.position, reason: null, adjusted: null };
    }
    return this.standing(agent, intent);
  }

  forget(agent: string, intent: string): void {
    this.#entries.get(agent)?.delete(intent);
  }

  settled(effect: SettledEffect): void {
    const entry = this.#entries.get(effect.actor)?.get(effect.id);
    const { id: intent, state, n, position, reason } = effect;
    const adjusted = effect.intent.adjusted ?? null;
    if (entry !== undefined) entry.standing = { intent, state, n, position, reason, adjusted };
    for (const wake of this.#waiters.get(keyOf(effect.actor, intent)) ?? []) wake();
  }

  /** Null when nothing is known of it. */
  standing(agent: string, intent: string): Standing | null {
    const entry = this.#entries.get(agent)?.get(intent);
    const submitted = entry?.submitted ?? null;
    const known = this.#outcome(agent, intent);
    if (known !== null && (isEnd(known.state) || entry?.standing === null || entry === undefined)) {
      return sayable({ intent, ...pick(known), submitted });
    }
    const standing = entry?.standing ?? null;
    if (standing === null) return null;
    // What has no end is in the core, or nowhere: the disk failed under it, and what it was told is so no longer (R5).
    const still = known === null && !isEnd(standing.state) ? { ...standing, ...LOST } : standing;
    return sayable({ ...still, submitted });
  }

  /** All that is known of an agent's intents, newest first. */
  list(agent: string): Standing[] {
    const ids = new Set([...this.#waiting(agent), ...(this.#entries.get(agent)?.keys() ?? [])]);
    const found = [...ids].reverse().map((intent) => this.standing(agent, intent));
    return found.filter((standing) => standing !== null);
  }

  /** Operations of own intents that are not in the truth yet, in the order they were handed in. */
  pendingOperations(agent: string, intents: readonly string[]): Operation[] {
    const wanted = new Set(intents);
    const operations: Operation[] = [];
    for (const [intent, { submitted }] of this.#entries.get(agent) ?? []) {
      if (!wanted.has(intent)) continue;
      const standing = this.standing(agent, intent);
      if (standing !== null && !isEnd(standing.state)) operations.push(...submitted.operations);
    }
    return operations;
  }

  /** Resolves at the next word about an intent, or when `signal` aborts. */
  nextWord(agent: string, intent: string, signal: AbortSignal): Promise<void> {
    const key = keyOf(agent, intent);
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(key) ?? new Set();
      this.#waiters.set(key, waiters);
      const wake = (): void => {
        waiters.delete(wake);
        if (waiters.size === 0) this.#waiters.delete(key);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      waiters.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }

  forgetAgent(agent: string): void {
    this.#entries.delete(agent);
  }
}

const LOST: Pick<Standing, 'state' | 'n' | 'position' | 'reason'> = {
  state: 'aborted',
  n: null,
  position: null,
  reason: {
    code: 'lost',
    message: 'The disk failed before it was written down: it had no effect. Commit the same draft again.',
    path: null,
  },
};

function keyOf(agent: string, intent: string): string {
  return `${agent} ${intent}`;
}

function pick({
  state,
  n,
  position,
  reason,
  adjusted,
}: KnownOutcome): Omit<Standing, 'intent' | 'submitted'> {
  return { state, n, position, reason, adjusted: adjusted ?? null };
}

function stateOf(answer: Extract<Answer, { ok: true }>): IntentState {
  if (answer.state === 'pending' || answer.state === 'done') return 'queued';
  return answer.state;
}

/** A commit without its number and place in the log is not a confirmation yet. */
function sayable(standing: Standing): Standing {
  if (standing.state !== 'committed' || (standing.n !== null && standing.position !== null)) return standing;
  return { ...standing, state: 'finishing', n: standing.n, position: null };
}
