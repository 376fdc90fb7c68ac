/** The adapter's core in the tests' editor, against a scripted application: one process for all tests. */
import { strict as assert } from 'node:assert';
import { runTests } from '../scripted/harness.ts';
import type { Counts } from '../scripted/harness.ts';
import { auditTests } from './audit.ts';
import { busyTests } from './busy.ts';
import { checkTests } from './check.ts';
import { editTests } from './edits.ts';
import { nameTests } from './names.ts';
import { operationTests } from './operations.ts';
import { playingTests } from './playing.ts';
import { sessionTests } from './sessions.ts';
import { stashTests } from './stash.ts';
import { undoTests } from './undo.ts';
import { valueTests } from './values.ts';
import { World } from './world.ts';

/** @param driver the compiled test/unity/driver */
export async function runBehaviour(driver: string, only?: string): Promise<Counts> {
  const world = await World.start(driver);
  try {
    const tests = [
      ...operationTests(world),
      ...valueTests(world),
      ...editTests(world),
      ...nameTests(world),
      ...auditTests(world),
      ...checkTests(world),
      ...undoTests(world),
      ...stashTests(world),
      ...sessionTests(world),
      ...busyTests(world),
      ...playingTests(world),
      [
        'sent nothing, from first to last, that the schemas do not allow (SEC-1)',
        async () => assert.deepEqual(world.server.violations, []),
      ] as const,
    ];
    return await runTests(
      'behaviour',
      tests,
      only,
      () => [...world.server.violations, ...world.editor.output.slice(-15)].join('\n'),
      { how: 'the Unity adapter’s core in the editor of the tests' },
    );
  } finally {
    await world.stop();
  }
}
