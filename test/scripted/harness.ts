/** The smallest of test runners: one Blender serves a whole suite, so tests run in order, in one process. */
import { idsIn } from '../evidence/catalogue.ts';
import type { FaultRow } from '../evidence/fault-matrix.ts';
import { shown } from '../evidence/index.ts';

export interface Counts {
  passed: number;
  failed: number;
}

export type Test = readonly [name: string, run: () => Promise<void>];

/** What those of the tests that name a guarantee have shown of it when they passed. */
export interface Attempt {
  readonly how: string;
  readonly row?: FaultRow;
}

/** Runs the tests in order; `onFailure` may say more about what happened. */
export async function runTests(
  suite: string,
  tests: readonly Test[],
  only: string | undefined,
  onFailure: () => string,
  attempt?: Attempt,
): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0 };
  for (const [name, run] of tests) {
    if (only !== undefined && !name.includes(only)) continue;
    const error = await runOne(suite, name, run, attempt);
    counts[error === null ? 'passed' : 'failed'] += 1;
    const more = error === null ? '' : onFailure();
    if (more !== '') console.log(more.replace(/^/gm, '      | '));
  }
  return counts;
}

/** Runs tests that share nothing, some at once: most of what such a test takes it waits. */
export async function runTestsAtOnce(
  suite: string,
  tests: readonly Test[],
  only: string | undefined,
  atOnce: number,
): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0 };
  const left = tests.filter(([name]) => only === undefined || name.includes(only));
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const error = await runOne(suite, ...next);
      counts[error === null ? 'passed' : 'failed'] += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return counts;
}

/** @returns what it failed with, which has been printed; null where it passed */
async function runOne(
  suite: string,
  name: string,
  run: () => Promise<void>,
  attempt?: Attempt,
): Promise<string | null> {
  const started = performance.now();
  const title = `${suite}: ${name}${attempt?.row === undefined ? '' : ` (row ${attempt.row})`}`;
  try {
    await run();
  } catch (error) {
    const words = String(error instanceof Error ? error.stack : error);
    console.log(`  ✗ ${title}\n${words.replace(/^/gm, '      ')}`);
    return words;
  }
  const ids = idsIn(name);
  if (attempt !== undefined && ids.length > 0) shown({ ...attempt, ids, runs: 1 });
  console.log(`  ✓ ${title} (${Math.round(performance.now() - started)} ms)`);
  return null;
}
