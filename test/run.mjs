// npm test [-- SUITE…]
// Brings everything that the tests need, builds, runs the suites, and ends with one line that counts all of them:
// `N passed, N failed`. What is skipped counts as failed, and so does a suite without tests.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfChanged } from '../main/provision/build.mjs';
import { provisionElectron } from '../main/provision/electron-runtime.mjs';
import { inProject } from '../main/provision/paths.mjs';
import { ProvisionError, runLauncher } from '../main/provision/report.mjs';
import {
  BLENDER,
  GODOT,
  MONO,
  SYSTEM_CALL_TRACER,
  VIRTUAL_DISPLAY,
  electronLibraries,
  ensureSystemPackages,
} from '../main/provision/system-packages.mjs';
import { toolEnvironment, toolNode } from '../main/provision/tool-node.mjs';
import { runCommand } from './run/command.mjs';
import { countPrinted, countReported, fail } from './run/counts.mjs';
import { runInLanes } from './run/lanes.mjs';

/**
 * @typedef {object} Suite
 * @property {'vitest' | 'script' | 'playwright'} runner a script counts for itself, in a last line `N passed, N failed`
 * @property {string} folder or script; it has to exist
 * @property {number} budgetSeconds what it may take of a whole run on two cores that have nothing else to do
 * @property {('electron' | 'display' | 'blender' | 'mono' | 'godot' | 'strace' | 'build')[]} [needs]
 */

// ┌─ the suites; take a line in when its folder appears ──────────────────────────────────────────────────────────────┐
// The schedule is their order: LANES at a time, the next one as soon as there is a place. Most of them keep about one
// core busy or wait for engines, syncs and timers, so two of them together take little longer than one. The longest is
// the first, the shortest are the last, so that none goes on alone for long. None has to have the machine for itself:
// what a suite says about time it says of a clock of its own, or with room for a slow machine. A new suite goes to
// where its budget belongs. A budget is for people: who makes a suite slower sees it, and no slow machine fails for it.
/** @type {Record<string, Suite>} */
const SUITES = {
  e2e: {
    runner: 'playwright',
    folder: 'test/e2e',
    budgetSeconds: 360,
    needs: ['electron', 'display', 'blender', 'mono', 'build'],
  },
  unit: { runner: 'vitest', folder: 'test/unit', budgetSeconds: 60 },
  renderer: {
    runner: 'playwright',
    folder: 'test/renderer',
    budgetSeconds: 180,
    needs: ['electron', 'display'],
  },
  simulation: { runner: 'script', folder: 'test/simulation/run.ts', budgetSeconds: 120 },
  ledger: { runner: 'vitest', folder: 'test/ledger', budgetSeconds: 90, needs: ['strace'] },
  blender: {
    runner: 'script',
    folder: 'test/blender/run.mjs',
    budgetSeconds: 120,
    needs: ['blender', 'display'],
  },
  faults: { runner: 'vitest', folder: 'test/faults', budgetSeconds: 120, needs: ['strace'] },
  hostile: { runner: 'vitest', folder: 'test/hostile', budgetSeconds: 60 },
  unity: { runner: 'script', folder: 'test/unity/run.mjs', budgetSeconds: 60, needs: ['mono'] },
  both: { runner: 'script', folder: 'test/both/run.mjs', budgetSeconds: 60, needs: ['blender', 'mono'] },
  guarantees: { runner: 'vitest', folder: 'test/guarantees', budgetSeconds: 30 },
  adapters: { runner: 'vitest', folder: 'test/adapters', budgetSeconds: 30, needs: ['godot'] },
};
// └───────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

const LANES = Math.min(2, os.availableParallelism());
/** So much longer than its budget, and a suite is remarked upon. */
const FAR_BEYOND = 1.5;

const SCREEN = '-screen 0 1600x1000x24';
const FIRST_DISPLAY = 99;
/** Where `xvfb-run` begins to look for a free display is another place for each suite: two that look at once take the same. */
const DISPLAYS_APART = 20;

/** As in vitest.config.ts: simulations run in threads, too. */
const V8_FLAGS = ['--wasm-wrapper-tiering-budget=1000000000'];

/** @typedef {import('./run/counts.mjs').Count & { name: string, seconds: number }} Result */

