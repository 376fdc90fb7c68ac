/**
 * FAIL-3, ORD-2, DUR-1: the real headless host, killed again and again, at every named point of a commit and of the
 * recovery from one, and wherever chance finds it, with an author and two engines at work.
 */
import { beforeAll, expect, it } from 'vitest';
import { budget, isLong, longSeed, runsShown, shown } from '#test/evidence/index.ts';
import { seededRandom } from '../../ledger/random.ts';
import { buildHost } from './build.ts';
import { headless } from './running-process.ts';
import { newTally, Soak } from './soak.ts';
import type { Death, Tally } from './soak.ts';

/** Where a commit stands; each part of the soak dies at every third of them. */
const COMMIT_POINTS = [
  'begin_sent',
  'queued',
  'sent_to_one',
  'sent_to_both',
  'applied_in_one',
  'applied_in_both',
  'commit_sent',
  'commit_queued',
  'writing',
  'syncing',
  'synced',
  'receipt_written',
  'reported',
  'durable_heard',
  'confirmed_to_one',
  'confirmed_to_both',
  'author_told',
] as const;
/** Between a commit's being durable and its last reader: who was not told asks, and is told then. */
const UNTOLD_POINTS: ReadonlySet<string> = new Set(COMMIT_POINTS.slice(COMMIT_POINTS.indexOf('synced')));
/** Where a recovery stands, the first one being that of what the ledger's worker writes first. */
const RECOVERY_POINTS = ['recovering', 'writing', 'syncing', 'synced', 'comparing', 'in_step'] as const;
/** After a death in which engines had applied what was not committed: they have to be set back. */
const SET_BACK = ['applied_in_both', 'patching'] as const;

const PARTS_SHORT = 3;
const PARTS_LONG = 70;
const LIVES_A_PART = 17;
/** Beside those of the application with its window (test/e2e/soak.spec.ts). */
const LIVES_SHORT = 45;
const LIVES_LONG = 1_000;
const SEED = 20_261_129;
const COUNT_MAX = 25;
const HEARD_MAX = 150;

interface Planned {
  readonly death: Death;
  readonly isRecovery: boolean;
  /** Brought to rest and compared before it is loaded and dies. */
  readonly settles: boolean;
}

/**
 * Each death of a commit is followed by one in the recovery from it, the first one by two. Which point of a recovery that is
 * changes with every so many parts, so that in the long form each point of a commit meets each of a recovery.
 */
function planOf(part: number, seed: number): Planned[] {
  const random = seededRandom(seed + part);
  const round = Math.floor(part / PARTS_SHORT);
  const commit = (at: string): Planned => ({
    death: { at, count: 2 + random(COUNT_MAX) },
    isRecovery: false,
    settles: true,
  });
  const recovery = (at: string): Planned => ({ death: { at, count: 1 }, isRecovery: true, settles: false });
  const recoveryFrom = (at: (typeof COMMIT_POINTS)[number], further = 0): Planned =>
    recovery(
      RECOVERY_POINTS[(COMMIT_POINTS.indexOf(at) + round + further) % RECOVERY_POINTS.length] ?? 'recovering',
    );
  const plan = COMMIT_POINTS.filter((_, index) => index % PARTS_SHORT === part % PARTS_SHORT).flatMap(
    (at, index) => [commit(at), recoveryFrom(at), ...(index === 0 ? [recoveryFrom(at, 3)] : [])],
  );
  plan.push(commit(SET_BACK[0]), recovery(SET_BACK[1]));
  while (plan.length < LIVES_A_PART) {
    const death = { afterHeard: 20 + random(HEARD_MAX) };
    plan.push({ death, isRecovery: false, settles: random(2) === 0 });
  }
  return plan;
}

const KILLED_UNDER_LOAD =
  'SIGKILL of the headless application at every named point of a commit and at random ones, under load';

const pointsOf = (plan: readonly Planned[]): string[] =>
  plan.flatMap(({ death }) => ('at' in death ? [death.at] : []));

it('the short form dies at every point', () => {
  const points = Array.from({ length: PARTS_SHORT }, (_, part) => part).flatMap((part) =>
    pointsOf(planOf(part, SEED)),
  );
  expect(new Set(points)).toStrictEqual(new Set([...COMMIT_POINTS, ...RECOVERY_POINTS, ...SET_BACK]));
});

