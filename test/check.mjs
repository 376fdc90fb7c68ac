// npm run check [-- NAME…]
// What can be said about the code without running it: format, lint with types, layers, dead code, licences, and the
// types of each layer with only the libraries that it may see. Runs everything, then fails if anything failed.
import { execFile } from 'node:child_process';
import { PROJECT_ROOT, inProject } from '../main/provision/paths.mjs';
import { ProvisionError, runLauncher } from '../main/provision/report.mjs';
import { toolEnvironment, toolNode } from '../main/provision/tool-node.mjs';

/** @param {string} project */
const types = (project) => ['node_modules/typescript/bin/tsc', '--project', project];

/** @type {Record<string, string[]>} what each check runs on the tools' Node */
const CHECKS = {
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  lint: ['node_modules/oxlint/bin/oxlint', '--deny-warnings', '--format=unix'],
  layers: ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', 'app', 'main', 'renderer', 'test'],
  'dead code': ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  licences: ['test/check-licences.mjs'],
  'types: app': types('app/tsconfig.json'),
  'types: preload': types('app/preload/tsconfig.json'),
  'types: orchestrator': types('main/orchestrator/tsconfig.json'),
  'types: main': types('main/tsconfig.json'),
  'types: main on Electron 33': types('main/tsconfig.electron-33.json'),
  'types: renderer': types('renderer/tsconfig.json'),
  'types: test': types('test/tsconfig.json'),
  'types: provision': types('main/provision/tsconfig.json'),
  'types: configuration': types('tsconfig.json'),
};

/** Compilers take a core each; more of them at once only take memory. */
const AT_ONCE = 2;

await runLauncher(async () => {
  const waiting = Object.entries(CHECKS).filter(([name]) => chosen(name));
  if (waiting.length === 0)
    throw new ProvisionError(`No such check. There are: ${Object.keys(CHECKS).join(', ')}`);
  const total = waiting.length;
  let failures = 0;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (!(await passes(...next))) failures++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(failures === 0 ? 'everything holds' : `${failures} of ${total} checks failed`);
  return failures === 0 ? 0 : 1;
});

/** @param {string} name */
function chosen(name) {
  const wanted = process.argv.slice(2);
  return wanted.length === 0 || wanted.some((each) => name === each || name.startsWith(`${each}:`));
}

/**
 * @param {string} name
 * @param {string[]} command
 * @returns {Promise<boolean>}
 */
function passes(name, [script = '', ...rest]) {
  const started = performance.now();
  const options = { cwd: PROJECT_ROOT, env: toolEnvironment(), maxBuffer: 1 << 28 };
  return new Promise((resolve) => {
    execFile(toolNode(), [inProject(script), ...rest], options, (error, stdout, stderr) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${error === null ? '✓' : '✗'} ${name.padEnd(28)} ${seconds.padStart(6)} s`);
      if (error !== null) console.log(`${stdout}${stderr}`.trimEnd() || error.message);
      resolve(error === null);
    });
  });
}
