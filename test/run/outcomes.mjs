// Each test by its name, from what the runner of its suite leaves behind: the table of guarantees reads IDs in the names.
import fs from 'node:fs';

/** @typedef {import('../evidence/table.ts').TestOutcome} Outcome */

/**
 * @param {string} suite
 * @param {string} output of a script, with a line `✓ name` or `✗ name` for each test, and how long it took if that is known
 * @returns {Outcome[]}
 */
export function outcomesPrinted(suite, output) {
  return [...output.matchAll(/^ *([✓✗]) (.+?)(?: \((\d+) ms\))?$/gm)].map(
    ([, mark, name = '', ms = '0']) => ({
      suite,
      name,
      passed: mark === '✓',
      seconds: Number(ms) / 1000,
    }),
  );
}

/**
 * @param {'vitest' | 'playwright'} runner
 * @param {string} suite
 * @param {string} file its report, as JSON
 * @returns {Outcome[]}
 */
export function outcomesReported(runner, suite, file) {
  if (!fs.existsSync(file)) return [];
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  return runner === 'vitest'
    ? outcomesOfVitest(suite, report)
    : outcomesOfPlaywright(suite, report.suites, []);
}

/** @typedef {{ fullName: string, status: string, duration?: number | null }} Assertion */

/**
 * @param {string} suite
 * @param {{ testResults: { assertionResults: Assertion[] }[] }} report
 * @returns {Outcome[]}
 */
function outcomesOfVitest(suite, { testResults }) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .map(({ fullName, status, duration }) => ({
      suite,
      name: fullName,
      passed: status === 'passed',
      seconds: (duration ?? 0) / 1000,
    }));
}

/** @typedef {{ title: string, ok: boolean, tests: { status: string, results: { duration: number }[] }[] }} Spec */
/** @typedef {{ title: string, file?: string, specs?: Spec[], suites?: Chapter[] }} Chapter a file, or what it describes */

/**
 * @param {string} suite
 * @param {readonly Chapter[]} chapters
 * @param {readonly string[]} above titles of what they are in
 * @returns {Outcome[]}
 */
function outcomesOfPlaywright(suite, chapters, above) {
  return chapters.flatMap(({ title, file, specs = [], suites = [] }) => {
    // The outermost is the file itself, which is no part of a test's name.
    const titles = title === file ? above : [...above, title];
    const own = specs.map((spec) => ({
      suite,
      name: [...titles, spec.title].join(' '),
      passed: spec.tests.every(({ status }) => status === 'expected'),
      seconds: spec.tests
        .flatMap(({ results }) => results)
        .reduce((sum, { duration }) => sum + duration / 1000, 0),
    }));
    return [...own, ...outcomesOfPlaywright(suite, suites, titles)];
  });
}