await runLauncher(async () => {
  const chosen = chooseSuites(process.argv.slice(2));
  await provision(new Set(chosen.flatMap(([, suite]) => suite.needs ?? [])));
  const started = performance.now();
  // Every process and thread of the tests strips the types of the same files: what one has compiled, the others take.
  const compiled = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-compiled-'));
  try {
    const jobs = chosen.map(([name, suite]) => ({
      name,
      run: (/** @type {(text: string) => void} */ say) => runSuite(name, suite, compiled, say),
    }));
    const results = await runInLanes(jobs, LANES, (text) => process.stdout.write(text), inShort);
    return summarise(results, secondsSince(started));
  } finally {
    fs.rmSync(compiled, { recursive: true, force: true });
  }
});

/** @param {string[]} names */
function chooseSuites(names) {
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

/**
 * @param {string} name
 * @param {Suite} suite
 * @param {string} compiled
 * @param {(text: string) => void} say
 * @returns {Promise<Result>}
 */
async function runSuite(name, suite, compiled, say) {
  const started = performance.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-suite-'));
  const report = path.join(folder, 'report.json');
  try {
    const { code, output } = await runCommand(...commandOf(name, suite, report, compiled), say);
    const count = suite.runner === 'script' ? countPrinted(output) : countReported(suite.runner, report);
    if (code !== 0 && count.failed === 0) fail(count, `ended with ${code} though no test failed`);
    if (count.passed + count.failed === 0) fail(count, 'ran no test');
    return { name, ...count, seconds: secondsSince(started) };
  } catch (error) {
    const count = fail({ passed: 0, failed: 0, notes: [] }, `could not be run: ${String(error)}`);
    return { name, ...count, seconds: secondsSince(started) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @param {Suite} suite
 * @param {string} report where the runner writes its counts
 * @param {string} compiled where Node keeps what it compiled
 * @returns {[command: string[], environment: NodeJS.ProcessEnv]}
 */
function commandOf(name, suite, report, compiled) {
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...toolEnvironment(), NODE_ENV: 'test' };
  // Chromium has no sandbox for root. For every other user it stays on, in tests as well.
  if (process.getuid?.() === 0) environment['ELECTRON_DISABLE_SANDBOX'] = '1';
  const run = [toolNode(), ...V8_FLAGS];
  switch (suite.runner) {
    case 'vitest':
      environment['NODE_COMPILE_CACHE'] = compiled;
      run.push(inProject('node_modules/vitest/vitest.mjs'), 'run', '--project', name, '--allowOnly=false');
      run.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
      break;
    case 'playwright':
      // Without what Node compiled: the application is to start as it does for people.
      run.push(inProject('node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json');
      run.push('--config', inProject(suite.folder, 'playwright.config.ts'));
      environment['PLAYWRIGHT_JSON_OUTPUT_NAME'] = report;
      break;
    case 'script':
      environment['NODE_COMPILE_CACHE'] = compiled;
      run.push(inProject(suite.folder));
      break;
  }
  if (!suite.needs?.includes('display') || process.platform !== 'linux') return [run, environment];
  const display = FIRST_DISPLAY + DISPLAYS_APART * Object.keys(SUITES).indexOf(name);
  return [['xvfb-run', '-a', '-n', String(display), '-s', SCREEN, ...run], environment];
}

/** @param {number} started */
function secondsSince(started) {
  return (performance.now() - started) / 1000;
}

/** @param {Result} result */
function inShort({ name, passed, failed, seconds, notes }) {
  const { budgetSeconds } = /** @type {Suite} */ (SUITES[name]);
  const remarks = [...notes];
  if (seconds > FAR_BEYOND * budgetSeconds)
    remarks.push('far beyond its budget, on a machine with nothing else to do');
  const tests = `${String(passed).padStart(5)} ok ${String(failed).padStart(4)} not ok`;
  const times = `${seconds.toFixed(1).padStart(7)} s of ${String(budgetSeconds).padStart(3)} s`;
  return `${failed > 0 ? '✗' : '✓'} ${tests} ${times}${remarks.length > 0 ? `  (${remarks.join('; ')})` : ''}`;
}

/**
 * @param {Result[]} results
 * @param {number} seconds that all of them took
 * @returns {number} the exit code
 */
function summarise(results, seconds) {
  console.log('');
  for (const result of results) console.log(`${result.name.padEnd(12)} ${inShort(result)}`);
  console.log(`${'together'.padEnd(37)} ${seconds.toFixed(1).padStart(7)} s`);
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
}
