/** Whether a disk has room, asked before anything is written: SQLite learns of a full disk only in the middle of a
 * commit, when the outcome is open (R5). */
import fs from 'node:fs';

/** Left free beyond what is about to be written: the same bytes go into the WAL first and into the database later. */
export const SPACE_RESERVE_BYTES = 4 * 1_024 * 1_024;

/** Bytes that this user may still write where `folder` lies; infinite where the system does not say. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
