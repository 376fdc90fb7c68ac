// npm run mutate [-- AREA|FILE…] [-- --force] [-- --tests=GLOB]
// Changes the pure code in one place after another, and runs the tests that should notice: what survives is a line that
// could be wrong without any test failing. AREAS are listed in areas.mjs; a FILE (`app/scene/apply.ts`, also with a range
// of lines, `app/scene/apply.ts:10-40`) is measured by the tests of its area. With `--tests` only those of GLOB are run:
// faster, and the score is at most too low. What was measured is kept in .cache/mutation and measured anew only where the
// code or its tests have changed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { AREAS, TESTS_VARIABLE } from './areas.mjs';
import { printScores } from './scores.mjs';

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const force = process.argv.includes('--force');
const only = process.argv.find((argument) => argument.startsWith('--tests='))?.slice('--tests='.length);
const chosen = wanted.length === 0 ? Object.keys(AREAS) : wanted;

const { Stryker } = await mutator();
for (const name of chosen) {
  const [area, { mutate, tests }] = areaOf(name);
  const cache = `.cache/mutation/${area.replaceAll('/', '-')}`;
  // Not by Stryker's own `testFiles`: with that it (10.1.1) switches mutants of what runs while a module loads on too late.
  process.env[TESTS_VARIABLE] = JSON.stringify(only === undefined ? tests : [only]);
  const results = await new Stryker({
    mutate: name === area ? mutate : [name],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    incremental: true,
    incrementalFile: `${cache}.json`,
    force,
    concurrency: 1,
    timeoutMS: 5_000,
    tempDirName: '.cache/mutation/sandboxes',
    ignorePatterns: ['/out', '/dist', '/test-results', '/.cache'],
    reporters: ['progress-append-only', 'html'],
    htmlReporter: { fileName: `${cache}.html` },
  }).runMutationTest();
  // What is remembered of other files is among the results as well.
  const [file = ''] = name.split(':');
  printScores(
    name,
    name === area ? results : results.filter(({ fileName }) => fileName.endsWith(`/${file}`)),
  );
}

/** @param {string} name */
function areaOf(name) {
  const found = Object.entries(AREAS).find(([area]) => name === area || name.startsWith(`${area}/`));
  if (found === undefined) throw new Error(`No such area. There are: ${Object.keys(AREAS).join(', ')}`);
  return found;
}

/**
 * StrykerJS has a package of its own in this folder: who never mutates does not install it.
 * @returns {Promise<{ Stryker: new (options: object) => { runMutationTest(): Promise<import('./scores.mjs').Mutant[]> } }>}
 */
async function mutator() {
  const name = '@stryker-mutator/core';
  if (!fs.existsSync(path.join(import.meta.dirname, 'node_modules', name))) {
    const options = { stdio: 'inherit', cwd: import.meta.dirname, shell: process.platform === 'win32' };
    const { status } = spawnSync(
      'npm',
      ['ci'],
      /** @type {import('node:child_process').SpawnSyncOptions} */ (options),
    );
    if (status !== 0) throw new Error('npm ci in test/mutation failed; see above.');
  }
  return import(name);
}
