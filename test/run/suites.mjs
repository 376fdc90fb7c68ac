// The suites of `npm test`, in the order in which they begin.
import fs from 'node:fs';
import { inProject } from '../../main/provision/paths.mjs';
import { ProvisionError } from '../../main/provision/report.mjs';

/**
 * @typedef {object} Suite
 * @property {'vitest' | 'script' | 'playwright'} runner a script counts for itself, in a last line `N passed, N failed`
 * @property {string} folder or script; it has to exist
 * @property {number} [cores] how many it keeps busy, measured; 1 where nothing is said. Less where it waits for engines,
 *   syncs and timers, so that another runs beside it
 * @property {number} budgetSeconds what it may take of a whole run on two cores that have nothing else to do
 * @property {('electron' | 'display' | 'blender' | 'mono' | 'godot' | 'strace' | 'build')[]} [needs]
 */

// ┌─ take a line in when its folder appears ────────────────────────────────────────────────────────────────────────────┐
// The schedule is their order: LANES at a time, the next one as soon as there is a place. Most of them keep about one
// core busy or wait for engines, syncs and timers, so two of them together take little longer than one. The longest is
// the first, the shortest are the last, so that none goes on alone for long. None has to have the machine for itself:
// what a suite says about time it says of a clock of its own, or with room for a slow machine. A new suite goes to
// where its budget belongs. A budget is for people: who makes a suite slower sees it, and no slow machine fails for it.
/** @type {Record<string, Suite>} */
export const SUITES = {
  e2e: {
    runner: 'playwright',
    folder: 'test/e2e',
    budgetSeconds: 500,
    needs: ['electron', 'display', 'blender', 'mono', 'build'],
  },
  unit: { runner: 'vitest', folder: 'test/unit', budgetSeconds: 70 },
  renderer: {
    runner: 'playwright',
    folder: 'test/renderer',
    budgetSeconds: 190,
    needs: ['electron', 'display'],
  },
  simulation: { runner: 'script', folder: 'test/simulation/run.ts', budgetSeconds: 145 },
  ledger: { runner: 'vitest', folder: 'test/ledger', budgetSeconds: 100, needs: ['strace'] },
  blender: {
    runner: 'script',
    folder: 'test/blender/run.mjs',
    budgetSeconds: 120,
    needs: ['blender', 'display', 'strace'],
  },
  faults: { runner: 'vitest', folder: 'test/faults', budgetSeconds: 300, needs: ['strace'] },
  hostile: { runner: 'vitest', folder: 'test/hostile', budgetSeconds: 65 },
  unity: { runner: 'script', folder: 'test/unity/run.mjs', budgetSeconds: 110, needs: ['mono', 'strace'] },
  both: { runner: 'script', folder: 'test/both/run.mjs', budgetSeconds: 100, needs: ['blender', 'mono'] },
  guarantees: { runner: 'vitest', folder: 'test/guarantees', budgetSeconds: 30 },
  adapters: { runner: 'vitest', folder: 'test/adapters', budgetSeconds: 30, needs: ['godot'] },
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
