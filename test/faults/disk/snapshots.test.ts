/** Snapshots that are damaged in their bytes, their structure and their kinds: none is believed, and that is said. */
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '#main/ledger/database.ts';
import type { Connection } from '#main/ledger/database.ts';
import { openStore } from '#main/ledger/opening.ts';
import { budget, longSeed, shown } from '#test/evidence/index.ts';
import { fill, makePlace, open, uuid } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';
import { filesOf } from './damage.ts';
import { Bench, MEMORY } from './looking.ts';
import { digestOf, referenceOf } from './recording.ts';
import { resealed } from './resealing.ts';

const SEED = 61;
const RUNS = 200;
const LONG_PARTS = 80;
/** Of those, so many also go on with real lives after the damage. */
const GO_ON_ONE_IN = 40;
const LIVES = 4;
const INTENTS = 12;

const root = fs.mkdtempSync(path.join(MEMORY, 'vibesync-snapshots-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

let files: ReadonlyMap<string, Uint8Array>;
let whole: { readonly position: number; readonly state: string };
/** Of the snapshots that there are, newest first. */
let positions: readonly number[];

beforeAll(async () => {
  const place = makePlace();
  for (let life = 0; life < LIVES; life += 1) {
    const opened = await open(place, { snapshotEvery: 16 });
    await fill(opened, INTENTS);
    await opened.ledger.close();
  }
  const { points } = referenceOf(place);
  const position = Math.max(...points.keys());
  whole = { position, state: points.get(position)?.state ?? '' };
  files = filesOf(place);
  positions = rowsIn(place).map((row) => row.position);
  // Beside a ledger that still lies where its marks say, the same one elsewhere is a copy.
  fs.rmSync(place.folder, { recursive: true });
  expect(positions).toHaveLength(3);
  expect(positions[0]).toBe(position);
});

interface Row {
  readonly position: number;
  readonly revision: number;
  readonly damaged: boolean;
}

function rowsIn(place: Place, damaged: ReadonlySet<number> = new Set()): Row[] {
  const database = connect(place.database);
  const rows = database
    .prepare('SELECT position, revision FROM snapshots ORDER BY position DESC')
    .all() as Row[];
  database.close();
  return rows.map((row) => ({ ...row, damaged: damaged.has(row.position) }));
}

/** Changes one snapshot. @returns where it stands afterwards */
type Damage = (database: Connection, position: number) => number;
const inPlace =
  (sql: string, ...values: readonly unknown[]): Damage =>
  (database, position) => {
    database.prepare(sql).run(...values, position);
    return position;
  };

type Column = 'head' | 'digest' | 'body';
const tableOf = (column: Column): string => (column === 'body' ? 'snapshot_parts' : 'snapshots');

/** A change to the bytes of a column, which is put back as it is. */
function bytesOf(column: Column, change: (bytes: Buffer) => Buffer): Damage {
  return (database, position) => {
    const select = `SELECT ${column} FROM ${tableOf(column)} WHERE position = ?`;
    const bytes = database.prepare(select).pluck().get(position) as Buffer;
    const update = `UPDATE ${tableOf(column)} SET ${column} = ? WHERE position = ?`;
    database.prepare(update).run(change(Buffer.from(bytes)), position);
    return position;
  };
}

const column = fc.constantFrom<Column>('head', 'digest', 'body');

const flipped = fc.tuple(column, fc.nat(), fc.nat({ max: 7 })).map(([which, place, bit]) =>
  bytesOf(which, (bytes) => {
    const at = place % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    return bytes;
  }),
);
const cut = fc
  .tuple(column, fc.nat())
  .map(([which, place]) => bytesOf(which, (bytes) => bytes.subarray(0, place % bytes.length)));
const longer = fc
  .tuple(column, fc.uint8Array({ minLength: 1, maxLength: 40 }))
  .map(([which, more]) => bytesOf(which, (bytes) => Buffer.concat([bytes, more])));
/** What belongs to another line of the body, or to another snapshot: each of its pieces was really written. */
const rearranged = fc.tuple(fc.nat(), fc.nat()).map(([from, to]) =>
  bytesOf('body', (bytes) => {
    const lines = bytes.toString('utf8').split('\n');
    const [line = ''] = lines.splice(from % (lines.length - 1), 1);
    lines.splice(to % (lines.length - 1), 0, line, line);
    return Buffer.from(lines.join('\n'));
  }),
);
const header = fc
  .tuple(fc.constantFrom('revision', 'parts'), fc.constantFrom(-1, 1, 7, 2 ** 40))
  .map(([field, by]) => inPlace(`UPDATE snapshots SET ${field} = ${field} + ${by} WHERE position = ?`));
const missing = fc.constant(inPlace('DELETE FROM snapshot_parts WHERE position = ?'));
const more = fc.constant(
  inPlace(
    'INSERT INTO snapshot_parts (position, part, body) SELECT position, 7, body FROM snapshot_parts WHERE position = ?',
  ),
);
/** Only the header, with nothing that it speaks of; or both, to where something else stands. */
const moved = fc
  .tuple(fc.constantFrom(-1, 1, 1_000_000), fc.boolean())
  .map(([by, isWhole]): Damage => (database, position) => {
    for (const table of isWhole ? ['snapshots', 'snapshot_parts'] : ['snapshots'])
      database.prepare(`UPDATE ${table} SET position = position + ? WHERE position = ?`).run(by, position);
    return position + by;
  });
/** The digest is right, and what it is of is no state: a version that writes another form, or a bug. */
const strange = fc
  .oneof(
    fc.constantFrom(
      '',
      'null\n',
      '[]\n',
      '{"objects":1}\n',
      '["objects",null]\n',
      '["objects","+",[null]]\n',
    ),
    fc.string({ maxLength: 60 }).map((text) => `"${text}`),
  )
  .map(
    (text): Damage =>
      (database, position) =>
        resealed(database, position, Buffer.from(text)),
  );

const damage = fc.oneof(flipped, flipped, cut, longer, rearranged, header, missing, more, moved, strange);
/** One damage for each snapshot, newest first; null leaves it as it is. */
const damages = fc
  .tuple(damage, fc.option(damage), fc.option(damage))
  .chain((each) =>
    fc
      .shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 })
      .map((order) => order.map((at) => each[at] ?? null)),
  );

