/** That the soak can fail: a host that is broken in one way, and the check that has to find it. */
import { beforeAll, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import type { GuaranteeId } from '#test/evidence/catalogue.ts';
import type { FaultRow } from '#test/evidence/fault-matrix.ts';
import { buildHost } from './build.ts';
import { ALL_PATCHES } from './faults.ts';
import type { BROKEN } from './faults.ts';
import { headless } from './running-process.ts';
import { newTally, Soak } from './soak.ts';
import type { Death } from './soak.ts';

const LIMIT_MS = 5_000;
const SEED = 31;

interface Control {
  readonly id: GuaranteeId;
  readonly row: FaultRow;
  readonly how: keyof typeof BROKEN;
  readonly deaths: readonly Death[];
  readonly found: RegExp;
}

const TOLD: Death = { at: 'author_told', count: 1 };
const DURABLE: Death = { at: 'synced', count: 20 };
/** The first number after a rest: its BEGIN waits for a commit to be synced with (R3), and engines have applied it. */
const APPLIED: Death = { at: 'applied_in_both', count: 1 };
const RANDOM: Death = { afterHeard: 40 };

const CONTROLS: readonly Control[] = [
  {
    id: 'DUR-1',
    row: 1,
    how: 'confirms before the sync',
    deaths: [TOLD],
    found: /was confirmed as \d+, and is lost/,
  },
  {
    id: 'ORD-2',
    row: 13,
    how: 'forgets what became of numbers',
    deaths: [DURABLE, RANDOM],
    found: /ORD-2: what became of number \d+ is not in the log/,
  },
  {
    id: 'ORD-2',
    row: 1,
    how: 'uses numbers twice',
    deaths: [DURABLE, APPLIED, RANDOM],
    // Whichever comes first: an engine sees it again, or the rest of the lease has no end.
    found: /ORD-2: (number \d+ was sent again|what became of number \d+ is not in the log)/,
  },
  {
    id: 'FAIL-3',
    row: 16,
    how: 'forgets whom it has answered',
    deaths: [DURABLE, RANDOM],
    found: /FAIL-3: .*(ended as|is committed twice)/,
  },
];

let script = '';
beforeAll(async () => {
  script = await buildHost(ALL_PATCHES);
});

it.each(CONTROLS)(
  '$id: the soak finds a host that $how (row $row)',
  async ({ id, row, how, deaths, found }) => {
    const problem = await problemOf(async (soak) => {
      for (const death of deaths) await soak.live(death, true, newTally(), { environment: { FAULT: how } });
    });
    console.log(problem.split('\n')[0]);
    expect(problem).toMatch(found);
    shown({ ids: [id], row, how: `the soak finds a host that ${how}`, runs: 1, control: true });
  },
);

// Both wait for what never comes: side by side.
it.concurrent(
  'FAIL-1: where adapters die, the comparison finds a host that sets nobody back (row 18)',
  async () => {
    const how = 'sets nobody back';
    const problem = await problemOf((soak) => soak.outliveAdapters(2, { environment: { FAULT: how } }));
    console.log(problem.split('\n')[0]);
    expect(problem).toMatch(/never came to this: \w+ converges/);
    shown({
      ids: ['FAIL-1'],
      row: 18,
      how: 'the comparison finds a host that sets nobody back',
      runs: 1,
      control: true,
    });
  },
);

it.concurrent(
  'FAIL-3: the check finds a host that goes on after an exception in its commit path (row 31)',
  async () => {
    const problem = await problemOf((soak) =>
      soak.live({ code: 70 }, true, newTally(), { environment: { FAULT: 'goes on after a bug' } }),
    );
    expect(problem).toMatch(/never came to this: the process ends/);
    shown({
      ids: ['FAIL-3'],
      row: 31,
      how: 'a host that goes on after a bug is found',
      runs: 1,
      control: true,
    });
  },
);

it('ORD-1: the check finds a host that ends with its history (row 31)', async () => {
  const problem = await problemOf((soak) =>
    soak.live(RANDOM, true, newTally(), { environment: { FAULT: 'ends with its history' } }),
  );
  expect(problem).toMatch(/ended with 70 and not with SIGKILL/);
  shown({
    ids: ['ORD-1'],
    row: 31,
    how: 'a host that ends with its history is found',
    runs: 1,
    control: true,
  });
});

/** What a soak of the broken host fails with; empty where it does not. */
async function problemOf(run: (soak: Soak) => Promise<unknown>): Promise<string> {
  const soak = new Soak(headless(script), SEED, LIMIT_MS);
  try {
    await run(soak);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await soak.dispose();
  }
}
