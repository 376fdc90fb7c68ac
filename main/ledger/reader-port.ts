/** Serves a reader of the log (the derived history) over a port of its own: it asks for what it is ready to take, so
 * nothing piles up between the two. */
import type { MessagePort } from 'node:worker_threads';
import type { FromReader, RangeRecord, RawGroup, ToReader } from '#app/ledger/index.ts';
import { isoOf, recordsOf } from './frames.ts';
import type { Log } from './log.ts';

const RECORDS_MAX = 4_096;
const BYTES_MAX = 4 * 1_024 * 1_024;

export interface ReaderPort {
  /** The log grew. */
  durable(): void;
  close(): void;
}

/**
 * @param source the log as it stands at the moment of asking: a reopening replaces it
 * @param unreadable told where the log cannot be read, as the reader is
 */
export function serveReader(
  port: MessagePort,
  source: () => { readonly log: Log; readonly end: number; readonly ledger: string },
  unreadable: (from: number, error: unknown) => void,
): ReaderPort {
  /** The reader has all there was and waits to hear of more. */
  let waiting = false;
  const tell = (message: ToReader): void => port.postMessage(message);
  const tellEnd = (): void => {
    const { ledger, end } = source();
    tell({ tell: 'durable', ledger, position: end });
  };
  port.on('message', (message: FromReader) => {
    waiting = true;
    try {
      if (message.ask === 'frames') {
        waiting = false;
        return tell(framesFrom(source(), message.from, Math.min(message.bytes, BYTES_MAX)));
      }
      const answer = groupsFrom(source(), message.from, Math.min(message.records, RECORDS_MAX));
      waiting = answer.records.length === 0;
      tell(answer);
    } catch (error) {
      tell({ tell: 'unreadable' });
      unreadable(message.from, error);
    }
  });
  tellEnd();
  return {
    durable: () => {
      if (!waiting) return;
      waiting = false;
      tellEnd();
    },
    close: () => port.close(),
  };
}

/** Whole groups, at least one where there is one; nothing beyond the last good record. */
function framesFrom(
  { log, end, ledger }: { readonly log: Log; readonly end: number; readonly ledger: string },
  from: number,
  bytes: number,
): ToReader & { readonly tell: 'frames' } {
  const groups: RawGroup[] = [];
  let size = 0;
  for (let next = from; next <= end && size < bytes;) {
    const [group] = log.groupsFrom(next, 1);
    if (group === undefined || group.first !== next) break;
    groups.push(group);
    size += group.body.length;
    next += group.count;
  }
  return { tell: 'frames', ledger, groups };
}

function groupsFrom(
  { log, end, ledger }: { readonly log: Log; readonly end: number; readonly ledger: string },
  from: number,
  limit: number,
): ToReader & { readonly tell: 'groups' } {
  // What a damaged log holds beyond its last good record is no past of anybody.
  const before = from - 1 > end ? null : (log.headAfter(from - 1)?.toString('hex') ?? null);
  const records: RangeRecord[] = [];
  let through = from - 1;
  let head = before;
  if (before !== null) {
    while (records.length < limit && through < end) {
      const [group] = log.groupsFrom(through + 1, 1);
      if (group === undefined || group.first !== through + 1) break;
      for (const { position, timeMs, json } of recordsOf(group))
        records.push({ position, time: isoOf(timeMs), json });
      through = group.first + group.count - 1;
      head = group.head.toString('hex');
    }
  }
  return { tell: 'groups', ledger, from, before, through, head, records };
}
