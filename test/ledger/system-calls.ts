/** Reads what strace saw: which file was written and synced, in which order, and what was said in between. */
import fs from 'node:fs';

export interface SystemCall {
  readonly call: string;
  /** Path of the file that it was made on. */
  readonly file: string;
  /** The beginning of what was written. */
  readonly text: string;
  readonly result: number;
}

/** The system calls of a run of `strace -f -y`, in the order in which they ended. */
export function readSystemCalls(file: string): SystemCall[] {
  const unfinished = new Map<string, string>();
  const calls: SystemCall[] = [];
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const found = /^(\d+)\s+(.*)$/.exec(line);
    if (found === null) continue;
    const [, thread = '', said = ''] = found;
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(said);
    let whole = said;
    if (said.endsWith('<unfinished ...>')) {
      unfinished.set(thread, said.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    if (resumed !== null) {
      whole = (unfinished.get(thread) ?? '') + (resumed[2] ?? '');
      unfinished.delete(thread);
    }
    const parts = /^(\w+)\(\d+<([^>]*)>(.*)=\s+(-?\d+)/.exec(whole);
    if (parts === null) continue;
    const [, call = '', path = '', rest = '', result = '0'] = parts;
    calls.push({
      call,
      file: path,
      text: /"((?:[^"\\]|\\.)*)/.exec(rest)?.[1] ?? '',
      result: Number(result),
    });
  }
  return calls;
}

export function isSync({ call, result }: SystemCall): boolean {
  return (call === 'fsync' || call === 'fdatasync') && result === 0;
}

/**
 * DUR-1 as the kernel saw it: numbers that were said to be confirmed while the log's write-ahead file held writes that
 * had not been synced, or without any sync since the confirmation before.
 */
export function confirmedTooSoon(calls: readonly SystemCall[]): string[] {
  const wrong: string[] = [];
  let unsynced = false;
  let syncs = 0;
  for (const call of calls) {
    const log = call.file.endsWith('/ledger.sqlite-wal');
    if (log && call.call === 'pwrite64') unsynced = true;
    else if (log && isSync(call)) {
      unsynced = false;
      syncs += 1;
    } else if (call.call === 'write' && call.text.startsWith('confirmed ')) {
      if (unsynced || syncs === 0) wrong.push(call.text);
      syncs = 0;
    }
  }
  return wrong;
}
