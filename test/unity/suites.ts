/** All suites of the Unity adapter, in the order in which they run. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests, runTestsAtOnce } from '../scripted/harness.ts';
import type { Counts } from '../scripted/harness.ts';
import { runBehaviour } from './behaviour.ts';
import { layerTests } from './layer-tests.ts';
import { runLeftBehind } from './left-behind.ts';
import { gatewayTests } from './link-gateway.ts';
import { rudeTests } from './link-rude.ts';
import { linkTests } from './link-tests.ts';
import { compile, compileDriver, PROJECT_ROOT } from './mono.ts';
import { packageTests } from './package-tests.ts';

/** `folder` is for what it compiles; `only` is a part of the names of the tests to run. */
type Suite = (folder: string, only: string | undefined) => Promise<Counts>;

/** Each has its own server and its own process, and waits most of its time. */
const LINKS_AT_ONCE = 2;

/** Runs a program of checks (test/unity/checks/Runner.cs) and shows what it says. */
function runProgram(program: string, only = ''): Counts {
  const { stdout, stderr, error } = spawnSync('mono', ['--debug', program, PROJECT_ROOT, only], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  const counted = /^(\d+) passed, (\d+) failed\n$/m.exec(stdout);
  if (counted === null) throw new Error(`the checks did not come to their end\n${stdout}${stderr}`);
  console.log(stdout.slice(0, counted.index).trimEnd());
  return { passed: Number(counted[1]), failed: Number(counted[2]) };
}

/** The pure half, in C# itself. */
const runChecks: Suite = (folder, only) => {
  const program = path.join(folder, 'checks.exe');
  compile(['test/unity/checks', 'test/unity/world'], program);
  return Promise.resolve(runProgram(program, only));
};

/** The package's files, and its Editor layer over reference stubs of Unity. */
const runLayer: Suite = async (folder, only) => {
  const inside: Counts = { passed: 0, failed: 0 };
  const run = (program: string): void => {
    const { passed, failed } = runProgram(program);
    inside.passed += passed;
    inside.failed += failed;
    if (passed === 0 || failed > 0) throw new Error(`${passed} passed, ${failed} failed`);
  };
  const counts = await runTests('package', [...packageTests, ...layerTests(folder, run)], only, () => '');
  return { passed: counts.passed + inside.passed, failed: counts.failed + inside.failed };
};

const runLink: Suite = (folder, only) => {
  const program = path.join(folder, 'link.exe');
  compile(['test/unity/link'], program);
  const tests = [...linkTests(program), ...rudeTests(program), ...gatewayTests(program)];
  return runTestsAtOnce('link', tests, only, LINKS_AT_ONCE);
};

/** The whole core in the tests' editor. */
const runEditor: Suite = (folder, only) => runBehaviour(compileDriver(folder), only);

const SUITES: Readonly<Record<string, Suite>> = {
  checks: runChecks,
  package: runLayer,
  link: runLink,
  disk: (folder, only) => runLeftBehind(compileDriver(folder), only),
  behaviour: runEditor,
};

/** `chosen` names suites, or is a part of the names of the tests to run. */
export async function runAll(chosen: readonly string[]): Promise<Counts> {
  const names = chosen.filter((each) => each in SUITES);
  const only = chosen.find((each) => !(each in SUITES));
  const total: Counts = { passed: 0, failed: 0 };
  for (const [name, run] of Object.entries(SUITES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-unity-'));
    try {
      const { passed, failed } = await run(folder, only);
      total.passed += passed;
      total.failed += failed;
      if (passed + failed === 0 && only === undefined) throw new Error('ran no test');
    } catch (error) {
      console.log(`  ✗ ${name}: ${error instanceof Error ? error.stack : String(error)}`);
      total.failed += 1;
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
  return total;
}
