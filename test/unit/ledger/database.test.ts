import path from 'node:path';
import type Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { assertSqlite, connect, createSchema, refusesSecond, sqliteVersion } from '#main/ledger/database.ts';
import { EMPTY_HEAD, frameGroup } from '#main/ledger/frames.ts';
import { Log } from '#main/ledger/log.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const file = (): string => path.join(temporaryFolder(), 'ledger.sqlite');

function made(): { database: Database.Database; name: string } {
  const name = file();
  const database = connect(name);
  database.transaction(() => createSchema(database))();
  return { database, name };
}

describe('SQLite’s version (R35)', () => {
  it('is insisted upon where it ships, and elsewhere exclusive use has to be proven', () => {
    const never = (): boolean => {
      throw new Error('not asked');
    };
    for (const version of ['3.51.3', '3.51.10', '3.52.0', '4.0.0']) {
      expect(assertSqlite(version, true, never)).toMatchObject({ recent: true });
    }
    for (const version of ['3.51.2', '3.47.0', '3.9.9', '']) {
      expect(() => assertSqlite(version, true, never)).toThrow('is needed');
      expect(() => assertSqlite(version, false, () => false)).toThrow('was let in');
      expect(assertSqlite(version, false, () => true)).toMatchObject({ recent: false, exclusive: 'proven' });
    }
  });

  it('is recent here, and a second connection to an open ledger is refused', () => {
    const { database, name } = made();
    expect(assertSqlite(sqliteVersion(database), true, () => false).recent).toBe(true);
    expect(refusesSecond(name)).toBe(true);
    database.close();
    expect(refusesSecond(name)).toBe(false);
  });
});

describe('one transaction (R5)', () => {
  const group = frameGroup(1, [{ timeMs: 0, json: '{}' }], EMPTY_HEAD);

  it('that fails before its COMMIT left nothing, and the next one works', () => {
    const { database } = made();
    const log = new Log(database);
    const synced: string[] = [];
    const failed = log.transact(
      () => {
        log.insert(group);
        throw new Error('in the middle');
      },
      () => synced.push('commit'),
    );
    expect(failed).toMatchObject({ ok: false, outcome: 'refused' });
    expect(synced).toEqual([]);
    expect(log.groupsFrom(1)).toEqual([]);
    expect(
      log.transact(
        () => log.insert(group),
        () => synced.push('commit'),
      ),
    ).toEqual({ ok: true });
    expect(log.groupsFrom(1)).toHaveLength(1);
    expect(synced).toEqual(['commit']);
    database.close();
  });

  it('that fails in its COMMIT is of unknown outcome', () => {
    const { database } = made();
    const log = new Log(database);
    // Whatever COMMIT itself fails of: here, that there is nothing left to commit.
    const failed = log.transact(
      () => log.insert(group),
      () => database.exec('ROLLBACK'),
    );
    expect(failed).toMatchObject({ ok: false, outcome: 'unknown' });
    database.close();
  });
});
