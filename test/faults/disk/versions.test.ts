/** Ledgers of older and of newer versions, whole and damaged. */
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { LEDGER_FORMAT } from '#app/ledger/index.ts';
import { connect } from '#main/ledger/database.ts';
import { budget, partSeed, shown } from '#test/evidence/index.ts';
import { closedLedger, copyOf } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';
import { seededRandom } from '#test/ledger/random.ts';
import { DATABASE, filesOf } from './damage.ts';
import { silenceOf } from './judging.ts';
import { Bench, look, MEMORY } from './looking.ts';
import { referenceOf } from './recording.ts';

const OLD = path.join(import.meta.dirname, '../../ledger/kept/format-0.sqlite');
const FLIPS = 150;
const PARTS_LONG = 134;
const NEWER = [LEDGER_FORMAT + 1, LEDGER_FORMAT + 2, LEDGER_FORMAT + 256, 2 ** 31 - 1];
const SEED = 3;
const LIMIT_MS = 600_000;

const root = fs.mkdtempSync(path.join(MEMORY, 'vibesync-versions-'));
let current: Place;
beforeAll(async () => {
  current = await closedLedger(1_000);
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const search = budget('disk-old-ledgers', 1, PARTS_LONG);

test.each(search.parts)(
  'FAIL-3, DUR-2: an old ledger means the same in this version; one that is damaged is refused and left alone (part %i) (row 32)',
  { timeout: LIMIT_MS },
  (part) => {
    const bytes = fs.readFileSync(OLD);
    const bench = new Bench(path.join(root, 'old'));
    bench.put(new Map([[DATABASE, bytes]]));
    const whole = look(bench.place);
    const reference = referenceOf(bench.place);
    const confirmed = whole.shown?.position ?? 0;
    expect(silenceOf(whole, confirmed, reference)).toBeNull();
    expect(confirmed).toBeGreaterThan(60);
    const seed = partSeed(SEED, part);
    const random = seededRandom(seed);
    const tally: Record<string, number> = {};
    for (let i = 0; i < FLIPS; i += 1) {
      const flipped = Buffer.from(bytes);
      const offset = random(bytes.length);
      flipped[offset] = (flipped[offset] ?? 0) ^ (1 << random(8));
      bench.put(new Map([[DATABASE, flipped]]));
      const finding = look(bench.place);
      expect(silenceOf(finding, confirmed, reference), `flipped at ${offset}`).toBeNull();
      const kept = finding.problem === null ? 'ledger/ledger.format-0.sqlite' : DATABASE;
      if (finding.problem !== 'unreadable')
        expect(fs.readFileSync(path.join(bench.place.root, kept)).equals(flipped), `${offset}`).toBe(true);
      const key = finding.problem ?? 'changes nothing';
      tally[key] = (tally[key] ?? 0) + 1;
    }
    console.log(`format 0, seed ${seed}: ${JSON.stringify(tally)}`);
    expect(tally['migration_failed']).toBeGreaterThan(0);
    shown({
      ids: ['FAIL-3', 'DUR-2'],
      row: 32,
      how: 'a bit flipped in a ledger of an older version',
      runs: FLIPS,
      part: search.named(part),
    });
    search.finish(part);
  },
);

/** Null where it was refused by name and left as it was. */
function openedNewer(format: number): string | null {
  const place = copyOf(current);
  const database = connect(place.database);
  database.pragma(`user_version = ${format}`);
  database.close();
  const before = filesOf(place);
  const { problem } = look(place);
  if (problem !== 'newer_format') return `it was not refused: ${problem}`;
  const after = filesOf(place);
  return [...before].every(([name, bytes]) => Buffer.from(bytes).equals(after.get(name) ?? Buffer.alloc(0)))
    ? null
    : 'it was changed';
}

test.each(NEWER)(
  'FAIL-3: a ledger of format %i, which is newer, is refused and left alone (row 32)',
  async (format) => {
    expect(openedNewer(format)).toBeNull();
    shown({ ids: ['FAIL-3'], row: 32, how: 'a ledger of a newer version', runs: 1 });
  },
);

test('FAIL-3: a version that does not look at the format is found out (the negative control) (row 32)', () => {
  const pragma = Reflect.get(Database.prototype, 'pragma') as (source: string, options?: unknown) => unknown;
  const blind = vi.spyOn(Database.prototype, 'pragma').mockImplementation(function (
    this: Database.Database,
    source,
    options,
  ) {
    return source === 'user_version' ? LEDGER_FORMAT : pragma.call(this, source, options);
  });
  onTestFinished(() => blind.mockRestore());
  expect(openedNewer(LEDGER_FORMAT + 1)).toMatch(/not refused|changed/);
  shown({
    ids: ['FAIL-3'],
    row: 32,
    how: 'a version that does not look at the format',
    runs: 1,
    control: true,
  });
});
