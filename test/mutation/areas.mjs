// What is mutated together, and the tests that have to notice it: each part's own, since one that only its users' tests hold
// together can't be changed without them.

/**
 * @typedef {object} Area
 * @property {string[]} mutate files, as globs
 * @property {string[]} tests test files, as globs
 * @property {string[]} [skipped] names of tests that take too long to run them for each mutant that the others miss: the
 *   score is at most too low
 */

/** Tells the processes that run the tests which ones: globs, as JSON. */
export const TESTS_VARIABLE = 'VIBESYNC_MUTATION_TESTS';
/** Tells them which tests of these to leave out: names, as JSON. */
export const SKIPPED_VARIABLE = 'VIBESYNC_MUTATION_SKIPPED';

/** @type {Record<string, Area>} */
export const AREAS = {
  'app/scene': {
    mutate: ['app/scene/*.ts'],
    tests: ['test/unit/app/!(cards|durable-state|earlier|fold|protocol*).test.ts'],
  },
  'app/control-room': { mutate: ['app/control-room/*.ts'], tests: ['test/unit/app/cards.test.ts'] },
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
    tests: [
      'test/unit/orchestrator/*.test.ts',
      'test/unit/host/{attention,cards-by-change,projection}.test.ts',
      'test/unit/gateway/transcript.test.ts',
      'test/unit/renderer/shelf.test.ts',
    ],
    skipped: [
      '25,000 objects go by pieces in order, each as large as a change may be, and the file follows the last',
      'what the state has forgotten is asked of the history, and taken back by what that says',
      'a crash in between loses nothing: the file asks again, about what is left',
      'what a person changes meanwhile stays: the rest does not go through, and the file asks on, about that',
      'objects with much to say go in smaller patches, each within a frame',
      'goes by pieces, with one click',
      'what is declared of objects that never come to be shared is forgotten, the oldest first',
      'a new engine is brought to the truth in as few patches as a frame allows, parents before children',
      'what was refused as more than a change may hold goes from the shelf by pieces, each as large as one may be',
      'a file that asks to be linked is told by the host itself, with nothing else under way',
      'one look has its bound: the rest of what a change is about comes with the batches after it',
      'of the future there is none, and of too long ago the way is not known',
      'a live engine, for which everybody waits, gets less at a time',
      'of the edits of an engine the newest 1,024 answers are remembered, and all that are open',
      'more than one change may hold is refused of an offer, with how much that is, and stays on its card',
    ],
  },
};
