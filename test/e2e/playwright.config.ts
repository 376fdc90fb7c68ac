import { defineConfig } from '@playwright/test';

const STORIES = /stories\.spec\.ts$/;
const RESULTS = '../../test-results';

/**
 * One real application at a time. A test starts its own, with its own data, unless it leaves it as it found it. The stories of a
 * working day are a project of their own: `npm test` runs them on another display beside the rest, for both wait most of the time.
 */
export default defineConfig({
  testDir: '.',
  projects: [
    { name: 'e2e', testIgnore: STORIES, outputDir: `${RESULTS}/e2e` },
    { name: 'stories', testMatch: STORIES, outputDir: `${RESULTS}/stories` },
  ],
  workers: 1,
  fullyParallel: false,
  // A test that passes only when repeated has found something.
  retries: 0,
  forbidOnly: true,
  failOnFlakyTests: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
});
