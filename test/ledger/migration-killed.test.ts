/** A process that is killed while it brings an older ledger up to date, at every point where a migration stands. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { shown } from '#test/evidence/index.ts';
import { LEDGER_FORMAT } from '#app/ledger/index.ts';
import type { PositionedRecord } from '#app/ledger/index.ts';
import { DATABASE_NAME } from '#main/ledger/database.ts';
import { keptName } from '#main/ledger/migrations.ts';
import type { MigrationPoint } from '#main/ledger/trace.ts';
import { digest, markOld, placeWith } from './old-ledgers.ts';
import { runWriter } from './processes.ts';
import { fill, open } from './rig.ts';
import type { Place } from './rig.ts';

/** In the order in which they are reached; after the last one the new file has the old one's name. */
const POINTS = [
  'migration_begun',
  'migration_written',
  'migration_verified',
  'migration_kept',
  'migration_done',
] as const satisfies readonly MigrationPoint[];
const DONE = POINTS.length - 1;

/** An old ledger, the mark outside that speaks of it, and what it means. */
let old: { readonly before: string; readonly records: readonly PositionedRecord[] };

beforeAll(async () => {
  const place = oldPlace();
  const before = digest(place.database);
  const { ledger } = await open(place);
  old = { before, records: await ledger.readRange(1, Number.MAX_SAFE_INTEGER) };
  await ledger.close();
});

function oldPlace(): Place {
  const place = placeWith(0);
  markOld(place, (rows) => rows.length - 4);
  return place;
}

/** What a kill has left, read past the product. @throws where it is neither the old ledger, whole, nor the new one with the old one beside */
function leftBehind(place: Place): 'old' | 'new' {
  // Every record of the old one is in its file: it was closed by whoever wrote it.
  if (digest(place.database) === old.before) return 'old';
  const copy = path.join(place.root, 'looked-at.sqlite');
  fs.copyFileSync(place.database, copy);
  const database = new Database(copy);
  try {
    const format = database.pragma('user_version', { simple: true });
    const count = database.prepare('SELECT sum(count) FROM groups').pluck().get();
    if (format !== LEDGER_FORMAT || count !== old.records.length)
      throw new Error(`format ${String(format)} with ${String(count)} records has taken its name`);
  } finally {
    database.close();
    fs.rmSync(copy);
  }
  if (digest(path.join(place.folder, keptName(0))) !== old.before) throw new Error('the old one is not kept');
  return 'new';
}

async function dieAt(place: Place, point: MigrationPoint): Promise<void> {
  const environment = { KILL_AT: `${point}:1` };
  const { signal, errors } = await runWriter({
    place,
    mode: 'serial',
    count: 1,
    hooks: ['points'],
    environment,
  });
  expect(errors).toBe('');
  expect(signal, point).toBe('SIGKILL');
}

/** The next start: all of it is there, the old file as well, and it goes on. */
async function goesOn(place: Place): Promise<void> {
  const opened = await open(place);
  const { ledger } = opened;
  expect(ledger.mode).toBe('ok');
  expect(ledger.problem).toBeNull();
  expect(await ledger.readRange(1, Number.MAX_SAFE_INTEGER)).toEqual(old.records);
  await fill(opened, 3);
  expect(await ledger.verifyAll()).toMatchObject({ problem: null });
  await ledger.close();
  expect(digest(path.join(place.folder, keptName(0)))).toBe(old.before);
  const names = fs.readdirSync(place.folder).filter((name) => name.includes('migrating'));
  expect(names).toEqual([]);
}

it('FAIL-3: killed anywhere in a migration, and again in the next one, it is the old ledger or the new one, and nothing is lost (row 13)', async () => {
  const lives = POINTS.map(async (first, index) => {
    const place = oldPlace();
    const deaths = index === DONE ? [first] : [first, POINTS[(index + 1) % DONE] ?? first];
    for (const point of deaths) {
      await dieAt(place, point);
      expect(leftBehind(place), point).toBe(point === 'migration_done' ? 'new' : 'old');
    }
    await goesOn(place);
    return deaths.length;
  });
  const deaths = (await Promise.all(lives)).reduce((sum, each) => sum + each, 0);
  shown({
    ids: ['FAIL-3'],
    row: 13,
    how: 'SIGKILL at every point of a migration, twice in a row',
    runs: deaths,
  });
});

it('FAIL-3: a migration that takes the old ledger’s name too early, or keeps no copy of it, is found (row 13)', async () => {
  const early = oldPlace();
  await dieAt(early, 'migration_begun');
  fs.renameSync(path.join(early.folder, `${DATABASE_NAME}.migrating`), early.database);
  expect(() => leftBehind(early)).toThrow();
  const alone = oldPlace();
  await dieAt(alone, 'migration_done');
  fs.rmSync(path.join(alone.folder, keptName(0)));
  expect(() => leftBehind(alone)).toThrow();
  const how = 'a migration that replaces too early, or keeps nothing, is found';
  shown({ ids: ['FAIL-3'], row: 13, how, runs: 2, control: true });
});
