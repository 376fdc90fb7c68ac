/**
 * FAIL-3, FAIL-1: what comes from within. A bug in the commit path ends the application at once, since nothing that it
 * still did could be known to be right; a bug beside it costs what it is in, and the rest goes on.
 */
import { beforeAll, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { buildHost } from './build.ts';
import { ALL_PATCHES } from './faults.ts';
import { headless } from './running-process.ts';
import { newTally, Soak } from './soak.ts';
import type { Death, Wrong } from './soak.ts';

/** As in main/index.ts. */
const FATAL = 70;
/** Enough for the application, and soon used up, in each of its threads. */
const SMALL_HEAP = ['--max-old-space-size=64'];
const ADAPTER_DEATHS = 10;

let script = '';
beforeAll(async () => {
  script = await buildHost(ALL_PATCHES);
});

interface Ending {
  readonly what: string;
  readonly death: Death;
  readonly wrong: Wrong;
}

const ENDINGS: readonly Ending[] = [
  {
    what: 'an exception in the step that commits',
    death: { code: FATAL },
    wrong: { environment: { FAULT: 'an exception in the commit path' } },
  },
  {
    what: 'an exception that nobody catches, right after a commit was handed to the ledger',
    death: { code: FATAL },
    wrong: { environment: { THROW_AT: 'commit_sent:12' } },
  },
  {
    what: 'no memory left in the main process, with a change on its way',
    death: { code: 'SIGABRT' },
    wrong: { environment: { FAULT: 'main is out of memory' }, flags: SMALL_HEAP },
  },
];

it.each(ENDINGS)(
  'FAIL-3, DUR-1: it ends at once by $what, and the next start has all of it (row 31)',
  async (ending) => {
    await inSoak(async (soak) => {
      await soak.live(ending.death, true, newTally(), ending.wrong);
      const confirmed = soak.author.outcomes.size;
      expect(confirmed).toBeGreaterThan(5);
      await soak.live({ afterHeard: 40 }, true, newTally());
      await soak.rest();
      expect(soak.author.outcomes.size).toBeGreaterThan(confirmed);
    });
    shown({ ids: ['FAIL-3', 'DUR-1'], row: 31, how: `it ends by ${ending.what}`, runs: 1 });
  },
);

/** `isOnce`: whether what comes after it is spared. */
const WORKER_DEATHS: readonly (Ending & { readonly isOnce: boolean })[] = [
  {
    what: 'dies of an exception between a sync and its message',
    death: { afterHeard: 400 },
    wrong: { environment: { THROW_AT: 'synced:12' } },
    isOnce: false,
  },
  {
    what: 'has no memory left',
    death: { afterHeard: 400 },
    wrong: { environment: { FAULT: 'the ledger’s worker is out of memory' }, flags: SMALL_HEAP },
    isOnce: true,
  },
  {
    what: 'dies as it opens the history again after a failed sync',
    death: { afterHeard: 400 },
    wrong: { environment: { FAULT: 'the ledger’s worker dies as it opens again' } },
    isOnce: true,
  },
];

it.each(WORKER_DEATHS)(
  'FAIL-3, DUR-1: the ledger’s worker $what; a replay decides, and it goes on (row 31)',
  async (it) => {
    await inSoak(async (soak) => {
      await soak.live(it.death, true, newTally(), it.wrong);
      // One replay decides, not one for each failure on the way to it.
      if (it.isOnce) expect(soak.broughtUp).toBe(2);
      else expect(soak.broughtUp).toBeGreaterThan(1);
      await soak.rest();
    });
    shown({ ids: ['FAIL-3', 'DUR-1'], row: 31, how: `the ledger’s worker ${it.what}`, runs: 1 });
  },
);

it('ORD-1: the history’s worker dies, and changes go through as before (row 31)', async () => {
  await inSoak(async (soak) => {
    const wrong = { environment: { FAULT: 'the history’s worker dies' } };
    await soak.live({ afterHeard: 150 }, true, newTally(), wrong);
    expect(soak.errors).toContain('history_stopped');
    expect(soak.author.outcomes.size).toBeGreaterThan(5);
    await soak.rest();
  });
  shown({ ids: ['ORD-1'], row: 31, how: 'the history’s worker dies', runs: 1 });
});

it('FAIL-1, FAIL-2: adapters die right after they have answered; the others go on, and the dead come back in step (row 18)', async () => {
  await inSoak(async (soak) => {
    const { stood } = await soak.outliveAdapters(ADAPTER_DEATHS);
    console.log(`${ADAPTER_DEATHS} deaths of adapters, ${stood} of the last answers stood`);
    expect(stood).toBeGreaterThan(0);
    await soak.rest();
  });
  shown({
    ids: ['FAIL-1', 'FAIL-2'],
    row: 18,
    how: 'an adapter dies right after it has answered for a number, under load',
    runs: ADAPTER_DEATHS,
  });
});

async function inSoak(run: (soak: Soak) => Promise<void>): Promise<void> {
  const soak = new Soak(headless(script), ADAPTER_DEATHS);
  try {
    await run(soak);
  } finally {
    await soak.dispose();
  }
}
