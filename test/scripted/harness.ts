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
    const started = performance.now();
    try {
      await run();
      const ids = idsIn(name);
      if (attempt !== undefined && ids.length > 0) shown({ ...attempt, ids, runs: 1 });
      counts.passed += 1;
      console.log(`  ✓ ${suite}: ${name} (${Math.round(performance.now() - started)} ms)`);
    } catch (error) {
      counts.failed += 1;
      console.log(`  ✗ ${suite}: ${name}`);
      console.log(String(error instanceof Error ? error.stack : error).replace(/^/gm, '      '));
      const more = onFailure();
      if (more !== '') console.log(more.replace(/^/gm, '      | '));
    }
  }
  return counts;
}
