import { defineConfig } from 'vitest/config';

/** V8 may lose track of a page of compiled code where processors have protection keys, threads come and go, and then
 * ends the process ("Check failed: jit_page.has_value()"). These tests start threads by the hundred. */
const V8_FLAGS = ['--no-memory-protection-keys'];

/** One project a suite of `npm test` (test/run.mjs), so that each can be run and counted by itself. */
const project = (name: string, include: string[], testTimeout = 5_000) => ({
  test: { name, include, environment: 'node', testTimeout, hookTimeout: 30_000, execArgv: V8_FLAGS },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/unit/**/*.test.{ts,tsx}', '{app,main}/**/*.test.ts']),
      project('guarantees', ['test/guarantees/**/*.test.ts'], 30_000),
      project('hostile', ['test/hostile/**/*.test.ts'], 30_000),
      // Real processes that are killed at random moments: slow on purpose.
      project('ledger', ['test/ledger/**/*.test.ts'], 120_000),
    ],
  },
});
