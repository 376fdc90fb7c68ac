/** Both engines at one scene: a real Blender and the tests' editor of Unity's rules at the real host. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '../scripted/harness.ts';
import type { Counts } from '../scripted/harness.ts';
import { compile } from '../unity/mono.ts';
import { byHandTests } from './by-hand.ts';
import { operationTests } from './operations.ts';
import { World } from './world.ts';

/** Of what the engines printed, under a failure. */
const OUTPUT_LINES = 30;

/** `only` is a part of the names of the tests to run. */
export async function runAll(only: string | undefined): Promise<Counts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-both-driver-'));
  try {
    const driver = path.join(folder, 'driver.exe');
    compile(['test/unity/driver', 'test/unity/world'], driver);
    const world = await World.start(driver);
    try {
      const tests = [...operationTests(world), ...byHandTests(world)];
      return await runTests('both', tests, only, () =>
        [...world.blender.output, ...world.editor.output].slice(-OUTPUT_LINES).join('\n'),
      );
    } finally {
      await world.stop();
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
