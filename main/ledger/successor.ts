/** Makes the ledger that goes on where a damaged one can still be trusted (R6): two records, the second the state there. */
import fs from 'node:fs';
import path from 'node:path';
import { LEDGER_FORMAT, serialiseDurableState } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { connect, createSchema, OpenFailure } from './database.ts';
import { syncFile, syncFolder } from './durable-files.ts';
import { EMPTY_HEAD, frameGroup, recordsOf } from './frames.ts';
import { Log } from './log.ts';
import type { WorkerOptions } from './messages.ts';
import { openStore } from './opening.ts';
import type { OpenedStore } from './opening.ts';
import { draftNameOf, nextNameOf } from './successor-file.ts';

/**
 * Reads the damaged ledger of a folder that is locked and closed, and leaves its successor beside it, whole and synced:
 * the next opening installs it. Interrupted before that, nothing has changed.
 * @param ledger the new ledger's id
 * @param replaced the damaged one's: another in its place is what an interrupted exchange was about, and stays
 * @throws OpenFailure
 */
export function prepareSuccessor(options: WorkerOptions, ledger: string, replaced: string): void {
  const { folder, timeMs } = options;
  const draft = path.join(folder, draftNameOf(ledger));
  const next = path.join(folder, nextNameOf(ledger));
  try {
    const damaged = openStore(options);
    let records: LedgerRecord[];
    try {
      if (damaged.state.ledger !== replaced) return;
      records = recordsAfter(damaged, { ledger, project: options.create.project });
    } finally {
      damaged.database.close();
    }
    const group = frameGroup(
      1,
      records.map((record) => ({ timeMs, json: JSON.stringify(record) })),
      EMPTY_HEAD,
    );
    const database = connect(draft);
    try {
      database.exec('BEGIN IMMEDIATE');
      createSchema(database);
      new Log(database).insert(group);
      database.exec('COMMIT');
      database.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      database.close();
    }
    syncFile(draft);
    fs.renameSync(draft, next);
    syncFolder(folder);
  } catch (error) {
    // Under its new name too: whoever hears that it could not be done must not find it done later.
    for (const file of [next, draft, `${draft}-wal`, `${draft}-shm`]) fs.rmSync(file, { force: true });
    if (error instanceof OpenFailure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new OpenFailure('unreadable', `A new history could not be begun: ${why}`, folder);
  }
}

function recordsAfter(
  { state, end, log, highWater }: OpenedStore,
  created: WorkerOptions['create'],
): LedgerRecord[] {
  const lostThrough = Math.max(
    state.leasedTo,
    state.begunTo,
    highWater?.n ?? 0,
    highWater?.leased ?? 0,
    highestLeaseAfter(log, end.position),
  );
  return [
    {
      kind: 'genesis',
      ledger: created.ledger,
      // Where not even the first record can be read, the project's name is lost with it.
      project: state.ledger === '' ? created.project : state.project,
      format: LEDGER_FORMAT,
    },
    {
      kind: 'restore',
      from: {
        ledger: state.ledger,
        revision: state.revision,
        position: end.position,
        head: end.head.toString('hex'),
      },
      lost_through: lostThrough,
      state: serialiseDurableState(state),
      by: 'person',
    },
  ];
}

/** Numbers that the part that is not trusted speaks of: believed only in so far as none of them is used again. */
function highestLeaseAfter(log: Log, position: number): number {
  let highest = 0;
  let next = position + 1;
  for (;;) {
    const groups = readableGroups(log, next);
    if (groups.length === 0) return highest;
    for (const group of groups) {
      for (const json of readableRecords(group)) {
        const lease = /^\{"kind":"lease","lo":\d+,"hi":(\d+)\}$/.exec(json);
        if (lease !== null) highest = Math.max(highest, Number(lease[1]));
      }
      next = Math.max(next, group.first) + 1;
    }
  }
}

/** Nothing where SQLite cannot read on: the receipt outside the database says the rest. */
function readableGroups(log: Log, from: number): ReturnType<Log['groupsFrom']> {
  try {
    return log.groupsFrom(from);
  } catch {
    return [];
  }
}

/** Nothing of a group whose framing is broken. */
function readableRecords(group: ReturnType<Log['groupsFrom']>[number]): string[] {
  try {
    return recordsOf(group).map(({ json }) => json);
  } catch {
    return [];
  }
}
