// Suites side by side, with everything that they need, and what became of all of them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfChanged } from '../../main/provision/build.mjs';
import { provisionElectron } from '../../main/provision/electron-runtime.mjs';
import {
  BLENDER,
  GODOT,
  MONO,
  SYSTEM_CALL_TRACER,
  VIRTUAL_DISPLAY,
  electronLibraries,
  ensureSystemPackages,
} from '../../main/provision/system-packages.mjs';
import { runInLanes } from './lanes.mjs';
import { runSuite, secondsSince } from './suite.mjs';
import { chooseSuites, SUITES } from './suites.mjs';
import { printTable } from './table.mjs';

/** More of them would not be used well: the longest suite takes half of what two take for all. */
const CORES = Math.min(2, os.availableParallelism());
/** What a suite keeps busy is an average. So that no core is idle while several of them wait, more is begun than there is room for. */
const OVERBOOKED = 1.2;
/** So much longer than its budget, and a suite is remarked upon. */
const FAR_BEYOND = 1.5;
/** What all suites are to take together, in their short form. */
const WHOLE_SECONDS = 15 * 60;
/** A suite that takes longer hangs. It is ended with everything that it started. */
const LIMIT_MS = 30 * 60_000;

/** @typedef {import('./suite.mjs').Result} Result */

/**
 * @param {object} options
 * @param {readonly string[]} options.names of suites; none for all of them
 * @param {boolean} options.isTabled whether the table of guarantees follows
 * @param {string} [options.evidence] the file that what tests have shown is added to, if it is to stay
 * @param {number} [options.limitMs]
 * @param {NodeJS.ProcessEnv} [options.environment] for every suite
 * @returns {Promise<number>} the exit code
 */
export async function runSuites({ names, isTabled, evidence, limitMs = LIMIT_MS, environment = {} }) {
  const chosen = chooseSuites(names);
  await provision(new Set(chosen.flatMap(([, suite]) => suite.needs ?? [])));
  const started = performance.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-tests-'));
  try {
    const shown = evidence ?? path.join(folder, 'evidence');
    const circumstances = {
      // Every process and thread of the tests strips the types of the same files: what one has compiled, the others take.
      compiled: path.join(folder, 'compiled'),
      limitMs,
      environment: { ...environment, VIBESYNC_EVIDENCE: shown },
    };
    const jobs = chosen.map(([name, suite]) => ({
      name,
      cores: suite.cores ?? 1,
      run: (/** @type {(text: string) => void} */ say) => runSuite(name, suite, circumstances, say),
    }));
    const results = await runInLanes(jobs, CORES * OVERBOOKED, (text) => process.stdout.write(text), inShort);
    const outcomes = results.flatMap((result) => result.outcomes);
    const unmet = isTabled ? printTable(outcomes, shown, folder, names.length > 0) : 0;
    const isWhole = names.length === 0 && limitMs === LIMIT_MS;
    return summarise(results, unmet, secondsSince(started), isWhole);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Set<string>} needs */
async function provision(needs) {
  const packages = [];
  if (needs.has('electron')) packages.push(electronLibraries((await provisionElectron()).executablePath));
  if (needs.has('display')) packages.push(VIRTUAL_DISPLAY);
  if (needs.has('blender')) packages.push(BLENDER);
  if (needs.has('mono')) packages.push(MONO);
  if (needs.has('godot')) packages.push(GODOT);
  if (needs.has('strace')) packages.push(SYSTEM_CALL_TRACER);
  ensureSystemPackages(packages);
  if (needs.has('build')) await buildIfChanged();
}

/** @param {Result} result */
function inShort({ name, passed, failed, seconds, notes }) {
  const { budgetSeconds } = /** @type {import('./suites.mjs').Suite} */ (SUITES[name]);
  const remarks = [...notes];
  if (seconds > FAR_BEYOND * budgetSeconds)
    remarks.push('far beyond its budget, on a machine with nothing else to do');
  const tests = `${String(passed).padStart(5)} ok ${String(failed).padStart(4)} not ok`;
  const times = `${seconds.toFixed(1).padStart(7)} s of ${String(budgetSeconds).padStart(3)} s`;
  return `${failed > 0 ? '✗' : '✓'} ${tests} ${times}${remarks.length > 0 ? `  (${remarks.join('; ')})` : ''}`;
}

/**
 * @param {Result[]} results
 * @param {number} unmet guarantees and faults of the table that do not hold; they fail the run, those that hold are tests
 * and have been counted
 * @param {number} seconds that all of them took
 * @param {boolean} isWhole whether those were all suites, in their short form
 * @returns {number} the exit code
 */
function summarise(results, unmet, seconds, isWhole) {
  console.log('');
  for (const result of results) console.log(`${result.name.padEnd(12)} ${inShort(result)}`);
  if (unmet > 0)
    console.log(`${'the table'.padEnd(12)} ✗ ${unmet} guarantees or faults are not met: see their ✗ above`);
  const remark =
    isWhole && seconds > WHOLE_SECONDS
      ? `  (more than the ${WHOLE_SECONDS} s that all of it may take, on a machine with nothing else to do)`
      : '';
  console.log(`${'together'.padEnd(37)} ${seconds.toFixed(1).padStart(7)} s${remark}`);
  const passed = results.reduce((total, result) => total + result.passed, 0);
  const failed = results.reduce((total, result) => total + result.failed, unmet);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
