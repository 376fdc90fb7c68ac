/**
 * Bounds and time-outs of a simulated system: a tenth of the real ones or less, so that a short run meets them all.
 * @param rare what only some runs have: fewer cards than an engine can come to, less patience than one can use up
 */
import type { OrchestratorConfig } from '#main/orchestrator/config.ts';
import { Random } from './random.ts';

export function simulatedConfig(
  seed: number,
  rare: { readonly hasFewCards: boolean; readonly isHogged: boolean },
): OrchestratorConfig {
  const random = new Random(seed, 'config');
  return {
    leaseSize: random.pick([2, 4, 8, 64]),
    applyTimeoutMs: rare.isHogged ? 300 : random.pick([150, 300, 600]),
    compensateTimeoutMs: random.pick([150, 300]),
    resyncTimeoutMs: 500,
    joinHoldMs: 100,
    heartbeatMs: 150,
    heartbeatTimeoutMs: 400,
    graceMs: random.pick([300, 2_000]),
    busyLimitMs: random.pick([100, 400]),
    handsLimitMs: random.pick([60, 200]),
    busyBudgetMs: rare.isHogged ? 200 : 800,
    touchGuardMs: new Random(seed, 'touch guard').pick([0, 40, 200]),
    selectionGuardMs: new Random(seed, 'selection guard').pick([0, 100, 1_000]),
    busyBudgetWindowMs: 3_000,
    breakerRetryMs: random.pick([20, 60]),
    breakerMaxFailures: random.pick([3, 6]),
    breakerWindowMs: 2_000,
    flushAfterMs: random.pick([10, 60]),
    maxQueued: random.pick([6, 64]),
    maxWaiting: 40,
    maxWaitingPerAgent: random.pick([3, 16]),
    maxWaitingOperations: 120,
    maxWaitingOperationsPerAgent: 60,
    maxSessions: 16,
    maxObservedPerSession: 32,
    // Drawn apart: what else a seed draws stays what it was.
    maxCards: rare.hasFewCards
      ? new Random(seed, 'cards').pick([3, 1_000, 1_000, 1_000, 1_000, 1_000])
      : 1_000,
    shelfFoldsAt: 1_000,
    maxShelvedValues: 1_000_000,
    purgeWithoutAsking: random.pick([1, 5]),
    askDeletions: random.pick([2, 25]),
    joinWithinMs: random.pick([30, 120]),
    mergeNoticeMs: random.pick([400, 3_000]),
    mergeFoldMs: random.pick([0, 200]),
    ghostsEveryMs: 50,
    handsEveryMs: 10,
    pieceOperations: random.pick([1, 2, 64]),
  };
}

/** Everything in milliseconds, stretched: with the ticks stretched alike, nothing may come out differently (TIME-3). */
export function stretched(config: OrchestratorConfig, factor: number): OrchestratorConfig {
  const entries = Object.entries(config).map(([key, value]: [string, number]) => [
    key,
    key.endsWith('Ms') ? value * factor : value,
  ]);
  return Object.fromEntries(entries) as OrchestratorConfig;
}
