// The Unity adapter's tests: `node test/unity/run.mjs [checks|package|link|disk|behaviour]… [part of a test's name]`
// Its engine-free core and its Editor layer as Mono compiles and runs them. Ends with `N passed, N failed`.
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
