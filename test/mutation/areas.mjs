// What is mutated together, and the tests that have to notice it: each part's own, since one that only its users' tests hold
// together can't be changed without them.

/**
 * @typedef {object} Area
 * @property {string[]} mutate files, as globs
 * @property {string[]} tests test files, as globs
 */

/** Tells the processes that run the tests which ones: globs, as JSON. */
export const TESTS_VARIABLE = 'VIBESYNC_MUTATION_TESTS';

/** @type {Record<string, Area>} */
export const AREAS = {
  'app/scene': {
    mutate: ['app/scene/*.ts'],
    tests: ['test/unit/app/!(durable-state|earlier|fold|protocol*).test.ts'],
  },
  'app/intents': { mutate: ['app/intents/*.ts'], tests: ['test/unit/intents/*.test.ts'] },
  'app/ledger': {
    mutate: ['app/ledger/*.ts'],
    tests: ['test/unit/app/{durable-state,earlier,fold}.test.ts'],
  },
  'app/protocol': {
    mutate: ['app/protocol/*.ts'],
    tests: ['test/unit/app/protocol*.test.ts', 'test/unit/protocol-reference.test.ts'],
  },
  'main/orchestrator': {
    mutate: ['main/orchestrator/*.ts'],
    tests: ['test/unit/orchestrator/*.test.ts', 'test/guarantees/auth-*.test.ts'],
  },
};
