/** What waits for the next sync. */
import type { AppendMessage, Counters } from './messages.ts';

/** A group is closed when it has reached either; one append is never split. */
export const GROUP_LIMITS = { records: 2_048, bytes: 4 * 1_024 * 1_024 } as const;

export class GroupQueue {
  #batches: AppendMessage[] = [];
  #waking = 0;
  #hurried = false;
  #records = 0;
  #bytes = 0;

  get records(): number {
    return this.#records;
  }

  /** Something here may not wait, or there is enough for a group anyway. */
  get due(): boolean {
    return (
      this.#waking > 0 ||
      this.#hurried ||
      this.#records >= GROUP_LIMITS.records ||
      this.#bytes >= GROUP_LIMITS.bytes
    );
  }

  push(batch: AppendMessage): void {
    this.#batches.push(batch);
    this.#count(batch, 1);
  }

  /** What is here now waits no longer. */
  hurry(): void {
    this.#hurried = this.#records > 0;
  }

  /** The next group, in order, removed from the queue. Empty only where nothing waits. */
  take(): AppendMessage[] {
    let records = 0;
    let bytes = 0;
    let end = 0;
    for (const batch of this.#batches) {
      if (end > 0 && (records + batch.bodies.length > GROUP_LIMITS.records || bytes >= GROUP_LIMITS.bytes))
        break;
      records += batch.bodies.length;
      bytes += sizeOf(batch);
      end += 1;
    }
    const taken = this.#batches.slice(0, end);
    this.#batches = this.#batches.slice(end);
    if (this.#batches.length === 0) this.#hurried = false;
    for (const batch of taken) this.#count(batch, -1);
    return taken;
  }

  clear(): void {
    this.#batches = [];
    this.#waking = 0;
    this.#hurried = false;
    this.#records = 0;
    this.#bytes = 0;
  }

  #count(batch: AppendMessage, sign: 1 | -1): void {
    this.#records += sign * batch.bodies.length;
    this.#bytes += sign * sizeOf(batch);
    if (batch.wakes) this.#waking += sign;
  }
}

/** Where the sync of a group is booked: at the gravest of its parts. */
export function accountOf(
  batches: readonly AppendMessage[],
): keyof Pick<Counters, 'groups' | 'leases' | 'flushes'> {
  if (batches.some(({ account }) => account === 'groups')) return 'groups';
  return batches.some(({ account }) => account === 'leases') ? 'leases' : 'flushes';
}

/** UTF-16 units stand in for bytes: bodies are almost always ASCII. */
function sizeOf(batch: AppendMessage): number {
  let size = 0;
  for (const body of batch.bodies) size += body.length;
  return size;
}
