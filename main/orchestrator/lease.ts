/** Numbers leave the core only from a durable lease (R2), so none is ever used twice, whatever is lost. */
import type { Core } from './core.ts';

/** Half of the lease is used, or none is there. */
export function needsLease(core: Core): boolean {
  return core.ahead.leasedTo - core.highestNumber <= core.config.leaseSize / 2;
}

/** Asks for the next block, once at a time. */
export function requestLease(core: Core): void {
  if (core.ahead.leasedTo > core.durable.leasedTo || core.ledger !== 'ok') return;
  const lo = core.ahead.leasedTo + 1;
  core.append([{ kind: 'lease', lo, hi: lo + core.config.leaseSize - 1 }], { flush: true });
}
