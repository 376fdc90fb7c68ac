/**
 * The tiny file that says whether a halt is in force (R28). It needs no ledger, no worker and no free disk space: a
 * halt must also hold where the ledger is read-only, full or hung. Either the record or this file, found at start,
 * starts the application halted.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Reason } from '#app/intents/index.ts';

const MARK_BYTES = 64;
const RUNNING = 'running';
const HALTED = 'halted';

/** `halted` without a number: the file is there and cannot be read, which is no reason to start unhalted. */
export type HaltMark = { readonly halted: false } | { readonly halted: true; readonly halt: number | null };

/**
 * Notes the halt in force, or null for none. One small write in place, without a sync: it survives this process at
 * once; the ledger's record is what survives a power loss.
 * @returns why it could not be written, null when it was
 */
export function markHalt(file: string, halt: number | null): Reason | null {
  const text = halt === null ? RUNNING : `${HALTED} ${halt}`;
  const bytes = Buffer.alloc(MARK_BYTES, ' ');
  bytes.write(text);
  bytes.write('\n', MARK_BYTES - 1);
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    try {
      fs.writeSync(handle, bytes, 0, MARK_BYTES, 0);
    } finally {
      fs.closeSync(handle);
    }
    return null;
  } catch (error) {
    return {
      code: 'halt_mark_failed',
      message: `The file that keeps a halt over a restart could not be written: ${(error as Error).message}`,
      path: file,
    };
  }
}

/** What the file says. A file that is there and makes no sense counts as halted; none at all as running. */
export function readHaltMark(file: string): HaltMark {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? { halted: false }
      : { halted: true, halt: null };
  }
  if (text === RUNNING) return { halted: false };
  const halt = new RegExp(`^${HALTED} (\\d{1,15})$`).exec(text)?.[1];
  return { halted: true, halt: halt === undefined ? null : Number(halt) };
}
