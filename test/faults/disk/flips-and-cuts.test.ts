/** Bits that flip and files that end too early, over all files of a small ledger. */
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { budget, isLong, shown } from '#test/evidence/index.ts';
import { longSeed } from '#test/evidence/budget.ts';
import { closedLedger, copyOf, fill, makePlace, open } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';
import { seededRandom } from '#test/ledger/random.ts';
import { DamageThreads, DATABASE, filesOf, WAL } from './damage.ts';
import type { Damage, Damaged, DamageShare, Opener } from './damage.ts';
import { silenceOf } from './judging.ts';
import { look, MEMORY } from './looking.ts';
import { referenceOf } from './recording.ts';

/** Spread over a ledger with pages as they ship; of the small one every byte has its turn. */
const SHORT_FLIPS = 200;
const SHORT_CUTS = 200;
/** Cuts within so much of the end: some frames of SQLite's write-ahead file, some pages of the database. */
const TAIL_BYTES = 64 * 1_024;
const LONG_PARTS = 16;
/** One bit each of every byte in the short form; in the long one all of them. */
const BITS = 8;
const SMALL_PAGE_BYTES = 512;
const SMALL_BYTES_MAX = 64 * 1_024;
const CONTROL_FLIPS = 100;
const CONTROL_CUTS = 40;
const SEED = 17;
const PART_LIMIT_MS = 1_200_000;

const root = fs.mkdtempSync(path.join(MEMORY, 'vibesync-damage-'));
const threads = new DamageThreads();
afterAll(async () => {
  await threads.close();
  fs.rmSync(root, { recursive: true, force: true });
});

type Start = Pick<DamageShare, 'files' | 'reference' | 'confirmed'>;
/** A ledger that was closed: all is in the database, and a snapshot of it. */
let closed: Start;
/** One whose process was killed: the end is in SQLite's write-ahead file. */
let killed: Start;
/** A killed one that is so small that every byte of it has its turn. */
let small: Start;

beforeAll(async () => {
  closed = startOf(await closedLedger(12));
  killed = startOf(await killedLedger());
  small = startOf(await smallLedger());
});

async function killedLedger(): Promise<Place> {
  const place = makePlace();
  const first = await open(place, { snapshotEvery: 8 });
  await fill(first, 10);
  await first.ledger.close();
  // Without a snapshot: after one SQLite begins its write-ahead file anew, and most of its bytes belong to nothing.
  const opened = await open(place);
  await fill(opened, 10);
  const left = copyOf(place);
  await opened.ledger.close();
  return left;
}

/**
 * What a ledger consists of, database, snapshot, write-ahead file and receipt, in the smallest pages that SQLite has: in
 * those that ship its tables alone take 112 KiB, most of it zeros. Nothing that reads it asks how large a page is.
 */
async function smallLedger(): Promise<Place> {
  const place = makePlace();
  const first = await open(place, { snapshotEvery: 1 });
  await fill(first, 1);
  await first.ledger.close();
  const database = new Database(place.database);
  database.pragma('journal_mode = DELETE');
  database.pragma(`page_size = ${SMALL_PAGE_BYTES}`);
  database.exec('VACUUM');
  database.close();
  const opened = await open(place);
  await fill(opened, 2);
  const left = copyOf(place);
  await opened.ledger.close();
  return left;
}

function startOf(place: Place): Start {
  const files = filesOf(place);
  const reference = referenceOf(copyOf(place));
  const whole = look(copyOf(place));
  // Beside a ledger that still lies where its marks say, the same one elsewhere is a copy.
  fs.rmSync(place.folder, { recursive: true });
  const confirmed = whole.shown?.position ?? 0;
  expect(silenceOf(whole, confirmed, reference)).toBeNull();
  expect(confirmed).toBe(Math.max(...reference.points.keys()));
  return { files, reference, confirmed };
}

const without = (start: Start, removed: (name: string) => boolean): Start => ({
  ...start,
  files: new Map([...start.files].filter(([name]) => !removed(name))),
});

const isReceipt = (name: string): boolean => name.endsWith('.receipt');

/**
 * One bit at evenly spread offsets of all chosen files. Where not every byte gets its turn, those that are zero get none: most
 * of them belong to nothing.
 */
function flipsOf(files: Start['files'], chosen: readonly string[], wanted: number, seed: number): Damage[] {
  const random = seededRandom(seed);
  const isEach = wanted === Number.POSITIVE_INFINITY;
  const places = chosen
    .flatMap((file) =>
      Array.from(files.get(file) ?? [], (byte, offset) => ({ file, offset, isUsed: isEach || byte !== 0 })),
    )
    .filter(({ isUsed }) => isUsed);
  const stride = Math.max(1, Math.floor(places.length / wanted));
  return places
    .filter((_, index) => index % stride === 0)
    .map(({ file, offset }) => ({ file, offset, bit: random(8) }));
}

