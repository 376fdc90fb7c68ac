/** What the main thread makes of an append before it hands it over. */
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { AppendMessage } from './messages.ts';

/** Bodies are made here, once: the worker stores, hashes and chains exactly these. */
export function appendMessage(
  position: number,
  records: readonly LedgerRecord[],
  flush: boolean,
  timeMs: number,
): AppendMessage {
  const bodies: string[] = [];
  const commits: { position: number; n: number }[] = [];
  let account: AppendMessage['account'] = 'flushes';
  let wakes = flush;
  let leased = 0;
  for (const [index, record] of records.entries()) {
    bodies.push(JSON.stringify(record));
    if (record.kind === 'commit') commits.push({ position: position + index, n: record.n });
    if (record.kind === 'lease') leased = Math.max(leased, record.hi);
    if (record.kind === 'epoch') leased = Math.max(leased, record.lost_through);
    switch (record.kind) {
      case 'begin':
      case 'abort':
        // These ride along (R3): a crash before the next sync makes them presumed aborts.
        break;
      case 'lease':
      case 'close_lease':
      case 'void':
        wakes = true;
        if (account === 'flushes') account = 'leases';
        break;
      default:
        wakes = true;
        account = 'groups';
    }
  }
  const [first] = records;
  const acceptsLossThrough = first?.kind === 'epoch' ? first.lost_through : null;
  return { ask: 'append', position, timeMs, bodies, wakes, account, commits, leased, acceptsLossThrough };
}
