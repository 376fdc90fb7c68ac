// npm test [-- SUITE…]
// Brings everything that the tests need, builds, runs the suites, and ends with one line that counts all of them:
// `N passed, N failed`. What is skipped counts as failed, and so does a suite without tests.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfChanged } from '../main/provision/build.mjs';
import { provisionElectron } from '../main/provision/electron-runtime.mjs';
import { PROJECT_ROOT, inProject } from '../main/provision/paths.mjs';
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

/**
 * @typedef {object} Suite
 * @property {'vitest' | 'script' | 'playwright'} runner a script counts for itself, in a last line `N passed, N failed`
 * @property {string} folder or script; it has to exist
 * @property {'alone' | 'screen' | 'beside'} lane what it may run beside, see `runAll`
 * @property {number} budget seconds that it should take on two cores; all of them keep `npm test` under 15 minutes
 * @property {('electron' | 'display' | 'blender' | 'mono' | 'godot' | 'strace' | 'build')[]} [needs]
 */

// ┌─ the suites, each lane in this order; take a line in when its folder appears ────────────────────────────────────┐
/** @type {Record<string, Suite>} */
const SUITES = {
  unit: { runner: 'vitest', folder: 'test/unit', lane: 'alone', budget: 80 },
  renderer: {
    runner: 'playwright',
    folder: 'test/renderer',
    lane: 'screen',
    budget: 110,
    needs: ['electron', 'display'],
  },
  guarantees: { runner: 'vitest', folder: 'test/guarantees', lane: 'alone', budget: 20 },
  simulation: { runner: 'script', folder: 'test/simulation/run.ts', lane: 'alone', budget: 130 },
  hostile: { runner: 'vitest', folder: 'test/hostile', lane: 'alone', budget: 60 },
  ledger: { runner: 'vitest', folder: 'test/ledger', lane: 'beside', budget: 130, needs: ['strace'] },
  blender: {
    runner: 'script',
    folder: 'test/blender/run.mjs',
    lane: 'screen',
    budget: 150,
    needs: ['blender', 'display'],
  },
  unity: { runner: 'script', folder: 'test/unity/run.mjs', lane: 'beside', budget: 140, needs: ['mono'] },
  both: {
    runner: 'script',
    folder: 'test/both/run.mjs',
    lane: 'beside',
    budget: 120,
    needs: ['blender', 'mono'],
  },
  adapters: { runner: 'vitest', folder: 'test/adapters', lane: 'beside', budget: 30, needs: ['godot'] },
  e2e: {
    runner: 'playwright',
    folder: 'test/e2e',
    lane: 'screen',
    budget: 240,
    needs: ['electron', 'display', 'blender', 'mono', 'build'],
  },
};
// └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘

/** A suite that takes longer hangs. It is ended with everything that it started. */
const SUITE_LIMIT_MS = 30 * 60_000;
const SCREEN = '-screen 0 1600x1000x24';

/** As in vitest.config.ts: simulations run in threads, too. */
const V8_FLAGS = ['--wasm-wrapper-tiering-budget=1000000000'];

/** @typedef {{ passed: number, failed: number, notes: string[] }} Count */
/** @typedef {Count & { name: string, budget: number, seconds: number }} Result */

await runLauncher(async () => {
  const chosen = chooseSuites(process.argv.slice(2));
  await provision(new Set(chosen.flatMap(([, suite]) => suite.needs ?? [])));
  const started = performance.now();
  const results = await runAll(chosen);
  return summarise(results, (performance.now() - started) / 1000);
});

/**
 * What uses both cores, or looks at the clock, runs alone. What has a window spends half of its time waiting for
 * engines and pages, and so does what kills processes and waits for sockets: these two lanes run beside each other.
 * @param {[name: string, suite: Suite][]} chosen
 * @returns {Promise<Result[]>} in the order of `SUITES`
 */
async function runAll(chosen) {
  /** @param {Suite['lane']} wanted */
  const inLane = (wanted) => chosen.filter(([, { lane }]) => lane === wanted);
  /** @type {Result[]} */
  const results = [];
  /** Output of whole suites beside the one that is shown while it runs. @type {string[]} */
  const held = [];
  const release = () => {
    for (const output of held.splice(0)) process.stdout.write(output);
  };
  /** @param {Suite['lane']} lane @param {boolean} live */
  const run = async (lane, live) => {
    for (const [name, suite] of inLane(lane)) {
      const heading = `\n── ${name} ${'─'.repeat(Math.max(0, 100 - name.length))}\n`;
      if (live) process.stdout.write(heading);
      const started = performance.now();
      const { count, output } = await runSuite(name, suite, live);
      const seconds = (performance.now() - started) / 1000;
      results.push({ name, budget: suite.budget, ...count, seconds });
      if (live) release();
      else held.push(heading + output);
    }
  };
  await run('alone', true);
  // Of two lanes one is shown as it goes.
  const hasScreen = inLane('screen').length > 0;
  await Promise.all([run('screen', true), run('beside', !hasScreen)]);
  release();
  const order = chosen.map(([name]) => name);
  return results.toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}

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
 * @param {boolean} live whether its output is shown as it comes
 * @returns {Promise<{ count: Count, output: string }>}
 */