let script = '';
beforeAll(async () => {
  script = await buildHost();
});

it('FAIL-3, ORD-2, DUR-1: killed at every point, it confirms what is there, and each intent comes to one outcome (rows 1, 13 and 16)', async () => {
  const seed = longSeed(SEED);
  const search = budget('crash-soak', PARTS_SHORT, PARTS_LONG);
  const points = new Map<string, number>();
  const runs = { deaths: 0, recovery: 0, inFlight: 0, confirmed: 0, answeredAgain: 0, seconds: 0 };
  const waiting = [...search.parts];
  // Most of a life is waiting for a process to start: as many ledgers as there are parts in the short form go on at once.
  const lane = async (): Promise<void> => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const plan = planOf(part, seed);
      const tally = await runPart(plan, seed + part);
      console.log(`part ${part} of seed ${seed}: ${wordsOf(tally)}`);
      expect(tally.inFlight / tally.lives).toBeGreaterThan(0.5);
      for (const [point, deaths] of tally.points) points.set(point, (points.get(point) ?? 0) + deaths);
      const recovery = plan.filter(({ isRecovery }) => isRecovery).length;
      tell(tally, recovery, search.named(part));
      search.finish(part);
      runs.deaths += tally.lives;
      runs.recovery += recovery;
      runs.inFlight += tally.inFlight;
      runs.confirmed += tally.confirmed;
      runs.answeredAgain += tally.answeredAgain;
      runs.seconds += tally.seconds;
    }
  };
  await Promise.all(Array.from({ length: PARTS_SHORT }, lane));
  const histogram = [...points].map(([point, deaths]) => `${point} ${deaths}`).sort();
  console.log(
    `${runs.deaths} deaths, ${runs.inFlight} in flight, ${runs.recovery} in a recovery, ` +
      `${(runs.seconds / runs.deaths).toFixed(2)} s each; ${runs.confirmed} intents, ${runs.answeredAgain} answered ` +
      `after they were asked again; ${histogram.join(', ')}`,
  );
  // Of as many parts as in the short form that is each there is; of fewer, what they are to die at.
  for (const point of new Set(search.parts.flatMap((part) => pointsOf(planOf(part, seed)))))
    expect(points.get(point) ?? 0, point).toBeGreaterThan(0);
  if (!isLong()) expect(runs.deaths).toBeGreaterThanOrEqual(LIVES_SHORT);
  // A run that was to do only some of them, or goes on with what others have done, answers for all of them together.
  else if (search.done + search.parts.length >= PARTS_LONG)
    expect(runsShown(KILLED_UNDER_LOAD)).toBeGreaterThanOrEqual(LIVES_LONG);
}, 3_600_000);

/** What a part has shown is told with it: an interrupted run keeps both. */
function tell({ points, lives }: Tally, recovery: number, part: string): void {
  const untold = [...points].reduce(
    (sum, [point, deaths]) => sum + (UNTOLD_POINTS.has(point) ? deaths : 0),
    0,
  );
  shown({
    ids: ['FAIL-3', 'ORD-2', 'DUR-1'],
    row: 1,
    how: KILLED_UNDER_LOAD,
    runs: lives,
    part,
  });
  shown({
    ids: ['FAIL-3', 'ORD-2'],
    row: 13,
    how: 'SIGKILL in the recovery from a SIGKILL at every named point of a commit, up to twice in a row',
    runs: recovery,
    part,
  });
  shown({
    ids: ['DUR-1', 'FAIL-3'],
    row: 16,
    how: 'SIGKILL between a commit’s sync and the last word about it; its author asks again',
    runs: untold,
    part,
  });
}

async function runPart(plan: readonly Planned[], seed: number): Promise<Tally> {
  const soak = new Soak(headless(script), seed);
  const tally = newTally();
  try {
    for (const { death, settles } of plan) await soak.live(death, settles, tally);
    await soak.rest();
    return tally;
  } finally {
    await soak.dispose();
  }
}

function wordsOf(tally: Tally): string {
  return (
    `${tally.lives} deaths, ${tally.inFlight} in flight, ${tally.settled} times at rest and compared; ` +
    `${tally.confirmed} intents (${tally.lost} lost in flight, ${tally.answeredAgain} asked again), ` +
    `${tally.resumed} resumes, ${tally.paired} pairings`
  );
}
