import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { inProject } from '#main/provision/paths.mjs';
import { isRecentEnough, toolNode } from '#main/provision/tool-node.mjs';

test.each([
  ['18.20.0', false],
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['24.0.0', true],
  ['26.1.0', true],
])('Node %s is recent enough for the tools: %s', (version, expected) => {
  expect(isRecentEnough(version)).toBe(expected);
});

test('a launcher hands a signal on once, though it came by two ways, and answers with the code of its child', async () => {
  const child = `let counted = 0;
    const count = () => { counted++; setTimeout(() => process.exit(40 + counted), 300); };
    process.on('SIGTERM', count).on('SIGINT', count);
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const launcher = `import { runToEnd } from ${JSON.stringify(inProject('main/provision/tool-node.mjs'))};
    process.exit(await runToEnd(process.execPath, ['-e', ${JSON.stringify(child)}]));`;
  const running = spawn(toolNode(), ['--input-type=module', '-e', launcher], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(running.stdout, 'data');
  running.kill('SIGTERM');
  running.kill('SIGINT');
  const [code] = await once(running, 'exit');
  expect(code).toBe(41);
});
