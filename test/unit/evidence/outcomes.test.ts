/** What the table of guarantees takes for a test, from each kind of runner. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outcomesPrinted, outcomesReported } from '../../run/outcomes.mjs';

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-outcomes-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function reported(report: object): string {
  const file = path.join(folder, 'report.json');
  fs.writeFileSync(file, JSON.stringify(report));
  return file;
}

test('a script prints a mark and a name for each, and says how long it took where it knows', () => {
  const output = [
    '  ✓ background: a scene is linked (ORD-5) (1250 ms)',
    '  ✗ background: an edit (TIME-2)',
    '      AssertionError: 1 ✓ 2',
    '  ✓ ORD-1 holds in 2000 runs',
    '2 passed, 1 failed',
  ].join('\n');
  expect(outcomesPrinted('blender', output)).toEqual([
    { suite: 'blender', name: 'background: a scene is linked (ORD-5)', passed: true, seconds: 1.25 },
    { suite: 'blender', name: 'background: an edit (TIME-2)', passed: false, seconds: 0 },
    { suite: 'blender', name: 'ORD-1 holds in 2000 runs', passed: true, seconds: 0 },
  ]);
});

test('vitest reports each with what it is described in; what did not pass has failed, skipped or not', () => {
  const file = reported({
    testResults: [
      {
        assertionResults: [
          { fullName: 'DUR-2 a bit is found', status: 'passed', duration: 500 },
          { fullName: 'DUR-2 a byte is found', status: 'failed', duration: 250 },
          { fullName: 'DUR-2 a page is found', status: 'skipped' },
        ],
      },
    ],
  });
  expect(outcomesReported('vitest', 'ledger', file)).toEqual([
    { suite: 'ledger', name: 'DUR-2 a bit is found', passed: true, seconds: 0.5 },
    { suite: 'ledger', name: 'DUR-2 a byte is found', passed: false, seconds: 0.25 },
    { suite: 'ledger', name: 'DUR-2 a page is found', passed: false, seconds: 0 },
  ]);
});

test('Playwright reports files, what they describe, and each try; one that had to be repeated has failed', () => {
  const spec = (title: string, status: string, ...durations: number[]): object => ({
    title,
    ok: status !== 'unexpected',
    tests: [{ status, results: durations.map((duration) => ({ duration })) }],
  });
  const file = reported({
    suites: [
      {
        title: 'security.spec.ts',
        file: 'security.spec.ts',
        specs: [spec('alone', 'expected', 100)],
        suites: [
          {
            title: 'AUTH-1: the override',
            file: 'security.spec.ts',
            specs: [spec('acts', 'expected', 1000), spec('acts again', 'flaky', 1000, 500)],
          },
        ],
      },
    ],
  });
  expect(outcomesReported('playwright', 'e2e', file)).toEqual([
    { suite: 'e2e', name: 'alone', passed: true, seconds: 0.1 },
    { suite: 'e2e', name: 'AUTH-1: the override acts', passed: true, seconds: 1 },
    { suite: 'e2e', name: 'AUTH-1: the override acts again', passed: false, seconds: 1.5 },
  ]);
});

test('a runner that left no report left no test', () => {
  expect(outcomesReported('vitest', 'unit', path.join(folder, 'none'))).toEqual([]);
});
