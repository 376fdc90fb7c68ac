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

/** Loads what runs mutants. */
export async function loadStryker() {
  const { Stryker } = await load('core', 'dist/src/index.js');
  return /** @type {Stryker} */ (Stryker);
}

/**
 * All mutants of these files, as a whole run would find them.
 * @param {readonly string[]} globs
 * @returns {Promise<Change[]>}
 */
export async function mutantsOf(globs) {
  const { Instrumenter } = await load('instrumenter', 'dist/src/index.js');
  const silent = { debug() {}, info() {}, warn: console.warn, isDebugEnabled: () => false };
  const files = fs.globSync([...globs]).map((file) => ({
    name: file.replaceAll(path.sep, '/'),
    content: fs.readFileSync(file, 'utf8'),
    mutate: /** @type {const} */ (true),
  }));
  const instrumenter = new /** @type {Instrumenter} */ (Instrumenter)(silent);
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  return (await instrumenter.instrument(files, options)).mutants;
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
