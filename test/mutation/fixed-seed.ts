import fc from 'fast-check';
import { beforeEach } from 'vitest';
import { SKIPPED_VARIABLE } from './areas.mjs';

// The same examples for every mutant and in every run, so that a score can be had again; and the first counterexample
// is enough to kill a mutant: looking for the smallest takes longer than all the rest.
fc.configureGlobal({ seed: 20_260, endOnFailure: true });

const skipped: unknown = JSON.parse(process.env[SKIPPED_VARIABLE] ?? '[]');
beforeEach(({ task, skip }) => skip(Array.isArray(skipped) && skipped.includes(task.name)));

/** What StrykerJS counts while nothing is changed: how often each mutant's place was reached. */
interface Counting {
  mutantCoverage?: { static: object; perTest: object };
}

// One thread runs all files, and StrykerJS adds up what it is told after each: so that nothing counts twice, each file counts
// from nothing. A mutant that runs forever is stopped at so many times its count.
const counting = (globalThis as { __stryker__?: Counting }).__stryker__?.mutantCoverage;
if (counting !== undefined) Object.assign(counting, { static: {}, perTest: {} });
