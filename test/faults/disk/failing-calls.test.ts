/** Writes and syncs that fail, each in turn, under a process that goes on; what it said has to hold afterwards. */
import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PAGE_BYTES } from '#main/ledger/database.ts';
import { openLedger } from '#main/ledger/index.ts';
import { budget, isLong, partSeed, shown } from '#test/evidence/index.ts';
import type { Budget } from '#test/evidence/budget.ts';
import type { FaultRow } from '#test/evidence/fault-matrix.ts';
import { copyOf, Listener, makePlace, optionsFor } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';
import { runWriter } from '#test/ledger/processes.ts';
import type { Writer } from '#test/ledger/processes.ts';

const IDS = ['DUR-1', 'FAIL-3', 'ORD-2'] as const;
const INTENTS = isLong() ? 120 : 18;
const SHORT_WRITE_PARTS = 40;
const CONTROL = { offset: 2, period: 5 };
/** From the first on, each. */
const EVERY = { offset: 1, period: 1 };
const CHECKPOINT_EVERY = 3;
const SYNCS = 'fsync,fdatasync';
const NEVER = 1_000_000;
/** How a checkpoint writes into the database: page by page. */
const LOST_WRITES = 'pwrite64';
/** Of all runs of a fault together: of a whole period in the long form, several such searches at once. */
const LIMIT_MS = isLong() ? 3_600_000 : 600_000;
/** Of one run. */
const RUN_LIMIT_MS = 600_000;

type FileName = 'ledger.sqlite-wal' | 'ledger.sqlite' | 'receipt' | 'the folder';

interface Fault {
  readonly row: FaultRow;
  readonly file: FileName;
  readonly calls: typeof SYNCS | 'pwrite64';
  /** As strace injects it. */
  readonly what: string;
  /** What a failed sync was to bring to the disk is gone, as after a power loss: each write only says that it was done. */
  readonly isLost?: boolean;
  /** It closes and opens the ledger after each intent: what happens at an opening happens often. */
  readonly reopens?: boolean;
  readonly how: string;
  /** Every so many-th call fails: between two faults there has to be room for a reopening and an intent. */
  readonly period: number;
  /** The first to fail, in a run each; the long form goes on with the others of a period. */
  readonly first: readonly number[];
}

const FAULTS: readonly Fault[] = [
  {
    row: 5,
    file: 'ledger.sqlite-wal',
    calls: SYNCS,
    what: 'error=EIO',
    how: 'syncs of the write-ahead file fail, each in turn',
    period: 5,
    first: [1, 2, 3, 4, 5],
  },
  {
    row: 6,
    file: 'ledger.sqlite',
    calls: SYNCS,
    what: 'error=EIO',
    how: 'syncs of the database fail, each in turn',
    period: 2,
    first: [1, 2],
  },
  {
    row: 6,
    file: 'ledger.sqlite',
    calls: SYNCS,
    what: 'error=EIO',
    how: 'every sync of the database fails, and what it was to sync is lost',
    isLost: true,
    period: 1,
    first: [1],
  },
  {
    row: 7,
    file: 'ledger.sqlite-wal',
    calls: 'pwrite64',
    what: 'error=EIO',
    how: 'writes to the write-ahead file fail, each in turn',
    period: 13,
    first: [4, 11],
  },
  {
    row: 7,
    file: 'ledger.sqlite',
    calls: 'pwrite64',
    what: 'error=EIO',
    how: 'writes to the database fail, each in turn',
    period: 3,
    first: [1],
  },
  {
    row: 7,
    file: 'receipt',
    calls: 'pwrite64',
    what: 'error=EIO',
    how: 'writes to the receipt fail, each in turn',
    period: 2,
    first: [1, 2],
  },
  {
    row: 6,
    file: 'receipt',
    calls: SYNCS,
    what: 'error=EIO',
    how: 'syncs of the receipt fail, each in turn',
    period: 2,
    first: [1, 2],
  },
  {
    row: 5,
    file: 'the folder',
    calls: SYNCS,
    what: 'error=EIO',
    how: 'syncs of the ledger’s folder fail, each in turn',
    reopens: true,
    period: 2,
    first: [1, 2],
  },
  {
    row: 8,
    file: 'ledger.sqlite-wal',
    calls: 'pwrite64',
    what: 'error=ENOSPC',
    how: 'writes to the write-ahead file find no room, each in turn',
    period: 13,
    first: [6, 9],
  },
  {
    row: 8,
    file: 'ledger.sqlite',
    calls: 'pwrite64',
    what: 'error=ENOSPC',
    how: 'writes to the database find no room, each in turn',
    period: 3,
    first: [2],
  },
];

