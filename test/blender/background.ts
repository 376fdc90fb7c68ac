/** The add-on in a real Blender without a window. `node test/blender/background.ts [part of a test's name]` */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '../scripted/harness.ts';
import type { Counts } from '../scripted/harness.ts';
import { World } from './world.ts';
import { drivenTests } from './background-driven.ts';
import { auditTests } from './background-audit.ts';
import { checkTests } from './background-check.ts';
import { adoptionTests } from './background-edits.ts';
import { conversionTests } from './background-values.ts';
import { handsTests } from './background-hands.ts';
import { lookTests } from './background-looks.ts';
import { operationTests } from './background-operations.ts';
import { refusalTests } from './background-refusals.ts';
import { sessionTests } from './background-session.ts';
import { stashTests } from './background-stash.ts';
import { theirsTests } from './background-theirs.ts';
import { undoTests } from './background-undo.ts';

export async function runBackground(only?: string): Promise<Counts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-blender-'));
  const world = await World.start({ windowed: false });
  try {
    const tests = [
      ...operationTests(world),
      ...conversionTests(world),
      ...adoptionTests(world),
      ...handsTests(world),
      ...auditTests(world),
      ...checkTests(world),
      ...lookTests(world),
      ...drivenTests(world),
      ...undoTests(world),
      ...theirsTests(world),
      ...refusalTests(world),
      ...sessionTests(world, folder),
      ...stashTests(world, folder),
      [
        'sent nothing, from first to last, that the schemas do not allow (SEC-1)',
        async () => assert.deepEqual(world.server.violations, []),
      ] as const,
    ];
    return await runTests(
      'background',
      tests,
      only,
      () => [...world.server.violations, ...world.blender.output.slice(-15)].join('\n'),
      { how: 'the add-on in a real Blender without a window' },
    );
  } finally {
    await world.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.filename === process.argv[1]) {
  const { passed, failed } = await runBackground(process.argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
