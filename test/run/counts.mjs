// How many tests of a suite passed and failed, from what its runner leaves behind.
import fs from 'node:fs';

/** @typedef {{ passed: number, failed: number, notes: string[] }} Count */

/**
 * @param {string} output of a script, which counts for itself in a last line `N passed, N failed`
 * @returns {Count}
 */
export function countPrinted(output) {
  const printed = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  const count = { passed: Number(printed?.[1] ?? 0), failed: Number(printed?.[2] ?? 0), notes: [] };
  if (printed === undefined) fail(count, 'printed no count');
  return withSkipped(count, Number(printed?.[3] ?? 0));
}

/**
 * @param {'vitest' | 'playwright'} runner
 * @param {string} file its report, as JSON
 * @returns {Count}
 */
export function countReported(runner, file) {
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
export function fail(count, note, times = 1) {
  count.failed += times;
  count.notes.push(note);
  return count;
}
