// npm run mutate [-- AREA|FILE…] [-- --sample=N [--seed=S]] [-- --force] [-- --tests=GLOB]
// Changes the pure code in one place after another, and runs the tests that should notice: what survives is a line that
// could be wrong without any test failing. AREAS are listed in areas.mjs; a FILE (`app/scene/apply.ts`, also with a range
// of lines, `app/scene/apply.ts:10-40`) is measured by the tests of its area. With `--sample` only N of the mutants are
// measured, chosen at random by the seed, and the score comes with its interval. With `--tests` only those of GLOB are run:
// faster, and the score is at most too low. What was measured is kept in .cache/mutation and measured anew only where the
// code or its tests have changed.
import { AREAS, SKIPPED_VARIABLE, TESTS_VARIABLE } from './areas.mjs';
import { lastRank, rankOf } from './sampling.mjs';
import { printSample, printScores } from './scores.mjs';
import { loadStryker, mutantsOf } from './stryker.mjs';

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const force = process.argv.includes('--force');
const only = option('tests');
const sampleSize = option('sample');
const seed = Number(option('seed') ?? 1);
const chosen = wanted.length === 0 ? Object.keys(AREAS) : wanted;

for (const name of chosen) {
  const [area, { mutate, tests, skipped }] = areaOf(name);
  const files = name === area ? mutate : [name];
  const sample = sampleSize === undefined ? null : await sampleOf(files, Number(sampleSize));
  // What StrykerJS finds in a file and is not asked about any more it forgets: a sample has a memory of its own.
  const cache = `.cache/mutation/${area.replaceAll('/', '-')}${sample === null ? '' : `-seed-${seed}`}`;
  const Stryker = await loadStryker(sample === null ? null : (change) => rankOf(seed, change) <= sample.last);
  // Not by Stryker's own `testFiles`: with that it (10.1.1) switches mutants of what runs while a module loads on too late.
  process.env[TESTS_VARIABLE] = JSON.stringify(only === undefined ? tests : [only]);
  process.env[SKIPPED_VARIABLE] = JSON.stringify(skipped ?? []);
  const results = await new Stryker({
    mutate: files,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    incremental: true,
    incrementalFile: `${cache}.json`,
    force,
    concurrency: 1,
    timeoutMS: 30_000,
    tempDirName: '.cache/mutation/sandboxes',
    ignorePatterns: ['/out', '/dist', '/test-results', '/.cache'],
    reporters: ['progress-append-only', 'html'],
    htmlReporter: { fileName: `${cache}.html` },
  }).runMutationTest();
  // What is remembered of other files is among the results as well.
  const [file = ''] = name.split(':');
  const own = name === area ? results : results.filter(({ fileName }) => fileName.endsWith(`/${file}`));
  if (sample === null) printScores(name, own);
  else printSample(name, own, sample.of);
}

/** @param {string} name */
function option(name) {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/** @param {string} name */
function areaOf(name) {
  const found = Object.entries(AREAS).find(([area]) => name === area || name.startsWith(`${area}/`));
  if (found === undefined) throw new Error(`No such area. There are: ${Object.keys(AREAS).join(', ')}`);
  return found;
}

/**
 * @param {readonly string[]} files
 * @param {number} count
 */
async function sampleOf(files, count) {
  if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(seed)) {
    throw new Error('A sample is so many mutants, chosen by a whole number: --sample=400 --seed=1');
  }
  if (files.some((file) => file.includes(':'))) throw new Error('A sample is of whole files.');
  const mutants = await mutantsOf(files);
  return { last: lastRank(mutants, count, seed), of: mutants.length };
}
