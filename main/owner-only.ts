/** SQLite makes a file as readable as its user’s other files are; a history is for its owner alone. */
import fs from 'node:fs';
import path from 'node:path';

const ONLY_THE_OWNER = 0o600;

/**
 * To be called before SQLite opens a file. It is there afterwards, and it and what lies beside it under its name (what SQLite
 * writes ahead, what was kept of a damaged one) are for their owner only, also where they were made by an older version, or
 * copied. What SQLite lays beside it later takes its mode.
 */
export function makeOwnerOnly(file: string): void {
  try {
    // Only one that is new is opened: to close one that SQLite has open in this process would take its locks away.
    if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, 'wx', ONLY_THE_OWNER));
    for (const each of besides(file)) fs.chmodSync(each, ONLY_THE_OWNER);
  } catch {
    // A disk that knows no modes, a folder or a file of somebody else: whether it can be written, SQLite says.
  }
}

/** A file and all that lie beside it under its name, but no links: those lead out of the folder. */
export function besides(file: string): string[] {
  const folder = path.dirname(file);
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(path.basename(file)))
    .map(({ name }) => path.join(folder, name));
}
