/** One digest for each part of a state, so that what differs between two copies has a name. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { serialiseDurableState } from '#app/ledger/index.ts';
import type { Outcome, ReadonlyDurableState } from '#app/ledger/index.ts';

/** Part of the state → SHA-256 of its JSON, hex. */
export type StateDigests = ReadonlyMap<string, string>;

/** Entries serialised before others get their turn. */
const SLICE_ENTRIES = 256;

/**
 * Bounds on what has been forgotten, and hints of who may hold what came to nothing. A state that grew out of a snapshot
 * of an older version knows them less exactly than a fold from the beginning, and both are right.
 */
const BOUNDS: ReadonlySet<string> = new Set(['forgottenThrough', 'leftOver']);

/** The state as it is at this moment; it may go on changing while the digests are made, since its values are immutable. */
export async function digestState(state: ReadonlyDurableState): Promise<StateDigests> {
  const parts = Object.entries(serialiseDurableState(state) as Record<string, unknown>);
  const digests = new Map<string, string>();
  for (const [part, value] of parts) {
    if (BOUNDS.has(part)) continue;
    const digest = createHash('sha256');
    for (const slice of slicesOf(part, value)) {
      digest.update(JSON.stringify(slice));
      await setImmediate();
    }
    digests.set(part, digest.digest('hex'));
  }
  return digests;
}

function* slicesOf(part: string, value: unknown): Generator {
  if (!Array.isArray(value)) {
    yield value;
    return;
  }
  const entries: readonly unknown[] = value;
  for (let start = 0; start < entries.length; start += SLICE_ENTRIES) {
    const slice = entries.slice(start, start + SLICE_ENTRIES);
    yield part === 'outcomes' ? (slice as readonly [string, Outcome][]).map(withoutBound) : slice;
  }
}

/** Its revision is such a bound as well: it is the same in every copy here. */
function withoutBound([key, outcome]: readonly [string, Outcome]): readonly [string, Outcome] {
  return [key, { ...outcome, revision: 0 }];
}