async function runSuite(name, suite, live) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-suite-'));
  const report = path.join(folder, 'report.json');
  try {
    const { code, output } = await runCommand(...commandOf(name, suite, report), live);
    const count = suite.runner === 'script' ? countPrinted(output) : countReported(suite.runner, report);
    if (code !== 0 && count.failed === 0) fail(count, `ended with ${code} though no test failed`);
    if (count.passed + count.failed === 0) fail(count, 'ran no test');
    return { count, output };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @param {Suite} suite
 * @param {string} report where the runner writes its counts
 * @returns {[command: string[], environment: NodeJS.ProcessEnv]}
 */
function commandOf(name, suite, report) {
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...toolEnvironment(), NODE_ENV: 'test' };
  // Chromium has no sandbox for root. For every other user it stays on, in tests as well.
  if (process.getuid?.() === 0) environment['ELECTRON_DISABLE_SANDBOX'] = '1';
  const run = [toolNode(), ...V8_FLAGS];
  switch (suite.runner) {
    case 'vitest':
      run.push(inProject('node_modules/vitest/vitest.mjs'), 'run', '--project', name, '--allowOnly=false');
      run.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
      break;
    case 'playwright':
      run.push(inProject('node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json');
      run.push('--config', inProject(suite.folder, 'playwright.config.ts'));
      environment['PLAYWRIGHT_JSON_OUTPUT_NAME'] = report;
      break;
    case 'script':
      run.push(inProject(suite.folder));
      break;
  }
  const onScreen = suite.needs?.includes('display') && process.platform === 'linux';
  return [onScreen ? ['xvfb-run', '-a', '-s', SCREEN, ...run] : run, environment];
}

/**
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} live whether what it prints is shown as well
 * @returns {Promise<{ code: number, output: string }>} what it printed
 */
function runCommand([program = '', ...rest], env, live) {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that nothing that a test started outlives it.
    const child = spawn(program, rest, {
      cwd: PROJECT_ROOT,
      env,
      stdio: ['ignore', 'pipe', live ? 'inherit' : 'pipe'],
      detached: process.platform !== 'win32',
    });
    const end = () => {
      try {
        if (child.pid !== undefined)
          process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        // nothing of it is left
      }
    };
    const interrupted = () => {
      end();
      process.exit(130);
    };
    process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
    const limit = setTimeout(() => {
      console.log(`\nended after ${SUITE_LIMIT_MS / 60_000} minutes`);
      end();
    }, SUITE_LIMIT_MS);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        if (live) process.stdout.write(text);
      });
    child.on('error', reject);
    child.on('exit', () => end());
    child.on('close', (code) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * @param {string} output
 * @returns {Count}
 */
function countPrinted(output) {
  const printed = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  const count = { passed: Number(printed?.[1] ?? 0), failed: Number(printed?.[2] ?? 0), notes: [] };
  if (printed === undefined) fail(count, 'printed no count');
  return withSkipped(count, Number(printed?.[3] ?? 0));
}

/**
 * @param {'vitest' | 'playwright'} runner
 * @param {string} file
 * @returns {Count}
 */
function countReported(runner, file) {
  if (!fs.existsSync(file)) return fail({ passed: 0, failed: 0, notes: [] }, 'left no report');
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (runner === 'playwright') {
    const { expected, unexpected, flaky, skipped } = report.stats;
    const count = { passed: expected, failed: unexpected, notes: [] };
    if (flaky > 0) fail(count, `${flaky} passed only when repeated`, flaky);
    if (report.errors.length > 0 && unexpected === 0) fail(count, 'failed outside of its tests');
    return withSkipped(count, skipped);
  }
  const count = { passed: report.numPassedTests, failed: report.numFailedTests, notes: [] };
  // A file that cannot be loaded has no test that could fail.
  const broken = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ result) =>
      result.status === 'failed' && result.assertionResults.length === 0,
  );
  if (broken.length > 0) fail(count, `${broken.length} files could not be loaded`, broken.length);
  return withSkipped(count, report.numPendingTests + report.numTodoTests);
}

/**
 * @param {Count} count
 * @param {number} skipped
 */
function withSkipped(count, skipped) {
  return skipped > 0 ? fail(count, `${skipped} skipped, which counts as failed`, skipped) : count;
}

/**
 * @param {Count} count
 * @param {string} note
 * @param {number} [times]
 */
function fail(count, note, times = 1) {
  count.failed += times;
  count.notes.push(note);
  return count;
}

/**
 * @param {Result[]} results
 * @param {number} wholeSeconds
 * @returns {number} the exit code
 */
function summarise(results, wholeSeconds) {
  console.log('');
  for (const { name, budget, passed, failed, seconds, notes } of results) {
    const remarks = notes.length > 0 ? `  (${notes.join('; ')})` : '';
    const time = `${seconds.toFixed(1).padStart(8)} s of ${String(budget).padStart(3)} s`;
    console.log(
      `${failed > 0 ? '✗' : '✓'} ${name.padEnd(12)} ${String(passed).padStart(6)} ok ${String(failed).padStart(5)} not ok ${time}${remarks}`,
    );
  }
  console.log(`all of it in ${Math.round(wholeSeconds)} s`);
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') > 0 ? 1 : 0;
}
