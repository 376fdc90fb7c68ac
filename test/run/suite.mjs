// One suite: its runner in a process of its own, and what became of its tests.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inProject } from '../../main/provision/paths.mjs';
import { toolEnvironment, toolNode } from '../../main/provision/tool-node.mjs';
import { runCommand } from './command.mjs';
import { countPrinted, countReported, fail } from './counts.mjs';
import { outcomesPrinted, outcomesReported } from './outcomes.mjs';
import { SUITES } from './suites.mjs';

const SCREEN = '-screen 0 1600x1000x24';
const FIRST_DISPLAY = 99;
/** Where `xvfb-run` begins to look for a free display is another place for each suite: two that look at once take the same. */
const DISPLAYS_APART = 20;

/** As in vitest.config.ts: simulations run in threads, too. */
const V8_FLAGS = ['--wasm-wrapper-tiering-budget=1000000000'];

/** @typedef {import('./counts.mjs').Count & { name: string, seconds: number, outcomes: import('./outcomes.mjs').Outcome[] }} Result */

/**
 * @typedef {object} Circumstances
 * @property {string} compiled where Node keeps what it compiled
 * @property {number} limitMs what takes longer hangs, and is ended
 * @property {NodeJS.ProcessEnv} environment of every suite, besides the tools' own
 */

/**
 * @param {string} name
 * @param {import('./suites.mjs').Suite} suite
 * @param {Circumstances} circumstances
 * @param {(text: string) => void} say
 * @returns {Promise<Result>}
 */
export async function runSuite(name, suite, circumstances, say) {
  const started = performance.now();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-suite-'));
  const report = path.join(folder, 'report.json');
  /** @type {import('./outcomes.mjs').Outcome[]} */
  let outcomes = [];
  try {
    const [command, environment] = commandOf(name, suite, report, circumstances);
    const { code, output } = await runCommand(command, environment, circumstances.limitMs, say);
    const count = suite.runner === 'script' ? countPrinted(output) : countReported(suite.runner, report);
    if (code !== 0 && count.failed === 0) fail(count, `ended with ${code} though no test failed`);
    if (count.passed + count.failed === 0) fail(count, 'ran no test');
    outcomes =
      suite.runner === 'script'
        ? outcomesPrinted(name, output)
        : outcomesReported(suite.runner, name, report);
    return { name, ...count, outcomes, seconds: secondsSince(started) };
  } catch (error) {
    const count = fail({ passed: 0, failed: 0, notes: [] }, `could not be run: ${String(error)}`);
    return { name, ...count, outcomes, seconds: secondsSince(started) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} name
 * @param {import('./suites.mjs').Suite} suite
 * @param {string} report where the runner writes what became of its tests
 * @param {Circumstances} circumstances
 * @returns {[command: string[], environment: NodeJS.ProcessEnv]}
 */
function commandOf(name, suite, report, { compiled, environment: told }) {
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...toolEnvironment(), ...told, NODE_ENV: 'test' };
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
      if (suite.project !== undefined) run.push(`--project=${suite.project}`);
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
export function secondsSince(started) {
  return (performance.now() - started) / 1000;
}
