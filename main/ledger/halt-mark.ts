/**
 * The tiny file that says whether a halt is in force (R28). It needs no ledger, no worker and no free disk space: a
 * halt must also hold where the ledger is read-only, full or hung. Either the record or this file, found at start,
 * starts the application halted.
 */
import fs from 'node:fs';

const MARK_BYTES = 64;
const RUNNING = 'running';
const HALTED = 'halted';

/** `halted` without a number: the file is there and cannot be read, which is no reason to start unhalted. */
export type HaltMark = { readonly halted: false } | { readonly halted: true; readonly halt: number | null };

/**
 * What the file holds while this halt is in force, or null for none. It is written in place, without a sync: it survives
 * the process at once; the ledger's record is what survives a power loss.
 */
export function haltMark(halt: number | null): string {
  const text = halt === null ? RUNNING : `${HALTED} ${halt}`;
  return `${text.padEnd(MARK_BYTES - 1)}\n`;
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
