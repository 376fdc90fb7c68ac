/** Disks that lose what they said they had, and people who put old copies back: what a receipt outside can tell (R7). */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { budget, isLong, shown } from '#test/evidence/index.ts';
import { longSeed } from '#test/evidence/budget.ts';
import type { Change } from '#test/ledger/system-calls.ts';
import { filesOf } from './crash-states.ts';
import { DATABASE, WAL } from './damage.ts';
import { silenceOf } from './judging.ts';
import { Bench, look, MEMORY } from './looking.ts';
import { RecordedDisk } from './recorded-disk.ts';
import { changesOf, record } from './recording.ts';
import type { Recording } from './recording.ts';

const SEED = 5;
const LONG_PARTS = 8;
/** Of the moments at which something was confirmed, every so many-th. */
const MOMENT_STRIDE = isLong() ? 1 : 2;
const LIMIT_MS = 600_000;

const root = fs.mkdtempSync(path.join(MEMORY, 'vibesync-lying-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

type Files = ReadonlyMap<string, Buffer>;

/** What the disk held when something was said to be durable. */
interface Moment {
  readonly files: Files;
  readonly confirmed: number;
  /** The changes up to here. */
  readonly end: number;
  /** Where its life began. */
  readonly start: number;
}

const share = budget('disk-lying', 1, LONG_PARTS);
let recording: Recording;
let changes: readonly Change[];
let moments: Moment[];
let bench: Bench;

async function prepare(part: number): Promise<void> {
  const seed = longSeed(SEED) + part;
  recording = await record(path.join(root, `part-${part}`), {
    seed,
    lives: 2,
    intents: 14,
    snapshotEvery: 18,
    checkpointEvery: 4,
  });
  changes = changesOf(recording);
  moments = momentsOf(changes);
  // Where it was written: the receipts know the folder by its path.
  bench = new Bench(recording.root);
  expect(moments.length).toBeGreaterThan(6);
}

beforeAll(() => prepare(share.parts[0] ?? 0));

function momentsOf(all: readonly Change[]): Moment[] {
  const disk = new RecordedDisk();
  const found: Moment[] = [];
  let start = 0;
  for (const [index, change] of all.entries()) {
    disk.take(change);
    if (change.kind !== 'say') continue;
    const said = change.bytes.toString();
    if (said.startsWith('opened ')) start = index;
    if (said.startsWith('confirmed '))
      found.push({ files: allOf(disk), confirmed: disk.told.confirmed, end: index + 1, start });
  }
  return found.filter((_, index) => index % MOMENT_STRIDE === 0);
}

/** As the running process sees it. */
function allOf(disk: RecordedDisk): Files {
  return bytesOf(disk, () => true);
}

function bytesOf(disk: RecordedDisk, isKept: (index: number) => boolean): Files {
  const kept = disk.pending.map((_, index) => isKept(index));
  const files = filesOf(disk, { loss: 'lost', kept, names: disk.pendingNames.length });
  return new Map([...files].map(([name, file]) => [name, file.bytes()]));
}

const isReceipt = (name: string): boolean => name.endsWith('.receipt');
const isOfLedger = (name: string): boolean => name === DATABASE || name === WAL;

/** Opens every one of them. @returns what was lost in silence, and how many had lost anything at all */
function opened(
  states: Iterable<{ readonly files: Files; readonly confirmed: number; readonly words: string }>,
): {
  readonly runs: number;
  readonly found: number;
  readonly silent: readonly string[];
} {
  let runs = 0;
  let found = 0;
  const silent: string[] = [];
  for (const { files, confirmed, words } of states) {
    bench.put(files);
    const finding = look(bench.place);
    runs += 1;
    if (finding.problem !== null) found += 1;
    const why = silenceOf(finding, confirmed, recording.reference);
    if (why !== null) silent.push(`${words}: ${why}`);
  }
  return { runs, found, silent };
}

/** One write of a life is lost although its sync came back, or it and all that follow; receipts are on another disk. */
function* liedAbout(hasReceipt = true): Iterable<{ files: Files; confirmed: number; words: string }> {
  for (const { confirmed, start, end } of moments) {
    const disk = new RecordedDisk();
    for (const [index, change] of changes.slice(0, end).entries()) {
      const lies = index >= start && change.kind === 'sync' && isOfLedger(change.file);
      if (!lies) disk.take(change);
    }
    const ofLedger = disk.pending.map(({ change }) => isOfLedger(change.file));
    for (const [lost, isOf] of ofLedger.entries()) {
      if (!isOf) continue;
      for (const all of [false, true]) {
        const isLost = (index: number): boolean =>
          ofLedger[index] === true && (all ? index >= lost : index === lost);
        const files = bytesOf(disk, (index) => !isLost(index));
        const words = `record ${confirmed}: write ${lost}${all ? ' and all after it' : ''} lost`;
        yield { files: hasReceipt ? files : withoutReceipt(files), confirmed, words };
      }
    }
  }
}

/** An older database or write-ahead file, or both, or none, beside the receipt of now. */
function* rolledBack(hasReceipt = true): Iterable<{ files: Files; confirmed: number; words: string }> {
  for (const [index, now] of moments.entries()) {
    for (const before of [...moments.slice(0, index), null]) {
      for (const replaced of [[DATABASE], [WAL], [DATABASE, WAL]]) {
        const files = new Map(hasReceipt ? now.files : withoutReceipt(now.files));
        for (const name of replaced) {
          const old = before?.files.get(name);
          if (old === undefined) files.delete(name);
          else files.set(name, old);
        }
        const words = `record ${now.confirmed}: ${replaced.join(' and ')} of record ${before?.confirmed ?? 'none'}`;
        yield { files, confirmed: now.confirmed, words };
      }
    }
  }
}

function withoutReceipt(files: Files): Files {
  return new Map([...files].filter(([name]) => !isReceipt(name)));
}

test.each(share.parts)(
  'DUR-2, FAIL-5: what a disk lost after it said that it had it is found, and so are old copies (part %i) (rows 9 and 12)',
  { timeout: LIMIT_MS },
  async (part) => {
    if (part !== share.parts[0]) await prepare(part);
    const lied = opened(liedAbout());
    const back = opened(rolledBack());
    console.log(
      `a lying disk: ${lied.runs} states, ${lied.found} found; old copies: ${back.runs}, ${back.found} found`,
    );
    expect([...lied.silent, ...back.silent]).toEqual([]);
    expect(lied.found).toBeGreaterThan(lied.runs / 2);
    expect(back.found).toBeGreaterThan(back.runs / 2);
    const how = 'a write, or all from there on, lost after its sync came back; the receipt survived';
    shown({ ids: ['DUR-2', 'FAIL-5'], row: 9, how, runs: lied.runs, part: share.named(part) });
    const of = 'an older database or write-ahead file put back, or none, beside the receipt of now';
    shown({ ids: ['DUR-2'], row: 12, how: of, runs: back.runs, part: share.named(part) });
    share.finish(part);
  },
);

test('DUR-2: where no echo of the receipt survived, both lose confirmed records in silence (the negative control) (rows 9 and 12)', () => {
  const lied = opened(liedAbout(false));
  const back = opened(rolledBack(false));
  console.log(`control, no receipt: ${lied.silent.length} and ${back.silent.length} silent losses`);
  expect(lied.silent.length).toBeGreaterThan(0);
  expect(back.silent.length).toBeGreaterThan(0);
  const how = 'without the receipt, silent losses';
  shown({ ids: ['DUR-2'], row: 9, how, runs: lied.silent.length, control: true });
  shown({ ids: ['DUR-2'], row: 12, how, runs: back.silent.length, control: true });
});
