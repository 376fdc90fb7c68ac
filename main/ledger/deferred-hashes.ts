/**
 * A replay meets far more intents than the state remembers, and hashing is a third of its work: what an intent hashes to
 * is computed once the fold has ended, and only for those that are still remembered.
 */
import type { Intent } from '#app/intents/index.ts';
import { DURABLE_LIMITS, outcomeKey } from '#app/ledger/index.ts';
import type { DurableState } from '#app/ledger/index.ts';
import { hashOfIntent } from '#main/intent-hash.ts';

/** Intents kept beyond those that the state remembers, before the forgotten ones are let go. */
const SURPLUS_MAX = DURABLE_LIMITS.outcomes;

export class DeferredHashes {
  readonly #state: DurableState;
  readonly #intents = new Map<string, Intent>();

  /** @param state the one that is folded into */
  constructor(state: DurableState) {
    this.#state = state;
  }

  /** For `foldRecord`: stands for the hash until `settle`. */
  readonly hashOf = (intent: Intent): string => {
    // Before this one is taken in: the state has not heard of it yet.
    if (this.#intents.size > this.#state.outcomes.size + SURPLUS_MAX) this.#forget();
    this.#intents.set(outcomeKey(intent.actor.id, intent.id), intent);
    return '';
  };

  /** The fold has ended: every outcome gets its hash. */
  settle(): void {
    for (const [key, intent] of this.#intents) {
      const outcome = this.#state.outcomes.get(key);
      // Setting a key that is there keeps its place in the order of age.
      if (outcome?.hash === '') this.#state.outcomes.set(key, { ...outcome, hash: hashOfIntent(intent) });
    }
    this.#intents.clear();
  }

  #forget(): void {
    for (const key of this.#intents.keys()) if (!this.#state.outcomes.has(key)) this.#intents.delete(key);
  }
}
