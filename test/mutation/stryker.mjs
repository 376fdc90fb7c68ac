// StrykerJS, of a package of its own in this folder: who never mutates does not install it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {import('./sampling.mjs').Change} Change */

/** @typedef {new (options: object) => { runMutationTest(): Promise<import('./scores.mjs').Mutant[]> }} Stryker */

/**
 * What changes the code, without running any of it: `instrument` of an instrumenter.
 * @typedef {(this: object, files: object[], options: object) => Promise<{ mutants: Change[] }>} Instrument
 */

/** @typedef {new (logger: object) => object} Instrumenter */

/** @type {((change: Change) => boolean) | null} */
let isWanted = null;
/** @type {Instrument | null} */
let instrument = null;

/**
 * Loads what runs mutants. Of those that it finds, it runs the ones that are wanted. It has no option to choose single ones: a
 * range of lines, or a node that is ignored, takes all that is inside along; and a checker is sent all of them, each with
 * the names of the hundreds of tests that reach it.
 * @param {((change: Change) => boolean) | null} wanted null for all
 */
export async function loadStryker(wanted) {
  await loadInstrumenter();
  isWanted = wanted;
  const { Stryker } = await load('core', 'dist/src/index.js');
  return /** @type {Stryker} */ (Stryker);
}

/**
 * All mutants of these files, as a whole run would find them.
 * @param {readonly string[]} globs
 */
export async function mutantsOf(globs) {
  const { Instrumenter, all } = await loadInstrumenter();
  const silent = { debug() {}, info() {}, warn: console.warn, isDebugEnabled: () => false };
  const files = fs.globSync([...globs]).map((file) => ({
    name: path.resolve(file),
    content: fs.readFileSync(file, 'utf8'),
    mutate: true,
  }));
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  return (await all.call(new Instrumenter(silent), files, options)).mutants;
}

/** The class that StrykerJS uses too, from now on with the wanted mutants alone, and how it was before. */
async function loadInstrumenter() {
  const loaded = await load('instrumenter', 'dist/src/index.js');
  const Instrumenter = /** @type {Instrumenter} */ (loaded.Instrumenter);
  const all = instrument ?? /** @type {Instrument} */ (Reflect.get(Instrumenter.prototype, 'instrument'));
  if (instrument === null) {
    instrument = all;
    /** @type {Instrument} */
    const chosen = async function (files, options) {
      const result = await all.call(this, files, options);
      return isWanted === null ? result : { ...result, mutants: result.mutants.filter(isWanted) };
    };
    Reflect.set(Instrumenter.prototype, 'instrument', chosen);
  }
  return { Instrumenter, all };
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