const bench = new Bench(path.join(root, 'bench'));

/** @returns the positions of those that are damaged */
function put(chosen: readonly (Damage | null)[]): Set<number> {
  bench.put(files);
  const database = connect(bench.place.database);
  const damaged = new Set<number>();
  for (const [index, change] of chosen.entries()) {
    const position = positions[index];
    if (change !== null && position !== undefined) damaged.add(change(database, position));
  }
  database.close();
  return damaged;
}

interface Opening {
  readonly mode: string;
  readonly notes: readonly string[];
  readonly lastGoodSnapshot: number | null;
  readonly position: number;
  readonly state: string;
}

function opening(place: Place): Opening {
  const store = openStore({
    folder: place.folder,
    receiptFolder: place.receiptFolder,
    keyFile: place.keyFile,
    create: { ledger: uuid(9, 9), project: { id: uuid(9, 8), name: 'Another' } },
    packaged: true,
    snapshotEvery: 1_000,
    timeMs: 0,
  });
  const { mode, notes, lastGoodSnapshot, state } = store;
  store.database.close();
  const codes = notes.map(({ code }) => code);
  return { mode, notes: codes, lastGoodSnapshot, position: state.position, state: digestOf(state) };
}

/** The state is the fold of the log, from the newest snapshot that is whole; each one that was passed over is told of. */
function expectFold(place: Place, damaged: ReadonlySet<number>): void {
  const rows = rowsIn(place, damaged);
  const good = rows.findIndex((row) => !row.damaged);
  const passedOver = good < 0 ? rows.length : good;
  expect(opening(place)).toEqual({
    mode: 'ok',
    notes: Array.from({ length: passedOver }, () => 'snapshot_damaged'),
    lastGoodSnapshot: rows[good]?.revision ?? null,
    ...whole,
  });
}

