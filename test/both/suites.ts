/** Both engines at one scene: a real Blender and the tests' editor of Unity's rules at the real host. */
import { strict as assert } from 'node:assert';
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
import { cutOffTests } from './cut-off.ts';
import { exactnessTests } from './exactness.ts';
import { failingTests } from './failing.ts';
import { fileTests } from './files.ts';
import { handsTests } from './hands.ts';
import { operationTests } from './operations.ts';
import { partitionTests } from './partitions.ts';
import { playingTests } from './playing.ts';
import { undoTests } from './undo.ts';
import { walkTests } from './walk.ts';
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
  walks: walkTests,
  partitions: partitionTests,
  cut_off: cutOffTests,
  files: fileTests,
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
  cut_off: {
    how: 'a real Blender or Unity’s core is cut off while a change is taken back, taken over, confirmed or set right',
    row: 19,
  },
  audit: { how: 'a script changes a real Blender or Unity’s core without a step' },
};

const MODEL: Attempt = {
  how: 'inputs of a session with a real Blender and Unity’s core, given to the pure core: the same, to the byte',
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
    const total: Counts = { passed: 0, failed: 0 };
    const add = ({ passed, failed }: Counts): void => {
      total.passed += passed;
      total.failed += failed;
    };
    const tell = (): string =>
      [...world.blender.output, ...world.editor.output].slice(-OUTPUT_LINES).join('\n');
    let difference: string | null = null;
    try {
      const chapters = only === undefined || !(only in CHAPTERS) ? Object.keys(CHAPTERS) : [only];
      for (const chapter of chapters) {
        const tests = CHAPTERS[chapter]?.(world) ?? [];
        const part = only === chapter ? undefined : only;
        add(await runTests(chapter, tests, part, tell, ATTEMPTS[chapter]));
      }
    } finally {
      difference = await world.stop();
    }
    const agrees: Test = [
      'what the host said in all of this, and its log, is what the pure core says, to the byte (ORD-1, FAIL-3, TIME-1)',
      () => Promise.resolve(assert.equal(difference, null)),
    ];
    add(await runTests('model', [agrees], undefined, () => '', MODEL));
    return total;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
