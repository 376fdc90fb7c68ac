// StrykerJS, of a package of its own in this folder: who never mutates does not install it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {import('./sampling.mjs').Change} Change */

/** @typedef {new (options: object) => { runMutationTest(): Promise<import('./scores.mjs').Mutant[]> }} Stryker */

/**
 * What changes the code, without running any of it.
 * @typedef {new (logger: object) => { instrument(
 *   files: { name: string, content: string, mutate: true }[],
 *   options: { plugins: null, ignorers: never[], excludedMutations: never[] },
 * ): Promise<{ mutants: Change[] }> }} Instrumenter
 */

/**
 * Loads what runs mutants. Of those that it finds, it runs the ones that are wanted. It has no option to choose single ones: a
 * range of lines, or a node that is ignored, takes all that is inside along; and a checker is sent all of them, each with
 * the names of the hundreds of tests that reach it.
 * @param {((change: Change) => boolean) | null} isWanted null for all
 */
export async function loadStryker(isWanted) {
  const { Instrumenter } = await load('instrumenter', 'dist/src/index.js');
  const { prototype } = /** @type {Instrumenter} */ (Instrumenter);
  instrument ??= prototype.instrument;
  const all = instrument;
  prototype.instrument = async function (files, options) {
    const result = await all.call(this, files, options);
    return isWanted === null ? result : { ...result, mutants: result.mutants.filter(isWanted) };
  };
  const { Stryker } = await load('core', 'dist/src/index.js');
  return /** @type {Stryker} */ (Stryker);
}

/** @type {InstanceType<Instrumenter>['instrument'] | undefined} */
let instrument;

/**
 * All mutants of these files, as a whole run would find them.
 * @param {readonly string[]} globs
 * @returns {Promise<Change[]>}
 */
export async function mutantsOf(globs) {
  const { Instrumenter } = await load('instrumenter', 'dist/src/index.js');
  const silent = { debug() {}, info() {}, warn: console.warn, isDebugEnabled: () => false };
  const files = fs.globSync([...globs]).map((file) => ({
    name: path.resolve(file),
    content: fs.readFileSync(file, 'utf8'),
    mutate: /** @type {const} */ (true),
  }));
  const instrumenter = new /** @type {Instrumenter} */ (Instrumenter)(silent);
  const all = instrument ?? instrumenter.instrument;
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  return (await all.call(instrumenter, files, options)).mutants;
}

/**
 * @param {string} name of a package of StrykerJS
 * @param {string} entry
 */
async function load(name, entry) {
  const folder = path.join(import.meta.dirname, 'node_modules/@stryker-mutator', name);
  if (!fs.existsSync(folder)) install();
  return import(pathToFileURL(path.join(folder, entry)).href);
}

function install() {
  const { status } = spawnSync('npm', ['ci'], {
    stdio: 'inherit',
    cwd: import.meta.dirname,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci in test/mutation failed; see above.');
}
