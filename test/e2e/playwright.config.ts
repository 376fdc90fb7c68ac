import { defineConfig } from '@playwright/test';

/** One real application at a time. A test starts its own, with its own data, unless it leaves it as it found it. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/e2e',
  workers: 1,
  fullyParallel: false,
  // A test that passes only when repeated has found something.
  retries: 0,
  forbidOnly: true,
  failOnFlakyTests: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
});
