import { statSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { TESTS_VARIABLE } from './areas.mjs';

/** Transcripts first, which see most of what changes, then short files: they notice most mutants in milliseconds, and the
 * searches over many examples need not start. */
class MostTellingFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      moduleId.includes('transcripts-') ? 0 : statSync(moduleId).size;
    return Promise.resolve(files.toSorted((a, b) => rank(a) - rank(b)));
  }
}

/** The tests that StrykerJS runs for each mutant. */
export default defineConfig({
  test: {
    include: JSON.parse(process.env[TESTS_VARIABLE] ?? '[]'),
    setupFiles: [
      'test/mutation/fixed-seed.ts',
      'test/after-each-file.ts',
      'test/unit/orchestrator/watched.ts',
    ],
    sequence: { sequencer: MostTellingFirst },
    environment: 'node',
    testTimeout: 30_000,
    // The modules are loaded once for a mutant, not for each file; a new thread begins with each mutant all the same.
    isolate: false,
  },
});
