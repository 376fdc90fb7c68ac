/**
 * The files of a ledger that takes the place of a damaged one. It is made whole under another name; giving it the name
 * `next-…` is the moment at which it counts. From there every opening finishes the exchange, however often it is
 * interrupted: the damaged files first get their names beside it (nothing is deleted, R9), then it gets its own.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Reason } from '#app/intents/index.ts';
import { DATABASE_NAME } from './database.ts';
import { syncFolder } from './durable-files.ts';

const NEXT = /^next-([0-9a-f-]{36})\.sqlite$/;

export function draftNameOf(ledger: string): string {
  return `draft-${ledger}.sqlite`;
}

export function nextNameOf(ledger: string): string {
  return `next-${ledger}.sqlite`;
}

/** Puts a waiting successor in its place. @returns what was done, for the person; null where none waits */
export function installSuccessor(folder: string): Reason | null {
  const next = fs.readdirSync(folder).find((name) => NEXT.test(name));
  const ledger = next === undefined ? undefined : NEXT.exec(next)?.[1];
  if (next === undefined || ledger === undefined) return null;
  const kept = path.join(folder, `damaged-before-${ledger}.sqlite`);
  // A write-ahead file that stayed behind would be replayed into the new database.
  for (const suffix of ['-wal', '']) {
    const from = path.join(folder, `${DATABASE_NAME}${suffix}`);
    if (fs.existsSync(from)) fs.renameSync(from, `${kept}${suffix}`);
  }
  fs.rmSync(path.join(folder, `${DATABASE_NAME}-shm`), { force: true });
  syncFolder(folder);
  fs.renameSync(path.join(folder, next), path.join(folder, DATABASE_NAME));
  syncFolder(folder);
  return {
    code: 'went_on',
    message: 'A new history goes on where the damaged one could be trusted; the damaged one is kept.',
    path: kept,
  };
}
