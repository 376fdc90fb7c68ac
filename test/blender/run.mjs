// The Blender add-on's tests: `node test/blender/run.mjs [background|window|python|vectors|package|disk]…`
// Pure Python first, then a real Blender without a window, then one with a window. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isRecentEnough, toolNode } from '../../main/provision/tool-node.mjs';

if (isRecentEnough(process.versions.node)) {
  const { runAll } = await import('./suites.ts');
  const { passed, failed } = await runAll(process.argv.slice(2));
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
// The suites are TypeScript, which an older Node does not run.
const { status } = spawnSync(toolNode(), [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