/** A ledger that was made in peace. */
let made: Place;

beforeAll(async () => {
  made = makePlace();
  const first = await runWriter({ place: made, mode: 'serial', count: 2 });
  expect(first.errors).toBe('');
});

function pathOf({ folder, receiptFolder }: Place, file: FileName): string {
  if (file === 'the folder') return folder;
  if (file !== 'receipt') return path.join(folder, file);
  const [receipt = ''] = fs.readdirSync(receiptFolder);
  return path.join(receiptFolder, receipt);
}

interface Ran extends Writer {
  readonly place: Place;
  /** How many calls were made to fail. */
  readonly injected: number;
}

/** Runs the stubborn process on a copy, with every `period`-th call failing. */
async function runUnder(
  { file, calls, what, isLost = false, reopens = false }: Omit<Fault, 'row' | 'how' | 'period' | 'first'>,
  offset: number,
  period: number,
  hook?: string,
): Promise<Ran> {
  const place = copyOf(made);
  const trace = path.join(place.root, 'trace');
  const when = `when=${offset}+${period}`;
  const under = [
    ...['strace', '-f', '--seccomp-bpf', '-P', pathOf(place, file), '-o', trace],
    ...['-e', `trace=${calls}${isLost ? `,${LOST_WRITES}` : ''}`, '-e', `inject=${calls}:${what}:${when}`],
    ...(isLost ? ['-e', `inject=${LOST_WRITES}:retval=${PAGE_BYTES}:${when}`] : []),
  ];
  const told = reopens ? ['reopening'] : [];
  const writer = await stubborn(place, { under, told, ...(hook === undefined ? {} : { hook }) });
  const failed = new RegExp(`\\b(?:${calls.replace(',', '|')})\\b.*\\(INJECTED\\)$`, 'gm');
  const injected = [...fs.readFileSync(trace, 'utf8').matchAll(failed)].length;
  return { ...writer, place, injected };
}

interface StubbornOptions {
  readonly under: readonly string[];
  /** A fault of the ledger's own. */
  readonly hook?: string;
  readonly told?: readonly string[];
  readonly checkpointEvery?: number;
}

function stubborn(place: Place, options: StubbornOptions): Promise<Writer> {
  const { under, hook, told = [], checkpointEvery = CHECKPOINT_EVERY } = options;
  const hooks = ['frequent-checkpoints', ...(hook === undefined ? [] : [hook])];
  return runWriter({
    place,
    mode: 'serial',
    count: INTENTS,
    script: path.join(import.meta.dirname, 'stubborn-process.ts'),
    told: [String(INTENTS), ...told],
    imports: hooks.map((name) => path.join(import.meta.dirname, `hooks/${name}.mjs`)),
    under,
    environment: { CHECKPOINT_EVERY: String(checkpointEvery), FORGETS: `${place.database}-wal` },
  });
}

/** Null where all that was said holds; else the first thing that does not. */
async function brokenIn({ place, lines }: Pick<Ran, 'place' | 'lines'>): Promise<string | null> {
  const opened = await openLedger(optionsFor(place, new Listener()));
  if (!opened.ok) return opened.reason.message;
  const { ledger } = opened;
  try {
    if (ledger.problem !== null) return ledger.problem.message;
    const records = await ledger.readRange(1, Number.MAX_SAFE_INTEGER);
    const committed = new Set(records.flatMap(({ record }) => (record.kind === 'commit' ? [record.n] : [])));
    const begun = records.flatMap(({ record }) => (record.kind === 'begin' ? [record.n] : []));
    for (const [index, n] of begun.entries())
      if (n <= (begun[index - 1] ?? 0)) return `number ${n} was used twice`;
    for (const line of lines) {
      const [what, number] = line.split(' ');
      const n = Number(number);
      if (what === 'confirmed' && !committed.has(n)) return `confirmed ${n} is lost`;
      if (what === 'refused' && committed.has(n)) return `refused ${n} is there`;
      if (n > ledger.state.leasedTo) return `number ${n} would be given again`;
    }
    const { problem } = await ledger.verifyAll();
    return problem;
  } finally {
    await ledger.close();
  }
}

const count = (lines: readonly string[], word: string): number =>
  lines.filter((line) => line.startsWith(word)).length;

function tell(how: string, injected: number, lines: readonly string[]): void {
  const words = ['confirmed', 'refused', 'unknown', 'reopened'];
  console.log(
    `${how}: ${injected} times; ${words.map((word) => `${count(lines, word)} ${word}`).join(', ')}`,
  );
}

