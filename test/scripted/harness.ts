/** The smallest of test runners: one Blender serves a whole suite, so tests run in order, in one process. */
export interface Counts {
  passed: number;
  failed: number;
}

export type Test = readonly [name: string, run: () => Promise<void>];

/** Runs the tests in order; `onFailure` may say more about what happened. */
export async function runTests(
  suite: string,
  tests: readonly Test[],
  only: string | undefined,
  onFailure: () => string,
): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0 };
  for (const [name, run] of tests) {
    if (only !== undefined && !name.includes(only)) continue;
    const started = performance.now();
    try {
      await run();
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
