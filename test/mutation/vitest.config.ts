import { defineConfig } from 'vitest/config';

/** The tests that StrykerJS runs for each mutant; which files, it says itself (areas.mjs). */
export default defineConfig({
  test: {
    include: ['test/{unit,guarantees}/**/*.test.ts'],
    setupFiles: ['test/mutation/fixed-seed.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
});
