// The suites of `npm test`, in the order in which they begin.
import fs from 'node:fs';
import { inProject } from '../../main/provision/paths.mjs';
import { ProvisionError } from '../../main/provision/report.mjs';

/**
 * @typedef {object} Suite
 * @property {'vitest' | 'script' | 'playwright'} runner a script counts for itself, in a last line `N passed, N failed`
 * @property {string} folder or script; it has to exist
 * @property {string} [project] of those that the folder's Playwright configuration has; all of them where nothing is said
 * @property {number} [cores] how many it keeps busy, measured; 1 where nothing is said. Less where it waits for engines,
 *   syncs and timers, so that another runs beside it
 * @property {number} budgetSeconds what it may take of a whole run on two cores that have nothing else to do
 * @property {('electron' | 'display' | 'blender' | 'mono' | 'godot' | 'strace' | 'build')[]} [needs]
 */

// ┌─ take a line in when its folder appears ────────────────────────────────────────────────────────────────────────────┐
// The schedule is their order: as soon as cores are free the first one begins that has room there. Those that wait most of
// the time begin first, so that none of them goes on alone at the end, each beside one that computes; the last one is the one
// that takes as many cores as there are. None has to have the machine for itself: what a suite says about time it says of a
// clock of its own, or with room for a slow machine. A new suite goes to where its budget belongs. A budget is for people: who
// makes a suite slower sees it, and no slow machine fails for it.
/** @type {Record<string, Suite>} */
export const SUITES = {
  e2e: {
    runner: 'playwright',
    folder: 'test/e2e',
    project: 'e2e',
    cores: 0.5,
    budgetSeconds: 450,
    needs: ['electron', 'display', 'blender', 'mono', 'build'],
  },
  stories: {
    runner: 'playwright',
    folder: 'test/e2e',
    project: 'stories',
    cores: 0.5,
    budgetSeconds: 275,
    needs: ['electron', 'display', 'blender', 'mono', 'build'],
  },
  renderer: {
    runner: 'playwright',
    folder: 'test/renderer',
    cores: 0.9,
    budgetSeconds: 640,
    needs: ['electron', 'display'],
  },
  faults: { runner: 'vitest', folder: 'test/faults', cores: 0.9, budgetSeconds: 430, needs: ['strace'] },
  blender: {
    runner: 'script',
    folder: 'test/blender/run.mjs',
    cores: 0.5,
    budgetSeconds: 320,
    needs: ['blender', 'display', 'strace'],
  },
  unity: {
    runner: 'script',
    folder: 'test/unity/run.mjs',
    cores: 0.5,
    budgetSeconds: 215,
    needs: ['mono', 'strace'],
  },
  both: {
    runner: 'script',
    folder: 'test/both/run.mjs',
    cores: 0.5,
    budgetSeconds: 185,
    needs: ['blender', 'mono'],
  },
  ledger: { runner: 'vitest', folder: 'test/ledger', cores: 0.8, budgetSeconds: 150, needs: ['strace'] },
  hostile: { runner: 'vitest', folder: 'test/hostile', cores: 0.6, budgetSeconds: 80 },
  unit: { runner: 'vitest', folder: 'test/unit', cores: 0.7, budgetSeconds: 195 },
  adapters: { runner: 'vitest', folder: 'test/adapters', cores: 0.6, budgetSeconds: 50, needs: ['godot'] },
  guarantees: { runner: 'vitest', folder: 'test/guarantees', cores: 0.7, budgetSeconds: 35 },
  simulation: { runner: 'script', folder: 'test/simulation/run.ts', budgetSeconds: 75 },
};
// └───────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

/**
 * @param {readonly string[]} names none for all of them
 * @returns {[name: string, suite: Suite][]}
 */
export function chooseSuites(names) {
  const unknown = names.filter((name) => !(name in SUITES));
  if (unknown.length > 0) {
    throw new ProvisionError(`No suite ${unknown.join(', ')}. There are: ${Object.keys(SUITES).join(', ')}`);
  }
  const chosen = Object.entries(SUITES).filter(([name]) => names.length === 0 || names.includes(name));
  for (const [name, { folder }] of chosen) {
    if (!fs.existsSync(inProject(folder)))
      throw new ProvisionError(`The suite ${name} is listed, but ${folder} is missing.`);
  }
  return chosen;
}
