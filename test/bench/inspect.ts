/** What a run left on disk, read from the closed ledger itself: group sizes, commits, bytes. */
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { placesIn } from '#main/host/places.ts';
import { DATABASE_NAME } from '#main/ledger/database.ts';
import { recordsOf } from '#main/ledger/frames.ts';
import type { FramedGroup } from '#main/ledger/frames.ts';
import { quantile } from './statistics.ts';

/** Log positions from…to, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface Logged {
  readonly groups: number;
  readonly commits: number;
  readonly aborts: number;
  /** Commits a group, by quantile. */
  readonly commitsAGroup: { readonly p50: number; readonly p95: number; readonly max: number };
  /** Of the log alone, frames and hashes included. */
  readonly bytes: number;
}

/** Counts a stretch of the log. */
export function inspectLog(userData: string, range: Range): Logged {
  const database = new Database(path.join(placesIn(userData).ledger, DATABASE_NAME), { readonly: true });
  try {
    const rows = database.prepare(
      'SELECT first, count, head, body FROM groups WHERE first >= ? AND first <= ? ORDER BY first',
    );
    let groups = 0;
    let bytes = 0;
    let aborts = 0;
    const commits: number[] = [];
    for (const group of rows.iterate(range.from, range.to) as IterableIterator<FramedGroup>) {
      groups += 1;
      bytes += group.body.length + group.head.length;
      let inGroup = 0;
      for (const { json } of recordsOf(group)) {
        const { kind } = JSON.parse(json) as LedgerRecord;
        if (kind === 'commit') inGroup += 1;
        else if (kind === 'abort') aborts += 1;
      }
      if (inGroup > 0) commits.push(inGroup);
    }
    return {
      groups,
      commits: commits.reduce((sum, each) => sum + each, 0),
      aborts,
      commitsAGroup: {
        p50: quantile(commits, 0.5),
        p95: quantile(commits, 0.95),
        max: commits.reduce((most, each) => Math.max(most, each), 0),
      },
      bytes,
    };
  } finally {
    database.close();
  }
}

export interface DiskBytes {
  /** The ledger's folder. */
  readonly ledger: number;
  /** Its snapshots, of that. */
  readonly snapshots: number;
  /** The derived history. */
  readonly history: number;
}

export function diskBytes(userData: string): DiskBytes {
  const places = placesIn(userData);
  const database = new Database(path.join(places.ledger, DATABASE_NAME), { readonly: true });
  const snapshots = database
    .prepare('SELECT coalesce(sum(length(body)), 0) FROM snapshot_parts')
    .pluck()
    .get() as number;
  database.close();
  return { ledger: sizeOf(places.ledger), snapshots, history: sizeOf(places.history) };
}

function sizeOf(place: string): number {
  const stat = fs.statSync(place);
  if (stat.isFile()) return stat.size;
  return fs.readdirSync(place).reduce((sum, name) => sum + sizeOf(path.join(place, name)), 0);
}
