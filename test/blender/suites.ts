/** All suites of the Blender add-on, in the order in which they run. */
import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENERATED } from '../vectors/generate.ts';
import { runBackground } from './background.ts';
import { runTests } from '../scripted/harness.ts';
import type { Counts, Test } from '../scripted/harness.ts';
import { runLeftBehind } from './left-behind.ts';
import { runPackaging } from './packaging.ts';
import { runWindow } from './window.ts';

const UNIT = fileURLToPath(new URL('unit', import.meta.url));

function runPython(): Promise<Counts> {
  const { stderr, status, error } = spawnSync('python3', ['-m', 'unittest', '-v'], {
    cwd: UNIT,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (error !== undefined) throw error;
  const passed = [...stderr.matchAll(/\.\.\. ok$/gm)].length;
  const failed = [...stderr.matchAll(/\.\.\. (FAIL|ERROR|skipped.*|unexpected success)$/gm)].length;
  const counts = { passed, failed: status !== 0 && failed === 0 ? 1 : failed };
  console.log(counts.failed > 0 ? stderr : `  ✓ python: ${passed} tests of the pure modules`);
  return Promise.resolve(counts);
}

function runVectors(): Promise<Counts> {
  const tests = Object.entries(GENERATED).map(([name, make]): Test => [
    `${path.basename(name)} is what generate.ts makes`,
    async () => {
      const kept = await fs.promises.readFile(new URL(`../vectors/${name}`, import.meta.url), 'utf8');
      assert.equal(kept === make(), true, 'run `node test/vectors/generate.ts` and look at what changed');
    },
  ]);
  return runTests('vectors', tests, undefined, () => '');
}

/** A folder of the suite's own, gone afterwards. */
function inFolder(run: (folder: string) => Promise<Counts>): Promise<Counts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-blender-'));
  return run(folder).finally(() => fs.rmSync(folder, { recursive: true, force: true }));
}

const SUITES: Readonly<Record<string, () => Promise<Counts>>> = {
  python: runPython,
  vectors: runVectors,
  package: () => inFolder(runPackaging),
  disk: () => inFolder(runLeftBehind),
  background: () => runBackground(),
  window: () => runWindow(),
};

export async function runAll(chosen: readonly string[]): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0 };
  for (const [name, run] of Object.entries(SUITES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    try {
      const { passed, failed } = await run();
      total.passed += passed;
      total.failed += failed;
      if (passed + failed === 0) throw new Error('ran no test');
    } catch (error) {
      console.log(`  ✗ ${name}: ${error instanceof Error ? error.stack : String(error)}`);
      total.failed += 1;
    }
  }
  return total;
}