function searchOf({ file, calls, what, isLost = false, first, period }: Fault): Budget {
  const name = ['disk', file, calls, what, ...(isLost ? ['lost'] : [])]
    .join(' ')
    .replaceAll(/[^a-z]+/gi, '-');
  return budget(name, first.length, period);
}

/** The part of a search begins with this one. */
function firstOf({ first, period }: Fault, part: number): number {
  const others = Array.from({ length: period }, (_, index) => index + 1).filter(
    (each) => !first.includes(each),
  );
  return [...first, ...others][part] ?? 1;
}

// Processes of their own, one a test: together they keep both cores busy.
describe.concurrent.each(FAULTS)('$how ($what) (row $row)', (fault) => {
  test(
    'DUR-1, FAIL-3, ORD-2: what was confirmed is there, what was refused is not, and it goes on',
    { timeout: LIMIT_MS },
    async () => {
      let injected = 0;
      const lines: string[] = [];
      const search = searchOf(fault);
      for (const part of search.parts) {
        const ran = await runUnder(fault, firstOf(fault, part), fault.period);
        expect(ran.errors).toBe('');
        expect(ran.confirmed).toHaveLength(INTENTS);
        expect(await brokenIn(ran)).toBeNull();
        expect(ran.injected).toBeGreaterThan(0);
        const { row, how } = fault;
        shown({ ids: [...IDS], row, how, runs: ran.injected, part: search.named(part) });
        search.finish(part);
        injected += ran.injected;
        lines.push(...ran.lines);
      }
      tell(fault.how, injected, lines);
      expect(injected).toBeGreaterThan(search.parts.length);
      if (fault.row === 8 && fault.file.endsWith('-wal')) expect(lines.join('\n')).toMatch(/disk_full/);
    },
  );
});

const shortWrites = budget('disk-short-writes', 1, SHORT_WRITE_PARTS);

test.concurrent.each(shortWrites.parts)(
  'DUR-1, FAIL-3, ORD-2: a write that ends in its middle, at any byte, confirms nothing and loses nothing (part %i) (row 7)',
  { timeout: RUN_LIMIT_MS },
  async (part) => {
    const seed = partSeed(1, part);
    const place = copyOf(made);
    // Without this the signal of the limit ends the process before the error is seen.
    const under = ['bash', '-c', 'trap "" XFSZ; exec "$@"', 'limited'];
    const ran = await stubborn(place, { under, told: ['short', String(seed)], checkpointEvery: NEVER });
    expect(ran.errors).toBe('');
    expect(ran.confirmed).toHaveLength(INTENTS);
    expect(await brokenIn({ place, lines: ran.lines })).toBeNull();
    tell(`short writes, seed ${seed}`, count(ran.lines, 'unknown'), ran.lines);
    const runs = count(ran.lines, 'unknown') + count(ran.lines, 'refused');
    expect(runs).toBeGreaterThan(0);
    const how = 'a write ends in its middle, at any byte';
    shown({ ids: [...IDS], row: 7, how, runs, part: shortWrites.named(part) });
    shortWrites.finish(part);
  },
);

describe.concurrent('the controls', () => {
  test.each([
    [5, 'ignores-errors', CONTROL, { file: 'ledger.sqlite-wal', calls: SYNCS, what: 'error=EIO' }],
    [
      6,
      'forgets-uncheckpointed',
      EVERY,
      { file: 'ledger.sqlite', calls: SYNCS, what: 'error=EIO', isLost: true },
    ],
    [7, 'ignores-errors', CONTROL, { file: 'ledger.sqlite-wal', calls: 'pwrite64', what: 'error=EIO' }],
    [7, 'forgets-uncheckpointed', CONTROL, { file: 'ledger.sqlite', calls: 'pwrite64', what: 'error=EIO' }],
    [8, 'ignores-errors', CONTROL, { file: 'ledger.sqlite-wal', calls: 'pwrite64', what: 'error=ENOSPC' }],
  ] as const)('DUR-1 (row %i): a ledger that %s is found out', async (row, hook, which, fault) => {
    const ran = await runUnder(fault, which.offset, which.period, hook);
    const broken = await brokenIn(ran);
    console.log(`control of row ${row}, ${hook}: ${broken}`);
    expect(ran.injected).toBeGreaterThan(0);
    expect(broken).not.toBeNull();
    shown({ ids: ['DUR-1'], row, how: `a ledger that ${hook} is found out`, runs: 1, control: true });
  });
});
