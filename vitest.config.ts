import { defineConfig } from 'vitest/config';
import { builtWorkers } from './test/bundling.ts';
import { isLong } from './test/evidence/budget.ts';

/** Node strips types with WebAssembly, in every thread anew. When V8 replaces a wrapper that is called often, it may free
 * code that another thread has just freed, and ends the process ("Check failed: jit_page.has_value()"); these tests
 * start threads by the hundred. With this budget no wrapper is ever replaced. What ships has no types to strip. */
const V8_FLAGS = ['--wasm-wrapper-tiering-budget=1000000000'];

interface Limits {
  readonly testTimeout?: number;
  /** A process for each file, where files are few and what they do to their process is the point. Else one runs many, which
   * loads the application once: half of what all unit tests take. */
  readonly isolate?: boolean;
  /** Where a test remembers millions of things: Node's own bound is two to four thousand, by how much memory there is. */
  readonly heapMb?: number;
  /** Loaded before each file, besides what every project loads. */
  readonly before?: string;
}

/** One project a suite of `npm test` (test/run.mjs), so that each can be run and counted by itself. */
const project = (
  name: string,
  include: string[],
  { testTimeout = 30_000, isolate = false, heapMb, before }: Limits = {},
) => ({
  plugins: [builtWorkers()],
  test: {
    name,
    include,
    environment: 'node',
    setupFiles: ['test/after-each-file.ts', ...(before === undefined ? [] : [before])],
    testTimeout,
    hookTimeout: 30_000,
    isolate,
    execArgv: [...V8_FLAGS, ...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`])],
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/unit/**/*.test.{ts,tsx}', '{app,main}/**/*.test.ts'], {
        before: 'test/unit/orchestrator/watched.ts',
      }),
      project('guarantees', ['test/guarantees/**/*.test.ts']),
      // Other engines than those that ship with an adapter, as real processes.
      project('adapters', ['test/adapters/**/*.test.ts'], { testTimeout: 60_000, isolate: true }),
      project('hostile', ['test/hostile/**/*.test.ts'], { isolate: true }),
      // What is injected and survived: searches over many states, processes that are killed.
      project('faults', ['test/faults/**/*.test.ts'], {
        testTimeout: 120_000,
        ...(isLong() ? { heapMb: 12_288 } : {}),
      }),
      // Real processes that are killed at random moments: slow on purpose.
      project('ledger', ['test/ledger/**/*.test.ts'], { testTimeout: 120_000 }),
    ],
  },
});