/** Real lives on what is left: every change goes through, and after a new snapshot nothing is damaged. */
async function expectToGoOn(place: Place): Promise<void> {
  for (const life of [1, 2]) {
    const opened = await open(place, { snapshotEvery: 1 });
    try {
      if (life === 2) expect(opened.ledger.notes).toEqual([]);
      await fill(opened, 2);
    } finally {
      await opened.ledger.close();
    }
  }
  const { points } = referenceOf(place);
  const { position, state } = opening(place);
  expect(points.get(position)?.state).toBe(state);
}

describe('snapshots', () => {
  const search = budget('snapshots-fuzzed', 1, LONG_PARTS);
  it.each(search.parts)(
    'DUR-2, FAIL-3: that are damaged in any way are passed over for an older one or the log, and that is said (part %i) (row 11)',
    { timeout: 600_000 },
    async (part) => {
      const seed = longSeed(SEED) + part;
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(damages, async (chosen) => {
          const damaged = put(chosen);
          expectFold(bench.place, damaged);
          runs += 1;
          if (runs % GO_ON_ONE_IN === 0) await expectToGoOn(bench.place);
        }),
        { numRuns: RUNS, seed },
      );
      shown({
        ids: ['DUR-2', 'FAIL-3'],
        row: 11,
        how: 'snapshots damaged in their bytes, their structure and their kinds, up to all of them at once',
        runs,
        part: search.named(part),
      });
      search.finish(part);
    },
  );

  it.each(['head', 'digest', 'body'] as const)(
    'DUR-2: whose %s a bit has made text of are passed over',
    (which) => {
      const file = bench.place.database;
      const database = (bench.put(files), connect(file));
      // STRICT refuses what a flipped bit does to the file: it is done to a table that is not.
      const rebuilt = `CREATE TABLE loose AS SELECT * FROM ${tableOf(which)}`;
      database.exec(
        `${rebuilt}; DROP TABLE ${tableOf(which)}; ALTER TABLE loose RENAME TO ${tableOf(which)}`,
      );
      database.exec(`UPDATE ${tableOf(which)} SET ${which} = CAST(${which} AS TEXT)`);
      database.close();
      expectFold(bench.place, new Set(positions));
    },
  );

  it('DUR-2, FAIL-3: one that cannot be read for whatever reason is passed over, and never keeps the log from being read', () => {
    // More in one line than a call takes arguments.
    const body = `["objects","+",[${'0,'.repeat(300_000)}0]]\n`;
    const damaged = put([
      (database, position) => resealed(database, position, Buffer.from(body)),
      null,
      null,
    ]);
    expectFold(bench.place, damaged);
  });

  it('of the form before this one are read, and those of a later one are passed over', () => {
    const older: Damage = (database, position) => {
      const body = database
        .prepare('SELECT body FROM snapshot_parts WHERE position = ?')
        .pluck()
        .get(position) as Buffer;
      const lines = body.toString('utf8').split('\n');
      const known = lines.filter((line) => !line.startsWith('["earliestKnown",'));
      expect(known).toHaveLength(lines.length - 1);
      return resealed(database, position, Buffer.from(known.join('\n')), 1);
    };
    put([older, null, null]);
    expectFold(bench.place, new Set());
    const later = put([(database, position) => resealed(database, position, null, 3), older, null]);
    expectFold(bench.place, new Set([...later].slice(0, 1)));
  });

  it('DUR-2: one that is believed without its digest shows what was never written, and that is found (row 11)', () => {
    const lie = bytesOf('body', (bytes) =>
      Buffer.from(bytes.toString('utf8').replace('Crate_1"', 'Crate_9"')),
    );
    put([(database, position) => resealed(database, lie(database, position)), null, null]);
    expect(opening(bench.place).state).not.toBe(whole.state);
    expect(() => expectFold(bench.place, new Set(positions.slice(0, 1)))).toThrow();
    const how = 'a snapshot that is believed although it lies is found';
    shown({ ids: ['DUR-2'], row: 11, how, runs: 1, control: true });
  });
});
