/** Power losses: every write, sync and name of a recorded run, and what may be left of them at each moment. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { budget, isLong, runsShown, shown } from '#test/evidence/index.ts';
import { longSeed } from '#test/evidence/budget.ts';
import { seededRandom } from '#test/ledger/random.ts';
import type { Loss } from './crash-states.ts';
import { explore } from './explorer.ts';
import type { Summary } from './explorer.ts';
import { MEMORY } from './looking.ts';
import { record } from './recording.ts';
import type { RecordingOptions } from './recording.ts';

const SHORT_DISTINCT = 10_000;
const LONG_DISTINCT = 1_000_000;
/** A part has ten to twenty thousand, as its draw has it: if all were of the leanest, they would still come to that. */
const LONG_PARTS = 110;
/** Of each, or it is none. */
const LONG_PART_DISTINCT = 5_000;
/** Evenly spread. */
const CONTROL_STATES = 600;
const SEED = 1;
const PART_LIMIT_MS = 1_200_000;

const ROWS = { lost: 2, torn: 3, reordered: 4 } as const;
const HOW: Readonly<Record<Loss, string>> = {
  lost: 'crash states without a beginning or an end of the unsynced writes and names',
  torn: 'crash states with a write torn at a sector, or with its length and not its data',
  reordered: 'crash states with any subset of the newest unsynced writes',
};

const root = fs.mkdtempSync(path.join(MEMORY, 'vibesync-crash-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Small enough to be opened thousands of times; checkpoints, snapshots and a new write-ahead file are among it. */
const SMALL: RecordingOptions = {
  seed: SEED,
  lives: 3,
  intents: 12,
  snapshotEvery: 20,
  checkpointEvery: 4,
};

/** The part's own run: other groups, other moments for checkpoints and snapshots. */
function optionsOf(part: number): RecordingOptions {
  if (!isLong()) return SMALL;
  const seed = longSeed(SEED) + part;
  const random = seededRandom(seed);
  return {
    seed,
    lives: 3,
    intents: 16 + random(6),
    snapshotEvery: 20 + random(30),
    checkpointEvery: 3 + random(6),
  };
}

function tell(words: string, { possible, distinct, tally, lost, wrong, examples }: Summary): void {
  const each = Object.entries(tally).map(([loss, { states }]) => `${states} ${loss}`);
  console.log(
    `${words}: ${distinct} distinct crash states (${each.join(', ')}) of ${possible} combinations; ` +
      `${lost} lost something confirmed, ${wrong} were wrong`,
  );
  for (const example of examples) console.log(`  ${example}`);
}

const share = budget('disk-crash-states', 1, LONG_PARTS);

test.each(share.parts)(
  'FAIL-3, FAIL-5, DUR-1, DUR-2, ORD-2: any legal state of the disk after a power loss has all that was confirmed and nothing else (part %i) (rows 2, 3 and 4)',
  { timeout: PART_LIMIT_MS },
  async (part) => {
    const options = optionsOf(part);
    const recording = await record(path.join(root, `part-${part}`), options);
    const summary = await explore(recording, recording.root);
    tell(`seed ${options.seed}`, summary);
    expect(summary.examples).toEqual([]);
    expect(summary).toMatchObject({ lost: 0, wrong: 0 });
    expect(summary.distinct).toBeGreaterThan(isLong() ? LONG_PART_DISTINCT : SHORT_DISTINCT);
    fs.rmSync(path.dirname(recording.root), { recursive: true });
    for (const loss of ['lost', 'torn', 'reordered'] as const) {
      const ids = ['FAIL-3', 'FAIL-5', 'DUR-1', 'DUR-2', 'ORD-2'] as const;
      const runs = summary.tally[loss].states;
      shown({ ids: [...ids], row: ROWS[loss], how: HOW[loss], runs, part: share.named(part) });
    }
    share.finish(part);
    // Each run answers for what all before it have done.
    if (isLong() && share.done + share.parts.length >= LONG_PARTS && part === share.parts.at(-1)) {
      const runs = Object.values(HOW).reduce((sum, how) => sum + runsShown(how), 0);
      expect(runs).toBeGreaterThanOrEqual(LONG_DISTINCT);
    }
  },
);

test('FAIL-5, DUR-1: a ledger that forgot FULL loses what it confirmed (the negative control) (rows 2, 3 and 4)', async () => {
  const recording = await record(path.join(root, 'control'), { ...SMALL, hooks: ['weak-sync'] });
  const summary = await explore(recording, recording.root, CONTROL_STATES);
  tell('control, synchronous = NORMAL', { ...summary, examples: [] });
  fs.rmSync(path.dirname(recording.root), { recursive: true });
  for (const loss of ['lost', 'torn', 'reordered'] as const) {
    const { lost } = summary.tally[loss];
    expect(lost, loss).toBeGreaterThan(0);
    shown({
      ids: ['FAIL-5', 'DUR-1'],
      row: ROWS[loss],
      how: 'crash states of a ledger with synchronous = NORMAL that lost something confirmed',
      runs: lost,
      control: true,
    });
  }
});
