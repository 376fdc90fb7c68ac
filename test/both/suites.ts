/** Both engines at one scene: a real Blender and the tests' editor of Unity's rules at the real host. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '../scripted/harness.ts';
import type { Attempt, Counts, Test } from '../scripted/harness.ts';
import { compile } from '../unity/mono.ts';
import { auditTests, manyTests } from './audit.ts';
import { authorityTests } from './authority.ts';
import { byHandTests } from './by-hand.ts';
import { conflictTests } from './conflicts.ts';
import { exactnessTests } from './exactness.ts';
import { failingTests } from './failing.ts';
import { handsTests } from './hands.ts';
import { operationTests } from './operations.ts';
import { partitionTests } from './partitions.ts';
import { playingTests } from './playing.ts';
import { undoTests } from './undo.ts';
import { World } from './world.ts';

const CHAPTERS: Readonly<Record<string, (world: World) => Test[]>> = {
  operations: operationTests,
  by_hand: byHandTests,
  exactness: exactnessTests,
  failing: failingTests,
  conflicts: conflictTests,
  authority: authorityTests,
  hands: handsTests,
  undo: undoTests,
  partitions: partitionTests,
  playing: playingTests,
  audit: auditTests,
  many: manyTests,
};

/** What the chapters whose tests name guarantees do to break them. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  failing: { how: 'a real Blender or Unity’s core fails what the other one has applied', row: 17 },
  conflicts: { how: 'a real Blender and Unity’s core contradict each other' },
  authority: { how: 'people, agents and the override at once, over a real Blender and Unity’s core' },
  partitions: { how: 'a real Blender or Unity’s core is cut off in each phase of a change', row: 19 },
  audit: { how: 'a script changes a real Blender or Unity’s core without a step' },
};

/** Of what the engines printed, under a failure. */
const OUTPUT_LINES = 30;

/** `only` names a chapter, or is a part of the names of the tests to run. */
export async function runAll(only: string | undefined): Promise<Counts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-both-driver-'));
  try {
    const driver = path.join(folder, 'driver.exe');
    compile(['test/unity/driver', 'test/unity/world'], driver);
    const world = await World.start(driver);
    try {
      const total: Counts = { passed: 0, failed: 0 };
      const tell = (): string =>
        [...world.blender.output, ...world.editor.output].slice(-OUTPUT_LINES).join('\n');
      const chapters = only === undefined || !(only in CHAPTERS) ? Object.keys(CHAPTERS) : [only];
      for (const chapter of chapters) {
        const tests = CHAPTERS[chapter]?.(world) ?? [];
        const { passed, failed } = await runTests(
          chapter,
          tests,
          only === chapter ? undefined : only,
          tell,
          ATTEMPTS[chapter],
        );
        total.passed += passed;
        total.failed += failed;
      }
      return total;
    } finally {
      await world.stop();
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
