import { defineConfig } from '@playwright/test';

/** The control room alone, in the real runtime's window, with a bridge that is played by the test. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/renderer',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  failOnFlakyTests: true,
  timeout: 30_000,
  expect: { timeout: 5_000 },
});
