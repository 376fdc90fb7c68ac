/**
 * FAIL-3, ORD-2, DUR-1: the application with its window, killed in the middle of its work at named points of a commit and
 * wherever chance finds it. Its author is the person at the window; two engines come back after every death. The soak
 * without a window does this far more often (test/faults/process/soak.test.ts), by the same checks.
 */
import { test, expect } from '@playwright/test';
import { budget, longSeed, shown } from '../evidence/index.ts';
import { newTally, Soak } from '../faults/process/soak.ts';
import type { Death, Tally } from '../faults/process/soak.ts';
import { seededRandom } from '../ledger/random.ts';
import { WindowedHost } from './support/windowed-host.ts';

const SEED = 20_261_131;
const PARTS_LONG = 5;
const LIVES_A_PART = 5;
/** Of its ledger's worker: after what it needs to start, and often enough while it works. */
const POINTS = ['commit_queued', 'syncing', 'synced', 'receipt_written'] as const;
const COUNT_MIN = 12;
const COUNT_RANGE = 20;
const HEARD_RANGE = 60;
/** With a window it starts in seconds. */
const LIMIT_MS = 60_000;

function planOf(seed: number): Death[] {
  const random = seededRandom(seed);
  const deaths: Death[] = POINTS.map((at) => ({ at, count: COUNT_MIN + random(COUNT_RANGE) }));
  return [...deaths, { afterHeard: 20 + random(HEARD_RANGE) }];
}

test('FAIL-3, ORD-2, DUR-1: killed with its window open, it confirms what is there, and each intent comes to one outcome (row 1)', async () => {
  test.setTimeout(3_600_000);
  const seed = longSeed(SEED);
  const search = budget('crash-soak-in-electron', 1, PARTS_LONG);
  for (const part of search.parts) {
    const tally = await runPart(seed + part);
    expect(tally.lives).toBeGreaterThanOrEqual(LIVES_A_PART);
    const points = [...tally.points].map(([point, deaths]) => `${point} ${deaths}`).join(', ');
    console.log(
      `part ${part} of seed ${seed}: ${tally.lives} deaths, ${tally.inFlight} in flight, ` +
        `${(tally.seconds / tally.lives).toFixed(2)} s each; ${tally.confirmed} intents, ` +
        `${tally.answeredAgain} answered after they were asked again; ${points}`,
    );
    expect(tally.inFlight / tally.lives).toBeGreaterThan(0.5);
    shown({
      ids: ['FAIL-3', 'ORD-2', 'DUR-1'],
      row: 1,
      how: 'SIGKILL of the application with its window, at named points of a commit and at random, under load',
      runs: tally.lives,
      part: search.named(part),
    });
    search.finish(part);
  }
});

async function runPart(seed: number): Promise<Tally> {
  const soak = new Soak((options, happenings) => new WindowedHost(options, happenings), seed, LIMIT_MS);
  const tally = newTally();
  try {
    for (const death of planOf(seed)) await soak.live(death, true, tally);
    await soak.rest();
    return tally;
  } finally {
    await soak.dispose();
  }
}