/** The lowest bit of the first digit in each object's name: what it says is then something else, and still JSON. */
function flippedNames(bytes: Uint8Array): Damage[] {
  const flips: Damage[] = [];
  const [text, name] = [Buffer.from(bytes), '"Crate_'];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    flips.push({ file: DATABASE, offset: at + name.length, bit: 0 });
  return flips;
}

function cutsOf(files: Start['files'], chosen: readonly string[], wanted: number): Damage[] {
  return chosen.flatMap((file) => {
    const length = files.get(file)?.length ?? 0;
    const tail = Math.min(length, TAIL_BYTES);
    const stride = Math.max(1, (tail * chosen.length) / wanted);
    const cuts: Damage[] = [];
    for (let back = 1; back <= tail; back += stride)
      cuts.push({ file, offset: Math.floor(length - back), bit: null });
    return cuts;
  });
}

function damage(
  name: string,
  start: Start,
  damages: readonly Damage[],
  opener: Opener = 'ledger',
): Promise<Damaged> {
  return threads.damageAll({ ...start, root: path.join(root, name), damages, opener });
}

function tell(words: string, { tally, silent }: Damaged): void {
  const each = Object.entries(tally).map(([found, times]) => `${found} ${times}`);
  console.log(`${words}: ${each.join(', ')}; ${silent.length} silent`);
}

const FLIPS = isLong() ? Number.POSITIVE_INFINITY : SHORT_FLIPS;
const CUTS = isLong() ? Number.POSITIVE_INFINITY : SHORT_CUTS;
const seed = longSeed(SEED);

/** The part of a list that is this part's. */
function partOf<T>(list: readonly T[], part: number): readonly T[] {
  return isLong() ? list.filter((_, index) => index % LONG_PARTS === part) : list;
}

const smallFlips = budget('disk-flips-small', 1, BITS);

