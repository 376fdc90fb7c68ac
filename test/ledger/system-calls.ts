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
export function readSystemCalls(trace: string): SystemCall[] {
  return [...wholeCalls(trace)].map(({ call, file, rest, result }) => {
    return { call, file, text: /"((?:[^"\\]|\\.)*)/.exec(rest)?.[1] ?? '', result };
  });
}

interface WholeCall {
  readonly call: string;
  readonly file: string;
  /** The arguments after the first. */
  readonly rest: string;
  readonly result: number;
}

/** Puts together what strace tore apart because another thread spoke in between. */
function* wholeCalls(trace: string): Generator<WholeCall> {
  const unfinished = new Map<string, string>();
  for (const line of fs.readFileSync(trace, 'utf8').split('\n')) {
    const space = line.indexOf(' ');
    const thread = line.slice(0, space);
    let said = line.slice(space).trimStart();
    if (said.endsWith(UNFINISHED)) {
      unfinished.set(thread, said.slice(0, -UNFINISHED.length));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>/.exec(said);
    if (resumed !== null) said = (unfinished.get(thread) ?? '') + said.slice(resumed[0].length);
    const parts = /^(\w+)\((?:\d+<([^>]*)>|"((?:\\x..)*)")(.*?)\s*=\s+(-?\d+)[^=]*$/s.exec(said);
    if (parts === null) continue;
    const [, call = '', opened, named = '', rest = '', result = '0'] = parts;
    yield { call, file: plain(opened ?? named), rest, result: Number(result) };
  }
}

/** With -xx strace writes names in hex too. */
function plain(name: string): string {
  return name.startsWith('\\x') ? Buffer.from(name.replaceAll('\\x', ''), 'hex').toString() : name;
}

const UNFINISHED = '<unfinished ...>';

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

/** What one system call did to a file below a folder, or said to the outside. */
export interface Change {
  readonly kind: 'write' | 'extend' | 'cut' | 'sync' | 'remove' | 'rename' | 'say';
  /** Below the folder; empty for what was said. */
  readonly file: string;
  /** Where it was written, or the new length; what extends comes after what is there. */
  readonly offset: number;
  /** What was written or said; the new name of what was renamed. */
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** The changes of a run of `strace -f -y -xx`, in the order in which they ended. */
export function readChanges(trace: string, root: string): Change[] {
  const changes: Change[] = [];
  for (const { call, file, rest, result } of wholeCalls(trace)) {
    if (result < 0) continue;
    const below = file.startsWith(`${root}/`) ? file.slice(root.length + 1) : null;
    const bytes = (): Buffer =>
      Buffer.from((/"((?:\\x..)*)"/.exec(rest)?.[1] ?? '').replaceAll('\\x', ''), 'hex');
    const last = Number(/(\d+)\s*\)\s*$/.exec(rest)?.[1] ?? 0);
    if (call === 'write' && below === null)
      changes.push({ kind: 'say', file: '', offset: 0, bytes: bytes() });
    else if (below === null) continue;
    else if (call === 'write') changes.push({ kind: 'extend', file: below, offset: 0, bytes: bytes() });
    else if (call === 'pwrite64') changes.push({ kind: 'write', file: below, offset: last, bytes: bytes() });
    else if (call === 'ftruncate') changes.push({ kind: 'cut', file: below, offset: last, bytes: NOTHING });
    else if (call === 'fsync' || call === 'fdatasync')
      changes.push({ kind: 'sync', file: below, offset: 0, bytes: NOTHING });
    else if (call === 'rename') {
      const to = Buffer.from(
        bytes()
          .toString()
          .slice(root.length + 1),
      );
      changes.push({ kind: 'rename', file: below, offset: 0, bytes: to });
    } else if (call === 'unlink') changes.push({ kind: 'remove', file: below, offset: 0, bytes: NOTHING });
  }
  return changes;
}
