// A checker of StrykerJS, loaded by it where a sample is measured: it passes the mutants of the sample and refuses the rest,
// which StrykerJS then does not run. The only place where it lets anyone choose single mutants: a range of lines, or a node
// that is ignored, takes all that is inside along.
import { inProject, rankOf } from './sampling.mjs';

/** Tells the checker's process the sample: seed and last rank, as JSON. */
export const SAMPLE_VARIABLE = 'VIBESYNC_MUTATION_SAMPLE';

/** @typedef {import('./sampling.mjs').Change & { id: string }} Mutant */

class SampleChecker {
  init() {
    return Promise.resolve();
  }

  /** @param {Mutant[]} mutants */
  check(mutants) {
    const results = mutants.map((mutant) => [mutant.id, isInSample(mutant) ? PASSED : REFUSED]);
    return Promise.resolve(Object.fromEntries(results));
  }

  /**
   * All at once: the answer costs nothing, and asking for each takes a message.
   * @param {Mutant[]} mutants
   */
  group(mutants) {
    return Promise.resolve([mutants.map(({ id }) => id)]);
  }
}

const PASSED = { status: 'passed' };
/** StrykerJS knows no other reason to refuse a mutant; it takes it out of the score. */
const REFUSED = { status: 'compileError', reason: 'not in the sample' };

/** @param {Mutant} mutant */
function isInSample(mutant) {
  const { seed, last } = JSON.parse(process.env[SAMPLE_VARIABLE] ?? '');
  return rankOf(seed, { ...mutant, fileName: inProject(mutant.fileName, process.cwd()) }) <= last;
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: SampleChecker }];
