import { expect, it } from 'vitest';
import { intentHash } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { DURABLE_LIMITS, emptyDurableState, outcomeKey } from '#app/ledger/index.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { DeferredHashes } from '#main/ledger/deferred-hashes.ts';

function intentOf(index: number): Intent {
  return {
    id: `intent-${index}`,
    actor: { kind: 'person', id: 'person', name: 'you' },
    authority: 'human',
    base: { revision: index, after: [] },
    reason: 'moved — naïvely',
    task: null,
    operations: [],
    class: 'cosmetic',
    observation: null,
    force: false,
  };
}

it('hashes natively to the same digits as purely', () => {
  expect(hashOfIntent(intentOf(7))).toBe(intentHash(intentOf(7)));
});

it('gives every remembered outcome its hash, in the old order, however many were forgotten in between', () => {
  const state = emptyDurableState();
  const hashes = new DeferredHashes(state);
  const met = 3 * DURABLE_LIMITS.outcomes;
  for (let index = 0; index < met; index += 1) {
    const intent = intentOf(index);
    const hash = hashes.hashOf(intent);
    state.outcomes.set(outcomeKey(intent.actor.id, intent.id), {
      actor: intent.actor.id,
      hash,
      state: 'committed',
      n: index,
      position: index,
      reason: null,
      revision: index,
    });
    const oldest = outcomeKey('person', `intent-${index - DURABLE_LIMITS.outcomes}`);
    state.outcomes.delete(oldest);
  }
  hashes.settle();
  const outcomes = [...state.outcomes.values()];
  expect(outcomes.map(({ n }) => n)).toEqual(
    Array.from({ length: DURABLE_LIMITS.outcomes }, (_, index) => met - DURABLE_LIMITS.outcomes + index),
  );
  const wrong = outcomes.filter(({ n, hash }) => n === null || hash !== intentHash(intentOf(n)));
  expect(wrong).toEqual([]);
});