test.each(smallFlips.parts)(
  'DUR-2, FAIL-3: a bit that flips at any offset of a whole small ledger is found and named, or changes nothing (part %i) (rows 10 and 11)',
  { timeout: PART_LIMIT_MS },
  async (part) => {
    const names = [...small.files.keys()];
    expect(names).toEqual(expect.arrayContaining([DATABASE, WAL]));
    expect(names.filter(isReceipt)).toHaveLength(1);
    // The part turns every byte's bit one further: all of them together leave none out.
    const flips = flipsOf(small.files, names, Number.POSITIVE_INFINITY, seed);
    const damages = flips.map((flip) => ({ ...flip, bit: ((flip.bit ?? 0) + part) % BITS }));
    const bytes = [...small.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(damages).toHaveLength(bytes);
    expect(bytes).toBeLessThanOrEqual(SMALL_BYTES_MAX);
    const found = await damage('small', small, damages);
    tell(`every offset of ${bytes} bytes, seed ${seed}`, found);
    expect(found.silent).toEqual([]);
    for (const code of ['record_damaged', 'history_lost', 'unreadable', 'changes nothing'])
      expect(found.tally[code]).toBeGreaterThan(0);
    const how = 'a bit flipped at every offset of a whole small ledger';
    const tellOf = (row: 10 | 11, runs: number): void =>
      shown({ ids: ['DUR-2', 'FAIL-3'], row, how, runs, part: smallFlips.named(part) });
    const inWal = small.files.get(WAL)?.length ?? 0;
    tellOf(10, inWal);
    tellOf(11, bytes - inWal);
    smallFlips.finish(part);
  },
);

/** Nothing of them is drawn: every run does the same. */
const smallCuts = budget('disk-cuts-small', 1, 1);

test.each(smallCuts.parts)(
  'DUR-2, FAIL-3: a file of a small ledger that ends at any byte is found and named, or changes nothing (part %i) (row 12)',
  { timeout: PART_LIMIT_MS },
  async (part) => {
    const names = [...small.files.keys()];
    const damages = cutsOf(small.files, names, Number.POSITIVE_INFINITY);
    const bytes = [...small.files.values()].reduce((sum, { length }) => sum + length, 0);
    expect(new Set(damages.map(({ file, offset }) => `${file} ${offset}`)).size).toBe(bytes);
    const found = await damage('small-cut', small, damages);
    tell(`cut at every byte of ${bytes}`, found);
    expect(found.silent).toEqual([]);
    for (const code of ['history_lost', 'unreadable', 'changes nothing'])
      expect(found.tally[code]).toBeGreaterThan(0);
    const how = 'each file of a whole small ledger cut at every byte';
    const runs = damages.length;
    shown({ ids: ['DUR-2', 'FAIL-3'], row: 12, how, runs, part: smallCuts.named(part) });
    smallCuts.finish(part);
  },
);

const walFlips = budget('disk-flips-wal', 1, LONG_PARTS);

test.each(walFlips.parts)(
  'DUR-2, FAIL-3: a bit that flips anywhere in the write-ahead file is found and named, or changes nothing (part %i) (row 10)',
  { timeout: PART_LIMIT_MS },
  async (part) => {
    const damages = partOf(flipsOf(killed.files, [WAL], FLIPS, seed), part);
    const found = await damage('wal', killed, damages);
    tell(`write-ahead file, seed ${seed}`, found);
    expect(found.silent).toEqual([]);
    expect(found.tally['history_lost']).toBeGreaterThan(0);
    const how = 'a bit flipped in the write-ahead file';
    shown({ ids: ['DUR-2', 'FAIL-3'], row: 10, how, runs: damages.length, part: walFlips.named(part) });
    walFlips.finish(part);
  },
);

const databaseFlips = budget('disk-flips-database', 1, LONG_PARTS);

test.each(databaseFlips.parts)(
  'DUR-2, FAIL-3: a bit that flips anywhere in the database, a snapshot or the receipt is found and named, or changes nothing (part %i) (row 11)',
  { timeout: PART_LIMIT_MS },
  async (part) => {
    const names = [...closed.files.keys()];
    expect(names.filter((name) => name === DATABASE || isReceipt(name))).toHaveLength(2);
    const damages = partOf(flipsOf(closed.files, names, FLIPS, seed), part);
    const found = await damage('database', closed, damages);
    tell(`database and receipt, seed ${seed}`, found);
    expect(found.silent).toEqual([]);
    expect(Object.keys(found.tally)).toContain('record_damaged');
    const how = 'a bit flipped in the database, its snapshots or the receipt';
    shown({ ids: ['DUR-2', 'FAIL-3'], row: 11, how, runs: damages.length, part: databaseFlips.named(part) });
    databaseFlips.finish(part);
  },
);

const cuts = budget('disk-cuts', 1, LONG_PARTS);

test.each(cuts.parts)(
  'DUR-2, FAIL-3: a file that ends at any byte of its tail is found and named, or changes nothing (part %i) (row 12)',
  { timeout: PART_LIMIT_MS },
  async (part) => {
    let runs = 0;
    for (const [name, start] of [
      ['killed', killed],
      ['closed', closed],
    ] as const) {
      const damages = partOf(cutsOf(start.files, [...start.files.keys()], CUTS), part);
      const found = await damage(`cut-${name}`, start, damages);
      tell(`cut, ${name}`, found);
      expect(found.silent).toEqual([]);
      runs += damages.length;
    }
    const how = 'a file of the ledger cut within its last 64 KiB';
    shown({ ids: ['DUR-2', 'FAIL-3'], row: 12, how, runs, part: cuts.named(part) });
    cuts.finish(part);
  },
);

describe('the controls', () => {
  test('DUR-2: without the receipt a flipped bit or a cut loses confirmed records in silence (rows 10 and 12)', async () => {
    const alone = without(killed, isReceipt);
    const flipped = await damage('control-wal', alone, flipsOf(alone.files, [WAL], CONTROL_FLIPS, SEED));
    const cut = await damage('control-cut', alone, cutsOf(alone.files, [WAL], CONTROL_CUTS));
    tell('control, write-ahead file without a receipt', flipped);
    expect(flipped.silent.length).toBeGreaterThan(CONTROL_FLIPS / 3);
    expect(cut.silent.length).toBeGreaterThan(CONTROL_CUTS / 2);
    const how = 'without the receipt, silent losses';
    shown({ ids: ['DUR-2'], row: 10, how, runs: flipped.silent.length, control: true });
    shown({ ids: ['DUR-2'], row: 12, how, runs: cut.silent.length, control: true });
  });

  test('DUR-2: without the chain a flipped bit changes a record in silence (row 11)', async () => {
    const flips = flippedNames(closed.files.get(DATABASE) ?? new Uint8Array());
    const found = await damage('control-database', closed, flips, 'credulous');
    tell('control, an opening that believes SQLite', found);
    expect(found.silent.length).toBeGreaterThan(0);
    shown({
      ids: ['DUR-2'],
      row: 11,
      how: 'without the chain, records changed in silence',
      runs: found.silent.length,
      control: true,
    });
  });
});
