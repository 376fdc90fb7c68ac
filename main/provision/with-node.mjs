// node main/provision/with-node.mjs PROGRAM [ARGUMENTS…]
// Runs a TypeScript or JavaScript file, or a command of node_modules, on the tools' Node.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inProject } from './paths.mjs';
import { ProvisionError, runLauncher } from './report.mjs';
import { runOnToolNode } from './tool-node.mjs';

/**
 * The script behind a command such as `electron-vite`; taken from its package, since the entries of node_modules/.bin
 * are shell scripts on Windows.
 * @param {string} command
 */
function scriptOf(command) {
  const manifest = inProject('node_modules', command, 'package.json');
  if (!fs.existsSync(manifest)) throw new ProvisionError(`No program ${command}. Run: npm ci`);
  const { bin } = createRequire(import.meta.url)(manifest);
  return path.join(path.dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}

await runLauncher(() => {
  const [program, ...rest] = process.argv.slice(2);
  if (program === undefined) throw new ProvisionError('Name a program to run.');
  return runOnToolNode([/\.[cm]?[jt]s$/.test(program) ? program : scriptOf(program), ...rest]);
});
