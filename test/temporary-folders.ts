/** Folders that are gone after the tests of a file. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const temporary: string[] = [];

/** A fresh one. In a process that is no test's own, nobody removes it. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-ledger-'));
  temporary.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of temporary.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
}
